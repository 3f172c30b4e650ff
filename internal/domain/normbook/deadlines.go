package normbook

import (
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
)

// deadlinesFile is deadlines.yaml.
type deadlinesFile struct {
	Deadlines []deadlineEntry `yaml:"deadlines"`
}

type deadlineEntry struct {
	Code     string        `yaml:"code"`
	Kind     DeadlineKind  `yaml:"kind"`
	Year     int           `yaml:"year"`
	Month    int           `yaml:"month"`
	Day      int           `yaml:"day"`
	Before   bool          `yaml:"before"`
	Days     int           `yaml:"days"`
	Event    string        `yaml:"event"`
	Local    bool          `yaml:"local"`
	Name     string        `yaml:"name"`
	Who      string        `yaml:"who"`
	To       string        `yaml:"to"`
	Cite     string        `yaml:"cite"`
	Evidence norm.Evidence `yaml:"evidence"`
	PlanFrom int           `yaml:"plan_from"`
	PlanTo   int           `yaml:"plan_to"`
}

// A DeadlineKind (loại thời hạn) says how a deadline falls.
type DeadlineKind string

// The kinds of deadline.
const (
	OnDay     DeadlineKind = "day"       // on one day around the plan year
	Monthly   DeadlineKind = "monthly"   // on a day of every month of the plan year
	Quarterly DeadlineKind = "quarterly" // after every quarter; the text names no day
	After     DeadlineKind = "after"     // some days after an event
)

// A Deadline (thời hạn) is something due in the cycle of a plan year.
type Deadline struct {
	Code string
	Kind DeadlineKind
	// Dues are the days the text names: one for OnDay, twelve for Monthly, none
	// otherwise. With Before the thing must be done before that day ("trước ngày").
	Dues     []calendar.Date
	Before   bool
	Days     int    // for After: at most so many days
	Event    string // for After: Vietnamese, after what
	Name     string // Vietnamese, what is due
	Who, To  string // Vietnamese, from whom to whom
	Fund     norm.Fund
	Citation string
	Evidence norm.Evidence
	Verified bool
}

// Deadlines returns what is due in the cycle of the plan of that year, from the
// registration the year before to the liquidation the January after. Provinces
// set their own days for local schemes; none of those are here.
//
// Law: TT 36/2013/TT-BCT Điều 10, 18, 21, 23 (from 2014-02-10); TT 17/2018/TT-BCT
// Điều 1 khoản 9; NĐ 45/2012/NĐ-CP Điều 16.
func Deadlines(year int) []Deadline {
	var list []Deadline
	for _, e := range must().deadlines.Deadlines {
		if year < e.PlanFrom || (e.PlanTo != 0 && year > e.PlanTo) {
			continue
		}
		fund := norm.National
		if e.Local {
			fund = norm.Local
		}
		list = append(list, Deadline{
			Code: e.Code, Kind: e.Kind, Dues: e.dues(year), Before: e.Before, Days: e.Days, Event: e.Event,
			Name: e.Name, Who: e.Who, To: e.To, Fund: fund,
			Citation: e.Cite, Evidence: e.Evidence, Verified: e.Evidence.Verified(),
		})
	}
	return list
}

// dues returns the days that e names for the plan of year; none for a year
// outside the calendar.
func (e deadlineEntry) dues(year int) []calendar.Date {
	var days []calendar.Date
	add := func(y, m int) {
		if d, err := calendar.New(y, m, e.Day); err == nil {
			days = append(days, d)
		}
	}
	switch e.Kind {
	case OnDay:
		add(year+e.Year, e.Month)
	case Monthly:
		for m := 1; m <= 12; m++ {
			add(year, m)
		}
	case Quarterly, After:
	}
	return days
}

// check reports the first deadline that is wrong.
func (f deadlinesFile) check() error {
	if len(f.Deadlines) == 0 {
		return fmt.Errorf("there are none")
	}
	evidence := []norm.Evidence{norm.Primary, norm.Quoted, norm.Corroborated, norm.Unverified}
	for i, e := range f.Deadlines {
		days := 0
		switch e.Kind {
		case OnDay:
			days = 1
		case Monthly:
			days = 12
		case Quarterly, After:
		default:
			return fmt.Errorf("deadline %q: unknown kind %q", e.Code, e.Kind)
		}
		switch {
		case e.Code == "" || e.Name == "" || e.Who == "" || e.To == "" || e.Cite == "" || e.PlanFrom == 0:
			return fmt.Errorf("deadline %q: code, name, who, to, citation and plan_from are needed", e.Code)
		case !slices.Contains(evidence, e.Evidence):
			return fmt.Errorf("deadline %s: unknown evidence %q", e.Code, e.Evidence)
		case len(e.dues(2026)) != days:
			return fmt.Errorf("deadline %s: there is no such day every year", e.Code)
		case (e.Kind == After) != (e.Days > 0 && e.Event != ""):
			return fmt.Errorf("deadline %s: days and event belong to kind after", e.Code)
		}
		for _, other := range f.Deadlines[:i] {
			if other.Code == e.Code && (other.PlanTo == 0 || e.PlanFrom <= other.PlanTo) && (e.PlanTo == 0 || other.PlanFrom <= e.PlanTo) {
				return fmt.Errorf("deadline %s: holds twice in one plan year", e.Code)
			}
		}
	}
	return nil
}
