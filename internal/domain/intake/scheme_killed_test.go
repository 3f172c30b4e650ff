package intake_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

// manySchemes is a list whose beneficiaries come again and again.
func manySchemes(n int) string {
	var b strings.Builder
	b.WriteString(schemesHead)
	for i := range n {
		b.WriteString(schemeRow(i+1, fmt.Sprintf("Máy số %d", i+1), fmt.Sprintf("HTX Số %d Minh Họa", i%70), "Tân Cương", "400000000", "150000000", "10/3/2018"))
	}
	return b.String()
}

// killed brings an intake to its rest through programs that are killed; part is
// the number of rows in one transaction.
func (o *desk) killed(c *clock, id intake.ID, part int) (deaths int) {
	o.Helper()
	for round := range 300 {
		c.at = c.at.Add(2 * time.Minute) // the claim of the dead program grows stale
		claimed, ok, err := intake.Claim(o.Context(), o.db)
		if err != nil {
			o.Fatal(err)
		}
		if !ok {
			return deaths
		}
		ctx, cancel := context.WithCancel(o.Context())
		last := &countdown{Context: ctx, cancel: cancel}
		last.left.Store(int64(1 + round*round*round))
		err = intake.WorkInParts(last, o.db, o.files, claimed, part)
		cancel()
		if err != nil {
			deaths++
		}
	}
	o.Fatalf("%s never rests", id)
	return deaths
}

// A program that is killed anywhere in reading, loading or undoing a list of
// schemes is succeeded by another, and the end is the same: nothing twice, and
// after undoing nothing left.
func TestAKilledProgramIsSucceededInAListOfSchemes(t *testing.T) {
	t.Parallel()
	const rows = 400
	calm := deskOver(t, dbtest.Open(t))
	calm.load(calm.read(intake.Schemes, manySchemes(rows)))

	c := &clock{at: dbtest.Now}
	o := deskOver(t, dbtest.OpenAt(t, c.now))
	in := o.add(intake.Schemes, manySchemes(rows))
	o.update(func(ctx context.Context, tx *db.Tx) error {
		return intake.Confirm(ctx, tx, in.ID, in.Version, in.Mapping, intake.Choices{Policy: intake.Keep})
	})
	reading := o.killed(c, in.ID, 60)
	if in = o.get(in.ID); in.State != intake.Review || in.Counts != (intake.Counts{New: rows}) || len(o.holdings()) != 0 {
		t.Fatalf("%s %+v, %d written", in.State, in.Counts, len(o.holdings()))
	}
	o.update(func(ctx context.Context, tx *db.Tx) error { return intake.Load(ctx, tx, in.ID, in.Version) })
	loading := o.killed(c, in.ID, 60)
	if in = o.get(in.ID); in.State != intake.Done {
		t.Fatalf("%s %q", in.State, in.Message)
	}
	if diff := cmp.Diff(calm.schemes(), o.schemes()); diff != "" {
		t.Errorf("calm and killed differ:\n%s", diff)
	}
	if err := o.undo(in); err != nil {
		t.Fatal(err)
	}
	undoing := o.killed(c, in.ID, 60)
	if in = o.get(in.ID); in.State != intake.Undone || len(o.holdings()) != 0 {
		t.Errorf("%s %q, %d left", in.State, in.Message, len(o.holdings()))
	}
	if reading == 0 || loading == 0 || undoing == 0 {
		t.Errorf("%d, %d and %d deaths", reading, loading, undoing)
	}
	t.Logf("%d, %d and %d deaths", reading, loading, undoing)
}
