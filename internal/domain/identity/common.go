package identity

import (
	_ "embed" // the lists of common passwords
	"strings"
	"sync"
	"unicode"

	"example.vn/khuyencong/internal/platform/text"
)

// Common passwords, folded and without blanks: our own, with the words of this
// country and this work, and what leaks all over the world have shown
// (docs/licenses.md says from where).
var (
	//go:embed common-passwords.txt
	ourCommon string
	//go:embed common-passwords-zxcvbn.txt
	worldCommon string
)

var common = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for _, list := range []string{ourCommon, worldCommon} {
		for word := range strings.FieldsSeq(list) {
			words[plain(word)] = true
		}
	}
	return words
})

// ofContext are words that everybody tries first here; the login is another.
var ofContext = []string{"khuyencong", "thainguyen", "congthuong", "matkhau", "quantri"}

// Letters and digits that people put in place of each other. Folding has
// removed the signs.
var alike = strings.NewReplacer("0", "o", "1", "i", "l", "i", "3", "e", "4", "a", "5", "s", "7", "t")

const (
	fewSigns = 4 // that are left over besides a word which everybody tries
	shortest = 4 // login that counts as such a word
)

// easy reports whether a password is a common one, or becomes one when it is
// read without its case, marks, blanks, signs and the digits around it, or is
// one over and over; or is hardly more than words of the context.
func easy(login, password string) bool {
	folded := bare(password)
	if dressed(folded) || dressed(unit(folded)) || dressed(unit(strings.TrimFunc(folded, unicode.IsDigit))) {
		return true
	}
	rest := folded
	for _, word := range append([]string{bare(login)}, ofContext...) {
		if len(word) >= shortest {
			rest = strings.ReplaceAll(rest, word, "")
		}
	}
	return rest != folded && len(strings.TrimFunc(rest, unicode.IsDigit)) < fewSigns
}

// dressed reports whether a folded word is a common one, with any number of
// digits before and after it.
func dressed(word string) bool {
	from := len(word) - len(strings.TrimLeftFunc(word, unicode.IsDigit))
	to := len(strings.TrimRightFunc(word, unicode.IsDigit))
	if to == 0 {
		return common()[word] // a number
	}
	for i := range from + 1 {
		for j := to; j <= len(word); j++ {
			if common()[plain(word[i:j])] {
				return true
			}
		}
	}
	return false
}

// bare is s folded and without blanks.
func bare(s string) string { return strings.ReplaceAll(text.Fold(s), " ", "") }

// plain is a folded word with the letters that people replace put back.
func plain(word string) string {
	if strings.Trim(word, "0123456789") == "" {
		return word // a number is no word
	}
	return alike.Replace(word)
}

// unit is the shortest beginning that makes up all of s over and over: s
// itself, when nothing shorter does.
func unit(s string) string {
	for n := 1; n <= len(s)/2; n++ {
		if len(s)%n == 0 && strings.Repeat(s[:n], len(s)/n) == s {
			return s[:n]
		}
	}
	return s
}
