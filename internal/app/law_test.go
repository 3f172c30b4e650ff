package app

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/register"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

// lawFile writes a file and returns its name.
func lawFile(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// word returns a .docx file with that document.xml.
func word(t testing.TB, part, document string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(part)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(document)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLawCheckReadsEachKindOfFile(t *testing.T) {
	const repealed = "Thông tư liên tịch số 26/2014/TTLT-BTC-BCT không còn hiệu lực vào ngày 22/11/2026."
	paragraph := `<w:p><w:r><w:t>Điều 1</w:t></w:r></w:p><w:p><w:r><w:t xml:space="preserve">TTLT 26/</w:t></w:r><w:r><w:t>2014/TTLT-BTC</w:t><w:noBreakHyphen/><w:t>BCT</w:t><w:delText>NĐ 1/1999</w:delText></w:r></w:p>`
	for name, data := range map[string][]byte{
		"a.txt":  []byte("\nTTLT 26/2014/TTLT-BTC-BCT"),
		"a.md":   []byte("# Căn cứ\n**TTLT** 26/2014/TTLT-BTC-BCT"),
		"a.yaml": []byte("a: 1\ncite: TTLT 26/2014"),
		"a.html": []byte("<style>\n</style><p>TTLT <b>26/2014</b>/TTLT-BTC-BCT<!-- NĐ 1/1999 --></p>"),
		"a.docx": word(t, "word/document.xml", `<w:document><w:body>`+paragraph+`</w:body></w:document>`),
	} {
		file := lawFile(t, name, data)
		a := run(t, "", "law", "check", file, "--on", "2026-11-22")
		if a.status != exitFailed || a.stderr != "" || !strings.HasPrefix(a.stdout, file+":2: "+repealed) || strings.Count(a.stdout, "\n") != 1 {
			t.Errorf("%s: %+v", name, a)
		}
		if a := run(t, "", "law", "check", file, "--on", "2018-05-10"); a != (answer{}) {
			t.Errorf("%s on a day on which it held: %+v", name, a)
		}
	}
}

func TestLawCheckOfFilesThatCannotBeRead(t *testing.T) {
	bomb := word(t, "word/document.xml", "<w:t>"+strings.Repeat(" ", maxLawText)+"</w:t>")
	for _, file := range []string{
		lawFile(t, "a.pdf", []byte("%PDF-1.7")),
		lawFile(t, "a.txt", []byte("\xff\xfeN\x00")),
		lawFile(t, "b.txt", []byte("NĐ\x0045/2012")),
		lawFile(t, "large.txt", make([]byte, maxLawFile+1)),
		lawFile(t, "a.docx", []byte("PK\x03\x04 not a zip")),
		lawFile(t, "sheet.docx", word(t, "xl/workbook.xml", "<a/>")),
		lawFile(t, "broken.docx", word(t, "word/document.xml", "<w:p><w:t>NĐ")),
		lawFile(t, "bomb.docx", bomb),
		t.TempDir(),
		filepath.Join(t.TempDir(), "none.txt"),
	} {
		a := run(t, "", "law", "check", file)
		if a.status != exitInput || a.stdout != "" || strings.Count(a.stderr, "\n") != 1 || !strings.Contains(a.stderr, file) || !strings.HasSuffix(a.stderr, ".\n") {
			t.Errorf("%s: %+v", filepath.Base(file), a)
		}
	}
	// The others are checked all the same.
	good := lawFile(t, "good.txt", []byte("NĐ 134/2004/NĐ-CP"))
	a := run(t, "", "law", "check", "none.txt", good, "nor-this.txt")
	if a.status != exitInput || !strings.HasPrefix(a.stdout, good+":1: ") || strings.Count(a.stderr, "\n") != 2 {
		t.Errorf("%+v", a)
	}
}

func TestLawCheckInJSON(t *testing.T) {
	file := lawFile(t, "a.txt", []byte("Căn cứ NĐ 45/2012/NĐ-CP\nTT 99/2029/TT-BCT"))
	a := run(t, "", "law", "check", file, "--on", "2026-11-22", "--format", "json")
	var got struct {
		On       string
		Findings []lawFinding
	}
	if err := json.Unmarshal([]byte(a.stdout), &got); err != nil || a.status != exitFailed || got.On != "2026-11-22" || len(got.Findings) != 2 {
		t.Fatalf("%v: %+v", err, a)
	}
	if f := got.Findings[0]; f.Problem != instrument.HasChanges || f.Serious || f.Line != 1 || f.Column != 8 || f.Instrument != "45-2012-nd-cp" {
		t.Errorf("%+v", f)
	}
	if f := got.Findings[1]; f.Problem != instrument.Unlisted || !f.Serious || f.Line != 2 || f.Instrument != "" || f.File != file {
		t.Errorf("%+v", f)
	}
	// Advice alone is not a failure.
	advice := lawFile(t, "b.txt", []byte("NĐ 45/2012"))
	if a := run(t, "", "law", "check", advice, "--on", "2026-11-22"); a.status != 0 || !strings.Contains(a.stdout, "235/2025/NĐ-CP") {
		t.Errorf("%+v", a)
	}
	for _, args := range [][]string{{"--on", "31/31/2026"}, {"--db", "x.db"}, {"--province", "19"}, {"--db", "x.db", "--province", "99"}, {"--format", "xml"}} {
		if a := run(t, "", append([]string{"law", "check", advice}, args...)...); a.status != exitInput || strings.Count(a.stderr, "\n") != 1 {
			t.Errorf("%v: %+v", args, a)
		}
	}
}

func TestLawList(t *testing.T) {
	before, after := must(t, "law", "list", "--on", "2018-05-10"), must(t, "law", "list", "--on", "2018-05-11")
	if !strings.Contains(before, "26/2014/TTLT-BTC-BCT") || strings.Contains(before, "số 28/2018/TT-BTC") {
		t.Error(before)
	}
	if strings.Contains(after, "26/2014/TTLT-BTC-BCT") || !strings.Contains(after, "Thông tư số 28/2018/TT-BTC ngày 28/03/2018 của Bộ Tài chính") {
		t.Error(after)
	}
	var got struct{ Instruments []lawEntry }
	if err := json.Unmarshal([]byte(must(t, "law", "list", "--on", "2024-10-15", "--format", "json")), &got); err != nil {
		t.Fatal(err)
	}
	for _, i := range got.Instruments {
		if i.ID == "64-2024-tt-btc" && i.Doubt != "" && i.From == calendar.Must("2024-10-15") && i.Name == "Thông tư số 64/2024/TT-BTC" {
			return
		}
	}
	t.Errorf("%+v", got)
}

// The register of a province has what its office added, and of no other.
func TestLawCheckWithTheOfficesOwn(t *testing.T) {
	i := install(t)
	d, err := db.Open(t.Context(), i.url, clock)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Update(t.Context(), db.Scope{Province: "19", Actor: access.Actor{ID: "u-1", Roles: []access.Role{access.Admin}}}, func(tx *db.Tx) error {
		return register.Add(t.Context(), tx, &register.Entry{Instrument: instrument.Instrument{
			Kind: instrument.Resolution, Number: "7/2026/NQ-HĐND", Issuer: "HĐND tỉnh (dữ liệu minh họa)", Title: "về mức chi khuyến công",
			Topic: instrument.Promotion, Signed: calendar.Must("2026-07-01"), From: calendar.Must("2026-07-11"),
			Says: []string{"Mức chi của tỉnh."}, Evidence: norm.Primary,
		}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	file := lawFile(t, "a.txt", []byte("Nghị quyết số 7/2026/NQ-HĐND"))
	for _, tt := range []struct {
		on, province string
		status       int
	}{{"2026-07-10", "19", exitFailed}, {"2026-07-11", "19", 0}, {"2026-07-11", "24", exitFailed}} {
		if a := run(t, "", "law", "check", file, "--on", tt.on, "--db", i.url, "--province", tt.province); a.status != tt.status || a.stderr != "" {
			t.Errorf("%+v: %+v", tt, a)
		}
	}
	if a := run(t, "", "law", "check", file, "--on", "2026-07-11"); a.status != exitFailed {
		t.Errorf("the national register has it: %+v", a)
	}
}

func FuzzLawText(f *testing.F) {
	f.Add([]byte("<p>NĐ 45/2012<!--"), false)
	f.Add(word(f, "word/document.xml", "<w:p><w:t>NĐ 45/2012</w:t></w:p>"), true)
	f.Fuzz(func(t *testing.T, data []byte, docx bool) {
		if !docx {
			page := string(data)
			if text := htmlText(page); strings.Count(text, "\n") != strings.Count(page, "\n") {
				t.Errorf("the lines of %q moved", page)
			}
			return
		}
		if text, err := docxText("a.docx", data); err != nil && (text != "" || !strings.HasSuffix(err.Error(), ".")) {
			t.Errorf("%q, %v", text, err)
		}
	})
}
