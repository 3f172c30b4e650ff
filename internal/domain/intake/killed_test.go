package intake_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

// A clock that a test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// A program that is killed anywhere in reading or loading leaves an intake that
// another program brings to the same end, and a register in which nobody came
// twice; until the loading has ended in a transaction, nobody came at all.
func TestAKilledProgramIsSucceededByAnother(t *testing.T) {
	t.Parallel()
	c := &clock{at: dbtest.Now}
	o := deskOver(t, dbtest.OpenAt(t, c.now))
	const rows = 2500
	in := o.add(intake.Establishments, largeList(rows))
	o.update(func(ctx context.Context, tx *db.Tx) error {
		return intake.Confirm(ctx, tx, in.ID, in.Version, in.Mapping, intake.Choices{Policy: intake.Fill})
	})
	deaths := 0
	for range 200 {
		c.at = c.at.Add(2 * time.Minute) // the claim of the dead program grows stale
		claimed, ok, err := intake.Claim(t.Context(), o.db)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			in = o.get(in.ID)
			if in.State == intake.Review {
				if n := len(o.owners()); n != 0 || in.Counts.New != rows {
					t.Fatalf("%d came before they were let in; %+v", n, in.Counts)
				}
				o.update(func(ctx context.Context, tx *db.Tx) error { return intake.Load(ctx, tx, in.ID, in.Version) })
				continue
			}
			break
		}
		if deaths < 12 {
			ctx, cancel := context.WithCancel(t.Context())
			last := &countdown{Context: ctx, cancel: cancel}
			last.left.Store(int64(1 + deaths*deaths))
			err = intake.WorkInParts(last, o.db, o.files, claimed, 400)
			cancel()
			if err != nil {
				deaths++
			}
			continue
		}
		if err := intake.WorkInParts(t.Context(), o.db, o.files, claimed, 400); err != nil {
			t.Fatal(err)
		}
	}
	if in.State != intake.Done || deaths == 0 {
		t.Fatalf("%s %q after %d deaths", in.State, in.Message, deaths)
	}
	var n int
	o.update(func(ctx context.Context, tx *db.Tx) (err error) {
		found, err := establishment.Search(ctx, tx, establishment.Filter{})
		n = found.Count
		return err
	})
	if n != rows {
		t.Errorf("%d of %d came in, after %d deaths", n, rows, deaths)
	}
	t.Logf("%d deaths", deaths)
}

// countdown is a context that is cancelled when it was asked for its end some
// number of times.
type countdown struct {
	context.Context //nolint:containedctx // it is the context

	cancel context.CancelFunc
	left   atomic.Int64
}

func (c *countdown) Done() <-chan struct{} {
	if c.left.Add(-1) == 0 {
		c.cancel()
	}
	return c.Context.Done()
}

func TestOnlyOneOfSeveralProgramsTakesAnIntakeUp(t *testing.T) {
	t.Parallel()
	c := &clock{at: dbtest.Now}
	o := deskOver(t, dbtest.OpenAt(t, c.now))
	in := o.add(intake.Establishments, threeOwners)
	o.update(func(ctx context.Context, tx *db.Tx) error {
		return intake.Confirm(ctx, tx, in.ID, in.Version, in.Mapping, intake.Choices{Policy: intake.Fill})
	})
	slow, ok, err := intake.Claim(t.Context(), o.db)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if _, ok, _ := intake.Claim(t.Context(), o.db); ok {
		t.Error("claimed twice")
	}
	c.at = c.at.Add(2 * time.Minute)
	quick, ok, err := intake.Claim(t.Context(), o.db)
	if err != nil || !ok {
		t.Fatal("a dead program keeps its claim", err)
	}
	if err := intake.Work(t.Context(), o.db, o.files, quick); err != nil {
		t.Fatal(err)
	}
	if err := intake.Work(t.Context(), o.db, o.files, slow); err != nil { // it finds that all is done
		t.Fatal(err)
	}
	if in = o.get(in.ID); in.State != intake.Review || len(o.rows(in.ID)) != 3 {
		t.Errorf("%s, %d rows", in.State, len(o.rows(in.ID)))
	}
}

func TestWhatAPartWroteIsTakenBackWhenTheNextIsRefused(t *testing.T) {
	t.Parallel()
	o := deskOver(t, dbtest.Open(t))
	o.past()
	// The second part of the payments asks for more than was granted: what the
	// first part wrote goes back. Rows are checked one by one when they are read,
	// so the grant is used up behind the back of the list.
	in := o.read(intake.Payments, paymentsHead+"1;Hỗ trợ máy sao chè minh họa;;2019;100.000.000;05/06/2019;UNC 01\n2;Hỗ trợ máy cưa minh họa;;2019;200.000.000;05/06/2019;UNC 02\n")
	other := o.read(intake.Payments, paymentsHead+"1;Hỗ trợ máy cưa minh họa;;2019;150.000.000;06/06/2019;UNC 03\n")
	if other = o.load(other); other.State != intake.Done {
		t.Fatal(other.Message)
	}
	o.update(func(ctx context.Context, tx *db.Tx) error { return intake.Load(ctx, tx, in.ID, in.Version) })
	for range 2 { // the loading, then the taking back
		c, _, err := intake.Claim(t.Context(), o.db)
		if err != nil {
			t.Fatal(err)
		}
		if err := intake.WorkInParts(t.Context(), o.db, o.files, c, 1); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s, %s spent", o.get(in.ID).State, o.book("local").Spent())
	}
	in = o.get(in.ID)
	if in.State != intake.Failed || !strings.Contains(in.Message, "Dòng 3: Đã chi nhiều hơn hỗ trợ") {
		t.Errorf("%s %q", in.State, in.Message)
	}
	if b := o.book("local"); b.Spent() != 0 {
		t.Errorf("half loaded: %+v", b)
	}
}

func TestAFileThatIsGoneIsSaidSo(t *testing.T) {
	t.Parallel()
	o := deskOver(t, dbtest.Open(t))
	in := o.add(intake.Establishments, threeOwners)
	o.files = blob.Store{Dir: t.TempDir()}
	o.update(func(ctx context.Context, tx *db.Tx) error {
		return intake.Confirm(ctx, tx, in.ID, in.Version, in.Mapping, intake.Choices{Policy: intake.Fill})
	})
	if in = o.work(in.ID); in.State != intake.Failed || !strings.Contains(in.Message, "không còn trên máy chủ") {
		t.Errorf("%s %q", in.State, in.Message)
	}
}
