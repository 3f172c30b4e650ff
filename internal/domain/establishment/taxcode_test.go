package establishment_test

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
)

var today = calendar.Must("2026-11-22")

func TestParseTaxCode(t *testing.T) {
	eve := calendar.Must("2025-06-30")
	for _, c := range []struct {
		name, in string
		kind     establishment.Kind
		on       calendar.Date
		want     string
		says     string // part of the refusal
	}{
		{"none is allowed", "  ", establishment.Enterprise, today, "", ""},
		{"ten digits with the right check digit", "0100109106", establishment.Enterprise, today, "0100109106", ""},
		{"spaces and dots are tolerated", " 0100 109.106 ", establishment.Enterprise, today, "0100109106", ""},
		{"full-width digits", "０１００１０９１０６", establishment.Enterprise, today, "", "chỉ gồm chữ số"},
		{"one digit wrong", "0100109107", establishment.Enterprise, today, "", "số kiểm tra"},
		{"two digits swapped", "0100190106", establishment.Enterprise, today, "", "số kiểm tra"},
		{"a sum of which no digit is the check", "0000000000", establishment.Enterprise, today, "", "số kiểm tra"},
		{"a branch without dash", "0100109106001", establishment.Enterprise, today, "0100109106-001", ""},
		{"a branch with dash", "0100109106-001", establishment.Enterprise, today, "0100109106-001", ""},
		{"a branch with a long dash", "0100109106–001", establishment.Enterprise, today, "0100109106-001", ""},
		{"a branch of a wrong head office", "0100109107-001", establishment.Enterprise, today, "", "số kiểm tra"},
		{"branch number nought", "0100109106-000", establishment.Enterprise, today, "", "001"},
		{"a dash elsewhere", "01001-09106", establishment.Enterprise, today, "", "chỉ gồm chữ số"},
		{"nine digits", "010010910", establishment.Enterprise, today, "", "10 hoặc 13"},
		{"letters", "MST0100109106", establishment.Enterprise, today, "", "chỉ gồm chữ số"},
		{"a personal number of a household", "019085001234", establishment.Household, today, "019085001234", ""},
		{"a personal number on the first day", "019085001234", establishment.Household, establishment.PersonalNumbersFrom, "019085001234", ""},
		{"a personal number the day before", "019085001234", establishment.Household, eve, "", "01/07/2025"},
		{"a personal number of a company", "019085001234", establishment.Enterprise, today, "", "hộ kinh doanh"},
		{"a household's ten digits still hold", "0100109106", establishment.Household, today, "0100109106", ""},
	} {
		got, err := establishment.ParseTaxCode(c.in, c.kind, c.on)
		switch {
		case c.says == "" && (err != nil || got != c.want):
			t.Errorf("%s: ParseTaxCode(%q) = %q, %v; want %q", c.name, c.in, got, err, c.want)
		case c.says != "" && (fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%s: ParseTaxCode(%q) = %q, %v; want a refusal with %q", c.name, c.in, got, err, c.says)
		}
	}
}

func TestEveryWrongDigitIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nine := rapid.StringMatching(`[0-9]{9}`).Draw(t, "nine")
		var valid []string
		for d := range 10 {
			code := nine + strconv.Itoa(d)
			if _, err := establishment.ParseTaxCode(code, establishment.Enterprise, today); err == nil {
				valid = append(valid, code)
			}
		}
		if len(valid) > 1 {
			t.Fatalf("%v are all valid", valid)
		}
		for _, code := range valid {
			i := rapid.IntRange(0, 9).Draw(t, "place")
			other := rapid.SampledFrom([]byte("0123456789")).Filter(func(b byte) bool { return b != code[i] }).Draw(t, "digit")
			wrong := code[:i] + string(other) + code[i+1:]
			if _, err := establishment.ParseTaxCode(wrong, establishment.Enterprise, today); err == nil {
				t.Fatalf("%s and %s are both valid", code, wrong)
			}
		}
	})
}

func TestParsePhone(t *testing.T) {
	for _, c := range []struct{ name, in, want, shown string }{
		{"none", " ", "", ""},
		{"mobile", "0912 345 678", "+84912345678", "0912 345 678"},
		{"mobile with country code", "+84 912.345.678", "+84912345678", "0912 345 678"},
		{"country code without plus", "84912345678", "+84912345678", "0912 345 678"},
		{"country code and nought", "+84 (0) 912 345 678", "+84912345678", "0912 345 678"},
		{"fixed in Thái Nguyên", "(0208) 3855-123", "+842083855123", "0208 3855 123"},
		{"fixed in Hà Nội", "024 3825 1234", "+842438251234", "024 3825 1234"},
	} {
		got, err := establishment.ParsePhone(c.in)
		if err != nil || got != c.want || establishment.ShowPhone(got) != c.shown {
			t.Errorf("%s: ParsePhone(%q) = %q (%q), %v; want %q", c.name, c.in, got, establishment.ShowPhone(got), err, c.want)
		}
	}
	for _, in := range []string{"912345678", "091234567", "0112345678", "01234567890", "0912345678; 0912345679", "+1 912 345 678", "hỏi xã"} {
		if got, err := establishment.ParsePhone(in); fault.KindOf(err) != fault.Invalid {
			t.Errorf("ParsePhone(%q) = %q, %v; want a refusal", in, got, err)
		}
	}
}

func FuzzParseTaxCode(f *testing.F) {
	for _, s := range []string{"", "0100109106", "0100109106-001", "0100109106001", "019085001234", "a-b", "０１", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, kind := range establishment.Kinds() {
			got, err := establishment.ParseTaxCode(s, kind, today)
			if err != nil {
				if fault.KindOf(err) != fault.Invalid {
					t.Fatalf("%q: %v is no refusal", s, err)
				}
				continue
			}
			if again, err := establishment.ParseTaxCode(got, kind, today); err != nil || again != got {
				t.Fatalf("%q gives %q, which gives %q, %v", s, got, again, err)
			}
			if l := len(got); l != 0 && l != 10 && l != 12 && l != 14 {
				t.Fatalf("%q gives %q", s, got)
			}
		}
	})
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"", "0912345678", "+84 208 3855 123", "840912345678", "0084912345678", "x", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := establishment.ParsePhone(s)
		if err != nil {
			return
		}
		for _, form := range []string{got, establishment.ShowPhone(got)} {
			if again, err := establishment.ParsePhone(form); err != nil || again != got {
				t.Fatalf("%q gives %q, and %q gives %q, %v", s, got, form, again, err)
			}
		}
	})
}
