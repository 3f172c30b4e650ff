package office

import (
	"bytes"
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui"
)

// issuedPath is the address of an issued report.
func issuedPath(p report.Period, no int) string {
	return ui.Path("bao-cao", "phat-hanh", p.Code(), strconv.Itoa(no))
}

// issuedListPage lists the drafts and the issued reports.
type issuedListPage struct {
	Shell   ui.Shell
	Reports []report.Listed
}

func (c *call) issuedList() error {
	p := issuedListPage{Shell: c.page("Báo cáo đã phát hành")}
	p.Shell.Back = &ui.Link{Label: "Báo cáo chương trình", Href: "/bao-cao"}
	err := c.view(func(tx *db.Tx) (err error) {
		p.Reports, err = report.List(c.ctx(), tx)
		return err
	})
	if err != nil {
		return err
	}
	return c.render(http.StatusOK, issuedListView(p))
}

// issuedHref is where a report of the list is found.
func issuedHref(l report.Listed) string {
	if l.No == 0 {
		return draftPath(l.Period)
	}
	return issuedPath(l.Period, l.No)
}

// issuedPage is one issued report.
type issuedPage struct {
	Shell    ui.Shell
	E        *report.Edition
	Passages []report.Passage
	Figures  periodPage
	Changed  *report.Restatement // what is no longer so, nil when nothing
	Later    int                 // number of the newest edition when it is a later one
	At       string
}

// edition reads the issued report of the address.
func (c *call) edition(tx *db.Tx) (*report.Edition, error) {
	period, err := c.pathPeriod()
	if err != nil {
		return nil, err
	}
	no, err := strconv.Atoi(c.r.PathValue("lan"))
	if err != nil {
		return nil, fault.New(fault.NotFound, "Không có bản phát hành nào mang số lần này.")
	}
	return report.EditionOf(c.ctx(), tx, period, no)
}

func (c *call) issuedShow() error {
	var p issuedPage
	err := c.view(func(tx *db.Tx) (err error) {
		if p.E, err = c.edition(tx); err != nil {
			return err
		}
		n, err := report.Editions(c.ctx(), tx, p.E.Report.Period)
		if err != nil {
			return err
		}
		if n > p.E.No {
			p.Later = n
			return nil
		}
		p.Changed, err = p.E.Changed(c.ctx(), tx)
		return err
	})
	if err != nil {
		return err
	}
	r := p.E.Report
	p.At = issuedPath(r.Period, p.E.No)
	p.Passages = report.Linked(p.E.Text, r.Narrate(""))
	p.Figures = figuresPage(r, p.At, c)
	p.Shell = c.page("Báo cáo " + r.Period.Title() + ", lần " + strconv.Itoa(p.E.No))
	p.Shell.Print, p.Shell.Printed = ui.Wide, c.reportMoment()
	p.Shell.Back = &ui.Link{Label: "Báo cáo đã phát hành", Href: "/bao-cao/phat-hanh"}
	return c.render(http.StatusOK, issuedView(p))
}

func (c *call) issuedRows() error {
	var e *report.Edition
	err := c.view(func(tx *db.Tx) (err error) {
		e, err = c.edition(tx)
		return err
	})
	if err != nil {
		return err
	}
	at := issuedPath(e.Report.Period, e.No)
	return c.keptRows(e.Report, at, &ui.Link{Label: "Báo cáo " + e.Report.Period.Title(), Href: at})
}

// issuedFile answers with an issued report as a file: the PDF as it was issued,
// byte for byte; Word file and workbook made of what was kept.
func (c *call) issuedFile() error {
	var e *report.Edition
	var kept blob.Attachment
	err := c.view(func(tx *db.Tx) (err error) {
		if e, err = c.edition(tx); err != nil {
			return err
		}
		kept, err = e.File(c.ctx(), tx)
		return err
	})
	if err != nil {
		return err
	}
	as := c.r.URL.Query().Get("tep")
	var b bytes.Buffer
	switch as {
	case "pdf": // byte for byte as it was issued
		data, err := blob.Read(c.s.Files, kept.SHA256)
		if err != nil {
			return err
		}
		return c.sendMade(e.FileName(as), as, data)
	case "docx":
		err = e.Paper().Docx(&b)
	case "", "xlsx":
		as = "xlsx"
		err = sheet.Write(&b, e.Report.Workbook(e.Office.Name, ui.Moment(e.IssuedAt)))
	default:
		return fault.New(fault.NotFound, "Báo cáo lấy được ở dạng xlsx, docx hoặc pdf.")
	}
	if err != nil {
		return err
	}
	return c.sendMade(e.FileName(as), as, b.Bytes())
}
