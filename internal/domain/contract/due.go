package contract

import (
	"fmt"
	"time"

	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
)

// settlementDays is how long after the last acceptance the settlement dossier
// must be ready.
const settlementDays = 15

// ProgressDue returns the last day on which the report of a month ("2026-08")
// is in time, the 24th: law says before the 25th. No day for a month that
// cannot be read.
//
// Law: TT 36/2013/TT-BCT Điều 23 khoản 3 điểm a.
func ProgressDue(month string) calendar.Date {
	first, err := firstOf(month)
	if err != nil {
		return calendar.Date{}
	}
	return first.AddDays(23)
}

// SettlementDue returns the day by which the settlement dossier must be ready
// when the last acceptance was on day; no day for none.
//
// Law: TT 36/2013/TT-BCT Điều 18 khoản 1.
func SettlementDue(lastAcceptance calendar.Date) calendar.Date {
	return lastAcceptance.AddDays(settlementDays)
}

// LiquidationDue returns the last day on which contracts paid from the budget
// of year are liquidated: 22 January of the year after.
//
// Law: TT 36/2013/TT-BCT Điều 18 khoản 2.
func LiquidationDue(year int) calendar.Date {
	return calendar.FirstDay(year + 1).AddDays(21)
}

// LastAcceptance returns the day of the newest confirmed acceptance, or none.
func (f *File) LastAcceptance() calendar.Date {
	var last calendar.Date
	for _, a := range f.Acceptances {
		if a.State == AcceptanceConfirmed && a.AcceptedOn.After(last) {
			last = a.AcceptedOn
		}
	}
	return last
}

// SettlementDue returns the day by which the settlement dossier is due, or no
// day while there are acceptances to come.
func (f *File) SettlementDue() calendar.Date {
	if len(f.Unaccepted()) > 0 {
		return calendar.Date{}
	}
	return SettlementDue(f.LastAcceptance())
}

// LiquidationDue returns the day by which the contract is to be liquidated.
func (f *File) LiquidationDue() calendar.Date {
	years := f.BudgetYears()
	return LiquidationDue(years[len(years)-1])
}

// MissingMonths lists the months of the contract whose report is due by today
// and has not come, oldest first. A stopped scheme reports no more.
func (f *File) MissingMonths(today calendar.Date) []string {
	if f.Contract == nil || f.Contract.State != Signed || f.Scheme.State == scheme.Stopped || len(f.Unaccepted()) == 0 {
		return nil
	}
	have := map[string]bool{}
	for _, p := range f.Progress {
		have[p.Month] = true
	}
	var missing []string
	for d := f.Contract.SignedOn; !d.IsZero() && !d.After(today); {
		m := MonthOf(d)
		if !have[m] && ProgressDue(m).Before(today) && !ProgressDue(m).Before(f.Contract.SignedOn) {
			missing = append(missing, m)
		}
		first, err := firstOf(m)
		if err != nil || MonthOf(f.Contract.EndsOn) <= m {
			break
		}
		d = first.AddMonths(1)
	}
	return missing
}

// MonthOf returns the month of d as progress reports name it, "2026-08".
func MonthOf(d calendar.Date) string { return fmt.Sprintf("%04d-%02d", d.Year(), int(d.Month())) }

// firstOf returns the first day of a month.
func firstOf(month string) (calendar.Date, error) {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return calendar.Date{}, fault.New(fault.Invalid, "Tháng báo cáo phải có dạng năm-tháng, ví dụ 2026-08.")
	}
	return calendar.New(t.Year(), int(t.Month()), 1)
}

// lastBudgetDay is the end of the last budget year among years.
func lastBudgetDay(years []int) calendar.Date { return calendar.LastDay(years[len(years)-1]) }
