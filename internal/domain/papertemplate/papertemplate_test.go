package papertemplate_test

import (
	"bytes"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/form"
	"example.vn/khuyencong/internal/domain/papertemplate"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

var (
	clerk  = access.Actor{ID: "1", Name: "Cán bộ", Roles: []access.Role{access.Staff}}
	both   = access.Actor{ID: "1", Name: "Cán bộ", Roles: []access.Role{access.Staff, access.Director}}
	leader = access.Actor{ID: "2", Name: "Lãnh đạo", Roles: []access.Role{access.Director}}
)

func as(t *testing.T, d *db.DB, who access.Actor, fn func(*db.Tx) error) error {
	t.Helper()
	return d.Update(t.Context(), db.Scope{Province: "19", Actor: who}, fn)
}

// The program's own forms are templates without a fault, for an office to begin
// from.
func TestEveryFormIsATemplate(t *testing.T) {
	t.Parallel()
	for _, kind := range form.Kinds() {
		var file bytes.Buffer
		if err := kind.Template().Docx(&file); err != nil {
			t.Fatal(err)
		}
		c, err := papertemplate.Compile(kind, "goc.docx", file.Bytes())
		if err != nil {
			t.Errorf("%s: %v", kind.Code, err)
			continue
		}
		for _, f := range c.Faults {
			t.Errorf("%s: %s", kind.Code, f)
		}
		if err := c.Render(&bytes.Buffer{}, nil); err != nil {
			t.Errorf("%s: %v", kind.Code, err)
		}
	}
}

func TestCompileRefuses(t *testing.T) {
	t.Parallel()
	kind := form.Kinds()[0]
	for _, name := range []string{"a.docm", "a.pdf", "docx", ""} {
		if _, err := papertemplate.Compile(kind, name, []byte("PK")); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "Word (.docx)") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := papertemplate.Compile(kind, "a.xlsx", []byte("PK")); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
}

func TestADraftIsPublishedBySomebodyElse(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	kind := form.Kinds()[0]
	store := blob.Store{Dir: t.TempDir()}
	var file bytes.Buffer
	if err := kind.Template().Docx(&file); err != nil {
		t.Fatal(err)
	}
	c, err := papertemplate.Compile(kind, "mau.docx", file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	staged, err := blob.Put(t.Context(), store, bytes.NewReader(file.Bytes()), "mau.docx")
	if err != nil {
		t.Fatal(err)
	}
	today := calendar.Of(dbtest.Now)
	var first papertemplate.Template
	for no := int64(1); no <= 2; no++ {
		err := as(t, d, clerk, func(tx *db.Tx) error {
			got, err := papertemplate.Add(t.Context(), tx, kind, c, staged, "")
			if err == nil && (got.No != no || got.State != papertemplate.Draft) {
				t.Errorf("%+v", got)
			}
			if no == 1 {
				first = got
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	publish := func(who access.Actor, version int64, from, until calendar.Date) error {
		return as(t, d, who, func(tx *db.Tx) error { return papertemplate.Publish(t.Context(), tx, first.ID, version, from, until) })
	}
	none := calendar.Date{}
	for what, got := range map[string]struct {
		err  error
		want fault.Kind
	}{
		"a clerk":            {publish(clerk, 1, today, none), fault.Forbidden},
		"whoever sent it":    {publish(both, 1, today, none), fault.Forbidden},
		"an old page":        {publish(leader, 9, today, none), fault.Conflict},
		"a day that is past": {publish(leader, 1, today.AddDays(-1), none), fault.Invalid},
		"no day":             {publish(leader, 1, none, none), fault.Invalid},
		"the end before":     {publish(leader, 1, today.AddDays(3), today), fault.Invalid},
	} {
		if fault.KindOf(got.err) != got.want {
			t.Errorf("%s: %v", what, got.err)
		}
	}
	if err := publish(leader, 1, today.AddDays(1), none); err != nil {
		t.Fatal(err)
	}
	if err := as(t, d, leader, func(tx *db.Tx) error { return papertemplate.End(t.Context(), tx, first.ID, 2, today) }); fault.KindOf(err) != fault.Invalid {
		t.Errorf("ended before it began: %v", err)
	}
	if err := as(t, d, leader, func(tx *db.Tx) error {
		return papertemplate.End(t.Context(), tx, first.ID, 2, today.AddDays(5))
	}); err != nil {
		t.Fatal(err)
	}
	err = d.View(t.Context(), db.Scope{Province: "19", Actor: clerk}, func(tx *db.Tx) error {
		all, err := papertemplate.All(t.Context(), tx)
		if err != nil {
			return err
		}
		for days, want := range map[int]bool{0: false, 1: true, 5: true, 6: false} {
			if _, ok := papertemplate.InForce(all, kind.Code, papertemplate.Word, today.AddDays(days)); ok != want {
				t.Errorf("after %d days: %v", days, ok)
			}
		}
		again, err := papertemplate.Open(store, all[0])
		if err == nil && len(again.Faults) > 0 {
			t.Error(again.Faults)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := as(t, d, clerk, func(tx *db.Tx) error { return papertemplate.Drop(t.Context(), tx, first.ID, 3) }); fault.KindOf(err) != fault.Conflict {
		t.Errorf("what is published was put aside: %v", err)
	}
	err = d.View(t.Context(), db.Scope{Province: "20", Actor: clerk}, func(tx *db.Tx) error {
		_, err := papertemplate.ByID(t.Context(), tx, first.ID)
		return err
	})
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("another province sees it: %v", err)
	}
}
