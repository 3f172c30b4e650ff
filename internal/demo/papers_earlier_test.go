package demo_test

import (
	"context"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/demo"
	"example.vn/khuyencong/internal/domain/form"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
)

// theRegistrationSaysWhatTheYearsBeforeBrought compares the report of each
// plan with the books of the two years before it.
func theRegistrationSaysWhatTheYearsBeforeBrought(t *testing.T, d *db.DB) {
	t.Helper()
	kind, _ := form.ByCode("bao-cao-dang-ky")
	view(t, d, func(ctx context.Context, tx *db.Tx) error {
		plans, err := plan.List(ctx, tx, 0)
		if err != nil {
			return err
		}
		filled := 0
		for _, p := range plans {
			paper, err := form.Make(ctx, tx, kind, form.About{Plan: p.Key}, form.Given{})
			if err != nil {
				return err
			}
			text := words(paper)
			for year := p.Year - 2; year < p.Year; year++ {
				has, err := ledger.OfBook(ctx, tx, ledger.Book{Fund: p.Fund, Year: year})
				if err != nil {
					return err
				}
				approved := has.Granted() + has[ledger.BroughtForward]
				if approved == 0 {
					continue
				}
				filled++
				for _, want := range []string{"phê duyệt với " + approved.String() + " đồng", "đã quyết toán " + has[ledger.Settled].String() + " đồng"} {
					if !strings.Contains(text, want) {
						t.Errorf("%v lacks %q:\n%s", p.Key, want, text)
					}
				}
			}
		}
		if filled == 0 {
			t.Error("no year was filled in")
		}
		return nil
	})
}

// TestTheRegistrationNamesEarlierSupport has an establishment of the plan of
// 2020 ask again in 2027.
func TestTheRegistrationNamesEarlierSupport(t *testing.T) {
	kind, _ := form.ByCode("bao-cao-dang-ky")
	d := load(t)
	const head, row = "3. Đơn vị thụ hưởng trong danh sách đã được hỗ trợ những năm trước (đồng):", "| 2020 | " + whole + " | Ứng dụng máy móc thiết bị | 180.000.000"
	report := func(year int) (text string) {
		view(t, d, func(ctx context.Context, tx *db.Tx) error {
			plans, err := plan.List(ctx, tx, year)
			if err != nil {
				return err
			}
			for _, p := range plans {
				paper, err := form.Make(ctx, tx, kind, form.About{Plan: p.Key}, form.Given{})
				if err != nil {
					return err
				}
				text += words(paper)
			}
			return nil
		})
		return text
	}
	for year := 2020; year <= 2027; year++ {
		if strings.Contains(report(year), head) {
			t.Errorf("%d names earlier support, which nobody had", year)
		}
	}
	scope := db.Scope{Province: demo.Province, Actor: access.System("test")}
	err := d.Update(t.Context(), scope, func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `
			UPDATE scheme_beneficiaries SET establishment = (SELECT b.establishment FROM scheme_beneficiaries AS b WHERE b.province = ? AND b.scheme = ?)
			WHERE province = ? AND no = 1 AND scheme IN (SELECT scheme FROM plan_items WHERE province = ? AND year >= 2026)`,
			tx.Province, whole, tx.Province, tx.Province)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(report(2020), head) {
		t.Error("the support of the year itself counts as earlier")
	}
	if text := report(2026); !strings.Contains(text, head) || !strings.Contains(text, row) {
		t.Errorf("%q is missing:\n%s", row, text)
	}
}
