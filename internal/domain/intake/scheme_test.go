package intake_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"example.vn/khuyencong/internal/domain/archive"
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/sheet"
)

// centreList is a list as a centre keeps it: lines above, a header of two rows,
// sections for the funds, totals, a footer.
const centreList = "TRUNG TÂM KHUYẾN CÔNG (minh họa);;;;;;;\n" +
	"DANH SÁCH ĐỀ ÁN KHUYẾN CÔNG NĂM 2019 (dữ liệu minh họa);;;;;;;\n" +
	"(Kèm theo Quyết định số 15/QĐ-MH ngày 10/3/2019);;;;;;;\n" +
	"Đơn vị tính: triệu đồng;;;;;;;\n" +
	"TT;Tên đề án;Đơn vị thụ hưởng;MST;Địa chỉ;Tổng kinh phí;Kinh phí hỗ trợ;Ghi chú\n" +
	"I;Khuyến công quốc gia;;;;1.000;300;\n" +
	"1;Hỗ trợ máy cưa;Công ty TNHH Gỗ Minh Họa;0101234565;xã Tân Cương;1.000;300;\n" +
	"II;Khuyến công địa phương;;;;700,5;250,5;\n" +
	"1;Hỗ trợ máy sao chè;HTX chè Minh Họa;;xã Tân Cương;400,5;150,5;\n" +
	"2;Hỗ trợ máy sấy;HTX chè Minh Họa;;xã Tân Cương;300;100;\n" +
	";Tổng cộng;;;;1.700,5;550,5;\n"

// holdings is all that the register has of schemes and their money, as text.
func (o *desk) holdings() (all []string) {
	o.Helper()
	o.update(func(ctx context.Context, tx *db.Tx) error {
		for _, q := range []string{
			`SELECT 'scheme ' || id || ' ' || title || ' ' || fund || ' ' || CAST(year AS TEXT) || ' ' || CAST(total_vnd AS TEXT) || ' ' || CAST(asked_vnd AS TEXT) || ' ' || state || ' ' || note || ' ' || source || ' ' || commune || address_detail || implementer || ' ' || CAST(version AS TEXT) FROM schemes WHERE province = ? ORDER BY id`,
			`SELECT 'cost ' || scheme || ' ' || CAST(no AS TEXT) || ' ' || name || ' ' || CAST(national_vnd AS TEXT) || ' ' || CAST(local_vnd AS TEXT) || ' ' || CAST(own_vnd AS TEXT) || ' ' || CAST(other_vnd AS TEXT) || note FROM scheme_costs WHERE province = ? ORDER BY scheme, no`,
			`SELECT 'content ' || scheme || ' ' || CAST(no AS TEXT) || ' ' || content || ' ' || CAST(units AS TEXT) FROM scheme_contents WHERE province = ? ORDER BY scheme, no`,
			`SELECT 'part ' || scheme || ' ' || CAST(no AS TEXT) || ' ' || establishment || ' ' || CAST(cost_vnd AS TEXT) || ' ' || CAST(support_vnd AS TEXT) || ' ' || commune || address_detail FROM scheme_beneficiaries WHERE province = ? ORDER BY scheme, no`,
			`SELECT 'decision ' || scheme || ' ' || CAST(seq AS TEXT) || ' ' || kind || ' ' || fund || ' ' || CAST(delta_vnd AS TEXT) || ' ' || decision_no || ' ' || decided_on || ' ' || note FROM plan_decisions WHERE province = ? ORDER BY scheme, seq`,
			`SELECT 'establishment ' || id || ' ' || name || ' ' || tax_code || ' ' || CAST(version AS TEXT) FROM establishments WHERE province = ? ORDER BY id`,
			`SELECT 'entry ' || CAST(seq AS TEXT) || ' ' || kind || ' ' || CAST(amount AS TEXT) FROM ledger_entries WHERE province = ? ORDER BY seq`,
		} {
			rows, err := db.Collect(ctx, tx, q, []any{tx.Province}, func(scan db.Scan) (s string, err error) { return s, scan(&s) })
			if err != nil {
				return err
			}
			all = append(all, rows...)
		}
		_, err := ledger.Verify(ctx, tx)
		return err
	})
	return all
}

// schemes lists the schemes as "id title fund support total beneficiary".
func (o *desk) schemes() (all []string) {
	o.Helper()
	o.update(func(ctx context.Context, tx *db.Tx) error {
		known, err := scheme.AllKnown(ctx, tx)
		if err != nil {
			return err
		}
		for _, k := range known {
			s, err := scheme.ByID(ctx, tx, k.ID)
			if err != nil {
				return err
			}
			granted, err := plan.Granted(ctx, tx, k.ID, tx.Today())
			if err != nil {
				return err
			}
			line := fmt.Sprintf("%s %s|%s|%s|%s", s.ID, s.Title, s.Fund, granted, s.Total)
			for _, b := range s.Beneficiaries {
				line += "|" + string(b.Establishment) + " " + b.Name
			}
			all = append(all, line)
		}
		return nil
	})
	return all
}

func (o *desk) answer(in intake.Intake, answers ...intake.Answer) intake.Intake {
	o.Helper()
	o.update(func(ctx context.Context, tx *db.Tx) error { return intake.Tell(ctx, tx, in.ID, in.Version, answers) })
	return o.get(in.ID)
}

func TestAListOfPastSchemesComesIn(t *testing.T) {
	o := newDesk(t)
	o.enter(establishment.Establishment{Kind: establishment.Enterprise, Name: "Công ty TNHH Gỗ Minh Họa", TaxCode: "0101234565", Address: here})
	before := o.holdings()
	in := o.add(intake.Schemes, centreList)
	if in.State != intake.Waiting || in.Learned || in.Layout.Header != 4 || len(in.Layout.Columns) != 8 {
		t.Fatalf("begins as %+v", in)
	}
	want := map[int]intake.Column{1: {Index: 1, Field: "title"}, 2: {Index: 2, Field: "beneficiary"}, 5: {Index: 5, Field: "total", Unit: schemelist.Million}, 6: {Index: 6, Field: "support", Unit: schemelist.Million}}
	for i, c := range want {
		if got := in.Mapping.FieldOf(i); got != c {
			t.Errorf("column %d is proposed as %+v, want %+v", i, got, c)
		}
	}
	if diff := cmp.Diff([]string{"Khuyến công quốc gia", "Hỗ trợ máy cưa", "Khuyến công địa phương"}, in.Layout.Columns[1].Samples); diff != "" {
		t.Errorf("samples (-want +got):\n%s", diff)
	}
	o.update(func(ctx context.Context, tx *db.Tx) error {
		return intake.Confirm(ctx, tx, in.ID, in.Version, in.Mapping, intake.Choices{Policy: intake.Keep})
	})
	in = o.work(in.ID)
	if in.State != intake.Review || in.Counts != (intake.Counts{New: 3}) {
		t.Fatalf("%s %+v %s\n%s", in.State, in.Counts, in.Message, o.problems(in.ID))
	}
	if diff := cmp.Diff(before, o.holdings()); diff != "" {
		t.Fatalf("written before anybody said so:\n%s", diff)
	}
	if in = o.load(in); in.State != intake.Done {
		t.Fatalf("%s: %s", in.State, in.Message)
	}
	if diff := cmp.Diff([]string{
		"2019-0001 Hỗ trợ máy cưa|national|300.000.000|1.000.000.000|cs-0001 Công ty TNHH Gỗ Minh Họa",
		"2019-0002 Hỗ trợ máy sao chè|local|150.500.000|400.500.000|cs-0002 HTX chè Minh Họa",
		"2019-0003 Hỗ trợ máy sấy|local|100.000.000|300.000.000|cs-0002 HTX chè Minh Họa",
	}, o.schemes()); diff != "" {
		t.Errorf("schemes (-want +got):\n%s", diff)
	}
	next := o.read(intake.Schemes, centreList)
	if !next.Learned || next.Counts != (intake.Counts{Same: 3}) {
		t.Errorf("the same list again: learned %v, %+v", next.Learned, next.Counts)
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
	if in = o.load(o.read(intake.Schemes, centreList)); in.State != intake.Done || len(o.schemes()) != 3 {
		t.Errorf("again: %s %q, %v", in.State, in.Message, o.schemes())
	}
}

func TestTheSameListGoesInAsTheArchiveTakesIt(t *testing.T) {
	list, err := os.ReadFile("../archive/testdata/thai-nguyen.csv")
	if err != nil {
		t.Fatal(err)
	}
	o, other := newDeskHere(t), newDeskHere(t)
	in := o.load(o.read(intake.Schemes, string(list)))
	if in.State != intake.Done || in.Counts != (intake.Counts{New: 17, Skip: 1}) {
		t.Fatalf("%s %+v %q\n%s", in.State, in.Counts, in.Message, o.problems(in.ID))
	}
	other.take(string(list), 0)
	if diff := cmp.Diff(other.holdings(), o.holdings()); diff != "" {
		t.Errorf("the archive and the intake differ:\n%s", diff)
	}
	if err := o.undo(in); err != nil {
		t.Fatal(err)
	}
	if in = o.work(in.ID); in.State != intake.Undone || len(o.holdings()) != 0 {
		t.Errorf("%s %q: left %v", in.State, in.Message, o.holdings())
	}
}

// take imports a list by the archive itself, as seeds and older versions do.
func (o *desk) take(list string, year int) {
	o.Helper()
	table, err := sheet.Parse([]byte(list))
	if err != nil {
		o.Fatal(err)
	}
	read, err := schemelist.Read(table, schemelist.Options{Year: year})
	if err != nil {
		o.Fatal(err)
	}
	o.update(func(ctx context.Context, tx *db.Tx) error {
		r, err := archive.Import(ctx, tx, read, archive.Options{Year: year})
		if len(r.Errors) > 0 {
			o.Fatalf("%+v", r.Errors)
		}
		return err
	})
}

const schemesHead = "TT;Tên đề án;Đơn vị thụ hưởng;MST;Xã;Tổng kinh phí (đồng);Kinh phí hỗ trợ (đồng);Nguồn kinh phí;Năm;Số quyết định;Ngày quyết định\n"

func schemeRow(no int, title, who, commune, total, support, decided string) string {
	return fmt.Sprintf("%d;%s;%s;;%s;%s;%s;Khuyến công địa phương;2018;%d/QĐ-MH;%s\n", no, title, who, commune, total, support, no, decided)
}

func TestAWronglyGuessedColumnIsCorrectedAndLearned(t *testing.T) {
	o := newDesk(t)
	// "Kinh phí" is taken for the support; here it is the whole cost, and what the
	// fund gives stands under a name that nobody knows.
	head := "TT;Tên đề án;Đơn vị thụ hưởng;Kinh phí (triệu đồng);Cấp theo thông báo;Năm\n"
	list := head + "1;Hỗ trợ máy sao chè;HTX Minh Họa;400;150;2018\n"
	in := o.add(intake.Schemes, list)
	if in.Mapping.FieldOf(3).Field != "support" || in.Mapping.FieldOf(4).Field != "" {
		t.Fatalf("proposed: %+v", in.Mapping)
	}
	var m intake.Mapping
	for _, c := range in.Mapping {
		if c.Index == 3 {
			c.Field = "total"
		}
		m = append(m, c)
	}
	m = append(m, intake.Column{Index: 4, Field: "support"})
	confirm := func(in intake.Intake, m intake.Mapping) error {
		return o.try(func(ctx context.Context, tx *db.Tx) error {
			return intake.Confirm(ctx, tx, in.ID, in.Version, m, intake.Choices{Policy: intake.Keep})
		})
	}
	if err := confirm(in, m); fault.KindOf(err) != fault.Invalid || o.get(in.ID).State != intake.Waiting {
		t.Errorf("money without a unit: %v", err)
	}
	m[len(m)-1].Unit = schemelist.Million
	if err := confirm(in, append(slices.Clip(m), intake.Column{Index: 0, Field: "title"})); fault.KindOf(err) != fault.Invalid {
		t.Errorf("two titles: %v", err)
	}
	if err := confirm(in, intake.Mapping{{Index: 3, Field: "total", Unit: 1}}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("nothing says what a row is about: %v", err)
	}
	if err := confirm(in, m); err != nil {
		t.Fatal(err)
	}
	if in = o.load(o.work(in.ID)); in.State != intake.Done {
		t.Fatalf("%s %q", in.State, in.Message)
	}
	next := o.add(intake.Schemes, head+"1;Hỗ trợ máy sấy;HTX Minh Họa;500;200;2017\n2;Hỗ trợ máy vò;HTX Minh Họa;90;30;2017\n")
	if diff := cmp.Diff(m, next.Mapping); diff != "" || !next.Learned {
		t.Errorf("learned %v (-want +got):\n%s", next.Learned, diff)
	}
	if err := confirm(next, next.Mapping); err != nil {
		t.Fatal(err)
	}
	next = o.work(next.ID)
	if next = o.load(o.answer(next, intake.Answer{No: 2, Verdict: intake.Same, Target: "cs-0001"})); next.State != intake.Done {
		t.Fatalf("%s %q", next.State, next.Message)
	}
	if diff := cmp.Diff([]string{
		"2017-0001 Hỗ trợ máy sấy||200.000.000|500.000.000|cs-0001 HTX Minh Họa",
		"2017-0002 Hỗ trợ máy vò||30.000.000|90.000.000|cs-0001 HTX Minh Họa",
		"2018-0001 Hỗ trợ máy sao chè||150.000.000|400.000.000|cs-0001 HTX Minh Họa",
	}, o.schemes()); diff != "" {
		t.Errorf("schemes (-want +got):\n%s", diff)
	}
	// The same words under another unit are another layout.
	if other := o.add(intake.Schemes, strings.Replace(list, "(triệu đồng)", "(đồng)", 1)); other.Learned {
		t.Error("a layout with another unit was taken for the same")
	}
}

func TestDoubtfulBeneficiariesAndSchemesAreAsked(t *testing.T) {
	o := newDesk(t)
	there := o.enter(establishment.Establishment{Name: "Hợp tác xã Hùng Phát Minh Họa", Address: here})
	old := schemesHead + schemeRow(1, "Máy sao", "HTX Hùng Phát Minh Họa", "Tân Cương", "400000000", "150000000", "10/3/2018")
	if in := o.load(o.read(intake.Schemes, old)); in.State != intake.Done {
		t.Fatal(in.Message)
	}
	list := schemesHead +
		schemeRow(2, "Máy sấy", "HTX Hưng Phát Minh Họa", "Tân Cương", "300000000", "100000000", "10/3/2018") + // other marks
		schemeRow(3, "Máy vò", "HTX Hưng Phát Minh Họa", "Tân Cương", "300000000", "100000000", "10/3/2018") + // the same question
		strings.Replace(schemeRow(4, "Máy sao", "HTX Hùng Phát Minh Họa", "Tân Cương", "400000000", "150000000", "10/3/2018"), "địa phương", "quốc gia", 1) + // another fund
		schemeRow(5, "Máy xay", "HTX Khác Minh Họa", "Văn Hán", "300000000", "100000000", "10/3/2018")
	in := o.read(intake.Schemes, list)
	if in.Counts != (intake.Counts{New: 1, Ask: 3}) {
		t.Fatalf("%+v\n%s", in.Counts, o.problems(in.ID))
	}
	rows := o.rows(in.ID, intake.Ask)
	if q := in.Kind.Question(rows[0]); q != "Đơn vị thụ hưởng “HTX Hưng Phát Minh Họa”" || !cmp.Equal(rows[0].May, []string{string(there.ID)}) {
		t.Errorf("asked %q, %v", q, rows[0].May)
	}
	if q := in.Kind.Question(rows[2]); q != "Đề án này" || !cmp.Equal(rows[2].May, []string{"2018-0001"}) || !in.Kind.AsksScheme(rows[2]) {
		t.Errorf("asked %q, %v", q, rows[2].May)
	}
	err := o.try(func(ctx context.Context, tx *db.Tx) error {
		return intake.Tell(ctx, tx, in.ID, in.Version, []intake.Answer{{No: rows[0].No, Verdict: intake.Same, Target: "2018-0001"}})
	})
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("an answer that was not offered: %v", err)
	}
	in = o.answer(in, intake.Answer{No: rows[0].No, Verdict: intake.Same, Target: string(there.ID)})
	if in.Counts != (intake.Counts{New: 3, Ask: 1}) {
		t.Fatalf("the same question was not answered with it: %+v", in.Counts)
	}
	in = o.answer(in, intake.Answer{No: rows[2].No, Verdict: intake.Same, Target: "2018-0001"})
	if in = o.load(in); in.State != intake.Done || in.Counts != (intake.Counts{New: 3, Same: 1}) {
		t.Fatalf("%s %+v %q", in.State, in.Counts, in.Message)
	}
	if diff := cmp.Diff([]string{
		"2018-0001 Máy sao|local|150.000.000|400.000.000|cs-0001 Hợp tác xã Hùng Phát Minh Họa",
		"2018-0002 Máy sấy|local|100.000.000|300.000.000|cs-0001 Hợp tác xã Hùng Phát Minh Họa",
		"2018-0003 Máy vò|local|100.000.000|300.000.000|cs-0001 Hợp tác xã Hùng Phát Minh Họa",
		"2018-0004 Máy xay|local|100.000.000|300.000.000|cs-0002 HTX Khác Minh Họa",
	}, o.schemes()); diff != "" {
		t.Errorf("schemes (-want +got):\n%s", diff)
	}
}

func TestARowMayAskSeveralThings(t *testing.T) {
	o := newDesk(t)
	o.enter(establishment.Establishment{Name: "Hợp tác xã Hùng Phát Minh Họa", Address: here})
	o.enter(establishment.Establishment{Name: "Hợp tác xã Tân Tiến Minh Họa", Address: here})
	list := schemesHead + schemeRow(1, "Đề án nhóm máy sao", "\"HTX Hưng Phát Minh Họa\nHTX Tần Tiến Minh Họa\"", "Tân Cương", "400000000", "150000000", "10/3/2018")
	in := o.read(intake.Schemes, list)
	if in.Counts.Ask != 1 {
		t.Fatalf("%+v", in.Counts)
	}
	in = o.answer(in, intake.Answer{No: 2, Verdict: intake.Same, Target: "cs-0001"})
	if in.Counts.Ask != 1 {
		t.Fatalf("the second question was not asked: %+v", in.Counts)
	}
	in = o.load(o.answer(in, intake.Answer{No: 2, Verdict: intake.New}))
	want := []string{"2018-0001 Đề án nhóm máy sao|local|150.000.000|400.000.000|cs-0001 Hợp tác xã Hùng Phát Minh Họa|cs-0003 HTX Tần Tiến Minh Họa"}
	if diff := cmp.Diff(want, o.schemes()); diff != "" {
		t.Errorf("schemes (-want +got):\n%s", diff)
	}
	if err := o.undo(in); err != nil {
		t.Fatal(err)
	}
	if in = o.work(in.ID); in.State != intake.Undone || len(o.owners()) != 2 {
		t.Errorf("%s %q, %d", in.State, in.Message, len(o.owners()))
	}
}

func TestBadInputOfSchemesIsNamedByCell(t *testing.T) {
	o := newDesk(t)
	in := o.read(intake.Schemes, schemesHead+
		schemeRow(1, "Một", "HTX Một Minh Họa", "Tân Cương", "400000000", "150000000", "31/02/2018")+
		schemeRow(2, "Hai", "HTX Hai Minh Họa", "Tân Cương", "400000000", "=F2*2", "10/3/2018")+
		schemeRow(3, "Ba", "HTX Ba Minh Họa", "Tân Cương", "400000000", "150", "10/3/2018")+ // triệu among đồng
		schemeRow(4, "Bốn", "HTX Bốn Minh Họa", "Tân Cương", "400000000", "150 triệu", "10/3/2018")+ // a unit of its own
		schemeRow(5, "Năm", "HTX Năm Minh Họa", "Tân Cương", "100000000", "150000000", "10/3/2018")+ // more than the whole
		schemeRow(6, "Sáu", "HTX Sáu Minh Họa", "Tân Cương", "400000000", "-5", "10/3/2018")+
		schemeRow(7, "Bảy", "HTX Bảy Minh Họa", "Tân Cương", "#REF!", "1500000", "10/3/2018")+
		strings.Replace(schemeRow(8, "Tám", "HTX Tám Minh Họa", "Tân Cương", "400000000", "150000000", "10/3/2018"), ";2018;", ";năm ngoái;", 1)+
		schemeRow(9, "Chín", "HTX Chín Minh Họa", "Tân Cương", "400000000", "150000000", "10/3/2099")+
		schemeRow(10, strings.Repeat("dài ", 300), "HTX Mười Minh Họa", "Tân Cương", "400000000", "150000000", "10/3/2018")+
		schemeRow(11, "Mười một", strings.Repeat("HTX dài ", 40), "Tân Cương", "400000000", "150000000", "10/3/2018")+
		schemeRow(12, "Mười hai", "HTX Mười Hai Minh Họa", "Tân Cương", "400000000", "150000000", "10/3/2018")+
		";Tổng cộng;;;;4800000000;1800000000;;;;\n")
	got := o.problems(in.ID)
	for _, want := range []string{
		"K2 Không đọc được ngày \"31/02/2018\"", "G3 Ô G3 là công thức (=F2*2)", "G4 Số tiền 150 đồng nhỏ khác thường", "G5 Ô ghi “150 triệu”, khác đơn vị đồng của cả cột",
		"G6 Kinh phí hỗ trợ 150.000.000 đồng lớn hơn tổng kinh phí 100.000.000 đồng", "G7 Số tiền \"-5\" là số âm", "F8 Ô F8 có công thức bị lỗi (#REF!)",
		"I9 Không đọc được năm \"năm ngoái\"", "K10 Ngày quyết định 10/03/2099 sau hôm nay", "B11 Tên đề án dài quá 1000 ký tự", "C12 Tên đơn vị thụ hưởng cần có từ 1 đến 250 ký tự",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("nothing says %q in\n%s", want, got)
		}
	}
	if in.Counts != (intake.Counts{New: 1, Bad: 11}) {
		t.Errorf("%+v", in.Counts)
	}
	if name := in.Kind.Show(o.rows(in.ID, intake.Bad)[1]).Name; name != "Hai" {
		t.Errorf("a wrong row is shown as %q", name)
	}
	if err := o.try(func(ctx context.Context, tx *db.Tx) error { return intake.Load(ctx, tx, in.ID, in.Version) }); fault.KindOf(err) != fault.Invalid {
		t.Errorf("loaded with problems: %v", err)
	}
	if left := o.holdings(); len(left) != 0 {
		t.Errorf("half loaded: %v", left)
	}
	o.update(func(ctx context.Context, tx *db.Tx) error {
		return intake.LeaveOut(ctx, tx, in.ID, in.Version, intake.Bad)
	})
	if in = o.load(o.get(in.ID)); in.State != intake.Done || len(o.schemes()) != 1 {
		t.Errorf("without the bad rows: %s %s, %v", in.State, in.Message, o.schemes())
	}
}

func TestHostileFilesOfSchemesAreRefusedInASentence(t *testing.T) {
	t.Parallel()
	tables := ""
	for i := range 30 {
		tables += fmt.Sprintf("TT;Tên đề án;Đơn vị thụ hưởng;Kinh phí hỗ trợ đợt %d (đồng)\n1;A;HTX B;150000000\n", i)
	}
	for want, file := range map[string]string{
		"200 cột":            schemesHead + strings.Repeat(";", 5000) + "x\n",
		"dòng tiêu đề":       "1;2;3\n4;5;6\n",
		"dấu ngoặc kép":      schemesHead + "1;\"HTX mở ngoặc;;;\n",
		"tách thành nhiều":   tables,
		"không đọc được":     "PK\x03\x04rác",
		"là PDF, không phải": "%PDF-1.4",
	} {
		_, err := intake.Look([]byte(file), intake.Schemes)
		if fault.KindOf(err) != fault.Invalid || err != nil && !strings.Contains(err.Error(), want) && want != "là PDF, không phải" {
			t.Errorf("%q: %v", want, err)
		}
	}
}

func TestTheYearOfAListThatNamesNoneIsAsked(t *testing.T) {
	o := newDesk(t)
	list := "TT;Tên đề án;Đơn vị thụ hưởng;Kinh phí hỗ trợ (đồng)\n1;Máy sao;HTX Một Minh Họa;150000000\n2;Máy sấy;HTX Một Minh Họa;150000000\n"
	in := o.read(intake.Schemes, list)
	if got := o.problems(in.ID); !strings.Contains(got, "A2 Danh sách không ghi năm nào") || in.Counts.Bad != 1 {
		t.Fatalf("%+v %q", in.Counts, got)
	}
	for _, year := range []int{1999, 2101} {
		err := o.try(func(ctx context.Context, tx *db.Tx) error {
			return intake.Confirm(ctx, tx, in.ID, in.Version, in.Mapping, intake.Choices{Policy: intake.Keep, Year: year})
		})
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("year %d: %v", year, err)
		}
	}
	o.update(func(ctx context.Context, tx *db.Tx) error {
		return intake.Confirm(ctx, tx, in.ID, in.Version, in.Mapping, intake.Choices{Policy: intake.Keep, Year: 2016})
	})
	if in = o.load(o.work(in.ID)); in.State != intake.Done || in.Year != 2016 || !strings.HasPrefix(o.schemes()[1], "2016-0002 Máy sấy") {
		t.Errorf("%s %q %v", in.State, in.Message, o.schemes())
	}
}

func TestAWorkbookOfSeveralSheetsAndTablesComesIn(t *testing.T) {
	o := newDesk(t)
	f := excelize.NewFile()
	head := []any{"TT", "Tên đề án", "Đơn vị thụ hưởng", "Kinh phí hỗ trợ (triệu đồng)"}
	for name, rows := range map[string][][]any{
		"KCQG 2018": {head, {1, "Máy cưa", "HTX Gỗ Minh Họa", 300}},
		"KCĐP 2018": {head, {1, "Máy sao", "HTX Chè Minh Họa", 150.5}, {2, "Máy sấy", "HTX Chè Minh Họa", "trăm"}},
		"Thống kê":  {{"TT", "Đơn vị thụ hưởng", "Kinh phí hỗ trợ (đồng)", "Tỷ lệ"}, {1, "HTX Gỗ Minh Họa", 300000000, "100%"}},
	} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"KCQG 2018", "KCĐP 2018"} {
		if err := f.MoveSheet(name, f.GetSheetName(i)); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	in := o.add(intake.Schemes, b.String())
	if len(in.Layout.Tables) != 2 || len(in.Layout.Sheets) != 3 || len(in.Layout.Columns) != 8 {
		t.Fatalf("%+v", in.Layout)
	}
	var m intake.Mapping // the table of sums is not used
	for _, c := range in.Mapping {
		if in.Layout.Columns[c.Index].Table == 0 {
			m = append(m, c)
		}
	}
	o.update(func(ctx context.Context, tx *db.Tx) error {
		return intake.Confirm(ctx, tx, in.ID, in.Version, m, intake.Choices{Policy: intake.Keep})
	})
	in = o.work(in.ID)
	if got := o.problems(in.ID); in.Counts != (intake.Counts{New: 2, Bad: 1}) || !strings.HasPrefix(got, "KCĐP 2018!D3 Không đọc được số tiền") {
		t.Fatalf("%+v %q", in.Counts, got)
	}
	if row := o.rows(in.ID, intake.Bad)[0]; in.Layout.RowName(row.No) != "3 trang “KCĐP 2018”" {
		t.Errorf("the row is called %q", in.Layout.RowName(row.No))
	}
	o.update(func(ctx context.Context, tx *db.Tx) error {
		return intake.LeaveOut(ctx, tx, in.ID, in.Version, intake.Bad)
	})
	in = o.load(o.get(in.ID))
	if diff := cmp.Diff([]string{
		"2018-0001 Máy cưa|national|300.000.000|300.000.000|cs-0001 HTX Gỗ Minh Họa",
		"2018-0002 Máy sao|local|150.500.000|150.500.000|cs-0002 HTX Chè Minh Họa",
	}, o.schemes()); diff != "" || in.State != intake.Done {
		t.Errorf("%s %q (-want +got):\n%s", in.State, in.Message, diff)
	}
}

func TestWhatCameMeanwhileIsAskedAgainOfSchemes(t *testing.T) {
	o := newDesk(t)
	list := schemesHead + schemeRow(1, "Máy sao", "HTX Đến Sau Minh Họa", "Tân Cương", "400000000", "150000000", "10/3/2018") +
		schemeRow(2, "Máy sấy", "HTX Khác Minh Họa", "Tân Cương", "400000000", "150000000", "10/3/2018")
	in := o.read(intake.Schemes, list)
	late := o.enter(establishment.Establishment{Name: "HTX Đến Sau Minh Họa", Address: here})
	o.take(schemesHead+schemeRow(2, "Máy sấy", "HTX Khác Minh Họa", "Tân Cương", "400000000", "150000000", "10/3/2018"), 0)
	if in = o.load(in); in.State != intake.Review || in.Counts != (intake.Counts{Ask: 1, Same: 1}) || !strings.Contains(in.Message, "cần trả lời lại") {
		t.Fatalf("%s %+v %q", in.State, in.Counts, in.Message)
	}
	in = o.load(o.answer(in, intake.Answer{No: 2, Verdict: intake.Same, Target: string(late.ID)}))
	if in.State != intake.Done || in.Message != "" || len(o.schemes()) != 2 || len(o.owners()) != 2 {
		t.Errorf("%s %q %v", in.State, in.Message, o.schemes())
	}
}
