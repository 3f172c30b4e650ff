package intake_test

import (
	"context"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

func TestBadInputOfEstablishmentsIsNamedByCell(t *testing.T) {
	o := newDesk(t)
	in := o.read(intake.Establishments, ownersHead+
		"1;HTX Một Minh Họa;;;Tân Cương;;100;5;31/02/2020\n"+ // a day that never was
		"2;HTX Hai Minh Họa;;;Tân Cương;;=G2*2;5;\n"+ // a formula
		"3;HTX Ba Minh Họa;;;Tân Cương;;150.000.000;5;\n"+ // đồng among triệu
		"4;HTX Bốn Minh Họa;;;Tân Cương;;2 tỷ;5;\n"+ // a unit of its own
		"5;HTX Năm Minh Họa;0101234560;;Tân Cương;;1;5;\n"+ // check digit
		"6;HTX Sáu Minh Họa;;;Xã Không Có;;1;5;\n"+
		"7;HTX Bảy Minh Họa;;;Tân Cương;;1;năm;\n"+
		"8;HTX Tám Minh Họa;;;Tân Cương;;#REF!;5;\n"+
		"9;HTX Chín Minh Họa;;;Tân Cương;;1;5;\n"+
		"10;HTX Chín Minh Họa;;;Tân Cương;;1;5;\n"+ // twice
		"11;;;;Tân Cương;;1;5;\n"+ // no name
		";Tổng cộng;;;;;999;55;\n")
	got := o.problems(in.ID)
	for _, want := range []string{
		"I2 “31/02/2020” không phải là một ngày có thật", "G3 Ô là công thức (=G2*2)", "G4 “150.000.000” là quá lớn", "G5 Ô ghi “2 tỷ”, khác đơn vị triệu đồng",
		"C6 Chữ số thứ 10", "E7 Không tìm thấy “Xã Không Có”", "H8 “năm” không phải là số nguyên", "G9 Ô báo lỗi của bảng tính (#REF!)",
		"B11 Trùng với dòng 10 của tệp", "B12 Cần ghi tên cơ sở",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("nothing says %q in\n%s", want, got)
		}
	}
	if in.Counts != (intake.Counts{New: 1, Bad: 10}) {
		t.Errorf("%+v", in.Counts)
	}
	if err := o.try(func(ctx context.Context, tx *db.Tx) error { return intake.Load(ctx, tx, in.ID, in.Version) }); fault.KindOf(err) != fault.Invalid {
		t.Errorf("loaded with problems: %v", err)
	}
	if n := len(o.owners()); n != 0 {
		t.Errorf("%d establishments are half loaded", n)
	}
	o.update(func(ctx context.Context, tx *db.Tx) error {
		return intake.LeaveOut(ctx, tx, in.ID, in.Version, intake.Bad)
	})
	if in = o.load(o.get(in.ID)); in.State != intake.Done || len(o.owners()) != 1 {
		t.Errorf("without the bad rows: %s %s, %d", in.State, in.Message, len(o.owners()))
	}
}

func TestAColumnOfMoneyNeedsAUnit(t *testing.T) {
	o := newDesk(t)
	in := o.add(intake.Establishments, "TT;Tên cơ sở;Vốn\n1;HTX Minh Họa;250\n")
	err := o.try(func(ctx context.Context, tx *db.Tx) error {
		return intake.Confirm(ctx, tx, in.ID, in.Version, in.Mapping, intake.Choices{Policy: intake.Fill})
	})
	if err == nil || fault.KindOf(err) != fault.Invalid || o.get(in.ID).State != intake.Waiting {
		t.Errorf("no unit: %v", err)
	}
	in = o.add(intake.Establishments, "Đơn vị tính: triệu đồng\nTT;Tên cơ sở;Vốn\n1;HTX Minh Họa;250\n")
	if c := in.Mapping.FieldOf(2); c.Unit != 1_000_000 {
		t.Errorf("the unit above the header: %+v", c)
	}
	in = o.add(intake.Establishments, "TT;Tên cơ sở;Vốn\n1;HTX Minh Họa;250.000.000\n2;HTX Minh Họa Hai;250\n")
	o.update(func(ctx context.Context, tx *db.Tx) error {
		return intake.Confirm(ctx, tx, in.ID, in.Version, intake.Mapping{{Index: 1, Field: "name"}, {Index: 2, Field: "capital", Unit: 1}}, intake.Choices{Policy: intake.Fill})
	})
	in = o.work(in.ID)
	if got := o.problems(in.ID); !strings.Contains(got, "C3 “250” đồng là quá nhỏ") {
		t.Errorf("two units: %q", got)
	}
}

func TestAFileThatBreaksOffLeavesNothing(t *testing.T) {
	o := newDesk(t)
	in := o.read(intake.Establishments, ownersHead+strings.Repeat("1;HTX Minh Họa;;;Tân Cương;;1;1;\n", 100)+"2;\"HTX mở ngoặc;;;;;;;\n")
	if in.State != intake.Failed || !strings.Contains(in.Message, "dấu ngoặc kép mở mà không đóng") || len(o.rows(in.ID)) != 0 || len(o.owners()) != 0 {
		t.Errorf("%s %q, %d rows", in.State, in.Message, len(o.rows(in.ID)))
	}
	in = o.read(intake.Establishments, ownersHead+strings.Repeat("1;HTX Minh Họa;;;Tân Cương;;1;1;\n", 100)+strings.Repeat(";", 5000)+"x\n")
	if in.State != intake.Failed || !strings.Contains(in.Message, "200 cột") {
		t.Errorf("5,000 columns: %s %q", in.State, in.Message)
	}
	in = o.read(intake.Establishments, ownersHead+"\n\nTổng cộng;;;;;;1;1;\n")
	if in.State != intake.Failed || !strings.Contains(in.Message, "không có dòng nào") {
		t.Errorf("only a total: %s %q", in.State, in.Message)
	}
}

func TestRowsAreMatchedAndTheDoubtfulAreAsked(t *testing.T) {
	o := newDesk(t)
	head := "TT;Tên cơ sở;MST;Xã;Huyện;Điện thoại\n"
	with := o.enter(establishment.Establishment{Kind: establishment.Enterprise, Name: "Công ty TNHH Minh Họa A", TaxCode: "0101234565", Address: here})
	named := o.enter(establishment.Establishment{Name: "Hợp tác xã Hùng Phát Minh Họa", Address: here})
	in := o.read(intake.Establishments, head+
		"1;CTY TNHH Minh Họa A;0101234565;Tân Cương;;0912345678\n"+ // the same code and name
		"2;Công ty cổ phần Tên Khác;0101234565-001;Tân Cương;;\n"+ // a branch: another establishment
		"3;HTX Hùng Phát Minh Họa;;Tân Cương;;0912345679\n"+ // the same name in the same commune
		"4;HTX Hưng Phát Minh Họa;;Tân Cương;;\n"+ // other marks: a question
		"5;Hộ kinh doanh Hùng Phát Minh Họa;;;;\n"+ // another kind, no commune: a question
		"6;HTX Hùng Phát Minh Họa;;Văn Hán;;\n") // another commune: another one
	want := map[int]intake.Verdict{2: intake.Same, 3: intake.New, 4: intake.Same, 5: intake.Ask, 6: intake.Ask, 7: intake.New}
	for _, r := range o.rows(in.ID) {
		if r.Verdict != want[r.No] {
			t.Errorf("row %d is %s %s %v, want %s: %v", r.No, r.Verdict, r.Target, r.May, want[r.No], r.Problems)
		}
	}
	err := o.try(func(ctx context.Context, tx *db.Tx) error {
		return intake.Tell(ctx, tx, in.ID, in.Version, []intake.Answer{{No: 5, Verdict: intake.Same, Target: string(with.ID)}})
	})
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("an answer that was not offered: %v", err)
	}
	o.update(func(ctx context.Context, tx *db.Tx) error {
		return intake.Tell(ctx, tx, in.ID, in.Version, []intake.Answer{{No: 5, Verdict: intake.New}, {No: 6, Verdict: intake.Same, Target: string(named.ID)}})
	})
	if in = o.load(o.get(in.ID)); in.State != intake.Done || len(o.owners()) != 5 {
		t.Fatalf("%s %s, %d establishments", in.State, in.Message, len(o.owners()))
	}
	o.update(func(ctx context.Context, tx *db.Tx) error {
		e, err := establishment.ByID(ctx, tx, with.ID)
		if e.Phone != "+84912345678" || e.Version != 2 {
			t.Errorf("not completed: %+v", e)
		}
		return err
	})
}

func TestWhatCameMeanwhileIsAskedAgain(t *testing.T) {
	o := newDesk(t)
	in := o.read(intake.Establishments, "TT;Tên cơ sở;Xã\n1;HTX Đến Sau Minh Họa;Tân Cương\n")
	o.enter(establishment.Establishment{Name: "HTX Đến Sau Minh Họa", Address: here})
	if in = o.load(in); in.State != intake.Review || in.Counts.Ask != 1 || !strings.Contains(in.Message, "cần trả lời lại") {
		t.Fatalf("%s %+v %q", in.State, in.Counts, in.Message)
	}
	o.update(func(ctx context.Context, tx *db.Tx) error { return intake.AllNew(ctx, tx, in.ID, in.Version) })
	if in = o.load(o.get(in.ID)); in.State != intake.Done || len(o.owners()) != 2 {
		t.Errorf("%s %q, %d", in.State, in.Message, len(o.owners()))
	}
}

// A text that breaks off behind rows that were kept already leaves none of them.
func TestATextThatBreaksLateLeavesNoRow(t *testing.T) {
	o := newDesk(t)
	in := o.read(intake.Establishments, largeList(3000)+`3001;"HTX không đóng ngoặc`)
	if in.State != intake.Failed || !strings.Contains(in.Message, "Dòng 3002 của tệp CSV có dấu ngoặc kép mở mà không đóng.") || len(o.rows(in.ID)) != 0 {
		t.Errorf("%s, %q, %d rows", in.State, in.Message, len(o.rows(in.ID)))
	}
}
