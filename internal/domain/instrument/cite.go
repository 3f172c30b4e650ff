package instrument

import (
	"regexp"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/calendar"
)

// A Citation (viện dẫn) is one place where a text names an instrument by its
// number.
type Citation struct {
	Text       string // as written, the day of signing left out
	Start, End int    // bytes of the text
	Line       int    // of Start, from 1
	Column     int    // of Start, in characters from 1
	Kind       Kind   // "" when neither a word before nor the symbol tells it
	// Signed is the day of signing that is written beside the number; zero when
	// none is.
	Signed calendar.Date
	number
}

const (
	dayPattern = `^[\s,(]*(?:cua\s+([^.;,\d\n]{1,80}?)\s*,?\s*)?(?:(?:ky|ban hanh)\s+)?ngay\s+(\d{1,2})(?:\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?|\s+thang\s+(\d{1,2})\s+nam\s+)(\d{4})\b`
	// betweenPattern is what may stand between two numbers of one list, whose
	// kind is said once.
	betweenPattern = `^[\s,;]*(?:(?:va|hoac)\s+)?(?:so\s+)?$`
)

var (
	signingDay  = regexp.MustCompile(dayPattern)
	between     = regexp.MustCompile(betweenPattern)
	notSigning  = regexp.MustCompile(`\b(?:hieu luc|tu|den|truoc|sau|ke|thi hanh)\b`)
	reachOfADay = 200 // bytes behind a number in which its day of signing may stand
)

// Citations returns every place where a text names an instrument by its number,
// in the order of the text: "Nghị định số 45/2012/NĐ-CP ngày 21/5/2012", "TT
// 28/2018", "các Thông tư 46/2012 và 36/2013", "Quyết định 2646/QĐ-BCT". Case,
// marks, the kind of dash and line breaks do not matter.
func Citations(text string) []Citation {
	f := fold(text)
	starts := linesOf(text)
	var found []Citation
	var before number
	behind := -1 // end of the citation before, in the folded text
	for _, m := range numberForm.FindAllStringSubmatchIndex(f.text, -1) {
		n := read(f.text, m)
		start, end := m[0], m[1]
		if !apart(f.text, m) {
			continue
		}
		if n.symbol == "" && n.kind == "" {
			if behind < 0 || !between.MatchString(f.text[behind:start]) {
				continue
			}
			n.kind = before.kind
		}
		before, behind = n, end
		c := Citation{Start: f.at(start), End: f.after(end, text), Kind: n.kind, number: n}
		c.Text = text[c.Start:c.End]
		c.Line, c.Column = starts.position(text, c.Start)
		day, length := signedBeside(f.text[end:min(len(f.text), end+reachOfADay)])
		c.Signed = day
		behind += length
		found = append(found, c)
	}
	return found
}

// apart reports whether the number that m found is not a piece of a longer one,
// such as the month of a day.
func apart(s string, m []int) bool {
	first := m[4] // the serial
	if first < 0 {
		return true
	}
	if m[2] < 0 && first > 0 {
		if c := s[first-1]; c == '/' || c == '.' || c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c == other {
			return false
		}
	}
	if m[1] < len(s) && s[m[1]] >= '0' && s[m[1]] <= '9' {
		return false
	}
	return m[8] >= 0 || m[10] >= 0 || m[1] >= len(s) || s[m[1]] != '/'
}

// signedBeside returns the day of signing that s begins with, and how many
// bytes it takes.
func signedBeside(s string) (calendar.Date, int) {
	m := signingDay.FindStringSubmatch(s)
	if m == nil || notSigning.MatchString(m[1]) {
		return calendar.Date{}, 0
	}
	var parts [3]int
	for n, part := range []string{m[5], m[3] + m[4], m[2]} {
		parts[n], _ = strconv.Atoi(part)
	}
	d, err := calendar.New(parts[0], parts[1], parts[2])
	if err != nil {
		return calendar.Date{}, 0
	}
	return d, len(m[0])
}

// String returns the citation in the canonical form that messages use.
func (c Citation) String() string { return strings.Join(strings.Fields(c.Text), " ") }
