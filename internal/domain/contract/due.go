package contract

import (
	"context"
	"fmt"
	"time"

	"example.vn/khuyencong/internal/domain/deadline"
	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// A Due (hạn theo quy định) is the last day on which something under a contract
// is in time, and the provision that sets it; no day when none does.
type Due struct {
	procedure.Basis

	On calendar.Date
	// Text says in Vietnamese how the provision counts.
	Text string
}

// Terms (thời hạn hợp đồng) counts the days that the procedure in force sets for
// contracts. What holds is what is in force when the time begins to run.
type Terms struct {
	book *procedure.Book
	days *calendar.Book // nil while no rule counts working days
}

// TermsOf returns the terms of the transaction's province.
func TermsOf(ctx context.Context, tx *db.Tx) (t Terms, err error) {
	if t.book, err = lawbook.ProcedureOf(ctx, tx); err == nil && t.book.CountsWorkdays() {
		t.days, err = deadline.Calendar(ctx, tx)
	}
	return t, err
}

// Progress is when the report of a month ("2026-08") is due.
//
// Law: TT 36/2013/TT-BCT Điều 23 khoản 3 điểm a.
func (t Terms) Progress(in procedure.Area, fund ledger.Fund, month string) Due {
	first, err := firstOf(month)
	if err != nil {
		return Due{}
	}
	return t.due(procedure.ProgressReport, in, fund, first, first)
}

// Settlement is when the settlement dossier is due after the last acceptance.
//
// Law: TT 36/2013/TT-BCT Điều 18 khoản 1.
func (t Terms) Settlement(in procedure.Area, fund ledger.Fund, lastAcceptance calendar.Date) Due {
	return t.due(procedure.Settlement, in, fund, lastAcceptance, lastAcceptance)
}

// Liquidation is by when contracts paid from the budget of year are liquidated.
//
// Law: TT 36/2013/TT-BCT Điều 18 khoản 2.
func (t Terms) Liquidation(in procedure.Area, fund ledger.Fund, year int) Due {
	return t.due(procedure.Liquidation, in, fund, calendar.FirstDay(year), calendar.LastDay(year))
}

// BooksClose is the end of the time in which payments still belong to the budget
// of year.
//
// Law: Luật NSNN 83/2015/QH13 Điều 64 (chưa kiểm chứng).
func (t Terms) BooksClose(in procedure.Area, fund ledger.Fund, year int) Due {
	return t.due(procedure.BudgetClosing, in, fund, calendar.FirstDay(year), calendar.LastDay(year))
}

// due counts one deadline: from an event, or within the month or the year that
// begins on first.
func (t Terms) due(code string, in procedure.Area, fund ledger.Fund, first, event calendar.Date) Due {
	if first.IsZero() {
		return Due{}
	}
	d, ok := t.book.For(in, norm.Fund(fund), event).Deadline(code)
	if !ok {
		return Due{}
	}
	due := Due{Basis: d.Basis, Text: d.Text()}
	switch d.Kind {
	case procedure.Monthly:
		due.On = d.InMonth(first.Year(), first.Month())
	case procedure.OnDay:
		due.On = d.OfYear(first.Year())
		due.Text = "Chậm nhất " + due.On.VN()
	case procedure.DaysAfter, procedure.WorkdaysAfter:
		due.On = d.Following(t.days, event)
	case procedure.Quarterly: // the text names no day
	}
	return due
}

// counts are the terms of the file, or of the program for one put together by hand.
func (f *File) counts() Terms {
	if f.terms.book == nil {
		f.terms.book = procedure.Embedded()
	}
	return f.terms
}

// ProgressDue is when the report of a month is due.
func (f *File) ProgressDue(month string) Due {
	return f.counts().Progress(f.area, f.Scheme.Fund, month)
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
func (f *File) SettlementDue() Due {
	if len(f.Unaccepted()) > 0 {
		return Due{}
	}
	return f.counts().Settlement(f.area, f.Scheme.Fund, f.LastAcceptance())
}

// LiquidationDue returns the day by which the contract is to be liquidated.
func (f *File) LiquidationDue() Due {
	years := f.BudgetYears()
	return f.counts().Liquidation(f.area, f.Scheme.Fund, years[len(years)-1])
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
		due := f.ProgressDue(m).On
		if !have[m] && !due.IsZero() && due.Before(today) && !due.Before(f.Contract.SignedOn) {
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
