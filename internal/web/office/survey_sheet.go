package office

import (
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/survey"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// surveySheetPage is the sheet of one commune.
type surveySheetPage struct {
	Shell          ui.Shell
	S              survey.Sheet
	Names          map[establishment.ID]string
	SentBy         string
	Cost, Asked    money.VND
	MayHandle      bool // the centre
	MayConfirm     bool
	MayReturn      bool
	MayOpenScheme  bool
	Key            string
	Remove         map[survey.ID]string // idempotency keys
	Problem        error
	Problems       map[string]string
	Note, Reason   string
	NoteAgain      string // what was written the last time
	EnterableLater bool   // the commune's officer looks at a sheet that is with the centre
}

// commune is the code in the path of the page.
func (p surveySheetPage) path(segments ...string) string {
	return surveyPath(p.S.Campaign.Year, append([]string{p.S.Reply.Commune}, segments...)...)
}

func (c *call) surveySheet() error {
	return c.surveySheetRender(http.StatusOK, surveySheetPage{})
}

// surveySheetAnswer shows the sheet again where err is the user's to mend.
func (c *call) surveySheetAnswer(err error, p surveySheetPage) error {
	if !ui.Correctable(err) {
		return err
	}
	p.Problem = err
	return c.surveySheetRender(fault.KindOf(err).Status(), p)
}

func (c *call) surveySheetRender(status int, p surveySheetPage) error {
	year, err := c.surveyYear()
	if err != nil {
		return err
	}
	err = c.view(func(tx *db.Tx) (err error) {
		if p.S, err = survey.SheetOf(c.ctx(), tx, year, c.r.PathValue("commune")); err != nil {
			return err
		}
		if p.S.Reply.SentBy != "" {
			u, err := identity.ByID(c.ctx(), tx, identity.ID(p.S.Reply.SentBy))
			if err != nil && fault.KindOf(err) != fault.NotFound {
				return err
			}
			p.SentBy = u.Name
		}
		p.Names, err = establishment.Names(c.ctx(), tx, surveyEstablishments(p.S.Needs))
		return err
	})
	if err != nil {
		return err
	}
	p.Remove = map[survey.ID]string{}
	for _, n := range p.S.Needs {
		p.Cost, p.Asked = p.Cost+n.Cost, p.Asked+n.Asked
		p.Remove[n.ID] = ui.Key()
	}
	p.Shell = c.page("Phiếu nhu cầu năm " + strconv.Itoa(year) + ", " + p.S.Name)
	p.Shell.Back = &ui.Link{Label: "Đợt rà soát năm " + strconv.Itoa(year), Href: surveyPath(year)}
	if c.surveyOwn() != "" {
		p.Shell.Back = &ui.Link{Label: "Các đợt rà soát", Href: "/nhu-cau"}
	}
	p.Shell.HasErrors, p.Shell.Printed = p.Problem != nil, c.establishmentNow()
	p.MayHandle = c.may(access.HandleNeed)
	p.MayConfirm = p.MayHandle && p.S.Reply.State.MayBecome(survey.Confirmed)
	p.MayReturn = p.MayHandle && p.S.Reply.State.MayBecome(survey.Returned) && p.S.Campaign.State == survey.Open
	p.MayOpenScheme = c.may(access.ViewProgramme)
	p.EnterableLater = c.may(access.EnterNeed) && !p.S.MayEnter && c.scope.Actor.Commune == p.S.Reply.Commune
	p.Key, p.Problems = ui.Key(), ui.Problems(p.Problem)
	if p.Note == "" {
		p.Note = p.S.Reply.Note
	}
	return c.render(status, surveySheetView(p))
}

// surveySheetForm reads the path and form of a deed on a sheet.
func (c *call) surveySheetForm() (year int, commune string, form *ui.Form, err error) {
	year, form, err = c.surveyForm()
	return year, c.r.PathValue("commune"), form, err
}

func (c *call) surveySend() error {
	year, commune, form, err := c.surveySheetForm()
	if err != nil {
		return err
	}
	err = c.done(form, "Đã gửi phiếu cho Trung tâm.", func(tx *db.Tx) (string, error) {
		return surveyPath(year, commune), survey.Send(c.ctx(), tx, year, commune, int64(form.Int("version")), form.Text("note"))
	})
	return c.surveySheetAnswer(err, surveySheetPage{Note: form.Raw("note")})
}

func (c *call) surveyReturn() error {
	year, commune, form, err := c.surveySheetForm()
	if err != nil {
		return err
	}
	err = c.done(form, "Đã trả phiếu cho xã bổ sung.", func(tx *db.Tx) (string, error) {
		return surveyPath(year, commune), survey.Return(c.ctx(), tx, year, commune, int64(form.Int("version")), form.Text("reason"))
	})
	return c.surveySheetAnswer(err, surveySheetPage{Reason: form.Raw("reason")})
}

func (c *call) surveyConfirm() error {
	year, commune, form, err := c.surveySheetForm()
	if err != nil {
		return err
	}
	err = c.done(form, "Đã nhận phiếu.", func(tx *db.Tx) (string, error) {
		return surveyPath(year, commune), survey.Confirm(c.ctx(), tx, year, commune, int64(form.Int("version")))
	})
	return c.surveySheetAnswer(err, surveySheetPage{})
}

func (c *call) surveyNeedRemove() error {
	year, commune, form, err := c.surveySheetForm()
	if err != nil {
		return err
	}
	id := survey.ID(c.r.PathValue("need"))
	err = c.done(form, "Đã bỏ nhu cầu khỏi phiếu.", func(tx *db.Tx) (string, error) {
		if _, err := c.surveyNeedHere(tx, year, commune, id); err != nil {
			return "", err
		}
		return surveyPath(year, commune), survey.RemoveNeed(c.ctx(), tx, id, int64(form.Int("version")))
	})
	return c.surveySheetAnswer(err, surveySheetPage{})
}

// surveyNeedHere returns a need if it stands on the sheet that the path names.
func (c *call) surveyNeedHere(tx *db.Tx, year int, commune string, id survey.ID) (survey.Need, error) {
	n, err := survey.NeedByID(c.ctx(), tx, id)
	if err != nil {
		return n, err
	}
	if n.Year != year || n.Commune != commune {
		return n, fault.New(fault.NotFound, "Không tìm thấy nhu cầu này trên phiếu.")
	}
	return n, nil
}
