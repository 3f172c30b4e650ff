package scheme

import (
	"context"
	"slices"
	"testing"

	"golang.org/x/text/unicode/norm"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/platform/db"
)

// What a search finds, spelled in every way that people type.
func TestASearchIgnoresMarksAndSpelling(t *testing.T) {
	w := newWorld(t)
	s := machinery(w.establishment("Cơ sở Ướp Đông Thúy"))
	s.Title = norm.NFD.String("Đúc đồng ở xã Đức Hoà, 5 lò")
	id := w.add(s).ID
	other := machinery(w.establishment("HTX Chè Hảo Đạt"))
	w.add(other)
	for _, found := range []string{
		"duc dong", "đúc", "ĐÚC ĐỒNG", norm.NFD.String("đồng"), "hòa", "hoà", "HOA", "o", "5", "d", "xa d", "uop", "thuy", "thuý uop đúc", string(id), "lò, 5!",
	} {
		if got := w.ids(Filter{Query: found}); !slices.Contains(got, id) {
			t.Errorf("%q does not find %s", found, id)
		}
	}
	for _, missing := range []string{"ductu", "uc", "ong dong", "dong k", "' OR 1=1 --", `"`, "duc* zz", "NOT duc"} {
		want := 0
		if missing == `"` { // nothing to look for
			want = 2
		}
		if got := w.ids(Filter{Query: missing}); len(got) != want {
			t.Errorf("%q finds %v", missing, got)
		}
	}
}

// The index of words follows every deed that changes what it holds.
func TestASearchFollowsEveryChange(t *testing.T) {
	w := newWorld(t)
	first, second := w.establishment("HTX Chè Hảo Đạt"), w.establishment("Công ty Miến Việt Cường")
	s := w.add(machinery(first))
	finds := func(query string, want bool) {
		t.Helper()
		if got := slices.Contains(w.ids(Filter{Query: query}), s.ID); got != want {
			t.Errorf("%q finds it: %t, want %t", query, got, want)
		}
	}
	finds("sao che", true)
	s.Title = "Máy vò ngô"
	w.do(staff, func(ctx context.Context, tx *db.Tx) error { return Change(ctx, tx, s) })
	finds("sao", false)
	finds("vo ngo", true)
	s = w.read(s.ID)
	s.Beneficiaries[0].Establishment = second
	w.do(staff, func(ctx context.Context, tx *db.Tx) error { return Change(ctx, tx, s) })
	finds("hao dat", false)
	finds("mien", true)
	w.do(staff, func(ctx context.Context, tx *db.Tx) error {
		e, err := establishment.ByID(ctx, tx, second)
		if err != nil {
			return err
		}
		e.Name = "Công ty Bánh Đa Việt Cường"
		return establishment.Change(ctx, tx, &e)
	})
	finds("mien", false)
	finds("banh da", true)
	w.do(staff, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM schemes WHERE province = ? AND id = ?`, tx.Province, s.ID)
		return err
	})
	w.do(staff, func(ctx context.Context, tx *db.Tx) error {
		var n int
		err := tx.QueryRow(ctx, `SELECT count(*) FROM scheme_search WHERE province = ?`, []any{tx.Province}, &n)
		if n != 0 {
			t.Errorf("%d schemes can be found after the last one is gone", n)
		}
		return err
	})
}

// A search finds the same whether it asks the index of words or walks the list,
// and stops counting where it says.
func TestACommonWordIsFoundAsARareOne(t *testing.T) {
	w := newWorld(t)
	who := w.establishment("HTX Chè Hảo Đạt")
	w.do(staff, func(ctx context.Context, tx *db.Tx) error {
		for i := range maxFirst + 1 {
			s := machinery(who)
			s.Title = "Máy vò cỡ " + []string{"lớn", "vừa", "nhỏ"}[i%3]
			s.Year = 2025 + i%2
			s.Costs[0].Year = s.Year
			if err := Add(ctx, tx, s); err != nil {
				return err
			}
		}
		return nil
	})
	count := func(f Filter, want int) {
		t.Helper()
		w.do(staff, func(ctx context.Context, tx *db.Tx) error {
			n, _, err := Count(ctx, tx, f)
			if n != want {
				t.Errorf("%+v counts %d, want %d", f, n, want)
			}
			return err
		})
	}
	count(Filter{Query: "vo"}, MaxFound+1)
	count(Filter{Query: "vo", Year: 2025}, MaxFound+1)
	count(Filter{Query: "vo co lon"}, 667)
	count(Filter{}, maxFirst+1)
	all := w.ids(Filter{Query: "may vo", Limit: 200})
	if len(all) != maxFirst+1 {
		t.Errorf("the pages of a common word show %d schemes", len(all))
	}
	if got := w.ids(Filter{Query: "NHỎ vò", Limit: 200}); len(got) != 667 {
		t.Errorf("the pages of a rare word show %d schemes", len(got))
	}
}
