package demo_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/form"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/page"
)

var update = flag.Bool("update", false, "write the golden papers anew")

// whole is a scheme of the demonstration that went all the way.
const whole = "2020-0005"

// papers makes every form of a scheme that went all the way, and compares
// its words with those that people read and found right.
func papers(t *testing.T, d *db.DB) {
	t.Helper()
	view(t, d, func(ctx context.Context, tx *db.Tx) error {
		for _, k := range form.Kinds() {
			t.Run(k.Code, func(t *testing.T) {
				p := paperOf(ctx, t, tx, k, whole, form.Given{
					Number: strings.Replace("05/"+k.Type+"-TTKC", "/-", "/", 1), On: calendar.Must("2020-12-20"), Code: "7K3M9QTX2C", URL: "https://khuyencong.example.vn/xac-thuc/7K3M9QTX2C",
				})
				var pdf, docx bytes.Buffer
				if err := p.PDF(&pdf); err != nil {
					t.Error(err)
				}
				if err := p.Docx(&docx); err != nil {
					t.Error(err)
				}
				var xlsx bytes.Buffer
				if err := p.Xlsx(&xlsx); (err == nil) == errors.Is(err, page.ErrNoTable) || (err == nil) != hasTable(p) {
					t.Errorf("as a spreadsheet: %v", err)
				}
				compare(t, k.Code, words(p))
			})
		}
		return nil
	})
}

func hasTable(p page.Paper) bool {
	return slices.ContainsFunc(p.Blocks, func(b page.Block) bool {
		table, ok := b.(*page.Table)
		return ok && !table.Bare
	})
}

func paperOf(ctx context.Context, t *testing.T, tx *db.Tx, k *form.Kind, id scheme.ID, given form.Given) page.Paper {
	t.Helper()
	about := form.About{Scheme: id}
	if k.Of == form.OfPlan {
		var err error
		if about.Plan, err = form.PlanOf(ctx, tx, id); err != nil {
			t.Fatal(err)
		}
	}
	p, err := form.Make(ctx, tx, k, about, given)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func compare(t *testing.T, code, got string) {
	t.Helper()
	if strings.Contains(got, "{{") || strings.Contains(got, "}}") || strings.Contains(got, "**") {
		t.Errorf("a mark was left:\n%s", got)
	}
	name := filepath.Join("testdata", "papers", code+".txt")
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the paper has changed; if it is right: go test ./internal/demo -run TestTheDemonstration/Papers -update\n%s", got)
	}
}

// words writes a paper as plain text, a line for each paragraph and row.
func words(p page.Paper) string {
	var b strings.Builder
	if p.Note != "" {
		fmt.Fprintf(&b, "[%s]\n", p.Note)
	}
	for _, block := range p.Blocks {
		switch block := block.(type) {
		case page.Para:
			b.WriteString(paragraph(block) + "\n")
		case *page.Table:
			for _, r := range block.Rows {
				cells := make([]string, len(r.Cells))
				for i, c := range r.Cells {
					cells[i] = cellWords(c)
				}
				b.WriteString(strings.TrimRight("| "+strings.Join(cells, " | "), " ") + "\n")
			}
		case page.Break:
			b.WriteString("--- sheet\n")
		}
	}
	return b.String()
}

func cellWords(c page.Cell) string {
	var lines []string
	for _, block := range c.Blocks {
		if p, ok := block.(page.Para); ok {
			lines = append(lines, strings.TrimSpace(paragraph(p)))
		}
	}
	return strings.Join(lines, " / ")
}

func paragraph(p page.Para) string {
	text := ""
	for _, r := range p.Runs {
		text += r.Text
	}
	return strings.ReplaceAll(text, "\n", " ⏎ ")
}
