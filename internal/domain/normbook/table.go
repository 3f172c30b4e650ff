package normbook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/yamldoc"
)

// A Row (dòng mức chi) is what people change of an item in a table: the rest of
// the item, such as its conditions, stays as it is.
type Row struct {
	Code     norm.Content
	Name     string
	Ratio    money.Ratio // 0: none
	Cap      money.VND   // 0: none
	Unit     string
	Cite     string
	Evidence norm.Evidence
	// Elsewhere says that the limit is in tiers or a multiple, which are changed
	// in the file itself.
	Elsewhere bool
}

// Rows returns the items of a file of one version as a table.
func Rows(name string, data []byte) ([]Row, error) {
	f, err := ReadNorms(name, data)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, c := range f.Ceilings {
		rows = append(rows, Row{
			Code: c.Content, Name: c.Name, Ratio: c.Ratio, Cap: c.Cap, Unit: c.Unit, Cite: c.Citation, Evidence: c.Evidence,
			Elsewhere: len(c.Tiers) > 0 || c.Of != "",
		})
	}
	return rows, nil
}

// SetRows writes a table into a file of one version: items that are not in it
// go, those that are get its values, and all else, comments too, stays.
func SetRows(name string, data []byte, rows []Row) ([]byte, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, badYAML(name, err)
	}
	items := yamldoc.At(&doc, "versions", 0, "items")
	if items == nil {
		return nil, at(name, 1, fmt.Errorf("tệp quy định chưa có mục nào"))
	}
	var kept []*yaml.Node
	for _, item := range items.Content {
		code := yamldoc.Child(item, "code")
		i := slices.IndexFunc(rows, func(r Row) bool { return code != nil && r.Code == norm.Content(code.Value) })
		if i < 0 {
			continue
		}
		rows[i].write(item)
		kept = append(kept, item)
	}
	items.Content = kept
	return yamldoc.Encode(&doc)
}

// write puts the values of r into an item.
func (r Row) write(item *yaml.Node) {
	if !r.Elsewhere {
		yamldoc.Set(item, "ratio_bp", yamldoc.Number(int64(r.Ratio)))
		yamldoc.Set(item, "cap", yamldoc.Number(int64(r.Cap)))
	}
	yamldoc.Set(item, "unit", r.Unit)
	yamldoc.Set(item, "cite", r.Cite)
	yamldoc.Set(item, "evidence", string(r.Evidence))
	if r.Evidence != norm.Unverified && yamldoc.Child(item, "source") == nil {
		yamldoc.Set(item, "source", ownSource)
	}
}

// ownSource is the name that a started file gives to the office's own reading.
const ownSource = "CQ"

// Start writes the beginning of a new version: the items that hold on the day
// before, of the province or else of the nation, to be changed. Nothing in it is
// verified until somebody says so.
func Start(book *norm.Book, id, instrument, province string, from calendar.Date) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# Mức chi theo %s. Các mục dưới đây chép từ quy định đang áp dụng; hãy sửa theo văn bản.\n", oneLine(instrument))
	fmt.Fprintf(&b, "sources:\n  %s: \"cơ quan đã đọc văn bản\"\nversions:\n  - id: %s\n    instrument: %s\n", ownSource, id, strconv.Quote(instrument))
	if province != "" {
		fmt.Fprintf(&b, "    province: %q\n", province)
	}
	fmt.Fprintf(&b, "    from: %q\n    partial: true\n    items:\n", from)
	cite := strconv.Quote(instrument + " (chưa ghi điều)")
	for _, c := range inForce(book, province, from) {
		fmt.Fprintf(&b, "      - {code: %s, name: %s", c.Content, strconv.Quote(c.Name))
		if c.HasRatio {
			fmt.Fprintf(&b, ", ratio_bp: %d", c.Ratio)
		}
		if c.Cap > 0 {
			fmt.Fprintf(&b, ", cap: %d", c.Cap)
		}
		if c.Of != "" {
			fmt.Fprintf(&b, ", times: {of: %s, factor_bp: %d}", c.Of, c.Factor)
		}
		if !c.HasRatio && c.Cap == 0 && c.Of == "" {
			fmt.Fprintf(&b, ", refers: %s", strconv.Quote(c.Refers))
		}
		fmt.Fprintf(&b, ", unit: %s, cite: %s, evidence: unverified}\n", strconv.Quote(c.Unit), cite)
	}
	return []byte(b.String())
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// inForce lists the items to begin with. Items with tiers or conditions are
// written by hand.
func inForce(book *norm.Book, province string, from calendar.Date) []norm.Ceiling {
	var own []norm.Ceiling
	for _, v := range book.VersionsOf(province) {
		if province != "" && from.Within(v.From, v.To) {
			_, items, _ := book.Version(v.ID)
			own = append(own, items...)
		}
	}
	if len(own) == 0 {
		own = book.InForce(from)
	}
	return slices.DeleteFunc(own, func(c norm.Ceiling) bool { return len(c.Tiers) > 0 || len(c.Rules) > 0 || c.Form == norm.Recoverable })
}

// AddCase writes one more case at the end of a file of cases, which may be empty.
func AddCase(cases []byte, name string, content norm.Content, on calendar.Date, fund norm.Fund, province string, cost, ceiling money.VND, cites string) ([]byte, error) {
	line := fmt.Sprintf("{name: %s, content: %s, on: %q, fund: %s", strconv.Quote(name), content, on, fund)
	if province != "" {
		line += fmt.Sprintf(", province: %q", province)
	}
	if cost > 0 {
		line += fmt.Sprintf(", cost: %d", cost)
	}
	return yamldoc.Append(cases, "cases", line+fmt.Sprintf(", want: {ceiling: %d, cites: %s}}", ceiling, strconv.Quote(cites)))
}
