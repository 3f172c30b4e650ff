package target

import (
	"context"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

// Figures of the decision of 2021 as reported; those of 2025 were not seen.
func TestWhatWasSeenIsThereAndWhatWasNotIsBlank(t *testing.T) {
	t.Parallel()
	old, ok := Of(2023)
	models, _ := old.Indicator("models")
	if !ok || old.Code != "2021-2025" || models.Target == nil || *models.Target != 340 {
		t.Errorf("2023: %+v", old)
	}
	for _, i := range old.Indicators {
		if i.Target == nil {
			t.Errorf("2021–2025 %s has no figure", i.Code)
		}
	}
	now, ok := Of(2026)
	if !ok || now.Code != "2026-2030" {
		t.Errorf("2026: %+v", now)
	}
	for _, i := range now.Indicators {
		if i.Target != nil {
			t.Errorf("2026–2030 %s aims at %d, which nobody has seen", i.Code, *i.Target)
		}
	}
	if _, ok := Of(2020); ok {
		t.Error("a programme for 2020")
	}
}

func TestParseRefusesWhatIsNotComplete(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"programmes: [{code: x, indicators: [{code: a, name: b, unit: c, counts: schemes}]}]":                                          "not complete",
		"programmes: [{code: x, indicators: [{code: a, name: b, unit: c, counts: cows, contents: [advanced_machinery]}]}]":             "not complete",
		"programmes: [{code: x, indicators: [{code: a, name: b, unit: c, counts: units, contents: [nothing]}]}]":                       "unknown content",
		"programmes: [{code: x, indicators: [{code: a, name: b, unit: c, counts: units, contents: [advanced_machinery], target: 0}]}]": "aims at 0",
		"programmes: [{code: x, goal: 3}]": "goal",
	} {
		if _, err := parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestAnOfficeSetsItsOwnTargets(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	p, _ := ByCode("2026-2030")
	as := func(role access.Role, province string, o Own) error {
		scope := db.Scope{Province: province, Actor: access.Actor{ID: "u-" + string(role), Roles: []access.Role{role}}}
		return d.Update(t.Context(), scope, func(tx *db.Tx) error { return Set(t.Context(), tx, p, o) })
	}
	good := Own{Indicator: "machines", Amount: 40, Decision: "12/KH-MH"}
	for name, c := range map[string]struct {
		role access.Role
		o    Own
		want fault.Kind
	}{
		"an accountant":        {access.Accountant, good, fault.Forbidden},
		"no such indicator":    {access.Staff, Own{Indicator: "x", Amount: 1, Decision: "x"}, fault.NotFound},
		"nothing to reach":     {access.Staff, Own{Indicator: "machines", Decision: "x"}, fault.Invalid},
		"beyond belief":        {access.Staff, Own{Indicator: "machines", Amount: Most + 1, Decision: "x"}, fault.Invalid},
		"nobody decided":       {access.Staff, Own{Indicator: "machines", Amount: 1, Decision: " "}, fault.Invalid},
		"a page of the future": {access.Staff, Own{Indicator: "machines", Amount: 1, Decision: "x", Version: 3}, fault.Conflict},
	} {
		if err := as(c.role, "19", c.o); fault.KindOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := as(access.Staff, "19", good); err != nil {
		t.Fatal(err)
	}
	if err := as(access.Director, "19", good); fault.KindOf(err) != fault.Conflict {
		t.Errorf("set twice from the same page: %v", err)
	}
	good.Amount, good.Version = 50, 1
	if err := as(access.Director, "19", good); err != nil {
		t.Errorf("correct: %v", err)
	}
	for province, want := range map[string]int64{"19": 50, "01": 0} {
		scope := db.Scope{Province: province, Actor: access.System("test")}
		err := d.View(t.Context(), scope, func(tx *db.Tx) error {
			own, err := OwnOf(context.Background(), tx, p.Code)
			if own["machines"].Amount != want {
				t.Errorf("%s: %+v", province, own)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}
