package invoice

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/beevik/etree"
)

// MaxSize is the size in bytes that an invoice may have. A real one of some
// hundred lines has a few hundred kilobytes.
const MaxSize = 4 << 20

// What a file may hold. The largest real invoices have some thousand lines of
// about twenty elements.
const (
	maxDepth    = 24
	maxElements = 50_000
	maxAttrs    = 32
)

// A document is a file that was found harmless, and where its invoice is.
type document struct {
	root *etree.Element
	bill *etree.Element // HDon
	data *etree.Element // DLHDon: what a signature must be over
}

// open looks at a file without building anything from it, then reads it and
// finds the invoice.
func open(data []byte) (*document, error) {
	if len(data) > MaxSize {
		return nil, refuse("Tệp lớn hơn 4 MB, không phải là một hóa đơn điện tử.")
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, refuse("Tệp trống, không có nội dung.")
	}
	if err := harmless(data); err != nil {
		return nil, err
	}
	tree := etree.NewDocument()
	tree.ReadSettings = etree.ReadSettings{MaxDepth: maxDepth}
	if err := tree.ReadFromBytes(data); err != nil || tree.Root() == nil {
		return nil, refuse(brokenXML)
	}
	return locate(tree.Root())
}

const brokenXML = "Tệp không phải là XML hợp lệ, hoặc bị hỏng, hoặc chưa tải xuống trọn vẹn."

// harmless reads the tokens of a file and refuses what an invoice has no need
// of: a DTD with its entities, another encoding, endless nesting.
func harmless(data []byte) error {
	if !utf8.Valid(data) {
		return refuse("Tệp không ghi bằng mã UTF-8 nên không đọc được.")
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errCharset }
	depth, elements, roots := 0, 0, 0
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && roots == 1:
			return nil
		case errors.Is(err, errCharset):
			return refuse("Tệp không ghi bằng mã UTF-8 nên không đọc được.")
		case err != nil:
			return refuse(brokenXML)
		}
		switch t := token.(type) {
		case xml.Directive:
			return refuse("Tệp có khai báo DTD; hóa đơn điện tử không có phần này nên không nhận.")
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			depth, elements = depth+1, elements+1
			if err := modest(t, depth, elements, roots); err != nil {
				return err
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 0 && len(bytes.TrimSpace(t)) > 0 {
				return refuse(brokenXML)
			}
		}
	}
}

var errCharset = errors.New("not UTF-8")

// modest refuses an element too many, too deep or with too much in its tag.
func modest(t xml.StartElement, depth, elements, roots int) error {
	if depth > maxDepth || elements > maxElements || len(t.Attr) > maxAttrs || roots > 1 {
		return refuse("Tệp XML có cấu trúc quá lớn hoặc lồng nhau quá sâu, không phải là một hóa đơn điện tử.")
	}
	seen := map[xml.Name]bool{}
	for _, a := range t.Attr {
		if seen[a.Name] {
			return refuse(brokenXML)
		}
		seen[a.Name] = true
	}
	return nil
}

// locate finds the one invoice of a file: by itself, or in the envelope in
// which invoices travel to the tax authority (TDiep).
func locate(root *etree.Element) (*document, error) {
	bill := root
	if root.Tag == "TDiep" {
		box := children(root, "DLieu")
		if len(box) == 1 {
			if inside := children(box[0], "HDon"); len(inside) == 1 {
				bill = inside[0]
			}
		}
	}
	var data []*etree.Element
	if bill.Tag == "HDon" {
		data = children(bill, "DLHDon")
	}
	switch {
	case len(data) == 0:
		return nil, refuse("Tệp không phải là hóa đơn điện tử theo Nghị định 123/2020 (không có phần DLHDon).")
	case len(data) > 1 || len(root.FindElements("//DLHDon")) > 1:
		return nil, refuse("Tệp có nhiều phần dữ liệu hóa đơn (DLHDon) nên không biết phần nào là thật.")
	}
	return &document{root: root, bill: bill, data: data[0]}, nil
}

// children returns the elements of that name directly below e.
func children(e *etree.Element, tag string) []*etree.Element {
	var all []*etree.Element
	for _, c := range e.ChildElements() {
		if c.Tag == tag && c.Space == "" {
			all = append(all, c)
		}
	}
	return all
}

// content is all the text of an element, whatever stands between. A reader
// that stops at the first comment would see another number than was signed.
func content(e *etree.Element) string {
	var b strings.Builder
	for _, t := range e.Child {
		if c, ok := t.(*etree.CharData); ok {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
