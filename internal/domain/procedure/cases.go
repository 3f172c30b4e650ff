package procedure

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/yamldoc"
)

type casesFile struct {
	Cases []caseEntry `yaml:"cases"`
}

// caseEntry asks one thing: of a move (from, to), a change, the first advance of
// a content, a paper of a step, or a deadline.
type caseEntry struct {
	Name     string        `yaml:"name"`
	On       calendar.Date `yaml:"on"`
	Fund     norm.Fund     `yaml:"fund"`
	Province string        `yaml:"province"`
	Former   string        `yaml:"former"`

	From     State         `yaml:"from"`
	To       State         `yaml:"to"`
	Change   Change        `yaml:"change"`
	Group    bool          `yaml:"group"`
	Advance  norm.Content  `yaml:"advance"`
	Paper    string        `yaml:"paper"`
	Step     Step          `yaml:"step"`
	Content  norm.Content  `yaml:"content"`
	Deadline string        `yaml:"deadline"`
	Year     int           `yaml:"year"`
	Month    string        `yaml:"month"`
	After    calendar.Date `yaml:"after"`

	Want struct {
		Who      Authority     `yaml:"who"`
		None     bool          `yaml:"none"`
		First    *money.Ratio  `yaml:"first_bp"`
		Required *bool         `yaml:"required"`
		Due      calendar.Date `yaml:"due"`
		Cites    string        `yaml:"cites"`
		Verified *bool         `yaml:"verified"`
	} `yaml:"want"`
}

// A Case (ca kiểm thử) is one question about the procedure and the answer that
// law gives.
type Case struct {
	Name  string
	Line  int // of the file, from 1
	entry caseEntry
}

// ReadCases reads a file of cases. Everything wrong with it is in the error,
// each as a Problem that names the file and the line.
func ReadCases(name string, data []byte) ([]Case, error) {
	var f casesFile
	doc, err := decode(name, data, &f)
	if err != nil {
		return nil, err
	}
	var cases []Case
	var all []error
	for i, e := range f.Cases {
		if wrong := e.wrong(); wrong != "" {
			all = append(all, doc.problem(at("cases", i), "Ca kiểm thử “%s” %s.", e.Name, wrong))
			continue
		}
		cases = append(cases, Case{e.Name, yamldoc.Line(doc.root, "cases", i), e})
	}
	return cases, errors.Join(all...)
}

// asks lists what the case asks about.
func (e caseEntry) asks() []string {
	var all []string
	for _, one := range []struct{ what, given string }{
		{"from", string(e.From)}, {"change", string(e.Change)}, {"advance", string(e.Advance)}, {"paper", e.Paper}, {"deadline", e.Deadline},
	} {
		if one.given != "" {
			all = append(all, one.what)
		}
	}
	return all
}

// wrong says in Vietnamese what makes a case no question; "" when it is one.
func (e caseEntry) wrong() string {
	answers := e.Want.None || e.Want.Who != "" || e.Want.First != nil || e.Want.Required != nil || !e.Want.Due.IsZero()
	switch {
	case e.Name == "" || e.On.IsZero():
		return "cần tên (name) và ngày (on)"
	case e.Fund != norm.National && e.Fund != norm.Local:
		return "cần nguồn (fund) là national hoặc local"
	case len(e.asks()) != 1:
		return "phải hỏi đúng một việc: bước chuyển (from, to), điều chỉnh (change), tạm ứng (advance), giấy tờ (paper) hoặc thời hạn (deadline)"
	case (e.From == "") != (e.To == ""):
		return "cần cả hai trạng thái (from, to)"
	case e.Paper != "" && !slices.Contains(Steps(), e.Step):
		return "cần bước (step) là dossier hoặc evidence"
	case !answers:
		return "chưa nêu kết quả mong đợi (want)"
	case e.Want.Cites == "" && !e.Want.None:
		return "chưa nêu căn cứ mong đợi (cites)"
	}
	return ""
}

// A caseAnswer is what the procedure says on a case; nothing was found when !ok.
type caseAnswer struct {
	Basis

	ok       bool
	who      Authority
	first    money.Ratio
	required bool
	due      calendar.Date
}

// answer asks the book. Working days are counted by the public holidays.
func (e caseEntry) answer(b *Book) (a caseAnswer) {
	r := b.For(Area{e.Province, e.Former}, e.Fund, e.On)
	switch {
	case e.From != "":
		var m Move
		m, a.ok = r.Move(e.From, e.To)
		a.Basis, a.who = m.Basis, m.Authority
	case e.Change != "":
		var d Decider
		d, a.ok = r.DecidedBy(e.Group, e.Change)
		a.Basis, a.who = d.Basis, d.Authority
	case e.Advance != "":
		rule := r.AdvanceFor(e.Advance)
		a = caseAnswer{Basis: rule.Basis, ok: !rule.ByDecision, first: rule.First}
	case e.Paper != "":
		for _, p := range r.papers(e.Step, e.Content) {
			if p.Code == e.Paper {
				a = caseAnswer{Basis: p.Basis, ok: true, required: p.Required}
			}
		}
	default:
		var d Deadline
		d, a.ok = r.Deadline(e.Deadline)
		a.Basis, a.due = d.Basis, e.due(d)
	}
	return a
}

// due is the last day in time for what the case tells.
func (e caseEntry) due(d Deadline) calendar.Date {
	switch d.Kind {
	case OnDay:
		return d.OfYear(e.Year)
	case Monthly:
		first, err := calendar.Parse(e.Month + "-01")
		if err != nil {
			return calendar.Date{}
		}
		return d.InMonth(first.Year(), first.Month())
	case DaysAfter, WorkdaysAfter:
		return d.Following(calendar.NewBook(calendar.DefaultDays()), e.After)
	case Quarterly:
	}
	return calendar.Date{}
}

// Differs says in Vietnamese how the answer of a book differs from the one that
// is expected; empty when it does not.
func (c Case) Differs(b *Book) []string {
	a, want := c.entry.answer(b), c.entry.Want
	var all []string
	differ := func(differs bool, format string, args ...any) {
		if differs {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	if !a.ok || want.None {
		differ(a.ok && want.None, "có quy tắc (%s), mong đợi không có", a.Citation)
		differ(!a.ok && !want.None, "không có quy tắc nào")
		return all
	}
	differ(want.Who != "" && a.who != want.Who, "%s quyết định, mong đợi %s", a.who.Label(), want.Who.Label())
	if want.First != nil {
		differ(a.first != *want.First, "tạm ứng %s, mong đợi %s", a.first, *want.First)
	}
	if want.Required != nil {
		differ(a.required != *want.Required, "bắt buộc: %s, mong đợi %s", yes(a.required), yes(*want.Required))
	}
	differ(!want.Due.IsZero() && a.due != want.Due, "hạn %s, mong đợi %s", a.due.VN(), want.Due.VN())
	differ(!strings.Contains(a.Citation, want.Cites), "căn cứ “%s”, mong đợi “%s”", a.Citation, want.Cites)
	if want.Verified != nil {
		differ(a.Verified != *want.Verified, "đã kiểm chứng: %s, mong đợi %s", yes(a.Verified), yes(*want.Verified))
	}
	return all
}

func yes(b bool) string {
	if b {
		return "có"
	}
	return "không"
}

// Cases returns the cases that come with the program.
func Cases() ([]Case, error) {
	const name = "data/cases/national.yaml"
	data, err := embedded.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read the cases: %w", err)
	}
	return ReadCases(name, data)
}
