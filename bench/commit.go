package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// book is the fund from which everything is granted.
var book = ledger.Book{Fund: ledger.Local, Year: planYear}

// A grants is the program on a database with plans that wait for approval:
// the approval is the commitment. Turns on the hot fund all draw on the home
// province's; the others draw on those of many provinces by turns.
type grants struct {
	b         *bench
	address   string
	s         *server
	provinces []string
	tokens    map[string]string
	waiting   map[string][]int // rounds of plans not yet approved, by province
	done      int
	client    *http.Client
}

// newGrants makes the provinces, the funds and enough plans for all rounds.
func newGrants(ctx context.Context, b *bench, address string) (*grants, error) {
	g := &grants{b: b, address: address, waiting: map[string][]int{}, client: browser()}
	for _, p := range territory.Provinces(territory.SwitchDay) {
		g.provinces = append(g.provinces, p.Code)
	}
	if b.o.smoke {
		g.provinces = []string{home, "01"}
	}
	var err error
	if g.tokens, err = migrate(ctx, address, g.provinces); err != nil {
		return nil, err
	}
	d, err := bare(address, "synchronous(OFF)")
	if err != nil {
		return nil, err
	}
	var lots []lot
	for _, p := range g.provinces {
		n := early + b.o.rounds*(b.o.deeds/len(g.provinces)+1) + b.o.rounds
		if p == home {
			n += b.o.rounds * b.o.deeds
		}
		for i := range n {
			lots = append(lots, lot{p, i + 1})
			g.waiting[p] = append(g.waiting[p], i+1)
		}
	}
	tables := append([]table{{"establishments", ownerColumns, len(lots), func(i int) []any {
		return ownerRow(lots[i].province, lots[i].owner(), "HTX Chè Minh Họa", "")
	}}}, grantTables(lots)...)
	err = load(ctx, d, db.IsPostgres(address), tables)
	if err := errors.Join(err, d.Close()); err != nil {
		return nil, err
	}
	if err := g.inside(ctx, g.allot); err != nil {
		return nil, err
	}
	if g.s, err = b.serve(ctx, address); err != nil {
		return nil, err
	}
	return g, g.begin(ctx)
}

// early is how many approvals each province has behind it when the turns begin.
const early = 100

// begin makes the first approvals, as those of a database in use are never the
// first, and has PostgreSQL look at its tables, as its own housekeeping does
// within a minute: with what it believed while they were empty it reads them
// from end to end.
func (g *grants) begin(ctx context.Context) error {
	if _, err := g.turn(ctx, early*len(g.provinces), false); err != nil || !db.IsPostgres(g.address) {
		return err
	}
	d, err := bare(g.address)
	if err != nil {
		return err
	}
	_, err = d.ExecContext(ctx, "ANALYZE")
	return errors.Join(err, d.Close())
}

// inside runs fn in each province.
func (g *grants) inside(ctx context.Context, fn func(context.Context, *db.Tx) error) error {
	d, err := db.Open(ctx, g.address, nil)
	if err != nil {
		return err
	}
	for _, p := range g.provinces {
		scope := db.Scope{Province: p, Actor: access.System("bench")}
		if err = d.Update(ctx, scope, func(tx *db.Tx) error { return fn(ctx, tx) }); err != nil {
			break
		}
	}
	return errors.Join(err, d.Close())
}

// allot gives the fund what the waiting plans need, exactly.
func (g *grants) allot(ctx context.Context, tx *db.Tx) error {
	err := ledger.Post(ctx, tx, ledger.Entry{
		Book: book, Key: "bench", Kind: ledger.Allot, Amount: grantVND * vnd(len(g.waiting[tx.Province])), Day: "2026-01-05", Reference: "1/QĐ", Memo: "Giao dự toán",
	})
	return err
}

// turn approves n plans over HTTP, of the hot fund or spread over all.
func (g *grants) turn(ctx context.Context, n int, hot bool) (turn, error) {
	type one struct {
		province string
		round    int
	}
	jobs := make([]one, n)
	for i := range jobs {
		p := home
		if !hot {
			p = g.provinces[i%len(g.provinces)]
		}
		left := g.waiting[p]
		jobs[i] = one{p, left[len(left)-1]}
		g.waiting[p] = left[:len(left)-1]
	}
	t, err := drive(ctx, clients, n, func(ctx context.Context, _, i int) error { return g.approve(ctx, jobs[i].province, jobs[i].round) })
	g.done += n
	return t, err
}

// approve sends the form by which a person approves a plan.
func (g *grants) approve(ctx context.Context, province string, round int) error {
	form := url.Values{
		"key": {ui.Key()}, "version": {"1"}, "decision_no": {fmt.Sprintf("%d/QĐ-UBND", round)},
		"decision_on": {calendar.Must("2026-01-05").VN()}, "signer": {"Người ký (minh họa)"},
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, fmt.Sprintf("%s/ke-hoach/%d/dia-phuong/%d/phe-duyet", g.s.url, planYear, round), strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "kc_phien", Value: g.tokens[province]})
	status, body, err := send(g.client, r)
	if err == nil && status != http.StatusSeeOther {
		err = fmt.Errorf("approve %s %d: status %d: %s", province, round, status, said(body))
	}
	return err
}

// check stops the program and fails unless every approval is in the books
// once, the books balance, and the record of who did it is whole.
func (g *grants) check(ctx context.Context) error {
	g.s.stop()
	entries := 0
	err := g.inside(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := ledger.Verify(ctx, tx); err != nil {
			return err
		}
		if _, err := audit.Verify(ctx, tx); err != nil {
			return err
		}
		has, err := ledger.OfBook(ctx, tx, book)
		if err != nil {
			return err
		}
		left := len(g.waiting[tx.Province])
		if has[ledger.Available] != grantVND*vnd(left) || has[ledger.Available]+has[ledger.Approved]+has[ledger.Budget] != 0 {
			return fmt.Errorf("province %s: %d plans are left, the fund has %v", tx.Province, left, has)
		}
		var n int
		err = tx.QueryRow(ctx, `SELECT count(*) FROM plans WHERE province = ? AND state = ?`, []any{tx.Province, plan.Approved}, &n)
		entries += n
		return err
	})
	if err == nil && entries != g.done {
		err = fmt.Errorf("%d plans are approved, %d approvals were acknowledged", entries, g.done)
	}
	return err
}

// commitSQLite compares commitments with the bare engine, SQLite.
func (b *bench) commitSQLite(ctx context.Context) error {
	g, err := newGrants(ctx, b, filepath.Join(b.work, "commit.db"))
	if err != nil {
		return err
	}
	lines := len(g.provinces)
	each := int64(b.o.rounds * b.o.deeds * 10)
	single, err := newLiteFloor(ctx, b.work, 1, lines, each)
	if err != nil {
		return err
	}
	group, err := newLiteFloor(ctx, b.work, floorBatch, lines, each)
	if err != nil {
		return errors.Join(err, single.close())
	}
	var n [2]int
	err = g.compare(ctx, "SQLite", "commit", []side{
		{"the bare engine, a commit for each", func(ctx context.Context) (turn, error) { return floorTurn(ctx, single, b.o.deeds*2, lines, &n[0]) }},
		{"the bare engine, group commit", func(ctx context.Context) (turn, error) { return floorTurn(ctx, group, b.o.deeds*4, lines, &n[1]) }},
	}, 0.20, 0)
	for i, f := range []*liteFloor{single, group} {
		err = errors.Join(err, checkFloor(ctx, f.d, n[i], each*int64(lines)), f.close())
	}
	return err
}

// floorTurn does n bare transactions.
func floorTurn(ctx context.Context, f floor, n, lines int, from *int) (turn, error) {
	base := *from
	t, err := drive(ctx, clients, n, func(ctx context.Context, _, i int) error { return f.commit(ctx, base+i, (base+i)%lines) })
	*from += n
	return t, err
}

// compare takes turns of the floors and the program; bars are those of the
// commitments beside each floor.
func (g *grants) compare(ctx context.Context, engine, only string, floors []side, bars ...float64) error {
	b := g.b
	sides := append(floors,
		side{"the program, many funds", func(ctx context.Context) (turn, error) { return g.turn(ctx, b.o.deeds, false) }},
		side{"the program, one fund", func(ctx context.Context) (turn, error) { return g.turn(ctx, b.o.deeds, true) }})
	turns, err := b.takeTurns(ctx, sides)
	if err := errors.Join(err, g.check(ctx)); err != nil {
		return err
	}
	many, one := turns[len(floors)], turns[len(floors)+1]
	for i, f := range floors {
		b.ratio(engine+": commitment over HTTP ÷ "+f.name, only, many, turns[i], bars[i], atLeast)
	}
	b.ratio(engine+": commitments on one hot fund ÷ spread over many", only, one, many, 0.8, atLeast)
	b.latency(engine+": commitment, p99 at 16 clients", only, many, 0.99, 50)
	return nil
}
