package office

import (
	"fmt"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
	"example.vn/khuyencong/internal/web/ui"
)

// A schemeCostRow is one line of the estimate, as typed.
type schemeCostRow struct {
	ContentNo, Year      string
	Name, Unit, Quantity string
	National, Local      string
	Own, Other           string
	Total                money.VND
}

func (r schemeCostRow) empty() bool {
	return r.Name == "" && r.Unit == "" && r.Quantity == "" && r.National == "" && r.Local == "" && r.Own == "" && r.Other == ""
}

// How many empty lines are offered.
const (
	schemeSpareCosts = 3
	schemeMoreCosts  = 10
)

func (c *call) schemeShowCosts(p *schemeEditPage, s *scheme.Scheme) {
	for _, line := range s.Costs {
		p.Costs = append(p.Costs, schemeCostRow{
			ContentNo: strconv.Itoa(max(line.ContentNo, 1)), Year: strconv.Itoa(line.Year), Name: line.Name, Unit: line.Unit, Quantity: line.Quantity,
			National: schemeAmount(line.National), Local: schemeAmount(line.Local), Own: schemeAmount(line.Own), Other: schemeAmount(line.Other), Total: line.Total(),
		})
	}
	p.Costs = schemePadCosts(p.Costs, p.Scheme.Year, schemeSpareCosts)
	c.schemeJudgeCosts(p, s)
}

// schemePadCosts offers n empty lines, within the limit.
func schemePadCosts(rows []schemeCostRow, year, n int) []schemeCostRow {
	for i := 0; i < n && len(rows) < scheme.MaxCosts; i++ {
		rows = append(rows, schemeCostRow{ContentNo: "1", Year: strconv.Itoa(year)})
	}
	return rows
}

// schemeJudgeCosts sums the estimate and holds it against the norms of today.
func (c *call) schemeJudgeCosts(p *schemeEditPage, s *scheme.Scheme) {
	for _, line := range s.Costs {
		p.Sums.National, p.Sums.Local = p.Sums.National+line.National, p.Sums.Local+line.Local
		p.Sums.Own, p.Sums.Other = p.Sums.Own+line.Own, p.Sums.Other+line.Other
	}
	p.Judged = s.Verdicts(p.Basis, c.today())
}

func (c *call) schemeReadCosts(p *schemeEditPage, form *ui.Form) func(*scheme.Scheme, *fault.Form) {
	rows := schemeTypedCosts(form)
	if form.Has("dan") {
		rows = append(rows, schemePastedCosts(form.Raw("bang"), p.Scheme.Year)...)
	} else {
		p.Values["bang"] = form.Raw("bang")
	}
	var costs []scheme.Cost
	for _, row := range rows {
		if row.empty() {
			continue
		}
		line := row.cost(form, fmt.Sprintf("cost_%d", len(costs)+1))
		row.Total = line.Total()
		costs, p.Costs = append(costs, line), append(p.Costs, row)
	}
	form.Check(len(costs) <= scheme.MaxCosts, "costs", "Dự toán có không quá 200 dòng; hiện có "+ui.Count(len(costs))+".")
	spare := schemeSpareCosts
	if form.Has("them") {
		spare = schemeMoreCosts
	}
	p.Costs = schemePadCosts(p.Costs, p.Scheme.Year, spare)
	typed := *p.Scheme
	typed.Costs = costs
	c.schemeJudgeCosts(p, &typed)
	return func(s *scheme.Scheme, _ *fault.Form) {
		for i := range costs {
			for _, old := range s.Costs { // the form has no column for notes
				if old.Name == costs[i].Name && old.Year == costs[i].Year {
					costs[i].Note = old.Note
				}
			}
		}
		s.Costs = append([]scheme.Cost(nil), costs...)
	}
}

func schemeTypedCosts(form *ui.Form) []schemeCostRow {
	numbers, years := form.Rows("cost_content"), form.Rows("cost_year")
	names, units, quantities := form.Rows("name"), form.Rows("unit"), form.Rows("quantity")
	national, local, own, other := form.Rows("national"), form.Rows("local"), form.Rows("own"), form.Rows("other")
	rows := make([]schemeCostRow, len(names))
	for i := range names {
		rows[i] = schemeCostRow{
			ContentNo: schemeAt(numbers, i), Year: schemeAt(years, i), Name: names[i], Unit: schemeAt(units, i), Quantity: schemeAt(quantities, i),
			National: schemeAt(national, i), Local: schemeAt(local, i), Own: schemeAt(own, i), Other: schemeAt(other, i),
		}
	}
	return rows
}

// schemePastedCosts reads lines copied from a spreadsheet: name, unit,
// quantity, national, local, own, other, parted by tabs.
func schemePastedCosts(pasted string, year int) []schemeCostRow {
	var rows []schemeCostRow
	for line := range strings.Lines(pasted) {
		cells := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		for i := range cells {
			cells[i] = text.CleanLine(cells[i])
		}
		row := schemeCostRow{
			ContentNo: "1", Year: strconv.Itoa(year), Name: cells[0], Unit: schemeAt(cells, 1), Quantity: schemeAt(cells, 2),
			National: schemeAt(cells, 3), Local: schemeAt(cells, 4), Own: schemeAt(cells, 5), Other: schemeAt(cells, 6),
		}
		if !row.empty() {
			rows = append(rows, row)
		}
	}
	return rows
}

// cost reads the amounts of a row and notes what cannot be read.
func (r schemeCostRow) cost(form *ui.Form, field string) scheme.Cost {
	no, err := strconv.Atoi(r.ContentNo)
	form.Check(err == nil || r.ContentNo == "", field, "Chưa chọn nội dung của dòng này.")
	year, err := strconv.Atoi(r.Year)
	form.Check(err == nil, field, "Chưa chọn năm của dòng này.")
	return scheme.Cost{
		ContentNo: no, Year: year, Name: r.Name, Unit: r.Unit, Quantity: r.Quantity,
		National: schemeMoney(form, field, r.National), Local: schemeMoney(form, field, r.Local),
		Own: schemeMoney(form, field, r.Own), Other: schemeMoney(form, field, r.Other),
	}
}
