package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// decimal writes v with a comma and no zeros at its end.
func decimal(v float64, digits int) string {
	s := strconv.FormatFloat(v, 'f', digits, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return strings.ReplaceAll(s, ".", ",")
}

// plain rewrites a drawing for a page: styles become attributes, which a page's
// security policy allows, letters take the font of the page, and the drawing
// says what it is.
func (c Chart) plain(raw []byte) (string, error) {
	var out bytes.Buffer
	dec := xml.NewDecoder(bytes.NewReader(raw))
	for first := true; ; {
		token, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			return out.String(), nil
		} else if err != nil {
			return "", fmt.Errorf("read drawing %s: %w", c.ID, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if first {
				c.open(&out, t)
				first = false
				continue
			}
			element(&out, t)
		case xml.EndElement:
			out.WriteString("</" + t.Name.Local + ">")
		case xml.CharData:
			escape(&out, string(t))
		}
	}
}

// open writes the root with its title and description.
func (c Chart) open(out *bytes.Buffer, root xml.StartElement) {
	out.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="`)
	escape(out, c.ID+"-t "+c.ID+"-d")
	out.WriteString(`"`)
	for _, a := range root.Attr {
		if a.Name.Local == "viewBox" {
			attribute(out, "viewBox", a.Value)
		}
	}
	out.WriteString(`><title`)
	attribute(out, "id", c.ID+"-t")
	out.WriteString(">")
	escape(out, c.Title)
	out.WriteString(`</title><desc`)
	attribute(out, "id", c.ID+"-d")
	out.WriteString(">")
	escape(out, c.Summary)
	out.WriteString("</desc>")
}

func element(out *bytes.Buffer, t xml.StartElement) {
	out.WriteString("<" + t.Name.Local)
	for _, a := range t.Attr {
		if a.Name.Local != "style" {
			attribute(out, a.Name.Local, strings.ReplaceAll(a.Value, "\n", " "))
			continue
		}
		for one := range strings.SplitSeq(a.Value, ";") {
			name, value, ok := strings.Cut(one, ":")
			if name = strings.TrimSpace(name); ok && name != "font-family" {
				attribute(out, name, strings.TrimSpace(value))
			}
		}
	}
	out.WriteString(">")
}

func attribute(out *bytes.Buffer, name, value string) {
	out.WriteString(" " + name + `="`)
	escape(out, value)
	out.WriteString(`"`)
}

// escape writes text; a bytes.Buffer does not fail.
func escape(out *bytes.Buffer, s string) { _ = xml.EscapeText(out, []byte(s)) }
