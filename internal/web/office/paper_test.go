package office

import (
	"bytes"
	"context"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// sendFile sends a form with one file.
func (v visitor) sendFile(path string, form url.Values, name string, content []byte) answer {
	v.o.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if !form.Has(ui.KeyName) {
		form.Set(ui.KeyName, ui.Key())
	}
	for field, values := range form {
		for _, value := range values {
			if err := w.WriteField(field, value); err != nil {
				v.o.t.Fatal(err)
			}
		}
	}
	if name != "" {
		f, err := w.CreateFormFile(paperFiles, name)
		if err != nil {
			v.o.t.Fatal(err)
		}
		if _, err := f.Write(content); err != nil {
			v.o.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		v.o.t.Fatal(err)
	}
	return v.send("POST", path, w.FormDataContentType(), &b)
}

var (
	aPDF      = []byte("%PDF-1.4\n% minh họa\n%%EOF\n")
	signedPDF = []byte("%PDF-1.4\n% bản đã ký\n%%EOF\n")
)

// paperOffice is an office whose papers may have numbers. A second member of
// staff checks what the first has drafted.
func paperOffice(t *testing.T) *office {
	t.Helper()
	o := newTestOffice(t)
	o.as(access.Director).post("/quan-tri/co-quan", url.Values{
		"version": {"0"}, "name": {"Trung tâm Khuyến công"}, "abbreviation": {"TTKC"}, "place": {"Thái Nguyên"},
		"unit_code": {"KHTC", "", ""}, "unit_name": {"Phòng Kế hoạch", "", ""},
		"signer_name": {"Đỗ Văn Minh", ""}, "signer_title": {"Giám đốc", ""}, "signer_capacity": {"", ""}, "signer_user": {"", ""},
	}).must(t, http.StatusSeeOther)
	return o
}

func draftForm() url.Values {
	return url.Values{
		"book": {"di"}, "kind": {"QĐ"}, "about": {"về việc hỗ trợ máy sấy"}, "signer": {"Giám đốc – Đỗ Văn Minh"}, "recipients": {"Như trên;\nLưu: VT."},
	}
}

func (o *office) paper(id string) (p *paper.Paper) {
	o.t.Helper()
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = paper.ByID(ctx, tx, paper.Out, paper.ID(id))
		return err
	})
	return p
}

// issue takes a new paper through its life and returns it.
func (o *office) issue() *paper.Paper {
	o.t.Helper()
	a := o.as(access.Staff).sendFile("/van-ban-di/moi", draftForm(), "dự thảo.pdf", aPDF).must(o.t, http.StatusSeeOther)
	at, id := a.Location, strings.TrimPrefix(a.Location, "/van-ban-di/")
	clerk := o.as(access.Accountant)
	clerk.post(at+"/cap-so", url.Values{"version": {"1"}}).must(o.t, http.StatusSeeOther)
	clerk.sendFile(at+"/ky", url.Values{"version": {"2"}, "how": {"paper"}}, "quét.pdf", signedPDF).must(o.t, http.StatusSeeOther)
	clerk.post(at+"/phat-hanh", url.Values{"version": {"3"}}).must(o.t, http.StatusSeeOther)
	return o.paper(id)
}

func TestAPaperGoesOutThroughThePages(t *testing.T) {
	t.Parallel()
	o := paperOffice(t)
	a := o.as(access.Staff).sendFile("/van-ban-di/moi", draftForm(), "dự thảo.pdf", aPDF).must(t, http.StatusSeeOther)
	at := a.Location
	o.as(access.Staff).get(at).must(t, http.StatusOK, "Quyết định (chưa có số)", "người khác kiểm tra", "dự thảo.pdf", "-Đã kiểm tra, cấp số")
	o.as(access.Staff).post(at+"/cap-so", url.Values{"version": {"1"}}).must(t, http.StatusForbidden, "hai người")
	clerk := o.as(access.Accountant)
	clerk.get(at).must(t, http.StatusOK, "Đã kiểm tra, cấp số")
	clerk.post(at+"/cap-so", url.Values{"version": {"0"}}).must(t, http.StatusConflict)
	clerk.post(at+"/cap-so", url.Values{"version": {"1"}}).must(t, http.StatusSeeOther)
	clerk.get(at).must(t, http.StatusOK, "Quyết định 01/QĐ-TTKC", "Bản cuối, cố định khi cấp số", "Tra được sau khi phát hành")
	clerk.sendFile(at+"/ky", url.Values{"version": {"2"}}, "", nil).must(t, http.StatusUnprocessableEntity, "Hãy chọn cách ký", "Hãy chọn một tệp")
	clerk.sendFile(at+"/ky", url.Values{"version": {"2"}, "how": {"electronic"}}, "quét.png", []byte("\x89PNG\r\n\x1a\nxx")).must(t, http.StatusUnprocessableEntity)
	clerk.sendFile(at+"/ky", url.Values{"version": {"2"}, "how": {"paper"}}, "quét.pdf", signedPDF).must(t, http.StatusSeeOther)
	clerk.post(at+"/phat-hanh", url.Values{"version": {"3"}}).must(t, http.StatusSeeOther)
	p := o.paper(strings.TrimPrefix(at, "/van-ban-di/"))
	clerk.get(at).must(t, http.StatusOK, "Đã phát hành", paper.ShowProof(p.Proof), p.SHA256)
	clerk.get("/van-ban-di?tim=may+say").must(t, http.StatusOK, "01/QĐ-TTKC", "1 văn bản")
	clerk.get("/van-ban-di?tim=khong+co").must(t, http.StatusOK, "Không có văn bản nào khớp")
	clerk.get("/van-ban-di/so?so=di&nam=2026").must(t, http.StatusOK, "Quyết định 01–01", "Số liên tục")
	director := o.as(access.Director)
	director.post(at+"/thu-hoi", url.Values{"version": {"4"}, "on": {"22/11/2026"}}).must(t, http.StatusUnprocessableEntity, "Hãy ghi lý do")
	director.post(at+"/thu-hoi", url.Values{"version": {"4"}, "on": {"22/11/2026"}, "reason": {"Ghi nhầm"}}).must(t, http.StatusSeeOther)
	clerk.get(at).must(t, http.StatusOK, "Văn bản đã thu hồi từ ngày 22/11/2026: Ghi nhầm")
	o.stranger().get(at).must(t, http.StatusNotFound)
	o.as(access.Ministry).get(at).must(t, http.StatusForbidden)
}

func TestAPapersFilesAreForWhoSeesPapers(t *testing.T) {
	t.Parallel()
	o := paperOffice(t)
	p := o.issue()
	page := o.as(access.Staff).get("/van-ban-di/" + string(p.ID)).Body
	file := regexp.MustCompile(`/tep/f-\d+`).FindString(page)
	o.as(access.Auditor).get(file).must(t, http.StatusOK)
	o.as(access.Ministry).get(file).must(t, http.StatusForbidden) // may see the programme's files, not these
}

func TestDraftsAreRefusedInWordsAndNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	o := paperOffice(t)
	staff := o.as(access.Staff)
	form := draftForm()
	form.Set("about", "")
	form.Set("links", "2026-9999")
	staff.sendFile("/van-ban-di/moi", form, "", nil).must(t, http.StatusUnprocessableEntity, "2026-9999", "Không có đề án", "Lưu: VT.")
	letter := draftForm()
	letter.Set("kind", "CV")
	staff.sendFile("/van-ban-di/moi", letter, "", nil).must(t, http.StatusUnprocessableEntity, "hãy chọn đơn vị")
	// The same form twice is one paper; with another file it is another form.
	once := draftForm()
	once.Set(ui.KeyName, ui.Key())
	first := staff.sendFile("/van-ban-di/moi", once, "a.pdf", aPDF).must(t, http.StatusSeeOther)
	again := staff.sendFile("/van-ban-di/moi", once, "a.pdf", aPDF).must(t, http.StatusSeeOther)
	if first.Location != again.Location {
		t.Errorf("one form made %s and %s", first.Location, again.Location)
	}
	staff.sendFile("/van-ban-di/moi", once, "a.pdf", signedPDF).must(t, http.StatusConflict)
	// Two people change one draft.
	change := draftForm()
	change.Set("version", "1")
	staff.sendFile(first.Location+"/sua", change, "", nil).must(t, http.StatusSeeOther)
	change = draftForm()
	change.Set("version", "1")
	change.Set("about", "về việc khác hẳn")
	o.as(access.Accountant).sendFile(first.Location+"/sua", change, "", nil).must(t, http.StatusConflict, "Người khác vừa sửa", "về việc khác hẳn", "về việc hỗ trợ máy sấy")
}

func TestHostileUploads(t *testing.T) {
	t.Parallel()
	o := paperOffice(t)
	clerk := o.as(access.Accountant)
	arrival := func() url.Values {
		return url.Values{"book": {"den"}, "kind": {"TB"}, "about": {"thông báo"}, "issuer": {"Sở Tài chính"}, "arrived_on": {"20/11/2026"}}
	}
	large := append(append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte{'x'}, 21<<20)...), "\n%%EOF\n"...)
	for name, tt := range map[string]struct {
		file    string
		content []byte
		say     string
	}{
		"a page named PDF":      {"a.pdf", []byte("<html><script>alert(1)</script></html>"), "không thuộc loại được nhận"},
		"a PDF named picture":   {"a.png", aPDF, "đuôi không khớp"},
		"half a PDF":            {"a.pdf", []byte("%PDF-1.4\n"), "bị hỏng"},
		"nothing":               {"a.pdf", nil, "trống"},
		"21 MB":                 {"a.pdf", large, "lớn hơn 20 MB"},
		"a spreadsheet archive": {"a.xlsx", []byte("PK\x03\x04"), "bị hỏng"},
	} {
		a := clerk.sendFile("/van-ban-den/moi", arrival(), tt.file, tt.content)
		if a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, tt.say) {
			t.Errorf("%s: %d, %s", name, a.Status, said(a.Body))
		}
	}
	clerk.get("/van-ban-den").must(t, http.StatusOK, "Chưa có văn bản nào")
	a := clerk.sendFile("/van-ban-den/moi", arrival(), `..\..\etc/pass<wd.pdf`, aPDF).must(t, http.StatusSeeOther)
	page := clerk.get(a.Location).must(t, http.StatusOK, "pass_wd.pdf", "-etc/pass")
	file := regexp.MustCompile(`/tep/f-\d+`).FindString(page.Body)
	if got := clerk.get(file).must(t, http.StatusOK); !strings.Contains(got.Header.Get("Content-Disposition"), "pass_wd.pdf") || got.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%v", got.Header)
	}
}

func TestAPaperArrivesThroughThePages(t *testing.T) {
	t.Parallel()
	o := paperOffice(t)
	clerk := o.as(access.Accountant)
	form := url.Values{
		"book": {"den"}, "kind": {"CV"}, "about": {"góp ý kế hoạch"}, "issuer": {"Sở Công Thương"}, "symbol": {"123/SCT-QLCN"},
		"arrived_on": {"16/11/2026"}, "day": {"13/11/2026"}, "due_on": {"20/11/2026"},
	}
	at := clerk.sendFile("/van-ban-den/moi", form, "quét.pdf", aPDF).must(t, http.StatusSeeOther).Location
	clerk.get("/van-ban-den").must(t, http.StatusOK, "123/SCT-QLCN", "Quá hạn", "chưa phân")
	director := o.as(access.Director)
	director.get("/viec").must(t, http.StatusOK, "Phân xử lý văn bản đến", "góp ý kế hoạch")
	person := string(o.users[access.Staff])
	director.post(at+"/phan-xu-ly", url.Values{"version": {"1"}, "person": {"u-nobody"}}).must(t, http.StatusUnprocessableEntity)
	director.post(at+"/phan-xu-ly", url.Values{"version": {"1"}, "person": {person}, "due_on": {"20/11/2026"}, "opinion": {"Trả lời gấp"}}).must(t, http.StatusSeeOther)
	o.as(access.Staff).get("/viec").must(t, http.StatusOK, "Trả lời văn bản đến")
	clerk.get("/viec").must(t, http.StatusOK, "-Trả lời văn bản đến")
	reply := o.issue()
	staff := o.as(access.Staff)
	staff.get(at).must(t, http.StatusOK, "Trả lời gấp", html.EscapeString(reply.Symbol))
	staff.post(at+"/tra-loi", url.Values{"version": {"2"}}).must(t, http.StatusUnprocessableEntity, "Hãy chọn đã trả lời")
	staff.post(at+"/tra-loi", url.Values{"version": {"2"}, "end": {"answered"}, "with": {string(reply.ID)}}).must(t, http.StatusSeeOther)
	clerk.get(at).must(t, http.StatusOK, "Đã trả lời", "Trả lời bằng")
	clerk.get("/van-ban-den/so?nam=2026").must(t, http.StatusOK, "Số liên tục", "Đã trả lời ngày 22/11/2026")
}

func TestAnybodyProvesAPaper(t *testing.T) {
	t.Parallel()
	o := paperOffice(t)
	p := o.issue()
	nobody := o.anonymous()
	nobody.get("/xac-thuc").must(t, http.StatusOK, "Mã xác thực")
	a := nobody.get("/xac-thuc?ma="+strings.ToLower(paper.ShowProof(p.Proof))).must(t, http.StatusSeeOther)
	page := nobody.get(a.Location).must(t, http.StatusOK, "01/QĐ-TTKC", "Quyết định", "Trung tâm Khuyến công", "22/11/2026", p.SHA256, "Còn hiệu lực",
		"-máy sấy", "-Đỗ Văn Minh", "-Nguyễn Thị")
	if cookies := page.Header.Values("Set-Cookie"); len(cookies) != 0 {
		t.Errorf("the page keeps %q", cookies)
	}
	at := "/xac-thuc/" + p.Proof
	nobody.sendFile(at, url.Values{}, "van-ban.pdf", signedPDF).must(t, http.StatusOK, "Đúng là tệp đã phát hành")
	nobody.sendFile(at, url.Values{}, "<b>.pdf", append(signedPDF, '\n')).must(t, http.StatusOK, "Không phải tệp đã phát hành", "&lt;b&gt;.pdf")
	nobody.sendFile(at, url.Values{}, "", nil).must(t, http.StatusUnprocessableEntity, "Hãy chọn tệp")
	nobody.sendFile(at, url.Values{}, "a.pdf", make([]byte, 21<<20)).must(t, http.StatusUnprocessableEntity, "lớn hơn 20 MB")
	o.as(access.Director).post("/van-ban-di/"+string(p.ID)+"/thu-hoi", url.Values{"version": {"4"}, "on": {"22/11/2026"}, "reason": {"Sai"}}).must(t, http.StatusSeeOther)
	nobody.get(at).must(t, http.StatusOK, "Đã thu hồi", "-Còn hiệu lực", "-Sai")
	slip := []byte(p.Proof)
	slip[3], slip[4] = slip[4], slip[3]
	if string(slip) != p.Proof {
		nobody.get("/xac-thuc/"+string(slip)).must(t, http.StatusUnprocessableEntity, "gõ nhầm")
	}
	nobody.get("/xac-thuc?ma=0OIL").must(t, http.StatusUnprocessableEntity, "10 ký tự")
	for range 40 {
		a = nobody.get(at)
	}
	if a.must(t, http.StatusTooManyRequests); a.Header.Get("Retry-After") == "" {
		t.Error("nothing says when to come again")
	}
}

func TestTheOfficesPage(t *testing.T) {
	t.Parallel()
	o := paperOffice(t)
	director := o.as(access.Director)
	director.get("/quan-tri/co-quan").must(t, http.StatusOK, "TTKC", "Đỗ Văn Minh", "KHTC", "Văn bản đến")
	stale := url.Values{"version": {"0"}, "name": {"Tên khác"}, "abbreviation": {"X"}, "place": {"Y"}}
	director.post("/quan-tri/co-quan", stale).must(t, http.StatusConflict, "Người khác vừa lưu", "Tên khác")
	director.post("/quan-tri/co-quan", url.Values{"version": {"1"}, "name": {"T"}, "abbreviation": {"T T"}}).must(t, http.StatusUnprocessableEntity, "chỉ gồm chữ và số", "Hãy ghi địa danh")
	director.post("/quan-tri/co-quan", url.Values{
		"version": {"1"}, "name": {"T"}, "abbreviation": {"TTKC"}, "place": {"Y"}, "address": {"Số 1, đường Minh Họa"}, "tax_code": {"12"},
	}).must(t, http.StatusUnprocessableEntity, "gồm 10 hoặc 13 chữ số", "Số 1, đường Minh Họa")
	director.post("/quan-tri/co-quan/so", url.Values{"book_name": {"Sổ nhân sự"}, "book_direction": {"out"}, "by_kind": {"1"}}).must(t, http.StatusSeeOther)
	director.post("/quan-tri/co-quan/so/dong", url.Values{"so": {"so-1"}, "chieu": {"out"}, "dong": {"1"}}).must(t, http.StatusSeeOther)
	director.get("/quan-tri/co-quan").must(t, http.StatusOK, "Sổ nhân sự", "Mở lại")
	o.as(access.Staff).get("/van-ban-di/moi").must(t, http.StatusOK, "-Sổ nhân sự")
}
