package office

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

func TestTheRegisterOnADay(t *testing.T) {
	o := newTestOffice(t)
	reader := o.as(access.Commune)
	reader.get("/van-ban").must(t, 200, "Sổ văn bản", "Nghị định số 45/2012/NĐ-CP")
	reader.get("/van-ban?q=nd+45/2012&ngay=2014-01-01").must(t, 200, "1 văn bản", "Nghị định số 45/2012/NĐ-CP")
	reader.get("/van-ban?q=binh+chon+san+pham&tinh-trang=tat-ca").must(t, 200, "35/2010/TT-BCT", "26/2014/TT-BCT")
	before := reader.get("/van-ban?q=kinh+phi+khuyen+cong&ngay=10/5/2018").must(t, 200, "26/2014/TTLT-BTC-BCT")
	if strings.Contains(before.Body, "28-2018-tt-btc") {
		t.Error("a circular is listed before its first day")
	}
	after := reader.get("/van-ban?q=kinh+phi+khuyen+cong&ngay=11/5/2018").must(t, 200, "28-2018-tt-btc?ngay=2018-05-11")
	if strings.Contains(after.Body, "26/2014/TTLT-BTC-BCT") || strings.Contains(after.Body, "Ghi văn bản") {
		t.Error("a circular is listed after its last day, or a reader is offered to write")
	}
	reader.get("/van-ban?q=khong-co-gi").must(t, 200, "Không có văn bản nào hợp với bộ lọc")
	reader.get("/van-ban?loai=standard&noi-ban-hanh=Bộ+Khoa+học+và+Công+nghệ&linh-vuc=offices").must(t, 200, "TCVN 14423:2026")
	reader.get("/van-ban?tinh-trang=tat-ca&tu=50").must(t, 200, "51–100 trong", "Trang trước", "Trang sau")
	reader.get("/van-ban?ngay=31/2/2026").must(t, 422, "Ngày phải có dạng")
}

func TestOneInstrumentAndItsLife(t *testing.T) {
	o := newTestOffice(t)
	reader := o.as(access.Auditor)
	reader.get("/van-ban/26-2014-ttlt-btc-bct?ngay=2018-05-11").must(t, 200,
		"Hết hiệu lực từ ngày 11/05/2018, được thay thế bởi Thông tư số 28/2018/TT-BTC.", "Được thay thế bởi", "Thay thế", "125/2009/TTLT-BTC-BCT",
		"đã đọc nguyên văn điều khoản", "Căn cứ Thông tư liên tịch số 26/2014/TTLT-BTC-BCT ngày 18/02/2014 của Bộ Tài chính, Bộ Công Thương")
	reader.get("/van-ban/64-2024-tt-btc").must(t, 200, "Ngày bắt đầu có hiệu lực chưa kiểm chứng.", "chưa kiểm chứng", "https://lawnet.vn/")
	reader.get("/van-ban/45-2012-nd-cp?ngay=2025-10-15").must(t, 200, "Được sửa đổi, bổ sung bởi", "/van-ban/235-2025-nd-cp?ngay=2025-10-15")
	reader.get("/van-ban/khong-co").must(t, 404)
}

func TestCheckingAPaperStoresNothing(t *testing.T) {
	o := newTestOffice(t)
	reader := o.as(access.Auditor)
	reader.get("/van-ban/kiem-tra").must(t, 200, "không lưu lại")
	records := func() (n int64) {
		err := o.db.View(context.Background(), db.Scope{Province: "19", Actor: access.System("test")}, func(tx *db.Tx) error {
			latest, err := audit.Latest(t.Context(), tx, 0, 1)
			if err == nil && len(latest) > 0 {
				n = latest[0].Seq
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := records()
	form := func(text, day string) url.Values {
		return url.Values{ui.KeyName: {ui.Key()}, "van-ban": {text}, "ngay": {day}}
	}
	reader.post("/van-ban/kiem-tra", form("Căn cứ\nTTLT 26/2014/TTLT-BTC-BCT <b>đậm</b>;", "11/5/2018")).must(t, 200,
		"1 chỗ dẫn văn bản, 1 chỗ phải sửa", "không còn hiệu lực vào ngày 11/05/2018", "&lt;b&gt;đậm&lt;/b&gt;", `class="n k-code">2<`)
	reader.post("/van-ban/kiem-tra", form("TTLT 26/2014/TTLT-BTC-BCT", "10/5/2018")).must(t, 200, "1 chỗ dẫn văn bản đều dùng được")
	reader.post("/van-ban/kiem-tra", form("Kính gửi", "")).must(t, 200, "Không thấy số, ký hiệu văn bản nào")
	reader.post("/van-ban/kiem-tra", form("", "")).must(t, 422, "dán đoạn văn bản")
	reader.post("/van-ban/kiem-tra", form("NĐ 45/2012", "hôm qua")).must(t, 422, "NĐ 45/2012", "Ngày phải có dạng")
	if after := records(); after != before {
		t.Errorf("a question left a record: %d, %d", before, after)
	}
}

// typedLaw is what an administrator types for next year's circular.
func typedLaw() url.Values {
	return url.Values{
		ui.KeyName: {ui.Key()}, "kind": {"circular"}, "number": {"99/2026/TT-BTC"}, "issuer": {"Bộ Tài chính"}, "title": {"về kinh phí khuyến công"},
		"topic": {"promotion"}, "signed_on": {"10/11/2026"}, "from_on": {"01/12/2026"}, "replaces": {"TT 28/2018/TT-BTC"},
		"amends": {""}, "says": {"Đổi mức chi."}, "evidence": {"primary"},
	}
}

func TestAnOfficeAddsChangesAndWithdrawsItsOwn(t *testing.T) {
	o := newTestOffice(t)
	director := o.as(access.Director)
	director.get("/van-ban/moi?thay=28-2018-tt-btc").must(t, 200, "Thông tư số 28/2018/TT-BTC", "Bộ Tài chính")
	bad := typedLaw()
	bad.Set("replaces", "TT 1/1999/TT-BTC\n26/2014")
	director.post("/van-ban/moi", bad).must(t, 422, "Sổ không có văn bản “TT 1/1999/TT-BTC”", "về kinh phí khuyến công")
	bad.Set("replaces", "26/2014")
	director.post("/van-ban/moi", bad).must(t, 422, "Sổ có nhiều văn bản hợp với “26/2014”")
	if a := director.post("/van-ban/moi", typedLaw()); a.Status != 303 || a.Location != "/van-ban/vb-0001" {
		t.Fatalf("%d %s", a.Status, a.Location)
	}
	reader := o.as(access.Staff)
	reader.get("/van-ban/vb-0001?ngay=2026-12-01").must(t, 200, "Còn hiệu lực", "Thay thế", "28-2018-tt-btc")
	reader.get("/van-ban/28-2018-tt-btc?ngay=2026-12-01").must(t, 200, "được thay thế bởi Thông tư số 99/2026/TT-BTC")
	reader.get("/van-ban/vb-0001/sua").must(t, 403)
	reader.post("/van-ban/moi", typedLaw()).must(t, 403)

	director.get("/van-ban/vb-0001/sua").must(t, 200, "Thông tư số 28/2018/TT-BTC", "10/11/2026")
	change := typedLaw()
	change.Set("version", "1")
	change.Set("title", "về mức chi khuyến công")
	if a := director.post("/van-ban/vb-0001/sua", change); a.Status != 303 {
		t.Fatalf("%d", a.Status)
	}
	late := typedLaw()
	late.Set("version", "1")
	o.as(access.Admin).post("/van-ban/vb-0001/sua", late).must(t, 409, "Người khác vừa sửa", "về mức chi khuyến công")

	director.get("/van-ban/45-2012-nd-cp").must(t, 200, "Văn bản của sổ quốc gia không sửa được", "Ghi văn bản thay thế")
	director.get("/van-ban/45-2012-nd-cp/sua").must(t, 409)
	director.post("/van-ban/vb-0001/rut", url.Values{ui.KeyName: {ui.Key()}, "version": {"2"}}).must(t, 422, "Cần ghi lý do")
	if a := director.post("/van-ban/vb-0001/rut", url.Values{ui.KeyName: {ui.Key()}, "version": {"2"}, "reason": {"Ghi nhầm"}}); a.Status != 303 || a.Location != "/van-ban" {
		t.Fatalf("%d %s", a.Status, a.Location)
	}
	director.get("/van-ban/vb-0001").must(t, 200, "đã được rút khỏi sổ: Ghi nhầm")
	director.get("/van-ban").must(t, 200, "Đã rút khỏi sổ", "Ghi nhầm")
	reader.get("/van-ban/28-2018-tt-btc?ngay=2026-12-01").must(t, 200, "Còn hiệu lực")
}
