package page_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/platform/page"
)

// letters has every letter with two marks, which is where faces fail.
const letters = "ưỡ ễ ộ ặ Ẫ Ỹ ằ ẩ ở ử ợ Ữ đ Đ ₫ – “”"

func cell(style page.Style, text string, a page.Align) page.Cell {
	return page.Cell{Blocks: []page.Block{page.Para{Style: style, Runs: []page.Run{{Text: text}}, Align: a}}}
}

func annex(rows int) *page.Table {
	t := &page.Table{Cols: []float64{8, 50, 22, 20}, Heads: 1}
	t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{cell(page.SmallHead, "TT", 0), cell(page.SmallHead, "Tên đề án", 0), cell(page.SmallHead, "Đơn vị thụ hưởng", 0), cell(page.SmallHead, "Kinh phí (đồng)", 0)}})
	for i := range rows {
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{
			cell(page.Small, fmt.Sprint(i+1), page.Center), cell(page.Small, "Hỗ trợ ứng dụng máy móc tiên tiến trong chế biến chè xanh", 0),
			cell(page.Small, "Hợp tác xã chè minh họa", 0), cell(page.Small, "250.000.000", page.Right),
		}})
	}
	return t
}

// sample is a decision of two sheets with an annex that lies across.
func sample() page.Paper {
	long := strings.Repeat("Phê duyệt kế hoạch kinh phí khuyến công địa phương năm 2026 với tổng số tiền ", 4)
	return page.Paper{
		Title: "Quyết định phê duyệt kế hoạch", Author: "Trung tâm Khuyến công", Made: time.Date(2026, 2, 5, 3, 0, 0, 0, time.UTC),
		Proof: page.Proof{Code: "7K3M9QTX2C", URL: "https://khuyencong.example.vn/xac-thuc/7K3M9QTX2C"},
		Blocks: []page.Block{
			page.Head(page.Letterhead{Parent: []string{"SỞ CÔNG THƯƠNG"}, Issuer: []string{"TRUNG TÂM KHUYẾN CÔNG"}, Number: "Số: 05/QĐ-TTKC", Place: "Thái Nguyên, ngày 05 tháng 02 năm 2026"}),
			page.Text(page.Kind, "QUYẾT ĐỊNH"), page.Text(page.Subject, "Về việc phê duyệt kế hoạch"), page.Rule{Part: 0.3},
			page.Text(page.Basis, "Căn cứ Nghị định số 45/2012/NĐ-CP ngày 21 tháng 5 năm 2012 của Chính phủ về khuyến công;"),
			page.Para{Runs: []page.Run{{Text: "Điều 1. ", Bold: true}, {Text: long}, {Text: "(Một tỷ hai trăm năm mươi triệu đồng)", Italic: true}, {Text: "."}}},
			annex(20),
			page.Para{Runs: []page.Run{{Text: "Điều 2. ", Bold: true}, {Text: long + letters + " a<b & c"}}},
			page.Sign([]string{"- Như Điều 3;", "- Lưu: VT, KC."}, page.Signer{Authority: []string{"KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"}, Name: "Nguyễn Văn Minh Họa"}),
			page.Break{Land: true}, page.Text(page.Kind, "PHỤ LỤC I"), annex(20),
		},
	}
}

func pdf(t testing.TB, p page.Paper) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.PDF(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestTheSamePaperGivesTheSameFile: what is signed and proved is the bytes.
func TestTheSamePaperGivesTheSameFile(t *testing.T) {
	t.Parallel()
	if a, b := pdf(t, sample()), pdf(t, sample()); !bytes.Equal(a, b) {
		t.Error("two PDF of one paper differ")
	}
	var a, b bytes.Buffer
	if err := errors.Join(sample().Docx(&a), sample().Docx(&b)); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Errorf("two Word files of one paper differ (%v)", err)
	}
}

// TestPDFIsForTheArchive looks for what PDF/A-2b asks beside the sheets.
func TestPDFIsForTheArchive(t *testing.T) {
	t.Parallel()
	file := pdf(t, sample())
	for _, want := range []string{
		"/OutputIntents", "/S /GTS_PDFA1", "/Metadata", `pdfaid:part="2"`, `pdfaid:conformance="B"`, "/ID [<", "/Lang (vi-VN)", "/FontFile2",
	} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("no %s in the file", want)
		}
	}
	for _, never := range []string{"/JavaScript", "/Launch", "/URI", "/Encrypt"} {
		if bytes.Contains(file, []byte(never)) {
			t.Errorf("%s in the file", never)
		}
	}
}

// TestPDFReadsBack has poppler read the words, the fonts and the sheets.
func TestPDFReadsBack(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, pdf(t, sample()), 0o600); err != nil {
		t.Fatal(err)
	}
	text := run(t, "pdftotext", name, "-")
	for _, want := range []string{letters, "Một tỷ hai trăm năm mươi triệu đồng", "Mã xác thực: 7K3M9QTX2C", "PHỤ LỤC I", "a<b & c"} {
		if !strings.Contains(text, want) {
			t.Errorf("the file does not say %q", want)
		}
	}
	if n := strings.Count(text, "Tên đề án"); n != 3 { // the head of each table on each of its sheets
		t.Errorf("the heads of the tables stand %d times, want 3", n)
	}
	for _, line := range strings.Split(strings.TrimSpace(run(t, "pdffonts", name)), "\n")[2:] {
		if !strings.Contains(line, "yes no  yes") && !strings.Contains(line, "yes yes yes") {
			t.Errorf("a face is not embedded or has no letters: %s", line)
		}
	}
	if info := run(t, "pdfinfo", name); !strings.Contains(info, "Pages:           3") || !strings.Contains(info, "(A4)") {
		t.Errorf("sheets: %s", info)
	}
	if out := run(t, "qpdf", "--check", name); !strings.Contains(out, "No syntax or stream encoding errors") {
		t.Errorf("qpdf: %s", out)
	}
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s (of Debian's poppler-utils and qpdf): %v\n%s", name, err, out)
	}
	return string(out)
}

// TestDocxHoldsEveryWord reads the Word file as XML.
func TestDocxHoldsEveryWord(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := sample().Docx(&b); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f.Name, ".png") {
			continue
		}
		for d := xml.NewDecoder(bytes.NewReader(data)); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			if c, ok := token.(xml.CharData); ok {
				text += string(c)
			}
		}
	}
	for _, want := range []string{letters, "a<b & c", "KT. GIÁM ĐỐC", "250.000.000", "7K3M9QTX2C", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"} {
		if !strings.Contains(text, want) {
			t.Errorf("the Word file does not say %q", want)
		}
	}
	if strings.Contains(text, "$") {
		t.Error("something was not filled in")
	}
}

func TestXlsxHoldsTheTables(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := sample().Xlsx(&b); err != nil || b.Len() == 0 {
		t.Fatal(err)
	}
	err := page.Paper{Blocks: []page.Block{page.Text(page.Body, "a")}}.Xlsx(io.Discard)
	if !errors.Is(err, page.ErrNoTable) {
		t.Errorf("a paper without tables: %v", err)
	}
}

func BenchmarkPDF(b *testing.B) {
	for b.Loop() {
		pdf(b, sample())
	}
}

// BenchmarkAnnex is an annex of 500 rows.
func BenchmarkAnnex(b *testing.B) {
	p := page.Paper{Land: true, Blocks: []page.Block{annex(500)}}
	for b.Loop() {
		pdf(b, p)
	}
}
