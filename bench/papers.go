package main

import (
	"archive/zip"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"

	"example.vn/khuyencong/internal/platform/docx"
	"example.vn/khuyencong/internal/platform/fill"
	"example.vn/khuyencong/internal/platform/sheet"
)

// The template of a decision of two pages, with 26 fields, three lists and a
// condition, and what it is filled with: a table of 20 rows.
var (
	//go:embed papers/quyet-dinh.docx
	decision []byte
	//go:embed papers/quyet-dinh.json
	decisionFacts []byte
	//go:embed papers/phu-luc.xlsx
	annexSheet []byte
)

// A paperSet is one template with the facts of several papers.
type paperSet struct {
	Template string           `json:"template"`
	Papers   []map[string]any `json:"papers"`
	file     []byte
}

// papers measures filling templates and writing lists.
func (b *bench) papers(ctx context.Context) error {
	decisions, err := b.paperSet("quyet-dinh.docx", decision, 32, 20)
	if err != nil {
		return err
	}
	annexes, err := b.paperSet("phu-luc.docx", decision, 2, 500)
	if err != nil {
		return err
	}
	if err := b.templates(ctx, decisions, annexes); err != nil {
		return err
	}
	if err := b.pdfs(ctx); err != nil {
		return err
	}
	return b.sheets(ctx)
}

// paperSet makes the facts of n papers with so many rows in their table.
func (b *bench) paperSet(name string, file []byte, n, rows int) (paperSet, error) {
	set := paperSet{Template: filepath.Join(b.work, name), file: file}
	if err := os.WriteFile(set.Template, file, 0o600); err != nil {
		return set, err
	}
	for i := range n {
		var facts map[string]any
		if err := json.Unmarshal(decisionFacts, &facts); err != nil {
			return set, err
		}
		facts["so"] = strconv.Itoa(i + 1)
		facts["co_tam_ung"] = i%2 == 0
		machines, _ := facts["may"].([]any)
		var table []any
		for r := range rows {
			row := map[string]any{}
			for k, v := range machines[r%len(machines)].(map[string]any) { //nolint:forcetypeassert // our own file
				row[k] = v
			}
			row["tt"] = strconv.Itoa(r + 1)
			table = append(table, row)
		}
		facts["may"] = table
		set.Papers = append(set.Papers, facts)
	}
	return set, nil
}

// data is the facts as the program takes them.
func (s paperSet) data() []fill.Data {
	var all []fill.Data
	for _, p := range s.Papers {
		all = append(all, dataOf(p))
	}
	return all
}

func dataOf(facts map[string]any) fill.Data {
	d := fill.Data{}
	for name, v := range facts {
		rows, list := v.([]any)
		if !list {
			d[name] = v
			continue
		}
		var all []fill.Data
		for _, row := range rows {
			all = append(all, dataOf(row.(map[string]any))) //nolint:forcetypeassert // our own file
		}
		d[name] = all
	}
	return d
}

var (
	wordText = regexp.MustCompile(`<w:t(?: [^>]*)?>([^<]*)<`)
	// An empty paragraph says nothing: each leaves others of them behind.
	blankLines = regexp.MustCompile(`\n+`)
)

// readPaper is what people read in a paper, a line for each paragraph.
func readPaper(file []byte) (string, error) {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return "", err
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return "", err
	}
	var lines []string
	for p := range strings.SplitSeq(string(text), "</w:p>") {
		var line strings.Builder
		for _, m := range wordText.FindAllStringSubmatch(p, -1) {
			line.WriteString(m[1])
		}
		lines = append(lines, line.String())
	}
	return strings.Join(lines, "\n"), nil
}

// agreeOnPapers stops the run when somebody reads a paper differently.
func agreeOnPapers(set paperSet, t *docx.Template, theirs []string) error {
	for i, d := range set.data() {
		var out bytes.Buffer
		if err := t.Render(&out, d); err != nil {
			return err
		}
		ours, err := readPaper(out.Bytes())
		if err != nil {
			return err
		}
		if a, b := blankLines.ReplaceAllString(ours, "\n"), blankLines.ReplaceAllString(theirs[i], "\n"); a != b {
			at := 0
			for at < min(len(a), len(b)) && a[at] == b[at] {
				at++
			}
			return fmt.Errorf("paper %d differs: %.80q, there %.80q", i, a[max(0, at-20):], b[max(0, at-20):])
		}
	}
	return nil
}

// templates compares filling Word templates with docxtemplater, and notes how
// long an annex of 500 rows takes.
func (b *bench) templates(ctx context.Context, decisions, annexes paperSet) error {
	span := time.Second
	if b.o.smoke {
		span = 50 * time.Millisecond
	}
	compiled, err := docx.Parse(decision)
	if err != nil {
		return err
	}
	again := func(d fill.Data) error {
		t, err := docx.Parse(decision)
		if err != nil {
			return err
		}
		return t.Render(io.Discard, d)
	}
	kept := func(d fill.Data) error { return compiled.Render(io.Discard, d) }
	book, err := sheet.ParseTemplate(annexSheet)
	if err != nil {
		return err
	}
	sides := []side{
		paperSide("Word, template compiled once", decisions, span, kept), paperSide("Word, template read each time", decisions, span, again),
		paperSide("Word, 500 rows", annexes, span, again), paperSide("Excel, 500 rows", annexes, span, func(d fill.Data) error { return book.Render(io.Discard, d) }),
	}
	node, without := b.startNode(ctx, "papers", map[string]any{"decision": decisions, "annex": annexes})
	if without != nil && !errors.Is(without, errNoNode) {
		return without
	}
	if without == nil {
		defer node.stop()
		for i, set := range []paperSet{decisions, annexes} {
			name := []string{"decision", "annex"}[i]
			theirs, err := answers[string](node, name)
			if err == nil {
				err = agreeOnPapers(set, compiled, theirs)
			}
			if err != nil {
				return fmt.Errorf("docxtemplater: %w", err)
			}
			sides = append(sides, side{"docxtemplater, " + name, func(context.Context) (turn, error) { return node.turn(name, span, int64(len(set.Papers))) }})
		}
	}
	all, err := b.takeTurns(ctx, sides)
	if err != nil {
		return err
	}
	b.comparePapers(all, without)
	return nil
}

func paperSide(name string, set paperSet, span time.Duration, do func(fill.Data) error) side {
	data := set.data()
	return side{name, func(context.Context) (turn, error) {
		runtime.GC() // what others left behind is not its work
		t, start := turn{}, time.Now()
		for t.took < span {
			for _, d := range data {
				if err := do(d); err != nil {
					return t, err
				}
			}
			t.n, t.took = t.n+len(data), time.Since(start)
		}
		return t, nil
	}}
}

func (b *bench) comparePapers(all [][]turn, without error) {
	const kept, again, annex, book, theirDecision, theirAnnex = 0, 1, 2, 3, 4, 5
	for _, r := range []struct {
		what        string
		ours, other int
		bar         float64
	}{
		{"Papers: a decision from a Word template, compiled once ÷ docxtemplater", kept, theirDecision, 1.5},
		{"Papers: the same, the template read anew for each ÷ docxtemplater", again, theirDecision, 1.5},
		{"Papers: a table of 500 rows, the template read anew ÷ docxtemplater", annex, theirAnnex, 0},
	} {
		if without != nil {
			b.missing(r.what, "papers", r.bar, atLeast, without)
			continue
		}
		b.ratio(r.what, "papers", all[r.ours], all[r.other], r.bar, atLeast)
	}
	b.each("Papers: an annex of 500 rows from a Word template, one paper", all[annex], 1000)
	b.each("Papers: an annex of 500 rows from an Excel template, one paper", all[book], 1000)
}

// each notes how long one of what a turn did took, in milliseconds.
func (b *bench) each(what string, x []turn, bar float64) {
	one := make([]turn, len(x))
	for i, t := range x {
		one[i] = turn{each: []time.Duration{t.took / time.Duration(t.n)}}
	}
	b.latency(what, "papers", one, 0, bar)
}
