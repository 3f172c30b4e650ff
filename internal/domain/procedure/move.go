package procedure

import (
	"slices"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/access"
)

type moveEntry struct {
	From       State         `yaml:"from"`
	To         State         `yaml:"to"`
	National   Authority     `yaml:"national"`
	Local      Authority     `yaml:"local"`
	Deeds      []access.Deed `yaml:"deeds"`
	basisEntry `yaml:",inline"`
}

// by returns who decides the move for a fund; "" when the fund has no such move.
func (e moveEntry) by(fund norm.Fund) Authority {
	if fund == norm.Local {
		return e.Local
	}
	return e.National
}

// deeds lists what brings the move about for a fund: each fund has its own way
// of approving a plan, and no ministry decides about local schemes.
func (e moveEntry) deeds(fund norm.Fund) []access.Deed {
	others := []access.Deed{access.ApproveLocalPlan, access.DecideByProvince}
	if fund == norm.Local {
		others = []access.Deed{access.RecordNationalPlan, access.RecordByMinistry}
	}
	return slices.DeleteFunc(slices.Clone(e.Deeds), func(d access.Deed) bool { return slices.Contains(others, d) })
}

// A Move (bước chuyển) takes a scheme from one state to another.
type Move struct {
	Basis

	From, To  State
	Authority Authority     // who decides it by law
	Deeds     []access.Deed // what somebody does in the program to bring it about; any one of them
}

// leads says which deeds of the program bring a scheme to a state. Rules choose
// among these and say from where; what the program cannot do, no rule can ask.
func leads(to State) []access.Deed {
	switch to {
	case Submitted:
		return []access.Deed{access.EditScheme}
	case Withdrawn:
		return []access.Deed{access.WithdrawScheme}
	case Appraising:
		return []access.Deed{access.OpenAppraisal}
	case Returned:
		return []access.Deed{access.OpenAppraisal, access.ConcludeAppraisal, access.RecordMinistry}
	case Rejected:
		return []access.Deed{access.ConcludeAppraisal, access.RecordMinistry}
	case Appraised:
		return []access.Deed{access.ConcludeAppraisal, access.ApproveLocalPlan}
	case Endorsed:
		return []access.Deed{access.RecordMinistry, access.RecordNationalPlan}
	case Planned:
		return []access.Deed{access.SubmitPlan, access.DecideByDepartment, access.DecideByProvince, access.RecordByMinistry}
	case Approved:
		return []access.Deed{access.ApproveLocalPlan, access.RecordNationalPlan, access.DecideByDepartment, access.DecideByProvince, access.RecordByMinistry}
	case Contracted:
		return []access.Deed{access.SignContract}
	case Running:
		return []access.Deed{access.RecordProgress, access.ConfirmAcceptance}
	case Accepted:
		return []access.Deed{access.ConfirmAcceptance}
	case Settled:
		return []access.Deed{access.ApproveSettlement}
	case Closed:
		return []access.Deed{access.SignContract}
	case Stopped:
		return []access.Deed{access.DecideByDepartment, access.DecideByProvince, access.RecordByMinistry}
	case Draft, Recorded: // where schemes begin
	}
	return nil
}

// Moves returns every move of the fund, from state to state in the order of a
// scheme's life.
func (r Rules) Moves() []Move {
	var all []Move
	for _, from := range States() {
		all = append(all, r.from(from)...)
	}
	return all
}

// from returns the moves from a state: those of the first set whose path knows
// the state. A path is stated whole, and one that leaves a state out leaves
// alone the schemes that stand there already.
func (r Rules) from(s State) []Move {
	for _, l := range r.layers {
		if !l.rules.passes(r.Fund, s) {
			continue
		}
		var all []Move
		for _, e := range l.rules.Moves {
			if e.From == s && e.by(r.Fund) != "" {
				all = append(all, Move{r.defaulted(l, e.basisEntry), e.From, e.To, e.by(r.Fund), e.deeds(r.Fund)})
			}
		}
		return all
	}
	return nil
}

// passes reports whether the path of a fund knows state s.
func (f *rulesFile) passes(fund norm.Fund, s State) bool {
	return slices.ContainsFunc(f.Moves, func(e moveEntry) bool { return e.by(fund) != "" && (e.From == s || e.To == s) })
}

// Move returns the move from one state to another, or false when there is none.
func (r Rules) Move(from, to State) (Move, bool) {
	for _, m := range r.from(from) {
		if m.To == to {
			return m, true
		}
	}
	return Move{}, false
}

// PathBasis returns the provision that lays down where a scheme in state s may
// go, to cite when it may not.
func (r Rules) PathBasis(s State) string {
	for _, l := range r.layers {
		switch {
		case !l.rules.passes(r.Fund, s):
		case r.Fund == norm.Local && l.National():
			return l.localCite
		default:
			return l.Citation
		}
	}
	return ""
}

// Next lists the states to which a scheme in state s may move.
func (r Rules) Next(s State) []State {
	var all []State
	for _, m := range r.from(s) {
		all = append(all, m.To)
	}
	return all
}

// Before lists the states from which a scheme may move to s.
func (r Rules) Before(s State) []State {
	var all []State
	for _, m := range r.Moves() {
		if m.To == s {
			all = append(all, m.From)
		}
	}
	return all
}

// moves checks the path of each fund.
func (c *checker) moves() {
	type pair struct{ from, to State }
	seen := map[pair]bool{}
	for i := range c.file.Moves {
		e := &c.file.Moves[i]
		path := at("moves", i)
		c.basis(&e.basisEntry, path...)
		sound := slices.Contains(States(), e.From) && slices.Contains(States(), e.To) && e.From != e.To
		c.check(slices.Contains(States(), e.From), at("moves", i, "from"), "Không có trạng thái “%s”.", e.From)
		c.check(slices.Contains(States(), e.To), at("moves", i, "to"), "Không có trạng thái “%s”.", e.To)
		c.check(e.From != e.To, path, "Bước chuyển phải sang trạng thái khác.")
		c.check(!seen[pair{e.From, e.To}], path, "Bước chuyển từ “%s” sang “%s” ghi hai lần.", e.From, e.To)
		seen[pair{e.From, e.To}] = true
		c.check(e.National != "" || e.Local != "", path, "Chưa ghi cấp quyết định bước chuyển này (national, local).")
		c.authority(e.National, e.Local, append(deciders(), Implementer), path)
		c.check(len(e.Deeds) > 0, path, "Chưa ghi việc (deeds) đưa đề án qua bước này.")
		c.check(e.National == "" || len(e.deeds(norm.National)) > 0, path, "Không việc nào (deeds) đưa đề án khuyến công quốc gia qua bước này.")
		c.check(e.Local == "" || len(e.deeds(norm.Local)) > 0, path, "Không việc nào (deeds) đưa đề án khuyến công địa phương qua bước này.")
		for j, d := range e.Deeds {
			c.check(!sound || slices.Contains(leads(e.To), d), at("moves", i, "deeds", j), "Phần mềm không có bước chuyển sang “%s” bằng việc “%s”.", e.To.Label(), d)
		}
	}
	if len(c.all) > 0 {
		return
	}
	c.check(len(c.file.Moves) > 0 || c.local() || c.file.BasedOn != "", at("moves"), "Bộ thủ tục quốc gia phải có các bước chuyển (moves).")
	for _, fund := range []norm.Fund{norm.National, norm.Local} {
		c.path(fund)
	}
}

// path checks that each state on the way of a fund is reached from where
// schemes begin, and that a way leads from it to where they end.
func (c *checker) path(fund norm.Fund) {
	reached := c.closure(fund, Draft, func(e moveEntry) (State, State) { return e.From, e.To })
	for i, e := range c.file.Moves {
		if e.by(fund) == "" {
			continue
		}
		c.check(reached[e.From], at("moves", i), "Không bước nào dẫn từ “%s” đến trạng thái “%s”.", Draft.Label(), e.From.Label())
		c.check(!e.From.Final(), at("moves", i), "“%s” là trạng thái cuối, không có bước đi tiếp.", e.From.Label())
		ends := slices.ContainsFunc(States(), func(s State) bool {
			return s.Final() && c.closure(fund, s, func(e moveEntry) (State, State) { return e.To, e.From })[e.To]
		})
		c.check(ends, at("moves", i), "Trạng thái “%s” không có bước nào dẫn tới kết thúc.", e.To.Label())
	}
}

// closure returns the states that steps reach from start.
func (c *checker) closure(fund norm.Fund, start State, step func(moveEntry) (State, State)) map[State]bool {
	found := make(map[State]bool)
	found[start] = true
	for grown := true; grown; {
		grown = false
		for _, e := range c.file.Moves {
			from, to := step(e)
			if e.by(fund) != "" && found[from] && !found[to] {
				found[to], grown = true, true
			}
		}
	}
	return found
}
