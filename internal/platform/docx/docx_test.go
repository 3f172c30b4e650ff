package docx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/platform/docx"
	"example.vn/khuyencong/internal/platform/fill"
)

const (
	types = `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	rels = `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	space = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
)

// A member is one part of a file.
type member struct{ name, text string }

// pack makes a file of parts.
func pack(t testing.TB, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		w, err := z.Create(m.name)
		if err == nil {
			_, err = io.WriteString(w, m.text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// paper makes a .docx file with a body, and other parts.
func paper(t testing.TB, body string, others ...member) []byte {
	t.Helper()
	return pack(t, append([]member{{"[Content_Types].xml", types}, {"_rels/.rels", rels}, {"word/document.xml", document(body)}}, others...)...)
}

func document(body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>` + "\n<w:document" + space + "><w:body>" + body + "</w:body></w:document>"
}

func parse(t testing.TB, file []byte) *docx.Template {
	t.Helper()
	template, err := docx.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	return template
}

// render fills a template and returns the parts of what comes out.
func render(t testing.TB, template *docx.Template, d fill.Data) map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := template.Render(&b, d); err != nil {
		t.Fatal(err)
	}
	return unpack(t, b.Bytes())
}

func unpack(t testing.TB, file []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(f.Name, err)
		}
		parts[f.Name] = string(text)
	}
	return parts
}

func data() fill.Data {
	return fill.Data{
		"ten": "HTX Chè Xanh & <Bạn>", "trong": "", "dai": "dòng 1\ndòng 2\tcột\x00", "co": true, "khong": false, "rong": []fill.Data{},
		"dong": []fill.Data{{"tt": "1", "may": "sao chè"}, {"tt": "2", "may": "vò chè"}},
	}
}

var known = []fill.Known{
	{Name: "ten", Kind: fill.Words}, {Name: "trong", Kind: fill.Words}, {Name: "dai", Kind: fill.Words}, {Name: "co", Kind: fill.Flag}, {Name: "khong", Kind: fill.Flag},
	{Name: "rong", Kind: fill.List}, {Name: "dong", Kind: fill.List, Rows: []fill.Known{{Name: "tt", Kind: fill.Words}, {Name: "may", Kind: fill.Words}}},
}

// p is a paragraph of runs; each text has a look of its own.
func p(texts ...string) string {
	looks := []string{"", "<w:rPr><w:b/></w:rPr>", `<w:rPr><w:i/></w:rPr>`}
	var b strings.Builder
	b.WriteString("<w:p>")
	for i, text := range texts {
		b.WriteString("<w:r>" + looks[i%3] + "<w:t>" + text + "</w:t></w:r>")
	}
	return b.String() + "</w:p>"
}

// q is the same with texts that keep their spaces.
func q(texts ...string) string {
	return strings.ReplaceAll(p(texts...), "<w:t>", `<w:t xml:space="preserve">`)
}

func tr(cells ...string) string {
	return "<w:tr><w:tc>" + strings.Join(cells, "</w:tc><w:tc>") + "</w:tc></w:tr>"
}

func tbl(rows ...string) string { return "<w:tbl><w:tblPr/>" + strings.Join(rows, "") + "</w:tbl>" }

func TestRender(t *testing.T) {
	for name, tt := range map[string]struct{ in, want string }{
		"nothing":           {p("không có dấu"), p("không có dấu")},
		"a field":           {p("Gửi: {{ten}}."), q("Gửi: HTX Chè Xanh &amp; &lt;Bạn&gt;.")},
		"an empty field":    {p("[{{trong}}]"), q("[]")},
		"over runs":         {p("a {", "{te", "n}} b"), q("a HTX Chè Xanh &amp; &lt;Bạn&gt;", "", " b")},
		"lines":             {p("{{dai}}"), q(`dòng 1</w:t><w:br/><w:t xml:space="preserve">dòng 2</w:t><w:tab/><w:t xml:space="preserve">cột`)},
		"within a text":     {p("[{{#dong}}{{tt}}:{{may}};{{/dong}}]"), q("[1:sao chè;2:vò chè;]")},
		"within runs":       {p("[{{#dong}}{{tt}}", "{{may}}{{/dong}}", "]"), "<w:p>" + run(0, "[") + run(0, "1") + run(1, "sao chè") + run(0, "2") + run(1, "vò chè") + run(1, "") + "<w:r><w:rPr><w:i/></w:rPr><w:t>]</w:t></w:r></w:p>"},
		"a condition":       {p("{{#co}}có{{/co}}{{^co}}không{{/co}}{{#khong}}a{{/khong}}{{^khong}}b{{/khong}}"), q("cób")},
		"entities":          {p("a &amp; b &lt; {{#co}}c{{/co}} &#x111;"), q("a &amp; b &lt; c đ")},
		"a row":             {tbl(tr(p("TT")), tr(p("{{#dong}}{{tt}}"), p("{{may}}{{/dong}}"))), tbl(tr(p("TT")), tr(q("1"), q("sao chè")), tr(q("2"), q("vò chè")))},
		"marks alone":       {tbl(tr(p("{{#dong}}")+p("{{tt}}"), p("{{may}}")+p("{{/dong}}"))), tbl(tr(q("")+q("1"), q("sao chè")+q("")), tr(q("")+q("2"), q("vò chè")+q("")))},
		"rows":              {tbl(tr(p("{{#dong}}{{tt}}")), tr(p("{{may}}{{/dong}}"))), tbl(tr(q("1")), tr(q("sao chè")), tr(q("2")), tr(q("vò chè")))},
		"no rows":           {p("x") + tbl(tr(p("{{#rong}}a"), p("b{{/rong}}"))) + p("y"), p("x") + p("y")},
		"a condition's row": {tbl(tr(p("x")), tr(p("{{#khong}}a"), p("b{{/khong}}"))), tbl(tr(p("x")))},
		"paragraphs":        {p("x") + p("{{#dong}}") + p("{{tt}}") + p("{{may}}") + p("{{/dong}}") + p("y"), p("x") + q("1") + q("sao chè") + q("2") + q("vò chè") + p("y")},
		"a table in a loop": {p("{{#dong}}") + tbl(tr(p("{{may}}"))) + p("{{/dong}}"), tbl(tr(q("sao chè"))) + tbl(tr(q("vò chè")))},
		"rows in a loop":    {p("{{#co}}") + tbl(tr(p("{{#dong}}{{tt}}"), p("{{/dong}}"))) + p("{{/co}}"), tbl(tr(q("1"), q("")), tr(q("2"), q("")))},
		"nested":            {p("{{#co}}") + p("{{#dong}}") + p("{{tt}}{{^co}}x{{/co}}") + p("{{/dong}}") + p("{{/co}}"), q("1") + q("2")},
		"a cell's end":      {tbl(tr(p("{{#rong}}") + p("a") + p("{{/rong}}"))), tbl(tr("<w:p/>"))},
		"nested rows": {
			tbl(tr(p("{{#dong}}{{#co}}{{tt}}"), p("{{/co}}{{/dong}}")), tr(p("y"))), tbl(tr(q("1"), q("")), tr(q("2"), q("")), tr(p("y"))),
		},
		"a link": {
			`<w:p><w:hyperlink w:anchor="x"><w:r><w:t>{{ten}}</w:t></w:r></w:hyperlink></w:p>`,
			`<w:p><w:hyperlink w:anchor="x"><w:r><w:t xml:space="preserve">HTX Chè Xanh &amp; &lt;Bạn&gt;</w:t></w:r></w:hyperlink></w:p>`,
		},
		"a text box": {
			`<w:p><w:r><w:pict><w:txbxContent>` + p("{{ten}}") + `</w:txbxContent></w:pict></w:r></w:p>`,
			`<w:p><w:r><w:pict><w:txbxContent>` + q("HTX Chè Xanh &amp; &lt;Bạn&gt;") + `</w:txbxContent></w:pict></w:r></w:p>`,
		},
		"proof marks": {
			`<w:p><w:r w:rsidR="1"><w:t>{{t</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>en</w:t></w:r><w:r><w:t xml:space="preserve">}} x</w:t></w:r></w:p>`,
			`<w:p><w:r w:rsidR="1"><w:t xml:space="preserve">HTX Chè Xanh &amp; &lt;Bạn&gt;</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t xml:space="preserve"></w:t></w:r><w:r><w:t xml:space="preserve"> x</w:t></w:r></w:p>`,
		},
		"a content control": {
			`<w:sdt><w:sdtPr/><w:sdtContent>` + p("{{#dong}}") + p("{{tt}}") + p("{{/dong}}") + `</w:sdtContent></w:sdt>`,
			`<w:sdt><w:sdtPr/><w:sdtContent>` + q("1") + q("2") + `</w:sdtContent></w:sdt>`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			template := parse(t, paper(t, tt.in))
			if faults := template.Check(known); len(faults) > 0 {
				t.Errorf("faults: %v", faults)
			}
			got := render(t, template, data())["word/document.xml"]
			if d := cmp.Diff(document(tt.want), got); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

func run(look int, text string) string {
	return strings.TrimSuffix(strings.TrimPrefix(q(make([]string, look+1)...), "<w:p>"+strings.Repeat(`<w:r><w:t xml:space="preserve"></w:t></w:r>`, min(look, 1))), `</w:t></w:r></w:p>`) + text + "</w:t></w:r>"
}

func TestCheckNamesThePlace(t *testing.T) {
	for name, tt := range map[string]struct {
		in   string
		want []string
	}{
		"unknown": {p("x") + p("Số: {{tenn}}"), []string{"Ở đoạn 2 (“Số: {{tenn}}”): Không có trường “tenn”. Có phải “ten”?"}},
		"two faults in one paragraph": {
			p("{{so tien}} {{tienn}}"), []string{"“{{so tien}}” không phải là tên trường", "Không có trường “tienn”"},
		},
		"in a cell": {tbl(tr(p("a")), tr(p("b"), p("{{may}}"))), []string{"Ở bảng 1, hàng 2, ô 2, đoạn 1 (“{{may}}”): Không có trường “may”"}},
		"not closed": {p("{{#dong}} và") + p("{{/dong}}"), []string{
			"Ở đoạn 1 (“{{#dong}} và”): “{{#dong}}” chưa có “{{/dong}}” trong cùng đoạn", "Ở đoạn 2 (“{{/dong}}”): “{{/dong}}” đóng một phần chưa được mở",
		}},
		"alone, not closed":     {p("{{#dong}}") + p("a"), []string{"chưa có đoạn “{{/dong}}” để đóng"}},
		"a row, not closed":     {tbl(tr(p("{{#dong}}a"), p("b"))), []string{"mở trong bảng nhưng chưa có"}},
		"out of a table":        {p("{{#dong}}") + tbl(tr(p("a{{/dong}}"))), []string{"Ở bảng 1, hàng 1, ô 1, đoạn 1", "Ở đoạn 1 "}},
		"two loops in a row":    {tbl(tr(p("{{#dong}}a"), p("{{/dong}}")+p("{{#co}}x"), p("{{/co}}"))), []string{"mỗi hàng chỉ thuộc một phần lặp"}},
		"half in a link":        {`<w:p><w:r><w:t>{{#co}}</w:t></w:r><w:hyperlink><w:r><w:t>{{/co}}</w:t></w:r></w:hyperlink></w:p>`, []string{"phải cùng nằm trong"}},
		"changes":               {`<w:p><w:ins><w:r><w:t>a</w:t></w:r></w:ins></w:p>`, []string{"Track Changes"}},
		"a box, said once":      {`<w:p><w:r><w:pict><w:txbxContent>` + p("{{x}}") + `</w:txbxContent></w:pict><w:pict><w:txbxContent>` + p("{{x}}") + `</w:txbxContent></w:pict></w:r></w:p>`, []string{"Ở đoạn 1, khung chữ, đoạn 1 (“{{x}}”): Không có trường “x”"}},
		"over a line":           {`<w:p><w:r><w:t>{{te</w:t><w:br/><w:t>n}}</w:t></w:r></w:p>`, []string{"không phải là tên trường"}},
		"a list nobody knows":   {p("{{#don}}{{tt}}{{/don}}"), []string{"Không có danh sách hay điều kiện “don”. Có phải “dong”?"}},
		"closes another":        {p("{{#co}}{{/dong}}"), []string{"“{{#co}}” chưa có", "“{{/dong}}” đóng"}},
		"every fault, in order": {p("{{a1}}") + p("{{b1}}"), []string{"“a1”", "“b1”"}},
	} {
		t.Run(name, func(t *testing.T) {
			faults := parse(t, paper(t, tt.in)).Check(known)
			if len(faults) != len(tt.want) {
				t.Fatalf("%d faults: %v", len(faults), faults)
			}
			for i, f := range faults {
				if !strings.Contains(f.String(), tt.want[i]) {
					t.Errorf("%s\nwant %s", f, tt.want[i])
				}
			}
		})
	}
}

func TestHeadersAndNotes(t *testing.T) {
	part := func(kind, inner string) string { return "<w:" + kind + space + ">" + inner + "</w:" + kind + ">" }
	template := parse(t, paper(t, p("x"),
		member{"word/header1.xml", part("hdr", p("{{ten}}"))}, member{"word/footer2.xml", part("ftr", p("{{#co}}c{{/co}}"))},
		member{"word/footnotes.xml", part("footnotes", "<w:footnote>"+p("a")+"</w:footnote><w:footnote>"+p("{{sai}}")+"</w:footnote>")},
		member{"word/comments.xml", part("comments", p("{{sai}}"))}))
	if got := template.Check(known); len(got) != 1 || got[0].Place != "chú thích cuối trang 2, đoạn 1 (“{{sai}}”)" {
		t.Errorf("%v", got)
	}
	out := render(t, template, data())
	for name, want := range map[string]string{
		"word/header1.xml": part("hdr", q("HTX Chè Xanh &amp; &lt;Bạn&gt;")), "word/footer2.xml": part("ftr", q("c")), "word/comments.xml": part("comments", p("{{sai}}")),
	} {
		if out[name] != want {
			t.Errorf("%s: %s", name, out[name])
		}
	}
}

// What has no marks is the same bytes, and so is the rest of what has.
func TestTheRestStaysByteForByte(t *testing.T) {
	odd := "<w:p  w:rsidR='00AB' ><!-- a --><w:pPr></w:pPr><w:r><w:t>x&#160;y</w:t></w:r></w:p>\n\t<w:sectPr/>"
	file := paper(t, odd, member{"word/styles.xml", "<a  b='c'/>"}, member{"docProps/core.xml", "<a/>"})
	var b bytes.Buffer
	if err := parse(t, file).Render(&b, nil); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(unpack(t, file), unpack(t, b.Bytes())); d != "" {
		t.Error(d)
	}
	if _, err := docx.Parse(b.Bytes()); err != nil {
		t.Error(err)
	}
}

func TestAPaperHasItsLimits(t *testing.T) {
	rows := make([]fill.Data, 300)
	for i := range rows {
		rows[i] = fill.Data{}
	}
	in := p("{{#a}}{{#b}}{{#c}}{{#d}}{{/d}}{{/c}}{{/b}}{{/a}}")
	err := parse(t, paper(t, in)).Render(io.Discard, fill.Data{"a": rows, "b": rows, "c": rows, "d": rows})
	if err == nil || !strings.Contains(err.Error(), "quá dài") {
		t.Error(err)
	}
}

// However Word divides a paragraph, what people read is the text filled.
func TestRunsDoNotMatter(tb *testing.T) {
	rapid.Check(tb, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{"a", " ", "đ", "&", "{", "{{ten}}", "{{ trong }}", "{{#dong}}", "{{tt}}", "{{/dong}}", "{{#co}}", "{{/co}}", "{{^co}}", "{{dai}}"})
		text := strings.Join(rapid.SliceOfN(piece, 1, 12).Draw(t, "text"), "")
		if !balanced(text) {
			return
		}
		var runs []string
		letters := []rune(text)
		for at := 0; at < len(letters); {
			end := min(at+rapid.IntRange(1, 8).Draw(t, "run"), len(letters))
			runs, at = append(runs, strings.ReplaceAll(string(letters[at:end]), "&", "&amp;")), end
		}
		template := parse(tb, paper(tb, p(runs...)))
		if faults := template.Check(known); len(faults) > 0 {
			t.Fatal(faults)
		}
		var b bytes.Buffer
		if err := template.Render(&b, data()); err != nil {
			t.Fatal(err)
		}
		want := strings.ReplaceAll(fill.String(text, fill.In(data())), "\x00", "")
		if got := read(tb, unpack(tb, b.Bytes())["word/document.xml"]); got != want {
			t.Fatalf("%q divided into %q reads %q, want %q", text, runs, got, want)
		}
	})
}

// balanced reports whether all marks of a text are right.
func balanced(text string) bool {
	parts, err := fill.Parts(text)
	c := fill.Check(known)
	for _, part := range parts {
		if err == nil {
			err = c.Read(part)
		}
	}
	return err == nil && c.End() == nil
}

// read is what people read in a part.
func read(t testing.TB, part string) string {
	t.Helper()
	var b strings.Builder
	in := ""
	for d := xml.NewDecoder(strings.NewReader(part)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			in = e.Name.Local
			switch in {
			case "br":
				b.WriteByte('\n')
			case "tab":
				b.WriteByte('\t')
			}
		case xml.EndElement:
			in = ""
		case xml.CharData:
			if in == "t" {
				b.Write(e)
			}
		}
	}
}
