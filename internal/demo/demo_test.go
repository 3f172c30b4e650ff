package demo_test

import (
	"testing"

	"example.vn/khuyencong/internal/demo"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

func TestLoad(t *testing.T) {
	clock := &demo.Clock{}
	clock.Set(calendar.Must("2019-09-01"))
	d, err := db.Open(t.Context(), dbtest.URL(t), clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := demo.Load(t.Context(), d, clock, func(done, total int, what string) { t.Logf("%d/%d %s", done, total, what) }); err != nil {
		t.Fatal(err)
	}
}
