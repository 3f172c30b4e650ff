// Package invoice reads the electronic invoice (hóa đơn điện tử) that a
// supplier issues as XML: who sold what to whom, for how much, and whether its
// digital signature holds.
//
// Gói này đọc hóa đơn điện tử XML, kiểm tra chữ ký số và cộng lại các con số;
// không cần cơ sở dữ liệu, không bao giờ tải gì về. The file comes from outside
// the office, so it is taken for hostile: its size, depth and number of
// elements are bounded, it may hold no DTD, and nothing it names is fetched.
//
// Law: NĐ 123/2020/NĐ-CP Điều 10, 12; the names of the elements are those of
// QĐ 1450/QĐ-TCT (docs/invoices.md says what of it was not read in the text).
package invoice

import (
	"crypto/x509"
	"math/big"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// An Invoice is what one XML invoice says, what its signatures are worth and
// what does not add up.
type Invoice struct {
	Name       string        `json:"name,omitempty"` // "Hóa đơn giá trị gia tăng"
	Form       string        `json:"form"`           // ký hiệu mẫu số: "1" for VAT, "2" for sales
	Series     string        `json:"series"`         // ký hiệu: "C26TAA"
	Number     string        `json:"number"`
	IssuedOn   calendar.Date `json:"issued_on"`
	PaidBy     string        `json:"paid_by,omitempty"` // hình thức thanh toán
	Seller     Party         `json:"seller"`
	Buyer      Party         `json:"buyer"`
	Lines      []Line        `json:"lines"`
	Bands      []Band        `json:"vat"`
	Net        *money.VND    `json:"net_vnd,omitempty"` // before VAT; nil when not given
	Tax        *money.VND    `json:"tax_vnd,omitempty"` // nil when not given
	Fees       money.VND     `json:"fees_vnd,omitempty"`
	Discount   money.VND     `json:"discount_vnd,omitempty"`
	Total      money.VND     `json:"total_vnd"` // what is to be paid
	Words      string        `json:"total_in_words,omitempty"`
	Code       string        `json:"authority_code,omitempty"` // mã của cơ quan thuế
	Related    *Related      `json:"related,omitempty"`
	Verdict    Verdict       `json:"verdict"` // of the seller's signature
	Why        string        `json:"why"`     // the verdict in a sentence
	Signatures []Signature   `json:"signatures"`
	Findings   []Finding     `json:"findings"`
}

// Symbol is form and series together, as invoices are named: "1C26TAA".
func (i *Invoice) Symbol() string { return i.Form + i.Series }

// A Party is the seller or the buyer.
type Party struct {
	Name    string `json:"name,omitempty"`
	TaxCode string `json:"tax_code,omitempty"` // as it is written, unchecked
	Address string `json:"address,omitempty"`
	Person  string `json:"person,omitempty"` // họ tên người mua hàng
}

// A Line is one row of goods or services. Its numbers are decimals as they are
// written, with a point; an amount may have a fraction of a đồng.
type Line struct {
	No       string `json:"no,omitempty"`
	Nature   Nature `json:"nature"`
	Code     string `json:"code,omitempty"`
	Name     string `json:"name"`
	Unit     string `json:"unit,omitempty"`
	Quantity string `json:"quantity,omitempty"`
	Price    string `json:"price,omitempty"`
	Discount string `json:"discount,omitempty"`
	Amount   string `json:"amount,omitempty"` // before VAT
	VAT      string `json:"vat,omitempty"`    // "10%", "KCT", "KKKNT"

	quantity, price, discount, amount *big.Rat
}

// Sum is the amount before VAT as people read it, "1.250.000"; "" when the line
// has none.
func (l Line) Sum() string {
	if l.amount == nil {
		return ""
	}
	return vn(l.amount)
}

// A Nature (tính chất) says how a line counts.
type Nature string

// The natures of a line.
const (
	Goods     Nature = "1" // hàng hóa, dịch vụ
	Promotion Nature = "2" // khuyến mại
	Rebate    Nature = "3" // chiết khấu thương mại: taken off
	Remark    Nature = "4" // ghi chú, diễn giải: no money
)

// A Band is the sum of the lines under one VAT percentage.
type Band struct {
	VAT    string `json:"vat"`
	Amount string `json:"amount"`
	Tax    string `json:"tax"`

	amount, tax *big.Rat
}

// Related is the invoice that this one replaces or adjusts.
type Related struct {
	Kind     string        `json:"kind"` // "1" replaces, "2" adjusts; "3" and "4" the same for several
	Form     string        `json:"form,omitempty"`
	Series   string        `json:"series,omitempty"`
	Number   string        `json:"number,omitempty"`
	IssuedOn calendar.Date `json:"issued_on"`
}

// Symbol is form and series together.
func (r *Related) Symbol() string { return r.Form + r.Series }

// A Finding is something that a person should look at.
type Finding struct {
	Wrong bool   `json:"wrong"` // it contradicts itself or the law; otherwise worth a look
	Text  string `json:"text"`  // a sentence
}

func (i *Invoice) find(wrong bool, text string) {
	i.Findings = append(i.Findings, Finding{Wrong: wrong, Text: text})
}

// refuse is the answer to a file that cannot be taken for an invoice.
func refuse(why string) error { return fault.New(fault.Invalid, why) }

// Read reads an invoice, verifies its signatures against the certificates that
// the office trusts (nil for none) and adds up its figures. A file that is no
// invoice, that is hostile or in which a figure is unclear is an Invalid fault;
// a signature that does not hold is not: Verdict says so.
func Read(data []byte, trust *x509.CertPool) (*Invoice, error) {
	doc, err := open(data)
	if err != nil {
		return nil, err
	}
	i, err := doc.fields()
	if err != nil {
		return nil, err
	}
	doc.judge(i, trust)
	i.addUp()
	return i, nil
}
