package office

import (
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// schemeGeneralFields are the inputs of the part "Thông tin chung" that hold
// one value, in the order of the page.
var schemeGeneralFields = []string{
	"title", "fund", "year_end", "is_group", "is_key", "objectives", "scope", "effects", "starts_on", "ends_on",
	"implementer", "coordinator", "commune", "address_detail", "territory", "industry", "note",
}

func (*call) schemeShowGeneral(p *schemeEditPage, s *scheme.Scheme) {
	p.Values = map[string]string{
		"title": s.Title, "fund": string(s.Fund), "year_end": strconv.Itoa(s.YearEnd), "is_group": schemeTick(s.Group), "is_key": schemeTick(s.Key),
		"objectives": s.Objectives, "scope": s.Scope, "effects": s.Effects, "starts_on": ui.Day(s.StartsOn), "ends_on": ui.Day(s.EndsOn),
		"implementer": s.Implementer, "coordinator": s.Coordinator, "commune": s.Place.Commune, "address_detail": s.Place.Detail,
		"territory": s.Territory, "industry": s.Industry, "note": s.Note,
	}
	p.Priorities = s.Priorities
}

func schemeTick(on bool) string {
	if on {
		return "1"
	}
	return ""
}

func (c *call) schemeReadGeneral(p *schemeEditPage, form *ui.Form) func(*scheme.Scheme, *fault.Form) {
	for _, name := range schemeGeneralFields {
		p.Values[name] = form.Raw(name)
	}
	p.Priorities = form.All("priorities")
	title, fund := form.Need("title", "Chưa nhập tên đề án."), ledger.Fund(form.Line("fund"))
	starts, ends, yearEnd := form.Date("starts_on"), form.Date("ends_on"), form.Int("year_end")
	form.Check(slices.Contains(ledger.Funds(), fund), "fund", "Chưa chọn nguồn kinh phí.")
	form.Check(yearEnd == 0 || yearEnd >= p.Scheme.Year, "year_end", "Năm kết thúc không thể trước năm "+strconv.Itoa(p.Scheme.Year)+".")
	form.Check(schemeKnownClass(normbook.TerritoryClasses(), form.Line("territory")), "territory", "Diện địa bàn này không có trong danh mục.")
	form.Check(schemeKnownIndustry(form.Line("industry")), "industry", "Ngành này không có trong danh mục.")
	for _, code := range p.Priorities {
		form.Check(schemeKnownClass(normbook.PriorityIndustries(), code), "priorities", "Nhóm ngành ưu tiên này không có trong danh mục.")
	}
	return func(s *scheme.Scheme, _ *fault.Form) {
		s.Title, s.Fund, s.YearEnd = title, fund, yearEnd
		s.Group, s.Key = form.Bool("is_group"), form.Bool("is_key")
		s.Objectives, s.Scope, s.Effects, s.Note = form.Text("objectives"), form.Text("scope"), form.Text("effects"), form.Text("note")
		s.StartsOn, s.EndsOn = starts, ends
		s.Implementer, s.Coordinator = form.Line("implementer"), form.Line("coordinator")
		s.Place.On = schemePlaceDay(s, c.today())
		s.Place.Commune, s.Place.Detail = form.Line("commune"), form.Line("address_detail")
		s.Territory, s.Industry, s.Priorities = form.Line("territory"), form.Line("industry"), p.Priorities
	}
}

func schemeKnownClass(classes []normbook.Class, code string) bool {
	return code == "" || slices.ContainsFunc(classes, func(k normbook.Class) bool { return k.Code == code })
}

func schemeKnownIndustry(code string) bool {
	return code == "" || slices.ContainsFunc(normbook.Industries(), func(i normbook.Industry) bool { return i.Code == code })
}

func schemeTerritoryOptions() []ui.Option {
	options := []ui.Option{{Value: "", Label: "Không thuộc địa bàn ưu tiên"}}
	for _, k := range normbook.TerritoryClasses() {
		options = append(options, ui.Option{Value: k.Code, Label: k.Name})
	}
	return options
}

func schemeIndustryOptions() []ui.Option {
	options := []ui.Option{{Value: "", Label: "Chưa chọn"}}
	for _, i := range normbook.Industries() {
		options = append(options, ui.Option{Value: i.Code, Label: i.Name})
	}
	return options
}

func schemePriorityOptions() []ui.Option {
	var options []ui.Option
	for _, k := range normbook.PriorityIndustries() {
		options = append(options, ui.Option{Value: k.Code, Label: k.Name})
	}
	return options
}
