// Package product keeps the outstanding rural industrial products (sản phẩm
// công nghiệp nông thôn tiêu biểu) that were voted for: whose, in which group,
// at which level, in which year, and until when the certificate holds.
//
// Gói này giữ danh sách sản phẩm đã được bình chọn; việc bình chọn không nằm ở
// đây. A product that is recognised again, at another level or in another year,
// is another row.
package product

import (
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// An ID names a product within its province, "sp-0001".
type ID string

// A Kind (nhóm sản phẩm) is one of the four groups that products are voted in.
type Kind string

// The groups.
//
// Law: TT 26/2014/TT-BCT (VBHN 16/VBHN-BCT).
const (
	Handicraft Kind = "handicraft" // thủ công mỹ nghệ
	Food       Kind = "food"       // chế biến nông, lâm, thủy sản và thực phẩm
	Equipment  Kind = "equipment"  // thiết bị, máy móc, dụng cụ và phụ tùng cơ khí
	Other      Kind = "other"      // khác
)

// Kinds returns the groups in the order of the law.
func Kinds() []Kind { return []Kind{Handicraft, Food, Equipment, Other} }

// Label returns the Vietnamese name of k.
func (k Kind) Label() string {
	switch k {
	case Handicraft:
		return "Thủ công mỹ nghệ"
	case Food:
		return "Chế biến nông, lâm, thủy sản và thực phẩm"
	case Equipment:
		return "Thiết bị, máy móc, dụng cụ và phụ tùng cơ khí"
	case Other:
		return "Sản phẩm khác"
	}
	return string(k)
}

// A Level (cấp bình chọn) is who recognised a product.
type Level string

// The levels, the lowest first. The first was the district until the districts
// went on 2025-07-01.
const (
	Commune  Level = "commune"
	Province Level = "province"
	Region   Level = "region"
	Nation   Level = "nation"
)

// Levels returns the levels, the lowest first.
func Levels() []Level { return []Level{Commune, Province, Region, Nation} }

// Label returns the Vietnamese name of l.
func (l Level) Label() string {
	switch l {
	case Commune:
		return "Cấp xã (cấp huyện trước 01/7/2025)"
	case Province:
		return "Cấp tỉnh"
	case Region:
		return "Cấp khu vực"
	case Nation:
		return "Cấp quốc gia"
	}
	return string(l)
}

// Points (điểm bình chọn) are hundredths of a point of 100; 0 is not known.
type Points int64

// PassPoints is the least average by which a product is recognised.
//
// Law: TT 26/2014/TT-BCT Điều 17 khoản 1.
const PassPoints Points = 70_00

// String writes points as papers do: 85,5.
func (p Points) String() string {
	if p == 0 {
		return ""
	}
	return strings.TrimSuffix(money.Ratio(p).String(), "%")
}

// ParsePoints reads points as people type them, "85", "85,5" or "85.25"; no
// text is none.
func ParsePoints(s string) (Points, error) {
	if s = strings.TrimSpace(s); s == "" {
		return 0, nil
	}
	r, err := money.ParseRatio(s)
	if err != nil || strings.Contains(s, "%") {
		return 0, fault.New(fault.Invalid, "Điểm là số từ 0,01 đến 100, nhiều nhất hai chữ số sau dấu phẩy, ví dụ 85,5.")
	}
	return Points(r), nil
}

// A Product (sản phẩm công nghiệp nông thôn tiêu biểu) is one recognition of
// one product.
type Product struct {
	ID            ID
	Establishment establishment.ID
	Name          string
	Kind          Kind
	Level         Level
	Year          int
	Points        Points
	Certificate   string // number of the decision or certificate
	ValidUntil    calendar.Date
	Address       territory.Address // only commune and day; those of the establishment when not given
	Note          string
	Source        string
	Illustrative  bool
	Version       int64
	CreatedAt     string
	UpdatedAt     string
}

// Valid reports whether the certificate holds on a day.
func (p Product) Valid(on calendar.Date) bool {
	return !p.ValidUntil.IsZero() && !on.After(p.ValidUntil)
}

// ValidUntil returns the last day of a certificate issued in a year: 31
// December of the third year, that of issue being the first.
//
// Law: TT 26/2014/TT-BCT Điều 17 khoản 3.
func ValidUntil(year int) calendar.Date { return calendar.LastDay(year + 2) }

// subject names a product in the audit record.
func subject(id ID) string { return "product/" + string(id) }
