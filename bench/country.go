package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/gen"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
)

// largest is the province that has most of the made-up country, and its part.
const (
	largest     = "79"
	largestPart = 0.0506
)

// made returns an SQLite file that load fills on the first run; it is kept for
// the next ones.
func (b *bench) made(ctx context.Context, name string, load func(context.Context, *db.DB) error) (string, error) {
	version, err := db.Target()
	if err != nil {
		return "", err
	}
	path := filepath.Join(b.o.dir, fmt.Sprintf("%s-%d.%d.db", name, version, generation))
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	b.say("making %s (kept for the next run)", filepath.Base(path))
	unfinished := filepath.Join(b.o.dir, name+".part")
	if err := errors.Join(os.RemoveAll(unfinished), filled(ctx, unfinished, load)); err != nil {
		return "", err
	}
	return path, os.Rename(unfinished, path)
}

// filled migrates a database and has load fill it.
func filled(ctx context.Context, address string, load func(context.Context, *db.DB) error) error {
	d, err := db.Open(ctx, address, nil)
	if err != nil {
		return err
	}
	err = d.Migrate(ctx)
	if err == nil {
		err = load(ctx, d)
	}
	return errors.Join(err, d.Close())
}

// nation makes up a country, or one province as large as in it.
func (b *bench) nation(scale float64, provinces ...string) func(context.Context, *db.DB) error {
	return func(ctx context.Context, d *db.DB) error {
		_, err := gen.Load(ctx, d, gen.Options{Seed: 1, Parts: int(scale*10_000 + 0.5), Provinces: provinces}, func(done, total int, what string) {
			b.say("%d/%d %s", done, total, what)
		})
		return err
	}
}

// owners makes up establishments of one province alone.
func (b *bench) owners(n int) func(context.Context, *db.DB) error {
	return func(ctx context.Context, d *db.DB) error {
		if _, err := people(ctx, d, []string{home}); err != nil {
			return err
		}
		all := gen.Owners(1, home, n)
		return d.Update(ctx, db.Scope{Province: home, Actor: access.System("bench")}, func(tx *db.Tx) error {
			return establishment.Load(ctx, tx, all)
		})
	}
}

// signed signs somebody of the made-up country in.
func signed(ctx context.Context, address, login string) (string, error) {
	d, err := db.Open(ctx, address, nil)
	if err != nil {
		return "", err
	}
	token, err := identity.SignIn(ctx, d, login, gen.Password, "127.0.0.1")
	return string(token), errors.Join(err, d.Close())
}

// reportPages are reports of one province and year; %d is the year.
var reportPages = []string{"/bao-cao/ky?ky=%d", "/bao-cao/ky?ky=%d-q3", "/bao-cao/ky?ky=%d-m6&don-vi=old", "/bao-cao?nam=%d", "/bao-cao/ky?ky=%d-t9&luc=trong-ky"}

// reportOf is the i-th report, of one of the ten last whole years.
func reportOf(i int) string {
	return fmt.Sprintf(reportPages[i%len(reportPages)], gen.LastYear-1-i/len(reportPages)%10)
}

// leaderOf is the i-th leader's page, nationOf the i-th year of the nation.
func leaderOf(i int) string { return fmt.Sprintf("/bao-cao/dieu-hanh?nam=%d", gen.LastYear-i%10) }

func nationOf(i int) string {
	return fmt.Sprintf("/bao-cao/toan-quoc?loai=nam&nam=%d", gen.LastYear-1-i)
}

// longList is the list that is measured at several lengths.
const longList = "/de-an?trang-thai=" + wanted + "&xep=so-tien"

// largestProvince makes the province that has most of the country.
func (b *bench) largestProvince(ctx context.Context) (string, error) {
	return b.made(ctx, fmt.Sprintf("largest-%g", b.o.scale), b.nation(largestPart*b.o.scale, largest))
}

// provinceReports asks for reports of the largest province, one after another,
// on both engines.
func (b *bench) provinceReports(ctx context.Context) error {
	path, err := b.largestProvince(ctx)
	if err != nil {
		return err
	}
	if err := b.reports(ctx, "SQLite", path); err != nil {
		return err
	}
	pg, err := startPostgres(ctx)
	if err != nil {
		b.missing("PostgreSQL: report of the largest province and a year, p95", "province", 200, atMost, err)
		return nil //nolint:nilerr // said above
	}
	defer pg.stop()
	address := pg.url("product")
	if err := filled(ctx, address, b.nation(largestPart*b.o.scale, largest)); err != nil {
		return err
	}
	return b.reports(ctx, "PostgreSQL", address)
}

func (b *bench) reports(ctx context.Context, engine, address string) error {
	token, err := signed(ctx, address, "canbo."+largest)
	if err != nil {
		return err
	}
	s, err := b.serve(ctx, address)
	if err != nil {
		return err
	}
	defer s.stop()
	turns, err := b.takeTurns(ctx, []side{{engine + ", reports of the largest province", fetchesBy(1, func(i int) lister {
		return lister{s.url + reportOf(i), token, "</html>"}
	}, min(50, b.o.fetches))}})
	if err != nil {
		return err
	}
	b.latency(engine+": report of the largest province and a year, p95", "province", turns[0], 0.95, 200)
	return b.leaderPage(ctx, engine, address, s)
}

// leaderPage asks for the leader's page of the ten last years in turn.
func (b *bench) leaderPage(ctx context.Context, engine, address string, s *server) error {
	token, err := signed(ctx, address, "giamdoc."+largest)
	if err != nil {
		return err
	}
	turns, err := b.takeTurns(ctx, []side{{engine + ", leader's page of the largest province", fetchesBy(1, func(i int) lister {
		return lister{s.url + leaderOf(i), token, "</html>"}
	}, min(50, b.o.fetches))}})
	if err != nil {
		return err
	}
	b.latency(engine+": leader's page of the largest province, p95", "province", turns[0], 0.95, 150)
	return nil
}

// nationReports asks for years of the whole nation: each first by a server that
// has just started, then again.
func (b *bench) nationReports(ctx context.Context) error {
	path, err := b.made(ctx, fmt.Sprintf("country-%g", b.o.scale), b.nation(b.o.scale))
	if err != nil {
		return err
	}
	return b.years(ctx, "SQLite", path)
}

// nationOnPostgres is nationReports on the other engine, whose database is made
// anew each time.
func (b *bench) nationOnPostgres(ctx context.Context) error {
	pg, err := startPostgres(ctx)
	if err != nil {
		b.missing("PostgreSQL: a year of the nation, nothing remembered", "nationpg", 2000, atMost, err)
		return nil //nolint:nilerr // said above
	}
	defer pg.stop()
	address := pg.url("product")
	if err := filled(ctx, address, b.nation(b.o.scale)); err != nil {
		return err
	}
	return b.years(ctx, "PostgreSQL", address)
}

func (b *bench) years(ctx context.Context, engine, address string) error {
	token, err := signed(ctx, address, gen.MinistryLogin)
	if err != nil {
		return err
	}
	ask := func(s *server) func(context.Context) (turn, error) {
		return fetchesBy(1, func(i int) lister {
			return lister{s.url + nationOf(i), token, "</html>"}
		}, 5)
	}
	var first, again []turn
	for range b.o.rounds {
		s, err := b.serve(ctx, address)
		if err != nil {
			return err
		}
		turns := make([]turn, 2)
		for i := range turns {
			if turns[i], err = ask(s)(ctx); err != nil {
				break
			}
			b.say("%s, a year of the nation, %d. time  p50 %.0f ms  worst %.0f ms", engine, i+1, ms(turns[i].at(0.5)), ms(turns[i].at(0.99)))
		}
		s.stop()
		if err != nil {
			return err
		}
		first, again = append(first, turns[0]), append(again, turns[1])
	}
	part := map[string]string{"SQLite": "nation", "PostgreSQL": "nationpg"}[engine]
	b.latency(engine+": a year of the nation, nothing remembered", part, first, 0.99, 2000)
	b.latency(engine+": the same again", part, again, 0.99, 2000)
	return nil
}

// ownerSearches are how people type names: rare words, common ones, beginnings.
var ownerSearches = []string{
	"che minh phuc", "go", "ho kinh doanh che", "nuoc mam phu", "duc dong 4321", "cs-001234", "uom", "hop tac xa ma", "gach khong nung thanh", "det", "tho cam yen 9", "co khi viet",
}

// searchOwners searches the establishments of a whole nation in one province.
func (b *bench) searchOwners(ctx context.Context) error {
	n := int(gen.Establishments * b.o.scale)
	path, err := b.made(ctx, fmt.Sprintf("owners-%d", n), b.owners(n))
	if err != nil {
		return err
	}
	token, err := viewer(ctx, path)
	if err != nil {
		return err
	}
	s, err := b.serve(ctx, path)
	if err != nil {
		return err
	}
	defer s.stop()
	bottom, err := startSelf(ctx, "searchfloor", path)
	if err != nil {
		return err
	}
	defer bottom.stop()
	few := max(len(ownerSearches), b.o.fetches/4)
	ask := func(base, path, token string) func(context.Context) (turn, error) {
		return fetchesBy(1, func(i int) lister {
			return lister{base + path + url.QueryEscape(ownerSearches[i%len(ownerSearches)]), token, "</html>"}
		}, few)
	}
	turns, err := b.takeTurns(ctx, []side{
		{"floor, search of establishments", ask(bottom.url, "/?q=", "")},
		{"the program, search of establishments", ask(s.url, "/co-so?q=", token)},
	})
	if err != nil {
		return err
	}
	b.latency(fmt.Sprintf("Search without marks of %s establishments of one province, p95", thousands(n)), "owners", turns[1], 0.95, 50)
	b.ratio("The same ÷ floor", "owners", turns[1], turns[0], 0.5, atLeast)
	return nil
}

// longLists compares a list of many schemes with one of a hundredth.
func (b *bench) longLists(ctx context.Context) error {
	var sides []side
	for _, rows := range []int{b.o.rows / 100, b.o.rows} {
		short := *b
		short.o.rows = max(rows, 100)
		path, err := short.listDatabase(ctx)
		if err != nil {
			return err
		}
		token, err := viewer(ctx, path)
		if err != nil {
			return err
		}
		s, err := b.serve(ctx, path)
		if err != nil {
			return err
		}
		defer s.stop()
		sides = append(sides, side{fmt.Sprintf("list of %d schemes", short.o.rows), fetchesBy(1, always(lister{s.url + longList, token, "</html>"}), b.o.fetches/4)})
	}
	turns, err := b.takeTurns(ctx, sides)
	if err != nil {
		return err
	}
	b.slower(fmt.Sprintf("List of %s schemes ÷ list of a hundredth of them, time", thousands(b.o.rows)), "long", turns[1], turns[0], 2)
	return nil
}
