package ooxml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
)

func isXML(name string) bool {
	return slices.Contains([]string{".xml", ".rels", ".vml"}, path.Ext(strings.ToLower(name)))
}

// types reads which part is what. The main part must be where it always is and
// of the kind that was asked for; no part may be of a kind that can act.
func (f *File) types(kind Kind) error {
	part, media := kind.main()
	found := false
	err := walk(f.Part("[Content_Types].xml"), func(e xml.StartElement) error {
		is := strings.ToLower(attr(e, "ContentType"))
		if strings.TrimPrefix(attr(e, "PartName"), "/") == part {
			switch {
			case strings.Contains(is, "macroenabled"):
				return invalid("Tệp có macro nên không được nhận; hãy lưu lại dưới dạng " + kind.extension() + " không có macro.")
			case is != media:
				return invalid("Đây không phải là tệp " + kind.extension() + " thông thường (có thể là tệp mẫu .dotx, .xltx); hãy lưu lại dưới dạng " + kind.extension() + ".")
			}
			found = true
		}
		if ext := attr(e, "Extension"); ext != "" && !f.has(ext) {
			return nil // some programs name kinds that the file has nothing of
		}
		return refuseType(is, kind)
	})
	switch {
	case errors.Is(err, errXML):
		return broken(kind)
	case err != nil:
		return err
	case !found || f.Part(part) == nil:
		return invalid("Tệp nén này không phải là " + kind.extension() + "; hãy mở bằng " + kind.program() + " và lưu lại dưới dạng " + kind.extension() + ".")
	}
	return nil
}

// has reports whether a part's name ends so.
func (f *File) has(extension string) bool {
	return slices.ContainsFunc(f.Parts, func(p Part) bool { return strings.EqualFold(path.Ext(p.Name), "."+extension) })
}

// start checks that programs begin to read where this one does.
func (f *File) start(kind Kind) error {
	part, _ := kind.main()
	starts := 0
	err := walk(f.Part("_rels/.rels"), func(e xml.StartElement) error {
		if strings.HasSuffix(attr(e, "Type"), "/officeDocument") {
			starts++
			if strings.TrimPrefix(attr(e, "Target"), "/") != part {
				return errXML
			}
		}
		return nil
	})
	if err != nil || starts != 1 {
		return broken(kind)
	}
	return nil
}

// pictures are the first bytes of the pictures that papers hold.
var pictures = map[string][]string{
	".png": {"\x89PNG\r\n\x1a\n"}, ".jpg": {"\xff\xd8\xff"}, ".jpeg": {"\xff\xd8\xff"}, ".gif": {"GIF8"}, ".bmp": {"BM"},
	".tif": {"II*\x00", "MM\x00*"}, ".tiff": {"II*\x00", "MM\x00*"}, ".emf": {"\x01\x00\x00\x00"}, ".wmf": {"\xd7\xcd\xc6\x9a", "\x01\x00\x09\x00"},
}

// isPicture reports whether a picture is what its name says; other parts are.
func isPicture(p Part) bool {
	heads, picture := pictures[path.Ext(strings.ToLower(p.Name))]
	return !picture || slices.ContainsFunc(heads, func(h string) bool { return bytes.HasPrefix(p.Data, []byte(h)) })
}

// refuseType refuses content types that can act, whatever name their part has.
func refuseType(media string, kind Kind) error {
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(s string) bool { return strings.Contains(media, s) })
	}
	switch {
	case has("macro", "vba", "keymapcustomizations", "attachedtoolbars", "dialogsheet"):
		return invalid("Tệp có macro nên không được nhận; hãy lưu lại dưới dạng " + kind.extension() + " không có macro.")
	case has("oleobject", "activex", "controlproperties", "aftchunk", "html", "application/rtf", "msword", "javascript"):
		return invalid("Tệp có đối tượng nhúng (OLE, ActiveX hoặc tệp khác) nên không được nhận; hãy bỏ các đối tượng đó rồi lưu lại.")
	case has("externallink", "querytable", "connections+xml", "pivotcache", "mailmerge"):
		return invalid("Tệp lấy dữ liệu từ nơi khác nên không được nhận; hãy bỏ các liên kết đó rồi lưu lại.")
	}
	return nil
}

// errXML is what is wrong with a part that is no proper XML.
var errXML = errors.New("broken XML")

// walk calls see for every element of a part. There may be no document type,
// through which a file can ask for others and grow without end.
func walk(data []byte, see func(xml.StartElement) error) error {
	d, depth := xml.NewDecoder(bytes.NewReader(data)), 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && depth == 0 && len(data) > 0 {
			return nil
		}
		if err != nil {
			return errXML
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return errXML
			}
			if err := see(t); err != nil {
				return err
			}
		case xml.EndElement:
			depth--
		case xml.Directive:
			return errXML
		case xml.ProcInst:
			if t.Target != "xml" && t.Target != "mso-application" {
				return errXML
			}
		}
	}
}

// inspect refuses what a part may not hold.
func inspect(p Part, kind Kind) error {
	see := refuseElement
	if path.Ext(p.Name) == ".rels" {
		see = refuseRelation
	}
	err := walk(p.Data, see)
	if errors.Is(err, errXML) {
		return broken(kind)
	}
	return err
}

// refuseElement refuses elements that make a program run or fetch something.
func refuseElement(e xml.StartElement) error {
	switch e.Name.Local {
	case "altChunk", "subDoc":
		return invalid("Tệp chèn nội dung của tệp khác (altChunk) nên không được nhận; hãy dán thẳng nội dung đó vào mẫu.")
	case "OLEObject", "object", "oleObjects", "control", "controls", "OLELink", "embeddedControl":
		return invalid("Tệp có đối tượng nhúng (OLE, ActiveX) nên không được nhận; hãy bỏ các đối tượng đó rồi lưu lại.")
	case "attachedTemplate":
		return invalid("Tệp gắn với một tệp mẫu khác (attached template) nên không được nhận; hãy vào Developer > Document Template bỏ gắn rồi lưu lại.")
	case "mailMerge", "ddeLink", "webPublishing", "webPublishItems", "connection", "oleLink", "externalReference", "externalBook":
		return invalid("Tệp lấy dữ liệu từ nơi khác (trộn thư, DDE, liên kết ngoài) nên không được nhận; hãy bỏ các liên kết đó rồi lưu lại.")
	}
	return nil
}

// refuseRelation refuses relations to anything outside the file, except links
// that somebody must click.
func refuseRelation(e xml.StartElement) error {
	kind, target := attr(e, "Type"), attr(e, "Target")
	name := kind[strings.LastIndexByte(kind, '/')+1:]
	switch strings.ToLower(name) {
	case "attachedtemplate", "afchunk", "oleobject", "subdocument", "mailmergesource", "vbaproject", "control", "frame", "externallink", "externallinkpath":
		return invalid("Tệp gắn với tệp khác (mẫu, đối tượng, dữ liệu) nên không được nhận; hãy bỏ các liên kết đó rồi lưu lại.")
	}
	if strings.EqualFold(attr(e, "TargetMode"), "External") {
		if name == "hyperlink" && harmless(target) {
			return nil
		}
		return invalid("Tệp có liên kết tới “" + clip(target) + "” ở ngoài nên không được nhận; hãy chèn thẳng hình hay nội dung đó vào mẫu.")
	}
	if strings.Contains(target, "..") && strings.Count(target, "../") > 3 || strings.Contains(target, `\`) || strings.Contains(target, ":") {
		return invalid("Tệp có liên kết không hợp lệ giữa các phần của nó; hãy mở bằng chương trình văn phòng và lưu lại.")
	}
	return nil
}

// harmless reports whether a link leads to a page or a mailbox.
func harmless(target string) bool {
	u, err := url.Parse(target)
	return err == nil && (slices.Contains([]string{"http", "https"}, strings.ToLower(u.Scheme)) && u.Host != "" || strings.EqualFold(u.Scheme, "mailto"))
}

// attr returns an attribute by its local name.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if strings.EqualFold(a.Name.Local, name) {
			return a.Value
		}
	}
	return ""
}
