package office

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/invoice"
	"example.vn/khuyencong/internal/domain/invoice/invoicetest"
	"example.vn/khuyencong/internal/domain/signature"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// confirmed has the staff confirm the typed invoices of the dossier at path.
func (r *contractRig) confirmed(path string) {
	r.t.Helper()
	v := contractValues("version", "1")
	for _, i := range r.settlement(path).Unconfirmed() {
		v.Add("reading_no", strconv.Itoa(i.No))
		v.Add("reading_number", i.Number)
		v.Add("reading_issued_on", i.IssuedOn.VN())
		v.Add("reading_amount", i.Amount.String())
	}
	r.as(access.Staff).post(path+"/xac-nhan", v).must(r.t, 303)
}

// settlement is the dossier at path.
func (r *contractRig) settlement(path string) *contract.Settlement {
	r.t.Helper()
	var s *contract.Settlement
	r.update(r.actor(access.Staff), func(ctx context.Context, tx *db.Tx) (err error) {
		s, err = contract.SettlementByID(ctx, tx, path[strings.LastIndex(path, "/")+1:])
		return err
	})
	return s
}

// payable is a rig whose scheme may be settled, with a supplier whom the office
// trusts.
func newPayableRig(t *testing.T) (*contractRig, *invoicetest.Signer) {
	t.Helper()
	r := newContractRig(t)
	r.signed()
	r.accepted()
	r.paid("thanh-toan", "payment", "200.000.000", "U")
	a := invoicetest.NewAuthority(t)
	r.update(r.actor(access.Admin), func(ctx context.Context, tx *db.Tx) error {
		_, err := signature.AddAnchor(ctx, tx, a.PEM(), "nhà cung cấp thử")
		return err
	})
	return r, a.Issue(t, "Công ty Máy thử", "0100109106")
}

var hiddenXML = regexp.MustCompile(`name="(xml_sha|xml_name)" value="([^"]*)"`)

// carried is the form that the page carries along of the files it has read.
func carried(body string) url.Values {
	v := url.Values{}
	for _, m := range hiddenXML.FindAllStringSubmatch(body, -1) {
		v.Add(m[1], m[2])
	}
	return v
}

func with(v url.Values, more ...url.Values) url.Values {
	for _, m := range more {
		for name, values := range m {
			v[name] = append(v[name], values...)
		}
	}
	return v
}

func TestAnElectronicInvoiceFillsItsLine(t *testing.T) {
	r, seller := newPayableRig(t)
	sample := invoicetest.Example()
	sample.Day, sample.BuyerTax, sample.BuyerName = "2026-11-15", "", r.file().Scheme.Beneficiaries[0].Name
	file := invoicetest.File(sample.Data(), seller.Sign(t, sample.Data(), "data", "2026-11-15T08:00:00"))
	sample.Number = "89"
	other := invoicetest.File(sample.Data(), "")

	typed := contractValues("note", "Đủ chứng từ")
	got := r.sends(access.Accountant, "/quyet-toan/moi", with(contractValues("doc-xml", "1"), typed), "xml", map[string][]byte{"hd88.xml": file, "hd89.xml": other}).
		must(t, 200, "1C26TAA số 88 ngày 15/11/2026", "Chữ ký hợp lệ", "Không có chữ ký", "800.000.000", "Máy sấy chè × 1 Cái", "Đủ chứng từ", "hd89.xml").sound(t)
	if len(r.file().Settlements) != 0 {
		t.Error("reading a file made a settlement")
	}
	kept := carried(got.Body)
	if len(kept["xml_sha"]) != 2 {
		t.Fatalf("the page carries %v", kept)
	}
	drop := kept["xml_sha"][1]
	if kept["xml_name"][1] != "hd89.xml" {
		drop = kept["xml_sha"][0]
	}
	got = r.as(access.Accountant).post(r.home+"/quyet-toan/moi", with(contractValues("bo-xml", drop), typed, kept)).must(t, 200, "số 88", "-số 89").sound(t)
	form := with(r.dossier(), carried(got.Body))
	for _, name := range contractInvoiceFields {
		form.Del("invoice_" + name)
	}
	form.Set("invoice_amount", "") // and no figure of it can be sent
	form.Set("xml_amount", "1")
	to := r.as(access.Accountant).post(r.home+"/quyet-toan/moi", form).must(t, 303).Location
	one := r.settlement(to).Invoices
	if len(one) != 1 || one[0].Amount != 800e6 || one[0].Verdict != invoice.Trusted || one[0].BuyerIs != contract.BuyerBeneficiary || one[0].Seller != "Công ty Máy thử" {
		t.Errorf("kept %+v", one)
	}
	page := r.as(access.Director).get(to).must(t, 200, "Chữ ký hợp lệ", "Tệp XML", "Bên mua là đơn vị thụ hưởng", "so được theo tên", "Duyệt quyết toán</button>").sound(t)
	link := regexp.MustCompile(`href="(/tep/f-\d+)"`).FindStringSubmatch(page.Body)
	if link == nil {
		t.Fatal("no link to the file")
	}
	sent := r.as(access.Auditor).get(link[1]).must(t, 200)
	if sent.Body != string(file) || !strings.HasPrefix(sent.Header.Get("Content-Disposition"), "attachment") || sent.Header.Get("Content-Type") != "application/xml" {
		t.Errorf("the file comes back with %v", sent.Header)
	}
	r.stranger().get(link[1]).must(t, 404)
	r.as(access.Director).post(to+"/duyet", contractValues("version", "1", "approved_on", "22/11/2026")).must(t, 303)
}

func TestBadFilesAreRefusedAndTheRestStays(t *testing.T) {
	r, seller := newPayableRig(t)
	sample := invoicetest.Example()
	sample.Day = "2026-11-15"
	good := invoicetest.File(sample.Data(), seller.Sign(t, sample.Data(), "data", "2026-11-15T08:00:00"))
	send := func(files map[string][]byte) answer {
		return r.sends(access.Accountant, "/quyet-toan/moi", with(contractValues("doc-xml", "1", "note", "Ghi chú giữ lại")), "xml", files)
	}
	for says, file := range map[string][]byte{
		"không phải là hóa đơn điện tử": []byte("<a/>"),
		"khai báo DTD":             append([]byte("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>"), good...),
		"đã bị sửa sau khi ký":     invoicetest.Swap(t, good, ">800000000<", ">900000000<"),
		"không phải là XML hợp lệ": []byte("PK\x03\x04"),
	} {
		send(map[string][]byte{"xau.xml": file, "tot.xml": good}).must(t, 422, says, "“xau.xml”", `href="#xml"`, "1C26TAA số 88", "Ghi chú giữ lại").sound(t)
	}
	send(map[string][]byte{"tot.pdf": good}).must(t, 422, "không phải là tệp XML").sound(t)
	send(nil).must(t, 422, "Hãy chọn tệp hóa đơn XML", "Ghi chú giữ lại").sound(t)

	// A hash of a file that is not there, or is no invoice.
	picture, err := blob.Put(t.Context(), r.server.Files, strings.NewReader("%PDF-1.4\n%%EOF\n"), "a.pdf")
	if err != nil {
		t.Fatal(err)
	}
	for _, sha := range []string{strings.Repeat("a", 64), "../../etc/passwd", picture.SHA256} {
		r.as(access.Accountant).post(r.home+"/quyet-toan/moi", with(r.dossier(), contractValues("xml_sha", sha, "xml_name", "x.xml"))).must(t, 422, "“x.xml”").sound(t)
	}
	if n := len(r.file().Settlements); n != 0 {
		t.Errorf("%d settlements", n)
	}
	// What the domain says of a file stands beside the field of files.
	sample.Day = "2026-12-24"
	late := invoicetest.File(sample.Data(), "")
	r.sends(access.Accountant, "/quyet-toan/moi", r.dossier(), "xml", map[string][]byte{"mai.xml": late}).must(t, 422, "Tệp “mai.xml”: Ngày này chưa tới", `href="#xml"`, "Công ty Máy chè").sound(t)
}

func TestASecondPersonConfirmsWithoutSeeingTheFigures(t *testing.T) {
	r, _ := newPayableRig(t)
	to := r.as(access.Accountant).post(r.home+"/quyet-toan/moi", r.dossier()).must(t, 303).Location
	r.as(access.Staff).get(to).must(t, 200, to+"/xac-nhan")
	r.as(access.Auditor).get(to).must(t, 200, "chờ người thứ hai", "-/xac-nhan")
	r.as(access.Staff).get(to+"/xac-nhan").must(t, 200, "Công ty Máy chè", "1C26TAA", "-480.000.000", "-15/11/2026").sound(t)
	confirm := func(role access.Role, number, day, amount string) answer {
		return r.as(role).post(to+"/xac-nhan", contractValues("version", "1", "reading_no", "1", "reading_number", number, "reading_issued_on", day, "reading_amount", amount))
	}
	confirm(access.Staff, "123", "15/11/2026", "840.000.000").must(t, 422, "Khác với số người lập đã ghi", `href="#reading_1_amount"`, "840.000.000", "-480.000.000").sound(t)
	confirm(access.Staff, "123", "hôm qua", "480.000.000").must(t, 422, "ngày/tháng/năm").sound(t)
	confirm(access.Staff, "", "", "").must(t, 422, "Chưa ghi lại hóa đơn nào").sound(t)
	r.as(access.Director).post(to+"/duyet", contractValues("version", "1", "approved_on", "22/11/2026")).must(t, 409, "chưa có người thứ hai xác nhận")
	confirm(access.Staff, "00123", "15/11/2026", "480.000.000").must(t, 303)
	confirm(access.Director, "123", "15/11/2026", "480.000.000").must(t, 409, "không chờ xác nhận")
	r.as(access.Staff).get(to+"/xac-nhan").must(t, 200, "Không có hóa đơn ghi tay nào chờ")
	r.as(access.Director).post(to+"/duyet", contractValues("version", "1", "approved_on", "22/11/2026")).must(t, 303)
}

// paperScan is a page of PDF, as scanners make them.
const paperScan = "%PDF-1.4\n% hóa đơn giấy\n%%EOF\n"

// scanned sends a dossier of two typed invoices with files in the rows given.
func (r *contractRig) scanned(files map[string][2]string) answer {
	r.t.Helper()
	v := r.dossier()
	for _, name := range contractInvoiceFields { // a blank row stands between the two
		v["invoice_"+name] = append(v["invoice_"+name], "", map[string]string{
			"seller": "HTX Cơ khí", "seller_tax": "0100109106", "symbol": "1C26TBB", "number": "9", "issued_on": "16/11/2026", "amount": "1.000.000",
		}[name])
	}
	v["invoice_row"] = []string{"1", "2", "3"}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	v.Set(ui.KeyName, ui.Key())
	for name, values := range v {
		for _, value := range values {
			if err := w.WriteField(name, value); err != nil {
				r.t.Fatal(err)
			}
		}
	}
	for field, file := range files {
		part, err := w.CreateFormFile(field, file[0])
		if err == nil {
			_, err = part.Write([]byte(file[1]))
		}
		if err != nil {
			r.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		r.t.Fatal(err)
	}
	return r.as(access.Accountant).send("POST", r.home+"/quyet-toan/moi", w.FormDataContentType(), &body)
}

func TestTheScanOfAPaperInvoiceIsShownToTheSecondPerson(t *testing.T) {
	r, _ := newPayableRig(t)
	r.as(access.Accountant).get(r.home+"/quyet-toan/moi").must(t, 200, `name="invoice_scan_1"`, `type="file"`, "multipart/form-data").sound(t)
	to := r.scanned(map[string][2]string{"invoice_scan_1": {"hd 123.pdf", paperScan}, "invoice_scan_3": {"hd9.png", string(contractPNG)}}).must(t, 303).Location
	all := r.settlement(to).Invoices
	if len(all) != 2 || all[0].File == "" || all[1].File == "" || all[0].Source != contract.Typed || all[0].SHA256 == all[1].SHA256 {
		t.Fatalf("kept %+v", all)
	}
	r.as(access.Auditor).get(to).must(t, 200, "Bản quét", "-Tệp XML", "/tep/"+all[0].File, "Ghi tay, chờ xác nhận").sound(t)
	r.as(access.Staff).get(to+"/xac-nhan").must(t, 200, "Bản quét hóa đơn 1", "hd 123.pdf", `src="/tep/`+all[1].File+`"`, `-src="/tep/`+all[0].File, "-480.000.000", "-1.000.000").sound(t)
	if got := r.as(access.Staff).get("/tep/"+all[0].File).must(t, 200); got.Body != paperScan || got.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("the scan comes back as %s", got.Header.Get("Content-Type"))
	}
	r.stranger().get("/tep/"+all[0].File).must(t, 404)
	r.confirmed(to)
	if n := len(r.settlement(to).Unconfirmed()); n != 0 {
		t.Errorf("%d invoices still wait", n)
	}
}

func TestWhatIsNoScanIsRefused(t *testing.T) {
	r, seller := newPayableRig(t)
	sample := invoicetest.Example()
	signed := string(invoicetest.File(sample.Data(), seller.Sign(t, sample.Data(), "data", "2026-11-15T08:00:00")))
	for says, file := range map[string][2]string{
		"không thuộc loại được nhận": {"hd.xml", signed},
		"không khớp với nội dung":    {"hd.pdf", string(contractPNG)},
		"PDF, JPEG hoặc PNG":         {"hd.webp", "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"},
		"trống, không có nội dung":   {"hd.pdf", ""},
	} {
		r.scanned(map[string][2]string{"invoice_scan_3": file}).must(t, 422, says, `href="#invoice_2_scan"`, "HTX Cơ khí", "Bản quét đã chọn chưa được lưu").sound(t)
	}
	if n := len(r.file().Settlements); n != 0 {
		t.Errorf("%d settlements", n)
	}
	// A scan alone is a row whose figures are missing.
	v := r.dossier()
	for _, name := range contractInvoiceFields {
		v.Set("invoice_"+name, "")
	}
	r.sends(access.Accountant, "/quyet-toan/moi", v, "invoice_scan_1", map[string][]byte{"a.pdf": []byte(paperScan)}).must(t, 422, "Hãy ghi tên bên bán", `href="#invoice_1_amount"`).sound(t)
}

// A settlement approved before there was this step says so.
func TestOldSettlementsSayThatNobodyConfirmed(t *testing.T) {
	s := contract.Settlement{State: contract.SettlementApproved, Invoices: []contract.Invoice{{Source: contract.Typed}}}
	if _, label := contractSourceTag(s, s.Invoices[0]); !strings.Contains(label, "trước khi có xác nhận") {
		t.Errorf("label %q", label)
	}
}
