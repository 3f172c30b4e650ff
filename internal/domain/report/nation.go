package report

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

// A National (báo cáo toàn quốc) is the programmes of several provinces in a
// period in figures: a line for each province, and tables that add all of them
// up. It names no scheme and nobody.
type National struct {
	Period    Period
	AsOf      calendar.Date
	Compared  calendar.Date
	Whole     bool // all provinces that use the program, not the reader's own alone
	Total     Line
	Provinces []Line  // by code; one without a programme has zeros
	Tables    []Table // of all together; ByTerritory is Provinces
}

// Nations counts national reports and remembers what it counted of a province
// until somebody there does anything. Its zero value is ready.
type Nations struct {
	mu   sync.Mutex
	kept map[nationKey]nationPart
}

// A nationKey is what one province's part depends on, apart from what is done
// there.
type nationKey struct {
	province string
	period   Period
	asOf     calendar.Date
}

// A nationPart is one province's part: its total and its tables.
type nationPart struct {
	after  int64 // the newest record of the province when it was counted
	total  Line
	tables []Table
}

// maxParts is how many parts are remembered: some thirty periods of every
// province.
const maxParts = 1000

// Of counts a period as the reader of s may see it: readers of the ministry
// itself all provinces, one that a province has admitted that province alone.
// Each province is read behind its own wall, at its own moment.
func (n *Nations) Of(ctx context.Context, d *db.DB, s db.Scope, p Period) (*National, error) {
	if err := s.Actor.Require(access.ViewNation); err != nil {
		return nil, err
	}
	provinces, err := readable(ctx, d, s)
	if err != nil {
		return nil, err
	}
	all := &National{Period: p, AsOf: p.Until(calendar.Of(d.Now())), Whole: s.Province == identity.Nation, Total: Line{Name: "Tổng số"}}
	all.Compared = p.sameDay(all.AsOf)
	parts := make([]nationPart, len(provinces))
	errs := make([]error, len(provinces))
	var turn sync.WaitGroup
	places := make(chan struct{}, max(1, runtime.GOMAXPROCS(0)))
	for i, province := range provinces {
		places <- struct{}{}
		turn.Go(func() {
			defer func() { <-places }()
			parts[i], errs[i] = n.part(ctx, d, db.Scope{Province: province.Code, Actor: s.Actor}, p, all.AsOf)
		})
	}
	turn.Wait()
	for i, province := range provinces {
		if errs[i] != nil {
			return nil, fmt.Errorf("province %s: %w", province.Code, errs[i])
		}
		all.add(province, parts[i])
	}
	for i := range all.Tables {
		by := all.Tables[i].By
		slices.SortStableFunc(all.Tables[i].Lines, func(x, y Line) int { return compareLines(by, x, y) })
	}
	return all, nil
}

// readable lists the provinces whose figures the reader may see.
func readable(ctx context.Context, d *db.DB, s db.Scope) (all []identity.Province, err error) {
	if s.Province != identity.Nation {
		err = d.Read(ctx, s, func(tx *db.Tx) error {
			p, err := identity.ProvinceOf(ctx, tx)
			all = []identity.Province{p}
			return err
		})
		return all, err
	}
	err = d.Read(ctx, db.Scope{Everywhere: true, Actor: s.Actor}, func(tx *db.Tx) (err error) {
		all, err = identity.Provinces(ctx, tx)
		return err
	})
	all = slices.DeleteFunc(all, func(p identity.Province) bool { return p.Code == identity.Nation })
	slices.SortFunc(all, func(x, y identity.Province) int { return cmp.Compare(x.Code, y.Code) })
	return all, err
}

// part counts one province, or remembers it.
func (n *Nations) part(ctx context.Context, d *db.DB, s db.Scope, p Period, asOf calendar.Date) (part nationPart, err error) {
	key := nationKey{s.Province, p, asOf}
	err = d.Read(ctx, s, func(tx *db.Tx) error {
		last, err := audit.Last(ctx, tx)
		if err != nil {
			return err
		}
		n.mu.Lock()
		kept, ok := n.kept[key]
		n.mu.Unlock()
		if ok && kept.after == last {
			part = kept
			return nil
		}
		r, err := Of(ctx, tx, p, Cut{View: territory.NewUnits, Level: territory.Province})
		if err != nil {
			return err
		}
		part = nationPart{last, r.Total, r.Tables}
		n.mu.Lock()
		defer n.mu.Unlock()
		if n.kept == nil || len(n.kept) >= maxParts {
			n.kept = map[nationKey]nationPart{}
		}
		n.kept[key] = part
		return nil
	})
	return part, err
}

// add adds the part of a province.
func (n *National) add(province identity.Province, part nationPart) {
	n.Total.add(part.total.BySpan)
	n.Provinces = append(n.Provinces, Line{Code: province.Code, Name: province.Name, BySpan: part.total.BySpan})
	for _, t := range part.tables {
		if t.By == ByTerritory {
			continue
		}
		i := slices.IndexFunc(n.Tables, func(has Table) bool { return has.By == t.By })
		if i < 0 {
			i = len(n.Tables)
			n.Tables = append(n.Tables, Table{By: t.By})
		}
		for _, l := range t.Lines {
			at := slices.IndexFunc(n.Tables[i].Lines, func(has Line) bool { return has.Code == l.Code })
			if at < 0 {
				at = len(n.Tables[i].Lines)
				n.Tables[i].Lines = append(n.Tables[i].Lines, Line{Code: l.Code, Name: l.Name})
			}
			n.Tables[i].Lines[at].add(l.BySpan)
		}
	}
}
