package scheme

import (
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/territory"
)

// applicants are what norms call the kinds of establishment.
var applicants = map[establishment.Kind]string{
	establishment.Enterprise: "enterprise", establishment.Cooperative: "cooperative", establishment.Union: "cooperative_union",
	establishment.Group: "cooperative_group", establishment.Household: "household",
}

// asked tells f who asks for content i, where all of them are of one kind.
func asked(f *norm.Facts, who []Beneficiary, i int) {
	kind := ""
	for _, b := range who {
		if b.ContentNo != 0 && b.ContentNo != i+1 {
			continue
		}
		one := applicants[b.Kind]
		if one == "" || kind != "" && kind != one {
			return
		}
		kind = one
	}
	if kind != "" {
		f.Known["applicant"] = kind
	}
}

// placed tells f of a place, as the units of the day that decides have it. What
// the mergers leave open stays open.
func placed(f *norm.Facts, a territory.Address) {
	if a.Commune == "" {
		return
	}
	view := territory.NewUnits
	if f.On.Before(territory.SwitchDay) {
		view = territory.OldUnits
	}
	path := territory.UnitIn(a, view) // what surely holds it, from the commune up
	if len(path) == 0 {
		return
	}
	if top := path[len(path)-1]; top.Level == territory.Province {
		f.Known["central_city"] = top.Kind == territory.KindCity
	}
	if path[0].Level != territory.Commune {
		return
	}
	f.Known["place_kind"] = string(path[0].Kind)
	if path[0].Kind == territory.KindWard && len(path) > 2 {
		wardOf(f, path[1].Kind)
	}
}

// wardOf tells f what the town or the city above a ward says of it. Which class
// a provincial city had is not in the data.
//
// Law: NĐ 45/2012/NĐ-CP Điều 1 (to 2025-10-14).
func wardOf(f *norm.Facts, above territory.Kind) {
	switch above { //nolint:exhaustive // of the other kinds it says nothing
	case territory.KindTown:
		f.Known["rural_ward"] = true
	case territory.KindUrbanDistrict:
		f.Known["rural_ward"] = false
	}
}

// A Told (dữ kiện đã dùng) is one fact of a verdict in words.
type Told struct{ Name, Value string } // Vietnamese

// values are how people call what variables may be; the kinds of place have
// their own names.
var values = map[string]string{
	"none": "không", "difficult": "khó khăn", "special": "đặc biệt khó khăn",
}

// tell puts what a verdict rests on into words, what is not known left out.
func tell(f norm.Facts) []Told {
	all := []Told{{"Ngày áp dụng quy định", f.On.VN()}, {"Nguồn kinh phí", f.Fund.Label()}}
	add := func(name, value string) { all = append(all, Told{name, value}) }
	if f.EligibleCost > 0 {
		add("Chi phí trong dự toán", f.EligibleCost.String()+" đ")
	}
	add("Đề nghị hỗ trợ", f.Asked.String()+" đ")
	add("Số lượng", fmt.Sprint(max(f.Units, 1)))
	add("Địa bàn ưu tiên", yes(f.PriorityTerritory))
	add("Ngành nghề ưu tiên", yes(f.PriorityIndustry))
	for _, v := range norm.Variables() {
		said, ok := f.Known[v.Name]
		if !ok {
			continue
		}
		label := []rune(v.Label)
		add(strings.ToUpper(string(label[:1]))+string(label[1:]), word(said))
	}
	if f.PastKnown {
		add("Các khoản đã nhận", received(f.Past))
	}
	return all
}

func yes(b bool) string {
	if b {
		return "có"
	}
	return "không"
}

// word is how people call a value of a variable.
func word(said any) string {
	switch x := said.(type) {
	case bool:
		return yes(x)
	case string:
		for kind, name := range applicants {
			if name == x {
				return strings.ToLower(kind.Label())
			}
		}
		if w, ok := values[x]; ok {
			return w
		}
		return territory.Kind(x).Label()
	}
	return fmt.Sprint(said)
}

// received lists the schemes by which support was received, each once.
func received(past []norm.Received) string {
	var all []string
	seen := map[string]bool{}
	for _, r := range past {
		if key := r.By + "/" + r.Scheme; !seen[key] {
			seen[key] = true
			all = append(all, strings.TrimSpace(r.Who+" đề án "+r.Scheme+" ngày "+r.On.VN()))
		}
	}
	if len(all) == 0 {
		return "chưa nhận khoản nào trong tỉnh"
	}
	return strings.Join(all, "; ")
}
