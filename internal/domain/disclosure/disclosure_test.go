package disclosure_test

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/demo"
	"example.vn/khuyencong/internal/domain/disclosure"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

// TestTheDemonstrationInPublic loads the demonstration once for all its parts.
func TestTheDemonstrationInPublic(t *testing.T) {
	t.Parallel()
	clock := &demo.Clock{}
	clock.Set(calendar.Must("2019-09-01"))
	d := dbtest.OpenAt(t, clock.Now)
	if err := demo.Load(t.Context(), d, clock, blob.Store{Dir: t.TempDir()}, func(int, int, string) {}); err != nil {
		t.Fatal(err)
	}
	clock.Set(calendar.Of(dbtest.Now))
	r := rig{t, d}
	t.Run("only what was decided", r.onlyDecided)
	t.Run("pages make the list", r.pages)
	t.Run("totals follow the filter", r.totals)
	t.Run("one record as in the list", r.one)
	t.Run("cursors of another list", r.cursors)
	t.Run("nothing of people", r.nothingOfPeople)
	t.Run("another province", r.anotherProvince)
}

type rig struct {
	*testing.T
	d *db.DB
}

func (r rig) in(t *testing.T, province string, fn func(context.Context, *db.Tx) error) {
	t.Helper()
	if err := r.d.View(t.Context(), db.Scope{Province: province}, func(tx *db.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func (r rig) all(t *testing.T, f disclosure.Filter) (all []disclosure.Scheme) {
	t.Helper()
	r.in(t, demo.Province, func(ctx context.Context, tx *db.Tx) error {
		return disclosure.All(ctx, tx, f, func(s disclosure.Scheme) error {
			all = append(all, s)
			return nil
		})
	})
	return all
}

func (r rig) onlyDecided(t *testing.T) {
	published := map[string]bool{}
	for _, s := range r.all(t, disclosure.Filter{}) {
		published[s.ID] = true
	}
	states := map[scheme.ID]scheme.State{}
	n := 0
	r.in(t, demo.Province, func(ctx context.Context, tx *db.Tx) error {
		err := tx.Each(ctx, `SELECT id, state FROM schemes WHERE province = ?`, []any{tx.Province}, func(scan db.Scan) error {
			var id scheme.ID
			var state scheme.State
			err := scan(&id, &state)
			states[id] = state
			return err
		})
		for id, state := range states {
			_, public := disclosure.StatusOf(state)
			if got := published[disclosure.PublicID(demo.Province, id)]; got != public {
				t.Errorf("%s in state %s: published is %t", id, state, got)
			}
			if public {
				continue
			}
			n++
			if _, err := disclosure.One(ctx, tx, id); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s in state %s has a page: %v", id, state, err)
			}
		}
		return err
	})
	if n == 0 || len(published) < 20 {
		t.Errorf("%d published, %d not: the demonstration shows nothing", len(published), n)
	}
}

func (r rig) pages(t *testing.T) {
	want := r.all(t, disclosure.Filter{})
	var got []disclosure.Scheme
	for f := (disclosure.Filter{Limit: 7}); ; {
		var page []disclosure.Scheme
		var next string
		r.in(t, demo.Province, func(ctx context.Context, tx *db.Tx) (err error) {
			page, next, err = disclosure.List(ctx, tx, f)
			return err
		})
		got = append(got, page...)
		if next == "" {
			break
		}
		f.After = next
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !slices.IsSortedFunc(want, func(a, b disclosure.Scheme) int { return strings.Compare(b.ID, a.ID) }) {
		t.Error("not the newest first")
	}
}

func (r rig) totals(t *testing.T) {
	commune := ""
	for _, s := range r.all(t, disclosure.Filter{}) {
		if s.Commune != "" {
			commune = s.Commune
		}
	}
	for _, f := range []disclosure.Filter{
		{}, {Year: 2020}, {Fund: ledger.National}, {Year: 2020, Fund: ledger.Local}, {Status: disclosure.Settled}, {Status: disclosure.Recorded},
		{Kind: "household"}, {Commune: commune}, {Content: "advanced_machinery"}, {Year: 1999},
	} {
		var want, got disclosure.Totals
		for _, s := range r.all(t, f) {
			want.Schemes++
			want.Beneficiaries += s.Count
			want.Support += int64(s.Amount())
			if s.Support == nil {
				want.Unpublished++
			}
			if f.Year != 0 && s.Year != f.Year || f.Fund != "" && s.Fund != string(f.Fund) || f.Commune != "" && s.Count == 1 && s.Commune != f.Commune && s.Commune != "" {
				t.Errorf("%+v lists %+v", f, s)
			}
		}
		r.in(t, demo.Province, func(ctx context.Context, tx *db.Tx) (err error) {
			got, err = disclosure.Sum(ctx, tx, f)
			return err
		})
		if got != want {
			t.Errorf("%+v: %+v, the list adds up to %+v", f, got, want)
		}
		t.Logf("%+v: %+v", f, got)
	}
}

func (r rig) one(t *testing.T) {
	for _, want := range r.all(t, disclosure.Filter{Year: 2020}) {
		province, own, err := disclosure.ParseID(want.ID)
		if err != nil || province != demo.Province {
			t.Fatalf("%s: %v", want.ID, err)
		}
		r.in(t, demo.Province, func(ctx context.Context, tx *db.Tx) error {
			got, err := disclosure.One(ctx, tx, own)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			return err
		})
	}
}

func (r rig) cursors(t *testing.T) {
	r.in(t, demo.Province, func(ctx context.Context, tx *db.Tx) error {
		_, next, err := disclosure.List(ctx, tx, disclosure.Filter{Limit: 1})
		if err != nil {
			return err
		}
		for _, f := range []disclosure.Filter{{After: next, Year: 2020}, {After: next + "A"}, {After: "x"}, {After: next[1:]}, {Fund: "bank"}, {Commune: "x"}, {Status: "draft"}} {
			if _, _, err := disclosure.List(ctx, tx, f); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%+v: %v, want it refused", f, err)
			}
		}
		return nil
	})
}

// person matches what must never be published: see also secrets.
var person = regexp.MustCompile(`(?:\+84|\b0)[ .\-]?\d{2,3}(?:[ .\-]?\d{3}){2}|\d{9,12}|[\w.]+@[\w.]+`)

// nothingOfPeople walks every record as every file spells it.
func (r rig) nothingOfPeople(t *testing.T) {
	kind := reflect.TypeFor[disclosure.Scheme]()
	var rows [][]string
	all := r.all(t, disclosure.Filter{})
	for _, s := range all {
		rows = append(rows, disclosure.Cells(s))
		for i, cell := range disclosure.Cells(s) {
			if f := disclosure.Fields(kind)[i]; f.Type == "string" && person.MatchString(cell) && !regexp.MustCompile(`^\d{2}-\d{4}-\d{4,}$`).MatchString(cell) {
				t.Errorf("%s: %s says %q", s.ID, f.Name, cell)
			}
		}
	}
	var file bytes.Buffer
	if err := disclosure.WriteCSV(&file, kind, rows); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	published := file.String() + string(text)
	n := 0
	r.in(t, demo.Province, func(ctx context.Context, tx *db.Tx) error {
		for _, query := range []string{
			`SELECT phone FROM establishments WHERE province = ?`, `SELECT email FROM establishments WHERE province = ?`,
			`SELECT contact FROM establishments WHERE province = ?`, `SELECT tax_code FROM establishments WHERE province = ?`,
			`SELECT name FROM users WHERE province = ?`, `SELECT login FROM users WHERE province = ? AND login LIKE '%.%'`,
		} {
			err := tx.Each(ctx, query, []any{tx.Province}, func(scan db.Scan) error {
				var secret string
				err := scan(&secret)
				if secret != "" {
					n++
				}
				if secret != "" && strings.Contains(published, secret) {
					t.Errorf("%q is published (%s)", secret, query)
				}
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if n < 15 {
		t.Errorf("only %d secrets to look for", n)
	}
}

func (r rig) anotherProvince(t *testing.T) {
	r.in(t, demo.Neighbour, func(ctx context.Context, tx *db.Tx) error {
		totals, err := disclosure.Sum(ctx, tx, disclosure.Filter{})
		if totals != (disclosure.Totals{}) {
			t.Errorf("the neighbour publishes %+v", totals)
		}
		return err
	})
}
