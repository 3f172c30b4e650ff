package territory

import (
	"slices"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/text"
)

var (
	today   = calendar.Must("2026-11-22")
	then    = calendar.Must("2020-08-31")
	lastOld = calendar.Must("2025-06-30")
	newest  calendar.Date
)

func TestCountsAgreeWithTheStatisticsOffice(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name                         string
		on                           calendar.Date
		provinces, districts, lowest int
	}{
		{"the last day of three levels", lastOld, 63, 696, 10035},
		{"the first day of two levels", SwitchDay, 34, 0, 3321},
		{"the newest", newest, 34, 0, 3321},
	}
	for _, tt := range tests {
		districts, communes := 0, 0
		for _, p := range Provinces(tt.on) {
			communes += len(CommunesOf(p.Code, tt.on))
			for _, u := range Children(p.Code, tt.on) {
				if u.Level == District {
					districts++
				}
			}
		}
		if got := len(Provinces(tt.on)); got != tt.provinces || districts != tt.districts || communes != tt.lowest {
			t.Errorf("%s: %d/%d/%d, want %d/%d/%d", tt.name, got, districts, communes, tt.provinces, tt.districts, tt.lowest)
		}
	}
}

func TestKindsOfCommunesChangeWithDongNai(t *testing.T) {
	t.Parallel()
	tests := []struct {
		on                    string
		wards, communes, zone int
		dongNai               string
	}{
		{"2026-04-29", 687, 2621, 13, "Tỉnh Đồng Nai"},
		{"2026-04-30", 697, 2611, 13, "Thành phố Đồng Nai"},
	}
	for _, tt := range tests {
		on := calendar.Must(tt.on)
		count := make(map[Kind]int)
		for _, p := range Provinces(on) {
			for _, u := range CommunesOf(p.Code, on) {
				count[u.Kind]++
			}
		}
		if count[KindWard] != tt.wards || count[KindCommune] != tt.communes || count[KindSpecialZone] != tt.zone {
			t.Errorf("%s: %v, want %d wards, %d communes", tt.on, count, tt.wards, tt.communes)
		}
		u, ok := Lookup("75", on)
		if !ok || u.Title() != tt.dongNai || !on.Within(u.From, u.To) {
			t.Errorf("%s: 75 is %+v, want %s", tt.on, u, tt.dongNai)
		}
	}
}

func TestThaiNguyenHasNinetyTwoCommunes(t *testing.T) {
	t.Parallel()
	count := make(map[Kind]int)
	for _, u := range CommunesOf("19", today) {
		count[u.Kind]++
		if len(Predecessors(u.Code, today)) == 0 {
			t.Errorf("%s has no predecessor", u.Title())
		}
		if _, _, ok := Point(u.Code); !ok {
			t.Errorf("%s has no centre", u.Title())
		}
	}
	if count[KindCommune] != 77 || count[KindWard] != 15 || len(count) != 2 {
		t.Errorf("Thái Nguyên has %v, want 77 communes and 15 wards", count)
	}
	if a, b := len(CommunesOf("19", lastOld)), len(CommunesOf("06", lastOld)); a != 172 || b != 108 {
		t.Errorf("before: %d and %d communes, want 172 and 108", a, b)
	}
}

func TestCodeMeansAUnitOnlyTogetherWithItsDay(t *testing.T) {
	t.Parallel()
	tests := []struct{ code, on, want string }{
		{"24", "2025-06-30", "Tỉnh Bắc Giang"},
		{"24", "2025-07-01", "Tỉnh Bắc Ninh"},
		{"05467", "2025-06-30", "Phường Cam Giá, thành phố Thái Nguyên, tỉnh Thái Nguyên"},
		{"05467", "2025-07-01", "Phường Gia Sàng, tỉnh Thái Nguyên"},
		{"06", "2020-08-31", "Tỉnh Bắc Kạn"},
		{"06", "2025-07-01", ""},
		{"164", "2025-06-30", "Thành phố Thái Nguyên, tỉnh Thái Nguyên"},
		{"164", "2025-07-01", ""},
		{"79", "2025-07-01", "Thành phố Hồ Chí Minh"},
		{"26732", "2025-07-01", "Đặc khu Côn Đảo, thành phố Hồ Chí Minh"},
		{"", "2025-07-01", ""},
		{"../19", "2025-07-01", ""},
	}
	for _, tt := range tests {
		if got := FullName(tt.code, calendar.Must(tt.on)); got != tt.want {
			t.Errorf("FullName(%q, %s) = %q, want %q", tt.code, tt.on, got, tt.want)
		}
	}
}

func TestEveryUnitIsWellFormed(t *testing.T) {
	t.Parallel()
	b := units()
	for _, e := range []*era{&b.before, &b.since} {
		for i, u := range e.units {
			level, ok := levelOf(u.Code)
			if !ok || level != u.Level || u.Name != text.CleanLine(u.Name) || u.Name == "" || u.Kind.Label() == string(u.Kind) {
				t.Errorf("%+v is malformed", u)
			}
			if (u.Parent == "") != (u.Level == Province) || u.Parent != "" && e.at[u.Parent] >= int32(i) {
				t.Errorf("%+v has a wrong parent", u)
			}
		}
	}
	for code := range b.earlier {
		if u, ok := Lookup(code, SwitchDay); !ok || u.From != SwitchDay || u.To.IsZero() {
			t.Errorf("%s was %+v on the switch day", code, u)
		}
	}
}

func TestListsAreInVietnameseOrder(t *testing.T) {
	t.Parallel()
	for name, list := range map[string][]Unit{
		"provinces": Provinces(today), "communes": CommunesOf("19", today), "old districts": Children("19", then),
		"old communes": CommunesOf("19", then), "children": Children("164", then),
	} {
		if len(list) < 2 || !slices.IsSortedFunc(list, func(x, y Unit) int {
			return strings.Compare(text.SortKey(x.Name), text.SortKey(y.Name))
		}) {
			t.Errorf("%s are not in order: %d", name, len(list))
		}
	}
	if Children("zz", today) != nil || CommunesOf("zz", today) != nil {
		t.Error("an unknown code has units below it")
	}
}

func TestProvinceAtFollowsTheMergers(t *testing.T) {
	t.Parallel()
	tests := []struct{ code, on, want string }{
		{"06", "2025-06-30", "06"}, {"06", "2025-07-01", "19"}, {"19", "2025-07-01", "19"}, {"27", "2025-07-01", "24"},
		{"24", "2025-07-01", "24"}, {"10", "2026-01-01", "15"}, {"99", "2026-01-01", ""}, {"164", "2025-06-30", ""},
	}
	for _, tt := range tests {
		got, ok := ProvinceAt(tt.code, calendar.Must(tt.on))
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("ProvinceAt(%s, %s) = %q, %v; want %q", tt.code, tt.on, got, ok, tt.want)
		}
	}
	for _, p := range Provinces(lastOld) {
		code, ok := ProvinceAt(p.Code, SwitchDay)
		next := Successors(p.Code, lastOld)
		if !ok || len(next) != 1 || next[0].Unit.Code != code || next[0].Extent != Whole {
			t.Errorf("%s: ProvinceAt %q, successors %v", p.Title(), code, next)
		}
	}
}

func TestSuccessionIsManyToMany(t *testing.T) {
	t.Parallel()
	codes := func(list []Succession) string {
		var out []string
		for _, s := range list {
			out = append(out, s.Unit.Code+" "+string(s.Extent))
		}
		return strings.Join(out, ", ")
	}
	tests := []struct{ name, got, want string }{
		{"Cam Giá was split", codes(Successors("05467", lastOld)), "05467 part, 05500 part"},
		{"Gia Sàng was split", codes(Successors("05461", lastOld)), "05443 part, 05467 part"},
		{"the new Gia Sàng has parts of both and two more", codes(Predecessors("05467", today)), "05461 part, 05467 part, 05473 whole, 05914 whole"},
		{"a new unit has no successors", codes(Successors("05467", today)), ""},
		{"an old unit has no predecessors", codes(Predecessors("05467", lastOld)), ""},
		{"a province of two", codes(Predecessors("19", today)), "06 whole, 19 whole"},
		{"elsewhere only the code is known", codes(Successors("00004", lastOld)), "00004 unknown"},
		{"and the other way round", codes(Predecessors("00004", today)), "00004 unknown"},
		{"nothing known", codes(Successors("00001", lastOld)), ""},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, tt.got, tt.want)
		}
	}
	district := Successors("164", lastOld)
	if len(district) < 5 || district[0].Extent != Part {
		t.Errorf("the city of Thái Nguyên went to %v", district)
	}
}

func TestSuccessorsAgreeWithPredecessorsAndProvinces(t *testing.T) {
	t.Parallel()
	guessed, right := 0, 0
	for _, province := range []string{"06", "19"} {
		for _, u := range CommunesOf(province, lastOld) {
			next := Successors(u.Code, lastOld)
			if len(next) == 0 || len(next) > 1 && next[0].Extent != Part {
				t.Errorf("%s went to %v", u.Title(), next)
			}
			for _, s := range next {
				if s.Unit.Parent != "19" || s.Extent == Unknown {
					t.Errorf("%s went to %+v", u.Title(), s)
				}
				back := Predecessors(s.Unit.Code, SwitchDay)
				if !slices.ContainsFunc(back, func(p Succession) bool { return p.Unit.Code == u.Code && p.Extent == s.Extent }) {
					t.Errorf("%s went to %s, which does not know it", u.Title(), s.Unit.Title())
				}
			}
			if _, ok := Lookup(u.Code, SwitchDay); ok {
				guessed++
				if slices.ContainsFunc(next, func(s Succession) bool { return s.Unit.Code == u.Code }) {
					right++
				}
			}
		}
	}
	if guessed == 0 || guessed != right {
		t.Errorf("a code that goes on names a successor %d of %d times", right, guessed)
	}
}

func TestPointsLieInVietnam(t *testing.T) {
	t.Parallel()
	if len(points()) != 34+3321 {
		t.Errorf("%d points, want one for each unit", len(points()))
	}
	for code := range points() {
		lat, lon, ok := Point(code)
		if _, known := Lookup(code, today); !ok || !known || lat < 7_000_000 || lat > 23_500_000 || lon < 102_000_000 || lon > 118_000_000 {
			t.Errorf("%s lies at %d, %d", code, lat, lon)
		}
	}
	if _, _, ok := Point("06"); ok {
		t.Error("a unit that is no more has a point")
	}
}

func TestLoadingRefusesWrongLists(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"19 P\n", "19 Z Một\n", "1 P Một\n", "19 P Một\n19 P Hai\n", "\n"} {
		if _, err := readEra(bad, newest, newest); err == nil {
			t.Errorf("readEra(%q) found nothing wrong", bad)
		}
	}
	b := units()
	for _, bad := range []string{"99 P 2026-04-29 X\n", "75 P 2026-04-31 X\n", "75 P 2026-04-29\n"} {
		if err := (&book{since: b.since}).readRevisions(bad); err == nil {
			t.Errorf("readRevisions(%q) found nothing wrong", bad)
		}
	}
	for _, bad := range []string{"06 98 w\n", "98 19 w\n", "06 19 u\n", "06 19\n"} {
		if err := (&book{before: b.before, since: b.since}).readSuccessions(bad); err == nil {
			t.Errorf("readSuccessions(%q) found nothing wrong", bad)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if err := (&book{}).read(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSpellings(b *testing.B) {
	list := units()
	for b.Loop() {
		spell(list.before.units)
		spell(list.since.units)
	}
}
