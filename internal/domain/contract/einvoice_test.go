package contract_test

import (
	"context"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/invoice"
	"example.vn/khuyencong/internal/domain/invoice/invoicetest"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// sha is the hash of a file, made up.
func sha(letter string) string { return strings.Repeat(letter, 64) }

// ofFile is a settlement with every required paper and the invoice of a file.
func (r *rig) ofFile(id scheme.ID, sample invoicetest.Sample, signature, letter string) contract.Settlement {
	r.t.Helper()
	read, err := invoice.Read(invoicetest.File(sample.Data(), signature), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	s := r.dossier(id, "1", "2026-06-01")
	s.Invoices = []contract.Invoice{contract.OfFile(read, blob.Staged{Name: "hd.xml", Media: "application/xml", Size: 9, SHA256: sha(letter)})}
	return s
}

// stored is the settlement as it was kept.
func (r *rig) stored(id string) *contract.Settlement {
	r.t.Helper()
	var s *contract.Settlement
	r.must(auditor, func(ctx context.Context, tx *db.Tx) (err error) {
		s, err = contract.SettlementByID(ctx, tx, id)
		return err
	})
	return s
}

func TestAnElectronicInvoiceIsTakenAsItIsAndNeedsNoSecondPerson(t *testing.T) {
	r := newRig(t, "2026-06-01")
	_, f := r.payable(2026, "2026-06-01")
	s := r.ofFile(f.Scheme.ID, invoicetest.Example(), "", "a")
	s.Invoices[0].Amount, s.Invoices[0].Number = 1, "999" // whatever a hand wrote there
	s.Invoices[0].ConfirmedBy = "x"
	r.must(accountant, prepared(&s))
	got := r.stored(s.ID).Invoices[0]
	if got.Amount != 800e6 || got.Number != "88" || got.Symbol != "1C26TAA" || got.Source != contract.FromFile || got.SHA256 != sha("a") ||
		got.Verdict != invoice.Unsigned || got.ConfirmedBy != "" || !strings.HasPrefix(got.File, "f-") {
		t.Errorf("kept %+v", got)
	}
	r.must(auditor, func(ctx context.Context, tx *db.Tx) error {
		files, err := blob.List(ctx, tx, s.Owner())
		if err == nil && (len(files) != 1 || files[0].ID != got.File || files[0].SHA256 != sha("a")) {
			t.Errorf("files %+v", files)
		}
		return err
	})
	r.must(director, approved(s.ID, 1, "2026-06-01"))
}

func TestATypedInvoiceCannotPassForAFile(t *testing.T) {
	r := newRig(t, "2026-06-01")
	_, f := r.payable(2026, "2026-06-01")
	s := r.dossier(f.Scheme.ID, "1", "2026-06-01")
	i := &s.Invoices[0]
	i.Source, i.Verdict, i.SHA256, i.ConfirmedBy, i.File = contract.FromFile, invoice.Trusted, sha("b"), "x", "f-1"
	r.must(accountant, prepared(&s))
	if got := r.stored(s.ID).Invoices[0]; got.Source != contract.Typed || got.Verdict != "" || got.SHA256 != "" || got.ConfirmedBy != "" || got.File != "" {
		t.Errorf("kept %+v", got)
	}
}

func TestAScanBelongsToTheTypedInvoice(t *testing.T) {
	r := newRig(t, "2026-06-01")
	_, f := r.payable(2026, "2026-06-01")
	scan := func(media, letter string) blob.Staged {
		return blob.Staged{Name: "hd." + letter, Media: media, Size: 9, SHA256: sha(letter)}
	}
	bad := r.dossier(f.Scheme.ID, "1", "2026-06-01")
	bad.Invoices[0] = bad.Invoices[0].WithScan(scan("image/webp", "a"))
	r.refused(staff, fault.Invalid, "invoice_1_scan:Bản quét phải là tệp PDF, JPEG hoặc PNG.", prepared(&bad))
	s := r.dossier(f.Scheme.ID, "1", "2026-06-01")
	s.Invoices = append(s.Invoices, typedInvoice("2", "2026-06-01")) // one sheet with both invoices
	for i := range s.Invoices {
		s.Invoices[i] = s.Invoices[i].WithScan(scan("application/pdf", "b"))
	}
	r.must(accountant, prepared(&s))
	got := r.stored(s.ID)
	for no, i := range got.Invoices {
		if i.Source != contract.Typed || i.SHA256 != sha("b") || !strings.HasPrefix(i.File, "f-") || i.Verdict != "" {
			t.Errorf("invoice %d: %+v", no+1, i)
		}
	}
	if len(got.Unconfirmed()) != 2 {
		t.Error("a scan does not take the place of the second person")
	}
	_, other := r.payable(2026, "2026-06-01")
	again := r.dossier(other.Scheme.ID, "3", "2026-06-01")
	again.Invoices[0] = again.Invoices[0].WithScan(scan("application/pdf", "b"))
	r.refused(staff, fault.Conflict, "đã dùng trong hồ sơ quyết toán "+s.ID, prepared(&again))
}

func TestTheBuyerIsComparedWithTheContract(t *testing.T) {
	r := newRig(t, "2026-06-01")
	_, f := r.payable(2026, "2026-06-01")
	name := f.Scheme.Beneficiaries[0].Name
	r.must(chief, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE establishments SET tax_code = '0123456787' WHERE id = ?`, f.Scheme.Beneficiaries[0].Establishment)
		return err
	})
	for n, c := range []struct {
		change func(*invoicetest.Sample)
		is     contract.BuyerRole
		says   string
		wrong  bool
	}{
		{func(*invoicetest.Sample) {}, contract.BuyerBeneficiary, "", false},
		{func(b *invoicetest.Sample) { b.BuyerTax, b.BuyerName = "", strings.ToUpper(name) }, contract.BuyerBeneficiary, "so được theo tên", false},
		{func(b *invoicetest.Sample) { b.BuyerTax, b.BuyerName = "0100109106", name }, contract.BuyerOther, "nhưng mã số thuế 0100109106 khác mã đã ghi (0123456787)", true},
		{func(b *invoicetest.Sample) { b.BuyerTax, b.BuyerName = "0100109106", "Cơ sở lạ" }, contract.BuyerOther, "không phải đơn vị thụ hưởng", true},
		{func(b *invoicetest.Sample) { b.BuyerTax, b.BuyerName = "0100109106", "TRUNG TÂM  THỬ" }, contract.BuyerImplementer, "là đơn vị thực hiện", false},
		{func(b *invoicetest.Sample) { b.BuyerTax, b.BuyerName = "", "" }, contract.BuyerOther, "không phải đơn vị thụ hưởng", true},
	} {
		sample := invoicetest.Example()
		c.change(&sample)
		s := r.ofFile(f.Scheme.ID, sample, "", "a")
		r.must(accountant, prepared(&s))
		got := r.stored(s.ID).Invoices[0]
		last := invoice.Finding{}
		for _, find := range got.Findings {
			if strings.Contains(find.Text, "ên mua") {
				last = find
			}
		}
		by := contract.ByName
		switch {
		case c.is == contract.BuyerOther:
			by = ""
		case c.says == "":
			by = contract.ByTaxCode
		}
		if got.BuyerIs != c.is || got.BuyerBy != by || !strings.Contains(last.Text, c.says) || last.Wrong != c.wrong || c.says == "" && last.Text != "" {
			t.Errorf("%d: buyer is %q with %+v, want %q with %q", n, got.BuyerIs, last, c.is, c.says)
		}
		r.must(director, func(ctx context.Context, tx *db.Tx) error { return contract.RefuseSettlement(ctx, tx, s.ID, 1, "x") })
	}
}

func TestAFileIsUsedOnce(t *testing.T) {
	r := newRig(t, "2026-06-01")
	_, first := r.payable(2026, "2026-06-01")
	_, second := r.payable(2026, "2026-06-01")
	a := r.ofFile(first.Scheme.ID, invoicetest.Example(), "", "a")
	r.must(accountant, prepared(&a))
	// The same invoice typed, and the same file said to be another invoice.
	typed := r.dossier(second.Scheme.ID, "0000088", "2026-06-01")
	r.refused(accountant, fault.Conflict, "đã dùng trong hồ sơ quyết toán "+a.ID, prepared(&typed))
	other := invoicetest.Example()
	other.Number = "89"
	b := r.ofFile(second.Scheme.ID, other, "", "a")
	r.refused(accountant, fault.Conflict, "Tệp của hóa đơn", prepared(&b))
	b = r.ofFile(second.Scheme.ID, other, "", "b")
	b.Invoices = append(b.Invoices, b.Invoices[0])
	r.refused(accountant, fault.Invalid, "đã có ở dòng trên", prepared(&b))
	// One that replaces what another dossier uses.
	other.Head = "<TTHDLQuan><TCHDon>1</TCHDon><KHMSHDCLQuan>1</KHMSHDCLQuan><KHHDCLQuan>C26TAA</KHHDCLQuan><SHDCLQuan>00000088</SHDCLQuan></TTHDLQuan>"
	b = r.ofFile(second.Scheme.ID, other, "", "b")
	r.must(accountant, prepared(&b))
	found := r.stored(b.ID).Invoices[0].Findings
	if text := found[len(found)-1].Text; !strings.Contains(text, "đang dùng trong hồ sơ quyết toán "+a.ID) {
		t.Errorf("findings %+v", found)
	}
}

func TestAFileThatDoesNotHoldIsRefusedWithItsName(t *testing.T) {
	r := newRig(t, "2026-06-01")
	_, f := r.payable(2026, "2026-06-01")
	seller := invoicetest.NewAuthority(t).Issue(t, "Công ty Máy thử", "0100109106")
	sample := invoicetest.Example()
	signature := seller.Sign(t, sample.Data(), "data", "2026-06-01T08:00:00")
	sample.Number = "89"
	s := r.ofFile(f.Scheme.ID, sample, signature, "a")
	r.refused(accountant, fault.Invalid, "Tệp “hd.xml”: Nội dung hóa đơn đã bị sửa sau khi ký.", prepared(&s))
	sample.SellerTax = "0100109107"
	s = r.ofFile(f.Scheme.ID, sample, "", "a")
	r.refused(accountant, fault.Invalid, "Tệp “hd.xml”: Chữ số thứ 10", prepared(&s))
	sample = invoicetest.Example()
	sample.Day = "2026-06-02"
	s = r.ofFile(f.Scheme.ID, sample, "", "a")
	r.refused(accountant, fault.Invalid, "chưa tới", prepared(&s))
}

func TestTypedInvoicesAreConfirmedByAnotherPerson(t *testing.T) {
	r := newRig(t, "2026-06-01")
	_, f := r.payable(2026, "2026-06-01")
	s := r.dossier(f.Scheme.ID, "0000123", "2026-06-01")
	s.Invoices = append(s.Invoices, typedInvoice("124", "2026-06-01"))
	r.must(accountant, prepared(&s))
	again := readings(s)
	confirm := func(version int64, again ...contract.Reading) deed {
		return func(ctx context.Context, tx *db.Tx) error {
			return contract.ConfirmInvoices(ctx, tx, s.ID, version, again)
		}
	}
	r.refused(director, fault.Conflict, "chưa có người thứ hai xác nhận", approved(s.ID, 1, "2026-06-01"))
	r.refused(accountant, fault.Forbidden, "hai người", confirm(1, again...))
	r.refused(department, fault.Forbidden, "xác nhận hóa đơn ghi tay", confirm(1, again...))
	r.refused(staff, fault.Conflict, "người khác sửa", confirm(2, again...))
	r.refused(staff, fault.Invalid, "Chưa ghi lại", confirm(1))
	for word, change := range map[string]func(*contract.Reading){
		"reading_2_number":    func(r *contract.Reading) { r.Number = "125" },
		"reading_2_amount":    func(r *contract.Reading) { r.Amount++ },
		"reading_2_issued_on": func(r *contract.Reading) { r.IssuedOn = day("2026-05-31") },
		"Hãy ghi số hóa đơn":  func(r *contract.Reading) { r.Number = "" },
	} {
		wrong := readings(s)
		change(&wrong[1])
		r.refused(staff, fault.Invalid, word, confirm(1, wrong...))
	}
	if n := len(r.stored(s.ID).Unconfirmed()); n != 2 {
		t.Fatalf("%d wait after refusals, want 2: all or nothing", n)
	}
	again[0].Number = "123" // as it is printed on another copy
	r.must(staff, confirm(1, again[0]))
	r.refused(staff, fault.Conflict, "không chờ xác nhận", confirm(1, again[0]))
	r.refused(director, fault.Conflict, "số 124", approved(s.ID, 1, "2026-06-01"))
	r.must(director, confirm(1, again[1]))
	got := r.stored(s.ID)
	if len(got.Unconfirmed()) != 0 || got.Invoices[0].ConfirmedBy != staff.ID || got.Invoices[1].ConfirmedBy != director.ID || got.Invoices[0].ConfirmedAt == "" {
		t.Errorf("kept %+v", got.Invoices)
	}
	r.must(director, approved(s.ID, 1, "2026-06-01"))
	r.refused(staff, fault.Conflict, "Đã quyết toán", confirm(2, again...))
}
