package office

import (
	"net/http"
	"slices"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/domain/register"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// lawShowPage is one instrument.
type lawShowPage struct {
	Shell ui.Shell
	instrument.Instrument
	Status  instrument.Status
	Day     calendar.Date
	Typed   string
	Problem error
	Life    []lawEvent
	Entry   *register.Entry // when the office added it
	MayEdit bool
	Key     string
	Reason  string // typed, when withdrawing failed
}

// A lawEvent is one line of the life of an instrument.
type lawEvent struct {
	Day        calendar.Date // zero when nobody knows
	Unverified bool
	What       string // Vietnamese
	Other      string // the other instrument, in words; "" when there is none
	Href       string
}

func (c *call) lawShow() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := lawShowPage{}
	p.Day, p.Typed = c.lawDay(form)
	p.Problem = form.Err("Ngày chưa đúng nên trang hiện tình trạng của hôm nay.")
	status := http.StatusOK
	if p.Problem != nil {
		status = http.StatusUnprocessableEntity
	}
	return c.lawShowPage(status, p)
}

func (c *call) lawShowPage(status int, p lawShowPage) error {
	id := instrument.ID(c.r.PathValue("id"))
	err := c.view(func(tx *db.Tx) error {
		reg, err := register.Of(c.ctx(), tx)
		if err != nil {
			return err
		}
		var listed bool
		p.Instrument, listed = reg.ByID(id)
		if !listed || p.Own {
			entry, err := register.ByID(c.ctx(), tx, id)
			if err != nil {
				return err
			}
			p.Entry, p.Instrument = &entry, entry.Instrument
		}
		p.Status = reg.Status(id, p.Day)
		p.Life = c.lawLife(reg, p.Instrument, p.Day)
		return nil
	})
	if err != nil {
		return err
	}
	p.Shell = c.page(p.Cite())
	p.Shell.Back, p.Shell.HasErrors = &ui.Link{Label: "Sổ văn bản", Href: "/van-ban"}, p.Problem != nil
	p.MayEdit, p.Key = c.may(access.ManageInstruments), ui.Key()
	return c.render(status, lawShowView(p))
}

// lawLife returns what happened to an instrument, in the order of the days;
// what has no day comes last.
func (c *call) lawLife(reg *instrument.Register, i instrument.Instrument, day calendar.Date) []lawEvent {
	life := slices.Concat(lawDays(i), c.lawDone(reg, i, day), c.lawSuffered(reg, i.ID, day))
	slices.SortStableFunc(life, func(a, b lawEvent) int {
		if a.Day.IsZero() != b.Day.IsZero() {
			return -a.Day.Compare(b.Day)
		}
		return a.Day.Compare(b.Day)
	})
	return life
}

// lawDays are the days of the instrument itself.
func lawDays(i instrument.Instrument) []lawEvent {
	all := []lawEvent{
		{Day: i.Signed, Unverified: i.SignedUnverified, What: "Ký ban hành"},
		{Day: i.From, Unverified: i.FromUnverified, What: "Bắt đầu có hiệu lực"},
		{Day: i.InForceBy, What: "Đã thấy áp dụng; ngày bắt đầu chưa tra được"},
		{Day: i.DoubtfulFrom, Unverified: true, What: "Từ ngày này chưa xác nhận được còn nguyên hiệu lực"},
		{Day: i.Until, Unverified: i.UntilUnverified, What: "Ngày cuối cùng có hiệu lực"},
	}
	return slices.DeleteFunc(all, func(e lawEvent) bool { return e.Day.IsZero() })
}

// lawDone is what the instrument does to others.
func (c *call) lawDone(reg *instrument.Register, i instrument.Instrument, day calendar.Date) []lawEvent {
	var life []lawEvent
	for n, rel := range slices.Concat(i.Replaces, i.Amends) {
		what := "Sửa đổi, bổ sung"
		if n < len(i.Replaces) {
			what = lawReplaces(rel)
		}
		if of, ok := reg.ByID(rel.Of); ok {
			life = append(life, lawEvent{i.From, rel.Unverified || i.FromUnverified, what, of.Cite(), c.lawPath(of.ID, day)})
		}
	}
	return life
}

// lawSuffered is what others do to the instrument.
func (c *call) lawSuffered(reg *instrument.Register, id instrument.ID, day calendar.Date) []lawEvent {
	var life []lawEvent
	for _, by := range reg.Amenders(id) {
		doubt := by.FromUnverified || lawRelation(by.Amends, id).Unverified
		life = append(life, lawEvent{by.From, doubt, "Được sửa đổi, bổ sung bởi", by.Cite(), c.lawPath(by.ID, day)})
	}
	for _, by := range reg.Successors(id) {
		rel := lawRelation(by.Replaces, id)
		what := "Được thay thế bởi"
		if rel.Part {
			what = "Được thay thế một phần bởi"
		}
		life = append(life, lawEvent{by.From, by.FromUnverified || rel.Unverified, what, by.Cite(), c.lawPath(by.ID, day)})
	}
	return life
}

func lawReplaces(rel instrument.Relation) string {
	if rel.Part {
		return "Thay thế một phần"
	}
	return "Thay thế"
}

// lawRelation returns the relation to of.
func lawRelation(relations []instrument.Relation, of instrument.ID) instrument.Relation {
	for _, rel := range relations {
		if rel.Of == of {
			return rel
		}
	}
	return instrument.Relation{}
}

// rows are the facts of the page.
func (p lawShowPage) rows() []ui.Row {
	rows := []ui.Row{
		{Key: "Loại", Value: p.Kind.Label()},
		{Key: "Nơi ban hành", Value: p.Issuer},
		{Key: "Lĩnh vực", Value: p.Topic.Label()},
		{Key: "Mức kiểm chứng", Value: p.Evidence.Label()},
	}
	if p.Note != "" {
		rows = append(rows, ui.Row{Key: "Ghi chú", Value: p.Note})
	}
	if p.Link != "" {
		rows = append(rows, ui.Row{Key: "Nơi đọc", Value: p.Link, Href: p.Link})
	}
	return rows
}

func (c *call) lawWithdraw() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	id := instrument.ID(c.r.PathValue("id"))
	reason, version := form.Line("reason"), form.Int("version")
	err = form.Err("Văn bản chưa rút được.")
	if err == nil {
		err = c.done(form, "Đã rút văn bản khỏi sổ.", func(tx *db.Tx) (string, error) {
			return "/van-ban", register.Withdraw(c.ctx(), tx, id, int64(version), reason)
		})
	}
	if fault.KindOf(err) == fault.Invalid {
		return c.lawShowPage(http.StatusUnprocessableEntity, lawShowPage{Day: c.today(), Typed: ui.Day(c.today()), Problem: err, Reason: reason})
	}
	return err
}
