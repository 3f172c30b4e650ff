package office

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/survey"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/platform/text"
	"example.vn/khuyencong/internal/web/ui"
)

// surveyCampaignsPage is the list of campaigns.
type surveyCampaignsPage struct {
	Shell   ui.Shell
	Rows    []survey.Overview
	MayOpen bool
	Commune string // code, for a commune officer
}

func (c *call) surveyCampaigns() error {
	p := surveyCampaignsPage{MayOpen: c.may(access.ManageCampaign), Commune: c.surveyOwn()}
	err := c.view(func(tx *db.Tx) error {
		campaigns, err := survey.Campaigns(c.ctx(), tx)
		if err != nil {
			return err
		}
		for _, one := range campaigns {
			o, err := survey.Progress(c.ctx(), tx, one.Year)
			if err != nil {
				return err
			}
			p.Rows = append(p.Rows, o)
		}
		return nil
	})
	if err != nil {
		return err
	}
	p.Shell = c.page("Rà soát nhu cầu")
	return c.render(http.StatusOK, surveyCampaignsView(p))
}

// surveyOwn returns the commune that is all a commune officer sees of a
// survey; "" for everybody else.
func (c *call) surveyOwn() string {
	for _, r := range c.scope.Actor.Roles {
		if r != access.Commune && slices.Contains(access.ViewSurvey.Holders(), r) {
			return ""
		}
	}
	return c.scope.Actor.Commune
}

// surveyCampaignPage is the form of a campaign.
type surveyCampaignPage struct {
	Shell    ui.Shell
	New      bool
	Action   string
	Cancel   string
	Key      string
	Version  int64
	Value    map[string]string
	Problem  error
	Problems map[string]string
}

var surveyCampaignFields = []string{"year", "title", "due_on", "guidance"}

func (c *call) surveyCampaignRender(status int, p surveyCampaignPage) error {
	title := "Sửa đợt rà soát"
	if p.New {
		title = "Mở đợt rà soát"
	}
	p.Shell = c.page(title)
	p.Shell.Width, p.Shell.HasErrors = ui.Narrow, p.Problem != nil
	p.Shell.Back = &ui.Link{Label: "Rà soát nhu cầu", Href: p.Cancel}
	p.Problems = ui.Problems(p.Problem)
	return c.render(status, surveyCampaignFormView(p))
}

func (c *call) surveyOpenForm() error {
	year := strconv.Itoa(c.today().Year() + 1)
	return c.surveyCampaignRender(http.StatusOK, surveyCampaignPage{
		New: true, Action: "/nhu-cau/mo", Cancel: "/nhu-cau", Key: ui.Key(),
		Value: map[string]string{"year": year, "title": "Rà soát nhu cầu hỗ trợ khuyến công năm " + year},
	})
}

// surveyCampaignTyped reads the form again for showing it.
func surveyCampaignTyped(form *ui.Form, p *surveyCampaignPage) {
	p.Value = map[string]string{}
	for _, name := range surveyCampaignFields {
		p.Value[name] = form.Raw(name)
	}
	p.Key, p.Version = ui.Key(), int64(form.Int("version"))
}

func (c *call) surveyOpen() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := surveyCampaignPage{New: true, Action: "/nhu-cau/mo", Cancel: "/nhu-cau"}
	surveyCampaignTyped(form, &p)
	year, due := form.Int("year"), form.Date("due_on")
	if err = form.Err("Đợt rà soát còn chỗ cần xem lại."); err == nil {
		err = c.done(form, "Đã mở đợt rà soát. Các xã, phường đã thấy phiếu của mình.", func(tx *db.Tx) (string, error) {
			return surveyPath(year), survey.OpenCampaign(c.ctx(), tx, year, form.Line("title"), due, form.Text("guidance"))
		})
	}
	return c.surveyCampaignAnswer(err, p)
}

func (c *call) surveyCampaignAnswer(err error, p surveyCampaignPage) error {
	if ui.Correctable(err) {
		p.Problem = err
		return c.surveyCampaignRender(fault.KindOf(err).Status(), p)
	}
	return err
}

func (c *call) surveyChangeForm() error {
	year, err := c.surveyYear()
	if err != nil {
		return err
	}
	var one survey.Campaign
	if err := c.view(func(tx *db.Tx) (err error) { one, err = survey.CampaignOf(c.ctx(), tx, year); return err }); err != nil {
		return err
	}
	return c.surveyCampaignRender(http.StatusOK, surveyCampaignPage{
		Action: surveyPath(year, "sua"), Cancel: surveyPath(year), Key: ui.Key(), Version: one.Version,
		Value: map[string]string{"year": strconv.Itoa(year), "title": one.Title, "due_on": ui.Day(one.DueOn), "guidance": one.Guidance},
	})
}

func (c *call) surveyChange() error {
	year, form, err := c.surveyForm()
	if err != nil {
		return err
	}
	p := surveyCampaignPage{Action: surveyPath(year, "sua"), Cancel: surveyPath(year)}
	surveyCampaignTyped(form, &p)
	one := survey.Campaign{Year: year, Version: p.Version, Title: form.Line("title"), DueOn: form.Date("due_on"), Guidance: form.Text("guidance")}
	if err = form.Err("Đợt rà soát còn chỗ cần xem lại."); err == nil {
		err = c.done(form, "Đã lưu đợt rà soát.", func(tx *db.Tx) (string, error) {
			return surveyPath(year), survey.ChangeCampaign(c.ctx(), tx, one)
		})
	}
	return c.surveyCampaignAnswer(err, p)
}

// surveyForm reads the year of the path and the form of a POST.
func (c *call) surveyForm() (int, *ui.Form, error) {
	year, err := c.surveyYear()
	if err != nil {
		return 0, nil, err
	}
	form, err := ui.ReadForm(c.r)
	return year, form, err
}

func (c *call) surveyClose() error {
	year, form, err := c.surveyForm()
	if err != nil {
		return err
	}
	return c.surveyOverviewAnswer(c.done(form, "Đã đóng đợt rà soát.", func(tx *db.Tx) (string, error) {
		return surveyPath(year), survey.Close(c.ctx(), tx, year, int64(form.Int("version")))
	}), "")
}

func (c *call) surveyReopen() error {
	year, form, err := c.surveyForm()
	if err != nil {
		return err
	}
	due := form.Date("due_on")
	if err = form.Err("Chưa mở lại được."); err == nil {
		err = c.done(form, "Đã mở lại đợt rà soát.", func(tx *db.Tx) (string, error) {
			return surveyPath(year), survey.Reopen(c.ctx(), tx, year, int64(form.Int("version")), due)
		})
	}
	return c.surveyOverviewAnswer(err, form.Raw("due_on"))
}

// surveyOverviewPage is how far a campaign has come.
type surveyOverviewPage struct {
	Shell     ui.Shell
	O         survey.Overview
	Rows      []survey.Row // after filtering
	Search    string
	State     string
	Old       bool // show the communes in the units before 01/7/2025
	Views     []ui.NavItem
	MayManage bool
	Key       string
	Download  string
	Problem   error
	DueTyped  string
}

// answered counts the sheets that came in.
func (p surveyOverviewPage) answered() int {
	return p.O.Counts[survey.Sent] + p.O.Counts[survey.Confirmed]
}

// asked counts the communes that were asked.
func (p surveyOverviewPage) asked() int { return len(p.O.Rows) }

func (c *call) surveyOverview() error {
	return c.surveyOverviewRender(http.StatusOK, surveyOverviewPage{})
}

func (c *call) surveyOverviewAnswer(err error, due string) error {
	if ui.Correctable(err) {
		return c.surveyOverviewRender(fault.KindOf(err).Status(), surveyOverviewPage{Problem: err, DueTyped: due})
	}
	return err
}

func (c *call) surveyOverviewRender(status int, p surveyOverviewPage) error {
	year, err := c.surveyYear()
	if err != nil {
		return err
	}
	if own := c.surveyOwn(); own != "" {
		return ui.SeeOtherTo(c.w, c.r, surveyPath(year, own))
	}
	err = c.view(func(tx *db.Tx) (err error) { p.O, err = survey.Progress(c.ctx(), tx, year); return err })
	if err != nil {
		return err
	}
	q := c.r.URL.Query()
	p.Search, p.State = text.CleanLine(q.Get("q")), q.Get("tinh-trang")
	p.Old = q.Get("don-vi") == string(territory.OldUnits)
	p.Rows = surveyRows(p.O.Rows, p.Search, p.State)
	p.Views = surveyViews(p)
	p.Shell = c.page("Rà soát nhu cầu năm " + strconv.Itoa(year))
	p.Shell.Back = &ui.Link{Label: "Các đợt rà soát", Href: "/nhu-cau"}
	p.Shell.HasErrors, p.Shell.Printed = p.Problem != nil, c.establishmentNow()
	p.MayManage, p.Key, p.Download = c.may(access.ManageCampaign), ui.Key(), surveyPath(year, "tai-ve")
	return c.render(status, surveyOverviewView(p))
}

// surveyViews are the two orders of units that the communes are read in.
func surveyViews(p surveyOverviewPage) []ui.NavItem {
	at := func(view string) string {
		return ui.PathQuery(surveyPath(p.O.Campaign.Year), "q", p.Search, "tinh-trang", p.State, "don-vi", view)
	}
	return []ui.NavItem{
		{Label: "Theo đơn vị hiện nay", Href: at(""), Current: !p.Old},
		{Label: "Theo đơn vị trước 01/7/2025", Href: at(string(territory.OldUnits)), Current: p.Old},
	}
}

// surveyCommune is the commune of a sheet in the units before 01/7/2025.
func surveyCommune(o survey.Overview, code string) string {
	return territory.In(territory.Address{Commune: code, On: o.Campaign.OpensOn}, territory.OldUnits)
}

// surveyRows keeps the communes that fit the search and the state; "qua-han"
// are those past the due day.
func surveyRows(all []survey.Row, search, state string) []survey.Row {
	var rows []survey.Row
	want := text.Fold(search)
	for _, r := range all {
		switch state {
		case "":
		case "qua-han":
			if !r.Overdue && !r.Late {
				continue
			}
		default:
			if string(r.State) != state {
				continue
			}
		}
		if strings.Contains(text.Fold(r.Name), want) {
			rows = append(rows, r)
		}
	}
	return rows
}

func surveyStateOptions() []ui.Option {
	options := []ui.Option{{Label: "Tất cả"}}
	for _, s := range survey.ReplyStates() {
		options = append(options, ui.Option{Value: string(s), Label: s.Label()})
	}
	return append(options, ui.Option{Value: "qua-han", Label: "Quá hạn hoặc gửi sau hạn"})
}

// surveyDownload sends the progress and every need as a workbook.
func (c *call) surveyDownload() error {
	year, err := c.surveyYear()
	if err != nil {
		return err
	}
	var o survey.Overview
	var needs []survey.Need
	var names map[establishment.ID]string
	err = c.view(func(tx *db.Tx) (err error) {
		if o, err = survey.Progress(c.ctx(), tx, year); err != nil {
			return err
		}
		f := survey.NeedFilter{Year: year, Limit: 500}
		for {
			found, next, err := survey.Needs(c.ctx(), tx, f)
			if err != nil {
				return err
			}
			needs = append(needs, found...)
			if f.After = next; next == "" {
				break
			}
		}
		names, err = establishment.Names(c.ctx(), tx, surveyEstablishments(needs))
		return err
	})
	if err != nil {
		return err
	}
	book := sheet.Workbook{Pages: []sheet.Page{c.surveyProgressSheet(o), c.surveyNeedSheet(o, needs, names)}}
	return c.sendBook("nhu-cau-"+strconv.Itoa(year)+".xlsx", book)
}

// surveyEstablishments lists the establishments that needs name.
func surveyEstablishments(needs []survey.Need) []establishment.ID {
	var ids []establishment.ID
	for _, n := range needs {
		if n.Establishment != "" && !slices.Contains(ids, n.Establishment) {
			ids = append(ids, n.Establishment)
		}
	}
	return ids
}

func (c *call) surveyProgressSheet(o survey.Overview) sheet.Page {
	p := sheet.Page{
		Name: "Tiến độ", Titles: []string{c.province.Centre, "TIẾN ĐỘ " + strings.ToUpper(o.Campaign.Title), "Hạn gửi: " + ui.Day(o.Campaign.DueOn)},
		Columns: []sheet.Column{
			{Head: "STT", Width: 6}, {Head: "Mã", Width: 10}, {Head: "Xã, phường", Width: 30}, {Head: "Đơn vị trước 01/7/2025", Width: 50}, {Head: "Trạng thái", Width: 16}, {Head: "Gửi lúc", Width: 26},
			{Head: "Số nhu cầu", Width: 12}, {Head: "Tổng kinh phí (đồng)", Width: 20}, {Head: "Đề nghị hỗ trợ (đồng)", Width: 20},
		},
		Notes: []string{"Lấy số liệu lúc " + ui.Moment(c.establishmentNow()) + "."},
	}
	for i, r := range o.Rows {
		p.Rows = append(p.Rows, []sheet.Value{
			sheet.Count(int64(i + 1)), sheet.Text(r.Commune), sheet.Text(r.Name), sheet.Text(surveyCommune(o, r.Commune)), sheet.Text(r.State.Label()), sheet.Text(surveyReplyWhen(r.Reply)),
			sheet.Count(int64(r.Needs)), sheet.Money(r.Cost), sheet.Money(r.Asked),
		})
	}
	p.Rows = append(p.Rows, []sheet.Value{
		sheet.Blank(), sheet.Blank(), sheet.Text("Cộng").Bold(), sheet.Blank(), sheet.Blank(), sheet.Blank(),
		sheet.Count(int64(o.Total)).Bold(), sheet.Money(o.Cost).Bold(), sheet.Money(o.Asked).Bold(),
	})
	return p
}

func (c *call) surveyNeedSheet(o survey.Overview, needs []survey.Need, names map[establishment.ID]string) sheet.Page {
	p := sheet.Page{
		Name: "Nhu cầu", Titles: []string{c.province.Centre, "NHU CẦU CỦA CÁC XÃ, PHƯỜNG", o.Campaign.Title},
		Columns: []sheet.Column{
			{Head: "STT", Width: 6}, {Head: "Mã", Width: 10}, {Head: "Xã, phường", Width: 24}, {Head: "Cơ sở", Width: 36}, {Head: "Nhu cầu", Width: 40},
			{Head: "Nội dung", Width: 26}, {Head: "Tổng kinh phí (đồng)", Width: 20}, {Head: "Đề nghị hỗ trợ (đồng)", Width: 20},
			{Head: "Trạng thái", Width: 20}, {Head: "Đề án", Width: 12}, {Head: "Ghi chú", Width: 30},
		},
		Notes: []string{"Lấy số liệu lúc " + ui.Moment(c.establishmentNow()) + "."},
	}
	communes := map[string]string{}
	for _, r := range o.Rows {
		communes[r.Commune] = r.Name
	}
	for i, n := range needs {
		note := n.Note
		if n.Reason != "" {
			note = strings.TrimPrefix(note+"; lý do: "+n.Reason, "; ")
		}
		p.Rows = append(p.Rows, []sheet.Value{
			sheet.Count(int64(i + 1)), sheet.Text(string(n.ID)), sheet.Text(communes[n.Commune]), sheet.Text(names[n.Establishment]), sheet.Text(n.Title),
			sheet.Text(establishmentContent(n.Content)), sheet.Money(n.Cost), sheet.Money(n.Asked),
			sheet.Text(n.State.Label()), sheet.Text(n.Scheme), sheet.Text(note),
		})
	}
	return p
}
