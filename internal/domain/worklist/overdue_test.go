package worklist

import (
	"slices"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/appraisal"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/survey"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
)

// late lists what is late in the office as a leader sees it.
func (d *desk) late() (late []Late, all bool) {
	d.t.Helper()
	actor := access.Actor{ID: "u-director", Roles: []access.Role{access.Director}}
	err := d.db.View(d.t.Context(), db.Scope{Province: "19", Actor: actor}, func(tx *db.Tx) (err error) {
		late, all, err = Overdue(d.t.Context(), tx)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return late, all
}

func TestOverdueNamesWithWhomWorkLies(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ledger.Local)
	d.state(scheme.Submitted)
	d.exec(`UPDATE schemes SET due_on = '2026-11-02', prepared_by = 'u-director'`)
	d.insert("appraisals", map[string]any{"scheme": d.id, "level": "department", "round": 1, "state": string(appraisal.Open), "due_on": "2026-10-20", "opened_at": "2026-10-01T00:00:00Z"},
		"mode conclusion reasons paper_no paper_on opened_by concluded_by concluded_at", "quorum amount_vnd version")
	d.insert("appraisal_members", map[string]any{"scheme": d.id, "level": "department", "round": 1, "user_id": "u-minh-hoa", "user_name": "Người Minh Họa", "post": "member"}, "submitted_at conflict remark", "")
	d.insert("campaigns", map[string]any{"year": 2027, "state": string(survey.Open), "title": "Nhu cầu năm 2027", "due_on": "2026-10-30", "opens_on": "2026-10-01"}, "guidance opened_by created_at updated_at", "version")
	d.insert("campaign_replies", map[string]any{"year": 2027, "commune": "05488", "state": string(survey.Waiting)}, "note sent_by sent_at updated_at", "version")

	late, all := d.late()
	var got []string
	for _, l := range late {
		got = append(got, string(l.Kind)+" "+l.Due.On.String()+": "+strings.Join(l.With, ", "))
	}
	want := []string{
		"score 2026-10-20: Người Minh Họa",
		"send_needs 2026-10-30: Xã Đại Phúc",
		"open_appraisal 2026-11-02: " + access.Department.Label(),
	}
	if !slices.Equal(got, want) || !all {
		t.Errorf("late work\n%q, all %v\nwant\n%q", got, all, want)
	}
}

func TestWhatIsNotYetLateIsNotOverdue(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ledger.Local)
	d.state(scheme.Submitted)
	today := d.db.Now().UTC().Format("2006-01-02")
	d.exec(`UPDATE schemes SET due_on = ?`, today)
	if late, _ := d.late(); len(late) != 0 {
		t.Errorf("due today, and late already: %+v", late)
	}
	d.exec(`UPDATE schemes SET due_on = ''`)
	if late, _ := d.late(); len(late) != 0 {
		t.Errorf("due on no day, and late: %+v", late)
	}
}

func TestWhatIsLateIsCountedAnewAfterADeed(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ledger.Local)
	d.state(scheme.Submitted)
	d.exec(`UPDATE schemes SET due_on = '2026-11-02'`)
	for range 2 { // as counted, and as remembered
		if late, _ := d.late(); len(late) != 1 {
			t.Fatalf("late: %+v", late)
		}
	}
	err := d.db.Update(t.Context(), db.Scope{Province: "19", Actor: access.System("test")}, func(tx *db.Tx) error {
		if _, err := tx.Exec(t.Context(), `UPDATE schemes SET due_on = '' WHERE province = ?`, tx.Province); err != nil {
			return err
		}
		return audit.Record(t.Context(), tx, "test", d.id.Subject(), nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	if late, _ := d.late(); len(late) != 0 {
		t.Errorf("done, and late still: %+v", late)
	}
}
