package office

import (
	"fmt"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/web/ui"
)

// schemeClash makes p the answer to a part that somebody else changed while it
// was open: what was typed stays, what is stored stands beside it, and saving
// again puts the one in the place of the other.
func (c *call) schemeClash(part schemePart, p *schemeEditPage) {
	p.Stored = &schemeEditPage{Scheme: p.Scheme, Basis: p.Basis, Values: map[string]string{}}
	part.show(c, p.Stored, p.Scheme)
	p.Version = strconv.FormatInt(p.Scheme.Version, 10)
	for i := range p.Contents { // numbers of before mean something else now
		p.Contents[i].Old = ""
		for n, content := range p.Scheme.Contents {
			if string(content.Code) == p.Contents[i].Code {
				p.Contents[i].Old = strconv.Itoa(n + 1)
			}
		}
	}
}

// entries are the inputs of the part in words.
func (p *schemeEditPage) entries() []entry {
	all := p.generalEntries()
	for i, r := range p.Contents {
		if r.Code != "" {
			all = append(all, entry{fmt.Sprintf("Nội dung %d", i+1), joined(chosen(p.ContentKinds, r.Code), r.Title, "số lượng "+r.Units)})
		}
	}
	for _, r := range p.People {
		all = append(all, entry{r.Name, joined(chosen(p.Numbers, r.ContentNo), schemeNamed("chi phí ", r.Cost), schemeNamed("hỗ trợ ", r.Support))})
	}
	for i, r := range p.Costs {
		if !r.empty() {
			all = append(all, entry{fmt.Sprintf("Dòng %d", i+1), joined(r.Name, strings.TrimSpace(r.Quantity+" "+r.Unit), schemeNamed("KC quốc gia ", r.National),
				schemeNamed("KC địa phương ", r.Local), schemeNamed("cơ sở ", r.Own), schemeNamed("nguồn khác ", r.Other))})
		}
	}
	return all
}

// schemeNamed puts a name before a value that is there.
func schemeNamed(name, value string) string {
	if value == "" {
		return ""
	}
	return name + value
}

// generalEntries are the inputs of "Thông tin chung"; none on another part.
func (p *schemeEditPage) generalEntries() []entry {
	if _, here := p.Values["objectives"]; !here {
		return nil
	}
	yes := map[string]string{"1": "có", "": "không"}
	v := p.Values
	return []entry{
		{"Tên đề án", v["title"]},
		{"Nguồn kinh phí", chosen(schemeFundOptions(""), v["fund"])},
		{"Năm kết thúc", v["year_end"]},
		{"Đề án nhóm", yes[v["is_group"]]},
		{"Đề án điểm", yes[v["is_key"]]},
		{"Mục tiêu", v["objectives"]},
		{"Quy mô, nội dung, đặc điểm nổi bật", v["scope"]},
		{"Hiệu quả kinh tế, xã hội, môi trường", v["effects"]},
		{"Ngày bắt đầu", v["starts_on"]},
		{"Ngày kết thúc", v["ends_on"]},
		{"Đơn vị thực hiện", v["implementer"]},
		{"Đơn vị phối hợp", v["coordinator"]},
		{"Nơi thực hiện", chosen(p.Communes, v["commune"])},
		{"Thôn, xóm, số nhà", v["address_detail"]},
		{"Diện địa bàn ưu tiên", chosen(schemeTerritoryOptions(), v["territory"])},
		{"Ngành, nghề", chosen(schemeIndustryOptions(), v["industry"])},
		{"Nhóm ngành nghề ưu tiên", schemeChosenAll(schemePriorityOptions(), p.Priorities)},
		{"Ghi chú", v["note"]},
	}
}

func schemeChosenAll(options []ui.Option, values []string) string {
	var names []string
	for _, v := range values {
		names = append(names, chosen(options, v))
	}
	return strings.Join(names, ", ")
}

// schemeMoved reports whether s is another version than the one a form was
// filled in for.
func schemeMoved(s *scheme.Scheme, seen int64) bool { return seen > 0 && s.Version != seen }
