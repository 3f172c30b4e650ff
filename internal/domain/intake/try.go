package intake

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
)

// mostProblems is how many problems are told at once.
const mostProblems = 200

// A Trial is what an intake of a file would do.
type Trial struct {
	Problems []Problem
	Rows     []Row // of a list of schemes, which are few enough to be shown
}

func (t *Trial) take(in *Intake, rows []Row) {
	for _, row := range rows {
		in.Counts.add(row.Verdict, 1)
		t.Problems = append(t.Problems, row.Problems[:min(len(row.Problems), mostProblems-len(t.Problems))]...)
	}
}

// Try finds out what an intake of a file would do and stores nothing. year is
// for schemes of which the list names none.
func Try(ctx context.Context, d *db.DB, s db.Scope, k Kind, file string, data []byte, layout Layout, year int) (in Intake, t Trial, err error) {
	in = Intake{Kind: k, File: file, Layout: layout, Policy: Fill, Year: year, State: Review}
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
		if k != Schemes {
			r, err = newReader(ctx, tx, in)
		}
		return err
	})
	if err != nil {
		return in, t, err
	}
	if k == Schemes {
		t.Rows, in.Notes, err = in.trySchemes(ctx, d, s, data)
		t.take(&in, t.Rows)
		return in, t, err
	}
	scan := &scan{in: in, notes: &notes{}}
	scan.took = func(lines []*line) error {
		return d.View(ctx, s, func(tx *db.Tx) error {
			rows, err := rowsOf(ctx, tx, r, lines, scan.notes)
			t.take(&in, rows)
			return err
		})
	}
	if err := scan.run(data); err != nil {
		return in, t, err
	}
	in.Notes = scan.notes.list()
	return in, t, nil
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
