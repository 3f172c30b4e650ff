package office

import (
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// How many lines of invoices the form shows at first, adds at a time, and
// takes at most.
const (
	contractInvoiceRows = 3
	contractInvoiceMore = 5
	contractInvoiceMost = 200
)

// A contractInvoice is one line of the table as it was typed.
type contractInvoice struct {
	Seller, SellerTax, Symbol, Number, IssuedOn, Amount string

	scan *multipart.FileHeader // of the paper, when one was chosen
}

// contractInvoiceFields are the columns of the table.
var contractInvoiceFields = []string{"seller", "seller_tax", "symbol", "number", "issued_on", "amount"}

// contractInvoicesTyped reads the lines that hold something, in order, so that
// line i is invoice i+1 for the domain too.
func contractInvoicesTyped(form *ui.Form) []contractInvoice {
	if form == nil {
		return nil
	}
	var columns [6][]string
	for i, name := range contractInvoiceFields {
		columns[i] = form.Rows("invoice_" + name)
	}
	at := func(column, row int) string {
		if row < len(columns[column]) {
			return columns[column][row]
		}
		return ""
	}
	var lines []contractInvoice
	for row := range columns[0] {
		line := contractInvoice{at(0, row), at(1, row), at(2, row), at(3, row), at(4, row), at(5, row), contractScanOf(form, row)}
		if line != (contractInvoice{}) {
			lines = append(lines, line)
		}
	}
	return lines
}

// contractInvoicesOf reads the invoices and notes what cannot be read.
func (c *call) contractInvoicesOf(form *ui.Form) []contract.Invoice {
	var all []contract.Invoice
	for i, line := range contractInvoicesTyped(form) {
		field := "invoice_" + strconv.Itoa(i+1) + "_"
		inv := contract.Invoice{Seller: line.Seller, SellerTax: line.SellerTax, Symbol: line.Symbol, Number: line.Number}
		var err error
		if line.IssuedOn != "" {
			inv.IssuedOn, err = calendar.ParseVN(line.IssuedOn)
			form.Check(err == nil, field+"issued_on", "Ngày lập hóa đơn có dạng ngày/tháng/năm, ví dụ 05/02/2026.")
		}
		if line.Amount != "" {
			inv.Amount, err = money.Parse(line.Amount)
			form.Check(err == nil, field+"amount", "Số tiền hóa đơn là số nguyên đồng, ví dụ 150.000.000.")
		}
		if line.scan != nil {
			scan, err := c.contractUpload(line.scan)
			if err != nil {
				form.Add(field+"scan", contractWhy(err))
			}
			inv = inv.WithScan(scan)
		}
		all = append(all, inv)
	}
	return all
}

// A contractPaperGroup is the evidence list of one content.
type contractPaperGroup struct {
	Content norm.Content
	Title   string
	Options []ui.Option
	Chosen  []string
	ID      string
}

// contractPaperGroups orders the evidence list by content.
func contractPaperGroups(f *contract.File, chosen []string) []contractPaperGroup {
	var groups []contractPaperGroup
	for _, paper := range f.EvidenceList() {
		n := len(groups)
		if n == 0 || groups[n-1].Content != paper.Content {
			info, _ := normbook.ContentByCode(paper.Content)
			groups = append(groups, contractPaperGroup{Content: paper.Content, Title: info.Name, Chosen: chosen, ID: "papers-" + strconv.Itoa(n+1)})
			n++
		}
		groups[n-1].Options = append(groups[n-1].Options, ui.Option{Value: paper.Key, Label: paper.Name, Hint: contractPaperHint(paper)})
	}
	if len(groups) > 0 {
		groups[0].ID = "papers"
	}
	return groups
}

// contractPaperHint says whether a paper is required and by what.
func contractPaperHint(p contract.EvidencePaper) string {
	hint, when := "Nếu có.", strings.TrimSuffix(p.When, ".")
	switch {
	case p.Required && when != "":
		hint = "Bắt buộc trong trường hợp: " + schemeLowerFirst(when) + "."
	case p.Required:
		hint = "Bắt buộc."
	case when != "":
		hint = when + "."
	}
	if p.Form != "" {
		hint += " " + p.Form + "."
	}
	if p.Citation != "" {
		hint += " " + p.Citation
		if !p.Verified {
			hint += " (chưa kiểm chứng)"
		}
	}
	return hint
}

func (c *call) contractSettleForm() error { return c.contractOpen((*call).contractSettleScreen) }

func (c *call) contractSettleScreen(_ *db.Tx, f *contract.File, t contractTyped) (contractPage, error) {
	p := contractPage{Title: "Lập hồ sơ quyết toán", Wide: true}
	if p.Closed = contractSettleStops(f); p.Closed != "" {
		return p, nil
	}
	p.Facts = []ui.Row{
		{Key: "Số quyết toán", Value: ui.Money(f.Balances[ledger.Paid]) + " (toàn bộ số đã thanh toán, chưa quyết toán)"},
		{Key: "Thời gian thực hiện hợp đồng", Value: contractDays(f.Contract.StartsOn, f.Contract.EndsOn)},
	}
	if due := f.SettlementDue(); !due.On.IsZero() {
		p.Facts = append(p.Facts, ui.Row{Key: "Hạn lập hồ sơ", Value: ui.Day(due.On) + ": " + contractDueWords(due)})
	}
	p.Notes = []contractNote{{Kind: ui.Info, Text: "Hóa đơn phải lập trong thời gian hợp đồng và trong năm ngân sách " + strconv.Itoa(f.BookYear()) + ".", Verified: true}}
	lines := contractInvoicesTyped(t.form)
	rows := contractInvoiceRows
	if t.form != nil {
		rows = len(lines)
		if t.form.Has("them-dong") || rows == 0 {
			rows += contractInvoiceMore
		}
	}
	rows = min(rows, contractInvoiceMost)
	for len(lines) < rows {
		lines = append(lines, contractInvoice{})
	}
	if slices.ContainsFunc(lines, func(i contractInvoice) bool { return i.scan != nil }) {
		p.Notes = append(p.Notes, contractNote{Kind: ui.Warn, Text: "Bản quét đã chọn chưa được lưu. Anh/chị chọn lại tệp trước khi gửi.", Verified: true})
	}
	p.Order = append(p.Order, "lines")
	for _, cost := range f.SupportedCosts() {
		p.Order = append(p.Order, contractLineField(cost.No))
	}
	p.Order = append(p.Order, contract.FilesField)
	for i := range lines {
		for _, name := range append(slices.Clone(contractInvoiceFields), "scan") {
			p.Order = append(p.Order, "invoice_"+strconv.Itoa(i+1)+"_"+name)
		}
	}
	var chosen []string
	if t.form != nil {
		chosen = t.form.All("papers")
	}
	p.Parts = []contractPart{{
		Action: c.contractHome("quyet-toan", "moi"), Upload: true,
		Body: contractSettleFields(contractSettleForms{
			Lines: contractLinesTyped(f, t.form), Amount: f.Balances[ledger.Paid], Files: t.files, Invoices: lines, Groups: contractPaperGroups(f, chosen), Note: t.value("note", ""), Problems: ui.Problems(t.problem),
		}),
		Buttons: []ui.Btn{
			{Label: "Gửi hồ sơ quyết toán"},
			{Label: "Thêm dòng hóa đơn", Look: ui.Alt, Name: "them-dong", Value: "1"},
		},
	}}
	return p, nil
}

// A contractSettleForms is what the fields of a settlement show.
type contractSettleForms struct {
	Lines    []contractSettleLine
	Amount   money.VND // to which they add up
	Files    []contractFile
	Invoices []contractInvoice
	Groups   []contractPaperGroup
	Note     string
	Problems map[string]string
}

// field is one cell of the table of invoices.
func (p contractSettleForms) field(row int, name, label, value string) ui.Field {
	id := "invoice_" + strconv.Itoa(row+1) + "_" + name
	return ui.Field{
		Name: "invoice_" + name, ID: id, Label: label + ", hóa đơn " + strconv.Itoa(row+1), HideName: true, Value: value, Error: p.Problems[id], MaxLen: 200,
	}
}

// contractSettleStops says why no settlement can be prepared now.
func contractSettleStops(f *contract.File) string {
	states := []scheme.State{scheme.Accepted, scheme.Stopped}
	if f.Scheme.MultiYear() || len(f.CarryOvers) > 0 {
		states = append(states, scheme.Running)
	}
	if why := contractNotIn(f, "Quyết toán được lập", states...); why != "" {
		return why
	}
	for _, s := range f.Settlements {
		if s.State == contract.SettlementPrepared {
			return "Hồ sơ quyết toán " + s.ID + " còn chờ duyệt."
		}
	}
	if f.Scheme.State != scheme.Running {
		if owed := f.Balances[ledger.Advanced]; owed > 0 {
			return "Còn " + ui.Money(owed) + " tạm ứng chưa thanh toán hoặc thu hồi. Hãy lập đề nghị thanh toán tạm ứng hoặc thu hồi trước."
		}
		for _, d := range f.Disbursements {
			if d.State == contract.DisbursementPrepared || d.State == contract.DisbursementApproved {
				return "Đề nghị chi " + d.ID + " chưa xong."
			}
		}
	}
	if f.Balances[ledger.Paid] == 0 {
		return "Chưa có khoản thanh toán nào để quyết toán."
	}
	return ""
}

func (c *call) contractSettleAdd() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	typed := contractTyped{form: form, files: c.contractFiles(form)}
	if form.Has("doc-xml") && len(form.Files(contract.FilesField)) == 0 {
		form.Add(contract.FilesField, "Hãy chọn tệp hóa đơn XML.")
	}
	if form.Has("them-dong") || form.Has("doc-xml") || form.Has("bo-xml") {
		status := http.StatusOK
		if typed.problem = form.Err("Hãy xem lại các chỗ được đánh dấu."); typed.problem != nil {
			status = http.StatusUnprocessableEntity
		}
		return c.contractRender(status, (*call).contractSettleScreen, typed)
	}
	return c.contractAct(typed, (*call).contractSettleScreen, "Đã gửi hồ sơ quyết toán, chờ lãnh đạo duyệt.", func(form *ui.Form) contractDeed {
		note, codes, invoices, lines := form.Text("note"), form.All("papers"), c.contractInvoicesOf(form), contractLinesOf(form)
		return func(tx *db.Tx) (string, error) {
			k, err := c.contractOf(tx)
			if err != nil {
				return "", err
			}
			s := contract.Settlement{Contract: k.ID, Note: note, Lines: slices.Clone(lines), Invoices: slices.Clone(invoices)}
			for _, f := range typed.files {
				s.Invoices = append(s.Invoices, contract.OfFile(f.Read, f.Staged))
			}
			for _, code := range codes {
				s.Papers = append(s.Papers, contract.SettlementPaper{Code: code})
			}
			err = contract.PrepareSettlement(c.ctx(), tx, &s)
			return c.contractHome("quyet-toan", s.ID), err
		}
	})
}
