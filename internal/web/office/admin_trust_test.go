package office

import (
	"bytes"
	"io"
	"maps"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/cades/cadestest"
	"example.vn/khuyencong/internal/web/ui"
)

// postFiles posts fields and files, each file under the name of its field.
func (v visitor) postFiles(path string, form, files map[string]string) answer {
	v.o.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	form = maps.Clone(form)
	form[ui.KeyName] = ui.Key()
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if err := w.WriteField(name, form[name]); err != nil {
			v.o.t.Fatal(err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		part, err := w.CreateFormFile(name, name)
		if err == nil {
			_, err = io.WriteString(part, files[name])
		}
		if err != nil {
			v.o.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		v.o.t.Fatal(err)
	}
	return v.send("POST", path, w.FormDataContentType(), &body)
}

func TestAnAuthorityIsTrustedAndNoLongerTrusted(t *testing.T) {
	o := newTestOffice(t)
	ca := cadestest.New(t, "Nhà <thử>")
	admin := o.as(access.Admin)
	admin.get("/quan-tri").must(t, 200, "Chứng thư tin cậy")
	admin.get("/quan-tri/chung-thu").must(t, 200, "Chưa tin cậy nhà cung cấp nào", "Thêm một chứng thư")
	o.as(access.Director).get("/quan-tri/chung-thu").must(t, 200, "-Thêm một chứng thư")

	note := map[string]string{"note": "trang của nhà cung cấp"}
	admin.postFiles("/quan-tri/chung-thu", note, nil).must(t, 422, "Chưa chọn tệp chứng thư", "trang của nhà cung cấp")
	person := ca.Signer(t, "Nguyễn Văn An", cadestest.ECDSA(t))
	admin.postFiles("/quan-tri/chung-thu", note, map[string]string{"file": string(person.Raw)}).must(t, 422, "không phải là chứng thư của nhà cung cấp")
	admin.postFiles("/quan-tri/chung-thu", map[string]string{"note": ""}, map[string]string{"file": string(ca.Cert.Raw)}).must(t, 422, "lấy từ đâu")
	admin.postFiles("/quan-tri/chung-thu", note, map[string]string{"file": string(ca.Cert.Raw)}).must(t, 303)
	admin.postFiles("/quan-tri/chung-thu", note, map[string]string{"file": string(ca.Cert.Raw)}).must(t, 409, "đã có trong danh sách")

	admin.get("/quan-tri/chung-thu").must(t, 200, "Nhà &lt;thử&gt;", "Đang tin cậy", "trang của nhà cung cấp")
	o.stranger().get("/quan-tri/chung-thu").must(t, 200, "-Nhà &lt;thử&gt;")
	admin.post("/quan-tri/chung-thu/ct-1/go", url.Values{}).must(t, 422, "Hãy ghi lý do", `href="#ly-do-ct-1"`)
	admin.post("/quan-tri/chung-thu/ct-9/go", url.Values{"reason": {"x"}}).must(t, 404)
	admin.post("/quan-tri/chung-thu/ct-1/go", url.Values{"reason": {"hết hiệu lực"}}).must(t, 303)
	page := admin.get("/quan-tri/chung-thu").must(t, 200, "Đã gỡ", "hết hiệu lực")
	if strings.Contains(page.Body, "chung-thu/ct-1/go") {
		t.Error("it can be revoked again")
	}
}
