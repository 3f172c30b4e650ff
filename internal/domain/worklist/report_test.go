package worklist

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

// work lists the work of one kind of a person.
func (d *desk) work(k Kind, id string, roles ...access.Role) (items []Item) {
	d.t.Helper()
	scope := db.Scope{Province: "19", Actor: access.Actor{ID: id, Roles: roles}}
	err := d.db.View(d.t.Context(), scope, func(tx *db.Tx) (err error) {
		items, _, err = For(context.WithoutCancel(d.t.Context()), tx)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return slices.DeleteFunc(items, func(i Item) bool { return i.Kind != k })
}

func TestReportsAreDueUntilTheyAreIssued(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ledger.Local)
	if got := d.work(PrepareReport, "u-1", access.Staff); len(got) > 0 {
		t.Errorf("without a programme: %+v", got)
	}
	for _, year := range []int{2025, 2026} {
		d.exec(`INSERT INTO plan_decisions (province, scheme, seq, year, fund, kind, delta_vnd, decision_no, decided_on, signer, authority, note, noted_by, at)
			VALUES ('19', ?, ?, ?, 'local', 'initial', 1, '', '2025-01-01', '', '', '', '', '')`, d.id, year, year)
	}
	items := d.work(PrepareReport, "u-1", access.Staff)
	var got []string
	for _, i := range items {
		got = append(got, i.Ref+" "+i.Due.On.String())
		if !strings.Contains(i.Basis, "TT 36/2013/TT-BCT") && !strings.Contains(i.Basis, "TT 17/2018/TT-BCT") || !strings.Contains(i.Hint, "Sở Công Thương gửi Cục") {
			t.Errorf("%s: basis %q, hint %q", i.Ref, i.Basis, i.Hint)
		}
	}
	if diff := cmp.Diff([]string{"2025 2026-06-19", "2026-m6 ", "2026-q3 "}, got); diff != "" {
		t.Errorf("due on 22/11/2026 (-want +got):\n%s", diff)
	}
	if last := items[len(items)-1].Basis; !strings.HasSuffix(last, "chưa kiểm chứng") {
		t.Errorf("the duty of the quarter, whose text was amended unread, is not marked: %s", last)
	}
	if !items[0].Due.Late {
		t.Error("the report of the year is not late")
	}
	if got := d.work(PrepareReport, "u-2", access.Director); len(got) > 0 {
		t.Errorf("the director prepares: %+v", got)
	}
	d.insert("report_editions", map[string]any{"period": "2026-q3", "no": 1}, "content sha256 issued_by issued_at", "")
	if left := d.work(PrepareReport, "u-1", access.Staff); len(left) != 2 {
		t.Errorf("after one was issued: %+v", left)
	}
}

func TestTheDaysOfDutiesFollowTheQuarters(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]string{
		"2026-01-01": "2025-q4 2025", "2026-03-31": "2025-q4 2025", "2026-04-01": "2026-q1 2025", "2026-06-30": "2026-q1 2025",
		"2026-07-01": "2026-q2 2025 2026-m6", "2026-12-31": "2026-q3 2025 2026-m6",
	} {
		var got []string
		for _, d := range duties(calendar.Must(day)) {
			got = append(got, d.period.Code())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", day, got, want)
		}
	}
}

func TestAFinishedDraftWaitsForSomebodyElse(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ledger.Local)
	draft := func(period, text string) {
		d.insert("report_drafts", map[string]any{"period": period, "text": text, "prepared_by": "u-1", "edited_by": "u-3", "version": 1},
			"figures sha256 counted_at updated_at", "issued")
	}
	draft("2025", "Xong.")
	draft("2026-q3", "Còn "+report.ToWrite)
	for id, want := range map[string]int{"u-1": 0, "u-2": 1, "u-3": 0} {
		if got := d.work(IssueReport, id, access.Director); len(got) != want || want == 1 && got[0].Title != "Dự thảo báo cáo năm 2025" {
			t.Errorf("%s: %+v", id, got)
		}
	}
}
