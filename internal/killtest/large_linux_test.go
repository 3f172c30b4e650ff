package killtest

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
)

// Lists and reports of a large province, as the program links to them: of each
// kind of page one, and what it shows of a year that has much under way. What
// may be entered twice is a report: it compares the whole register.
var (
	largeLists = []string{
		"/viec", "/nhu-cau", "/nhu-cau/2026", "/nhu-cau/2027/05401", "/co-so", "/co-so?q=che+so+4321", "/co-so?q=khong+co+ten+nay", "/co-so/cs-0000007", "/dia-ban",
		"/de-an", "/de-an?nam=2026&trang-thai=approved", "/de-an?q=sao+che+so+777", "/de-an/2026-000028", "/de-an/2025-000116/hop-dong", "/de-an/2026-000028/nhat-ky",
		"/ke-hoach", "/ke-hoach?nam=2026", "/ke-hoach/2026/dia-phuong/1", "/ke-hoach/dieu-chinh", "/hop-dong", "/hop-dong?nam=2025", "/hop-dong/de-nghi",
		"/so-kinh-phi", "/so-kinh-phi/2026/dia-phuong", "/so-kinh-phi/2025/quoc-gia", "/quan-tri/nhat-ky", "/quan-tri/nguoi-dung",
	}
	largeReports = []string{"/co-so/trung", "/bao-cao", "/bao-cao?nam=2024", "/bao-cao/chi-tiet?nam=2024"}
)

// TestNightLarge opens every list of a province with half a million schemes, a
// million establishments, twelve million postings and ten million audit records
// (of which KC_LARGE percent are made), on SQLite and, after a restore, on
// PostgreSQL, and verifies books and chain. KC_LARGE_ENGINE names one engine
// alone; KC_LARGE_DB a file to make the data in, or to find it in.
func TestNightLarge(t *testing.T) {
	needNight(t)
	program := build(t)
	k := large(t, program)
	engine := os.Getenv("KC_LARGE_ENGINE")
	t.Run("SQLite", func(t *testing.T) {
		if engine == "postgres" {
			t.Skip("KC_LARGE_ENGINE names the other engine")
		}
		for what, limit := range map[string]time.Duration{"ledger": 0, "audit": time.Minute} {
			begin := time.Now()
			command(t, program, what, "verify", "--db", k.address)
			took := time.Since(begin)
			t.Logf("%s verify: %s", what, took.Round(time.Millisecond))
			if limit > 0 && took > limit {
				t.Errorf("%s verify took %s, more than %s", what, took, limit)
			}
		}
		surf(t, program, k.address, k.token)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		if engine == "sqlite" {
			t.Skip("KC_LARGE_ENGINE names the other engine")
		}
		c, archive, begin := newCluster(t), filepath.Join(t.TempDir(), "large.zip"), time.Now()
		command(t, program, "backup", "--db", k.address, "--files", k.files, archive)
		t.Logf("backup: %s", time.Since(begin).Round(time.Second))
		begin = time.Now()
		command(t, program, "restore", "--db", c.url(), "--files", t.TempDir(), archive)
		t.Logf("restore: %s", time.Since(begin).Round(time.Second))
		c.analyze()
		d, err := db.Open(t.Context(), c.url(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = d.Close() }()
		token, err := identity.SignIn(t.Context(), d, "kiemnhiem", password, "127.0.0.1") // a restore brings no sessions
		if err != nil {
			t.Fatal(err)
		}
		surf(t, program, c.url(), token)
	})
}

// analyze does at once what autovacuum does within minutes.
func (c *cluster) analyze() {
	c.t.Helper()
	d, err := sql.Open("pgx", c.url())
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if _, err := d.ExecContext(c.t.Context(), `VACUUM ANALYZE`); err != nil {
		c.t.Fatal(err)
	}
}

// large makes the province, or finds it, and signs somebody in.
func large(t *testing.T, program string) *trial {
	t.Helper()
	file, percent := os.Getenv("KC_LARGE_DB"), number(t, "KC_LARGE", 100)
	if file == "" {
		file = filepath.Join(t.TempDir(), "large.db")
	}
	_, err := os.Stat(file)
	missing := errors.Is(err, fs.ErrNotExist)
	k := &trial{t: t, program: program, address: file, files: t.TempDir()}
	if missing {
		k = newTrial(t, program, file)
		if err := everybody(k); err != nil {
			t.Fatal(err)
		}
		if err := k.db.Close(); err != nil { // only then may the filler take the safety away
			t.Fatal(err)
		}
		begin := time.Now()
		f := newFiller(t, file)
		f.schemes(5_000*percent, 10_000*percent)
		f.lives()
		f.records(100_000 * percent)
		f.close()
		t.Logf("%d %% of the full size, made in %s", percent, time.Since(begin).Round(time.Second))
	}
	k.open()
	begin := time.Now()
	if err := k.db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Logf("migrated in %s", time.Since(begin).Round(time.Millisecond))
	if k.token, err = identity.SignIn(t.Context(), k.db, "kiemnhiem", password, "127.0.0.1"); err != nil {
		t.Fatal(err)
	}
	if err := k.db.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d MiB", file, info.Size()>>20)
	return k
}

// surf opens every page.
func surf(t *testing.T, program, address string, token identity.Token) {
	t.Helper()
	begin := time.Now()
	s := start(t, program, address, t.TempDir(), token)
	defer s.kill()
	t.Logf("start: %s", time.Since(begin).Round(time.Millisecond))
	for _, path := range largeLists {
		opens(t, s, path, 300*time.Millisecond)
	}
	for _, path := range largeReports {
		opens(t, s, path, 5*time.Second)
	}
	t.Logf("memory: %d MiB", resident(t, s)>>20)
}

// everybody adds somebody who holds all posts that one person may hold, and so
// has every kind of work.
func everybody(k *trial) error {
	ctx := context.WithoutCancel(k.t.Context())
	posts := []access.Role{access.Admin, access.Staff, access.Accountant, access.Director, access.Appraiser, access.Department, access.Approver}
	hash, err := identity.NewPassword(ctx, "kiemnhiem", password)
	if err != nil {
		return err
	}
	return k.db.Update(ctx, asSystem, func(tx *db.Tx) error {
		_, err := identity.Add(ctx, tx, identity.NewUser{Login: "kiemnhiem", Name: "Kiêm nhiệm", Roles: posts, Password: hash})
		return err
	})
}

// opens opens a page again and again.
func opens(t *testing.T, s *server, path string, limit time.Duration) {
	t.Helper()
	var all []time.Duration
	for range 30 {
		begin := time.Now()
		a, err := s.get(t.Context(), path)
		if err != nil || a.status != http.StatusOK {
			t.Errorf("%s: status %d, %v: %.300s", path, a.status, err, a.body)
			return
		}
		all = append(all, time.Since(begin))
		if len(all) >= 5 && all[len(all)-1] > 4*limit {
			break // no need to wait for more of the same
		}
	}
	worst := percentile(all, 99)
	t.Logf("%s: p50 %s, p99 %s", path, percentile(all, 50).Round(time.Millisecond), worst.Round(time.Millisecond))
	if worst > limit {
		t.Errorf("%s: p99 %s, more than %s", path, worst.Round(time.Millisecond), limit)
	}
}
