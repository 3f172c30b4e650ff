package plan

import (
	"cmp"
	"slices"

	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
)

const last = 1 << 20 // rank of a scheme without the ground in question

// place is where a scheme stands by each of law's grounds, the weightiest
// first; smaller is earlier.
type place struct{ running, key, territory, industry int }

func placeOf(s *scheme.Scheme) (place, []string) {
	p := place{running: 1, key: 1, territory: last, industry: last}
	var reasons []string
	if s.State.Granted() {
		p.running = 0
		reasons = append(reasons, "Đề án nhiều năm đã được phê duyệt, chuyển tiếp")
	}
	if s.Key {
		p.key = 0
		reasons = append(reasons, "Đề án điểm, xét trước (TT 36/2013/TT-BCT Điều 7)")
	}
	for _, c := range normbook.TerritoryClasses() {
		if c.Code == s.Territory {
			p.territory = c.Rank
			reasons = append(reasons, "Địa bàn ưu tiên: "+c.Name+" ("+c.Citation+")")
		}
	}
	for _, c := range normbook.PriorityIndustries() {
		if slices.Contains(s.Priorities, c.Code) {
			p.industry = min(p.industry, c.Rank)
			reasons = append(reasons, "Ngành nghề ưu tiên: "+c.Name+" ("+c.Citation+")")
		}
	}
	if len(reasons) == 0 {
		reasons = append(reasons, "Không thuộc diện ưu tiên; xếp theo thứ tự hồ sơ")
	}
	return p, reasons
}

// Rank puts candidates in the order that law sets and says why: schemes that
// already run, key schemes, then territory before industry. Where these tie,
// law looks at the experience of the implementing unit, which nobody can
// compute; the older dossier comes first and the office may choose otherwise.
//
// Law: TT 36/2013/TT-BCT Điều 7; TT 46/2012/TT-BCT Điều 6 khoản 1, 3; NĐ
// 45/2012/NĐ-CP Điều 6.
func Rank(candidates []*scheme.Scheme) []Item {
	type ranked struct {
		Item
		place
	}
	all := make([]ranked, len(candidates))
	for i, s := range candidates {
		p, reasons := placeOf(s)
		all[i] = ranked{Item{Scheme: s, Choice: Considering, Reasons: reasons}, p}
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		return cmp.Or(
			cmp.Compare(a.running, b.running), cmp.Compare(a.key, b.key),
			cmp.Compare(a.territory, b.territory), cmp.Compare(a.industry, b.industry),
			cmp.Compare(a.Scheme.ID, b.Scheme.ID))
	})
	items := make([]Item, len(all))
	for i, r := range all {
		items[i] = r.Item
		items[i].Rank = i + 1
	}
	return items
}
