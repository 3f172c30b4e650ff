package territory

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"example.vn/khuyencong/internal/platform/calendar"
)

func TestMatchReadsAddressesOfRealLists(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, province, free string
		on                   calendar.Date
		want                 string
	}{
		{"hamlet, commune, district", "19", "xóm Ba Quà, xã Văn Hán, huyện Đồng Hỷ", then, "Xã Văn Hán, huyện Đồng Hỷ, tỉnh Thái Nguyên"},
		{"decomposed", "19", norm.NFD.String("xã Văn Hán, huyện Đồng Hỷ"), then, "Xã Văn Hán, huyện Đồng Hỷ, tỉnh Thái Nguyên"},
		{"without marks", "19", "xom Ba Qua, xa Van Han, huyen Dong Hy", then, "Xã Văn Hán, huyện Đồng Hỷ, tỉnh Thái Nguyên"},
		{"without commas", "19", "xóm Ba Quà xã Văn Hán huyện Đồng Hỷ tỉnh Thái Nguyên", then, "Xã Văn Hán, huyện Đồng Hỷ, tỉnh Thái Nguyên"},
		{"names alone", "19", "Văn Hán, Đồng Hỷ", then, "Xã Văn Hán, huyện Đồng Hỷ, tỉnh Thái Nguyên"},
		{"short words", "19", "P.Cam Giá - TP. Thái Nguyên", then, "Phường Cam Giá, thành phố Thái Nguyên, tỉnh Thái Nguyên"},
		{"a district alone", "19", "huyện Đại Từ", then, "Huyện Đại Từ, tỉnh Thái Nguyên"},
		{"a province merged later", "19", "thị trấn Yến Lạc, huyện Na Rì", then, "Thị trấn Yến Lạc, huyện Na Rì, tỉnh Bắc Kạn"},
		{"that province itself", "06", "xã Mỹ Phương, huyện Ba Bể", then, "Xã Mỹ Phương, huyện Ba Bể, tỉnh Bắc Kạn"},
		{"new commune", "19", "xã Đại Phúc", today, "Xã Đại Phúc, tỉnh Thái Nguyên"},
		{"new commune named like an old district", "19", "xã Đồng Hỷ", today, "Xã Đồng Hỷ, tỉnh Thái Nguyên"},
		{"old words after the merger", "19", "xã Văn Hán, huyện Đồng Hỷ", today, "Xã Văn Hán, tỉnh Thái Nguyên"},
		{"an old commune that went on under another name", "19", "xã Dương Quang, thành phố Bắc Kạn", today, "Xã Phong Quang, tỉnh Thái Nguyên"},
		{"a split commune is not certain", "19", "phường Cam Giá, TP Thái Nguyên", today, ""},
		{"a ward of a city with the same name", "24", "xã Song Mai, TP Bắc Giang", calendar.Must("2018-05-01"), "Phường Song Mai, thành phố Bắc Giang, tỉnh Bắc Giang"},
		{"another province", "19", "xã Văn Hán, huyện Đồng Hỷ, tỉnh Bắc Giang", then, ""},
		{"district without the commune it should have", "19", "xã Không Có, huyện Đại Từ", then, ""},
		{"old district alone after the merger", "19", "huyện Đại Từ", today, ""},
		{"a district by its earlier kind", "19", "xã Minh Đức, thị xã Phổ Yên", then, "Xã Minh Đức, thành phố Phổ Yên, tỉnh Thái Nguyên"},
		{"a district of another province", "19", "xã Văn Hán, huyện Lục Ngạn", then, ""},
		{"the same after the merger", "19", "xã Văn Hán, huyện Lục Ngạn", today, ""},
		{"a city that is a province", "46", "phường Phú Hội, thành phố Huế", lastOld, "Phường Phú Hội, quận Thuận Hóa, thành phố Huế"},
		{"the district decides, not the asked province", "19", "xã Tân Lập, huyện Chợ Đồn", then, "Xã Tân Lập, huyện Chợ Đồn, tỉnh Bắc Kạn"},
		{"nothing", "19", "", then, ""},
		{"only signs", "19", ", - ;", today, ""},
		{"unknown province", "99", "xã Văn Hán", then, ""},
		{"too long", "19", strings.Repeat("xã Văn Hán, ", 100), then, ""},
		{"kind word within the name", "46", "Phường Phường Đúc", lastOld, "Phường Phường Đúc, quận Thuận Hóa, thành phố Huế"},
	}
	for _, tt := range tests {
		u, ok := Match(tt.province, tt.free, tt.on)
		got := FullName(u.Code, tt.on)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: Match(%q) = %q, %v; want %q", tt.name, tt.free, got, ok, tt.want)
		}
	}
}

func TestMatchTellsNamesThatDifferInMarks(t *testing.T) {
	t.Parallel()
	exact, ok := Match("19", "xã Văn Lang", today)
	if !ok || exact.Name != "Văn Lang" {
		t.Errorf("xã Văn Lang is %+v, %v", exact, ok)
	}
	other, ok := Match("19", "xã Văn Lăng", today)
	if !ok || other.Name != "Văn Lăng" || other.Code == exact.Code {
		t.Errorf("xã Văn Lăng is %+v, %v", other, ok)
	}
	if u, ok := Match("19", "xa Van Lang", today); ok {
		t.Errorf("without marks it could be either, but is %s", u.Title())
	}
}

func TestMatchFindsEveryUnitByItsFullName(t *testing.T) {
	t.Parallel()
	for _, on := range []calendar.Date{lastOld, today} {
		for _, province := range []string{"06", "19"} {
			for _, u := range CommunesOf(province, on) {
				full := FullName(u.Code, on)
				if got, ok := Match(province, "xóm 1, "+full, on); !ok || got.Code != u.Code {
					t.Errorf("Match(%q) on %v = %s, %v", full, on, got.Title(), ok)
				}
			}
		}
	}
}

func TestSearchPutsTheVeryMarksFirst(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, province, query string
		on                    calendar.Date
		limit                 int
		want                  string
	}{
		{"exact marks first", "19", "Văn Lăng", today, 5, "Văn Lăng, Văn Lang"},
		{"and the other way round", "19", "Văn Lang", today, 5, "Văn Lang, Văn Lăng"},
		{"without marks", "19", "van lan", today, 5, "Văn Lang, Văn Lăng"},
		{"with the kind", "19", "phường gia s", today, 5, "Gia Sàng"},
		{"a later word", "19", "hán", today, 5, "Văn Hán"},
		{"limit", "19", "p", today, 2, "Phan Đình Phùng, Phong Quang"},
		{"nothing asked", "19", "  ", today, 5, ""},
		{"no limit means none", "19", "van", today, 0, ""},
		{"unknown province", "99", "van", today, 5, ""},
		{"the whole country: the province first", "", "thái nguyên", today, 1, "Thái Nguyên"},
		{"tone on another vowel", "", "Khánh Hoà", lastOld, 1, "Khánh Hòa"},
	}
	for _, tt := range tests {
		var names []string
		for _, u := range Search(tt.province, tt.query, tt.on, tt.limit) {
			names = append(names, u.Name)
		}
		if got := strings.Join(names, ", "); got != tt.want {
			t.Errorf("%s: Search(%q) = %q, want %q", tt.name, tt.query, got, tt.want)
		}
	}
}

func FuzzMatch(f *testing.F) {
	for _, s := range []string{
		"xóm Ba Quà, xã Văn Hán, huyện Đồng Hỷ", "P.Cam Giá - TP. Thái Nguyên", "xã", "thị xã", "x x x", "\xff,xã \u0301",
		"phường phường xã xã", "Chợ Mới", "tỉnh Bắc Kạn",
	} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, old bool) {
		on := today
		if old {
			on = then
		}
		u, ok := Match("19", s, on)
		if !ok {
			if u != (Unit{}) {
				t.Errorf("Match(%q) gives %+v without being sure", s, u)
			}
			return
		}
		if same, known := Lookup(u.Code, on); !known || same != u {
			t.Errorf("Match(%q) = %+v, which is not a unit on %v", s, u, on)
		}
		if p, known := ProvinceOf(u.Code, on); !known || p.Code != "19" && (!old || p.Code != "06") {
			t.Errorf("Match(%q) = %+v, in another province", s, u)
		}
		Search("19", s, on, 10)
	})
}

func BenchmarkMatch(b *testing.B) {
	Match("19", "xã Văn Hán, huyện Đồng Hỷ", then)
	for b.Loop() {
		Match("19", "xóm Ba Quà, xã Văn Hán, huyện Đồng Hỷ", then)
	}
}
