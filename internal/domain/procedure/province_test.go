package procedure_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/calendar"
)

// own reads the illustrative set of province 19, changed by pairs of old and new.
func own(t *testing.T, pairs ...string) procedure.Set {
	t.Helper()
	data, err := os.ReadFile("testdata/tinh-19.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := procedure.ReadSet("tinh-19.yaml", []byte(strings.NewReplacer(pairs...).Replace(string(data))))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func with(t *testing.T, sets ...procedure.Set) *procedure.Book {
	t.Helper()
	b, err := procedure.Embedded().With(sets...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAProvincesRulesHoldForItsOwnFundFromTheirDay(t *testing.T) {
	b := with(t, own(t))
	for _, tt := range []struct {
		name, province string
		fund           norm.Fund
		day            string
		own            bool
	}{
		{"the day before", "19", norm.Local, "2026-02-28", false},
		{"the first day", "19", norm.Local, "2026-03-01", true},
		{"the last day", "19", norm.Local, "2026-12-31", true},
		{"the day after", "19", norm.Local, "2027-01-01", false},
		{"the national fund there", "19", norm.National, "2026-03-01", false},
		{"another province", "24", norm.Local, "2026-03-01", false},
		{"no province", "", norm.Local, "2026-03-01", false},
	} {
		r := b.For(procedure.Area{Province: tt.province}, tt.fund, calendar.Must(tt.day))
		_, runs := r.Move(procedure.Contracted, procedure.Running)
		advance, _ := r.AdvanceFor("advanced_machinery"), r
		who, _ := r.DecidedBy(false, procedure.MoreSupport)
		due, _ := r.Deadline(procedure.Settlement)
		if runs == tt.own || (advance.First == 5000) != tt.own || (who.Authority == procedure.Department) != tt.own || (due.Kind == procedure.WorkdaysAfter) != tt.own {
			t.Errorf("%s: runs %v, advance %s, %s decides, settlement %s", tt.name, runs, advance.First, who.Authority, due.Kind)
		}
		if who.Verified != (tt.own || r.Day.Before(calendar.Must("2018-07-10"))) || advance.Verified != tt.own {
			t.Errorf("%s: verified %v, %v", tt.name, who.Verified, advance.Verified)
		}
	}
}

func TestWhereAProvinceIsSilentTheNationalRuleHolds(t *testing.T) {
	r := with(t, own(t)).For(procedure.Area{Province: "19"}, norm.Local, calendar.Must("2026-05-05"))
	if got := r.AdvanceFor("vocational_training"); got.First != 7000 || got.Set != "tt36-2013" || got.Verified {
		t.Errorf("training: %+v", got)
	}
	if got, ok := r.DecidedBy(false, procedure.StopScheme); !ok || got.Authority != procedure.ProvincialPeople {
		t.Errorf("stopping: %+v, %v", got, ok)
	}
	if papers := r.Dossier("advanced_machinery"); len(papers) < 5 {
		t.Errorf("dossier: %v", papers)
	}
	// A state that the province's path leaves out is left by the national one.
	if got := r.Next(procedure.Running); !slices.Contains(got, procedure.Accepted) {
		t.Errorf("a scheme that runs already goes to %v", got)
	}
	if got := r.Next(procedure.Contracted); !slices.Equal(got, []procedure.State{procedure.Accepted}) {
		t.Errorf("a contracted scheme goes to %v", got)
	}
	var ids []string
	for _, s := range r.Sets() {
		ids = append(ids, s.ID)
	}
	if !slices.Equal(ids, []string{"tinh-19-2026", "tt17-2018"}) {
		t.Errorf("in force: %v", ids)
	}
}

func TestAFormerProvincesRulesHoldInItsAreaAlone(t *testing.T) {
	whole := own(t)
	former := own(t, `province: "19"`, "province: \"19\"\nformer: \"06\"", "id: tinh-19-2026", "id: bac-kan-cu", "first_bp: 5000", "first_bp: 4000")
	b := with(t, whole, former)
	for name, want := range map[string]struct {
		in    procedure.Area
		first string
	}{
		"in its area":    {procedure.Area{Province: "19", Former: "06"}, "40%"},
		"beside it":      {procedure.Area{Province: "19", Former: "19"}, "50%"},
		"of the whole":   {procedure.Area{Province: "19"}, "50%"},
		"somewhere else": {procedure.Area{Province: "24"}, "70%"},
	} {
		if got := b.For(want.in, norm.Local, calendar.Must("2026-05-05")).AdvanceFor("advanced_machinery").First.String(); got != want.first {
			t.Errorf("%s: %s, want %s", name, got, want.first)
		}
	}
}

func TestEachDayOfAYearIsSetByTheRulesOfThatDay(t *testing.T) {
	var days []string
	for _, d := range with(t, own(t)).Deadlines(procedure.Area{Province: "19"}, norm.Local, 2026) {
		if d.Code == procedure.ProgressReport {
			for _, due := range d.Dues {
				days = append(days, due.String())
			}
		}
	}
	slices.Sort(days)
	if len(days) != 12 || days[1] != "2026-02-25" || days[2] != "2026-03-20" || days[11] != "2026-12-20" {
		t.Errorf("monthly reports: %v", days)
	}
}

func TestADeadlineInWorkingDaysStepsOverDaysOff(t *testing.T) {
	book := calendar.NewBook(calendar.DefaultDays())
	working, _ := with(t, own(t)).For(procedure.Area{Province: "19"}, norm.Local, calendar.Must("2026-08-25")).Deadline(procedure.Settlement)
	plain, _ := national("2026-08-25").Deadline(procedure.Settlement)
	report, _ := national("2026-08-25").Deadline(procedure.ProgressReport)
	ends, _ := national("2026-08-25").Deadline(procedure.Liquidation)
	for name, c := range map[string]struct {
		got  calendar.Date
		want string
	}{
		// Two days off for the National Day and two weekends lie between.
		"ten working days": {working.Following(book, calendar.Must("2026-08-25")), book.AddWorkdays(calendar.Must("2026-08-25"), 10).String()},
		"fifteen days":     {plain.Following(book, calendar.Must("2026-08-25")), "2026-09-09"},
		"no event":         {plain.Following(book, calendar.Date{}), ""},
		"before the 25th":  {report.InMonth(2026, 2), "2026-02-24"},
		"22 January":       {ends.OfYear(2026), "2027-01-22"},
		"another kind":     {ends.InMonth(2026, 2), ""},
	} {
		if c.got.String() != c.want {
			t.Errorf("%s: %s, want %s", name, c.got, c.want)
		}
	}
	if got := working.Following(book, calendar.Must("2026-08-25")); !got.After(calendar.Must("2026-09-08")) {
		t.Errorf("ten working days after 25 August end on %s: the holiday counts", got)
	}
}

func TestSetsOfOneAreaDoNotOverlap(t *testing.T) {
	for name, c := range map[string]struct {
		pairs []string
		says  string
	}{
		"the same days":       {[]string{"id: tinh-19-2026", "id: tinh-19-khac"}, "trùng thời gian"},
		"the last day":        {[]string{"id: tinh-19-2026", "id: tinh-19-khac", `from: "2026-03-01"`, `from: "2026-12-31"`, `until: "2026-12-31"`, ``}, "trùng thời gian"},
		"one id":              {[]string{`from: "2026-03-01"`, `from: "2027-01-01"`, `until: "2026-12-31"`, ``}, "đã dùng"},
		"the day after":       {[]string{"id: tinh-19-2026", "id: tinh-19-khac", `from: "2026-03-01"`, `from: "2027-01-01"`, `until: "2026-12-31"`, ``}, ""},
		"based on nothing":    {[]string{"id: tinh-19-2026", "id: tinh-19-khac", `from: "2026-03-01"`, `from: "2027-01-01"`, `until: "2026-12-31"`, `based_on: khong-co`}, "kế thừa"},
		"based on the nation": {[]string{"id: tinh-19-2026", "id: tinh-19-khac", `from: "2026-03-01"`, `from: "2027-01-01"`, `until: "2026-12-31"`, `based_on: tt36-2013`}, "kế thừa"},
		"based on the last":   {[]string{"id: tinh-19-2026", "id: tinh-19-khac", `from: "2026-03-01"`, `from: "2027-01-01"`, `until: "2026-12-31"`, `based_on: tinh-19-2026`}, ""},
	} {
		_, err := procedure.Embedded().With(own(t), own(t, c.pairs...))
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "tinh-19.yaml, dòng ")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
