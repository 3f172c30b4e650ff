package office

import (
	"net/http"
	"net/url"
	"testing"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/web/ui"
)

func TestAProductIsAddedListedAndTakenOut(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	staff := o.as(access.Staff)
	id := o.establishment(establishment.Establishment{Name: "Hợp tác xã minh họa"})
	sound(t, staff.get("/san-pham")).must(t, http.StatusOK, "Chưa có sản phẩm nào")
	form := url.Values{"establishment": {string(id)}, "name": {"Trà sen minh họa"}, "kind": {"food"}, "level": {"province"}, "year": {"2023"}, "points": {"60"}}
	sound(t, staff.post("/san-pham/moi", form)).must(t, http.StatusUnprocessableEntity, "từ 70 đến 100")
	form.Set("points", "85,5")
	form.Del(ui.KeyName)
	staff.post("/san-pham/moi", form).must(t, http.StatusSeeOther)
	sound(t, staff.get("/san-pham?q=tra+SEN&cap=province")).must(t, http.StatusOK, "Trà sen minh họa", "31/12/2025", "Hợp tác xã minh họa")
	staff.get("/san-pham?nam=2022").must(t, http.StatusOK, "-Trà sen minh họa")
	staff.post("/san-pham/sp-0001/bo", url.Values{"version": {"1"}}).must(t, http.StatusSeeOther)
	staff.get("/san-pham").must(t, http.StatusOK, "-Trà sen minh họa")
}
