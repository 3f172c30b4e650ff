package office

import (
	"net/http"

	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// adminNormsPage is the norms in force on a day.
type adminNormsPage struct {
	Shell      ui.Shell
	Day        calendar.Date
	Typed      string
	Problem    error
	Version    *norm.Version
	Amendments []norm.Version
	General    []norm.Version // what is asked whatever the amount
	Ceilings   []norm.Ceiling
	Versions   []adminVersion
	Verified   int
}

// adminVersion is a version of the norms with the day on which it shows.
type adminVersion struct {
	norm.Version

	Href string
	Now  bool
}

// adminNorms shows the support norms that decide on a chosen day.
func (c *call) adminNorms() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := adminNormsPage{Day: c.today(), Typed: form.Raw("ngay")}
	if p.Typed == "" {
		p.Typed = ui.Day(p.Day)
	} else {
		day, err := calendar.Parse(p.Typed)
		if err != nil {
			day, err = calendar.ParseVN(p.Typed)
		}
		form.Check(err == nil, "ngay", "Ngày phải có dạng ngày/tháng/năm, ví dụ 31/8/2020.")
		if err == nil {
			p.Day, p.Typed = day, ui.Day(day)
		}
	}
	p.Problem = form.Err("Ngày chưa đúng nên trang hiện mức chi của hôm nay.")
	var book *norm.Book
	err = c.view(func(tx *db.Tx) (err error) {
		book, _, err = lawbook.Of(c.ctx(), tx)
		return err
	})
	if err != nil {
		return err
	}
	p.read(book)
	p.Shell = c.page("Định mức hỗ trợ")
	p.Shell.HasErrors, p.Shell.Print = p.Problem != nil, ui.Wide
	p.Shell.Back = &ui.Link{Label: "Quản trị", Href: "/quan-tri"}
	status := http.StatusOK
	if p.Problem != nil {
		status = http.StatusUnprocessableEntity
	}
	return c.render(status, adminNormsView(p))
}

// read fills in what the book says on the day.
func (p *adminNormsPage) read(book *norm.Book) {
	if v, ok := book.VersionOn(p.Day); ok {
		p.Version = &v
	}
	for _, v := range book.Versions() {
		if v.Amends != "" {
			if p.Version != nil && v.Amends == p.Version.ID && !p.Day.Before(v.From) {
				p.Amendments = append(p.Amendments, v)
			}
			continue
		}
		shows := v.From
		if shows.IsZero() {
			shows = v.To
		}
		p.Versions = append(p.Versions, adminVersion{
			Version: v, Href: ui.PathQuery(ui.Path("quan-tri", "dinh-muc"), "ngay", shows.String()), Now: p.Version != nil && v.ID == p.Version.ID,
		})
	}
	p.General = book.General("", p.Day)
	p.Ceilings = book.InForce(p.Day)
	for _, c := range p.Ceilings {
		if c.Verified {
			p.Verified++
		}
	}
}

// adminCeiling puts the limit of a provision into words.
func adminCeiling(c norm.Ceiling) string {
	ratio := ""
	if c.HasRatio {
		base := c.Base
		if base == "" {
			base = "chi phí"
		}
		ratio = "Tối đa " + ui.Percent(c.Ratio) + " " + base
	}
	limit := ""
	if c.Cap > 0 {
		limit = "không quá " + ui.Money(c.Cap)
		if c.Unit != "" {
			limit += "/" + c.Unit
		}
	}
	switch {
	case ratio != "" && limit != "":
		return ratio + ", " + limit
	case ratio != "":
		return ratio
	case limit != "":
		return "K" + limit[1:]
	case c.Refers != "":
		return reportCapital(c.Refers)
	}
	return "Văn bản không nêu mức"
}

// adminSpan says from when to when a version holds.
func adminSpan(v norm.Version) string {
	from, until := "chưa rõ ngày bắt đầu", "đến nay"
	if !v.From.IsZero() {
		from = "từ " + ui.Day(v.From)
	}
	if !v.To.IsZero() {
		until = "đến " + ui.Day(v.To)
	}
	return from + ", " + until
}
