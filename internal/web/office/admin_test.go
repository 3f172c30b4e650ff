package office

import (
	"context"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/deadline"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/web/ui"
	"example.vn/khuyencong/internal/web/ui/uitest"
)

var adminShownPassword = regexp.MustCompile(`<strong class="nw">([^<]+)</strong>`)

func TestAnAdministratorAddsAUserWhoMustChooseAPassword(t *testing.T) {
	o := newTestOffice(t)
	admin := o.as(access.Admin)
	admin.get("/quan-tri/nguoi-dung/moi").must(t, 200, "Tên đăng nhập", "Xã Đại Phúc")
	form := url.Values{ui.KeyName: {ui.Key()}, "login": {"lan"}, "name": {"Lê Thị Lan"}, "roles": {"commune"}, "commune": {testCommune}}
	a := admin.post("/quan-tri/nguoi-dung/moi", form).must(t, 200, "Mật khẩu này chỉ hiện một lần", "Lê Thị Lan")
	m := adminShownPassword.FindStringSubmatch(a.Body)
	if m == nil {
		t.Fatal("no password is shown")
	}
	if a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("Cache-Control %q", a.Header.Get("Cache-Control"))
	}
	token, err := identity.SignIn(t.Context(), o.db, "lan@19", m[1], "192.0.2.9")
	if err != nil {
		t.Fatal(err)
	}
	if a := (visitor{o, token}).get("/viec"); a.Status != 303 || a.Location != "/tai-khoan" {
		t.Errorf("the first page: %d %s", a.Status, a.Location)
	}
	// The same form again changes nothing and shows no password.
	again := admin.post("/quan-tri/nguoi-dung/moi", form)
	if again.Status != 303 || strings.Contains(again.Body, m[1]) {
		t.Errorf("sent twice: %d %s", again.Status, again.Location)
	}
	if _, err := identity.SignIn(t.Context(), o.db, "lan@19", m[1], "192.0.2.9"); err != nil {
		t.Errorf("the password shown no longer opens: %v", err)
	}
	admin.post("/quan-tri/nguoi-dung/moi", url.Values{"login": {"lan"}, "name": {"Khác"}, "roles": {"staff"}}).must(t, 422, "-Mật khẩu của", "lan")
	admin.post("/quan-tri/nguoi-dung/moi", url.Values{"login": {"a"}, "name": {""}}).must(t, 422, "-Mật khẩu của", "Tên đăng nhập gồm")
	admin.post("/quan-tri/nguoi-dung/moi", url.Values{"login": {"binh"}, "name": {"Bình"}, "roles": {"auditor", "staff"}}).must(t, 422, "-Mật khẩu của", "chỉ xem, không được kiêm")
}

func TestAUserIsChangedLockedAndReset(t *testing.T) {
	o := newTestOffice(t)
	admin := o.as(access.Admin)
	locked, reset, ended := o.as(access.Staff), o.as(access.Director), o.as(access.Accountant)
	path := "/quan-tri/nguoi-dung/" + string(o.users[access.Staff])
	admin.get(path).must(t, 200, "Nguyễn Thị staff", "Đặt lại mật khẩu")
	version := func() string {
		m := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(admin.get(path).Body)
		if m == nil {
			t.Fatal("no version")
		}
		return m[1]
	}
	stale := version()
	admin.post(path, url.Values{"version": {stale}, "name": {"Nguyễn Thị Mới"}, "roles": {"staff"}, "active": {"1"}}).must(t, 303)
	admin.get(path).must(t, 200, "Nguyễn Thị Mới")
	admin.post(path, url.Values{"version": {stale}, "name": {"Cũ"}, "roles": {"staff"}, "active": {"1"}}).must(t, 422, "vừa được người khác sửa")
	admin.post(path, url.Values{"version": {version()}, "name": {"Nguyễn Thị Mới"}, "roles": {"staff"}}).must(t, 303)
	if a := locked.get("/viec"); a.Status != 303 {
		t.Errorf("a locked user still works: %d", a.Status)
	}
	admin.get("/quan-tri/nguoi-dung?tinh-trang=khoa").must(t, 200, "Nguyễn Thị Mới", "1 trong 1 người dùng", "-Nguyễn Thị director")

	other := "/quan-tri/nguoi-dung/" + string(o.users[access.Director])
	m := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(admin.get(other).Body)
	a := admin.post(other+"/mat-khau", url.Values{"version": {m[1]}}).must(t, 200, "chỉ hiện một lần")
	secret := adminShownPassword.FindStringSubmatch(a.Body)[1]
	if _, err := identity.SignIn(t.Context(), o.db, "director@19", secret, "192.0.2.9"); err != nil {
		t.Error(err)
	}
	if a := reset.get("/viec"); a.Status != 303 {
		t.Errorf("the old session goes on: %d", a.Status)
	}
	admin.post("/quan-tri/nguoi-dung/"+string(o.users[access.Accountant])+"/ket-thuc", url.Values{"version": {"1"}}).must(t, 303)
	if a := ended.get("/viec"); a.Status != 303 {
		t.Errorf("an ended session goes on: %d", a.Status)
	}
}

func TestAnAdministratorCannotLockThemselvesOut(t *testing.T) {
	o := newTestOffice(t)
	admin := o.as(access.Admin)
	path := "/quan-tri/nguoi-dung/" + string(o.users[access.Admin])
	for name, form := range map[string]url.Values{
		"locked":             {"version": {"1"}, "name": {"Quản trị"}, "roles": {"admin"}},
		"without the powers": {"version": {"1"}, "name": {"Quản trị"}, "roles": {"staff"}, "active": {"1"}},
	} {
		t.Run(name, func(t *testing.T) {
			admin.post(path, form).must(t, 422, "không tự khóa")
		})
	}
}

func TestAnAuditorSeesUsersAndChangesNone(t *testing.T) {
	o := newTestOffice(t)
	auditor := o.as(access.Auditor)
	auditor.get("/quan-tri/nguoi-dung").must(t, 200, "Nguyễn Thị staff", "-Thêm người dùng")
	auditor.get("/quan-tri/nguoi-dung/"+string(o.users[access.Staff])).must(t, 200, "Cán bộ Trung tâm", "-Đặt lại mật khẩu", "-<form method=\"post\" action=\"/quan-tri")
	auditor.post("/quan-tri/nguoi-dung/"+string(o.users[access.Staff]), url.Values{}).must(t, 403)
	auditor.get("/quan-tri/phan-quyen").must(t, 200, "Soạn và nộp đề án", "Thanh tra, kiểm toán", "<strong>Được</strong>")
	o.as(access.Staff).get("/quan-tri/nguoi-dung").must(t, 403)
}

func TestTheCalendarIsEditedByYear(t *testing.T) {
	o := newTestOffice(t)
	admin := o.as(access.Admin)
	admin.get("/quan-tri/lich?nam=2027").must(t, 200, "chưa có ngày nghỉ nào", "Ghi ngày nghỉ lễ theo thông lệ")
	admin.post("/quan-tri/lich/mac-dinh", url.Values{"year": {"2027"}}).must(t, 303)
	admin.get("/quan-tri/lich?nam=2027").must(t, 200, "01/01/2027", "chưa kiểm chứng", "Xác nhận cả năm")
	admin.post("/quan-tri/lich", url.Values{"year": {"2027"}, "day": {"03/09/2027"}, "kind": {"holiday"}, "name": {"Nghỉ bù Quốc khánh"}, "verified": {"1"}}).must(t, 303)
	admin.post("/quan-tri/lich", url.Values{"year": {"2027"}, "day": {"31/02/2027"}, "kind": {"holiday"}, "name": {"Sai"}}).must(t, 422, "31/02/2027", "Sai")
	admin.post("/quan-tri/lich", url.Values{"year": {"2027"}, "day": {"04/09/2027"}, "kind": {"holiday"}}).must(t, 422)
	admin.get("/quan-tri/lich?nam=2027").must(t, 200, "Nghỉ bù Quốc khánh")
	admin.post("/quan-tri/lich/xac-nhan", url.Values{"year": {"2027"}}).must(t, 303)
	admin.get("/quan-tri/lich?nam=2027").must(t, 200, "-chưa kiểm chứng")
	admin.post("/quan-tri/lich/xoa", url.Values{"day": {"03/09/2027"}}).must(t, 303)
	admin.get("/quan-tri/lich?nam=2027").must(t, 200, "-Nghỉ bù Quốc khánh</td>")
	o.as(access.Commune).get("/quan-tri/lich?nam=2027").must(t, 200, "01/01/2027", "-Ghi vào lịch")
	o.as(access.Staff).post("/quan-tri/lich/xoa", url.Values{"day": {"01/01/2027"}}).must(t, 403)
	o.stranger().get("/quan-tri/lich?nam=2027").must(t, 200, "-01/01/2027")
}

func TestTheAuditRecordIsPagedAndVerified(t *testing.T) {
	o := newTestOffice(t)
	o.update(o.actor(access.Admin), func(ctx context.Context, tx *db.Tx) error { return deadline.Seed(ctx, tx) })
	for range 3 {
		o.update(o.actor(access.Admin), func(ctx context.Context, tx *db.Tx) error {
			days, err := deadline.Days(ctx, tx, 2026)
			for _, d := range days {
				d.Verified = !d.Verified
				if err == nil {
					err = deadline.SetDay(ctx, tx, d)
				}
			}
			return err
		})
	}
	director := o.as(access.Director)
	page := director.get("/quan-tri/nhat-ky").must(t, 200, "50 bản ghi", "Trang sau", "Ghi ngày vào lịch", "-nguyên vẹn")
	next := regexp.MustCompile(`href="(/quan-tri/nhat-ky\?truoc=\d+)"`).FindStringSubmatch(page.Body)
	if next == nil {
		t.Fatal("no next page")
	}
	director.get(next[1]).must(t, 200, "Về đầu danh sách")
	director.get("/quan-tri/nhat-ky?doi-tuong=calendar%2F2026-01-01").must(t, 200, "Chỉ hiện bản ghi về", "3 bản ghi")
	director.get("/quan-tri/nhat-ky?kiem-tra=1").must(t, 200, "Chuỗi nhật ký nguyên vẹn")
	director.get("/quan-tri/nhat-ky?truoc=x").must(t, 422)
	dbtest.Unguarded(t, o.db, `UPDATE audit_events SET detail = '{}' WHERE province = '19' AND seq = 3`)
	director.get("/quan-tri/nhat-ky?kiem-tra=1").must(t, 200, "không còn nguyên vẹn từ bản ghi số 3", "-Chuỗi nhật ký nguyên vẹn")
	o.as(access.Staff).get("/quan-tri/nhat-ky").must(t, 403)
	o.stranger().get("/quan-tri/nhat-ky").must(t, 403)
}

func TestTheNormsOfADay(t *testing.T) {
	o := newTestOffice(t)
	staff := o.as(access.Staff)
	staff.get("/quan-tri/dinh-muc?ngay=2020-08-31").must(t, 200, "31/08/2020", "TT 28/2018/TT-BTC", "300.000.000", "Mức tối đa")
	staff.get("/quan-tri/dinh-muc?ngay=1/1/1990").must(t, 200, "TTLT 125/2009/TTLT-BTC-BCT", "chưa rõ ngày bắt đầu", "-300.000.000")
	staff.get("/quan-tri/dinh-muc?ngay=hôm+qua").must(t, 422, "Ngày phải có dạng", "hôm qua")
	o.as(access.Commune).get("/quan-tri/dinh-muc").must(t, 403)
}

func TestTheProcedureOfADayAndAFund(t *testing.T) {
	o := newTestOffice(t)
	staff := o.as(access.Staff)
	staff.get("/quan-tri/quy-trinh?ngay=2016-01-01").must(t, 200, "01/01/2016", "TT 36/2013/TT-BCT", "Đạt thẩm định cấp Bộ", "Cục quản lý khuyến công",
		"Tối đa 70%", "Trước ngày 20/05/2015", "đã đọc nguyên văn điều khoản", "Hồ sơ đăng ký", "Báo giá máy móc thiết bị")
	staff.get("/quan-tri/quy-trinh?nguon=dia-phuong").must(t, 200, "Khuyến công địa phương", "Ủy ban nhân dân tỉnh", "chưa kiểm chứng", "Báo cáo tiến độ tháng",
		"TT 17/2018/TT-BCT", "-Đạt thẩm định cấp Bộ", "-đã đọc nguyên văn điều khoản")
	staff.get("/quan-tri/quy-trinh?ngay=hôm+qua").must(t, 422, "Ngày phải có dạng", "hôm qua")
	staff.get("/quan-tri/quy-trinh?nguon=mat-trang").must(t, 422, "Nguồn kinh phí là")
	o.as(access.Commune).get("/quan-tri/quy-trinh").must(t, 403)
}

func TestTheOverviewShowsWhatMayBeOpened(t *testing.T) {
	o := newTestOffice(t)
	o.as(access.Admin).get("/quan-tri").must(t, 200, "Người dùng", "Nhật ký hệ thống", "Định mức hỗ trợ", "/quan-tri/quy-trinh")
	o.as(access.Staff).get("/quan-tri").must(t, 200, "Định mức hỗ trợ", "-/quan-tri/nguoi-dung", "-/quan-tri/nhat-ky")
	o.as(access.Commune).get("/quan-tri").must(t, 200, "Lịch làm việc", "-/quan-tri/dinh-muc")
}

func TestAdminPagesAreSound(t *testing.T) {
	o := newTestOffice(t)
	o.update(o.actor(access.Admin), func(ctx context.Context, tx *db.Tx) error { return deadline.Seed(ctx, tx) })
	admin := o.as(access.Admin)
	for _, path := range []string{
		"/quan-tri", "/quan-tri/nguoi-dung", "/quan-tri/nguoi-dung/moi", "/quan-tri/nguoi-dung/" + string(o.users[access.Staff]), "/quan-tri/phan-quyen",
		"/quan-tri/lich?nam=2027", "/quan-tri/nhat-ky?kiem-tra=1", "/quan-tri/dinh-muc", "/quan-tri/quy-trinh", "/quan-tri/quy-trinh?nguon=dia-phuong", "/viec",
	} {
		a := admin.get(path)
		if a.Status != 200 {
			t.Errorf("%s: status %d", path, a.Status)
		}
		for _, problem := range uitest.CheckHTML(a.Body) {
			t.Errorf("%s: %s", path, problem)
		}
		if dir := os.Getenv("KC_LOOK"); dir != "" {
			if err := os.WriteFile(dir+"/"+strings.NewReplacer("/", "_", "?", "_", "&", "_").Replace(path)+".html", []byte(a.Body), 0o600); err != nil {
				t.Error(err)
			}
		}
	}
}
