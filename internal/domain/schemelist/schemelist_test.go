package schemelist

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/sheet"
)

// All people, firms and amounts below are made up (dữ liệu minh họa).

// table reads rows of cells parted by "|" as a .csv file would give them.
func table(t *testing.T, lines ...string) sheet.Table {
	t.Helper()
	var b strings.Builder
	for _, l := range lines {
		for i, cell := range strings.Split(l, "|") {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(`"` + strings.ReplaceAll(strings.TrimSpace(cell), `"`, `""`) + `"`)
		}
		b.WriteString("\n")
	}
	parsed, err := sheet.Parse([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// workbook makes an .xlsx file of sheets, each with rows and merged ranges.
func workbook(t *testing.T, sheets ...tab) sheet.Table {
	t.Helper()
	f := excelize.NewFile()
	for i, s := range sheets {
		var err error
		if i == 0 {
			err = f.SetSheetName("Sheet1", s.name)
		} else {
			_, err = f.NewSheet(s.name)
		}
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range s.rows {
			if err := f.SetSheetRow(s.name, fmt.Sprintf("A%d", r+1), &row); err != nil {
				t.Fatal(err)
			}
		}
		for _, m := range s.merges {
			from, to, _ := strings.Cut(m, ":")
			if err := f.MergeCell(s.name, from, to); err != nil {
				t.Fatal(err)
			}
		}
		if s.adjust != nil {
			s.adjust(f)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	parsed, err := sheet.Parse(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

type tab struct {
	name   string
	rows   [][]any
	merges []string
	adjust func(*excelize.File)
}

func amountText(s Sum) string {
	if !s.Has {
		return "?"
	}
	return s.VND.String()
}

// brief is a row in one line: what most tests are about.
func brief(r Row) string {
	var who []string
	for _, b := range r.Beneficiaries {
		who = append(who, b.Name)
	}
	return fmt.Sprintf("%d %s: %s | %s | %s | %s/%s/%s", r.Year, cmpOr(string(r.Fund), "?"), r.Title, r.Content, strings.Join(who, "+"),
		amountText(r.TotalCost), amountText(r.Support), amountText(r.Counterpart))
}

func cmpOr(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// summary is a whole list in lines: rows, then errors, then notes.
func summary(l *List) []string {
	var lines []string
	for _, r := range l.Rows {
		lines = append(lines, brief(r))
	}
	for _, e := range l.Errors {
		lines = append(lines, "! "+e.Cell+" "+e.Message)
	}
	for _, n := range l.Notes {
		lines = append(lines, "~ "+n)
	}
	return lines
}

func read(t *testing.T, from sheet.Table, opts Options) *List {
	t.Helper()
	l, err := Read(from, opts)
	if err != nil {
		t.Fatal(err)
	}
	again := opts
	again.Told = toldAsRead(l)
	told, err := Read(from, again)
	if err != nil {
		t.Fatal(err)
	}
	if strict := "một cột chỉ dùng một đơn vị tính"; !strings.Contains(strings.Join(summary(told), "\n"), strict) {
		if diff := cmp.Diff(l, told); diff != "" {
			t.Errorf("what is told as it was recognised is read in another way (-recognised +told):\n%s", diff)
		}
	}
	return l
}

// toldAsRead tells of every column what was recognised of it.
func toldAsRead(l *List) map[string][]Told {
	all := map[string][]Told{}
	for _, h := range l.Heads {
		all[h.Print] = []Told{}
		for i, c := range h.Columns {
			all[h.Print] = append(all[h.Print], Told{Index: i, Field: c.Field, Unit: c.Unit})
		}
	}
	return all
}

// planned is a plan as a centre would attach it to a decision: title lines, a
// header of three merged rows, sections with subtotals, a page break with the
// header again, column numbers, totals and signatures.
func planned() tab {
	head := [][]any{
		{"STT", "Tên đề án, nhiệm vụ", "Đơn vị thụ hưởng", "Địa chỉ", "Kinh phí", nil, nil, "Thời gian thực hiện", "Ghi chú"},
		{nil, nil, nil, nil, "Tổng số", "Trong đó"},
		{nil, nil, nil, nil, nil, "KC hỗ trợ", "Đối ứng"},
	}
	rows := [][]any{
		{"UBND TỈNH THÁI NGUYÊN", nil, nil, nil, nil, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"},
		{"DANH MỤC ĐỀ ÁN KHUYẾN CÔNG NĂM 2025"},
		{"(Kèm theo Quyết định số 1015/QĐ-UBND ngày 30/8/2025 của Chủ tịch UBND tỉnh)"},
		{nil, nil, nil, nil, nil, nil, nil, "ĐVT: triệu đồng"},
	}
	rows = append(rows, head...)
	rows = append(
		rows,
		[]any{"(1)", "(2)", "(3)", "(4)", "(5)=(6)+(7)", "(6)", "(7)", "(8)", "(9)"},
		[]any{nil, "TỔNG CỘNG", nil, nil, 2350.5, 950.5, 1400},
		[]any{"I", "Khuyến công quốc gia", nil, nil, 1250.5, 450.5, 800},
		[]any{1, "Hỗ trợ ứng dụng máy sấy chè", "HTX chè Ví Dụ Một", "xã Minh Họa", "1.250,5", "450,5", "800", "Quý III/2025"},
		[]any{},
		[]any{"II", "Khuyến công địa phương", nil, nil, "1.100", "500", "600"},
		[]any{2, "Hỗ trợ máy đóng gói", "Công ty TNHH Ví Dụ Hai", "xã Minh Họa", 600, 300, 300, 45901},
	)
	rows = append(rows, head...)
	rows = append(
		rows,
		[]any{3, "Hỗ trợ máy ép viên", "HKD Ví Dụ Ba", "xã Thí Dụ", 500, 200, 300},
		[]any{nil, "Cộng II", nil, nil, 1100, 500, 600},
		[]any{nil, nil, nil, nil, nil, nil, "Thái Nguyên, ngày 30 tháng 8 năm 2025"},
		[]any{nil, "Người lập biểu", nil, nil, nil, nil, "Giám đốc"},
		[]any{nil, "Nguyễn Văn Ví Dụ", nil, nil, nil, nil, "Trần Thị Ví Dụ"},
	)
	merges := []string{"A1:C1", "F1:I1", "A2:I2", "A3:I3", "B9:D9"}
	for _, top := range []int{5, 15} {
		for _, m := range []string{"A%d:A%d", "B%d:B%d", "C%d:C%d", "D%d:D%d", "H%d:H%d", "I%d:I%d"} {
			merges = append(merges, fmt.Sprintf(m, top, top+2))
		}
		merges = append(merges, fmt.Sprintf("E%d:G%d", top, top), fmt.Sprintf("E%d:E%d", top+1, top+2), fmt.Sprintf("F%d:G%d", top+1, top+1))
	}
	return tab{name: "Phụ lục", rows: rows, merges: merges}
}

func TestReadsAPlanAsCentresKeepIt(t *testing.T) {
	l := read(t, workbook(t, planned()), Options{Province: "Thái Nguyên"})
	want := []string{
		"2025 national: Hỗ trợ ứng dụng máy sấy chè |  | HTX chè Ví Dụ Một | 1.250.500.000/450.500.000/800.000.000",
		"2025 local: Hỗ trợ máy đóng gói |  | Công ty TNHH Ví Dụ Hai | 600.000.000/300.000.000/300.000.000",
		"2025 local: Hỗ trợ máy ép viên |  | HKD Ví Dụ Ba | 500.000.000/200.000.000/300.000.000",
	}
	if diff := cmp.Diff(want, summary(l)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if l.Year != 2025 || l.Decision.Number != "1015/QĐ-UBND" || l.Decision.Date.String() != "2025-08-30" || !strings.Contains(l.Title, "DANH MỤC") {
		t.Errorf("title %q, year %d, decision %+v", l.Title, l.Year, l.Decision)
	}
	first := l.Rows[0]
	if first.RowNumber != 11 || first.No != "1" || first.Sheet != "Phụ lục" || first.StartEnd != "Quý III/2025" || first.Province != "Thái Nguyên" || first.Decision != l.Decision ||
		first.Beneficiaries[0] != (Beneficiary{Name: "HTX chè Ví Dụ Một", Kind: Cooperative, Address: "xã Minh Họa"}) {
		t.Errorf("first row = %+v", first)
	}
}

func TestAWrongTotalIsNotedNotRefused(t *testing.T) {
	p := planned()
	p.rows[8][5] = 951   // the grand total, above its rows
	p.rows[12][5] = 501  // the subtotal of section II
	p.rows[18][5] = 5000 // "Cộng II"
	l := read(t, workbook(t, p), Options{})
	if len(l.Rows) != 3 || len(l.Errors) != 0 || len(l.Notes) != 3 {
		t.Fatalf("got %q, want three rows and three notes", summary(l))
	}
	for i, want := range []string{`Dòng 19 "Cộng II" ghi kinh phí hỗ trợ 5.000.000.000 đồng nhưng các dòng cộng lại là 500.000.000 đồng.`, "Dòng 13", "Dòng 9"} {
		if !strings.Contains(l.Notes[i], want) {
			t.Errorf("note %d = %q, want %q", i, l.Notes[i], want)
		}
	}
}

func TestTraps(t *testing.T) {
	head := "STT|Tên đề án|Đơn vị thụ hưởng|Tổng kinh phí|Kinh phí hỗ trợ"
	for name, c := range map[string]struct {
		opts Options
		list []string
		want []string
	}{
		"đồng with English grouping": {
			list: []string{"ĐVT: đồng", head, "1|A|HTX X|403,000,000|197,000,000", "2|B|HTX Y|1,000|197,000"},
			want: []string{"0 ?: A |  | HTX X | 403.000.000/197.000.000/?", "! E4 Kinh phí hỗ trợ 197.000 đồng lớn hơn tổng kinh phí 1.000 đồng.", "~ Có 1 dòng không ghi năm."},
		},
		"unit in the heading, one column each": {
			list: []string{"STT|Tên đề án|Đơn vị thụ hưởng|Tổng kinh phí (tỷ đồng)|Kinh phí hỗ trợ (nghìn đồng)", "1|A|HTX X|1,2|197.000"},
			want: []string{"0 ?: A |  | HTX X | 1.200.000.000/197.000.000/?", "~ Có 1 dòng không ghi năm."},
		},
		"unit in a row of its own below the headings": {
			opts: Options{Year: 2024}, list: []string{head, "|||(triệu đồng)|Triệu đồng", "1|A|HTX X|1.200|120"},
			want: []string{"2024 ?: A |  | HTX X | 1.200.000.000/120.000.000/?"},
		},
		"unit in the cell goes first": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: đồng", head, "1|A|HTX X|1,2 tỷ|120 triệu"},
			want: []string{"2024 ?: A |  | HTX X | 1.200.000.000/120.000.000/?"},
		},
		"1.250 is 1250 where others group the Vietnamese way": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "1|A|HTX X|1.250|200", "2|B|HTX Y|1.300,5|200"},
			want: []string{"2024 ?: A |  | HTX X | 1.250.000.000/200.000.000/?", "2024 ?: B |  | HTX Y | 1.300.500.000/200.000.000/?"},
		},
		"1,250 is 1250 where others group the English way": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "1|A|HTX X|1,250|200", "2|B|HTX Y|1,300.5|200"},
			want: []string{"2024 ?: A |  | HTX X | 1.250.000.000/200.000.000/?", "2024 ?: B |  | HTX Y | 1.300.500.000/200.000.000/?"},
		},
		"1,250 is 1250 where only that adds up, and it is said": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head + "|Đối ứng", "1|A|HTX X|1,250|200|1,050"},
			want: []string{"2024 ?: A |  | HTX X | 1.250.000.000/200.000.000/1.050.000.000",
				`~ Số "1,250" ở ô D3 được hiểu là 1.250.000.000 đồng; các số khác trong cột D được hiểu cùng một cách.`,
				`~ Số "1,050" ở ô F3 được hiểu là 1.050.000.000 đồng; các số khác trong cột F được hiểu cùng một cách.`},
		},
		"197,000 triệu alone is Vietnamese": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "1|A|HTX X|403,000|197,000"},
			want: []string{"2024 ?: A |  | HTX X | 403.000.000/197.000.000/?",
				`~ Số "403,000" ở ô D3 được hiểu là 403.000.000 đồng; các số khác trong cột D được hiểu cùng một cách.`,
				`~ Số "197,000" ở ô E3 được hiểu là 197.000.000 đồng; các số khác trong cột E được hiểu cùng một cách.`},
		},
		"no unit and small numbers is an error, not a guess": {
			opts: Options{Year: 2024}, list: []string{head, "1|A|HTX X|403|197"},
			want: []string{"2024 ?: A |  | HTX X | 403/197/?",
				`! D1 Không rõ đơn vị tính của cột "Tổng kinh phí"; hãy ghi "Đơn vị tính: triệu đồng" (hoặc đồng) phía trên bảng.`},
		},
		"no unit and large numbers are đồng": {
			opts: Options{Year: 2024}, list: []string{head, "1|A|HTX X|403.000.000|197000000"},
			want: []string{"2024 ?: A |  | HTX X | 403.000.000/197.000.000/?"},
		},
		"wrong rows are named with their cells": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head + "|Năm|Ngày quyết định", "1|A|HTX X|-5|x y|2024|", "2|||5|1||", "3|C|HTX Z|9|0,0000001|24|32/8/2025"},
			want: []string{
				`! D3 Số tiền "-5" là số âm; số tiền phải từ 0 đồng trở lên.`,
				`! E3 Không đọc được số tiền "x y"; hãy ghi bằng số, ví dụ 150.000.000.`,
				"! B4 Dòng 4 không có tên đề án và cũng không có đơn vị thụ hưởng.",
				`! E5 Số tiền "0,0000001" có phần lẻ nhỏ hơn một đồng; hãy kiểm tra lại số và đơn vị tính.`,
				`! F5 Không đọc được năm "24"; hãy ghi năm bằng bốn chữ số, ví dụ 2025.`,
				`! G5 Không đọc được ngày "32/8/2025"; hãy ghi theo mẫu ngày/tháng/năm, ví dụ 30/8/2025.`,
			},
		},
		"sections without numbers, by fund and district": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "|KHUYẾN CÔNG QUỐC GIA|||", "1|A|HTX X|5|1", "|Nguồn kinh phí khuyến công địa phương||9|2", "|Huyện Đại Từ|||", "2|B|HTX Y|4|1", "|Huyện Đồng Hỷ|||", "3|C|HTX Z|5|1"},
			want: []string{"2024 national: A |  | HTX X | 5.000.000/1.000.000/?", "2024 local: B |  | HTX Y | 4.000.000/1.000.000/?", "2024 local: C |  | HTX Z | 5.000.000/1.000.000/?"},
		},
		"letters above roman numerals above contents": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "A|Khuyến công quốc gia||5|1", "I|Ứng dụng máy móc||5|1", "1|A|HTX X|5|1", "B|Khuyến công địa phương||9|2", "I|Ứng dụng máy móc||4|1", "1|B|HTX Y|4|1", "II|Đào tạo nghề||5|1", "1|C|HTX Z|5|1", "C|Nhiệm vụ khác|||", "1|D|HTX T|5|1"},
			want: []string{"2024 national: A | Ứng dụng máy móc | HTX X | 5.000.000/1.000.000/?", "2024 local: B | Ứng dụng máy móc | HTX Y | 4.000.000/1.000.000/?",
				"2024 local: C | Đào tạo nghề | HTX Z | 5.000.000/1.000.000/?", "2024 ?: D | Nhiệm vụ khác | HTX T | 5.000.000/1.000.000/?"},
		},
		"contents 1 and schemes 1.1": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "1|Ứng dụng máy móc||9|2", "1.1|A|HTX X|5|1", "1.2|B|HTX Y|4|1", "2|Đào tạo||4|1", "2.1|C|HTX Z|4|1", "3|D|HTX T|4|1"},
			want: []string{"2024 ?: A | Ứng dụng máy móc | HTX X | 5.000.000/1.000.000/?", "2024 ?: B | Ứng dụng máy móc | HTX Y | 4.000.000/1.000.000/?",
				"2024 ?: C | Đào tạo | HTX Z | 4.000.000/1.000.000/?", "2024 ?: D |  | HTX T | 4.000.000/1.000.000/?"},
		},
		"numerals in the same cell as the words": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "I. Khuyến công quốc gia||||", "1|A|HTX X|5|1", "II. Khuyến công địa phương||||", "1|B|HTX Y|5|1"},
			want: []string{"2024 national: A |  | HTX X | 5.000.000/1.000.000/?", "2024 local: B |  | HTX Y | 5.000.000/1.000.000/?"},
		},
		"a section with money and no rows is noted, and counted in totals": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "I|Khuyến công địa phương||5|1", "1|A|HTX X|5|1", "II|Chi phí quản lý||2|2", "|Tổng cộng||7|3"},
			want: []string{"2024 local: A |  | HTX X | 5.000.000/1.000.000/?", `~ Dòng 5 "Chi phí quản lý" có số tiền nhưng không có đề án nào bên dưới nên không được tính.`},
		},
		"companies are no totals": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", "Tên cơ sở|Kinh phí hỗ trợ", "Công ty TNHH Một|5", "CÔNG TY CỔ PHẦN HAI|4", "Tổng công ty Ba|3", "Cộng đồng làng nghề Bốn|2", "Cộng|14"},
			want: []string{"2024 ?: Công ty TNHH Một |  | Công ty TNHH Một | ?/5.000.000/?", "2024 ?: CÔNG TY CỔ PHẦN HAI |  | CÔNG TY CỔ PHẦN HAI | ?/4.000.000/?",
				"2024 ?: Tổng công ty Ba |  | Tổng công ty Ba | ?/3.000.000/?", "2024 ?: Cộng đồng làng nghề Bốn |  | Cộng đồng làng nghề Bốn | ?/2.000.000/?"},
		},
		"a total that nobody called so": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "1|A|HTX X|5|1", "2|B|HTX Y|5|1", "|||10|2"},
			want: []string{"2024 ?: A |  | HTX X | 5.000.000/1.000.000/?", "2024 ?: B |  | HTX Y | 5.000.000/1.000.000/?"},
		},
		"a group scheme with its total on the first row": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "1|Đề án nhóm máy sấy||900|300", "||HTX X|500|200", "||HTX Y|400|100", "2|B|HTX Z|5|1"},
			want: []string{"2024 ?: Đề án nhóm máy sấy |  | HTX X+HTX Y | 900.000.000/300.000.000/?", "2024 ?: B |  | HTX Z | 5.000.000/1.000.000/?"},
		},
		"a group scheme whose shares do not make up its total": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "1|Đề án nhóm máy sấy||900|300", "-||HTX X|500|200", "-||HTX Y|400|150"},
			want: []string{"2024 ?: Đề án nhóm máy sấy |  | HTX X+HTX Y | 900.000.000/300.000.000/?", "~ Dòng 3 ghi kinh phí hỗ trợ 300.000.000 đồng nhưng các đơn vị thụ hưởng cộng lại là 350.000.000 đồng."},
		},
		"a group scheme whose first row is the first share": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "1|Đề án nhóm|HTX X|500|200", "||HTX Y|400|100"},
			want: []string{"2024 ?: Đề án nhóm |  | HTX X+HTX Y | 900.000.000/300.000.000/?"},
		},
		"beneficiaries of a group listed with dashes under its title": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", "STT|Tên đề án|Kinh phí hỗ trợ|Ghi chú", "1|Đề án nhóm máy sấy|300|", "-|HTX X|200|", "-|HTX Y|100|"},
			want: []string{"2024 ?: Đề án nhóm máy sấy |  | HTX X+HTX Y | ?/300.000.000/?"},
		},
		"a group scheme with parts 1.1 and a": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "1|Đề án nhóm máy sấy||900|300", "1.1||HTX X|500|200", "1.2||HTX Y|400|100", "2|Đề án nhóm|||3", "a|Máy sao|HTX Z||1", "b|Máy vò|HTX T||2", "3|C|HTX U|5|1"},
			want: []string{"2024 ?: Đề án nhóm máy sấy |  | HTX X+HTX Y | 900.000.000/300.000.000/?", "2024 ?: Đề án nhóm | Máy sao; Máy vò | HTX Z+HTX T | ?/3.000.000/?", "2024 ?: C |  | HTX U | 5.000.000/1.000.000/?"},
		},
		"contents 1 and schemes a": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "1|Ứng dụng máy móc||9|2", "a|A|HTX X|5|1", "b|B|HTX Y|4|1", "2|C|HTX Z|4|1"},
			want: []string{"2024 ?: A | Ứng dụng máy móc | HTX X | 5.000.000/1.000.000/?", "2024 ?: B | Ứng dụng máy móc | HTX Y | 4.000.000/1.000.000/?", "2024 ?: C |  | HTX Z | 4.000.000/1.000.000/?"},
		},
		"signers in the columns of the list are no rows": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "1|A|HTX X|5|1", "|Người lập|Thủ trưởng đơn vị||", "|(Ký, ghi rõ họ tên)|(Ký, đóng dấu)||", "|Nguyễn Văn Ví Dụ|Trần Thị Ví Dụ||"},
			want: []string{"2024 ?: A |  | HTX X | 5.000.000/1.000.000/?"},
		},
		"a title that says the year without the word": {
			list: []string{"DANH SÁCH CƠ SỞ ĐƯỢC HỖ TRỢ KINH PHÍ KHUYẾN CÔNG 2024, GIAI ĐOẠN 2021-2025", "(Kèm theo Quyết định số 12/2023/QĐ-UBND ngày 30/8/2023)", "ĐVT: triệu đồng", head, "1|A|HTX X|5|1"},
			want: []string{"2024 ?: A |  | HTX X | 5.000.000/1.000.000/?"},
		},
		"several beneficiaries in one cell": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "1|Đề án nhóm|HTX X; Công ty TNHH Y|500|200"},
			want: []string{"2024 ?: Đề án nhóm |  | HTX X+Công ty TNHH Y | 500.000.000/200.000.000/?"},
		},
		"no amount published": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "1|A|HTX X||", "2|B||-|…"},
			want: []string{"2024 ?: A |  | HTX X | ?/?/?", "2024 ?: B |  |  | ?/?/?"},
		},
		"funds in a column": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head + "|Nguồn vốn", "1|A|HTX X|5|1|KCQG", "2|B|HTX Y|5|1|KCĐP", "3|C|HTX Z|5|1|Trung ương", "4|D|HTX T|5|1|"},
			want: []string{"2024 national: A |  | HTX X | 5.000.000/1.000.000/?", "2024 local: B |  | HTX Y | 5.000.000/1.000.000/?", "2024 national: C |  | HTX Z | 5.000.000/1.000.000/?", "2024 ?: D |  | HTX T | 5.000.000/1.000.000/?"},
		},
		"a column for each fund, under headings that are not merged": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", "STT|Tên đề án|Đơn vị thụ hưởng|Kinh phí||||Ghi chú", "|||Tổng|KCQG|KCĐP|Đối ứng|", "1|A|HTX X|5|1||4|", "2|B|HTX Y|5||1|4|", "3|C|HTX Z|5|1|1|3|"},
			want: []string{"2024 national: A |  | HTX X | 5.000.000/1.000.000/4.000.000", "2024 local: B |  | HTX Y | 5.000.000/1.000.000/4.000.000", "2024 ?: C |  | HTX Z | 5.000.000/2.000.000/3.000.000",
				"~ Dòng 6 có cả kinh phí quốc gia và kinh phí địa phương nên chưa xác định được nguồn."},
		},
		"what was approved goes before what was asked": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", "STT|Tên đề án|Kinh phí đề nghị|Kinh phí phê duyệt", "1|A|300|200"},
			want: []string{"2024 ?: A |  |  | ?/200.000.000/?", `~ Cột C "Kinh phí đề nghị" không được dùng.`},
		},
		"the title's year, the row's year, the option's year": {
			list: []string{"KẾ HOẠCH KHUYẾN CÔNG NĂM 2023", "(Kèm theo Quyết định ngày 30 tháng 8 năm 2022)", "ĐVT: triệu đồng", head + "|Năm", "1|A|HTX X|5|1|2016-2017", "2|B|HTX Y|5|1|"},
			want: []string{"2016 ?: A |  | HTX X | 5.000.000/1.000.000/?", "2023 ?: B |  | HTX Y | 5.000.000/1.000.000/?"},
		},
		"two tables in one sheet, each with its title and unit": {
			opts: Options{Year: 2024}, list: []string{"A. DANH MỤC ĐỀ ÁN KHUYẾN CÔNG QUỐC GIA", "ĐVT: triệu đồng", head, "1|A|HTX X|5|1", "|Tổng cộng||5|1", "", "B. DANH MỤC ĐỀ ÁN KHUYẾN CÔNG ĐỊA PHƯƠNG", "ĐVT: đồng", "TT|Đơn vị thụ hưởng|Nội dung hỗ trợ|Kinh phí hỗ trợ", "1|HTX Y|Máy|2.000.000", "|Tổng cộng||2.000.000"},
			want: []string{"2024 national: A |  | HTX X | 5.000.000/1.000.000/?", "2024 local: Máy | Máy | HTX Y | ?/2.000.000/?"},
		},
		"the title right above the headings is none of them": {
			list: []string{"DANH SÁCH ĐỀ ÁN KHUYẾN CÔNG NĂM 2024", "STT|Tên đề án|Đơn vị thụ hưởng|Kinh phí (triệu đồng)||", "|||Tổng số|KCQG|Đối ứng", "1|A|HTX X|5|1|4"},
			want: []string{"2024 national: A |  | HTX X | 5.000.000/1.000.000/4.000.000"},
		},
		"each table of a sheet has the year of its own title": {
			list: []string{"ĐỀ ÁN KHUYẾN CÔNG NĂM 2023", "ĐVT: triệu đồng", head, "1|A|HTX X|5|1", "", "ĐỀ ÁN KHUYẾN CÔNG NĂM 2024", "ĐVT: triệu đồng", head, "1|B|HTX Y|5|1"},
			want: []string{"2023 ?: A |  | HTX X | 5.000.000/1.000.000/?", "2024 ?: B |  | HTX Y | 5.000.000/1.000.000/?"},
		},
		"another year at the import than in the title is said": {
			opts: Options{Year: 2021}, list: []string{"ĐỀ ÁN KHUYẾN CÔNG NĂM 2024", "ĐVT: triệu đồng", head, "1|A|HTX X|5|1"},
			want: []string{"2021 ?: A |  | HTX X | 5.000.000/1.000.000/?",
				`~ Tiêu đề ở trang "CSV" ghi năm 2024 nhưng khi nhập đã chọn năm 2021; các dòng không ghi năm được tính vào năm 2021.`},
		},
		"a line or a section within the table changes the unit": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "I|Khuyến công quốc gia|||", "1|A|HTX X|5|1", "|ĐVT: đồng|||", "2|B|HTX Y|5.000.000|1.000.000", "II|Khuyến công địa phương (nghìn đồng)|||", "1|C|HTX Z|5.000|1.000"},
			want: []string{"2024 national: A |  | HTX X | 5.000.000/1.000.000/?", "2024 national: B |  | HTX Y | 5.000.000/1.000.000/?", "2024 local: C |  | HTX Z | 5.000.000/1.000.000/?"},
		},
		"one row in another unit is wrong, not a fortune": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "1|A|HTX X|400|150", "2|B|HTX Y||150.000.000", "3|C|HTX Z|400.000.000|"},
			want: []string{"2024 ?: A |  | HTX X | 400.000.000/150.000.000/?",
				"! E4 Số tiền 150.000.000.000.000 đồng lớn khác thường đối với một đề án; hãy kiểm tra số tiền và đơn vị tính.",
				"! D5 Số tiền 400.000.000.000.000 đồng lớn khác thường đối với một đề án; hãy kiểm tra số tiền và đơn vị tính."},
		},
		"triệu called đồng is wrong, not small change": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: đồng", head, "1|A|HTX X|400|150"},
			want: []string{"! D3 Số tiền 400 đồng nhỏ khác thường đối với một đề án; hãy kiểm tra số tiền và đơn vị tính."},
		},
		"what a scheme or a total is made of is no scheme": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "1|A|HTX X|5|1", "|Trong đó:|||", "-|Khuyến công quốc gia||1|1", "|- Vốn đối ứng||4|", "2|B|HTX Y|5|1", "|Tổng cộng||10|2", "|Trong đó: ngân sách trung ương||1|1", "|Ngân sách địa phương||1|1"},
			want: []string{"2024 ?: A |  | HTX X | 5.000.000/1.000.000/?", "2024 ?: B |  | HTX Y | 5.000.000/1.000.000/?"},
		},
		"short years and short names of columns": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: trđ", "TT|Tên ĐA|CSCNNT thụ hưởng|TMĐT|KPKC|Ngày QĐ", "1|A|HTX X|5|1|05/3/24"},
			want: []string{"2024 ?: A |  | HTX X | 5.000.000/1.000.000/?"},
		},
		"a source and a moment below the table are no rows": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", "Tên đề án|Đơn vị thụ hưởng|Kinh phí hỗ trợ", "A|HTX X|5", "Nguồn: dữ liệu minh họa||", "Thời điểm: 30/8/2024||", "Ghi chú: không có||", "Số tiền bằng chữ: năm triệu đồng||"},
			want: []string{"2024 ?: A |  | HTX X | ?/5.000.000/?"},
		},
		"a title is built where there is none": {
			list: []string{"year,level", "year|level|beneficiary|content_vi|support_vnd", "2021|local|HTX X|Máy sấy|197000000", "|national|HTX Y||"},
			want: []string{"2021 local: Máy sấy – HTX X | Máy sấy | HTX X | ?/197.000.000/?", "0 national: HTX Y |  | HTX Y | ?/?/?", "~ Có 1 dòng không ghi năm."},
		},
		"the same scheme twice is noted": {
			opts: Options{Year: 2024}, list: []string{"ĐVT: triệu đồng", head, "1|A|HTX X|5|1", "2|a|htx x|5|1"},
			want: []string{"2024 ?: A |  | HTX X | 5.000.000/1.000.000/?", "2024 ?: a |  | htx x | 5.000.000/1.000.000/?", `~ Đề án ở dòng 4 trang "CSV" giống hệt đề án ở dòng 3 trang "CSV"; hãy kiểm tra xem có bị ghi hai lần không.`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, form := range []norm.Form{norm.NFC, norm.NFD} {
				var lines []string
				for _, l := range c.list {
					lines = append(lines, form.String(l))
				}
				if diff := cmp.Diff(c.want, summary(read(t, table(t, lines...), c.opts))); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestSheetsNamedAfterFundsAndHiddenOnes(t *testing.T) {
	rows := func(name string) [][]any {
		return [][]any{{"ĐVT: triệu đồng"}, {"STT", "Tên đề án", "Tên cơ sở", "Kinh phí hỗ trợ"}, {1, name, "HTX " + name, 1250.5}}
	}
	l := read(t, workbook(t,
		tab{name: "KCQG 2024", rows: rows("A")}, tab{name: "KCĐP", rows: rows("B")},
		tab{name: "Ghi chép", rows: [][]any{{"chỉ là ghi chép"}}},
		tab{name: "Cũ", rows: rows("C"), adjust: func(f *excelize.File) { _ = f.SetSheetVisible("Cũ", false) }},
		tab{name: "Trống"},
	), Options{})
	want := []string{
		"2024 national: A |  | HTX A | ?/1.250.500.000/?", "0 local: B |  | HTX B | ?/1.250.500.000/?",
		`~ Trang "Ghi chép" không có dòng tiêu đề nên không được đọc.`, `~ Trang "Cũ" bị ẩn nên không được đọc.`, "~ Có 1 dòng không ghi năm.",
	}
	if diff := cmp.Diff(want, summary(l)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMergedCellsOfAGroupAreCountedOnce(t *testing.T) {
	l := read(t, workbook(t, tab{name: "S", merges: []string{"A3:A4", "B3:B4", "D3:D4"}, rows: [][]any{
		{"Đơn vị tính: đồng"},
		{"STT", "Tên đề án", "Tên cơ sở", "Kinh phí hỗ trợ", "Mã số thuế", "Địa chỉ"},
		{1, "Đề án nhóm", "HTX A", 300000000, 102030405, "xã Một"},
		{nil, nil, "Công ty TNHH B", nil, "0102030405-001", "xã Hai"},
		{2, "C", "HTX C", 5000000, "123"},
		{nil, "Cộng", nil, 305000000},
	}}), Options{Year: 2025})
	want := []string{"2025 ?: Đề án nhóm |  | HTX A+Công ty TNHH B | ?/300.000.000/?", "2025 ?: C |  | HTX C | ?/5.000.000/?", `~ Dòng 5: mã số thuế "123" không có 10, 12 hoặc 13 chữ số.`}
	if diff := cmp.Diff(want, summary(l)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	wantWho := []Beneficiary{{Name: "HTX A", Kind: Cooperative, Address: "xã Một", TaxCode: "0102030405"}, {Name: "Công ty TNHH B", Kind: Enterprise, Address: "xã Hai", TaxCode: "0102030405-001"}}
	if diff := cmp.Diff(wantWho, l.Rows[0].Beneficiaries); diff != "" {
		t.Errorf("beneficiaries (-want +got):\n%s", diff)
	}
}

func TestCellsThatAreNoAmountsAreNamed(t *testing.T) {
	l := read(t, workbook(t, tab{name: "S", rows: [][]any{
		{"Đơn vị tính: đồng"}, {"STT", "Tên đề án", "Kinh phí hỗ trợ", "Tổng kinh phí", "Ngày quyết định", "Số quyết định"},
		{1, "A", nil, 5000000}, {2, "B", 45899, nil}, {3, "C", 1000.5, nil}, {4, "D", 1000, 2000, 45899, "1015/QĐ-UBND"},
	}, adjust: func(f *excelize.File) {
		day, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
		_ = f.SetCellStyle("S", "C4", "C4", day)
		_ = f.SetCellFormula("S", "C3", "1+1")
	}}), Options{Year: 2025})
	want := []string{
		"2025 ?: D |  |  | 2.000/1.000/?",
		"! C3 Ô C3 có công thức chưa được tính; hãy mở tệp bằng Excel rồi lưu lại.", "! C4 Ô C4 là ngày tháng, không phải số tiền.",
		`! C5 Số tiền "1000.5" có phần lẻ nhỏ hơn một đồng; hãy kiểm tra lại số và đơn vị tính.`,
	}
	if diff := cmp.Diff(want, summary(l)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if d := l.Rows[0].Decision; d.Number != "1015/QĐ-UBND" || d.Date.String() != "2025-08-30" {
		t.Errorf("decision = %+v", d)
	}
}

func TestPublishedRowsInEnglishColumns(t *testing.T) {
	parsed, err := sheet.Parse([]byte(`year,level,province,district_or_commune,beneficiary,beneficiary_type,content_code,content_vi,total_cost_vnd,support_vnd,counterpart_vnd,source_url,note
2021,local,Thái Nguyên,"xóm Ví Dụ, xã Minh Họa",Tổ hợp tác chè Ví Dụ,THT,MAYMOC,Máy vò chè,403000000,197000000,,https://example.vn/a,"gần 403 triệu"
2016-2017,,Bắc Kạn,,Cơ sở bún Ví Dụ,CSSX,DAOTAO,,,,,,
`))
	if err != nil {
		t.Fatal(err)
	}
	l := read(t, parsed, Options{Province: "không dùng", Year: 2030})
	want := []Row{
		{
			Sheet: "CSV", RowNumber: 2, Year: 2021, Fund: Local, Title: "Máy vò chè – Tổ hợp tác chè Ví Dụ", Content: "Máy vò chè", ContentCode: "MAYMOC",
			Beneficiaries: []Beneficiary{{Name: "Tổ hợp tác chè Ví Dụ", Kind: Group, Address: "xóm Ví Dụ, xã Minh Họa"}},
			TotalCost:     Sum{403_000_000, true}, Support: Sum{197_000_000, true}, Province: "Thái Nguyên", Note: "gần 403 triệu", Source: "https://example.vn/a",
			Cells: Cells{Title: "H2", Beneficiary: "E2", Year: "A2", Province: "C2", Date: "A2"},
		},
		{
			Sheet: "CSV", RowNumber: 3, Year: 2016, EndYear: 2017, Title: "Cơ sở bún Ví Dụ", ContentCode: "DAOTAO", Province: "Bắc Kạn",
			Beneficiaries: []Beneficiary{{Name: "Cơ sở bún Ví Dụ", Kind: Household}},
			Cells:         Cells{Title: "E3", Beneficiary: "E3", Year: "A3", Province: "C3", Date: "A3"},
		},
	}
	if diff := cmp.Diff(want, l.Rows, cmp.Comparer(func(a, b Decision) bool { return a == b })); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(l.Errors)+len(l.Notes) != 0 {
		t.Errorf("errors and notes = %q, want none", summary(l)[2:])
	}
}

func TestAFileWithoutAHeaderIsRefused(t *testing.T) {
	for name, lines := range map[string][]string{
		"a letter":                 {"Kính gửi: Sở Công Thương", "Về việc báo cáo", "Trân trọng"},
		"data without header":      {"1|Máy sấy|HTX X|500|200", "2|Máy sao|HTX Y|400|100"},
		"a budget of another kind": {"Mục|Tiểu mục|Thực chi", "1|2|3"},
	} {
		_, err := Read(table(t, lines...), Options{})
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "Không tìm thấy dòng tiêu đề") {
			t.Errorf("%s: Read = %v, want it refused for its header", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("ĐVT: triệu đồng\nSTT\tTên đề án\tĐơn vị thụ hưởng\tTổng kinh phí\tKinh phí hỗ trợ\nI\tKhuyến công quốc gia\t\t5\t1\n1\tA\tHTX X\t5\t1\n\t\tHTX Y\t1,5\t0,5\n\tTổng cộng\t\t5\t1\n")
	f.Add("TT\tNội dung\tKinh phí\t\n\t\tTổng\tHỗ trợ\n(1)\t(2)\t(3)\t(4)\n1\tA\t1.250\t1,250\n1.1\tB\t\t\nA\tC\t-\t–\n")
	f.Add("Tên cơ sở,Số tiền hỗ trợ (đồng),Năm,Ngày\nCông ty A,1 tỷ 200 triệu,2016-2017,30/8/2025\nCộng,-5,x,y\n")
	f.Add("ĐVT: đồng\nTT,Tên đề án,Kinh phí hỗ trợ\n1,A,2 tỷ\nĐVT: triệu đồng\n2,B,150\nTT,Nội dung,Tên cơ sở,Kinh phí\n-,B,HTX,1.5\n")
	f.Fuzz(func(t *testing.T, data string) {
		parsed, err := sheet.Parse([]byte(data))
		if err != nil {
			return
		}
		l, err := Read(parsed, Options{Province: "P"})
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("Read(%q) = %v, want an Invalid fault", data, err)
			}
			return
		}
		told, err := Read(parsed, Options{Province: "P", Told: toldAsRead(l)})
		if err != nil || len(told.Rows)+len(told.Errors) < len(l.Rows) {
			t.Fatalf("Read(%q) gives %d rows, told what was recognised %d and %v", data, len(l.Rows), len(told.Rows), err)
		}
		for _, r := range l.Rows {
			if r.Title == "" || r.RowNumber < 2 || r.Support.VND < 0 || r.TotalCost.Has && r.Support.Has && r.Support.VND > r.TotalCost.VND {
				t.Fatalf("Read(%q) gives %+v", data, r)
			}
		}
		for _, e := range l.Errors {
			if e.Cell == "" || e.Message == "" || e.Row < 1 {
				t.Fatalf("Read(%q) gives the error %+v", data, e)
			}
		}
	})
}
