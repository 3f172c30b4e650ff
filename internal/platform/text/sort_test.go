package text

import (
	"bytes"
	"cmp"
	"strings"
	"testing"
)

// FuzzSortKey compares the order of the short keys with that of the collator's
// own.
func FuzzSortKey(f *testing.F) {
	long := strings.Repeat("a", 250)
	for _, pair := range [][2]string{
		{"Hợp tác xã", "hợp tác xã"}, {"ma", "mà"}, {"Đại Từ", "Dai Tu"}, {"Cơ sở 10", "Cơ sở 9"}, {"", "0"}, {"007", "7"},
		{long, long + "á"}, {long + "A", long + "a"}, {long[:99], long[:100]}, {long[:100] + "á", long[:101]}, {"漢字", "кириллица"},
		{"a-b", "a b"}, {"ﬁ", "fi"}, {"a\u0301\u0323", "a\u0323\u0301"}, {"😀", "z"}, {"AB", "Ab"}, {"x\u0300y", "xy\u0300"},
	} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		short := cmp.Compare(SortKey(a), SortKey(b))
		if whole := bytes.Compare(wholeKey(a), wholeKey(b)); short != whole {
			t.Fatalf("%q and %q: %d by short keys %s and %s, %d by those of the collator", a, b, short, SortKey(a), SortKey(b), whole)
		}
		if strings.Trim(SortKey(a), "0123456789abcdef") != "" {
			t.Fatalf("the key of %q is %q", a, SortKey(a))
		}
	})
}

func wholeKey(s string) []byte {
	c := sorters.Get().(*sorter)
	defer sorters.Put(c)
	c.buffer.Reset()
	return bytes.Clone(c.collator.KeyFromString(&c.buffer, CleanLine(s)))
}

// The key of a usual name takes less than two thirds of the collator's.
func TestSortKeyIsShort(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Công ty TNHH mật ong Đức Lương 1", "Hộ kinh doanh Nguyễn Văn Ân", "HTX chè La Bằng"} {
		if n, whole := len(SortKey(name)), 2*len(wholeKey(name)); 3*n > 2*whole {
			t.Errorf("the key of %q has %d digits, the collator's %d", name, n, whole)
		}
	}
}
