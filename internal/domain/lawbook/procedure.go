package lawbook

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// ProcedureOf returns the procedure that holds in the transaction's province:
// what comes with the program, and on top what the office has published.
func ProcedureOf(ctx context.Context, tx *db.Tx) (*procedure.Book, error) {
	name, err := names(ctx, tx, Procedure)
	if err != nil || name == "" {
		return procedure.Embedded(), err
	}
	return rememberedProcedures.get(name, func() (*procedure.Book, error) {
		all, err := list(ctx, tx, `kind = ? AND state = ? ORDER BY from_day, id`, Procedure, Published)
		if err != nil {
			return nil, err
		}
		return assembleProcedure(all)
	})
}

// assembleProcedure lays the published versions on the program's own procedure,
// in the order in which they begin.
func assembleProcedure(published []Version) (*procedure.Book, error) {
	book := procedure.Embedded()
	for _, v := range published {
		set, err := procedure.ReadSet(v.ID, []byte(v.Body))
		if err == nil {
			book, err = book.Instead(set)
		}
		if err != nil {
			return nil, fmt.Errorf("law %s: %w", v.ID, err)
		}
	}
	return book, nil
}

// procedureHead reads the two files by themselves; what is wrong goes to f.
func (v Version) procedureHead(f *fault.Form) (h head, ok bool) {
	set, err := procedure.ReadSet(procedureFile, []byte(v.Body))
	if err != nil {
		f.Add("body", words(err))
		return h, false
	}
	if v.Cases != "" {
		if _, err := procedure.ReadCases(casesFile, []byte(v.Cases)); err != nil {
			f.Add("cases", words(err))
		}
	}
	return head{set.ID, set.Instrument, set.Area.Province, set.From}, true
}

// tryProcedure is Try for a procedure.
func tryProcedure(ctx context.Context, tx *db.Tx, v Version, published []Version) (c Check, err error) {
	before, err := assembleProcedure(published)
	if err != nil {
		return c, err
	}
	set, err := procedure.ReadSet(procedureFile, []byte(v.Body))
	if err != nil {
		c.Problem = fault.New(fault.Invalid, words(err))
		return c, nil
	}
	if c.Problem, err = cites(ctx, tx, set.Instrument, set.Citations()...); err != nil || c.Problem != nil {
		return c, err
	}
	if c.Problem, err = succeedsProcedure(set, published, tx.Today()); err != nil || c.Problem != nil {
		return c, err
	}
	if c.Procedure, err = before.Instead(set); err != nil {
		c.Procedure, c.Problem = nil, fault.New(fault.Invalid, words(err))
		return c, nil
	}
	if v.Cases == "" {
		return c, nil
	}
	cases, err := procedure.ReadCases(casesFile, []byte(v.Cases))
	if err != nil {
		c.Problem = fault.New(fault.Invalid, words(err))
		return c, nil
	}
	c.Cases = len(cases)
	for _, k := range cases {
		if wrong := k.Differs(c.Procedure); len(wrong) > 0 {
			c.Failures = append(c.Failures, k.Name+": "+strings.Join(wrong, "; "))
		}
	}
	return c, nil
}

// succeedsProcedure refuses a set that would change what already holds: see
// succeeds. The nation's, which come with the program, are succeeded like the
// office's own.
func succeedsProcedure(set procedure.Set, published []Version, today calendar.Date) (problem, err error) {
	for _, old := range procedure.Embedded().Sets() {
		if old.Area == set.Area && !set.From.After(old.From) {
			return Version{Instrument: old.Instrument, From: old.From}.succeeded(set.From, today), nil
		}
	}
	for _, p := range published {
		other, err := procedure.ReadSet(p.ID, []byte(p.Body))
		if err != nil {
			return nil, errors.Join(errors.New("published procedure "+p.ID), err)
		}
		if other.Area == set.Area {
			if problem := p.succeeded(set.From, today); problem != nil {
				return problem, nil
			}
		}
	}
	return nil, nil
}
