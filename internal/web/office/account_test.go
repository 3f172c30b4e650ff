package office

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// A forgotten session is seen on the page of the account and ended there with
// the password, not without it.
func TestAForgottenSessionIsEndedFromTheAccount(t *testing.T) {
	o := newTestOffice(t)
	here, forgotten := visitor{o, o.signIn("staff@19")}, visitor{o, o.signIn("staff@19")}
	page := here.get("/tai-khoan").must(t, 200, "Các phiên khác")
	key := regexp.MustCompile(`name="sessions" value="([0-9a-f]{16})"`).FindStringSubmatch(page.Body)
	if key == nil || strings.Count(page.Body, `name="sessions"`) != 1 {
		t.Fatalf("%s", page.Body)
	}
	here.post("/tai-khoan/phien", url.Values{"sessions": {key[1]}, "own": {"không nhớ nữa"}}).must(t, 422, "Mật khẩu không đúng.", "checked")
	here.post("/tai-khoan/phien", url.Values{"own": {testPassword}}).must(t, 422, "Hãy chọn ít nhất một phiên.")
	forgotten.get("/viec").must(t, 200)
	if a := here.post("/tai-khoan/phien", url.Values{"sessions": {key[1]}, "own": {testPassword}}); a.Status != 303 || a.Location != "/tai-khoan" {
		t.Fatalf("%d %s", a.Status, a.Location)
	}
	if a := forgotten.get("/viec"); a.Status != 303 || !strings.HasPrefix(a.Location, "/dang-nhap") {
		t.Errorf("the ended session: %d %s", a.Status, a.Location)
	}
	here.get("/tai-khoan").must(t, 200, "Không có phiên nào khác")
}
