package office

import (
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// rehearsalPage asks "what if": another cap, other communes counted as
// difficult, and what this year's list would then cost.
type rehearsalPage struct {
	Shell    ui.Shell
	Year     string
	Item     string
	Cap      string
	Chosen   []string // communes supposed to be difficult
	Items    []ui.Option
	Communes []ui.Option
	On       calendar.Date
	Basis    string // the nation's text in force
	Laws     lawLinks
	Effect   *norm.Rehearsal
	Problem  error
}

// maxChanged is how many lines are shown; the sums count all.
const maxChanged = 200

func (c *call) rehearsal() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := rehearsalPage{Year: form.Raw("nam"), Item: form.Line("muc"), Cap: form.Raw("tran"), Chosen: form.All("xa")}
	year := c.today().Year()
	if p.Year == "" {
		p.Year = strconv.Itoa(year)
	} else {
		year = form.Int("nam")
		form.Check(year >= 2000 && year <= 2100, "nam", "Năm phải từ 2000 đến 2100.")
	}
	limit := form.Money("tran")
	form.Check(p.Cap == "" || p.Item != "", "muc", "Hãy chọn mục có mức cần thử.")
	form.Check(p.Item == "" || limit > 0, "tran", "Hãy ghi mức tối đa cần thử, lớn hơn 0.")
	p.Problem = form.Err("Chưa thử được.")
	p.On = report.DefaultDay(year, c.today())
	err = c.view(func(tx *db.Tx) error { return c.rehearsalRead(tx, &p, year, limit) })
	if err != nil {
		return err
	}
	p.Shell = c.adminShell("Thử mức chi")
	p.Shell.HasErrors, p.Shell.Print = p.Problem != nil, ui.Wide
	status := http.StatusOK
	if p.Problem != nil {
		status = http.StatusUnprocessableEntity
	}
	return c.render(status, rehearsalView(p))
}

func (c *call) rehearsalRead(tx *db.Tx, p *rehearsalPage, year int, limit money.VND) error {
	for _, u := range territory.CommunesOf(tx.Province, c.today()) {
		p.Communes = append(p.Communes, ui.Option{Value: u.Code, Label: u.Label()})
	}
	before, _, err := lawbook.Of(c.ctx(), tx)
	if err != nil {
		return err
	}
	if p.Laws, err = c.lawLinks(tx); err != nil {
		return err
	}
	if v, ok := before.VersionOn(p.On); ok {
		p.Basis = v.Instrument
	}
	for _, i := range before.InForce(p.On) {
		if i.Cap > 0 {
			p.Items = append(p.Items, ui.Option{Value: string(i.Content), Label: i.Name + " (" + ui.Money(i.Cap) + "/" + i.Unit + ")"})
		}
	}
	if p.Problem != nil || (p.Item == "" && len(p.Chosen) == 0) {
		return nil //nolint:nilerr // the page says what is wrong
	}
	after, err := rehearsalBook(before, tx.Province, norm.Content(p.Item), limit, p.On)
	if err != nil {
		p.Problem = err
		return nil //nolint:nilerr // the page says what is wrong
	}
	lines, err := scheme.Lines(c.ctx(), tx, year, p.On)
	if err != nil {
		return err
	}
	p.Effect = new(norm.Rehearse(before, after, lines, norm.Difficult(p.Chosen)))
	return nil
}

// rehearsalBook is the book with another cap for an item.
func rehearsalBook(book *norm.Book, province string, item norm.Content, limit money.VND, on calendar.Date) (*norm.Book, error) {
	if item == "" {
		return book, nil
	}
	after, ok, err := book.WithCap(province, item, limit, on)
	switch {
	case err != nil:
		return nil, fault.New(fault.Invalid, "Không thử được mức này: "+err.Error()+".")
	case !ok:
		return nil, fault.New(fault.NotFound, "Ngày "+on.VN()+" không có mục mức chi này.")
	}
	return after, nil
}

// rehearsalPlace names a commune by its code.
func rehearsalPlace(code string) string {
	if code == "" {
		return "Chưa rõ nơi thực hiện"
	}
	return territory.NameEver(code)
}
