package office

import (
	"errors"
	"io"
	"mime/multipart"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/invoice"
	"example.vn/khuyencong/internal/domain/signature"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// A contractFile is an electronic invoice that was sent with a form and read.
// The form carries its hash along, never its figures: they are read again.
type contractFile struct {
	Staged blob.Staged
	Read   *invoice.Invoice
}

// contractFiles reads the electronic invoices of a form: those that were read
// before, unless one is taken away, and those that come now. What is wrong with
// one is noted and the others stay.
func (c *call) contractFiles(form *ui.Form) []contractFile {
	var all []contractFile
	add := func(name string, f contractFile, err error) {
		switch {
		case err != nil:
			form.Add(contract.FilesField, "Tệp “"+name+"”: "+contractWhy(err))
		case len(all) >= contractInvoiceMost:
			form.Add(contract.FilesField, "Một hồ sơ quyết toán nhận tối đa 200 hóa đơn.")
		case !slices.ContainsFunc(all, func(old contractFile) bool { return old.Staged.SHA256 == f.Staged.SHA256 }):
			all = append(all, f)
		}
	}
	names := form.Rows("xml_name")
	for i, sha := range form.Rows("xml_sha") {
		if sha == form.Line("bo-xml") || i >= len(names) {
			continue
		}
		f, err := c.contractKept(sha, names[i])
		add(names[i], f, err)
	}
	for _, h := range form.Files(contract.FilesField) {
		f, err := c.contractSent(h)
		add(h.Filename, f, err)
	}
	return all
}

// contractKept reads a file again that an earlier form brought.
func (c *call) contractKept(sha, name string) (contractFile, error) {
	r, err := blob.Open(c.s.Files, sha)
	if err != nil {
		return contractFile{}, err
	}
	f, err := c.contractReadXML(r, name)
	if err == nil && f.Staged.SHA256 != sha {
		err = fault.New(fault.Invalid, "Tệp trên máy chủ không còn nguyên vẹn. Hãy chọn lại tệp.")
	}
	return f, err
}

func (c *call) contractSent(h *multipart.FileHeader) (contractFile, error) {
	r, err := h.Open()
	if err != nil {
		return contractFile{}, err
	}
	return c.contractReadXML(r, h.Filename)
}

// contractReadXML reads an invoice and keeps its file. A file that is none, or
// that was changed after signing, is not kept.
func (c *call) contractReadXML(r io.ReadCloser, name string) (f contractFile, err error) {
	data, err := io.ReadAll(io.LimitReader(r, invoice.MaxSize+1))
	if err = errors.Join(err, r.Close()); err != nil {
		return f, err
	}
	var trust signature.Trust
	err = c.view(func(tx *db.Tx) error {
		trust, err = signature.TrustOf(c.ctx(), tx)
		return err
	})
	if err != nil {
		return f, err
	}
	if f.Read, err = invoice.Read(data, trust.Roots()); err != nil {
		return f, err
	}
	if !f.Read.Verdict.Holds() {
		return f, fault.New(fault.Invalid, f.Read.Why+" Hãy xin bên bán gửi lại tệp gốc.")
	}
	f.Staged, err = blob.PutXML(c.ctx(), c.s.Files, strings.NewReader(string(data)), name)
	return f, err
}

// facts are what the card of the file shows.
func (f contractFile) facts() []ui.Row {
	i := f.Read
	var goods []string
	for n, l := range i.Lines {
		if n == 4 && len(i.Lines) > 5 {
			goods = append(goods, "và "+ui.Count(len(i.Lines)-n)+" dòng khác")
			break
		}
		goods = append(goods, strings.TrimSuffix(l.Name+" × "+strings.TrimSpace(l.Quantity+" "+l.Unit), " × "))
	}
	rows := []ui.Row{
		{Key: "Bên bán", Value: i.Seller.Name + ", mã số thuế " + i.Seller.TaxCode},
		{Key: "Bên mua", Value: contractOr(strings.TrimPrefix(contractBuyer(i.Buyer), ", "), "không ghi")},
		{Key: "Hàng hóa", Value: contractOr(strings.Join(goods, "; "), "không ghi")},
		{Key: "Tổng thanh toán", Value: ui.Money(i.Total)},
		{Key: "Bằng chữ trên hóa đơn", Value: contractOr(i.Words, "không ghi")},
		{Key: "Chữ ký", Value: i.Why},
		{Key: "Tệp", Value: f.Staged.Name},
	}
	return rows
}

func contractBuyer(p invoice.Party) string {
	name := contractOr(p.Name, p.Person)
	if p.TaxCode != "" {
		name += ", mã số thuế " + p.TaxCode
	}
	return name
}

// contractInvoiceName names an invoice in one line.
func contractInvoiceName(symbol, number string, on calendar.Date) string {
	return symbol + " số " + number + " ngày " + ui.Day(on)
}

// contractVerdictTag is the kind of tag in which a verdict is shown.
func contractVerdictTag(v invoice.Verdict) ui.Kind {
	switch v {
	case invoice.Trusted:
		return ui.OK
	case invoice.Altered, invoice.Malformed:
		return ui.Bad
	case invoice.UnknownIssuer, invoice.Unsigned:
	}
	return ui.Warn
}

// contractSourceTag says where the figures of an invoice come from and who
// stands for them.
func contractSourceTag(s contract.Settlement, i contract.Invoice) (ui.Kind, string) {
	switch {
	case i.Source == contract.FromFile:
		return contractVerdictTag(i.Verdict), i.Verdict.Label()
	case i.ConfirmedBy != "":
		return ui.OK, "Ghi tay, đã xác nhận"
	case s.State == contract.SettlementApproved:
		return ui.Neutral, "Ghi tay, trước khi có xác nhận"
	}
	return ui.Warn, "Ghi tay, chờ xác nhận"
}

// contractFound lists what was found about the electronic invoices of a
// settlement, each in a sentence that names its invoice.
func contractFound(s *contract.Settlement) []contractNote {
	var wrong, look []string
	for _, i := range s.Invoices {
		for _, f := range i.Findings {
			line := "Hóa đơn " + i.Symbol + " số " + i.Number + ": " + f.Text
			if f.Wrong {
				wrong = append(wrong, line)
			} else {
				look = append(look, line)
			}
		}
	}
	var notes []contractNote
	if len(wrong) > 0 {
		notes = append(notes, contractNote{Kind: ui.Bad, Text: "Hóa đơn điện tử có chỗ không khớp:", List: wrong, Verified: true})
	}
	if len(look) > 0 {
		notes = append(notes, contractNote{Kind: ui.Warn, Text: "Hóa đơn điện tử có chỗ cần xem:", List: look, Verified: true})
	}
	return notes
}

func (c *call) contractConfirmForm() error { return c.contractOpen((*call).contractConfirmScreen) }

// A contractReading is one typed invoice that a second person reads again; what
// was typed at first is not shown.
type contractReading struct {
	Invoice                  contract.Invoice
	Number, IssuedOn, Amount string
	Problems                 map[string]string
}

// field is one cell.
func (r contractReading) field(name, label, value string) ui.Field {
	no := strconv.Itoa(r.Invoice.No)
	id := "reading_" + no + "_" + name
	return ui.Field{Name: "reading_" + name, ID: id, Label: label + ", hóa đơn " + no, HideName: true, Value: value, Error: r.Problems[id], MaxLen: 200}
}

// contractConfirmScreen asks a second person for the figures of the typed
// invoices.
func (c *call) contractConfirmScreen(tx *db.Tx, _ *contract.File, t contractTyped) (contractPage, error) {
	s, err := c.contractSettlement(tx)
	if err != nil {
		return contractPage{}, err
	}
	p := contractPage{Title: "Xác nhận hóa đơn ghi tay, " + s.ID, Wide: true}
	wait := s.Unconfirmed()
	switch {
	case s.State != contract.SettlementPrepared:
		p.Closed = "Hồ sơ quyết toán đang ở trạng thái “" + s.State.Label() + "”."
	case len(wait) == 0:
		p.Closed = "Không có hóa đơn ghi tay nào chờ xác nhận."
	case c.contractMine(s.PreparedBy):
		p.Closed = "Anh/chị đã lập hồ sơ này. Theo nguyên tắc hai người, hóa đơn ghi tay do người khác xác nhận."
	}
	if p.Closed != "" {
		return p, nil
	}
	p.Notes = []contractNote{{Kind: ui.Info, Text: "Anh/chị nhìn hóa đơn giấy hoặc bản quét và ghi lại số, ngày, tổng tiền. Phần mềm so với số người lập đã ghi. Hóa đơn nào chưa có trước mặt thì để trống.", Verified: true}}
	scans, err := c.contractScans(tx, wait)
	if err != nil {
		return p, err
	}
	problems := ui.Problems(t.problem)
	var rows []contractReading
	for _, i := range wait {
		r := contractReading{Invoice: i, Problems: problems}
		if t.form != nil {
			if at := slices.Index(t.form.Rows("reading_no"), strconv.Itoa(i.No)); at >= 0 {
				r.Number, r.IssuedOn, r.Amount = contractRow(t.form, "number", at), contractRow(t.form, "issued_on", at), contractRow(t.form, "amount", at)
			}
		}
		rows = append(rows, r)
		for _, name := range []string{"number", "issued_on", "amount"} {
			p.Order = append(p.Order, "reading_"+strconv.Itoa(i.No)+"_"+name)
		}
	}
	p.Parts = []contractPart{{
		Action: c.contractHome("quyet-toan", s.ID, "xac-nhan"), Version: s.Version, Body: contractReadingFields(rows, scans),
		Buttons: []ui.Btn{{Label: "Xác nhận"}},
	}}
	return p, nil
}

func contractRow(form *ui.Form, name string, at int) string {
	if rows := form.Rows("reading_" + name); at < len(rows) {
		return rows[at]
	}
	return ""
}

// contractReadings reads the rows that hold something.
func contractReadings(form *ui.Form) []contract.Reading {
	var all []contract.Reading
	for at, no := range form.Rows("reading_no") {
		number, day, amount := contractRow(form, "number", at), contractRow(form, "issued_on", at), contractRow(form, "amount", at)
		if number+day+amount == "" {
			continue
		}
		field, r := "reading_"+no+"_", contract.Reading{Number: number}
		var err error
		if r.No, err = strconv.Atoi(no); err != nil {
			form.Add("reading_no", "Biểu mẫu này đã cũ. Anh/chị tải lại trang rồi gửi lại.")
		}
		if day != "" {
			r.IssuedOn, err = calendar.ParseVN(day)
			form.Check(err == nil, field+"issued_on", "Ngày lập hóa đơn có dạng ngày/tháng/năm, ví dụ 05/02/2026.")
		}
		if amount != "" {
			r.Amount, err = money.Parse(amount)
			form.Check(err == nil, field+"amount", "Số tiền hóa đơn là số nguyên đồng, ví dụ 150.000.000.")
		}
		all = append(all, r)
	}
	return all
}

func (c *call) contractConfirm() error {
	return c.contractDo((*call).contractConfirmScreen, "Đã xác nhận hóa đơn ghi tay.", func(form *ui.Form) contractDeed {
		version, again := contractVersion(form), contractReadings(form)
		return func(tx *db.Tx) (string, error) {
			s, err := c.contractSettlement(tx)
			if err != nil {
				return "", err
			}
			return c.contractHome("quyet-toan", s.ID), contract.ConfirmInvoices(c.ctx(), tx, s.ID, version, again)
		}
	})
}

// contractWaits says that typed invoices wait, and leads to where they are
// confirmed whoever may do that.
func (c *call) contractWaits(s *contract.Settlement) (text string, link *ui.Link) {
	n := len(s.Unconfirmed())
	if n == 0 || s.State != contract.SettlementPrepared {
		return "", nil
	}
	text = ui.Count(n) + " hóa đơn ghi tay chờ người thứ hai xác nhận; sau đó mới duyệt được quyết toán."
	if c.may(access.ConfirmInvoice) && !c.contractMine(s.PreparedBy) {
		link = &ui.Link{Label: "Xác nhận hóa đơn ghi tay", Href: c.contractHome("quyet-toan", s.ID, "xac-nhan")}
	}
	return text, link
}
