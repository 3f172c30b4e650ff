package main

import (
	"fmt"
	"strconv"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"

	"example.vn/khuyencong/internal/domain/norm"
)

// celRules are the rules of one content as programs of cel-go, compiled once.
type celRules struct {
	ceiling  cel.Program // nil when the text sets none
	refusals []cel.Program
}

// celTable is the table as programs, looked up by content.
type celTable map[norm.Content]*celRules

// newCelTable compiles the table. With tracking cel-go keeps the value of every
// part of an expression, which is what a trace is made of.
func newCelTable(rows []normRow, tracking bool) (celTable, error) {
	env, err := cel.NewEnv(
		cel.Variable("cost_vnd", cel.IntType), cel.Variable("units", cel.IntType),
		cel.Variable("difficulty", cel.StringType), cel.Variable("times", cel.IntType),
	)
	if err != nil {
		return nil, err
	}
	options := cel.EvalOptions(cel.OptOptimize)
	if tracking {
		options = cel.EvalOptions(cel.OptOptimize, cel.OptTrackState)
	}
	table := celTable{}
	for _, row := range rows {
		rules := &celRules{}
		compile := func(text string) (cel.Program, error) {
			checked, issues := env.Compile(text)
			if err := issues.Err(); err != nil {
				return nil, fmt.Errorf("%s: %w", text, err)
			}
			return env.Program(checked, options)
		}
		if text := row.cel(); text != "" {
			if rules.ceiling, err = compile(text); err != nil {
				return nil, err
			}
		}
		for _, text := range row.refusals() {
			refusal, err := compile(text)
			if err != nil {
				return nil, err
			}
			rules.refusals = append(rules.refusals, refusal)
		}
		table[norm.Content(row.Content)] = rules
	}
	return table, nil
}

// cel is the ceiling of a row as an expression.
func (r normRow) cel() string {
	share := "cost_vnd * " + strconv.FormatInt(r.Ratio, 10) + " / 10000"
	most := "units * " + strconv.FormatInt(r.Cap, 10)
	switch {
	case r.Ratio > 0 && r.Cap > 0:
		return share + " < " + most + " ? " + share + " : " + most
	case r.Ratio > 0:
		return share
	case r.Cap > 0:
		return most
	}
	return ""
}

// refusals are the expressions of which none may be true.
func (r normRow) refusals() []string {
	var all []string
	for _, text := range r.Rules {
		all = append(all, "!("+text+")")
	}
	if r.Times > 0 {
		all = append(all, "times >= "+strconv.Itoa(r.Times))
	}
	return all
}

// celFacts shows a dossier to cel-go without a map, as the program does.
type celFacts struct{ *dossier }

// ResolveName returns the value of a variable.
func (f celFacts) ResolveName(name string) (any, bool) {
	switch name {
	case "cost_vnd":
		return f.Cost, true
	case "units":
		return f.Units, true
	case "difficulty":
		return f.Difficulty, true
	case "times":
		return f.Times, true
	}
	return nil, false
}

// Parent returns nothing: there are no other names.
func (celFacts) Parent() cel.Activation { return nil }

// judge answers for one dossier.
func (t celTable) judge(d *dossier) (answer, error) {
	rules, ok := t[norm.Content(d.Content)]
	if !ok {
		return answer{}, fmt.Errorf("cel-go has no rules for %s", d.Content)
	}
	a, facts := answer{Ceiling: -1}, celFacts{d}
	if rules.ceiling != nil {
		v, _, err := rules.ceiling.Eval(facts)
		if err != nil {
			return a, err
		}
		n, ok := v.(types.Int)
		if !ok {
			return a, fmt.Errorf("%s: cel-go says %v", d.Content, v)
		}
		a.Ceiling = int64(n)
	}
	for _, r := range rules.refusals {
		v, _, err := r.Eval(facts)
		if err != nil {
			return a, err
		}
		a.Refused = a.Refused || v == types.True
	}
	return a, nil
}
