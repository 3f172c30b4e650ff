package docx_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/docx"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/fill"
)

// relation is a part of relations with one, to something outside.
func relation(kind, target string) string {
	return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` +
		kind + `" Target="` + target + `" TargetMode="External"/></Relationships>`
}

// code is a field of Word, its code in pieces.
func code(pieces ...string) string {
	s := `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>`
	for _, piece := range pieces {
		if strings.HasPrefix(piece, "<") {
			s += piece
			continue
		}
		s += `<w:r><w:instrText>` + piece + `</w:instrText></w:r>`
	}
	return s + `<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>x</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`
}

func TestHostileFilesAreRefusedInOneSentence(t *testing.T) {
	t.Parallel()
	good := paper(t, p("x"))
	other := func(name, text string) []byte { return paper(t, p("x"), member{name, text}) }
	body := func(s string) []byte { return paper(t, s) }
	longer := append([]byte(nil), good...)
	binary.LittleEndian.PutUint32(longer[22:], 1<<30)
	for name, tt := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":               {nil, "trống"},
		"an old file":           {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "kiểu cũ"},
		"a PDF":                 {[]byte("%PDF-1.4"), "không phải là .docx"},
		"rich text":             {[]byte(`{\rtf1`), "không phải là .docx"},
		"200 MB":                {bytes.Repeat([]byte("PK\x03\x04"), 11<<18), "10 MB"},
		"half a file":           {good[:len(good)/2], "hỏng"},
		"something before":      {append([]byte("%PDF-1.4\n"), good...), "không phải là .docx"},
		"something behind":      {append(append([]byte(nil), good...), "<script>"...), "hỏng"},
		"hidden behind":         {hidden(good), "hỏng"},
		"another name":          {bytes.Replace(good, []byte("_rels/.rels"), []byte("_rels/.rel5"), 1), "hỏng"},
		"a spreadsheet":         {pack(t, member{"[Content_Types].xml", types}, member{"xl/workbook.xml", "<a/>"}), "không phải là .docx"},
		"an archive":            {pack(t, member{"a.xml", "<a/>"}), "hỏng"},
		"a bomb":                {other("word/media/a.png", "\x89PNG\r\n\x1a\n"+strings.Repeat("\x00", 23<<20)), "quá lớn"},
		"a large part":          {other("word/a.xml", "<a>"+strings.Repeat("x", 25<<20)+"</a>"), "quá lớn"},
		"a program":             {other("word/a.exe", "MZ"), "không phải là văn bản hay hình ảnh"},
		"a page":                {other("word/a.html", "<html/>"), "không phải là văn bản hay hình ảnh"},
		"a picture that is not": {other("word/media/a.png", "<script>"), "không phải là hình"},
		"a way out":             {other("../../etc/passwd.xml", "<a/>"), "tên không hợp lệ"},
		"an absolute name":      {other("/etc/passwd.xml", "<a/>"), "tên không hợp lệ"},
		"a Windows name":        {other(`word\a.xml`, "<a/>"), "tên không hợp lệ"},
		"twice the same":        {other("word/DOCUMENT.xml", "<a/>"), "tên không hợp lệ"},
		"macros":                {other("word/vbaProject.bin", "x"), "macro"},
		"a macro's type":        {pack(t, member{"[Content_Types].xml", strings.Replace(types, "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "application/vnd.ms-word.document.macroEnabled.main+xml", 1)}, member{"_rels/.rels", rels}, member{"word/document.xml", document("")}), "macro"},
		"a Word template":       {pack(t, member{"[Content_Types].xml", strings.Replace(types, "document.main", "template.main", 1)}, member{"_rels/.rels", rels}, member{"word/document.xml", document("")}), "dotx"},
		"macros, disguised":     {pack(t, member{"[Content_Types].xml", strings.Replace(types, "</Types>", `<Override PartName="/word/a.xml" ContentType="application/vnd.ms-office.vbaProject"/></Types>`, 1)}, member{"_rels/.rels", rels}, member{"word/document.xml", document("")}), "macro"},
		"another beginning":     {pack(t, member{"[Content_Types].xml", types}, member{"_rels/.rels", strings.Replace(rels, "word/document.xml", "word/other.xml", 1)}, member{"word/document.xml", document("")}, member{"word/other.xml", document("")}), "hỏng"},
		"an embedded file":      {other("word/embeddings/a.xlsx", "x"), "đối tượng nhúng"},
		"ActiveX":               {other("word/activeX/activeX1.xml", "<a/>"), "đối tượng nhúng"},
		"OLE":                   {body(`<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office"/></w:object></w:r></w:p>`), "đối tượng nhúng"},
		"OLE, other prefix":     {body(`<w:p><x:object xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/></w:p>`), "đối tượng nhúng"},
		"altChunk":              {body(`<w:altChunk/>`), "altChunk"},
		"a document inside":     {body(`<w:subDoc/>`), "altChunk"},
		"attached template":     {other("word/settings.xml", `<w:settings`+space+`><w:attachedTemplate/></w:settings>`), "mẫu khác"},
		"mail merge":            {other("word/settings.xml", `<w:settings`+space+`><w:mailMerge/></w:settings>`), "trộn thư"},
		"a remote template":     {other("word/_rels/settings.xml.rels", relation("attachedTemplate", "http://x.example/a.dotm")), "gắn với tệp khác"},
		"a remote picture":      {other("word/_rels/document.xml.rels", relation("image", "http://x.example/a.png")), "ở ngoài"},
		"a link to a file":      {other("word/_rels/document.xml.rels", relation("hyperlink", "file:///etc/passwd")), "ở ngoài"},
		"a link to a share":     {other("word/_rels/document.xml.rels", relation("hyperlink", `\\x\y`)), "ở ngoài"},
		"a document type":       {other("word/a.xml", `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`), "hỏng"},
		"an entity":             {body(p("&b;")), "hỏng"},
		"a stylesheet":          {other("word/a.xml", `<?xml-stylesheet href="http://x.example/a.xsl"?><a/>`), "hỏng"},
		"no XML":                {other("word/a.xml", "<a>"), "hỏng"},
		"UTF-16":                {other("word/a.xml", "\xff\xfe<\x00a\x00/\x00>\x00"), "hỏng"},
		"deep":                  {body(strings.Repeat("<w:sdt>", 300) + strings.Repeat("</w:sdt>", 300)), "hỏng"},
		"INCLUDETEXT":           {body(code(` INCLUDETEXT "C:\\a.docx" `)), "INCLUDETEXT"},
		"DDE in pieces":         {body(code("D", "DEAU", `TO c:\\windows\\system32\\cmd.exe`)), "DDEAUTO"},
		"a code that quotes":    {body(code(code("QUOTE 68 68 69"), " x")), "QUOTE"},
		"a code by reference":   {body(code(code("REF x"), " PAGE")), "đọc tệp khác"},
		"a code made inside":    {body(code(code("SEQ a"))), "đọc tệp khác"},
		"a simple field":        {body(`<w:p><w:fldSimple w:instr="INCLUDEPICTURE &quot;http://x.example/a.png&quot;"/></w:p>`), "INCLUDEPICTURE"},
		"a field not ended":     {body(`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>LINK Excel</w:instrText></w:r></w:p>`), "LINK"},
		"a field not begun":     {body(`<w:p><w:r><w:instrText>DATABASE</w:instrText></w:r></w:p>`), "DATABASE"},
		"a link's field":        {body(code(`HYPERLINK "file://x/y"`)), "HYPERLINK"},
		"too many marks":        {body(strings.Repeat(p(strings.Repeat("{{a}}", 500)), 11)), "5000"},
		"too many elements":     {body("<w:p>" + strings.Repeat("<w:r/>"+strings.Repeat(" ", 9), 400_001) + counted() + "</w:p>"), "quá nhiều phần nhỏ"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := docx.Parse(tt.file)
			f, ok := errors.AsType[*fault.Error](err)
			if !ok || f.Kind != fault.Invalid || !strings.Contains(f.Message, tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

// counted is XML that does not pack well.
func counted() string {
	var b strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&b, "<!--%x-->", sha256.Sum256([]byte{byte(i), byte(i >> 8), byte(i >> 16)}))
	}
	return b.String()
}

// hidden puts bytes between the members and the list at the end.
func hidden(file []byte) []byte {
	at := bytes.Index(file, []byte("PK\x01\x02"))
	out := append(append(append([]byte(nil), file[:at]...), "<script>alert(1)</script>"...), file[at:]...)
	end := out[len(out)-22:]
	binary.LittleEndian.PutUint32(end[16:], binary.LittleEndian.Uint32(end[16:])+25)
	return out
}

func TestHarmlessThingsAreTaken(t *testing.T) {
	for name, file := range map[string][]byte{
		"page numbers":   paper(t, code("PAGE")+code(" NUMPAGES \\* MERGEFORMAT ")),
		"a link":         paper(t, p("x"), member{"word/_rels/document.xml.rels", relation("hyperlink", "https://congthuong.example/a")}),
		"a mail address": paper(t, p("x"), member{"word/_rels/document.xml.rels", relation("hyperlink", "mailto:a@b.example")}),
		"a picture":      paper(t, p("x"), member{"word/media/image1.png", "\x89PNG\r\n\x1a\nxxxx"}),
		"a printer":      paper(t, p("x"), member{"word/printerSettings/printerSettings1.bin", "xxxx"}),
	} {
		if _, err := docx.Parse(file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever is put into a template, it becomes a proper file again or is
// refused.
func FuzzTemplate(f *testing.F) {
	for _, body := range []string{
		p("{{ten}} {{", "{dai}}"), tbl(tr(p("{{#dong}}{{tt}}"), p("{{/dong}}"))), p("{{#dong}}") + p("{{may}}") + p("{{/dong}}"), p("{{#co}}a", "{{/co}}"),
		tbl(tr(p("{{#dong}}")+p("{{#co}}")+p("x")+p("{{/co}}"), p("{{/dong}}{{#co}}")), tr(p("{{/co}}"))),
		`<w:p><w:r><w:pict><w:txbxContent>` + p("{{#rong}}") + p("{{/rong}}") + `</w:txbxContent></w:pict></w:r></w:p>`,
	} {
		f.Add(body, "giá trị\n<&>")
	}
	f.Fuzz(func(t *testing.T, body, value string) {
		template, err := docx.Parse(paper(t, body))
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		template.Check(known)
		d := data()
		d["ten"] = value
		var b bytes.Buffer
		if err := template.Render(&b, d); err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		got := unpack(t, b.Bytes())["word/document.xml"]
		for dec := xml.NewDecoder(strings.NewReader(got)); ; {
			if _, err := dec.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%v\n%s\nbecame\n%s", err, body, got)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(paper(f, p("{{ten}}")))
	if file, err := os.ReadFile("testdata/quyet-dinh.docx"); err == nil {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		template, err := docx.Parse(file)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		if err := template.Render(io.Discard, fill.Data{"ten": "x"}); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
	})
}
