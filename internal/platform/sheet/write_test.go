package sheet

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"example.vn/khuyencong/internal/platform/money"
)

func written(t *testing.T, book Workbook) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, Write(&b, book))
	return b.Bytes()
}

var hostile = []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "'=1", " =HYPERLINK(\"x\")"}

func hostileBook() Workbook {
	page := Page{Name: "=1+1", Titles: []string{"=2+2"}, Columns: []Column{{Head: "=3+3"}, {Head: "@x", Width: 40}}, Notes: []string{"-4+4"}}
	for _, s := range hostile {
		page.Rows = append(page.Rows, []Value{Text(s), Day(s)})
	}
	return Workbook{Pages: []Page{page}}
}

func TestWriteNeverMakesAFormulaOfText(t *testing.T) {
	data := written(t, hostileBook())
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	for _, f := range z.File {
		r, err := f.Open()
		must(t, err)
		content, err := io.ReadAll(r)
		must(t, err)
		if strings.HasPrefix(f.Name, "xl/worksheets/") && (bytes.Contains(content, []byte("<f>")) || bytes.Contains(content, []byte("<f "))) {
			t.Errorf("%s holds a formula", f.Name)
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	rows, err := f.GetRows("=1+1")
	must(t, err)
	for r, row := range rows {
		for c := range row {
			if formula, err := f.GetCellFormula("=1+1", Ref(c, r)); err != nil || formula != "" {
				t.Errorf("%s is the formula %q (%v)", Ref(c, r), formula, err)
			}
		}
	}
	if len(rows) != len(hostile)+3 || rows[2][0] != "=1+1" {
		t.Errorf("rows = %q, want the texts as they are", rows)
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	book := Workbook{Pages: []Page{
		{
			Name: "Đề án: năm [2025]", Titles: []string{"DANH MỤC ĐỀ ÁN", "Đơn vị tính: đồng"},
			Columns: []Column{{Head: "Tên", Width: 30}, {Head: "Hỗ trợ"}, {Head: "Ngày"}, {Head: "Tỷ lệ"}, {Head: "Số"}, {Head: "Trống"}},
			Rows: [][]Value{
				{Text("HTX chè"), Money(money.Max), Day("2025-08-30"), Percent(6250), Count(-3), Blank()},
				{Text("Cộng").Bold(), Money(0).Bold()},
			},
			Notes: []string{"Nguồn: dữ liệu minh họa"},
		},
		{Name: "Đề án: năm [2025]"},
		{Name: ""},
	}}
	table, err := Parse(written(t, book))
	must(t, err)
	var names []string
	for _, s := range table.Sheets {
		names = append(names, s.Name)
	}
	if diff := cmp.Diff([]string{"Đề án năm 2025", "Đề án năm 2025 2", "Trang 3"}, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	rows := table.Sheets[0].Rows
	want := [][]Cell{
		{
			{Ref: "A4", Text: "HTX chè"},
			{Ref: "B4", Text: "1000000000000000", Number: "1000000000000000"},
			{Ref: "C4", Text: "2025-08-30", Number: "45899", Date: "2025-08-30"},
			{Ref: "D4", Text: "0.625", Number: "0.625"},
			{Ref: "E4", Text: "-3", Number: "-3"},
		},
		{{Ref: "A5", Text: "Cộng"}, {Ref: "B5", Text: "0", Number: "0"}},
	}
	if diff := cmp.Diff(want, rows[3:5]); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if rows[0][5].Text != "DANH MỤC ĐỀ ÁN" || rows[0][5].Merged != "A1" || rows[5][0].Text != "Nguồn: dữ liệu minh họa" {
		t.Errorf("title %+v and note %+v, want both across the table", rows[0][5], rows[5][0])
	}
}

func TestPagesPrintWideWithTheirHeader(t *testing.T) {
	data := written(t, Workbook{Pages: []Page{{Name: "A", Titles: []string{"T"}, Columns: []Column{{Head: "H", Width: 30}, {Head: "Tiền"}}, Rows: [][]Value{{Text("x"), Money(1234567)}}}}})
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	layout, err := f.GetPageLayout("A")
	must(t, err)
	props, err := f.GetSheetProps("A")
	must(t, err)
	if *layout.Size != 9 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 || !*props.FitToPage {
		t.Errorf("layout = %+v, fit %v, want A4 landscape one page wide", layout, *props.FitToPage)
	}
	panes, err := f.GetPanes("A")
	must(t, err)
	if !panes.Freeze || panes.YSplit != 2 {
		t.Errorf("panes = %+v, want two rows frozen", panes)
	}
	if w, err := f.GetColWidth("A", "A"); err != nil || w != 30 {
		t.Errorf("width = %v (%v), want 30", w, err)
	}
	if shown, err := f.GetCellValue("A", "B3"); err != nil || shown != "1,234,567" {
		t.Errorf("amount shows as %q (%v), want grouped by #,##0", shown, err)
	}
	if names := f.GetDefinedName(); len(names) != 1 || names[0].RefersTo != "'A'!$2:$2" {
		t.Errorf("print titles = %+v, want row 2", names)
	}
}
