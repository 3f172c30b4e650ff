package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"example.vn/khuyencong/internal/domain/archive"
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
)

// schemeMade is what a row of a list of schemes did.
type schemeMade struct {
	Stored archive.Stored              `json:"stored"`
	Fresh  map[string]establishment.ID `json:"fresh,omitempty"` // establishments that it brought, by the key of its part
}

func madeOf(row Row) (m schemeMade, err error) {
	if err = json.Unmarshal([]byte(row.made), &m); err != nil {
		err = fmt.Errorf("row %d: %w", row.No, err)
	}
	return m, err
}

// lookAgainSchemes compares the new rows with what came into the register since
// they were read: a scheme that came is the same one, an establishment that may
// be a beneficiary is a question.
func (in *Intake) lookAgainSchemes(ctx context.Context, tx *db.Tx) (again int, err error) {
	now, err := archive.NewAgain(ctx, tx, in.matched)
	if err != nil {
		return 0, err
	}
	for after := 0; ; {
		rows, err := Rows(ctx, tx, in.ID, after, chunkRows, New)
		if err != nil {
			return 0, err
		}
		for _, row := range rows {
			after = row.No
			asks, err := in.lookAgainAt(ctx, tx, now, row)
			if err != nil {
				return 0, err
			}
			if asks {
				again++
			}
		}
		if len(rows) < chunkRows {
			break
		}
	}
	if in.Counts, err = counted(ctx, tx, in.ID); err != nil || again == 0 {
		return 0, err
	}
	return again, in.reviewAgain(ctx, tx, again)
}

func (in *Intake) lookAgainAt(ctx context.Context, tx *db.Tx, now *archive.Again, row Row) (asks bool, err error) {
	d, err := schemeOf(row)
	if err != nil {
		return false, err
	}
	if id := now.Scheme(d.Staged); id != "" {
		return false, rewrite(ctx, tx, in.ID, New, Row{No: row.No, Verdict: Same, Target: string(id), Data: row.Data})
	}
	for i, may := range now.Parties(d.Staged) {
		ids := idStrings(may)
		if len(ids) == 0 || d.answered(i, ids) {
			continue
		}
		d.Questions = slices.DeleteFunc(d.Questions, func(q question) bool { return q.Of == i })
		d.ask(i, "party|"+d.Staged.Parties[i].Key, ids)
		asks = true
	}
	if !asks {
		return false, nil
	}
	return true, rewrite(ctx, tx, in.ID, New, d.row(row.No))
}

// answered reports whether a person saw all of ids and said that the beneficiary
// is a new one.
func (d *schemeData) answered(of int, ids []string) bool {
	for _, q := range d.Questions {
		if q.Of == of {
			return !slices.ContainsFunc(ids, func(id string) bool { return !slices.Contains(q.May, id) })
		}
	}
	return false
}

// loadSchemes writes one part of a list of schemes.
func (in *Intake) loadSchemes(ctx context.Context, tx *db.Tx, rows []Row) error {
	all := make([]schemeData, len(rows))
	for i, row := range rows {
		var err error
		if all[i], err = schemeOf(row); err != nil {
			return err
		}
	}
	fresh, err := in.enterParties(ctx, tx, rows, all)
	if err != nil {
		return err
	}
	for i, row := range rows {
		stored, done, err := archive.Store(ctx, tx, all[i].Staged, row.Verdict == New)
		if err != nil {
			return in.atRow(row, err)
		}
		if !done {
			continue
		}
		if err := setMade(ctx, tx, in.ID, row.No, written(schemeMade{stored, fresh[i]})); err != nil {
			return err
		}
	}
	return nil
}

// enterParties enters the beneficiaries of new rows that are not in the register,
// each once, and returns by row those that it brought.
func (in *Intake) enterParties(ctx context.Context, tx *db.Tx, rows []Row, all []schemeData) ([]map[string]establishment.ID, error) {
	known, err := in.entered(ctx, tx)
	if err != nil {
		return nil, err
	}
	var come []arriving
	at := map[string]int{} // of those that come, by key
	for i, row := range rows {
		if row.Verdict != New {
			all[i].Staged.Parties = nil // it keeps those that it has
			continue
		}
		fresh, err := archive.Fresh(tx, all[i].Staged)
		if err != nil {
			return nil, in.atRow(row, err)
		}
		for no := range all[i].Staged.Parties {
			p := &all[i].Staged.Parties[no]
			_, twice := at[p.Key]
			switch id := known[p.Key]; {
			case p.Is != "":
			case p.Key != "" && id != "":
				p.Is = id
			case p.Key != "" && twice:
				come[at[p.Key]].parts = append(come[at[p.Key]].parts, p)
			default:
				at[p.Key] = len(come)
				come = append(come, arriving{fresh[no], i, p.Key, []*archive.Part{p}})
			}
		}
	}
	return in.arrive(ctx, tx, come, len(rows))
}

// An arriving is an establishment that comes with the rows.
type arriving struct {
	owner establishment.Establishment
	row   int // the first one
	key   string
	parts []*archive.Part
}

// arrive enters establishments and tells the rows' parts who they are.
func (in *Intake) arrive(ctx context.Context, tx *db.Tx, come []arriving, rows int) ([]map[string]establishment.ID, error) {
	fresh := make([]map[string]establishment.ID, rows)
	if in.LoadedAt = tx.Moment(); len(come) == 0 {
		return fresh, nil
	}
	arrival, err := establishment.Arrive(ctx, tx, int64(len(come)))
	if err != nil {
		return nil, err
	}
	for _, c := range come {
		if err := arrival.Add(establishment.Derive(c.owner)); err != nil {
			return nil, err
		}
	}
	block, err := arrival.Close(ctx)
	if err != nil {
		return nil, err
	}
	in.Blocks = append(slices.Clip(in.Blocks), Part{Block: block, At: tx.Moment()})
	for n, c := range come {
		id := block.ID(int64(n))
		for _, p := range c.parts {
			p.Is = id
		}
		if c.key == "" {
			continue
		}
		if fresh[c.row] == nil {
			fresh[c.row] = map[string]establishment.ID{}
		}
		fresh[c.row][c.key] = id
	}
	return fresh, nil
}

// entered are the establishments that earlier parts of the loading brought.
func (in *Intake) entered(ctx context.Context, tx *db.Tx) (map[string]establishment.ID, error) {
	all := map[string]establishment.ID{}
	if in.loaded == 0 {
		return all, nil
	}
	rows, err := in.madeRows(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		m, err := madeOf(row)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, m.Fresh)
	}
	return all, nil
}

// undoSchemes takes the schemes of up to one part's rows back, the last ones
// first, and reports whether that was all.
func (in *Intake) undoSchemes(ctx context.Context, tx *db.Tx) (all bool, err error) {
	rows, err := in.madeRows(ctx, tx)
	if err != nil {
		return false, err
	}
	traces, err := archive.NewTraces(ctx, tx)
	if err != nil {
		return false, err
	}
	limit := loadSchemes
	if in.part > 0 {
		limit = in.part
	}
	from := max(len(rows)-limit, 0)
	for _, row := range slices.Backward(rows[from:]) {
		m, err := madeOf(row)
		if err != nil {
			return false, err
		}
		why, err := traces.Since(ctx, m.Stored)
		if err != nil || why != "" {
			return false, refusal(because([]string{why}), err)
		}
		if err := archive.TakeBack(ctx, tx, m.Stored); err != nil {
			return false, err
		}
		if err := setMade(ctx, tx, in.ID, row.No, ""); err != nil {
			return false, err
		}
	}
	in.Seen += int64(len(rows) - from)
	return from == 0, nil
}

// standingSchemes says what happened to the schemes of an intake since, and
// which they are.
func (in *Intake) standingSchemes(ctx context.Context, tx *db.Tx) (named []string, made map[scheme.ID]bool, err error) {
	rows, err := in.madeRows(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	traces, err := archive.NewTraces(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	made = map[scheme.ID]bool{}
	for _, row := range rows {
		m, err := madeOf(row)
		if err != nil {
			return nil, nil, err
		}
		if m.Stored.Before == nil {
			made[m.Stored.Scheme] = true
		}
		why, err := traces.Since(ctx, m.Stored)
		if err != nil {
			return nil, nil, err
		}
		if why != "" {
			named = append(named, why)
		}
	}
	return named, made, nil
}
