package office

import (
	"archive/zip"
	"bytes"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui/uitest"
)

var (
	periodLinks = regexp.MustCompile(`<td data-l="([^"]+)" class="num">\s*<a href="(/bao-cao/ky/de-an[^"]+)">([0-9.-]+)<span class="vh"> (đồng|đề án|lượt), ([^<:]+)`)
	periodTotal = regexp.MustCompile(`(?s)<tr class="total">(.*?)</tr>`)
	periodCells = regexp.MustCompile(`<td data-l="([^"]+)" class="num">([0-9.-]+)</td>`)
)

// cells reads the figures of a line of a page of rows, by their columns.
func cells(line string) map[string]string {
	all := map[string]string{}
	for _, m := range periodCells.FindAllStringSubmatch(line, -1) {
		all[m[1]] = m[2]
	}
	return all
}

// Every figure of the report of a period opens the rows behind it, and the rows
// add up to the figure, to the đồng.
func TestEveryFigureOfAPeriodOpensTheRowsThatAddUpToIt(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	v := visitor{m.office, m.tokens[access.Auditor]}
	seen := 0
	opened := map[string]answer{}
	for _, page := range []string{
		"/bao-cao/ky?ky=2020-m8", "/bao-cao/ky?ky=2020-q3&luc=trong-ky", "/bao-cao/ky?ky=2020-t8", "/bao-cao/ky?ky=2021-m9&luc=cung-ky",
		"/bao-cao/ky?ky=2020&don-vi=old", "/bao-cao/ky?ky=2021-2025",
	} {
		body := v.get(page).must(t, 200).Body
		for _, link := range periodLinks.FindAllStringSubmatch(body, -1) {
			column, href, want := link[5], html.UnescapeString(link[2]), link[3]
			a, ok := opened[href]
			if !ok {
				a = v.get(href).must(t, 200)
				opened[href] = a
			}
			for _, span := range []string{" cùng kỳ", " trong kỳ", " lũy kế"} {
				column = strings.TrimSuffix(column, span)
			}
			total := periodTotal.FindStringSubmatch(a.Body)
			if total == nil {
				t.Fatalf("%s has no total", href)
			}
			var sum money.VND
			rows := strings.Replace(a.Body, total[0], "", 1)
			for _, cell := range periodCells.FindAllStringSubmatch(rows, -1) {
				if cell[1] == column {
					sum += amount(t, cell[2])
				}
			}
			if got := cells(total[1])[column]; got != want || sum.String() != want {
				t.Errorf("%s: %s says %s %s; its rows add up to %s and say %s", page, href, want, column, sum, got)
			}
			seen++
		}
	}
	if seen < 300 || len(opened) < 100 {
		t.Errorf("only %d figures were opened, at %d addresses", seen, len(opened))
	}
}

// amount reads a figure of a page, below zero too.
func amount(t *testing.T, s string) money.VND {
	t.Helper()
	digits, below := strings.CutPrefix(s, "-")
	v, err := money.Parse(digits)
	if err != nil {
		t.Fatal(err)
	}
	if below {
		return -v
	}
	return v
}

func TestThePeriodIsChosenInTheForm(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	o.recordPast()
	v := o.as(access.Ministry)
	v.get("/bao-cao/ky?loai=m8&nam=2020").must(t, 200, "8 tháng đầu năm 2020", "31/08/2020", "150.000.000", "cùng kỳ là 8 tháng đầu năm 2019", "% kế hoạch: chia cho", "-Trong kỳ")
	v.get("/bao-cao/ky?loai=q3&nam=2020").must(t, 200, "quý III năm 2020", "Trong kỳ", "250.000.000")
	v.get("/bao-cao/ky?loai=nam&nam=2021").must(t, 200, "năm 2021", "400.000.000", "Cùng kỳ")
	v.get("/bao-cao/ky?loai=5nam&nam=2020").must(t, 200, "giai đoạn 2016–2020", "400.000.000")
	v.get("/bao-cao/ky?loai=5nam&nam=2021").must(t, 200, "giai đoạn 2021–2025")
	v.get("/bao-cao/ky").must(t, 200, periodTitleOf(o))
	for _, wrong := range []string{"loai=q7&nam=2020", "loai=q1&nam=abc", "loai=5nam&nam=x", "ky=2020-2024", "loai=nam&nam=1999"} {
		v.get("/bao-cao/ky?"+wrong).must(t, 422, "Chưa đọc được kỳ báo cáo")
	}
	o.as(access.Commune).get("/bao-cao/ky").must(t, 403)
	o.stranger().get("/bao-cao/ky?ky=2020").must(t, 200, "Chưa có đề án nào", "-400.000.000")
}

func periodTitleOf(o *office) string { return report.LastQuarter(calendar.Of(o.db.Now())).Title() }

func TestTheReportOfAPeriodIsAFile(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	o.recordPast()
	v := o.as(access.Director)
	table, err := sheet.Parse([]byte(v.get("/bao-cao/ky/tai-ve?ky=2020&tep=xlsx").Body))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range table.Sheets {
		names = append(names, s.Name)
	}
	if got := strings.Join(names, "|"); got != "Số liệu chính|Nguồn kinh phí|Nội dung hoạt động|Ngành nghề|Địa bàn|Loại hình cơ sở|Địa bàn ưu tiên|Ngành nghề ưu tiên|Danh sách đề án" {
		t.Errorf("pages %s", got)
	}
	if a := v.get("/bao-cao/ky/tai-ve?ky=2020&tep=pdf"); !strings.HasPrefix(a.Body, "%PDF-1.") || a.Status != 200 {
		t.Errorf("PDF: %d %.20q", a.Status, a.Body)
	}
	words := docxText(t, v.get("/bao-cao/ky/tai-ve?ky=2020&tep=docx").Body)
	for _, want := range []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BÁO CÁO", "Kết quả hoạt động khuyến công năm 2020", "400.000.000", "HTX chè Minh Họa", "Nơi nhận:", "PHỤ LỤC", "chia cho kế hoạch của chính dòng đó"} {
		if !strings.Contains(words, want) {
			t.Errorf("the Word file does not say %q", want)
		}
	}
	v.get("/bao-cao/ky/tai-ve?ky=2020&tep=exe").must(t, 404, "xlsx, docx hoặc pdf")
	one := v.get("/bao-cao/ky/tai-ve?ky=2020&theo=kind&ma=cooperative").must(t, 200)
	if table, err = sheet.Parse([]byte(one.Body)); err != nil || len(table.Sheets) != 1 {
		t.Errorf("the rows of one figure: %v, %v", table, err)
	}
	v.get("/bao-cao/ky/tai-ve?ky=2020&theo=kind&ma=union").must(t, 404)
}

// docxText is the text of a Word file, its marks left out.
func docxText(t *testing.T, file string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader([]byte(file)), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return html.UnescapeString(regexp.MustCompile(`<[^>]+>`).ReplaceAllString(string(data), ""))
}

func TestPeriodPagesAreSound(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	o.recordPast()
	v := o.as(access.Staff)
	for _, path := range []string{"/bao-cao/ky?ky=2020", "/bao-cao/ky?ky=2020-q3&luc=trong-ky&don-vi=old", "/bao-cao/ky?ky=2021&luc=cung-ky", "/bao-cao/ky/de-an?ky=2020", "/bao-cao/ky?loai=x"} {
		for _, problem := range uitest.CheckHTML(v.get(path).Body) {
			t.Errorf("%s: %s", path, problem)
		}
	}
}
