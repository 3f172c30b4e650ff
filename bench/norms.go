package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"example.vn/khuyencong/internal/domain/norm"
)

// norms measures verdicts beside engines of rules, a rehearsal of a draft, and
// the loading of the law.
func (b *bench) norms(ctx context.Context) error {
	if err := b.verdicts(ctx); err != nil {
		return err
	}
	if err := b.rehearsals(ctx); err != nil {
		return err
	}
	return b.loads(ctx)
}

// A judge judges dossier i.
type judge func(i int) (answer, error)

// passes judges all n dossiers again and again for a while, on one thread;
// each pass must add up to sum.
func passes(n int, span time.Duration, sum int64, do judge) (turn, error) {
	runtime.GC() // what others left behind is not its work
	t, start := turn{}, time.Now()
	for t.took < span {
		got := int64(0)
		for i := range n {
			a, err := do(i)
			if err != nil {
				return t, err
			}
			got += a.sum()
		}
		if got != sum {
			return t, fmt.Errorf("a pass adds up to %d, not %d", got, sum)
		}
		t.n, t.took = t.n+n, time.Since(start)
	}
	return t, nil
}

// A contender is one of those who judge: the names of the sides in their order.
const (
	withReasons = "verdict with its reasons"
	noReasons   = "verdict without reasons"
	inSentences = "verdict with every sentence written out"
	tracked     = "cel-go, tracking"
	plain       = "cel-go"
	jsonRules   = "json-rules-engine"
	jsonEach    = "json-rules-engine-each"
	zen         = "zen-engine"
	zenTrace    = "zen-engine-trace"
)

// verdicts compares norm.Judge and norm.Measure with the rivals. Nothing is
// reported unless everybody says the same of every dossier.
func (b *bench) verdicts(ctx context.Context) error {
	book, rows, err := theNorms()
	if err != nil {
		return err
	}
	n, span := 4096, time.Second
	if b.o.smoke {
		n, span = 500, 50*time.Millisecond
	}
	facts, dossiers := normCases(rows, n)
	want, err := judgeAll(book, facts)
	if err != nil {
		return err
	}
	sum := int64(0)
	for _, a := range want {
		sum += a.sum()
	}
	sides := []side{
		goSide(withReasons, n, span, sum, func(i int) (answer, error) { v := norm.Judge(book, facts[i]); return answerOf(&v), nil }),
		goSide(noReasons, n, span, sum, func(i int) (answer, error) { v := norm.Measure(book, facts[i]); return answerOf(&v), nil }),
		goSide(inSentences, n, span, sum, func(i int) (answer, error) { return written(book, facts[i]) }),
	}
	for _, name := range []string{tracked, plain} {
		table, err := newCelTable(rows, name == tracked)
		if err != nil {
			return err
		}
		got := make([]answer, n)
		for i := range got {
			if got[i], err = table.judge(&dossiers[i]); err != nil {
				return err
			}
		}
		if err := agree(name, facts, want, got); err != nil {
			return err
		}
		sides = append(sides, goSide(name, n, span, sum, func(i int) (answer, error) { return table.judge(&dossiers[i]) }))
	}
	others, err := b.nodeSides(ctx, rows, facts, dossiers, want, span, sum)
	if err != nil && !errors.Is(err, errNoNode) {
		return err
	}
	defer others.stop()
	all, failed := b.takeTurns(ctx, append(sides, others.sides...))
	if failed != nil {
		return failed
	}
	b.compare(all, err)
	return nil
}

// written is a verdict with every sentence of its reasons.
func written(book *norm.Book, f norm.Facts) (answer, error) {
	v := norm.Judge(book, f)
	for i := range v.Steps {
		if v.Steps[i].Text() == "" {
			return answer{}, fmt.Errorf("%s: a step without a sentence", v.Content)
		}
	}
	return answerOf(&v), nil
}

func goSide(name string, n int, span time.Duration, sum int64, do judge) side {
	return side{name, func(context.Context) (turn, error) { return passes(n, span, sum, do) }}
}

// nodeSides are the rivals under Node, which have answered every dossier
// rightly before they take turns.
type nodeSides struct {
	*nodeRivals
	sides []side
}

func (s *nodeSides) stop() {
	if s.nodeRivals != nil {
		s.nodeRivals.stop()
	}
}

func (b *bench) nodeSides(ctx context.Context, rows []normRow, facts []norm.Facts, dossiers []dossier, want []answer, span time.Duration, sum int64) (*nodeSides, error) {
	s := &nodeSides{}
	node, err := b.startNode(ctx, "rules", map[string]any{"table": rows, "dossiers": dossiers})
	if err != nil {
		return s, err
	}
	s.nodeRivals = node
	for _, name := range []string{jsonRules, jsonEach, zen, zenTrace} {
		got, err := answers[answer](node, name)
		if err == nil {
			err = agree(name, facts, want, got)
		}
		if err != nil {
			node.stop()
			return &nodeSides{}, err
		}
		s.sides = append(s.sides, side{name, func(context.Context) (turn, error) { return node.turn(name, span, sum) }})
	}
	return s, nil
}

// compare notes the ratios; without says why there are none under Node.
func (b *bench) compare(all [][]turn, without error) {
	const judge, measure, sentences, celTracked, celPlain = 0, 1, 2, 3, 4
	for i, r := range []struct {
		what string
		bar  float64
	}{
		{"Norms: a verdict with its reasons ÷ json-rules-engine, the table in one engine", 6},
		{"Norms: a verdict with its reasons ÷ json-rules-engine, an engine for each content", 6},
		{"Norms: a verdict with its reasons ÷ zen-engine, the table as a decision table", 5},
		{"Norms: a verdict with its reasons ÷ zen-engine with its trace", 5},
	} {
		if without != nil {
			b.missing(r.what, "norms", r.bar, atLeast, without)
			continue
		}
		b.ratio(r.what, "norms", all[judge], all[celPlain+1+i], r.bar, atLeast)
	}
	b.ratio("Norms: a verdict with its reasons ÷ cel-go with tracking", "norms", all[judge], all[celTracked], 2, atLeast)
	b.ratio("Norms: the same with every sentence written out ÷ cel-go with tracking", "norms", all[sentences], all[celTracked], 0, atLeast)
	b.ratio("Norms: a verdict without reasons ÷ cel-go", "norms", all[measure], all[celPlain], 1, atLeast)
}
