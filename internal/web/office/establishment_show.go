package office

import (
	"net/http"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/survey"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// establishmentShowPage is the page of one establishment.
type establishmentShowPage struct {
	Shell                        ui.Shell
	E                            establishment.Establishment
	Meta                         string
	MayEdit, MayDraft, MaySplit  bool
	MayOpenScheme, ShowBooks     bool
	MergedInto                   *ui.Link
	Identity, Contact, Trade     []ui.Row
	OldPlace, NewPlace, PlaceDay string
	Women, Minority              bool
	Years                        []establishmentYear
	Sums                         []establishmentSum
	Untold                       int
	UntoldSum                    string
	ShowNeeds                    bool
	Needs                        []survey.Need
	Merges                       []establishmentMergeRow
	Family                       []establishment.ID // merged into this one
}

// establishmentCounted says what the totals count.
func (p establishmentShowPage) establishmentCounted() string {
	words := "Số trên cộng phần hỗ trợ đã có quyết định của riêng cơ sở này"
	if n := len(p.Family); n > 0 {
		words += " và " + strconv.Itoa(n) + " hồ sơ đã gộp vào"
	}
	words += ", kể cả đề án ghi từ danh sách cũ. Không cộng đề án đang xét, không đạt, đã rút, hoặc cơ sở đã rời."
	if p.Untold > 0 {
		words += " Còn " + strconv.Itoa(p.Untold) + " đề án chung chưa tách phần từng cơ sở, cả đề án " + p.UntoldSum + ", không cộng vào số trên."
	}
	return words
}

// establishmentYear is the schemes of one budget year.
type establishmentYear struct {
	Year     int
	Supports []establishmentSupport
}

// establishmentMergeRow is one merge in words.
type establishmentMergeRow struct {
	establishment.Merged

	ByName, UndoneByName  string
	KeptName, DroppedName string
	Key                   string
}

func (c *call) establishmentShow() error {
	p := establishmentShowPage{
		MayOpenScheme: c.may(access.ViewProgramme), ShowBooks: c.may(access.ViewLedger), ShowNeeds: c.may(access.ViewSurvey),
		MaySplit: c.may(access.MergeEstablishment),
	}
	if err := c.view(func(tx *db.Tx) error { return c.establishmentLoad(tx, &p) }); err != nil {
		return err
	}
	p.establishmentWords()
	p.Shell = c.page("Lý lịch cơ sở: " + p.E.Name)
	p.Shell.Back = &ui.Link{Label: "Danh sách cơ sở", Href: "/co-so"}
	p.Shell.Printed = c.establishmentNow()
	return c.render(http.StatusOK, establishmentShowView(p))
}

// establishmentLoad reads everything that the page shows.
func (c *call) establishmentLoad(tx *db.Tx, p *establishmentShowPage) (err error) {
	ctx := c.ctx()
	if p.E, err = establishment.ByID(ctx, tx, establishment.ID(c.r.PathValue("id"))); err != nil {
		return err
	}
	if err := c.establishmentVisible(p.E); err != nil {
		return err
	}
	if p.E.MergedInto != "" {
		root, err := establishment.Root(ctx, tx, p.E.ID)
		if err != nil {
			return err
		}
		p.MergedInto = &ui.Link{Label: root.Name, Href: ui.Path("co-so", string(root.ID))}
	}
	p.MayEdit = establishment.MayEdit(tx, p.E)
	p.MayDraft = c.may(access.EditScheme) && p.E.MergedInto == ""
	family, err := establishment.Family(ctx, tx, p.E.ID)
	if err != nil {
		return err
	}
	p.Family = family[1:]
	history, err := establishmentHistory(ctx, tx, family, p.ShowBooks)
	if err != nil {
		return err
	}
	p.establishmentCount(history)
	if p.ShowNeeds {
		if p.Needs, _, err = survey.Needs(ctx, tx, survey.NeedFilter{Of: family, Limit: 200}); err != nil {
			return err
		}
	}
	merges, err := establishment.Merges(ctx, tx, p.E.ID)
	if err != nil {
		return err
	}
	p.Merges, err = c.establishmentMergeRows(tx, merges)
	return err
}

// establishmentCount groups the history by year and adds it up.
func (p *establishmentShowPage) establishmentCount(history []establishmentSupport) {
	for _, s := range history {
		if n := len(p.Years); n == 0 || p.Years[n-1].Year != s.Year {
			p.Years = append(p.Years, establishmentYear{Year: s.Year})
		}
		last := &p.Years[len(p.Years)-1]
		last.Supports = append(last.Supports, s)
	}
	p.Sums = establishmentSums(history)
	n, sum := establishmentUntold(history)
	p.Untold, p.UntoldSum = n, ui.Money(sum)
}

// establishmentMergeRows adds the names to merges.
func (c *call) establishmentMergeRows(tx *db.Tx, merges []establishment.Merged) ([]establishmentMergeRow, error) {
	people := map[string]string{"": "", "system": "Hệ thống"}
	person := func(id string) (string, error) {
		if name, ok := people[id]; ok {
			return name, nil
		}
		u, err := identity.ByID(c.ctx(), tx, identity.ID(id))
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return "", err
		}
		people[id] = u.Name
		return u.Name, nil
	}
	var ids []establishment.ID
	for _, m := range merges {
		ids = append(ids, m.Kept, m.Dropped)
	}
	names, err := establishment.Names(c.ctx(), tx, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]establishmentMergeRow, 0, len(merges))
	for _, m := range merges {
		row := establishmentMergeRow{Merged: m, KeptName: names[m.Kept], DroppedName: names[m.Dropped], Key: ui.Key()}
		if row.ByName, err = person(m.By); err != nil {
			return nil, err
		}
		if row.UndoneByName, err = person(m.UndoneBy); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// establishmentWords puts the record into rows.
func (p *establishmentShowPage) establishmentWords() {
	e := p.E
	p.Meta = strings.Join([]string{string(e.ID), e.Kind.Label()}, " · ")
	p.Women, p.Minority = e.WomenOwned, e.MinorityOwned
	p.Identity = []ui.Row{
		{Key: "Loại hình", Value: e.Kind.Label()},
		{Key: "Mã số thuế", Value: establishmentTax(e.TaxCode, p.MayEdit)},
		{Key: "Ngày thành lập", Value: ui.Day(e.FoundedOn)},
	}
	p.Contact = []ui.Row{
		{Key: "Người liên hệ", Value: e.Contact},
		{Key: "Điện thoại", Value: establishment.ShowPhone(e.Phone)},
		{Key: "Thư điện tử", Value: e.Email},
	}
	if e.Phone != "" {
		p.Contact[1].Href = "tel:" + e.Phone
	}
	if e.Email != "" {
		p.Contact[2].Href = "mailto:" + e.Email
	}
	vsic := e.VSIC
	if vsic != "" {
		vsic += " (hệ thống ngành " + string(e.VSICVersion) + ")"
	}
	p.Trade = []ui.Row{
		{Key: "Nhóm ngành, nghề", Value: establishmentIndustryNames()[e.Industry]},
		{Key: "Sản phẩm chính", Value: e.Products},
		{Key: "Mã ngành kinh tế", Value: vsic},
	}
	size := []ui.Row{{Key: "Số lao động"}, {Key: "Vốn đăng ký"}, {Key: "Doanh thu năm gần nhất"}}
	if e.Workers > 0 {
		size[0].Value = ui.Count(e.Workers) + " người"
	}
	if e.Capital > 0 {
		size[1].Value = ui.Money(e.Capital)
	}
	if e.Revenue > 0 {
		size[2].Value = ui.Money(e.Revenue)
	}
	p.Trade = append(p.Trade, size...)
	if e.Note != "" {
		p.Trade = append(p.Trade, ui.Row{Key: "Ghi chú", Value: e.Note})
	}
	p.OldPlace, p.NewPlace = territory.In(e.Address, territory.OldUnits), territory.In(e.Address, territory.NewUnits)
	if e.Address.Commune == "" {
		return
	}
	p.PlaceDay = "Ghi theo đơn vị hành chính của ngày " + ui.Day(e.Address.On) + "."
	if strings.Contains(p.OldPlace+p.NewPlace, " / ") {
		p.PlaceDay += " Dấu “/” là một trong các đơn vị đó."
	}
}
