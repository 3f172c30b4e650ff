package report

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// A Restatement (bảng đính chính) is what changed of an issued report: the whole
// and each scheme, figure by figure, and what was written since that made it so.
type Restatement struct {
	Period   Period        `json:"period"`
	Replaces int           `json:"replaces"` // the edition that is no longer right
	Issued   string        `json:"issued"`   // when it was issued
	AsOf     calendar.Date `json:"as_of"`
	Reason   string        `json:"reason"` // of the person who issues the correction
	Total    []Difference  `json:"total"`
	Lines    []Restated    `json:"lines"`
}

// Restated is a scheme whose figures changed.
type Restated struct {
	Scheme      scheme.ID    `json:"scheme"`
	Title       string       `json:"title"`
	Fund        ledger.Fund  `json:"fund"`
	Differences []Difference `json:"differences"`
	Causes      []Cause      `json:"causes"`
}

// A Difference is one figure that is not what it was, or a breakdown in which
// a scheme has moved from one line to another.
type Difference struct {
	Span    Span      `json:"span,omitempty"`
	Measure Measure   `json:"measure,omitempty"`
	Was     money.VND `json:"was"`
	Is      money.VND `json:"is"`
	By      Dimension `json:"by,omitempty"` // of a move
	From    string    `json:"from,omitempty"`
	To      string    `json:"to,omitempty"`
}

// Words says the difference in Vietnamese.
func (d Difference) Words() string {
	if d.By != "" {
		return d.By.Label() + ": từ “" + d.From + "” sang “" + d.To + "”"
	}
	label := map[Span]string{ToDate: "lũy kế", Within: "trong kỳ", Earlier: "cùng kỳ"}[d.Span]
	return fmt.Sprintf("%s, %s: từ %s thành %s %s", d.Measure.Short(), label, d.Was, d.Is, d.Measure.Unit())
}

// A Cause is something that was written after the report was issued and reaches
// back into its time.
type Cause struct {
	At    string `json:"at"` // when it was written
	Words string `json:"words"`
}

// Restate compares an issued report with figures of the same period that were
// counted later.
func Restate(ctx context.Context, tx *db.Tx, e *Edition, now *Report) (*Restatement, error) {
	old := e.Report
	s := &Restatement{Period: old.Period, Replaces: e.No, Issued: e.IssuedAt, AsOf: old.AsOf, Total: differences(old.Total.BySpan, now.Total.BySpan)}
	was := map[lineKey]SchemeLine{}
	for _, l := range old.Schemes {
		was[lineKey{l.Scheme, l.Fund}] = l
	}
	add := func(before, after SchemeLine, named SchemeLine) error {
		all := append(differences(before.BySpan, after.BySpan), moves(old, now, before, after)...)
		if len(all) == 0 {
			return nil
		}
		causes, err := causesOf(ctx, tx, named.Scheme, e.IssuedAt, old.AsOf)
		s.Lines = append(s.Lines, Restated{named.Scheme, named.Title, named.Fund, all, causes})
		return err
	}
	for _, l := range now.Schemes {
		k := lineKey{l.Scheme, l.Fund}
		if err := add(was[k], l, l); err != nil {
			return nil, err
		}
		delete(was, k)
	}
	for _, l := range old.Schemes { // those that are no longer there
		if _, left := was[lineKey{l.Scheme, l.Fund}]; left {
			if err := add(l, SchemeLine{}, l); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// differences lists the figures that differ.
func differences(was, is BySpan) (all []Difference) {
	for _, span := range Spans() {
		for _, m := range Measures() {
			if a, b := m.Of(was.In(span)), m.Of(is.In(span)); a != b {
				all = append(all, Difference{Span: span, Measure: m, Was: a, Is: b})
			}
		}
	}
	return all
}

// moves lists the breakdowns in which a scheme stands elsewhere.
func moves(old, now *Report, was, is SchemeLine) (all []Difference) {
	if was.Keys == nil || is.Keys == nil {
		return nil
	}
	for _, by := range Dimensions() {
		if was.Keys[by] != is.Keys[by] {
			all = append(all, Difference{By: by, From: old.nameOf(by, was.Keys[by]), To: now.nameOf(by, is.Keys[by])})
		}
	}
	return all
}

func (r *Report) nameOf(by Dimension, code string) string {
	for _, l := range r.Table(by).Lines {
		if l.Code == code {
			return l.Name
		}
	}
	return code
}

// causesOf lists what was written about a scheme since a moment that reaches
// back to a day or before: entries of the books, decisions, and changes of the
// dossier.
func causesOf(ctx context.Context, tx *db.Tx, id scheme.ID, since string, asOf calendar.Date) (all []Cause, err error) {
	all, err = db.Collect(ctx, tx, `
		SELECT e.at, e.kind, e.amount, e.day, e.reference, e.memo FROM ledger_entries AS e
		WHERE e.province = ? AND e.subject = ? AND e.at >= ? AND e.day <= ? ORDER BY e.at, e.year, e.fund, e.seq`,
		[]any{tx.Province, id.Subject(), since, asOf}, func(scan db.Scan) (c Cause, err error) {
			var kind ledger.Kind
			var amount money.VND
			var day calendar.Date
			var reference, memo string
			err = scan(&c.At, &kind, &amount, &day, &reference, &memo)
			c.Words = fmt.Sprintf("Bút toán “%s” %s đồng, chứng từ %s ngày %s: %s", kind.Label(), amount, reference, day.VN(), memo)
			return c, err
		})
	if err != nil {
		return nil, fmt.Errorf("entries of %s since %s: %w", id, since, err)
	}
	decisions, err := db.Collect(ctx, tx, `
		SELECT d.at, d.kind, d.delta_vnd, d.decision_no, d.decided_on, d.note FROM plan_decisions AS d
		WHERE d.province = ? AND d.scheme = ? AND d.at >= ? AND d.decided_on <= ? ORDER BY d.seq`,
		[]any{tx.Province, id, since, asOf}, func(scan db.Scan) (c Cause, err error) {
			var kind plan.GrantKind
			var delta money.VND
			var no, note string
			var on calendar.Date
			err = scan(&c.At, &kind, &delta, &no, &on, &note)
			c.Words = fmt.Sprintf("Quyết định “%s” %s đồng, số %s ngày %s %s", kind.Label(), delta, no, on.VN(), note)
			return c, err
		})
	if err != nil {
		return nil, fmt.Errorf("decisions on %s since %s: %w", id, since, err)
	}
	all = append(all, decisions...)
	if len(all) > 0 {
		return all, nil
	}
	events, err := audit.Of(ctx, tx, id.Subject())
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		if e.At >= since {
			all = append(all, Cause{e.At, "Hồ sơ được thay đổi (" + e.Verb + ")"})
		}
	}
	return all, nil
}
