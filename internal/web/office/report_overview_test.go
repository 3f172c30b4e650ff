package office

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/boundary"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
)

func TestALeaderSeesAYearOnOnePage(t *testing.T) {
	o := newTestOffice(t)
	o.recordPast()
	v := o.as(access.Director)
	v.get("/bao-cao?nam=2020").must(t, 200, `href="/bao-cao/dieu-hanh"`)
	page := v.get("/bao-cao/dieu-hanh?nam=2020")
	page.must(t, 200, "Bảng điều hành năm 2020", "Tính đến hết ngày 31/12/2020", "400\u00a0triệu\u00a0đ", "Tiền trong năm", "Theo nội dung",
		"Ứng dụng máy móc thiết bị", "Xã Văn Hán", "1 đề án, kế hoạch 150.000.000", "chưa rõ địa bàn nên không nằm trên bản đồ",
		"/bao-cao/ky/de-an?ky=2020", "Hoàng Sa", "Trường Sa", "Việc trễ hạn", `href="/bao-cao/ky?ky=2020-m8"`)
	if strings.Contains(page.Body, " style=") || strings.Contains(page.Body, "<script>") {
		t.Error("the page has a style or a script of its own, which the browser refuses")
	}
	v.get("/bao-cao/dieu-hanh?nam=2020&ban-do=vong").must(t, 200, `class="dot"`, "vòng tròn: số đề án")
	v.get("/bao-cao/dieu-hanh?nam=hai").must(t, 422, "Năm phải từ 2000 đến 2100", "Bảng điều hành năm 2026", "chưa có quyết định hỗ trợ nào")
	o.as(access.Commune).get("/bao-cao/dieu-hanh").must(t, 403)
	o.stranger().get("/bao-cao/dieu-hanh?nam=2020").must(t, 200, "-150.000.000", "Hoàng Sa", "Trường Sa")
}

// Every map names Hoàng Sa and Trường Sa, of whatever province it is.
func TestEveryMapHasHoangSaAndTruongSa(t *testing.T) {
	t.Parallel()
	for _, p := range territory.Provinces(calendar.Date{}) {
		for _, circles := range []bool{false, true} {
			v := mapOf(boundary.Cells(p.Code), p.Code, map[string]mapFigure{"20333": {Money: 5, Count: 1, Words: "1 đề án"}}, circles)
			names := ""
			for _, i := range v.Inset.Islands {
				names += i.Name + ";"
				if i.X <= 0 || i.Y <= 0 || i.X >= v.Inset.Width || i.Y >= v.Inset.Height {
					t.Errorf("%s: %s lies outside of its map", p.Name, i.Name)
				}
			}
			if names != "Hoàng Sa;Trường Sa;" || v.Inset.Own == "" || v.Inset.X+v.Inset.Width > v.Width {
				t.Errorf("%s: islands %q, inset %g + %g in %g", p.Name, names, v.Inset.X, v.Inset.Width, v.Width)
			}
		}
	}
	v := mapOf(boundary.Cells("48"), "48", map[string]mapFigure{"20333": {Money: 5, Words: "1 đề án", Href: "/x"}}, false)
	if i := v.Inset.Islands[0]; i.Href != "/x" || i.Class == 0 || !strings.Contains(i.Label, "1 đề án") {
		t.Errorf("the figure of Hoàng Sa is not on the map of Đà Nẵng: %+v", i)
	}
}

func TestTheMapOfTheNationHasHoangSaAndTruongSaInTheShadesOfTheirProvinces(t *testing.T) {
	t.Parallel()
	v := mapOfNation(map[string]mapFigure{"48": {Money: 900, Words: "9 đề án"}, "19": {Money: 100, Words: "1 đề án"}})
	if len(v.Areas) != 34 || len(v.Inset.Islands) != 2 {
		t.Fatalf("%d provinces, %d islands", len(v.Areas), len(v.Inset.Islands))
	}
	for i, want := range []struct {
		name  string
		shade bool
	}{{"Hoàng Sa", true}, {"Trường Sa", false}} {
		got := v.Inset.Islands[i]
		if got.Name != want.name || (got.Class > 0) != want.shade || got.X < v.Width/2 || got.X > v.Width-30 || got.Y > v.Height-20 {
			t.Errorf("%+v in %g × %g", got, v.Width, v.Height)
		}
	}
	shaded := 0
	for _, a := range v.Areas {
		if a.Class > 0 {
			shaded++
		}
	}
	if shaded != 2 {
		t.Errorf("%d provinces are shaded", shaded)
	}
}

func TestAnAdministratorLoadsBoundaries(t *testing.T) {
	o := newTestOffice(t)
	admin := o.as(access.Admin)
	admin.get("/quan-tri").must(t, 200, "Địa giới trên bản đồ")
	admin.get("/quan-tri/dia-gioi").must(t, 200, "Chưa có địa giới chính thức", "Tải địa giới chính thức", "Trường Sa")
	o.as(access.Director).get("/quan-tri/dia-gioi").must(t, 200, "-Tải địa giới chính thức</h2>")
	send := func(file, source, version string) answer {
		return admin.postFiles("/quan-tri/dia-gioi", map[string]string{"source": source, "version": version}, map[string]string{"file": file})
	}
	send("{", "Sở minh họa", "0").must(t, 422, "không phải GeoJSON", "Sở minh họa")
	send(officeBoundaries(t), "", "0").must(t, 422, "cơ quan cấp")
	send(officeBoundaries(t), "Sở minh họa 2026", "0").must(t, 303)
	admin.get("/quan-tri/dia-gioi").must(t, 200, "Địa giới đang dùng", "Địa giới: Sở minh họa 2026.")
	o.as(access.Director).get("/bao-cao/dieu-hanh").must(t, 200, "Địa giới: Sở minh họa 2026.", "-không phải địa giới hành chính")
	send(officeBoundaries(t), "Lần hai", "0").must(t, 409, "vừa được người khác thay")
	admin.post("/quan-tri/dia-gioi/go", url.Values{"version": {"1"}}).must(t, 303)
	admin.get("/quan-tri/dia-gioi").must(t, 200, "Chưa có địa giới chính thức")
}

// officeBoundaries is a file with a square for each commune of the test's province.
func officeBoundaries(t *testing.T) string {
	t.Helper()
	var all []any
	for _, u := range territory.CommunesOf("19", calendar.Date{}) {
		x, y, _ := boundary.Centre(u.Code)
		square := [][][]float64{{{x, y}, {x + .02, y}, {x + .02, y + .02}, {x, y + .02}, {x, y}}}
		all = append(all, map[string]any{"type": "Feature", "properties": map[string]string{"code": u.Code}, "geometry": map[string]any{"type": "Polygon", "coordinates": square}})
	}
	raw, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": all})
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
