package office

import (
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
	ledgerSchemesOf = 50     // schemes on a page
	ledgerSheetRows = 20_000 // entries in one workbook

	ledgerSheetSchemes = 50_000 // schemes in one workbook
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
	Later    string // address of the page with the schemes that come after
	First    string // address of the page with the first schemes, from another
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

// sum is a figure of the whole book. The accounts of the book itself are in
// none of the figures, so it is the sum of those of all its schemes.
func (p ledgerPage) sum(figure func(ledger.Balances) money.VND) money.VND { return figure(p.Has) }

// sumLabel says what the sums add up.
func (p ledgerPage) sumLabel() string {
	if p.Later != "" || p.First != "" {
		return "Cộng mọi đề án của sổ"
	}
	return "Cộng " + ui.Count(len(p.Schemes)) + " đề án"
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
	before, after := int64(query.Int("truoc")), query.Line("sau")
	p := ledgerPage{Book: b, Problem: problem, form: form, MayAllot: c.may(access.Allot)}
	err = c.view(func(tx *db.Tx) error {
		return c.ledgerRead(tx, &p, ledgerPart{after, ledgerSchemesOf, before, ledgerPageSize})
	})
	if err != nil {
		return err
	}
	if after != "" {
		p.First = ledgerPath(b) + "#de-an"
	}
	if before > 0 {
		p.Newest = ledgerPath(b) + "#but-toan"
	}
	p.Shell = c.page(ledgerTitle(b))
	p.Shell.Back, p.Shell.Width, p.Shell.HasErrors = &ui.Link{Label: "Sổ kinh phí", Href: "/so-kinh-phi"}, ui.Wide, problem != nil
	return c.render(status, ledgerView(p))
}

// A ledgerPart is the part of a book that is read: how many schemes after one of
// them, and how many entries before one of them; "" and 0 are the beginning.
type ledgerPart struct {
	after   string
	schemes int
	before  int64
	entries int
}

func (c *call) ledgerRead(tx *db.Tx, p *ledgerPage, part ledgerPart) (err error) {
	if p.Has, err = ledger.OfBook(c.ctx(), tx, p.Book); err != nil {
		return err
	}
	after := ""
	if part.after != "" {
		after = scheme.ID(part.after).Subject()
	}
	holdings, err := ledger.Holdings(c.ctx(), tx, p.Book, after, part.schemes+1)
	if err != nil {
		return err
	}
	if len(holdings) > part.schemes {
		holdings = holdings[:part.schemes]
		p.Later = ui.PathQuery(ledgerPath(p.Book), "sau", string(ledgerSubject(holdings[part.schemes-1].Subject))) + "#de-an"
	}
	entries, err := ledger.Entries(c.ctx(), tx, p.Book, part.before, part.entries+1)
	if err != nil {
		return err
	}
	if len(entries) > part.entries {
		entries = entries[:part.entries]
		p.Older = ui.PathQuery(ledgerPath(p.Book), "truoc", strconv.FormatInt(entries[part.entries-1].Seq, 10)) + "#but-toan"
	}
	return c.ledgerName(tx, p, holdings, entries)
}

// ledgerName puts the titles and the names to what was read.
func (c *call) ledgerName(tx *db.Tx, p *ledgerPage, holdings []ledger.Holding, entries []ledger.Entry) error {
	var ids []scheme.ID
	for _, h := range holdings {
		ids = append(ids, ledgerSubject(h.Subject))
	}
	for _, e := range entries {
		if id := ledgerSubject(e.Subject); id != "" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	titles, err := scheme.Titles(c.ctx(), tx, slices.Compact(ids))
	if err != nil {
		return err
	}
	for _, h := range holdings {
		id := ledgerSubject(h.Subject)
		p.Schemes = append(p.Schemes, ledgerScheme{id, titles[id], h.Has})
	}
	names := map[string]string{}
	for _, e := range entries {
		id := ledgerSubject(e.Subject)
		if _, ok := names[e.Actor]; !ok {
			if names[e.Actor], err = c.appraisalName(tx, e.Actor); err != nil {
				return err
			}
		}
		p.Entries = append(p.Entries, ledgerEntry{Entry: e, ID: id, Who: names[e.Actor], Title: titles[id]})
	}
	return nil
}

// ledgerSubject is the scheme that a subject of the books means, "" for none.
func ledgerSubject(subject string) scheme.ID {
	id, ok := strings.CutPrefix(subject, "scheme/")
	if !ok {
		return ""
	}
	return scheme.ID(id)
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
