package archive

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// identity is what a row is recognised by when a list is imported again: what
// it is about, not what may be corrected about it.
func identity(row schemelist.Row) string {
	fund := row.Fund
	if fund == schemelist.District {
		fund = schemelist.Unknown // which it was read as before districts were told apart
	}
	parts := []string{fmt.Sprint(row.Year), string(fund), text.Fold(row.Title), text.Fold(row.ContentCode), text.Fold(row.Content)}
	for _, b := range row.Beneficiaries {
		parts = append(parts, text.Fold(b.Name))
	}
	return strings.Join(parts, "|")
}

// keyOf is the stored form of an identity; n counts equal rows of one file.
func keyOf(identity string, n int) string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%s|%d", identity, n)))
	return hex.EncodeToString(sum[:16])
}

// Keys returns, row by row, what the rows of a list are recognised by. A scheme
// that carries such a key as its OriginKey is known when the list is imported.
func Keys(list *schemelist.List) []string {
	seen := map[string]int{}
	keys := make([]string, len(list.Rows))
	for i, row := range list.Rows {
		id := identity(row)
		seen[id]++
		keys[i] = keyOf(id, seen[id])
	}
	return keys
}

// fundOf is the fund of a row; "" when the list leaves it unsaid.
func fundOf(row schemelist.Row) ledger.Fund {
	switch row.Fund {
	case schemelist.National:
		return ledger.National
	case schemelist.Local:
		return ledger.Local
	case schemelist.District:
		return ledger.District
	case schemelist.Unknown:
		return ""
	}
	return ""
}

// contentsOf reads the kinds of activity of a row; none when neither its code
// nor its words are in the catalogue.
func contentsOf(row schemelist.Row) []scheme.Content {
	units := int64(max(len(row.Beneficiaries), 1))
	for _, words := range []string{row.ContentCode, row.Content, row.Title} {
		if words == "" {
			continue
		}
		found, ok := normbook.ContentsByAlias(words)
		if !ok {
			continue
		}
		var all []scheme.Content
		for _, info := range found[:min(len(found), scheme.MaxContents)] {
			all = append(all, scheme.Content{No: len(all) + 1, Code: info.Code, Units: units})
		}
		return all
	}
	return nil
}

// costsOf writes the sums of a row as an estimate, so that its total and its
// support are those of the list. What the list does not tell is said in words.
func costsOf(row schemelist.Row, year int) []scheme.Cost {
	var all []scheme.Cost
	add := func(name, note string, set func(*scheme.Cost)) {
		c := scheme.Cost{No: len(all) + 1, Year: year, Name: name, Note: note}
		set(&c)
		all = append(all, c)
	}
	if row.Support.Has {
		note := ""
		if !row.TotalCost.Has {
			note = "Danh sách không ghi tổng kinh phí."
		}
		switch fundOf(row) {
		case ledger.National:
			add("Kinh phí khuyến công quốc gia hỗ trợ", note, func(c *scheme.Cost) { c.National = row.Support.VND })
		case ledger.Local:
			add("Kinh phí khuyến công địa phương hỗ trợ", note, func(c *scheme.Cost) { c.Local = row.Support.VND })
		case ledger.District:
			add("Kinh phí khuyến công cấp huyện hỗ trợ", note, func(c *scheme.Cost) { c.Other = row.Support.VND })
		default:
			add("Kinh phí khuyến công hỗ trợ", strings.TrimSpace("Danh sách không ghi nguồn quốc gia hay địa phương. "+note),
				func(c *scheme.Cost) { c.Local = row.Support.VND })
		}
	}
	if row.Counterpart.Has {
		add("Vốn đối ứng của đơn vị thụ hưởng", "", func(c *scheme.Cost) { c.Own = row.Counterpart.VND })
	}
	if row.Other.Has {
		add("Nguồn khác", "", func(c *scheme.Cost) { c.Other = row.Other.VND })
	}
	if rest := row.TotalCost.VND - row.Support.VND - row.Counterpart.VND - row.Other.VND; row.TotalCost.Has && rest > 0 {
		add("Phần còn lại của tổng kinh phí", "Danh sách không tách nguồn của phần này.", func(c *scheme.Cost) { c.Own = rest })
	}
	return all
}

var decisionInNote = regexp.MustCompile(`(?:QĐ|[Qq]uyết định)(?:\s+số)?:?\s+([0-9]+[0-9A-Za-z]*/QĐ-[\p{L}-]+)(?:\s+(?:ngày\s+)?([0-9]{1,2}/[0-9]{1,2}/[0-9]{4}))?`)

// decisionOf is the decision that a row rests on, from its own cells, the list,
// or a remark that quotes one.
func decisionOf(row schemelist.Row) (d plan.Decision, quoted bool) {
	d = plan.Decision{Number: text.CleanLine(row.Decision.Number), On: row.Decision.Date}
	if d.Number != "" || !d.On.IsZero() {
		return d, false
	}
	m := decisionInNote.FindStringSubmatch(row.Note)
	if m == nil {
		return d, false
	}
	d.Number = m[1]
	if on, err := calendar.ParseVN(m[2]); m[2] != "" && err == nil {
		d.On = on
	}
	return d, true
}

// A grant is the support that the list says was decided.
type grant struct {
	amount   money.VND
	decision plan.Decision
	note     string
}

func grantOf(row schemelist.Row, year int) grant {
	g := grant{amount: row.Support.VND}
	var notes []string
	decision, quoted := decisionOf(row)
	if g.decision = decision; quoted {
		notes = append(notes, "Số và ngày quyết định lấy từ phần ghi chú của danh sách.")
	}
	if g.decision.On.IsZero() && year > 0 {
		g.decision.On = calendar.FirstDay(year)
		notes = append(notes, "Danh sách không ghi ngày quyết định; tạm tính từ ngày "+g.decision.On.VN()+".")
	}
	if !row.Support.Has {
		notes = append(notes, "Danh sách không ghi kinh phí hỗ trợ.")
	}
	g.note = strings.Join(notes, " ")
	return g
}

// noteOf keeps what the list says and no field holds.
func noteOf(row schemelist.Row) string {
	parts := []string{text.Clean(row.Note)}
	if row.StartEnd != "" {
		parts = append(parts, "Thời gian thực hiện theo danh sách: "+row.StartEnd+".")
	}
	if row.Content != "" && len(contentsOf(row)) == 0 {
		parts = append(parts, "Nội dung theo danh sách: "+row.Content+".")
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n")
}

// industryWords are how lists call the industries, folded.
var industryWords = []struct{ words, code string }{
	{"vat lieu xay dung", "building_materials"}, {"vlxd", "building_materials"},
	{"co khi", "mechanical_electrical_electronic_parts_supporting"}, {"dien tu", "mechanical_electrical_electronic_parts_supporting"},
	{"cong nghiep ho tro", "mechanical_electrical_electronic_parts_supporting"},
	{"thu cong", "handicraft"}, {"my nghe", "handicraft"},
	{"hoa chat", "chemicals_for_agriculture"},
	{"san xuat sach hon", "cleaner_production_pollution_treatment"},
	{"may mac", "consumer_export_import_substitution"}, {"det may", "consumer_export_import_substitution"},
	{"hang tieu dung", "consumer_export_import_substitution"}, {"xuat khau", "consumer_export_import_substitution"},
	{"nong san", "agro_forestry_fishery_food"}, {"lam san", "agro_forestry_fishery_food"}, {"thuy san", "agro_forestry_fishery_food"},
	{"nong lam", "agro_forestry_fishery_food"}, {"thuc pham", "agro_forestry_fishery_food"}, {"che bien che", "agro_forestry_fishery_food"},
}

// industryOf recognises an industry that the list itself names.
func industryOf(row schemelist.Row) string {
	folded := text.Fold(row.Industry)
	if folded == "" {
		return ""
	}
	for _, i := range normbook.Industries() {
		if folded == text.Fold(i.Code) || folded == text.Fold(i.Name) {
			return i.Code
		}
	}
	for _, w := range industryWords {
		if strings.Contains(" "+folded+" ", " "+w.words+" ") {
			return w.code
		}
	}
	return ""
}

// build makes a scheme of a row. Its beneficiaries come without establishments.
func build(row schemelist.Row, title, province, key string) *scheme.Scheme {
	s := &scheme.Scheme{
		Year: row.Year, YearEnd: max(row.EndYear, row.Year), Fund: fundOf(row), Group: len(row.Beneficiaries) > 1,
		Title: text.CleanLine(row.Title), Implementer: text.CleanLine(row.Implementer), Coordinator: text.CleanLine(row.Coordinator),
		Industry: industryOf(row), Contents: contentsOf(row), Costs: costsOf(row, row.Year),
		Source: text.CleanLine(cmp.Or(row.Source, title)), Note: noteOf(row), OriginKey: key,
	}
	s.Illustrative = strings.Contains(text.Fold(row.Note+" "+row.Source), "du lieu minh hoa")
	decision, _ := decisionOf(row)
	for _, b := range row.Beneficiaries {
		one := scheme.Beneficiary{
			No: len(s.Beneficiaries) + 1, Name: text.CleanLine(b.Name), Support: b.Support.VND,
			Place: placeOf(row.Year, province, b.Address, decision.On),
		}
		if len(row.Beneficiaries) == 1 {
			one.Support, one.Cost = row.Support.VND, row.TotalCost.VND
		}
		s.Beneficiaries = append(s.Beneficiaries, one)
	}
	s.Place = commonPlace(s.Beneficiaries)
	return s
}

// commonPlace is the commune in which all beneficiaries lie, or none.
func commonPlace(all []scheme.Beneficiary) territory.Address {
	if len(all) == 0 {
		return territory.Address{}
	}
	place := all[0].Place
	for _, b := range all[1:] {
		if b.Place.Commune != place.Commune || b.Place.On != place.On {
			return territory.Address{}
		}
		place.Detail = ""
	}
	return place
}
