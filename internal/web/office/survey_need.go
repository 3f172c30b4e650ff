package office

import (
	"net/http"
	"net/url"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/survey"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// surveyNeedFields is the order of the form of a need.
var surveyNeedFields = []string{"establishment", "title", "content", "cost", "asked", "note"}

// surveyNeedPage is the form of a need.
type surveyNeedPage struct {
	Shell          ui.Shell
	Year           int
	Commune        string
	CommuneName    string
	ID             survey.ID // "" for a new one
	Action, Key    string
	Version        int64
	Value          map[string]string
	Establishments []ui.Option
	Contents       []ui.Option
	Problem        error
	Problems       map[string]string
}

// surveySplit cuts text into lines.
func surveySplit(text string) []string { return strings.Split(text, "\n") }

// surveyContentOptions lists the contents of activity of today's catalogue.
func (c *call) surveyContentOptions(chosen string) []ui.Option {
	options := []ui.Option{{Label: "Chọn nội dung"}}
	known := chosen == ""
	for _, info := range normbook.Contents(c.today()) {
		options = append(options, ui.Option{Value: string(info.Code), Label: info.Name})
		known = known || string(info.Code) == chosen
	}
	if info, ok := normbook.ContentByCode(norm.Content(chosen)); !known && ok {
		options = append(options, ui.Option{Value: chosen, Label: info.Name})
	}
	return options
}

func (c *call) surveyNeedRender(status int, p surveyNeedPage) error {
	err := c.view(func(tx *db.Tx) error {
		s, err := survey.SheetOf(c.ctx(), tx, p.Year, p.Commune)
		if err != nil {
			return err
		}
		p.CommuneName = s.Name
		found, _, err := establishment.List(c.ctx(), tx, establishment.Filter{Communes: []string{p.Commune}, Limit: 500})
		if err != nil {
			return err
		}
		chosen := p.Value["establishment"]
		p.Establishments = []ui.Option{{Label: "Nhiều cơ sở, nêu tên sau"}}
		known := chosen == ""
		for _, e := range found {
			p.Establishments = append(p.Establishments, ui.Option{Value: string(e.ID), Label: surveyEstablishmentLabel(e)})
			known = known || string(e.ID) == chosen
		}
		if e, err := establishment.ByID(c.ctx(), tx, establishment.ID(chosen)); !known && err == nil && c.establishmentVisible(e) == nil {
			p.Establishments = append(p.Establishments, ui.Option{Value: chosen, Label: surveyEstablishmentLabel(e)})
		}
		return nil
	})
	if err != nil {
		return err
	}
	title := "Thêm nhu cầu"
	if p.ID != "" {
		title = "Sửa nhu cầu"
	}
	p.Shell = c.page(title)
	p.Shell.Width, p.Shell.HasErrors = ui.Narrow, p.Problem != nil
	p.Shell.Back = &ui.Link{Label: "Phiếu của " + p.CommuneName, Href: surveyPath(p.Year, p.Commune)}
	p.Contents, p.Problems = c.surveyContentOptions(p.Value["content"]), ui.Problems(p.Problem)
	return c.render(status, surveyNeedView(p))
}

// surveyNeedStart returns the form for the sheet of the path, which must be
// open to the caller.
func (c *call) surveyNeedStart() (surveyNeedPage, error) {
	year, err := c.surveyYear()
	p := surveyNeedPage{Year: year, Commune: c.r.PathValue("commune"), Key: ui.Key(), Value: map[string]string{}}
	if err != nil {
		return p, err
	}
	p.Action = surveyPath(year, p.Commune, "them")
	return p, c.view(func(tx *db.Tx) error {
		s, err := survey.SheetOf(c.ctx(), tx, year, p.Commune)
		if err != nil {
			return err
		}
		switch {
		case s.MayEnter:
			return nil
		case c.scope.Actor.Commune != p.Commune:
			return fault.New(fault.Forbidden, "Cán bộ cấp xã chỉ nhập phiếu của xã mình.")
		case s.Campaign.State == survey.Closed:
			return fault.New(fault.Conflict, "Đợt rà soát đã đóng; hãy đề nghị Trung tâm mở lại.")
		}
		return fault.New(fault.Conflict, "Phiếu đang ở Trung tâm nên chưa sửa được; hãy đề nghị Trung tâm trả lại.")
	})
}

func (c *call) surveyNeedNew() error {
	p, err := c.surveyNeedStart()
	if err != nil {
		return err
	}
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p.surveyNeedTyped(form)
	return c.surveyNeedRender(http.StatusOK, p)
}

// surveyNeedTyped keeps what was typed; co-so names an establishment that was
// just entered on its own page.
func (p *surveyNeedPage) surveyNeedTyped(form *ui.Form) {
	for _, name := range surveyNeedFields {
		if form.Has(name) {
			p.Value[name] = form.Raw(name)
		}
	}
	if id := form.Line("co-so"); id != "" {
		p.Value["establishment"] = id
	}
}

// surveyNeed reads the form into n.
func surveyNeed(form *ui.Form, n *survey.Need) error {
	n.Establishment = establishment.ID(form.Line("establishment"))
	n.Title, n.Content, n.Note = form.Line("title"), form.Line("content"), form.Text("note")
	n.Cost, n.Asked = form.Money("cost"), form.Money("asked")
	if n.Content != "" {
		_, known := normbook.ContentByCode(norm.Content(n.Content))
		form.Check(known, "content", "Cần chọn nội dung hỗ trợ trong danh mục.")
	}
	return form.Err("Nhu cầu còn chỗ cần xem lại.")
}

func (c *call) surveyNeedAdd() error {
	p, err := c.surveyNeedStart()
	if err != nil {
		return err
	}
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p.surveyNeedTyped(form)
	if form.Raw("viec") == "co-so" {
		return c.surveyToEstablishment(p.Action, p.Value)
	}
	n := survey.Need{Year: p.Year, Commune: p.Commune}
	if err = surveyNeed(form, &n); err == nil {
		err = c.done(form, "Đã thêm nhu cầu.", func(tx *db.Tx) (string, error) {
			one := n // may run more than once
			return surveyPath(p.Year, p.Commune), survey.AddNeed(c.ctx(), tx, &one)
		})
	}
	return c.surveyNeedAnswer(err, p)
}

// surveyToEstablishment leads to the form of a new establishment, which comes
// back to back with what was typed here.
func (c *call) surveyToEstablishment(back string, value map[string]string) error {
	var pairs []string
	for _, name := range surveyNeedFields[1:] {
		pairs = append(pairs, name, value[name])
	}
	return ui.SeeOtherTo(c.w, c.r, ui.PathQuery("/co-so/moi", "ve", ui.PathQuery(back, pairs...)))
}

func (c *call) surveyNeedAnswer(err error, p surveyNeedPage) error {
	if ui.Correctable(err) {
		p.Problem = err
		return c.surveyNeedRender(fault.KindOf(err).Status(), p)
	}
	return err
}

// surveyNeedLoad returns the form for the need of the path with the need.
func (c *call) surveyNeedLoad() (p surveyNeedPage, n survey.Need, err error) {
	if p, err = c.surveyNeedStart(); err != nil {
		return p, n, err
	}
	p.ID = survey.ID(c.r.PathValue("need"))
	p.Action = surveyPath(p.Year, p.Commune, string(p.ID), "sua")
	err = c.view(func(tx *db.Tx) (err error) {
		n, err = c.surveyNeedHere(tx, p.Year, p.Commune, p.ID)
		return err
	})
	p.Version = n.Version
	return p, n, err
}

func (c *call) surveyNeedEdit() error {
	p, n, err := c.surveyNeedLoad()
	if err != nil {
		return err
	}
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p.Value = map[string]string{
		"establishment": string(n.Establishment), "title": n.Title, "content": n.Content,
		"cost": establishmentDong(n.Cost), "asked": establishmentDong(n.Asked), "note": n.Note,
	}
	p.surveyNeedTyped(form) // on the way back from a new establishment
	return c.surveyNeedRender(http.StatusOK, p)
}

func (c *call) surveyNeedChange() error {
	p, n, err := c.surveyNeedLoad()
	if err != nil {
		return err
	}
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p.surveyNeedTyped(form)
	if form.Raw("viec") == "co-so" {
		return c.surveyToEstablishment(p.Action, p.Value)
	}
	n.Version = int64(form.Int("version"))
	p.Version = n.Version
	if err = surveyNeed(form, &n); err == nil {
		err = c.done(form, "Đã lưu nhu cầu.", func(tx *db.Tx) (string, error) {
			one := n // may run more than once
			return surveyPath(p.Year, p.Commune), survey.ChangeNeed(c.ctx(), tx, &one)
		})
	}
	return c.surveyNeedAnswer(err, p)
}

// surveyBack adds the new establishment to the address that waits for it.
func surveyBack(back, id string) string {
	u, err := url.Parse(ui.LocalPath(back))
	if err != nil {
		return ui.HomePath
	}
	q := u.Query()
	q.Set("co-so", id)
	u.RawQuery = q.Encode()
	return u.String()
}
