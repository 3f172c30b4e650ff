package office

import (
	"net/url"
	"testing"

	"example.vn/khuyencong/internal/platform/access"
)

func TestTargetsShowWhatWasSeenAndWhatTheOfficeSet(t *testing.T) {
	o := newTestOffice(t)
	o.recordPast()
	staff := o.as(access.Staff)
	staff.get("/bao-cao").must(t, 200, `href="/bao-cao/chi-tieu"`)
	staff.get("/bao-cao/chi-tieu").must(t, 200, "Chỉ tiêu giai đoạn 2026-2030", "chưa rõ", "Chưa thấy chỉ tiêu của quyết định này", "chưa kiểm chứng", "chưa ghi")
	staff.get("/bao-cao/chi-tieu?giai-doan=2021-2025").must(t, 200, "QĐ 1881/QĐ-TTg", "1.600", "khoảng 60", "10.000")
	staff.get("/bao-cao/chi-tieu?giai-doan=1999").must(t, 404)
	path := "/bao-cao/chi-tieu/2026-2030/machines"
	staff.get(path).must(t, 200, "Chỉ tiêu của cơ quan (cơ sở)")
	staff.post(path, url.Values{"amount": {"bốn"}, "decision": {"12/KH-MH"}, "version": {"0"}}).must(t, 422, "Nhập một số nguyên", "bốn", "12/KH-MH")
	staff.post(path, url.Values{"amount": {"0"}, "decision": {""}, "version": {"0"}}).must(t, 422, "Chỉ tiêu phải là số nguyên", "số, ngày văn bản")
	staff.post(path, url.Values{"amount": {"1.200"}, "decision": {"12/KH-MH"}, "version": {"0"}}).must(t, 303)
	staff.post(path, url.Values{"amount": {"7"}, "decision": {"13/KH-MH"}, "version": {"0"}}).must(t, 409, "vừa được người khác ghi", "13/KH-MH")
	o.as(access.Ministry).get("/bao-cao/chi-tieu").must(t, 200, "1.200", "12/KH-MH", "-Sửa<")
	o.as(access.Ministry).post(path, url.Values{}).must(t, 403)
	o.stranger().get("/bao-cao/chi-tieu").must(t, 200, "-12/KH-MH")
}
