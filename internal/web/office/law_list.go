package office

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/domain/register"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/text"
	"example.vn/khuyencong/internal/web/ui"
)

// lawSize is how many instruments one page of the list shows.
const lawSize = 50

// lawAny is the state that lists instruments whatever their state.
const lawAny = "tat-ca"

// lawListPage is the register on a day.
type lawListPage struct {
	Shell                       ui.Shell
	Day                         calendar.Date
	Typed                       string
	Problem                     error
	Search, Kind, Issuer, State string
	Topic                       string
	Kinds, Issuers, States      []ui.Option
	Topics                      []ui.Option
	Rows                        []lawRow
	Total                       int
	Active                      int
	Pages                       ui.Pages
	MayEdit                     bool
	Withdrawn                   []register.Entry
}

// A lawRow is one instrument with its status on the day.
type lawRow struct {
	instrument.Instrument
	instrument.Status

	Href string
}

// lawDay reads the field "ngay"; an empty or wrong one is today.
func (c *call) lawDay(form *ui.Form) (day calendar.Date, typed string) {
	day, typed = c.today(), form.Line("ngay")
	if typed == "" {
		return day, ui.Day(day)
	}
	d, err := calendar.Parse(typed)
	if err != nil {
		d, err = calendar.ParseVN(typed)
	}
	form.Check(err == nil, "ngay", "Ngày phải có dạng ngày/tháng/năm, ví dụ 31/8/2026.")
	if err != nil {
		return day, typed
	}
	return d, ui.Day(d)
}

// lawPath is the address of an instrument as on a day; no day is today.
func (c *call) lawPath(id instrument.ID, day calendar.Date) string {
	path := ui.Path("van-ban", string(id))
	if day.IsZero() || day == c.today() {
		return path
	}
	return ui.PathQuery(path, "ngay", day.String())
}

func (c *call) lawList() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := lawListPage{
		Search: form.Line("q"), Kind: form.Line("loai"), Issuer: form.Line("noi-ban-hanh"), State: form.Line("tinh-trang"),
		Topic: form.Line("linh-vuc"), MayEdit: c.may(access.ManageInstruments),
	}
	if p.State == "" {
		p.State = string(instrument.InForce)
	}
	p.Day, p.Typed = c.lawDay(form)
	p.Problem = form.Err("Ngày chưa đúng nên trang hiện sổ của hôm nay.")
	var reg *instrument.Register
	err = c.view(func(tx *db.Tx) (err error) {
		if p.MayEdit {
			if p.Withdrawn, err = register.Withdrawn(c.ctx(), tx); err != nil {
				return err
			}
		}
		reg, err = register.Of(c.ctx(), tx)
		return err
	})
	if err != nil {
		return err
	}
	p.choose(c, reg)
	p.turn(form.Line("tu"))
	p.Shell = c.page("Sổ văn bản")
	p.Shell.HasErrors = p.Problem != nil
	status := http.StatusOK
	if p.Problem != nil {
		status = http.StatusUnprocessableEntity
	}
	return c.render(status, lawListView(p))
}

// choose fills in the rows that fit and the choices of the filter.
func (p *lawListPage) choose(c *call, reg *instrument.Register) {
	p.Kinds, p.Topics = []ui.Option{{Label: "Tất cả"}}, []ui.Option{{Label: "Tất cả"}}
	for _, k := range instrument.Kinds() {
		p.Kinds = append(p.Kinds, ui.Option{Value: string(k), Label: k.Label()})
	}
	for _, t := range instrument.Topics() {
		p.Topics = append(p.Topics, ui.Option{Value: string(t), Label: t.Label()})
	}
	for _, s := range instrument.States() {
		p.States = append(p.States, ui.Option{Value: string(s), Label: s.Label()})
	}
	p.States = append(p.States, ui.Option{Value: lawAny, Label: "Tất cả"})
	var issuers []string
	numbered := map[instrument.ID]bool{}
	for _, i := range reg.ByNumber(p.Search) {
		numbered[i.ID] = true
	}
	for _, i := range reg.All() {
		issuers = append(issuers, i.Issuer)
		row := lawRow{i, reg.Status(i.ID, p.Day), c.lawPath(i.ID, p.Day)}
		if p.fits(row, numbered) {
			p.Rows = append(p.Rows, row)
		}
	}
	slices.SortStableFunc(p.Rows, func(a, b lawRow) int {
		return slices.Index(instrument.Topics(), a.Topic) - slices.Index(instrument.Topics(), b.Topic)
	})
	slices.SortFunc(issuers, func(a, b string) int { return strings.Compare(text.SortKey(a), text.SortKey(b)) })
	p.Issuers = []ui.Option{{Label: "Tất cả"}}
	for _, name := range slices.Compact(issuers) {
		p.Issuers = append(p.Issuers, ui.Option{Value: name, Label: name})
	}
	for _, set := range []bool{p.Kind != "", p.Issuer != "", p.State != string(instrument.InForce), p.Topic != "", p.Day != c.today()} {
		if set {
			p.Active++
		}
	}
	p.Total = len(p.Rows)
}

// fits reports whether the filter shows a row. A search that is a number finds
// by number, any other by words without regard to marks.
func (p *lawListPage) fits(row lawRow, numbered map[instrument.ID]bool) bool {
	found := p.Search == "" || numbered[row.ID]
	if !found && len(numbered) == 0 {
		found = strings.Contains(text.Fold(row.Basis()+" "+strings.Join(row.Says, " ")), text.Fold(p.Search))
	}
	return found &&
		(p.Kind == "" || p.Kind == string(row.Kind)) &&
		(p.Issuer == "" || p.Issuer == row.Issuer) &&
		(p.Topic == "" || p.Topic == string(row.Topic)) &&
		(p.State == lawAny || p.State == string(row.State))
}

// turn leaves the rows of one page, from the given one on.
func (p *lawListPage) turn(from string) {
	start, err := strconv.Atoi(from)
	if err != nil || start < 0 || start >= p.Total {
		start = 0
	}
	end := min(start+lawSize, p.Total)
	p.Rows = p.Rows[start:end]
	p.Pages.Text = ui.Count(p.Total) + " văn bản"
	if p.Total > lawSize {
		p.Pages.Text = ui.Count(start+1) + "–" + ui.Count(end) + " trong " + p.Pages.Text
	}
	if start > 0 {
		p.Pages.Prev = p.path(max(0, start-lawSize))
	}
	if end < p.Total {
		p.Pages.Next = p.path(end)
	}
}

func (p *lawListPage) path(start int) string {
	return ui.PathQuery("/van-ban", "q", p.Search, "ngay", p.Typed, "loai", p.Kind, "noi-ban-hanh", p.Issuer, "linh-vuc", p.Topic,
		"tinh-trang", p.State, "tu", strconv.Itoa(start))
}

// lawTone is the tone of the tag of a state.
func lawTone(s instrument.State) ui.Kind {
	switch s {
	case instrument.InForce:
		return ui.OK
	case instrument.NotYet:
		return ui.Info
	case instrument.Expired:
		return ui.Neutral
	case instrument.Unknown:
		return ui.Warn
	}
	return ui.Neutral
}
