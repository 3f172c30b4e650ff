package demo_test

import (
	"context"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/demo"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/money"
)

func load(t *testing.T) *db.DB {
	t.Helper()
	clock := &demo.Clock{}
	clock.Set(calendar.Must("2019-09-01"))
	d, err := db.Open(t.Context(), dbtest.URL(t), clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	said := 0
	if err := demo.Load(t.Context(), d, clock, blob.Store{Dir: t.TempDir()}, func(done, _ int, _ string) { said = done }); err != nil {
		t.Fatal(err)
	}
	if said == 0 {
		t.Error("no progress was shown")
	}
	return d
}

func view(t *testing.T, d *db.DB, fn func(context.Context, *db.Tx) error) {
	t.Helper()
	err := d.View(t.Context(), db.Scope{Province: demo.Province, Actor: access.System("test")}, func(tx *db.Tx) error { return fn(t.Context(), tx) })
	if err != nil {
		t.Fatal(err)
	}
}

// TestTheDemonstration loads the demonstration once for all who only look at it:
// loading takes longer than looking.
func TestTheDemonstration(t *testing.T) {
	d := load(t)
	for name, look := range map[string]func(*testing.T, *db.DB){
		"TheYear2020ReachesThePublishedTotals":             theYear2020ReachesThePublishedTotals,
		"TheBooksAndTheRecordHold":                         theBooksAndTheRecordHold,
		"WhatIsMadeUpSaysSo":                               whatIsMadeUpSaysSo,
		"TheReportOfEightMonthsOf2020SaysWhatWasPublished": theReportOfEightMonthsOf2020SaysWhatWasPublished,
		"TheInvoicesOfTheDemonstration":                    theInvoicesOfTheDemonstration,
		"TheRegistrationSaysWhatTheYearsBeforeBrought":     theRegistrationSaysWhatTheYearsBeforeBrought,
		"PapersOfEveryState":                               papersOfEveryState,
		"TemplatesSayWhatTheFormsSay":                      templatesSayWhatTheFormsSay,
		"Papers":                                           papers,
	} {
		t.Run(name, func(t *testing.T) { look(t, d) })
	}
}

// The published figures of 8 months of 2020: 17 schemes over 6 tỷ, of which 4
// national over 4.4 tỷ and 13 local over 1.7 tỷ; most of them machinery.
func theYear2020ReachesThePublishedTotals(t *testing.T, d *db.DB) {
	t.Helper()
	view(t, d, func(ctx context.Context, tx *db.Tx) error {
		p, err := report.ProgrammeOf(ctx, tx, 2020, calendar.Must("2020-08-31"))
		if err != nil {
			return err
		}
		s := p.Summary()
		if s.Schemes != 17 || s.Support <= 6_000_000_000 || s.Support >= 6_500_000_000 {
			t.Errorf("%d schemes, %v", s.Schemes, s.Support)
		}
		for fund, want := range map[string]struct {
			schemes     int
			above, upTo money.VND
		}{"national": {4, 4_400_000_000, 4_500_000_000}, "local": {13, 1_700_000_000, 1_800_000_000}} {
			if got := s.Funds[fund]; got.Schemes != want.schemes || got.Support <= want.above || got.Support >= want.upTo {
				t.Errorf("%s: %+v, want %d above %v", fund, got, want.schemes, want.above)
			}
		}
		machinery := 0
		for _, c := range s.Contents {
			if c.Code == "advanced_machinery" {
				machinery = c.Schemes
			}
		}
		if machinery <= 17/2 {
			t.Errorf("%d of 17 schemes are machinery, want most", machinery)
		}
		return nil
	})
}

func theBooksAndTheRecordHold(t *testing.T, d *db.DB) {
	t.Helper()
	view(t, d, func(ctx context.Context, tx *db.Tx) error {
		check, err := ledger.Verify(ctx, tx)
		if err != nil || check.Entries < 100 || check.Sum != 0 {
			t.Errorf("%+v, %v", check, err)
		}
		head, err := audit.Verify(ctx, tx)
		if err != nil || head.Events < 500 {
			t.Errorf("%+v, %v", head, err)
		}
		return nil
	})
}

func whatIsMadeUpSaysSo(t *testing.T, d *db.DB) {
	t.Helper()
	view(t, d, func(ctx context.Context, tx *db.Tx) error {
		rows, _, err := scheme.List(ctx, tx, scheme.Filter{Limit: 200})
		if err != nil {
			return err
		}
		published := 0
		for _, r := range rows {
			s, err := scheme.ByID(ctx, tx, r.ID)
			if err != nil {
				return err
			}
			if s.Illustrative == (s.Source != "") {
				t.Errorf("%s %q: illustrative %v, source %q", s.ID, s.Title, s.Illustrative, s.Source)
			}
			if s.Source != "" {
				published++
			}
		}
		if published != 22 {
			t.Errorf("%d published schemes, want the 22 rows of the file", published)
		}
		return nil
	})
}

// The report that writes itself says what was published of the eight months.
func theReportOfEightMonthsOf2020SaysWhatWasPublished(t *testing.T, d *db.DB) {
	t.Helper()
	view(t, d, func(ctx context.Context, tx *db.Tx) error {
		p, err := report.ParsePeriod("2020-m8")
		if err != nil {
			return err
		}
		r, err := report.Of(ctx, tx, p, report.Cut{View: territory.NewUnits, Level: territory.Commune})
		if err != nil {
			return err
		}
		text := report.Texts(r.Narrate("tỉnh Thái Nguyên"))
		for _, want := range []string{
			"8 tháng đầu năm 2020, chương trình khuyến công trên địa bàn tỉnh Thái Nguyên có 17 đề án được quyết định hỗ trợ với kinh phí hơn 6 tỷ đồng (",
			"trong đó khuyến công quốc gia 4 đề án, hơn 4,4 tỷ đồng (", "; khuyến công địa phương 13 đề án, hơn 1,7 tỷ đồng (",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("the report does not say %q:\n%s", want, text)
			}
		}
		e, err := report.EditionOf(ctx, tx, p, 1)
		if err != nil {
			return err
		}
		if !strings.Contains(e.Text, "17 đề án được quyết định hỗ trợ với kinh phí hơn 6 tỷ đồng") {
			t.Errorf("the issued report says\n%s", e.Text)
		}
		if changed, err := e.Changed(ctx, tx); err != nil || changed != nil {
			t.Errorf("the issued report is no longer right: %+v, %v", changed, err)
		}
		return nil
	})
}
