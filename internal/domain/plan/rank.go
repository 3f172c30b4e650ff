package plan

import (
	"cmp"
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
)

const last = 1 << 20 // rank of a scheme without the ground in question

// A Ground (căn cứ xét) is what speaks for a scheme beside its own dossier.
type Ground struct {
	Settled int              // schemes that its implementing unit has brought to settlement
	Owners  []normbook.Class // attributes of the owners of its beneficiaries
}

// place is where a scheme stands by each of law's grounds, the weightiest
// first; smaller is earlier.
type place struct{ running, key, territory, industry, owner, experience int }

func placeOf(s *scheme.Scheme, g Ground) (place, []string) {
	p := place{running: 1, key: 1, territory: last, industry: last, owner: 1, experience: -g.Settled}
	var reasons []string
	if s.State.Granted() {
		p.running = 0
		reasons = append(reasons, "Đề án nhiều năm đã được phê duyệt, chuyển tiếp")
	}
	if s.Key {
		p.key = 0
		reasons = append(reasons, "Đề án điểm, xét trước (TT 36/2013/TT-BCT Điều 7 khoản 1)")
	}
	if cleaner(s.MainContent()) {
		reasons = append(reasons, "Sản xuất sạch hơn: không xếp theo địa bàn, ngành nghề; cơ quan quản lý xét theo hiệu quả, sự cấp thiết (TT 46/2012/TT-BCT Điều 6 khoản 3 điểm b)")
	} else {
		reasons = append(reasons, p.order(s)...)
	}
	for _, c := range g.Owners {
		p.owner = 0
		reasons = append(reasons, c.Name+" ("+c.Citation+"; thứ tự chưa kiểm chứng)")
	}
	if len(reasons) == 0 {
		reasons = append(reasons, "Không thuộc diện ưu tiên")
	}
	if g.Settled > 0 {
		reasons = append(reasons, fmt.Sprintf("Đơn vị thực hiện đã quyết toán %d đề án (TT 36/2013/TT-BCT Điều 7 khoản 2)", g.Settled))
	}
	return p, reasons
}

// cleaner reports whether the content is cleaner production, which law leaves
// out of the order of territories and industries.
//
// Law: TT 46/2012/TT-BCT Điều 6 khoản 3 điểm b.
func cleaner(c norm.Content) bool {
	return c == "cleaner_production_assessment" || c == "cleaner_production_pilot"
}

// order finds the place of s by territory and industry and says why.
func (p *place) order(s *scheme.Scheme) []string {
	var reasons []string
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
	return reasons
}

// Rank puts candidates in the order that law sets and says why: schemes that
// already run, key schemes, then territory before industry, then the owners
// whom the decree of 2025 prefers. Where these tie, law looks at the experience
// of the implementing unit: how many schemes it has brought to settlement.
// Beyond that the older dossier comes first and the office may choose
// otherwise.
//
// Law: TT 36/2013/TT-BCT Điều 7; TT 46/2012/TT-BCT Điều 6 khoản 1, 3; NĐ
// 45/2012/NĐ-CP Điều 6.
func Rank(candidates []*scheme.Scheme, grounds map[scheme.ID]Ground) []Item {
	type ranked struct {
		Item
		place
	}
	all := make([]ranked, len(candidates))
	for i, s := range candidates {
		p, reasons := placeOf(s, grounds[s.ID])
		all[i] = ranked{Item{Scheme: s, Choice: Considering, Reasons: reasons}, p}
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		return cmp.Or(
			cmp.Compare(a.running, b.running), cmp.Compare(a.key, b.key),
			cmp.Compare(a.territory, b.territory), cmp.Compare(a.industry, b.industry),
			cmp.Compare(a.owner, b.owner), cmp.Compare(a.experience, b.experience),
			cmp.Compare(a.Scheme.ID, b.Scheme.ID))
	})
	items := make([]Item, len(all))
	for i, r := range all {
		items[i] = r.Item
		items[i].Rank = i + 1
		if i > 0 && all[i-1].place == r.place {
			items[i].Reasons = append(items[i].Reasons, "Ngang đề án "+string(all[i-1].Scheme.ID)+" theo các căn cứ trên; hồ sơ lập trước xếp trước")
		}
	}
	return items
}
