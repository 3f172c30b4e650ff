// Package text handles Vietnamese writing (chữ Việt): it cleans what people
// type, folds it for search that ignores marks, and sorts it in the order of
// the Vietnamese alphabet. Every function is pure and safe for concurrent use.
package text

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean returns s as valid UTF-8 in composed form (NFC), without control
// characters, invisible format characters and direction marks. Newlines and
// tabs stay; every kind of line break becomes one newline. Outer white space
// is trimmed.
func Clean(s string) string {
	if isPlain(s) {
		return strings.TrimSpace(s)
	}
	return cleaned(s)
}

// cleaned is Clean for any text at all.
func cleaned(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(keepVisible, s)
	return strings.TrimSpace(norm.NFC.String(s))
}

// CleanLine is Clean for a field of one line: any run of white space, line
// breaks included, becomes one space.
func CleanLine(s string) string {
	s = Clean(s)
	if isOneLine(s) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// isOneLine reports whether all white space within s is single spaces.
func isOneLine(s string) bool {
	space := false
	for _, r := range s {
		if r != ' ' && unicode.IsSpace(r) || r == ' ' && space {
			return false
		}
		space = r == ' '
	}
	return true
}

// Fold returns the form of s that search compares: lower case, without any
// mark (đ becomes d), every run of white space, punctuation and symbols as one
// space, trimmed. "Hoà", "HÒA" and "hoa" fold alike. Folding twice changes
// nothing more.
func Fold(s string) string {
	return fold(s, false)
}

// Marked is Fold that keeps the marks, yet does not care on which vowel of a
// word the tone is written: "Hoà" and "hòa" are alike, "Văn Lang" and
// "Văn Lăng" are not. The result is a key to compare, not a text to show.
func Marked(s string) string {
	return fold(s, true)
}

// fold returns the folded form of s. With marks kept, the tone of a word moves
// to the word's end.
func fold(s string, marks bool) string {
	var tones []byte
	b := make([]byte, 0, len(s))
	space := false
	for _, r := range decomposed(s) {
		switch {
		case r < utf8.RuneSelf && (unicode.IsLower(r) || unicode.IsDigit(r)):
		case r == 'đ' || r == 'Đ' || r == 'ð' || r == 'Ð':
			// Old fonts typed Đ as the Icelandic letter that looks the same.
			r = 'd'
			if marks {
				r = 'đ'
			}
		case r >= firstMark && unicode.Is(unicode.M, r):
			switch {
			case !marks:
			case isTone(r):
				tones = utf8.AppendRune(tones, r)
			case len(b) > 0 && !space:
				b = utf8.AppendRune(b, r)
			}
			continue
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			r = unicode.ToLower(r)
		default:
			b, tones, space = append(b, tones...), tones[:0], true
			continue
		}
		if space && len(b) > 0 {
			b = append(b, ' ')
		}
		space = false
		b = utf8.AppendRune(b, r)
	}
	return string(append(b, tones...))
}

// decomposed is s in decomposed form (NFKD), white space where it is not UTF-8.
// Texts of letters as everybody types them, a letter with its marks in one, are
// put together from a table; all else is left to the library.
func decomposed(s string) string {
	var b strings.Builder
	b.Grow(2 * len(s))
	letters := letters()
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			b.WriteByte(byte(r))
		case int(r) < len(letters) && letters[r] != "":
			b.WriteString(letters[r])
		default:
			return norm.NFKD.String(strings.ToValidUTF8(s, " "))
		}
	}
	return b.String()
}

// letters holds the decomposed form of every letter of the Latin script that has
// a code of its own, by code.
var letters = sync.OnceValue(func() *[0x1F00]string {
	var all [0x1F00]string
	for r := rune(utf8.RuneSelf); int(r) < len(all); r++ {
		if unicode.Is(unicode.Latin, r) && unicode.IsLetter(r) {
			all[r] = norm.NFKD.String(string(r))
		}
	}
	return &all
})

// firstMark is the first combining mark of Unicode.
const firstMark = '\u0300'

// isTone reports whether r is one of the five tone marks of Vietnamese:
// huyền, sắc, ngã, hỏi, nặng.
func isTone(r rune) bool {
	switch r {
	case '\u0300', '\u0301', '\u0303', '\u0309', '\u0323':
		return true
	}
	return false
}

// keepVisible maps r to itself, to a newline, or to -1 when it must not be
// stored.
func keepVisible(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
		return '\n'
	case unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r):
		return -1
	}
	return r
}

// isPlain reports whether s needs no cleaning but trimming: it has nothing but
// what ASCII can show and Latin letters that are composed.
func isPlain(s string) bool {
	letters := letters()
	for _, r := range s {
		if r < utf8.RuneSelf {
			if r == 0x7F || r < ' ' && r != '\n' && r != '\t' {
				return false
			}
			continue
		}
		if int(r) >= len(letters) || letters[r] == "" {
			return false
		}
	}
	return true
}
