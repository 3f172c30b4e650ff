package text

import (
	"encoding/hex"
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
	return hex.EncodeToString(c.collator.KeyFromString(&c.buffer, CleanLine(s)))
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
