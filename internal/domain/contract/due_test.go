package contract_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/deadline"
	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/register"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

func FuzzProgressDue(f *testing.F) {
	for _, seed := range []string{"2026-08", "2026-13", "2026-8", "", "1899-12", "2200-12", "9999-01", "-001-01"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, month string) {
		if d := (&contract.File{Scheme: &scheme.Scheme{}}).ProgressDue(month).On; !d.IsZero() && (d.Day() != 24 || contract.MonthOf(d) != month) {
			t.Errorf("ProgressDue(%q) = %s", month, d)
		}
	})
}

// publishProcedure publishes the illustrative procedure of province 19, from
// March to December 2026: reports until the 20th, ten working days for the
// settlement.
func (r *rig) publishProcedure() {
	r.t.Helper()
	data, err := os.ReadFile("../procedure/testdata/tinh-19.yaml")
	if err != nil {
		r.t.Fatal(err)
	}
	body := strings.ReplaceAll(string(data), "Quyết định minh họa", "Quyết định 9998/2026/QĐ-UBND (minh họa)")
	const cases = `cases: [{name: "tăng", on: "2026-06-01", fund: local, province: "19", change: more_support, want: {who: so, cites: "Điều 6"}}]`
	for _, err := range []error{
		r.as(chief, func(ctx context.Context, tx *db.Tx) error {
			return register.Add(ctx, tx, &register.Entry{Instrument: instrument.Instrument{
				Kind: instrument.Decision, Number: "9998/2026/QĐ-UBND", Issuer: "Ủy ban nhân dân tỉnh (minh họa)", Title: "trình tự (minh họa)",
				Topic: instrument.Promotion, Signed: calendar.Must("2026-02-01"), From: calendar.Must("2026-03-01"), Says: []string{"Văn bản minh họa."}, Evidence: norm.Unverified,
			}})
		}),
		r.as(staff, func(ctx context.Context, tx *db.Tx) error {
			return lawbook.Save(ctx, tx, lawbook.Version{Kind: lawbook.Procedure, Body: body, Cases: cases})
		}),
		r.as(director, func(ctx context.Context, tx *db.Tx) error { return lawbook.Publish(ctx, tx, "tinh-19-2026", 1) }),
	} {
		if err != nil {
			r.t.Fatal(err)
		}
	}
}

// terms are what holds in the rig's province.
func (r *rig) terms() (t contract.Terms) {
	r.t.Helper()
	if err := r.as(staff, func(ctx context.Context, tx *db.Tx) (err error) {
		t, err = contract.TermsOf(ctx, tx)
		return err
	}); err != nil {
		r.t.Fatal(err)
	}
	return t
}

// TestTheDaysOnWhichThingsAreDue asks by the nation's procedure and by that of a
// province which has its own.
func TestTheDaysOnWhichThingsAreDue(t *testing.T) {
	r := newRig(t, "2026-02-15")
	in, day := procedure.Area{Province: "19"}, calendar.Must
	before := r.terms()
	r.publishProcedure()
	if err := r.as(chief, func(ctx context.Context, tx *db.Tx) error { return deadline.Seed(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
	own := r.terms()
	for _, c := range []struct {
		name      string
		got       contract.Due
		on, cites string
	}{
		{"progress is in time before the 25th", before.Progress(in, ledger.National, "2026-08"), "2026-08-24", "TT 36/2013/TT-BCT, Điều 23 khoản 3 điểm a"},
		{"no month, no day", before.Progress(in, ledger.National, "2026-13"), "", ""},
		{"settlement 15 days after the last acceptance", before.Settlement(in, ledger.National, day("2026-12-20")), "2027-01-04", "TT 36/2013/TT-BCT, Điều 18 khoản 1"},
		{"no acceptance, no day", before.Settlement(in, ledger.National, calendar.Date{}), "", ""},
		{"liquidation on 22 January", before.Liquidation(in, ledger.National, 2026), "2027-01-22", "TT 36/2013/TT-BCT, Điều 18 khoản 2"},
		{"the books close in January", before.BooksClose(in, ledger.Local, 2026), "2027-01-31", "Luật NSNN 83/2015/QH13, Điều 64; chưa kiểm chứng"},
		{"a province without its own", before.Progress(in, ledger.Local, "2026-08"), "2026-08-24", "TT 46/2012/TT-BCT, Điều 8 khoản 3 điểm b (UBND tỉnh quy định; mặc định theo TT 36/2013/TT-BCT, Điều 23 khoản 3); chưa kiểm chứng"},
		{"the month before its own", own.Progress(in, ledger.Local, "2026-02"), "2026-02-24", "TT 46/2012"},
		{"its own: until the 20th", own.Progress(in, ledger.Local, "2026-03"), "2026-03-20", "Quyết định 9998/2026/QĐ-UBND (minh họa), Điều 9"},
		{"its own: ten working days, over the holidays of 31 August to 2 September", own.Settlement(in, ledger.Local, day("2026-08-25")), "2026-09-11", "Điều 8"},
		{"its own leaves the nation's fund alone", own.Progress(in, ledger.National, "2026-03"), "2026-03-24", "TT 36/2013"},
		{"another province", own.Progress(procedure.Area{Province: "24"}, ledger.Local, "2026-03"), "2026-03-24", "TT 46/2012"},
	} {
		if c.got.On.String() != c.on || !strings.Contains(c.got.Source(), c.cites) || c.on == "" && c.got.Source() != "" {
			t.Errorf("%s: %q by %q, want %q by %q", c.name, c.got.On, c.got.Source(), c.on, c.cites)
		}
	}
}
