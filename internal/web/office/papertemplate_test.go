package office

import (
	"archive/zip"
	"bytes"
	"io"
	"net/url"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/form"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/web/ui"
)

// reworded is a .docx file with other words in its body.
func reworded(t *testing.T, file []byte, from, to string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		text := memberText(t, f)
		if f.Name == "word/document.xml" {
			if !strings.Contains(text, from) {
				t.Fatalf("%q is not in the form", from)
			}
			text = strings.Replace(text, from, to, 1)
		}
		m, err := w.Create(f.Name)
		if err == nil {
			_, err = io.WriteString(m, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// memberOf is the text of one part of a .docx file.
func memberOf(t *testing.T, file, name string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if f.Name == name {
			return memberText(t, f)
		}
	}
	t.Fatalf("there is no %s", name)
	return ""
}

func memberText(t *testing.T, f *zip.File) string {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAnOfficesTemplateFromUploadToItsEnd(t *testing.T) {
	o := newTestOffice(t)
	if err := o.server.Files.Prepare(); err != nil {
		t.Fatal(err)
	}
	scheme := o.addScheme(o.draft("Máy sao chè", o.establishmentNamed("HTX Chè Hảo Đạt")))
	kind := form.Kinds()[0]
	for _, k := range form.Kinds() {
		if k.Of == form.OfScheme {
			kind = k
			break
		}
	}
	home := "/quan-tri/mau-giay-to/" + kind.Code
	staff, director := o.as(access.Staff), o.as(access.Director)
	staff.get("/quan-tri/mau-giay-to").must(t, 200, kind.Name, "Biểu mẫu của phần mềm")
	staff.get(home).must(t, 200, "Tải mẫu lên", "so_van_ban", "Chưa có mẫu của cơ quan")
	director.get(home).must(t, 200, "Chưa có mẫu của cơ quan")
	staff.get("/quan-tri/mau-giay-to/khong-co").must(t, 404)
	staff.get(home+"?vi_du="+string(scheme)).must(t, 200, "Ví dụ", "Máy sao chè", "HTX Chè Hảo Đạt")
	staff.get(home+"?vi_du=2026-9999").must(t, 422, "Không tìm thấy đề án")
	own := staff.get(home+"?goc=1").must(t, 200)

	for name, content := range map[string]string{
		"mau.pdf": testPDF, "mau.docx": testPDF, "mau.xlsx": own.Body,
	} {
		staff.upload(home, "", ui.Key(), map[string]string{name: content}).must(t, 422, "Chưa có mẫu của cơ quan", "Lỗi:")
	}
	staff.upload(home, "", ui.Key(), nil).must(t, 422, "Chưa chọn tệp mẫu")
	wrong := reworded(t, []byte(own.Body), "{{co_quan_ban_hanh}}", "{{trung_tam_hao}}")
	staff.upload(home, "", ui.Key(), map[string]string{"mau.docx": wrong}).must(t, 422, "Chỗ cần sửa", "trung_tam_hao", "Có phải “trung_tam_hoa”?")
	staff.get(home).must(t, 200, "Chưa có mẫu của cơ quan") // nothing was written

	good := reworded(t, []byte(own.Body), "{{co_quan_ban_hanh}}", "{{trung_tam_hoa}} của chúng tôi")
	key := ui.Key()
	first := staff.upload(home, "", key, map[string]string{"mau.docx": good}).must(t, 303)
	if again := staff.upload(home, "", key, map[string]string{"mau.docx": good}).must(t, 303); again.Location != first.Location {
		t.Errorf("sent twice: %s and %s", first.Location, again.Location)
	}
	at := first.Location
	staff.get(at).must(t, 200, "Bản nháp", "Người khác", "mau.docx")
	staff.get(at+"?de_an=KHONG-CO").must(t, 422, "Không tìm thấy đề án KHONG-CO")
	tried := staff.get(at+"?de_an="+url.QueryEscape(string(scheme))).must(t, 200)
	if got := readWord(t, tried.Body); !strings.Contains(got, "của chúng tôi") || strings.Contains(got, "{{") {
		t.Errorf("%.300s", got)
	}
	today := calendar.Of(dbtest.Now)
	director.postSeen(at, at+"/cong-bo", url.Values{"from": {today.AddDays(-1).VN()}}).must(t, 422, "hôm nay hoặc một ngày sau")
	director.postSeen(at, at+"/cong-bo", url.Values{"from": {"32/13/2026"}}).must(t, 422)
	director.postSeen(at, at+"/cong-bo", url.Values{"from": {today.VN()}}).must(t, 303)
	staff.get("/quan-tri/mau-giay-to").must(t, 200, "mẫu Word số 1")
	director.postSeen(at, at+"/thoi", url.Values{"until": {today.VN()}}).must(t, 303)
	director.get(at).must(t, 200, "đến hết")
	staff.post(at+"/bo", url.Values{"version": {"3"}}).must(t, 422, "không làm được việc này")
}

// readWord is the body of a Word file.
func readWord(t *testing.T, file string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if f.Name == "word/document.xml" {
			return memberText(t, f)
		}
	}
	t.Fatal("no body")
	return ""
}
