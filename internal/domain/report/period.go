package report

import (
	"fmt"
	"regexp"
	"strconv"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
)

// A PeriodKind says how long a period (kỳ báo cáo) is.
type PeriodKind string

// The kinds of period. Those that begin on 1 January are what reports of
// quarters and years add up to.
const (
	Month     PeriodKind = "month"     // một tháng
	Quarter   PeriodKind = "quarter"   // một quý
	Months    PeriodKind = "months"    // mấy tháng đầu năm: 6 tháng, 9 tháng, 8 tháng
	WholeYear PeriodKind = "year"      // cả năm
	FiveYears PeriodKind = "fiveyears" // giai đoạn 5 năm: 2016–2020, 2021–2025
)

// A Period (kỳ báo cáo) is what a report is about. Year is the budget year, of
// five years the first. No is the month, the quarter or how many months.
//
// Law: TT 36/2013/TT-BCT Điều 21 khoản 5, Điều 22, 23 (tháng, quý, 6 tháng, năm);
// NĐ 45/2012/NĐ-CP Điều 16 khoản 1 điểm i (quý). 9 months, other numbers of months
// and five years are usual and prescribed by none of them.
type Period struct {
	Kind PeriodKind
	Year int
	No   int
}

// LastQuarter is the last quarter that has ended.
func LastQuarter(today calendar.Date) Period {
	day := today.AddMonths(-3)
	return Period{Kind: Quarter, Year: day.Year(), No: (int(day.Month()) + 2) / 3}
}

// The years that a period may have.
const (
	firstYear = 2000
	lastYear  = 2100
)

var periodCode = regexp.MustCompile(`^(\d{4})(?:-(t|q|m)(\d{1,2})|-(\d{4}))?$`)

// ParsePeriod reads the code of a period: 2020-t8 is August, 2020-q3 the third
// quarter, 2020-m8 the first eight months, 2020 the year, 2016-2020 five years.
func ParsePeriod(code string) (Period, error) {
	m := periodCode.FindStringSubmatch(code)
	if m == nil {
		return Period{}, badPeriod()
	}
	year, _ := strconv.Atoi(m[1]) // the pattern has digits only
	p := Period{Kind: WholeYear, Year: year}
	switch {
	case m[2] != "":
		p.No, _ = strconv.Atoi(m[3])
		p.Kind = map[string]PeriodKind{"t": Month, "q": Quarter, "m": Months}[m[2]]
	case m[4] != "":
		last, _ := strconv.Atoi(m[4])
		if last != year+4 {
			return Period{}, badPeriod()
		}
		p.Kind = FiveYears
	}
	if !p.valid() {
		return Period{}, badPeriod()
	}
	return p, nil
}

func badPeriod() error {
	return fault.New(fault.Invalid, "Kỳ báo cáo phải là một tháng, một quý, mấy tháng đầu năm, một năm hoặc giai đoạn 5 năm từ năm 2000 đến năm 2100.")
}

func (p Period) valid() bool {
	if p.Year < firstYear || p.Last().Year() > lastYear {
		return false
	}
	switch p.Kind {
	case Month:
		return p.No >= 1 && p.No <= 12
	case Quarter:
		return p.No >= 1 && p.No <= 4
	case Months:
		return p.No >= 2 && p.No <= 11
	case FiveYears:
		return p.No == 0 && p.Year%5 == 1
	case WholeYear:
		return p.No == 0
	}
	return false
}

// Code is what ParsePeriod reads.
func (p Period) Code() string {
	switch p.Kind {
	case Month:
		return fmt.Sprintf("%d-t%d", p.Year, p.No)
	case Quarter:
		return fmt.Sprintf("%d-q%d", p.Year, p.No)
	case Months:
		return fmt.Sprintf("%d-m%d", p.Year, p.No)
	case FiveYears:
		return fmt.Sprintf("%d-%d", p.Year, p.Year+4)
	case WholeYear:
	}
	return strconv.Itoa(p.Year)
}

// Title names the period in Vietnamese, in lower case: "8 tháng đầu năm 2020".
func (p Period) Title() string {
	switch p.Kind {
	case Month:
		return fmt.Sprintf("tháng %d năm %d", p.No, p.Year)
	case Quarter:
		return fmt.Sprintf("quý %s năm %d", [...]string{"I", "II", "III", "IV"}[p.No-1], p.Year)
	case Months:
		return fmt.Sprintf("%d tháng đầu năm %d", p.No, p.Year)
	case FiveYears:
		return fmt.Sprintf("giai đoạn %d–%d", p.Year, p.Year+4)
	case WholeYear:
	}
	return fmt.Sprintf("năm %d", p.Year)
}

// MarshalText implements encoding.TextMarshaler with the code.
func (p Period) MarshalText() ([]byte, error) { return []byte(p.Code()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Period) UnmarshalText(text []byte) (err error) {
	*p, err = ParsePeriod(string(text))
	return err
}

// Years lists the budget years of the period.
func (p Period) Years() []int {
	years := []int{p.Year}
	for p.Kind == FiveYears && len(years) < 5 {
		years = append(years, p.Year+len(years))
	}
	return years
}

// First is the first day of the period.
func (p Period) First() calendar.Date {
	first := calendar.FirstDay(p.Year)
	switch p.Kind {
	case Month:
		return first.AddMonths(p.No - 1)
	case Quarter:
		return first.AddMonths(3 * (p.No - 1))
	case Months, WholeYear, FiveYears:
	}
	return first
}

// Last is the last day of the period.
func (p Period) Last() calendar.Date {
	months := 12
	switch p.Kind {
	case Month:
		months = 1
	case Quarter:
		months = 3
	case Months:
		months = p.No
	case FiveYears:
		months = 60
	case WholeYear:
	}
	return p.First().AddMonths(months).AddDays(-1)
}

// Until is the last day that a report of the period counts: its last day, or
// the given one while the period lasts.
func (p Period) Until(today calendar.Date) calendar.Date {
	if last := p.Last(); last.Before(today) {
		return last
	}
	return today
}

// Before is the same period of the year before (cùng kỳ), or the five years
// before.
func (p Period) Before() Period {
	p.Year--
	if p.Kind == FiveYears {
		p.Year -= 4
	}
	return p
}

// sameDay is the day of the period before that answers to asOf: the last day if
// asOf is the last day, else as many months and days after its first day.
func (p Period) sameDay(asOf calendar.Date) calendar.Date {
	before := p.Before()
	if asOf.Equal(p.Last()) {
		return before.Last()
	}
	if p.Kind == FiveYears {
		return asOf.AddMonths(-60)
	}
	return asOf.AddMonths(-12)
}

// Opened reports whether the period has begun by the day.
func (p Period) Opened(today calendar.Date) bool { return !today.Before(p.First()) }
