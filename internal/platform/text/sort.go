package text

import (
	"fmt"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// A sorter is one collator with its buffer; neither may be shared by two
// goroutines at a time.
type sorter struct {
	collator *collate.Collator
	buffer   collate.Buffer
}

// sorters keeps collators for reuse, because making one is slow.
var sorters = sync.Pool{New: func() any {
	return &sorter{collator: collate.New(language.Vietnamese, collate.Numeric)}
}}

// SortKey returns a key in ASCII; comparing keys byte by byte gives the
// Vietnamese order of the texts: a ă â b c d đ …, tones after the letters
// (ngang huyền hỏi ngã sắc nặng), numbers by their value.
func SortKey(s string) string {
	c := sorters.Get().(*sorter)
	defer sorters.Put(c)
	c.buffer.Reset()
	return shorten(c.collator.KeyFromString(&c.buffer, CleanLine(s)))
}

// PersonKey is SortKey for a person's name, which Vietnamese lists sort by the
// last word (tên) and then by the words before it (họ, đệm), whatever the case.
func PersonKey(name string) string {
	words := strings.Fields(strings.ToLower(CleanLine(name)))
	if len(words) == 0 {
		return ""
	}
	last := len(words) - 1
	// A full stop sorts before every hexadecimal digit.
	return SortKey(words[last]) + "." + SortKey(strings.Join(words[:last], " "))
}

// The weights of a letter without a tone and in lower case, which nearly all are.
const (
	plainTone = 0x20
	plainCase = 0x02
)

// shorten writes a key of the collator in hexadecimal digits of about half as
// many, in the same order. The collator's key is three levels with two zero
// bytes between them: letters in two bytes each, or three with the top bit set;
// tones in two; upper and lower case in one. Letters of the Latin alphabet and
// digits take three digits here, and what is plain is counted, not written.
func shorten(key []byte) string {
	out := make([]byte, 0, 2*len(key))
	for len(key) > 1 && (key[0] != 0 || key[1] != 0) {
		n := 2 + int(key[0]>>7)
		out = appendLetter(out, key[:n])
		key = key[n:]
	}
	out = append(out, "0000"...)
	key = key[min(2, len(key)):]
	run := 0
	for len(key) > 1 && (key[0] != 0 || key[1] != 0) {
		if w := int(key[0])<<8 | int(key[1]); w == plainTone {
			run++
		} else {
			out, run = appendRun(out, run, w > plainTone), 0
			if w < 0xf0 {
				out = fmt.Appendf(out, "%02x", w)
			} else {
				out = fmt.Appendf(out, "f%04x", w)
			}
		}
		key = key[2:]
	}
	out = append(appendRun(out, run, false), "00"...)
	run = 0
	for _, w := range key[min(2, len(key)):] {
		if w == plainCase {
			run++
			continue
		}
		out, run = fmt.Appendf(appendRun(out, run, w > plainCase), "%02x", w), 0
	}
	return string(appendRun(out, run, false))
}

// appendLetter writes the weight of a letter: the common ones, from 1400 to 18ff,
// without their first digit, and all others so that they stay before or behind.
func appendLetter(out, weight []byte) []byte {
	w := int(weight[0])<<8 | int(weight[1])
	switch {
	case len(weight) == 3:
		return fmt.Appendf(out, "a%06x", w<<8|int(weight[2]))
	case w < 0x1000:
		return fmt.Appendf(out, "%04x", w)
	case w < 0x1400:
		return fmt.Appendf(out, "1%04x", w)
	case w < 0x1900:
		const digits = "0123456789abcdef"
		return append(out, digits[w>>8&15], digits[w>>4&15], digits[w&15])
	}
	return fmt.Appendf(out, "9%04x", w)
}

// appendRun writes how many plain weights come before the next one, which is
// greater than they are, or less, as the end is. A longer run is less before
// what is greater, and greater before what is less.
func appendRun(out []byte, n int, greater bool) []byte {
	const most = 100 // written at once
	for ; n >= most; n -= most {
		out = append(out, "80"...)
	}
	if greater {
		return fmt.Appendf(out, "%02x", 0xff-n)
	}
	return fmt.Appendf(out, "%02x", 1+n)
}
