package office

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/bundle"
	"example.vn/khuyencong/internal/platform/access"
)

// What the page of a scheme offers for download passes its own check.
func TestBundleOfASchemeIsSent(t *testing.T) {
	m := newMatrix(t)
	path := m.path("/de-an/{id}/tep/{file}/xoa")
	path = strings.Join(strings.Split(path, "/")[:3], "/") // the draft with a file
	auditor := visitor{m.office, m.tokens[access.Auditor]}
	if page := auditor.get(path); !strings.Contains(page.Body, path+"/goi-ho-so/tai-ve") {
		t.Error("the page of the scheme does not lead to its bundle")
	}
	a := auditor.get(path + "/goi-ho-so/tai-ve")
	if a.Status != http.StatusOK || a.Header.Get("Content-Type") != "application/zip" {
		t.Fatalf("got %d %s", a.Status, a.Header.Get("Content-Type"))
	}
	got, err := bundle.Verify(strings.NewReader(a.Body), int64(len(a.Body)))
	if err != nil || !got.OK || got.Files != 9 {
		t.Errorf("got %+v, %v", got, err)
	}
	if !bytes.Contains([]byte(a.Body), []byte(fileSecret)) {
		t.Error("the attached file is missing")
	}
}
