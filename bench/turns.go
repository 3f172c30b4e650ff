package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"example.vn/khuyencong/internal/platform/money"
)

type vnd = money.VND

// A side is one of those that take turns.
type side struct {
	name string
	turn func(context.Context) (turn, error)
}

// takeTurns lets the sides run one after another, round by round, after a
// first round that does not count.
func (b *bench) takeTurns(ctx context.Context, sides []side) ([][]turn, error) {
	all := make([][]turn, len(sides))
	for r := range b.o.rounds {
		for i, s := range sides {
			t, err := s.turn(ctx)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", s.name, err)
			}
			latencies := ""
			if len(t.each) > 0 {
				latencies = fmt.Sprintf("  p50 %6.2f ms  p99 %6.2f ms", ms(t.at(0.5)), ms(t.at(0.99)))
			}
			b.say("round %d  %-40s %9.0f/s%s", r+1, s.name, t.rate(), latencies)
			all[i] = append(all[i], t)
		}
	}
	return all, nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// A bound says on which side of its bar a figure must be.
type bound int

const (
	atLeast bound = iota
	atMost
)

// A result is one line of the table.
// none stands where a figure has no bar, unmeasured where there is no figure.
const (
	none       = "–"
	unmeasured = "not measured"
)

type result struct {
	What, Only, Figure, Bar, Spread string
	OK                              bool
}

// add notes a figure; a bar of 0 is none.
func (b *bench) add(what, only string, median, low, high, bar float64, kind bound, unit string) {
	ok, sign := median >= bar, "≥"
	if kind == atMost {
		ok, sign = median <= bar, "≤"
	}
	r := result{
		What: what, Only: only, Figure: number(median) + unit, Bar: sign + " " + number(bar) + unit,
		Spread: number(low) + "–" + number(high), OK: ok,
	}
	if bar == 0 {
		r.Bar, r.OK = none, true
	}
	b.results = append(b.results, r)
	b.say("%-70s %10s  (%s)  %s  %t", r.What, r.Figure, r.Spread, r.Bar, r.OK)
}

// missing notes a figure that could not be measured, and why.
func (b *bench) missing(what, only string, bar float64, kind bound, why error) {
	sign := "≥"
	if kind == atMost {
		sign = "≤"
	}
	b.results = append(b.results, result{What: what, Only: only, Figure: unmeasured, Bar: sign + " " + number(bar), Spread: none, OK: true})
	b.say("%-70s %s", what, why)
}

func number(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// ratio notes the median of the rates of a over those of b, round by round.
func (b *bench) ratio(what, only string, x, y []turn, bar float64, kind bound) {
	each := make([]float64, len(x))
	for i := range x {
		each[i] = x[i].rate() / y[i].rate()
	}
	slices.Sort(each)
	b.add(what, only, each[len(each)/2], each[0], each[len(each)-1], bar, kind, "")
}

// slower notes the median of the typical latencies of x over those of y.
func (b *bench) slower(what, only string, x, y []turn, bar float64) {
	each := make([]float64, len(x))
	for i := range x {
		each[i] = ms(x[i].at(0.5)) / ms(y[i].at(0.5))
	}
	slices.Sort(each)
	b.add(what, only, each[len(each)/2], each[0], each[len(each)-1], bar, atMost, "")
}

// latency notes the median of a quantile of the latencies, in milliseconds.
func (b *bench) latency(what, only string, x []turn, q, bar float64) {
	b.quantile(what, only, x, q, bar, " ms")
}

// figure notes the median of what the turns hold instead of a latency.
func (b *bench) figure(what, only string, x []turn, bar float64, unit string) {
	b.quantile(what, only, x, 0, bar, unit)
}

func (b *bench) quantile(what, only string, x []turn, q, bar float64, unit string) {
	each := make([]float64, len(x))
	for i := range x {
		each[i] = ms(x[i].at(q))
	}
	slices.Sort(each)
	b.add(what, only, each[len(each)/2], each[0], each[len(each)-1], bar, atMost, unit)
}
