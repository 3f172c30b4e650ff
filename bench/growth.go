package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/gen"
)

// An asking is pages that somebody signed in asks a database for, n of them.
type asking struct {
	path, token string
	page        func(i int) string
	n           int
}

// growth measures how the time that a page takes grows with the country, from a
// hundredth of it to the whole, each time by a server that has just started.
func (b *bench) growth(ctx context.Context) error {
	if err := b.build(ctx); err != nil {
		return err
	}
	for _, g := range []struct {
		what string
		of   func(*bench, context.Context) (asking, error)
	}{
		{"report of the largest province and a year", (*bench).askReport},
		{"leader's page of the largest province", (*bench).askLeader},
		{"a year of the nation, nothing remembered", (*bench).askNation},
		{"search of establishments", (*bench).askSearch},
		{"list of schemes, filtered and sorted", (*bench).askList},
	} {
		var steps []string
		for _, part := range []float64{0.01, 0.1, 1} {
			small := *b
			small.o.scale, small.o.rows = max(0.002, b.o.scale*part), max(100, int(float64(b.o.rows)*part))
			a, err := g.of(&small, ctx)
			if err != nil {
				return err
			}
			typical, err := small.typical(ctx, a)
			if err != nil {
				return err
			}
			b.say("%-50s %5g of it %8.1f ms", g.what, part, typical)
			steps = append(steps, number(typical))
		}
		b.results = append(b.results, result{
			What: "Growth from a hundredth over a tenth to the whole country: " + g.what, Only: "growth",
			Figure: strings.Join(steps, " → ") + " ms", Spread: none, Bar: none, OK: true,
		})
	}
	return nil
}

// typical is the median of the rounds of the median time of a page.
func (b *bench) typical(ctx context.Context, a asking) (float64, error) {
	var rounds []float64
	for range b.o.rounds {
		s, err := b.serve(ctx, a.path)
		if err != nil {
			return 0, err
		}
		t, err := fetchesBy(1, func(i int) lister { return lister{s.url + a.page(i), a.token, "</html>"} }, a.n)(ctx)
		s.stop()
		if err != nil {
			return 0, err
		}
		rounds = append(rounds, ms(t.at(0.5)))
	}
	slices.Sort(rounds)
	return rounds[len(rounds)/2], nil
}

func (b *bench) askLargest(ctx context.Context, login string, page func(i int) string) (a asking, err error) {
	a = asking{page: page, n: min(50, b.o.fetches)}
	if a.path, err = b.largestProvince(ctx); err == nil {
		a.token, err = signed(ctx, a.path, login+"."+largest)
	}
	return a, err
}

func (b *bench) askReport(ctx context.Context) (asking, error) {
	return b.askLargest(ctx, "canbo", reportOf)
}

func (b *bench) askLeader(ctx context.Context) (asking, error) {
	return b.askLargest(ctx, "giamdoc", leaderOf)
}

func (b *bench) askNation(ctx context.Context) (a asking, err error) {
	a = asking{page: nationOf, n: 5}
	if a.path, err = b.made(ctx, fmt.Sprintf("country-%g", b.o.scale), b.nation(b.o.scale)); err == nil {
		a.token, err = signed(ctx, a.path, gen.MinistryLogin)
	}
	return a, err
}

func (b *bench) askSearch(ctx context.Context) (a asking, err error) {
	a = asking{page: func(i int) string { return "/co-so?q=" + url.QueryEscape(ownerSearches[i%len(ownerSearches)]) }, n: 4 * len(ownerSearches)}
	n := int(gen.Establishments * b.o.scale)
	if a.path, err = b.made(ctx, fmt.Sprintf("owners-%d", n), b.owners(n)); err == nil {
		a.token, err = viewer(ctx, a.path)
	}
	return a, err
}

func (b *bench) askList(ctx context.Context) (a asking, err error) {
	a = asking{page: func(int) string { return longList }, n: min(200, b.o.fetches)}
	if a.path, err = b.listDatabase(ctx); err == nil {
		a.token, err = viewer(ctx, a.path)
	}
	return a, err
}
