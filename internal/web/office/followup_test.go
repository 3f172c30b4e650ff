package office

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/followup"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
)

// supported puts an accepted scheme with beneficiaries into province 19, six
// months after the acceptance.
func (o *office) supported(beneficiaries int) {
	o.t.Helper()
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error {
		put := func(table string, row map[string]any, empty, zero string) error {
			columns, args := []string{"province"}, []any{tx.Province}
			add := func(name string, v any) { columns, args = append(columns, name), append(args, v) }
			for name, v := range row {
				add(name, v)
			}
			for name := range strings.FieldsSeq(empty) {
				add(name, "")
			}
			for name := range strings.FieldsSeq(zero) {
				add(name, 0)
			}
			_, err := tx.Exec(ctx, `INSERT INTO `+table+` (`+strings.Join(columns, ", ")+`) VALUES (?`+strings.Repeat(", ?", len(args)-1)+`)`, args...)
			return err
		}
		if err := put("schemes", map[string]any{"id": "2025-0001", "title": "Máy sao chè minh họa", "fund": "local", "content": "advanced_machinery", "state": "accepted"},
			`title_folded objectives scope effects starts_on ends_on implementer coordinator commune address_on address_detail territory industry priorities
			due_on group_plan group_plan_no need origin origin_key source note prepared_by created_at updated_at`,
			"year year_end is_group is_key ceiling_vnd total_vnd asked_vnd appraised_vnd illustrative version"); err != nil {
			return err
		}
		for no := 1; no <= beneficiaries; no++ {
			id := "cs-000" + string(rune('0'+no))
			if err := put("establishments", map[string]any{"id": id, "name": "Cơ sở minh họa " + id},
				`kind name_folded name_sort tax_code phone email contact commune address_on address_detail vsic vsic_version industry products founded_on note
				source merged_into created_at updated_at`, "capital_vnd revenue_vnd workers women_owned minority_owned illustrative version"); err != nil {
				return err
			}
			if err := put("scheme_beneficiaries", map[string]any{"scheme": "2025-0001", "no": no, "establishment": id}, "commune address_on address_detail left_on left_reason", "content_no cost_vnd support_vnd"); err != nil {
				return err
			}
		}
		return put("acceptances", map[string]any{"id": "nt-1", "scheme": "2025-0001", "accepted_on": tx.Today().AddMonths(-6), "state": "confirmed"},
			"contract place quantities serials differences reason prepared_by prepared_at confirmed_by confirmed_at", "beneficiary is_partial value_vnd version")
	})
}

// links asks everybody who is due and returns the links.
func (o *office) links() (paths []string) {
	o.t.Helper()
	o.as(access.Staff).post("/theo-doi-sau-ho-tro/hoi", url.Values{"phieu": {"tat-ca"}}).must(o.t, http.StatusSeeOther)
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error {
		all, err := followup.All(ctx, tx, followup.Filter{})
		for _, f := range all {
			paths = append(paths, "/theo-doi/"+f.Code)
		}
		return err
	})
	return paths
}

func TestAnEstablishmentAnswersByItsLinkAndCorrects(t *testing.T) {
	o := newTestOffice(t)
	o.supported(1)
	o.as(access.Staff).get("/viec").must(t, http.StatusOK, "1 đơn vị thụ hưởng đến kỳ hỏi", `href="/theo-doi-sau-ho-tro"`)
	path := o.links()[0]
	o.as(access.Staff).get("/viec").must(t, http.StatusOK, "-đến kỳ hỏi")
	phone := o.anonymous()
	phone.get(path).must(t, http.StatusOK, "Cơ sở minh họa cs-0001", "Máy sao chè minh họa", "Trung tâm Khuyến công Tỉnh Thái Nguyên", "-Đã nhận trả lời")

	wrong := url.Values{"version": {"1"}, "revenue": {"hai trăm"}, "workers": {"-3"}, "output": {"3 tấn <chè>"}, "note": {"cảm ơn"}}
	phone.post(path, wrong).must(t, http.StatusUnprocessableEntity, "còn dùng không.", `value="hai trăm"`, `value="-3"`, "3 tấn &lt;chè&gt;", "cảm ơn")

	right := url.Values{"version": {"1"}, "used": {"full"}, "revenue": {"120.000.000"}, "workers": {"0"}}
	first := phone.post(path, right)
	first.must(t, http.StatusSeeOther)
	if again := phone.post(path, right); again.Status != first.Status || again.Location != first.Location {
		t.Errorf("the same form once more: %d %q", again.Status, again.Location)
	}
	if first.Location != path {
		t.Errorf("leads to %q", first.Location)
	}
	phone.get(path).must(t, http.StatusOK, "Đã nhận trả lời", `value="120.000.000"`, `value="0"`, "checked")

	stale := url.Values{"version": {"1"}, "used": {"no"}}
	phone.post(path, stale).must(t, http.StatusConflict, "vừa được trả lời ở nơi khác")
	phone.post(path, url.Values{"version": {"2"}, "used": {"partly"}}).must(t, http.StatusSeeOther)
	o.as(access.Director).get("/theo-doi-sau-ho-tro/phieu/td-0001").must(t, http.StatusOK, "Dùng một phần", "cơ sở, qua đường dẫn", "-"+path, "-Ghi hộ")
	if strings.Contains(o.log.String(), path) {
		t.Error("the log tells the link")
	}
}

func TestALinkThatOpensNothingSaysSoInOneSentence(t *testing.T) {
	o := newTestOffice(t)
	o.supported(1)
	path := o.links()[0]
	code := strings.TrimPrefix(path, "/theo-doi/")
	for _, wrong := range []string{"x", code[:18], "08" + code[2:], "99" + code[2:], code + "a"} {
		for _, a := range []answer{o.anonymous().get("/theo-doi/" + wrong), o.anonymous().post("/theo-doi/"+wrong, url.Values{"used": {"full"}, "version": {"1"}})} {
			a.must(t, http.StatusNotFound, "Đường dẫn này không đúng hoặc không còn", "-Cơ sở minh họa", "-Thái Nguyên", "-Tuyên Quang")
		}
	}
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE followups SET closes_on = ? WHERE province = ?`, tx.Today().AddDays(-1), tx.Province)
		return err
	})
	o.anonymous().get(path).must(t, http.StatusGone, "Phiếu này đã đóng sau ngày", "-<textarea")
	o.anonymous().post(path, url.Values{"used": {"full"}, "version": {"1"}}).must(t, http.StatusGone, "Phiếu này đã đóng sau ngày")
	o.as(access.Staff).get("/theo-doi-sau-ho-tro/phieu/td-0001/ban-in").must(t, http.StatusConflict, "đã đóng")
	o.as(access.Staff).get("/theo-doi-sau-ho-tro/phieu/td-0001").must(t, http.StatusOK, "không trả lời", "-"+path)
}

func TestOneAddressAnswersOnlySoOften(t *testing.T) {
	o := newTestOffice(t)
	o.supported(1)
	path := o.links()[0]
	for range 30 {
		o.anonymous().post(path, nil).must(t, http.StatusUnprocessableEntity)
	}
	a := o.anonymous().post(path, url.Values{"used": {"full"}, "version": {"1"}, "note": {"xin giữ lời này"}})
	a.must(t, http.StatusTooManyRequests, "xin giữ lời này")
	if a.Header.Get("Retry-After") == "" {
		t.Error("the answer does not say when to try again")
	}
	o.anonymous().get(path).must(t, http.StatusOK, "-Đã nhận trả lời")
}

var tableCell = regexp.MustCompile(`\d+(,\d+)?%`)

func TestResultsTellNoPercentageOfFewerThanFive(t *testing.T) {
	o := newTestOffice(t)
	o.supported(5)
	for i, path := range o.links() {
		o.anonymous().post(path, url.Values{"version": {"1"}, "used": {"full"}, "workers": {"4"}}).must(t, http.StatusSeeOther)
		_, table, _ := strings.Cut(o.as(access.Ministry).get("/theo-doi-sau-ho-tro").must(t, http.StatusOK).Body, `id="ket-qua"`)
		table, _, _ = strings.Cut(table, "</section>")
		if told := tableCell.FindString(table); (told != "") != (i == 4) {
			t.Errorf("%d answers: the table tells %q", i+1, told)
		}
		if strings.Contains(table, "dưới 5 phiếu") != (i < 4) {
			t.Errorf("%d answers: whether there are too few is not said right", i+1)
		}
	}
	page := o.as(access.Auditor).get("/theo-doi-sau-ho-tro").must(t, http.StatusOK, "trung vị 4<br>5 phiếu").Body
	for _, href := range regexp.MustCompile(`href="(/theo-doi-sau-ho-tro/phieu[^"]*)"`).FindAllStringSubmatch(page, -1) {
		o.as(access.Auditor).get(strings.ReplaceAll(href[1], "&amp;", "&")).must(t, http.StatusOK, "Phiếu theo dõi")
	}
	o.as(access.Auditor).get("/theo-doi-sau-ho-tro/phieu?con-dung=full&tinh-trang=roi&noi-dung=advanced_machinery").must(t, http.StatusOK, "5 phiếu.", "-/theo-doi/19")
	o.as(access.Auditor).get("/theo-doi-sau-ho-tro/phieu?moc=7").must(t, http.StatusUnprocessableEntity, "Mốc theo dõi là 6, 12, 24 hoặc 36 tháng.")
	o.stranger().get("/theo-doi-sau-ho-tro/phieu").must(t, http.StatusOK, "Không có phiếu nào phù hợp", "-Cơ sở minh họa")
}

func TestStaffAskOneByOneWriteDownAndPrint(t *testing.T) {
	o := newTestOffice(t)
	o.supported(2)
	o.server.URL = "https://khuyencong.example.vn/"
	staff := o.as(access.Staff)
	staff.get("/theo-doi-sau-ho-tro").must(t, http.StatusOK, "Lập đường dẫn cho tất cả", "2025-0001/2/6")
	o.as(access.Director).get("/theo-doi-sau-ho-tro").must(t, http.StatusOK, "Cơ sở minh họa cs-0002", "-Lập đường dẫn cho")
	staff.post("/theo-doi-sau-ho-tro/hoi", nil).must(t, http.StatusUnprocessableEntity, "Hãy chọn đơn vị")
	one := staff.post("/theo-doi-sau-ho-tro/hoi", url.Values{"phieu": {"2025-0001/2/6"}})
	one.must(t, http.StatusSeeOther)
	if one.Location != "/theo-doi-sau-ho-tro/phieu/td-0001" {
		t.Fatalf("leads to %q", one.Location)
	}
	staff.post("/theo-doi-sau-ho-tro/hoi", url.Values{"phieu": {"2025-0001/2/6"}}).must(t, http.StatusConflict, "không còn chờ lập đường dẫn")
	staff.get(one.Location).must(t, http.StatusOK, "https://khuyencong.example.vn/theo-doi/19", "Ghi hộ trả lời")
	staff.get(one.Location+"/ban-in").must(t, http.StatusOK, "<svg", "https://khuyencong.example.vn/theo-doi/19", "Cơ sở minh họa cs-0002")
	staff.post(one.Location, url.Values{"version": {"1"}, "energy": {"1.200"}}).must(t, http.StatusUnprocessableEntity, `value="1.200"`)
	staff.post(one.Location, url.Values{"version": {"1"}, "used": {"full"}, "energy": {"1.200"}}).must(t, http.StatusSeeOther)
	staff.get(one.Location).must(t, http.StatusOK, "ghi hộ", "1.200 kWh")
	staff.post(one.Location, url.Values{"version": {"1"}, "used": {"no"}}).must(t, http.StatusConflict, "vừa được trả lời ở nơi khác")
	o.as(access.Accountant).post(one.Location, url.Values{"version": {"2"}, "used": {"no"}}).must(t, http.StatusForbidden)
}
