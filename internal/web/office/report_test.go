package office

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/archive"
	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui"
	"example.vn/khuyencong/internal/web/ui/uitest"
)

const reportList2020 = "DANH SÁCH ĐỀ ÁN KHUYẾN CÔNG NĂM 2020 (dữ liệu minh họa)\n" +
	"STT,Tên đề án,Nội dung hoạt động,Nguồn kinh phí,Đơn vị thụ hưởng,Địa chỉ,Tổng kinh phí (triệu đồng),Kinh phí hỗ trợ (triệu đồng),Số quyết định,Ngày quyết định\n" +
	"1,Hỗ trợ máy sao chè,Ứng dụng máy móc thiết bị,Khuyến công địa phương,HTX chè Minh Họa,\"xã Văn Hán, huyện Đồng Hỷ\",400,150,12/QĐ-UBND,10/3/2020\n" +
	"2,Mô hình trình diễn sản xuất miến,Mô hình trình diễn kỹ thuật,Khuyến công quốc gia,Công ty TNHH Minh Họa,\"xã Phú Lạc, huyện Đại Từ\",900,250,34/QĐ-BCT,1/9/2020\n" +
	"3,Hỗ trợ máy ép gạch,Ứng dụng máy móc thiết bị,Khuyến công địa phương,Cơ sở Minh Họa,không rõ,,,12/QĐ-UBND,10/3/2020\n"

// recordPast takes the list of 2020 into province 19.
func (o *office) recordPast() {
	o.t.Helper()
	table, err := sheet.Parse([]byte(reportList2020))
	if err != nil {
		o.t.Fatal(err)
	}
	list, err := schemelist.Read(table, schemelist.Options{})
	if err != nil {
		o.t.Fatal(err)
	}
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error {
		r, err := archive.Import(ctx, tx, list, archive.Options{})
		if r.Created != 3 {
			o.t.Errorf("import: %+v", r)
		}
		return err
	})
}

func TestTheReportShowsAProgrammeAsOfADay(t *testing.T) {
	o := newTestOffice(t)
	o.recordPast()
	v := o.as(access.Ministry)
	v.get("/bao-cao?nam=2020&ngay=2020-08-31").must(t, 200, "Tính đến hết ngày 31/08/2020", "150.000.000", "1 đề án chưa công bố kinh phí",
		"Theo nguồn kinh phí", "Xã Văn Hán", "Chưa rõ địa bàn", "Hợp tác xã", "Ứng dụng máy móc thiết bị tiên tiến", "-Mô hình trình diễn", "-250.000.000", "-Nhập danh sách cũ")
	v.get("/bao-cao?nam=2020").must(t, 200, "Tính đến hết ngày 31/12/2020", "400.000.000", "Khuyến công quốc gia", "62,5%")
	v.get("/bao-cao?nam=2020&don-vi=old").must(t, 200, "Huyện Đồng Hỷ", "Huyện Đại Từ", "-Xã Văn Hán", "Theo xã")
	v.get("/bao-cao?nam=2020&don-vi=old&cap=xa").must(t, 200, "Xã Văn Hán, huyện Đồng Hỷ")
	v.get("/bao-cao?nam=2019").must(t, 200, "Chưa có đề án nào được quyết định")
	v.get("/bao-cao?nam=2020&ngay=31-31-2020").must(t, 422, "Ngày phải có dạng", "31-31-2020", "400.000.000")
	o.as(access.Staff).get("/bao-cao").must(t, 200, "Nhập danh sách cũ")
	o.as(access.Commune).get("/bao-cao").must(t, 403)
	o.stranger().get("/bao-cao?nam=2020").must(t, 200, "Chưa có đề án nào", "-150.000.000")
}

var (
	reportAmounts = regexp.MustCompile(`<td data-l="([^"]+)" class="num">\s*<a href="([^"]+)">([0-9.]+)<span`)
	reportTotals  = regexp.MustCompile(`(?s)<tr class="total">(.*?)</tr>`)
)

// The rows behind a number add up to the number, column by column.
func TestTheRowsBehindANumberSumToIt(t *testing.T) {
	o := newTestOffice(t)
	o.recordPast()
	v := o.as(access.Auditor)
	seen := 0
	for _, page := range []string{"/bao-cao?nam=2020", "/bao-cao?nam=2020&don-vi=old", "/bao-cao?nam=2020&don-vi=old&cap=xa&ngay=2020-08-31"} {
		for _, number := range reportAmounts.FindAllStringSubmatch(v.get(page).Body, -1) {
			column, href, want := number[1], strings.ReplaceAll(number[2], "&amp;", "&"), number[3]
			behind := v.get(href).must(t, 200)
			cells := regexp.MustCompile(`<td data-l="`+column+`" class="num">\s*([0-9.]+)`).FindAllStringSubmatch(behind.Body, -1)
			sum := int64(0)
			for _, cell := range cells[:max(len(cells)-1, 0)] { // the last is the total
				n, err := money.Parse(cell[1])
				if err != nil {
					t.Fatal(err)
				}
				sum += int64(n)
			}
			got := strings.Count(behind.Body, `data-l="Mã"`)
			if column != "Đề án" {
				got = int(sum)
				if total := reportTotals.FindStringSubmatch(behind.Body); total == nil || !strings.Contains(total[1], want) {
					t.Errorf("%s: the last line of %s does not say %s", page, href, want)
				}
			}
			if ui.Count(got) != want {
				t.Errorf("%s: the rows at %s have %s %s, want %s", page, href, column, ui.Count(got), want)
			}
			seen++
		}
	}
	if seen < 40 {
		t.Errorf("only %d numbers were opened", seen)
	}
}

var reportLinks = regexp.MustCompile(`href="(/bao-cao/(?:chi-tiet|tai-ve)[^"]*)"`)

func TestEveryNumberOpensTheRowsBehindIt(t *testing.T) {
	o := newTestOffice(t)
	o.recordPast()
	v := o.as(access.Auditor)
	for _, page := range []string{"/bao-cao?nam=2020", "/bao-cao?nam=2020&don-vi=old", "/bao-cao?nam=2020&don-vi=old&cap=xa&ngay=2020-08-31"} {
		found := reportLinks.FindAllStringSubmatch(v.get(page).Body, -1)
		if len(found) < 15 {
			t.Fatalf("%s has only %d links", page, len(found))
		}
		for _, link := range found {
			href := strings.ReplaceAll(link[1], "&amp;", "&")
			a := v.get(href)
			if a.Status != 200 {
				t.Errorf("%s: status %d", href, a.Status)
			}
			if strings.HasPrefix(href, "/bao-cao/chi-tiet") && !strings.Contains(a.Body, "/de-an/2020-000") {
				t.Errorf("%s shows no scheme", href)
			}
		}
	}
	v.get("/bao-cao/chi-tiet?nam=2020&ngay=2020-08-31&theo=kind&ma=cooperative").must(t, 200,
		"Loại hình cơ sở: Hợp tác xã", "1 đề án, hỗ trợ 150.000.000", "12/QĐ-UBND", "10/03/2020", "HTX chè Minh Họa", "-Cơ sở Minh Họa")
	v.get("/bao-cao/chi-tiet?nam=2020&theo=territory&ma=-").must(t, 200, "Chưa công bố", "Chưa rõ địa bàn")
	v.get("/bao-cao/chi-tiet?nam=2020&theo=kind&ma=union").must(t, 404)
	v.get("/bao-cao/chi-tiet?nam=abc").must(t, 422)
}

func TestTheWorkbookHasTheReport(t *testing.T) {
	o := newTestOffice(t)
	o.recordPast()
	a := o.as(access.Director).get("/bao-cao/tai-ve?nam=2020")
	table, err := sheet.Parse([]byte(a.Body))
	if err != nil || a.Status != 200 {
		t.Fatal(a.Status, err)
	}
	var names []string
	words := ""
	for _, s := range table.Sheets {
		names = append(names, s.Name)
		for _, row := range s.Rows {
			for _, c := range row {
				words += c.Text + "\n"
			}
		}
	}
	if got := strings.Join(names, "|"); got != "Nguồn kinh phí|Nội dung hoạt động|Ngành nghề|Địa bàn|Loại hình cơ sở|Địa bàn ưu tiên|Ngành nghề ưu tiên|Danh sách đề án" {
		t.Errorf("sheets %s", got)
	}
	for _, want := range []string{"400000000", "HTX chè Minh Họa", "Chưa công bố kinh phí", "2020-03-10"} {
		if !strings.Contains(words, want) {
			t.Errorf("the workbook does not say %q", want)
		}
	}
}

func TestReportPagesAreSound(t *testing.T) {
	o := newTestOffice(t)
	o.recordPast()
	staff := o.as(access.Staff)
	pages := map[string]string{}
	for _, path := range []string{"/viec", "/bao-cao?nam=2020", "/bao-cao?nam=2020&don-vi=old", "/bao-cao/chi-tiet?nam=2020"} {
		pages[path] = staff.get(path).Body
	}
	for name, page := range pages {
		for _, problem := range uitest.CheckHTML(page) {
			t.Errorf("%s: %s", name, problem)
		}
		if dir := os.Getenv("KC_LOOK"); dir != "" {
			if err := os.WriteFile(dir+"/"+strings.NewReplacer("/", "_", "?", "_", "&", "_").Replace(name)+".html", []byte(page), 0o600); err != nil {
				t.Error(err)
			}
		}
	}
}
