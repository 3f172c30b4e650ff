package e2e

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"example.vn/khuyencong/internal/demo"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/web/office"
	"example.vn/khuyencong/internal/web/ui"
)

// A site is the program with the demonstration, served over HTTP on this
// machine, on a day that the test chooses.
type site struct {
	t    *testing.T
	url  string
	db   *db.DB
	day  atomic.Int64 // Unix time of the program's clock; 0 while loading
	page *office.Server
}

// newSite skips the test unless KC_E2E is 1. Tests with a site run beside one
// another.
func newSite(t *testing.T) *site {
	t.Helper()
	if os.Getenv("KC_E2E") != "1" {
		t.Skip("KC_E2E is not 1")
	}
	t.Parallel()
	s := &site{t: t}
	past := &demo.Clock{}
	past.Set(calendar.Must("2019-09-01"))
	s.db = dbtest.OpenAt(t, func() time.Time {
		if day := s.day.Load(); day != 0 {
			return time.Unix(day, 0)
		}
		return past.Now()
	})
	files := blob.Store{Dir: t.TempDir()}
	if err := demo.Load(t.Context(), s.db, past, files, func(int, int, string) {}); err != nil {
		t.Fatal(err)
	}
	s.day.Store(dbtest.Now.Unix())
	s.page = &office.Server{DB: s.db, Files: files, Version: "e2e"}
	wrap, err := ui.Middleware(ui.Options{Log: slog.New(slog.DiscardHandler), Now: s.db.Now})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(wrap(s.page.Handler()))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// on moves the program's clock to nine in the morning of a day.
func (s *site) on(day string) {
	s.t.Helper()
	d := calendar.Must(day).Start().Add(9 * time.Hour)
	if d.Unix() < s.day.Load() {
		s.t.Fatalf("%s is before today", day)
	}
	s.day.Store(d.Unix())
}

// token signs somebody in without the page.
func (s *site) token(login string) identity.Token {
	s.t.Helper()
	token, err := identity.SignIn(s.t.Context(), s.db, login, demo.Password, "127.0.0.1")
	if err != nil {
		s.t.Fatalf("sign in %s: %v", login, err)
	}
	return token
}

// view reads the database of province 19 as the program itself.
func (s *site) view(fn func(context.Context, *db.Tx) error) {
	s.t.Helper()
	scope := db.Scope{Province: demo.Province, Actor: access.System("e2e")}
	if err := s.db.View(s.t.Context(), scope, func(tx *db.Tx) error { return fn(s.t.Context(), tx) }); err != nil {
		s.t.Fatal(err)
	}
}

// value reads one text from the database.
func (s *site) value(query string, args ...any) (v string) {
	s.t.Helper()
	s.view(func(ctx context.Context, tx *db.Tx) error { return tx.QueryRow(ctx, query, args, &v) })
	return v
}

// sound checks the books and the audit record.
func (s *site) sound() {
	s.t.Helper()
	s.view(func(ctx context.Context, tx *db.Tx) error {
		if _, err := ledger.Verify(ctx, tx); err != nil {
			s.t.Errorf("ledger: %v", err)
		}
		if _, err := audit.Verify(ctx, tx); err != nil {
			s.t.Errorf("audit: %v", err)
		}
		return nil
	})
}
