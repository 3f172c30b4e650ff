package office

import (
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/domain/target"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

const targetPath = "/bao-cao/chi-tieu"

// targetPage is the targets of a programme and how far the books have come.
type targetPage struct {
	Shell ui.Shell
	P     target.Programme
	All   []report.Reached
	Query periodQuery
	AsOf  calendar.Date
	Tabs  []ui.NavItem
	May   bool
}

// targetProgramme is the programme that the address names, else the one of today.
func (c *call) targetProgramme(code string) (target.Programme, error) {
	if code == "" {
		if p, ok := target.Of(c.today().Year()); ok {
			return p, nil
		}
		return target.Programmes()[0], nil
	}
	p, ok := target.ByCode(code)
	if !ok {
		return p, fault.New(fault.NotFound, "Chưa có chỉ tiêu của giai đoạn này.")
	}
	return p, nil
}

func (c *call) targetList() error {
	p := targetPage{May: c.may(access.SetTarget)}
	var err error
	if p.P, err = c.targetProgramme(c.r.URL.Query().Get("giai-doan")); err != nil {
		return err
	}
	err = c.view(func(tx *db.Tx) error {
		all, r, err := report.ProgressOf(c.ctx(), tx, p.P)
		if err == nil {
			p.All, p.AsOf = all, r.AsOf
			p.Query = periodQuery{Period: r.Period, View: r.View, Level: r.Level, Span: report.ToDate}
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, other := range target.Programmes() {
		p.Tabs = append(p.Tabs, ui.NavItem{
			Label: "Giai đoạn " + other.Code, Href: ui.PathQuery(targetPath, "giai-doan", other.Code), Current: other.Code == p.P.Code,
		})
	}
	p.Shell = c.page("Chỉ tiêu giai đoạn " + p.P.Code)
	p.Shell.Print, p.Shell.Printed = ui.Wide, c.reportMoment()
	p.Shell.Back = &ui.Link{Label: "Báo cáo chương trình", Href: "/bao-cao"}
	return c.render(http.StatusOK, targetView(p))
}

// targetForm is the form for what the office means to reach of one indicator.
type targetForm struct {
	Shell    ui.Shell
	P        target.Programme
	I        target.Indicator
	Own      target.Own
	Amount   string // as typed
	Decision string // as typed
	Problem  error
	Key      string
}

func (c *call) targetEdit() error { return c.targetRender(targetForm{}) }

func (c *call) targetRender(f targetForm) error {
	p, i, err := c.targetAsked()
	if err != nil {
		return err
	}
	f.P, f.I = p, i
	err = c.view(func(tx *db.Tx) error {
		own, err := target.OwnOf(c.ctx(), tx, p.Code)
		f.Own = own[i.Code]
		return err
	})
	if err != nil {
		return err
	}
	status := http.StatusOK
	if f.Problem != nil {
		status = schemeStatus(f.Problem)
	} else if f.Own.Version > 0 {
		f.Amount, f.Decision = strconv.FormatInt(f.Own.Amount, 10), f.Own.Decision
	}
	f.Shell = c.page("Chỉ tiêu: " + i.Name)
	f.Shell.HasErrors, f.Shell.Width, f.Key = f.Problem != nil, ui.Narrow, ui.Key()
	f.Shell.Back = &ui.Link{Label: "Chỉ tiêu giai đoạn " + p.Code, Href: ui.PathQuery(targetPath, "giai-doan", p.Code)}
	return c.render(status, targetFormView(f))
}

// targetAsked is the indicator that the address names.
func (c *call) targetAsked() (p target.Programme, i target.Indicator, err error) {
	if p, err = c.targetProgramme(c.r.PathValue("giai_doan")); err != nil {
		return p, i, err
	}
	i, ok := p.Indicator(c.r.PathValue("chi_tieu"))
	if !ok {
		return p, i, fault.New(fault.NotFound, "Chương trình không có chỉ tiêu này.")
	}
	return p, i, nil
}

func (c *call) targetSet() error {
	p, i, err := c.targetAsked()
	if err != nil {
		return err
	}
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	amount := int64(form.Int("amount"))
	if err := form.Err("Chưa lưu được chỉ tiêu."); err != nil {
		return c.targetRender(targetForm{Problem: err, Amount: form.Raw("amount"), Decision: form.Raw("decision")})
	}
	version, _ := strconv.ParseInt(form.Line("version"), 10, 64) // a wrong one is a stale page
	own := target.Own{Indicator: i.Code, Amount: amount, Decision: form.Line("decision"), Version: version}
	err = c.done(form, "Đã ghi chỉ tiêu của cơ quan.", func(tx *db.Tx) (string, error) {
		return ui.PathQuery(targetPath, "giai-doan", p.Code), target.Set(c.ctx(), tx, p, own)
	})
	if ui.Correctable(err) {
		return c.targetRender(targetForm{Problem: err, Amount: form.Raw("amount"), Decision: form.Raw("decision")})
	}
	return err
}
