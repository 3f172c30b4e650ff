package office

import (
	"net/http"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// The kinds of scheme on the first form.
const (
	schemeSingle = "don-le"
	schemeGroup  = "nhom"
	schemeKey    = "diem"
)

// A schemeNewPage is the short first form of a scheme.
type schemeNewPage struct {
	Shell    ui.Shell
	Problem  error
	Key      string
	Title    string
	Fund     string
	Year     string
	YearEnd  string
	Kind     string
	Content  string
	Contents []ui.Option
	Commune  string
	Detail   string
	Communes []ui.Option
	Search   string // words typed to find an establishment
	Chosen   string // code of the establishment
	Found    []ui.Option
	Searched bool
}

// schemeFindAtMost is how many establishments a search offers.
const schemeFindAtMost = 30

// schemeNew shows the form; ?co-so=cs-0001 has the establishment chosen.
func (c *call) schemeNew() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := schemeNewPage{
		Key: ui.Key(), Year: strconv.Itoa(c.today().Year() + 1), Kind: schemeSingle, Fund: string(ledger.Local),
		Chosen: form.Line("co-so"), Search: form.Line("tim"), Searched: form.Has("tim"),
	}
	return c.schemeNewPage(http.StatusOK, p)
}

func (c *call) schemeNewPage(status int, p schemeNewPage) error {
	err := c.view(func(tx *db.Tx) (err error) {
		p.Found, err = c.schemeFind(tx, p.Search, p.Chosen)
		return err
	})
	if err != nil {
		return err
	}
	p.Contents = schemeContentOptions("Chọn nội dung", c.today())
	p.Communes = schemeCommuneOptions(c.scope.Province, c.today(), p.Commune)
	p.Shell = c.page("Lập đề án")
	p.Shell.HasErrors, p.Shell.Width = p.Problem != nil, ui.Narrow
	p.Shell.Back = &ui.Link{Label: "Đề án", Href: "/de-an"}
	return c.render(status, schemeNewView(p))
}

// schemeFind lists the establishments that words find, the chosen one first.
func (c *call) schemeFind(tx *db.Tx, words, chosen string) ([]ui.Option, error) {
	var options []ui.Option
	add := func(e establishment.Establishment) {
		label := e.Name
		if place := c.schemePlace(e.Address, territory.NewUnits); place != "" {
			label += " (" + place + ")"
		}
		if !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == string(e.ID) }) {
			options = append(options, ui.Option{Value: string(e.ID), Label: label})
		}
	}
	if chosen != "" {
		e, err := establishment.Root(c.ctx(), tx, establishment.ID(chosen))
		if err == nil {
			add(e)
		} else if !schemeIsMissing(err) {
			return nil, err
		}
	}
	if words == "" {
		return options, nil
	}
	found, _, err := establishment.List(c.ctx(), tx, establishment.Filter{Query: words, Limit: schemeFindAtMost})
	for _, e := range found {
		add(e)
	}
	return options, err
}

// schemeAdd creates the draft and goes on to the rest of the dossier.
func (c *call) schemeAdd() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := schemeNewPage{
		Key: form.Raw(ui.KeyName), Title: form.Raw("title"), Fund: form.Raw("fund"), Year: form.Raw("year"), YearEnd: form.Raw("year_end"),
		Kind: form.Raw("kind"), Content: form.Raw("content_1"), Commune: form.Raw("commune"), Detail: form.Raw("address_detail"),
		Search: form.Line("tim"), Chosen: form.Line("beneficiary_1"), Searched: form.Line("tim") != "",
	}
	if form.Has("tim-co-so") {
		return c.schemeNewPage(http.StatusOK, p)
	}
	s := schemeOfFirstForm(form)
	if err := form.Err("Đề án mới có chỗ cần sửa."); err != nil {
		return c.schemeNewFailed(p, err)
	}
	err = c.done(form, "Đã lập đề án. Anh/chị điền tiếp các phần còn lại rồi nộp.", func(tx *db.Tx) (string, error) {
		draft := *s // Update may run this more than once
		draft.Contents, draft.Beneficiaries = slices.Clone(s.Contents), slices.Clone(s.Beneficiaries)
		if draft.Implementer == "" {
			draft.Implementer = c.province.Centre
		}
		if err := scheme.Add(c.ctx(), tx, &draft); err != nil {
			return "", err
		}
		return schemePath(draft.ID, "sua"), nil
	})
	return c.schemeNewFailed(p, err)
}

// schemeNewFailed shows the form again when err can be mended there.
func (c *call) schemeNewFailed(p schemeNewPage, err error) error {
	if !ui.Correctable(err) {
		return err
	}
	p.Problem = err
	return c.schemeNewPage(schemeStatus(err), p)
}

// schemeOfFirstForm reads the first form and notes what is wrong in it.
func schemeOfFirstForm(form *ui.Form) *scheme.Scheme {
	s := &scheme.Scheme{
		Title: form.Need("title", "Chưa nhập tên đề án."), Fund: ledger.Fund(form.Line("fund")),
		Year: form.Int("year"), YearEnd: form.Int("year_end"),
		Group: form.Line("kind") == schemeGroup, Key: form.Line("kind") == schemeKey,
		Place: territory.Address{Commune: form.Line("commune"), Detail: form.Line("address_detail")},
	}
	form.Check(slices.Contains([]string{schemeSingle, schemeGroup, schemeKey}, form.Line("kind")), "kind", "Chưa chọn loại đề án.")
	form.Check(slices.Contains(ledger.Funds(), s.Fund), "fund", "Chưa chọn nguồn kinh phí.")
	form.Check(s.YearEnd == 0 || s.YearEnd >= s.Year, "year_end", "Năm kết thúc không thể trước năm bắt đầu.")
	if code := form.Line("content_1"); code != "" {
		s.Contents = []scheme.Content{{Code: norm.Content(code), Units: 1}}
	}
	form.Check(len(s.Contents) > 0, "content_1", "Chưa chọn nội dung hoạt động chính.")
	if id := form.Line("beneficiary_1"); id != "" {
		s.Beneficiaries = []scheme.Beneficiary{{Establishment: establishment.ID(id), ContentNo: 1}}
	}
	return s
}

// schemeKindOptions explains the kinds of scheme.
func schemeKindOptions() []ui.Option {
	return []ui.Option{
		{Value: schemeSingle, Label: "Đề án đơn lẻ", Hint: "Hỗ trợ một hoặc một số cơ sở đã xác định."},
		{Value: schemeGroup, Label: "Đề án nhóm", Hint: "Từ 2 đến 10 đơn vị thụ hưởng; có thể xác định sau khi phê duyệt."},
		{Value: schemeKey, Label: "Đề án điểm", Hint: "Ít nhất hai nội dung hoạt động; được xem xét trước."},
	}
}

// schemeCommuneOptions lists the communes of what is the province today, in
// the units of day on. chosen is kept even when it is not among them.
func schemeCommuneOptions(province string, on calendar.Date, chosen string) []ui.Option {
	options := []ui.Option{{Value: "", Label: "Chọn xã, phường"}}
	for _, p := range territory.Provinces(on) {
		if held, _ := territory.ProvinceAt(p.Code, territory.SwitchDay); held != province {
			continue
		}
		for _, u := range territory.CommunesOf(p.Code, on) {
			options = append(options, ui.Option{Value: u.Code, Label: u.Title(), Group: schemeDistrictOf(u, on)})
		}
	}
	if chosen != "" && !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == chosen }) {
		label := chosen
		if u, ok := territory.Lookup(chosen, on); ok {
			label = u.Title()
		}
		options = append(options, ui.Option{Value: chosen, Label: label, Group: "Đang ghi"})
	}
	return options
}

// schemeDistrictOf names the district of a commune where there is one.
func schemeDistrictOf(u territory.Unit, on calendar.Date) string {
	up, ok := territory.Lookup(u.Parent, on)
	if !ok || up.Level != territory.District {
		return ""
	}
	return up.Title()
}
