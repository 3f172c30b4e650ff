package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
)

// wanted is the state that the lists are filtered by.
const wanted = string(scheme.Running)

// generation grows when what is made changes and the schema's version does not.
const generation = 2

// listDatabase returns an SQLite file with the schemes, made on the first run
// and kept for the next ones.
func (b *bench) listDatabase(ctx context.Context) (string, error) {
	version, err := db.Target()
	if err != nil {
		return "", err
	}
	path := filepath.Join(b.o.dir, fmt.Sprintf("lists-%d-%d.%d.db", b.o.rows, version, generation))
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	b.say("making %d schemes (kept for the next run)", b.o.rows)
	unfinished := filepath.Join(b.work, "lists.db")
	if _, err := migrate(ctx, unfinished, []string{home}); err != nil {
		return "", err
	}
	if err := fillLists(ctx, unfinished, listTables(b.o.rows, recordOf)); err != nil {
		return "", err
	}
	return path, os.Rename(unfinished, path)
}

// fillLists loads the tables with the triggers of the search away, then makes
// what they would have made.
func fillLists(ctx context.Context, path string, tables []table) (err error) {
	d, err := bare(path, "synchronous(OFF)", "cache_size(-300000)")
	if err != nil {
		return err
	}
	d.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, d.Close()) }()
	rows, err := d.QueryContext(ctx, `
		SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND (
			(type = 'trigger' AND tbl_name IN ('schemes', 'scheme_beneficiaries', 'establishments')) OR
			(type = 'index' AND tbl_name IN ('schemes', 'establishments')))`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var before, after []string
	for rows.Next() {
		var kind, name, text string
		if err := rows.Scan(&kind, &name, &text); err != nil {
			return err
		}
		before, after = append(before, "DROP "+kind+" "+name), append(after, text)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if err := execute(ctx, d, before); err != nil {
		return err
	}
	if err := load(ctx, d, false, tables); err != nil {
		return err
	}
	return execute(ctx, d, append(after, `
		INSERT INTO scheme_search (province, scheme, no, words)
		SELECT province, scheme, CAST(province AS INTEGER) * 1000000000000 + row_number() OVER (ORDER BY scheme), words FROM scheme_words_now`,
		`INSERT INTO scheme_words (scheme_words) VALUES ('optimize')`, `PRAGMA wal_checkpoint(TRUNCATE)`))
}

// lister is a page that a server is asked for, and what must be on it.
type lister struct {
	url, token string
	words      string
}

// fetches takes n pages from l, by 16 clients.
func (b *bench) fetches(l func(i int) lister, n int) func(context.Context) (turn, error) {
	return fetchesBy(clients, l, n)
}

func fetchesBy(workers int, l func(i int) lister, n int) func(context.Context) (turn, error) {
	client := browser()
	return func(ctx context.Context) (turn, error) {
		return drive(ctx, workers, n, func(ctx context.Context, _, i int) error {
			one := l(i)
			_, err := fetch(ctx, client, one.url, one.token, one.words)
			return err
		})
	}
}

// searchers is how many search at once: PocketBase gives up a search of half a
// minute, and with more of them all take that long.
const searchers = 4

func always(l lister) func(int) lister { return func(int) lister { return l } }

// rows that searches look for: how people type them.
var searches = []string{"duc dong", "det tho cam", "may sao che", "uom to na ri", "mat ong", "cafe", "thuong nung 12", "2019-0007", "hop tac", "gom su dai phuc"}

// lists compares the list of schemes with the floor and with the rival.
func (b *bench) lists(ctx context.Context) error {
	path, err := b.listDatabase(ctx)
	if err != nil {
		return err
	}
	token, err := viewer(ctx, path)
	if err != nil {
		return err
	}
	last, err := deepest(ctx, path)
	if err != nil {
		return err
	}
	program, err := b.serve(ctx, path)
	if err != nil {
		return err
	}
	defer program.stop()
	bottom, err := startFloor(ctx, path)
	if err != nil {
		return err
	}
	defer bottom.stop()
	rival, err := b.startRival(ctx)
	if err != nil {
		return err
	}
	defer rival.stop()
	list := program.url + "/de-an?trang-thai=" + wanted + "&xep=so-tien"
	records := rival.url + "/api/collections/" + rivalCollection + "/records?perPage=50"
	filtered := records + "&sort=-asked&filter=" + url.QueryEscape("state='"+wanted+"'")
	few := max(1, b.o.fetches/4)
	turns, err := b.takeTurns(ctx, []side{
		{"floor, HTML", b.fetches(always(lister{bottom.url, "", "</html>"}), b.o.fetches)},
		{"the program, first page", b.fetches(always(lister{list, token, "</html>"}), b.o.fetches)},
		{"the program, deepest page", b.fetches(always(lister{list + "&sau=" + last, token, "</html>"}), b.o.fetches)},
		{"PocketBase, JSON without a count", b.fetches(always(lister{filtered + "&skipTotal=1", "", `"items"`}), b.o.fetches)},
		{"PocketBase, JSON", b.fetches(always(lister{filtered, "", `"items"`}), few)},
		{"the program, search", fetchesBy(searchers, func(i int) lister {
			return lister{program.url + "/de-an?tim=" + url.QueryEscape(searches[i%len(searches)]), token, "</html>"}
		}, few)},
		{"PocketBase, search", fetchesBy(searchers, func(i int) lister { return lister{records + rivalSearch(searches[i%len(searches)]), "", `"items"`} }, len(searches))},
	})
	if err != nil {
		return err
	}
	b.ratio("List as HTML ÷ floor", "list", turns[1], turns[0], 0.5, atLeast)
	b.ratio("List as HTML ÷ PocketBase's JSON, both with their count", "list", turns[1], turns[4], 1.2, atLeast)
	b.ratio("List as HTML with its count ÷ PocketBase's JSON without one", "list", turns[1], turns[3], 0, atLeast)
	b.slower("Deepest page ÷ first page, time", "list", turns[2], turns[1], 1.5)
	b.ratio("Search ÷ PocketBase's", "list", turns[5], turns[6], 20, atLeast)
	return nil
}

// rivalSearch is the query of the same search; every word must be there.
func rivalSearch(words string) string {
	var all []string
	for word := range strings.FieldsSeq(strings.ReplaceAll(words, "-", " ")) {
		all = append(all, "search~'"+word+"'")
	}
	return "&sort=-code&filter=" + url.QueryEscape(strings.Join(all, "&&"))
}

// viewer signs somebody in.
func viewer(ctx context.Context, address string) (string, error) {
	d, err := db.Open(ctx, address, nil)
	if err != nil {
		return "", err
	}
	token, err := signIn(ctx, d, home)
	return token, errors.Join(err, d.Close())
}

// deepest is the cursor behind which the last page begins.
func deepest(ctx context.Context, path string) (string, error) {
	d, err := bare(path)
	if err != nil {
		return "", err
	}
	var asked int64
	var id string
	err = d.QueryRowContext(ctx, `SELECT asked_vnd, id FROM schemes WHERE province = ? AND state = ? ORDER BY asked_vnd, id LIMIT 1 OFFSET 50`, home, wanted).Scan(&asked, &id)
	return fmt.Sprintf("%d.%s", asked, id), errors.Join(err, d.Close())
}

// startRival starts PocketBase on the same rows.
func (b *bench) startRival(ctx context.Context) (*server, error) {
	dir := filepath.Join(b.o.dir, fmt.Sprintf("pocketbase-%d", b.o.rows))
	if _, err := os.Stat(dir); err != nil {
		b.say("filling PocketBase (kept for the next run)")
		unfinished := filepath.Join(b.work, "pocketbase")
		if err := fillRival(ctx, unfinished, b.o.rows); err != nil {
			return nil, err
		}
		if err := os.Rename(unfinished, dir); err != nil {
			return nil, err
		}
	}
	return startSelf(ctx, "rival", dir)
}

// startSelf starts this program in another role, at a free port.
func startSelf(ctx context.Context, role, what string) (*server, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return start(ctx, self, role, what, address)
}

func execute(ctx context.Context, d *sql.DB, statements []string) error {
	for _, s := range statements {
		if _, err := d.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%.60s: %w", s, err)
		}
	}
	return nil
}
