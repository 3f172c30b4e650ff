package office

import (
	"crypto/x509"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"software.sslmate.com/src/go-pkcs12"

	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/cades/cadestest"
	"example.vn/khuyencong/internal/platform/pdfsign"
)

// finalPDF is a page that a signature can be added to.
func finalPDF() []byte {
	s := "%PDF-1.7\n"
	table := ""
	for i, o := range []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>", "<</Type/Page/Parent 2 0 R>>"} {
		table += fmt.Sprintf("%010d 00000 n \n", len(s))
		s += fmt.Sprintf("%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	return fmt.Appendf(nil, "%sxref\n0 4\n0000000000 65535 f \n%strailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", s, table, len(s))
}

// toSign takes a paper up to its signature and returns its page.
func (o *office) toSign() string {
	o.t.Helper()
	a := o.as(access.Staff).sendFile("/van-ban-di/moi", draftForm(), "dự thảo.pdf", finalPDF()).must(o.t, http.StatusSeeOther)
	o.as(access.Accountant).post(a.Location+"/cap-so", url.Values{"version": {"1"}}).must(o.t, http.StatusSeeOther)
	return a.Location
}

func (o *office) trusts(ca *cadestest.Authority) {
	o.t.Helper()
	o.as(access.Admin).postFiles("/quan-tri/chung-thu", map[string]string{"note": "x"}, map[string]string{"file": string(ca.Cert.Raw)}).must(o.t, 303)
}

func TestSignedOutsideThenUploaded(t *testing.T) {
	o := paperOffice(t)
	at, ca, key := o.toSign(), cadestest.New(t, "Nhà chứng thực thử"), cadestest.ECDSA(t)
	clerk := o.as(access.Accountant)
	sign := func(pdf []byte, ca *cadestest.Authority) []byte {
		out, err := pdfsign.Sign(pdf, key, []*x509.Certificate{ca.Signer(t, "Đỗ Văn Minh", key)}, pdfsign.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	send := func(version string, file []byte) answer {
		return clerk.sendFile(at+"/ky", url.Values{"version": {version}, "how": {"electronic"}}, "ky.pdf", file)
	}
	once := sign(finalPDF(), ca)
	send("2", once).must(t, 422, "chưa khai báo nhà cung cấp")
	o.trusts(ca)
	send("2", finalPDF()).must(t, 422, "không có chữ ký số")
	send("2", sign(anotherPDF(), ca)).must(t, 422, "không phải là bản cuối")
	send("2", sign(finalPDF(), cadestest.New(t, "Nhà lạ"))).must(t, 422, "“Nhà lạ” cấp")
	send("1", once).must(t, 409)
	clerk.get(at).must(t, 200, "-Kết luận")
	send("2", once).must(t, 303)
	clerk.get(at).must(t, 200, "Đỗ Văn Minh", "Chữ ký hợp lệ, phủ toàn bộ tệp", "Thêm chữ ký số", "-Ký trên giấy\"")
	send("3", once).must(t, 409, "không có chữ ký nào mới")
	send("3", sign(once, ca)).must(t, 303)
	page := clerk.get(at).must(t, 200, "sau đó tệp chỉ được ký thêm")
	if n := strings.Count(page.Body, "Giờ ký (tự khai)"); n != 2 {
		t.Errorf("the page shows %d signatures", n)
	}
	clerk.post(at+"/phat-hanh", url.Values{"version": {"4"}}).must(t, 303)
	send("5", sign(sign(once, ca), ca)).must(t, 409)
	if p := o.paper(strings.TrimPrefix(at, "/van-ban-di/")); p.State != paper.Issued || p.How != paper.Electronic || p.SHA256 == "" {
		t.Errorf("got %+v", p)
	}
}

// anotherPDF is another file that can be signed.
func anotherPDF() []byte { return []byte(strings.Replace(string(finalPDF()), "595 842", "596 842", 1)) }

func TestSignedWithAKeyBroughtAlong(t *testing.T) {
	o := paperOffice(t)
	at, ca, key := o.toSign(), cadestest.New(t, "Nhà chứng thực thử"), cadestest.ECDSA(t)
	o.trusts(ca)
	const secret = "mật-khẩu-rất-riêng"
	file, err := pkcs12.Modern.Encode(key, ca.Signer(t, "Đỗ Văn Minh", key), nil, secret)
	if err != nil {
		t.Fatal(err)
	}
	clerk := o.as(access.Accountant)
	clerk.get(at).must(t, 200, "Ký số bằng tệp khóa", "phần mềm không lưu")
	send := func(who visitor, password string, more map[string]string) answer {
		form := map[string]string{"version": "2", "password": password, "why": "Ban hành"}
		maps.Copy(form, more)
		return who.postFiles(at+"/ky-so", form, map[string]string{"keyfile": string(file)})
	}
	if a := send(clerk, "sai-mật-khẩu", nil).must(t, 422, "Mật khẩu của tệp khóa không đúng", "Ban hành"); strings.Contains(a.Body, "sai-mật-khẩu") {
		t.Error("the password comes back in the page")
	}
	send(o.as(access.Staff), secret, nil).must(t, 403)
	send(clerk, secret, nil).must(t, 303)
	page := clerk.get(at).must(t, 200, "Đỗ Văn Minh", "Chữ ký hợp lệ, phủ toàn bộ tệp")
	links := regexp.MustCompile(`/tep/f-\d+`).FindAllString(page.Body, -1)
	found := false
	for _, link := range links {
		got, err := pdfsign.Verify([]byte(clerk.get(link).Body), ca.Roots(), cadestest.Day.AddDate(0, 6, 0))
		found = found || err == nil && len(got) == 1 && got[0].Sound() && got[0].Reason == "Ban hành"
	}
	if !found {
		t.Error("no file of the paper carries the signature")
	}
	if strings.Contains(o.log.String(), secret) {
		t.Error("the password is in the log")
	}
}
