package app

import (
	"crypto/x509"
	"encoding/json"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/domain/invoice"
)

// invoiceCmd gathers what can be asked of electronic invoices.
type invoiceCmd struct {
	Read invoiceReadCmd `cmd:"" help:"Đọc một hóa đơn điện tử XML, kiểm tra chữ ký số và cộng lại các con số."`
}

// A trustFlag names the authorities whose certificates count.
type trustFlag struct {
	Trust string `env:"KHUYENCONG_TRUST" placeholder:"TỆP" help:"Tệp PEM gồm chứng thư của những nơi cấp chữ ký số mà cơ quan tin cậy."`
}

// read returns the authorities; nil when no file was named.
func (f trustFlag) read() (*x509.CertPool, error) {
	if f.Trust == "" {
		return nil, nil //nolint:nilnil // nobody is trusted
	}
	data, err := readSmall(f.Trust)
	if err != nil {
		return nil, err
	}
	return invoice.ReadTrust(data)
}

// invoiceReadCmd reads one invoice. It ends with 1 when the content was changed
// after signing or the figures contradict each other.
type invoiceReadCmd struct {
	format
	trustFlag
	File string `arg:"" name:"tệp" help:"Hóa đơn điện tử, tệp .xml."`
}

// Run runs the command.
func (c *invoiceReadCmd) Run(e *env) error {
	trust, err := c.read()
	if err != nil {
		return err
	}
	data, err := readSmall(c.File)
	if err != nil {
		return err
	}
	i, err := invoice.Read(data, trust)
	if err != nil {
		return err
	}
	if c.Format == "json" {
		out := json.NewEncoder(e.stdout)
		out.SetIndent("", "  ")
		err = out.Encode(i)
	} else {
		err = e.print("%s", invoiceText(i))
	}
	if err != nil {
		return err
	}
	bad := !i.Verdict.Holds()
	for _, f := range i.Findings {
		bad = bad || f.Wrong
	}
	if bad {
		return errFound
	}
	return nil
}

// invoiceText writes an invoice for people.
func invoiceText(i *invoice.Invoice) string {
	var b strings.Builder
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%-12s %s\n", name+":", value)
		}
	}
	line("Hóa đơn", strings.TrimSpace(i.Name+" ký hiệu "+i.Symbol()+" số "+i.Number+" ngày "+i.IssuedOn.VN()))
	line("Bên bán", i.Seller.Name+", mã số thuế "+i.Seller.TaxCode)
	buyer := i.Buyer.Name
	if buyer == "" {
		buyer = i.Buyer.Person
	}
	if i.Buyer.TaxCode != "" {
		buyer += ", mã số thuế " + i.Buyer.TaxCode
	}
	line("Bên mua", buyer)
	for _, l := range i.Lines {
		goods := l.Name
		if l.Quantity != "" {
			goods += ", " + strings.TrimSpace(l.Quantity+" "+l.Unit)
		}
		if l.Sum() != "" {
			goods += ", " + l.Sum() + " đ"
		}
		line("Dòng "+l.No, goods)
	}
	if i.Tax != nil {
		line("Tiền thuế", i.Tax.String()+" đ")
	}
	line("Thanh toán", i.Total.String()+" đ")
	line("Mã CQT", i.Code)
	line("Chữ ký", i.Verdict.Label()+". "+i.Why)
	for _, f := range i.Findings {
		if f.Wrong {
			line("Sai", f.Text)
		} else {
			line("Cần xem", f.Text)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}
