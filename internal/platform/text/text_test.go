package text

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestFoldForgetsMarksCaseAndPunctuation(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"old tone placement", "hoà", "hoa"},
		{"new tone placement", "hòa", "hoa"},
		{"no tone at all", "hoa", "hoa"},
		{"đ and tone", "Đúc", "duc"},
		{"decomposed", norm.NFD.String("Nguyễn Thị Điềm"), "nguyen thi diem"},
		{"eth instead of đ", "Ðại Từ", "dai tu"},
		{"all vowels", "ăâêôơưĂÂÊÔƠƯ", "aaeoouaaeoou"},
		{"runs become one space", "  HTX  chè -- (Tân\tCương), 2 ", "htx che tan cuong 2"},
		{"apostrophe", "Cư M'gar", "cu m gar"},
		{"full width", "ＨＴＸ", "htx"},
		{"nothing but signs", " -- !", ""},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		if got := Fold(tt.in); got != tt.want {
			t.Errorf("%s: Fold(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

func TestMarkedComparesMarksButNotTonePlacement(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string
		same bool
	}{
		{"Hoà Bình", "hòa bình", true},
		{"Điềm Thuỵ", "Điềm Thụy", true},
		{"Phú Hoà 2", "phú  hòa, 2", true},
		{"Văn Lang", "Văn Lăng", false},
		{"Đại Từ", "Dai Tu", false},
		{"Mỏ Chè", "Mo Che", false},
		{"Đại", "Dại", false},
		{"hoà bình", "hoa bình", false},
		{"hoà binh", "hoa bình", false},
		{norm.NFD.String("Tích Lương"), "Tích Lương", true},
	}
	for _, tt := range tests {
		if got := Marked(tt.a) == Marked(tt.b); got != tt.same {
			t.Errorf("Marked(%q) == Marked(%q) is %v, want %v", tt.a, tt.b, got, tt.same)
		}
	}
}

func TestCleanKeepsWhatCanBeSeen(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, clean, line string }{
		{"composed", norm.NFD.String("Hợp tác xã"), "Hợp tác xã", "Hợp tác xã"},
		{"line breaks and tabs", " a\r\nb\tc\rd ", "a\nb\tc\nd", "a b c d"},
		{"NUL and escape", "a\x00b\x1bc", "abc", "abc"},
		{"bidi and zero width", "a\u202Eb\u2066c\u200Bd\uFEFF", "abcd", "abcd"},
		{"no-break space", "\u00A0Thái\u00A0Nguyên\u00A0", "Thái\u00A0Nguyên", "Thái Nguyên"},
		{"not UTF-8", "ch\xE8", "ch\uFFFD", "ch\uFFFD"},
		{"line separator", "a\u2028b", "a\nb", "a b"},
		{"plain", "  abc  ", "abc", "abc"},
	}
	for _, tt := range tests {
		if got := Clean(tt.in); got != tt.clean {
			t.Errorf("%s: Clean(%q) = %q, want %q", tt.name, tt.in, got, tt.clean)
		}
		if got := CleanLine(tt.in); got != tt.line {
			t.Errorf("%s: CleanLine(%q) = %q, want %q", tt.name, tt.in, got, tt.line)
		}
	}
}

func TestSortKeyFollowsTheVietnameseAlphabet(t *testing.T) {
	t.Parallel()
	want := []string{
		"An Khánh", "ăn", "ấm", "Ba Bể", "Bá Xuyên", "Chợ Mới", "Dân Tiến", "Đại Phúc", "Đại Từ", "Đồng Hỷ",
		"em", "êm", "Hà Giang 1", "Hà Giang 2", "Hà Giang 10", "Kha Sơn", "Lam Vỹ",
		"ma", "mà", "mả", "mã", "má", "mạ", "Nghinh Tường", "on", "ôn", "ơn", "un", "ưn", "Văn Hán", "Văn Lang", "Văn Lăng", "Yên Trạch",
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return strings.Compare(SortKey(a), SortKey(b)) })
	if !slices.Equal(got, want) {
		t.Errorf("sorted:\n%q\nwant:\n%q", got, want)
	}
}

func TestSortKeyDoesNotDependOnTheWayOfTyping(t *testing.T) {
	t.Parallel()
	a, b := SortKey("Điềm Thuỵ"), SortKey(norm.NFD.String("  Điềm   Thuỵ "))
	if a != b {
		t.Errorf("composed and decomposed keys differ: %s, %s", a, b)
	}
}

func TestPersonKeySortsByGivenName(t *testing.T) {
	t.Parallel()
	want := []string{"Lê An", "Nguyễn Văn An", "TRẦN VĂN AN", "Nguyễn Thị Ân", "Hoàng Bình", "An Đức", "Nguyễn Đức"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return strings.Compare(PersonKey(a), PersonKey(b)) })
	if !slices.Equal(got, want) {
		t.Errorf("sorted %q, want %q", got, want)
	}
	if got := PersonKey("  "); got != "" {
		t.Errorf("PersonKey of nothing = %q, want none", got)
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "Đúc", "hoà", "ﬁ½①", "K\u212A", "\xff\u0301", "ϴẞ", "Cư M'gar", "Ự ǖ ª ſ ẛ", "o\u0323\u031b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
		if nfc := Fold(norm.NFC.String(s)); nfc != once {
			t.Errorf("Fold(%q) = %q, of its composed form %q", s, once, nfc)
		}
		if isVietnamese(s) && strings.ContainsFunc(once, func(r rune) bool { return r >= utf8.RuneSelf }) {
			t.Errorf("Fold(%q) = %q, not ASCII", s, once)
		}
		if got, want := decomposed(s), norm.NFKD.String(strings.ToValidUTF8(s, " ")); got != want {
			t.Errorf("decomposed(%q) = %q, want %q", s, got, want)
		}
		Marked(s)
	})
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", " a\r\nb ", "\u202Ea", "\xff", "e\u200B\u0301", "\u00A0\u0301", "Hoà Bình", "Ð ª ſ ẛ ﬁ", "ǰ\u0323", "a  b "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if want := cleaned(s); got != want {
			t.Errorf("Clean(%q) = %q, want %q", s, got, want)
		}
		if line, want := CleanLine(s), strings.Join(strings.Fields(got), " "); line != want {
			t.Errorf("CleanLine(%q) = %q, want %q", s, line, want)
		}
		if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
			t.Errorf("Clean(%q) = %q, not valid or not composed", s, got)
		}
		if again := Clean(got); again != got {
			t.Errorf("Clean(%q) = %q, cleaned again %q", s, got, again)
		}
		if line := CleanLine(s); strings.ContainsAny(line, "\n\t") || CleanLine(line) != line {
			t.Errorf("CleanLine(%q) = %q, not one clean line", s, line)
		}
		if key := PersonKey(s); strings.Trim(key, "0123456789abcdef.") != "" {
			t.Errorf("PersonKey(%q) = %q, not hexadecimal", s, key)
		}
	})
}

// isVietnamese reports whether s has only the letters of Vietnamese.
func isVietnamese(s string) bool {
	for _, r := range norm.NFD.String(s) {
		switch {
		case r < utf8.RuneSelf, r == 'đ', r == 'Đ', isTone(r), r == '\u0302', r == '\u0306', r == '\u031B':
		default:
			return false
		}
	}
	return true
}
