package office

import (
	"net/http"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/followup"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// followupAll is what the button sends that asks everybody who is due.
const followupAll = "tat-ca"

// followupHomePage is what is due and what the answers say.
type followupHomePage struct {
	Shell   ui.Shell
	By      followup.Filter
	Marks   []ui.NavItem
	KPIs    []ui.KPI
	Due     []followup.Due
	More    bool // than are listed
	Lines   []followup.Line
	Total   followup.Line
	MayAsk  bool
	Key     string
	Problem error
}

func (c *call) followupHome() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	by, problem := followupFilter(form)
	return c.followupHomeRender(followup.Filter{Months: by.Months}, problem)
}

// followupFilter reads which follow-ups are asked for.
func followupFilter(form *ui.Form) (followup.Filter, error) {
	by := followup.Filter{
		Content: form.Line("noi-dung"), Scheme: form.Line("de-an"), State: followup.State(form.Line("tinh-trang")), Use: followup.Use(form.Line("con-dung")),
	}
	if mark := form.Line("moc"); mark != "" {
		by.Months = form.Int("moc")
		form.Check(slices.Contains(followup.Marks(), by.Months), "moc", "Mốc theo dõi là 6, 12, 24 hoặc 36 tháng.")
	}
	form.Check(by.State == followup.Any || slices.Contains(followup.States(), by.State), "tinh-trang", "Không có tình trạng này.")
	form.Check(by.Use == followup.Unsaid || slices.Contains(followup.Uses(), by.Use), "con-dung", "Không có câu trả lời này.")
	err := form.Err("Chưa lọc được như địa chỉ yêu cầu.")
	if err != nil {
		by = followup.Filter{}
	}
	return by, err
}

// followupHref is the list of the follow-ups of a filter.
func followupHref(by followup.Filter) string {
	return ui.PathQuery(followupPath+"/phieu", "moc", followupNumber(by.Months), "noi-dung", by.Content, "de-an", by.Scheme, "tinh-trang", string(by.State), "con-dung", string(by.Use))
}

func followupNumber(months int) string {
	if months == 0 {
		return ""
	}
	return strconv.Itoa(months)
}

func (c *call) followupHomeRender(by followup.Filter, problem error) error {
	p := followupHomePage{By: by, MayAsk: c.may(access.AskFollowup), Key: ui.Key(), Problem: problem}
	silent := map[followup.State]int{} //nolint:exhaustive // counted as they come
	err := c.view(func(tx *db.Tx) (err error) {
		if p.Due, p.More, err = followup.DueNow(c.ctx(), tx); err != nil {
			return err
		}
		all, err := followup.All(c.ctx(), tx, by)
		if err != nil {
			return err
		}
		p.Lines, p.Total = followup.Results(all)
		for _, s := range []followup.State{followup.Waiting, followup.Missed} {
			rows, err := followup.All(c.ctx(), tx, followup.Filter{Months: by.Months, State: s})
			if err != nil {
				return err
			}
			silent[s] = len(rows)
		}
		return nil
	})
	if err != nil {
		return err
	}
	p.KPIs = p.figures(silent)
	p.Marks = followupMarks(by.Months)
	p.Shell = c.page("Theo dõi sau hỗ trợ")
	p.Shell.HasErrors, p.Shell.Printed, p.Shell.Print = problem != nil, c.reportMoment(), ui.Wide
	p.Shell.Back = &ui.Link{Label: "Báo cáo chương trình", Href: "/bao-cao"}
	status := http.StatusOK
	if problem != nil {
		status = fault.KindOf(problem).Status()
	}
	return c.render(status, followupHomeView(p))
}

// followupMarks are the tabs of the marks.
func followupMarks(chosen int) []ui.NavItem {
	items := []ui.NavItem{{Label: "Trả lời mới nhất", Href: followupPath, Current: chosen == 0}}
	for _, m := range followup.Marks() {
		items = append(items, ui.NavItem{Label: strconv.Itoa(m) + " tháng", Href: ui.PathQuery(followupPath, "moc", strconv.Itoa(m)), Current: m == chosen})
	}
	return items
}

// figures are the numbers at the head, each with its rows.
func (p followupHomePage) figures(silent map[followup.State]int) []ui.KPI {
	with := func(s followup.State) string {
		by := p.By
		by.State = s
		return followupHref(by)
	}
	due := ui.KPI{Label: "Đến kỳ, chưa hỏi", Value: ui.Count(len(p.Due)), Href: "#den-ky", Alert: len(p.Due) > 0}
	if p.More {
		due.Value = "hơn " + due.Value
	}
	answered := ui.KPI{Label: "Đơn vị đã trả lời", Value: ui.Count(p.Total.Answered), Href: with(followup.Answered), Note: "dưới 5 đơn vị được hỏi, không tính tỷ lệ"}
	if share, told := p.Total.Replied(); told {
		answered.Note = ui.Percent(share) + " đơn vị được hỏi"
	}
	return []ui.KPI{
		due, {Label: "Đơn vị được hỏi", Value: ui.Count(p.Total.Asked), Href: with(followup.Any)}, answered,
		{Label: "Phiếu chưa trả lời", Value: ui.Count(silent[followup.Waiting]), Note: "đường dẫn còn mở", Href: with(followup.Waiting)},
		{Label: "Phiếu không trả lời", Value: ui.Count(silent[followup.Missed]), Note: "đường dẫn đã đóng", Href: with(followup.Missed)},
	}
}

// behind leads to the rows of one figure of the results.
func (p followupHomePage) behind(l followup.Line, s followup.State, u followup.Use) string {
	by := p.By
	by.Content, by.State, by.Use = l.Content, s, u
	return followupHref(by)
}

// followupShare tells a share of the answers, or that there are too few.
func followupShare(l followup.Line, n int) string {
	share, told := l.Share(n)
	switch {
	case l.Answered == 0:
		return ""
	case told:
		return ui.Percent(share)
	}
	return "dưới 5 phiếu"
}

// followupContent names a content.
func followupContent(code string) string {
	if info, ok := normbook.ContentByCode(norm.Content(code)); ok {
		return info.Short
	}
	if code == "" {
		return "Không rõ nội dung"
	}
	return code
}

// followupAsk makes the links of one beneficiary that is due, or of all.
func (c *call) followupAsk() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	which := form.Need("phieu", "Hãy chọn đơn vị cần lập đường dẫn.")
	said, key := "Đã lập đường dẫn. Hãy gửi cho cơ sở hoặc in phiếu.", which
	if which == followupAll {
		said, key = "Đã lập đường dẫn cho mọi đơn vị đến kỳ. Hãy gửi từng đường dẫn cho cơ sở.", ""
	}
	if err = form.Err("Chưa lập được đường dẫn."); err == nil {
		err = c.done(form, said, func(tx *db.Tx) (string, error) {
			asked, err := followup.Ask(c.ctx(), tx, key)
			if err == nil && len(asked) == 1 {
				return followupOne(asked[0].ID), nil
			}
			return followupHref(followup.Filter{State: followup.Waiting}), err
		})
	}
	if ui.Correctable(err) {
		return c.followupHomeRender(followup.Filter{}, err)
	}
	return err
}

// followupOne is the page of one follow-up.
func followupOne(id followup.ID) string { return ui.Path("theo-doi-sau-ho-tro", "phieu", string(id)) }
