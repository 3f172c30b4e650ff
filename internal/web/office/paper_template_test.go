package office

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
)

// A paper of a kind for which the office has a Word template is filled into it
// when its number is given, and waits for its PDF file.
func TestAPaperIsFilledIntoTheOfficesTemplate(t *testing.T) {
	t.Parallel()
	o := paperOffice(t)
	scheme := o.addScheme(o.draft("Máy sao chè", o.establishmentNamed("HTX Chè Hảo Đạt")))
	staff, director, clerk := o.as(access.Staff), o.as(access.Director), o.as(access.Accountant)
	const kind = "giay-moi"
	home := "/quan-tri/mau-giay-to/" + kind
	form := staff.get(home + "?goc=1").Body
	template := reworded(t, []byte(form), "trân trọng kính mời:", "rất mong được đón:")
	at := staff.sendFile(home, url.Values{}, "giấy mời.docx", []byte(template)).must(t, http.StatusSeeOther).Location
	director.post(at+"/cong-bo", url.Values{"version": {"1"}, "from": {"22/11/2026"}}).must(t, http.StatusSeeOther)

	values := draftForm()
	values.Set("kind", "GM")
	values.Set("form", kind)
	values.Set("links", string(scheme))
	draft := staff.post("/van-ban-di/moi", values).must(t, http.StatusSeeOther).Location
	clerk.post(draft+"/cap-so", url.Values{"version": {"1"}}).must(t, http.StatusSeeOther)
	id := paper.ID(strings.TrimPrefix(draft, "/van-ban-di/"))
	clerk.get(draft).must(t, http.StatusOK, "giay-moi.docx", "Bản Word theo mẫu của cơ quan", "Máy chủ chưa có LibreOffice")
	o.server.WordPDF = true
	clerk.get(draft).must(t, http.StatusOK, "Bản PDF đang được lập")
	word := clerk.get(regexp.MustCompile(`/tep/f-\d+`).FindString(clerk.get(draft).Body)).must(t, http.StatusOK).Body
	for _, want := range []string{"rất mong được đón:", "01/GM-TTKC"} {
		if !strings.Contains(memberOf(t, word, "word/document.xml"), want) {
			t.Errorf("the Word file does not say %q", want)
		}
	}

	clerk.post(draft+"/lap-lai-pdf", url.Values{"version": {"2"}}).must(t, http.StatusConflict, "không chờ lập lại")
	for range paper.MaxTries {
		claimed, err := paper.Claim(t.Context(), o.server.DB, 10)
		if err != nil || len(claimed) != 1 || claimed[0].Paper != id {
			t.Fatal(claimed, err)
		}
		scope := db.Scope{Province: claimed[0].Province, Actor: access.System("pdf")}
		if err := o.server.DB.Update(t.Context(), scope, func(tx *db.Tx) error {
			return paper.NotConverted(t.Context(), tx, claimed[0], "tệp hỏng")
		}); err != nil {
			t.Fatal(err)
		}
	}
	clerk.get(draft).must(t, http.StatusOK, "Chưa lập được bản PDF", "tệp hỏng", "Lập lại bản PDF")
	staff.get(draft).must(t, http.StatusOK, "tệp hỏng")
	clerk.post(draft+"/lap-lai-pdf", url.Values{"version": {"2"}}).must(t, http.StatusSeeOther)
	clerk.get(draft).must(t, http.StatusOK, "Bản PDF đang được lập", "-Lập lại bản PDF")
}

// A Word file of "Lập giấy tờ" is edited and sent into the book; its number and
// day are filled in at the check.
func TestAWordDraftTakesItsNumber(t *testing.T) {
	t.Parallel()
	o := paperOffice(t)
	scheme := o.addScheme(o.draft("Máy sao chè", o.establishmentNamed("HTX Chè Hảo Đạt")))
	staff, clerk := o.as(access.Staff), o.as(access.Accountant)
	word := staff.get("/de-an/"+string(scheme)+"/lap-giay-to/giay-moi?tep=docx").must(t, http.StatusOK).Body
	edited := reworded(t, []byte(word), "đúng thời gian", "đúng 8 giờ")
	values := func() url.Values { // each form has a key of its own
		v := draftForm()
		v.Set("kind", "GM")
		v.Set("form", "giay-moi")
		v.Set("links", string(scheme))
		return v
	}
	draft := staff.sendFile("/van-ban-di/moi", values(), "giấy mời.docx", []byte(edited)).must(t, http.StatusSeeOther).Location
	clerk.post(draft+"/cap-so", url.Values{"version": {"1"}}).must(t, http.StatusSeeOther)
	files := regexp.MustCompile(`/tep/f-\d+`).FindAllString(clerk.get(draft).Body, -1)
	final := memberOf(t, clerk.get(files[len(files)-1]).must(t, http.StatusOK).Body, "word/document.xml")
	for _, want := range []string{"đúng 8 giờ", "Số: 01/GM-TTKC", "ngày 22 tháng 11 năm 2026"} {
		if !strings.Contains(final, want) {
			t.Errorf("the Word file does not say %q", want)
		}
	}
	if strings.Contains(final, "{{") {
		t.Error("a field is left over")
	}

	broken := reworded(t, []byte(word), "đúng thời gian", "đúng {{gio_hop}}")
	draft = staff.sendFile("/van-ban-di/moi", values(), "giấy mời.docx", []byte(broken)).must(t, http.StatusSeeOther).Location
	clerk.post(draft+"/cap-so", url.Values{"version": {"1"}}).must(t, http.StatusConflict, "Không có trường “gio_hop”")
	numberless := reworded(t, []byte(word), "{{so_van_ban}}", "…")
	draft = staff.sendFile("/van-ban-di/moi", values(), "giấy mời.docx", []byte(numberless)).must(t, http.StatusSeeOther).Location
	clerk.post(draft+"/cap-so", url.Values{"version": {"1"}}).must(t, http.StatusSeeOther)
	clerk.get(draft).must(t, http.StatusOK, "02/GM-TTKC", "-Máy chủ chưa có LibreOffice")

	fetching := reworded(t, []byte(word), "<w:body>", `<w:body><w:p><w:r><w:instrText>INCLUDETEXT "C:\\a.docx"</w:instrText></w:r></w:p>`)
	draft = staff.sendFile("/van-ban-di/moi", values(), "giấy mời.docx", []byte(fetching)).must(t, http.StatusSeeOther).Location
	clerk.post(draft+"/cap-so", url.Values{"version": {"1"}}).must(t, http.StatusConflict, "Bản Word dự thảo chưa dùng được", "tải bản PDF lên thay")
}
