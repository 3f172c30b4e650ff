package killtest

import (
	"database/sql"
	"strings"
	"testing"
	"time"
)

// TestNightUpgradePostgres is TestNightUpgrade on a PostgreSQL of its own, by an
// account like that of a real installation: row security holds it, so a
// migration that does not say that it means every province changes nothing.
func TestNightUpgradePostgres(t *testing.T) {
	needNight(t)
	c := newCluster(t)
	d, err := sql.Open("pgx", c.url())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	all := func(statements ...string) {
		for _, s := range statements {
			if _, err := d.ExecContext(t.Context(), s); err != nil {
				t.Fatalf("%s: %v", s, err)
			}
		}
	}
	all(`CREATE ROLE kc_plain LOGIN NOSUPERUSER NOBYPASSRLS`, `CREATE DATABASE old OWNER kc_plain`)
	admin := strings.Replace(c.url(), "@/postgres?", "@/old?", 1)
	plain := strings.Replace(admin, "khuyencong@", "kc_plain@", 1)
	u := upgrade{t: t, address: plain, admin: admin, driver: "pgx", whole: `SELECT count(*) || ' broken indexes' FROM pg_index WHERE NOT indisvalid`}
	u.keep = func() {
		u.rest()
		all(`DROP DATABASE IF EXISTS kept`, `CREATE DATABASE kept TEMPLATE old`)
	}
	u.back = func() {
		u.rest()
		all(`DROP DATABASE old`, `CREATE DATABASE old TEMPLATE kept OWNER kc_plain`)
	}
	u.rest = func() {
		until(t, time.Minute, "nobody works in the database", func() bool {
			n := -1
			err := d.QueryRowContext(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE datname = 'old'`).Scan(&n)
			return err == nil && n == 0
		})
	}
	u.run(func() *filler { return newPostgresFiller(t, plain) })
}
