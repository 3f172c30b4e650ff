package survey_test

import (
	"errors"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/deadline"
	"example.vn/khuyencong/internal/domain/survey"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

// Invented people: dữ liệu minh họa.
var (
	staff   = access.Actor{ID: "u-1", Name: "Cán bộ A", Roles: []access.Role{access.Staff}}
	officer = access.Actor{ID: "u-2", Name: "Cán bộ xã B", Roles: []access.Role{access.Commune}, Commune: commune(0)}
	other   = access.Actor{ID: "u-3", Name: "Cán bộ xã C", Roles: []access.Role{access.Commune}, Commune: commune(1)}
	lost    = access.Actor{ID: "u-4", Name: "Cán bộ D", Roles: []access.Role{access.Commune}}
	auditor = access.Actor{ID: "u-5", Name: "Kiểm toán E", Roles: []access.Role{access.Auditor}}
)

const year = 2027

// commune returns the code of one of Thái Nguyên's communes of today.
func commune(i int) string { return territory.CommunesOf("19", calendar.Date{})[i].Code }

// A bench is a database with a clock that the test sets.
type bench struct {
	*testing.T

	db  *db.DB
	now time.Time
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{T: t, now: dbtest.Now}
	b.db = dbtest.OpenAt(t, func() time.Time { return b.now })
	return b
}

func (b *bench) try(who access.Actor, fn func(*db.Tx) error) error {
	b.Helper()
	return b.db.Update(b.Context(), db.Scope{Province: "19", Actor: who}, fn)
}

func (b *bench) must(who access.Actor, fn func(*db.Tx) error) {
	b.Helper()
	if err := b.try(who, fn); err != nil {
		b.Fatal(err)
	}
}

// open opens the campaign of the year, due at the end of November.
func (b *bench) open() {
	b.Helper()
	b.must(staff, func(tx *db.Tx) error {
		return survey.OpenCampaign(b.Context(), tx, year, "Rà soát nhiệm vụ 2027", calendar.Must("2026-11-27"), "Gửi trước hạn.")
	})
}

func need() *survey.Need {
	return &survey.Need{
		Year: year, Commune: commune(0), Content: "advanced_machinery", Title: "Máy vò chè inox",
		Cost: 403_000_000, Asked: 197_000_000,
	}
}

func (b *bench) add() survey.Need {
	b.Helper()
	n := need()
	b.must(officer, func(tx *db.Tx) error { return survey.AddNeed(b.Context(), tx, n) })
	return *n
}

func (b *bench) send(who access.Actor, commune string) {
	b.Helper()
	b.must(who, func(tx *db.Tx) error {
		s, err := survey.SheetOf(b.Context(), tx, year, commune)
		if err != nil {
			return err
		}
		return survey.Send(b.Context(), tx, year, commune, s.Reply.Version, "Đã rà soát.")
	})
}

func (b *bench) sheet() (s survey.Sheet) {
	b.Helper()
	b.must(staff, func(tx *db.Tx) (err error) {
		s, err = survey.SheetOf(b.Context(), tx, year, commune(0))
		return err
	})
	return s
}

func (b *bench) progress() (o survey.Overview) {
	b.Helper()
	b.must(staff, func(tx *db.Tx) (err error) {
		o, err = survey.Progress(b.Context(), tx, year)
		return err
	})
	return o
}

func (b *bench) want(kind fault.Kind, name string, who access.Actor, fn func(*db.Tx) error) {
	b.Helper()
	if err := b.try(who, fn); fault.KindOf(err) != kind || err == nil {
		b.Errorf("%s: %v, want kind %d", name, err, kind)
	}
}

func TestCampaignAsksEveryCommuneOnce(t *testing.T) {
	b := newBench(t)
	b.open()
	o := b.progress()
	if want := len(territory.CommunesOf("19", calendar.Date{})); len(o.Rows) != want || o.Counts[survey.Waiting] != want {
		t.Errorf("%d rows, %d waiting; want %d", len(o.Rows), o.Counts[survey.Waiting], want)
	}
	b.want(fault.Conflict, "opened twice", staff, func(tx *db.Tx) error {
		return survey.OpenCampaign(t.Context(), tx, year, "Lại", calendar.Must("2026-12-27"), "")
	})
	b.want(fault.Forbidden, "opened by a commune", officer, func(tx *db.Tx) error {
		return survey.OpenCampaign(t.Context(), tx, year+1, "Xã", calendar.Must("2026-12-27"), "")
	})
	err := b.try(staff, func(tx *db.Tx) error {
		return survey.OpenCampaign(t.Context(), tx, 20027, " ", calendar.Must("2026-11-21"), "")
	})
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Fields["year"] == "" || f.Fields["title"] == "" || f.Fields["due_on"] == "" {
		t.Errorf("wrong campaign: %v, want three fields", err)
	}
}

func TestANeedTravelsFromTheCommuneToAScheme(t *testing.T) {
	b := newBench(t)
	b.open()
	first, second := b.add(), b.add()
	if n := b.progress().Total; n != 0 {
		t.Errorf("%d needs count before they are sent", n)
	}
	b.send(officer, commune(0))
	s := b.sheet()
	if s.Reply.State != survey.Sent || s.Reply.SentBy != "u-2" || s.Reply.Note != "Đã rà soát." || s.Needs[0].State != survey.NeedSent {
		t.Errorf("sent: %+v", s)
	}
	b.must(staff, func(tx *db.Tx) error {
		return survey.Decline(t.Context(), tx, second.ID, s.Needs[1].Version, "Đã hỗ trợ năm 2025.")
	})
	b.must(staff, func(tx *db.Tx) error {
		return survey.Return(t.Context(), tx, year, commune(0), s.Reply.Version, "Bổ sung báo giá.")
	})
	s = b.sheet()
	if s.Reply.Reason != "Bổ sung báo giá." || s.Needs[0].State != survey.NeedReturned || s.Needs[1].State != survey.NeedDeclined {
		t.Errorf("returned: %+v", s)
	}
	declined := s.Needs[1]
	b.want(fault.Conflict, "a declined need is changed", officer, func(tx *db.Tx) error { return survey.ChangeNeed(t.Context(), tx, &declined) })
	b.want(fault.Conflict, "a declined need is removed", officer, func(tx *db.Tx) error {
		return survey.RemoveNeed(t.Context(), tx, declined.ID, declined.Version)
	})
	again := s.Needs[0]
	again.Note = "Kèm báo giá."
	b.must(officer, func(tx *db.Tx) error { return survey.ChangeNeed(t.Context(), tx, &again) })
	b.send(officer, commune(0))
	s = b.sheet()
	b.must(staff, func(tx *db.Tx) error { return survey.Confirm(t.Context(), tx, year, commune(0), s.Reply.Version) })
	b.must(staff, func(tx *db.Tx) error {
		id, err := survey.Convert(t.Context(), tx, first.ID, s.Needs[0].Version, func(n survey.Need) (string, error) {
			if n.Note != "Kèm báo giá." || n.Asked != 197_000_000 {
				t.Errorf("the scheme is made from %+v", n)
			}
			return "da-1", nil
		})
		if id != "da-1" {
			t.Errorf("scheme %q", id)
		}
		return err
	})
	o := b.progress()
	if o.Counts[survey.Confirmed] != 1 || o.Needs[survey.NeedConverted] != 1 || o.Total != 2 || o.Cost != 806_000_000 || o.Asked != 394_000_000 {
		t.Errorf("overview: %v %v total %d, %s, %s", o.Counts, o.Needs, o.Total, o.Cost, o.Asked)
	}
	if s = b.sheet(); s.Needs[0].Scheme != "da-1" || s.Reply.Note != "Đã rà soát." {
		t.Errorf("at the end: %+v", s)
	}
	b.must(staff, func(tx *db.Tx) error {
		events, err := audit.Of(t.Context(), tx, "need/nc-0001")
		var verbs []string
		for _, e := range events {
			verbs = append(verbs, e.Verb)
		}
		if len(verbs) != 3 || verbs[1] != "need.change" || events[1].Detail["note"] != " → Kèm báo giá." || verbs[2] != "need.convert" {
			t.Errorf("events: %+v", events)
		}
		return err
	})
}

func TestAFailedSchemeLeavesTheNeed(t *testing.T) {
	b := newBench(t)
	b.open()
	n := b.add()
	b.send(officer, commune(0))
	broken := errors.New("no scheme")
	err := b.try(staff, func(tx *db.Tx) error {
		_, err := survey.Convert(t.Context(), tx, n.ID, n.Version+1, func(survey.Need) (string, error) { return "", broken })
		return err
	})
	if !errors.Is(err, broken) || b.sheet().Needs[0].State != survey.NeedSent {
		t.Errorf("%v, state %s", err, b.sheet().Needs[0].State)
	}
	make1 := func(survey.Need) (string, error) { return "da-1", nil }
	b.must(staff, func(tx *db.Tx) error { _, err := survey.Convert(t.Context(), tx, n.ID, n.Version+1, make1); return err })
	b.want(fault.Conflict, "converted twice", staff, func(tx *db.Tx) error {
		_, err := survey.Convert(t.Context(), tx, n.ID, n.Version+1, make1)
		return err
	})
}

func TestNoNeedsIsAnAnswer(t *testing.T) {
	b := newBench(t)
	b.open()
	b.send(officer, commune(0))
	if s := b.sheet(); s.Reply.State != survey.Sent || len(s.Needs) != 0 || s.Reply.Late {
		t.Errorf("%+v", s)
	}
}

func TestLateSheetsAreTakenAndMarked(t *testing.T) {
	b := newBench(t)
	b.open()                                                // due on Friday 27 November
	b.now = time.Date(2026, 11, 27, 16, 59, 0, 0, time.UTC) // a minute before midnight in Vietnam
	b.send(officer, commune(0))
	if o := b.progress(); o.Late != 0 || o.Overdue != 0 {
		t.Errorf("on the due day: %d late, %d overdue", o.Late, o.Overdue)
	}
	b.now = b.now.Add(time.Minute)
	b.send(other, commune(1))
	o := b.progress()
	if all := len(o.Rows); o.Late != 1 || o.Overdue != all-2 {
		t.Errorf("the day after: %d late, %d overdue of %d", o.Late, o.Overdue, all)
	}
	for _, r := range o.Rows {
		if r.Late != (r.Commune == commune(1)) {
			t.Errorf("%s: late %t", r.Name, r.Late)
		}
	}
}

func TestADueDayOffEndsWithTheNextWorkday(t *testing.T) {
	b := newBench(t)
	b.must(access.System("test"), func(tx *db.Tx) error {
		return deadline.SetDay(t.Context(), tx, calendar.Exception{Day: calendar.Must("2026-11-27"), Kind: calendar.Holiday, Name: "Nghỉ"})
	})
	b.open()
	b.now = time.Date(2026, 11, 30, 3, 0, 0, 0, time.UTC) // the Monday after
	b.send(officer, commune(0))
	if o := b.progress(); o.Late != 0 || o.Overdue != 0 || o.Due.On != calendar.Must("2026-11-30") {
		t.Errorf("%d late, %d overdue, due %s", o.Late, o.Overdue, o.Due.On)
	}
}

func TestAClosedCampaignTakesNothingUntilReopened(t *testing.T) {
	b := newBench(t)
	b.open()
	b.add()
	b.must(staff, func(tx *db.Tx) error { return survey.Close(t.Context(), tx, year, 1) })
	b.want(fault.Conflict, "close twice", staff, func(tx *db.Tx) error { return survey.Close(t.Context(), tx, year, 2) })
	b.want(fault.Conflict, "add", officer, func(tx *db.Tx) error { return survey.AddNeed(t.Context(), tx, need()) })
	b.want(fault.Conflict, "send", officer, func(tx *db.Tx) error { return survey.Send(t.Context(), tx, year, commune(0), 1, "") })
	b.want(fault.Conflict, "change", staff, func(tx *db.Tx) error {
		return survey.ChangeCampaign(t.Context(), tx, survey.Campaign{Year: year, Version: 2})
	})
	b.must(staff, func(tx *db.Tx) error { return survey.Reopen(t.Context(), tx, year, 2, calendar.Must("2026-12-15")) })
	b.send(officer, commune(0))
	b.want(fault.Conflict, "a stale change", staff, func(tx *db.Tx) error {
		return survey.ChangeCampaign(t.Context(), tx, survey.Campaign{Year: year, Version: 2, Title: "Cũ", DueOn: calendar.Must("2026-12-20")})
	})
	b.now = b.now.AddDate(0, 1, 0) // past the due day, which may stay while the title changes
	b.must(staff, func(tx *db.Tx) error {
		return survey.ChangeCampaign(t.Context(), tx, survey.Campaign{Year: year, Version: 3, Title: "Đợt 1", DueOn: calendar.Must("2026-12-15")})
	})
	if c := b.progress().Campaign; c.Title != "Đợt 1" || c.State != survey.Open || c.DueOn != calendar.Must("2026-12-15") {
		t.Errorf("%+v", c)
	}
}

func TestPagesOfNeedsMeet(t *testing.T) {
	b := newBench(t)
	b.open()
	for range 5 {
		b.add()
	}
	b.must(staff, func(tx *db.Tx) error {
		first, next, err := survey.Needs(t.Context(), tx, survey.NeedFilter{Year: year, Limit: 3})
		rest, end, err2 := survey.Needs(t.Context(), tx, survey.NeedFilter{Year: year, Limit: 3, After: next})
		if len(first) != 3 || len(rest) != 2 || end != "" || rest[0].ID != "nc-0004" {
			t.Errorf("pages %v, %v, then %q", first, rest, end)
		}
		return errors.Join(err, err2)
	})
}
