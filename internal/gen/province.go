package gen

import (
	"fmt"
	"math/rand/v2"

	"example.vn/khuyencong/internal/domain/appraisal"
	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// The people of a province, in the order of Accounts.
const (
	staff      = "u-1"
	accountant = "u-2"
	director   = "u-3"
)

const million money.VND = 1_000_000

// A province is what is made up of one.
type province struct {
	share

	r          *rand.Rand
	owners     []establishment.Establishment
	trades     []trade // of the owners
	schemes    []*scheme.Scheme
	appraisals []appraisal.Appraisal
	plans      map[plan.Key]*plan.Plan
	order      []plan.Key
	grants     []plan.Grant
	lot        contract.Lot
	books      map[ledger.Book]*book
	entries    int
	years      map[int]Sum
	given      map[string]int // last numbers of IDs
	candidates map[plan.Key]int
}

// makeProvince makes up one province.
func makeProvince(seed uint64, s share) *province {
	p := &province{
		share: s, r: source(seed, s.unit.Code), plans: map[plan.Key]*plan.Plan{}, books: map[ledger.Book]*book{}, years: map[int]Sum{},
		given: map[string]int{}, candidates: map[plan.Key]int{},
	}
	for i := range s.owners {
		p.addOwner(i + 1)
	}
	for i, n := range s.schemes {
		for range n {
			p.addScheme(FirstYear + i)
		}
	}
	for _, b := range p.books {
		p.entries += len(b.moves) + 1 // and the estimate
	}
	return p
}

// Owners makes up so many establishments of one province, and nothing else.
func Owners(seed uint64, code string, n int) []establishment.Establishment {
	unit, _ := territory.Lookup(code, territory.SwitchDay)
	return makeProvince(seed, share{unit: unit, communes: territory.CommunesOf(code, territory.SwitchDay), owners: n}).owners
}

// stamp is a moment of a day as it is stored.
func stamp(d calendar.Date) string { return d.String() + "T02:00:00Z" }

// id gives out the next ID of a kind in a year.
func (p *province) id(kind string, year int) string {
	key := fmt.Sprintf("%s-%d", kind, year)
	p.given[key]++
	return fmt.Sprintf("%s-%04d", key, p.given[key])
}

// place makes up where something was on a day, in the units of that day.
func (p *province) place(commune territory.Unit, on calendar.Date) territory.Address {
	if on.Before(territory.SwitchDay) {
		if old := territory.Predecessors(commune.Code, territory.SwitchDay); len(old) > 0 {
			return territory.Address{Commune: old[p.r.IntN(len(old))].Unit.Code, On: on}
		}
		return territory.Address{}
	}
	return territory.Address{Commune: commune.Code, On: on}
}

func (p *province) addOwner(n int) {
	r := p.r
	form := pick(r, forms, func(f struct {
		words  string
		kind   establishment.Kind
		weight int
	}) int {
		return f.weight
	})
	t := any1(r, trades)
	founded := calendar.FirstDay(1995 + r.IntN(LastYear-1995)).AddDays(r.IntN(360))
	entered := calendar.FirstDay(FirstYear + r.IntN(LastYear-FirstYear)).AddDays(r.IntN(330))
	if entered.Before(founded) {
		entered = founded
	}
	e := establishment.Establishment{
		ID: establishment.ID(fmt.Sprintf("cs-%04d", n)), Kind: form.kind, Name: name(r, form.words, t, n),
		Address: p.place(any1(r, p.communes), entered), Industry: t.industry, Products: t.product, FoundedOn: founded,
		Capital: money.VND(50+r.IntN(5000)) * million, Revenue: money.VND(100+r.IntN(20000)) * million, Workers: 2 + r.IntN(60),
		WomenOwned: chance(r, 250), MinorityOwned: chance(r, 120), Note: "", Source: Mark, Illustrative: true, Version: 1,
		CreatedAt: stamp(entered), UpdatedAt: stamp(entered),
	}
	if form.kind == establishment.Enterprise || chance(r, 300) {
		e.TaxCode = nobodysTaxCode(r)
	}
	p.owners, p.trades = append(p.owners, e), append(p.trades, t)
}

// nobodysTaxCode makes up a tax code that nobody can have: its check digit is
// wrong.
func nobodysTaxCode(r *rand.Rand) string {
	digits, sum := fmt.Sprintf("%09d", 100_000_000+r.IntN(900_000_000)), 0
	for i, w := range []int{31, 29, 23, 19, 17, 13, 7, 5, 3} {
		sum += int(digits[i]-'0') * w
	}
	right := 10 - sum%11
	return digits + string(rune('0'+(right+1+r.IntN(8))%10))
}

// planList is the plans in the order in which they were begun.
func (p *province) planList() []*plan.Plan {
	all := make([]*plan.Plan, len(p.order))
	for i, k := range p.order {
		all[i] = p.plans[k]
	}
	return all
}
