package report

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/money"
)

// reportOf counts a period as it stands on a day of the test's clock.
func reportOf(t *testing.T, d *db.DB, code string, c Cut) (r *Report) {
	t.Helper()
	p, err := ParsePeriod(code)
	if err != nil {
		t.Fatal(err)
	}
	look(t, d, "19", func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = Of(ctx, tx, p, c)
		return err
	})
	return r
}

// aHistory writes decisions and entries of several years by chance, past the
// verbs: most of them what a life may bring, some what only mistakes and their
// corrections bring.
func aHistory(t *testing.T, d *db.DB, seed uint64) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 19))
	places := []string{"05488", "05692", ""}
	kinds := []establishment.Kind{establishment.Cooperative, establishment.Enterprise}
	var owners []establishment.ID
	for i := range 6 {
		owners = append(owners, establish(t, d, fmt.Sprintf("Cơ sở minh họa %d-%d", seed, i), kinds[i%2], places[i%2], "2026-01-01"))
	}
	for year := 2023; year <= 2026; year++ {
		for _, f := range ledger.Funds() {
			attempt(t, d, ledger.Entry{Book: ledger.Book{Fund: f, Year: year}, Kind: ledger.Allot, Amount: money.VND(5_000_000_000 + r.Int64N(1e9)), Day: fmt.Sprintf("%d-01-05", year)})
		}
	}
	for i := range 30 {
		var who []establishment.ID
		for range r.IntN(3) {
			who = append(who, owners[r.IntN(len(owners))])
		}
		if len(who) == 2 && who[0] == who[1] {
			who = who[:1]
		}
		id := add(t, d, []norm.Content{"advanced_machinery", "tech_demo_new", "product_voting"}[r.IntN(3)], who...)
		set := []any{[]string{"", "new_rural_commune", "mountain_island_border_ethnic"}[r.IntN(3)], []string{"", "agro_processing", "supporting_industry,agro_processing"}[r.IntN(3)],
			[]string{"", "agro_forestry_fishery_food"}[r.IntN(2)], scheme.Approved, id}
		if i%9 == 8 {
			set[3] = scheme.Recorded
		}
		update(t, d, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE schemes SET territory = ?, priorities = ?, industry = ?, state = ? WHERE province = '19' AND id = ?`, set...)
			return err
		})
		aLife(t, d, r, id, set[3] == scheme.Recorded)
	}
}

// aLife is the decisions and entries of one scheme.
func aLife(t *testing.T, d *db.DB, r *rand.Rand, id scheme.ID, recorded bool) {
	t.Helper()
	year, fund := 2023+r.IntN(4), ledger.Funds()[r.IntN(2)]
	if recorded && r.IntN(2) == 0 {
		fund = ledger.District
	}
	day := calendar.FirstDay(year).AddDays(r.IntN(200) - 40)
	seq := 0
	note := func(kind plan.GrantKind, year int, delta money.VND) {
		seq++
		update(t, d, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO plan_decisions (province, scheme, seq, year, fund, kind, delta_vnd, decision_no, decided_on, signer, authority, note, noted_by, at)
				VALUES ('19', ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', '', '')`, id, seq, year, fund, kind, delta, fmt.Sprintf("%d/QĐ-MH", seq), day)
			return err
		})
	}
	support := money.VND(100_000_000 + r.Int64N(300_000_000))
	if recorded {
		note(plan.Record, year, []money.VND{0, support}[r.IntN(2)])
		return
	}
	note(plan.Initial, year, support)
	post := func(kind ledger.Kind, amount money.VND) {
		day = day.AddDays(r.IntN(60))
		attempt(t, d, ledger.Entry{Book: ledger.Book{Fund: fund, Year: year}, Kind: kind, Subject: id.Subject(), Amount: amount, Day: day.String()})
	}
	post(ledger.Approve, support)
	value := support - money.VND(r.Int64N(9_000_000))
	post(ledger.Contract, value)
	if advance := value / 3; r.IntN(2) == 0 {
		post(ledger.Advance, advance)
		if r.IntN(3) == 0 {
			post(ledger.RecoverAdv, advance/2)
		}
	}
	post(ledger.Accept, value/2)
	post(ledger.Pay, value/4)
	post(ledger.Settle, value/5)
	switch r.IntN(5) {
	case 0:
		note(plan.Increase, year, money.VND(r.Int64N(50_000_000)))
	case 1:
		note(plan.Stop, year, -support)
	case 2:
		note(plan.Initial, year+1, money.VND(1+r.Int64N(90_000_000)))
	}
}

// attempt posts an entry that the books may refuse.
func attempt(t *testing.T, d *db.DB, e ledger.Entry) {
	t.Helper()
	e.Reference, e.Memo, e.Key = "minh họa", "minh họa", fmt.Sprint(e.Book, e.Kind, e.Subject, e.Day)
	_ = d.Update(t.Context(), scope, func(tx *db.Tx) error { return ledger.Post(t.Context(), tx, e) })
}

// Every breakdown of every period adds up to the total, column by column and in
// every span, and every figure is the sum of the rows that it opens.
func TestEveryBreakdownOfEveryPeriodAddsUp(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	aHistory(t, d, 1)
	for _, code := range []string{"2024-t5", "2024-q2", "2024-m6", "2024-m9", "2025", "2021-2025", "2026-2030"} {
		for _, cut := range []Cut{{View: territory.NewUnits}, {View: territory.OldUnits, Level: territory.District}} {
			r := reportOf(t, d, code, cut)
			for _, table := range r.Tables {
				var sum BySpan
				for _, l := range table.Lines {
					sum.add(l.BySpan)
					for _, span := range Spans() {
						rows, name := r.Behind(table.By, l.Code, span)
						var behind Sums
						for _, row := range rows {
							behind.add(row.In(span))
						}
						if diff := cmp.Diff(l.In(span), behind); diff != "" || name != l.Name || name == "" {
							t.Errorf("%s by %s, %q %s: the rows behind differ:\n%s", code, table.By, l.Code, span, diff)
						}
					}
				}
				if diff := cmp.Diff(r.Total.BySpan, sum); diff != "" {
					t.Errorf("%s by %s (-total +sum of the lines):\n%s", code, table.By, diff)
				}
			}
			if diff := cmp.Diff(r.Total.ToDate.minus(r.Total.Within), sumStart(r)); diff != "" {
				t.Errorf("%s: what the period adds and what was before is not the whole:\n%s", code, diff)
			}
		}
	}
}

func sumStart(r *Report) (s Sums) {
	for _, l := range r.Schemes {
		s.add(l.start)
	}
	return s
}

// A decision and a posting as they are stored.
type (
	storedDecision struct {
		scheme, fund, kind, state string
		year                      int
		delta                     money.VND
		on                        calendar.Date
	}
	storedPosting struct {
		subject string
		year    int
		account ledger.Account
		amount  money.VND
		day     calendar.Date
	}
)

// stored reads everything that was decided and posted, row by row.
func stored(t *testing.T, d *db.DB) (decisions []storedDecision, postings []storedPosting) {
	t.Helper()
	look(t, d, "19", func(ctx context.Context, tx *db.Tx) (err error) {
		decisions, err = db.Collect(ctx, tx, `SELECT d.scheme, d.fund, d.kind, s.state, d.year, d.delta_vnd, d.decided_on
			FROM plan_decisions AS d JOIN schemes AS s ON s.province = d.province AND s.id = d.scheme WHERE d.province = ? ORDER BY d.scheme, d.seq`, []any{"19"},
			func(scan db.Scan) (x storedDecision, err error) {
				return x, scan(&x.scheme, &x.fund, &x.kind, &x.state, &x.year, &x.delta, &x.on)
			})
		if err != nil {
			return err
		}
		postings, err = db.Collect(ctx, tx, `SELECT p.subject, p.year, p.account, p.amount, e.day FROM ledger_postings AS p
			JOIN ledger_entries AS e ON e.province = p.province AND e.fund = p.fund AND e.year = p.year AND e.seq = p.seq WHERE p.province = ?`, []any{"19"},
			func(scan db.Scan) (x storedPosting, err error) {
				return x, scan(&x.subject, &x.year, &x.account, &x.amount, &x.day)
			})
		return err
	})
	return decisions, postings
}

// naive counts the programme of a year by the end of a day again, from the
// stored rows and by the definitions of docs/reports.md.
func naive(decisions []storedDecision, postings []storedPosting, year int, day calendar.Date) (s Sums) {
	in := map[string]bool{}
	years := map[string]map[int]bool{}
	support, granted, stopped, recorded := map[string]money.VND{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, x := range decisions {
		if years[x.scheme] == nil {
			years[x.scheme] = map[int]bool{}
		}
		years[x.scheme][x.year] = true
		recorded[x.scheme] = x.state == string(scheme.Recorded)
		if x.year != year || x.on.After(day) {
			continue
		}
		support[x.scheme] += x.delta
		granted[x.scheme] = granted[x.scheme] || x.kind == string(plan.Initial) || x.kind == string(plan.Record)
		stopped[x.scheme] = stopped[x.scheme] || x.kind == string(plan.Stop)
	}
	for id := range years {
		in[id] = support[id] > 0 || granted[id] && (!stopped[id] || recorded[id])
		if !in[id] {
			continue
		}
		s.Schemes++
		s.Support += support[id]
		if recorded[id] && support[id] == 0 {
			s.Unpublished++
		}
		if !recorded[id] {
			s.Booked += support[id]
		}
	}
	for _, x := range postings {
		id := strings.TrimPrefix(x.subject, "scheme/")
		if !in[id] || x.day.After(day) || len(years[id]) > 1 && x.year != year {
			continue
		}
		switch x.account {
		case ledger.Committed:
			s.Contracted += x.amount
		case ledger.Advanced:
			s.Contracted, s.Spent, s.Advanced = s.Contracted+x.amount, s.Spent+x.amount, s.Advanced+x.amount
		case ledger.Paid:
			s.Contracted, s.Spent = s.Contracted+x.amount, s.Spent+x.amount
		case ledger.Settled:
			s.Contracted, s.Spent, s.Settled = s.Contracted+x.amount, s.Spent+x.amount, s.Settled+x.amount
		case ledger.Returned:
			s.Contracted += x.amount
		case ledger.Accepted, ledger.Billed, ledger.Verified:
			s.Accepted += x.amount
		case ledger.Budget, ledger.Available, ledger.Approved, ledger.Work, ledger.CarriedForward, ledger.BroughtForward:
		}
	}
	return s
}

// The figures that SQL and the report give are those of a second count, on both
// engines (TEST_DATABASE_URL).
func TestFiguresAreThoseOfACountByHand(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		d := dbtest.Open(t)
		aHistory(t, d, seed+10)
		decisions, postings := stored(t, d)
		if len(postings) < 200 {
			t.Fatalf("only %d postings", len(postings))
		}
		for _, code := range []string{"2023", "2024-t3", "2024-t11", "2024-q3", "2025-m6", "2025-m9", "2026", "2021-2025"} {
			r := reportOf(t, d, code, Cut{View: territory.NewUnits})
			for span, want := range map[Span]Sums{
				ToDate:  years(decisions, postings, r.Period, r.AsOf),
				Within:  years(decisions, postings, r.Period, r.AsOf).minus(years(decisions, postings, r.Period, r.Period.First().AddDays(-1))),
				Earlier: years(decisions, postings, r.Period.Before(), r.Compared),
			} {
				got := r.Total.In(span)
				got.People = 0 // see TestWhoTookPartOnTheDay
				if r.Period.Kind == FiveYears {
					got.Schemes, want.Schemes = 0, 0 // one scheme of several years counts once; see below
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("seed %d, %s %s (-by hand +report):\n%s", seed, code, span, diff)
				}
			}
		}
	}
}

func years(decisions []storedDecision, postings []storedPosting, p Period, day calendar.Date) (s Sums) {
	for _, year := range p.Years() {
		s.add(naive(decisions, postings, year, day))
	}
	return s
}

func TestASchemeOfSeveralYearsIsOneSchemeOfFiveYears(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	id := add(t, d, "advanced_machinery")
	decide(t, d, id, 1, plan.Initial, 2022, 100, "2022-02-01")
	decide(t, d, id, 2, plan.Initial, 2024, 70, "2024-02-01")
	r := reportOf(t, d, "2021-2025", Cut{View: territory.NewUnits})
	if got := r.Total.ToDate; got.Schemes != 1 || got.Support != 170 {
		t.Errorf("%d schemes, %d; want 1, 170", got.Schemes, got.Support)
	}
}
