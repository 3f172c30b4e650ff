package office

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/webhook"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// sure is the form of one button.
func sure() url.Values { return url.Values{adminSureName: {"1"}} }

func TestAKeyIsShownOnceAndStopsWhenRevoked(t *testing.T) {
	o := newTestOffice(t)
	admin := o.as(access.Admin)
	admin.get("/quan-tri").must(t, 200, "Kết nối với phần mềm khác")
	admin.get(adminLinkPath).must(t, 200, "Chưa có khóa nào", "Tạo khóa")
	o.as(access.Director).get(adminLinkPath).must(t, 200, "-Tạo khóa")
	o.as(access.Staff).get(adminLinkPath).must(t, 403)
	admin.post(adminLinkPath+"/khoa", url.Values{"name": {" "}}).must(t, 422, "Hãy ghi khóa này dùng cho phần mềm nào")

	form := url.Values{"name": {"Cổng <của> tỉnh"}, ui.KeyName: {"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}}
	made := admin.post(adminLinkPath+"/khoa", form).must(t, 200, "chỉ hiện một lần", "Cổng &lt;của&gt; tỉnh")
	secret := regexp.MustCompile(`kc_[0-9]{2}_[a-z2-7]{52}`).FindString(made.Body)
	if secret == "" {
		t.Fatal("the key is not shown")
	}
	if again := admin.post(adminLinkPath+"/khoa", form).must(t, 303); strings.Contains(again.Body, secret) {
		t.Error("the form sent twice shows the key again")
	}
	if page := admin.get(adminLinkPath).must(t, 200, "chưa dùng lần nào", "Đang mở"); strings.Contains(page.Body, secret) || strings.Count(page.Body, "Cổng &lt;của&gt; tỉnh") == 0 {
		t.Error("the page shows the key again")
	}
	ask := func() int {
		return o.anonymous().openGet("/api/v1/tong-hop", "Authorization", "Bearer "+secret).StatusCode
	}
	if got := ask(); got != http.StatusOK {
		t.Errorf("with the key: %d", got)
	}
	admin.get(adminLinkPath).must(t, 200, "-chưa dùng lần nào")
	admin.post(adminLinkPath+"/khoa/k-1/thu-hoi", url.Values{}).must(t, 422)
	admin.post(adminLinkPath+"/khoa/k-9/thu-hoi", sure()).must(t, 404)
	admin.post(adminLinkPath+"/khoa/k-1/thu-hoi", sure()).must(t, 303)
	admin.get(adminLinkPath).must(t, 200, "Đã thu hồi")
	if got := ask(); got != http.StatusUnauthorized {
		t.Errorf("with the revoked key: %d", got)
	}
}

func TestAnAddressIsToldAndItsMessagesAreShown(t *testing.T) {
	o := newTestOffice(t)
	admin := o.as(access.Admin)
	both := []string{string(webhook.SchemeApproved), string(webhook.ReportIssued)}
	admin.post(adminLinkPath+"/nhan-tin", url.Values{"url": {"http://a.vn"}}).must(t, 422, "https://", "ít nhất một loại tin")
	admin.post(adminLinkPath+"/nhan-tin", url.Values{"url": {"https://10.0.0.1/"}, "events": both}).must(t, 422, "mạng nội bộ")
	made := admin.post(adminLinkPath+"/nhan-tin", url.Values{"url": {"https://nhan.example.vn/bi-mat"}, "events": both}).must(t, 200, "whsec_", "chỉ hiện một lần")
	secret := regexp.MustCompile(`whsec_[A-Za-z0-9+/=]+`).FindString(made.Body)
	admin.get(adminLinkPath).must(t, 200, "nhan.example.vn", "-bi-mat", "-"+secret)
	admin.get(adminLinkPath+"/nhan-tin/w-1").must(t, 200, "https://nhan.example.vn/bi-mat", "Chưa có tin nào", "-"+secret)

	scope := db.Scope{Province: "19", Actor: access.System("test")}
	err := o.db.Update(t.Context(), scope, func(tx *db.Tx) error {
		return audit.Record(t.Context(), tx, "plan.grant", "scheme/2026-0001", map[string]string{"from": "planned", "to": "approved"})
	})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := webhook.Gather(t.Context(), o.db); n != 1 || err != nil {
		t.Fatalf("%d messages, %v", n, err)
	}
	admin.get(adminLinkPath+"/nhan-tin/w-1").must(t, 200, "Đề án được phê duyệt", "scheme/2026-0001", "Chờ gửi", "-Gửi lại")
	due, err := webhook.Claim(t.Context(), o.db, 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("%d are due, %v", len(due), err)
	}
	for due[0].Tries = 0; due[0].Tries < webhook.MaxTries; due[0].Tries++ {
		err := o.db.Update(t.Context(), due[0].Scope(), func(tx *db.Tx) error { return webhook.NotDone(t.Context(), tx, due[0], 503, "nơi nhận <nghỉ>") })
		if err != nil {
			t.Fatal(err)
		}
	}
	page := admin.get(adminLinkPath+"/nhan-tin/w-1").must(t, 200, "Không gửi được", "mã 503: nơi nhận &lt;nghỉ&gt;", "Gửi lại")
	again := regexp.MustCompile(`action="(/quan-tri/ket-noi/nhan-tin/w-1/gui-lai/[0-9]+)"`).FindStringSubmatch(page.Body)
	if again == nil {
		t.Fatal("there is no button to send it again")
	}
	o.as(access.Director).post(again[1], sure()).must(t, 403)
	admin.post(again[1], sure()).must(t, 303)
	admin.get(adminLinkPath+"/nhan-tin/w-1").must(t, 200, "Chờ gửi")
	admin.post(adminLinkPath+"/nhan-tin/w-1/go", sure()).must(t, 303)
	admin.get(adminLinkPath+"/nhan-tin/w-1").must(t, 200, "Đã gỡ", "địa chỉ đã được gỡ")
	admin.post(again[1], sure()).must(t, 409)
}
