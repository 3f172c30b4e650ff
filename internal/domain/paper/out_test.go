package paper_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

func TestTheLifeOfAPaperOut(t *testing.T) {
	t.Parallel()
	o := open(t)
	p := o.issued("QĐ")
	if p.Symbol != "01/QĐ-TTKC" || p.Number != 1 || p.Year != 2026 || p.State != paper.Issued || p.Day.String() != "2026-11-22" ||
		p.Issuer != "Trung tâm Khuyến công" || p.SHA256 != o.staged("đã ký "+string(p.ID)).SHA256 || len(p.Links) != 1 {
		t.Errorf("%+v", p)
	}
	proof, err := paper.Prove(t.Context(), o.db, strings.ToLower(paper.ShowProof(p.Proof)), "192.0.2.1")
	if err != nil || proof.Symbol != p.Symbol || proof.SHA256 != p.SHA256 || proof.Issuer != p.Issuer || !proof.RecalledOn.IsZero() {
		t.Errorf("%+v, %v", proof, err)
	}
	letter := o.issued(paper.Letter)
	if letter.Symbol != "01/TTKC-KHTC" {
		t.Errorf("công văn: %s", letter.Symbol)
	}
	o.must("19", minh, func(tx *db.Tx) error {
		return paper.Recall(t.Context(), tx, p.ID, p.Version, tx.Today(), "Ghi nhầm số tiền", letter.ID)
	})
	proof, err = paper.Prove(t.Context(), o.db, p.Proof, "192.0.2.1")
	if err != nil || proof.RecalledOn.String() != "2026-11-22" {
		t.Errorf("after the recall: %+v, %v", proof, err)
	}
	o.must("19", lan, func(tx *db.Tx) error {
		steps, err := paper.Steps(t.Context(), tx, p.ID)
		var verbs []string
		for _, s := range steps {
			verbs = append(verbs, s.Verb+" "+s.Name)
		}
		if got := strings.Join(verbs, ", "); got != "paper.begin Lan, paper.check Huy, paper.sign Minh, paper.issue Huy, paper.recall Minh" {
			t.Errorf("steps: %s", got)
		}
		events, err2 := audit.Of(t.Context(), tx, p.ID.Subject())
		if len(events) != 5+3 { // and three files
			t.Errorf("%d audit records: %+v", len(events), events)
		}
		about, err3 := paper.OfSubject(t.Context(), tx, paper.Link{Kind: paper.LinkScheme, Subject: "2026-0001"})
		if len(about) != 2 {
			t.Errorf("papers of the scheme: %d", len(about))
		}
		return errors.Join(err, err2, err3)
	})
}

func TestTwoPeople(t *testing.T) {
	t.Parallel()
	o := open(t)
	p := o.begin("TTr")
	if err := o.try("19", lan, func(tx *db.Tx) error { return o.check(tx, p.ID, 1) }); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("the drafter checked: %v", err)
	}
	// Whoever changes the draft has drafted it too.
	o.must("19", huy, func(tx *db.Tx) error { return paper.Change(t.Context(), tx, p, nil) })
	if err := o.try("19", huy, func(tx *db.Tx) error { return o.check(tx, p.ID, 2) }); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a second drafter checked: %v", err)
	}
	other := access.Actor{ID: "u-9", Name: "Tú", Roles: []access.Role{access.Accountant}}
	o.must("19", other, func(tx *db.Tx) error { return o.check(tx, p.ID, 2) })
	for _, who := range []access.Actor{lan, huy} {
		err := o.try("19", who, func(tx *db.Tx) error {
			return paper.Sign(t.Context(), tx, p.ID, 3, o.staged("x"))
		})
		if fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s drafted and signed: %v", who.Name, err)
		}
	}
	// Nor is the signer somebody who drafted, whoever records it. u-1 is an account.
	q := o.begin("TTr")
	q.SignerUser = "u-1"
	o.must("19", lan, func(tx *db.Tx) error { return paper.Change(t.Context(), tx, q, nil) })
	o.must("19", other, func(tx *db.Tx) error { return o.check(tx, q.ID, 2) })
	err := o.try("19", other, func(tx *db.Tx) error {
		return paper.Sign(t.Context(), tx, q.ID, 3, o.staged("x"))
	})
	if fault.KindOf(err) != fault.Forbidden {
		t.Errorf("the signer is the drafter: %v", err)
	}
}

func TestOtherProvincesSeeNothing(t *testing.T) {
	t.Parallel()
	o := open(t)
	p := o.issued("QĐ")
	for name, fn := range map[string]func(*db.Tx) error{
		"ByID":   func(tx *db.Tx) error { _, err := paper.ByID(t.Context(), tx, paper.Out, p.ID); return err },
		"Change": func(tx *db.Tx) error { return paper.Change(t.Context(), tx, p, nil) },
		"Check":  func(tx *db.Tx) error { return o.check(tx, p.ID, 1) },
		"Issue":  func(tx *db.Tx) error { return paper.Issue(t.Context(), tx, p.ID, p.Version) },
		"Void":   func(tx *db.Tx) error { return paper.Void(t.Context(), tx, paper.Out, p.ID, p.Version, "x") },
	} {
		if err := o.try("08", huy, fn); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	o.must("08", huy, func(tx *db.Tx) error {
		n, err := paper.Count(t.Context(), tx, paper.Filter{Direction: paper.Out})
		if n != 0 {
			t.Errorf("%d papers", n)
		}
		return err
	})
}

func TestNumbersAndDaysFollowEachOther(t *testing.T) {
	t.Parallel()
	o := open(t)
	give := func(day string) (*paper.Paper, error) {
		p := sample("BC")
		if day != "" {
			p.Day = calendar.Must(day)
		}
		if err := o.try("19", lan, func(tx *db.Tx) error { return paper.Begin(t.Context(), tx, p, []blob.Staged{o.staged("x")}) }); err != nil {
			return nil, err
		}
		err := o.try("19", huy, func(tx *db.Tx) error { return o.check(tx, p.ID, 1) })
		return o.get(paper.Out, p.ID), err
	}
	for _, tt := range []struct{ now, day, want string }{
		{"2026-12-30T03:00:00Z", "", "01/BC-TTKC 2026-12-30"},
		{"2026-12-31T16:59:59Z", "", "02/BC-TTKC 2026-12-31"}, // 23:59:59 in Vietnam
		{"2026-12-31T17:00:00Z", "", "01/BC-TTKC 2027-01-01"}, // midnight there
		{"2026-12-31T17:00:01Z", "2026-12-31", "03/BC-TTKC 2026-12-31"},
		{"2027-01-05T03:00:00Z", "2026-12-30", "invalid"}, // number 4 would come before number 3
		{"2027-01-05T03:00:00Z", "2027-01-06", "invalid"}, // still to come
		{"2027-01-05T03:00:00Z", "2027-01-04", "02/BC-TTKC 2027-01-04"},
	} {
		var err error
		if o.now, err = time.Parse(time.RFC3339, tt.now); err != nil {
			t.Fatal(err)
		}
		p, err := give(tt.day)
		got := "invalid"
		if err == nil {
			got = p.Symbol + " " + p.Day.String()
		} else if fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
		if got != tt.want {
			t.Errorf("%+v: %s", tt, got)
		}
	}
}

func TestARenderThatFailsTakesNoNumber(t *testing.T) {
	t.Parallel()
	o := open(t)
	p := o.begin("QĐ")
	broken := errors.New("no ink")
	err := o.try("19", huy, func(tx *db.Tx) error {
		return paper.Check(t.Context(), tx, p.ID, 1, func(n paper.Numbered) (paper.Final, error) {
			if n.Symbol != "01/QĐ-TTKC" || n.Day.String() != "2026-11-22" || n.Number != 1 || len(n.Proof) != 10 {
				t.Errorf("%+v", n)
			}
			return paper.Final{}, broken
		})
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if got := o.get(paper.Out, p.ID); got.State != paper.Draft || got.Number != 0 || got.Proof != "" {
		t.Errorf("%+v", got)
	}
	o.must("19", huy, func(tx *db.Tx) error { return o.check(tx, p.ID, 1) })
	if got := o.get(paper.Out, p.ID); got.Symbol != "01/QĐ-TTKC" {
		t.Errorf("%s", got.Symbol)
	}
	none := sample("QĐ")
	o.must("19", lan, func(tx *db.Tx) error { return paper.Begin(t.Context(), tx, none, nil) })
	if err := o.try("19", huy, func(tx *db.Tx) error { return o.check(tx, none.ID, 1) }); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a paper without a file got a number: %v", err)
	}
}
