package office

import (
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/deadline"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// adminCalendarPage is the days off of one year.
type adminCalendarPage struct {
	Shell      ui.Shell
	Year       int
	Years      []ui.NavItem
	Days       []calendar.Exception
	Unverified int
	MayEdit    bool
	Problem    error
	Typed      map[string]string
	Key        string
}

// adminWeekdays are the names of the days of the week, Sunday first.
var adminWeekdays = []string{"Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"}

func (c *call) adminCalendar() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	year := c.today().Year()
	if n, err := strconv.Atoi(form.Line("nam")); err == nil && n >= 2000 && n <= 2100 {
		year = n
	}
	return c.adminCalendarPage(http.StatusOK, adminCalendarPage{Year: year})
}

func (c *call) adminCalendarPage(status int, p adminCalendarPage) error {
	err := c.view(func(tx *db.Tx) (err error) {
		p.Days, err = deadline.Days(c.ctx(), tx, p.Year)
		return err
	})
	if err != nil {
		return err
	}
	for _, d := range p.Days {
		if !d.Verified {
			p.Unverified++
		}
	}
	for y := p.Year - 1; y <= p.Year+1; y++ {
		p.Years = append(p.Years, ui.NavItem{Label: "Năm " + strconv.Itoa(y), Href: adminCalendarPath(y), Current: y == p.Year})
	}
	p.Shell = c.adminShell("Lịch làm việc năm " + strconv.Itoa(p.Year))
	p.Shell.HasErrors, p.MayEdit, p.Key = p.Problem != nil, c.may(access.ManageCalendar), ui.Key()
	return c.render(status, adminCalendarView(p))
}

func adminCalendarPath(year int) string {
	return ui.PathQuery(ui.Path("quan-tri", "lich"), "nam", strconv.Itoa(year))
}

// adminDaySet writes one day of the calendar.
func (c *call) adminDaySet() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	e := calendar.Exception{
		Day: form.Date("day"), Kind: calendar.Kind(form.Line("kind")), Name: form.Line("name"), Verified: form.Bool("verified"),
	}
	p := adminCalendarPage{Year: form.Int("year"), Typed: map[string]string{
		"day": form.Raw("day"), "kind": form.Raw("kind"), "name": form.Raw("name"), "verified": form.Raw("verified"),
	}}
	form.Check(!e.Day.IsZero(), "day", "Chưa nhập ngày.")
	err = form.Err("Ngày này chưa ghi được vào lịch.")
	if err == nil {
		err = c.done(form, "Đã ghi ngày "+e.Day.VN()+" vào lịch.", func(tx *db.Tx) (string, error) {
			return adminCalendarPath(e.Day.Year()), deadline.SetDay(c.ctx(), tx, e)
		})
	}
	if ui.Correctable(err) {
		p.Problem = err
		if p.Year < 2000 || p.Year > 2100 {
			p.Year = c.today().Year()
		}
		return c.adminCalendarPage(http.StatusUnprocessableEntity, p)
	}
	return err
}

// adminDayRemove takes one day out of the calendar.
func (c *call) adminDayRemove() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	day := form.Date("day")
	if err := form.Err("Không đọc được ngày cần bỏ."); err != nil {
		return err
	}
	return c.done(form, "Đã bỏ ngày "+day.VN()+" khỏi lịch.", func(tx *db.Tx) (string, error) {
		return adminCalendarPath(day.Year()), deadline.RemoveDay(c.ctx(), tx, day)
	})
}

// adminDaysVerify notes that somebody compared a whole year with its notice.
func (c *call) adminDaysVerify() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	year, err := adminYear(form)
	if err != nil {
		return err
	}
	return c.done(form, "Đã xác nhận lịch nghỉ năm "+strconv.Itoa(year)+".", func(tx *db.Tx) (string, error) {
		if err := tx.Actor.Require(access.ManageCalendar); err != nil {
			return "", err
		}
		days, err := deadline.Days(c.ctx(), tx, year)
		if err != nil {
			return "", err
		}
		for _, d := range days {
			if d.Verified {
				continue
			}
			d.Verified = true
			if err := deadline.SetDay(c.ctx(), tx, d); err != nil {
				return "", err
			}
		}
		return adminCalendarPath(year), nil
	})
}

// adminDaysSeed writes the public holidays of the years that have no entry.
func (c *call) adminDaysSeed() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	year, err := adminYear(form)
	if err != nil {
		return err
	}
	return c.done(form, "Đã ghi các ngày nghỉ lễ cho những năm chưa có lịch.", func(tx *db.Tx) (string, error) {
		return adminCalendarPath(year), deadline.Seed(c.ctx(), tx)
	})
}

// adminYear is the year that a form of the calendar is about.
func adminYear(form *ui.Form) (int, error) {
	year := form.Int("year")
	form.Check(year >= 2000 && year <= 2100, "year", "Chưa chọn năm của lịch.")
	return year, form.Err("Chưa chọn năm của lịch.")
}
