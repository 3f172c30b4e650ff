package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

const columns = `id, kind, state, file, sha256, layout, mapping, learned, policy, total, seen, counts, notes, message, blocks,
	loaded, loaded_at, matched, made_by, by_name, claimed_at, created_at, updated_at, version, year`

func readIntake(scan db.Scan) (in Intake, err error) {
	var layout, mapping, counts, noted, blocks string
	err = scan(&in.ID, &in.Kind, &in.State, &in.File, &in.SHA256, &layout, &mapping, &in.Learned, &in.Policy, &in.Total, &in.Seen,
		&counts, &noted, &in.Message, &blocks, &in.loaded, &in.LoadedAt, &in.matched, &in.By, &in.ByName, &in.claimed,
		&in.CreatedAt, &in.UpdatedAt, &in.Version, &in.Year)
	for _, p := range []struct {
		text string
		into any
	}{{layout, &in.Layout}, {mapping, &in.Mapping}, {counts, &in.Counts}, {noted, &in.Notes}, {blocks, &in.Blocks}} {
		if err == nil && p.text != "" {
			err = json.Unmarshal([]byte(p.text), p.into)
		}
	}
	return in, err
}

// written writes v as it is stored.
func written(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // only types of this package, which all can be written
	}
	return string(data)
}

// Get returns one intake.
func Get(ctx context.Context, tx *db.Tx, id ID) (Intake, error) {
	all, err := db.Collect(ctx, tx, `SELECT `+columns+` FROM intakes WHERE province = ? AND id = ?`,
		[]any{tx.Province, text.CleanLine(string(id))}, readIntake)
	if err != nil {
		return Intake{}, fmt.Errorf("intake %s: %w", id, err)
	}
	if len(all) == 0 {
		return Intake{}, fault.New(fault.NotFound, "Không tìm thấy lần nhập này.")
	}
	return all[0], nil
}

// listed is how many intakes List returns.
const listed = 100

// List returns the newest intakes, the newest first.
func List(ctx context.Context, tx *db.Tx) ([]Intake, error) {
	return db.Collect(ctx, tx, `SELECT `+columns+` FROM intakes WHERE province = ? ORDER BY created_at DESC, id DESC LIMIT ?`,
		[]any{tx.Province, listed}, readIntake)
}

func insert(ctx context.Context, tx *db.Tx, in *Intake) error {
	_, err := tx.Exec(ctx, `INSERT INTO intakes (province, `+columns+`) VALUES (?, `+strings.Repeat("?, ", 24)+`?)`,
		append([]any{tx.Province}, in.values()...)...)
	if err != nil {
		return fmt.Errorf("add intake: %w", err)
	}
	return nil
}

// values are the columns of an intake in their order.
func (in *Intake) values() []any {
	return []any{
		in.ID, in.Kind, in.State, in.File, in.SHA256, written(in.Layout), written(in.Mapping), flag(in.Learned), in.Policy, in.Total, in.Seen,
		written(in.Counts), written(in.Notes), in.Message, written(in.Blocks), in.loaded, in.LoadedAt, in.matched, in.By, in.ByName,
		in.claimed, in.CreatedAt, in.UpdatedAt, in.Version, in.Year,
	}
}

// save writes what changed of an intake; somebody else's change is a Conflict.
func save(ctx context.Context, tx *db.Tx, in *Intake) error {
	in.UpdatedAt = tx.Moment()
	err := tx.Change(ctx, `
		UPDATE intakes SET state = ?, mapping = ?, policy = ?, total = ?, seen = ?, counts = ?, notes = ?, message = ?, blocks = ?,
			loaded = ?, loaded_at = ?, matched = ?, made_by = ?, by_name = ?, claimed_at = ?, updated_at = ?, year = ?, version = version + 1
		WHERE province = ? AND id = ? AND version = ?`,
		in.State, written(in.Mapping), in.Policy, in.Total, in.Seen, written(in.Counts), written(in.Notes), in.Message, written(in.Blocks),
		in.loaded, in.LoadedAt, in.matched, in.By, in.ByName, in.claimed, in.UpdatedAt, in.Year, tx.Province, in.ID, in.Version)
	if err != nil {
		return fmt.Errorf("change intake %s: %w", in.ID, err)
	}
	in.Version++
	return nil
}

const rowColumns = `no, verdict, target, may, problems, data, made`

func readRow(scan db.Scan) (r Row, err error) {
	var may, problems string
	if err := scan(&r.No, &r.Verdict, &r.Target, &may, &problems, &r.Data, &r.made); err != nil {
		return r, err
	}
	if may != "" {
		r.May = strings.Split(may, " ")
	}
	if problems != "" {
		err = json.Unmarshal([]byte(problems), &r.Problems)
	}
	return r, err
}

// Rows returns rows with one of the verdicts behind the row after, in the order
// of the file; without verdicts, all rows.
func Rows(ctx context.Context, tx *db.Tx, id ID, after, limit int, verdicts ...Verdict) ([]Row, error) {
	condition, args := "", []any{tx.Province, id, after}
	if len(verdicts) > 0 {
		condition = ` AND verdict IN (?` + strings.Repeat(", ?", len(verdicts)-1) + `)`
		for _, v := range verdicts {
			args = append(args, v)
		}
	}
	return db.Collect(ctx, tx, `SELECT `+rowColumns+` FROM intake_rows
		WHERE province = ? AND intake = ? AND no > ?`+condition+` ORDER BY no LIMIT ?`, append(args, limit), readRow)
}

// addRows adds a chunk of rows.
func addRows(ctx context.Context, tx *db.Tx, id ID, rows []Row) error {
	_, err := tx.AddRows(ctx, "intake_rows", `province, intake, `+rowColumns, db.RowsOf(rows, func(r Row) []any {
		problems := ""
		if len(r.Problems) > 0 {
			problems = written(r.Problems)
		}
		return []any{tx.Province, id, r.No, r.Verdict, r.Target, strings.Join(r.May, " "), problems, r.Data, ""}
	}))
	if err != nil {
		return fmt.Errorf("rows of %s: %w", id, err)
	}
	return nil
}

// dropRows removes the rows of an intake.
func dropRows(ctx context.Context, tx *db.Tx, id ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM intake_rows WHERE province = ? AND intake = ?`, tx.Province, id)
	return err
}

// decide gives a row that was a question its verdict.
func decide(ctx context.Context, tx *db.Tx, id ID, no int, to Verdict, target string) error {
	return tx.Change(ctx, `UPDATE intake_rows SET verdict = ?, target = ? WHERE province = ? AND intake = ? AND no = ? AND verdict = ?`,
		to, target, tx.Province, id, no, Ask)
}

// decideAll gives all rows with the verdict from another one.
func decideAll(ctx context.Context, tx *db.Tx, id ID, from, to Verdict) (int64, error) {
	return tx.Exec(ctx, `UPDATE intake_rows SET verdict = ?, target = '' WHERE province = ? AND intake = ? AND verdict = ?`,
		to, tx.Province, id, from)
}

// askAgain makes a row a question, with those it may be.
func askAgain(ctx context.Context, tx *db.Tx, id ID, no int, may []string) error {
	return tx.Change(ctx, `UPDATE intake_rows SET verdict = ?, target = '', may = ? WHERE province = ? AND intake = ? AND no = ?`,
		Ask, strings.Join(may, " "), tx.Province, id, no)
}

// rewrite stores a row whose answers, or whose place in the register, changed.
func rewrite(ctx context.Context, tx *db.Tx, id ID, from Verdict, row Row) error {
	return tx.Change(ctx, `UPDATE intake_rows SET verdict = ?, target = ?, may = ?, data = ? WHERE province = ? AND intake = ? AND no = ? AND verdict = ?`,
		row.Verdict, row.Target, strings.Join(row.May, " "), row.Data, tx.Province, id, row.No, from)
}

// setMade notes what a row became.
func setMade(ctx context.Context, tx *db.Tx, id ID, no int, made string) error {
	return tx.Change(ctx, `UPDATE intake_rows SET made = ? WHERE province = ? AND intake = ? AND no = ?`, made, tx.Province, id, no)
}

// counted counts the rows of each verdict.
func counted(ctx context.Context, tx *db.Tx, id ID) (c Counts, err error) {
	err = tx.Each(ctx, `SELECT verdict, count(*) FROM intake_rows WHERE province = ? AND intake = ? GROUP BY verdict`,
		[]any{tx.Province, id}, func(scan db.Scan) error {
			var v Verdict
			var n int64
			err := scan(&v, &n)
			c.add(v, n)
			return err
		})
	return c, err
}

// lastRow is the last row that was kept of a file; 0 for none.
func lastRow(ctx context.Context, tx *db.Tx, id ID) (no int, err error) {
	err = tx.QueryRow(ctx, `SELECT COALESCE(max(no), 0) FROM intake_rows WHERE province = ? AND intake = ?`, []any{tx.Province, id}, &no)
	return no, err
}

// learnt returns what the office confirmed of a layout.
func learnt(ctx context.Context, tx *db.Tx, print string) (m Mapping, ok bool, err error) {
	all, err := db.Collect(ctx, tx, `SELECT mapping FROM intake_layouts WHERE province = ? AND print = ?`, []any{tx.Province, print},
		func(scan db.Scan) (s string, err error) { return s, scan(&s) })
	if err != nil || len(all) == 0 {
		return nil, false, err
	}
	return m, true, json.Unmarshal([]byte(all[0]), &m)
}

// learn keeps what was confirmed of a layout.
func learn(ctx context.Context, tx *db.Tx, in Intake) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO intake_layouts (province, print, kind, mapping, learned_by, learned_at, uses) VALUES (?, ?, ?, ?, ?, ?, 1)
		ON CONFLICT (province, print) DO UPDATE SET mapping = excluded.mapping, learned_by = excluded.learned_by,
			learned_at = excluded.learned_at, uses = intake_layouts.uses + 1`,
		tx.Province, in.Layout.Print, in.Kind, written(in.Mapping), tx.Actor.ID, tx.Moment())
	if err != nil {
		return fmt.Errorf("learn layout: %w", err)
	}
	return nil
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// newBefore counts the new rows before a row.
func newBefore(ctx context.Context, tx *db.Tx, id ID, no int) (n int64, err error) {
	err = tx.QueryRow(ctx, `SELECT count(*) FROM intake_rows WHERE province = ? AND intake = ? AND verdict = ? AND no < ?`,
		[]any{tx.Province, id, New, no}, &n)
	return n, err
}
