// Package territory knows the administrative units of Vietnam (đơn vị hành
// chính, địa bàn): provinces, districts until 30 June 2025, and communes, each
// with the days it existed and with its predecessors and successors.
//
// A code means a unit only together with a day: many codes of the units merged
// on 1 July 2025 go on with another extent, another kind or another name (24
// was Bắc Giang, it is Bắc Ninh now). So every question takes both. A question
// without a day (the zero day) is about the newest units known. The data are
// built into the program; the first question reads them, and every function is
// safe for concurrent use.
//
// What the data do not hold: units before July 2025 are those of the last day
// of that order, so a commune that was merged or renamed earlier (in Thái
// Nguyên on 1 December 2024, for one) is missing; successors of communes are
// recorded for the present Thái Nguyên, elsewhere only where a code went on,
// with the extent unknown; Quảng Ninh and Bắc Ninh, which became cities in the
// second half of 2026, stand as provinces until their days are confirmed and
// entered in data/revisions.txt.
//
// Law: NQ 202/2025/QH15 (34 provinces); QĐ 19/2025/QĐ-TTg (codes); Luật Tổ chức chính quyền địa phương 72/2025/QH15 (two levels).
package territory

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/calendar"
)

// SwitchDay is the first day of the order with two levels: 34 provinces and
// 3,321 communes, no districts.
var SwitchDay = calendar.Must("2025-07-01")

// Level is the rung of a unit; the length of its code tells it.
type Level string

// The levels.
const (
	Province Level = "province" // cấp tỉnh, codes of 2 digits
	District Level = "district" // cấp huyện, codes of 3 digits, until 2025-06-30
	Commune  Level = "commune"  // cấp xã, codes of 5 digits
)

// Label returns the Vietnamese name of l.
func (l Level) Label() string {
	switch l {
	case Province:
		return "cấp tỉnh"
	case District:
		return "cấp huyện"
	case Commune:
		return "cấp xã"
	}
	return string(l)
}

// Kind is what a unit is called by law.
type Kind string

// The kinds, from province to commune.
const (
	KindProvince       Kind = "province"        // tỉnh
	KindCity           Kind = "city"            // thành phố trực thuộc trung ương
	KindDistrict       Kind = "district"        // huyện
	KindUrbanDistrict  Kind = "urban_district"  // quận
	KindProvincialCity Kind = "provincial_city" // thành phố thuộc tỉnh
	KindTown           Kind = "town"            // thị xã
	KindCommune        Kind = "commune"         // xã
	KindWard           Kind = "ward"            // phường
	KindTownship       Kind = "township"        // thị trấn
	KindSpecialZone    Kind = "special_zone"    // đặc khu
)

// Label returns the Vietnamese word for k, in lower case, as it stands before
// a name.
func (k Kind) Label() string {
	switch k {
	case KindProvince:
		return "tỉnh"
	case KindCity, KindProvincialCity:
		return "thành phố"
	case KindDistrict:
		return "huyện"
	case KindUrbanDistrict:
		return "quận"
	case KindTown:
		return "thị xã"
	case KindCommune:
		return "xã"
	case KindWard:
		return "phường"
	case KindTownship:
		return "thị trấn"
	case KindSpecialZone:
		return "đặc khu"
	}
	return string(k)
}

// A Unit (đơn vị hành chính) is a unit as it was from one day to another. From
// is the zero day when the first day is not recorded, To when it still exists.
type Unit struct {
	Code   string
	Level  Level
	Kind   Kind
	Parent string // code of the unit above; "" for a province
	Name   string // without the word for its kind: Văn Hán
	From   calendar.Date
	To     calendar.Date
}

// Label returns the name with its kind for the middle of a sentence: xã Văn Hán.
func (u Unit) Label() string { return strings.TrimSpace(u.Kind.Label() + " " + u.Name) }

// Title returns the name with its kind for the head of a line: Xã Văn Hán.
func (u Unit) Title() string { return capital(u.Label()) }

// capital returns s with its first letter in upper case.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}
