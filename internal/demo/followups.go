package demo

import (
	"strings"

	"example.vn/khuyencong/internal/domain/followup"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// followAYearOn asks everybody a year after the work of 2020 was accepted, and
// answers for most of them. The answers are made up.
func (l *loader) followAYearOn() error {
	var asked []followup.Followup
	err := l.on("2022-01-10", "canbo", func(tx *db.Tx) (err error) {
		asked, err = followup.Ask(l.ctx, tx, "")
		return err
	})
	if err != nil {
		return err
	}
	for i, f := range asked {
		if i%4 == 3 || !invented(f) {
			continue // silent
		}
		a := followup.Answer{
			Revenue: money.VND(80_000_000 + 35_000_000*(i%6)), Workers: int64(4 + i%9), Energy: int64(900 + 150*(i%7)), Used: followup.Full,
			Note: "Dữ liệu minh họa.",
		}
		if i%5 == 2 {
			a.Used, a.Energy = followup.Partly, followup.Unknown
		}
		if i%11 == 9 {
			a.Used, a.Revenue = followup.None, followup.Unknown
		}
		if err := l.followReply("2022-01-20", f, a); err != nil {
			return err
		}
	}
	return nil
}

// followNow asks the first three of those who are due now; one has answered.
func (l *loader) followNow() error {
	var asked []followup.Followup
	err := l.on("2026-11-21", "canbo", func(tx *db.Tx) error {
		asked = nil
		due, _, err := followup.DueNow(l.ctx, tx)
		if err != nil {
			return err
		}
		for _, d := range due[:min(len(due), 3)] {
			one, err := followup.Ask(l.ctx, tx, d.Key())
			if err != nil {
				return err
			}
			asked = append(asked, one...)
		}
		return nil
	})
	if err != nil || len(asked) == 0 || !invented(asked[0]) {
		return err
	}
	return l.followReply("2026-11-21", asked[0], followup.Answer{
		Revenue: 210_000_000, Workers: 8, Energy: 1_250, Output: "3 tấn (minh họa)", Used: followup.Full, Note: "Dữ liệu minh họa.",
	})
}

// invented reports whether an establishment is one of the demonstration's own: no
// answer is put into the mouth of one that exists.
func invented(f followup.Followup) bool { return strings.Contains(f.Name, "minh họa") }

// followReply answers by the link, as an establishment does.
func (l *loader) followReply(day string, f followup.Followup, a followup.Answer) error {
	l.clock.Set(calendar.Must(day))
	scope, _ := followup.ScopeOf(f.Code)
	return l.db.Update(l.ctx, scope, func(tx *db.Tx) error { return followup.Reply(l.ctx, tx, f.Code, f.Version, a) })
}
