package office

import (
	"net/http"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// reportRowsPage is the rows behind one number.
type reportRowsPage struct {
	Shell    ui.Shell
	Title    string
	Query    reportQuery
	Rows     []reportRow
	Total    report.Group
	Back     ui.Link
	Download string
}

// reportRow is one scheme in words.
type reportRow struct {
	report.Row

	ContentName, Place string
}

// reportMost is how many rows the page shows at once; the workbook has all.
const reportMost = 1000

func (c *call) reportRows() error {
	q, err := c.reportAsked()
	if err != nil {
		return err
	}
	programme, _, err := c.reportProgramme(q)
	if err != nil {
		return err
	}
	rows, title := programme.Rows, "Toàn chương trình"
	if q.By != "" {
		rows, title = programme.Behind(q.cut(q.By), strings.TrimPrefix(q.Code, reportUnknown))
		if len(rows) == 0 {
			return fault.New(fault.NotFound, "Báo cáo này không có đề án nào ở mục đó.")
		}
		title = q.By.Label() + ": " + title
	}
	p := reportRowsPage{Query: q, Title: title, Total: (&report.Programme{Rows: rows}).Total()}
	p.Rows = reportWords(rows[:min(len(rows), reportMost)], q.View)
	p.Download = ui.PathQuery(ui.Path("bao-cao", "tai-ve"), q.pairs("theo", string(q.By), "ma", q.Code)...)
	p.Shell = c.page("Đề án phía sau con số")
	p.Shell.Print, p.Shell.Printed = ui.Wide, c.reportMoment()
	p.Shell.Back = &ui.Link{Label: "Báo cáo chương trình năm " + strconv.Itoa(q.Year), Href: ui.PathQuery("/bao-cao", q.pairs()...)}
	return c.render(http.StatusOK, reportRowsView(p))
}

// reportWords puts rows into words.
func reportWords(rows []report.Row, v territory.View) []reportRow {
	all := make([]reportRow, len(rows))
	for i, r := range rows {
		all[i] = reportRow{Row: r, ContentName: "Chưa rõ nội dung"}
		if info, ok := normbook.ContentByCode(r.Content); ok {
			all[i].ContentName = info.Short
		}
		all[i].Place = r.Where(v)
	}
	return all
}

// reportLower writes a label for the middle of a sentence.
func reportLower(s string) string {
	r := []rune(s)
	return strings.ToLower(string(r[:1])) + string(r[1:])
}

// reportDash stands in for a share that there is not.
func reportDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// reportCapital writes a label for the head of a line.
func reportCapital(s string) string {
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}
