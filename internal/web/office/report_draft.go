package office

import (
	"net/http"

	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// draftPage is the report of a period while somebody writes it.
type draftPage struct {
	Shell    ui.Shell
	Problem  error
	D        *report.Draft
	Text     string // as typed
	Reason   string // as typed
	Passages []report.Passage
	Doubts   []string // numbers that a person put into the text
	Figures  periodPage
	Key      string
	MayWrite bool
	MayIssue bool
	Editions int
}

// draftPath is the address of the draft of a period.
func draftPath(p report.Period, more ...string) string {
	return ui.Path(append([]string{"bao-cao", "du-thao", p.Code()}, more...)...)
}

// pathPeriod reads the period of the address.
func (c *call) pathPeriod() (report.Period, error) {
	p, err := report.ParsePeriod(c.r.PathValue("ky"))
	if err != nil {
		return p, fault.New(fault.NotFound, "Không có kỳ báo cáo nào mang mã này.")
	}
	return p, nil
}

// draftPrepare has a period counted and its text written.
func (c *call) draftPrepare() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p, err := report.ParsePeriod(form.Line("ky"))
	if err != nil {
		return err
	}
	view, level := reportUnits(form)
	return c.done(form, "Đã tính số liệu và viết lời văn. Anh/chị đọc lại, sửa và viết các phần còn trống.", func(tx *db.Tx) (string, error) {
		_, err := report.Prepare(c.ctx(), tx, p, report.Cut{View: view, Level: level}, 0)
		return draftPath(p), err
	})
}

func (c *call) draftShow() error { return c.draftPage(http.StatusOK, draftPage{}) }

// draftPage shows the draft of the address, with what was typed when something
// is to be mended.
func (c *call) draftPage(status int, p draftPage) error {
	period, err := c.pathPeriod()
	if err != nil {
		return err
	}
	err = c.view(func(tx *db.Tx) error {
		if p.D, err = report.DraftOf(c.ctx(), tx, period); err != nil {
			return err
		}
		p.Editions, err = report.Editions(c.ctx(), tx, period)
		return err
	})
	if err != nil {
		return err
	}
	if p.Problem == nil || p.Text == "" {
		p.Text = p.D.Text
	}
	p.Passages = report.Linked(p.D.Text, p.D.Report.Narrate(""))
	p.Doubts = p.D.Report.Unfounded(p.D.Text)
	p.Figures = figuresPage(p.D.Report, draftPath(period), c)
	p.Key = ui.Key()
	open := !p.D.Issued
	p.MayWrite = open && c.may(access.PrepareReport)
	p.MayIssue = open && c.may(access.IssueReport) && p.D.PreparedBy != c.scope.Actor.ID && p.D.EditedBy != c.scope.Actor.ID
	p.Shell = c.page("Dự thảo báo cáo " + period.Title())
	p.Shell.HasErrors, p.Shell.Print, p.Shell.Printed = p.Problem != nil, ui.Wide, c.reportMoment()
	p.Shell.Back = &ui.Link{Label: "Báo cáo đã phát hành", Href: "/bao-cao/phat-hanh"}
	return c.render(status, draftView(p))
}

// figuresPage is kept figures as the page of a period shows them.
func figuresPage(r *report.Report, at string, c *call) periodPage {
	q := periodQuery{Period: r.Period, View: r.View, Level: r.Level, Span: report.ToDate, At: at}
	for span, word := range periodSpans {
		if word != "" && c.r.URL.Query().Get("luc") == word {
			q.Span = span
		}
	}
	p := periodPage{Query: q, R: r}
	p.tabs()
	p.Views, p.Levels = nil, nil // kept in the units in which it was counted
	p.Estimate = c.periodEstimates(r)
	_, p.Made = r.Recorded()
	return p
}

func (c *call) draftRows() error {
	period, err := c.pathPeriod()
	if err != nil {
		return err
	}
	var d *report.Draft
	err = c.view(func(tx *db.Tx) error {
		d, err = report.DraftOf(c.ctx(), tx, period)
		return err
	})
	if err != nil {
		return err
	}
	return c.keptRows(d.Report, draftPath(period), &ui.Link{Label: "Dự thảo báo cáo " + period.Title(), Href: draftPath(period)})
}

// keptRows shows the rows behind a figure of a report that was kept.
func (c *call) keptRows(r *report.Report, at string, back *ui.Link) error {
	q, err := c.periodAsked()
	if err != nil {
		return err
	}
	q.Period, q.View, q.Level, q.At = r.Period, r.View, r.Level, at
	return c.periodRowsOf(q, r, "", back)
}

// draftDeed carries out a deed with the draft of the address; what is to be
// mended is shown above the draft.
func (c *call) draftDeed(said string, typed func(*ui.Form) draftPage, do func(*ui.Form, *db.Tx, report.Period, int64) (string, error)) error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	period, err := c.pathPeriod()
	if err != nil {
		return err
	}
	version := int64(form.Int("version"))
	if err = form.Err("Biểu mẫu thiếu phiên bản của dự thảo. Anh/chị tải lại trang."); err == nil {
		err = c.done(form, said, func(tx *db.Tx) (string, error) { return do(form, tx, period, version) })
	}
	if !ui.Correctable(err) {
		return err
	}
	p := typed(form)
	p.Problem = err
	return c.draftPage(http.StatusUnprocessableEntity, p)
}

func (c *call) draftSave() error {
	return c.draftDeed("Đã lưu lời văn.", func(f *ui.Form) draftPage { return draftPage{Text: f.Text("text")} },
		func(f *ui.Form, tx *db.Tx, p report.Period, version int64) (string, error) {
			return draftPath(p), report.Edit(c.ctx(), tx, p, version, f.Text("text"))
		})
}

func (c *call) draftAgain() error {
	return c.draftDeed("Đã tính lại số liệu và viết lại lời văn.", func(*ui.Form) draftPage { return draftPage{} },
		func(_ *ui.Form, tx *db.Tx, p report.Period, version int64) (string, error) {
			d, err := report.DraftOf(c.ctx(), tx, p)
			if err != nil {
				return "", err
			}
			_, err = report.Prepare(c.ctx(), tx, p, report.Cut{View: d.Report.View, Level: d.Report.Level}, version)
			return draftPath(p), err
		})
}

func (c *call) draftIssue() error {
	return c.draftDeed("Đã phát hành báo cáo. Số liệu của bản này không đổi nữa.", func(f *ui.Form) draftPage { return draftPage{Reason: f.Line("reason")} },
		func(f *ui.Form, tx *db.Tx, p report.Period, version int64) (string, error) {
			office, err := report.OfficeOf(c.ctx(), tx)
			if err != nil {
				return "", err
			}
			e, err := report.Issue(c.ctx(), tx, c.s.Files, office, p, version, f.Line("reason"))
			if err != nil {
				return "", err
			}
			return issuedPath(p, e.No), nil
		})
}
