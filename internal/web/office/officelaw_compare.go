package office

import (
	"net/http"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// officeLawComparePage is two versions side by side, only what differs.
type officeLawComparePage struct {
	Shell         ui.Shell
	Before, After string // of a version, as the options name it
	Options       []ui.Option
	Problem       error
	Compared      bool
	Rows          []officeLawDifference
}

// officeLawDifference is one thing that the two do not say alike; "" where one
// says nothing.
type officeLawDifference struct{ Name, What, Before, After string }

// A lawChoice is a version that can be compared.
type lawChoice struct {
	value, label string
	items        []norm.Ceiling   // of norms
	rules        *procedure.Rules // of a procedure
}

func (c *call) officeLawCompare() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := officeLawComparePage{Before: form.Line("truoc"), After: form.Line("sau")}
	var all []lawChoice
	err = c.view(func(tx *db.Tx) (err error) {
		all, err = c.lawChoices(tx)
		return err
	})
	if err != nil {
		return err
	}
	for _, one := range all {
		p.Options = append(p.Options, ui.Option{Value: one.value, Label: one.label})
	}
	status := http.StatusOK
	if p.Before != "" || p.After != "" {
		p.compare(form, all)
		if p.Problem = form.Err("Chưa so sánh được."); p.Problem != nil {
			status = http.StatusUnprocessableEntity
		}
	}
	p.Shell = c.adminShell("So sánh hai quy định")
	p.Shell.Back = &ui.Link{Label: "Quy định của cơ quan", Href: officeLawPath()}
	p.Shell.HasErrors, p.Shell.Print = p.Problem != nil, ui.Wide
	return c.render(status, officeLawCompareView(p))
}

// compare fills in what differs between the two that were chosen.
func (p *officeLawComparePage) compare(form *ui.Form, all []lawChoice) {
	find := func(name, value string) (one lawChoice) {
		i := slices.IndexFunc(all, func(l lawChoice) bool { return l.value == value })
		form.Check(i >= 0, name, "Chưa chọn quy định.")
		if i >= 0 {
			one = all[i]
		}
		return one
	}
	before, after := find("truoc", p.Before), find("sau", p.After)
	if before.value == "" || after.value == "" {
		return
	}
	if (before.rules == nil) != (after.rules == nil) {
		form.Check(false, "sau", "Chỉ so sánh được hai quy định cùng loại: mức chi với mức chi, thủ tục với thủ tục.")
		return
	}
	p.Compared = true
	if before.rules != nil {
		for _, d := range procedure.Diff(*before.rules, *after.rules) {
			p.Rows = append(p.Rows, officeLawDifference{d.Name, d.Part, d.Before, d.After})
		}
		return
	}
	for _, d := range norm.Diff(before.items, after.items) {
		switch {
		case d.Before == nil:
			p.Rows = append(p.Rows, officeLawDifference{d.Name, "Mục mới", "", officeLawLimit(*d.After)})
		case d.After == nil:
			p.Rows = append(p.Rows, officeLawDifference{d.Name, "Mục bỏ", officeLawLimit(*d.Before), ""})
		}
		for _, f := range d.Fields {
			p.Rows = append(p.Rows, officeLawDifference{d.Name, f.Name, f.Before, f.After})
		}
	}
}

// lawChoices lists what an office can compare: what comes with the program,
// what the office has published, and its drafts that can be read.
func (c *call) lawChoices(tx *db.Tx) ([]lawChoice, error) {
	book, _, err := lawbook.Of(c.ctx(), tx)
	if err != nil {
		return nil, err
	}
	var all []lawChoice
	for _, province := range []string{"", tx.Province} {
		for _, v := range book.VersionsOf(province) {
			if _, items, _ := book.Version(v.ID); v.Amends == "" && len(items) > 0 {
				all = append(all, lawChoice{lawNormsPath + ":" + v.ID, lawChoiceLabel(lawbook.Norms, v.Instrument, v.From), items, nil})
			}
		}
	}
	steps, err := lawbook.ProcedureOf(c.ctx(), tx)
	if err != nil {
		return nil, err
	}
	for _, s := range steps.Sets() {
		if s.National() || s.Area.Province == tx.Province {
			rules := steps.Of(s)
			all = append(all, lawChoice{lawProcedurePath + ":" + s.ID, lawChoiceLabel(lawbook.Procedure, s.Instrument, s.From), nil, &rules})
		}
	}
	versions, err := lawbook.All(c.ctx(), tx)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		if one, ok := lawDraftChoice(steps, v); ok {
			all = append(all, one)
		}
	}
	return all, nil
}

// lawDraftChoice is a draft, if its file can be read.
func lawDraftChoice(steps *procedure.Book, v lawbook.Version) (one lawChoice, ok bool) {
	if v.State != lawbook.Draft {
		return one, false
	}
	one.label = lawChoiceLabel(v.Kind, v.Instrument, v.From) + ", " + strings.ToLower(v.State.Label())
	if v.Kind == lawbook.Procedure {
		set, err := procedure.ReadSet(v.ID, []byte(v.Body))
		if err != nil {
			return one, false
		}
		_, rules, err := steps.Against(set)
		one.value, one.rules = lawProcedurePath+":"+v.ID, &rules
		return one, err == nil
	}
	f, err := normbook.ReadNorms(v.ID, []byte(v.Body))
	if err != nil {
		return one, false
	}
	one.value, one.items = lawNormsPath+":"+v.ID, f.Ceilings
	return one, true
}

func lawChoiceLabel(kind lawbook.Kind, instrument string, from calendar.Date) string {
	label := kind.Label() + ": " + instrument
	if !from.IsZero() {
		label += ", từ " + ui.Day(from)
	}
	return label
}
