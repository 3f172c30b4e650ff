package schemelist

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatIsToldOfColumnsCounts(t *testing.T) {
	for name, c := range map[string]struct {
		lines []string
		told  []Told
		want  []string
	}{
		"another field and another unit": {
			[]string{"DANH SÁCH NĂM 2020", "ĐVT: triệu đồng", "TT|Tên đề án|Đơn vị thụ hưởng|Kinh phí|Kế hoạch giao", "I|Khuyến công quốc gia|||", "1|A|HTX X|400|150.000", "|Cộng||400|150.000"},
			[]Told{{0, "no", 0}, {1, "title", 0}, {2, "beneficiary", 0}, {3, "total", Million}, {4, "support", Thousand}},
			[]string{"2020 national: A |  | HTX X | 400.000.000/150.000.000/?"},
		},
		"a column that is not used": {
			[]string{"ĐVT: triệu đồng", "TT|Tên đề án|Đơn vị thụ hưởng|Kinh phí hỗ trợ|Năm", "1|A|HTX X|150|2018"},
			[]Told{{0, "no", 0}, {1, "title", 0}, {2, "beneficiary", 0}, {3, "support", Million}},
			[]string{"0 ?: A |  | HTX X | ?/150.000.000/?", `~ Cột E "Năm" không được dùng.`, "~ Có 1 dòng không ghi năm."},
		},
		"a line within the table speaks for the columns whose unit stood above it": {
			[]string{"ĐVT: triệu đồng", "TT|Tên đề án|Năm|Tổng kinh phí|Kinh phí hỗ trợ (triệu đồng)", "1|A|2018|400|150", "|Đơn vị tính: đồng|||", "2|B|2018|400.000.000|150"},
			[]Told{{0, "no", 0}, {1, "title", 0}, {2, "year", 0}, {3, "total", Million}, {4, "support", Million}},
			[]string{"2018 ?: A |  |  | 400.000.000/150.000.000/?", "2018 ?: B |  |  | 400.000.000/150.000.000/?",
				`~ Bảng có dòng "Đơn vị tính: đồng" nhưng cột E "Kinh phí hỗ trợ (triệu đồng)" vẫn tính bằng triệu đồng như đã chọn.`},
		},
		"two units in one column": {
			[]string{"TT|Tên đề án|Năm|Kinh phí hỗ trợ (triệu đồng)", "1|A|2018|150", "2|B|2018|1,2 tỷ", "3|C|2018|200 triệu"},
			[]Told{{0, "no", 0}, {1, "title", 0}, {2, "year", 0}, {3, "support", Million}},
			[]string{"2018 ?: A |  |  | ?/150.000.000/?", "2018 ?: C |  |  | ?/200.000.000/?", "! D3 Ô ghi “1,2 tỷ”, khác đơn vị triệu đồng của cả cột; một cột chỉ dùng một đơn vị tính."},
		},
		"every cell says its unit": {
			[]string{"TT|Tên đề án|Năm|Kinh phí hỗ trợ", "1|A|2018|150 triệu", "2|B|2018|1,2 tỷ"},
			[]Told{{0, "no", 0}, {1, "title", 0}, {2, "year", 0}, {3, "support", Dong}},
			[]string{"2018 ?: A |  |  | ?/150.000.000/?", "2018 ?: B |  |  | ?/1.200.000.000/?"},
		},
		"nothing names a row": {
			[]string{"ĐVT: triệu đồng", "TT|Tên đề án|Năm|Kinh phí hỗ trợ", "1|A|2018|150"},
			[]Told{{3, "support", Million}},
			[]string{`~ Bảng có tiêu đề ở dòng 2 trang "CSV" không được đọc.`, "~ Danh sách có dòng tiêu đề nhưng không có đề án nào."},
		},
		"columns that are not there": {
			[]string{"TT|Tên đề án|Năm|Kinh phí hỗ trợ (triệu đồng)", "1|A|2018|150"},
			[]Told{{-1, "no", 0}, {1, "title", 0}, {2, "year", 0}, {3, "support", Million}, {99, "total", Million}},
			[]string{"2018 ?: A |  |  | ?/150.000.000/?", `~ Cột A "TT" không được dùng.`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			from := table(t, c.lines...)
			l, err := Read(from, Options{})
			if err != nil || len(l.Heads) != 1 {
				t.Fatal(err, l)
			}
			got, err := Read(from, Options{Told: map[string][]Told{l.Heads[0].Print: c.told}})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, summary(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestHeadsAreShownAsTheyWereUnderstood(t *testing.T) {
	l := read(t, workbook(t, planned()), Options{})
	if len(l.Heads) != 2 || l.Heads[0].Print != l.Heads[1].Print || l.Heads[0].Row != 4 || l.Heads[0].Sheet != "Phụ lục" {
		t.Fatalf("%+v", l.Heads)
	}
	var got []string
	for _, c := range l.Heads[0].Columns {
		got = append(got, string(c.Field)+" "+c.Unit.Label()+" "+c.Words+": "+strings.Join(c.Samples, ", "))
	}
	want := []string{
		"no chưa rõ đơn vị STT: I, 1, II",
		"title chưa rõ đơn vị Tên đề án, nhiệm vụ: TỔNG CỘNG, Khuyến công quốc gia, Hỗ trợ ứng dụng máy sấy chè",
		"beneficiary chưa rõ đơn vị Đơn vị thụ hưởng: HTX chè Ví Dụ Một, Công ty TNHH Ví Dụ Hai",
		"address chưa rõ đơn vị Địa chỉ: xã Minh Họa, xã Minh Họa",
		"total triệu đồng Kinh phí Tổng số: 2350.5, 1250.5, 1.250,5",
		"support triệu đồng Kinh phí Trong đó KC hỗ trợ: 950.5, 450.5, 450,5",
		"counterpart triệu đồng Kinh phí Trong đó Đối ứng: 1400, 800, 800",
		"period chưa rõ đơn vị Thời gian thực hiện: Quý III/2025, 45901",
		"note chưa rõ đơn vị Ghi chú: ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// Other units above the same words are another layout.
	p := planned()
	p.rows[3][7] = "ĐVT: đồng"
	if other := read(t, workbook(t, p), Options{}); other.Heads[0].Print == l.Heads[0].Print {
		t.Error("the unit plays no part in the print")
	}
}

// Every field that a person may choose is one that a column may be, and back.
func TestFieldsAreNamedOnce(t *testing.T) {
	seen := map[Field]bool{}
	for _, f := range Fields() {
		if seen[f.Field] || f.Label == "" || nameOf(fieldNamed(f.Field)) != f.Field || f.Money != fieldNamed(f.Field).isMoney() || f.Names != fieldNamed(f.Field).names() {
			t.Errorf("%+v", f)
		}
		seen[f.Field] = true
	}
	for f := none + 1; f < fIgnored; f++ {
		if settled := f == fWork || f == fMoney; settled == (nameOf(f) != "") {
			t.Errorf("field %d is called %q", f, nameOf(f))
		}
	}
}

func TestAmountsThatAreComputedAreNoted(t *testing.T) {
	from := table(t, "ĐVT: triệu đồng", "TT|Tên đề án|Năm|Tổng kinh phí|Kinh phí hỗ trợ", "1|A|2018|400|150", "2|B|2018|400|150", "|Tổng cộng||800|300")
	for _, at := range [][2]int{{2, 4}, {3, 3}, {4, 3}, {4, 4}} { // sums may be computed
		from.Sheets[0].Rows[at[0]][at[1]].Formula = true
	}
	want := []string{
		"2018 ?: A |  |  | 400.000.000/150.000.000/?", "2018 ?: B |  |  | 400.000.000/150.000.000/?",
		"~ Có 2 số tiền là công thức (ô đầu tiên E3); lấy giá trị lúc lưu tệp.",
	}
	if diff := cmp.Diff(want, summary(read(t, from, Options{}))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
