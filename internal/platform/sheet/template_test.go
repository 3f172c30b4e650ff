package sheet_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/fill"
	"example.vn/khuyencong/internal/platform/sheet"
)

// annex makes a template of an annex: a title, a repeated row with a formula,
// a total, and a condition.
func annex(t testing.TB, change func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	number, err := f.NewStyle(&excelize.Style{NumFmt: 3})
	must(err)
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	must(err)
	for ref, v := range map[string]string{
		"A1": "Phụ lục {{so}} {{#co}}(có tạm ứng){{/co}}", "A3": "TT", "B3": "Tên", "C3": "SL", "D3": "Đơn giá", "E3": "Tiền",
		"A4": "{{#dong}}{{tt}}", "B4": "{{ten}}", "C4": "{{sl}}", "D4": "{{gia}}", "F4": "cố định{{/dong}}", "A5": "Cộng", "A6": "{{#khong}}x", "B6": "{{/khong}}", "A7": "{{ngay}}", "B7": "{{gia}}",
	} {
		must(f.SetCellStr("Sheet1", ref, v))
	}
	must(f.SetCellFormula("Sheet1", "E4", "C4*D4"))
	must(f.SetCellFormula("Sheet1", "E5", "SUM(E4:E4)+SUM(E3:E4)-E5*0"))
	must(f.SetCellFormula("Sheet1", "E8", "E5*2"))
	for _, ref := range []string{"C4", "D4", "E4", "E5", "B7"} {
		must(f.SetCellStyle("Sheet1", ref, ref, number))
	}
	must(f.SetCellStyle("Sheet1", "A7", "A7", day))
	must(f.SetRowHeight("Sheet1", 4, 31))
	must(f.MergeCell("Sheet1", "F4", "G4"))
	if change != nil {
		change(f)
	}
	var b bytes.Buffer
	must(f.Write(&b))
	return b.Bytes()
}

func facts(n int) fill.Data {
	rows := make([]fill.Data, n)
	for i := range rows {
		rows[i] = fill.Data{"tt": fmt.Sprint(i + 1), "ten": "=1+1 & <máy>", "sl": "2", "gia": "1.250.000"}
	}
	return fill.Data{"so": "02", "co": true, "khong": false, "dong": rows, "ngay": "05/02/2026", "gia": "62,5"}
}

var known = []fill.Known{
	{Name: "so", Kind: fill.Words}, {Name: "co", Kind: fill.Flag}, {Name: "khong", Kind: fill.Flag}, {Name: "ngay", Kind: fill.Words}, {Name: "gia", Kind: fill.Words},
	{Name: "dong", Kind: fill.List, Rows: []fill.Known{{Name: "tt", Kind: fill.Words}, {Name: "ten", Kind: fill.Words}, {Name: "sl", Kind: fill.Words}}},
}

func TestTemplateFillsRowsAndFormulasGoAlong(t *testing.T) {
	template, err := sheet.ParseTemplate(annex(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	if faults := template.Check(known); len(faults) > 0 {
		t.Error(faults)
	}
	var b bytes.Buffer
	if err := template.Render(&b, facts(3)); err != nil {
		t.Fatal(err)
	}
	f := reopened(t, &b)
	for ref, want := range map[string]string{
		"A1": "Phụ lục 02 (có tạm ứng)", "A4": "1", "B4": "=1+1 & <máy>", "A6": "3", "F5": "cố định", "C6": "2", "D6": "1,250,000", "A7": "Cộng", "A8": "", "A9": "02-05-26", "B9": "63",
	} {
		if got, err := f.GetCellValue("Sheet1", ref); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", ref, got, err, want)
		}
	}
	for ref, want := range map[string]string{"E4": "C4*D4", "E5": "C5*D5", "E6": "C6*D6", "E7": "SUM(E4:E6)+SUM(E3:E6)-E7*0", "E10": "E7*2"} {
		if got, err := f.GetCellFormula("Sheet1", ref); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", ref, got, err, want)
		}
	}
	if got, err := f.CalcCellValue("Sheet1", "E6"); err != nil || got != "2,500,000" {
		t.Errorf("%q, %v", got, err)
	}
	if visible, err := f.GetRowVisible("Sheet1", 8); err != nil || visible {
		t.Errorf("the condition's row is seen: %v", err)
	}
	if height, err := f.GetRowHeight("Sheet1", 6); err != nil || height != 31 {
		t.Errorf("%v, %v", height, err)
	}
	if merged, err := f.GetMergeCells("Sheet1"); err != nil || len(merged) != 3 {
		t.Errorf("%v, %v", merged, err)
	}
}

func reopened(t testing.TB, r io.Reader) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func TestTemplateOfAnEmptyListKeepsItsFormulas(t *testing.T) {
	template, err := sheet.ParseTemplate(annex(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := template.Render(&b, facts(0)); err != nil {
		t.Fatal(err)
	}
	f := reopened(t, &b)
	if got, err := f.GetCellFormula("Sheet1", "E5"); err != nil || got != "SUM(E4:E4)+SUM(E3:E4)-E5*0" {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := f.GetCellValue("Sheet1", "A4"); err != nil || got != "" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestTemplateCheckNamesTheCell(t *testing.T) {
	for in, want := range map[string]string{
		"{{tenn}}": "Ở trang “Sheet1”, ô C10: Không có trường “tenn”", "{{so": "không có }}", "{{#dong}}{{tt}}": "chưa có “{{/dong}}”", "{{/dong}}": "chưa được mở", "{{dong}}": "là danh sách",
	} {
		template, err := sheet.ParseTemplate(annex(t, func(f *excelize.File) {
			if err := f.SetCellStr("Sheet1", "C10", in); err != nil {
				t.Fatal(err)
			}
		}))
		if err != nil {
			t.Fatal(err)
		}
		faults := template.Check(known)
		if len(faults) == 0 || !strings.Contains(faults[0].String(), want) {
			t.Errorf("%s: %v, want %s", in, faults, want)
		}
	}
}

func TestTemplateRefusesFormulasThatReachOut(t *testing.T) {
	for _, formula := range []string{`WEBSERVICE("http://x.example")`, `cmd|' /c calc'!A0`, `IMAGE("http://x.example/a.png")`, `1+RTD("x",,"y")`} {
		_, err := sheet.ParseTemplate(annex(t, func(f *excelize.File) {
			if err := f.SetCellFormula("Sheet1", "C10", formula); err != nil {
				t.Fatal(err)
			}
		}))
		if got, ok := errors.AsType[*fault.Error](err); !ok || !strings.Contains(got.Message, "Công thức") {
			t.Errorf("%s: %v", formula, err)
		}
	}
}

// Whatever stands in the cells, the file is refused or filled into one that
// can be read again.
func FuzzTemplate(f *testing.F) {
	f.Add("{{so}}", "{{#dong}}", "{{/dong}}")
	f.Add("{{#dong}}{{tt}}", "{{#co}}{{ten}}{{/co}}", "x{{/dong}}")
	f.Add("{{^khong}}{{/khong}}", "{{", "}}")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		file := annex(t, func(x *excelize.File) {
			for ref, v := range map[string]string{"A10": a, "B10": b, "B11": c} {
				if err := x.SetCellStr("Sheet1", ref, v); err != nil {
					t.Skip(err)
				}
			}
		})
		template, err := sheet.ParseTemplate(file)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		template.Check(known)
		var out bytes.Buffer
		if err := template.Render(&out, facts(2)); err != nil {
			t.Fatal(err)
		}
		if _, err := sheet.Parse(out.Bytes()); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzParseTemplate(f *testing.F) {
	f.Add(annex(f, nil))
	f.Fuzz(func(t *testing.T, file []byte) {
		if _, err := sheet.ParseTemplate(file); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
	})
}
