package demo_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"regexp"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/form"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/docx"
)

// A form that is taken out as a template and filled in again says what the
// program's own form says: whoever starts from it loses nothing.
func templatesSayWhatTheFormsSay(t *testing.T, d *db.DB) {
	t.Helper()
	given := form.Given{Number: "05/QĐ-TTKC", On: calendar.Must("2020-12-20")}
	view(t, d, func(ctx context.Context, tx *db.Tx) error {
		for _, k := range form.Kinds() {
			t.Run(k.Code, func(t *testing.T) {
				var own, template, filled bytes.Buffer
				if err := paperOf(ctx, t, tx, k, whole, given).Docx(&own); err != nil {
					t.Fatal(err)
				}
				if err := k.Template().Docx(&template); err != nil {
					t.Fatal(err)
				}
				parsed, err := docx.Parse(template.Bytes())
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range parsed.Check(k.Of.Fields()) {
					t.Error(f)
				}
				about := form.About{Scheme: whole}
				if k.Of == form.OfPlan {
					if about.Plan, err = form.PlanOf(ctx, tx, whole); err != nil {
						t.Fatal(err)
					}
				}
				facts, err := form.Facts(ctx, tx, k, about, given)
				if err != nil {
					t.Fatal(err)
				}
				if err := parsed.Render(&filled, facts); err != nil {
					t.Fatal(err)
				}
				want, got := bodyWords(t, own.Bytes()), bodyWords(t, filled.Bytes())
				if want != got {
					at := 0
					for at < min(len(want), len(got)) && want[at] == got[at] {
						at++
					}
					t.Errorf("the form says\n…%s\nthe template says\n…%s", around(want, at), around(got, at))
				}
			})
		}
		return nil
	})
}

func around(s string, at int) string {
	return strings.ToValidUTF8(s[max(0, at-60):min(len(s), at+120)], "")
}

var (
	marks  = regexp.MustCompile(`<[^>]*>`)
	spaces = regexp.MustCompile(`[\s\x{a0}]+`)
)

// bodyWords are the words of a Word file's body, one space between them.
func bodyWords(t *testing.T, file []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	// What ends a run does not end a word, what ends a paragraph or a line does.
	s := strings.NewReplacer("</w:p>", " ", "<w:br/>", " ", "<w:tab/>", " ").Replace(string(text))
	return strings.TrimSpace(spaces.ReplaceAllString(marks.ReplaceAllString(s, ""), " "))
}
