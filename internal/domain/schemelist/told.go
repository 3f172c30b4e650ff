package schemelist

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/platform/text"
)

// A Field (mục) names what a column of a list holds, to whoever looks at the
// columns and corrects them.
type Field string

// A FieldInfo describes a field to people.
type FieldInfo struct {
	Field Field
	Label string
	Money bool
	Many  bool // several columns of one table may be it; they are read together
	Names bool // it says what a row is about; every table has such a column
}

// fieldInfos are the fields that people may choose, in that order, each with
// what it is inside this package.
var fieldInfos = []struct {
	field

	info FieldInfo
}{
	{fNo, FieldInfo{Field: "no", Label: "Số thứ tự"}},
	{fTitle, FieldInfo{Field: "title", Label: "Tên đề án", Names: true}},
	{fContent, FieldInfo{Field: "content", Label: "Nội dung hoạt động", Names: true}},
	{fContentCode, FieldInfo{Field: "content_code", Label: "Mã nội dung"}},
	{fBeneficiary, FieldInfo{Field: "beneficiary", Label: "Đơn vị thụ hưởng", Names: true}},
	{fKind, FieldInfo{Field: "kind", Label: "Loại hình của đơn vị"}},
	{fTaxCode, FieldInfo{Field: "tax_code", Label: "Mã số thuế"}},
	{fAddress, FieldInfo{Field: "address", Label: "Địa chỉ, địa bàn", Many: true}},
	{fProvince, FieldInfo{Field: "province", Label: "Tỉnh"}},
	{fYear, FieldInfo{Field: "year", Label: "Năm"}},
	{fFund, FieldInfo{Field: "fund", Label: "Nguồn kinh phí (ghi bằng chữ)"}},
	{fTotal, FieldInfo{Field: "total", Label: "Tổng kinh phí", Money: true}},
	{fSupport, FieldInfo{Field: "support", Label: "Kinh phí khuyến công hỗ trợ", Money: true}},
	{fNational, FieldInfo{Field: "national", Label: "Hỗ trợ từ khuyến công quốc gia", Money: true}},
	{fLocal, FieldInfo{Field: "local", Label: "Hỗ trợ từ khuyến công địa phương", Money: true}},
	{fCounterpart, FieldInfo{Field: "counterpart", Label: "Vốn đối ứng", Money: true}},
	{fOther, FieldInfo{Field: "other", Label: "Nguồn khác", Money: true}},
	{fDecision, FieldInfo{Field: "decision", Label: "Số quyết định"}},
	{fDate, FieldInfo{Field: "decided_on", Label: "Ngày quyết định"}},
	{fPeriod, FieldInfo{Field: "period", Label: "Thời gian thực hiện", Many: true}},
	{fImplementer, FieldInfo{Field: "implementer", Label: "Đơn vị thực hiện"}},
	{fCoordinator, FieldInfo{Field: "coordinator", Label: "Đơn vị phối hợp", Many: true}},
	{fIndustry, FieldInfo{Field: "industry", Label: "Ngành nghề", Many: true}},
	{fNote, FieldInfo{Field: "note", Label: "Ghi chú", Many: true}},
	{fSource, FieldInfo{Field: "source", Label: "Nguồn số liệu"}},
}

// Fields lists what a column may be, in the order in which people choose.
func Fields() []FieldInfo {
	all := make([]FieldInfo, len(fieldInfos))
	for i, f := range fieldInfos {
		all[i] = f.info
	}
	return all
}

// A Told is what a column is, as a person has it; Unit is for money. Columns of
// which nothing is told are not used.
type Told struct {
	Index int
	Field Field
	Unit  Unit
}

// A Head (đầu bảng) is one header of a file and how it was understood. Print is
// the same for headers of the same words and units.
type Head struct {
	Sheet   string
	Row     int // of its first line, from zero
	Print   string
	Columns []HeadColumn
}

// A HeadColumn is one column below a header. Unit is the one that is stated, by
// its heading or above the table.
type HeadColumn struct {
	Words   string
	Field   Field
	Unit    Unit
	Samples []string
}

const (
	samples   = 3 // values shown of each column
	maxSample = 80
	lookBelow = 40 // rows below a header in which they are looked for
)

// print is the fingerprint of the header of the present table: its words and
// the units that are stated for it.
func (r *reader) print() string {
	var b strings.Builder
	fmt.Fprint(&b, r.unit)
	for _, c := range r.head.columns {
		fmt.Fprintf(&b, "|%s@%d", text.Fold(c.words), c.unit)
	}
	sum := sha256.Sum256([]byte(strings.TrimRight(b.String(), "|@0")))
	return hex.EncodeToString(sum[:12])
}

// tell notes how the header of the present table was understood, and then takes
// what the options tell about its columns. It reports whether the table is read:
// one of which nothing says what its rows are about is not.
func (r *reader) tell(end int) bool {
	head := Head{Sheet: r.name, Row: r.head.first, Print: r.print()}
	for _, c := range r.head.columns {
		one := HeadColumn{Words: c.words, Field: nameOf(c.field), Unit: c.unit, Samples: r.samples(c.index, end)}
		if one.Unit == NoUnit && c.field.isMoney() {
			one.Unit = r.unit
		}
		head.Columns = append(head.Columns, one)
	}
	r.list.Heads = append(r.list.Heads, head)
	told, ok := r.opts.Told[head.Print]
	if !ok {
		return true
	}
	for i := range r.head.columns {
		r.head.columns[i].field = none
	}
	for _, t := range told {
		if t.Index < 0 || t.Index >= len(r.head.columns) {
			continue
		}
		c := &r.head.columns[t.Index]
		if c.field = fieldNamed(t.Field); c.field.isMoney() && t.Unit != NoUnit {
			c.own = c.own || t.Unit != r.unit // a line within the table does not overrule it
			c.unit, c.told = t.Unit, true
		}
	}
	return slices.ContainsFunc(r.head.columns, func(c column) bool { return c.field.names() })
}

// samples are the first values of a column.
func (r *reader) samples(index, end int) []string {
	var all []string
	for row := r.head.last + 1; row < min(end, r.head.last+lookBelow) && len(all) < samples; row++ {
		l := line{head: r.head, row: row, cells: r.rows[row]}
		cell := l.cell(index)
		if cell.Blank() || cell.Copy() || l.columnNumbers() {
			continue
		}
		s := []rune(text.CleanLine(cell.Text))
		if len(s) > maxSample {
			s = append(s[:maxSample:maxSample], '…')
		}
		all = append(all, string(s))
	}
	return all
}

func nameOf(f field) Field {
	for _, i := range fieldInfos {
		if i.field == f {
			return i.info.Field
		}
	}
	return ""
}

func fieldNamed(name Field) field {
	for _, i := range fieldInfos {
		if i.info.Field == name {
			return i.field
		}
	}
	return none
}

// oneUnit refuses an amount that says another unit than its column, which was
// told: where bare numbers stand beside it, nobody can be sure of either.
func oneUnit(cell sheet.Cell, c column) error {
	if !c.told || !c.bare || cell.Number != "" {
		return nil
	}
	parts, err := splitUnits(cell.Text)
	if err != nil {
		return nil //nolint:nilerr // an amount that cannot be read is refused as such
	}
	for _, p := range parts {
		if p.unit != NoUnit && p.unit != c.unit {
			return invalid("Ô ghi “%s”, khác đơn vị %s của cả cột; một cột chỉ dùng một đơn vị tính.", short(cell.Text), c.unit.Label())
		}
	}
	return nil
}

// Label returns the Vietnamese name of a fund.
func (f Fund) Label() string {
	switch f {
	case National:
		return "khuyến công quốc gia"
	case Local:
		return "khuyến công địa phương"
	case District:
		return "khuyến công cấp huyện"
	case Unknown:
		return "chưa rõ nguồn"
	}
	return string(f)
}

// Label returns the Vietnamese name of a unit of money.
func (u Unit) Label() string {
	switch u {
	case Dong:
		return "đồng"
	case Thousand:
		return "nghìn đồng"
	case Million:
		return "triệu đồng"
	case Billion:
		return "tỷ đồng"
	case NoUnit:
		return "chưa rõ đơn vị"
	}
	return "đồng"
}
