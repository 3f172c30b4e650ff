package instrument

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A folded text is a text in lower case without marks, in ASCII alone, that
// remembers where each of its bytes came from.
type folded struct {
	text string
	from []int // offset in the original of each byte of text
	end  int   // length of the original
}

// other stands in a folded text for a letter that Vietnamese does not have, so
// that nothing is found across it.
const other = '\x01'

// fold returns the folded form of s. Every dash becomes "-", every kind of
// space but a line break " "; what cannot be seen is left out.
func fold(s string) folded {
	f := folded{from: make([]int, 0, len(s)), end: len(s)}
	b := make([]byte, 0, len(s))
	for at, r := range s {
		if r < utf8.RuneSelf {
			b, f.from = append(b, asciiLower(byte(r))), append(f.from, at)
			continue
		}
		for _, c := range plain(r) {
			b, f.from = append(b, c), append(f.from, at)
		}
	}
	f.text = string(b)
	return f
}

func asciiLower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// plain returns the ASCII letters that stand for r, which is none.
func plain(r rune) []byte {
	switch {
	case r == 'đ' || r == 'Đ' || r == 'ð' || r == 'Ð':
		return []byte{'d'} // old fonts typed Đ as the Icelandic letter
	case r == utf8.RuneError:
		return []byte{other}
	case unicode.Is(unicode.Pd, r) || r == '\u2212':
		return []byte{'-'}
	case r == '\u2028' || r == '\u2029' || r == '\u0085':
		return []byte{'\n'}
	case unicode.IsSpace(r):
		return []byte{' '}
	case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r):
		return nil
	case r == '\u2044' || r == '\u2215':
		return []byte{'/'}
	}
	var out []byte
	for _, d := range norm.NFKD.String(string(r)) {
		switch {
		case d < utf8.RuneSelf:
			out = append(out, asciiLower(byte(d)))
		case unicode.Is(unicode.Mn, d):
		default:
			return []byte{other}
		}
	}
	return out
}

// at returns the offset in the original of byte i of the folded text.
func (f folded) at(i int) int {
	if i >= len(f.from) {
		return f.end
	}
	return f.from[i]
}

// after returns the offset in the original just behind byte i-1 of the folded
// text, marks that follow it included.
func (f folded) after(i int, original string) int {
	if i == 0 {
		return 0
	}
	at := f.from[i-1]
	_, size := utf8.DecodeRuneInString(original[at:])
	for at += size; at < len(original); at += size {
		var r rune
		r, size = utf8.DecodeRuneInString(original[at:])
		if !unicode.Is(unicode.Mn, r) {
			break
		}
	}
	return at
}

// lines knows where the lines of a text begin.
type lines []int

func linesOf(s string) lines {
	starts := lines{0}
	for i := range len(s) {
		if s[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// position returns the line and the column, in characters, of offset at of s;
// both count from 1.
func (l lines) position(s string, at int) (line, column int) {
	line = sort.SearchInts(l, at+1)
	return line, utf8.RuneCountInString(s[l[line-1]:at]) + 1
}

// slug returns s as it stands in an address: letters, digits and single dashes.
func slug(s string) string {
	return strings.Join(strings.FieldsFunc(fold(s).text, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), "-")
}
