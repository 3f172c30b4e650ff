package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"example.vn/khuyencong/internal/platform/fault"
)

const broken = "Tệp .xlsx bị hỏng nên không đọc được; hãy mở bằng Excel và lưu lại."

// An archive unpacks the parts of an .xlsx file, all of them together within
// a limit, whatever the file says about their sizes.
type archive struct {
	parts map[string]*zip.File // by lower-case name
	left  int64
}

func openArchive(data []byte, unzip int64) (*archive, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, invalid(broken)
	}
	if len(z.File) > maxParts {
		return nil, invalid(broken)
	}
	a := &archive{parts: map[string]*zip.File{}, left: unzip}
	total := uint64(0)
	for _, f := range z.File {
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, "\\", "/"), "/"))
		if _, twice := a.parts[name]; twice {
			return nil, invalid(broken)
		}
		a.parts[name] = f
		if f.UncompressedSize64 > uint64(unzip)-total {
			return nil, errTooLarge()
		}
		total += f.UncompressedSize64
	}
	return a, a.refuse()
}

func errTooLarge() error {
	return invalid("Tệp .xlsx giải nén ra quá lớn nên không đọc được; hãy tách danh sách thành nhiều tệp.")
}

// refuse names what may not be in a list: macros, embedded objects, or the
// parts of another kind of file.
func (a *archive) refuse() error {
	for name := range a.parts {
		switch {
		case strings.HasSuffix(name, "vbaproject.bin"), strings.HasPrefix(name, "xl/macrosheets/"):
			return invalid("Tệp có macro nên không được nhận; hãy lưu lại dưới dạng .xlsx không có macro.")
		case strings.HasPrefix(name, "xl/embeddings/"), strings.HasPrefix(name, "xl/activex/"):
			return invalid("Tệp có đối tượng nhúng nên không được nhận; hãy bỏ các đối tượng đó rồi lưu lại.")
		}
	}
	if a.parts["[content_types].xml"] != nil && a.parts["xl/workbook.xml"] != nil {
		return nil
	}
	for name, message := range map[string]string{
		"word/document.xml":    "Đây là tệp Word, không phải bảng tính; hãy dùng tệp .xlsx hoặc .csv.",
		"ppt/presentation.xml": "Đây là tệp trình chiếu, không phải bảng tính; hãy dùng tệp .xlsx hoặc .csv.",
		"xl/workbook.bin":      "Đây là tệp .xlsb; hãy mở bằng Excel và lưu lại dưới dạng .xlsx.",
		"content.xml":          "Đây là tệp OpenDocument; hãy lưu lại dưới dạng .xlsx.",
	} {
		if a.parts[name] != nil {
			return invalid(message)
		}
	}
	return invalid("Tệp nén này không phải là bảng tính .xlsx.")
}

// maxDepth is how deep the tags of a part may lie in each other; a workbook
// needs a tenth of it.
const maxDepth = 100

// walk calls see for every opening and closing tag and text of a part. A part
// that is not there has none.
func (a *archive) walk(name string, see func(xml.Token) error) error {
	f := a.parts[strings.ToLower(strings.TrimPrefix(name, "/"))]
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return invalid(broken)
	}
	defer func() { _ = r.Close() }()
	d, depth := xml.NewDecoder(&metered{r: r, left: &a.left}), 0
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) && depth == 0 {
			return nil
		}
		if fault.KindOf(err) == fault.Invalid {
			return fmt.Errorf("unpack %s: %w", path.Base(name), err)
		}
		if depth += step(token); err != nil || depth < 0 || depth > maxDepth {
			return invalid(broken)
		}
		if err := see(token); err != nil {
			return err
		}
	}
}

// step is how much deeper a token leads.
func step(t xml.Token) int {
	switch t.(type) {
	case xml.StartElement:
		return 1
	case xml.EndElement:
		return -1
	}
	return 0
}

// A metered reader takes what it reads from a shared allowance.
type metered struct {
	r    io.Reader
	left *int64
}

// Read implements io.Reader.
func (m *metered) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if *m.left -= int64(n); *m.left < 0 {
		return 0, errTooLarge()
	}
	return n, err
}

// attr returns an attribute by its local name.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
