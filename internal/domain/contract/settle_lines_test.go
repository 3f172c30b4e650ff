package contract_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// costs gives the scheme an estimate; the amounts of a line are national, local,
// own and other money.
func (r *rig) costs(id scheme.ID, lines ...[4]money.VND) {
	r.t.Helper()
	r.must(access.System("test"), func(ctx context.Context, tx *db.Tx) error {
		for i, l := range lines {
			err := put(ctx, tx, "scheme_costs", map[string]any{
				"scheme": id, "no": i + 1, "content_no": 1, "year": 2026, "name": fmt.Sprintf("Máy %d", i+1),
				"national_vnd": l[0], "local_vnd": l[1], "own_vnd": l[2], "other_vnd": l[3],
			}, "unit quantity note")
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// estimated is a contract of which amount is accepted and paid, for a scheme
// with an estimate of two lines from the fund and one of the owner's alone.
func estimated(t *testing.T, amount money.VND) (*rig, scheme.ID) {
	t.Helper()
	r := newRig(t, "2026-06-01")
	id := r.machine(2026)
	r.costs(id, [4]money.VND{0, 100e6, 300e6, 50e6}, [4]money.VND{0, 0, 80e6, 0}, [4]money.VND{0, 200e6, 250e6, 0})
	c := r.signed(id, 300e6, "2026-06-01")
	r.accepted(c, 1, amount, false, "2026-06-01")
	r.paid(c, contract.Payment, amount, "P", "2026-06-01")
	return r, id
}

func (r *rig) kept(id string) (s *contract.Settlement) {
	r.t.Helper()
	r.must(auditor, func(ctx context.Context, tx *db.Tx) (err error) {
		s, err = contract.SettlementByID(ctx, tx, id)
		return err
	})
	return s
}

func TestASettlementIsDividedByTheEstimate(t *testing.T) {
	r, id := estimated(t, 299_999_999)
	s := r.dossier(id, "1", "2026-06-01")
	r.must(staff, prepared(&s))
	want := []contract.SettlementLine{
		{No: 1, Name: "Máy 1", Amount: 100_000_000, Own: 300_000_000, Other: 50_000_000},
		{No: 3, Name: "Máy 3", Amount: 199_999_999, Own: 249_999_998},
	}
	if diff := cmp.Diff(want, r.kept(s.ID).Lines); diff != "" {
		t.Error(diff)
	}
	if own, other, known := r.kept(s.ID).Sources(); own != 549_999_998 || other != 50_000_000 || !known {
		t.Errorf("sources %s, %s, %v", own, other, known)
	}
	if strings.Contains(s.Warning, "vượt dự toán") {
		t.Errorf("warned: %s", s.Warning)
	}
}

func TestLinesOfASettlementAddUpOrAreRefused(t *testing.T) {
	r, id := estimated(t, 150e6)
	line := func(no int, v money.VND) contract.SettlementLine { return contract.SettlementLine{No: no, Amount: v} }
	for name, c := range map[string]struct {
		word  string
		lines []contract.SettlementLine
	}{
		"too little":      {"Các dòng cộng lại là 149.999.999 đ, phải đúng bằng số quyết toán 150.000.000 đ.", []contract.SettlementLine{line(1, 50e6), line(3, 99_999_999)}},
		"too much":        {"150.000.001", []contract.SettlementLine{line(1, 50e6), line(3, 100_000_001)}},
		"nobody supports": {"không thuộc dự toán", []contract.SettlementLine{line(1, 50e6), line(2, 100e6)}},
		"twice":           {"bị lặp", []contract.SettlementLine{line(1, 50e6), line(1, 100e6)}},
		"below zero":      {"line_3_amount", []contract.SettlementLine{line(1, 151e6), line(3, -1e6)}},
		"overflow":        {"phải đúng bằng", []contract.SettlementLine{line(1, 1<<63-1), line(3, 1<<63-1)}},
	} {
		t.Run(name, func(t *testing.T) {
			s := r.dossier(id, "1", "2026-06-01")
			s.Lines = c.lines
			r.refused(staff, fault.Invalid, c.word, prepared(&s))
		})
	}
	if n := len(r.file(id).Settlements); n != 0 {
		t.Errorf("%d settlements were kept", n)
	}
	s := r.dossier(id, "1", "2026-06-01")
	s.Lines = []contract.SettlementLine{line(3, 20e6), {No: 1, Amount: 130e6, Name: "khác", Own: 1}}
	r.must(staff, prepared(&s))
	want := []contract.SettlementLine{
		{No: 1, Name: "Máy 1", Amount: 130e6, Own: 390e6, Other: 65e6}, {No: 3, Name: "Máy 3", Amount: 20e6, Own: 25e6},
	}
	if diff := cmp.Diff(want, r.kept(s.ID).Lines); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(s.Warning, "Dòng “Máy 1” quyết toán 130.000.000 đ, vượt dự toán hỗ trợ 100.000.000 đ.") {
		t.Errorf("warning: %q", s.Warning)
	}
}

func TestWhatWasSettledBeforeIsLeftOutOfTheNextDivision(t *testing.T) {
	r, id := estimated(t, 150e6)
	f := r.file(id)
	f.Settlements = []contract.Settlement{
		{State: contract.SettlementApproved, Lines: []contract.SettlementLine{{No: 1, Amount: 100e6}, {No: 3, Amount: 50e6}}},
		{State: contract.SettlementRefused, Lines: []contract.SettlementLine{{No: 3, Amount: 150e6}}},
	}
	got := f.LinesFor(150e6)
	if got[0].Amount != 0 || got[1].Amount != 150e6 || f.SettledLine(3) != 50e6 {
		t.Errorf("%+v: want all that is left", got)
	}
}

func TestASchemeWithoutAnEstimateSettlesWithoutLines(t *testing.T) {
	r := newRig(t, "2026-06-01")
	_, f := r.payable(2026, "2026-06-01")
	s := r.dossier(f.Scheme.ID, "1", "2026-06-01")
	r.must(staff, prepared(&s))
	if _, _, known := r.kept(s.ID).Sources(); known {
		t.Error("lines came from nowhere")
	}
}

func TestDivisionLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := money.VND(rapid.Int64Range(0, 1e15).Draw(t, "amount"))
		f := &contract.File{Scheme: &scheme.Scheme{Fund: ledger.Local}}
		for no := range rapid.IntRange(1, 30).Draw(t, "lines") {
			f.Scheme.Costs = append(f.Scheme.Costs, scheme.Cost{No: no + 1, Local: money.VND(rapid.Int64Range(0, 1e15).Draw(t, "local"))})
		}
		lines := f.LinesFor(amount)
		if len(lines) != len(f.SupportedCosts()) {
			t.Fatalf("%d lines", len(lines))
		}
		var sum money.VND
		for _, l := range lines {
			if l.Amount < 0 {
				t.Fatalf("%+v", l)
			}
			sum += l.Amount
		}
		if len(lines) > 0 && sum != amount {
			t.Fatalf("%s divided as %s", amount, sum)
		}
	})
}
