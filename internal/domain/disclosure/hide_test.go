package disclosure

import (
	"regexp"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/establishment"
)

// The names are made up: dữ liệu minh họa.
func TestNamesOfPeopleAreLeftOut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind          establishment.Kind
		name, contact string
		want          string
	}{
		{establishment.Enterprise, "Công ty TNHH Nguyễn Văn An", "", "Công ty TNHH Nguyễn Văn An"},
		{establishment.Cooperative, "Hợp tác xã chè Hoàng Nông", "", "Hợp tác xã chè Hoàng Nông"},
		{establishment.Household, "Nguyễn Văn An", "", "Hộ kinh doanh (ẩn tên chủ hộ)"},
		{establishment.Household, "NGUYỄN VĂN AN", "", "Hộ kinh doanh (ẩn tên chủ hộ)"},
		{establishment.Household, "nguyễn văn an", "", "Hộ kinh doanh (ẩn tên chủ hộ)"},
		{establishment.Household, "Nguyen Van An", "", "Hộ kinh doanh (ẩn tên chủ hộ)"},
		{establishment.Household, "HKD Trần Thị Bình - mộc mỹ nghệ", "", "Hộ kinh doanh (ẩn tên chủ hộ)"},
		{establishment.Household, "Hộ kinh doanh bà Tư", "", "Hộ kinh doanh (ẩn tên chủ hộ)"},
		{establishment.Household, "Cơ sở Bình Minh Phú", "Bình Minh", "Hộ kinh doanh (ẩn tên chủ hộ)"},
		{establishment.Household, "Hộ kinh doanh chè minh họa số 15", "", "Hộ kinh doanh chè minh họa số 15"},
		{establishment.Household, "Cơ sở gốm xã Hoàng Văn Thụ", "", "Cơ sở gốm xã Hoàng Văn Thụ"},
		{establishment.Household, "Cơ sở đồ gỗ Tâm Phát", "", "Cơ sở đồ gỗ Tâm Phát"},
		{establishment.Group, "Tổ hợp tác Lý A Pao", "", "Tổ hợp tác (ẩn tên chủ hộ)"},
		{"", "Đặng Văn Cường", "", "(ẩn tên chủ hộ)"},
		{establishment.Enterprise, "Công ty A, ĐT 0912 345 678", "", "Công ty A, ĐT (ẩn số)"},
	} {
		if got := (person{name: c.name, contact: c.contact, kind: c.kind}).public(); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.kind, c.name, got, c.want)
		}
	}
}

func TestTitlesDoNotTellWhoSomebodyIs(t *testing.T) {
	t.Parallel()
	household := []person{{name: "Hộ kinh doanh Nguyễn Văn An", kind: establishment.Household}}
	company := []person{{name: "Công ty TNHH Hoàng Long", contact: "Vũ Thị Đào", kind: establishment.Enterprise}}
	for _, c := range []struct {
		title string
		who   []person
		want  string
	}{
		{"Hỗ trợ máy vò chè cho Hộ kinh doanh Nguyễn Văn An, xã Tân Cương", household, "Hỗ trợ máy vò chè cho Hộ kinh doanh (ẩn tên chủ hộ), xã Tân Cương"},
		{"Hỗ trợ máy vò chè cho hộ NGUYỄN VĂN AN", household, "Hỗ trợ máy vò chè cho hộ (ẩn tên chủ hộ)"},
		{"Hỗ trợ máy sấy tại xã Hoàng Văn Thụ", household, "Hỗ trợ máy sấy tại xã Hoàng Văn Thụ"},
		{"Hỗ trợ máy cho ông Lê Văn Bảy tại phường Trần Phú", nil, "Hỗ trợ máy cho ông (ẩn tên chủ hộ) tại phường Trần Phú"},
		{"Hỗ trợ máy cho bà Sáu", nil, "Hỗ trợ máy cho bà (ẩn tên chủ hộ)"},
		{"Hỗ trợ Công ty TNHH Hoàng Long, đại diện Vũ Thị Đào", company, "Hỗ trợ Công ty TNHH Hoàng Long, đại diện (ẩn tên)"},
		{"Hỗ trợ doanh nghiệp tại tỉnh Bà Rịa - Vũng Tàu", nil, "Hỗ trợ doanh nghiệp tại tỉnh Bà Rịa - Vũng Tàu"},
		{"Liên hệ 0912.345.678 hoặc an@example.vn, MST 0101234567-001", nil, "Liên hệ (ẩn số) hoặc (ẩn thư điện tử), MST (ẩn số)"},
		{"Đầu tư 1.700.000.000 đồng năm 2020", nil, "Đầu tư 1.700.000.000 đồng năm 2020"},
	} {
		if got := hideIn(c.title, c.who); got != c.want {
			t.Errorf("%q:\n got %q\nwant %q", c.title, got, c.want)
		}
	}
}

var longNumber = regexp.MustCompile(`\d{8,}|\b0\d{2}[ .\-]?\d{3}[ .\-]?\d{3,4}\b`)

// Whatever is typed, no long number and no address of mail is left, and hiding
// once is enough.
func FuzzHide(f *testing.F) {
	for _, s := range []string{"Hỗ trợ ông Nguyễn Văn An", "0912 345 678", "a@b.vn", "+84 912 345 678", "HỘ TRẦN THỊ BÌNH", "\xff Lê", "h' y k'"} {
		f.Add(s, "Nguyễn Văn An", "Lê Thị B")
	}
	f.Fuzz(func(t *testing.T, title, name, contact string) {
		if !strings.Contains(title, "\uFFFD") && strings.ToValidUTF8(title, "") != title {
			return
		}
		who := []person{{name: name, contact: contact, kind: establishment.Household}}
		got := hideIn(title, who)
		if m := longNumber.FindString(got); m != "" {
			t.Errorf("%q leaves %q in %q", title, m, got)
		}
		if email.MatchString(got) {
			t.Errorf("%q leaves an address in %q", title, got)
		}
	})
}
