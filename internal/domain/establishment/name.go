package establishment

import (
	"strings"

	"example.vn/khuyencong/internal/platform/text"
)

// kindWords are the folded words for the legal form that may begin a name, the
// longer before the shorter, with the kind they tell.
var kindWords = []struct {
	words string
	kind  Kind
}{
	{"lien hiep hop tac xa", Union},
	{"lien hiep htx", Union},
	{"lh htx", Union},
	{"lhhtx", Union},
	{"hop tac xa", Cooperative},
	{"htx", Cooperative},
	{"to hop tac", Group},
	{"tht", Group},
	{"ho kinh doanh ca the", Household},
	{"ho kinh doanh", Household},
	{"ho san xuat", Household},
	{"hkd", Household},
	{"co so san xuat", Household},
	{"cssx", Household},
	{"co so", Household},
	{"doanh nghiep tu nhan", Enterprise},
	{"dntn", Enterprise},
	{"xi nghiep", Enterprise},
	{"cong ty", Enterprise},
	{"cty", Enterprise},
	{"ct", Enterprise},
}

// companyForms are the folded words for the form of a company after "công ty".
var companyForms = []string{
	"trach nhiem huu han", "tnhh", "co phan", "cp", "hop danh",
	"mot thanh vien", "mtv", "1 thanh vien", "1 tv", "1tv",
	"hai thanh vien tro len", "hai thanh vien", "2 thanh vien tro len", "2 thanh vien", "2 tv", "2tv",
}

// shortWords are the shortenings that lists use, with what they stand for.
var shortWords = map[string]string{
	"sx": "san xuat", "tm": "thuong mai", "dv": "dich vu", "xnk": "xuat nhap khau", "xd": "xay dung",
	"cb": "che bien", "va": "", "sxtm": "san xuat thuong mai", "tmdv": "thuong mai dich vu",
}

// GuessKind tells the legal form from how a name begins: "HTX chè La Bằng" is a
// cooperative. ok is false when the name does not say.
func GuessKind(name string) (kind Kind, ok bool) {
	words := strings.Fields(text.Fold(name))
	for _, w := range kindWords {
		if len(cutWords(words, w.words)) < len(words) {
			return w.kind, true
		}
	}
	return "", false
}

// A core is a name without the words for the legal form and with shortenings
// written out: what two spellings of one name share.
type core struct {
	folded string
	marked []string // the words with their marks, "" for one that was written out
	bare   bool     // typed without any marks
}

// coreOf returns the core of a name. A name that is nothing but its legal form
// stays whole.
func coreOf(name string) core {
	whole, asTyped := text.Fold(name), text.Marked(name)
	all, marked := strings.Fields(whole), strings.Fields(asTyped)
	if len(all) != len(marked) {
		marked = make([]string, len(all)) // no mark can be told apart
	}
	c := core{bare: whole == asTyped}
	rest := cutForm(all)
	if len(rest) == 0 {
		rest = all
	}
	var folded []string
	for i, w := range rest {
		long, short := shortWords[w]
		if !short {
			folded, c.marked = append(folded, w), append(c.marked, marked[len(all)-len(rest)+i])
			continue
		}
		for part := range strings.FieldsSeq(long) {
			folded, c.marked = append(folded, part), append(c.marked, "")
		}
	}
	c.folded = strings.Join(folded, " ")
	if c.folded == "" {
		c.folded = strings.Join(all, " ")
	}
	return c
}

// cutForm removes the words for the legal form from the front of words.
func cutForm(words []string) []string {
	for _, w := range kindWords {
		if cut := cutWords(words, w.words); len(cut) < len(words) {
			words = cut
			break
		}
	}
	for again := true; again; {
		again = false
		for _, form := range companyForms {
			if cut := cutWords(words, form); len(cut) < len(words) {
				words, again = cut, true
			}
		}
	}
	return words
}

// cutWords removes prefix, one or more words, from the front of words.
func cutWords(words []string, prefix string) []string {
	n := 0
	for head := range strings.FieldsSeq(prefix) {
		if n == len(words) || words[n] != head {
			return words
		}
		n++
	}
	return words[n:]
}

// spells reports whether two cores may be one name: they fold alike, and their
// marks agree or one was typed without marks. "Hùng Phát" and "Hưng Phát" are
// two names; "Hung Phat" may be either.
func (c core) spells(other core) bool {
	if c.folded != other.folded {
		return false
	}
	if c.bare || other.bare || len(c.marked) != len(other.marked) {
		return true
	}
	for i, w := range c.marked {
		if w != "" && other.marked[i] != "" && w != other.marked[i] {
			return false
		}
	}
	return true
}
