package office

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui"
	"example.vn/khuyencong/internal/web/ui/uitest"
)

var draftText = regexp.MustCompile(`(?s)<textarea[^>]*name="text"[^>]*>(.*?)</textarea>`)

// formOf reads the hidden fields of the form with that action.
func formOf(t *testing.T, page, action string) url.Values {
	t.Helper()
	_, rest, ok := strings.Cut(page, `action="`+action+`"`)
	if !ok {
		t.Fatalf("no form for %s", action)
	}
	rest, _, _ = strings.Cut(rest, "</form>")
	form := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([\w-]+)" value="([^"]*)"`).FindAllStringSubmatch(rest, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	return form
}

// A report is counted and written, edited by a person, issued by another, and
// then stays as it is.
func TestAReportIsWrittenEditedAndIssued(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	staff, director := visitor{m.office, m.tokens[access.Staff]}, visitor{m.office, m.tokens[access.Director]}
	const draft = "/bao-cao/du-thao/2025"

	page := staff.get("/bao-cao/ky?ky=2025").must(t, 200, "Lập báo cáo để phát hành")
	form := formOf(t, page.Body, "/bao-cao/du-thao")
	first := staff.post("/bao-cao/du-thao", form)
	if again := staff.post("/bao-cao/du-thao", form); first.Status != 303 || first.Location != draft || again.Location != draft {
		t.Fatalf("prepare: %d %s, twice %d %s\n%s", first.Status, first.Location, again.Status, again.Location, first.Body)
	}
	director.get("/bao-cao/ky?ky=2025").must(t, 200, "-Lập báo cáo để phát hành")
	page = staff.get(draft).must(t, 200, "Năm 2025, chương trình khuyến công trên địa bàn", "I. KẾT QUẢ THỰC HIỆN", report.ToWrite, "-Phát hành báo cáo")
	issue := formOf(t, director.get(draft).must(t, 200, "Phát hành báo cáo", "-Lưu lời văn").Body, draft+"/phat-hanh")
	director.post(draft+"/phat-hanh", issue).must(t, 422, "Dự thảo còn phần chưa viết")

	text := html.UnescapeString(draftText.FindStringSubmatch(page.Body)[1])
	edit := formOf(t, page.Body, draft)
	edit.Set("text", strings.ReplaceAll(text, report.ToWrite, "Có 987 đề án <b>lạ</b>."))
	staff.post(draft, edit).must(t, 303)
	stale := formOf(t, page.Body, draft)
	stale.Set("text", "viết đè")
	stale.Set(ui.KeyName, ui.Key())
	staff.post(draft, stale).must(t, 422, "vừa được người khác thay đổi", "viết đè")
	page = staff.get(draft).must(t, 200, "Các con số sau", "987 đề án", "&lt;b&gt;lạ")
	edit = formOf(t, page.Body, draft)
	edit.Set("text", "  ")
	staff.post(draft, edit).must(t, 422, "Lời văn của báo cáo đang trống")

	issue.Set(ui.KeyName, ui.Key())
	director.post(draft+"/phat-hanh", issue).must(t, 422, "vừa được người khác thay đổi")
	issue = formOf(t, director.get(draft).Body, draft+"/phat-hanh")
	done := director.post(draft+"/phat-hanh", issue)
	if again := director.post(draft+"/phat-hanh", issue); done.Status != 303 || done.Location != "/bao-cao/phat-hanh/2025/1" || again.Location != done.Location {
		t.Fatalf("issue: %d %s\n%s", done.Status, done.Location, done.Body)
	}
	kept := staff.get(done.Location).must(t, 200, "Phát hành lần 1", "Mã băm SHA-256", "987 đề án", "-Sổ sách hiện nay không còn như bản này")
	for _, link := range regexp.MustCompile(`href="(/bao-cao/phat-hanh/2025/1/de-an[^"]*)"`).FindAllStringSubmatch(kept.Body, 8) {
		staff.get(html.UnescapeString(link[1])).must(t, 200, "Đề án phía sau con số", "-Tải Excel")
	}
	one, two := staff.get(done.Location+"/tai-ve?tep=pdf").must(t, 200), staff.get(done.Location+"/tai-ve?tep=pdf").must(t, 200)
	if one.Body != two.Body || !strings.HasPrefix(one.Body, "%PDF") {
		t.Error("the PDF is not the same twice")
	}
	if words := docxText(t, staff.get(done.Location+"/tai-ve?tep=docx").must(t, 200).Body); !strings.Contains(words, "987 đề án") {
		t.Error("the Word file is not that of the edition")
	}
	if _, err := sheet.Parse([]byte(staff.get(done.Location+"/tai-ve?tep=xlsx").must(t, 200).Body)); err != nil {
		t.Error(err)
	}
	staff.post(draft, edit).must(t, 422, "đã phát hành")
	staff.get("/bao-cao/phat-hanh").must(t, 200, "Năm 2025", "Phát hành lần 1", "Dự thảo", "8 tháng đầu năm 2020")

	// A second edition of the same period is a correction and says why.
	staff.post("/bao-cao/du-thao", url.Values{"ky": {"2025"}, ui.KeyName: {ui.Key()}}).must(t, 303)
	page = staff.get(draft)
	edit = formOf(t, page.Body, draft)
	edit.Set("text", "Lời văn mới.")
	staff.post(draft, edit).must(t, 303)
	issue = formOf(t, director.get(draft).must(t, 200, "Lý do đính chính").Body, draft+"/phat-hanh")
	director.post(draft+"/phat-hanh", issue).must(t, 422, "Hãy ghi lý do đính chính")
	issue.Set("reason", "Sửa lời văn theo góp ý của Sở")
	issue.Set(ui.KeyName, ui.Key())
	director.post(draft+"/phat-hanh", issue).must(t, 303)
	staff.get(done.Location).must(t, 200, "đã được đính chính", "987 đề án")
	staff.get("/bao-cao/phat-hanh/2025/2").must(t, 200, "Bảng đính chính so với lần 1", "Sửa lời văn theo góp ý của Sở", "Lời văn mới.")

	for _, path := range []string{"/bao-cao/phat-hanh/2025/3", "/bao-cao/phat-hanh/2025/x", "/bao-cao/phat-hanh/x/1", "/bao-cao/du-thao/2019", "/bao-cao/phat-hanh/2025/1/tai-ve?tep=exe"} {
		staff.get(path).must(t, 404)
	}
	staff.post("/bao-cao/du-thao", url.Values{"ky": {"2026"}, ui.KeyName: {ui.Key()}}).must(t, 409, "mới kết thúc")
	for _, path := range []string{"/bao-cao/phat-hanh", "/bao-cao/phat-hanh/2025/2", "/bao-cao/phat-hanh/2020-m8/1", "/bao-cao/du-thao/2026-m9", "/bao-cao/ky?ky=2020"} {
		for _, problem := range uitest.CheckHTML(staff.get(path).Body) {
			t.Errorf("%s: %s", path, problem)
		}
	}
}
