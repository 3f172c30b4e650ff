package office

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/survey"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
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
			return surveyPath(p.Year, p.Commune), survey.AddNeed(c.ctx(), tx, &n)
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
			return surveyPath(p.Year, p.Commune), survey.ChangeNeed(c.ctx(), tx, &n)
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

// surveyDecisionPage is the form of what the centre does with a need.
type surveyDecisionPage struct {
	Shell    ui.Shell
	Need     survey.Need
	Sheet    survey.Sheet
	Who      string // name of the establishment
	Action   string
	Key      string
	Value    map[string]string
	Contents []ui.Option
	Problem  error
	Problems map[string]string
}

// surveyConvertFields is the order of the form of a new scheme.
var surveyConvertFields = []string{"fund", "title", "content", "asked", "own"}

// surveyDecision loads the need of the path for the centre.
func (c *call) surveyDecision(deed string) (p surveyDecisionPage, err error) {
	year, err := c.surveyYear()
	if err != nil {
		return p, err
	}
	commune, id := c.r.PathValue("commune"), survey.ID(c.r.PathValue("need"))
	p.Action, p.Key, p.Value = surveyPath(year, commune, string(id), deed), ui.Key(), map[string]string{}
	return p, c.view(func(tx *db.Tx) (err error) {
		if p.Need, err = c.surveyNeedHere(tx, year, commune, id); err != nil {
			return err
		}
		if p.Sheet, err = survey.SheetOf(c.ctx(), tx, year, commune); err != nil {
			return err
		}
		names, err := establishment.Names(c.ctx(), tx, surveyEstablishments([]survey.Need{p.Need}))
		p.Who = names[p.Need.Establishment]
		return err
	})
}

// surveyOpenDecision refuses a need on which the centre has decided.
func (p surveyDecisionPage) surveyOpenDecision(to survey.NeedState) error {
	if p.Need.State.MayBecome(to) {
		return nil
	}
	return fault.New(fault.Conflict, "Nhu cầu đang ở trạng thái “"+p.Need.State.Label()+"” nên không làm được việc này.")
}

func (c *call) surveyDecisionRender(status int, p surveyDecisionPage, title string) error {
	p.Shell = c.page(title)
	p.Shell.Width, p.Shell.HasErrors = ui.Narrow, p.Problem != nil
	p.Shell.Back = &ui.Link{Label: "Phiếu của " + p.Sheet.Name, Href: surveyPath(p.Need.Year, p.Need.Commune)}
	p.Problems = ui.Problems(p.Problem)
	if strings.HasSuffix(p.Action, "/de-an") {
		p.Contents = c.surveyContentOptions(p.Value["content"])
		return c.render(status, surveyConvertView(p))
	}
	return c.render(status, surveyDeclineView(p))
}

func (c *call) surveyDeclineForm() error {
	p, err := c.surveyDecision("khong-dua-vao")
	if err == nil {
		err = p.surveyOpenDecision(survey.NeedDeclined)
	}
	if err != nil {
		return err
	}
	return c.surveyDecisionRender(http.StatusOK, p, "Không đưa nhu cầu vào kế hoạch")
}

func (c *call) surveyDecline() error {
	p, err := c.surveyDecision("khong-dua-vao")
	if err != nil {
		return err
	}
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p.Value["reason"] = form.Raw("reason")
	err = c.done(form, "Đã ghi: không đưa nhu cầu vào kế hoạch.", func(tx *db.Tx) (string, error) {
		return surveyPath(p.Need.Year, p.Need.Commune), survey.Decline(c.ctx(), tx, p.Need.ID, int64(form.Int("version")), form.Text("reason"))
	})
	if ui.Correctable(err) {
		p.Problem = err
		return c.surveyDecisionRender(fault.KindOf(err).Status(), p, "Không đưa nhu cầu vào kế hoạch")
	}
	return err
}

func (c *call) surveyConvertForm() error {
	p, err := c.surveyDecision("de-an")
	if err == nil {
		err = p.surveyOpenDecision(survey.NeedConverted)
	}
	if err != nil {
		return err
	}
	p.Value = map[string]string{
		"fund": string(ledger.Local), "title": p.Need.Title, "content": p.Need.Content,
		"asked": establishmentDong(p.Need.Asked), "own": establishmentDong(p.Need.Cost - p.Need.Asked),
	}
	if p.Who != "" && !strings.Contains(p.Need.Title, p.Who) {
		p.Value["title"] = p.Need.Title + " – " + p.Who
	}
	return c.surveyDecisionRender(http.StatusOK, p, "Lập đề án từ nhu cầu")
}

// surveyDraft is what the centre typed of the new scheme.
type surveyDraft struct {
	Fund       ledger.Fund
	Title      string
	Content    norm.Content
	Asked, Own money.VND
}

// surveyDraftTyped reads the form of a new scheme.
func surveyDraftTyped(form *ui.Form) (surveyDraft, error) {
	d := surveyDraft{
		Fund: ledger.Fund(form.Line("fund")), Title: form.Need("title", "Cần ghi tên đề án."),
		Content: norm.Content(form.Line("content")), Asked: form.Money("asked"), Own: form.Money("own"),
	}
	form.Check(slices.Contains(ledger.Funds(), d.Fund), "fund", "Cần chọn nguồn kinh phí.")
	_, known := normbook.ContentByCode(d.Content)
	form.Check(known, "content", "Cần chọn nội dung hỗ trợ trong danh mục.")
	form.Check(d.Asked > 0, "asked", "Cần ghi số tiền đề nghị hỗ trợ.")
	return d, form.Err("Chưa lập được đề án.")
}

func (c *call) surveyConvert() error {
	p, err := c.surveyDecision("de-an")
	if err != nil {
		return err
	}
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	for _, name := range surveyConvertFields {
		p.Value[name] = form.Raw(name)
	}
	draft, err := surveyDraftTyped(form)
	if err == nil {
		err = c.done(form, "Đã lập đề án từ nhu cầu. Anh/chị bổ sung hồ sơ rồi nộp thẩm định.", func(tx *db.Tx) (string, error) {
			id, err := survey.Convert(c.ctx(), tx, p.Need.ID, int64(form.Int("version")), func(n survey.Need) (string, error) {
				s, err := c.surveyScheme(tx, n, draft, p.Sheet)
				if err != nil {
					return "", err
				}
				err = scheme.Add(c.ctx(), tx, s)
				return string(s.ID), err
			})
			return ui.Path("de-an", id), err
		})
	}
	if ui.Correctable(err) {
		p.Problem = err
		return c.surveyDecisionRender(fault.KindOf(err).Status(), p, "Lập đề án từ nhu cầu")
	}
	return err
}

// surveyScheme drafts the scheme of a need: one content, one line of estimate,
// the establishment as beneficiary.
func (c *call) surveyScheme(tx *db.Tx, n survey.Need, d surveyDraft, sheet survey.Sheet) (*scheme.Scheme, error) {
	cost := scheme.Cost{No: 1, ContentNo: 1, Year: n.Year, Name: n.Title, Own: d.Own}
	if d.Fund == ledger.National {
		cost.National = d.Asked
	} else {
		cost.Local = d.Asked
	}
	s := &scheme.Scheme{
		Year: n.Year, YearEnd: n.Year, Fund: d.Fund, Title: d.Title, Implementer: c.province.Centre,
		Place:    territory.Address{Commune: n.Commune, On: sheet.Campaign.OpensOn},
		Contents: []scheme.Content{{No: 1, Code: d.Content, Units: 1}}, Costs: []scheme.Cost{cost},
		Need: string(n.ID), Origin: scheme.FromSurvey, Note: n.Note,
	}
	if n.Establishment == "" {
		return s, nil
	}
	e, err := establishment.Root(c.ctx(), tx, n.Establishment)
	if err != nil {
		return nil, err
	}
	if e.Address.Commune != "" {
		s.Place = e.Address
	}
	s.Industry = e.Industry
	s.Beneficiaries = []scheme.Beneficiary{{No: 1, Establishment: e.ID, ContentNo: 1, Cost: cost.Total(), Support: d.Asked, Place: e.Address}}
	return s, nil
}
