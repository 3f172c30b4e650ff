package office

import (
	"net/http"
	"strings"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
	"example.vn/khuyencong/internal/web/ui"
)

// unitPage is the list of administrative units of one province, old and new.
type unitPage struct {
	Shell     ui.Shell
	Province  territory.Unit
	Code      string
	Search    string
	Old       bool
	Provinces []ui.Option
	Views     []ui.NavItem
	Groups    []unitGroup
	Count     string
	Unclear   bool // some successors are not recorded
}

// unitGroup is the units under one head: a district, or nothing.
type unitGroup struct {
	Head string
	Rows []unitRow
}

// unitRow is one commune and the communes on the other side of the switch.
type unitRow struct {
	Unit   territory.Unit
	Across []unitLink
}

// unitLink is a unit on the other side.
type unitLink struct {
	Name    string // with the units above it where that helps
	Code    string
	Extent  territory.Extent
	Unclear bool
}

func (c *call) unitList() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := unitPage{Code: form.Line("tinh"), Search: form.Line("q"), Old: form.Line("xem") == "cu"}
	if p.Code == "" {
		p.Code = c.scope.Province
	}
	var ok bool
	if p.Province, ok = territory.Lookup(p.Code, c.today()); !ok || p.Province.Level != territory.Province {
		return fault.New(fault.NotFound, "Không có tỉnh nào mang mã này hiện nay.")
	}
	for _, u := range territory.Provinces(c.today()) {
		p.Provinces = append(p.Provinces, ui.Option{Value: u.Code, Label: u.Title()})
	}
	p.Groups = unitGroups(p, c.today())
	n := 0
	for _, g := range p.Groups {
		n += len(g.Rows)
		for _, r := range g.Rows {
			for _, a := range r.Across {
				p.Unclear = p.Unclear || a.Unclear
			}
		}
	}
	p.Count = ui.Count(n) + " xã, phường"
	for _, old := range []bool{false, true} {
		label, view := "Hiện nay, thành lập từ", ""
		if old {
			label, view = "Trước 01/7/2025, nay thuộc", "cu"
		}
		p.Views = append(p.Views, ui.NavItem{Label: label, Href: ui.PathQuery("/dia-ban", "tinh", p.Code, "q", p.Search, "xem", view), Current: p.Old == old})
	}
	p.Shell = c.page("Đơn vị hành chính " + p.Province.Label())
	p.Shell.Back = &ui.Link{Label: "Danh sách cơ sở", Href: "/co-so"}
	return c.render(http.StatusOK, unitView(p))
}

// unitGroups lists the communes that fit the search, the old ones by district.
func unitGroups(p unitPage, today calendar.Date) []unitGroup {
	if !p.Old {
		return unitGather("", territory.CommunesOf(p.Code, today), p.Search, today, territory.Predecessors)
	}
	var all []unitGroup
	day := territory.SwitchDay.AddDays(-1)
	for _, province := range territory.Provinces(day) {
		if held, _ := territory.ProvinceAt(province.Code, today); held != p.Code {
			continue
		}
		for _, d := range territory.Children(province.Code, day) {
			all = append(all, unitGather(d.Title()+", "+province.Label(), territory.CommunesOf(d.Code, day), p.Search, day, territory.Successors)...)
		}
	}
	return all
}

// unitGather puts the communes that fit into one group, or none.
func unitGather(head string, communes []territory.Unit, query string, on calendar.Date, across func(string, calendar.Date) []territory.Succession) []unitGroup {
	g := unitGroup{Head: head}
	for _, u := range communes {
		row := unitRow{Unit: u}
		names := []string{u.Title(), u.Code}
		for _, s := range across(u.Code, on) {
			link := unitLink{Name: s.Unit.Title(), Code: s.Unit.Code, Extent: s.Extent, Unclear: s.Extent == territory.Unknown}
			if head == "" {
				link.Name = territory.FullName(s.Unit.Code, territory.SwitchDay.AddDays(-1))
			}
			row.Across = append(row.Across, link)
			names = append(names, link.Name)
		}
		if unitFits(names, query) {
			g.Rows = append(g.Rows, row)
		}
	}
	if len(g.Rows) == 0 {
		return nil
	}
	return []unitGroup{g}
}

// unitFits reports whether one of the names has every word of query, marks
// ignored.
func unitFits(names []string, query string) bool {
	want := text.Fold(query)
	if want == "" {
		return true
	}
	for _, n := range names {
		if strings.Contains(" "+text.Fold(n), " "+want) {
			return true
		}
	}
	return false
}
