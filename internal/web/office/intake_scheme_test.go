package office

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/platform/access"
)

// columnFields are the fields of the form as a page proposes them.
func (a answer) columnFields(t *testing.T) url.Values {
	t.Helper()
	form := url.Values{"version": {a.version(t)}, "year": {""}}
	for _, m := range regexp.MustCompile(`(?s)<select[^>]*name="(cot-[^"]+)".*?</select>`).FindAllStringSubmatch(a.Body, -1) {
		if chosen := regexp.MustCompile(`<option value="([^"]*)" selected`).FindStringSubmatch(m[0]); chosen != nil {
			form.Set(m[1], chosen[1])
		}
	}
	return form
}

func TestAListOfSchemesIsShownBeforeItIsStored(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	staff := o.as(access.Staff)
	if old := staff.get("/bao-cao/nhap"); old.Status != http.StatusSeeOther || old.Location != "/nhap-du-lieu?loai=schemes" {
		t.Errorf("the old address: %d %s", old.Status, old.Location)
	}
	if begin := sound(t, staff.get("/nhap-du-lieu?loai=schemes")); !regexp.MustCompile(`value="schemes"[^>]* checked`).MatchString(begin.Body) {
		t.Errorf("the kind of list is not chosen:\n%s", begin.Body)
	}
	sent := staff.uploadList("", "ds-2020.csv", reportList2020).must(t, http.StatusSeeOther)
	page := sound(t, staff.get(sent.Location)).must(t, http.StatusOK, "Các cột được hiểu là gì", "Kinh phí khuyến công hỗ trợ", "Hỗ trợ máy sao chè", "Năm của các dòng không ghi năm")
	form := page.columnFields(t)
	if form.Get("cot-B") != "title" || form.Get("cot-H") != "support" || form.Get("cot-H-don-vi") != "1000000" {
		t.Fatalf("proposed: %v", form)
	}
	form.Set("year", "20x")
	sound(t, staff.post(sent.Location+"/cot", form)).must(t, http.StatusUnprocessableEntity, "Năm phải từ 2000 đến 2100", `value="20x"`)
	form = page.columnFields(t)
	staff.post(sent.Location+"/cot", form).must(t, http.StatusSeeOther)
	o.takeIn()
	page = sound(t, staff.get(sent.Location)).must(t, http.StatusOK, "Ghi 3 đề án mới", "HTX chè Minh Họa (cơ sở mới)", "không ghi kinh phí hỗ trợ", "400.000.000")
	staff.get("/bao-cao?nam=2020").must(t, http.StatusOK, "Chưa có đề án nào")

	load := url.Values{"version": {page.version(t)}}
	first := staff.post(sent.Location+"/ghi", load).must(t, http.StatusSeeOther)
	if again := staff.post(sent.Location+"/ghi", load); again.Status != http.StatusSeeOther || again.Location != first.Location {
		t.Errorf("the form sent twice: %d %s", again.Status, again.Location)
	}
	o.takeIn()
	page = sound(t, staff.get(sent.Location)).must(t, http.StatusOK, "Hoàn tác lần nhập này", `<a href="/de-an/2020-0001">2020-0001</a>`)
	staff.get("/bao-cao?nam=2020").must(t, http.StatusOK, "400.000.000")

	next := staff.uploadList("schemes", "ds-2020.csv", reportList2020).must(t, http.StatusSeeOther)
	learned := sound(t, staff.get(next.Location)).must(t, http.StatusOK, "cách anh/chị đã xác nhận")
	staff.post(next.Location+"/cot", learned.columnFields(t)).must(t, http.StatusSeeOther)
	o.takeIn()
	sound(t, staff.get(next.Location)).must(t, http.StatusOK, "không có gì để ghi", "Đã có", "-Ghi 3 đề án")

	staff.post(sent.Location+"/hoan-tac", url.Values{"version": {page.version(t)}}).must(t, http.StatusSeeOther)
	o.takeIn()
	sound(t, staff.get(sent.Location)).must(t, http.StatusOK, "Đã hoàn tác")
	staff.get("/bao-cao?nam=2020").must(t, http.StatusOK, "Chưa có đề án nào")
}

func TestAWrongListOfSchemesIsNamedCellByCell(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	staff := o.as(access.Staff)
	sent := staff.uploadList("schemes", "sai.csv", strings.Replace(reportList2020, ",400,150,", ",400,abc,", 1)).must(t, http.StatusSeeOther)
	page := staff.get(sent.Location).must(t, http.StatusOK)
	staff.post(sent.Location+"/cot", page.columnFields(t)).must(t, http.StatusSeeOther)
	o.takeIn()
	page = sound(t, staff.get(sent.Location)).must(t, http.StatusOK, "1 dòng có chỗ sai", "<strong>H3</strong>: Không đọc được số tiền", "-Ghi 3 đề án")
	staff.post(sent.Location+"/ghi", url.Values{"version": {page.version(t)}}).must(t, http.StatusUnprocessableEntity, "Còn 1 dòng có chỗ sai")
	staff.get("/bao-cao?nam=2020").must(t, http.StatusOK, "Chưa có đề án nào")
	sound(t, staff.uploadList("schemes", "ds.csv", "xin chào\n")).must(t, http.StatusUnprocessableEntity, "Không tìm thấy dòng tiêu đề")
	o.as(access.Director).get("/bao-cao/nhap").must(t, http.StatusForbidden)
	o.as(access.Director).uploadList("schemes", "ds.csv", reportList2020).must(t, http.StatusForbidden)
}

func TestQuestionsAndCorrectionsOfSchemesAreAnsweredOnThePage(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	staff := o.as(access.Staff)
	o.establishment(establishment.Establishment{Name: "Hợp tác xã Mây Minh Họa"})
	bring := func(list string) string {
		t.Helper()
		sent := staff.uploadList("schemes", "ds.csv", list).must(t, http.StatusSeeOther)
		page := staff.get(sent.Location).must(t, http.StatusOK)
		staff.post(sent.Location+"/cot", page.columnFields(t)).must(t, http.StatusSeeOther)
		o.takeIn()
		return sent.Location
	}
	const head = "TT;Tên đề án;Đơn vị thụ hưởng;Kinh phí hỗ trợ (triệu đồng);Năm\n"
	at := bring(head + "1;Máy chẻ mây;HTX Mây Minh Họa;120;2019\n")
	page := sound(t, staff.get(at+"?xem=ask")).must(t, http.StatusOK, "Đơn vị thụ hưởng “HTX Mây Minh Họa” có thể là", "Là cơ sở mới", "cs-0001", "Các dòng còn lại đều là đề án mới")
	staff.post(at+"/tra-loi", url.Values{"version": {page.version(t)}, "dong": {"2"}, "dong-2": {"la cs-0001"}}).must(t, http.StatusSeeOther)
	page = sound(t, staff.get(at)).must(t, http.StatusOK, "Ghi 1 đề án mới", "HTX Mây Minh Họa (cs-0001)")
	staff.post(at+"/ghi", url.Values{"version": {page.version(t)}}).must(t, http.StatusSeeOther)
	o.takeIn()

	at = bring(head + "1;Máy chẻ mây;HTX Mây Minh Họa;130;2019\n")
	page = sound(t, staff.get(at)).must(t, http.StatusOK, "Sửa 1 đề án đã có", "sửa hỗ trợ 120.000.000 → 130.000.000", `<a href="/de-an/2019-0001">`, "Không sửa đề án đã có")
	staff.post(at+"/ghi", url.Values{"version": {page.version(t)}}).must(t, http.StatusSeeOther)
	o.takeIn()
	staff.get("/de-an/2019-0001").must(t, http.StatusOK, "130.000.000")

	at = bring(head + "1;Máy chẻ mây;Hợp tác xã Mây Minh Họa;130;2019\n")
	page = sound(t, staff.get(at)).must(t, http.StatusOK, "Đề án này có thể là", "Là đề án khác, ghi mới", "Là 2019-0001 Máy chẻ mây")
	staff.post(at+"/bo-dong", url.Values{"version": {page.version(t)}, "nhung-dong": {string(intake.Ask)}}).must(t, http.StatusSeeOther)
	sound(t, staff.get(at)).must(t, http.StatusOK, "không có gì để ghi")
}
