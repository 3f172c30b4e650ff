package scheme

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// list returns one page in province 19.
func (w *world) list(f Filter) (rows []Row, next string) {
	w.t.Helper()
	w.do(staff, func(ctx context.Context, tx *db.Tx) (err error) {
		rows, next, err = List(ctx, tx, f)
		return err
	})
	return rows, next
}

// ids lists everything that f finds, page by page.
func (w *world) ids(f Filter) []ID {
	w.t.Helper()
	var all []ID
	for range 1000 {
		rows, next := w.list(f)
		for _, r := range rows {
			all = append(all, r.ID)
		}
		if next == "" {
			return all
		}
		f.After = next
	}
	w.t.Fatal("the pages never end")
	return nil
}

func TestAListFindsByEveryFilter(t *testing.T) {
	w := newWorld(t)
	tea, noodles := w.establishment("HTX Chè Hảo Đạt"), w.establishment("Công ty Miến Việt Cường")
	one := w.add(machinery(tea)).ID
	line := machinery(noodles)
	line.Title, line.Fund, line.Year, line.Costs[0].Year = "Dây chuyền sấy miến 50%", ledger.National, 2027, 2027
	line.Contents = []Content{{Code: "technology_line"}}
	line.Costs[0].National = 700_000_000
	line.Beneficiaries = append(line.Beneficiaries, Beneficiary{Establishment: tea, ContentNo: 1})
	two := w.add(line).ID
	away := machinery(tea)
	away.Title = "Đào tạo nghề may"
	away.Place.Commune = territory.CommunesOf("19", territory.SwitchDay)[0].Code
	w.add(away)
	w.put(away, Submitted)
	three := away.ID
	for _, c := range []struct {
		name string
		f    Filter
		want []ID
	}{
		{"everything, newest first", Filter{}, []ID{two, three, one}},
		{"a year", Filter{Year: 2027}, []ID{two}},
		{"a fund", Filter{Fund: ledger.Local}, []ID{three, one}},
		{"a state", Filter{States: []State{Submitted}}, []ID{three}},
		{"two states", Filter{States: []State{Submitted, Draft}}, []ID{two, three, one}},
		{"a content", Filter{Content: "technology_line"}, []ID{two}},
		{"a commune", Filter{Communes: []string{away.Place.Commune}}, []ID{three}},
		{"words of the title without marks", Filter{Query: "day chuyen"}, []ID{two}},
		{"words in any order", Filter{Query: "chè SAO"}, []ID{one}},
		{"the name of a beneficiary, the second too", Filter{Query: "hao dat"}, []ID{two, three, one}},
		{"the code", Filter{Query: "2026-0001"}, []ID{one}},
		{"nothing", Filter{Query: "gốm sứ"}, nil},
		{"a wildcard is no wildcard", Filter{Query: "%"}, []ID{two, three, one}},
		{"everything at once", Filter{Query: "che", Fund: ledger.Local, Year: 2026, States: []State{Draft}, Content: "advanced_machinery", Communes: []string{commune}}, []ID{one}},
	} {
		if got := w.ids(c.f); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		w.do(staff, func(ctx context.Context, tx *db.Tx) error {
			n, _, err := Count(ctx, tx, c.f)
			if n != len(c.want) {
				t.Errorf("%s: count %d, want %d", c.name, n, len(c.want))
			}
			return err
		})
	}
	rows, _ := w.list(Filter{Year: 2027})
	if r := rows[0]; r.Beneficiary != "Công ty Miến Việt Cường" || r.Others != 1 || r.Asked != 700_000_000 || r.Total != 1_200_000_000 || r.Commune != commune {
		t.Errorf("the row is %+v", r)
	}
}

func TestACountSumsWhatIsAsked(t *testing.T) {
	w := newWorld(t)
	who := w.establishment("HTX Chè Hảo Đạt")
	for range 3 {
		w.add(machinery(who))
	}
	w.do(staff, func(ctx context.Context, tx *db.Tx) error {
		n, sum, err := Count(ctx, tx, Filter{After: "2026-0002", Limit: 1})
		if n != 3 || sum != 600_000_000 {
			t.Errorf("%d schemes ask %d; pages must not count", n, sum)
		}
		return err
	})
	w.do(staff, func(ctx context.Context, tx *db.Tx) error {
		n, sum, err := Count(ctx, tx, Filter{Year: 1999})
		if n != 0 || sum != 0 {
			t.Errorf("%d schemes of 1999 ask %d", n, sum)
		}
		return err
	})
}

// Pages of any size show every scheme once and in order, by either order.
func TestPagesLeaveNothingOutAndRepeatNothing(t *testing.T) {
	w := newWorld(t)
	who := w.establishment("HTX Chè Hảo Đạt")
	amounts := map[ID]money.VND{}
	for i := range 23 {
		s := machinery(who)
		s.Year = 2025 + i%2
		s.Costs[0].Year = s.Year
		s.Costs[0].Local = money.VND(1+i%4) * 50_000_000 // many alike
		s.Beneficiaries = nil
		amounts[w.add(s).ID] = s.Asked
	}
	rapid.Check(t, func(r *rapid.T) {
		f := Filter{Limit: rapid.IntRange(1, 25).Draw(r, "limit"), ByAmount: rapid.Bool().Draw(r, "by amount")}
		got := w.ids(f)
		if len(got) != len(amounts) {
			r.Fatalf("%d rows, want %d", len(got), len(amounts))
		}
		for i := 1; i < len(got); i++ {
			before, after := got[i-1], got[i]
			if f.ByAmount && amounts[before] != amounts[after] {
				if amounts[before] < amounts[after] {
					r.Fatalf("%s with %d stands before %s with %d", before, amounts[before], after, amounts[after])
				}
			} else if before <= after {
				r.Fatalf("%s stands before %s", before, after)
			}
		}
	})
}

func TestAForgedCursorIsRefusedOrHarmless(t *testing.T) {
	w := newWorld(t)
	w.add(machinery(w.establishment("HTX Chè Hảo Đạt")))
	for _, cursor := range []string{"x", "1", ".2026-0001", "99999999999999999999.a"} {
		err := w.try(staff, func(ctx context.Context, tx *db.Tx) error {
			_, _, err := List(ctx, tx, Filter{ByAmount: true, After: cursor})
			return err
		})
		wantKind(t, err, fault.Invalid)
	}
	if rows, _ := w.list(Filter{After: "' OR 1=1 --"}); len(rows) != 0 {
		t.Errorf("%d rows behind a forged cursor", len(rows))
	}
}

func TestNoPageIsLongerThan200(t *testing.T) {
	w := newWorld(t)
	who := w.establishment("HTX Chè Hảo Đạt")
	w.do(staff, func(ctx context.Context, tx *db.Tx) error {
		for i := range 201 {
			s := machinery(who)
			s.Title = fmt.Sprintf("Đề án %d", i)
			if err := Add(ctx, tx, s); err != nil {
				return err
			}
		}
		return nil
	})
	for limit, want := range map[int]int{0: 50, -1: 50, 200: 200, 201: 200, 7: 7} {
		if rows, next := w.list(Filter{Limit: limit}); len(rows) != want || next == "" {
			t.Errorf("limit %d gives %d rows, next %q", limit, len(rows), next)
		}
	}
}

func TestProvincesDoNotSeeEachOther(t *testing.T) {
	w := newWorld(t)
	who := w.establishment("HTX Chè Hảo Đạt")
	s := w.add(machinery(who))
	err := w.tryIn("08", staff, func(ctx context.Context, tx *db.Tx) error {
		if rows, _, err := List(ctx, tx, Filter{}); err != nil || len(rows) != 0 {
			t.Errorf("the other province lists %d schemes, %v", len(rows), err)
		}
		if n, sum, err := Count(ctx, tx, Filter{}); err != nil || n != 0 || sum != 0 {
			t.Errorf("the other province counts %d schemes, %d, %v", n, sum, err)
		}
		if years, err := Years(ctx, tx); err != nil || len(years) != 0 {
			t.Errorf("the other province has years %v, %v", years, err)
		}
		if parts, err := Of(ctx, tx, []string{string(who)}); err != nil || len(parts) != 0 {
			t.Errorf("the other province sees %d parts, %v", len(parts), err)
		}
		_, err := ByID(ctx, tx, s.ID)
		return err
	})
	wantKind(t, err, fault.NotFound)
	err = w.tryIn("08", staff, func(ctx context.Context, tx *db.Tx) error {
		stolen := *s
		return Change(ctx, tx, &stolen)
	})
	wantKind(t, err, fault.NotFound)
	own := machinery("")
	own.Beneficiaries, own.Place = nil, territory.Address{}
	if err := w.tryIn("08", staff, func(ctx context.Context, tx *db.Tx) error { return Add(ctx, tx, own) }); err != nil || own.ID != s.ID {
		t.Errorf("the other province counts its own schemes from 1: %s, %v", own.ID, err)
	}
	if got := w.read(s.ID); got.Title != s.Title || len(got.Costs) != 1 {
		t.Errorf("the scheme of province 19 became %+v", got)
	}
}

func TestTheHistoryOfAnEstablishmentShowsItsParts(t *testing.T) {
	w := newWorld(t)
	who, other := w.establishment("HTX Chè Hảo Đạt"), w.establishment("HTX Khác")
	s := w.add(machinery(who))
	older := machinery(other)
	older.Year, older.Costs[0].Year = 2024, 2024
	w.add(older)
	w.do(staff, func(ctx context.Context, tx *db.Tx) error {
		parts, err := Of(ctx, tx, []string{string(who), string(other)})
		if err != nil {
			return err
		}
		if len(parts) != 2 || parts[0].ID != s.ID || parts[0].Support != 200_000_000 || parts[1].Year != 2024 {
			t.Errorf("parts %+v", parts)
		}
		if parts, err = Of(ctx, tx, nil); err != nil || len(parts) != 0 {
			t.Errorf("nobody has %d parts, %v", len(parts), err)
		}
		years, err := Years(ctx, tx)
		if !slices.Equal(years, []int{2026, 2024}) {
			t.Errorf("years %v", years)
		}
		return err
	})
}
