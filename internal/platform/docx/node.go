package docx

import (
	"bytes"
	"encoding/xml"
	"strings"

	"example.vn/khuyencong/internal/platform/fault"
)

// A node is an element of a part, with the places of its tags in the part's
// bytes: everything that a template does not change is copied from there.
type node struct {
	kind  string // "p", "tbl" … of WordprocessingML; "" for all else
	tag   string // the name as it is written: "w:p"
	start int    // of its start tag
	inner int    // after its start tag
	last  int    // of its end tag
	end   int    // after its end tag
	up    *node
	kids  []*node
	text  string // the letters directly inside a text or an instruction
	value string // what a field is: its type, or its instruction
}

// The name spaces of WordprocessingML, of the usual and the strict files.
var wordSpaces = map[string]bool{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main": true,
	"http://purl.oclc.org/ooxml/wordprocessingml/main":             true,
}

// tree reads a part, which is known to be proper XML.
func tree(src []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(src))
	at := &node{}
	for elements := 0; ; {
		before := int(d.InputOffset())
		token, err := d.Token()
		if token == nil {
			for at.up != nil {
				at = at.up
			}
			if err != nil && len(at.kids) > 0 {
				return at.kids[0], nil
			}
			return nil, err
		}
		after := int(d.InputOffset())
		switch t := token.(type) {
		case xml.StartElement:
			if elements++; elements > maxElements {
				return nil, fault.New(fault.Invalid, "Mẫu có quá nhiều phần nhỏ để đọc; hãy chép nội dung sang một tệp mới rồi lưu lại.")
			}
			n := &node{start: before, inner: after, up: at, tag: tagName(src[before:after])}
			n.name(t)
			at.kids = append(at.kids, n)
			at = n
		case xml.EndElement:
			at.last, at.end, at = before, after, at.up
		case xml.CharData:
			if at.kind == "t" || at.kind == "instrText" {
				at.text += string(t)
			}
		}
	}
}

// name says what the node is.
func (n *node) name(e xml.StartElement) {
	if !wordSpaces[e.Name.Space] {
		if e.Name.Local == "AlternateContent" || e.Name.Local == "Fallback" {
			n.kind = e.Name.Local
		}
		return
	}
	n.kind = e.Name.Local
	for _, a := range e.Attr {
		if n.kind == "fldChar" && a.Name.Local == "fldCharType" || n.kind == "fldSimple" && a.Name.Local == "instr" {
			n.value = a.Value
		}
	}
}

// tagName is the name in a start tag.
func tagName(tag []byte) string {
	name := strings.TrimPrefix(string(tag), "<")
	if i := strings.IndexAny(name, " \t\r\n/>"); i >= 0 {
		name = name[:i]
	}
	return name
}

// prefix is what stands before the names of WordprocessingML: "w:".
func (n *node) prefix() string { return n.tag[:strings.IndexByte(n.tag, ':')+1] }

// child returns the first child of a kind.
func (n *node) child(kind string) *node {
	for _, k := range n.kids {
		if k.kind == kind {
			return k
		}
	}
	return nil
}

// wrapper reports whether a node only wraps others of the same rank: a content
// control, a mark of custom data.
func (n *node) wrapper() bool {
	return n.kind == "sdt" || n.kind == "sdtContent" || n.kind == "customXml" || n.kind == "smartTag"
}

// all lists the nodes of a kind in the order of the part, through wrappers.
func (n *node) all(kind string) []*node {
	var found []*node
	for _, k := range n.kids {
		switch {
		case k.kind == kind:
			found = append(found, k)
		case k.wrapper():
			found = append(found, k.all(kind)...)
		}
	}
	return found
}
