package office

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"example.vn/khuyencong/internal/demo"
	"example.vn/khuyencong/internal/domain/disclosure"
)

// openGet asks for a public address as a program would.
func (v visitor) openGet(path string, header ...string) *http.Response {
	v.o.t.Helper()
	r := httptest.NewRequestWithContext(v.o.t.Context(), http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	v.o.handler.ServeHTTP(w, r)
	return w.Result()
}

func openBody(t *testing.T, r *http.Response) string {
	t.Helper()
	defer func() { _ = r.Body.Close() }()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// openPersonal matches numbers and addresses that may be a person's. Codes of
// schemes and amounts are taken out first.
var (
	openPersonal = regexp.MustCompile(`\+84|\b0\d{2}[ .]?\d{3}[ .]?\d{3,4}\b|\b\d{10}(-\d{3})?\b|\b\d{12}\b|[\w.]+@[\w.]+`)
	openAmounts  = regexp.MustCompile(`"(support|spent)_vnd": ?\d+|;\d{6,}`)
)

// TestPublicPagesAndFiles loads the demonstration once.
func TestPublicPagesAndFiles(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	for name, fn := range map[string]func(*testing.T, *matrix){
		"nothing of people leaves": openNothingOfPeople, "files say the same": openFilesAgree, "a file is asked for again": openAgain,
		"what is not decided has no page": openUndecided, "wrong addresses": openWrong,
	} {
		t.Run(name, func(t *testing.T) {
			m.t, m.office.t = t, t
			fn(t, m)
		})
	}
	t.Run("too many files", func(t *testing.T) { // last: it uses up what one source may fetch
		m.t, m.office.t = t, t
		openTooMany(t, m)
	})
}

func openNothingOfPeople(t *testing.T, m *matrix) {
	t.Helper()
	paths := []string{"/cong-khai/de-an?tinh=19", "/cong-khai/san-pham?tinh=19", "/du-lieu-mo?tinh=19", "/du-lieu-mo/datapackage.json?tinh=19"}
	for _, name := range []string{"de-an.csv", "de-an.json", "de-an-2020.csv", "de-an-2025.json", "san-pham.csv", "san-pham.json"} {
		paths = append(paths, "/du-lieu-mo/"+name+"?tinh=19")
	}
	var all []disclosure.Scheme
	if err := json.Unmarshal([]byte(openBody(t, m.anonymous().openGet("/du-lieu-mo/de-an.json?tinh=19"))), &all); err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		paths = append(paths, "/cong-khai/de-an/"+s.ID)
	}
	for _, path := range paths {
		r := m.anonymous().openGet(path)
		body := openBody(t, r)
		if r.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
		if word := m.leakedOf(m.private, body); word != "" {
			t.Errorf("%s shows %q", path, word)
		}
		_, main, found := strings.Cut(body, "<main")
		if !found {
			main = body
		}
		if strings.HasSuffix(path, ".csv?tinh=19") || strings.Contains(path, ".json") {
			main = openAmounts.ReplaceAllString(main, ";")
		}
		if found := openPersonal.FindString(main); found != "" {
			t.Errorf("%s shows %q", path, found)
		}
	}
	if len(paths) < 40 {
		t.Errorf("only %d public addresses", len(paths))
	}
}

func openFilesAgree(t *testing.T, m *matrix) {
	t.Helper()
	for _, query := range []string{"?tinh=19", "?tinh=19&nguon=national", "?tinh=19&nam=2020&loai-hinh=household", "?tinh=19&nam=1999"} {
		var all []disclosure.Scheme
		if err := json.Unmarshal([]byte(openBody(t, m.anonymous().openGet("/du-lieu-mo/de-an.json"+query))), &all); err != nil {
			t.Fatal(err)
		}
		text := openBody(t, m.anonymous().openGet("/du-lieu-mo/de-an.csv"+query))
		if got := strings.Count(text, "\r\n") - 1; got != len(all) || !strings.HasPrefix(text, "\uFEFFid;province;") {
			t.Errorf("%s: CSV has %d rows, JSON %d", query, got, len(all))
		}
		book, err := excelize.OpenReader(bytes.NewReader([]byte(openBody(t, m.anonymous().openGet("/du-lieu-mo/de-an.xlsx"+query)))))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows("Dữ liệu")
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, row := range rows {
			if len(row) > 0 && strings.HasPrefix(row[0], "19-") {
				n++
			}
		}
		if n != len(all) {
			t.Errorf("%s: the workbook has %d rows, JSON %d", query, n, len(all))
		}
		if _, err := book.GetRows("Từ điển dữ liệu"); err != nil {
			t.Error(err)
		}
	}
}

func openAgain(t *testing.T, m *matrix) {
	t.Helper()
	const path = "/du-lieu-mo/de-an-2020.csv?tinh=19"
	first := m.anonymous().openGet(path)
	tag, at := first.Header.Get("ETag"), first.Header.Get("Last-Modified")
	if tag == "" || at == "" {
		t.Fatalf("no tag or day: %v", first.Header)
	}
	for _, header := range [][]string{{"If-None-Match", tag}, {"If-None-Match", `"x", W/` + tag}, {"If-None-Match", "*"}, {"If-Modified-Since", at}} {
		if r := m.anonymous().openGet(path, header...); r.StatusCode != http.StatusNotModified || openBody(t, r) != "" {
			t.Errorf("%v: %d, want 304", header, r.StatusCode)
		}
	}
	if r := m.anonymous().openGet(path, "If-None-Match", `"x"`, "If-Modified-Since", at); r.StatusCode != http.StatusOK {
		t.Errorf("another tag: %d, want 200", r.StatusCode)
	}
	if r := m.anonymous().openGet("/du-lieu-mo/de-an-2021.csv?tinh=19", "If-None-Match", tag); r.StatusCode != http.StatusOK {
		t.Errorf("the tag of another file: %d, want 200", r.StatusCode)
	}
}

func openUndecided(t *testing.T, m *matrix) {
	t.Helper()
	draft := m.words(`SELECT '` + demo.Province + `-' || id FROM schemes WHERE province = ? AND state = 'draft'`)[0]
	unknown := m.anonymous().get("/cong-khai/de-an/19-2020-9999").must(t, http.StatusNotFound)
	if got := m.anonymous().get("/cong-khai/de-an/"+draft).must(t, http.StatusNotFound); said(got.Body) != said(unknown.Body) {
		t.Errorf("a draft is told from nothing: %q, %q", said(got.Body), said(unknown.Body))
	}
	m.anonymous().get("/cong-khai/de-an?tinh=08").must(t, http.StatusOK, "Chưa có đề án nào được công khai")
}

func openWrong(t *testing.T, m *matrix) {
	t.Helper()
	for path, status := range map[string]int{
		"/cong-khai/de-an?tinh=01": 404, "/cong-khai/de-an?tinh=19&nguon=x": 422, "/cong-khai/de-an?tinh=19&nam=x": 422,
		"/cong-khai/de-an?tinh=19&sau=x": 422, "/cong-khai/de-an/x": 404, "/cong-khai/de-an/01-2020-0001": 404,
		"/du-lieu-mo/de-an.csv": 422, "/du-lieu-mo/de-an.pdf": 404, "/du-lieu-mo/nguoi-dung.csv?tinh=19": 404, "/du-lieu-mo/de-an-0000.csv?tinh=19": 404, "/du-lieu-mo/de-an-1111.csv?tinh=19": 422,
	} {
		m.anonymous().get(path).must(t, status)
	}
	m.anonymous().get("/cong-khai/san-pham?tinh=19").must(t, http.StatusOK, "sản phẩm", "Tải CSV")
	m.anonymous().get("/cong-khai/san-pham?tinh=19&nhom=x").must(t, 422)
	m.anonymous().get("/cong-khai/de-an").must(t, http.StatusOK, "?tinh=19", "?tinh=08")
}

func openTooMany(t *testing.T, m *matrix) {
	t.Helper()
	for range openLimit {
		m.anonymous().openGet("/du-lieu-mo/de-an-1999.csv?tinh=19")
	}
	r := m.anonymous().openGet("/du-lieu-mo/de-an-1999.csv?tinh=19")
	if r.StatusCode != http.StatusTooManyRequests || r.Header.Get("Retry-After") == "" {
		t.Errorf("file %d of a minute: %d", openLimit+1, r.StatusCode)
	}
}
