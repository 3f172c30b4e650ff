package deadline

import (
	"strconv"

	"example.vn/khuyencong/internal/platform/calendar"
)

// MovedBasis is the provision that moves a deadline from a day off to the next
// working day.
//
// Law: Bộ luật Dân sự 2015 Điều 148 khoản 5.
const MovedBasis = "Bộ luật Dân sự 2015, Điều 148 khoản 5"

// A Due (hạn) is a deadline as it stands on one day.
type Due struct {
	On    calendar.Date // the last day on which the thing is in time
	Asked calendar.Date // the day first set, before On was moved off a day off
	Left  int           // working days after today up to On; negative once late
	Late  bool
	Basis string // provision that sets or moves the day; the caller may set it
}

// DueIn returns how the deadline on stands today. A deadline on a day off ends
// with the next working day; Basis then cites why. The zero day is no deadline
// and is never late.
func DueIn(book *calendar.Book, today, on calendar.Date) Due {
	d := Due{On: book.NextWorkday(on), Asked: on}
	if on.IsZero() {
		return d
	}
	d.Left = book.WorkdaysBetween(today, d.On)
	d.Late = today.After(d.On)
	if d.Late {
		// Once late, count the working days that have passed since.
		d.Left = -book.WorkdaysBetween(d.On, today)
	}
	if d.On != on {
		d.Basis = MovedBasis
	}
	return d
}

// DueAfter returns how a deadline of n working days after start stands today.
// The first day does not count.
//
// Law: Bộ luật Dân sự 2015 Điều 147 khoản 2.
func DueAfter(book *calendar.Book, today, start calendar.Date, n int) Due {
	return DueIn(book, today, book.AddWorkdays(start, n))
}

// Label returns the Vietnamese words for how much time is left.
func (d Due) Label() string {
	switch {
	case d.On.IsZero():
		return "không có hạn"
	case d.Late && d.Left == 0:
		return "vừa quá hạn"
	case d.Late:
		return "quá hạn " + strconv.Itoa(-d.Left) + " ngày làm việc"
	case d.Left == 0:
		return "hết hạn hôm nay"
	}
	return "còn " + strconv.Itoa(d.Left) + " ngày làm việc"
}
