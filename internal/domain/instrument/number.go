package instrument

import (
	"regexp"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/text"
)

// A number is what a text says of the number of an instrument.
type number struct {
	kind   Kind   // "" when the text does not say
	serial string // "45", "30a", without leading zeros; "tcvn 6909" of a standard
	year   int    // 0 when the text does not say
	symbol string // "nd-cp"; "" when the text does not say
}

// issuerPart is a part of a symbol that may stand behind a dash with spaces
// around it. Any other word behind such a dash is the text that goes on.
const issuerPart = `cp|ttg|hdnd|ubnd|ubtvqh\d*|bct|bcn|btc|bnv|bxd|bkhdt|btttt|bldtbxh|bkhcn|btnmt|bnnptnt|bgddt|byt|btp`

const (
	symbolPattern = `(?:ttlt|vbhn|nqlt|nd|tt|qd|nq|ct|pl)(?:[-/][a-z][a-z0-9]*|\s?[-/]\s?(?:` + issuerPart + `)\b)+|qh\d{1,2}`
	kindPattern   = `bo luat|luat|phap lenh|nghi quyet|nghi dinh|thong tu lien tich|thong tu|quyet dinh|chi thi|van ban hop nhat|nq|nd|ttlt|tt|qd|ct|vbhn`
	// numberPattern has the groups kind, serial, year, symbol behind a year,
	// symbol without a year, name and year of a standard.
	numberPattern = `(?:\b(` + kindPattern + `)(?:[\s.:]*\bso\b)?[\s.:]*)?(\d{1,5}[a-z]?)\s?/\s?(?:((?:19|20)\d\d)(?:\s?/\s?(` + symbolPattern + `)\b)?|(` + symbolPattern + `)\b)` +
		`|\b((?:tcvn|qcvn)\s?\d{1,5}(?:-\d{1,2})?):((?:19|20)\d\d)\b`
)

var (
	numberForm  = regexp.MustCompile(numberPattern)
	spacedDash  = regexp.MustCompile(`\s*[-/]\s*`)
	bareSpacing = regexp.MustCompile(`\s+`)
)

// read returns the number that groups i of a match of numberForm hold in s.
func read(s string, m []int) number {
	group := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return s[m[2*i]:m[2*i+1]]
	}
	year := func(s string) int {
		y, err := strconv.Atoi(s)
		if err != nil {
			return 0
		}
		return y
	}
	if name := group(6); name != "" {
		serial := name[:4] + " " + strings.TrimSpace(name[4:])
		return number{kind: Standard, serial: serial, year: year(group(7))}
	}
	n := number{
		kind:   kindOf(bareSpacing.ReplaceAllString(group(1), " ")),
		serial: strings.TrimLeft(group(2), "0"),
		year:   year(group(3)),
		symbol: spacedDash.ReplaceAllString(group(4)+group(5), "-"),
	}
	if n.kind == "" {
		first, _, _ := strings.Cut(n.symbol, "-")
		n.kind = kindOf(first)
	}
	return n
}

// parse returns the number that s holds and nothing else but the words that go
// with it.
func parse(s string) (number, bool) {
	f := fold(text.CleanLine(s)).text
	m := numberForm.FindStringSubmatchIndex(f)
	if m == nil {
		return number{}, false
	}
	return read(f, m), true
}

// fits reports whether n, as a text says it, can mean the instrument whose
// number is of.
func (n number) fits(of number) bool {
	return n.serial == of.serial &&
		(n.year == 0 || of.year == 0 || n.year == of.year) &&
		(n.symbol == "" || of.symbol == "" || n.symbol == of.symbol) &&
		(n.kind == "" || of.kind == "" || n.kind == of.kind)
}

// numberOf returns the number of i in the form that is compared.
func numberOf(i Instrument) number {
	n, ok := parse(i.Number)
	if !ok {
		return number{}
	}
	n.kind = i.Kind
	return n
}

// IsNumber reports whether s is the number of an instrument as papers write it,
// with its symbol: "12/2027/NQ-HĐND", "2646/QĐ-BCT", "TCVN 6909:2001".
func IsNumber(s string) bool {
	n, ok := parse(s)
	return ok && (n.symbol != "" || n.kind == Standard)
}
