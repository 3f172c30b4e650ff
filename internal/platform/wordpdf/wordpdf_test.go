package wordpdf_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/page"
	"example.vn/khuyencong/internal/platform/wordpdf"
)

func word(t *testing.T, words string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := (page.Paper{Title: words, Blocks: []page.Block{page.Text(page.Body, words)}}).Docx(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func find(t *testing.T) wordpdf.Converter {
	t.Helper()
	c, ok := wordpdf.Find()
	if !ok {
		t.Skip("LibreOffice is not installed")
	}
	return c
}

// read returns the text of a PDF file, as poppler reads it.
func read(t *testing.T, pdf []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.CommandContext(t.Context(), "pdftotext", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "qpdf", "--check", name).CombinedOutput(); err != nil {
		t.Errorf("qpdf: %s", out)
	}
	return string(text)
}

func TestManyFilesInOneRun(t *testing.T) {
	t.Parallel()
	c := find(t)
	made, err := c.PDF(t.Context(), [][]byte{word(t, "Tờ thứ nhất, đủ chữ Việt"), []byte("không phải tệp Word"), word(t, "Tờ thứ ba")})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(read(t, made[0]), "Tờ thứ nhất, đủ chữ Việt") || !strings.Contains(read(t, made[2]), "Tờ thứ ba") {
		t.Error("the words are not in the files")
	}
	if !bytes.Contains(made[0], []byte("pdfaid")) {
		t.Error("the file does not say that it is PDF/A")
	}
	proved, err := wordpdf.Prove(made[0], "ABCDE-FGHIJ", "https://khuyencong.example.vn/xac-thuc/ABCDEFGHIJ")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(proved, made[0]) || !strings.Contains(read(t, proved), "Tờ thứ nhất") {
		t.Error("the proof has changed what was there")
	}
	if dir := os.Getenv("KC_SHOW"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "proved.pdf"), proved, 0o600); err != nil {
			t.Error(err)
		}
	}
}

func TestARunHasLimits(t *testing.T) {
	t.Parallel()
	var c wordpdf.Converter
	if _, err := c.PDF(t.Context(), make([][]byte, wordpdf.MaxFiles+1)); !errors.Is(err, wordpdf.ErrMany) {
		t.Errorf("too many: %v", err)
	}
	if _, err := c.PDF(t.Context(), [][]byte{{1}}); err == nil {
		t.Error("no program, and no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := find(t).PDF(ctx, [][]byte{word(t, "x")}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "khuyencong-pdf-*")); len(left) > 1 { // the other test's
		t.Errorf("left behind: %v", left)
	}
}

// What package docx would refuse is handed over as it is: LibreOffice itself
// must fetch nothing.
func TestNothingIsFetched(t *testing.T) {
	t.Parallel()
	c := find(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	called := make(chan struct{}, 1)
	go func() {
		if conn, err := l.Accept(); err == nil {
			_ = conn.Close()
			called <- struct{}{}
		}
	}()
	html := `<html><body><p>Xin chào</p><img src="http://` + l.Addr().String() + `/a.png"></body></html>`
	if _, err := c.PDF(t.Context(), [][]byte{[]byte(html)}); err != nil {
		t.Fatal(err)
	}
	select {
	case <-called:
		t.Error("LibreOffice fetched a picture")
	default:
	}
}
