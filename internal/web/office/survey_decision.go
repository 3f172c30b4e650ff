package office

import (
	"net/http"
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
