package intake

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
)

// mostProblems is how many problems are told at once.
const mostProblems = 200

// Try finds out what an intake of a file would do and stores nothing.
func Try(ctx context.Context, d *db.DB, s db.Scope, k Kind, file string, data []byte, layout Layout) (in Intake, problems []Problem, err error) {
	in = Intake{Kind: k, File: file, Layout: layout, Policy: Fill, State: Review}
	var r reader
	err = d.View(ctx, s, func(tx *db.Tx) error {
		if err := tx.Actor.Require(access.ImportLists); err != nil {
			return err
		}
		var err error
		if in.Mapping, in.Learned, err = learnt(ctx, tx, layout.Print); err != nil {
			return err
		}
		if !in.Learned {
			in.Mapping = layout.Propose(k)
		}
		if err := layout.Check(k, in.Mapping); err != nil {
			return err
		}
		r, err = newReader(ctx, tx, in)
		return err
	})
	if err != nil {
		return in, nil, err
	}
	scan := &scan{in: in, notes: &notes{}}
	scan.took = func(lines []*line) error {
		return d.View(ctx, s, func(tx *db.Tx) error {
			rows, err := scan.rowsOf(ctx, tx, r, lines)
			for _, row := range rows {
				in.Counts.add(row.Verdict, 1)
				problems = append(problems, row.Problems[:min(len(row.Problems), mostProblems-len(problems))]...)
			}
			return err
		})
	}
	if err := scan.run(data); err != nil {
		return in, nil, err
	}
	in.Notes = scan.notes.list()
	return in, problems, nil
}

// Problems returns the first problems of an intake.
func Problems(ctx context.Context, tx *db.Tx, id ID) ([]Problem, error) {
	rows, err := Rows(ctx, tx, id, 0, mostProblems, Bad)
	if err != nil {
		return nil, fmt.Errorf("problems of %s: %w", id, err)
	}
	var all []Problem
	for _, row := range rows {
		all = append(all, row.Problems...)
	}
	return all[:min(len(all), mostProblems)], nil
}
