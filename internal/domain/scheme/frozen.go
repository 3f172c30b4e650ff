package scheme

import (
	"context"
	"encoding/json"
	"fmt"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// Frozen (kết luận mức chi đã chốt) is what the norms said of a scheme when it
// was approved. It is never judged again: a scheme keeps the law of its day.
type Frozen struct {
	Year      int // budget year of the decision
	DecidedOn calendar.Date
	Reference string // number of the decision
	Book      string // which norms decided
	Verdicts  []Judged
}

// Freeze keeps the verdicts of the day on with the dossier, for the decision
// of a budget year. What a year's decision has frozen stays.
//
// Law: NĐ 235/2025/NĐ-CP, transition.
func Freeze(ctx context.Context, tx *db.Tx, s *Scheme, by Basis, year int, on calendar.Date, reference string) error {
	body, err := json.Marshal(s.Verdicts(by, on))
	if err != nil {
		return fmt.Errorf("freeze the verdicts of scheme %s: %w", s.ID, err)
	}
	err = tx.Soon(ctx, `
		INSERT INTO scheme_verdicts (province, scheme, year, decided_on, reference, book, verdicts, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (province, scheme, year) DO NOTHING`,
		tx.Province, s.ID, year, on, reference, by.Name, string(body), tx.Moment())
	if err != nil {
		return fmt.Errorf("freeze the verdicts of scheme %s: %w", s.ID, err)
	}
	return nil
}

// FrozenOf returns what was frozen with the first decision on a scheme; ok is
// false when there is none, as for schemes of old lists.
func FrozenOf(ctx context.Context, tx *db.Tx, id ID) (f Frozen, ok bool, err error) {
	var body string
	err = tx.QueryRow(ctx, `
		SELECT year, decided_on, reference, book, verdicts FROM scheme_verdicts WHERE province = ? AND scheme = ? ORDER BY year LIMIT 1`,
		[]any{tx.Province, id}, &f.Year, &f.DecidedOn, &f.Reference, &f.Book, &body)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return f, false, nil
	case err != nil:
		return f, false, fmt.Errorf("frozen verdicts of scheme %s: %w", id, err)
	}
	if err := json.Unmarshal([]byte(body), &f.Verdicts); err != nil {
		return f, false, fmt.Errorf("frozen verdicts of scheme %s: %w", id, err)
	}
	return f, true, nil
}

// EveryFrozen returns what was frozen of a scheme, one for each budget year.
func EveryFrozen(ctx context.Context, tx *db.Tx, id ID) ([]Frozen, error) {
	return db.Collect(ctx, tx, `
		SELECT year, decided_on, reference, book, verdicts FROM scheme_verdicts WHERE province = ? AND scheme = ? ORDER BY year`,
		[]any{tx.Province, id}, func(scan db.Scan) (f Frozen, err error) {
			var body string
			if err := scan(&f.Year, &f.DecidedOn, &f.Reference, &f.Book, &body); err != nil {
				return f, err
			}
			return f, json.Unmarshal([]byte(body), &f.Verdicts)
		})
}

// Within is CheckAmount by the norms that decide in the transaction's province
// and what the beneficiaries have received; the basis is for what follows.
func (s *Scheme) Within(ctx context.Context, tx *db.Tx, amount money.VND, on calendar.Date) (Basis, error) {
	by, err := BasisOf(ctx, tx, s)
	if err != nil {
		return by, err
	}
	return by, s.CheckAmount(by, amount, on)
}
