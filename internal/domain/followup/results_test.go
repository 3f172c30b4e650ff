package followup_test

import (
	"context"
	"testing"

	"example.vn/khuyencong/internal/domain/followup"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// all lists the follow-ups of a filter.
func (r *rig) all(by followup.Filter) (found []followup.Followup) {
	r.t.Helper()
	r.must(func(ctx context.Context, tx *db.Tx) (err error) {
		found, err = followup.All(ctx, tx, by)
		return err
	})
	return found
}

func TestNoPercentageOfFewerThanFiveAnswers(t *testing.T) {
	t.Parallel()
	r := newRig(t, "2026-03-01")
	r.scheme("2025-06-01", 6)
	asked := r.ask()
	for i, f := range asked[:5] {
		a := followup.Answer{Revenue: money.VND(10 * (i + 1)), Workers: int64(i), Energy: followup.Unknown, Used: followup.Full}
		if i == 3 {
			a.Used, a.Revenue = followup.None, followup.Unknown
		}
		if err := r.reply(f.Code, 1, a); err != nil {
			t.Fatal(err)
		}
		lines, total := followup.Results(r.all(followup.Filter{}))
		if len(lines) != 1 || lines[0].Content != "advanced_machinery" || total.Asked != 6 || total.Answered != i+1 {
			t.Fatalf("after %d answers: %+v", i+1, total)
		}
		share, told := lines[0].Share(lines[0].Uses[followup.Full])
		if told != (i == 4) {
			t.Errorf("%d answers: a percentage is told: %v", i+1, told)
		}
		if told && share != 8000 {
			t.Errorf("four of five is %v", share)
		}
	}
	_, total := followup.Results(r.all(followup.Filter{}))
	if want := (followup.Measure{Count: 4, Total: 110, Median: 25}); total.Revenue != want {
		t.Errorf("revenue %+v, want %+v", total.Revenue, want)
	}
	if want := (followup.Measure{Count: 5, Total: 10, Median: 2}); total.Workers != want {
		t.Errorf("workers %+v, want %+v", total.Workers, want)
	}
	if total.Energy != (followup.Measure{}) {
		t.Errorf("energy that nobody told: %+v", total.Energy)
	}
	if share, told := total.Replied(); !told || share != 8333 {
		t.Errorf("replied: %v, %v", share, told)
	}
}

func TestNobodyCountsTwice(t *testing.T) {
	t.Parallel()
	r := newRig(t, "2026-03-01")
	r.scheme("2025-06-01", 2)
	for _, f := range r.ask() {
		if err := r.reply(f.Code, 1, used(followup.Full)); err != nil {
			t.Fatal(err)
		}
	}
	r.on("2026-06-01")
	later := r.ask()
	if err := r.reply(later[0].Code, 1, used(followup.None)); err != nil {
		t.Fatal(err)
	}
	_, total := followup.Results(r.all(followup.Filter{}))
	if total.Asked != 2 || total.Answered != 2 || total.Uses[followup.None] != 1 || total.Uses[followup.Full] != 1 {
		t.Errorf("of each the latest answer: %+v", total)
	}
	for _, c := range []struct {
		by   followup.Filter
		want int
	}{
		{followup.Filter{Months: 6}, 2}, {followup.Filter{Months: 12}, 2}, {followup.Filter{Months: 24}, 0},
		{followup.Filter{Months: 12, State: followup.Waiting}, 1}, {followup.Filter{Months: 12, State: followup.Answered}, 1},
		{followup.Filter{State: followup.Waiting}, 1}, {followup.Filter{State: followup.Answered}, 2}, {followup.Filter{Use: followup.None}, 1}, {followup.Filter{Scheme: "2025-0001"}, 4}, {followup.Filter{Scheme: "2025-0002"}, 0}, {followup.Filter{Content: "training"}, 0},
	} {
		if got := len(r.all(c.by)); got != c.want {
			t.Errorf("%+v: %d rows, want %d", c.by, got, c.want)
		}
	}
	r.on("2027-01-01")
	if got := len(r.all(followup.Filter{Months: 12, State: followup.Missed})); got != 1 {
		t.Errorf("closed without an answer: %d", got)
	}
}
