package ui

import (
	"net/http"
	"strings"
	"testing"
)

func TestNoPageSeesAnAddressThatIsNoText(t *testing.T) {
	var seen string
	h := served(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = r.URL.RawQuery }))
	for _, path := range []string{"/de-an/%00", "/de-an/a%ff", "/de-an/a%ff?tim=che"} {
		if w := get(t, h, path); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "ký tự không đọc được") {
			t.Errorf("%q: status %d", path, w.Code)
		}
	}
	for path, want := range map[string]string{
		"/de-an": "", "/de-an/ch%C3%A8": "", "/de-an?tim=ch%C3%A8%20%27%0a": "tim=ch%C3%A8%20%27%0a", "/de-an?tim=%zz": "tim=%zz",
		"/de-an?tim=%00": "tim=%EF%BF%BD", "/de-an?xa=a%ffb&tim=1&tim=2": "tim=1&tim=2&xa=a%EF%BF%BDb", "/de-an?%ff=1": "%EF%BF%BD=1", "/de-an?tim=\xff": "tim=%EF%BF%BD",
	} {
		if w := get(t, h, path); w.Code != http.StatusOK || seen != want {
			t.Errorf("%q: status %d, the page sees %q, want %q", path, w.Code, seen, want)
		}
	}
}
