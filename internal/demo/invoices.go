package demo

import (
	"bytes"
	"embed"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/invoice"
	"example.vn/khuyencong/internal/domain/signature"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// Two electronic invoices of sellers that do not exist (dữ liệu minh họa), and
// the authority that issued the certificate of the first. A test wrote them with
// keys that were kept nowhere: see TestTheInvoicesOfTheDemonstration.
//
//go:embed data/hoa-don-khop.xml data/hoa-don-lech.xml data/noi-cap-minh-hoa.pem
var invoiceFiles embed.FS

// invoicedTax is the made-up tax code of the beneficiary to which the first of
// them is made out.
const invoicedTax = "0888888886"

// prepareInvoiced writes a settlement with an electronic invoice that matches,
// one that does not, and a paper invoice with its scan for the rest.
func (l *loader) prepareInvoiced(day, invoiced string, s *spec) error {
	anchor, err := invoiceFiles.ReadFile("data/noi-cap-minh-hoa.pem")
	if err != nil {
		return err
	}
	err = l.on("2026-11-02", "quantri", func(tx *db.Tx) error {
		_, err := signature.AddAnchor(l.ctx, tx, anchor, "Lập riêng cho bản minh họa, không cấp chứng thư cho ai ngoài bản này")
		return err
	})
	if err != nil {
		return err
	}
	var all []contract.Invoice
	var sum money.VND
	for _, name := range []string{"hoa-don-khop.xml", "hoa-don-lech.xml"} {
		i, err := l.invoiceOf(day, name)
		if err != nil {
			return err
		}
		all, sum = append(all, i), sum+i.Amount
	}
	scan, err := l.onePage("hoa-don-giay-minh-hoa.pdf", "Hoa don giay, ngay "+invoiced)
	if err != nil {
		return err
	}
	paper := contract.Invoice{
		Seller: "Nhà cung cấp minh họa", SellerTax: "0123456787", Symbol: "1C26TMH", Number: "7", IssuedOn: mustDay(invoiced), Amount: s.support + s.own - sum,
	}
	return l.prepareWith(day, s, append(all, paper.WithScan(scan))...)
}

// invoiceOf reads and keeps one of the electronic invoices.
func (l *loader) invoiceOf(day, name string) (i contract.Invoice, err error) {
	data, err := invoiceFiles.ReadFile("data/" + name)
	if err != nil {
		return i, err
	}
	var trust signature.Trust
	err = l.on(day, "canbo", func(tx *db.Tx) error {
		trust, err = signature.TrustOf(l.ctx, tx)
		return err
	})
	if err != nil {
		return i, err
	}
	read, err := invoice.Read(data, trust.Roots())
	if err != nil {
		return i, err
	}
	staged, err := blob.PutXML(l.ctx, l.files, bytes.NewReader(data), name)
	return contract.OfFile(read, staged), err
}
