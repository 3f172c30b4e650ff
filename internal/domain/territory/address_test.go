package territory

import (
	"strings"
	"testing"
)

func TestAddressIsShownInOldAndNewUnits(t *testing.T) {
	t.Parallel()
	vanHan, ok := Match("19", "xã Văn Hán, huyện Đồng Hỷ", then)
	if !ok {
		t.Fatal("Văn Hán is not found")
	}
	tests := []struct {
		name           string
		a              Address
		text, old, new string
	}{
		{
			"kept whole", Address{"xóm Ba Quà", vanHan.Code, then},
			"xóm Ba Quà, xã Văn Hán, huyện Đồng Hỷ, tỉnh Thái Nguyên",
			"xóm Ba Quà, xã Văn Hán, huyện Đồng Hỷ, tỉnh Thái Nguyên",
			"xóm Ba Quà, xã Văn Hán, tỉnh Thái Nguyên",
		},
		{
			"split", Address{"số 5", "05467", then},
			"số 5, phường Cam Giá, thành phố Thái Nguyên, tỉnh Thái Nguyên",
			"số 5, phường Cam Giá, thành phố Thái Nguyên, tỉnh Thái Nguyên",
			"số 5, phường Gia Sàng / phường Tích Lương, tỉnh Thái Nguyên",
		},
		{
			"merged from several, seen backwards", Address{"", "05467", today},
			"Phường Gia Sàng, tỉnh Thái Nguyên",
			"Phường Gia Sàng / phường Cam Giá / phường Hương Sơn / xã Đồng Liên, thành phố Thái Nguyên, tỉnh Thái Nguyên",
			"Phường Gia Sàng, tỉnh Thái Nguyên",
		},
		{
			"successor not recorded", Address{"số 1", "00001", then},
			"số 1, phường Phúc Xá, quận Ba Đình, thành phố Hà Nội",
			"số 1, phường Phúc Xá, quận Ba Đình, thành phố Hà Nội",
			"số 1, phường Phúc Xá, quận Ba Đình, thành phố Hà Nội (chưa xác định xã mới), nay thuộc thành phố Hà Nội",
		},
		{
			"predecessor not recorded", Address{"số 1,", "00004", today},
			"số 1, phường Ba Đình, thành phố Hà Nội",
			"số 1, phường Ba Đình, thành phố Hà Nội (chưa xác định xã cũ)",
			"số 1, phường Ba Đình, thành phố Hà Nội",
		},
		{
			"before its province became a city", Address{"", "25270", SwitchDay},
			"Xã Lộc Ninh, tỉnh Đồng Nai",
			"Xã Lộc Ninh, tỉnh Đồng Nai (chưa xác định xã cũ)",
			"Phường Lộc Ninh, thành phố Đồng Nai",
		},
		{"no commune", Address{"số 1", "", then}, "số 1", "số 1", "số 1"},
	}
	for _, tt := range tests {
		if got := Text(tt.a); got != tt.text {
			t.Errorf("%s: Text = %q, want %q", tt.name, got, tt.text)
		}
		if got := In(tt.a, OldUnits); got != tt.old {
			t.Errorf("%s: in old units %q, want %q", tt.name, got, tt.old)
		}
		if got := In(tt.a, NewUnits); got != tt.new {
			t.Errorf("%s: in new units %q, want %q", tt.name, got, tt.new)
		}
	}
}

func TestUnitInIsTheSmallestUnitThatIsSure(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		a        Address
		old, new string
	}{
		{"split: only the province is sure", Address{"", "05467", then}, "05467 164 19", "19"},
		{"merged within a district", Address{"", "05467", today}, "164 19", "05467 19"},
		{"whole", Address{"", "01849", then}, "01849 058 06", "01849 19"},
		{"a district", Address{"", "164", then}, "164 19", "19"},
		{"not recorded", Address{"", "00001", then}, "00001 001 01", "01"},
		{"not recorded, one old province", Address{"", "00004", today}, "01", "00004 01"},
		{"not recorded, three old provinces", Address{"", "25270", today}, "", "25270 75"},
		{"unknown code", Address{"", "99999", then}, "", ""},
	}
	codes := func(a Address, v View) string {
		var out []string
		for _, u := range UnitIn(a, v) {
			out = append(out, u.Code)
		}
		return strings.Join(out, " ")
	}
	for _, tt := range tests {
		if got := codes(tt.a, OldUnits); got != tt.old {
			t.Errorf("%s: old %q, want %q", tt.name, got, tt.old)
		}
		if got := codes(tt.a, NewUnits); got != tt.new {
			t.Errorf("%s: new %q, want %q", tt.name, got, tt.new)
		}
	}
}

func TestEveryOldCommuneOfThaiNguyenHasANewAddress(t *testing.T) {
	t.Parallel()
	for _, province := range []string{"06", "19"} {
		for _, u := range CommunesOf(province, lastOld) {
			a := Address{Detail: "xóm 1", Commune: u.Code, On: lastOld}
			if got := In(a, NewUnits); strings.Contains(got, "chưa xác định") || !strings.HasSuffix(got, ", tỉnh Thái Nguyên") {
				t.Errorf("%s is now %q", u.Title(), got)
			}
			if path := UnitIn(a, NewUnits); len(path) == 0 || path[len(path)-1].Code != "19" {
				t.Errorf("%s is grouped under %v", u.Title(), path)
			}
		}
	}
}
