package pdffile

import (
	"bytes"
	"fmt"
	"strconv"
)

// maxDepth is how deep objects may lie in each other.
const maxDepth = 64

// A parser reads objects from b, of which the first byte lies at base in the
// file; base is negative for bytes that were compressed.
type parser struct {
	b     []byte
	pos   int
	base  int
	depth int
}

func (p *parser) broken(what string) error {
	return fmt.Errorf("%w: %s at byte %d", ErrBroken, what, p.base+p.pos)
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool {
	return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0
}

func isRegular(c byte) bool { return !isSpace(c) && !isDelimiter(c) }

// space skips white space and comments.
func (p *parser) space() {
	for p.pos < len(p.b) {
		c := p.b[p.pos]
		if c == '%' {
			for p.pos < len(p.b) && p.b[p.pos] != '\n' && p.b[p.pos] != '\r' {
				p.pos++
			}
			continue
		}
		if !isSpace(c) {
			return
		}
		p.pos++
	}
}

// word reads a run of regular characters, which may be empty.
func (p *parser) word() string {
	p.space()
	start := p.pos
	for p.pos < len(p.b) && isRegular(p.b[p.pos]) {
		p.pos++
	}
	return string(p.b[start:p.pos])
}

// keyword reads the word w or fails.
func (p *parser) keyword(w string) error {
	if p.word() != w {
		return p.broken("no " + w)
	}
	return nil
}

// number reads a whole number that is not negative and fits a file.
func (p *parser) number() (int, error) {
	n, ok := natural(p.word())
	if !ok {
		return 0, p.broken("no whole number")
	}
	return n, nil
}

func natural(w string) (int, bool) {
	if w == "" || len(w) > 10 {
		return 0, false
	}
	n := 0
	for _, c := range []byte(w) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// object reads one object.
func (p *parser) object() (Object, error) {
	p.space()
	if p.pos >= len(p.b) {
		return nil, p.broken("end of data")
	}
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		return nil, p.broken("objects too deep")
	}
	switch c := p.b[p.pos]; {
	case c == '/':
		return p.name(), nil
	case c == '(':
		return p.literal()
	case c == '[':
		return p.array()
	case c == '<' && p.pos+1 < len(p.b) && p.b[p.pos+1] == '<':
		return p.dict()
	case c == '<':
		return p.hex()
	case isRegular(c):
		return p.plain()
	}
	return nil, p.broken("no object")
}

// plain reads a number, a reference, true, false or null.
func (p *parser) plain() (Object, error) {
	w := p.word()
	switch w {
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "null":
		return nil, nil
	}
	if n, ok := natural(w); ok {
		if ref, ok := p.ref(n); ok {
			return ref, nil
		}
		return int64(n), nil
	}
	if n, err := strconv.ParseInt(w, 10, 64); err == nil {
		return n, nil
	}
	if !isReal(w) {
		return nil, p.broken("unknown word")
	}
	return Real(w), nil
}

// ref reads what follows number when it is a reference.
func (p *parser) ref(number int) (Ref, bool) {
	start := p.pos
	if g, ok := natural(p.word()); ok && p.word() == "R" {
		return Ref{number, g}, true
	}
	p.pos = start
	return Ref{}, false
}

func isReal(w string) bool {
	digits := false
	for i, c := range []byte(w) {
		switch {
		case c >= '0' && c <= '9':
			digits = true
		case c == '.':
		case (c == '-' || c == '+') && i == 0:
		default:
			return false
		}
	}
	return digits && len(w) < 64 && bytes.Count([]byte(w), []byte(".")) < 2
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func (p *parser) name() Name {
	p.pos++ // the slash
	var out []byte
	for p.pos < len(p.b) && isRegular(p.b[p.pos]) {
		c := p.b[p.pos]
		if c == '#' && p.pos+2 < len(p.b) {
			if h, l := unhex(p.b[p.pos+1]), unhex(p.b[p.pos+2]); h >= 0 && l >= 0 {
				c = byte(h<<4 | l)
				p.pos += 2
			}
		}
		out = append(out, c)
		p.pos++
	}
	return Name(out)
}

func (p *parser) array() (Array, error) {
	p.pos++
	all := Array{}
	for {
		p.space()
		if p.pos < len(p.b) && p.b[p.pos] == ']' {
			p.pos++
			return all, nil
		}
		o, err := p.object()
		if err != nil {
			return nil, err
		}
		all = append(all, o)
	}
}

func (p *parser) dict() (Dict, error) {
	p.pos += 2
	d := Dict{}
	for {
		p.space()
		if bytes.HasPrefix(p.b[p.pos:], []byte(">>")) {
			p.pos += 2
			return d, nil
		}
		if p.pos >= len(p.b) || p.b[p.pos] != '/' {
			return nil, p.broken("no key")
		}
		key := p.name()
		if _, twice := d[key]; twice {
			return nil, p.broken("a key twice")
		}
		var err error
		if d[key], err = p.object(); err != nil {
			return nil, err
		}
	}
}

// place returns the string together with where it stands.
func (p *parser) place(out []byte, start int) String {
	if p.base < 0 {
		return String{Bytes: out}
	}
	return String{out, p.base + start, p.base + p.pos}
}

func (p *parser) hex() (String, error) {
	start := p.pos
	p.pos++
	var out []byte
	half := -1
	for ; p.pos < len(p.b); p.pos++ {
		c := p.b[p.pos]
		v := unhex(c)
		switch {
		case c == '>':
			p.pos++
			if half >= 0 {
				out = append(out, byte(half<<4))
			}
			return p.place(out, start), nil
		case isSpace(c):
		case v < 0:
			return String{}, p.broken("no hexadecimal digit")
		case half < 0:
			half = v
		default:
			out = append(out, byte(half<<4|v))
			half = -1
		}
	}
	return String{}, p.broken("string without end")
}

func (p *parser) literal() (String, error) {
	start := p.pos
	p.pos++
	var out []byte
	for level := 1; p.pos < len(p.b); p.pos++ {
		c := p.b[p.pos]
		switch c {
		case '\\':
			out = p.escape(out)
			continue
		case '(':
			level++
		case ')':
			if level--; level == 0 {
				p.pos++
				return p.place(out, start), nil
			}
		case '\r':
			if p.pos+1 < len(p.b) && p.b[p.pos+1] == '\n' {
				p.pos++
			}
			c = '\n'
		}
		out = append(out, c)
	}
	return String{}, p.broken("string without end")
}

// escape reads what stands behind a backslash and leaves pos on its last byte.
func (p *parser) escape(out []byte) []byte {
	p.pos++
	if p.pos >= len(p.b) {
		return out
	}
	c := p.b[p.pos]
	if i := bytes.IndexByte([]byte("nrtbf"), c); i >= 0 {
		return append(out, "\n\r\t\b\f"[i])
	}
	switch {
	case c == '\r':
		if p.pos+1 < len(p.b) && p.b[p.pos+1] == '\n' {
			p.pos++
		}
		return out
	case c == '\n':
		return out
	case c < '0' || c > '7':
		return append(out, c)
	}
	v := 0
	for i := 0; i < 3 && p.pos < len(p.b) && p.b[p.pos] >= '0' && p.b[p.pos] <= '7'; i++ {
		v = v<<3 | int(p.b[p.pos]-'0')
		p.pos++
	}
	p.pos--
	return append(out, byte(v))
}
