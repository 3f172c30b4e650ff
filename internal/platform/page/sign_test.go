package page_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/page"
)

// TestNobodySignsAnEmptySheet: however long a table is, some of it stands on
// the sheet of the signatures.
func TestNobodySignsAnEmptySheet(t *testing.T) {
	t.Parallel()
	sheets := map[int]bool{}
	for rows := 18; rows <= 34; rows += 2 {
		p := page.Paper{Blocks: []page.Block{annex(rows), page.SignAll([]page.Signer{{Authority: []string{"BÊN A"}}, {Authority: []string{"BÊN B"}}})}}
		name := filepath.Join(t.TempDir(), "a.pdf")
		if err := os.WriteFile(name, pdf(t, p), 0o600); err != nil {
			t.Fatal(err)
		}
		all := strings.Split(strings.TrimSuffix(run(t, "pdftotext", name, "-"), "\f"), "\f")
		sheets[len(all)] = true
		if last := all[len(all)-1]; !strings.Contains(last, "BÊN A") || !strings.Contains(last, "000") {
			t.Errorf("%d rows: the last sheet says %q", rows, last)
		}
	}
	if len(sheets) < 2 {
		t.Errorf("the tables all took %v sheets: nothing was tried", sheets)
	}
}
