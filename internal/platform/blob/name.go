package blob

import (
	"path"
	"strings"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/text"
)

// How long the name of a file may be. The second limit is what disks take,
// with room for the " (2)" that browsers add.
const (
	maxNameLetters = 120
	maxNameBytes   = 240
)

// cleanName returns name as a plain file name: the last part of a path,
// without signs that cannot be seen or that no disk takes, shortened before
// its extension.
func cleanName(name string) string {
	name = strings.ReplaceAll(text.CleanLine(name), `\`, "/")
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"|?*`, r) {
			return '_'
		}
		return r
	}, path.Base(name))
	name = strings.Trim(name, ". /")
	if name == "" {
		return "tệp"
	}
	ext := path.Ext(name)
	if utf8.RuneCountInString(ext) > 10 {
		ext = ""
	}
	letters, size := maxNameLetters-utf8.RuneCountInString(ext), maxNameBytes-len(ext)
	stem := name[:len(name)-len(ext)]
	for i, r := range stem {
		if letters--; letters < 0 || i+utf8.RuneLen(r) > size {
			stem = stem[:i]
			break
		}
	}
	return strings.TrimRight(stem, " .") + ext
}
