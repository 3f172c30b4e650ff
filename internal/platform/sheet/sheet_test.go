package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"example.vn/khuyencong/internal/platform/fault"
)

func TestRefNamesCellsAsSpreadsheetsDo(t *testing.T) {
	for want, at := range map[string][2]int{"A1": {0, 0}, "C7": {2, 6}, "Z9": {25, 8}, "AA10": {26, 9}, "AZ1": {51, 0}, "BA1": {52, 0}, "GR5": {199, 4}} {
		if got := Ref(at[0], at[1]); got != want {
			t.Errorf("Ref(%v) = %s, want %s", at, got, want)
		}
		if c, r, ok := parseRef(want); !ok || c != at[0] || r != at[1] {
			t.Errorf("parseRef(%s) = %d, %d, %v", want, c, r, ok)
		}
	}
}

func TestExactKeepsNumbersAsPeopleSeeThem(t *testing.T) {
	for raw, want := range map[string]string{
		"197000000":              "197000000",
		"1250.5":                 "1250.5",
		"1.9700000000000001E+8":  "197000000",
		"1250.4999999999998":     "1250.5",
		"0.30000000000000004":    "0.3",
		"-12.50":                 "-12.5",
		"-0.0":                   "0",
		"1E-3":                   "0.001",
		"2e3":                    "2000",
		"123456789012345678":     "123456789012345678",
		"99999999999999.9999999": "100000000000000",
		"0.1":                    "0.1",
		"007":                    "7",
	} {
		if got, ok := exact(raw); !ok || got != want {
			t.Errorf("exact(%q) = %q, %v, want %q", raw, got, ok, want)
		}
	}
	for _, raw := range []string{"", "x", "1e999999999", "1.2.3", "--1", "NaN", "Inf", "1e", ".", strings.Repeat("9", 99)} {
		if got, ok := exact(raw); ok {
			t.Errorf("exact(%q) = %q, want it refused", raw, got)
		}
	}
}

func TestDateFormatTellsDaysFromNumbers(t *testing.T) {
	for code, want := range map[string]bool{
		"dd/mm/yyyy": true, `[$-42A]dd\ mmmm\ yyyy;@`: true, "d.m.yy": true, "mm/yyyy": true,
		"#,##0": false, `#,##0" đồng ngày"`: false, "0.00%": false, "[Red]#,##0": false, "h:mm": false,
		`_(* #,##0_);_(* \(#,##0\);_(* "-"??_);_(@_)`: false, "General": false,
	} {
		if got := dateFormat(164, code); got != want {
			t.Errorf("dateFormat(%q) = %v, want %v", code, got, want)
		}
	}
	if !dateFormat(14, "") || dateFormat(3, "") {
		t.Error("built-in format 14 is a day and 3 is not")
	}
}

func TestSerialDayCountsAsExcelDoes(t *testing.T) {
	for serial, want := range map[string]string{"45899": "2025-08-30", "45899.75": "2025-08-30", "1": "1900-01-01", "59": "1900-02-28", "61": "1900-03-01"} {
		if got, ok := serialDay(serial, false); !ok || got != want {
			t.Errorf("serialDay(%s) = %s, want %s", serial, got, want)
		}
	}
	for _, serial := range []string{"60", "0", "-3", "99999999", "x"} {
		if got, ok := serialDay(serial, false); ok {
			t.Errorf("serialDay(%s) = %s, want it refused", serial, got)
		}
	}
	if got, _ := serialDay("44437", true); got != "2025-08-30" {
		t.Errorf("serialDay from 1904 = %s, want 2025-08-30", got)
	}
	if n, ok := DaySerial("2025-08-30"); !ok || n != 45899 {
		t.Errorf("DaySerial = %d, %v, want 45899", n, ok)
	}
}

// xlsx builds a file with excelize.
func xlsx(t *testing.T, build func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	build(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestReadsCellsOfEveryKind(t *testing.T) {
	data := xlsx(t, func(f *excelize.File) {
		day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		must(t, err,
			f.SetSheetName("Sheet1", "KCQG"),
			f.SetSheetRow("KCQG", "A1", &[]any{"  Hợp tác xã  ", 197000000, 1250.5, true, 45899, nil, "=1+1"}),
			f.SetCellStyle("KCQG", "E1", "E1", day),
			f.SetCellFormula("KCQG", "B2", "SUM(B1:B1)"),
			f.SetCellRichText("KCQG", "A2", []excelize.RichTextRun{{Text: "chè "}, {Text: "Tân Cương", Font: &excelize.Font{Bold: true}}}),
			f.MergeCell("KCQG", "A4", "B5"),
			f.SetCellValue("KCQG", "A4", "Kinh phí"),
			f.SetCellValue("KCQG", "C5", "x"))
		_, err = f.NewSheet("Ẩn")
		must(t, err, f.SetSheetVisible("Ẩn", false))
	})
	got, err := Parse(data)
	must(t, err)
	want := Table{Kind: "xlsx", Sheets: []Sheet{{Name: "KCQG", Rows: [][]Cell{
		{
			{Ref: "A1", Text: "Hợp tác xã"},
			{Ref: "B1", Text: "197000000", Number: "197000000"},
			{Ref: "C1", Text: "1250.5", Number: "1250.5"},
			{Ref: "D1", Text: "TRUE"},
			{Ref: "E1", Text: "2025-08-30", Number: "45899", Date: "2025-08-30"},
			{Ref: "F1"},
			{Ref: "G1", Text: "=1+1"},
		},
		{{Ref: "A2", Text: "chè Tân Cương"}, {Ref: "B2", Formula: true}},
		nil,
		{{Ref: "A4", Text: "Kinh phí", Merged: "A4"}, {Ref: "B4", Text: "Kinh phí", Merged: "A4"}},
		{{Ref: "A5", Text: "Kinh phí", Merged: "A4"}, {Ref: "B5", Text: "Kinh phí", Merged: "A4"}, {Ref: "C5", Text: "x"}},
	}}, {Name: "Ẩn", Hidden: true}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Parse (-want +got):\n%s", diff)
	}
	if !got.Sheets[0].Rows[4][0].Copy() || got.Sheets[0].Rows[3][0].Copy() {
		t.Error("only the cells behind the first of a merged range are copies")
	}
}

func TestReadsCSVAsItComes(t *testing.T) {
	decomposed := "Đề án,Số tiền\nHo\u031b\u0323p tác xã,120" // typed on a Mac
	for name, c := range map[string]struct {
		data string
		want [][]string
	}{
		"commas":                              {"a,b\nc,d", [][]string{{"a", "b"}, {"c", "d"}}},
		"semicolons with decimal commas":      {"a;b\n1,5;2,5\n3,5;4\n", [][]string{{"a", "b"}, {"1,5", "2,5"}, {"3,5", "4"}}},
		"tabs":                                {"a\tb\nc\td", [][]string{{"a", "b"}, {"c", "d"}}},
		"byte order mark":                     {"\xef\xbb\xbfa,b", [][]string{{"a", "b"}}},
		"UTF-16, little end first":            {"\xff\xfe" + string(utf16le("đ;b\nc;d")), [][]string{{"đ", "b"}, {"c", "d"}}},
		"UTF-16, big end first":               {"\xfe\xff\x01\x11\x00,\x00b", [][]string{{"đ", "b"}}},
		"quotes, marks and lines inside":      {"\"a,\"\"x\"\"\r\nb\",c\r\nd,e", [][]string{{"a,\"x\"\nb", "c"}, {"d", "e"}}},
		"inches are no quotes":                {`Máy 5",2`, [][]string{{`Máy 5"`, "2"}}},
		"blank lines count as rows":           {"a,b\n\n\nc,d", [][]string{{"a", "b"}, nil, nil, {"c", "d"}}},
		"Excel's sep line":                    {"sep=;\na;b,c", [][]string{{"a", "b,c"}}},
		"old line ends":                       {"a,b\rc,d", [][]string{{"a", "b"}, {"c", "d"}}},
		"titles above do not choose the mark": {"Danh mục, năm 2024\n\nTT;Tên;Tiền\n1;a;2,5\n2;b;3,5", [][]string{{"Danh mục, năm 2024"}, nil, {"TT", "Tên", "Tiền"}, {"1", "a", "2,5"}, {"2", "b", "3,5"}}},
		"decomposed letters are composed":     {decomposed, [][]string{{"Đề án", "Số tiền"}, {"Hợp tác xã", "120"}}},
	} {
		t.Run(name, func(t *testing.T) {
			table, err := Read(strings.NewReader(c.data))
			must(t, err)
			var got [][]string
			for _, row := range table.Sheets[0].Rows {
				var texts []string
				for _, cell := range row {
					texts = append(texts, cell.Text)
				}
				got = append(got, texts)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// archived zips parts, in the order given: name, content, name, content.
func archived(t *testing.T, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		must(t, err)
		_, err = w.Write([]byte(parts[i+1]))
		must(t, err)
	}
	must(t, z.Close())
	return b.Bytes()
}

// withSheet makes an .xlsx file around the XML of one worksheet.
func withSheet(t *testing.T, xml string, more ...string) []byte {
	t.Helper()
	return archived(t, append([]string{
		"[Content_Types].xml", `<Types/>`,
		"xl/workbook.xml", `<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/s.xml"/></Relationships>`,
		"xl/worksheets/s.xml", xml,
	}, more...)...)
}

func TestRefusesWhatIsNoListAndSaysWhy(t *testing.T) {
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	var wide strings.Builder
	for range MaxColumns + 1 {
		wide.WriteString("x,")
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":                 {nil, "trống"},
		"only spaces":             {[]byte(" \n "), "trống"},
		"too large":               {make([]byte, MaxFile+1), "20 MB"},
		"locked by password":      {[]byte(ole + string(utf16le("EncryptedPackage"))), "mật khẩu"},
		"old Excel":               {[]byte(ole + "Workbook"), ".xls"},
		"PDF":                     {[]byte("%PDF-1.7"), "PDF"},
		"page named .xls":         {[]byte("\n<HTML><table>"), "trang web"},
		"binary":                  {[]byte("\x89PNG\r\n\x1a\n\x00\x00"), "không phải là bảng tính"},
		"legacy encoding":         {[]byte("\xd0\xea \xe1n,x"), "UTF-8"},
		"half a UTF-16 unit":      {[]byte("\xff\xfea"), "UTF-16"},
		"open quote":              {[]byte("a,b\nc,\"d"), "Dòng 2"},
		"cut archive":             {withSheet(t, "<worksheet/>")[:300], "hỏng"},
		"archive of other things": {archived(t, "a.txt", "x"), "không phải là bảng tính"},
		"Word":                    {archived(t, "[Content_Types].xml", "", "word/document.xml", ""), "Word"},
		"OpenDocument":            {archived(t, "mimetype", "", "content.xml", ""), "OpenDocument"},
		"macros":                  {withSheet(t, "<worksheet/>", "xl/vbaProject.bin", "x"), "macro"},
		"embedded objects":        {withSheet(t, "<worksheet/>", "xl/embeddings/o.bin", "x"), "nhúng"},
		"broken XML":              {withSheet(t, "<worksheet><row"), "hỏng"},
		"a part twice":            {withSheet(t, "<worksheet/>", "XL/workbook.xml", "x"), "hỏng"},
		"missing shared text":     {withSheet(t, `<worksheet><row r="1"><c r="A1" t="s"><v>7</v></c></row></worksheet>`), "hỏng"},
		"too many columns":        {[]byte(wide.String() + "x"), "200 cột"},
		"too many rows":           {[]byte(strings.Repeat("\n", MaxRows) + "x"), "100.000 dòng"},
		"too many cells":          {[]byte(strings.Repeat(strings.Repeat(",", 150)+"x\n", 7000)), "một triệu ô"},
		"long cell":               {[]byte("a,b\n" + strings.Repeat("é", 32768)), "A2"},
		"last row of all":         {withSheet(t, `<worksheet><row r="1048576"><c r="A1048576"><v>1</v></c></row></worksheet>`), "100.000 dòng"},
		"last column of all":      {withSheet(t, `<worksheet><row r="1"><c r="XFD1"><v>1</v></c></row></worksheet>`), "200 cột"},
		"no sheets":               {archived(t, "[Content_Types].xml", "", "xl/workbook.xml", "<workbook/>"), "trang tính nào"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(c.data)
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Parse = %v, want an Invalid fault with %q", err, c.want)
			}
		})
	}
}

func TestRefusesBombsQuickly(t *testing.T) {
	zeros := strings.Repeat("0", 100<<20)
	honest := withSheet(t, "<worksheet><!--"+zeros+"--></worksheet>")
	lying := bytes.ReplaceAll(honest, le32(len(zeros)+len("<worksheet><!----></worksheet>")), le32(1000))
	if bytes.Equal(honest, lying) {
		t.Fatal("the declared size was not found, so the test proves nothing")
	}
	// A million merged ranges over the whole sheet, in a file of some kilobytes.
	merges := withSheet(t, `<worksheet><row r="1"><c r="A1"><v>1</v></c></row><row r="90000"><c r="A90000"><v>1</v></c></row>`+
		strings.Repeat(`<mergeCell ref="A1:XFD1048576"/>`, 15000)+`</worksheet>`)
	escapes := withSheet(t, `<worksheet><row r="1"><c r="A1" t="inlineStr"><is><t>`+strings.Repeat("_x0041_", 2<<20)+`</t></is></c></row></worksheet>`)
	for name, data := range map[string][]byte{"honest": honest, "lying about its size": lying, "merges": merges, "escapes": escapes} {
		if len(data) > 1<<20 {
			t.Fatalf("%s: the bomb is %d bytes, want a small file", name, len(data))
		}
		done := make(chan error, 1)
		go func() {
			_, err := Parse(data)
			done <- err
		}()
		select {
		case err := <-done:
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: Parse = %v, want it refused", name, err)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%s: still unpacking after 10 seconds, want it refused quickly", name)
		}
	}
}

func le32(n int) []byte { return []byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)} }

func TestMergedRangesAreCutToTheData(t *testing.T) {
	table, err := Parse(withSheet(t, `<worksheet><row r="1"><c r="A1"><v>5</v></c><c r="C1"><v>6</v></c></row><row r="2"><c r="B2"><v>1</v></c></row>`+
		`<mergeCell ref="A1:A1048576"/><mergeCell ref="C1:XFD1"/></worksheet>`))
	must(t, err)
	got := ""
	for _, row := range table.Sheets[0].Rows {
		for _, c := range row {
			got += fmt.Sprintf("%s=%s ", c.Ref, c.Text)
		}
	}
	if want := "A1=5 B1= C1=6 A2=5 B2=1 "; got != want {
		t.Errorf("cells = %q, want %q", got, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"a,b\n1,2", "a;b\n\"x\"\"y\";z\r\n", "sep=\t\na\tb", "\xff\xfea\x00,\x00", "\"", "\xef\xbb\xbf\"a\n\",", "%PDF", "PK\x03\x04", "<html>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := Parse(data)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("Parse(%q) = %v, want an Invalid fault", data, err)
			}
			return
		}
		checkShape(t, table)
	})
}

func FuzzWorksheet(f *testing.F) {
	f.Add(`<worksheet><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c s="1"><f>1</f><v>2</v></c></row><mergeCell ref="A1:B2"/></worksheet>`)
	f.Add(`<row><c t="s"><v>0</v></c><c t="b"><v>1</v></c><c t="d"><v>2025-08-30T00:00:00</v></c></row>`)
	f.Add(`<c r="B7"/>`)
	f.Fuzz(func(t *testing.T, xml string) {
		table, err := Parse(withSheet(t, xml))
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("%v, want an Invalid fault", err)
			}
			return
		}
		checkShape(t, table)
	})
}

// checkShape checks what every reader may rely on.
func checkShape(t *testing.T, table Table) {
	t.Helper()
	for _, s := range table.Sheets {
		for r, row := range s.Rows {
			for c, cell := range row {
				if cell.Ref != Ref(c, r) {
					t.Fatalf("cell %d,%d is called %s", c, r, cell.Ref)
				}
			}
		}
	}
}
