package office

import (
	"bytes"
	"context"
	"encoding/base64"
	"mime/multipart"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// contractRig is an office with one approved scheme and the tab of its money.
type contractRig struct {
	*office
	id   scheme.ID
	home string
}

func newContractRig(t *testing.T) *contractRig {
	t.Helper()
	r := &contractRig{office: newTestOffice(t)}
	s := r.draft("Máy sao chè cho hợp tác xã Hảo Đạt", r.establishmentNamed("HTX Chè Hảo Đạt"))
	r.approved(s)
	return r
}

// approved stores s and brings it, with its money, to where contracts begin.
func (r *contractRig) approved(s *scheme.Scheme) {
	r.t.Helper()
	r.id = r.addScheme(s)
	r.home = "/de-an/" + string(r.id) + "/hop-dong"
	all := db.Scope{Province: "19", Actor: access.System("test")}
	r.update(all, func(ctx context.Context, tx *db.Tx) error {
		s, err := scheme.ByID(ctx, tx, r.id)
		if err != nil {
			return err
		}
		for _, to := range []scheme.State{scheme.Submitted, scheme.Appraising, scheme.Appraised, scheme.Planned, scheme.Approved} {
			if err := scheme.Move(ctx, tx, s, to, "test", nil); err != nil {
				return err
			}
		}
		b := ledger.Book{Fund: ledger.Local, Year: 2026}
		for _, e := range []ledger.Entry{
			{Book: b, Key: "allot/" + string(r.id), Kind: ledger.Allot, Amount: 1e9, Day: "2026-01-05"},
			{Book: b, Key: "approve/" + string(r.id), Kind: ledger.Approve, Subject: r.id.Subject(), Amount: 200e6, Day: "2026-02-01"},
		} {
			if err := ledger.Post(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// file reads everything about the contract.
func (r *contractRig) file() *contract.File {
	r.t.Helper()
	var f *contract.File
	err := r.db.View(r.t.Context(), r.actor(access.Auditor), func(tx *db.Tx) (err error) {
		f, err = contract.OfScheme(r.t.Context(), tx, r.id)
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return f
}

// does posts a form under the tab, which must succeed.
func (r *contractRig) does(role access.Role, path string, pairs ...string) answer {
	r.t.Helper()
	return r.as(role).post(r.home+path, contractValues(pairs...)).must(r.t, 303)
}

func contractValues(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// drafted prepares the contract.
func (r *contractRig) drafted() {
	r.t.Helper()
	r.does(access.Staff, "/soan", "party", "Trung tâm Khuyến công", "value", "200.000.000", "investment", "500.000.000",
		"starts_on", "01/03/2026", "ends_on", "30/11/2026", "terms", "Điều 1. Hỗ trợ máy sao chè.\nĐiều 2. Thanh toán.")
}

// signed prepares and signs the contract.
func (r *contractRig) signed() {
	r.t.Helper()
	r.drafted()
	r.does(access.Director, "/ky", "number", "27/HĐ-KC", "signed_on", "01/03/2026", "version", "1")
}

// requested prepares a request and returns its id.
func (r *contractRig) requested(way, kind, amount string) string {
	r.t.Helper()
	to := r.does(access.Staff, "/de-nghi/moi", "loai", way, "kind", kind, "amount", amount, "proof", "Hợp đồng mua máy số 5").Location
	return to[strings.LastIndex(to, "/")+1:]
}

// paid takes a request to its voucher.
func (r *contractRig) paid(way, kind, amount, voucher string) {
	r.t.Helper()
	id := r.requested(way, kind, amount)
	r.does(access.Director, "/de-nghi/"+id+"/duyet", "version", "1")
	r.does(access.Accountant, "/de-nghi/"+id+"/chi", "version", "2", "voucher_no", voucher, "voucher_on", "20/11/2026")
}

// progressed reports enough work for an advance.
func (r *contractRig) progressed() {
	r.t.Helper()
	r.does(access.Staff, "/tien-do", "month", "2026-11", "done", "400.000.000", "note", "Máy đã lắp", "trouble", "")
}

// A tiny picture.
var contractPNG, _ = base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")

// uploads posts a form with files as the staff.
func (r *contractRig) uploads(path string, fields url.Values, files map[string][]byte) answer {
	r.t.Helper()
	return r.sends(access.Staff, path, fields, contractPhotos, files)
}

// sends posts a form with files in one field.
func (r *contractRig) sends(role access.Role, path string, fields url.Values, field string, files map[string][]byte) answer {
	r.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if !fields.Has(ui.KeyName) {
		fields.Set(ui.KeyName, ui.Key())
	}
	for name, values := range fields {
		for _, v := range values {
			if err := w.WriteField(name, v); err != nil {
				r.t.Fatal(err)
			}
		}
	}
	for name, data := range files {
		part, err := w.CreateFormFile(field, name)
		if err != nil {
			r.t.Fatal(err)
		}
		if _, err := part.Write(data); err != nil {
			r.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		r.t.Fatal(err)
	}
	return r.as(role).send("POST", r.home+path, w.FormDataContentType(), &body)
}

// contractMinutes are the fields of an acceptance.
func contractMinutes(value string) url.Values {
	return contractValues("beneficiary", "1", "accepted_on", "20/11/2026", "place", "Xưởng của hợp tác xã", "quantities", "02 máy sao chè",
		"serials", "SN-1\nSN-2", "differences", "", "value", value)
}

// accepted has the work accepted.
func (r *contractRig) accepted() {
	r.t.Helper()
	to := r.uploads("/nghiem-thu/moi", contractMinutes("200.000.000"), map[string][]byte{"nhan-may.png": contractPNG}).must(r.t, 303).Location
	r.does(access.Department, strings.TrimPrefix(to, r.home)+"/xac-nhan", "version", "1")
}

// dossier is a settlement with every required paper and one invoice.
func (r *contractRig) dossier() url.Values {
	v := contractValues("invoice_seller", "Công ty Máy chè", "invoice_seller_tax", "0100109106", "invoice_symbol", "1C26TAA",
		"invoice_number", "123", "invoice_issued_on", "15/11/2026", "invoice_amount", "480.000.000", "note", "Đủ chứng từ")
	for _, p := range r.file().EvidenceList() {
		if p.Required {
			v.Add("papers", p.Key)
		}
	}
	return v
}

// looks opens the tab and every small page as everybody who may, and expects
// sound pages.
func (r *contractRig) looks(state string) {
	r.t.Helper()
	pages := map[string][]access.Role{
		"":                                     {access.Staff, access.Accountant, access.Director, access.Department, access.Approver, access.Ministry, access.Auditor, access.Admin, access.Appraiser},
		"/soan":                                {access.Staff},
		"/ky":                                  {access.Director},
		"/phu-luc":                             {access.Staff},
		"/tien-do":                             {access.Staff},
		"/nghiem-thu/moi":                      {access.Staff},
		"/de-nghi/moi":                         {access.Staff, access.Accountant},
		"/de-nghi/moi?loai=tam-ung":            {access.Staff},
		"/de-nghi/moi?loai=thanh-toan":         {access.Staff},
		"/de-nghi/moi?loai=thanh-toan-tam-ung": {access.Accountant},
		"/de-nghi/moi?loai=thu-hoi":            {access.Accountant},
		"/quyet-toan/moi":                      {access.Staff, access.Accountant},
		"/thanh-ly":                            {access.Director},
		"/chuyen-nguon":                        {access.Approver},
	}
	f := r.file()
	readers := []access.Role{access.Staff, access.Accountant, access.Director, access.Department, access.Auditor}
	for _, a := range f.Annexes {
		pages["/phu-luc/"+strconv.Itoa(a.No)] = readers
	}
	for _, d := range f.Disbursements {
		pages["/de-nghi/"+d.ID] = readers
	}
	for _, a := range f.Acceptances {
		pages["/nghiem-thu/"+a.ID] = readers
	}
	for _, s := range f.Settlements {
		pages["/quyet-toan/"+s.ID] = readers
		pages["/quyet-toan/"+s.ID+"/xac-nhan"] = []access.Role{access.Staff, access.Accountant, access.Director}
	}
	for path, roles := range pages {
		for _, role := range roles {
			got := r.as(role).get(r.home + path)
			if got.Status != 200 {
				r.t.Errorf("%s: %s as %s: %d", state, path, role, got.Status)
				continue
			}
			got.sound(r.t)
			if role == access.Auditor && strings.Contains(got.Body[strings.Index(got.Body, "<main"):], "<form method=\"post\"") {
				r.t.Errorf("%s: %s offers the auditor a deed", state, path)
			}
		}
	}
	for _, path := range []string{"/hop-dong", "/hop-dong/de-nghi", "/hop-dong?trang-thai=signed&nam=2026"} {
		r.as(access.Director).get(path).must(r.t, 200).sound(r.t)
	}
}

func TestOneContractGoesFromItsDraftToItsLiquidationThroughThePages(t *testing.T) {
	r := newContractRig(t)
	tab := func(role access.Role, words ...string) { t.Helper(); r.as(role).get(r.home).must(t, 200, words...) }

	tab(access.Staff, "Chưa có hợp đồng", "Soạn hợp đồng", "200.000.000")
	tab(access.Director, "Chưa có hợp đồng", "-hop-dong/soan")
	r.looks("approved")

	r.drafted()
	tab(access.Staff, "Đang soạn", "Sửa bản soạn", "-hop-dong/ky", "Điều 2. Thanh toán.")
	tab(access.Director, "hop-dong/ky", "-Sửa bản soạn")
	r.as(access.Director).get(r.home+"/ky").must(t, 200, `data-confirm="Ký hợp đồng`)
	r.looks("draft")

	r.does(access.Director, "/ky", "number", "27/HĐ-KC", "signed_on", "01/03/2026", "version", "1")
	tab(access.Staff, "27/HĐ-KC", "Đã ký", "Ghi tiến độ", "Soạn phụ lục", "Lập biên bản nghiệm thu", "Đề nghị tạm ứng", "Chưa có báo cáo của", "-Thanh lý hợp đồng</a>", "-Lập hồ sơ quyết toán")
	r.looks("signed")

	r.progressed()
	tab(access.Staff, "Đang thực hiện", "80%", "Máy đã lắp")

	ask := r.as(access.Staff).get(r.home+"/de-nghi/moi?loai=tam-ung").must(t, 200, "Mức tạm ứng tối đa", "Giấy tờ kèm theo đề nghị", "36/2013/TT-BCT", "400.000.000")
	if strings.Contains(ask.Body, "chưa đủ") {
		t.Error("400 of 500 triệu is proof enough")
	}
	preview := contractValues("loai", "tam-ung", "kind", "advance", "amount", "190.000.000", "proof", "Hợp đồng số 5", "xem", "1")
	r.as(access.Staff).post(r.home+"/de-nghi/moi", preview).must(t, 200, "190.000.000", "Hợp đồng số 5", "vượt mức")
	id := r.requested("tam-ung", "advance", "60.000.000")
	r.as(access.Director).get("/hop-dong/de-nghi").must(t, 200, id, "1 đề nghị", "60.000.000", "Nguyễn Thị staff")
	tab(access.Director, "Duyệt")
	r.looks("asked")
	r.stopped(true)
	tab(access.Director, id, "-Duyệt</a>")
	r.as(access.Director).get(r.home+"/de-nghi/"+id).must(t, 200, "không duyệt và chi được nữa", "-Duyệt đề nghị")
	r.stopped(false)
	r.does(access.Director, "/de-nghi/"+id+"/duyet", "version", "1")
	tab(access.Accountant, "Ghi chứng từ")
	r.as(access.Accountant).get(r.home+"/de-nghi/"+id).must(t, 200, `data-confirm="Ghi đã chi`, "Không chi")
	r.does(access.Accountant, "/de-nghi/"+id+"/chi", "version", "2", "voucher_no", "UNC 118", "voucher_on", "20/11/2026")
	tab(access.Auditor, "UNC 118, 20/11/2026", "Tạm ứng chưa thanh toán")

	r.does(access.Staff, "/phu-luc", "what", "Kéo dài để chạy thử", "change", "giu-nguyen", "new_ends_on", "20/12/2026")
	r.as(access.Director).get(r.home+"/phu-luc/1").must(t, 200, "Kéo dài để chạy thử", "Ký phụ lục")
	tab(access.Director, "Xem và ký")
	r.looks("annex")
	r.does(access.Director, "/phu-luc/1/ky", "version", "2", "number", "PL-01", "signed_on", "20/11/2026")
	tab(access.Staff, "PL-01", "20/12/2026")

	minutes := r.uploads("/nghiem-thu/moi", contractMinutes("200.000.000"),
		map[string][]byte{"nhan-may.png": contractPNG, "toan-canh.png": contractPNG}).must(t, 303).Location
	r.as(access.Department).get(minutes).must(t, 200, "SN-1", "Ảnh (2)", "nhan-may.png", "Xác nhận nghiệm thu", "-Thêm ảnh")
	r.as(access.Staff).get(minutes).must(t, 200, "Thêm ảnh", "Rút biên bản", "-Xác nhận nghiệm thu</button>", `capture="environment"`)
	r.looks("minutes")
	r.does(access.Department, strings.TrimPrefix(minutes, r.home)+"/xac-nhan", "version", "1")
	tab(access.Staff, "Đã nghiệm thu", "Đề nghị thanh toán tạm ứng", "Ảnh 1", "05/12/2026", "-Lập hồ sơ quyết toán", "-Ghi tiến độ")
	r.as(access.Accountant).get(r.home+"/quyet-toan/moi").must(t, 200, "Chưa làm được việc này", "60.000.000")
	r.looks("accepted")

	r.paid("thanh-toan-tam-ung", "clearing", "60.000.000", "TT 1")
	r.paid("thanh-toan", "payment", "140.000.000", "UNC 120")
	tab(access.Accountant, "Lập hồ sơ quyết toán")
	r.looks("paid")
	to := r.as(access.Accountant).post(r.home+"/quyet-toan/moi", r.dossier()).must(t, 303).Location
	r.as(access.Director).get(to).must(t, 200, "200.000.000", "1C26TAA", "480.000.000", "1 hóa đơn ghi tay chờ người thứ hai xác nhận", "Ghi tay, chờ xác nhận", "-Duyệt quyết toán</button>", "-Thiếu giấy tờ bắt buộc")
	r.looks("dossier")
	r.confirmed(to)
	r.as(access.Director).get(to).must(t, 200, "Ghi tay, đã xác nhận", "Duyệt quyết toán</button>", "-chờ người thứ hai")
	r.does(access.Director, strings.TrimPrefix(to, r.home)+"/duyet", "version", "1", "approved_on", "22/11/2026")
	tab(access.Director, "Đã quyết toán", "hop-dong/thanh-ly")
	tab(access.Staff, "-hop-dong/thanh-ly")
	r.as(access.Director).get(r.home+"/thanh-ly").must(t, 200, `data-confirm="Thanh lý`)
	r.looks("settled")

	version := strconv.FormatInt(r.file().Contract.Version, 10)
	r.does(access.Director, "/thanh-ly", "version", version, "closing_no", "TL-01", "closed_on", "22/11/2026")
	tab(access.Staff, "Đã thanh lý", "TL-01", "-Soạn phụ lục", "-Đề nghị t")
	r.looks("closed")
	f := r.file()
	if f.Scheme.State != scheme.Closed || f.Balances[ledger.Settled] != 200e6 || f.Balances.Spent() != 200e6 {
		t.Errorf("at the end: %s, %v", f.Scheme.State, f.Balances)
	}
	r.as(access.Ministry).get("/hop-dong").must(t, 200, "27/HĐ-KC", "Đã thanh lý", "1 hợp đồng", "200.000.000", "20/12/2026")
}

func TestDeedsUnderAContractAreRefusedToOtherRoles(t *testing.T) {
	r := newContractRig(t)
	r.signed()
	r.progressed()
	id := r.requested("tam-ung", "advance", "60.000.000")
	minutes := r.uploads("/nghiem-thu/moi", contractMinutes("200.000.000"), nil).must(t, 303).Location
	minutes = strings.TrimPrefix(minutes, r.home)
	for _, tt := range []struct {
		path string
		may  []access.Role
	}{
		{"/soan", []access.Role{access.Staff}},
		{"/soan/bo", []access.Role{access.Staff}},
		{"/ky", []access.Role{access.Director}},
		{"/phu-luc", []access.Role{access.Staff}},
		{"/phu-luc/1/ky", []access.Role{access.Director}},
		{"/phu-luc/1/bo", []access.Role{access.Staff}},
		{"/tien-do", []access.Role{access.Staff}},
		{"/nghiem-thu/moi", []access.Role{access.Staff}},
		{"/nghiem-thu/ket-thuc", []access.Role{access.Department}},
		{minutes + "/xac-nhan", []access.Role{access.Department}},
		{minutes + "/tra-lai", []access.Role{access.Department}},
		{minutes + "/rut", []access.Role{access.Staff}},
		{minutes + "/anh", []access.Role{access.Staff}},
		{minutes + "/anh/f-1/xoa", []access.Role{access.Staff}},
		{"/de-nghi/moi", []access.Role{access.Staff, access.Accountant}},
		{"/de-nghi/" + id + "/duyet", []access.Role{access.Director}},
		{"/de-nghi/" + id + "/tu-choi", []access.Role{access.Director}},
		{"/de-nghi/" + id + "/chi", []access.Role{access.Accountant}},
		{"/de-nghi/" + id + "/khong-chi", []access.Role{access.Accountant}},
		{"/de-nghi/" + id + "/rut", []access.Role{access.Staff, access.Accountant}},
		{"/quyet-toan/moi", []access.Role{access.Staff, access.Accountant}},
		{"/quyet-toan/qt-2026-0001/xac-nhan", []access.Role{access.Staff, access.Accountant, access.Director}},
		{"/quyet-toan/qt-2026-0001/duyet", []access.Role{access.Director}},
		{"/quyet-toan/qt-2026-0001/tra-lai", []access.Role{access.Director}},
		{"/quyet-toan/qt-2026-0001/rut", []access.Role{access.Staff, access.Accountant}},
		{"/thanh-ly", []access.Role{access.Director}},
		{"/chuyen-nguon", []access.Role{access.Approver}},
	} {
		for _, role := range access.Roles() {
			if slices.Contains(tt.may, role) {
				continue
			}
			if got := r.as(role).post(r.home+tt.path, contractValues("version", "1")).Status; got != 403 {
				t.Errorf("POST %s as %s: %d, want 403", tt.path, role, got)
			}
		}
		if got := r.stranger().post(r.home+tt.path, contractValues("version", "1")).Status; got != 403 && got != 404 && got != 422 {
			t.Errorf("POST %s from another province: %d", tt.path, got)
		}
	}
	before := r.file()
	if before.Scheme.State != scheme.Running || before.Disbursements[0].State != contract.DisbursementPrepared {
		t.Errorf("something happened all the same: %s, %+v", before.Scheme.State, before.Disbursements)
	}
	r.stranger().get(r.home).must(t, 404)
	r.as(access.Commune).get(r.home).must(t, 403)
	r.as(access.Commune).get("/hop-dong").must(t, 403)
	r.as(access.Accountant).post(r.home+"/de-nghi/"+id+"/rut", contractValues("version", "1", "reason", "không phải của tôi")).must(t, 403)
}

// contractBoth adds a person who holds several posts, and signs them in.
func (r *contractRig) contractBoth(login string, roles ...access.Role) visitor {
	r.t.Helper()
	r.update(db.Scope{Province: "19", Actor: access.System("test")}, func(ctx context.Context, tx *db.Tx) error {
		_, err := identity.Add(ctx, tx, identity.NewUser{Login: login, Name: "Trần Thị " + login, Roles: roles, Password: testHash(r.t, login)})
		return err
	})
	return visitor{r.office, r.signIn(login + "@19")}
}

func TestNobodyDecidesWhatTheyPrepared(t *testing.T) {
	r := newContractRig(t)
	both := r.contractBoth("kiemnhiem", access.Staff, access.Accountant, access.Director, access.Department, access.Approver)
	posts := func(path string, pairs ...string) answer { return both.post(r.home+path, contractValues(pairs...)) }
	const rule = "Nguyên tắc hai người"

	posts("/soan", "value", "200.000.000", "starts_on", "01/03/2026", "ends_on", "30/11/2026").must(t, 303)
	both.get(r.home).must(t, 200, "-hop-dong/ky")
	both.get(r.home+"/ky").must(t, 200, "nguyên tắc hai người", "-Số hợp đồng")
	posts("/ky", "number", "1", "signed_on", "01/03/2026", "version", "1").must(t, 403, rule)
	r.does(access.Director, "/ky", "number", "1", "signed_on", "01/03/2026", "version", "1")
	posts("/chuyen-nguon", "to_year", "2027", "decision_no", "1", "decided_on", "20/11/2026", "signer", "A", "version", "2").must(t, 403, rule)

	posts("/phu-luc", "what", "Gia hạn", "change", "giu-nguyen", "new_ends_on", "20/12/2026").must(t, 303)
	both.get(r.home+"/phu-luc/1").must(t, 200, "-Số phụ lục", "Bỏ phụ lục")
	posts("/phu-luc/1/ky", "number", "PL", "signed_on", "01/03/2026", "version", "2").must(t, 403, rule)
	posts("/phu-luc/1/bo").must(t, 303)

	posts("/tien-do", "month", "2026-11", "done", "400.000.000").must(t, 303)
	to := posts("/de-nghi/moi", "loai", "tam-ung", "kind", "advance", "amount", "60.000.000", "proof", "Báo cáo").must(t, 303).Location
	both.get(to).must(t, 200, "-Duyệt đề nghị", "Không chấp nhận")
	request := strings.TrimPrefix(to, r.home)
	posts(request+"/duyet", "version", "1").must(t, 403, rule)
	r.does(access.Director, request+"/duyet", "version", "1")
	posts(request+"/chi", "version", "2", "voucher_no", "U", "voucher_on", "20/11/2026").must(t, 403, rule)
	r.does(access.Accountant, request+"/khong-chi", "version", "2", "reason", "Sai tài khoản")

	minutes := both.post(r.home+"/nghiem-thu/moi", contractMinutes("200.000.000")).must(t, 303).Location
	both.get(minutes).must(t, 200, "-Xác nhận nghiệm thu</button>")
	posts(strings.TrimPrefix(minutes, r.home)+"/xac-nhan", "version", "1").must(t, 403, rule)
	r.does(access.Department, strings.TrimPrefix(minutes, r.home)+"/xac-nhan", "version", "1")
	r.paid("thanh-toan", "payment", "200.000.000", "UNC 1")
	dossier := both.post(r.home+"/quyet-toan/moi", r.dossier()).must(t, 303).Location
	both.get(dossier).must(t, 200, "-Duyệt quyết toán</button>", "-Xác nhận hóa đơn ghi tay</a>")
	both.get(dossier+"/xac-nhan").must(t, 200, "nguyên tắc hai người", "-reading_number")
	posts(strings.TrimPrefix(dossier, r.home)+"/xac-nhan", "version", "1", "reading_no", "1", "reading_number", "123", "reading_issued_on", "15/11/2026",
		"reading_amount", "480.000.000").must(t, 403, rule)
	posts(strings.TrimPrefix(dossier, r.home)+"/duyet", "version", "1", "approved_on", "22/11/2026").must(t, 403, rule)
}

func TestAFormSentTwiceActsOnce(t *testing.T) {
	r := newContractRig(t)
	r.signed()
	r.progressed()
	ask := contractValues("loai", "tam-ung", "kind", "advance", "amount", "60.000.000", "proof", "Báo cáo", ui.KeyName, ui.Key())
	first := r.as(access.Staff).post(r.home+"/de-nghi/moi", ask).must(t, 303)
	second := r.as(access.Staff).post(r.home+"/de-nghi/moi", ask).must(t, 303)
	if first.Location != second.Location || len(r.file().Disbursements) != 1 {
		t.Errorf("%s and %s, %d requests", first.Location, second.Location, len(r.file().Disbursements))
	}
	request := strings.TrimPrefix(first.Location, r.home)
	r.does(access.Director, request+"/duyet", "version", "1")
	pay := contractValues("version", "2", "voucher_no", "UNC 1", "voucher_on", "20/11/2026", ui.KeyName, ui.Key())
	for range 2 {
		r.as(access.Accountant).post(r.home+request+"/chi", pay).must(t, 303)
	}
	if got := r.file().Balances[ledger.Advanced]; got != 60e6 {
		t.Errorf("advanced %s, want 60.000.000", got)
	}
	minutes := contractMinutes("200.000.000")
	minutes.Set(ui.KeyName, ui.Key())
	for range 2 {
		r.uploads("/nghiem-thu/moi", minutes, map[string][]byte{"a.png": contractPNG}).must(t, 303)
	}
	if n := len(r.file().Acceptances); n != 1 {
		t.Errorf("%d minutes, want 1", n)
	}
	none := contractValues("version", "1")
	none.Set(ui.KeyName, "")
	r.as(access.Staff).post(r.home+"/tien-do", none).must(t, 422, "đã cũ")
}

func TestAStalePageIsToldSo(t *testing.T) {
	r := newContractRig(t)
	r.drafted()
	r.does(access.Staff, "/soan", "version", "1", "value", "180.000.000", "starts_on", "01/03/2026", "ends_on", "30/11/2026")
	r.as(access.Director).post(r.home+"/ky", contractValues("number", "28/HĐ", "signed_on", "01/03/2026", "version", "1")).
		must(t, 409, "vừa được người khác sửa", "28/HĐ", "180.000.000").sound(t)
	r.as(access.Staff).post(r.home+"/soan", contractValues("version", "1", "value", "170.000.000", "starts_on", "01/03/2026", "ends_on", "30/11/2026")).
		must(t, 409, "vừa được người khác sửa", "170.000.000").sound(t)
	r.as(access.Staff).post(r.home+"/soan/bo", contractValues("version", "1")).must(t, 409)
	r.does(access.Director, "/ky", "number", "28/HĐ", "signed_on", "01/03/2026", "version", "2")
	r.progressed()
	id := r.requested("tam-ung", "advance", "60.000.000")
	r.as(access.Director).post(r.home+"/de-nghi/"+id+"/duyet", contractValues("version", "7")).must(t, 409, "vừa được người khác sửa").sound(t)
	r.does(access.Director, "/de-nghi/"+id+"/duyet", "version", "1")
	r.as(access.Accountant).post(r.home+"/de-nghi/"+id+"/chi", contractValues("version", "1", "voucher_no", "U-9", "voucher_on", "20/11/2026")).must(t, 409, "U-9")
}

func TestWrongInputIsShownAgainWithItsWords(t *testing.T) {
	r := newContractRig(t)
	staff := r.as(access.Staff)
	posts := func(v visitor, path string, words []string, pairs ...string) {
		t.Helper()
		v.post(r.home+path, contractValues(pairs...)).must(t, 422, append(words, "Lỗi:")...).sound(t)
	}
	posts(staff, "/soan", []string{"Tổ hợp Chè Xanh", "mười triệu", "32/13/2026", "Điều 9"}, "party", "Tổ hợp Chè Xanh", "value", "mười triệu", "starts_on", "32/13/2026", "ends_on", "30/11/2026", "terms", "Điều 9")
	staff.post(r.home+"/soan", contractValues("value", "900.000.000", "starts_on", "01/03/2026", "ends_on", "30/11/2026")).must(t, 409, "chỉ còn 200.000.000", "900.000.000")
	r.drafted()
	posts(r.as(access.Director), "/ky", []string{"Hãy ghi số hợp đồng", "25/12/2026", "chưa tới"}, "signed_on", "25/12/2026", "version", "1")
	r.does(access.Director, "/ky", "number", "27/HĐ-KC", "signed_on", "01/03/2026", "version", "1")
	posts(staff, "/tien-do", []string{"Đang lắp máy", "Hãy ghi giá trị"}, "month", "2026-10", "done", "", "note", "Đang lắp máy")
	posts(staff, "/phu-luc", []string{"Hãy ghi số tiền tăng"}, "what", "Thêm máy", "change", "tang")
	posts(staff, "/phu-luc", []string{"hãy chọn tăng hay giảm"}, "what", "Thêm máy", "change", "giu-nguyen", "delta", "5.000.000")

	// Without progress the verified rule on volume, if any, or the missing
	// amount is said; what was typed stays.
	posts(staff, "/de-nghi/moi", []string{"Hóa đơn số 9", "Số tiền phải lớn hơn 0"}, "loai", "tam-ung", "kind", "advance", "amount", "", "proof", "Hóa đơn số 9")
	r.progressed()
	id := r.requested("tam-ung", "advance", "60.000.000")
	posts(r.as(access.Director), "/de-nghi/"+id+"/tu-choi", []string{"Hãy ghi lý do"}, "version", "1", "reason", "")
	r.does(access.Director, "/de-nghi/"+id+"/duyet", "version", "1")
	posts(r.as(access.Accountant), "/de-nghi/"+id+"/chi", []string{"Hãy ghi số chứng từ", "20/11/2026"}, "version", "2", "voucher_on", "20/11/2026")
	r.does(access.Accountant, "/de-nghi/"+id+"/chi", "version", "2", "voucher_no", "U", "voucher_on", "20/11/2026")

	bad := contractMinutes("200.000.000")
	bad.Set("accepted_on", "25/12/2026")
	r.uploads("/nghiem-thu/moi", bad, nil).must(t, 422, "chưa tới", "02 máy sao chè", "Ảnh chưa được lưu").sound(t)
	r.uploads("/nghiem-thu/moi", contractMinutes("200.000.000"), map[string][]byte{"a.pdf": []byte("%PDF-1.4\n%%EOF\n")}).
		must(t, 422, "không phải là ảnh", "02 máy sao chè").sound(t)
	minutes := r.uploads("/nghiem-thu/moi", contractMinutes("200.000.000"), nil).must(t, 303).Location
	path := strings.TrimPrefix(minutes, r.home)
	r.uploads(path+"/anh", url.Values{}, nil).must(t, 422, "ít nhất một ảnh").sound(t)
	posts(r.as(access.Department), path+"/tra-lai", []string{"Hãy ghi lý do"}, "version", "1")
	r.does(access.Department, path+"/xac-nhan", "version", "1")
	r.paid("thanh-toan-tam-ung", "clearing", "60.000.000", "T")
	r.paid("thanh-toan", "payment", "140.000.000", "U2")

	wrong := r.dossier()
	wrong.Set("invoice_amount", "không đọc được")
	wrong.Set("invoice_seller_tax", "123")
	r.as(access.Accountant).post(r.home+"/quyet-toan/moi", wrong).must(t, 422, "không đọc được", "Công ty Máy chè", "Đủ chứng từ", "checked").sound(t)
	wrong.Set("invoice_amount", "480.000.000")
	r.as(access.Accountant).post(r.home+"/quyet-toan/moi", wrong).must(t, 422, `href="#invoice_1_seller_tax"`, `id="invoice_1_seller_tax"`, "10 hoặc 13 chữ số").sound(t)
	posts(r.as(access.Approver), "/chuyen-nguon", []string{"Hãy ghi số quyết định", "Ông Bình"}, "version", "2", "to_year", "2027", "signer", "Ông Bình", "decided_on", "20/11/2026")
}

func TestLinesOfInvoicesAreAddedWithoutLosingWhatWasTyped(t *testing.T) {
	r := newContractRig(t)
	r.signed()
	r.accepted()
	r.paid("thanh-toan", "payment", "200.000.000", "U")
	v := r.dossier()
	for range 4 { // blank lines between
		for _, name := range contractInvoiceFields {
			v.Add("invoice_"+name, "")
		}
	}
	for name, value := range map[string]string{
		"seller": "HTX Cơ khí", "seller_tax": "0100109106", "symbol": "1C26TBB", "number": "9", "issued_on": "10/01/2026", "amount": "1.000.000",
	} {
		v.Add("invoice_"+name, value)
	}
	v.Set("them-dong", "1")
	got := r.as(access.Accountant).post(r.home+"/quyet-toan/moi", v).must(t, 200, "Công ty Máy chè", "HTX Cơ khí", "Đủ chứng từ", "checked").sound(t)
	if n := strings.Count(got.Body, `name="invoice_seller"`); n != 2+contractInvoiceMore {
		t.Errorf("%d lines, want the 2 typed and %d more", n, contractInvoiceMore)
	}
	v.Del("them-dong")
	to := r.as(access.Accountant).post(r.home+"/quyet-toan/moi", v).must(t, 303).Location
	r.as(access.Director).get(to).must(t, 200, "Hóa đơn 1C26TBB số 9", "trước ngày bắt đầu hợp đồng", "481.000.000").sound(t)
	r.as(access.Director).post(to+"/duyet", contractValues("version", "1", "approved_on", "22/11/2026")).must(t, 409, "không được quyết toán")
	r.as(access.Director).post(to+"/tra-lai", contractValues("version", "1", "reason", "Bỏ hóa đơn số 9")).must(t, 303)
	r.as(access.Staff).get(r.home).must(t, 200, "Trả lại", "Bỏ hóa đơn số 9", "Lập hồ sơ quyết toán")
}

func TestASettlementIsDividedAmongTheLinesOfTheEstimate(t *testing.T) {
	r := newContractRig(t)
	r.signed()
	r.accepted()
	r.paid("thanh-toan", "payment", "200.000.000", "U")
	accountant := r.as(access.Accountant)
	accountant.get(r.home+"/quyet-toan/moi").must(t, 200, "Số quyết toán theo dòng dự toán", "Máy sao chè", `id="line_1_amount"`, `value="200.000.000"`).sound(t)
	v := r.dossier()
	for typed, words := range map[string][]string{
		"199.999.999":  {"Các dòng cộng lại là 199.999.999 đ, phải đúng bằng số quyết toán 200.000.000 đ.", `href="#lines"`, `value="199.999.999"`},
		"một trăm":     {"Số tiền quyết toán là số nguyên đồng", `href="#line_1_amount"`, `value="một trăm"`},
		"-200.000.000": {`href="#line_1_amount"`},
	} {
		v.Set("line_no", "1")
		v.Set("line_amount", typed)
		accountant.post(r.home+"/quyet-toan/moi", v).must(t, 422, append(words, "Công ty Máy chè")...).sound(t)
	}
	v.Set("line_amount", "200.000.000")
	v.Set("line_no", "9")
	accountant.post(r.home+"/quyet-toan/moi", v).must(t, 422, "không thuộc dự toán").sound(t)
	v.Set("line_no", "x")
	accountant.post(r.home+"/quyet-toan/moi", v).must(t, 422, "Biểu mẫu này đã cũ").sound(t)
	if n := len(r.file().Settlements); n != 0 {
		t.Fatalf("%d settlements were kept", n)
	}
	v.Set("line_no", "1")
	to := accountant.post(r.home+"/quyet-toan/moi", v).must(t, 303).Location
	r.as(access.Director).get(to).must(t, 200, "Theo dòng dự toán", "Theo nguồn", "300.000.000").sound(t)
}

func TestPhotosBelongToTheirMinutesAndCanBeTakenAwayWhileTheyWait(t *testing.T) {
	r := newContractRig(t)
	r.signed()
	minutes := r.uploads("/nghiem-thu/moi", contractMinutes("100.000.000"), map[string][]byte{"a.png": contractPNG}).must(t, 303).Location
	path := strings.TrimPrefix(minutes, r.home)
	r.uploads(path+"/anh", url.Values{}, map[string][]byte{"b.png": contractPNG, "c.png": contractPNG}).must(t, 303)
	r.as(access.Staff).get(minutes).must(t, 200, "Ảnh (3)", "/anh/f-1/xoa")
	r.does(access.Staff, path+"/anh/f-1/xoa")
	r.as(access.Staff).get(minutes).must(t, 200, "Ảnh (2)", "-a.png")
	r.as(access.Staff).post(r.home+path+"/anh/f-99/xoa", nil).must(t, 404)
	r.does(access.Staff, path+"/rut", "version", "1", "reason", "Lập lại")
	r.as(access.Staff).get(minutes).must(t, 200, "Lập lại", "-Thêm ảnh", "-/xoa")
	r.uploads(path+"/anh", url.Values{}, map[string][]byte{"d.png": contractPNG}).must(t, 409, "không đổi ảnh")
}

func TestMoneyIsCarriedOverByTheApproverOnly(t *testing.T) {
	r := newContractRig(t)
	r.signed()
	r.as(access.Approver).get(r.home).must(t, 200, "Chuyển nguồn sang năm sau")
	r.does(access.Approver, "/chuyen-nguon", "version", "2", "to_year", "2027", "decision_no", "900/QĐ-UBND", "decided_on", "20/11/2026", "signer", "Ông Bình, Phó Chủ tịch")
	r.as(access.Staff).get(r.home).must(t, 200, "900/QĐ-UBND", "Từ năm 2026 sang năm 2027", "22/01/2028").sound(t)
	r.looks("carried")
}

func TestAWithdrawnRequestAndAGroupThatWaits(t *testing.T) {
	r := newContractRig(t)
	r.signed()
	r.progressed()
	id := r.requested("tam-ung", "advance", "60.000.000")
	r.does(access.Staff, "/de-nghi/"+id+"/rut", "version", "1", "reason", "Ghi nhầm số tiền")
	r.as(access.Staff).get(r.home).must(t, 200, "Không chấp nhận", "Ghi nhầm số tiền")
	r.as(access.Staff).get(r.home+"/de-nghi/dn-2026-0009").must(t, 404)
	r.as(access.Staff).get(r.home+"/nghiem-thu/nt-2026-0009").must(t, 404)
	r.as(access.Staff).get(r.home+"/phu-luc/x").must(t, 404)

	one := r.establishmentNamed("HTX Một")
	s := r.draft("Nhóm máy sao chè", one)
	s.Group, s.Beneficiaries = true, nil
	r.approved(s)
	r.signed()
	r.as(access.Staff).get(r.home).must(t, 200, "chưa được Sở duyệt danh sách", "-Đề nghị tạm ứng", "-Lập biên bản nghiệm thu</a>").sound(t)
	// The minutes of the other scheme are not found under this one.
	r.as(access.Staff).get(r.home+"/de-nghi/"+id).must(t, 404)
}

func TestTheListsOfContractsAreFilteredAndDownloaded(t *testing.T) {
	r := newContractRig(t)
	director := r.as(access.Director)
	director.get("/hop-dong").must(t, 200, "Chưa có hợp đồng nào")
	director.get("/hop-dong/de-nghi").must(t, 200, "Không có đề nghị nào đang chờ")
	r.signed()
	r.progressed()
	r.paid("tam-ung", "advance", "60.000.000", "U")
	director.get("/hop-dong").must(t, 200, "27/HĐ-KC", "60.000.000", "30/11/2026", "1 hợp đồng").sound(t)
	director.get("/hop-dong?trang-thai=closed").must(t, 200, "Không có hợp đồng nào khớp")
	director.get("/hop-dong?trang-thai=bay").must(t, 422)
	director.get("/hop-dong?nam=2026").must(t, 200, "27/HĐ-KC")
	director.get("/hop-dong?nam=2025").must(t, 200, "-27/HĐ-KC")
	director.get("/hop-dong/de-nghi?trang-thai=bay").must(t, 422)
	r.stranger().get("/hop-dong").must(t, 200, "-27/HĐ-KC")
	for _, path := range []string{"/hop-dong/tai-ve?nam=2026", "/hop-dong/de-nghi/tai-ve"} {
		got := director.get(path).must(t, 200)
		if !strings.HasPrefix(got.Body, "PK") || !strings.Contains(got.Header.Get("Content-Disposition"), ".xlsx") {
			t.Errorf("%s is no workbook: %v", path, got.Header)
		}
	}
}

// stopped stops the scheme, or takes it back to work.
func (r *contractRig) stopped(stop bool) {
	state := scheme.Running
	if stop {
		state = scheme.Stopped
	}
	r.t.Helper()
	r.update(r.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE schemes SET state = ? WHERE province = ? AND id = ?`, state, tx.Province, r.id)
		return err
	})
}

// A contract signed after the day of a month's report owes none for that month.
func TestAContractOwesNoReportFromBeforeIt(t *testing.T) {
	today := calendar.Must("2026-11-28")
	for signed, owed := range map[string]bool{"2026-11-24": true, "2026-11-25": false} {
		f := &contract.File{Scheme: &scheme.Scheme{Year: 2026}, Contract: &contract.Contract{
			State: contract.Signed, SignedOn: calendar.Must(signed), EndsOn: calendar.Must("2026-12-31"),
		}}
		due := contractDeadlines(f, calendar.NewBook(calendar.DefaultDays()), today, nil)
		if got := strings.HasPrefix(due[0].Title, "Báo cáo tiến độ tháng 11/2026"); got != owed {
			t.Errorf("signed on %s: the first due day is that of %q", signed, due[0].Title)
		}
	}
}
