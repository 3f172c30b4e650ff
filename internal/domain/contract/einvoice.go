package contract

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/invoice"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// A Source says where the figures of an invoice come from.
type Source string

// The sources of an invoice.
const (
	Typed    Source = "typed" // ghi tay, từ hóa đơn giấy hoặc bản quét
	FromFile Source = "file"  // đọc từ tệp hóa đơn điện tử của bên bán
)

// A BuyerRole says what the buyer on an invoice is to the contract.
type BuyerRole string

// The roles of a buyer; "" when nothing is known, as of typed invoices.
const (
	BuyerBeneficiary BuyerRole = "beneficiary" // đơn vị thụ hưởng
	BuyerImplementer BuyerRole = "implementer" // đơn vị thực hiện, bên B
	BuyerOther       BuyerRole = "other"
)

// Label returns the Vietnamese name of the role.
func (r BuyerRole) Label() string {
	return map[BuyerRole]string{
		BuyerBeneficiary: "đơn vị thụ hưởng", BuyerImplementer: "đơn vị thực hiện (bên B)", BuyerOther: "không phải bên của hợp đồng",
	}[r]
}

// A BuyerMatch says by what a buyer was found to be a side of the contract.
type BuyerMatch string

// The ways to know a buyer; "" for one that is none, or where nobody noted it.
const (
	ByTaxCode BuyerMatch = "tax_code"
	ByName    BuyerMatch = "name" // without marks and capitals
)

// Label returns the Vietnamese words of the match.
func (m BuyerMatch) Label() string {
	return map[BuyerMatch]string{ByTaxCode: "so theo mã số thuế", ByName: "so theo tên"}[m]
}

// FilesField is the form field in which what is wrong with a file is noted.
const FilesField = "xml"

// OfFile is an invoice as the supplier's file says it. Whatever else its fields
// are set to, the settlement takes what was read.
func OfFile(read *invoice.Invoice, file blob.Staged) Invoice {
	i := Invoice{read: read, staged: file}
	i.fill()
	return i
}

// WithScan is a typed invoice with the scan of its paper.
func (i Invoice) WithScan(file blob.Staged) Invoice {
	i.staged = file
	return i
}

// scans are the kinds of file that a scan may be, by their bytes.
var scans = []string{"application/pdf", "image/jpeg", "image/png"}

// fill takes the figures from what was read.
func (i *Invoice) fill() {
	r := i.read
	i.Seller, i.SellerTax, i.Symbol, i.Number = r.Seller.Name, r.Seller.TaxCode, r.Symbol(), r.Number
	i.IssuedOn, i.Amount = r.IssuedOn, r.Total
	i.Source, i.SHA256, i.Verdict, i.Findings = FromFile, i.staged.SHA256, r.Verdict, slices.Clone(r.Findings)
	i.Buyer, i.BuyerIs, i.BuyerBy = r.Buyer.Name, "", ""
	if i.Buyer == "" {
		i.Buyer = r.Buyer.Person
	}
	if r.Buyer.TaxCode != "" {
		i.Buyer = strings.TrimPrefix(i.Buyer+", mã số thuế "+r.Buyer.TaxCode, ", ")
	}
}

// take cleans an invoice and notes what is wrong with it: at the fields of a
// typed one, in one sentence about a file.
func (i *Invoice) take(form *fault.Form, tx *db.Tx) {
	i.ConfirmedBy, i.ConfirmedAt, i.File = "", "", ""
	if i.read == nil {
		*i = Invoice{
			No: i.No, Seller: i.Seller, SellerTax: i.SellerTax, Symbol: i.Symbol, Number: i.Number, IssuedOn: i.IssuedOn, Amount: i.Amount,
			Source: Typed, SHA256: i.staged.SHA256, staged: i.staged,
		}
		field := "invoice_" + strconv.Itoa(i.No) + "_"
		i.tidy(form, tx, field)
		form.Check(i.SHA256 == "" || slices.Contains(scans, i.staged.Media), field+"scan", "Bản quét phải là tệp PDF, JPEG hoặc PNG.")
		return
	}
	i.fill()
	var own fault.Form
	own.Check(i.Verdict.Holds(), "verdict", i.read.Why+" Hãy xin bên bán gửi lại tệp gốc.")
	i.tidy(&own, tx, "")
	if err, ok := own.Err("").(*fault.Error); ok { //nolint:errorlint // made in the line above
		for _, field := range slices.Sorted(maps.Keys(err.Fields)) {
			form.Add(FilesField, "Tệp “"+i.staged.Name+"”: "+err.Fields[field])
		}
	}
}

// compare says what the buyers of the electronic invoices are to the contract,
// and which invoices replace others that are in use.
func (f *File) compare(ctx context.Context, tx *db.Tx, s *Settlement) error {
	if !slices.ContainsFunc(s.Invoices, func(i Invoice) bool { return i.read != nil }) {
		return nil
	}
	var buyers []establishment.Establishment
	for _, b := range f.Scheme.Active() {
		e, err := establishment.ByID(ctx, tx, b.Establishment)
		if err != nil {
			return err
		}
		buyers = append(buyers, e)
	}
	for at := range s.Invoices {
		i := &s.Invoices[at]
		if i.read == nil {
			continue
		}
		f.compareBuyer(i, buyers)
		if err := compareRelated(ctx, tx, i); err != nil {
			return err
		}
	}
	return nil
}

// compareBuyer compares tax codes where both have one, and names otherwise: a
// name does not make up for another code. A scheme without named beneficiaries
// has nobody to compare with but party B, of whom no code is known.
func (f *File) compareBuyer(i *Invoice, beneficiaries []establishment.Establishment) {
	buyer, find := i.read.Buyer, func(wrong bool, text string) {
		i.Findings = append(i.Findings, invoice.Finding{Wrong: wrong, Text: text})
	}
	name := func(s string) string { return text.Fold(text.CleanLine(s)) }
	for _, e := range beneficiaries {
		coded := plain(buyer.TaxCode) != "" && plain(e.TaxCode) != ""
		named := name(buyer.Name+buyer.Person) != "" && name(buyer.Name+buyer.Person) == name(e.Name)
		switch {
		case coded && plain(buyer.TaxCode) == plain(e.TaxCode):
			i.BuyerIs, i.BuyerBy = BuyerBeneficiary, ByTaxCode
			return
		case coded && named:
			i.BuyerIs = BuyerOther
			find(true, "Bên mua mang tên đơn vị thụ hưởng "+e.Name+" nhưng mã số thuế "+buyer.TaxCode+" khác mã đã ghi ("+e.TaxCode+").")
			return
		case !coded && named:
			i.BuyerIs, i.BuyerBy = BuyerBeneficiary, ByName
			find(false, "Bên mua chỉ so được theo tên với đơn vị thụ hưởng "+e.Name+" vì thiếu mã số thuế.")
			return
		}
	}
	if n := name(buyer.Name); n != "" && (n == name(f.Contract.Party) || n == name(f.Scheme.Implementer)) {
		i.BuyerIs, i.BuyerBy = BuyerImplementer, ByName
		find(false, "Bên mua là đơn vị thực hiện, so theo tên. Hãy xem hợp đồng có để đơn vị thực hiện mua thay đơn vị thụ hưởng không.")
		return
	}
	i.BuyerIs = BuyerOther
	find(true, "Bên mua trên hóa đơn không phải đơn vị thụ hưởng, cũng không mang tên đơn vị thực hiện của hợp đồng.")
}

// compareRelated finds a dossier that uses the invoice that i replaces or
// adjusts.
func compareRelated(ctx context.Context, tx *db.Tx, i *Invoice) error {
	r := i.read.Related
	if r == nil {
		return nil
	}
	old := Invoice{SellerTax: i.SellerTax, Symbol: r.Symbol(), Number: r.Number}
	others, err := invoicesOf(ctx, tx, i.SellerTax, "")
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.key() == old.key() {
			i.Findings = append(i.Findings, invoice.Finding{Wrong: true, Text: "Hóa đơn cũ, ký hiệu " + r.Symbol() + " số " + r.Number + ", đang dùng trong " + o.where() + "."})
		}
	}
	return nil
}

// Owner is the subject under which the files of the settlement are kept.
func (s *Settlement) Owner() string { return "settlement/" + s.ID }

// attachFiles gives the settlement the files that were read, and the scans.
func attachFiles(ctx context.Context, tx *db.Tx, s *Settlement) (err error) {
	for at := range s.Invoices {
		i := &s.Invoices[at]
		if i.staged.SHA256 == "" {
			continue
		}
		if i.File, err = blob.Attach(ctx, tx, i.staged, s.Owner(), "invoice/"+strconv.Itoa(i.No)); err != nil {
			return err
		}
	}
	return nil
}
