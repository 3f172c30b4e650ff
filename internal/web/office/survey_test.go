package office

import (
	"bytes"
	"context"
	"net/url"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/survey"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/sheet"
)

const testSheet = "/nhu-cau/2027/" + testCommune

// campaign opens the campaign of 2027 through the page.
func (o *office) campaign() {
	o.t.Helper()
	o.as(access.Staff).post("/nhu-cau/mo", url.Values{
		"year": {"2027"}, "title": {"Rà soát nhu cầu năm 2027"}, "due_on": {"31/12/2026"}, "guidance": {"Ghi từng cơ sở."},
	}).must(o.t, 303)
}

func surveyNeedOf(title string) url.Values {
	return url.Values{"title": {title}, "content": {"advanced_machinery"}, "cost": {"400.000.000"}, "asked": {"200.000.000"}, "establishment": {""}}
}

// sheetVersion is the version that the buttons of the sheet carry.
func (v visitor) version(path, action string) string {
	v.o.t.Helper()
	body := v.get(path).Body
	_, form, ok := strings.Cut(body, `action="`+action+`"`)
	if !ok {
		v.o.t.Fatalf("%s has no form to %s", path, action)
	}
	_, value, _ := strings.Cut(form, `name="version" value="`)
	value, _, _ = strings.Cut(value, `"`)
	return value
}

func (v visitor) postSeen(page, action string, form url.Values) answer {
	v.o.t.Helper()
	form.Set("version", v.version(page, action))
	return v.post(action, form)
}

func TestOpeningACampaignAsksEveryCommune(t *testing.T) {
	o := newTestOffice(t)
	staff := o.as(access.Staff)
	sound(t, staff.get("/nhu-cau")).must(t, 200, "Chưa có đợt rà soát nào", "Mở đợt rà soát")
	sound(t, staff.get("/nhu-cau/mo")).must(t, 200, `value="2027"`)
	bad := url.Values{"year": {"2027"}, "title": {"Rà soát"}, "due_on": {"31/02/2026"}, "guidance": {"giữ lại"}}
	sound(t, staff.post("/nhu-cau/mo", bad)).must(t, 422, "31/02/2026", "giữ lại")
	bad.Set("due_on", "01/01/2020")
	sound(t, staff.post("/nhu-cau/mo", bad)).must(t, 422, "từ hôm nay")
	o.campaign()
	sound(t, staff.get("/nhu-cau")).must(t, 200, "Rà soát nhu cầu năm 2027", "0/92", "Đang mở")
	sound(t, staff.get("/nhu-cau/2027")).must(t, 200, "0 trên 92 xã, phường đã trả lời", "Xã Đại Phúc", "Hạn gửi 31/12/2026, còn", "Đóng đợt rà soát")
	sound(t, staff.get("/nhu-cau/2027?q=dai+phuc&tinh-trang=waiting")).must(t, 200, "1 xã, phường", "Xã Đại Phúc", "-Xã Võ Nhai")
	sound(t, staff.get("/nhu-cau/2027?don-vi=old")).must(t, 200, "Theo đơn vị trước 01/7/2025", "huyện Đại Từ", "huyện Võ Nhai")
	staff.get("/nhu-cau/2027").must(t, 200, "-huyện Đại Từ")
	staff.get("/nhu-cau/2026").must(t, 404)
	staff.get("/nhu-cau/x").must(t, 404)
	o.as(access.Director).get("/nhu-cau/2027").must(t, 200, "-Đóng đợt", "-Mở đợt")
	o.as(access.Director).post("/nhu-cau/2027/dong", nil).must(t, 403)
	o.stranger().get("/nhu-cau/2027").must(t, 404)
}

func TestAnEmptySheetIsAnAnswer(t *testing.T) {
	o := newTestOffice(t)
	o.campaign()
	officer := o.as(access.Commune)
	sound(t, officer.get("/nhu-cau")).must(t, 200, testSheet, "Chưa gửi")
	if a := officer.get("/nhu-cau/2027"); a.Status != 303 || a.Location != testSheet {
		t.Errorf("the officer is led to %d %s", a.Status, a.Location)
	}
	sound(t, officer.get(testSheet)).must(t, 200, "Xã không có nhu cầu?", "Gửi: xã không có nhu cầu", "Ghi từng cơ sở.")
	officer.postSeen(testSheet, testSheet+"/gui", url.Values{"note": {"Không có cơ sở nào đề nghị"}}).must(t, 303)
	sound(t, officer.get(testSheet)).must(t, 200, "Đã gửi", "Không có cơ sở nào đề nghị", "Phiếu đang ở Trung tâm", "-Gửi: xã không có nhu cầu", "-Thêm nhu cầu")
	sound(t, o.as(access.Staff).get("/nhu-cau/2027")).must(t, 200, "1 trên 92 xã, phường đã trả lời")
}

func TestCommuneOfficerStaysOnTheOwnSheet(t *testing.T) {
	o := newTestOffice(t)
	o.campaign()
	officer, far := o.as(access.Commune), "/nhu-cau/2027/"+farCommune
	officer.get(far).must(t, 403)
	officer.get(far+"/them").must(t, 403)
	officer.post(far+"/them", surveyNeedOf("x")).must(t, 403)
	officer.post(far+"/gui", url.Values{"version": {"1"}}).must(t, 403)
	o.as(access.Staff).get(far).must(t, 200)
	o.as(access.Staff).post(testSheet+"/gui", url.Values{"version": {"1"}}).must(t, 403)
	officer.post(testSheet+"/nhan", url.Values{"version": {"1"}}).must(t, 403)
	o.as(access.Auditor).get(testSheet).must(t, 200, "-Đã nhận phiếu", "-Thêm nhu cầu")
}

func TestANeedIsEnteredChangedAndRemoved(t *testing.T) {
	o := newTestOffice(t)
	o.campaign()
	id := o.establishment(establishment.Establishment{Name: "HTX chè Ngọc Ẩn"})
	o.establishment(establishment.Establishment{Name: "HTX xã khác", Address: territory.Address{Commune: farCommune}})
	officer := o.as(access.Commune)
	sound(t, officer.get(testSheet+"/them")).must(t, 200, "HTX chè Ngọc Ẩn", "-HTX xã khác", "Ứng dụng máy móc thiết bị tiên tiến", "Thêm cơ sở mới")
	form := surveyNeedOf("Máy vò chè inox")
	form.Set("asked", "500.000.000")
	sound(t, officer.post(testSheet+"/them", form)).must(t, 422, "không quá tổng kinh phí", "Máy vò chè inox", "500.000.000", "Lỗi: Thêm nhu cầu")
	form.Set("asked", "200.000.000")
	form.Set("establishment", string(id))
	officer.post(testSheet+"/them", form).must(t, 303)
	sound(t, officer.get(testSheet)).must(t, 200, "Máy vò chè inox", "HTX chè Ngọc Ẩn", "200.000.000", "Gửi Trung tâm", "nc-0001")
	sound(t, officer.get(testSheet+"/nc-0001/sua")).must(t, 200, "Máy vò chè inox", "400.000.000")
	form = surveyNeedOf("Máy sao chè")
	officer.postSeen(testSheet+"/nc-0001/sua", testSheet+"/nc-0001/sua", form).must(t, 303)
	officer.get(testSheet).must(t, 200, "Máy sao chè", "-Máy vò", "Nêu tên sau")
	stale := surveyNeedOf("Máy cũ")
	stale.Set("version", "1")
	sound(t, officer.post(testSheet+"/nc-0001/sua", stale)).must(t, 409, "Máy cũ")
	officer.get("/nhu-cau/2027/"+testCommune+"/nc-9999/sua").must(t, 404)
	officer.postSeen(testSheet, testSheet+"/nc-0001/bo", url.Values{}).must(t, 303)
	officer.get(testSheet).must(t, 200, "-Máy sao chè", "Phiếu chưa có nhu cầu nào")
}

func TestANewEstablishmentComesBackToTheNeed(t *testing.T) {
	o := newTestOffice(t)
	o.campaign()
	officer := o.as(access.Commune)
	form := surveyNeedOf("Máy vò chè & máy sao")
	form.Set("viec", "co-so")
	a := officer.post(testSheet+"/them", form).must(t, 303)
	page := sound(t, officer.get(a.Location)).must(t, 200, "Quay lại phiếu đang làm")
	_, back, _ := strings.Cut(page.Body, `name="ve" value="`)
	back, _, _ = strings.Cut(back, `"`)
	next := url.Values{"kind": {"household"}, "name": {"Hộ chè Bà Ẩn"}, "ve": {strings.ReplaceAll(back, "&amp;", "&")}}
	a = officer.post("/co-so/moi", next).must(t, 303)
	if !strings.HasPrefix(a.Location, testSheet+"/them?") {
		t.Fatalf("led to %s", a.Location)
	}
	sound(t, officer.get(a.Location)).must(t, 200, "Máy vò chè &amp; máy sao", "400.000.000", `value="cs-0001" selected`)
	next.Set("ve", "https://xau.vn/")
	next.Set("van-them", "1")
	next.Del("key")
	if a = officer.post("/co-so/moi", next).must(t, 303); a.Location != "/co-so/cs-0002" {
		t.Errorf("a foreign way back leads to %s", a.Location)
	}
}

func TestTheCentreReturnsConfirmsDeclinesAndConverts(t *testing.T) {
	o := newTestOffice(t)
	o.campaign()
	id := o.establishment(establishment.Establishment{Name: "HTX chè Ngọc Ẩn", Industry: "agro_forestry_fishery_food"})
	officer, staff := o.as(access.Commune), o.as(access.Staff)
	for _, title := range []string{"Máy vò chè", "Máy sao chè"} {
		form := surveyNeedOf(title)
		form.Set("establishment", string(id))
		officer.post(testSheet+"/them", form).must(t, 303)
	}
	staff.get(testSheet).must(t, 200, "Đang nhập", "-Lập đề án")
	staff.get(testSheet+"/nc-0001/de-an").must(t, 409)
	officer.postSeen(testSheet, testSheet+"/gui", url.Values{}).must(t, 303)

	sound(t, staff.get(testSheet)).must(t, 200, "Lập đề án", "Không đưa vào", "Đã nhận phiếu", "Trả lại để xã bổ sung")
	sound(t, staff.postSeen(testSheet, testSheet+"/tra-lai", url.Values{})).must(t, 422, "Cần ghi lý do trả lại")
	staff.postSeen(testSheet, testSheet+"/tra-lai", url.Values{"reason": {"Ghi rõ công suất"}}).must(t, 303)
	sound(t, officer.get(testSheet)).must(t, 200, "Trung tâm trả lại phiếu", "Ghi rõ công suất", "Thêm nhu cầu")
	officer.postSeen(testSheet, testSheet+"/gui", url.Values{}).must(t, 303)
	staff.postSeen(testSheet, testSheet+"/nhan", url.Values{}).must(t, 303)

	no := testSheet + "/nc-0002/khong-dua-vao"
	sound(t, staff.get(no)).must(t, 200, "Máy sao chè", "HTX chè Ngọc Ẩn")
	sound(t, staff.postSeen(no, no, url.Values{"reason": {" "}})).must(t, 422, "Cần ghi lý do")
	staff.postSeen(no, no, url.Values{"reason": {"Đã hỗ trợ năm 2025"}}).must(t, 303)
	staff.get(no).must(t, 409)

	yes := testSheet + "/nc-0001/de-an"
	sound(t, staff.get(yes)).must(t, 200, "Máy vò chè – HTX chè Ngọc Ẩn", `value="200.000.000"`)
	form := url.Values{"fund": {""}, "title": {"Tên gõ lại"}, "content": {"advanced_machinery"}, "asked": {"150.000.000"}, "own": {"250.000.000"}}
	sound(t, staff.postSeen(yes, yes, form)).must(t, 422, "Cần chọn nguồn kinh phí", "Tên gõ lại", "150.000.000")
	form.Set("fund", "local")
	a := staff.postSeen(yes, yes, form).must(t, 303)
	if a.Location != "/de-an/2027-0001" {
		t.Fatalf("led to %s", a.Location)
	}
	o.checkConverted(id)
	sound(t, officer.get(testSheet)).must(t, 200, "Đã lập đề án", "Không đưa vào kế hoạch", "Đã hỗ trợ năm 2025", "-/de-an/2027-0001")
	sound(t, staff.get(testSheet)).must(t, 200, "/de-an/2027-0001")
	sound(t, staff.get("/co-so/"+string(id))).must(t, 200, "Tên gõ lại", "Máy vò chè", "Chưa được duyệt")
}

// checkConverted looks at the scheme that the first need became.
func (o *office) checkConverted(id establishment.ID) {
	o.t.Helper()
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error {
		s, err := scheme.ByID(ctx, tx, "2027-0001")
		if err != nil {
			return err
		}
		if s.Fund != ledger.Local || s.Asked != 150_000_000 || s.Total != 400_000_000 || s.Need != "nc-0001" || s.Origin != scheme.FromSurvey ||
			s.Place.Commune != testCommune || len(s.Beneficiaries) != 1 || s.Beneficiaries[0].Establishment != id || s.Beneficiaries[0].Support != 150_000_000 {
			o.t.Errorf("the draft is %+v", s)
		}
		n, err := survey.NeedByID(ctx, tx, "nc-0001")
		if n.State != survey.NeedConverted || n.Scheme != "2027-0001" {
			o.t.Errorf("the need is %+v", n)
		}
		return err
	})
}

func TestClosingAndReopeningACampaign(t *testing.T) {
	o := newTestOffice(t)
	o.campaign()
	staff, officer := o.as(access.Staff), o.as(access.Commune)
	staff.postSeen("/nhu-cau/2027", "/nhu-cau/2027/dong", url.Values{}).must(t, 303)
	sound(t, officer.get(testSheet)).must(t, 200, "Đợt rà soát đã đóng", "-Thêm nhu cầu")
	officer.get(testSheet+"/them").must(t, 409)
	sound(t, staff.post("/nhu-cau/2027/dong", url.Values{"version": {"1"}})).must(t, 409, "đã đóng rồi")
	sound(t, staff.postSeen("/nhu-cau/2027", "/nhu-cau/2027/mo-lai", url.Values{"due_on": {"32/13/2026"}})).must(t, 422, "32/13/2026")
	staff.postSeen("/nhu-cau/2027", "/nhu-cau/2027/mo-lai", url.Values{"due_on": {"15/01/2027"}}).must(t, 303)
	sound(t, staff.get("/nhu-cau/2027/sua")).must(t, 200, "15/01/2027", "Ghi từng cơ sở.")
	staff.postSeen("/nhu-cau/2027/sua", "/nhu-cau/2027/sua", url.Values{"title": {"Tên mới"}, "due_on": {"20/01/2027"}}).must(t, 303)
	sound(t, officer.get(testSheet)).must(t, 200, "Hạn gửi 20/01/2027", "Thêm nhu cầu")
}

func TestTheSurveyDownloadHoldsCommunesAndNeeds(t *testing.T) {
	o := newTestOffice(t)
	o.campaign()
	o.as(access.Commune).post(testSheet+"/them", surveyNeedOf("Máy vò chè")).must(t, 303)
	a := o.as(access.Auditor).get("/nhu-cau/2027/tai-ve").must(t, 200)
	table, err := sheet.Read(bytes.NewReader([]byte(a.Body)))
	if err != nil {
		t.Fatal(err)
	}
	if got := sheetText(table); len(table.Sheets) != 2 || !strings.Contains(got, "Máy vò chè") || !strings.Contains(got, "Xã Đại Phúc") {
		t.Errorf("%d sheets: %.300s", len(table.Sheets), got)
	}
}
