package office

import (
	"errors"
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// keepPlace is the choice of leaving an address in the units it was written in.
const keepPlace = "giu"

// establishmentFields is the order of the form.
var establishmentFields = []string{
	"kind", "name", "tax_code", "address_detail", "commune", "contact", "phone", "email", "industry", "products", "vsic",
	"vsic_version", "founded_on", "capital", "revenue", "workers", "women_owned", "minority_owned", "note",
}

// establishmentFormPage is the form as it is shown: values as they were typed.
type establishmentFormPage struct {
	Shell        ui.Shell
	ID           establishment.ID // "" for a new one
	Action, Key  string
	Cancel       string
	Back         string // where to return to after saving, from another page
	Version      int64
	Value        map[string]string
	Women        bool
	Minority     bool
	Kinds        []ui.Option
	Communes     []ui.Option
	OnlyCommune  string // in words, when there is no choice
	Industries   []ui.Option
	Editions     []ui.Option
	Owners       []normbook.Class
	TaxHint      string
	VSICHint     string
	Problem      error
	Problems     map[string]string
	Suspects     []establishmentSuspect
	Illustrative bool
	Clash        *clash // with what somebody else stored meanwhile
}

// An establishmentSuspect is one already entered that may be the same.
type establishmentSuspect struct {
	ID, Name, Place, Reasons string
	Href                     string // "" when the caller may not open it
}

// errSuspects says that the new establishment may be there already.
type errSuspects struct{ pairs []establishment.Pair }

// Error implements error.
func (errSuspects) Error() string { return "possible duplicates" }

func (c *call) establishmentNew() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := c.establishmentForm("")
	p.Back = form.Line("ve")
	p.Value["name"] = form.Line("ten")
	p.Value["vsic_version"] = string(establishment.VSICOn(c.today()))
	return c.establishmentFormRender(http.StatusOK, p, "Thêm cơ sở")
}

// establishmentForm returns the form without values.
func (c *call) establishmentForm(id establishment.ID) establishmentFormPage {
	p := establishmentFormPage{
		ID: id, Action: "/co-so/moi", Cancel: "/co-so", Key: ui.Key(), Value: map[string]string{},
		Kinds: establishmentKindOptions("")[1:], Industries: establishmentIndustryOptions("Chưa rõ"),
		Owners: normbook.OwnerAttributes(c.today()),
	}
	if id != "" {
		p.Action, p.Cancel = ui.Path("co-so", string(id), "sua"), ui.Path("co-so", string(id))
	}
	for _, e := range establishment.VSICEditions() {
		if e.Version != establishment.VSIC2018 && c.today().Before(e.From) {
			continue
		}
		p.Editions = append(p.Editions, ui.Option{Value: string(e.Version), Label: "Hệ thống ngành " + string(e.Version) + " (" + e.Cite + ")"})
	}
	if own := c.establishmentOwn(); own != "" {
		p.Communes = []ui.Option{{Value: own, Label: establishmentUnitTitle(own, c.today())}}
		p.OnlyCommune = p.Communes[0].Label
		p.Value["commune"] = own
	} else {
		p.Communes = append([]ui.Option{{Label: "Chọn xã, phường"}}, establishmentCommunes(c.scope.Province, c.today())...)
	}
	return p
}

// establishmentFormRender shows the form.
func (c *call) establishmentFormRender(status int, p establishmentFormPage, title string) error {
	p.Shell = c.page(title)
	p.Shell.Width, p.Shell.HasErrors = ui.Narrow, p.Problem != nil
	p.Shell.Back = &ui.Link{Label: "Danh sách cơ sở", Href: "/co-so"}
	if p.ID != "" {
		p.Shell.Back = &ui.Link{Label: "Hồ sơ cơ sở", Href: p.Cancel}
	}
	if back := ui.LocalPath(p.Back); p.Back != "" && back != ui.HomePath {
		p.Cancel, p.Shell.Back = back, &ui.Link{Label: "Quay lại phiếu đang làm", Href: back}
	}
	p.Problems = ui.Problems(p.Problem)
	p.TaxHint = establishmentTaxHint(establishment.Kind(p.Value["kind"]))
	p.VSICHint = "4 hoặc 5 chữ số, như trên giấy đăng ký. Có thể để trống."
	return c.render(status, establishmentFormView(p))
}

// establishmentTaxHint says what a tax code looks like for a kind.
func establishmentTaxHint(k establishment.Kind) string {
	const company, person = "10 chữ số; chi nhánh 13 chữ số", "12 chữ số của số định danh cá nhân chủ hộ (từ 01/7/2025), hoặc mã 10 chữ số cấp trước đây"
	switch k {
	case establishment.Household:
		return "Hộ kinh doanh: " + person + "."
	case establishment.Enterprise, establishment.Cooperative, establishment.Union:
		return k.Label() + ": " + company + "."
	case establishment.Group:
		return "Tổ hợp tác: " + company + ". Chưa có mã thì để trống."
	}
	return "Doanh nghiệp, hợp tác xã: " + company + ". Hộ kinh doanh: " + person + "."
}

// establishmentTyped reads the form into the values to show again and the
// establishment to store. What cannot be read is noted in form.
func (c *call) establishmentTyped(form *ui.Form, p *establishmentFormPage, e *establishment.Establishment) {
	for _, name := range establishmentFields {
		p.Value[name] = form.Raw(name)
	}
	p.Back, p.Women, p.Minority = form.Line("ve"), form.Bool("women_owned"), form.Bool("minority_owned")
	e.Kind, e.Name, e.TaxCode = establishment.Kind(form.Line("kind")), form.Line("name"), form.Line("tax_code")
	e.Contact, e.Phone, e.Email = form.Line("contact"), form.Line("phone"), form.Line("email")
	e.VSIC, e.VSICVersion = form.Line("vsic"), establishment.VSICVersion(form.Line("vsic_version"))
	e.Industry, e.Products, e.Note = form.Line("industry"), form.Text("products"), form.Text("note")
	e.FoundedOn, e.Capital, e.Revenue = form.Date("founded_on"), form.Money("capital"), form.Money("revenue")
	e.Workers, e.WomenOwned, e.MinorityOwned = form.Int("workers"), p.Women, p.Minority
	e.Address.Detail = form.Line("address_detail")
	c.establishmentPlaceTyped(form, e)
}

// establishmentUnread returns nil when all that was typed could be read,
// otherwise everything there is to mend: also what could be read and cannot be
// stored, so that nobody mends one place after the other.
func (c *call) establishmentUnread(form *ui.Form, e establishment.Establishment) error {
	const message = "Hồ sơ cơ sở còn chỗ cần xem lại."
	if form.Err(message) == nil {
		return nil
	}
	err := c.view(func(tx *db.Tx) error { return establishment.Check(tx, e) })
	if err != nil && fault.KindOf(err) != fault.Invalid {
		return err
	}
	for field, problem := range ui.Problems(err) {
		form.Add(field, problem)
	}
	return form.Err(message)
}

// establishmentPlaceTyped reads the commune: kept as it was written, the own
// one of a commune officer, or another of today.
func (c *call) establishmentPlaceTyped(form *ui.Form, e *establishment.Establishment) {
	code := form.Line("commune")
	own := c.establishmentOwn()
	switch {
	case code == keepPlace && e.ID != "":
	case own != "" && (code == "" || code == own):
		e.Address.Commune, e.Address.On = establishmentPlaceOn(e.Address, own)
	case code == "":
		form.Add("commune", "Cần chọn xã, phường nơi đặt cơ sở.")
	default:
		e.Address.Commune, e.Address.On = establishmentPlaceOn(e.Address, code)
	}
}

// establishmentPlaceOn dates a commune of today: the day stays while the commune
// does.
func establishmentPlaceOn(old territory.Address, code string) (string, calendar.Date) {
	if old.Commune == code && !old.On.Before(territory.SwitchDay) {
		return code, old.On
	}
	return code, calendar.Date{} // the domain writes today
}

func (c *call) establishmentAdd() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := c.establishmentForm("")
	var e establishment.Establishment
	c.establishmentTyped(form, &p, &e)
	anyway := form.Raw("van-them") == "1"
	if err = c.establishmentUnread(form, e); err == nil {
		err = c.done(form, "Đã thêm cơ sở "+e.Name+".", func(tx *db.Tx) (string, error) {
			if err := establishment.Add(c.ctx(), tx, &e); err != nil {
				return "", err
			}
			if !anyway {
				pairs, err := establishment.SuspectsFor(c.ctx(), tx, e)
				if err != nil {
					return "", err
				}
				if len(pairs) > 0 {
					return "", errSuspects{pairs}
				}
			}
			return c.establishmentNext(p.Back, e.ID), nil
		})
	}
	return c.establishmentAnswer(err, p, "Thêm cơ sở")
}

// establishmentNext is where the browser goes after saving.
func (c *call) establishmentNext(back string, id establishment.ID) string {
	if local := ui.LocalPath(back); back != "" && local != ui.HomePath {
		return surveyBack(local, string(id))
	}
	return ui.Path("co-so", string(id))
}

// establishmentAnswer shows the form again where err is the user's to mend.
func (c *call) establishmentAnswer(err error, p establishmentFormPage, title string) error {
	if s, ok := errors.AsType[errSuspects](err); ok {
		for _, pair := range s.pairs {
			suspect := establishmentSuspect{
				ID: string(pair.A.ID), Name: pair.A.Name, Reasons: establishmentReasons(pair.Reasons),
				Place: territory.In(territory.Address{Commune: pair.A.Address.Commune, On: pair.A.Address.On}, territory.NewUnits),
			}
			if c.establishmentVisible(pair.A) == nil {
				suspect.Href = ui.Path("co-so", suspect.ID)
			}
			p.Suspects = append(p.Suspects, suspect)
		}
		return c.establishmentFormRender(http.StatusOK, p, title)
	}
	if ui.Correctable(err) {
		p.Problem = err
		return c.establishmentFormRender(fault.KindOf(err).Status(), p, title)
	}
	return err
}

// establishmentToEdit loads what the path names, if the caller may edit it.
func (c *call) establishmentToEdit() (e establishment.Establishment, err error) {
	err = c.view(func(tx *db.Tx) (err error) {
		if e, err = establishment.ByID(c.ctx(), tx, establishment.ID(c.r.PathValue("id"))); err != nil {
			return err
		}
		if err := c.establishmentVisible(e); err != nil {
			return err
		}
		if !establishment.MayEdit(tx, e) {
			if e.MergedInto != "" {
				return fault.New(fault.Conflict, "Cơ sở "+string(e.ID)+" đã gộp vào "+string(e.MergedInto)+"; hãy sửa hồ sơ "+string(e.MergedInto)+".")
			}
			return fault.New(fault.Forbidden, "Anh/chị không sửa được hồ sơ của cơ sở này.")
		}
		return nil
	})
	return e, err
}

func (c *call) establishmentEdit() error {
	e, err := c.establishmentToEdit()
	if err != nil {
		return err
	}
	return c.establishmentFormRender(http.StatusOK, c.establishmentStored(e), "Sửa hồ sơ cơ sở")
}

// establishmentStored is the form with what is stored.
func (c *call) establishmentStored(e establishment.Establishment) establishmentFormPage {
	p := c.establishmentEditForm(e)
	p.Version, p.Women, p.Minority, p.Illustrative = e.Version, e.WomenOwned, e.MinorityOwned, e.Illustrative
	p.Value = map[string]string{
		"kind": string(e.Kind), "name": e.Name, "tax_code": e.TaxCode, "address_detail": e.Address.Detail, "commune": p.Value["commune"],
		"contact": e.Contact, "phone": establishment.ShowPhone(e.Phone), "email": e.Email, "industry": e.Industry,
		"products": e.Products, "vsic": e.VSIC, "vsic_version": string(e.VSICVersion), "founded_on": ui.Day(e.FoundedOn),
		"capital": establishmentDong(e.Capital), "revenue": establishmentDong(e.Revenue), "workers": establishmentNumber(e.Workers), "note": e.Note,
	}
	if e.VSICVersion == "" {
		p.Value["vsic_version"] = string(establishment.VSICOn(c.today()))
	}
	return p
}

// entries are the inputs of the form in words.
func (p establishmentFormPage) entries() []entry {
	yes := map[bool]string{true: "có", false: "không"}
	v := p.Value
	return []entry{
		{"Loại hình", chosen(p.Kinds, v["kind"])},
		{"Tên cơ sở", v["name"]},
		{"Mã số thuế", v["tax_code"]},
		{"Số nhà, đường, xóm, tổ", v["address_detail"]},
		{"Xã, phường", chosen(p.Communes, v["commune"])},
		{"Họ và tên người liên hệ", v["contact"]},
		{"Số điện thoại", v["phone"]},
		{"Thư điện tử", v["email"]},
		{"Nhóm ngành, nghề", chosen(p.Industries, v["industry"])},
		{"Sản phẩm chính", v["products"]},
		{"Mã ngành kinh tế (VSIC)", v["vsic"]},
		{"Mã theo", chosen(p.Editions, v["vsic_version"])},
		{"Ngày thành lập", v["founded_on"]},
		{"Vốn đăng ký", v["capital"]},
		{"Doanh thu năm gần nhất", v["revenue"]},
		{"Số lao động", v["workers"]},
		{"Do phụ nữ làm chủ", yes[p.Women]},
		{"Do người dân tộc thiểu số làm chủ", yes[p.Minority]},
		{"Ghi chú", v["note"]},
	}
}

// establishmentEditForm returns the form for e with the choice of its place.
func (c *call) establishmentEditForm(e establishment.Establishment) establishmentFormPage {
	p := c.establishmentForm(e.ID)
	p.Illustrative = e.Illustrative
	if !e.Address.On.Before(territory.SwitchDay) && e.Address.Commune != "" {
		p.Value["commune"] = e.Address.Commune
		return p
	}
	p.OnlyCommune = ""
	p.Value["commune"] = keepPlace
	keep := ui.Option{Value: keepPlace, Label: "Chưa ghi xã, phường"}
	if e.Address.Commune != "" {
		keep.Label = "Giữ như đã ghi: " + territory.FullName(e.Address.Commune, e.Address.On)
	}
	p.Communes = append([]ui.Option{keep}, p.Communes...)
	return p
}

// establishmentDong is an amount for a form; nothing known is an empty field.
func establishmentDong(v money.VND) string {
	if v == 0 {
		return ""
	}
	return ui.Dong(v)
}

func establishmentNumber(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (c *call) establishmentChange() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	e, err := c.establishmentToEdit()
	if err != nil {
		return err
	}
	p, stored := c.establishmentEditForm(e), c.establishmentStored(e)
	c.establishmentTyped(form, &p, &e)
	e.Version = int64(form.Int("version"))
	p.Version = e.Version
	if err = c.establishmentUnread(form, e); err == nil {
		err = c.done(form, "Đã lưu hồ sơ cơ sở.", func(tx *db.Tx) (string, error) {
			one := e // may run more than once
			return c.establishmentNext(p.Back, e.ID), establishment.Change(c.ctx(), tx, &one)
		})
	}
	if fault.KindOf(err) == fault.Conflict && stored.Version != p.Version {
		p.Version = stored.Version
		p.Clash = newClash(ui.Path("co-so", string(p.ID)), stored.entries(), p.entries())
	}
	return c.establishmentAnswer(err, p, "Sửa hồ sơ cơ sở")
}
