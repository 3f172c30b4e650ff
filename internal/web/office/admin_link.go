package office

import (
	"net/http"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/apikey"
	"example.vn/khuyencong/internal/domain/webhook"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

const adminLinkPath = "/quan-tri/ket-noi"

func adminLinkRoutes() []Route {
	return []Route{
		{"GET", adminLinkPath, access.ViewAudit, (*call).adminLinks},
		{"POST", adminLinkPath + "/khoa", access.ManageConnections, (*call).adminKeyMake},
		{"POST", adminLinkPath + "/khoa/{id}/thu-hoi", access.ManageConnections, (*call).adminKeyRevoke},
		{"POST", adminLinkPath + "/nhan-tin", access.ManageConnections, (*call).adminHookRegister},
		{"GET", adminLinkPath + "/nhan-tin/{id}", access.ViewAudit, (*call).adminHook},
		{"POST", adminLinkPath + "/nhan-tin/{id}/go", access.ManageConnections, (*call).adminHookEnd},
		{"POST", adminLinkPath + "/nhan-tin/{id}/gui-lai/{so}", access.ManageConnections, (*call).adminHookAgain},
	}
}

// adminLinkPage lists the keys and the addresses, with the forms to add one.
type adminLinkPage struct {
	Shell   ui.Shell
	Keys    []adminKey
	Hooks   []webhook.Webhook
	MayEdit bool
	Problem error
	At      string // which form was refused: khoa or nhan-tin
	Typed   map[string]string
	Events  []string // chosen
	Secret  string   // shown once
	For     string   // what the secret is for
	FormKey string
}

// An adminKey is a key with the name of who made it.
type adminKey struct {
	apikey.Key
	Maker string
}

func (c *call) adminLinks() error { return c.adminLinkPage(http.StatusOK, adminLinkPage{}) }

func (c *call) adminLinkPage(status int, p adminLinkPage) error {
	err := c.view(func(tx *db.Tx) error {
		keys, err := apikey.Keys(c.ctx(), tx)
		if err != nil {
			return err
		}
		for _, k := range keys {
			maker, err := c.nameOfUser(tx, k.MadeBy)
			if err != nil {
				return err
			}
			p.Keys = append(p.Keys, adminKey{k, maker})
		}
		p.Hooks, err = webhook.All(c.ctx(), tx)
		return err
	})
	if err != nil {
		return err
	}
	p.Shell = c.adminShell("Kết nối với phần mềm khác")
	p.Shell.HasErrors, p.MayEdit, p.FormKey = p.Problem != nil, c.may(access.ManageConnections), ui.Key()
	return c.render(status, adminLinkView(p))
}

// adminShown runs a deed that makes a secret and shows it once, on the page
// that answers the form. A form that came twice shows none: it is kept nowhere.
func (c *call) adminShown(form *ui.Form, p adminLinkPage, fn func(*db.Tx) (what, secret string, err error)) error {
	if form.Key() == "" {
		return fault.New(fault.Invalid, "Biểu mẫu thiếu mã chống gửi trùng. Hãy tải lại trang rồi làm lại.")
	}
	err := c.s.DB.Update(c.ctx(), c.scope, func(tx *db.Tx) error {
		p.Secret = ""
		_, err := tx.Once(c.ctx(), form.Key(), c.request(), func() (what string, err error) {
			what, p.Secret, err = fn(tx)
			p.For = what
			return what, err
		})
		return err
	})
	if ui.Correctable(err) {
		p.Problem, p.Secret, p.For = err, "", "" // what was made is not there
		return c.adminLinkPage(schemeStatus(err), p)
	}
	if err != nil {
		return err
	}
	if p.Secret == "" {
		ui.SetFlash(c.w, c.r, ui.Warn, "Biểu mẫu này đã được gửi; bí mật chỉ hiện một lần. Nếu chưa kịp ghi, hãy thu hồi rồi tạo cái mới.")
		return ui.SeeOtherTo(c.w, c.r, adminLinkPath)
	}
	return c.adminLinkPage(http.StatusOK, adminLinkPage{Secret: p.Secret, For: p.For})
}

func (c *call) adminKeyMake() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := adminLinkPage{At: "khoa", Typed: map[string]string{"name": form.Raw("name")}}
	return c.adminShown(form, p, func(tx *db.Tx) (string, string, error) {
		k, secret, err := apikey.Make(c.ctx(), tx, form.Line("name"))
		return "Khóa truy cập của “" + k.Name + "”", string(secret), err
	})
}

func (c *call) adminHookRegister() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := adminLinkPage{At: "nhan-tin", Typed: map[string]string{"url": form.Raw("url")}, Events: form.All("events")}
	var events []webhook.EventType
	for _, e := range p.Events {
		events = append(events, webhook.EventType(e))
	}
	return c.adminShown(form, p, func(tx *db.Tx) (string, string, error) {
		w, secret, err := webhook.Register(c.ctx(), tx, form.Line("url"), events)
		return "Khóa ký tin gửi tới " + w.Host(), secret, err
	})
}

// adminSure reads a form that is one button: what it does is not done by an
// address alone.
func (c *call) adminSure() (*ui.Form, error) {
	form, err := ui.ReadForm(c.r)
	if err == nil && !form.Bool(adminSureName) {
		err = fault.New(fault.Invalid, "Biểu mẫu không đầy đủ. Hãy tải lại trang rồi bấm lại nút.")
	}
	return form, err
}

const adminSureName = "xac_nhan"

func (c *call) adminKeyRevoke() error {
	form, err := c.adminSure()
	if err != nil {
		return err
	}
	return c.done(form, "Đã thu hồi khóa. Yêu cầu tiếp theo với khóa này bị từ chối.", func(tx *db.Tx) (string, error) {
		return adminLinkPath, apikey.Revoke(c.ctx(), tx, c.r.PathValue("id"))
	})
}

// adminHookPage shows what was sent to one address.
type adminHookPage struct {
	Shell      ui.Shell
	Hook       webhook.Webhook
	Maker      string
	Deliveries []webhook.Delivery
	MayEdit    bool
	FormKey    string
}

// adminDeliveries is how many messages the page shows.
const adminDeliveries = 100

func (c *call) adminHook() error {
	p := adminHookPage{MayEdit: c.may(access.ManageConnections), FormKey: ui.Key()}
	err := c.view(func(tx *db.Tx) (err error) {
		if p.Hook, err = webhook.ByID(c.ctx(), tx, c.r.PathValue("id")); err != nil {
			return err
		}
		if p.Maker, err = c.nameOfUser(tx, p.Hook.MadeBy); err != nil {
			return err
		}
		p.Deliveries, err = webhook.Deliveries(c.ctx(), tx, p.Hook.ID, adminDeliveries)
		return err
	})
	if err != nil {
		return err
	}
	p.Shell = c.page("Tin gửi tới " + p.Hook.Host())
	p.Shell.Back = &ui.Link{Label: "Kết nối với phần mềm khác", Href: adminLinkPath}
	return c.render(http.StatusOK, adminHookView(p))
}

func (c *call) adminHookEnd() error {
	form, err := c.adminSure()
	if err != nil {
		return err
	}
	return c.done(form, "Đã gỡ địa chỉ. Tin chưa gửi sẽ không gửi nữa.", func(tx *db.Tx) (string, error) {
		return adminLinkPath, webhook.End(c.ctx(), tx, c.r.PathValue("id"))
	})
}

func (c *call) adminHookAgain() error {
	form, err := c.adminSure()
	if err != nil {
		return err
	}
	id := c.r.PathValue("id")
	seq, err := strconv.ParseInt(c.r.PathValue("so"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "Không tìm thấy tin này.")
	}
	return c.done(form, "Tin sẽ được gửi lại trong ít giây.", func(tx *db.Tx) (string, error) {
		return adminLinkPath + "/nhan-tin/" + id, webhook.Again(c.ctx(), tx, id, seq)
	})
}

func (p adminLinkPage) typed(at, name string) string {
	if p.At != at {
		return ""
	}
	return p.Typed[name]
}

func (p adminLinkPage) problem(at, name string) string {
	if p.At != at {
		return ""
	}
	return ui.Problems(p.Problem)[name]
}

func adminEventOptions() []ui.Option {
	var all []ui.Option
	for _, e := range webhook.EventTypes() {
		all = append(all, ui.Option{Value: string(e), Label: e.Label(), Hint: string(e)})
	}
	return all
}

func adminEvents(all []webhook.EventType) string {
	words := make([]string, len(all))
	for i, e := range all {
		words[i] = e.Label()
	}
	return strings.Join(words, "; ")
}

// adminUsed says when a key was used last.
func adminUsed(k apikey.Key) string {
	if k.UsedAt == "" {
		return "chưa dùng lần nào"
	}
	return ui.Moment(k.UsedAt)
}

func adminDeliveryTag(s webhook.DeliveryState) ui.Kind {
	switch s {
	case webhook.Sent:
		return ui.OK
	case webhook.Failed:
		return ui.Bad
	case webhook.Waiting:
	}
	return ui.Info
}

// adminDeliveryWords says how the last try went and when the next one is.
func adminDeliveryWords(d webhook.Delivery) string {
	words := ""
	if d.Tries > 0 {
		words = "lần " + strconv.Itoa(d.Tries)
		if d.Status > 0 {
			words += ", mã " + strconv.Itoa(d.Status)
		}
		if d.Why != "" {
			words += ": " + d.Why
		}
	} else if d.Why != "" {
		words = d.Why
	}
	if d.State == webhook.Waiting && d.NextAt != "" {
		if words != "" {
			words += "; "
		}
		words += "gửi từ " + ui.Moment(d.NextAt)
	}
	return words
}
