package office

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// visit opens a page without a cookie.
func (o *office) visit(path string) *httptest.ResponseRecorder {
	o.t.Helper()
	w := httptest.NewRecorder()
	o.handler.ServeHTTP(w, httptest.NewRequestWithContext(o.t.Context(), http.MethodGet, path, nil))
	return w
}

func TestGuideLeadsToTheResult(t *testing.T) {
	o := newTestOffice(t)
	const done = "v=may&d=hkd&t=19&x=05488&k=kho&c=800000000&r=khong&m=moi&n=2026"
	for _, c := range []struct {
		path   string
		status int
		says   []string // or where it leads
	}{
		{"/ho-tro", 200, []string{"Tôi được hỗ trợ gì?", "Bắt đầu", `href="/ho-tro/hoi"`}},
		{"/ho-tro?v=may", 200, []string{"Tiếp tục", "/ho-tro/hoi?v=may"}},
		{"/ho-tro/hoi", 200, []string{"<h1>Anh/chị muốn làm việc gì?</h1>", "Câu 1, nhiều nhất 9 câu", "Chưa rõ, cho tôi xem tất cả"}},
		{"/ho-tro/hoi?s=v", 422, []string{"Hãy chọn một câu trả lời", "<title>Lỗi: "}},
		{"/ho-tro/hoi?s=v&v=may", 200, []string{"Anh/chị là ai?", "Đã trả lời 1 câu", "Mua máy mới cho xưởng", `href="/ho-tro/hoi?v=may&amp;q=v"`}},
		{"/ho-tro/hoi?v=may&d=hkd&t=19", 200, []string{"Xưởng ở xã, phường", "Câu 4 trong 9 câu"}},
		{"/ho-tro/hoi?v=may&d=hkd&t=19&q=x&tim=dai+phuc", 200, []string{"Xã Đại Phúc", `value="05488"`}},
		{"/ho-tro/hoi?v=may&d=hkd&t=19&q=x&tim=zzz", 200, []string{"Không thấy xã, phường nào"}},
		{"/ho-tro/hoi?v=may&d=hkd&t=19&s=x&tim=dai+phuc", 422, []string{"Hãy tìm rồi chọn", "Xã Đại Phúc"}},
		{"/ho-tro/hoi?v=may&d=hkd&t=19&s=x&tim=dai+phuc&x=05488", 303, []string{"/ho-tro/hoi?v=may&d=hkd&t=19&x=05488"}},
		{"/ho-tro/hoi?v=may&s=c&c=800+tri%E1%BB%87u", 303, []string{"/ho-tro/hoi?v=may&c=800000000"}},
		{"/ho-tro/hoi?v=may&s=c&c=800", 422, []string{"800 triệu đồng", `value="800"`}},
		{"/ho-tro/hoi?v=may&s=t&t=", 422, []string{"Hãy chọn tỉnh"}},
		{"/ho-tro/hoi?" + done, 303, []string{"/ho-tro/ket-qua?" + done}},
		{"/ho-tro/hoi?" + done + "&q=c", 200, []string{"Mua máy hết khoảng bao nhiêu tiền?", `value="800.000.000"`}},
		{"/ho-tro/hoi?" + done + "&q=l", 303, []string{"/ho-tro/ket-qua?" + done}},
		{"/ho-tro/hoi?" + strings.Replace(done, "t=19", "t=04", 1), 303, []string{"/ho-tro/ket-qua?" + strings.Replace(strings.Replace(done, "t=19", "t=04", 1), "&x=05488", "", 1)}},
		{"/ho-tro/ket-qua", 303, []string{"/ho-tro"}},
		{"/ho-tro/ket-qua?v=may", 303, []string{"/ho-tro/hoi?v=may"}},
		{"/ho-tro/ket-qua?v=kr", 200, []string{"Những việc có thể được hỗ trợ", "không quá 300.000.000 đ/cơ sở", "chưa kiểm chứng"}},
		{"/ho-tro/ket-qua?" + done, 200, []string{"Có thể được hỗ trợ nhiều nhất 300.000.000 đ", "Vì sao ra số này?", "TT 28/2018/TT-BTC,",
			"500.000.000 đ", "Chưa có mức riêng của tỉnh", "Báo giá máy móc thiết bị", "20/06/2027", "UBND xã Đại Phúc", "Sửa"}},
		{"/ho-tro/ket-qua?" + strings.Replace(done, "m=moi", "m=cu", 1), 200, []string{"Chưa được hỗ trợ việc này", "Máy đã qua sử dụng không được hỗ trợ", "TT 46/2012/TT-BCT,"}},
		{"/ho-tro/ket-qua?v=dn&t=04&k=khong&r=khong&n=2026", 200, []string{"Chưa được hỗ trợ việc này", "Chưa đạt: thành lập tại địa bàn"}},
		{"/ho-tro/ket-qua?v=tb&d=hkd&t=04&k=khong&r=khong&n=2026", 200, []string{"chưa rõ nhiều nhất bao nhiêu", "Chưa tính được mức cao nhất"}},
	} {
		w := o.visit(c.path)
		body := strings.Join(strings.Fields(w.Body.String()), " ")
		if w.Code == http.StatusSeeOther {
			body = w.Header().Get("Location")
			if body != c.says[0] {
				t.Errorf("%s leads to %s, want %s", c.path, body, c.says[0])
			}
		}
		if w.Code != c.status {
			t.Errorf("%s: status %d, want %d", c.path, w.Code, c.status)
		}
		for _, words := range c.says {
			if !strings.Contains(body, words) {
				t.Errorf("%s does not say %q:\n%s", c.path, words, body)
			}
		}
		if w.Body.Len() > 30<<10 {
			t.Errorf("%s has %d bytes", c.path, w.Body.Len())
		}
		if got := w.Header().Values("Set-Cookie"); len(got) > 0 {
			t.Errorf("%s sets %q", c.path, got)
		}
		keep := w.Header().Get("Cache-Control")
		if (keep == "public, max-age=300") != (w.Code == http.StatusOK) {
			t.Errorf("%s (%d) may be kept: %q", c.path, w.Code, keep)
		}
	}
}

func TestGuidePassesOverHostileAddresses(t *testing.T) {
	o := newTestOffice(t)
	for path, says := range map[string]string{
		"/ho-tro?v=%3Cscript%3Ealert(1)%3C/script%3E":            "Địa chỉ của trang có chỗ không đọc được ở câu “Việc muốn làm”",
		"/ho-tro/hoi?v=may&d=x'--&t=../../etc":                   "“Loại hình”, “Tỉnh, thành phố”",
		"/ho-tro/hoi?v=may&d=hkd&t=19&x=00070":                   "không thuộc tỉnh, thành phố đã chọn",
		"/ho-tro/hoi?v=may&d=hkd&t=19&q=x&tim=%22%3E%3Cu%3Ezzzq": "Không thấy xã",
		"/ho-tro/hoi?v=may&q=%00&s=%ff":                          "Anh/chị là ai?",
		"/ho-tro/hoi?%zz=1&v=may":                                "Anh/chị là ai?",
		"/ho-tro?fbclid=abc":                                     "Bắt đầu",
	} {
		w := o.visit(path)
		body := w.Body.String()
		if w.Code != http.StatusOK || !strings.Contains(body, says) {
			t.Errorf("%s: status %d, does not say %q:\n%s", path, w.Code, says, body)
		}
		if strings.Contains(body, "<script>alert") || strings.Contains(body, "<u>") {
			t.Errorf("%s comes back as markup", path)
		}
	}
}

// The pages are the same for everybody, signed in or not.
func TestGuideDoesNotLookAtTheSession(t *testing.T) {
	o := newTestOffice(t)
	for _, r := range guideRoutes() {
		path := r.Pattern + "?v=kr"
		w := httptest.NewRecorder()
		q := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		for role := range o.tokens {
			q.AddCookie(&http.Cookie{Name: sessionCookie, Value: string(o.tokens[role])})
		}
		o.handler.ServeHTTP(w, q)
		plain := o.visit(path)
		if w.Code != plain.Code || w.Body.String() != plain.Body.String() {
			t.Errorf("%s differs with a session", path)
		}
	}
}
