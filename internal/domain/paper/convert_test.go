package paper_test

import (
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// numbered gives a draft its number with a Word file that is to be converted.
func (o *desk) numbered() *paper.Paper {
	o.Helper()
	id := o.begin("QĐ").ID
	o.must("19", huy, func(tx *db.Tx) error {
		return paper.Check(o.Context(), tx, id, 1, func(paper.Numbered) (paper.Final, error) {
			return paper.Final{File: o.staged("bản Word " + string(id)), Convert: true}, nil
		})
	})
	return o.get(paper.Out, id)
}

func (o *desk) claim() []paper.Conversion {
	o.Helper()
	all, err := paper.Claim(o.Context(), o.db, 50)
	if err != nil {
		o.Fatal(err)
	}
	return all
}

func (o *desk) conversion(id paper.ID) (c paper.Conversion, ok bool) {
	o.Helper()
	o.must("19", lan, func(tx *db.Tx) (err error) {
		c, ok, err = paper.ConversionOf(o.Context(), tx, id)
		return err
	})
	return c, ok
}

func (o *desk) slots(id paper.ID) (slots []string) {
	o.Helper()
	o.must("19", lan, func(tx *db.Tx) error {
		files, err := blob.List(o.Context(), tx, id.Subject())
		for _, f := range files {
			slots = append(slots, f.Slot)
		}
		return err
	})
	return slots
}

func TestAWordFileBecomesTheFinalFile(t *testing.T) {
	t.Parallel()
	o := open(t)
	first, second := o.numbered(), o.numbered()
	claimed := o.claim()
	if len(claimed) != 2 || claimed[0].Paper != first.ID || claimed[1].Paper != second.ID || claimed[0].Province != "19" {
		t.Fatalf("claimed %+v", claimed)
	}
	if again := o.claim(); len(again) != 0 {
		t.Errorf("claimed twice: %+v", again)
	}
	o.must("19", huy, func(tx *db.Tx) error { return paper.Convert(t.Context(), tx, claimed[0], o.staged("bản PDF")) })
	if c, ok := o.conversion(first.ID); ok {
		t.Errorf("still there: %+v", c)
	}
	if got := o.slots(first.ID); len(got) != 3 || got[1] != paper.SlotWord || got[2] != paper.SlotFinal {
		t.Errorf("files: %v", got)
	}
	err := o.try("19", huy, func(tx *db.Tx) error { return paper.Convert(t.Context(), tx, claimed[0], o.staged("hai lần")) })
	if fault.KindOf(err) != fault.Conflict {
		t.Errorf("a second end: %v", err)
	}
	// The second was signed by hand before its PDF file came: it stays as it is.
	o.must("19", minh, func(tx *db.Tx) error {
		return paper.Sign(t.Context(), tx, second.ID, second.Version, o.staged("bản quét"))
	})
	o.must("19", huy, func(tx *db.Tx) error { return paper.Convert(t.Context(), tx, claimed[1], o.staged("muộn")) })
	if got := o.slots(second.ID); len(got) != 3 || got[2] != paper.SlotScan {
		t.Errorf("files of the one that was signed: %v", got)
	}
}

func TestWhatAProgramLeavesIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	o := open(t)
	p := o.numbered()
	o.claim()
	o.now = o.now.Add(9 * time.Minute)
	if got := o.claim(); len(got) != 0 {
		t.Errorf("after nine minutes: %+v", got)
	}
	o.now = o.now.Add(2 * time.Minute)
	if got := o.claim(); len(got) != 1 || got[0].Paper != p.ID {
		t.Errorf("after eleven minutes: %+v", got)
	}
}

func TestAFileThatFailsIsTriedAloneAndGivenUp(t *testing.T) {
	t.Parallel()
	o := open(t)
	bad, other := o.numbered(), o.numbered()
	for try := range paper.MaxTries {
		claimed := o.claim()
		if want := 2 - min(try, 1); len(claimed) != want || claimed[0].Paper != bad.ID {
			t.Fatalf("try %d: %+v", try, claimed)
		}
		o.must("19", huy, func(tx *db.Tx) error { return paper.NotConverted(t.Context(), tx, claimed[0], "hỏng") })
		if try == 0 {
			o.must("19", huy, func(tx *db.Tx) error { return paper.Convert(t.Context(), tx, claimed[1], o.staged("bản PDF")) })
		}
	}
	if c, ok := o.conversion(bad.ID); !ok || c.State != paper.Failed || c.Tries != paper.MaxTries || c.Why != "hỏng" {
		t.Errorf("%+v", c)
	}
	if got := o.claim(); len(got) != 0 {
		t.Errorf("still waiting: %+v", got)
	}
	if err := o.try("19", lan, func(tx *db.Tx) error { return paper.AskAgain(t.Context(), tx, other.ID, other.Version) }); fault.KindOf(err) != fault.Conflict {
		t.Errorf("asked again for one that is done: %v", err)
	}
	if err := o.try("19", admin, func(tx *db.Tx) error { return paper.AskAgain(t.Context(), tx, bad.ID, bad.Version) }); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("an administrator asked: %v", err)
	}
	o.must("19", huy, func(tx *db.Tx) error { return paper.AskAgain(t.Context(), tx, bad.ID, bad.Version) })
	if got := o.claim(); len(got) != 1 || got[0].Tries != 0 {
		t.Errorf("asked again: %+v", got)
	}
	if err := o.try("08", huy, func(tx *db.Tx) error { return paper.AskAgain(t.Context(), tx, bad.ID, bad.Version) }); fault.KindOf(err) != fault.NotFound {
		t.Errorf("from another province: %v", err)
	}
}
