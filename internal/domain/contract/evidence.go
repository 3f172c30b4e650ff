package contract

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/invoice"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// An Invoice (hóa đơn) proves a part of what was spent.
type Invoice struct {
	No        int
	Seller    string
	SellerTax string // mã số thuế bên bán
	Symbol    string // ký hiệu
	Number    string // số
	IssuedOn  calendar.Date
	Amount    money.VND
	Outside   string // why its day lies outside the contract or the budget years; "" when it does not
	Source    Source

	// The supplier's own file, or the scan of a typed invoice; "" for none.
	File   string // id of the attachment
	SHA256 string

	// What only the supplier's own file says.
	Verdict  invoice.Verdict
	Findings []invoice.Finding
	Buyer    string // name and tax code
	BuyerIs  BuyerRole
	BuyerBy  BuyerMatch

	// The second person who read a typed invoice off its paper.
	ConfirmedBy string
	ConfirmedAt string

	read   *invoice.Invoice // a file that is being taken in
	staged blob.Staged      // that file, or a scan
}

// name is how people point at the invoice.
func (i Invoice) name() string {
	return "ký hiệu " + i.Symbol + " số " + i.Number + " của " + i.Seller
}

// key is what makes an invoice that one: leading zeros and marks between
// digits do not count.
func (i Invoice) key() string {
	return plain(i.SellerTax) + "|" + strings.ToUpper(plain(i.Symbol)) + "|" + strings.TrimLeft(strings.ToUpper(plain(i.Number)), "0")
}

func plain(s string) string { return strings.NewReplacer(" ", "", "-", "", ".", "").Replace(s) }

// An EvidencePaper (chứng từ quyết toán) is one paper that the settlement of a
// content should have.
type EvidencePaper struct {
	Key     string // code of the content and of the paper, with "/" between
	Content norm.Content
	procedure.Paper
}

// EvidenceList returns the papers that the settlement of the scheme should
// have, under the law of the day on which the contract was signed. A paper that
// all its contents share stands there once.
//
// Law: TT 36/2013/TT-BCT Điều 14, 19.
func (f *File) EvidenceList() []EvidencePaper {
	on := f.Scheme.StartsOn
	if f.Contract != nil {
		on = f.Contract.SignedOn
	}
	rules := f.Rules(on)
	var all []EvidencePaper
	for _, c := range f.Scheme.Contents {
		for _, p := range rules.Evidence(c.Code) {
			// The same paper for another content is one paper.
			if slices.ContainsFunc(all, func(old EvidencePaper) bool { return old.Code == p.Code && old.Name == p.Name }) {
				continue
			}
			all = append(all, EvidencePaper{Key: string(c.Code) + "/" + p.Code, Content: c.Code, Paper: p})
		}
	}
	return all
}

// lacking lists the required papers that are not in the dossier. One that is
// required only under a condition never blocks, because the program cannot
// tell whether the condition holds.
func (f *File) lacking(s *Settlement) []Problem {
	var all []Problem
	for _, p := range f.EvidenceList() {
		if !p.Required || slices.ContainsFunc(s.Papers, func(have SettlementPaper) bool { return have.Code == p.Key }) {
			continue
		}
		message := "Hồ sơ quyết toán thiếu: " + p.Name + "."
		if p.When != "" {
			message += " Cần khi: " + strings.TrimSuffix(p.When, ".") + "."
		}
		all = append(all, Problem{Message: message, Basis: p.Citation, Blocks: p.Verified && p.When == ""})
	}
	return all
}

// outside says why a day lies outside the contract or the budget years from
// which it may be paid; "" when it does not. An annex that moved the end of the
// contract and a decision to carry over have widened both by then.
//
// Law: TT 36/2013/TT-BCT Điều 18; Luật NSNN 83/2015/QH13 Điều 14.
func (f *File) outside(day calendar.Date) string {
	years := f.BudgetYears()
	switch {
	case day.Before(f.Contract.StartsOn):
		return "lập ngày " + day.VN() + ", trước ngày bắt đầu hợp đồng " + f.Contract.StartsOn.VN() + "."
	case day.After(f.Contract.EndsOn):
		return "lập ngày " + day.VN() + ", sau ngày kết thúc hợp đồng " + f.Contract.EndsOn.VN() + "; cần phụ lục gia hạn."
	case !slices.Contains(years, day.Year()):
		return fmt.Sprintf("lập ngày %s, ngoài năm ngân sách %d; cần quyết định chuyển nguồn.", day.VN(), f.BookYear())
	}
	return ""
}

// maxInvoices is how many invoices one settlement takes in.
const maxInvoices = 200

// tidy cleans what was typed and refuses what cannot be kept.
func (s *Settlement) tidy(tx *db.Tx, f *File) error {
	body(&s.Note)
	var form fault.Form
	checkText(&form, s.Note, "note")
	s.tidyLines(&form, f)
	form.Check(len(s.Invoices) <= maxInvoices, "invoices", "Một hồ sơ quyết toán nhận tối đa 200 hóa đơn.")
	known := map[string]bool{}
	for _, p := range f.EvidenceList() {
		known[p.Key] = true
	}
	seen := map[string]bool{}
	for i := range s.Papers {
		p := &s.Papers[i]
		line(&p.Note)
		form.Check(known[p.Code] && !seen[p.Code], "papers", "Danh mục giấy tờ có mục lạ hoặc trùng.")
		form.Check(len(p.Note) <= maxLine, "papers", "Ghi chú giấy tờ quá dài (tối đa 500 byte).")
		seen[p.Code] = true
	}
	for i := range s.Invoices {
		inv := &s.Invoices[i]
		inv.No = i + 1
		inv.take(&form, tx)
		field := fmt.Sprintf("invoice_%d_number", inv.No)
		if inv.Source == FromFile {
			field = FilesField
		}
		form.Check(!seen["invoice "+inv.key()], field, "Hóa đơn "+inv.name()+" đã có ở dòng trên.")
		seen["invoice "+inv.key()] = true
	}
	return form.Err(pleaseMend)
}

// tidy cleans an invoice; field is the beginning of its field names.
func (i *Invoice) tidy(form *fault.Form, tx *db.Tx, field string) {
	line(&i.Seller)
	line(&i.SellerTax)
	line(&i.Symbol)
	line(&i.Number)
	checkLine(form, i.Seller, field+"seller", "Hãy ghi tên bên bán.")
	checkLine(form, i.Symbol, field+"symbol", "Hãy ghi ký hiệu hóa đơn.")
	checkLine(form, i.Number, field+"number", "Hãy ghi số hóa đơn.")
	i.tidyTax(form, tx, field+"seller_tax")
	checkDay(form, tx, i.IssuedOn, calendar.Date{}, field+"issued_on", "")
	checkAmount(form, i.Amount, field+"amount")
}

// tidyTax reads the seller's tax code as that of an establishment is read. A
// seller may be a household business, so a personal number is one too, from the
// day on which such numbers count; it is stored without marks, as key compares.
func (i *Invoice) tidyTax(form *fault.Form, tx *db.Tx, field string) {
	form.Check(i.SellerTax != "", field, "Hãy ghi mã số thuế bên bán.")
	on := i.IssuedOn
	if on.IsZero() {
		on = tx.Today() // a missing day has its own word
	}
	code, err := establishment.ParseTaxCode(i.SellerTax, establishment.Household, on)
	if err != nil {
		form.Check(false, field, err.Error())
		return
	}
	i.SellerTax = plain(code)
}

// checkUnused refuses an invoice that another settlement of the province has.
func checkUnused(ctx context.Context, tx *db.Tx, s *Settlement) error {
	for _, i := range s.Invoices {
		others, err := invoicesOf(ctx, tx, i.SellerTax, s.ID)
		if err != nil {
			return err
		}
		for _, o := range others {
			if o.key() == i.key() {
				return conflict("Hóa đơn " + i.name() + " đã dùng trong " + o.where() + ".")
			}
		}
		if i.SHA256 == "" {
			continue
		}
		if others, err = invoicesOfFile(ctx, tx, i.SHA256, s.ID); err != nil {
			return err
		}
		if len(others) > 0 {
			return conflict("Tệp của hóa đơn " + i.name() + " đã dùng trong " + others[0].where() + ".")
		}
	}
	return nil
}
