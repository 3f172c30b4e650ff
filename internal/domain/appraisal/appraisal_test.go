package appraisal_test

import (
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/appraisal"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

var (
	today    = calendar.Must("2026-11-22")
	nextWeek = calendar.Must("2026-11-29")
)

// person is the scope of somebody in province 19 with the given roles.
func person(id string, roles ...access.Role) db.Scope {
	return db.Scope{Province: "19", Actor: access.Actor{ID: id, Name: "Bà " + id, Roles: roles}}
}

var (
	staff = person("staff", access.Staff)
	head  = person("head", access.Department)
	chair = person("chair", access.Appraiser)
	clerk = person("clerk", access.Appraiser)
	third = person("third", access.Department)
)

// do runs fn as who and returns its error.
func do(t *testing.T, d *db.DB, who db.Scope, fn func(*db.Tx) error) error {
	t.Helper()
	return d.Update(t.Context(), who, fn)
}

// must runs fn as who and stops the test on an error.
func must(t *testing.T, d *db.DB, who db.Scope, fn func(*db.Tx) error) {
	t.Helper()
	if err := do(t, d, who, fn); err != nil {
		t.Fatal(err)
	}
}

// refused checks the kind of err and that it says word.
func refused(t *testing.T, what string, err error, kind fault.Kind, word string) {
	t.Helper()
	if fault.KindOf(err) != kind || err == nil || !strings.Contains(err.Error(), word) {
		t.Errorf("%s: got %v, want a fault of kind %d that says %q", what, err, kind, word)
	}
}

// submitted adds a scheme of the fund that asks for 100 million and hands it in.
func submitted(t *testing.T, d *db.DB, fund ledger.Fund) *scheme.Scheme {
	t.Helper()
	const amount money.VND = 100_000_000
	cost := scheme.Cost{ContentNo: 1, Year: 2026, Name: "Chi phí", Own: amount, Local: amount}
	if fund == ledger.National {
		cost.Local, cost.National = 0, amount
	}
	s := &scheme.Scheme{
		Year: 2026, Fund: fund, Title: "Bản tin khuyến công", Objectives: "Tuyên truyền", Implementer: "Trung tâm",
		StartsOn: calendar.Must("2026-02-01"), EndsOn: calendar.Must("2026-12-15"),
		Place:    territory.Address{Commune: "05488", On: today},
		Contents: []scheme.Content{{Code: "communication", Units: 1}}, Costs: []scheme.Cost{cost},
	}
	must(t, d, staff, func(tx *db.Tx) error {
		if err := scheme.Add(t.Context(), tx, s); err != nil {
			return err
		}
		return scheme.Submit(t.Context(), tx, s.ID, s.Version)
	})
	return now(t, d, s.ID)
}

// now reads the scheme as it stands.
func now(t *testing.T, d *db.DB, id scheme.ID) (s *scheme.Scheme) {
	t.Helper()
	must(t, d, staff, func(tx *db.Tx) (err error) {
		s, err = scheme.ByID(t.Context(), tx, id)
		return err
	})
	return s
}

func council() *appraisal.Appraisal {
	return &appraisal.Appraisal{Mode: appraisal.ByCouncil, DueOn: nextWeek, Members: []appraisal.Seat{
		{UserID: "chair", Name: "Bà chair", Post: appraisal.Chair},
		{UserID: "clerk", Name: "Bà clerk", Post: appraisal.Secretary},
		{UserID: "third", Name: "Bà third", Post: appraisal.Member},
	}}
}

// started is a submitted scheme whose council is at work.
func started(t *testing.T, d *db.DB, fund ledger.Fund) *scheme.Scheme {
	t.Helper()
	s := submitted(t, d, fund)
	must(t, d, head, func(tx *db.Tx) error { return appraisal.Start(t.Context(), tx, s.ID, s.Version, council()) })
	return now(t, d, s.ID)
}

// points gives every criterion of the scheme the same score.
func points(s *scheme.Scheme, n int) []appraisal.Score {
	var all []appraisal.Score
	for _, c := range appraisal.Criteria(s, today) {
		all = append(all, appraisal.Score{Criterion: c.Code, Score: n})
	}
	return all
}

func judge(t *testing.T, d *db.DB, who db.Scope, s *scheme.Scheme, n int) {
	t.Helper()
	must(t, d, who, func(tx *db.Tx) error {
		return appraisal.Judge(t.Context(), tx, s.ID, points(s, n), "Nên hỗ trợ", true)
	})
}

func conclude(t *testing.T, d *db.DB, who db.Scope, s *scheme.Scheme, v appraisal.Verdict) error {
	t.Helper()
	return do(t, d, who, func(tx *db.Tx) error { return appraisal.Conclude(t.Context(), tx, s.ID, s.Version, v) })
}

func pass(amount money.VND) appraisal.Verdict {
	return appraisal.Verdict{Conclusion: appraisal.Pass, Amount: amount, Reasons: "Hồ sơ đầy đủ", PaperNo: "05/BB", PaperOn: today}
}

func TestCouncilAppraisesThenMinistryThenSchemeIsEndorsed(t *testing.T) {
	d := dbtest.Open(t)
	s := started(t, d, ledger.National)
	if s.State != scheme.Appraising {
		t.Fatalf("state %s after the start", s.State)
	}
	judge(t, d, clerk, s, 10)
	refused(t, "without the quorum", conclude(t, d, chair, s, pass(80_000_000)), fault.Conflict, "Mới có 1 phiếu")
	judge(t, d, third, s, 17)
	if err := conclude(t, d, chair, s, pass(80_000_000)); err != nil {
		t.Fatal(err)
	}
	s = now(t, d, s.ID)
	if s.State != scheme.Appraised || s.Appraised != 80_000_000 {
		t.Errorf("scheme is %s with %s", s.State, s.Appraised)
	}
	must(t, d, staff, func(tx *db.Tx) error {
		return appraisal.RecordMinistry(t.Context(), tx, s.ID, s.Version, pass(75_000_000))
	})
	s = now(t, d, s.ID)
	if s.State != scheme.Endorsed || s.Appraised != 75_000_000 {
		t.Errorf("scheme is %s with %s after the ministry", s.State, s.Appraised)
	}
	must(t, d, staff, func(tx *db.Tx) error {
		all, err := appraisal.Of(t.Context(), tx, s.ID)
		if err != nil || len(all) != 2 {
			t.Fatalf("%d appraisals, %v", len(all), err)
		}
		base, ministry := all[0], all[1]
		if base.Level != appraisal.Base || base.State != appraisal.Concluded || base.HandedIn() != 2 || base.Quorum != 2 {
			t.Errorf("base appraisal is %+v", base)
		}
		if average, ok := base.Average(); !ok || average != 6750 {
			t.Errorf("average %d hundredths, want 67.5 points", average)
		}
		if ministry.Level != appraisal.Ministry || ministry.PaperNo != "05/BB" || ministry.ConcludedBy != "staff" {
			t.Errorf("ministry's appraisal is %+v", ministry)
		}
		events, err := audit.Of(t.Context(), tx, s.ID.Subject())
		verbs := make([]string, len(events))
		for i, e := range events {
			verbs[i] = e.Verb
		}
		want := "scheme.add scheme.submit appraisal.start appraisal.judge appraisal.judge appraisal.conclude appraisal.ministry"
		if got := strings.Join(verbs, " "); got != want {
			t.Errorf("audit: %s\nwant   %s", got, want)
		}
		return err
	})
}

func TestStartAsksForALawfulPanel(t *testing.T) {
	d := dbtest.Open(t)
	s := submitted(t, d, ledger.Local)
	for _, c := range []struct {
		name   string
		change func(*appraisal.Appraisal)
		word   string
	}{
		{"no mode", func(a *appraisal.Appraisal) { a.Mode = "" }, "Chưa chọn hình thức"},
		{"the ministry's mode", func(a *appraisal.Appraisal) { a.Mode = appraisal.ByPaper }, "cán bộ hoặc hội đồng"},
		{"two members", func(a *appraisal.Appraisal) { a.Members = a.Members[:2] }, "ít nhất 3 người"},
		{"two chairs", func(a *appraisal.Appraisal) { a.Members[2].Post = appraisal.Chair }, "đúng một chủ tịch"},
		{"no secretary", func(a *appraisal.Appraisal) { a.Members[1].Post = appraisal.Member }, "đúng một thư ký"},
		{"one person twice", func(a *appraisal.Appraisal) { a.Members[2].UserID = "chair" }, "hai lần"},
		{"whoever prepared the dossier", func(a *appraisal.Appraisal) { a.Members[2].UserID = "staff" }, "đã lập hồ sơ"},
		{"a quorum beyond the members", func(a *appraisal.Appraisal) { a.Quorum = 4 }, "số thành viên"},
		{"a day that is over", func(a *appraisal.Appraisal) { a.DueOn = calendar.Must("2026-11-21") }, "từ hôm nay"},
		{"staff without anybody", func(a *appraisal.Appraisal) { a.Mode, a.Members = appraisal.ByStaff, nil }, "Chưa giao người"},
		{"staff without a lead", func(a *appraisal.Appraisal) { a.Mode, a.Members = appraisal.ByStaff, a.Members[1:] }, "đúng một người"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := council()
			c.change(a)
			err := do(t, d, head, func(tx *db.Tx) error { return appraisal.Start(t.Context(), tx, s.ID, s.Version, a) })
			refused(t, "start", firstField(err), fault.Invalid, c.word)
		})
	}
	if got := now(t, d, s.ID); got.State != scheme.Submitted || got.Version != s.Version {
		t.Errorf("a refused start left the scheme %s at version %d", got.State, got.Version)
	}
}

// firstField returns err with the words of all its fields.
func firstField(err error) error {
	f, ok := err.(*fault.Error) //nolint:errorlint // the domain returns it bare
	if !ok {
		return err
	}
	words := f.Message
	for _, w := range f.Fields {
		words += " " + w
	}
	return &fault.Error{Kind: f.Kind, Message: words}
}

func TestStartIsForTheDepartmentOnASubmittedSchemeAsSeen(t *testing.T) {
	d := dbtest.Open(t)
	s := submitted(t, d, ledger.Local)
	start := func(who db.Scope, version int64) error {
		return do(t, d, who, func(tx *db.Tx) error { return appraisal.Start(t.Context(), tx, s.ID, version, council()) })
	}
	for _, role := range access.Roles() {
		if role != access.Department {
			refused(t, string(role), start(person("x", role), s.Version), fault.Forbidden, "giao thẩm định")
		}
	}
	refused(t, "a stale page", start(head, s.Version-1), fault.Conflict, "người khác sửa")
	other := head
	other.Province = "08"
	refused(t, "another province", start(other, s.Version), fault.NotFound, "Không tìm thấy")
	if err := start(head, s.Version); err != nil {
		t.Fatal(err)
	}
	refused(t, "a second time", start(head, s.Version+1), fault.Conflict, "không chuyển")
}

func TestOnlySeatedMembersJudgeAndOnlyOnce(t *testing.T) {
	d := dbtest.Open(t)
	s := started(t, d, ledger.Local)
	try := func(who db.Scope, scores []appraisal.Score, handIn bool) error {
		return do(t, d, who, func(tx *db.Tx) error { return appraisal.Judge(t.Context(), tx, s.ID, scores, "", handIn) })
	}
	refused(t, "somebody without a seat", try(person("guest", access.Appraiser), points(s, 1), true), fault.Forbidden, "không có tên")
	refused(t, "staff", try(person("chair", access.Staff), points(s, 1), true), fault.Forbidden, "chấm thẩm định")
	refused(t, "too many points", firstField(try(chair, points(s, 21), true)), fault.Invalid, "từ 0 đến 20")
	refused(t, "fewer than none", firstField(try(chair, points(s, -1), false)), fault.Invalid, "từ 0 đến 20")
	refused(t, "a criterion of one's own", firstField(try(chair, []appraisal.Score{{Criterion: "beauty", Score: 1}}, false)), fault.Invalid, "không có trong phiếu")
	refused(t, "a criterion left out", firstField(try(chair, points(s, 5)[1:], true)), fault.Invalid, "Chưa chấm")
	refused(t, "a criterion twice", firstField(try(chair, append(points(s, 5), points(s, 5)[0]), true)), fault.Invalid, "không có trong phiếu")
	if err := try(chair, points(s, 5)[1:], false); err != nil {
		t.Errorf("a draft may be incomplete: %v", err)
	}
	if err := try(chair, points(s, 6), true); err != nil {
		t.Error(err)
	}
	refused(t, "after handing in", try(chair, points(s, 7), true), fault.Conflict, "đã gửi")
	must(t, d, staff, func(tx *db.Tx) error {
		a, err := appraisal.Current(t.Context(), tx, s.ID)
		if err == nil && (a.Seat("chair").Total() != 30 || a.HandedIn() != 1) {
			t.Errorf("the chair's total is %d, %d handed in", a.Seat("chair").Total(), a.HandedIn())
		}
		return err
	})
}

func TestAMemberWithAConflictOfInterestIsLeftOut(t *testing.T) {
	d := dbtest.Open(t)
	s := started(t, d, ledger.Local)
	withhold := func(who db.Scope, reason string) error {
		return do(t, d, who, func(tx *db.Tx) error { return appraisal.Withhold(t.Context(), tx, s.ID, reason) })
	}
	judge(t, d, third, s, 20)
	judge(t, d, clerk, s, 10)
	refused(t, "without a reason", withhold(third, ""), fault.Invalid, "lý do")
	if err := withhold(third, "Người nhà là chủ cơ sở"); err != nil {
		t.Fatal(err)
	}
	refused(t, "twice", withhold(third, "Khác"), fault.Conflict, "đã khai")
	refused(t, "judging afterwards", do(t, d, third, func(tx *db.Tx) error {
		return appraisal.Judge(t.Context(), tx, s.ID, points(s, 1), "", true)
	}), fault.Forbidden, "xung đột")
	must(t, d, staff, func(tx *db.Tx) error {
		a, err := appraisal.Current(t.Context(), tx, s.ID)
		if err != nil {
			return err
		}
		if average, _ := a.Average(); average != 5000 || a.HandedIn() != 1 {
			t.Errorf("average %d of %d; the member's scores must not count", average, a.HandedIn())
		}
		return nil
	})
	refused(t, "a quorum that counted the member", conclude(t, d, chair, s, pass(1_000_000)), fault.Conflict, "Mới có 1")
	if err := withhold(chair, "Cùng góp vốn"); err != nil {
		t.Fatal(err)
	}
	refused(t, "a chair with a conflict", conclude(t, d, chair, s, pass(1_000_000)), fault.Forbidden, "xung đột")
}

func TestAPanelThatCannotConcludeIsReplaced(t *testing.T) {
	d := dbtest.Open(t)
	s := started(t, d, ledger.Local)
	judge(t, d, clerk, s, 10)
	must(t, d, chair, func(tx *db.Tx) error { return appraisal.Withhold(t.Context(), tx, s.ID, "Cùng góp vốn") })
	a := council()
	a.Members[0] = appraisal.Seat{UserID: "new", Name: "Ông new", Post: appraisal.Chair}
	restart := func(who db.Scope, reason string) error {
		return do(t, d, who, func(tx *db.Tx) error { return appraisal.Restart(t.Context(), tx, s.ID, s.Version, a, reason) })
	}
	refused(t, "by a member", restart(clerk, "x"), fault.Forbidden, "giao thẩm định")
	refused(t, "without a reason", restart(head, ""), fault.Invalid, "lý do")
	if err := restart(head, "Chủ tịch có xung đột lợi ích"); err != nil {
		t.Fatal(err)
	}
	s = now(t, d, s.ID)
	must(t, d, staff, func(tx *db.Tx) error {
		all, err := appraisal.Of(t.Context(), tx, s.ID)
		if err == nil && (len(all) != 2 || all[0].State != appraisal.Cancelled || all[1].State != appraisal.Open || all[1].Round != 2 ||
			all[0].Seat("clerk").Total() != 50 || all[1].HandedIn() != 0) {
			t.Errorf("appraisals after the restart: %+v", all)
		}
		return err
	})
	judge(t, d, clerk, s, 10)
	fresh := person("new", access.Appraiser)
	judge(t, d, fresh, s, 11)
	refused(t, "the old chair", conclude(t, d, chair, s, pass(1_000_000)), fault.Forbidden, "không có tên")
	if err := conclude(t, d, fresh, s, pass(1_000_000)); err != nil {
		t.Error(err)
	}
	refused(t, "with nothing open", restart(head, "Thử lại"), fault.Conflict, "người khác sửa")
}

func TestConcludeIsForTheChairAlone(t *testing.T) {
	d := dbtest.Open(t)
	s := started(t, d, ledger.Local)
	judge(t, d, chair, s, 10)
	judge(t, d, clerk, s, 10)
	refused(t, "the secretary", conclude(t, d, clerk, s, pass(1)), fault.Forbidden, "chủ trì")
	refused(t, "the department's head without a seat", conclude(t, d, head, s, pass(1)), fault.Forbidden, "không có tên")
	refused(t, "staff", conclude(t, d, staff, s, pass(1)), fault.Forbidden, "kết luận")
	for _, c := range []struct {
		name string
		v    appraisal.Verdict
		word string
	}{
		{"no conclusion", appraisal.Verdict{Reasons: "x"}, "Chưa chọn kết luận"},
		{"no reasons", appraisal.Verdict{Conclusion: appraisal.Pass, Amount: 1}, "lý do"},
		{"no amount", appraisal.Verdict{Conclusion: appraisal.Pass, Reasons: "x"}, "lớn hơn 0"},
		{"more than asked", pass(100_000_001), "không quá số đề nghị 100.000.000"},
		{"minutes of tomorrow", appraisal.Verdict{Conclusion: appraisal.Pass, Amount: 1, Reasons: "x", PaperOn: calendar.Must("2026-11-23")}, "sau hôm nay"},
		{"a return without a day", appraisal.Verdict{Conclusion: appraisal.Return, Reasons: "Thiếu báo giá"}, "Hạn bổ sung"},
	} {
		refused(t, c.name, conclude(t, d, chair, s, c.v), fault.Invalid, c.word)
	}
	stale := *s
	stale.Version--
	refused(t, "a stale page", conclude(t, d, chair, &stale, pass(1)), fault.Conflict, "người khác sửa")
	must(t, d, staff, func(tx *db.Tx) error {
		a, err := appraisal.Current(t.Context(), tx, s.ID)
		if err == nil && a.Conclusion != "" {
			t.Errorf("a refused conclusion was stored: %+v", a)
		}
		return err
	})
}

func TestTheLeadOfAStaffAppraisalIsNeverTheAuthor(t *testing.T) {
	d := dbtest.Open(t)
	s := submitted(t, d, ledger.Local)
	a := &appraisal.Appraisal{Mode: appraisal.ByStaff, Members: []appraisal.Seat{{UserID: "chair", Name: "Bà chair", Post: appraisal.Chair}}}
	must(t, d, head, func(tx *db.Tx) error { return appraisal.Start(t.Context(), tx, s.ID, s.Version, a) })
	s = now(t, d, s.ID)
	judge(t, d, chair, s, 12)
	if err := conclude(t, d, chair, s, pass(100_000_000)); err != nil {
		t.Fatal(err)
	}
	// The author who later becomes an appraiser still has no seat.
	refused(t, "the author", conclude(t, d, person("staff", access.Appraiser), s, pass(1)), fault.Conflict, "người khác sửa")
}

func TestAReturnedSchemeComesBackForAnotherRound(t *testing.T) {
	d := dbtest.Open(t)
	s := started(t, d, ledger.Local)
	judge(t, d, chair, s, 10)
	judge(t, d, clerk, s, 10)
	v := appraisal.Verdict{Conclusion: appraisal.Return, Amount: 50, Reasons: "Thiếu báo giá thứ ba", DueOn: nextWeek}
	if err := conclude(t, d, chair, s, v); err != nil {
		t.Fatal(err)
	}
	s = now(t, d, s.ID)
	if s.State != scheme.Returned || s.DueOn != nextWeek || s.Appraised != 0 {
		t.Errorf("the scheme is %s, due %s, appraised %s", s.State, s.DueOn, s.Appraised)
	}
	must(t, d, staff, func(tx *db.Tx) error { return scheme.Submit(t.Context(), tx, s.ID, s.Version) })
	s = now(t, d, s.ID)
	must(t, d, head, func(tx *db.Tx) error { return appraisal.Start(t.Context(), tx, s.ID, s.Version, council()) })
	s = now(t, d, s.ID)
	judge(t, d, chair, s, 3)
	judge(t, d, clerk, s, 3)
	if err := conclude(t, d, chair, s, appraisal.Verdict{Conclusion: appraisal.Reject, Amount: 50, Reasons: "Không phù hợp"}); err != nil {
		t.Fatal(err)
	}
	if s = now(t, d, s.ID); s.State != scheme.Rejected {
		t.Errorf("the scheme is %s", s.State)
	}
	must(t, d, staff, func(tx *db.Tx) error {
		all, err := appraisal.Of(t.Context(), tx, s.ID)
		if err == nil && (len(all) != 2 || all[1].Round != 2 || all[0].Amount != 0 || all[1].Amount != 0) {
			t.Errorf("appraisals: %+v", all)
		}
		return err
	})
}

func TestSendBackReturnsOnlyWhatWaits(t *testing.T) {
	d := dbtest.Open(t)
	s := submitted(t, d, ledger.Local)
	back := func(who db.Scope, version int64, due calendar.Date, reason string) error {
		return do(t, d, who, func(tx *db.Tx) error { return appraisal.SendBack(t.Context(), tx, s.ID, version, due, reason) })
	}
	refused(t, "staff", back(staff, s.Version, nextWeek, "x"), fault.Forbidden, "giao thẩm định")
	refused(t, "without a reason", back(head, s.Version, nextWeek, ""), fault.Invalid, "bổ sung những gì")
	refused(t, "a day that is over", back(head, s.Version, calendar.Must("2026-11-21"), "x"), fault.Invalid, "Hạn bổ sung")
	if err := back(head, s.Version, nextWeek, "Thiếu giấy phép"); err != nil {
		t.Fatal(err)
	}
	s = now(t, d, s.ID)
	refused(t, "once more", back(head, s.Version, nextWeek, "x"), fault.Conflict, "đang chờ thẩm định")
}

func TestRecordMinistryIsForNationalSchemesThatPassedTheBase(t *testing.T) {
	d := dbtest.Open(t)
	record := func(who db.Scope, s *scheme.Scheme, v appraisal.Verdict) error {
		return do(t, d, who, func(tx *db.Tx) error { return appraisal.RecordMinistry(t.Context(), tx, s.ID, s.Version, v) })
	}
	ready := func(fund ledger.Fund) *scheme.Scheme {
		s := started(t, d, fund)
		judge(t, d, chair, s, 10)
		judge(t, d, clerk, s, 10)
		if err := conclude(t, d, chair, s, pass(90_000_000)); err != nil {
			t.Fatal(err)
		}
		return now(t, d, s.ID)
	}
	national, local := ready(ledger.National), ready(ledger.Local)
	refused(t, "a local scheme that passes", record(staff, local, pass(1)), fault.Conflict, "khuyến công quốc gia")
	no := appraisal.Verdict{Conclusion: appraisal.Reject, Reasons: "x", PaperNo: "1", PaperOn: today}
	refused(t, "a local scheme that fails", record(staff, local, no), fault.Conflict, "khuyến công quốc gia")
	refused(t, "an appraiser", record(chair, national, pass(1)), fault.Forbidden, "kết quả thẩm định của Bộ")
	bare := pass(1)
	bare.PaperNo = ""
	refused(t, "without a number", firstField(record(staff, national, bare)), fault.Invalid, "số văn bản")
	late := pass(1)
	late.PaperOn = nextWeek
	refused(t, "a paper of next week", firstField(record(staff, national, late)), fault.Invalid, "không sau hôm nay")
	waiting := started(t, d, ledger.National)
	refused(t, "before the base", record(staff, waiting, pass(1)), fault.Conflict, "đã đạt thẩm định cơ sở")
	if err := record(head, national, no); err != nil {
		t.Fatal(err)
	}
	if s := now(t, d, national.ID); s.State != scheme.Rejected || s.Appraised != 0 {
		t.Errorf("the scheme is %s with %s", s.State, s.Appraised)
	}
}

func TestProvincesDoNotSeeEachOthersAppraisals(t *testing.T) {
	d := dbtest.Open(t)
	s := started(t, d, ledger.Local)
	there := chair
	there.Province = "08"
	must(t, d, there, func(tx *db.Tx) error {
		all, err := appraisal.Of(t.Context(), tx, s.ID)
		if err != nil || len(all) != 0 {
			t.Errorf("province 08 sees %d appraisals, %v", len(all), err)
		}
		return err
	})
	refused(t, "judging across provinces", do(t, d, there, func(tx *db.Tx) error {
		return appraisal.Judge(t.Context(), tx, s.ID, points(s, 1), "", true)
	}), fault.NotFound, "Không tìm thấy")
}
