package paper_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// whole reads the book of 2026 and proves that it counts 1 … n.
func (o *desk) whole(book string, d paper.Direction) map[string]int64 {
	o.Helper()
	const year = 2026
	numbers := map[string]int64{}
	o.must("19", lan, func(tx *db.Tx) error {
		rows, err := paper.Printed(o.Context(), tx, paper.Book{ID: book, Direction: d}, year, 0)
		if err != nil {
			return err
		}
		for _, p := range rows {
			kind := string(p.Kind)
			if book != "di" {
				kind = ""
			}
			if numbers[kind]++; p.Number != numbers[kind] {
				o.Errorf("book %s %d %s: number %d comes where %d should", book, year, kind, p.Number, numbers[kind])
			}
		}
		runs, err := paper.Runs(o.Context(), tx, book, year)
		for _, r := range runs {
			if r.Gaps != 0 || r.Last != numbers[string(r.Kind)] {
				o.Errorf("run %+v, the book has %d", r, numbers[string(r.Kind)])
			}
		}
		if len(runs) != len(numbers) {
			o.Errorf("%d runs, %d kinds", len(runs), len(numbers))
		}
		return err
	})
	return numbers
}

func TestSixteenWritersLeaveNoGapAndNoTwin(t *testing.T) {
	t.Parallel()
	o := open(t)
	const writers, each = 16, 12
	drafts := make([]paper.ID, writers*each)
	for i := range drafts {
		drafts[i] = o.begin([]paper.Kind{"QĐ", paper.Letter, "BC"}[i%3]).ID
	}
	broken := errors.New("gives up")
	var mu sync.Mutex
	symbols, given, refused := map[string]bool{}, 0, 0
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := range each {
				id := drafts[w*each+i]
				err := o.try("19", huy, func(tx *db.Tx) error {
					return paper.Check(t.Context(), tx, id, 1, func(paper.Numbered) (paper.Final, error) {
						if i%5 == 4 {
							return paper.Final{}, broken // its number goes to another
						}
						return paper.Final{File: o.staged("x")}, nil
					})
				})
				if err == nil && i%4 == 0 {
					err = o.try("19", huy, func(tx *db.Tx) error { return paper.Void(t.Context(), tx, paper.Out, id, 2, "Không dùng nữa") })
				}
				mu.Lock()
				switch {
				case errors.Is(err, broken):
					refused++
				case err != nil:
					t.Error(err)
				default:
					given++
					symbols[o.get(paper.Out, id).Symbol] = true
				}
				mu.Unlock()
				arrived := &paper.Paper{Book: "den", Kind: "TB", Symbol: "5/TB", About: "thông báo", Issuer: "Sở Tài chính", ArrivedOn: calendar.Must("2026-11-20")}
				if err := o.try("19", huy, func(tx *db.Tx) error { return paper.Receive(t.Context(), tx, arrived, nil) }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	var sum int64
	for _, n := range o.whole("di", paper.Out) {
		sum += n
	}
	if int(sum) != given || len(symbols) != given || given+refused != writers*each || refused == 0 {
		t.Errorf("the book has %d papers, %d were given numbers with %d symbols, %d refused", sum, given, len(symbols), refused)
	}
	if n := o.whole("den", paper.In)[""]; n != writers*each {
		t.Errorf("%d papers arrived, want %d", n, writers*each)
	}
}

// The model of the property test: where a paper may go, and by whom.
func TestAPaperMovesOnlyAsItsLifeAllows(t *testing.T) {
	t.Parallel()
	o := open(t)
	people := []access.Actor{lan, huy, minh, admin}
	rapid.Check(t, func(r *rapid.T) {
		p := o.begin("KH")
		state, version, drafters := paper.Draft, int64(1), []string{lan.ID}
		for range rapid.IntRange(1, 8).Draw(r, "steps") {
			who := rapid.SampledFrom(people).Draw(r, "who")
			stale := rapid.IntRange(0, 5).Draw(r, "stale") == 0
			v := version
			if stale {
				v--
			}
			mayDraft, maySign := who.May(access.DraftPaper), who.May(access.SignPaper)
			drafted := slices.Contains(drafters, who.ID)
			deed := rapid.SampledFrom([]string{"change", "check", "sign", "issue", "recall", "void"}).Draw(r, "deed")
			var ok bool
			var next paper.State
			switch deed {
			case "change":
				ok, next = state == paper.Draft && mayDraft, paper.Draft
			case "check":
				ok, next = state == paper.Draft && who.May(access.CheckPaper) && !drafted, paper.Checked
			case "sign":
				ok, next = state == paper.Checked && maySign && !drafted, paper.Signed
			case "issue":
				ok, next = state == paper.Signed && who.May(access.CheckPaper), paper.Issued
			case "recall":
				ok, next = state == paper.Issued && who.May(access.RecallPaper), paper.Recalled
			case "void":
				ok, next = (state == paper.Draft || state == paper.Checked) && who.May(access.CheckPaper), paper.Voided
			}
			err := o.try("19", who, func(tx *db.Tx) error {
				switch deed {
				case "change":
					q := sample("KH")
					q.ID, q.Version = p.ID, v
					return paper.Change(o.Context(), tx, q, nil)
				case "check":
					return o.check(tx, p.ID, v)
				case "sign":
					return paper.Sign(o.Context(), tx, p.ID, v, o.staged("ký"))
				case "issue":
					return paper.Issue(o.Context(), tx, p.ID, v)
				case "recall":
					return paper.Recall(o.Context(), tx, p.ID, v, tx.Today(), "sai", "")
				}
				return paper.Void(o.Context(), tx, paper.Out, p.ID, v, "thôi")
			})
			if want := ok && !stale; want != (err == nil) {
				r.Fatalf("%s by %s in %s (stale %v): %v", deed, who.Name, state, stale, err)
			}
			if err == nil {
				state, version = next, version+1
				if deed == "change" {
					drafters = append(drafters, who.ID)
				}
			} else if k := fault.KindOf(err); k != fault.Conflict && k != fault.Forbidden {
				r.Fatalf("%s in %s: %v", deed, state, err)
			}
			got := o.get(paper.Out, p.ID)
			if got.State != state || got.Version != version || (got.Number > 0) != (got.Symbol != "") {
				r.Fatalf("stored %+v, want state %s version %d", got, state, version)
			}
		}
	})
	o.whole("di", paper.Out)
}
