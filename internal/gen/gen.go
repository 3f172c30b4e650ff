// Package gen makes up a whole country (đất nước dữ liệu minh họa): its
// provinces, a million establishments, half a million schemes of twenty years
// and the ten million entries of their books, to see how the program behaves at
// that size. The same seed gives the same rows.
//
// Where the demonstration goes through every verb on its day, this goes past
// them: each owner of tables loads its own rows at once. The books are held to
// their limits all the same, and one record of the audit chain of each province
// says honestly who made its rows up: the program, from a seed.
package gen

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"

	"example.vn/khuyencong/internal/domain/appraisal"
	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/deadline"
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// The size of the country at scale 1, and its years.
const (
	Establishments = 1_000_000
	Schemes        = 500_000
	FirstYear      = 2007
	LastYear       = 2026
)

// AsOf is the day on which the country stands: what its last year has got to.
var AsOf = calendar.Must("2026-11-20")

// Mark stands on everything that is made up.
const Mark = "dữ liệu minh họa"

// Password opens every account. It is no secret: all data are made up.
const Password = "khuyen-cong-minh-hoa" //nolint:gosec // public on purpose: it opens made-up data only

// Options say what is made.
type Options struct {
	Seed      uint64
	Parts     int      // ten thousandths of the whole size: 10000 is all of it
	Provinces []string // codes; none: all
}

// A Progress hears what was loaded.
type Progress func(done, total int, what string)

// A Sum is what the programme of a budget year of a province comes to.
type Sum struct {
	Schemes  int // that have a decision which was not stopped
	Support  money.VND
	Settled  money.VND
	Recorded int // of the schemes: from old lists, outside the books
}

// A Year is a budget year of a province.
type Year struct {
	Province string
	Year     int
}

// Sums are what was made.
type Sums struct {
	Provinces, Establishments, Schemes, Entries int
	Years                                       map[Year]Sum
}

// Load makes up the country in an empty, migrated database.
func Load(ctx context.Context, d *db.DB, o Options, progress Progress) (*Sums, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if err := empty(ctx, d); err != nil {
		return nil, err
	}
	shares := o.share()
	s := &Sums{Years: map[Year]Sum{}}
	made := make(chan *province, 1) // the next one is made up while one is loaded
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		defer close(made)
		for _, share := range shares {
			p := makeProvince(o.Seed, share)
			select {
			case made <- p:
			case <-ctx.Done():
				return
			}
		}
	}()
	for p := range made {
		if err := p.load(ctx, d, o); err != nil {
			return nil, fmt.Errorf("province %s: %w", p.unit.Code, err)
		}
		s.add(p)
		progress(s.Provinces, len(shares), fmt.Sprintf("%s: %d cơ sở, %d đề án, %d bút toán", p.unit.Title(), len(p.owners), len(p.schemes), p.entries))
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err := nation(ctx, d); err != nil {
		return nil, err
	}
	return s, d.Analyze(ctx)
}

func (o Options) check() error {
	if o.Parts < 1 || o.Parts > 10*scaleParts {
		return badScale()
	}
	for _, code := range o.Provinces {
		if u, ok := territory.Lookup(code, territory.SwitchDay); !ok || u.Level != territory.Province {
			return fault.New(fault.Invalid, "Không có tỉnh nào mang mã "+code+".")
		}
	}
	return nil
}

// empty refuses a database that knows a province: what is there is not mixed
// with what is made up.
func empty(ctx context.Context, d *db.DB) error {
	var all []identity.Province
	err := d.View(ctx, db.Scope{Everywhere: true}, func(tx *db.Tx) (err error) {
		all, err = identity.Provinces(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range all {
		if !p.Demo {
			return fault.New(fault.Conflict, "Cơ sở dữ liệu này chứa dữ liệu thật của "+p.Name+"; dữ liệu minh họa chỉ nạp vào cơ sở dữ liệu trống.")
		}
	}
	if len(all) > 0 {
		return fault.New(fault.Conflict, "Cơ sở dữ liệu này đã có dữ liệu minh họa của "+all[0].Name+"; hãy dùng một cơ sở dữ liệu trống.")
	}
	return nil
}

func (s *Sums) add(p *province) {
	s.Provinces++
	s.Establishments += len(p.owners)
	s.Schemes += len(p.schemes)
	s.Entries += p.entries
	for year, sum := range p.years {
		s.Years[Year{p.unit.Code, year}] = sum
	}
}

// Accounts lists who may sign in, by role, as logins without the province's
// code.
func Accounts() []Account {
	return []Account{
		{"canbo", "Cán bộ (minh họa)", access.Staff},
		{"ketoan", "Kế toán (minh họa)", access.Accountant},
		{"giamdoc", "Giám đốc (minh họa)", access.Director},
	}
}

// An Account is somebody who may sign in.
type Account struct {
	Login, Name string
	Role        access.Role
}

// MinistryLogin is the reader of the ministry, who sees all provinces.
const MinistryLogin = "bocongthuong.00"

// nation admits the reader of the ministry.
func nation(ctx context.Context, d *db.DB) error {
	hash, err := identity.NewPassword(ctx, MinistryLogin, Password)
	if err != nil {
		return err
	}
	return d.Update(ctx, db.Scope{Province: identity.Nation, Actor: access.System("gen")}, func(tx *db.Tx) error {
		err := identity.Found(ctx, tx, identity.Province{
			Code: identity.Nation, Name: "Toàn quốc (minh họa)", Centre: "Bộ Công Thương (minh họa)", Department: "Bộ Công Thương (minh họa)", Demo: true,
		})
		if err != nil {
			return err
		}
		_, err = identity.Add(ctx, tx, identity.NewUser{
			Login: MinistryLogin, Name: "Người đọc của Bộ (minh họa)", Roles: []access.Role{access.Ministry}, Password: hash,
		})
		return err
	})
}

// load writes the province in one transaction.
func (p *province) load(ctx context.Context, d *db.DB, o Options) error {
	passwords := map[string]identity.Password{}
	for _, a := range Accounts() {
		login := a.Login + "." + p.unit.Code
		hash, err := identity.NewPassword(ctx, login, Password)
		if err != nil {
			return err
		}
		passwords[login] = hash
	}
	return d.Update(ctx, db.Scope{Province: p.unit.Code, Actor: access.System("gen")}, func(tx *db.Tx) error {
		if err := p.people(ctx, tx, passwords); err != nil {
			return err
		}
		for _, step := range []func() error{
			func() error { return establishment.Load(ctx, tx, p.owners) },
			func() error { return scheme.Load(ctx, tx, p.schemes) },
			func() error { return appraisal.Load(ctx, tx, p.appraisals) },
			func() error { return plan.Load(ctx, tx, p.planList(), p.grants) },
			func() error { return contract.Load(ctx, tx, p.lot) },
			func() error { return p.loadBooks(ctx, tx) },
		} {
			if err := step(); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, "province.generate", "province/"+p.unit.Code, map[string]string{
			"mark": Mark, "seed": strconv.FormatUint(o.Seed, 10), "ten_thousandths": strconv.Itoa(o.Parts),
			"establishments": strconv.Itoa(len(p.owners)), "schemes": strconv.Itoa(len(p.schemes)), "entries": strconv.Itoa(p.entries),
		})
	})
}

func (p *province) people(ctx context.Context, tx *db.Tx, passwords map[string]identity.Password) error {
	err := identity.Found(ctx, tx, identity.Province{
		Code: p.unit.Code, Name: p.unit.Title(), Centre: "Trung tâm Khuyến công (minh họa)", Department: "Sở Công Thương " + p.unit.Label(), Demo: true,
	})
	if err != nil {
		return err
	}
	for _, a := range Accounts() {
		login := a.Login + "." + p.unit.Code
		_, err := identity.Add(ctx, tx, identity.NewUser{Login: login, Name: a.Name, Roles: []access.Role{a.Role}, Password: passwords[login]})
		if err != nil {
			return err
		}
	}
	return deadline.Seed(ctx, tx)
}

// loadBooks posts the entries of every book.
func (p *province) loadBooks(ctx context.Context, tx *db.Tx) error {
	for year := FirstYear; year <= LastYear; year++ {
		for _, f := range ledger.Funds() {
			b := ledger.Book{Fund: f, Year: year}
			if book := p.books[b]; book != nil {
				if err := ledger.Load(ctx, tx, b, book.entries(b)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// source is the randomness of one province.
func source(seed uint64, code string) *rand.Rand {
	n, _ := strconv.ParseUint(code, 10, 64) // two digits
	return rand.New(rand.NewPCG(seed, n))   //nolint:gosec // made-up data, the same every time
}
