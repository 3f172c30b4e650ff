// Package establishment keeps the rural industrial establishments (cơ sở công
// nghiệp nông thôn) that the programme may support, finds those that were
// entered twice, and merges them so that the merge can be undone.
//
// Gói này giữ hồ sơ cơ sở: ai, ở đâu, làm gì, quy mô thế nào. A record is never
// removed: an establishment that was merged into another keeps its own row, and
// whatever refers to it goes on referring to it; Family tells which rows stand
// for one establishment.
package establishment

import (
	"slices"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// An ID names an establishment within its province, "cs-0001".
type ID string

// A Kind (loại hình) is the legal form of an establishment.
type Kind string

// The kinds that law counts as rural industrial establishments.
//
// Law: NĐ 45/2012/NĐ-CP Điều 2 khoản 1.
const (
	Enterprise  Kind = "enterprise"  // doanh nghiệp
	Cooperative Kind = "cooperative" // hợp tác xã
	Union       Kind = "union"       // liên hiệp hợp tác xã
	Group       Kind = "group"       // tổ hợp tác
	Household   Kind = "household"   // hộ kinh doanh
)

// An Establishment (cơ sở công nghiệp nông thôn) is a producer that may receive
// support. As JSON, which is how rows of lists wait, it says only what is known.
type Establishment struct {
	ID            ID   `json:",omitzero"`
	Kind          Kind `json:",omitzero"`
	Name          string
	TaxCode       string            `json:",omitzero"` // as stored: "0101234567", "0101234567-001" or 12 digits
	Phone         string            `json:",omitzero"` // E.164
	Email         string            `json:",omitzero"`
	Contact       string            `json:",omitzero"` // person to talk to
	Address       territory.Address `json:",omitzero"`
	VSIC          string            `json:",omitzero"` // code of 4 or 5 digits
	VSICVersion   VSICVersion       `json:",omitzero"`
	Industry      string            `json:",omitzero"` // code of the industry group, see normbook
	Products      string            `json:",omitzero"`
	FoundedOn     calendar.Date     `json:",omitzero"`
	Capital       money.VND         `json:",omitzero"`
	Revenue       money.VND         `json:",omitzero"` // of the last full year
	Workers       int               `json:",omitzero"`
	WomenOwned    bool              `json:",omitzero"`
	MinorityOwned bool              `json:",omitzero"`
	Note          string            `json:",omitzero"`
	Source        string            `json:",omitzero"` // where the data come from, such as a list or an address on the web
	Illustrative  bool              `json:",omitzero"` // made up for the demonstration: dữ liệu minh họa
	MergedInto    ID                `json:",omitzero"` // the one that stands for this one now; "" for none
	Version       int64             `json:",omitzero"`
	CreatedAt     string            `json:",omitzero"`
	UpdatedAt     string            `json:",omitzero"`
}

// Communes returns the communes of today in which the establishment may lie:
// one, several when its old commune was split, none when that is not known.
func (e Establishment) Communes() []string { return currentCommunes(e.Address) }

// LiesIn reports whether the establishment may lie in a commune of today.
func (e Establishment) LiesIn(commune string) bool {
	return commune != "" && slices.Contains(e.Communes(), commune)
}

// currentCommunes returns the communes of today that may hold an address.
func currentCommunes(a territory.Address) []string {
	if a.Commune == "" {
		return nil
	}
	if a.On.IsZero() || !a.On.Before(territory.SwitchDay) {
		return []string{a.Commune}
	}
	var out []string
	for _, s := range territory.Successors(a.Commune, a.On) {
		out = append(out, s.Unit.Code)
	}
	return out
}
