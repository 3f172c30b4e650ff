package office

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/guide"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

// guideRules is a rule file of the office with one cap that no other text has.
const (
	guideRules = `sources: {T: "minh họa"}
versions:
  - id: guided
    instrument: "TT 28/2018/TT-BTC (minh họa)"
    province: "19"
    from: "2027-02-01"
    items:
      - {code: advanced_machinery_tech_transfer, ratio_bp: 5000, cap: 123_456_000, unit: "cơ sở", cite: "Điều 7", source: T, evidence: primary}
`
	guideCases = `cases:
  - {name: "ngày đầu", content: advanced_machinery, on: "2027-02-01", fund: local, province: "19", cost: 1000000000, want: {ceiling: 123456000, cites: "Điều 7"}}
`
)

func TestGuideFollowsWhatTheOfficePublished(t *testing.T) {
	t.Parallel()
	var now atomic.Int64
	set := func(day string) {
		at, err := time.Parse(time.RFC3339, day+"T09:00:00+07:00")
		if err != nil {
			t.Fatal(err)
		}
		now.Store(at.Unix())
	}
	set("2027-01-15")
	o := officeOver(t, dbtest.OpenAt(t, func() time.Time { return time.Unix(now.Load(), 0) }))
	const answers = "v=may&d=hkd&x=kr&l=kr&k=khong&c=800000000&r=khong&m=moi&n=2027&t="
	says := func(place string) string {
		t.Helper()
		w := o.visit("/ho-tro/ket-qua?" + answers + place)
		if w.Code != http.StatusOK {
			t.Fatalf("status %d at %s", w.Code, w.Header().Get("Location"))
		}
		return w.Body.String()
	}
	save := func(who access.Role, fn func(*db.Tx) error) {
		t.Helper()
		scope := db.Scope{Province: "19", Actor: access.Actor{ID: string(who), Name: "x", Roles: []access.Role{who}}}
		if err := o.db.Update(t.Context(), scope, fn); err != nil {
			t.Fatal(err)
		}
	}
	save(access.Staff, func(tx *db.Tx) error {
		return lawbook.Save(t.Context(), tx, lawbook.Version{Body: guideRules, Cases: guideCases})
	})
	check := func(when, place string, want bool) {
		t.Helper()
		if got := strings.Contains(says(place), "123.456.000"); got != want {
			t.Errorf("%s, place %s: the office's cap is shown: %v, want %v", when, place, got, want)
		}
	}
	set("2027-02-01")
	check("a draft", "19", false)
	set("2027-01-15")
	save(access.Director, func(tx *db.Tx) error { return lawbook.Publish(t.Context(), tx, "guided", 1) })
	set("2027-01-31")
	check("the day before", "19", false)
	set("2027-02-01")
	check("the first day", "19", true)
	for _, place := range []string{"08", "04", "kr"} {
		check("elsewhere", place, false)
	}
}

// While no place is known, the only office of an installation stands for it;
// of two, neither does.
func TestGuideWithoutAPlaceFollowsTheOnlyOffice(t *testing.T) {
	t.Parallel()
	o := &office{t: t, db: dbtest.Open(t), users: make(map[access.Role]identity.ID), tokens: make(map[access.Role]identity.Token)}
	c := &call{s: &Server{DB: o.db}, r: httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/ho-tro", nil)}
	for _, step := range []struct {
		code string
		own  bool
	}{{"19", true}, {"08", false}} {
		o.found(step.code, "Tỉnh "+step.code)
		if step.own {
			scope := db.Scope{Province: "19", Actor: access.Actor{ID: "a", Name: "x", Roles: []access.Role{access.Staff}}}
			save := func(fn func(*db.Tx) error) {
				if err := o.db.Update(t.Context(), scope, fn); err != nil {
					t.Fatal(err)
				}
			}
			save(func(tx *db.Tx) error {
				return lawbook.Save(t.Context(), tx, lawbook.Version{Body: guideRules, Cases: guideCases})
			})
			scope.Actor = access.Actor{ID: "b", Name: "y", Roles: []access.Role{access.Director}}
			save(func(tx *db.Tx) error { return lawbook.Publish(t.Context(), tx, "guided", 1) })
		}
		book, _, err := c.guideBook(guide.Answers{})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, own := book.Version("guided"); own != step.own {
			t.Errorf("with the office of %s: the office's version is in the book: %v", step.code, own)
		}
	}
}
