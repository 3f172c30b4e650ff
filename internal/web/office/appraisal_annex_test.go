package office

import (
	"testing"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

func TestTheAnnexShowsTheSumTheGroundsAndTheFacts(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	id := o.addScheme(o.draft("Máy sao chè", o.establishmentNamed("HTX Chè Hảo Đạt")))
	annex := "/de-an/" + string(id) + "/tham-dinh/phu-luc-muc-chi"
	o.as(access.Staff).get("/de-an/"+string(id)+"/tham-dinh").must(t, 200, annex)
	o.as(access.Staff).get("/de-an/"+string(id)).must(t, 200, annex)
	o.as(access.Staff).get(annex).planSound(t).must(t, 200,
		"Phụ lục: Căn cứ và cách tính mức hỗ trợ", "Sở Công Thương", string(id), "Chưa quyết định; tính theo quy định ngày 22/11/2026",
		normbook.Digest(), "Dữ kiện đã dùng", "Loại hình của người đề nghị: hợp tác xã", "chưa nhận khoản nào trong tỉnh",
		"Không quá 300.000.000 đ/cơ sở", "/van-ban/28-2018-tt-btc", "Cả đề án", "Mức tối đa", "chưa kiểm chứng", "nơi sản xuất", "ký, ghi rõ họ tên")
	o.stranger().get(annex).must(t, 404)
	o.as(access.Commune).get(annex).must(t, 403)
}

func TestTheAnnexShowsWhatWasFrozen(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	id := planGranted(t, o)
	o.as(access.Auditor).get("/de-an/"+string(id)+"/tham-dinh/phu-luc-muc-chi").planSound(t).must(t, 200,
		"Đã chốt cùng quyết định", "không tính lại khi quy định đổi", normbook.Digest(), "-Chưa quyết định;")
}

// Every text that sets norms is one instrument of the register, signed by its
// first day and not expired then.
func TestEveryNationalNormIsAnInstrumentOfTheRegister(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	c := &call{s: o.server, r: o.request("GET", "/", nil), scope: o.actor(access.Staff)}
	var laws lawLinks
	if err := c.view(func(tx *db.Tx) (err error) {
		laws, err = c.lawLinks(tx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	all := normbook.Norms().Versions()
	for _, day := range []string{"2012-07-05", "2014-02-10", "2014-04-08", "2018-05-11", "2025-10-15"} {
		all = append(all, normbook.Norms().General("", calendar.Must(day))...)
	}
	if len(all) < 12 {
		t.Fatalf("only %d versions", len(all))
	}
	for _, v := range all {
		found := laws.known.ByNumber(v.Instrument)
		if len(found) != 1 || len(laws.of(v.Instrument)) != 1 {
			t.Errorf("%s: %q is %d instruments", v.ID, v.Instrument, len(found))
			continue
		}
		first := v.From
		if first.IsZero() { // how it began was not seen
			first = v.To
		}
		if got := laws.known.Status(found[0].ID, first); got.State != instrument.InForce && !(v.From.IsZero() && got.State == instrument.Unknown) {
			t.Errorf("%s: %s is %s on its first day, %s: %s", v.ID, v.Instrument, got.State, first.VN(), got.Reason)
		}
	}
}
