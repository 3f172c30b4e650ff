package office

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/web/ui"
)

// uploadList sends a list as the form does.
func (v visitor) uploadList(kind, name, text string) answer {
	v.o.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field, value := range map[string]string{"kind": kind, ui.KeyName: ui.Key()} {
		if err := w.WriteField(field, value); err != nil {
			v.o.t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write([]byte(text))
	}
	if err != nil || w.Close() != nil {
		v.o.t.Fatal(err)
	}
	return v.send("POST", "/nhap-du-lieu", w.FormDataContentType(), &body)
}

// takeIn does what the program does beside the requests.
func (o *office) takeIn() {
	o.t.Helper()
	for {
		c, ok, err := intake.Claim(o.t.Context(), o.db)
		if err != nil || !ok {
			if err != nil {
				o.t.Fatal(err)
			}
			return
		}
		if err := intake.Work(o.t.Context(), o.db, o.server.Files, c); err != nil {
			o.t.Fatal(err)
		}
	}
}

var versionField = regexp.MustCompile(`name="version" value="(\d+)"`)

// version reads the version that a page carries.
func (a answer) version(t *testing.T) string {
	t.Helper()
	m := versionField.FindStringSubmatch(a.Body)
	if m == nil {
		t.Fatalf("no version in the page\n%s", a.Body)
	}
	return m[1]
}

const intakeHead = "TT;Tên cơ sở;Xã;Vốn;Ghi chú\n"

func TestAListComesInThroughThePages(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	staff := o.as(access.Staff)
	o.establishment(establishment.Establishment{Name: "Hợp tác xã Mây Minh Họa"})
	sound(t, staff.get("/nhap-du-lieu")).must(t, http.StatusOK, "Chưa nhập lần nào")
	sent := staff.uploadList("establishments", "ds.csv", intakeHead+
		"1;Hợp tác xã Tre Minh Họa;Tân Cương;250;\n2;HTX Mây Minh Họa;;300;\n3;Hộ Sai Minh Họa;Xã Không Có;10;\nCộng;;;560;\n")
	sent.must(t, http.StatusSeeOther)
	page := sound(t, staff.get(sent.Location)).must(t, http.StatusOK, "Các cột được hiểu là gì", "Hợp tác xã Tre Minh Họa", "Tên cơ sở (bắt buộc)")
	form := url.Values{"version": {page.version(t)}, "cot-B": {"name"}, "cot-C": {"commune"}, "cot-D": {"capital"}, "cot-E": {"note"}, "policy": {"fill"}}
	sound(t, staff.post(sent.Location+"/cot", form)).must(t, http.StatusUnprocessableEntity, "Chọn đơn vị tính của cột “Vốn đăng ký”")
	form.Set("cot-D-don-vi", "1000000")
	form.Del(ui.KeyName)
	staff.post(sent.Location+"/cot", form).must(t, http.StatusSeeOther)
	working := sound(t, staff.get(sent.Location)).must(t, http.StatusOK, "Đang đọc", "Xem tiếp", "<progress")
	if !strings.HasPrefix(working.Header.Get("Refresh"), "2; url=/nhap-du-lieu/") {
		t.Errorf("the page does not go on by itself: %q", working.Header.Get("Refresh"))
	}
	o.takeIn()
	page = sound(t, staff.get(sent.Location)).must(t, http.StatusOK, "Có chỗ sai", "<strong>C4</strong>: Không tìm thấy", "Dòng 5 “Cộng” là dòng cộng")
	staff.post(sent.Location+"/ghi", url.Values{"version": {page.version(t)}}).must(t, http.StatusUnprocessableEntity, "Còn 1 dòng có chỗ sai")
	staff.post(sent.Location+"/bo-dong", url.Values{"version": {page.version(t)}, "nhung-dong": {"bad"}}).must(t, http.StatusSeeOther)
	page = sound(t, staff.get(sent.Location+"?xem=ask")).must(t, http.StatusOK, "Là cơ sở mới", "cs-0001")
	staff.post(sent.Location+"/tra-loi", url.Values{"version": {page.version(t)}, "dong": {"3"}, "dong-3": {"la cs-0001"}}).must(t, http.StatusSeeOther)
	page = sound(t, staff.get(sent.Location)).must(t, http.StatusOK, "Ghi 1 cơ sở mới")
	staff.get("/co-so").must(t, http.StatusOK, "-Hợp tác xã Tre Minh Họa")
	staff.post(sent.Location+"/ghi", url.Values{"version": {page.version(t)}}).must(t, http.StatusSeeOther)
	o.takeIn()
	page = sound(t, staff.get(sent.Location)).must(t, http.StatusOK, "Hoàn tác lần nhập này", `<a href="/co-so/cs-0002">cs-0002</a>`)
	staff.get("/co-so").must(t, http.StatusOK, "Hợp tác xã Tre Minh Họa")
	staff.get("/co-so/cs-0001").must(t, http.StatusOK, "300.000.000")
	staff.post(sent.Location+"/hoan-tac", url.Values{"version": {page.version(t)}}).must(t, http.StatusSeeOther)
	o.takeIn()
	sound(t, staff.get(sent.Location)).must(t, http.StatusOK, "Đã hoàn tác")
	staff.get("/co-so").must(t, http.StatusOK, "-Hợp tác xã Tre Minh Họa")
	staff.get("/co-so/cs-0001").must(t, http.StatusOK, "-300.000.000")
}

func TestAFileThatIsNoListIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	staff := newTestOffice(t).as(access.Staff)
	for name, text := range map[string]string{
		"5,000 columns": strings.Repeat("Tên cơ sở;", 5000) + "\n",
		"a PDF":         "%PDF-1.4",
		"no header":     "1;2;3\n4;5;6\n",
		"nothing":       "",
	} {
		page := sound(t, staff.uploadList("establishments", "ds.csv", text))
		if page.Status != http.StatusUnprocessableEntity || !strings.Contains(page.Body, "Chưa đọc được danh sách") {
			t.Errorf("%s: %d\n%s", name, page.Status, page.Body)
		}
	}
	staff.get("/nhap-du-lieu").must(t, http.StatusOK, "Chưa nhập lần nào")
}
