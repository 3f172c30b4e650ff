package office

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// A schemePart is one page of the dossier's form. An apply function puts what
// was typed there into a scheme that was just read.
type schemePart struct {
	slug, title, hint string
	fields            []string // what Complete says about this part
	show              func(*call, *schemeEditPage, *scheme.Scheme)
	read              func(*call, *schemeEditPage, *ui.Form) (apply func(*scheme.Scheme, *fault.Form))
	view              func(schemeEditPage) templ.Component
}

// schemeParts lists the parts of the dossier in the order of its form.
func schemeParts() []schemePart {
	return []schemePart{
		{
			"chung", "Thông tin chung", "Tên, nguồn, thời gian, mục tiêu, đơn vị thực hiện, địa điểm",
			[]string{"title", "fund", "year", "year_end", "objectives", "scope", "effects", "starts_on", "ends_on", "implementer", "coordinator", "commune", "address_detail"},
			(*call).schemeShowGeneral, (*call).schemeReadGeneral, schemeGeneralView,
		},
		{
			"noi-dung", "Nội dung hoạt động", "Một hoặc nhiều nội dung trong danh mục, kèm số lượng để tính mức chi",
			[]string{"content_1", "contents", "key"},
			(*call).schemeShowContents, (*call).schemeReadContents, schemeContentsView,
		},
		{
			"thu-huong", "Đơn vị thụ hưởng", "Các cơ sở tham gia và phần của mỗi cơ sở",
			[]string{"beneficiaries"},
			(*call).schemeShowPeople, (*call).schemeReadPeople, schemePeopleView,
		},
		{
			"du-toan", "Dự toán", "Từng khoản chi theo nguồn kinh phí",
			[]string{"costs"},
			(*call).schemeShowCosts, (*call).schemeReadCosts, schemeCostsView,
		},
	}
}

func schemePartOf(slug string) (schemePart, error) {
	for _, p := range schemeParts() {
		if p.slug == slug {
			return p, nil
		}
	}
	return schemePart{}, fault.New(fault.NotFound, "Hồ sơ đề án không có phần này.")
}

// schemePartFor names the part in which a field is mended.
func schemePartFor(field string) string {
	for _, p := range schemeParts() {
		if slices.Contains(p.fields, field) {
			return p.slug
		}
	}
	return "chung"
}

// A schemeEditPage is one page of the dossier's form, or the list of them.
type schemeEditPage struct {
	Shell   ui.Shell
	Scheme  *scheme.Scheme
	Version string
	Key     string
	Problem error
	Slug    string
	Part    string // title of this part
	Step    int    // 1 to Steps
	Steps   int

	Tasks []ui.Task
	Lacks []ui.Link // what is missing, each leading to its field

	Values       map[string]string // as typed
	Priorities   []string
	Communes     []ui.Option
	ContentKinds []ui.Option
	Contents     []schemeContentRow
	Numbers      []ui.Option // contents of the scheme by number
	People       []schemePersonRow
	Search       string
	Searched     bool
	Found        []ui.Option
	Costs        []schemeCostRow
	Years        []ui.Option
	Sums         scheme.Cost
	Judged       []scheme.Judged
	Laws         lawLinks     // none: what is typed is judged again at once
	Basis        scheme.Basis // of what the norms say

	Stored *schemeEditPage // what somebody else stored meanwhile
	Clash  *clash
}

// field is an input of the form with what was typed and what is wrong.
func (p schemeEditPage) field(name, label string) ui.Field {
	return ui.Field{Name: name, Label: label, Value: p.Values[name], Error: ui.Problems(p.Problem)[name]}
}

// path is where the form of this page goes.
func (p schemeEditPage) path() string { return schemePath(p.Scheme.ID, "sua", p.Slug) }

// schemeForEdit reads a scheme whose dossier may still be changed.
func (c *call) schemeForEdit(tx *db.Tx) (*scheme.Scheme, error) {
	s, err := scheme.ByID(c.ctx(), tx, scheme.ID(c.r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	if !s.State.Editable() {
		return nil, fault.New(fault.Conflict, "Đề án đang ở trạng thái “"+s.State.Label()+"” nên không sửa hồ sơ được nữa.")
	}
	return s, nil
}

// schemeEdit shows the parts of the dossier and what each still lacks.
func (c *call) schemeEdit() error { return c.schemeEditList(http.StatusOK, nil) }

// schemeEditList shows the parts; refused is why the dossier was not taken.
func (c *call) schemeEditList(status int, refused error) error {
	p := schemeEditPage{Key: ui.Key(), Problem: refused}
	err := c.view(func(tx *db.Tx) (err error) {
		p.Scheme, err = c.schemeForEdit(tx)
		return err
	})
	if err != nil {
		return err
	}
	p.Version = strconv.FormatInt(p.Scheme.Version, 10)
	lacks := p.Scheme.Complete()
	if refused != nil {
		lacks = refused
	}
	for _, e := range ui.FieldErrors(lacks, schemeFieldOrder()...) {
		p.Lacks = append(p.Lacks, schemeLack(p.Scheme.ID, e))
	}
	p.Tasks = schemeTasks(p.Scheme)
	p.Shell = c.page("Hồ sơ đề án: " + p.Scheme.Title)
	p.Shell.HasErrors = refused != nil
	p.Shell.Back = &ui.Link{Label: "Tổng quan đề án", Href: schemePath(p.Scheme.ID)}
	return c.render(status, schemeEditView(p))
}

// schemeLack leads to where a lack is mended; a norm that is exceeded is
// mended in the estimate.
func schemeLack(id scheme.ID, e ui.FieldError) ui.Link {
	if e.ID == "" {
		return ui.Link{Label: e.Message, Href: schemePath(id, "sua", "du-toan")}
	}
	return ui.Link{Label: e.Message, Href: schemePath(id, "sua", schemePartFor(e.ID)) + "#" + e.ID}
}

// basis is the provision that refused the dossier, "" when none did.
func (p schemeEditPage) basis() string {
	if f, ok := errors.AsType[*fault.Error](p.Problem); ok {
		return f.Basis
	}
	return ""
}

func schemeFieldOrder() []string {
	var order []string
	for _, p := range schemeParts() {
		order = append(order, p.fields...)
	}
	return order
}

// schemeTasks says of each part whether it is complete.
func schemeTasks(s *scheme.Scheme) []ui.Task {
	lacking := ui.Problems(s.Complete())
	var tasks []ui.Task
	for _, part := range schemeParts() {
		t := ui.Task{Label: part.title, Hint: part.hint, Href: schemePath(s.ID, "sua", part.slug), State: "Đã xong"}
		for _, field := range part.fields {
			if lacking[field] != "" {
				t.State, t.Kind = "Còn thiếu", ui.Warn
			}
		}
		tasks = append(tasks, t)
	}
	return append(tasks, ui.Task{
		Label: "Giấy tờ kèm theo", Hint: "Bản quét hoặc ảnh chụp của từng giấy tờ trong danh mục", Href: schemePath(s.ID, schemeTabPapers), State: "Mở danh mục",
	})
}

// schemeEditPart shows one part of the form.
func (c *call) schemeEditPart() error {
	part, err := schemePartOf(c.r.PathValue("phan"))
	if err != nil {
		return err
	}
	p := schemeEditPage{Key: ui.Key(), Values: map[string]string{}}
	err = c.view(func(tx *db.Tx) (err error) {
		if p.Scheme, err = c.schemeForEdit(tx); err != nil {
			return err
		}
		p.Basis, err = scheme.BasisOf(c.ctx(), tx, p.Scheme)
		return err
	})
	if err != nil {
		return err
	}
	p.Version = strconv.FormatInt(p.Scheme.Version, 10)
	part.show(c, &p, p.Scheme)
	return c.schemePartPage(http.StatusOK, part, p)
}

// schemePartPage fills in what is the same whether the page is shown first or
// again.
func (c *call) schemePartPage(status int, part schemePart, p schemeEditPage) error {
	p.Slug, p.Part, p.Steps = part.slug, part.title, len(schemeParts())
	p.Step = 1 + slices.IndexFunc(schemeParts(), func(o schemePart) bool { return o.slug == part.slug })
	p.ContentKinds = schemeContentOptions("Chưa chọn", c.today())
	p.Communes = schemeCommuneOptions(c.scope.Province, schemePlaceDay(p.Scheme, c.today()), p.Values["commune"])
	for i := range p.Scheme.Contents {
		p.Numbers = append(p.Numbers, ui.Option{Value: strconv.Itoa(i + 1), Label: strconv.Itoa(i+1) + ". " + schemeContentTitle(p.Scheme, i+1)})
	}
	for y := p.Scheme.Year; y <= p.Scheme.YearEnd; y++ {
		p.Years = append(p.Years, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	if p.Stored != nil {
		p.Stored.ContentKinds, p.Stored.Communes, p.Stored.Numbers = p.ContentKinds, p.Communes, p.Numbers
		p.Clash = newClash(schemePath(p.Scheme.ID), p.Stored.entries(), p.entries())
	}
	p.Shell = c.page(part.title + ": " + p.Scheme.Title)
	p.Shell.HasErrors = p.Problem != nil
	if part.slug == "du-toan" {
		p.Shell.Width = ui.Wide
	}
	p.Shell.Back = &ui.Link{Label: "Các phần của hồ sơ", Href: schemePath(p.Scheme.ID, "sua")}
	return c.render(status, part.view(p))
}

// schemePlaceDay is the day whose units the place of s is written in.
func schemePlaceDay(s *scheme.Scheme, today calendar.Date) calendar.Date {
	if s.Place.Commune == "" || s.Place.On.IsZero() {
		return today
	}
	return s.Place.On
}

// schemeSavePart stores one part. A button that only adds rows or searches
// shows the page again with everything that was typed.
func (c *call) schemeSavePart() error {
	part, err := schemePartOf(c.r.PathValue("phan"))
	if err != nil {
		return err
	}
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := schemeEditPage{Key: form.Raw(ui.KeyName), Version: form.Raw("version"), Values: map[string]string{}}
	err = c.view(func(tx *db.Tx) (err error) {
		if p.Scheme, err = c.schemeForEdit(tx); err != nil {
			return err
		}
		p.Basis, err = scheme.BasisOf(c.ctx(), tx, p.Scheme)
		return err
	})
	if err != nil {
		return err
	}
	apply := part.read(c, &p, form)
	if form.Has("them") || form.Has("tim-co-so") || form.Has("them-co-so") || form.Has("bo") || form.Has("dan") || form.Has("tinh") {
		if form.Has("tinh") || form.Has("dan") { // sums of what cannot be read would mislead
			p.Problem = form.Err("Phần này có chỗ cần sửa.")
		}
		return c.schemePartPage(schemeStatusOr(p.Problem), part, p)
	}
	version, _ := strconv.ParseInt(form.Line("version"), 10, 64)
	if err := form.Err("Phần này có chỗ cần sửa."); err != nil {
		return c.schemePartFailed(part, p, err)
	}
	err = c.done(form, "Đã lưu phần “"+part.title+"”.", func(tx *db.Tx) (string, error) {
		s, err := c.schemeForEdit(tx)
		if err != nil {
			return "", err
		}
		s.Version = version
		wrong := &fault.Form{}
		apply(s, wrong)
		if err := wrong.Err("Phần này có chỗ cần sửa."); err != nil {
			return "", err
		}
		return schemeAfterPart(s.ID, part, form), scheme.Change(c.ctx(), tx, s)
	})
	if fault.KindOf(err) == fault.Conflict && schemeMoved(p.Scheme, version) {
		c.schemeClash(part, &p)
	}
	return c.schemePartFailed(part, p, err)
}

// schemeStatusOr is the status of a page that may have a problem.
func schemeStatusOr(problem error) int {
	if problem == nil {
		return http.StatusOK
	}
	return schemeStatus(problem)
}

// schemeAfterPart is the page after a part was saved: the next part or the
// list of parts.
func schemeAfterPart(id scheme.ID, part schemePart, form *ui.Form) string {
	parts := schemeParts()
	i := slices.IndexFunc(parts, func(o schemePart) bool { return o.slug == part.slug })
	if form.Has("tiep") && i+1 < len(parts) {
		return schemePath(id, "sua", parts[i+1].slug)
	}
	return schemePath(id, "sua")
}

func (c *call) schemePartFailed(part schemePart, p schemeEditPage, err error) error {
	if !ui.Correctable(err) {
		return err
	}
	p.Problem = err
	return c.schemePartPage(schemeStatus(err), part, p)
}
