package office

import (
	"context"
	"fmt"
	"testing"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
)

func TestTheSchemesOfABookComeInPages(t *testing.T) {
	o := newTestOffice(t)
	b := ledger.Book{Fund: ledger.Local, Year: 2026}
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error {
		if err := ledger.Post(ctx, tx, ledger.Entry{Book: b, Key: "allot", Kind: ledger.Allot, Amount: 1e9, Day: "2026-01-05"}); err != nil {
			return err
		}
		for i := range ledgerSchemesOf + 3 {
			s := &scheme.Scheme{Year: 2026, Fund: ledger.Local, Title: fmt.Sprintf("Máy sao chè số %d", i+1)}
			if err := scheme.Add(ctx, tx, s); err != nil {
				return err
			}
			if err := ledger.Post(ctx, tx, ledger.Entry{Book: b, Key: fmt.Sprint(i), Kind: ledger.Approve, Subject: s.ID.Subject(), Amount: 1e6, Day: "2026-02-01"}); err != nil {
				return err
			}
		}
		return nil
	})
	const path = "/so-kinh-phi/2026/dia-phuong"
	o.as(access.Accountant).get(path).must(t, 200, "Máy sao chè số 1<", "Máy sao chè số 50<", `href="/de-an/2026-0050/so"`, "-2026-0003/so\">Máy sao chè số 51<",
		"Cộng mọi đề án của sổ", "53.000.000", `href="/so-kinh-phi/2026/dia-phuong?sau=2026-0050#de-an"`, "50 đề án, theo mã")
	o.as(access.Accountant).get(path+"?sau=2026-0050").must(t, 200, `href="/de-an/2026-0051/so"`, `href="/de-an/2026-0053/so"`,
		"Cộng mọi đề án của sổ", "53.000.000", "3 đề án, theo mã", `href="/so-kinh-phi/2026/dia-phuong#de-an"`, "-sau=2026")
}

func TestOfVeryManyPlansTheNewestAreListed(t *testing.T) {
	o := newTestOffice(t)
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO plans (province, year, fund, round, title, state, paper_no, decision_no, decision_on, signer, reason,
				drafted_by, submitted_by, submitted_at, decided_by, decided_at, version, created_at)
			WITH RECURSIVE s (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i < ?)
			SELECT '19', 2026 - i / 50, 'local', 1 + i % 50, 'Đợt minh họa', 'draft', '', '', '', '', '', '', '', '', '', '', 1, '2026-01-05T00:00:00Z' FROM s`, planListMost+3)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO plan_items (province, year, fund, round, scheme, choice, amount_vnd, rank, reasons, note)
			VALUES ('19', 2026, 'local', 50, '2026-0001', 'chosen', 7000000, 1, '', ''), ('19', 2024, 'local', 2, '2024-0001', 'chosen', 5000000, 1, '', '')`)
		return err
	})
	o.as(access.Staff).get("/ke-hoach").must(t, 200, "100 đợt mới nhất trong 104 đợt", "phần chọn 7.000.000", `href="/ke-hoach/2026/dia-phuong/50"`, `href="/ke-hoach/2025/dia-phuong/1"`, "-/ke-hoach/2024/dia-phuong/")
	o.as(access.Staff).get("/ke-hoach?nam=2024").must(t, 200, "4 đợt ·", "phần chọn 5.000.000", `href="/ke-hoach/2024/dia-phuong/2"`)
}
