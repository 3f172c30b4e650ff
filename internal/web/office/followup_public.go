package office

import (
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/followup"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// followupLink is where an establishment answers, by the code in its address.
const followupLink = ui.SecretPath

// followupFields is the order of the questions.
var followupFields = []string{"used", "workers", "revenue", "output", "energy", "note"}

// followupForm is the questions with what was typed or kept.
type followupForm struct {
	Action, Key string
	Version     int64
	Value       map[string]string
	Problem     error
}

// followupPage is the page of an establishment.
type followupPage struct {
	Shell   ui.Shell
	F       followup.Followup
	Refusal error // why there is nothing to answer
	Form    followupForm
}

// followupFind reads the follow-up of the address. From here on the call acts
// for whoever has the link, in the province of the code.
func (c *call) followupFind() (p followupPage, err error) {
	code := c.r.PathValue("code")
	c.scope, _ = followup.ScopeOf(code)
	if c.scope.Province != "" {
		c.province, err = c.s.provinceOf(c.r, c.scope.Province)
	}
	if err == nil {
		err = c.view(func(tx *db.Tx) (err error) {
			p.F, err = followup.ByCode(c.ctx(), tx, code)
			return err
		})
	}
	if fault.KindOf(err) == fault.NotFound {
		// A province that does not exist and a code that nobody has are one
		// and the same to a stranger.
		p.Refusal, p.F, c.province = followup.Unopened(), followup.Followup{}, identity.Province{}
		return p, nil
	}
	if err == nil {
		p.Refusal = p.F.Refusal(c.today())
	}
	p.Form = followupFormOf(p.F, followupLink+"/"+p.F.Code)
	return p, err
}

// followupFormOf is the form with what is kept of a follow-up.
func followupFormOf(f followup.Followup, action string) followupForm {
	v := map[string]string{"used": string(f.Answer.Used), "output": f.Answer.Output, "note": f.Answer.Note}
	for name, n := range map[string]int64{"revenue": int64(f.Answer.Revenue), "workers": f.Answer.Workers, "energy": f.Answer.Energy} {
		if n != followup.Unknown {
			v[name] = ui.Count(n)
		}
	}
	return followupForm{Action: action, Key: ui.Key(), Version: f.Version, Value: v}
}

// read takes the answer from what was sent, and keeps what was typed.
func (p *followupForm) read(form *ui.Form) (followup.Answer, error) {
	for _, name := range followupFields {
		p.Value[name] = form.Raw(name)
	}
	p.Version = int64(form.Int("version"))
	a := followup.Silent()
	a.Used, a.Output, a.Note = followup.Use(form.Line("used")), form.Line("output"), form.Text("note")
	if form.Line("revenue") != "" {
		a.Revenue = form.Money("revenue")
	}
	for name, n := range map[string]*int64{"workers": &a.Workers, "energy": &a.Energy} {
		if form.Line(name) != "" {
			*n = int64(form.Int(name))
			form.Check(*n >= 0, name, "Nhập một số từ 0 trở lên, hoặc để trống nếu chưa rõ.")
		}
	}
	form.Check(a.Used != followup.Unsaid, "used", "Hãy cho biết máy móc, thiết bị được hỗ trợ còn dùng không.")
	return a, form.Err("Chưa lưu được trả lời.")
}

func (c *call) followupOpen() error {
	p, err := c.followupFind()
	if err != nil {
		return err
	}
	return c.followupRender(p)
}

func (c *call) followupReply() error {
	busy := followup.Allow(c.ctx(), c.s.DB, identity.Source(ui.RemoteIP(c.ctx())))
	if busy != nil && fault.KindOf(busy) != fault.Busy {
		return busy
	}
	p, err := c.followupFind()
	if err != nil {
		return err
	}
	if p.Refusal != nil {
		return c.followupRender(p)
	}
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	a, err := p.Form.read(form)
	if busy != nil {
		err = busy
	}
	if err == nil {
		err = c.done(form, "Đã lưu trả lời. Xin cảm ơn!", func(tx *db.Tx) (string, error) {
			return followupLink + "/" + p.F.Code, followup.Reply(c.ctx(), tx, p.F.Code, p.Form.Version, a)
		})
	}
	if !ui.Correctable(err) && fault.KindOf(err) != fault.Busy {
		return err
	}
	p.Form.Problem = err
	return c.followupRender(p)
}

// followupRender answers with the page of the establishment. What it shows is
// of one establishment, for whoever was given its link.
func (c *call) followupRender(p followupPage) error {
	p.Shell = ui.Shell{
		Title: "Phiếu theo dõi sau hỗ trợ", Org: c.province.Centre, Demo: c.province.Demo, Version: c.s.Version, Width: ui.Narrow,
		Flash: ui.TakeFlash(c.w, c.r), HasErrors: p.Form.Problem != nil,
	}
	status := http.StatusOK
	switch {
	case p.Form.Problem != nil:
		status = fault.KindOf(p.Form.Problem).Status()
		ui.RetryAfter(c.w, p.Form.Problem)
	case p.Refusal != nil && p.F.ID != "":
		status = http.StatusGone
	case p.Refusal != nil:
		status = http.StatusNotFound
	}
	return c.render(status, followupPublicView(p))
}

func followupUses() []ui.Option {
	hints := map[followup.Use]string{ //nolint:exhaustive // nobody chooses to say nothing
		followup.Full: "Máy móc, thiết bị chạy đều trong sản xuất.", followup.Partly: "Chạy theo mùa, chạy ít, hoặc chỉ còn dùng một phần.",
		followup.None: "Đã hỏng, bán, cho thuê, hoặc cơ sở ngừng sản xuất.",
	}
	var options []ui.Option
	for _, u := range followup.Uses() {
		options = append(options, ui.Option{Value: string(u), Label: u.Label(), Hint: hints[u]})
	}
	return options
}

// followupMark names a mark.
func followupMark(months int) string { return strconv.Itoa(months) + " tháng sau nghiệm thu" }
