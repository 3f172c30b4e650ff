package disclosure

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/platform/text"
)

// Hidden stands where the name of a person would stand.
const Hidden = "(ẩn tên chủ hộ)"

// hiddenNumber stands where a number would stand that may be a person's.
const hiddenNumber = "(ẩn số)"

// surnames are the family names of nearly everybody in Vietnam, the peoples of
// the mountains included. A word that is none of them begins no name here.
var surnames = wordSet(`nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn vương trịnh trương đinh lâm phùng mai tô hà tạ
	lưu lương chu châu cao thái thân kiều quách đàm tống hứa nông triệu nghiêm tăng la lò giàng thào sùng vàng mùa hờ cứ vừ tẩn phàn bàn chảo lù lồ
	hoa khúc kim thạch danh sơn thi tiêu ứng ông bế mạc ma quan lục long lã phí vi viên văn doãn âu ân bạch bành cung cù chử diệp điêu đậu đồng giang giáp
	hạ hầu hình khổng khuất la lăng liêu lư lữ mã mạch mẫn nhan nhâm ninh ô phó phú phương quản sử tào thang thiều thôi tôn từ tưởng ung vạn xa yên
	h' y k' ksor rơ siu kpă nay rmah đinh ay niê êban mlô`)

// called are the words before the name of a person.
var called = wordSet(`ông bà anh chị cô chú bác hộ chủ`)

// located are the words before the name of a place: a commune may be called as
// a person is.
var located = wordSet(`xã phường thị trấn huyện quận tỉnh phố đường thôn bản làng ấp khu tổ xóm cụm`)

func wordSet(list string) map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		all[text.Marked(w)] = true
	}
	return all
}

// folded is the set for names that were typed without marks.
func folded(set map[string]bool) map[string]bool {
	all := map[string]bool{}
	for w := range set {
		all[text.Fold(w)] = true
	}
	return all
}

var plainSurnames = folded(surnames)

// public is the name under which somebody is published. Enterprises and
// cooperatives are registered under theirs. Of a household business, a group, or
// what nobody has classified, a name in which a person's may stand is left out:
// rather one brand too many than one person.
func (p person) public() string {
	if !p.natural() || !p.personal() {
		return scrub(p.name)
	}
	if p.kind == "" {
		return Hidden
	}
	return p.kind.Label() + " " + Hidden
}

// natural reports whether the establishment is no legal person.
func (p person) natural() bool {
	return !slices.Contains([]establishment.Kind{establishment.Enterprise, establishment.Cooperative, establishment.Union}, p.kind)
}

// personal reports whether the name says who somebody is.
func (p person) personal() bool {
	if len(strings.Fields(p.contact)) > 1 && strings.Contains(" "+text.Fold(p.name)+" ", " "+text.Fold(p.contact)+" ") {
		return true
	}
	words := wordsOf(p.name)
	for i := range words {
		if n := nameAt(p.name, words, i, true); n > 0 {
			return true
		}
	}
	return false
}

// A word is a stretch of letters and digits of a text.
type word struct{ from, to int }

func wordsOf(s string) []word {
	var all []word
	from := -1
	for i, r := range s {
		in := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '\'' || r == '’'
		switch {
		case in && from < 0:
			from = i
		case !in && from >= 0:
			all, from = append(all, word{from, i}), -1
		}
	}
	if from >= 0 {
		all = append(all, word{from, len(s)})
	}
	return all
}

// longestName is of how many words a name has.
const longestName = 6

// nameAt says how many words from the i-th on are the name of a person, 0 for
// none: a family name and what follows with capitals, or what follows a word
// such as ông. Not everywhere, a family name counts only behind such a word.
func nameAt(s string, words []word, i int, everywhere bool) int {
	of := func(i int) string { return s[words[i].from:words[i].to] }
	before := ""
	if i > 0 {
		before = text.Marked(of(i - 1))
	}
	if located[before] || ofPlace(s, words, i) {
		return 0
	}
	set, key := surnames, text.Marked(of(i))
	if isPlain(s) {
		set, key = plainSurnames, text.Fold(of(i))
	}
	family := set[key] && (everywhere || called[before] || before == "doanh" || before == "hkd")
	if !family && !(addressed(s, words, i, before) && isCapital(of(i))) {
		return 0
	}
	lower := s == strings.ToLower(s)
	n := 1
	for i+n < len(words) && n < longestName && strings.TrimSpace(s[words[i+n-1].to:words[i+n].from]) == "" && (lower || isCapital(of(i+n))) {
		n++
	}
	if family && n == 1 {
		return 0 // a family name alone is nobody
	}
	if family && !lower && !isCapital(of(i)) {
		return 0 // an ordinary word: "vàng", "hoa"
	}
	return n
}

// ofPlace reports whether the i-th word is of the name of a place: xã Hoàng Văn
// Thụ. Where all is written in capitals nobody can tell.
func ofPlace(s string, words []word, i int) bool {
	if s == strings.ToUpper(s) || s == strings.ToLower(s) {
		return false
	}
	for ; i > 0 && strings.TrimSpace(s[words[i-1].to:words[i].from]) == ""; i-- {
		before := s[words[i-1].from:words[i-1].to]
		if located[text.Marked(before)] {
			return true
		}
		if !isCapital(before) || called[text.Marked(before)] {
			return false
		}
	}
	return false
}

// addressed reports whether the i-th word follows one such as ông, of a person
// called by the given name alone. Bà Rịa and Anh Sơn are places.
func addressed(s string, words []word, i int, before string) bool {
	if !called[before] || before == "hộ" || before == "chủ" {
		return false
	}
	if i > 1 && (isCapital(s[words[i-1].from:words[i-1].to]) || located[text.Marked(s[words[i-2].from:words[i-2].to])]) {
		return false
	}
	return true
}

func isPlain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 && unicode.IsLetter(r) })
}

func isCapital(w string) bool {
	for _, r := range w {
		return unicode.IsUpper(r)
	}
	return false
}

// hideIn takes the names of people out of a title. When somebody's name is left
// out of the record, it may stand in the title in other words, so then every
// name goes.
func hideIn(title string, who []person) string {
	everywhere := false
	for _, p := range who {
		if p.natural() && p.personal() {
			everywhere = true
			title = replaceFold(title, p.name, p.public())
		}
	}
	for _, p := range who {
		if len(strings.Fields(p.contact)) > 1 {
			title = replaceFold(title, p.contact, "(ẩn tên)")
		}
	}
	words := wordsOf(title)
	var b strings.Builder
	done := 0
	for i := 0; i < len(words); i++ {
		n := nameAt(title, words, i, everywhere)
		if n == 0 || words[i].from < done {
			continue
		}
		b.WriteString(title[done:words[i].from] + Hidden)
		i += n - 1
		done = words[i].to
	}
	return scrub(strings.ReplaceAll(b.String()+title[done:], Hidden+" "+Hidden, Hidden))
}

// replaceFold replaces a name wherever it stands in s, whatever the case.
func replaceFold(s, name, by string) string {
	if name = strings.ToValidUTF8(name, ""); name == "" {
		return s
	}
	return regexp.MustCompile(`(?i)`+regexp.QuoteMeta(name)).ReplaceAllLiteralString(s, by)
}

var (
	email = regexp.MustCompile(`[\pL\pN._%+\-]+@[\pL\pN.\-]+`)
	// A telephone number however it is grouped; a tax code, an identity or an
	// account, which are not grouped.
	phone  = regexp.MustCompile(`(?:\+[ ]?84|\b84|\b0)(?:[ .\-()]*\d){8,11}\b`)
	number = regexp.MustCompile(`\d{8,}(?:-\d{3})?`)
)

// scrub leaves out of a text what looks like an address or a number of a person.
func scrub(s string) string {
	s = email.ReplaceAllString(s, "(ẩn thư điện tử)")
	s = number.ReplaceAllString(s, hiddenNumber)
	return phone.ReplaceAllString(s, hiddenNumber)
}
