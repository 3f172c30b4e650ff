package demo

import (
	"fmt"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

func mustDay(iso string) calendar.Date { return calendar.Must(iso) }

// advance is the part of the support that is advanced in the demonstration.
func (s *spec) advance() money.VND { return money.Ratio(5000).Of(s.support) }

func (l *loader) prepare2020() error {
	l.national, l.local = national2020(), local2020()
	keys, err := keys2020()
	if err != nil {
		return err
	}
	for _, s := range l.local {
		if s.source == "" {
			continue
		}
		if s.originKey = keys[s.who[0].name]; s.originKey == "" {
			return fmt.Errorf("no published row of %s", s.who[0].name)
		}
	}
	for _, s := range l.national {
		if err := l.ready("2019-09-10", "2019-09-20", "2019-10-08", "2019-11-20", 2020, s); err != nil {
			return err
		}
	}
	for i, s := range l.local {
		drafted, submitted, appraised := "2019-10-14", "2019-11-05", "2019-12-03"
		if i >= 8 {
			drafted, submitted, appraised = "2020-03-03", "2020-03-24", "2020-04-14"
		}
		if err := l.ready(drafted, submitted, appraised, "", 2020, s); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) plan2020() error {
	national, local := ledger.Book{Fund: ledger.National, Year: 2020}, ledger.Book{Fund: ledger.Local, Year: 2020}
	if err := l.allot("2020-01-06", national, 4420*million, l.paper("QĐ-BCT")); err != nil {
		return err
	}
	if err := l.allot("2020-01-08", local, 1800*million, l.paper("QĐ-UBND")); err != nil {
		return err
	}
	for _, round := range []struct {
		fund                        ledger.Fund
		drafted, submitted, decided string
		schemes                     []*spec
		number                      string
	}{
		{ledger.National, "2020-01-07", "2020-01-09", "2020-01-15", l.national, "QĐ-BCT"},
		{ledger.Local, "2020-02-10", "2020-02-17", "2020-03-20", l.local[:8], "QĐ-UBND"},
		{ledger.Local, "2020-05-11", "2020-05-18", "2020-06-25", l.local[8:], "QĐ-UBND"},
	} {
		if err := l.decide(2020, round.fund, round.drafted, round.submitted, round.decided, round.schemes, l.paper(round.number), "Người ký (minh họa)"); err != nil {
			return err
		}
	}
	return nil
}

// decide brings a round from its opening to the decision.
func (l *loader) decide(year int, fund ledger.Fund, drafted, submitted, decided string, schemes []*spec, number, signer string) error {
	k, err := l.draftPlan(drafted, year, fund, schemes)
	if err != nil {
		return err
	}
	if err := l.submitPlan(submitted, k); err != nil {
		return err
	}
	return l.approvePlan(decided, k, number, signer)
}

// run2020 brings the year to 31/08/2020: seventeen schemes under way.
func (l *loader) run2020() error {
	for i, s := range l.all2020() {
		signed := "2020-04-16"
		if s.fund == ledger.Local && i >= 12 {
			signed = "2020-07-09"
		}
		if err := run([]func() error{
			func() error { return l.prepareContract(signed, s, "2020-12-15") },
			func() error { return l.sign(signed, s) },
		}); err != nil {
			return err
		}
		if s.group {
			if err := l.approveGroup("2020-04-28", s); err != nil {
				return err
			}
		}
		if err := l.progress("2020-07-21", s, 4000); err != nil {
			return err
		}
		if err := l.progress("2020-08-20", s, 7500); err != nil {
			return err
		}
		if advanced2020(i) {
			if err := l.pay("2020-08-25", s, contract.Advance, s.advance()); err != nil {
				return err
			}
		}
	}
	return nil
}

// advanced2020 says which schemes of 2020 took an advance.
func advanced2020(i int) bool { return i%3 == 0 }

func (l *loader) all2020() []*spec { return append(append([]*spec(nil), l.national...), l.local...) }

// finish2020 settles the year after the day of the published figures.
func (l *loader) finish2020() error {
	for i, s := range l.all2020() {
		if err := run([]func() error{
			func() error { return l.accept("2020-10-20", s) },
			func() error { return l.payOut("2020-11-10", s, advanced2020(i)) },
			func() error { return l.settle("2020-11-20", "2020-09-30", "2020-12-08", "2021-01-12", s) },
		}); err != nil {
			return err
		}
	}
	return nil
}

// round2025 is the published first round of 2025: QĐ 1015/QĐ-UBND of
// 30/8/2025. Only the six tea units were published one by one.
func (l *loader) round2025() error {
	if err := l.allot("2025-02-10", ledger.Book{Fund: ledger.Local, Year: 2025}, 2600*million, l.paper("QĐ-UBND")); err != nil {
		return err
	}
	schemes, err := l.published2025()
	if err != nil {
		return err
	}
	for _, s := range schemes {
		if err := l.ready("2025-07-07", "2025-07-14", "2025-07-28", "", 2025, s); err != nil {
			return err
		}
	}
	if err := l.decide(2025, ledger.Local, "2025-08-04", "2025-08-11", "2025-08-30", schemes, "1015/QĐ-UBND", "Chủ tịch UBND tỉnh (nguồn không nêu tên)"); err != nil {
		return err
	}
	for i, s := range schemes {
		if err := run([]func() error{
			func() error { return l.prepareContract("2025-09-16", s, "2025-12-10") },
			func() error { return l.sign("2025-09-18", s) },
			func() error { return l.reports(s, "2025-09-22", "2025-10-21", "2025-11-20") },
		}); err != nil {
			return err
		}
		if i >= 4 {
			if err := l.carry(s); err != nil {
				return err
			}
			continue
		}
		if err := run([]func() error{
			func() error { return l.accept("2025-11-11", s) },
			func() error { return l.payOut("2025-11-24", s, false) },
			func() error { return l.settle("2025-12-02", "2025-11-05", "2025-12-16", "2026-01-15", s) },
		}); err != nil {
			return err
		}
	}
	return nil
}

// carry takes the money of a scheme into 2026 by a decision of the province,
// and extends its contract.
func (l *loader) carry(s *spec) error {
	err := l.on("2025-12-24", "ubnd", func(tx *db.Tx) error {
		f, err := l.file(tx, s)
		if err != nil {
			return err
		}
		return contract.Carry(l.ctx, tx, f.Contract.Version, &contract.CarryOver{
			Contract: f.Contract.ID, ToYear: 2026, DecisionNo: l.paper("QĐ-UBND"), DecidedOn: tx.Today(), Signer: "Người ký (minh họa)",
		})
	})
	if err != nil {
		return err
	}
	if err := l.annex("2025-12-29", s, "2026-12-10"); err != nil {
		return err
	}
	return l.reports(s, "2025-12-30", "2026-01-20", "2026-02-20", "2026-03-20", "2026-04-20", "2026-05-20", "2026-06-22", "2026-07-20",
		"2026-08-20", "2026-09-21", "2026-10-20")
}

// reports notes the progress of several months.
func (l *loader) reports(s *spec, days ...string) error {
	for i, day := range days {
		if err := l.progress(day, s, min(money.Ratio(3000+600*i), 9000)); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) annex(day string, s *spec, ends string) error {
	no := 0
	err := l.on(day, "canbo", func(tx *db.Tx) error {
		f, err := l.file(tx, s)
		if err != nil {
			return err
		}
		a := &contract.Annex{Contract: f.Contract.ID, What: "Gia hạn thời gian thực hiện (minh họa)", NewEndsOn: mustDay(ends)}
		err = contract.PrepareAnnex(l.ctx, tx, a)
		no = a.No
		return err
	})
	if err != nil {
		return err
	}
	return l.on(day, "giamdoc", func(tx *db.Tx) error {
		f, err := l.file(tx, s)
		if err != nil {
			return err
		}
		return contract.SignAnnex(l.ctx, tx, f.Contract.ID, no, f.Contract.Version, l.paper("PLHĐ"), tx.Today())
	})
}
