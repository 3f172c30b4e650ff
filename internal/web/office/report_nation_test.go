package office

import (
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui"
)

func TestTheNationalReportIsAPageAndAWorkbook(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	o.recordPast()
	v := o.as(access.Ministry)
	v.get("/bao-cao/toan-quoc?loai=nam&nam=2020").must(t, 200, "400.000.000", "chỉ có số liệu của tỉnh đó", "/bao-cao/toan-quoc/tai-ve?ky=2020")
	table, err := sheet.Parse([]byte(v.get("/bao-cao/toan-quoc/tai-ve?ky=2020").must(t, 200).Body))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	total, moments := 0, 0
	for _, s := range table.Sheets {
		names = append(names, s.Name)
		for _, row := range s.Rows {
			if len(row) > 0 && strings.HasPrefix(row[0].Text, "Thời điểm xuất: "+ui.Moment(o.db.Now().UTC().Format(time.RFC3339))) {
				moments++
			}
		}
		if s.Name == "Số liệu chính" {
			continue
		}
		for _, row := range s.Rows {
			if len(row) > 1 && row[0].Text == "Cộng" {
				total++
				if words := sheetWords(row); !strings.Contains(words, "400000000") {
					t.Errorf("%s adds up to %s", s.Name, words)
				}
			}
		}
	}
	if moments != len(names) {
		t.Errorf("%d of %d pages say when they were made", moments, len(names))
	}
	if len(names) < 5 || total != len(names)-1 || names[0] != "Số liệu chính" {
		t.Errorf("pages %q, %d totals", names, total)
	}
	v.get("/bao-cao/toan-quoc/tai-ve?ky=2021-x9").must(t, 422, "Chưa đọc được kỳ báo cáo")
	o.as(access.Commune).get("/bao-cao/toan-quoc/tai-ve?ky=2020").must(t, 403)
}

func sheetWords(row []sheet.Cell) string {
	var words []string
	for _, c := range row {
		words = append(words, c.Number+c.Text)
	}
	return strings.Join(words, " ")
}
