package gen

import (
	"fmt"

	"example.vn/khuyencong/internal/domain/appraisal"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// How often the schemes of a year stand where, in a thousand.
type often struct {
	state  scheme.State
	weight int
}

var (
	overStates   = []often{{scheme.Closed, 925}, {scheme.Stopped, 30}, {scheme.Rejected, 25}, {scheme.Withdrawn, 20}}
	oldestStates = []often{{scheme.Closed, 640}, {scheme.Recorded, 300}, {scheme.Stopped, 25}, {scheme.Rejected, 20}, {scheme.Withdrawn, 15}}
	lastStates   = []often{{scheme.Closed, 790}, {scheme.Running, 80}, {scheme.Settled, 50}, {scheme.Stopped, 30}, {scheme.Rejected, 30}, {scheme.Withdrawn, 20}}
	nowStates    = []often{
		{scheme.Draft, 40}, {scheme.Submitted, 50}, {scheme.Appraised, 60}, {scheme.Planned, 30}, {scheme.Approved, 90}, {scheme.Contracted, 120},
		{scheme.Running, 330}, {scheme.Accepted, 100}, {scheme.Settled, 80}, {scheme.Closed, 40}, {scheme.Stopped, 20}, {scheme.Rejected, 25}, {scheme.Withdrawn, 15},
	}
)

func statesOf(year int) []often {
	switch {
	case year >= LastYear:
		return nowStates
	case year == LastYear-1:
		return lastStates
	case year <= FirstYear+1:
		return oldestStates
	}
	return overStates
}

// addScheme makes up a scheme of a year and all that followed from it.
func (p *province) addScheme(year int) {
	r := p.r
	c := pick(r, contents, func(c content) int { return c.weight })
	first := r.IntN(len(p.owners))
	t := p.trades[first]
	drafted := calendar.FirstDay(year).AddDays(-90 + r.IntN(60))
	commune := any1(r, p.communes)
	support := money.VND(c.most/4+r.Int64N(c.most*3/4)) * million
	if chance(r, 100) {
		support += money.VND(r.IntN(1_000_000)) // not every sum is round
	}
	what := t.machine
	if c.code != "advanced_machinery" && c.code != "technology_line" {
		what = t.product
	}
	s := &scheme.Scheme{
		ID: scheme.ID(p.id("", year)[1:]), Year: year, YearEnd: year, Fund: fundOf(r), Title: fmt.Sprintf(c.words, what) + " tại " + commune.Label(),
		StartsOn: calendar.FirstDay(year).AddDays(59), EndsOn: calendar.FirstDay(year).AddDays(333), Implementer: "Trung tâm Khuyến công (minh họa)",
		Place: p.place(commune, drafted), Industry: t.industry, State: pick(r, statesOf(year), func(o often) int { return o.weight }).state,
		Contents: []scheme.Content{{No: 1, Code: c.code, Units: 1}}, Asked: support, Total: support + support*money.VND(100+r.IntN(150))/100,
		Origin: scheme.FromOffice, Source: Mark, Illustrative: true, PreparedBy: staff, Version: 1, CreatedAt: stamp(drafted), UpdatedAt: stamp(drafted),
	}
	if chance(r, 300) {
		s.Territory = any1(r, []string{"mountain_island_border_ethnic", "poor_district_30a", "new_rural_commune", "difficult_area"})
	}
	if chance(r, 350) {
		s.Priorities = []string{any1(r, []string{"outstanding_product", "export_product", "local_material", "labour_intensive", "agro_processing", "supporting_industry"})}
	}
	if !c.nobody {
		p.addParts(s, first, drafted)
	}
	cost := scheme.Cost{ContentNo: 1, Year: year, Name: "Máy, thiết bị và chi phí khác", Unit: "gói", Quantity: "1", Own: s.Total - support}
	if s.Fund == ledger.National {
		cost.National = support
	} else {
		cost.Local = support
	}
	s.Costs = []scheme.Cost{cost}
	p.schemes = append(p.schemes, s)
	p.live(s)
}

// addParts gives the scheme its beneficiaries: one, or a few.
func (p *province) addParts(s *scheme.Scheme, first int, on calendar.Date) {
	n := 1
	if chance(p.r, 100) {
		n = 2 + p.r.IntN(4)
		s.Group = true
	}
	s.Contents[0].Units = int64(n)
	for i := range n {
		owner := p.owners[(first+i)%len(p.owners)]
		place := s.Place
		if i > 0 {
			place = p.place(any1(p.r, p.communes), on)
		}
		s.Beneficiaries = append(s.Beneficiaries, scheme.Beneficiary{
			Establishment: owner.ID, ContentNo: 1, Cost: s.Total / money.VND(n), Support: s.Asked / money.VND(n), Place: place,
		})
	}
}

// live makes up what happened to the scheme until it came to its state.
func (p *province) live(s *scheme.Scheme) {
	switch s.State { //nolint:exhaustive // the others have no appraisal
	case scheme.Draft, scheme.Submitted, scheme.Withdrawn:
		return
	case scheme.Recorded:
		p.record(s)
		return
	}
	judged := calendar.FirstDay(s.Year).AddDays(-20 + p.r.IntN(15))
	a := appraisal.Appraisal{
		Scheme: s.ID, Level: appraisal.Base, Round: 1, Mode: appraisal.ByStaff, Quorum: 1, State: appraisal.Concluded, Conclusion: appraisal.Pass, Amount: s.Asked,
		PaperNo: paperNo(len(p.appraisals)+1, "BB"), PaperOn: judged, OpenedBy: director, OpenedAt: s.CreatedAt, ConcludedBy: director, ConcludedAt: stamp(judged), Version: 2,
	}
	if s.State == scheme.Rejected {
		a.Conclusion, a.Amount, a.Reasons = appraisal.Reject, 0, "Không đúng nội dung khuyến công (minh họa)."
		p.appraisals = append(p.appraisals, a)
		return
	}
	s.Appraised = s.Asked
	p.appraisals = append(p.appraisals, a)
	if s.State == scheme.Appraised {
		return
	}
	pl := p.planOf(s)
	pl.Items = append(pl.Items, plan.Item{Scheme: s, Choice: plan.Chosen, Amount: s.Asked, Rank: len(pl.Items) + 1})
	if s.State == scheme.Planned {
		return
	}
	p.grant(s, pl)
}

// round is how many schemes a plan has.
const round = 150

// planOf returns the plan of the scheme; those that wait for their decision
// stand in a last one.
func (p *province) planOf(s *scheme.Scheme) *plan.Plan {
	k := plan.Key{Year: s.Year, Fund: s.Fund}
	if s.State != scheme.Planned {
		p.candidates[k]++
		k.Round = 1 + (p.candidates[k]-1)/round
	} else {
		k.Round = 99
	}
	if pl := p.plans[k]; pl != nil {
		return pl
	}
	decided := calendar.FirstDay(s.Year).AddDays(min(20+5*k.Round, 75))
	pl := &plan.Plan{
		Key: k, Title: fmt.Sprintf("Kế hoạch năm %d, đợt %d (%s)", k.Year, k.Round, Mark), State: plan.Approved, PaperNo: paperNo(k.Round, "TTr"),
		DecisionNo: paperNo(100*k.Round+k.Year%100, "QĐ-UBND"), DecisionOn: decided, Signer: "Người ký (minh họa)", DraftedBy: staff, SubmittedBy: director,
		SubmittedAt: stamp(decided.AddDays(-10)), DecidedBy: director, DecidedAt: stamp(decided), Version: 3, CreatedAt: stamp(decided.AddDays(-15)),
	}
	if s.State == scheme.Planned {
		pl.State, pl.DecisionNo, pl.DecisionOn, pl.Signer, pl.DecidedBy, pl.DecidedAt = plan.Submitted, "", calendar.Date{}, "", "", ""
		pl.SubmittedAt, pl.CreatedAt = stamp(AsOf.AddDays(-10)), stamp(AsOf.AddDays(-15))
	}
	p.plans[k] = pl
	p.order = append(p.order, k)
	return pl
}

// record makes the scheme one of an old list, outside the books.
func (p *province) record(s *scheme.Scheme) {
	s.Origin, s.OriginKey = scheme.FromArchive, "gen/"+string(s.ID)
	s.Appraised = s.Asked
	on := calendar.FirstDay(s.Year).AddDays(150)
	p.grants = append(p.grants, plan.Grant{
		Scheme: s.ID, Seq: 1, Year: s.Year, Fund: s.Fund, Kind: plan.Record, Delta: s.Asked, DecisionNo: paperNo(s.Year, "DS"), DecidedOn: on,
		Authority: "province", NotedBy: staff, At: stamp(on),
	})
	sum := p.years[s.Year]
	sum.Schemes, sum.Recorded, sum.Support = sum.Schemes+1, sum.Recorded+1, sum.Support+s.Asked
	p.years[s.Year] = sum
}
