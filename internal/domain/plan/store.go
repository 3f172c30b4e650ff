package plan

import (
	"context"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

const columns = `year, fund, round, title, state, paper_no, decision_no, decision_on, signer, reason, drafted_by,
	submitted_by, submitted_at, decided_by, decided_at, version, created_at`

func read(scan db.Scan) (*Plan, error) {
	var p Plan
	return &p, scan(&p.Year, &p.Fund, &p.Round, &p.Title, &p.State, &p.PaperNo, &p.DecisionNo, &p.DecisionOn, &p.Signer,
		&p.Reason, &p.DraftedBy, &p.SubmittedBy, &p.SubmittedAt, &p.DecidedBy, &p.DecidedAt, &p.Version, &p.CreatedAt)
}

// List returns the plans of the province without their items, newest first.
// year 0 means every year.
func List(ctx context.Context, tx *db.Tx, year int) ([]*Plan, error) {
	return db.Collect(ctx, tx, `
		SELECT `+columns+` FROM plans WHERE province = ? AND (? = 0 OR year = ?) ORDER BY year DESC, fund DESC, round DESC`,
		[]any{tx.Province, year, year}, read)
}

// OfScheme returns the newest plan that has the scheme among its candidates,
// without its items, or nil.
func OfScheme(ctx context.Context, tx *db.Tx, s *scheme.Scheme) (*Plan, error) {
	found, err := db.Collect(ctx, tx, `
		SELECT `+columns+` FROM plans AS p WHERE province = ? AND year = ? AND EXISTS (
			SELECT 1 FROM plan_items AS i WHERE i.province = p.province AND i.scheme = ? AND i.year = p.year AND i.fund = p.fund AND i.round = p.round)
		ORDER BY fund DESC, round DESC LIMIT 1`, []any{tx.Province, s.Year, s.ID}, read)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// ByKey returns one plan with its items in order of rank.
func ByKey(ctx context.Context, tx *db.Tx, k Key) (*Plan, error) {
	p, err := headOf(ctx, tx, k)
	if err != nil {
		return nil, err
	}
	return p, p.readSchemes(ctx, tx)
}

// headOf returns one plan of whose schemes only the numbers are known.
func headOf(ctx context.Context, tx *db.Tx, k Key) (*Plan, error) {
	var items []Item
	key := []any{tx.Province, k.Year, k.Fund, k.Round}
	err := tx.EachSoon(ctx, `
		SELECT scheme, choice, amount_vnd, rank, reasons, note FROM plan_items
		WHERE province = ? AND year = ? AND fund = ? AND round = ? ORDER BY rank, scheme`, key,
		func(scan db.Scan) error {
			i := Item{Scheme: &scheme.Scheme{}}
			var reasons string
			err := scan(&i.Scheme.ID, &i.Choice, &i.Amount, &i.Rank, &reasons, &i.Note)
			i.Reasons = strings.Split(reasons, "\n")
			items = append(items, i)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("items of plan: %w", err)
	}
	found, err := db.Collect(ctx, tx, `SELECT `+columns+` FROM plans WHERE province = ? AND year = ? AND fund = ? AND round = ?`, key, read)
	if err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	if len(found) == 0 {
		return nil, fault.New(fault.NotFound, "Không tìm thấy đợt kế hoạch này.")
	}
	found[0].Items = items
	return found[0], nil
}

// readSchemes reads the schemes of the items.
func (p *Plan) readSchemes(ctx context.Context, tx *db.Tx) error {
	ids := make([]scheme.ID, len(p.Items))
	for i := range p.Items {
		ids[i] = p.Items[i].Scheme.ID
	}
	schemes, err := scheme.ByIDs(ctx, tx, ids)
	if err != nil {
		return err
	}
	for i := range p.Items {
		p.Items[i].Scheme = schemes[i]
	}
	return nil
}

func insert(ctx context.Context, tx *db.Tx, p *Plan) error {
	p.Version, p.CreatedAt = 1, tx.Moment()
	_, err := tx.Exec(ctx, `
		INSERT INTO plans (province, `+columns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, p.Year, p.Fund, p.Round, p.Title, p.State, p.PaperNo, p.DecisionNo, p.DecisionOn, p.Signer, p.Reason,
		p.DraftedBy, p.SubmittedBy, p.SubmittedAt, p.DecidedBy, p.DecidedAt, p.Version, p.CreatedAt)
	if err != nil {
		return fmt.Errorf("add plan: %w", err)
	}
	return nil
}

func save(ctx context.Context, tx *db.Tx, p *Plan) error {
	err := tx.ChangeSoon(ctx, `
		UPDATE plans SET title = ?, state = ?, paper_no = ?, decision_no = ?, decision_on = ?, signer = ?, reason = ?,
			submitted_by = ?, submitted_at = ?, decided_by = ?, decided_at = ?, version = version + 1
		WHERE province = ? AND year = ? AND fund = ? AND round = ? AND version = ?`,
		p.Title, p.State, p.PaperNo, p.DecisionNo, p.DecisionOn, p.Signer, p.Reason,
		p.SubmittedBy, p.SubmittedAt, p.DecidedBy, p.DecidedAt, tx.Province, p.Year, p.Fund, p.Round, p.Version)
	if err != nil {
		return err
	}
	p.Version++
	return nil
}

func saveItems(ctx context.Context, tx *db.Tx, p *Plan) error {
	if _, err := tx.Exec(ctx, `DELETE FROM plan_items WHERE province = ? AND year = ? AND fund = ? AND round = ?`,
		tx.Province, p.Year, p.Fund, p.Round); err != nil {
		return fmt.Errorf("replace items of plan: %w", err)
	}
	for _, i := range p.Items {
		_, err := tx.Exec(ctx, `
			INSERT INTO plan_items (province, year, fund, round, scheme, choice, amount_vnd, rank, reasons, note)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			tx.Province, p.Year, p.Fund, p.Round, i.Scheme.ID, i.Choice, i.Amount, i.Rank, strings.Join(i.Reasons, "\n"), i.Note)
		if err != nil {
			return fmt.Errorf("item %s of plan: %w", i.Scheme.ID, err)
		}
	}
	return nil
}

// candidates lists the schemes that may enter the plan: those that passed
// appraisal, and granted multi-year schemes that ask money of the plan's year
// and have no decision for it yet. Schemes in another round that is still open
// are left out.
func candidates(ctx context.Context, tx *db.Tx, k Key) ([]*scheme.Scheme, error) {
	ids, err := db.Collect(ctx, tx, `
		SELECT s.id FROM schemes AS s
		WHERE s.province = ? AND s.fund = ? AND s.year <= ? AND s.year_end >= ?
			AND (s.state IN (?, ?) OR (s.state IN (?, ?, ?) AND s.year < ?))
			AND NOT EXISTS (SELECT 1 FROM plan_decisions AS d WHERE d.province = s.province AND d.scheme = s.id AND d.year = ? AND d.kind = ?)
			AND NOT EXISTS (SELECT 1 FROM plan_items AS i
				JOIN plans AS p ON p.province = i.province AND p.year = i.year AND p.fund = i.fund AND p.round = i.round
				WHERE i.province = s.province AND i.scheme = s.id AND i.year = ? AND i.round <> ? AND p.state <> ?)
		ORDER BY s.id`,
		[]any{
			tx.Province, k.Fund, k.Year, k.Year, scheme.Appraised, scheme.Endorsed, scheme.Approved, scheme.Contracted, scheme.Running, k.Year,
			k.Year, Initial, k.Year, k.Round, Approved,
		},
		func(scan db.Scan) (id scheme.ID, err error) { return id, scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("candidates: %w", err)
	}
	var all []*scheme.Scheme
	for _, id := range ids {
		s, err := scheme.ByID(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		// A scheme whose time was extended into the year asks nothing of it.
		enters, err := ready(ctx, tx, s)
		if err != nil {
			return nil, err
		}
		if live(s.State) && s.AskedIn(k.Year) > 0 || !live(s.State) && enters {
			all = append(all, s)
		}
	}
	return all, nil
}

// A Total is what the items of one choice in one plan come to.
type Total struct {
	Schemes int
	Amount  money.VND
}

// Totals adds up the items of the plans of some years by choice.
func Totals(ctx context.Context, tx *db.Tx, from, to int) (map[Key]map[Choice]Total, error) {
	all := map[Key]map[Choice]Total{}
	err := tx.Each(ctx, `
		SELECT year, fund, round, choice, count(*), CAST(SUM(amount_vnd) AS BIGINT) FROM plan_items
		WHERE province = ? AND year >= ? AND year <= ? GROUP BY year, fund, round, choice`, []any{tx.Province, from, to}, func(scan db.Scan) error {
		var k Key
		var c Choice
		var t Total
		if err := scan(&k.Year, &k.Fund, &k.Round, &c, &t.Schemes, &t.Amount); err != nil {
			return err
		}
		if all[k] == nil {
			all[k] = make(map[Choice]Total)
		}
		all[k][c] = t
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("totals of plans: %w", err)
	}
	return all, nil
}

func addGrant(ctx context.Context, tx *db.Tx, g Grant) error {
	err := tx.Soon(ctx, `
		INSERT INTO plan_decisions (province, scheme, seq, year, fund, kind, delta_vnd, decision_no, decided_on, signer, authority, note, noted_by, at)
		VALUES (?, ?, (SELECT COALESCE(MAX(seq), 0) + 1 FROM plan_decisions WHERE province = ? AND scheme = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, g.Scheme, tx.Province, g.Scheme, g.Year, g.Fund, g.Kind, g.Delta, g.DecisionNo, g.DecidedOn, g.Signer, g.Authority, g.Note,
		tx.Actor.ID, tx.Moment())
	if err != nil {
		return fmt.Errorf("grant to %s: %w", g.Scheme, err)
	}
	return nil
}

// Grants lists the decisions about a scheme, oldest first.
func Grants(ctx context.Context, tx *db.Tx, id scheme.ID) ([]Grant, error) {
	asked, err := grantsOf(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return asked.Get(ctx)
}

// grantsKey is the key under which a transaction keeps the grants of a scheme
// that were asked ahead.
type grantsKey struct{ scheme.ID }

// grantsOf asks for the grants of a scheme together with the next question,
// unless that was done ahead.
func grantsOf(ctx context.Context, tx *db.Tx, id scheme.ID) (*db.Promise[Grant], error) {
	if asked, ok := tx.Kept(grantsKey{id}).(*db.Promise[Grant]); ok {
		tx.Keep(grantsKey{id}, nil) // what comes after may add one
		return asked, nil
	}
	return grantsSoon(ctx, tx, "?", []any{id})
}

// grantsSoon asks for the grants of the scheme with an id, which is a value or
// asked for by a query, together with the next question.
func grantsSoon(ctx context.Context, tx *db.Tx, id string, args []any) (*db.Promise[Grant], error) {
	return db.CollectSoon(ctx, tx, `
		SELECT scheme, seq, year, fund, kind, delta_vnd, decision_no, decided_on, signer, authority, note, noted_by, at
		FROM plan_decisions WHERE province = ? AND scheme = (`+id+`) ORDER BY seq`,
		append([]any{tx.Province}, args...), func(scan db.Scan) (g Grant, err error) {
			return g, scan(&g.Scheme, &g.Seq, &g.Year, &g.Fund, &g.Kind, &g.Delta, &g.DecisionNo, &g.DecidedOn, &g.Signer,
				&g.Authority, &g.Note, &g.NotedBy, &g.At)
		})
}

// Granted returns the support of a scheme as decided by the end of day on.
func Granted(ctx context.Context, tx *db.Tx, id scheme.ID, on calendar.Date) (money.VND, error) {
	var v money.VND
	err := tx.QueryRow(ctx, `
		SELECT CAST(COALESCE(SUM(delta_vnd), 0) AS BIGINT) FROM plan_decisions
		WHERE province = ? AND scheme = ? AND decided_on <= ?`, []any{tx.Province, id, on}, &v)
	return v, err
}

// LastRecords returns the number of the last decision about each scheme that
// has any.
func LastRecords(ctx context.Context, tx *db.Tx) (map[scheme.ID]int64, error) {
	all := map[scheme.ID]int64{}
	err := tx.Each(ctx, `SELECT scheme, MAX(seq) FROM plan_decisions WHERE province = ? GROUP BY scheme`, []any{tx.Province}, func(scan db.Scan) error {
		var id scheme.ID
		var seq int64
		err := scan(&id, &seq)
		all[id] = seq
		return err
	})
	return all, err
}

// removeRecords removes the notes of support of a recorded scheme behind one.
func removeRecords(ctx context.Context, tx *db.Tx, id scheme.ID, after int64) (int64, error) {
	n, err := tx.Exec(ctx, `DELETE FROM plan_decisions WHERE province = ? AND scheme = ? AND kind = ? AND seq > ?`, tx.Province, id, Record, after)
	if err != nil {
		return 0, fmt.Errorf("remove decisions of %s: %w", id, err)
	}
	return n, nil
}
