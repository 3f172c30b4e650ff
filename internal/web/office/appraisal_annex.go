package office

import (
	"net/http"
	"slices"

	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// A schemeRuling is what the norms say of a scheme: what was frozen when it was
// approved, or the law of the day that decides.
type schemeRuling struct {
	Judged []scheme.Judged
	Frozen *scheme.Frozen // nil while nothing is frozen
	On     calendar.Date
	Book   string // which norms decided
	Laws   lawLinks
}

// schemeRuling reads it.
func (c *call) schemeRuling(tx *db.Tx, s *scheme.Scheme, grants []plan.Grant) (r schemeRuling, err error) {
	if r.Laws, err = c.lawLinks(tx); err != nil {
		return r, err
	}
	frozen, ok, err := scheme.FrozenOf(c.ctx(), tx, s.ID)
	if err != nil {
		return r, err
	}
	if ok {
		r.Frozen, r.Judged, r.On, r.Book = &frozen, frozen.Verdicts, frozen.DecidedOn, frozen.Book
		return r, nil
	}
	by, err := scheme.BasisOf(c.ctx(), tx, s)
	r.On, r.Book = schemeDecidedOn(grants, c.today()), by.Name
	if err == nil {
		r.Judged = s.Verdicts(by, r.On)
	}
	return r, err
}

// An appraisalAnnex is the sum and the grounds of the support, to be printed and
// signed as an annex to the appraisal.
type appraisalAnnex struct {
	schemeRuling

	Shell              ui.Shell
	Scheme             *scheme.Scheme
	Meta               string
	Centre, Department string
}

// appraisalTotal adds up the contents of a scheme. What the beneficiaries get is
// part of it.
type appraisalTotal struct {
	Asked, Ceiling, Own, Raised money.VND
	HasCeiling                  bool // every content has one
}

func (a appraisalAnnex) total() (t appraisalTotal) {
	t.HasCeiling = len(a.Judged) > 0
	for _, v := range a.Judged {
		if v.Beneficiary != "" {
			continue
		}
		t.Asked, t.Ceiling, t.Own, t.Raised = t.Asked+v.Asked, t.Ceiling+v.Ceiling, t.Own+v.Own, t.Raised+v.Raised
		t.HasCeiling = t.HasCeiling && v.HasCeiling
	}
	return t
}

// lines are what the annex goes through. The part of the only beneficiary of a
// content, who gets all of it, says nothing more.
func (a appraisalAnnex) lines() []scheme.Judged {
	parts := map[int]int{}
	for _, v := range a.Judged {
		if v.Beneficiary != "" {
			parts[v.ContentNo]++
		}
	}
	return slices.DeleteFunc(slices.Clone(a.Judged), func(v scheme.Judged) bool {
		whole := slices.IndexFunc(a.Judged, func(w scheme.Judged) bool { return w.Beneficiary == "" && w.ContentNo == v.ContentNo })
		return v.Beneficiary != "" && parts[v.ContentNo] == 1 && whole >= 0 && a.Judged[whole].Asked == v.Asked && a.Judged[whole].Ceiling == v.Ceiling
	})
}

// rows are what the annex says of itself at its head.
func (a appraisalAnnex) rows() []ui.Row {
	decided := "Chưa quyết định; tính theo quy định ngày " + ui.Day(a.On) + ", có thể đổi đến ngày phê duyệt"
	if a.Frozen != nil {
		decided = "Đã chốt cùng quyết định " + a.Frozen.Reference + ", theo quy định ngày " + ui.Day(a.On) + "; không tính lại khi quy định đổi"
	}
	return []ui.Row{
		{Key: "Đề án", Value: a.Scheme.Title},
		{Key: "Thông tin", Value: a.Meta},
		{Key: "Kết luận", Value: decided},
		{Key: "Bộ định mức", Value: a.Book},
	}
}

// totalRows are the sums of the whole scheme.
func (a appraisalAnnex) totalRows() []ui.Row {
	t := a.total()
	rows := []ui.Row{{Key: "Đề nghị hỗ trợ", Value: ui.Money(t.Asked)}}
	if !t.HasCeiling {
		return append(rows, ui.Row{Key: "Mức tối đa", Value: "Có nội dung chưa tính được hoặc không có mức tối đa, nên không cộng"})
	}
	rows = append(rows, ui.Row{Key: "Mức tối đa", Value: ui.Money(t.Ceiling)}, ui.Row{Key: "Phần vốn của người đề nghị, ít nhất", Value: ui.Money(t.Own)})
	if t.Raised > 0 {
		rows = append(rows, ui.Row{Key: "Trong đó tăng do ưu tiên", Value: ui.Money(t.Raised)})
	}
	if over := t.Asked - t.Ceiling; over > 0 {
		rows = append(rows, ui.Row{Key: "Đề nghị vượt mức", Value: ui.Money(over)})
	}
	return rows
}

// appraisalAnnex shows the annex of the address.
func (c *call) appraisalAnnex() error {
	a := appraisalAnnex{Centre: c.province.Centre, Department: c.province.Department}
	id := scheme.ID(c.r.PathValue("id"))
	err := c.view(func(tx *db.Tx) (err error) {
		if a.Scheme, err = scheme.ByID(c.ctx(), tx, id); err != nil {
			return err
		}
		grants, err := plan.Grants(c.ctx(), tx, id)
		if err != nil {
			return err
		}
		a.schemeRuling, err = c.schemeRuling(tx, a.Scheme, grants)
		return err
	})
	if err != nil {
		return err
	}
	a.Meta = schemeMeta(a.Scheme)
	a.Shell = c.page("Phụ lục mức chi, đề án " + string(id))
	a.Shell.Back = &ui.Link{Label: "Thẩm định", Href: schemePath(id, schemeTabAppraisal)}
	a.Shell.Printed = c.s.DB.Now().Format("2006-01-02T15:04:05Z07:00")
	return c.render(http.StatusOK, appraisalAnnexView(a))
}

// annexPath is the address of the annex of a scheme.
func annexPath(id scheme.ID) string { return schemePath(id, schemeTabAppraisal, "phu-luc-muc-chi") }
