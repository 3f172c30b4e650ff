package establishment

import (
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestCoreOfName(t *testing.T) {
	for name, want := range map[string]string{
		"Công ty TNHH Một thành viên Chè Hà Thái":          "che ha thai",
		"CÔNG TY TNHH MTV CHÈ HÀ THÁI":                     "che ha thai",
		"Công ty trách nhiệm hữu hạn 1 thành viên Hà Thái": "ha thai",
		"Công ty Cổ phần Chè Vạn Tài":                      "che van tai",
		"Cty CP chè Vạn Tài":                               "che van tai",
		"HTX chè La Bằng":                                  "che la bang",
		"Hợp tác xã chè La Bằng":                           "che la bang",
		"Liên hiệp hợp tác xã nông sản":                    "nong san",
		"Tổ hợp tác SX chè xóm Ba Quà":                     "san xuat che xom ba qua",
		"Hộ kinh doanh Nguyễn Văn A":                       "nguyen van a",
		"DNTN Đức Hạnh":                                    "duc hanh",
		"Công ty TNHH SX & TM Thành Phú":                   "san xuat thuong mai thanh phu",
		"Công ty TNHH Sản xuất và Thương mại Thành Phú":    "san xuat thuong mai thanh phu",
		"Hợp tác xã":                                       "hop tac xa",
		"Chi nhánh Công ty Hà Thái":                        "chi nhanh cong ty ha thai",
		norm.NFD.String("Công ty TNHH Vàng bạc Kim Quyền"): "vang bac kim quyen",
		"Công ty TNHH Tht An":                              "tht an",
	} {
		if got := coreOf(name).folded; got != want {
			t.Errorf("coreOf(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestSpells(t *testing.T) {
	for _, c := range []struct {
		name, a, b string
		want       bool
	}{
		{"the same name with another legal form", "HTX chè La Bằng", "Hợp tác xã Chè La Bằng", true},
		{"the tone on another vowel", "Cơ sở Hoà Bình", "Cơ sở Hòa Bình", true},
		{"typed without marks", "Cong ty Hung Phat", "Công ty Hưng Phát", true},
		{"other marks are another name", "Công ty Hùng Phát", "Công ty Hưng Phát", false},
		{"a shortening written out", "Công ty SX Minh Bạch", "Công ty Sản xuất Minh Bạch", true},
		{"another name", "HTX Hảo Đạt", "HTX Tân Cương", false},
	} {
		if got := coreOf(c.a).spells(coreOf(c.b)); got != c.want {
			t.Errorf("%s: %q and %q: %t, want %t", c.name, c.a, c.b, got, c.want)
		}
	}
}

func TestGuessKind(t *testing.T) {
	for name, want := range map[string]Kind{
		"HTX chè La Bằng": Cooperative, "Hợp tác xã X": Cooperative, "Liên hiệp HTX Thái Nguyên": Union,
		"Tổ hợp tác sản xuất chè": Group, "Cơ sở mộc Bình": Household, "CÔNG TY CP A": Enterprise,
		"Doanh nghiệp tư nhân B": Enterprise, "Nguyễn Văn C": "", "Cơsở": "", "": "",
	} {
		if got, ok := GuessKind(name); got != want || ok != (want != "") {
			t.Errorf("GuessKind(%q) = %q, %t; want %q", name, got, ok, want)
		}
	}
}

func TestEveryNameSpellsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.StringMatching(`(HTX|Công ty|CT) (TNHH |SX |và )*[a-zà-ỹ ]{0,9}`)).Draw(t, "name")
		if !coreOf(name).spells(coreOf(name)) {
			t.Fatalf("%q does not spell itself: %+v", name, coreOf(name))
		}
	})
}

func FuzzCoreOf(f *testing.F) {
	for _, s := range []string{"", "HTX", "Công ty TNHH SX & TM Thành Phú", "và", "\xff", "1TV"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if c := coreOf(s); !c.spells(c) {
			t.Fatalf("%q: %+v", s, c)
		}
	})
}
