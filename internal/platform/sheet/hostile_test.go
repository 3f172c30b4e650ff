package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"runtime"
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/sheet"
)

// workbook packs parts into an archive.
func workbook(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	all := map[string]string{
		"[Content_Types].xml":        `<Types/>`,
		"xl/workbook.xml":            `<workbook><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>`,
	}
	maps.Copy(all, parts)
	for name, text := range all {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// overlapping points many names at the same packed bytes.
func overlapping(t *testing.T, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	text := bytes.Repeat([]byte{' '}, 1<<20)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	at := bytes.Index(data, []byte("PK\x01\x02"))
	end := bytes.Index(data, []byte("PK\x05\x06"))
	entry := data[at:end]
	out := append([]byte{}, data[:at]...)
	for range n {
		out = append(out, entry...)
	}
	tail := append([]byte{}, data[end:]...)
	size := uint32(n * len(entry))
	for i, v := range []uint32{uint32(n) | uint32(n)<<16, size, uint32(at)} {
		for k := range 4 {
			tail[8+4*i+k] = byte(v >> (8 * k))
		}
	}
	return append(out, tail...)
}

// Half a list would be rows that nobody misses.
func TestAPartThatDoesNotCloseWhatItOpensIsRefused(t *testing.T) {
	const row = `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>`
	for name, tt := range map[string]struct {
		part string
		fine bool
	}{
		"whole":           {row + `</sheetData></worksheet>`, true},
		"cut off":         {row, false},
		"cut off in tags": {row + `</sheetData></work`, false},
		"closed twice":    {row + `</sheetData></worksheet></worksheet>`, false},
		"deep":            {row + `</sheetData>` + strings.Repeat("<a>", 99) + strings.Repeat("</a>", 99) + `</worksheet>`, true},
		"too deep":        {row + `</sheetData>` + strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100) + `</worksheet>`, false},
	} {
		table, err := sheet.Parse(workbook(t, map[string]string{"xl/worksheets/sheet1.xml": tt.part}))
		if tt.fine && (err != nil || !strings.Contains(fmt.Sprint(table), "x")) || !tt.fine && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v, %v", name, table, err)
		}
	}
}

// Workbooks made to exhaust or mislead the reader are refused, or read as what
// they say, within a second and without taking memory: S9.
func TestHostileWorkbooksAreRefusedAtOnce(t *testing.T) {
	const doctype = `<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "hahahaha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">` +
		`<!ENTITY f SYSTEM "file:///etc/passwd">]>`
	cell := func(text string) string {
		return doctype + `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>` + text + `</t></is></c></row></sheetData></worksheet>`
	}
	many := map[string]string{}
	for i := range 70_000 {
		many[fmt.Sprint("xl/media/", i)] = ""
	}
	for name, data := range map[string][]byte{
		"200 MiB of blanks":          workbook(t, map[string]string{"xl/worksheets/sheet1.xml": strings.Repeat(" ", 200<<20)}),
		"an archive in an archive":   workbook(t, map[string]string{"xl/worksheets/sheet1.xml": string(workbook(t, nil))}),
		"70,000 members":             workbook(t, many),
		"10,000 names for one thing": overlapping(t, 10_000),
		"a billion laughs":           workbook(t, map[string]string{"xl/worksheets/sheet1.xml": cell("&c;&c;&c;")}),
		"an external entity":         workbook(t, map[string]string{"xl/worksheets/sheet1.xml": cell("&f;")}),
		"a billion laughs in texts":  workbook(t, map[string]string{"xl/sharedStrings.xml": doctype + `<sst><si><t>&c;</t></si></sst>`}),
		"very deep tags":             workbook(t, map[string]string{"xl/worksheets/sheet1.xml": strings.Repeat("<a>", 2_000_000)}),
		"a path that climbs":         workbook(t, map[string]string{"../../../../etc/cron.d/x": "x", "/etc/x": "x", "C:\\x": "x"}),
		"a cell far away":            workbook(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row></sheetData></worksheet>`}),
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		at := time.Now() //nolint:forbidigo // how long it takes is what is tested
		table, err := sheet.Parse(data)
		took := time.Since(at) //nolint:forbidigo // as above
		for range 3 {          // other tests run beside this one
			at := time.Now() //nolint:forbidigo // as above
			_, _ = sheet.Parse(data)
			took = min(took, time.Since(at)) //nolint:forbidigo // as above
		}
		runtime.ReadMemStats(&after)
		grown := int64(after.Sys) - int64(before.Sys)
		text := fmt.Sprint(table)
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Contains(text, "hahahahahahahaha") || strings.Contains(text, "root:") {
			t.Errorf("%s: an entity was read", name)
		}
		if took > time.Second || grown > 64<<20 {
			t.Errorf("%s (%d bytes): %s and %d MiB", name, len(data), took, grown>>20)
		}
		t.Logf("%-28s %9d bytes: %v, %s, %d MiB", name, len(data), err, took, grown>>20)
	}
}
