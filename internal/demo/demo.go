// Package demo loads the demonstration programme (chương trình minh họa): Thái
// Nguyên's industrial promotion of 2020, published rows with their source and
// made-up rows that complete the published totals; the published round of 2025;
// and made-up work of 2026, so that every role finds something to do.
//
// Everything goes through the verbs of the domain, on the days on which it
// would have happened, by different people, so that the books, the timelines
// and the audit record of the demonstration are what real use would leave.
package demo

import (
	"context"
	"fmt"
	"time"

	"example.vn/khuyencong/internal/domain/deadline"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

// Province is the province of the demonstration.
const Province = "19"

// Neighbour is a second province, empty but for its staff, to see that
// provinces do not see each other.
const Neighbour = "08"

// Password opens every account of the demonstration. It is no secret: the data
// are made up.
const Password = "khuyen-cong-minh-hoa" //nolint:gosec // public on purpose: it opens made-up data only

// A Progress hears what is being loaded.
type Progress func(done, total int, what string)

// A Clock can be set, so that each deed of the demonstration happens on its day.
type Clock struct{ at time.Time }

// Now tells the time that was set.
func (c *Clock) Now() time.Time { return c.at }

// Set sets the clock to office hours of day, Vietnamese time.
func (c *Clock) Set(day calendar.Date) { c.at = day.Start().Add(9 * time.Hour).UTC() }

// A loader carries what the steps of the loading share.
type loader struct {
	ctx    context.Context //nolint:containedctx // lives as long as one call of Load
	db     *db.DB
	clock  *Clock
	files  blob.Store
	actors map[string]access.Actor // by login
	vouch  int                     // last number given to a made-up paper

	national, local []*spec // the programme of 2020, kept between the steps that carry it on
}

// Load fills an empty, migrated database whose clock is clock, and puts the
// files of its papers into files.
func Load(ctx context.Context, d *db.DB, clock *Clock, files blob.Store, progress Progress) error {
	l := &loader{ctx: ctx, db: d, clock: clock, files: files, actors: map[string]access.Actor{}}
	steps := []struct {
		what string
		run  func() error
	}{
		{"Tỉnh, đơn vị và người dùng", l.people},
		{"Lịch làm việc và ngày nghỉ", l.calendar},
		{"Danh sách đã công bố các năm 2016–2022", l.archive},
		{"Năm 2020: hồ sơ và thẩm định", l.prepare2020},
		{"Năm 2020: kế hoạch và phê duyệt", l.plan2020},
		{"Năm 2020: hợp đồng, tạm ứng, tiến độ", l.run2020},
		{"Năm 2020: báo cáo 8 tháng", l.report2020},
		{"Năm 2020: nghiệm thu, thanh toán, quyết toán", l.finish2020},
		{"Theo dõi sau hỗ trợ 12 tháng (minh họa)", l.followAYearOn},
		{"Năm 2025: đợt 1 đã công bố", l.round2025},
		{"Sổ văn bản: một nghị quyết của tỉnh (minh họa)", l.resolution},
		{"Năm 2026: đề án đang làm (minh họa)", l.year2026},
		{"Năm 2027: rà soát nhu cầu, hồ sơ mới (minh họa)", l.year2027},
		{"Văn bản đi, đến (minh họa)", l.papers},
		{"Dự thảo quy định của tỉnh (minh họa)", l.draftLaw},
		{"Dự thảo báo cáo 9 tháng năm 2026 (minh họa)", l.reportNow},
		{"Sản phẩm công nghiệp nông thôn tiêu biểu (minh họa)", l.products},
		{"Một danh sách cơ sở đang nhập (minh họa)", l.intakes},
		{"Theo dõi sau hỗ trợ 36 tháng (minh họa)", l.followNow},
	}
	for i, step := range steps {
		progress(i, len(steps), step.what)
		if err := step.run(); err != nil {
			return fmt.Errorf("demonstration, step %d: %w", i+1, err)
		}
	}
	progress(len(steps), len(steps), "Xong")
	return nil
}

// on runs one deed of login on a day.
func (l *loader) on(day, login string, fn func(tx *db.Tx) error) error {
	l.clock.Set(calendar.Must(day))
	actor, ok := l.actors[login]
	if !ok {
		return fmt.Errorf("nobody is called %s", login)
	}
	err := l.db.Update(l.ctx, db.Scope{Province: Province, Actor: actor}, fn)
	if err != nil {
		return fmt.Errorf("%s on %s: %w", login, day, err)
	}
	return nil
}

// paper makes up the next number of a paper.
func (l *loader) paper(kind string) string {
	l.vouch++
	return fmt.Sprintf("%d/%s (minh họa)", l.vouch, kind)
}

// An Account is one person of the demonstration.
type Account struct {
	Login, Name string
	Roles       []access.Role
	Commune     string
}

// Accounts lists the people of the demonstration by role.
func Accounts() []Account {
	one := func(r access.Role) []access.Role { return []access.Role{r} }
	return []Account{
		{"quantri", "Quản trị (minh họa)", one(access.Admin), ""},
		{"canbo", "Cán bộ Một (minh họa)", one(access.Staff), ""},
		{"canbo2", "Cán bộ Hai (minh họa)", one(access.Staff), ""},
		{"ketoan", "Kế toán (minh họa)", one(access.Accountant), ""},
		{"giamdoc", "Giám đốc (minh họa)", one(access.Director), ""},
		{"xa.daiphuc", "Cán bộ xã Đại Phúc (minh họa)", one(access.Commune), "05488"},
		{"xa.tancuong", "Cán bộ xã Tân Cương (minh họa)", one(access.Commune), "05503"},
		{"xa.vanhan", "Cán bộ xã Văn Hán (minh họa)", one(access.Commune), "05680"},
		{"thamdinh1", "Thành viên thẩm định Một (minh họa)", one(access.Appraiser), ""},
		{"thamdinh2", "Thành viên thẩm định Hai (minh họa)", one(access.Appraiser), ""},
		{"thamdinh3", "Thành viên thẩm định Ba (minh họa)", one(access.Appraiser), ""},
		{"lanhdaoso", "Lãnh đạo Sở (minh họa)", one(access.Department), ""},
		{"ubnd", "Người phê duyệt UBND tỉnh (minh họa)", one(access.Approver), ""},
		{"bocongthuong", "Người đọc của Bộ (minh họa)", one(access.Ministry), ""},
		{"kiemtoan", "Kiểm toán (minh họa)", one(access.Auditor), ""},
	}
}

// neighbourLogin is the member of staff of the second province.
const neighbourLogin = "tuyenquang"

func logins() []string {
	var all []string
	for _, a := range Accounts() {
		all = append(all, a.Login)
	}
	return all
}

func (l *loader) people() error {
	passwords := map[string]identity.Password{}
	for _, login := range append(logins(), neighbourLogin) {
		// Hashing is slow on purpose and never runs inside a transaction.
		p, err := identity.NewPassword(l.ctx, login, Password)
		if err != nil {
			return err
		}
		passwords[login] = p
	}
	l.clock.Set(calendar.Must("2019-09-02"))
	for _, p := range []identity.Province{
		{Code: Province, Name: "Tỉnh Thái Nguyên", Centre: "Trung tâm Khuyến công và Tư vấn phát triển công nghiệp", Department: "Sở Công Thương tỉnh Thái Nguyên", Demo: true},
		{Code: Neighbour, Name: "Tỉnh Tuyên Quang", Centre: "Trung tâm Khuyến công tỉnh Tuyên Quang (minh họa)", Department: "Sở Công Thương tỉnh Tuyên Quang", Demo: true},
	} {
		err := l.db.Update(l.ctx, db.Scope{Province: p.Code, Actor: access.System("demo")}, func(tx *db.Tx) error {
			if err := identity.Found(l.ctx, tx, p); err != nil {
				return err
			}
			if p.Code == Neighbour {
				return l.person(tx, Account{neighbourLogin, "Cán bộ Tuyên Quang (minh họa)", []access.Role{access.Staff}, ""}, passwords)
			}
			for _, a := range Accounts() {
				if err := l.person(tx, a, passwords); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) person(tx *db.Tx, a Account, passwords map[string]identity.Password) error {
	id, err := identity.Add(l.ctx, tx, identity.NewUser{Login: a.Login, Name: a.Name, Roles: a.Roles, Commune: a.Commune, Password: passwords[a.Login]})
	if err != nil {
		return fmt.Errorf("account %s: %w", a.Login, err)
	}
	l.actors[a.Login] = access.Actor{ID: string(id), Name: a.Name, Roles: a.Roles, Commune: a.Commune}
	return nil
}

func (l *loader) calendar() error {
	for _, province := range []string{Province, Neighbour} {
		err := l.db.Update(l.ctx, db.Scope{Province: province, Actor: access.System("demo")}, func(tx *db.Tx) error {
			return deadline.Seed(l.ctx, tx)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
