package office

import (
	"bytes"
	"context"
	"net/url"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui/uitest"
)

// farCommune is a commune of province 19 other than testCommune.
const farCommune = "05443"

func (o *office) establishment(e establishment.Establishment) establishment.ID {
	o.t.Helper()
	if e.Kind == "" {
		e.Kind = establishment.Cooperative
	}
	if e.Address.Commune == "" {
		e.Address.Commune = testCommune
	}
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error { return establishment.Add(ctx, tx, &e) })
	return e.ID
}

// granted records a scheme of the past with its decision.
func (o *office) granted(s scheme.Scheme, amount int64) {
	o.t.Helper()
	s.Contents = []scheme.Content{{No: 1, Code: "advanced_machinery", Units: 1}}
	o.update(db.Scope{Province: "19", Actor: access.System("test")}, func(ctx context.Context, tx *db.Tx) error {
		if err := scheme.AddRecorded(ctx, tx, &s); err != nil {
			return err
		}
		return plan.RecordGrant(ctx, tx, &s, money.VND(amount), plan.Decision{Number: "1015/QĐ-UBND", On: calendar.Must("2025-08-30"), Signer: "Chủ tịch"}, "")
	})
}

func establishmentFormOf(name string) url.Values {
	return url.Values{"kind": {"cooperative"}, "name": {name}, "commune": {farCommune}}
}

// sound fails on a page whose HTML is broken.
func sound(t *testing.T, a answer) answer {
	t.Helper()
	if problems := uitest.CheckHTML(a.Body); len(problems) > 0 {
		t.Errorf("unsound page: %s", strings.Join(problems, "; "))
	}
	return a
}

func TestEstablishmentListFindsWithoutMarks(t *testing.T) {
	o := newTestOffice(t)
	o.establishment(establishment.Establishment{Name: "HTX chè Hảo Đạt", TaxCode: "4600123459"})
	o.establishment(establishment.Establishment{Name: "Công ty gỗ Phú Bình", Kind: establishment.Enterprise, Address: territory.Address{Commune: farCommune}})
	staff := o.as(access.Staff)
	sound(t, staff.get("/co-so")).must(t, 200, "HTX chè Hảo Đạt", "Công ty gỗ Phú Bình", "2 cơ sở", "Thêm cơ sở", "Tìm cơ sở trùng")
	sound(t, staff.get("/co-so?q=che+hao")).must(t, 200, "HTX chè Hảo Đạt", "-Công ty gỗ", "1 cơ sở")
	staff.get("/co-so?loai=enterprise").must(t, 200, "-HTX chè Hảo Đạt", "Công ty gỗ Phú Bình")
	staff.get("/co-so?q=khong-co").must(t, 200, "Không có cơ sở nào phù hợp", "Bỏ lọc")
	sound(t, staff.get("/co-so?don-vi=old")).must(t, 200, "Cả huyện", "huyện Đại Từ", "HTX chè Hảo Đạt")
	o.as(access.Auditor).get("/co-so").must(t, 200, "-Thêm cơ sở", "-Tìm cơ sở trùng")
	o.stranger().get("/co-so").must(t, 200, "-HTX chè Hảo Đạt", "Chưa có cơ sở nào")
}

func TestCommuneOfficerSeesOnlyTheOwnCommune(t *testing.T) {
	o := newTestOffice(t)
	o.establishment(establishment.Establishment{Name: "HTX chè La Bằng"})
	far := o.establishment(establishment.Establishment{Name: "HTX miến Việt Cường", Address: territory.Address{Commune: farCommune}})
	officer := o.as(access.Commune)
	sound(t, officer.get("/co-so")).must(t, 200, "HTX chè La Bằng", "-HTX miến", "Xã Đại Phúc", "-name=\"xa\"")
	officer.get("/co-so?xa="+farCommune).must(t, 200, "-HTX miến")
	officer.get("/co-so/"+string(far)).must(t, 403)
	officer.get("/co-so/"+string(far)+"/sua").must(t, 403)
	officer.post("/co-so/"+string(far)+"/sua", url.Values{"name": {"x"}}).must(t, 403)
	body := officer.get("/co-so/tai-ve")
	body.must(t, 200)
	table, err := sheet.Read(bytes.NewReader([]byte(body.Body)))
	if err != nil {
		t.Fatal(err)
	}
	if got := sheetText(table); !strings.Contains(got, "HTX chè La Bằng") || strings.Contains(got, "HTX miến") {
		t.Errorf("the download of the commune holds %q", got)
	}
}

func sheetText(t sheet.Table) string {
	var b strings.Builder
	for _, s := range t.Sheets {
		for _, r := range s.Rows {
			for _, c := range r {
				b.WriteString(c.Text + "|")
			}
		}
	}
	return b.String()
}

func TestEstablishmentPagesKeepTheirPlace(t *testing.T) {
	o := newTestOffice(t)
	for i := range establishmentPage + 1 {
		o.establishment(establishment.Establishment{Name: "Cơ sở thử số " + string(rune('A'+i%26)) + strings.Repeat("x", i/26)})
	}
	page := o.as(access.Staff).get("/co-so?q=thu")
	page.must(t, 200, "50 trong 51 cơ sở", "Trang sau", "-Về đầu danh sách")
	_, after, _ := strings.Cut(page.Body, `sau=`)
	id, _, _ := strings.Cut(after, `"`)
	o.as(access.Staff).get("/co-so?q=thu&sau="+id).must(t, 200, "Về đầu danh sách", "1 trong 51", "-Trang sau")
}

func TestEstablishmentFormKeepsWhatWasTyped(t *testing.T) {
	o := newTestOffice(t)
	staff := o.as(access.Staff)
	sound(t, staff.get("/co-so/moi")).must(t, 200, "Hộ kinh doanh: 12 chữ số", "Chọn xã, phường", "chưa kiểm chứng")
	form := establishmentFormOf("HTX chè Nguyễn Thị Ngọc Ẩn")
	form.Set("tax_code", "4600123450")
	form.Set("capital", "1.5 tỷ lẻ")
	form.Set("women_owned", "1")
	form.Set("products", "Chè đinh\nchè nõn")
	sound(t, staff.post("/co-so/moi", form)).must(t, 422, "HTX chè Nguyễn Thị Ngọc Ẩn", `value="4600123450"`, "1.5 tỷ lẻ", "chè nõn", "Lỗi: Thêm cơ sở")
	form.Set("capital", "1.500.000.000")
	sound(t, staff.post("/co-so/moi", form)).must(t, 422, "số kiểm tra", "1.500.000.000")
	form.Set("tax_code", "")
	a := staff.post("/co-so/moi", form).must(t, 303)
	sound(t, staff.get(a.Location)).must(t, 200, "HTX chè Nguyễn Thị Ngọc Ẩn", "Do phụ nữ làm chủ", "1.500.000.000", "Lập đề án cho cơ sở này")
}

func TestTheSameFormSentTwiceAddsOnce(t *testing.T) {
	o := newTestOffice(t)
	form := establishmentFormOf("HTX nhấn hai lần")
	form.Set("key", "AAAAAAAAAAAAAAAAAAAAAAAAAA")
	first := o.as(access.Staff).post("/co-so/moi", form).must(t, 303)
	second := o.as(access.Staff).post("/co-so/moi", form).must(t, 303)
	if first.Location != second.Location {
		t.Errorf("sent twice: %s and %s", first.Location, second.Location)
	}
}

func TestPossibleDuplicatesAreShownBeforeSaving(t *testing.T) {
	o := newTestOffice(t)
	staff := o.as(access.Staff)
	staff.post("/co-so/moi", establishmentFormOf("HTX miến Việt Cường")).must(t, 303)
	form := establishmentFormOf("Hợp tác xã miến Việt Cường")
	sound(t, staff.post("/co-so/moi", form)).must(t, 200, "Có thể cơ sở này đã có", "cs-0001", "cùng tên, cùng xã", "Vẫn thêm mới", "Hợp tác xã miến Việt Cường")
	staff.get("/co-so").must(t, 200, "1 cơ sở")
	form.Set("van-them", "1")
	staff.post("/co-so/moi", form).must(t, 303)
	staff.get("/co-so").must(t, 200, "2 cơ sở")
}

func TestCommuneOfficerAddsOnlyInTheOwnCommune(t *testing.T) {
	o := newTestOffice(t)
	officer := o.as(access.Commune)
	sound(t, officer.get("/co-so/moi")).must(t, 200, "Xã Đại Phúc", "-Chọn xã, phường<")
	officer.post("/co-so/moi", establishmentFormOf("HTX xã khác")).must(t, 403)
	form := establishmentFormOf("HTX xã mình")
	form.Del("commune")
	a := officer.post("/co-so/moi", form).must(t, 303)
	officer.get(a.Location).must(t, 200, "HTX xã mình", "Xã Đại Phúc", "-Lập đề án cho cơ sở này")
	o.as(access.Director).post("/co-so/moi", form).must(t, 403)
}

func TestAnEmptyEstablishmentFormNamesEverythingToMend(t *testing.T) {
	o := newTestOffice(t)
	form := url.Values{"phone": {"12"}, "tax_code": {"123"}, "workers": {"mười"}}
	sound(t, o.as(access.Staff).post("/co-so/moi", form)).must(t, 422, "Có 6 chỗ cần sửa", "Cần chọn loại hình", "Cần ghi tên cơ sở",
		"Mã số thuế phải có", "Cần chọn xã, phường", "Số điện thoại cần là", `href="#workers"`)
}

func TestMoneyThatAListDoesNotTellIsNotShownAsNothing(t *testing.T) {
	o := newTestOffice(t)
	id := o.establishment(establishment.Establishment{Name: "HTX chè cũ"})
	s := scheme.Scheme{
		Title: "Máy sao chè", Fund: ledger.Local, Year: 2022, YearEnd: 2022, Source: "danh sách",
		Beneficiaries: []scheme.Beneficiary{{Establishment: id}},
	}
	o.update(db.Scope{Province: "19", Actor: access.System("test")}, func(ctx context.Context, tx *db.Tx) error {
		return scheme.AddRecorded(ctx, tx, &s)
	})
	sound(t, o.as(access.Staff).get("/co-so/"+string(id))).must(t, 200, "Máy sao chè", "Danh sách không ghi")
}

func TestEditingRefusesAStalePage(t *testing.T) {
	o := newTestOffice(t)
	id := o.establishment(establishment.Establishment{Name: "HTX cũ", Address: territory.Address{Commune: "05662", On: calendar.Must("2020-08-31")}, Phone: "0912345678"})
	staff := o.as(access.Staff)
	page := sound(t, staff.get("/co-so/"+string(id)+"/sua")).must(t, 200, "HTX cũ", "Giữ như đã ghi", "0912 345 678")
	if !strings.Contains(page.Body, `<option value="giu" selected`) {
		t.Error("the old commune is not kept by default")
	}
	form := establishmentFormOf("HTX mới")
	form.Set("commune", keepPlace)
	form.Set("version", "1")
	staff.post("/co-so/"+string(id)+"/sua", form).must(t, 303)
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error {
		e, err := establishment.ByID(ctx, tx, id)
		if e.Address.Commune != "05662" || e.Address.On != calendar.Must("2020-08-31") || e.Name != "HTX mới" {
			t.Errorf("after the edit: %+v", e)
		}
		return err
	})
	form.Set("name", "HTX người khác sửa")
	form.Set("key", "BBBBBBBBBBBBBBBBBBBBBBBBBB")
	form.Set("contact", "Người Hai")
	sound(t, staff.post("/co-so/"+string(id)+"/sua", form)).must(t, 409, "Người khác vừa sửa", "HTX mới", "HTX người khác sửa",
		"để trống", "Người Hai", `name="version" value="2"`, "Mở bản vừa lưu", "-Hãy tải lại trang")
	form.Set("version", "2")
	form.Set("commune", farCommune)
	form.Set("key", "CCCCCCCCCCCCCCCCCCCCCCCCCC")
	staff.post("/co-so/"+string(id)+"/sua", form).must(t, 303)
}

func TestEstablishmentPageAddsUpWhatItReceived(t *testing.T) {
	o := newTestOffice(t)
	a := o.establishment(establishment.Establishment{Name: "HTX chè một", Illustrative: true})
	b := o.establishment(establishment.Establishment{Name: "HTX chè hai"})
	alone := func(e establishment.ID, support int64) []scheme.Beneficiary {
		return []scheme.Beneficiary{{No: 1, Establishment: e, ContentNo: 1, Support: money.VND(support)}}
	}
	o.granted(scheme.Scheme{Year: 2020, YearEnd: 2020, Fund: ledger.Local, Title: "Máy vò chè một mình", Beneficiaries: alone(a, 0),
		Source: "Báo Thái Nguyên: https://baothainguyen.vn/bai; danh sách của Sở"}, 100_000_000)
	o.granted(scheme.Scheme{Year: 2021, YearEnd: 2021, Fund: ledger.National, Group: true, Title: "Nhóm có tách", Beneficiaries: []scheme.Beneficiary{
		{No: 1, Establishment: a, ContentNo: 1, Support: 60_000_000}, {No: 2, Establishment: b, ContentNo: 1, Support: 40_000_000},
	}}, 100_000_000)
	o.granted(scheme.Scheme{Year: 2022, YearEnd: 2022, Fund: ledger.National, Group: true, Title: "Nhóm chưa tách", Illustrative: true, Beneficiaries: []scheme.Beneficiary{
		{No: 1, Establishment: a, ContentNo: 1}, {No: 2, Establishment: b, ContentNo: 1},
	}}, 500_000_000)
	page := sound(t, o.as(access.Staff).get("/co-so/"+string(a)))
	page.must(t, 200, "Máy vò chè một mình", "Năm 2020", "100.000.000", "60.000.000", "160.000.000\u00a0đ", "Chưa tách", "500.000.000\u00a0đ",
		"dữ liệu minh họa", `href="https://baothainguyen.vn/bai"`, "danh sách của Sở", "1015/QĐ-UBND ngày 30/08/2025", "Không có trong sổ", "In lý lịch")
	o.as(access.Commune).get("/co-so/"+string(a)).must(t, 200, "160.000.000\u00a0đ", "-Đã chi", "-/de-an/")

	// Merging brings the history of the other along, each scheme once.
	staff := o.as(access.Staff)
	staff.post("/co-so/trung/gop", url.Values{"a": {string(a)}, "b": {string(b)}, "keep": {string(a)}, "reason": {"một cơ sở"}}).must(t, 303)
	sound(t, staff.get("/co-so/"+string(a))).must(t, 200, "và 1 hồ sơ đã gộp vào", "200.000.000\u00a0đ", "một cơ sở", "Hoàn tác")
	sound(t, staff.get("/co-so/"+string(b))).must(t, 200, "Hồ sơ này đã gộp vào cơ sở", "-Sửa hồ sơ", "-Lập đề án cho")
}

func TestMergingDuplicatesAndUndoing(t *testing.T) {
	o := newTestOffice(t)
	a := o.establishment(establishment.Establishment{Name: "HTX chè Sơn Dung", Phone: "0912345678"})
	b := o.establishment(establishment.Establishment{Name: "HTX Chè Sơn Dung", Phone: "0912 345 678"})
	staff := o.as(access.Staff)
	sound(t, staff.get("/co-so/trung")).must(t, 200, "1 cặp cần xem", "cùng tên, cùng xã", "cùng số điện thoại", string(a), string(b), "Chưa gộp hồ sơ nào")
	sound(t, staff.get("/co-so/trung?don-vi=old")).must(t, 200, "huyện Đại Từ", "Theo đơn vị trước 01/7/2025", `name="don-vi" value="old"`)
	staff.get("/co-so/trung").must(t, 200, "Xã Đại Phúc", "/co-so/trung?don-vi=old", "-huyện Đại Từ")
	form := url.Values{"a": {string(a)}, "b": {string(b)}, "keep": {string(b)}}
	sound(t, staff.post("/co-so/trung/gop", form)).must(t, 422, "Cần ghi lý do gộp")
	form.Set("reason", "nhập hai lần")
	form.Set("key", "DDDDDDDDDDDDDDDDDDDDDDDDDD")
	staff.post("/co-so/trung/gop", form).must(t, 303)
	sound(t, staff.get("/co-so/trung")).must(t, 200, "Không thấy cơ sở nào trùng", "nhập hai lần", "Đang gộp", "Hoàn tác")
	staff.get("/co-so").must(t, 200, "1 cơ sở")
	staff.get("/co-so/"+string(a)+"/sua").must(t, 409, "đã gộp vào")
	o.as(access.Director).post("/co-so/trung/tach", url.Values{"seq": {"1"}}).must(t, 403)
	staff.post("/co-so/trung/tach", url.Values{"seq": {"1"}, "ve": {"//xau.vn"}}).must(t, 303)
	staff.get("/co-so").must(t, 200, "2 cơ sở")
	staff.post("/co-so/trung/tach", url.Values{"seq": {"1"}}).must(t, 409)
	staff.post("/co-so/trung/tach", url.Values{"seq": {"x"}}).must(t, 404)
}

// However many records were merged, the page is as long as somebody can read.
func TestOfVeryManyMergesTheNewestAreListed(t *testing.T) {
	o := newTestOffice(t)
	a := o.establishment(establishment.Establishment{Name: "HTX chè Sơn Dung"})
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO establishment_merges (province, seq, kept, dropped, reason, merged_by, merged_at, undone_by, undone_at)
			WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ?)
			SELECT '19', i, ?, 'cs-9' || i, 'lý do ' || i || '.', 'system', '2026-01-05T00:00:00Z', 'system', '2026-01-06T00:00:00Z' FROM s`,
			establishmentMergesShown+1, string(a))
		return err
	})
	sound(t, o.as(access.Staff).get("/co-so/trung")).must(t, 200, "lý do 101.", "lý do 2.", "Đã tách lại", "100 lần gộp mới nhất", "-lý do 1.")
}

func TestUnitsShowOldAndNew(t *testing.T) {
	o := newTestOffice(t)
	officer := o.as(access.Commune)
	sound(t, officer.get("/dia-ban")).must(t, 200, "92 xã, phường", "Xã Đại Phúc", "Thành lập từ")
	sound(t, officer.get("/dia-ban?tinh=19&xem=cu&q=van+han")).must(t, 200, "Xã Văn Hán", "Huyện Đồng Hỷ, tỉnh Thái Nguyên", "Nay thuộc", "-Xã Đại Phúc")
	sound(t, officer.get("/dia-ban?tinh=01")).must(t, 200, "Hà Nội")
	officer.get("/dia-ban?tinh=99").must(t, 404)
}

func TestPersonalNumbersAreMaskedInLists(t *testing.T) {
	o := newTestOffice(t)
	id := o.establishment(establishment.Establishment{Name: "Hộ Nguyễn Văn An", Kind: establishment.Household, TaxCode: "019085001234"})
	o.as(access.Staff).get("/co-so").must(t, 200, "0190 •••• 1234", "-019085001234")
	o.as(access.Staff).get("/co-so/"+string(id)).must(t, 200, "019085001234")
	o.as(access.Auditor).get("/co-so/"+string(id)).must(t, 200, "-019085001234")
}

func TestSourcesBecomeLinks(t *testing.T) {
	for _, c := range []struct {
		source string
		want   []establishmentWord
	}{
		{"https://www.vietnam.vn/a b", []establishmentWord{{"vietnam.vn", "https://www.vietnam.vn/a"}}},
		{"Báo: http://x.vn/1; sổ tay", []establishmentWord{{"Báo", "http://x.vn/1"}, {"sổ tay", ""}}},
		{"javascript:alert(1)", []establishmentWord{{"javascript:alert(1)", ""}}},
		{"httpx không phải địa chỉ", []establishmentWord{{"httpx không phải địa chỉ", ""}}},
	} {
		got := establishmentSource(c.source)
		if len(got) != len(c.want) {
			t.Errorf("%q gives %v", c.source, got)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%q gives %v, want %v", c.source, got[i], c.want[i])
			}
		}
	}
}

func FuzzSourcesLinkOnlyToTheWeb(f *testing.F) {
	for _, seed := range []string{"https://a.vn/b; sổ", "javascript:http://x", "Báo (http://x.vn", "|;\n", "http"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		for _, w := range establishmentSource(source) {
			if w.Href != "" && !strings.HasPrefix(w.Href, "http://") && !strings.HasPrefix(w.Href, "https://") {
				t.Errorf("%q leads to %q", source, w.Href)
			}
		}
	})
}
