package office

import (
	"bytes"
	"strings"

	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui"
)

// periodBehind is the rows behind the figure that q names, and what they have in
// common.
func periodBehind(q periodQuery, r *report.Report) (rows []report.SchemeLine, title string, err error) {
	rows, title = r.Behind(q.By, strings.TrimPrefix(q.Code, reportUnknown), q.Span)
	if q.By != "" {
		if len(rows) == 0 {
			return nil, "", fault.New(fault.NotFound, "Báo cáo này không có đề án nào ở mục đó.")
		}
		title = q.By.Label() + ": " + title
	}
	return rows, title, nil
}

// periodFile answers with the report as a workbook, a Word file or a PDF; asked
// about one figure, with a workbook of the schemes behind it.
func (c *call) periodFile() error {
	q, err := c.periodAsked()
	if err != nil {
		return err
	}
	r, _, err := c.periodReport(q)
	if err != nil {
		return err
	}
	as := c.r.URL.Query().Get("tep")
	if q.By != "" || as == "" {
		as = "xlsx"
	}
	h, err := c.reportHeading()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if q.By != "" {
		rows, title, err := periodBehind(q, r)
		if err != nil {
			return err
		}
		book := sheet.Workbook{Pages: []sheet.Page{r.SchemesPage(rows, q.Span, title, h.Office.Name, ui.Moment(c.reportMoment()))}}
		err = sheet.Write(&b, book)
		if err != nil {
			return err
		}
	} else if err := reportWrite(&b, r, h, nil, as, ui.Moment(c.reportMoment())); err != nil {
		return err
	}
	return c.sendMade("bao-cao-khuyen-cong-"+q.Period.Code()+"."+as, as, b.Bytes())
}

// reportWrite writes the report as a file of that kind.
func reportWrite(b *bytes.Buffer, r *report.Report, h report.Heading, text []string, as, moment string) error {
	file, ok := makeFiles[as]
	switch {
	case !ok:
		return fault.New(fault.NotFound, "Báo cáo lấy được ở dạng xlsx, docx hoặc pdf.")
	case as == "xlsx":
		return sheet.Write(b, r.Workbook(h.Office.Name, moment))
	}
	return file.write(r.Paper(h, text), b)
}

// reportHeading is the office as its reports name it, above a draft.
func (c *call) reportHeading() (h report.Heading, err error) {
	h.Note = "DỰ THẢO"
	err = c.view(func(tx *db.Tx) (err error) {
		h.Office, err = report.OfficeOf(c.ctx(), tx)
		return err
	})
	return h, err
}
