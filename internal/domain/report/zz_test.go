package report

import (
	"os"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

func TestZZ(t *testing.T) {
	d, err := db.Open(t.Context(), os.Getenv("ZZ"), nil)
	if err != nil { t.Fatal(err) }
	defer d.Close()
	ctx := t.Context()
	for range 4 {
		err = d.View(ctx, db.Scope{Province: "79", Actor: access.System("x")}, func(tx *db.Tx) error {
			at := time.Now()
			lap := func(s string) { t.Logf("%-14s %s", s, time.Since(at).Round(time.Millisecond)); at = time.Now() }
			year, asOf := 2025, calendar.Must("2025-12-31")
			a, err := decided(ctx, tx, year)
			if err != nil { return err }
			lap("decided"); t.Log(len(a))
			if _, err := beneficiaries(ctx, tx, year); err != nil { return err }
			lap("beneficiaries")
			if _, err := courses(ctx, tx, year); err != nil { return err }
			lap("postings")
			p, err := ProgrammeOf(ctx, tx, year, asOf)
			if err != nil { return err }
			lap("programme")
			for _, r := range p.Rows { r.line(Cut{View: territory.NewUnits, Level: territory.Commune}) }
			lap("lines")
			if _, err := Of(ctx, tx, Period{Kind: WholeYear, Year: year}, Cut{View: territory.NewUnits, Level: territory.Commune}); err != nil { return err }
			lap("Of year")
			if _, err := Of(ctx, tx, Period{Kind: Quarter, Year: year, No: 3}, Cut{View: territory.OldUnits, Level: territory.Commune}); err != nil { return err }
			lap("Of quarter old units")
			return nil
		})
		if err != nil { t.Fatal(err) }
	}
}
