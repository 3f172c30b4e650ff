package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

var pdfPage = regexp.MustCompile(`/Type ?/Page\b`)

// print returns the pages of the PDF that printing gives and, when pdftotext
// is installed, what the first one says.
func (p *person) print(name string) (pages int, first string) {
	p.t.Helper()
	pdf, err := chromedp.Run(p.ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
	if err != nil {
		p.t.Fatalf("print %s: %v", name, err)
	}
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		p.t.Fatalf("print %s: not a PDF", name)
	}
	dir := os.Getenv("KC_SHOTS")
	if dir == "" {
		dir = p.t.TempDir()
	}
	file := filepath.Join(dir, name+".pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		p.t.Fatal(err)
	}
	pages = len(pdfPage.FindAll(pdf, -1))
	reader, err := exec.LookPath("pdftotext")
	if err != nil {
		p.t.Logf("pdftotext is not installed: the words of %s are not looked at", name)
		return pages, ""
	}
	text, err := exec.CommandContext(p.t.Context(), reader, "-f", "1", "-l", "1", file, "-").Output()
	if err != nil {
		p.t.Fatalf("pdftotext %s: %v", name, err)
	}
	return pages, strings.Join(strings.Fields(string(text)), " ")
}

// Pages on paper: few of them, with what people look for, without buttons and
// menus.
func TestE2EPrint(t *testing.T) {
	s := newSite(t)
	p := newBrowser(s).person("canbo")
	p.become("canbo")
	running := s.value(`SELECT id FROM schemes WHERE province = '19' AND state = 'running' AND year = 2026 ORDER BY id LIMIT 1`)
	for _, paper := range []struct {
		name, path string
		most       int
		words      []string
	}{
		{"de-an", "/de-an/" + running, 4, []string{running, "Dòng tiền", "dữ liệu minh họa"}},
		{"ke-hoach", "/ke-hoach/2026/dia-phuong/1", 3, []string{"2026", "Tên đề án", "Cộng"}},
		{"bao-cao", "/bao-cao?nam=2020", 6, []string{"2020", "17"}},
		{"so-kinh-phi", "/so-kinh-phi/2026/dia-phuong", 8, []string{"2026", "Dự toán được giao"}},
		{"de-an-danh-sach", "/de-an?nam=2026", 3, []string{"Đề án", "2026"}},
	} {
		if status := p.open(paper.path); status != 200 {
			t.Errorf("%s: status %d", paper.path, status)
			continue
		}
		pages, text := p.print(paper.name)
		t.Logf("%s: %d pages", paper.path, pages)
		if pages < 1 || pages > paper.most {
			t.Errorf("%s prints on %d pages, want 1 to %d", paper.path, pages, paper.most)
		}
		if text == "" {
			continue
		}
		for _, word := range paper.words {
			if !strings.Contains(text, word) {
				t.Errorf("the first page of %s on paper does not say %q: %s", paper.path, word, text)
			}
		}
		for _, word := range []string{"Đăng xuất", "Đến nội dung chính", "Sổ kinh phí Báo cáo"} {
			if strings.Contains(text, word) {
				t.Errorf("the first page of %s on paper says %q", paper.path, word)
			}
		}
	}
	p.guidePrints()
	p.quiet("printing")
}
