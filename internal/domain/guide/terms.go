package guide

import (
	"slices"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/calendar"
)

// Terms (thời hạn đăng ký) say when to apply for the plan of a year.
type Terms struct {
	Year int // of the plan that was asked for
	// Due is by when the department sends the registration on to the ministry;
	// an owner must be earlier. Zero when the data name no day.
	Due      calendar.Date
	Citation string
	Evidence norm.Evidence
	Passed   bool // Due has gone by
	// NextYear and NextDue are the first plan whose registration is still open,
	// when Passed.
	NextYear int
	NextDue  calendar.Date
}

// terms returns when to apply; who does not know when is told of the first plan
// that is still open.
func (a Answers) terms(by *procedure.Book) Terms {
	year := a.day.Year()
	if !a.is(When, years(a.day)[0].Value) {
		year++
	}
	t := Terms{Year: year}
	var ok bool
	if t.Due, t.Citation, t.Evidence, ok = registration(by, year); !ok {
		return t
	}
	if t.Passed = !a.day.Before(t.Due); !t.Passed {
		return t
	}
	t.NextYear, t.NextDue = year, t.Due
	for !a.day.Before(t.NextDue) {
		t.NextYear++
		if t.NextDue, _, _, ok = registration(by, t.NextYear); !ok {
			t.NextYear = 0
			return t
		}
	}
	if !a.known(When) {
		t.Year, t.Due, t.Passed = t.NextYear, t.NextDue, false
	}
	return t
}

// registration returns the day before which the plan of a year is registered.
func registration(by *procedure.Book, year int) (due calendar.Date, citation string, evidence norm.Evidence, ok bool) {
	all := by.Deadlines(procedure.Area{}, norm.National, year)
	i := slices.IndexFunc(all, func(d procedure.Deadline) bool { return d.Code == "registration" && len(d.Dues) == 1 })
	if i < 0 {
		return due, "", "", false
	}
	return all[i].Dues[0], all[i].Citation, all[i].Evidence, true
}

// papers lists what a registration should hold.
func (a Answers) papers(by *procedure.Book) []procedure.Paper {
	f := a.Facts(norm.National)
	return by.For(procedure.Area{Province: f.Province, Former: f.Former}, f.Fund, f.On).Dossier(f.Content)
}
