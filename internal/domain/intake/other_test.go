package intake_test

import (
	"context"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/archive"
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/product"
	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/sheet"
)

const productsHead = "TT;Tên sản phẩm;Cơ sở;MST;Xã;Nhóm sản phẩm;Cấp bình chọn;Năm;Điểm;Số GCN\n"

func (o *desk) products() (all []product.Product) {
	o.Helper()
	o.update(func(ctx context.Context, tx *db.Tx) (err error) {
		all, _, err = product.List(ctx, tx, product.Filter{})
		return err
	})
	return all
}

func TestAListOfProductsComesInAndGoesOut(t *testing.T) {
	o := newDesk(t)
	e := o.enter(establishment.Establishment{Name: "Hợp tác xã chè Minh Họa", Address: here})
	list := productsHead +
		"1;Chè nõn tôm minh họa;HTX chè Minh Họa;;Tân Cương;Thực phẩm, đồ uống;Cấp tỉnh;2023;85,5;12/QĐ-MH\n" +
		"2;Chè đinh minh họa;HTX chè Minh Họa;;;Chế biến nông lâm thủy sản;Quốc gia;2023;;\n"
	in := o.read(intake.Products, list)
	if in.Counts != (intake.Counts{New: 1, Ask: 1}) {
		t.Fatalf("%s %+v %s\n%s", in.State, in.Counts, in.Message, o.problems(in.ID))
	}
	o.update(func(ctx context.Context, tx *db.Tx) error {
		return intake.Tell(ctx, tx, in.ID, in.Version, []intake.Answer{{No: 3, Verdict: intake.Same, Target: string(e.ID)}})
	})
	in = o.load(o.get(in.ID))
	all := o.products()
	if in.State != intake.Done || len(all) != 2 || all[0].Establishment != e.ID || all[1].Points+all[0].Points != 85_50 || all[0].ValidUntil.VN() != "31/12/2025" {
		t.Fatalf("%s %q %+v", in.State, in.Message, all)
	}
	if again := o.read(intake.Products, list); again.Counts.Same != 1 {
		t.Errorf("the same list again: %+v", again.Counts)
	}
	if err := o.undo(in); err != nil {
		t.Fatal(err)
	}
	if in = o.work(in.ID); in.State != intake.Undone || len(o.products()) != 0 {
		t.Errorf("%s %q, %d left", in.State, in.Message, len(o.products()))
	}
}

func TestBadInputOfProductsIsNamedByCell(t *testing.T) {
	o := newDesk(t)
	o.enter(establishment.Establishment{Name: "Hợp tác xã chè Minh Họa", Address: here})
	in := o.read(intake.Products, productsHead+
		"1;Một;HTX chè Minh Họa;;Tân Cương;Nhóm lạ;Cấp tỉnh;2023;85;\n"+
		"2;Hai;HTX chè Minh Họa;;Tân Cương;Thực phẩm;Cấp trời;2023;85;\n"+
		"3;Ba;HTX chè Minh Họa;;Tân Cương;Thực phẩm;Cấp tỉnh;năm ngoái;85;\n"+
		"4;Bốn;HTX chè Minh Họa;;Tân Cương;Thực phẩm;Cấp tỉnh;2023;60;\n"+
		"5;Năm;HTX Chưa Có;;Tân Cương;Thực phẩm;Cấp tỉnh;2023;85;\n"+
		"6;Sáu;HTX chè Minh Họa;0101234560;Tân Cương;Thực phẩm;Cấp tỉnh;2023;85;\n"+
		"7;Bảy;HTX chè Minh Họa;;Xã Không Có;Thực phẩm;Cấp tỉnh;2023;=I2;\n"+
		"8;Tám;HTX chè Minh Họa;;Tân Cương;Thực phẩm;Cấp tỉnh;2023;85;\n"+
		"9;Tám;HTX chè Minh Họa;;Tân Cương;Thực phẩm;Cấp tỉnh;2023;85;\n"+
		";Cộng;;;;;;;;\n")
	got := o.problems(in.ID)
	for _, want := range []string{
		"F2 “Nhóm lạ” không phải", "G3 “Cấp trời” không phải", "H4 “năm ngoái” không phải là một năm", "I5 Sản phẩm được công nhận có điểm bình quân từ 70",
		"C6 Chưa có cơ sở “HTX Chưa Có”", "D7 Chữ số thứ 10", "E8 Không tìm thấy “Xã Không Có”", "I8 Ô là công thức (=I2)", "B10 Trùng với dòng 9",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("nothing says %q in\n%s", want, got)
		}
	}
	if in.Counts.New != 1 || len(o.products()) != 0 {
		t.Errorf("%+v, %d stored", in.Counts, len(o.products()))
	}
}

// past records two schemes of 2019 from a list.
func (o *desk) past() {
	o.Helper()
	table, err := sheet.Parse([]byte("DANH SÁCH ĐỀ ÁN NĂM 2019 (minh họa)\nTT;Tên đề án;Đơn vị thụ hưởng;Nguồn;Kinh phí hỗ trợ (đồng)\n" +
		"1;Hỗ trợ máy sao chè minh họa;HTX chè Minh Họa;Khuyến công địa phương;150.000.000\n" +
		"2;Hỗ trợ máy cưa minh họa;HTX gỗ Minh Họa;Khuyến công quốc gia;200.000.000\n"))
	if err != nil {
		o.Fatal(err)
	}
	list, err := schemelist.Read(table, schemelist.Options{})
	if err != nil {
		o.Fatal(err)
	}
	o.update(func(ctx context.Context, tx *db.Tx) error {
		r, err := archive.Import(ctx, tx, list, archive.Options{})
		if r.Created != 2 {
			o.Fatalf("%+v", r)
		}
		return err
	})
}

// book returns what a book holds.
func (o *desk) book(f ledger.Fund) (b ledger.Balances) {
	o.Helper()
	o.update(func(ctx context.Context, tx *db.Tx) (err error) {
		if b, err = ledger.OfBook(ctx, tx, ledger.Book{Fund: f, Year: 2019}); err != nil {
			return err
		}
		_, err = ledger.Verify(ctx, tx)
		return err
	})
	return b
}

const paymentsHead = "TT;Tên đề án;Đơn vị thụ hưởng;Năm;Số tiền (đồng);Ngày chi;Số chứng từ\n"

func TestPaymentsOfPastSchemesGoThroughTheBookAndBack(t *testing.T) {
	o := newDesk(t)
	o.past()
	list := paymentsHead + "1;Hỗ trợ máy sao chè minh họa;HTX chè Minh Họa;2019;100.000.000;05/06/2019;UNC 01\n" +
		"2;Hỗ trợ máy sao chè minh họa;HTX chè Minh Họa;2019;50.000.000;05/09/2019;UNC 07\n" +
		"Tổng cộng;;;;150.000.000;;\n"
	in := o.load(o.read(intake.Payments, list))
	if in.State != intake.Done || in.Counts != (intake.Counts{New: 2}) {
		t.Fatalf("%s %+v %q\n%s", in.State, in.Counts, in.Message, o.problems(in.ID))
	}
	if b := o.book(ledger.Local); b.Spent() != 150_000_000 || b[ledger.Available] != 0 || b.Allotted() != 150_000_000 {
		t.Errorf("the book: %+v", b)
	}
	if again := o.read(intake.Payments, list); again.Counts.Same != 2 {
		t.Errorf("the same list again: %+v\n%s", again.Counts, o.problems(again.ID))
	}
	more := o.read(intake.Payments, paymentsHead+"1;Hỗ trợ máy sao chè minh họa;;2019;1;01/10/2019;UNC 09\n")
	if got := o.problems(more.ID); !strings.Contains(got, "vượt 1 đồng") && !strings.Contains(got, "quá nhỏ") {
		t.Errorf("more than was granted: %q", got)
	}
	if err := o.undo(in); err != nil {
		t.Fatal(err)
	}
	if in = o.work(in.ID); in.State != intake.Undone {
		t.Fatalf("%s %q", in.State, in.Message)
	}
	if b := o.book(ledger.Local); b.Spent() != 0 || b.Allotted() != 0 {
		t.Errorf("after undoing: %+v", b)
	}
	var entries int
	o.update(func(ctx context.Context, tx *db.Tx) error {
		all, err := ledger.Entries(ctx, tx, ledger.Book{Fund: ledger.Local, Year: 2019}, 0, 100)
		entries = len(all)
		return err
	})
	if entries != 20 { // five for each payment, and the opposite of each
		t.Errorf("%d entries in the book", entries)
	}
	if in = o.load(o.read(intake.Payments, list)); in.State != intake.Done || o.book(ledger.Local).Spent() != 150_000_000 {
		t.Errorf("again: %s %q", in.State, in.Message)
	}
}

func TestBadInputOfPaymentsIsNamedByCell(t *testing.T) {
	o := newDesk(t)
	o.past()
	in := o.read(intake.Payments, paymentsHead+
		"1;Hỗ trợ máy sao chè minh họa;;2019;100.000.000;31/02/2019;UNC 01\n"+
		"2;Hỗ trợ máy sao chè minh họa;;2019;=E2;05/06/2019;UNC 02\n"+
		"3;Đề án không có;;2019;100.000.000;05/06/2019;UNC 03\n"+
		"4;Hỗ trợ máy sao chè minh họa;;2019;160.000.000;05/06/2019;UNC 04\n"+
		"5;Hỗ trợ máy sao chè minh họa;;2019;100;05/06/2019;UNC 05\n"+
		"6;Hỗ trợ máy sao chè minh họa;;2019;1.000.000;05/06/2019;\n"+
		"7;Hỗ trợ máy cưa minh họa;;2019;1.000.000;05/06/2019;UNC 07\n"+
		"8;Hỗ trợ máy cưa minh họa;;2019;1.000.000;05/06/2019;UNC 07\n"+
		"9;Hỗ trợ máy cưa minh họa;;2019;-1.000.000;05/06/2019;UNC 08\n")
	got := o.problems(in.ID)
	for _, want := range []string{
		"F2 “31/02/2019” không phải là một ngày có thật", "E3 Ô là công thức (=E2)", "B4 Không tìm thấy đề án cũ", "E5 Đã chi nhiều hơn hỗ trợ", "E6 “100” đồng là quá nhỏ",
		"G7 Cần ghi số chứng từ", "G9 Trùng với dòng 8", "E10 Số tiền \"-1.000.000\" là số âm",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("nothing says %q in\n%s", want, got)
		}
	}
	if b := o.book(ledger.National); b.Spent() != money.VND(0) {
		t.Errorf("half loaded: %+v", b)
	}
}

func TestQuestionsOfSeveralSchemesAreAsked(t *testing.T) {
	o := newDesk(t)
	o.past()
	in := o.read(intake.Payments, "TT;Đơn vị thụ hưởng;Số tiền (đồng);Ngày chi;Số chứng từ\n1;Minh Họa;1.000.000;05/06/2019;UNC 1\n")
	if in.Counts.Ask != 1 {
		t.Fatalf("%+v\n%s", in.Counts, o.problems(in.ID))
	}
	row := o.rows(in.ID)[0]
	o.update(func(ctx context.Context, tx *db.Tx) error {
		return intake.Tell(ctx, tx, in.ID, in.Version, []intake.Answer{{No: row.No, Verdict: intake.Same, Target: row.May[0]}})
	})
	if in = o.load(o.get(in.ID)); in.State != intake.Done {
		t.Errorf("%s %q", in.State, in.Message)
	}
}
