package office

import (
	"net/http"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/domain/register"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// lawCheckPage is a text and what is wrong about what it cites. Nothing of it
// is stored.
type lawCheckPage struct {
	Shell    ui.Shell
	Text     string
	Day      calendar.Date
	Typed    string
	Problem  error
	Done     bool
	Cited    int
	Findings []lawFinding
	Serious  int
	Key      string
}

// A lawFinding is a finding with the line of the text around it.
type lawFinding struct {
	instrument.Finding

	Before, After string
	Href          string
}

func (c *call) lawCheckForm() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := lawCheckPage{}
	p.Day, p.Typed = c.lawDay(form)
	p.Problem = form.Err("Ngày chưa đúng.")
	return c.lawCheckPage(p)
}

func (c *call) lawCheck() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := lawCheckPage{Text: form.Text("van-ban")}
	p.Day, p.Typed = c.lawDay(form)
	form.Check(p.Text != "", "van-ban", "Anh/chị dán đoạn văn bản cần kiểm tra.")
	if p.Problem = form.Err("Chưa kiểm tra được."); p.Problem != nil {
		return c.lawCheckPage(p)
	}
	var reg *instrument.Register
	err = c.view(func(tx *db.Tx) (err error) {
		reg, err = register.Of(c.ctx(), tx)
		return err
	})
	if err != nil {
		return err
	}
	p.Done, p.Cited = true, len(instrument.Citations(p.Text))
	for _, f := range reg.Check(p.Text, p.Day) {
		if f.Problem.Serious() {
			p.Serious++
		}
		found := lawFinding{Finding: f}
		found.Before, found.After = around(p.Text, f.Start, f.End)
		if f.Instrument != "" {
			found.Href = c.lawPath(f.Instrument, p.Day)
		}
		p.Findings = append(p.Findings, found)
	}
	return c.lawCheckPage(p)
}

func (c *call) lawCheckPage(p lawCheckPage) error {
	p.Shell = c.page("Kiểm tra căn cứ")
	p.Shell.Back, p.Shell.HasErrors = &ui.Link{Label: "Sổ văn bản", Href: "/van-ban"}, p.Problem != nil
	p.Key = ui.Key()
	status := http.StatusOK
	if fault.KindOf(p.Problem) == fault.Invalid {
		status = http.StatusUnprocessableEntity
	}
	return c.render(status, lawCheckView(p))
}

// lawAround is how many characters of the line a finding shows on each side.
const lawAround = 40

// around returns what stands on the same line before and after a piece of s,
// shortened.
func around(s string, start, end int) (before, after string) {
	b, a := []rune(s[:start]), []rune(s[end:])
	from := len(b)
	for from > 0 && len(b)-from < lawAround && b[from-1] != '\n' {
		from--
	}
	to := 0
	for to < len(a) && to < lawAround && a[to] != '\n' {
		to++
	}
	before, after = string(b[from:]), string(a[:to])
	if from > 0 && b[from-1] != '\n' {
		before = "…" + before
	}
	if to < len(a) && a[to] != '\n' {
		after += "…"
	}
	return before, after
}

// lawProblem is the tone of the tag of a problem.
func lawProblem(p instrument.Problem) ui.Kind {
	if p.Serious() {
		return ui.Bad
	}
	return ui.Warn
}
