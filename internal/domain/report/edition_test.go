package report

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

var (
	staff    = access.Actor{ID: "u-1", Name: "Cán bộ (minh họa)", Roles: []access.Role{access.Staff}}
	director = access.Actor{ID: "u-2", Name: "Giám đốc (minh họa)", Roles: []access.Role{access.Director}}
	units    = Cut{View: territory.NewUnits, Level: territory.Commune}
	office   = Office{Parent: "Sở Công Thương (minh họa)", Name: "Trung tâm (minh họa)", Symbol: "TTKC", Place: "Thái Nguyên", Post: "GIÁM ĐỐC"}
)

// A desk is a database with one scheme of the first half of 2026, whose books
// can be corrected later.
type desk struct {
	t      *testing.T
	d      *db.DB
	now    time.Time
	files  blob.Store
	scheme scheme.ID
	period Period
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	k := &desk{t: t, now: dbtest.Now, files: blob.Store{Dir: t.TempDir()}, period: Period{Months, 2026, 6}}
	k.d = dbtest.OpenAt(t, func() time.Time { return k.now })
	update(t, k.d, func(ctx context.Context, tx *db.Tx) error {
		return identity.Found(ctx, tx, identity.Province{Code: "19", Name: "Tỉnh Thái Nguyên", Centre: "Trung tâm (minh họa)", Department: "Sở (minh họa)"})
	})
	k.scheme = add(t, k.d, "advanced_machinery")
	decide(t, k.d, k.scheme, 1, plan.Initial, 2026, 200_000_000, "2026-02-01")
	k.post("", ledger.Allot, 1_000_000_000, "2026-01-05")
	k.post(k.scheme.Subject(), ledger.Approve, 200_000_000, "2026-02-01")
	k.post(k.scheme.Subject(), ledger.Contract, 180_000_000, "2026-03-01")
	k.now = k.now.Add(time.Hour)
	return k
}

func (k *desk) post(subject string, kind ledger.Kind, amount money.VND, day string) {
	k.t.Helper()
	update(k.t, k.d, func(ctx context.Context, tx *db.Tx) error {
		return ledger.Post(ctx, tx, ledger.Entry{Book: ledger.Book{Fund: ledger.Local, Year: 2026}, Key: string(kind) + day, Kind: kind, Subject: subject,
			Amount: amount, Day: day, Reference: "CT-01 (minh họa)", Memo: "ghi chậm (minh họa)"})
	})
}

func (k *desk) as(a access.Actor, fn func(context.Context, *db.Tx) error) error {
	k.t.Helper()
	return k.d.Update(k.t.Context(), db.Scope{Province: "19", Actor: a}, func(tx *db.Tx) error { return fn(k.t.Context(), tx) })
}

// prepare counts the period and writes what only a person can.
func (k *desk) prepare() (version int64) {
	k.t.Helper()
	err := k.as(staff, func(ctx context.Context, tx *db.Tx) error {
		d, err := Prepare(ctx, tx, k.period, units, 0)
		if err != nil {
			return err
		}
		version = d.Version + 1
		return Edit(ctx, tx, k.period, d.Version, strings.ReplaceAll(d.Text, ToWrite, "Không có."))
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return version
}

func (k *desk) issue(a access.Actor, version int64, reason string) (e *Edition, err error) {
	k.t.Helper()
	err = k.as(a, func(ctx context.Context, tx *db.Tx) error {
		e, err = Issue(ctx, tx, k.files, office, k.period, version, reason)
		return err
	})
	return e, err
}

// kept is the PDF of an edition, byte for byte as it was issued.
func (k *desk) kept(e *Edition) (data []byte) {
	k.t.Helper()
	err := k.as(staff, func(ctx context.Context, tx *db.Tx) error {
		a, err := e.File(ctx, tx)
		if err != nil {
			return err
		}
		f, err := blob.Open(k.files, a.SHA256)
		if err != nil {
			return err
		}
		data, err = io.ReadAll(f)
		return err
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return data
}

func TestAnIssuedReportReprintsTheSameForEverAndACorrectionSaysWhatChangedAndWhy(t *testing.T) {
	t.Parallel()
	k := newDesk(t)
	first, err := k.issue(director, k.prepare(), "")
	if err != nil || first.No != 1 || first.Correction != nil {
		t.Fatalf("%+v, %v", first, err)
	}
	printed := k.kept(first)

	k.now = k.now.Add(48 * time.Hour)
	k.post(k.scheme.Subject(), ledger.Advance, 90_000_000, "2026-05-20") // a document that came late
	k.now = k.now.Add(24 * time.Hour)
	var again *Edition
	var changed *Restatement
	if err := k.as(staff, func(ctx context.Context, tx *db.Tx) error {
		if again, err = EditionOf(ctx, tx, k.period, 1); err != nil {
			return err
		}
		changed, err = again.Changed(ctx, tx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if again.Report.Total.ToDate.Spent != 0 || again.SHA256 != first.SHA256 {
		t.Errorf("the issued figures changed: %+v", again.Report.Total)
	}
	var drawn bytes.Buffer
	if err := again.Paper().PDF(&drawn); err != nil || !bytes.Equal(drawn.Bytes(), printed) || !bytes.Equal(k.kept(again), printed) {
		t.Errorf("it is not printed as it was (%v)", err)
	}
	want := []Difference{{Span: ToDate, Measure: MoneySpent, Is: 90_000_000}, {Span: ToDate, Measure: MoneyAdvanced, Is: 90_000_000},
		{Span: Within, Measure: MoneySpent, Is: 90_000_000}, {Span: Within, Measure: MoneyAdvanced, Is: 90_000_000}}
	if changed == nil || len(changed.Lines) != 1 || len(changed.Lines[0].Causes) != 1 {
		t.Fatalf("changed: %+v", changed)
	}
	if diff := cmp.Diff(want, changed.Total) + cmp.Diff(want, changed.Lines[0].Differences); diff != "" {
		t.Errorf("what changed (-want +got):\n%s", diff)
	}
	if why := changed.Lines[0].Causes[0].Words; !strings.Contains(why, "Tạm ứng") || !strings.Contains(why, "90.000.000") || !strings.Contains(why, "20/05/2026") || !strings.Contains(why, "ghi chậm") {
		t.Errorf("why: %s", why)
	}

	version := k.prepare()
	if _, err := k.issue(director, version, "sai"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a correction without a reason: %v", err)
	}
	second, err := k.issue(director, version, "Chứng từ tạm ứng ngày 20/5 về chậm")
	if err != nil || second.No != 2 || second.Correction == nil || second.Correction.Replaces != 1 || second.Report.Total.ToDate.Spent != 90_000_000 {
		t.Fatalf("%+v, %v", second, err)
	}
	if !bytes.Equal(k.kept(first), printed) {
		t.Error("the correction changed the first print")
	}
	if err := k.as(staff, func(ctx context.Context, tx *db.Tx) error {
		if again, err = EditionOf(ctx, tx, k.period, 2); err != nil {
			return err
		}
		changed, err = again.Changed(ctx, tx)
		return err
	}); err != nil || changed != nil || again.Correction.Reason == "" {
		t.Errorf("after the correction: %+v, %v", changed, err)
	}
}

func TestWhoIssuesAReportAndWhen(t *testing.T) {
	t.Parallel()
	k := newDesk(t)
	both := access.Actor{ID: "u-1", Name: "Cán bộ (minh họa)", Roles: []access.Role{access.Staff, access.Director}}
	version := k.prepare()
	for name, c := range map[string]struct {
		who     access.Actor
		version int64
		kind    fault.Kind
	}{
		"the person who prepared it": {both, version, fault.Forbidden},
		"one who may not":            {staff, version, fault.Forbidden},
		"an old page":                {director, version - 1, fault.Conflict},
	} {
		if _, err := k.issue(c.who, c.version, ""); fault.KindOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	k.post(k.scheme.Subject(), ledger.Advance, 1_000_000, "2026-05-20")
	if _, err := k.issue(director, version, ""); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "Số liệu đã thay đổi") {
		t.Errorf("figures that are not those of the text: %v", err)
	}
	err := k.as(staff, func(ctx context.Context, tx *db.Tx) error {
		_, err := Prepare(ctx, tx, k.period, units, version)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.issue(director, version+1, ""); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "chưa viết") {
		t.Errorf("a report that nobody finished: %v", err)
	}
	for name, fn := range map[string]func(context.Context, *db.Tx) error{
		"a period that lasts": func(ctx context.Context, tx *db.Tx) error {
			_, err := Prepare(ctx, tx, Period{WholeYear, 2026, 0}, units, 0)
			return err
		},
		"over somebody's draft": func(ctx context.Context, tx *db.Tx) error {
			_, err := Prepare(ctx, tx, k.period, units, 0)
			return err
		},
		"a text of an old page": func(ctx context.Context, tx *db.Tx) error { return Edit(ctx, tx, k.period, version, "x") },
	} {
		if err := k.as(staff, fn); fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := k.as(staff, func(ctx context.Context, tx *db.Tx) error { return Edit(ctx, tx, k.period, version+1, " \n ") }); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no text: %v", err)
	}
}

func TestNothingChangesAnIssuedReport(t *testing.T) {
	t.Parallel()
	k := newDesk(t)
	if _, err := k.issue(director, k.prepare(), ""); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{`UPDATE report_editions SET content = ''`, `DELETE FROM report_editions`} {
		if err := k.as(director, func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, query); return err }); err == nil {
			t.Errorf("%s was carried out", query)
		}
	}
	e := &Edition{SHA256: hashOf([]byte(`{"text":"a"}`))}
	if err := e.read(`{"text":"b"}`); err == nil {
		t.Error("what was not issued is read as if it were")
	}
}

// The figures that a person left alone open their rows, those that were changed
// open nothing, and no figure is found inside another.
func TestFiguresOfAnEditedTextStayLinked(t *testing.T) {
	t.Parallel()
	written := []Passage{{{Text: "Có "}, {Text: "4 đề án", Figure: true, By: ByFund, Code: "national", Span: ToDate}, {Text: " và "}, {Text: "14 đề án", Figure: true, Span: ToDate}}}
	got := Linked("Sở báo cáo: 14 đề án, trong đó 4 đề án.\nCòn 24 đề án", written)
	want := []Passage{
		{{Text: "Sở báo cáo: "}, written[0][3], {Text: ", trong đó "}, written[0][1], {Text: "."}},
		{{Text: "Còn 24 đề án"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if Texts(got) != "Sở báo cáo: 14 đề án, trong đó 4 đề án.\nCòn 24 đề án" {
		t.Errorf("the text became %q", Texts(got))
	}
}

func TestNumbersThatAPersonPutIntoTheTextAreNamed(t *testing.T) {
	t.Parallel()
	k := newDesk(t)
	r := reportOf(t, k.d, "2026-m6", units)
	text := Texts(r.Narrate("tỉnh Thái Nguyên"))
	if got := r.Unfounded(text); got != nil {
		t.Errorf("its own text has %v", got)
	}
	got := r.Unfounded(strings.Replace(text, "1 đề án", "2 đề án", 1) + " Thêm 35 triệu đồng và 180.000.000 đồng.")
	if diff := cmp.Diff([]string{"2 đề án", "35 triệu"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
