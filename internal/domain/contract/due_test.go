package contract_test

import (
	"testing"

	"example.vn/khuyencong/internal/domain/contract"
)

func FuzzProgressDue(f *testing.F) {
	for _, seed := range []string{"2026-08", "2026-13", "2026-8", "", "1899-12", "2200-12", "9999-01", "-001-01"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, month string) {
		if d := contract.ProgressDue(month); !d.IsZero() && (d.Day() != 24 || contract.MonthOf(d) != month) {
			t.Errorf("ProgressDue(%q) = %s", month, d)
		}
	})
}
