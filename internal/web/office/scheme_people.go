package office

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// A schemePersonRow is one beneficiary on the form, as typed.
type schemePersonRow struct {
	Establishment string
	Name          string
	ContentNo     string
	Cost, Support string
}

func (*call) schemeShowPeople(p *schemeEditPage, s *scheme.Scheme) {
	for _, b := range s.Active() {
		p.People = append(p.People, schemePersonRow{
			Establishment: string(b.Establishment), Name: b.Name, ContentNo: strconv.Itoa(b.ContentNo), Cost: schemeAmount(b.Cost), Support: schemeAmount(b.Support),
		})
	}
}

// schemeAmount is an amount for an input; none is empty.
func schemeAmount(v money.VND) string {
	if v == 0 {
		return ""
	}
	return ui.Dong(v)
}

func (c *call) schemeReadPeople(p *schemeEditPage, form *ui.Form) func(*scheme.Scheme, *fault.Form) {
	ids, numbers, costs, supports := form.Rows("establishment"), form.Rows("content_no"), form.Rows("cost"), form.Rows("support")
	var people []scheme.Beneficiary
	for i, id := range ids {
		if id == "" || form.Raw("bo") == id {
			continue
		}
		row := schemePersonRow{Establishment: id, ContentNo: schemeAt(numbers, i), Cost: schemeAt(costs, i), Support: schemeAt(supports, i)}
		p.People = append(p.People, row)
		field := fmt.Sprintf("beneficiary_%d", len(p.People))
		no, _ := strconv.Atoi(row.ContentNo)
		people = append(people, scheme.Beneficiary{
			Establishment: establishment.ID(id), ContentNo: no,
			Cost: schemeMoney(form, field, row.Cost), Support: schemeMoney(form, field, row.Support),
		})
	}
	added := form.Line("them-co-so")
	if added != "" && !slices.ContainsFunc(p.People, func(r schemePersonRow) bool { return r.Establishment == added }) {
		p.People = append(p.People, schemePersonRow{Establishment: added, ContentNo: "1"})
	}
	p.Search, p.Searched = form.Line("tim"), form.Has("tim-co-so")
	c.schemeNamePeople(p, form)
	return func(s *scheme.Scheme, _ *fault.Form) {
		left := slices.DeleteFunc(slices.Clone(s.Beneficiaries), func(b scheme.Beneficiary) bool { return b.LeftOn.IsZero() })
		s.Beneficiaries = append(left, people...)
	}
}

// schemeNamePeople looks up the names of the rows and the establishments that
// the search finds.
func (c *call) schemeNamePeople(p *schemeEditPage, form *ui.Form) {
	err := c.view(func(tx *db.Tx) (err error) {
		for i := range p.People {
			e, err := establishment.Root(c.ctx(), tx, establishment.ID(p.People[i].Establishment))
			if err != nil && !schemeIsMissing(err) {
				return err
			}
			p.People[i].Name = cmp.Or(e.Name, p.People[i].Establishment)
		}
		p.Found, err = c.schemeFind(tx, p.Search, "")
		return err
	})
	form.Check(err == nil, "beneficiaries", "Chưa đọc được danh sách cơ sở. Anh/chị thử lại sau ít phút.")
	p.Found = slices.DeleteFunc(p.Found, func(o ui.Option) bool {
		return slices.ContainsFunc(p.People, func(r schemePersonRow) bool { return r.Establishment == o.Value })
	})
}

// schemeMoney reads an amount in a table of inputs; empty is zero.
func schemeMoney(form *ui.Form, field, typed string) money.VND {
	if typed == "" {
		return 0
	}
	v, err := money.Parse(typed)
	if err != nil {
		form.Add(field, "“"+typed+"”: "+err.Error())
	}
	return v
}
