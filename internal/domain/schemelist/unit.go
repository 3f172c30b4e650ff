package schemelist

import (
	"regexp"
	"strings"

	"example.vn/khuyencong/internal/platform/text"
)

// units are the folded words for a unit: "1.000đ" folds to "1 000d".
const units = `ty dong|ti dong|ty|trieu dong|trieu vnd|trieu|tr dong|trd|tr d|tr|nghin dong|nghin|ngan dong|ngan|` +
	`1 ?000 (?:dong|vnd|d)|1 ?000d|000 dong|dong|vnd|vn d`

var (
	unitLine    = regexp.MustCompile(`\b(?:dvt|don vi tinh|don vi tien|don vi) (?:la |tien |tinh )?(` + units + `|d)\b`)
	unitMark    = regexp.MustCompile(`\b(` + units + `)\b`)
	unitAlone   = regexp.MustCompile(`^(?:` + units + `|d)$`)
	parentheses = regexp.MustCompile(`\(([^()]*)\)`)
)

// unitOf turns the folded words for a unit into it.
func unitOf(words string) Unit {
	switch {
	case strings.HasPrefix(words, "ty"), strings.HasPrefix(words, "ti"):
		return Billion
	case strings.HasPrefix(words, "tr"):
		return Million
	case strings.HasPrefix(words, "ng"), strings.HasPrefix(words, "1"), strings.HasPrefix(words, "0"):
		return Thousand
	}
	return Dong
}

// unitInLine finds the unit that a line above the header states.
func unitInLine(line string) Unit {
	folded := text.Fold(line)
	if m := unitLine.FindStringSubmatch(folded); m != nil {
		return unitOf(m[1])
	}
	if unitAlone.MatchString(folded) {
		return unitOf(folded)
	}
	return unitInParentheses(line)
}

func unitInParentheses(s string) Unit {
	for _, m := range parentheses.FindAllStringSubmatch(s, -1) {
		if folded := text.Fold(m[1]); unitAlone.MatchString(folded) {
			return unitOf(folded)
		}
	}
	return NoUnit
}

var otherDong = regexp.MustCompile(`\b(?:hop|hoi|hoat|lao|cong|huy) dong\b`)

// unitInHeading finds the unit in the words of a column of money. "Hợp đồng"
// and "hội đồng" are no amounts.
func unitInHeading(heading string) Unit {
	if u := unitInParentheses(heading); u != NoUnit {
		return u
	}
	folded := text.Fold(heading)
	if m := unitLine.FindStringSubmatch(folded); m != nil {
		return unitOf(m[1])
	}
	if m := unitMark.FindString(otherDong.ReplaceAllString(folded, "")); m != "" {
		return unitOf(m)
	}
	return NoUnit
}

// short cuts a quoted text so that a message stays one sentence.
func short(s string) string {
	s = text.CleanLine(s)
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// UnitIn finds the unit that the heading of a column of money states, or a line
// above the header such as "Đơn vị tính: triệu đồng"; NoUnit when it states none.
func UnitIn(words string) Unit {
	if u := unitInHeading(words); u != NoUnit {
		return u
	}
	return unitInLine(words)
}

// Announces says that a row of a list is no entry: a sum of entries, or what
// stands below a list, such as the place for signatures.
func Announces(firstWords string) (total, footer bool) {
	return isTotal(firstWords), isFooter(firstWords)
}
