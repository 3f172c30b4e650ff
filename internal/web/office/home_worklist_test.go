package office

import (
	"context"
	"testing"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/worklist"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

func TestTheWorkListIsByPerson(t *testing.T) {
	o := newTestOffice(t)
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error {
		s := &scheme.Scheme{Year: 2027, Fund: ledger.Local, Title: "Máy sao chè của HTX Ví Dụ"}
		if err := scheme.Add(ctx, tx, s); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE schemes SET state = ?, due_on = ?`, scheme.Returned, calendar.Must("2026-11-10"))
		return err
	})
	o.as(access.Staff).get("/viec").must(t, 200, "Quá hạn (1)", "Bổ sung hồ sơ", "Máy sao chè của HTX Ví Dụ", `href="/de-an/2027-0001"`, "quá hạn", "10/11/2026", `class="tag bad"`)
	o.as(access.Accountant).get("/viec").must(t, 200, "không có việc nào chờ", "-Máy sao chè")
	o.as(access.Commune).get("/viec").must(t, 200, "không có việc nào chờ", "-Chương trình năm")
	o.as(access.Admin).get("/viec").must(t, 200, "Lịch nghỉ năm 2027", `href="/quan-tri/lich?nam=2027"`)
	o.stranger().get("/viec").must(t, 200, "-Máy sao chè")
	if a := o.as(access.Staff).get("/"); a.Location != "/viec" {
		t.Errorf("/ leads to %s", a.Location)
	}
}

func TestVeryMuchWorkIsCountedAndAVeryLargeProgrammeKeepsItsFigures(t *testing.T) {
	o := newTestOffice(t)
	exec := func(query string, args ...any) {
		o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, query, args...)
			return err
		})
	}
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error {
		for range 73 {
			if err := scheme.Add(ctx, tx, &scheme.Scheme{Year: 2026, Fund: ledger.Local, Title: "Máy sao chè của HTX Ví Dụ"}); err != nil {
				return err
			}
		}
		return nil
	})
	decide := func(from, to int) {
		exec(`INSERT INTO plan_decisions (province, scheme, seq, year, fund, kind, delta_vnd, decision_no, decided_on, signer, authority, note, noted_by, at)
			WITH RECURSIVE s (i) AS (SELECT ? + 0 UNION ALL SELECT i + 1 FROM s WHERE i < ?)
			SELECT '19', '2026-0001', i, 2026, 'local', 'initial', 1, '', '2026-01-05', '', '', '', '', '' FROM s`, from, to)
	}
	decide(1, workFiguresOf)
	o.as(access.Staff).get("/viec").must(t, 200, "Việc khác (52)", "Báo cáo quý III năm 2026", "văn bản không nêu ngày", "Chưa hiện ở trên", "Soạn xong đề án: còn 23 việc khác", "Chương trình năm 2026", "Hỗ trợ đã quyết định", "-Xem số liệu")
	decide(workFiguresOf+1, workFiguresOf+1)
	o.as(access.Staff).get("/viec").must(t, 200, "Chương trình năm 2026", "-Hỗ trợ đã quyết định", `href="/bao-cao?nam=2026"`, "Xem số liệu của chương trình")
}

func TestEveryKindOfWorkHasAPage(t *testing.T) {
	for _, k := range worklist.Kinds() {
		if href := workHref(worklist.Item{Kind: k, Ref: "2026/local/1"}); href == "" || href == "/" {
			t.Errorf("%s leads to %q", k, href)
		}
	}
	if got := workHref(worklist.Item{Kind: worklist.ApprovePlan, Ref: "2026/local/1"}); got != "/ke-hoach/2026/dia-phuong/1" {
		t.Errorf("a plan is at %s", got)
	}
}
