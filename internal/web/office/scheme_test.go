package office

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui"
	"example.vn/khuyencong/internal/web/ui/uitest"
)

// establishmentNamed stores a cooperative in xã Đại Phúc.
func (o *office) establishmentNamed(name string) establishment.ID {
	o.t.Helper()
	e := &establishment.Establishment{Kind: establishment.Cooperative, Name: name, Address: territory.Address{Commune: testCommune}}
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error { return establishment.Add(ctx, tx, e) })
	return e.ID
}

// draft is a scheme that can be handed in.
func (o *office) draft(title string, who establishment.ID) *scheme.Scheme {
	o.t.Helper()
	return &scheme.Scheme{
		Title: title, Fund: ledger.Local, Year: 2026, Objectives: "Nâng công suất chế biến.", Implementer: "Trung tâm Khuyến công",
		StartsOn: calendar.Must("2026-03-01"), EndsOn: calendar.Must("2026-11-30"), Place: territory.Address{Commune: testCommune},
		Contents:      []scheme.Content{{Code: "advanced_machinery"}},
		Costs:         []scheme.Cost{{ContentNo: 1, Year: 2026, Name: "Máy sao chè", Unit: "cái", Quantity: "2", Local: 200_000_000, Own: 300_000_000}},
		Beneficiaries: []scheme.Beneficiary{{Establishment: who, ContentNo: 1, Cost: 500_000_000, Support: 200_000_000}},
	}
}

func (o *office) addScheme(s *scheme.Scheme) scheme.ID {
	o.t.Helper()
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error { return scheme.Add(ctx, tx, s) })
	return s.ID
}

func (o *office) scheme(id scheme.ID) *scheme.Scheme {
	o.t.Helper()
	var s *scheme.Scheme
	if err := o.db.View(o.t.Context(), o.actor(access.Staff), func(tx *db.Tx) (err error) {
		s, err = scheme.ByID(o.t.Context(), tx, id)
		return err
	}); err != nil {
		o.t.Fatal(err)
	}
	return s
}

// sound checks the markup of a page.
func (a answer) sound(t *testing.T) answer {
	t.Helper()
	for _, fault := range uitest.CheckHTML(a.Body) {
		t.Errorf("markup: %s", fault)
	}
	return a
}

func TestEverySchemePageIsSoundMarkup(t *testing.T) {
	o := newTestOffice(t)
	id := o.addScheme(o.draft("Máy sao chè cho hợp tác xã Hảo Đạt", o.establishmentNamed("HTX Chè Hảo Đạt")))
	for _, path := range []string{
		"/de-an", "/de-an?tim=che&don-vi=old&xep=so-tien", "/de-an/moi", "/de-an/moi?tim=hao", "/de-an/" + string(id), "/de-an/" + string(id) + "/sua",
		"/de-an/" + string(id) + "/sua/chung", "/de-an/" + string(id) + "/sua/noi-dung", "/de-an/" + string(id) + "/sua/thu-huong",
		"/de-an/" + string(id) + "/sua/du-toan", "/de-an/" + string(id) + "/ho-so", "/de-an/" + string(id) + "/nhat-ky",
	} {
		t.Run(path, func(t *testing.T) {
			o.t = t
			o.as(access.Staff).get(path).must(t, 200, "-style=").sound(t)
		})
	}
}

func TestTheSchemeListSaysHowManyAndHowMuchAndFilters(t *testing.T) {
	o := newTestOffice(t)
	who := o.establishmentNamed("HTX Chè Hảo Đạt")
	o.addScheme(o.draft("Máy sao chè", who))
	other := o.draft("Dây chuyền gạch không nung", who)
	other.Year, other.Fund = 2025, ledger.National
	other.Contents = []scheme.Content{{Code: "technology_line"}}
	other.Costs = []scheme.Cost{{Year: 2025, Name: "Dây chuyền", National: 900_000_000}}
	other.Beneficiaries = nil
	o.addScheme(other)
	staff := o.as(access.Staff)
	staff.get("/de-an").must(t, 200, "2 đề án", "1.100.000.000", "HTX Chè Hảo Đạt", "Lập đề án", "Tải Excel", "Xã Đại Phúc")
	staff.get("/de-an?nam=2025").must(t, 200, "1 đề án", "gạch không nung", "-Máy sao chè")
	staff.get("/de-an?nguon=local").must(t, 200, "Máy sao chè", "-gạch không nung")
	staff.get("/de-an?noi-dung=technology_line").must(t, 200, "gạch không nung", "-Máy sao chè")
	staff.get("/de-an?trang-thai=cho-duyet").must(t, 200, "2 đề án")
	staff.get("/de-an?trang-thai=approved").must(t, 200, "Không có đề án nào khớp")
	staff.get("/de-an?tim=may+SAO").must(t, 200, "Máy sao chè", "-gạch không nung")
	staff.get("/de-an?trang-thai=bay").must(t, 422, "không đúng")
	staff.get("/de-an?nam=abc").must(t, 422)
	body := staff.get("/de-an?xep=so-tien").must(t, 200).Body
	if strings.Index(body, "gạch không nung") > strings.Index(body, "Máy sao chè") {
		t.Error("the larger scheme does not come first")
	}
	o.as(access.Auditor).get("/de-an").must(t, 200, "-Lập đề án", "Tải Excel")
	o.as(access.Commune).get("/de-an").must(t, 403)
	o.stranger().get("/de-an").must(t, 200, "0 đề án", "-Máy sao chè")
	o.anonymous().get("/de-an").must(t, 303)
}

// How many schemes a list has is remembered, but not beyond the next deed.
func TestARememberedCountEndsWithTheNextDeed(t *testing.T) {
	o := newTestOffice(t)
	who := o.establishmentNamed("HTX Chè Hảo Đạt")
	staff := o.as(access.Staff)
	for i, want := range []string{"1 đề án", "2 đề án", "3 đề án"} {
		o.addScheme(o.draft(fmt.Sprintf("Máy sao chè số %d", i+1), who))
		for range 2 {
			staff.get("/de-an").must(t, 200, want)
			o.stranger().get("/de-an").must(t, 200, "0 đề án")
		}
		staff.get("/de-an?nam=2025").must(t, 200, "Không có đề án nào khớp")
	}
}

func TestTheSchemeListIsDownloadedWithTheSameFilters(t *testing.T) {
	o := newTestOffice(t)
	s := o.draft("=1+1 máy sao chè", o.establishmentNamed("HTX Chè Hảo Đạt"))
	s.Illustrative = true
	o.addScheme(s)
	a := o.as(access.Auditor).get("/de-an/tai-ve?nam=2026").must(t, 200)
	if got := a.Header.Get("Content-Disposition"); got != `attachment; filename="de-an-2026-11-22.xlsx"` {
		t.Errorf("disposition %q", got)
	}
	table, err := sheet.Parse([]byte(a.Body))
	if err != nil {
		t.Fatal(err)
	}
	var words strings.Builder
	for _, row := range table.Sheets[0].Rows {
		for _, cell := range row {
			words.WriteString(cell.Text + "|")
		}
	}
	for _, want := range []string{"DANH SÁCH ĐỀ ÁN KHUYẾN CÔNG", "Năm 2026", "=1+1 máy sao chè (dữ liệu minh họa)", "200000000", "Cộng 1 đề án", "HTX Chè Hảo Đạt"} {
		if !strings.Contains(words.String(), want) {
			t.Errorf("the file does not say %q: %s", want, words.String())
		}
	}
	a = o.as(access.Staff).get("/de-an/tai-ve?nam=2020").must(t, 200)
	if table, err = sheet.Parse([]byte(a.Body)); err != nil || strings.Contains(table.Sheets[0].Rows[4][0].Text, "2026-") {
		t.Errorf("the filter was not kept: %v", err)
	}
}

func TestADraftIsMadeFromTheShortForm(t *testing.T) {
	o := newTestOffice(t)
	staff, who := o.as(access.Staff), o.establishmentNamed("HTX Chè Hảo Đạt")
	staff.get("/de-an/moi?co-so="+string(who)).must(t, 200, `<option value="`+string(who)+`" selected>HTX Chè Hảo Đạt`)
	form := url.Values{"title": {"Máy sao chè"}, "fund": {"local"}, "year": {"2027"}, "year_end": {""}, "kind": {"don-le"}, "content_1": {"advanced_machinery"}, "tim": {"hao dat"}, "tim-co-so": {"1"}}
	staff.post("/de-an/moi", form).must(t, 200, "HTX Chè Hảo Đạt", `value="Máy sao chè"`).sound(t)
	form.Del("tim-co-so")
	form.Set("beneficiary_1", string(who))
	form.Set("commune", testCommune)
	a := staff.post("/de-an/moi", form).must(t, 303)
	if a.Location != "/de-an/2027-0001/sua" {
		t.Fatalf("location %q", a.Location)
	}
	if again := staff.post("/de-an/moi", form).must(t, 303); again.Location != a.Location {
		t.Errorf("the same form made another scheme: %q", again.Location)
	}
	s := o.scheme("2027-0001")
	if s.Title != "Máy sao chè" || len(s.Beneficiaries) != 1 || s.Implementer == "" || s.Place.Commune != testCommune || s.State != scheme.Draft {
		t.Errorf("stored %+v", s)
	}
	staff.get(a.Location).must(t, 200, "Còn thiếu", "Chưa nêu mục tiêu", "Chưa có dự toán").sound(t)
	bad := staff.post("/de-an/moi", url.Values{"title": {""}, "year": {"hai nghìn"}, "commune": {testCommune}, "tim": {"x"}, "content_1": {"advanced_machinery"}})
	bad.must(t, 422, "Có 4 chỗ cần sửa", "Chưa nhập tên đề án", "Chưa chọn nguồn kinh phí", "Chưa chọn loại đề án", `value="hai nghìn"`, `<option value="`+testCommune+`" selected>`).sound(t)
	o.as(access.Director).get("/de-an/moi").must(t, 403)
	o.as(access.Director).post("/de-an/moi", form).must(t, 403)
}

// typed reads the inputs of the first main form of a page as a browser would
// send them.
func typed(a answer) url.Values {
	form := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="(?:hidden|text)"[^>]*>`).FindAllString(a.Body, -1) {
		name, value := regexp.MustCompile(` name="([^"]*)"`).FindStringSubmatch(m), regexp.MustCompile(` value="([^"]*)"`).FindStringSubmatch(m)
		if name != nil && value != nil {
			form.Add(name[1], value[1])
		}
	}
	form.Del(ui.KeyName)
	return form
}

func TestTheGeneralPartKeepsWhatWasTypedAndNamesEveryFault(t *testing.T) {
	o := newTestOffice(t)
	id := o.addScheme(o.draft("Máy sao chè", o.establishmentNamed("HTX Chè Hảo Đạt")))
	staff, path := o.as(access.Staff), "/de-an/"+string(id)+"/sua/chung"
	page := staff.get(path).must(t, 200, "01/03/2026", "Máy sao chè", `name="version" value="1"`)
	form := typed(page)
	form.Set("fund", "local")
	form.Set("objectives", "Mục tiêu mới")
	form.Set("starts_on", "32/1/2026")
	form.Set("title", "")
	form.Set("commune", testCommune)
	staff.post(path, form).must(t, 422, "Chưa nhập tên đề án", "Mục tiêu mới", `value="32/1/2026"`, "Lỗi:").sound(t)
	form.Set("starts_on", "1/2/2026")
	form.Set("title", "Máy sao chè mới")
	form.Set("tiep", "1")
	if got := staff.post(path, form).must(t, 303).Location; got != "/de-an/"+string(id)+"/sua/noi-dung" {
		t.Errorf("location %q", got)
	}
	s := o.scheme(id)
	if s.Title != "Máy sao chè mới" || s.Objectives != "Mục tiêu mới" || s.StartsOn.String() != "2026-02-01" || s.Total != 500_000_000 {
		t.Errorf("stored %+v", s)
	}
	form.Del(ui.KeyName)
	staff.post(path, form).must(t, 409, "vừa", `value="Máy sao chè mới"`)
}

func TestAPartThatSomebodyElseChangedShowsBothAndLosesNothing(t *testing.T) {
	o := newTestOffice(t)
	who := o.establishmentNamed("HTX Chè Hảo Đạt")
	id := o.addScheme(o.draft("Máy sao chè", who))
	staff, path := o.as(access.Staff), "/de-an/"+string(id)+"/sua/"
	mine := map[string]url.Values{}
	for _, part := range []string{"chung", "noi-dung", "thu-huong", "du-toan"} {
		mine[part] = typed(staff.get(path+part).must(t, 200))
	}
	mine["chung"].Set("objectives", "Mục tiêu của tôi")
	mine["chung"].Set("fund", "local")
	mine["chung"].Set("commune", testCommune)
	mine["noi-dung"]["code"] = []string{"advanced_machinery", "technology_line", ""}
	mine["thu-huong"].Set("content_no", "1")
	mine["thu-huong"].Set("support", "150.000.000")
	mine["du-toan"]["name"][0] = "Máy của tôi"
	s := o.scheme(id)
	s.Objectives = "Mục tiêu của người khác"
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error { return scheme.Change(ctx, tx, s) })

	staff.post(path+"noi-dung", mine["noi-dung"]).must(t, 409, "Người khác vừa sửa", "Ứng dụng dây chuyền công nghệ · số lượng 1", "để trống", `name="version" value="2"`).sound(t)
	staff.post(path+"thu-huong", mine["thu-huong"]).must(t, 409, "Người khác vừa sửa", "hỗ trợ 200.000.000", "hỗ trợ 150.000.000").sound(t)
	staff.post(path+"du-toan", mine["du-toan"]).must(t, 409, "Người khác vừa sửa", "Dòng 1", "Máy sao chè · 2 cái", "Máy của tôi · 2 cái").sound(t)
	page := staff.post(path+"chung", mine["chung"]).must(t, 409, "Người khác vừa sửa", "Mục tiêu của tôi", "Mục tiêu của người khác",
		"Mở bản vừa lưu", "-<td class=\"k-title\" data-l=\"Mục\">Tên đề án").sound(t)
	again := typed(page)
	again.Set("fund", "local")
	again.Set("commune", testCommune)
	again.Set("objectives", "Mục tiêu của tôi")
	staff.post(path+"chung", again).must(t, 303)
	if got := o.scheme(id).Objectives; got != "Mục tiêu của tôi" {
		t.Errorf("objectives after the second saving: %q", got)
	}
}

func TestTheMoneyBarHasEveryStageWithoutACeilingToo(t *testing.T) {
	o := newTestOffice(t)
	s := o.draft("Lớp học nghề", o.establishmentNamed("HTX Chè Hảo Đạt"))
	s.Contents[0].Code = "vocational_training"
	page := o.as(access.Staff).get("/de-an/"+string(o.addScheme(s))).must(t, 200, "Mức trần theo quy định", "chưa xác định").sound(t)
	at := 0
	for _, stage := range []string{"Mức trần theo quy định", "Đề nghị", "Thẩm định", "Phê duyệt", "Ký hợp đồng", "Đã tạm ứng, thanh toán", "Khối lượng nghiệm thu", "Đã quyết toán"} {
		i := strings.Index(page.Body[at:], `<span class="lbl">`+stage)
		if i < 0 {
			t.Fatalf("no stage %q in its place", stage)
		}
		at += i
	}
}

func TestAnOldPlaceIsShownAsOnItsDayAndAsItIsNow(t *testing.T) {
	o := newTestOffice(t)
	who := o.establishment(establishment.Establishment{Name: "HTX chè cũ", Address: territory.Address{Commune: "05662", On: calendar.Must("2020-08-31")}})
	id := o.addScheme(o.draft("Máy sao chè", who))
	o.as(access.Staff).get("/de-an/"+string(id)).must(t, 200, "huyện Đồng Hỷ", "nay: ").sound(t)
	id = o.addScheme(o.draft("Máy vò chè", o.establishmentNamed("HTX chè mới")))
	o.as(access.Staff).get("/de-an/"+string(id)).must(t, 200, "Xã Đại Phúc", "trước 01/7/2025: ").sound(t)
}

func TestAContentInUseIsNotRemoved(t *testing.T) {
	o := newTestOffice(t)
	s := o.draft("Máy và dây chuyền", o.establishmentNamed("HTX Chè Hảo Đạt"))
	s.Contents = append(s.Contents, scheme.Content{Code: "technology_line"}, scheme.Content{Code: "brand_registration"})
	s.Costs = append(s.Costs, scheme.Cost{ContentNo: 3, Year: 2026, Name: "Nhãn hiệu", Local: 10_000_000})
	id := o.addScheme(s)
	staff, path := o.as(access.Staff), "/de-an/"+string(id)+"/sua/noi-dung"
	form := url.Values{"version": {"1"}, "old": {"1", "2", "3"}, "code": {"advanced_machinery", "technology_line", ""}, "content_title": {"", "", ""}, "units": {"1", "0", "1"}}
	staff.post(path, form).must(t, 422, "Số lượng là số nguyên từ 1").sound(t)
	form["units"] = []string{"1", "2", "1"}
	staff.post(path, form).must(t, 422, "Nội dung 3 còn dòng dự toán")
	form["code"] = []string{"advanced_machinery", "", "brand_registration"}
	staff.post(path, form).must(t, 303)
	got := o.scheme(id)
	if len(got.Contents) != 2 || got.Contents[1].Code != "brand_registration" || got.Costs[1].ContentNo != 2 {
		t.Errorf("contents %+v, costs %+v", got.Contents, got.Costs)
	}
}

func TestBeneficiariesAreFoundAddedAndRemovedWithoutScripts(t *testing.T) {
	o := newTestOffice(t)
	first, second := o.establishmentNamed("HTX Chè Hảo Đạt"), o.establishmentNamed("HTX Miến Việt Cường")
	id := o.addScheme(o.draft("Máy sao chè", first))
	staff, path := o.as(access.Staff), "/de-an/"+string(id)+"/sua/thu-huong"
	form := typed(staff.get(path).must(t, 200, "HTX Chè Hảo Đạt", "200.000.000"))
	form.Set("content_no", "1")
	form.Set("tim", "mien viet")
	form.Set("tim-co-so", "1")
	staff.post(path, form).must(t, 200, "HTX Miến Việt Cường", "200.000.000", `name="them-co-so"`).sound(t)
	form.Del("tim-co-so")
	form.Set("them-co-so", string(second))
	page := staff.post(path, form).must(t, 200, "/co-so/"+string(second)).sound(t)
	form = typed(page)
	form["content_no"] = []string{"1", "1"}
	form["support"] = []string{"150.000.000", "năm mươi"}
	staff.post(path, form).must(t, 422, "năm mươi", "150.000.000").sound(t)
	form["support"] = []string{"150.000.000", "50000000"}
	staff.post(path, form).must(t, 303)
	if got := o.scheme(id).Beneficiaries; len(got) != 2 || got[1].Establishment != second || got[1].Support != 50_000_000 || got[1].Place.Commune != testCommune {
		t.Errorf("stored %+v", got)
	}
	form = typed(staff.get(path))
	form["content_no"] = []string{"1", "1"}
	form.Set("bo", string(first))
	form = typed(staff.post(path, form).must(t, 200, "-HTX Chè Hảo Đạt"))
	form["content_no"] = []string{"1"}
	staff.post(path, form).must(t, 303)
	if got := o.scheme(id).Beneficiaries; len(got) != 1 || got[0].Establishment != second {
		t.Errorf("after removing: %+v", got)
	}
	form = typed(staff.get(path))
	form["establishment"] = []string{"cs-9999"}
	form["content_no"] = []string{"1"}
	staff.post(path, form).must(t, 422, "không có trong danh sách cơ sở").sound(t)
}

func TestTheEstimateTakesRowsPastesAndKeepsWhatWasTyped(t *testing.T) {
	o := newTestOffice(t)
	id := o.addScheme(o.draft("Máy sao chè", o.establishmentNamed("HTX Chè Hảo Đạt")))
	staff, path := o.as(access.Staff), "/de-an/"+string(id)+"/sua/du-toan"
	form := typed(staff.get(path).must(t, 200, "Máy sao chè", "200.000.000", "Mức chi theo quy định"))
	if n := len(form["name"]); n != 4 {
		t.Fatalf("%d lines are offered, want 1 and 3 empty ones", n)
	}
	form["name"][1], form["own"][1] = "Máy vò chè", "chưa rõ"
	form.Set("them", "1")
	page := staff.post(path, form).must(t, 200, "Máy vò chè", `value="chưa rõ"`).sound(t)
	if n := len(typed(page)["name"]); n != 12 {
		t.Errorf("%d lines after “Thêm dòng”, want 12", n)
	}
	form.Del("them")
	form.Set("tinh", "1")
	staff.post(path, form).must(t, 422, "Có 1 chỗ cần sửa", `value="chưa rõ"`, "Máy vò chè").sound(t)
	form.Del("tinh")
	staff.post(path, form).must(t, 422, "chưa rõ", "Máy vò chè").sound(t)
	form["own"][1] = "50,000,000"
	form.Set("dan", "1")
	form.Set("bang", "Lắp đặt\tlần\t1\t\t10.000.000\t5.000.000\t\n\nVận chuyển\tchuyến\t2\t0\t0\t1000000\t0\n")
	form = typed(staff.post(path, form).must(t, 200, "Lắp đặt", "Vận chuyển", "210.000.000").sound(t))
	staff.post(path, form).must(t, 303)
	s := o.scheme(id)
	if len(s.Costs) != 4 || s.Asked != 210_000_000 || s.Total != 566_000_000 || s.Costs[2].Quantity != "1" {
		t.Errorf("stored %+v, asked %d, total %d", s.Costs, s.Asked, s.Total)
	}
}

func TestAnEstimateOf200LinesFitsOneForm(t *testing.T) {
	o := newTestOffice(t)
	s := o.draft("Máy sao chè", o.establishmentNamed("HTX Chè Hảo Đạt"))
	s.YearEnd = 2027
	s.Contents = append(s.Contents, scheme.Content{Code: "technology_line"})
	s.Costs = nil
	for range scheme.MaxCosts {
		s.Costs = append(s.Costs, scheme.Cost{ContentNo: 1, Year: 2026, Name: "Máy", Local: 1_000_000, Own: 1_000_000})
	}
	id := o.addScheme(s)
	path := "/de-an/" + string(id) + "/sua/du-toan"
	form := typed(o.as(access.Staff).get(path).must(t, 200))
	for range scheme.MaxCosts {
		form.Add("cost_content", "2")
		form.Add("cost_year", "2027")
	}
	o.as(access.Staff).post(path, form).must(t, 303)
	if got := o.scheme(id); len(got.Costs) != 200 || got.Costs[199].Year != 2027 || got.AskedIn(2027) != 200_000_000 {
		t.Errorf("%d lines, last %+v", len(got.Costs), got.Costs[199])
	}
}

func TestADossierIsHandedInOnlyWhenCompleteAndLawful(t *testing.T) {
	o := newTestOffice(t)
	who := o.establishmentNamed("HTX Chè Hảo Đạt")
	s := o.draft("Máy sao chè", who)
	s.Objectives, s.Costs = "", nil
	id := o.addScheme(s)
	staff, path := o.as(access.Staff), "/de-an/"+string(id)
	staff.post(path+"/nop", url.Values{"version": {"1"}}).must(t, 422, "Chưa nộp được hồ sơ", path+"/sua/chung#objectives", path+"/sua/du-toan#costs").sound(t)
	over := o.draft("Máy sao chè quá trần", who)
	over.Costs[0].Local, over.Costs[0].Own = 900_000_000, 900_000_000
	over.Beneficiaries[0].Support = 0
	high := o.addScheme(over)
	staff.get("/de-an/"+string(high)).must(t, 200, "vượt trần", "Vượt mức")
	staff.post("/de-an/"+string(high)+"/nop", url.Values{"version": {"1"}}).must(t, 422, "vượt mức hỗ trợ tối đa", "Căn cứ:").sound(t)

	good := o.addScheme(o.draft("Máy sao chè đủ hồ sơ", who))
	path = "/de-an/" + string(good)
	staff.get(path).must(t, 200, "Nộp hồ sơ", "Sửa hồ sơ", "Rút đề án", "Đang soạn")
	o.as(access.Director).get(path).must(t, 200, "-Nộp hồ sơ", "-Sửa hồ sơ", "Rút đề án")
	staff.post(path+"/nop", url.Values{"version": {"9"}}).must(t, 409, "tải lại trang")
	form := url.Values{"version": {"1"}}
	if got := staff.post(path+"/nop", form).must(t, 303).Location; got != path {
		t.Errorf("location %q", got)
	}
	staff.post(path+"/nop", form).must(t, 303) // the same request again
	staff.get(path).must(t, 200, "Đã nộp, chờ thẩm định", "-Nộp hồ sơ</button>", "-Sửa hồ sơ")
	staff.get(path+"/sua").must(t, 409, "không sửa hồ sơ được")
	o.as(access.Department).get(path).must(t, 200, "Giao thẩm định")
	staff.get(path+"/nhat-ky").must(t, 200, "Nộp hồ sơ", "Lập đề án", "Đang soạn", "Đã nộp, chờ thẩm định", "-Thao tác khác")
}

func TestAWithdrawalNeedsAReasonAndIsShown(t *testing.T) {
	o := newTestOffice(t)
	id := o.addScheme(o.draft("Máy sao chè", o.establishmentNamed("HTX Chè Hảo Đạt")))
	path := "/de-an/" + string(id)
	o.as(access.Accountant).post(path+"/rut", url.Values{"version": {"1"}, "reason": {"x"}}).must(t, 403)
	o.as(access.Director).post(path+"/rut", url.Values{"version": {"1"}}).must(t, 422, "Chưa nêu lý do rút").sound(t)
	o.as(access.Director).post(path+"/rut", url.Values{"version": {"1"}, "reason": {"Cơ sở đổi kế hoạch"}}).must(t, 303)
	o.as(access.Auditor).get(path).must(t, 200, "Đã rút", "Cơ sở đổi kế hoạch", "-Rút đề án</button>")
	o.stranger().get(path).must(t, 404)
	o.as(access.Commune).get(path).must(t, 403)
}

func TestAGroupIsNamedAndApprovedByTwoPeople(t *testing.T) {
	o := newTestOffice(t)
	s := o.draft("Đề án nhóm máy sao chè", "")
	s.Group, s.Beneficiaries = true, nil
	s.Contents[0].Units = 3
	s.Costs[0].Local, s.Costs[0].Own = 500_000_000, 900_000_000
	id := o.addScheme(s)
	s.State, s.Appraised, s.GroupPlan = scheme.Approved, 500_000_000, scheme.GroupPlanPending
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error { return scheme.Save(ctx, tx, s, "test", nil) })
	first, second := o.establishmentNamed("HTX Chè Hảo Đạt"), o.establishmentNamed("HTX Chè Tân Hương")
	staff, path := o.as(access.Staff), "/de-an/"+string(id)
	staff.get(path).must(t, 200, "xác định sau", "Thêm đơn vị thụ hưởng", "-Duyệt danh sách thụ hưởng</button>").sound(t)
	staff.get(path+"?tim=hao+dat").must(t, 200, "HTX Chè Hảo Đạt", "Thêm vào danh sách").sound(t)
	form := url.Values{"version": {"2"}, "establishment": {string(first)}, "content_no": {"1"}, "cost": {"900.000.000"}, "support": {"300.000.001"}, "tim": {"hao dat"}}
	staff.post(path+"/thu-huong", form).must(t, 422, "vượt mức hỗ trợ tối đa", `value="300.000.001"`).sound(t)
	form.Set("support", "ba trăm")
	form.Del(ui.KeyName)
	staff.post(path+"/thu-huong", form).must(t, 422, `value="ba trăm"`).sound(t)
	form.Set("support", "250.000.000")
	form.Del(ui.KeyName)
	staff.post(path+"/thu-huong", form).must(t, 303)
	o.as(access.Department).get(path).must(t, 200, "HTX Chè Hảo Đạt", "-Duyệt danh sách thụ hưởng</button>")
	form = url.Values{"version": {"3"}, "establishment": {string(second)}, "content_no": {"1"}}
	staff.post(path+"/thu-huong", form).must(t, 303)
	o.as(access.Department).get(path).must(t, 200, "Số văn bản duyệt danh sách").sound(t)
	staff.post(path+"/duyet-nhom", url.Values{"version": {"4"}, "number": {"12/SCT"}}).must(t, 403)
	o.as(access.Department).post(path+"/duyet-nhom", url.Values{"version": {"4"}}).must(t, 422, "Chưa nhập số văn bản").sound(t)
	o.as(access.Department).post(path+"/duyet-nhom", url.Values{"version": {"4"}, "number": {"12/SCT"}}).must(t, 303)
	staff.get(path).must(t, 200, "12/SCT", "Sở duyệt danh sách thụ hưởng", "-Thêm vào danh sách", "Soạn hợp đồng")
}

func TestAListLeadsFromPageToPage(t *testing.T) {
	o := newTestOffice(t)
	who := o.establishmentNamed("HTX Chè Hảo Đạt")
	for range 51 {
		o.addScheme(o.draft("Máy sao chè", who))
	}
	page := o.as(access.Auditor).get("/de-an?nguon=local").must(t, 200, "50 trong 51 đề án", "2026-0051", "-2026-0001")
	next := regexp.MustCompile(`href="([^"]*)" rel="next"`).FindStringSubmatch(page.Body)
	if next == nil {
		t.Fatal("there is no next page")
	}
	o.as(access.Auditor).get(strings.ReplaceAll(next[1], "&amp;", "&")).must(t, 200, "1 trong 51 đề án", "2026-0001", "Về đầu danh sách", "-2026-0002")
	a := o.as(access.Auditor).get("/de-an/tai-ve?nguon=local").must(t, 200)
	table, err := sheet.Parse([]byte(a.Body))
	if err != nil || len(table.Sheets[0].Rows) < 55 {
		t.Errorf("the file holds %d rows: %v", len(table.Sheets[0].Rows), err)
	}
}

func TestEverySizeAndDetailHasWords(t *testing.T) {
	for n, want := range map[int64]string{0: "0 byte", 1023: "1023 byte", 1024: "1 KB", 1 << 20: "1,0 MB", 20 << 20: "20,0 MB", 1_600_000: "1,5 MB"} {
		if got := schemeSize(n); got != want {
			t.Errorf("%d bytes are %q, want %q", n, got, want)
		}
	}
	rows := schemeDetailRows(map[string]string{
		"from": "draft", "to": "submitted", "fund": "local → national", "contents": "[] → [advanced_machinery]", "ends_on": "2026-11-30 → 2026-12-15",
		"plan": "plan/2026/local/2", "sha256": "abc", "asked": "200.000.000", "unheard_of": "x",
	})
	got := map[string]string{}
	for _, r := range rows {
		got[r.Key] = r.Value
	}
	want := map[string]string{
		"Từ trạng thái": "Đang soạn", "Sang trạng thái": "Đã nộp, chờ thẩm định", "Nguồn": ledger.Local.Label() + " → " + ledger.National.Label(),
		"Nội dung": "chưa có → Ứng dụng máy móc thiết bị", "Đến ngày": "30/11/2026 → 15/12/2026", "Kế hoạch": "năm 2026, " + ledger.Local.Label() + ", đợt 2",
		"Đề nghị (đồng)": "200.000.000",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("details (-want +got):\n%s", diff)
	}
}

// upload sends files for a paper as a browser does.
func (v visitor) upload(path, code, key string, files map[string]string) answer {
	v.o.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	_ = w.WriteField(ui.KeyName, key)
	_ = w.WriteField("code", code)
	for name, content := range files {
		part, err := w.CreateFormFile("tep", name)
		if err != nil {
			v.o.t.Fatal(err)
		}
		_, _ = part.Write([]byte(content))
	}
	_ = w.Close()
	return v.send("POST", path, w.FormDataContentType(), &body)
}

const (
	testPDF = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
	testCSV = "Tên,Số\nMáy,1\n"
)

func TestFilesAreAttachedShownSentAndRemoved(t *testing.T) {
	o := newTestOffice(t)
	s := o.draft("Máy sao chè", o.establishmentNamed("HTX Chè Hảo Đạt"))
	id := o.addScheme(s)
	staff, path := o.as(access.Staff), "/de-an/"+string(id)
	page := staff.get(path+"/ho-so").must(t, 200, "Còn thiếu", "Bắt buộc")
	code := regexp.MustCompile(`id="giay-to-([a-z0-9_]+)"`).FindStringSubmatch(page.Body)[1]
	staff.upload(path+"/tep", code, ui.Key(), nil).must(t, 422, "Chưa chọn tệp nào", `href="#tep-`+code+`"`).sound(t)
	staff.upload(path+"/tep", code, ui.Key(), map[string]string{"virus.exe": "MZ…"}).must(t, 422).sound(t)
	staff.upload(path+"/tep", "khong-co", ui.Key(), map[string]string{"a.pdf": testPDF}).must(t, 422, "không có trong danh mục")
	key := ui.Key()
	staff.upload(path+"/tep", code, key, map[string]string{"Đơn đề nghị.pdf": testPDF}).must(t, 303)
	staff.upload(path+"/tep", code, key, map[string]string{"Đơn đề nghị.pdf": testPDF}).must(t, 303)
	staff.upload(path+"/tep", code, key, map[string]string{"Khác.pdf": testPDF + "%"}).must(t, 409)
	page = staff.get(path+"/ho-so").must(t, 200, "Đơn đề nghị.pdf", "Nguyễn Thị staff", "Đã có", "-Khác.pdf").sound(t)
	if n := strings.Count(page.Body, "Đơn đề nghị.pdf</a>"); n != 1 {
		t.Errorf("the file is there %d times", n)
	}
	sent := staff.get("/tep/f-1").must(t, 200, testPDF)
	if got := sent.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "inline; filename*=utf-8''") {
		t.Errorf("disposition %q", got)
	}
	if sent.Header.Get("Content-Type") != "application/pdf" || sent.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v", sent.Header)
	}
	o.as(access.Auditor).get("/tep/f-1").must(t, 200)
	o.as(access.Commune).get("/tep/f-1").must(t, 403)
	o.stranger().get("/tep/f-1").must(t, 404)
	o.anonymous().get("/tep/f-1").must(t, 303)
	o.as(access.Auditor).upload(path+"/tep", code, ui.Key(), map[string]string{"a.pdf": testPDF}).must(t, 403)
	o.as(access.Auditor).get(path+"/ho-so").must(t, 200, "-Gửi tệp", "-Bỏ tệp")
	staff.post("/de-an/"+string(o.addScheme(o.draft("Khác", s.Beneficiaries[0].Establishment)))+"/tep/f-1/xoa", nil).must(t, 404)
	staff.post(path+"/tep/f-1/xoa", nil).must(t, 303)
	staff.get("/tep/f-1").must(t, 404)
	staff.get(path+"/nhat-ky").must(t, 200, "Đính kèm tệp", "Bỏ tệp đính kèm")
}

func TestAPaperIsNotedAsReceived(t *testing.T) {
	o := newTestOffice(t)
	id := o.addScheme(o.draft("Máy sao chè", o.establishmentNamed("HTX Chè Hảo Đạt")))
	staff, path := o.as(access.Staff), "/de-an/"+string(id)
	code := regexp.MustCompile(`id="giay-to-([a-z0-9_]+)"`).FindStringSubmatch(staff.get(path + "/ho-so").Body)[1]
	staff.post(path+"/giay-to", url.Values{"code": {code}, "received_on": {"31/2/2026"}, "note": {"hai bản"}}).must(t, 422, `value="31/2/2026"`, `value="hai bản"`).sound(t)
	staff.post(path+"/giay-to", url.Values{"code": {code}, "received_on": {"1/1/2027"}}).must(t, 422, "chưa tới")
	staff.post(path+"/giay-to", url.Values{"code": {code}, "received_on": {"20/11/2026"}, "note": {"hai bản"}}).must(t, 303)
	staff.get(path+"/ho-so").must(t, 200, "Đã nhận bản giấy ngày 20/11/2026", "hai bản")
}

func TestEveryVerbOnASchemeHasWords(t *testing.T) {
	verb := regexp.MustCompile(`"((?:scheme|appraisal|plan|adjustment|contract|attachment|archive)\.[a-z_]+)"`)
	elsewhere := map[string]bool{ // on the record of the plan, or of the list, itself
		"archive.import": true,
		"plan.open":      true, "plan.refresh": true, "plan.choose": true, "plan.submit": true, "plan.approve": true, "plan.send_back": true,
		"scheme.approved": true, "scheme.accepted": true, "scheme.settled": true, "scheme.stopped": true, // what others are told: no verbs
	}
	found := map[string]bool{}
	for _, pattern := range []string{"../../domain/*/*.go", "../../platform/blob/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range verb.FindAllStringSubmatch(string(source), -1) {
				found[m[1]] = true
			}
		}
	}
	if len(found) < 30 {
		t.Fatalf("only %d verbs were found: the sources moved", len(found))
	}
	for v := range found {
		if _, known := schemeVerbs[v]; !known && !elsewhere[v] {
			t.Errorf("%s has no words in schemeVerbs", v)
		}
	}
	for v := range schemeVerbs {
		if !found[v] {
			t.Errorf("%s is in schemeVerbs and nowhere else", v)
		}
	}
}
