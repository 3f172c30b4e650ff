package intake_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/archive"
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/product"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

func TestACorrectedListIsShownAndUndoneDecisionByDecision(t *testing.T) {
	for name, second := range map[string]string{
		"another amount":          schemeRow(1, "Máy sao", "HTX Một Minh Họa", "Tân Cương", "400000000", "160000000", "10/3/2018"),
		"another day":             schemeRow(1, "Máy sao", "HTX Một Minh Họa", "Tân Cương", "400000000", "150000000", "20/9/2018"),
		"an earlier day and less": schemeRow(1, "Máy sao", "HTX Một Minh Họa", "Tân Cương", "300000000", "140000000", "1/2/2018"),
		"the whole cost alone":    schemeRow(1, "Máy sao", "HTX Một Minh Họa", "Tân Cương", "420000000", "150000000", "10/3/2018"),
		"another number":          strings.Replace(schemeRow(1, "Máy sao", "HTX Một Minh Họa", "Tân Cương", "400000000", "150000000", "10/3/2018"), "1/QĐ-MH", "99/QĐ-MH", 1),
	} {
		t.Run(name, func(t *testing.T) {
			o := newDesk(t)
			first := schemesHead + schemeRow(1, "Máy sao", "HTX Một Minh Họa", "Tân Cương", "400000000", "150000000", "10/3/2018")
			o.load(o.read(intake.Schemes, first))
			before := o.holdings()
			in := o.read(intake.Schemes, schemesHead+second+schemeRow(2, "Máy sấy", "HTX Hai Minh Họa", "Tân Cương", "2000000", "1000000", "10/3/2018"))
			if in.Counts != (intake.Counts{New: 1, Change: 1}) {
				t.Fatalf("%+v\n%s", in.Counts, o.problems(in.ID))
			}
			if more := in.Kind.Show(o.rows(in.ID, intake.Change)[0]).More; !strings.Contains(more, "sửa ") || !strings.Contains(more, "→") {
				t.Errorf("the change is not shown: %q", more)
			}
			if in = o.load(in); in.State != intake.Done || len(o.schemes()) != 2 {
				t.Fatalf("%s %q", in.State, in.Message)
			}
			if diff := cmp.Diff(before, o.holdings()); diff == "" {
				t.Error("nothing was corrected")
			}
			if err := o.undo(in); err != nil {
				t.Fatal(err)
			}
			if in = o.work(in.ID); in.State != intake.Undone {
				t.Fatalf("%s %q", in.State, in.Message)
			}
			if diff := cmp.Diff(before, o.holdings()); diff != "" {
				t.Errorf("undone is not as before:\n%s", diff)
			}
			if again := o.read(intake.Schemes, first); again.Counts != (intake.Counts{Same: 1}) {
				t.Errorf("the first list is not what is there: %+v", again.Counts)
			}
		})
	}
}

func TestCorrectionsCanBeLeftOut(t *testing.T) {
	o := newDesk(t)
	o.load(o.read(intake.Schemes, schemesHead+schemeRow(1, "Máy sao", "HTX Một Minh Họa", "Tân Cương", "400000000", "150000000", "10/3/2018")))
	in := o.read(intake.Schemes, schemesHead+schemeRow(1, "Máy sao", "HTX Một Minh Họa", "Tân Cương", "400000000", "160000000", "10/3/2018"))
	o.update(func(ctx context.Context, tx *db.Tx) error {
		return intake.LeaveOut(ctx, tx, in.ID, in.Version, intake.Change)
	})
	in = o.get(in.ID)
	err := o.try(func(ctx context.Context, tx *db.Tx) error { return intake.Load(ctx, tx, in.ID, in.Version) })
	if fault.KindOf(err) != fault.Invalid || in.Counts != (intake.Counts{Skip: 1}) {
		t.Errorf("%v %+v", err, in.Counts)
	}
}

func TestUndoOfSchemesIsRefusedOnceSomethingHappened(t *testing.T) {
	list := schemesHead + schemeRow(1, "Máy sao", "HTX Một Minh Họa", "Tân Cương", "400000000", "150000000", "10/3/2018") +
		schemeRow(2, "Máy sấy", "HTX Hai Minh Họa", "Tân Cương", "300000000", "100000000", "10/3/2018")
	payment := archive.Payment{Scheme: "2018-0001", Amount: 100_000_000, On: calendar.Must("2018-06-05"), Reference: "UNC 1"}
	for name, c := range map[string]struct {
		happens func(ctx context.Context, tx *db.Tx) error
		want    string
	}{
		"a payment": {func(ctx context.Context, tx *db.Tx) error { return archive.RecordPayment(ctx, tx, payment, "k") }, "đề án 2018-0001 đã có bút toán trong sổ kinh phí"},
		"a decision": {func(ctx context.Context, tx *db.Tx) error {
			s, err := scheme.ByID(ctx, tx, "2018-0002")
			if err != nil {
				return err
			}
			return plan.RecordGrant(ctx, tx, s, 1, plan.Decision{Number: "9"}, "minh họa")
		}, "đề án 2018-0002 có thêm quyết định"},
		"a change": {func(ctx context.Context, tx *db.Tx) error {
			s, err := scheme.ByID(ctx, tx, "2018-0002")
			if err != nil {
				return err
			}
			s.Note = "khác (minh họa)"
			return scheme.ChangeRecorded(ctx, tx, s)
		}, "đề án 2018-0002 đã được sửa"},
		"a paper": {func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO paper_links (province, paper, kind, subject) VALUES (?, 'di-1', 'scheme', '2018-0001')`, tx.Province)
			return err
		}, "đề án 2018-0001 có trong một văn bản"},
		"a product": {func(ctx context.Context, tx *db.Tx) error {
			return product.Add(ctx, tx, &product.Product{Establishment: "cs-0002", Name: "Trà minh họa", Kind: product.Food, Level: product.Nation, Year: 2023})
		}, "có sản phẩm sp-0001"},
		"a change of a beneficiary": {func(ctx context.Context, tx *db.Tx) error {
			e, err := establishment.ByID(ctx, tx, "cs-0001")
			if err != nil {
				return err
			}
			e.Contact = "Người khác (minh họa)"
			return establishment.Change(ctx, tx, &e)
		}, "hồ sơ cs-0001 đã được sửa hoặc gộp"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newDesk(t)
			in := o.load(o.read(intake.Schemes, list))
			o.update(c.happens)
			before := o.holdings()
			err := o.undo(in)
			if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
			if diff := cmp.Diff(before, o.holdings()); diff != "" {
				t.Errorf("something was taken back:\n%s", diff)
			}
		})
	}
}

func TestASchemeOfAnotherListKeepsItsBeneficiary(t *testing.T) {
	o := newDesk(t)
	first := o.load(o.read(intake.Schemes, schemesHead+schemeRow(1, "Máy sao", "HTX Một Minh Họa", "Tân Cương", "400000000", "150000000", "10/3/2018")))
	second := o.load(o.read(intake.Schemes, schemesHead+schemeRow(1, "Máy sấy", "HTX Một Minh Họa", "Tân Cương", "300000000", "100000000", "10/3/2018")))
	if err := o.undo(first); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "cơ sở cs-0001 có trong đề án 2018-0002") {
		t.Errorf("%v", err)
	}
	for _, in := range []intake.Intake{second, first} {
		if err := o.undo(in); err != nil {
			t.Fatal(err)
		}
		if in = o.work(in.ID); in.State != intake.Undone {
			t.Fatalf("%s %q", in.State, in.Message)
		}
	}
	if left := o.holdings(); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

// Two lists that stand on each other are taken back in the opposite order, and
// only so.
func TestListsThatCorrectEachOtherAreTakenBackInTheOppositeOrder(t *testing.T) {
	o := newDesk(t)
	var all []intake.Intake
	var was [][]string
	for _, support := range []string{"150000000", "160000000", "170000000"} {
		was = append(was, o.holdings())
		all = append(all, o.load(o.read(intake.Schemes, schemesHead+schemeRow(1, "Máy sao", "HTX Một Minh Họa", "Tân Cương", "400000000", support, "10/3/2018"))))
	}
	for _, in := range all[:2] {
		if err := o.undo(in); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "đề án 2018-0001 đã được sửa") {
			t.Errorf("%v", err)
		}
	}
	for i, in := range slices.Backward(all) {
		if err := o.undo(in); err != nil {
			t.Fatal(err)
		}
		if in = o.work(in.ID); in.State != intake.Undone {
			t.Fatalf("%s %q", in.State, in.Message)
		}
		if diff := cmp.Diff(was[i], o.holdings()); diff != "" {
			t.Errorf("undone is not as before:\n%s", diff)
		}
	}
}
