package report

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/money"
)

var scope = db.Scope{Province: "19", Actor: access.System("test")}

func update(t *testing.T, d *db.DB, fn func(context.Context, *db.Tx) error) {
	t.Helper()
	if err := d.Update(t.Context(), scope, func(tx *db.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func programme(t *testing.T, d *db.DB, year int, asOf string) (p *Programme) {
	t.Helper()
	err := d.View(t.Context(), scope, func(tx *db.Tx) (err error) {
		p, err = ProgrammeOf(t.Context(), tx, year, calendar.Must(asOf))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// add stores a scheme of 2026 of the local fund.
func add(t *testing.T, d *db.DB, content norm.Content, people ...establishment.ID) (id scheme.ID) {
	t.Helper()
	update(t, d, func(ctx context.Context, tx *db.Tx) error {
		s := &scheme.Scheme{Year: 2026, Fund: ledger.Local, Title: "Đề án", Contents: []scheme.Content{{Code: content}}}
		for _, e := range people {
			one, err := establishment.ByID(ctx, tx, e)
			if err != nil {
				return err
			}
			s.Beneficiaries = append(s.Beneficiaries, scheme.Beneficiary{Establishment: e, Place: one.Address})
		}
		err := scheme.Add(ctx, tx, s)
		id = s.ID
		return err
	})
	return id
}

// decide writes one decision past the verbs, which ask for a whole life.
func decide(t *testing.T, d *db.DB, id scheme.ID, seq int, kind plan.GrantKind, year int, delta money.VND, on string) {
	t.Helper()
	update(t, d, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO plan_decisions (province, scheme, seq, year, fund, kind, delta_vnd, decision_no, decided_on, signer, authority, note, noted_by, at)
			VALUES ('19', ?, ?, ?, 'local', ?, ?, '', ?, '', '', '', '', '')`, id, seq, year, kind, delta, on)
		return err
	})
}

func TestSupportAsOfADay(t *testing.T) {
	t.Parallel()
	type decision struct {
		kind  plan.GrantKind
		delta money.VND
		on    string
	}
	for name, c := range map[string]struct {
		recorded  bool
		decisions []decision
		want      map[string]string // day → support in triệu, "-" for not in the programme
	}{
		"approved": {false, []decision{{plan.Initial, 200, "2026-03-10"}},
			map[string]string{"2026-03-09": "-", "2026-03-10": "200", "2026-03-11": "200"}},
		"more support": {false, []decision{{plan.Initial, 200, "2026-03-10"}, {plan.Increase, 50, "2026-06-01"}},
			map[string]string{"2026-05-31": "200", "2026-06-01": "250"}},
		"less support": {false, []decision{{plan.Initial, 200, "2026-03-10"}, {plan.Decrease, -50, "2026-06-01"}},
			map[string]string{"2026-05-31": "200", "2026-06-01": "150"}},
		"changed without money": {false, []decision{{plan.Initial, 200, "2026-03-10"}, {plan.NoMoney, 0, "2026-06-01"}},
			map[string]string{"2026-05-31": "200", "2026-06-01": "200"}},
		"stopped": {false, []decision{{plan.Initial, 200, "2026-03-10"}, {plan.Stop, -200, "2026-06-01"}},
			map[string]string{"2026-05-31": "200", "2026-06-01": "-"}},
		"stopped with money spent": {false, []decision{{plan.Initial, 200, "2026-03-10"}, {plan.Stop, -120, "2026-06-01"}},
			map[string]string{"2026-05-31": "200", "2026-06-01": "80"}},
		"added later": {false, []decision{{plan.Initial, 200, "2026-09-01"}},
			map[string]string{"2026-08-31": "-", "2026-09-01": "200"}},
		"recorded without an amount": {true, []decision{{plan.Record, 0, "2026-01-01"}},
			map[string]string{"2025-12-31": "-", "2026-01-01": "0"}},
		"recorded, then moved to a later day": {true, []decision{{plan.Record, 100, "2026-01-01"}, {plan.Record, -100, "2026-01-01"}, {plan.Record, 100, "2026-05-05"}},
			map[string]string{"2026-05-04": "-", "2026-05-05": "100"}},
		"recorded, then corrected": {true, []decision{{plan.Record, 100, "2026-01-01"}, {plan.Record, 20, "2026-01-01"}},
			map[string]string{"2025-12-31": "-", "2026-01-01": "120"}},
		"recorded, and then no amount after all": {true, []decision{{plan.Record, 100, "2026-01-01"}, {plan.Record, -100, "2026-01-01"}},
			map[string]string{"2026-01-01": "0"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t)
			id := add(t, d, "advanced_machinery")
			if c.recorded {
				update(t, d, func(ctx context.Context, tx *db.Tx) error {
					_, err := tx.Exec(ctx, `UPDATE schemes SET state = ?`, scheme.Recorded)
					return err
				})
			}
			for i, one := range c.decisions {
				decide(t, d, id, i+1, one.kind, 2026, one.delta, one.on)
			}
			for day, want := range c.want {
				p := programme(t, d, 2026, day)
				got := "-"
				if len(p.Rows) == 1 {
					got = p.Rows[0].Support.String()
				}
				if got != want {
					t.Errorf("%s: %s, want %s", day, got, want)
				}
			}
		})
	}
}

func TestASchemeOfSeveralYearsCountsInEachWithItsOwnMoney(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	id := add(t, d, "advanced_machinery")
	decide(t, d, id, 1, plan.Initial, 2025, 100, "2025-02-01")
	decide(t, d, id, 2, plan.Initial, 2026, 70, "2026-02-01")
	for year, want := range map[int]money.VND{2024: 0, 2025: 100, 2026: 70} {
		if got := programme(t, d, year, "2026-12-31").Total().Support; got != want {
			t.Errorf("%d: %d, want %d", year, got, want)
		}
	}
}

func TestMoneyOfTheBooksAsOfADay(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	id := add(t, d, "advanced_machinery")
	decide(t, d, id, 1, plan.Initial, 2026, 200, "2026-02-01")
	book := ledger.Book{Fund: ledger.Local, Year: 2026}
	post := func(kind ledger.Kind, subject string, amount money.VND, day string) {
		update(t, d, func(ctx context.Context, tx *db.Tx) error {
			return ledger.Post(ctx, tx, ledger.Entry{Book: book, Key: string(kind) + day, Kind: kind, Subject: subject, Amount: amount, Day: day, Reference: "x", Memo: "x"})
		})
	}
	post(ledger.Allot, "", 1000, "2026-01-05")
	s := id.Subject()
	post(ledger.Approve, s, 200, "2026-02-01")
	post(ledger.Contract, s, 180, "2026-03-01")
	post(ledger.Advance, s, 90, "2026-04-01")
	post(ledger.Accept, s, 180, "2026-05-01")
	post(ledger.ClearAdvance, s, 90, "2026-05-02")
	post(ledger.Settle, s, 90, "2026-06-01")
	for day, want := range map[string]Figures{
		"2026-02-28": {Support: 200},
		"2026-03-01": {Support: 200, Contracted: 180},
		"2026-04-01": {Support: 200, Contracted: 180, Spent: 90, Advanced: 90},
		"2026-05-01": {Support: 200, Contracted: 180, Spent: 90, Advanced: 90, Accepted: 180},
		"2026-05-02": {Support: 200, Contracted: 180, Spent: 90, Accepted: 180},
		"2026-06-01": {Support: 200, Contracted: 180, Spent: 90, Accepted: 180, Settled: 90},
	} {
		p := programme(t, d, 2026, day)
		if diff := cmp.Diff(want, p.Total().Figures); diff != "" {
			t.Errorf("%s (-want +got):\n%s", day, diff)
		}
		if p.Allotted[ledger.Local] != 1000 {
			t.Errorf("%s: allotted %d", day, p.Allotted[ledger.Local])
		}
	}
}

func establish(t *testing.T, d *db.DB, name string, kind establishment.Kind, commune, on string) (id establishment.ID) {
	t.Helper()
	update(t, d, func(ctx context.Context, tx *db.Tx) error {
		e := &establishment.Establishment{Name: name, Kind: kind, Address: territory.Address{Commune: commune, On: calendar.Must(on)}}
		err := establishment.Add(ctx, tx, e)
		id = e.ID
		return err
	})
	return id
}

func TestEveryCutAddsUpAndOpensItsRows(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	old, ok := territory.Match("19", "xã Văn Hán, huyện Đồng Hỷ", calendar.Must("2020-05-01"))
	if !ok {
		t.Fatal("no commune")
	}
	a := establish(t, d, "HTX chè A", establishment.Cooperative, old.Code, "2020-05-01")
	b := establish(t, d, "Công ty TNHH B", establishment.Enterprise, "05488", "2026-01-01")
	one := add(t, d, "advanced_machinery", a)
	two := add(t, d, "advanced_machinery", b)
	three := add(t, d, "product_voting")
	both := add(t, d, "tech_demo_new", a, b)
	for i, id := range []scheme.ID{one, two, three, both} {
		decide(t, d, id, 1, plan.Initial, 2026, money.VND(100*(i+1)), "2026-02-01")
	}
	p := programme(t, d, 2026, "2026-12-31")
	var cuts []Cut
	for _, by := range Dimensions() {
		for _, v := range []territory.View{territory.OldUnits, territory.NewUnits} {
			cuts = append(cuts, Cut{By: by, View: v}, Cut{By: by, View: v, Level: territory.District})
		}
	}
	for _, cut := range cuts {
		var sum money.VND
		n := 0
		for _, g := range p.Group(cut) {
			rows, name := p.Behind(cut, g.Code)
			var behind []scheme.ID
			for _, r := range rows {
				behind = append(behind, r.Scheme)
			}
			if diff := cmp.Diff(g.Schemes, behind); diff != "" || name != g.Name || name == "" {
				t.Errorf("%v %q (%q): rows behind differ:\n%s", cut, g.Code, name, diff)
			}
			sum, n = sum+g.Support, n+g.Count()
		}
		if sum != 1000 || n != 4 {
			t.Errorf("%v: %d schemes, %d; want 4, 1000", cut, n, sum)
		}
	}
	names := func(c Cut) (list []string) {
		for _, g := range p.Group(c) {
			list = append(list, g.Name)
		}
		return list
	}
	if diff := cmp.Diff([]string{"Tỉnh Thái Nguyên (chưa rõ xã)", "Xã Đại Phúc", "Xã Văn Hán", "Chưa rõ địa bàn"}, names(Cut{By: ByTerritory, View: territory.NewUnits})); diff != "" {
		t.Errorf("new units (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Tỉnh Thái Nguyên (chưa rõ huyện)", "Huyện Đồng Hỷ", "Chưa rõ địa bàn"}, names(Cut{By: ByTerritory, View: territory.OldUnits, Level: territory.District})); diff != "" {
		t.Errorf("old districts (-want +got):\n%s", diff)
	}
}

func TestWhoTookPartOnTheDay(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	a := establish(t, d, "HTX chè A", establishment.Cooperative, "05488", "2026-01-01")
	b := establish(t, d, "Công ty TNHH B", establishment.Enterprise, "05488", "2026-01-01")
	id := add(t, d, "advanced_machinery", a, b)
	decide(t, d, id, 1, plan.Initial, 2026, 100, "2026-02-01")
	update(t, d, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE scheme_beneficiaries SET left_on = '2026-07-01' WHERE no = 1`)
		return err
	})
	for day, want := range map[string]string{"2026-06-30": "HTX chè A", "2026-07-01": "Công ty TNHH B"} {
		if got := programme(t, d, 2026, day).Rows[0].Beneficiary; got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
}

func TestSummaryIsWhatTheCommandPrints(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	decide(t, d, add(t, d, "advanced_machinery"), 1, plan.Initial, 2026, 100, "2026-02-01")
	got, err := json.Marshal(programme(t, d, 2026, "2026-08-31").Summary())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"province":"19","year":2026,"as_of":"2026-08-31","schemes":1,"support_vnd":100,` +
		`"funds":{"local":{"schemes":1,"support_vnd":100},"national":{"schemes":0,"support_vnd":0}},` +
		`"contents":[{"code":"advanced_machinery","name":"Ứng dụng máy móc thiết bị tiên tiến","schemes":1,"support_vnd":100}]}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestDefaultDay(t *testing.T) {
	t.Parallel()
	today := calendar.Must("2026-11-22")
	for year, want := range map[int]string{2020: "2020-12-31", 2026: "2026-11-22", 2027: "2026-11-22"} {
		if got := DefaultDay(year, today); got.String() != want {
			t.Errorf("%d: %s, want %s", year, got, want)
		}
	}
}
