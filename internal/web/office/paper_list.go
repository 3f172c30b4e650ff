package office

import (
	"net/http"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// paperListPage is a list of papers out or in.
type paperListPage struct {
	Shell  ui.Shell
	Filter paper.Filter
	Books  []paper.Book
	Years  []int
	Rows   []paperRow
	More   bool
	Count  int
	MayAdd bool
}

// A paperRow is one paper of a list.
type paperRow struct {
	*paper.Paper
	Who  string // who handles it
	Late bool
}

func (c *call) paperList() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := paperListPage{Filter: paper.Filter{
		Direction: c.paperDirection(), Query: form.Line("tim"), Book: form.Line("so"), Year: paperYear(form.Line("nam")),
		State: paper.State(form.Line("trang-thai")), Kind: paper.Kind(form.Line("loai")), After: paper.ID(form.Line("sau")),
	}}
	p.MayAdd = c.may(access.DraftPaper)
	if p.Filter.Direction == paper.In {
		p.MayAdd = c.may(access.ReceivePaper)
	}
	err = c.view(func(tx *db.Tx) error { return c.paperRead(tx, &p) })
	if err != nil {
		return err
	}
	p.Shell = c.page(paperNoun(p.Filter.Direction))
	p.Shell.Print = ui.Wide
	return c.render(http.StatusOK, paperListView(p))
}

func (c *call) paperRead(tx *db.Tx, p *paperListPage) (err error) {
	if p.Books, err = paper.Books(c.ctx(), tx, p.Filter.Direction); err != nil {
		return err
	}
	if p.Years, err = paper.Years(c.ctx(), tx, p.Filter.Direction); err != nil {
		return err
	}
	if p.Count, err = paper.Count(c.ctx(), tx, p.Filter); err != nil {
		return err
	}
	var rows []*paper.Paper
	if rows, p.More, err = paper.List(c.ctx(), tx, p.Filter); err != nil {
		return err
	}
	names := map[string]string{}
	for _, row := range rows {
		if _, known := names[row.Assignee]; !known {
			if names[row.Assignee], err = c.paperUser(tx, row.Assignee); err != nil {
				return err
			}
		}
		p.Rows = append(p.Rows, paperRow{row, names[row.Assignee], paperLate(row, c.today())})
	}
	return nil
}

// paperLate reports whether a paper that arrived should have been answered.
func paperLate(p *paper.Paper, today calendar.Date) bool {
	return (p.State == paper.Received || p.State == paper.Assigned) && !p.DueOn.IsZero() && p.DueOn.Before(today)
}

// active counts the filters set beside the search.
func (p paperListPage) active() (n int) {
	for _, set := range []bool{p.Filter.Book != "", p.Filter.Year != 0, p.Filter.State != "", p.Filter.Kind != ""} {
		if set {
			n++
		}
	}
	return n
}

func (p paperListPage) href(after paper.ID) string {
	f := p.Filter
	return ui.PathQuery(paperPath(f.Direction), "tim", f.Query, "so", f.Book, "nam", paperNumber(f.Year), "trang-thai", string(f.State),
		"loai", string(f.Kind), "sau", string(after))
}

func (p paperListPage) pager() ui.Pages {
	pages := ui.Pages{Text: ui.Count(p.Count) + " văn bản"}
	if p.Filter.After != "" {
		pages.First = p.href("")
	}
	if p.More {
		pages.Next = p.href(p.Rows[len(p.Rows)-1].ID)
	}
	return pages
}

// printed is the address of the printed book that fits the filter best.
func (p paperListPage) printed() string {
	return ui.PathQuery(paperPath(p.Filter.Direction, "so"), "so", p.Filter.Book, "nam", paperNumber(p.Filter.Year))
}

func paperBookOptions(books []paper.Book, all string) []ui.Option {
	var options []ui.Option
	if all != "" {
		options = append(options, ui.Option{Label: all})
	}
	for _, b := range books {
		label := b.Name
		if b.Closed {
			label += " (đã đóng)"
		}
		options = append(options, ui.Option{Value: b.ID, Label: label})
	}
	return options
}

func paperYearOptions(years []int) []ui.Option {
	options := []ui.Option{{Label: "Mọi năm"}}
	for _, y := range years {
		options = append(options, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	return options
}

func paperStateOptions(d paper.Direction) []ui.Option {
	options := []ui.Option{{Label: "Mọi trạng thái"}}
	for _, s := range paper.States(d) {
		options = append(options, ui.Option{Value: string(s), Label: s.Label()})
	}
	return options
}

func paperKindOptions(none string) []ui.Option {
	options := []ui.Option{{Label: none}}
	for _, k := range paper.Kinds() {
		options = append(options, ui.Option{Value: string(k), Label: k.Label() + " (" + string(k) + ")"})
	}
	return options
}

// paperBookPage is a book of a year as it is printed.
type paperBookPage struct {
	Shell  ui.Shell
	Book   paper.Book
	Books  []paper.Book
	Year   int
	Years  []int
	Skip   int
	Rows   []paperRow
	Runs   []paper.Run
	Office paper.Office
	Total  int
}

func (c *call) paperBook() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := paperBookPage{Year: paperYear(form.Line("nam")), Skip: max(0, min(form.Int("tu"), 1_000_000))}
	if p.Year == 0 {
		p.Year = c.today().Year()
	}
	d := c.paperDirection()
	err = c.view(func(tx *db.Tx) error { return c.paperReadBook(tx, d, form.Line("so"), &p) })
	if err != nil {
		return err
	}
	p.Shell = c.page("Sổ đăng ký " + p.Book.Name + " năm " + strconv.Itoa(p.Year))
	p.Shell.Width, p.Shell.Print, p.Shell.Back = ui.Wide, ui.Wide, &ui.Link{Label: paperNoun(d), Href: paperPath(d)}
	p.Shell.Printed = c.s.DB.Now().Format("2006-01-02T15:04:05Z07:00")
	return c.render(http.StatusOK, paperBookView(p))
}

func (c *call) paperReadBook(tx *db.Tx, d paper.Direction, id string, p *paperBookPage) (err error) {
	if p.Books, err = paper.Books(c.ctx(), tx, d); err != nil {
		return err
	}
	at := max(0, slices.IndexFunc(p.Books, func(b paper.Book) bool { return b.ID == id }))
	if at >= len(p.Books) {
		return fault.New(fault.NotFound, "Không có sổ này.")
	}
	p.Book = p.Books[at]
	if p.Years, err = paper.Years(c.ctx(), tx, d); err != nil {
		return err
	}
	if p.Runs, err = paper.Runs(c.ctx(), tx, p.Book.ID, p.Year); err != nil {
		return err
	}
	if p.Office, err = paper.OfficeOf(c.ctx(), tx); err != nil {
		return err
	}
	if p.Total, err = paper.Count(c.ctx(), tx, paper.Filter{Direction: d, Book: p.Book.ID, Year: p.Year}); err != nil {
		return err
	}
	rows, err := paper.Printed(c.ctx(), tx, p.Book, p.Year, p.Skip)
	if err != nil {
		return err
	}
	for _, row := range rows {
		who, err := c.paperUser(tx, row.Assignee)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, paperRow{row, who, false})
	}
	return nil
}

// whole says in words whether the book has every number once.
func (p paperBookPage) whole() (words string, ok bool) {
	ok = true
	for _, r := range p.Runs {
		name := "Số"
		if r.Kind != "" {
			name = r.Kind.Label()
		}
		if words != "" {
			words += "; "
		}
		words += name + " 01–" + paperTwo(r.Last)
		if r.Gaps > 0 {
			words, ok = words+" (thiếu hoặc trùng "+ui.Count(r.Gaps)+")", false
		}
	}
	return words, ok
}

func paperTwo(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

func (p paperBookPage) href(skip int) string {
	from := ""
	if skip > 0 {
		from = strconv.Itoa(skip)
	}
	return ui.PathQuery(paperPath(p.Book.Direction, "so"), "so", p.Book.ID, "nam", strconv.Itoa(p.Year), "tu", from)
}

func (p paperBookPage) pager() ui.Pages {
	pages := ui.Pages{Text: ui.Count(len(p.Rows)) + " trong " + ui.Count(p.Total) + " văn bản"}
	if p.Skip > 0 {
		pages.Prev = p.href(max(0, p.Skip-paper.MaxPrinted))
	}
	if p.Skip+len(p.Rows) < p.Total {
		pages.Next = p.href(p.Skip + paper.MaxPrinted)
	}
	return pages
}

// remark is the last column of a book.
func (r paperRow) remark() string {
	words := r.Note
	switch r.State { //nolint:exhaustive // the others say nothing
	case paper.Voided:
		words = joined("Bỏ: "+r.Reason, words)
	case paper.Recalled:
		words = joined("Thu hồi ngày "+ui.Day(r.EndedOn)+": "+r.Reason, words)
	case paper.Answered, paper.Closed:
		words = joined(r.State.Label()+" ngày "+ui.Day(r.EndedOn), words)
	}
	return words
}
