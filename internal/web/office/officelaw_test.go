package office

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/access"
)

var typedFields = regexp.MustCompile(`name="((?:ratio|cap|cite)_\d+)"[^>]*value="([^"]*)"`)

// TestAClerkAddsNextYearsCircular goes the whole way in the pages: begin, change
// amounts in the table, add a case, publish by somebody else, see it decide.
func TestAClerkAddsNextYearsCircular(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	clerk, boss := o.as(access.Staff), o.as(access.Director)
	clerk.get("/quan-tri/quy-dinh").must(t, 200, "Chưa có quy định nào", "Lập quy định mới")
	clerk.post("/quan-tri/quy-dinh/moi", url.Values{"id": {"NQ 1"}, "from": {"hôm nào"}}).must(t, 422, "Chưa ghi số, ký hiệu", "chữ thường không dấu")
	to := clerk.post("/quan-tri/quy-dinh/moi", url.Values{"id": {"nq-2027"}, "instrument": {"TT 28/2018/TT-BTC (minh họa)"}, "from": {"01/01/2027"}, "pham_vi": {"tinh"}}).must(t, 303).Location
	if to != "/quan-tri/quy-dinh/nq-2027/muc" {
		t.Fatalf("sent to %s", to)
	}
	form := url.Values{"version": {"1"}}
	page := clerk.get(to).must(t, 200, "Sửa mức chi").Body
	for _, m := range typedFields.FindAllStringSubmatch(page, -1) {
		form.Set(m[1], strings.NewReplacer("&#34;", `"`, "&amp;", "&").Replace(m[2]))
	}
	row := regexp.MustCompile(`name="keep_(\d+)"[^>]*>[^<]*<label[^>]*>[^<]*Giữ Ứng dụng máy móc`).FindStringSubmatch(page)
	if row == nil {
		row = regexp.MustCompile(`(?s)keep_(\d+)(?:[^k]|k[^e])*?Giữ Ứng dụng máy móc`).FindStringSubmatch(page)
	}
	if row == nil {
		t.Fatal("machinery is not in the table")
	}
	form.Set("keep_"+row[1], "1")
	form.Set("ratio_"+row[1], "40%")
	form.Set("cap_"+row[1], "nhiều")
	clerk.post(to, form).must(t, 422, "40%")
	form.Set("cap_"+row[1], "250.000.000")
	form.Set("cite_"+row[1], "Điều 5 khoản 2")
	form.Set("seen_"+row[1], "1")
	show := clerk.post(to, form).must(t, 303).Location
	clerk.get(show).must(t, 200, `href="/van-ban/28-2018-tt-btc"`)
	clerk.get(show).must(t, 200, "tối đa 40% chi phí, không quá 250.000.000", "Chưa có ca kiểm thử", "-Ban hành trong phần mềm")
	boss.post(show+"/ban-hanh", url.Values{"version": {"2"}}).must(t, 422, "Chưa có ca kiểm thử")
	add := url.Values{"version": {"2"}, "content": {"advanced_machinery_tech_transfer"}, "fund": {"local"}, "on": {"01/01/2027"}, "cost": {"1.000.000.000"}, "ceiling": {"250.000.001"}, "cites": {"Điều 5"}}
	clerk.post(show+"/ca", add).must(t, 303)
	clerk.get(show).must(t, 200, "không đúng", "mong đợi 250.000.001")
	boss.post(show+"/ban-hanh", url.Values{"version": {"3"}}).must(t, 422, "ca kiểm thử không đúng")
	cases := `cases:
  - {name: "ngày đầu", content: advanced_machinery, on: "2027-01-01", fund: local, province: "19", cost: 1000000000, want: {ceiling: 250000000, cites: "Điều 5"}}
`
	file := clerk.get(show+"/tep").must(t, 200, "nq-2027").Body
	body := regexp.MustCompile(`(?s)<textarea[^>]*name="body"[^>]*>(.*?)</textarea>`).FindStringSubmatch(file)[1]
	body = strings.NewReplacer("&#34;", `"`, "&amp;", "&", "&#39;", "'").Replace(strings.TrimPrefix(body, "\n"))
	clerk.post(show+"/tep", url.Values{"version": {"3"}, "body": {strings.Replace(body, "items:", "itmes:", 1)}, "cases": {cases}}).must(t, 422, "itmes", "ngày đầu")
	clerk.post(show+"/tep", url.Values{"version": {"3"}, "body": {body}, "cases": {cases}}).must(t, 303)
	clerk.get(show).must(t, 200, "1 ca kiểm thử đều đúng")
	clerk.post(show+"/ban-hanh", url.Values{"version": {"4"}}).must(t, 403)
	boss.get(show).must(t, 200, "Ban hành trong phần mềm")
	boss.post(show+"/ban-hanh", url.Values{"version": {"4"}}).must(t, 303)
	clerk.get(show).must(t, 200, "Đã ban hành", "-Sửa các mức")
	clerk.get(show+"/muc").must(t, 409, "không còn là bản nháp")
	boss.get(show).must(t, 200, "Rút trước ngày có hiệu lực")
}

func TestWhatIfChangesNothing(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	staff := o.as(access.Staff)
	staff.get("/quan-tri/thu-muc-chi").must(t, 200, "Không đổi mức nào", "-Kết quả", `href="/van-ban/28-2018-tt-btc"`)
	staff.get("/quan-tri/thu-muc-chi?nam=2026&muc=advanced_machinery_tech_transfer&tran=400.000.000").must(t, 200, "Kết quả")
	staff.get("/quan-tri/thu-muc-chi?nam=x&muc=y&tran=-1").must(t, 422, "tran")
	staff.get("/quan-tri/thu-muc-chi?muc=no_such&tran=5").must(t, 422, "không có mục mức chi này")
	o.as(access.Commune).get("/quan-tri/thu-muc-chi").must(t, 403)
}

// TestAClerkWritesTheProvincesProcedure goes the whole way for a procedure.
func TestAClerkWritesTheProvincesProcedure(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	clerk, boss := o.as(access.Staff), o.as(access.Director)
	to := clerk.post("/quan-tri/quy-dinh/moi", url.Values{"loai": {"thu-tuc"}, "id": {"tt-2027"}, "instrument": {"TT 46/2012/TT-BCT (minh họa)"}, "from": {"01/01/2027"}, "pham_vi": {"tinh"}}).must(t, 303).Location
	page := clerk.get(to).must(t, 200, "Sửa thủ tục", "Thời hạn", "-Bộ Công Thương<").Body
	form := url.Values{"version": {"1"}}
	for _, m := range regexp.MustCompile(`name="((?:changes|advances|deadlines)_(?:can-cu|muc|khoi-luong|ngay|thang|so-ngay)_\d+)"[^>]*value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		form.Set(m[1], strings.NewReplacer("&#34;", `"`, "&amp;", "&").Replace(m[2]))
	}
	for _, m := range regexp.MustCompile(`name="(changes_ai_\d+)"`).FindAllStringSubmatch(page, -1) {
		form.Set(m[1], "ubnd_tinh")
	}
	for _, m := range regexp.MustCompile(`name="(\w+_giu_\d+)"`).FindAllStringSubmatch(page, -1) {
		form.Set(m[1], "1")
	}
	days := regexp.MustCompile(`name="(deadlines_so-ngay_\d+)"[^>]*value="15"`).FindStringSubmatch(page)
	if days == nil || form.Get("changes_ai_0") == "" {
		t.Fatal("the settlement's days are not in the table")
	}
	row := days[1][strings.LastIndex(days[1], "_"):]
	form.Set(days[1], "mười")
	clerk.post(to, form).must(t, 422, "hãy ghi một số", "mười")
	form.Set(days[1], "20")
	form.Set("changes_ai_0", "moit")
	clerk.post(to, form).must(t, 422, "chưa chọn ai quyết định")
	form.Set("changes_ai_0", "so")
	form.Set("deadlines_can-cu"+row, "Điều 8")
	form.Set("deadlines_da-doc"+row, "1")
	show := clerk.post(to, form).must(t, 303).Location
	clerk.get(show).must(t, 200, "Trong 20 ngày sau khi", "Tăng kinh phí hỗ trợ", "Chưa có ca kiểm thử", "-Ban hành trong phần mềm")
	boss.post(show+"/ban-hanh", url.Values{"version": {"2"}}).must(t, 422, "Chưa có ca kiểm thử")
	add := url.Values{"version": {"2"}, "phan": {"deadlines"}, "ma": {"settlement"}, "on": {"01/01/2027"}, "su-kien": {"01/03/2027"}, "cites": {"Điều 8"}}
	clerk.post(show+"/ca", add).must(t, 422, "Chưa có hạn mong đợi", `href="#deadlines-han"`)
	add.Set("han", "22/03/2027")
	clerk.post(show+"/ca", add).must(t, 303)
	clerk.get(show).must(t, 200, "hạn 21/03/2027, mong đợi 22/03/2027")
	boss.post(show+"/ban-hanh", url.Values{"version": {"3"}}).must(t, 422, "ca kiểm thử không đúng")
	file := clerk.get(show+"/tep").must(t, 200, "scope: province").Body
	body := regexp.MustCompile(`(?s)<textarea[^>]*name="body"[^>]*>(.*?)</textarea>`).FindStringSubmatch(file)[1]
	body = strings.NewReplacer("&#34;", `"`, "&amp;", "&", "&#39;", "'").Replace(strings.TrimPrefix(body, "\n"))
	cases := `cases: [{name: "hạn", on: "2027-01-01", fund: local, province: "19", deadline: settlement, after: "2027-03-01", want: {due: "2027-03-21", cites: "Điều 8"}}]`
	clerk.post(show+"/tep", url.Values{"version": {"3"}, "body": {strings.Replace(body, "deadlines:", "dedlines:", 1)}, "cases": {cases}}).must(t, 422, "dòng ", "“dedlines”")
	clerk.post(show+"/tep", url.Values{"version": {"3"}, "body": {body}, "cases": {cases}}).must(t, 303)
	change := url.Values{"version": {"4"}, "phan": {"changes"}, "ma": {"more_support"}, "ai": {"moit"}, "on": {"01/01/2027"}, "cites": {"TT 46/2012"}}
	clerk.post(show+"/ca", change).must(t, 422, "Chưa chọn ai quyết định")
	change.Set("ai", "so")
	clerk.post(show+"/ca", change).must(t, 303)
	clerk.post(show+"/ca", url.Values{"version": {"5"}, "phan": {"advances"}, "ma": {"vocational_training"}, "muc": {"70%"}, "on": {"01/01/2027"}, "cites": {"TT 46/2012"}}).must(t, 303)
	clerk.get(show).must(t, 200, "3 ca kiểm thử đều đúng")
	clerk.post(show+"/ban-hanh", url.Values{"version": {"6"}}).must(t, 403)
	boss.post(show+"/ban-hanh", url.Values{"version": {"6"}}).must(t, 303)
	clerk.get(show).must(t, 200, "Đã ban hành", "20 ngày", "-Sửa các quy tắc")
	clerk.get("/quan-tri/quy-trinh?nguon=dia-phuong&ngay=2027-01-01").must(t, 200, "TT 46/2012/TT-BCT (minh họa)", "Trong 20 ngày sau khi")
	clerk.get("/quan-tri/quy-trinh?nguon=dia-phuong&ngay=2026-12-31").must(t, 200, "Trong 15 ngày sau khi", "-Trong 20 ngày sau khi")
}

func TestTwoVersionsAreComparedSideBySide(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	staff := o.as(access.Staff)
	staff.get("/quan-tri/so-sanh").must(t, 200, "Mức chi: TT 28/2018/TT-BTC", "Thủ tục: TT 36/2013/TT-BCT", "-Điểm khác nhau</caption>")
	staff.get("/quan-tri/so-sanh?truoc=muc-chi:v2014_ttlt26&sau=muc-chi:v2018_tt28").must(t, 200, "điểm khác nhau", "200.000.000", "300.000.000")
	staff.get("/quan-tri/so-sanh?truoc=muc-chi:v2014_ttlt26&sau=muc-chi:v2014_ttlt26").must(t, 200, "Không có điểm khác nhau")
	staff.get("/quan-tri/so-sanh?truoc=thu-tuc:tt36-2013&sau=thu-tuc:tt17-2018").must(t, 200, "Trước ngày 15/06/2013", "Trước ngày 20/06/2017", "không nêu")
	staff.get("/quan-tri/so-sanh?truoc=muc-chi:v2014_ttlt26&sau=thu-tuc:tt36-2013").must(t, 422, "hai quy định cùng loại")
	staff.get("/quan-tri/so-sanh?truoc=muc-chi:khong-co").must(t, 422, "Chưa chọn quy định")
	o.as(access.Commune).get("/quan-tri/so-sanh").must(t, 403)
}
