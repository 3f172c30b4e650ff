package office

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

const (
	ledgerPageSize  = 30
	ledgerSheetRows = 20_000 // entries in one workbook
)

// ledgerPath is the address of a book or of a part of it.
func ledgerPath(b ledger.Book, parts ...string) string {
	return ui.Path(append([]string{"so-kinh-phi", strconv.Itoa(b.Year), fundPath(b.Fund)}, parts...)...)
}

// ledgerTitle names a book.
func ledgerTitle(b ledger.Book) string {
	return "Sổ " + b.Fund.Label() + " năm " + strconv.Itoa(b.Year)
}

// A ledgerPage is one book.
type ledgerPage struct {
	Shell    ui.Shell
	Book     ledger.Book
	Has      ledger.Balances
	Schemes  []ledgerScheme
	Entries  []ledgerEntry
	Older    string // address of the page with older entries
	Newest   string // address of the first page, from another
	MayAllot bool

	Problem error
	form    *ui.Form
}

// A ledgerScheme is what a book holds for one scheme.
type ledgerScheme struct {
	ID    scheme.ID
	Title string
	Has   ledger.Balances
}

// A ledgerEntry is one entry with the title of its scheme.
type ledgerEntry struct {
	ledger.Entry
	ID    scheme.ID // "" when it is about the whole book
	Who   string
	Title string
}

func (p ledgerPage) field(name, label, first string) ui.Field {
	f := ui.Field{Name: name, Label: label, Value: first, Error: ui.Problems(p.Problem)[name]}
	if p.form != nil && p.form.Has(name) {
		f.Value = p.form.Raw(name)
	}
	return f
}

// accounts are the accounts of the book that hold something.
func (p ledgerPage) accounts() []ledger.Account {
	var all []ledger.Account
	for _, a := range ledger.Accounts() {
		if p.Has[a] != 0 {
			all = append(all, a)
		}
	}
	return all
}

// sum adds up a figure over the schemes of the book.
func (p ledgerPage) sum(figure func(ledger.Balances) money.VND) (total money.VND) {
	for _, s := range p.Schemes {
		total += figure(s.Has)
	}
	return total
}

// A ledgerFigure is one column of the table of schemes.
type ledgerFigure struct {
	Label string
	Of    func(ledger.Balances) money.VND
}

// ledgerFigures are the columns of the table of schemes.
func ledgerFigures() []ledgerFigure {
	return []ledgerFigure{
		{"Phê duyệt", ledger.Balances.Granted},
		{"Hợp đồng", ledger.Balances.Contracted},
		{"Tạm ứng còn lại", func(b ledger.Balances) money.VND { return b[ledger.Advanced] }},
		{"Nghiệm thu", ledger.Balances.AcceptedTotal},
		{"Đã chi", ledger.Balances.Spent},
		{"Quyết toán", func(b ledger.Balances) money.VND { return b[ledger.Settled] }},
		{"Thu hồi", func(b ledger.Balances) money.VND { return b[ledger.Returned] }},
	}
}

func (c *call) ledgerBook() error {
	b, err := c.bookOf(c.r.PathValue("fund"))
	if err != nil {
		return err
	}
	return c.ledgerPage(http.StatusOK, b, nil, nil)
}

func (c *call) ledgerPage(status int, b ledger.Book, problem error, form *ui.Form) error {
	query, err := c.addressQuery()
	if err != nil {
		return err
	}
	before := int64(query.Int("truoc"))
	p := ledgerPage{Book: b, Problem: problem, form: form, MayAllot: c.may(access.Allot)}
	err = c.view(func(tx *db.Tx) error { return c.ledgerRead(tx, &p, before, ledgerPageSize) })
	if err != nil {
		return err
	}
	if before > 0 {
		p.Newest = ledgerPath(b) + "#but-toan"
	}
	p.Shell = c.page(ledgerTitle(b))
	p.Shell.Back, p.Shell.Width, p.Shell.HasErrors = &ui.Link{Label: "Sổ kinh phí", Href: "/so-kinh-phi"}, ui.Wide, problem != nil
	return c.render(status, ledgerView(p))
}

// ledgerRead reads a book with up to limit entries older than before.
func (c *call) ledgerRead(tx *db.Tx, p *ledgerPage, before int64, limit int) (err error) {
	if p.Has, err = ledger.OfBook(c.ctx(), tx, p.Book); err != nil {
		return err
	}
	titles := map[scheme.ID]string{}
	subjects, err := ledger.Subjects(c.ctx(), tx, p.Book)
	if err != nil {
		return err
	}
	for _, subject := range slices.Sorted(maps.Keys(subjects)) {
		id, title, err := c.ledgerSubject(tx, subject, titles)
		if err != nil {
			return err
		}
		p.Schemes = append(p.Schemes, ledgerScheme{id, title, subjects[subject]})
	}
	entries, err := ledger.Entries(c.ctx(), tx, p.Book, before, limit+1)
	if err != nil {
		return err
	}
	if len(entries) > limit {
		entries = entries[:limit]
		p.Older = ui.PathQuery(ledgerPath(p.Book), "truoc", strconv.FormatInt(entries[limit-1].Seq, 10)) + "#but-toan"
	}
	names := map[string]string{}
	for _, e := range entries {
		one := ledgerEntry{Entry: e}
		if one.ID, one.Title, err = c.ledgerSubject(tx, e.Subject, titles); err != nil {
			return err
		}
		if _, ok := names[e.Actor]; !ok {
			if names[e.Actor], err = c.appraisalName(tx, e.Actor); err != nil {
				return err
			}
		}
		one.Who = names[e.Actor]
		p.Entries = append(p.Entries, one)
	}
	return nil
}

// ledgerSubject finds the scheme that a subject of the books means.
func (c *call) ledgerSubject(tx *db.Tx, subject string, titles map[scheme.ID]string) (scheme.ID, string, error) {
	rest, ok := strings.CutPrefix(subject, "scheme/")
	if !ok {
		return "", "", nil
	}
	id := scheme.ID(rest)
	if title, ok := titles[id]; ok {
		return id, title, nil
	}
	s, err := scheme.ByID(c.ctx(), tx, id)
	if err != nil {
		return id, "", err
	}
	titles[id] = s.Title
	return id, s.Title, nil
}

// ledgerAllot records the estimate that the fund was given, or a part of it
// taken back.
func (c *call) ledgerAllot() error {
	b, err := c.bookOf(c.r.PathValue("fund"))
	if err != nil {
		return err
	}
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	amount, d, key := form.Money("amount"), planDecision(form), form.Key()
	form.Check(amount > 0 || form.Line("amount") == "", "amount", "Số tiền phải lớn hơn 0.")
	form.Check(form.Line("amount") != "", "amount", "Chưa nhập số tiền.")
	said := "Đã ghi dự toán được giao."
	if form.Line("kind") == "reduce" {
		amount, said = -amount, "Đã ghi giảm dự toán."
	}
	if err = form.Err("Chưa ghi được dự toán."); err == nil {
		err = c.done(form, said, func(tx *db.Tx) (string, error) {
			return ledgerPath(b), plan.AllotFund(c.ctx(), tx, b, amount, d, key)
		})
	}
	if ui.Correctable(err) {
		return c.ledgerPage(schemeStatus(err), b, err, form)
	}
	return err
}

// ledgerKinds are the two ways in which an estimate changes.
func ledgerKinds() []ui.Option {
	return []ui.Option{
		{Value: "give", Label: "Giao dự toán", Hint: "Lần đầu hoặc bổ sung."},
		{Value: "reduce", Label: "Giảm dự toán", Hint: "Chỉ giảm được phần chưa phân bổ."},
	}
}
