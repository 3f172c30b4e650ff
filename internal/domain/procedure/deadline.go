package procedure

import (
	"reflect"
	"slices"
	"time"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
)

type deadlineEntry struct {
	Code       string       `yaml:"code"`
	Kind       DeadlineKind `yaml:"kind"`
	Year       int          `yaml:"year"`
	Month      int          `yaml:"month"`
	Day        int          `yaml:"day"`
	Before     bool         `yaml:"before"`
	Days       int          `yaml:"days"`
	Event      string       `yaml:"event"`
	Name       string       `yaml:"name"`
	Who        string       `yaml:"who"`
	To         string       `yaml:"to"`
	basisEntry `yaml:",inline"`
}

// A DeadlineKind (loại thời hạn) says how a deadline falls.
type DeadlineKind string

// The kinds of deadline.
const (
	OnDay         DeadlineKind = "day"            // on one day around the plan year
	Monthly       DeadlineKind = "monthly"        // on a day of every month of the plan year
	Quarterly     DeadlineKind = "quarterly"      // after every quarter; the text names no day
	DaysAfter     DeadlineKind = "days_after"     // some days after an event
	WorkdaysAfter DeadlineKind = "workdays_after" // some working days after an event
)

func kinds() []DeadlineKind {
	return []DeadlineKind{OnDay, Monthly, Quarterly, DaysAfter, WorkdaysAfter}
}

// The deadlines that the program itself counts.
const (
	ProgressReport = "monthly_report" // báo cáo tiến độ tháng
	Settlement     = "settlement"     // lập xong hồ sơ quyết toán
	Liquidation    = "liquidation"    // thanh lý hợp đồng
	BudgetClosing  = "budget_closing" // hết thời gian chỉnh lý quyết toán ngân sách
)

// A Deadline (thời hạn) is something due in the cycle of a plan year.
type Deadline struct {
	Basis

	Code string
	Kind DeadlineKind
	// Dues are the days the text names: one for OnDay, twelve for Monthly, none
	// otherwise. With Before the thing must be done before that day ("trước ngày").
	Dues    []calendar.Date
	Before  bool
	Days    int    // for DaysAfter and WorkdaysAfter: at most so many
	Event   string // for the same: Vietnamese, after what
	Name    string // Vietnamese, what is due
	Who, To string // Vietnamese, from whom to whom

	entry deadlineEntry
}

// Deadline returns a deadline by its code, without days, or false when there is
// none.
func (r Rules) Deadline(code string) (Deadline, bool) {
	for _, l := range r.layers {
		for _, e := range l.rules.Deadlines {
			if e.Code == code && r.holds(e.basisEntry) && r.sets(l, e) {
				return r.deadline(l, e), true
			}
		}
		if slices.Contains(l.rules.Dropped, code) {
			break
		}
	}
	return Deadline{}, false
}

// sets reports whether e is a deadline of the fund: a national deadline is no
// default for a province, whose own are other people's duties.
func (r Rules) sets(l layer, e deadlineEntry) bool {
	return r.Fund != norm.Local || !l.National() || e.Fund != ""
}

func (r Rules) deadline(l layer, e deadlineEntry) Deadline {
	return Deadline{
		Basis: r.basis(l, e.basisEntry), Code: e.Code, Kind: e.Kind, Before: e.Before, Days: e.Days, Event: e.Event,
		Name: e.Name, Who: e.Who, To: e.To, entry: e,
	}
}

// codes lists the deadlines that r knows, in the order of the sets.
func (r Rules) codes() []string {
	var all []string
	for _, l := range slices.Backward(r.layers) {
		for _, e := range l.rules.Deadlines {
			if !slices.Contains(all, e.Code) {
				all = append(all, e.Code)
			}
		}
	}
	return all
}

// lastIn is the last day in time when the text names day.
func (d Deadline) lastIn(day calendar.Date) calendar.Date {
	if d.Before && !day.IsZero() {
		return day.AddDays(-1)
	}
	return day
}

// InMonth returns the last day on which what is due Monthly is in time in a
// month; no day for a deadline of another kind.
func (d Deadline) InMonth(year int, month time.Month) calendar.Date {
	if d.Kind != Monthly {
		return calendar.Date{}
	}
	day, err := calendar.New(year, int(month), d.entry.Day)
	if err != nil {
		return calendar.Date{}
	}
	return d.lastIn(day)
}

// OfYear returns the last day on which what is due OnDay is in time in the cycle
// of a plan year; no day for a deadline of another kind.
func (d Deadline) OfYear(year int) calendar.Date {
	if d.Kind != OnDay {
		return calendar.Date{}
	}
	day, err := calendar.New(year+d.entry.Year, d.entry.Month, d.entry.Day)
	if err != nil {
		return calendar.Date{}
	}
	return d.lastIn(day)
}

// Following returns the last day on which what is due some days or working days
// after an event is in time; no day for none and for a deadline of another kind.
// The day of the event does not count.
//
// Law: Bộ luật Dân sự 2015 Điều 147 khoản 2.
func (d Deadline) Following(book *calendar.Book, event calendar.Date) calendar.Date {
	switch {
	case event.IsZero():
		return calendar.Date{}
	case d.Kind == DaysAfter:
		return event.AddDays(d.Days)
	case d.Kind == WorkdaysAfter:
		return book.AddWorkdays(event, d.Days)
	}
	return calendar.Date{}
}

// CountsWorkdays reports whether any set has a deadline in working days.
func (b *Book) CountsWorkdays() bool {
	return slices.ContainsFunc(b.sets, func(s Set) bool {
		return slices.ContainsFunc(s.rules.Deadlines, func(e deadlineEntry) bool { return e.Kind == WorkdaysAfter })
	})
}

// Deadlines returns what is due in the cycle of the plan of that year, from the
// registration the year before to the liquidation the January after, each day
// by the rules in force on that day.
//
// Law: TT 36/2013/TT-BCT Điều 10, 18, 21, 23 (from 2014-02-10); TT 17/2018/TT-BCT
// Điều 1 khoản 9; NĐ 45/2012/NĐ-CP Điều 16.
func (b *Book) Deadlines(in Area, fund norm.Fund, year int) []Deadline {
	var all []Deadline
	turns := b.turns(year)
	for i, first := range turns[:len(turns)-1] {
		last := turns[i+1].AddDays(-1)
		r := b.For(in, fund, within(calendar.FirstDay(year), first, last))
		for _, code := range r.codes() {
			d, ok := r.Deadline(code)
			if !ok {
				continue
			}
			d.Dues = slices.DeleteFunc(d.entry.dues(year), func(due calendar.Date) bool { return !due.Within(first, last) })
			if named := d.Kind == OnDay || d.Kind == Monthly; len(d.Dues) > 0 || !named && first.Year() <= year && last.Year() >= year {
				all = join(all, d)
			}
		}
	}
	return all
}

// within returns day, or first when day is not within first and last.
func within(day, first, last calendar.Date) calendar.Date {
	if day.Within(first, last) {
		return day
	}
	return first
}

// join adds d to list, or its days to what is there if the rule is the same.
func join(list []Deadline, d Deadline) []Deadline {
	for i := range list {
		old := list[i]
		old.Dues, old.Basis.Set = d.Dues, d.Basis.Set
		if reflect.DeepEqual(old, d) {
			list[i].Dues = append(list[i].Dues, d.Dues...)
			return list
		}
	}
	return append(list, d)
}

// turns lists the first days of the stretches of time, within the cycle of a
// plan year, in which the same sets are in force, and the day after the last.
func (b *Book) turns(year int) []calendar.Date {
	start, end := calendar.FirstDay(year-1), calendar.FirstDay(year+2)
	days := []calendar.Date{start, end}
	for _, s := range b.sets {
		days = append(days, s.From)
		if !s.Until.IsZero() {
			days = append(days, s.Until.AddDays(1))
		}
	}
	days = slices.DeleteFunc(days, func(d calendar.Date) bool { return d.IsZero() || !d.Within(start, end) })
	slices.SortFunc(days, calendar.Date.Compare)
	return slices.Compact(days)
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
	case Quarterly, DaysAfter, WorkdaysAfter:
	}
	return days
}

// deadlines checks the deadlines.
func (c *checker) deadlines() {
	type key struct{ code, fund string }
	seen := map[key]bool{}
	for i := range c.file.Deadlines {
		e := &c.file.Deadlines[i]
		path := at("deadlines", i)
		c.basis(&e.basisEntry, path...)
		c.check(e.Code != "" && e.Name != "" && e.Who != "" && e.To != "", path, "Thời hạn này thiếu mã, tên, ai làm hoặc gửi ai (code, name, who, to).")
		c.check(!seen[key{e.Code, e.Fund}], path, "Thời hạn “%s” ghi hai lần.", e.Code)
		seen[key{e.Code, e.Fund}] = true
		c.check(e.Year >= -1 && e.Year <= 1, at("deadlines", i, "year"), "Năm của thời hạn (year) là -1, 0 hoặc 1 so với năm kế hoạch.")
		after := e.Kind == DaysAfter || e.Kind == WorkdaysAfter
		c.check(after == (e.Days > 0 && e.Event != ""), path, "Số ngày (days) và sự kiện (event) chỉ dùng, và phải dùng, cho loại days_after, workdays_after.")
		c.check(e.Days <= 3660, at("deadlines", i, "days"), "Số ngày của thời hạn quá lớn.")
		c.check(slices.Contains(kinds(), e.Kind), at("deadlines", i, "kind"), "Không có loại thời hạn “%s”.", e.Kind)
		whole := e.Kind == OnDay && len(e.dues(2026)) == 1 || e.Kind == Monthly && len(e.dues(2026)) == 12
		c.check(whole || e.Kind != OnDay && e.Kind != Monthly, path, "Năm nào cũng phải có ngày mà thời hạn này nêu.")
	}
	for i, code := range c.file.Dropped {
		c.check(code != "" && c.file.BasedOn != "" || c.local(), at("dropped_deadlines", i), "Chỉ bỏ thời hạn của bộ mà bộ này kế thừa, hoặc của quốc gia đối với khuyến công địa phương.")
	}
}
