package paper

import (
	"regexp"
)

// abbreviationForm is what an abbreviation of an office or a unit may look
// like: letters and digits, such as TTKC or KHTC.
var abbreviationForm = regexp.MustCompile(`^[\p{Lu}\p{Ll}\p{N}&]{1,20}$`)

// symbolOf builds the number and symbol of a paper. A công văn bears the
// abbreviations of the office and of the unit that drafts it, every other paper
// that of its kind and of the office.
//
// Law: NĐ 30/2020/NĐ-CP Phụ lục I: “Số: 05/QĐ-TTKC”, “Số: 05/TTKC-KHTC”.
func symbolOf(n int64, k Kind, office, unit string) string {
	switch {
	case k != Letter:
		return pad(n) + "/" + string(k) + "-" + office
	case unit != "":
		return pad(n) + "/" + office + "-" + unit
	}
	return pad(n) + "/" + office
}
