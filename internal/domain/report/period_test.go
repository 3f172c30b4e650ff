package report

import (
	"testing"

	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
)

func TestPeriodsHaveTheDaysThatTheirNamesSay(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]struct{ title, first, last, before string }{
		"2020-t2":   {"tháng 2 năm 2020", "2020-02-01", "2020-02-29", "2019-t2"},
		"2020-t12":  {"tháng 12 năm 2020", "2020-12-01", "2020-12-31", "2019-t12"},
		"2026-q1":   {"quý I năm 2026", "2026-01-01", "2026-03-31", "2025-q1"},
		"2026-q4":   {"quý IV năm 2026", "2026-10-01", "2026-12-31", "2025-q4"},
		"2020-m8":   {"8 tháng đầu năm 2020", "2020-01-01", "2020-08-31", "2019-m8"},
		"2020-m6":   {"6 tháng đầu năm 2020", "2020-01-01", "2020-06-30", "2019-m6"},
		"2020-m9":   {"9 tháng đầu năm 2020", "2020-01-01", "2020-09-30", "2019-m9"},
		"2020":      {"năm 2020", "2020-01-01", "2020-12-31", "2019"},
		"2021-2025": {"giai đoạn 2021–2025", "2021-01-01", "2025-12-31", "2016-2020"},
	} {
		p, err := ParsePeriod(code)
		if err != nil {
			t.Errorf("%s: %v", code, err)
			continue
		}
		if p.Title() != want.title || p.First().String() != want.first || p.Last().String() != want.last || p.Before().Code() != want.before {
			t.Errorf("%s: %q from %s to %s, before it %s; want %+v", code, p.Title(), p.First(), p.Last(), p.Before().Code(), want)
		}
	}
	for _, code := range []string{"", "20", "1999", "2101", "2020-t0", "2020-t13", "2020-q5", "2020-m1", "2020-m12", "2020-2024", "2021-2026", "2096-2101", "2020-x3", "2020 "} {
		if p, err := ParsePeriod(code); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q is taken as %v, %v", code, p, err)
		}
	}
}

func TestTheCodeOfAPeriodReadsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := Period{
			Kind: rapid.SampledFrom([]PeriodKind{Month, Quarter, Months, WholeYear, FiveYears}).Draw(t, "kind"),
			Year: rapid.IntRange(1990, 2110).Draw(t, "year"), No: rapid.IntRange(0, 13).Draw(t, "no"),
		}
		if !p.valid() {
			t.Skip("no period")
		}
		if got, err := ParsePeriod(p.Code()); got != p {
			t.Fatalf("%+v has the code %s, which reads as %+v, %v", p, p.Code(), got, err)
		}
	})
}

func TestWhileAPeriodLastsTheSameDayOfTheOneBeforeIsCompared(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ code, today, until, compared string }{
		{"2026-q3", "2026-11-22", "2026-09-30", "2025-09-30"},
		{"2026-q4", "2026-11-22", "2026-11-22", "2025-11-22"},
		{"2026", "2026-11-22", "2026-11-22", "2025-11-22"},
		{"2024-t2", "2024-03-01", "2024-02-29", "2023-02-28"},
		{"2026-2030", "2026-11-22", "2026-11-22", "2021-11-22"},
		{"2021-2025", "2026-11-22", "2025-12-31", "2020-12-31"},
	} {
		p, err := ParsePeriod(c.code)
		if err != nil {
			t.Fatal(err)
		}
		until := p.Until(calendar.Must(c.today))
		if until.String() != c.until || p.sameDay(until).String() != c.compared {
			t.Errorf("%s on %s: until %s, compared with %s; want %s, %s", c.code, c.today, until, p.sameDay(until), c.until, c.compared)
		}
	}
}
