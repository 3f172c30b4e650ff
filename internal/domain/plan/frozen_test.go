package plan_test

import (
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

// TestASchemeKeepsTheLawOfItsDay: what the norms said on the day of approval
// stays with the dossier when the office publishes stricter ones.
func TestASchemeKeepsTheLawOfItsDay(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	s := granted(t, d, ledger.Local, 200*million, func(s *scheme.Scheme) {
		s.Contents = []scheme.Content{{Code: "cluster_infrastructure", Units: 1}}
	})
	frozen := frozenOf(t, d, s.ID)
	if len(frozen.Verdicts) == 0 || frozen.Verdicts[0].Ceiling != 6000*million || frozen.Reference != decision.Number || frozen.Book != normbook.Digest() {
		t.Fatalf("frozen = %+v", frozen)
	}
	if v := frozen.Verdicts[0]; v.Citation != "TT 28/2018/TT-BTC, Điều 8 khoản 18 (?)" || len(v.Steps) < 2 {
		t.Errorf("the verdict lost its reasons: %+v", v)
	}
	must(t, d, person("clerk", access.Staff), func(tx *db.Tx) error {
		return lawbook.Save(t.Context(), tx, lawbook.Version{Body: stricter, Cases: stricterCases})
	})
	must(t, d, director, func(tx *db.Tx) error { return lawbook.Publish(t.Context(), tx, "strict", 1) })
	if after := frozenOf(t, d, s.ID); after.Verdicts[0].Ceiling != 6000*million || after.Book != frozen.Book {
		t.Errorf("the frozen verdict changed: %+v", after)
	}
	look(t, d, func(tx *db.Tx) error {
		book, name, err := lawbook.Of(t.Context(), tx)
		if err != nil {
			return err
		}
		v := now(t, d, s.ID).Verdicts(scheme.Basis{Book: book}, calendar.Must("2026-12-01"))[0]
		if v.Ceiling != 80*million || !strings.Contains(name, "strict:") {
			t.Errorf("the norms of today give %s by %s", v.Ceiling, name)
		}
		return nil
	})
}

const stricter = `versions:
  - id: strict
    instrument: "TT 28/2018/TT-BTC (minh họa)"
    province: "19"
    from: "2026-12-01"
    items:
      - {code: cluster_infrastructure, cap: 80_000_000, unit: "cụm công nghiệp", cite: "Điều 1", evidence: unverified}
`

const stricterCases = `cases:
  - {name: "80 triệu", content: cluster_infrastructure, on: "2026-12-01", fund: local, province: "19", cost: 400000000, want: {ceiling: 80000000, cites: "Điều 1"}}
`

func frozenOf(t *testing.T, d *db.DB, id scheme.ID) (f scheme.Frozen) {
	t.Helper()
	look(t, d, func(tx *db.Tx) error {
		found, ok, err := scheme.FrozenOf(t.Context(), tx, id)
		if err == nil && !ok {
			t.Errorf("scheme %s has no frozen verdicts", id)
		}
		f = found
		return err
	})
	return f
}
