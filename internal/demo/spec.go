package demo

import (
	"fmt"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

const million money.VND = 1_000_000

// A spec describes one scheme of the demonstration in few words.
type spec struct {
	title      string
	fund       ledger.Fund
	content    norm.Content
	group, key bool
	support    money.VND // of the scheme
	own        money.VND // the beneficiaries' part
	place      string    // Vietnamese address, in the units of its day
	who        []party
	taxCode    string // of the only beneficiary, made up; "" for none
	territory  string
	industry   string
	priorities []string
	source     string // where a published row comes from; "" for a made-up one
	note       string
	originKey  string // what an import of the published list knows the row by

	id scheme.ID // given when it is stored
}

// A party is a beneficiary; what it gets is an equal share of the support.
type party struct {
	name  string
	kind  establishment.Kind
	place string
}

const (
	tea      = "agro_forestry_fishery_food"
	goods    = "consumer_export_import_substitution"
	parts    = "mechanical_electrical_electronic_parts_supporting"
	machines = norm.Content("advanced_machinery")
)

func (s *spec) illustrative() bool { return s.source == "" }

// address finds the unit of a Vietnamese address as it was on day.
func address(text string, day calendar.Date) (territory.Address, error) {
	unit, ok := territory.Match(Province, text, day)
	if !ok {
		return territory.Address{}, fmt.Errorf("no unit for %q on %s", text, day)
	}
	return territory.Address{Commune: unit.Code, On: day}, nil
}

// establishmentOf finds or adds a beneficiary.
func (l *loader) establishmentOf(tx *db.Tx, p party, s *spec) (establishment.ID, territory.Address, error) {
	at, err := address(p.place, tx.Today())
	if err != nil {
		return "", at, err
	}
	if known, err := establishment.Find(l.ctx, tx, p.name, at, ""); err == nil {
		return known.ID, at, nil
	}
	e := &establishment.Establishment{
		Kind: p.kind, Name: p.name, TaxCode: s.taxCode, Address: at, Industry: s.industry, Source: s.source, Illustrative: s.illustrative(),
	}
	if err := establishment.Add(l.ctx, tx, e); err != nil {
		return "", at, fmt.Errorf("establishment %s: %w", p.name, err)
	}
	return e.ID, at, nil
}

// draft stores the scheme as a complete draft.
func (l *loader) draft(day, login string, year int, s *spec) error {
	return l.on(day, login, func(tx *db.Tx) error {
		x := &scheme.Scheme{
			Year: year, Fund: s.fund, Group: s.group, Key: s.key, Title: s.title,
			Objectives:  "Nâng năng suất, chất lượng sản phẩm; tạo việc làm tại chỗ cho lao động nông thôn.",
			Scope:       "Đầu tư máy móc, thiết bị mới 100%, bố trí tại nhà xưởng sẵn có của cơ sở.",
			Effects:     "Tăng sản lượng, giảm hao phí nhiên liệu và lao động so với thiết bị cũ.",
			Implementer: "Trung tâm Khuyến công và Tư vấn phát triển công nghiệp", Coordinator: "UBND nơi thực hiện",
			StartsOn: calendar.Must(fmt.Sprintf("%d-03-01", year)), EndsOn: calendar.Must(fmt.Sprintf("%d-12-15", year)),
			Territory: s.territory, Industry: s.industry, Priorities: s.priorities,
			Source: s.source, Illustrative: s.illustrative(), Note: s.note, OriginKey: s.originKey,
			Contents: []scheme.Content{{Code: s.content, Units: int64(max(1, len(s.who)))}},
		}
		at, err := address(s.place, tx.Today())
		if err != nil {
			return err
		}
		x.Place = at
		if err := l.beneficiaries(tx, s, x); err != nil {
			return err
		}
		x.Costs = []scheme.Cost{cost(s, year)}
		if err := scheme.Add(l.ctx, tx, x); err != nil {
			return fmt.Errorf("%s: %w", s.title, err)
		}
		s.id = x.ID
		return nil
	})
}

func (l *loader) beneficiaries(tx *db.Tx, s *spec, x *scheme.Scheme) error {
	for _, p := range s.who {
		id, place, err := l.establishmentOf(tx, p, s)
		if err != nil {
			return err
		}
		n := money.VND(len(s.who))
		x.Beneficiaries = append(x.Beneficiaries, scheme.Beneficiary{
			Establishment: id, ContentNo: 1, Support: s.support / n, Cost: (s.support + s.own) / n, Place: place,
		})
	}
	return nil
}

func cost(s *spec, year int) scheme.Cost {
	c := scheme.Cost{ContentNo: 1, Year: year, Name: "Máy móc, thiết bị", Unit: "bộ", Quantity: fmt.Sprint(max(1, len(s.who))), Own: s.own}
	if s.content != machines {
		c.Name, c.Unit, c.Quantity = "Chi phí thực hiện", "gói", "1"
	}
	if s.fund == ledger.National {
		c.National = s.support
	} else {
		c.Local = s.support
	}
	return c
}
