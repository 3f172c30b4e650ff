package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// schemeList is a list of past schemes in which two columns are taken for the wrong
// thing and one row is wrong (dữ liệu minh họa).
func schemeList(width int64) string {
	rows := strings.ReplaceAll("1;Hỗ trợ máy sao chè minh họa W;Hợp tác xã Mới Tinh Minh họa;Tân Cương;400;150;10/3/2019;dữ liệu minh họa\n"+
		"2;Hỗ trợ máy sấy minh họa W;HTX Sai Minh họa;Tân Cương;300;một trăm;31/02/2019;dữ liệu minh họa\n", "W", fmt.Sprint(width))
	return "DANH SÁCH ĐỀ ÁN KHUYẾN CÔNG ĐỊA PHƯƠNG NĂM 2019 (dữ liệu minh họa)\n" +
		"TT;Tên đề án;Đơn vị thụ hưởng;Địa chỉ;Kinh phí (triệu đồng);Cấp theo thông báo;Ngày quyết định;Ghi chú\n" + rows +
		";Tổng cộng;;;700;250;;\n"
}

// A list of past schemes goes in and out again, wide and on a phone, without
// scripts: a column is corrected and learned, a wrong row left out.
func TestE2EAListOfSchemesComesInAndGoesOut(t *testing.T) {
	s := newSite(t)
	b := newBrowser(s)
	for _, width := range []int64{1280, 360} {
		file := filepath.Join(t.TempDir(), "de-an-cu.csv")
		if err := os.WriteFile(file, []byte(schemeList(width)), 0o600); err != nil {
			t.Fatal(err)
		}
		p := b.person("canbo")
		p.width(width)
		p.become("canbo")
		look := func(step string) {
			p.accessible(fmt.Sprintf("%s at %d px", step, width))
			p.shot(fmt.Sprintf("schemes-%d-%s", width, step))
		}
		p.open("/bao-cao/nhap")
		look("1-list")
		p.fill("Tệp danh sách", file)
		p.press("Gửi tệp và xem các cột")
		p.sees("Hỗ trợ máy sao chè minh họa", "Năm của các dòng không ghi năm")
		if width == 1280 { // the second time the layout is known
			p.fill("Cột E là mục", "Tổng kinh phí")
			p.fill("Cột F là mục", "Kinh phí khuyến công hỗ trợ")
			p.fill("Đơn vị tính của cột F", "triệu đồng")
		} else {
			p.sees("cách anh/chị đã xác nhận lần đó")
		}
		look("2-columns")
		p.press("Đọc tệp và đối chiếu")
		p.sees("Đang đọc")
		s.takeIn()
		p.follow("Xem tiếp")
		p.sees("F4", "một trăm", "G4", "31/02/2019", "1 dòng có chỗ sai")
		look("3-problems")
		p.press("Bỏ qua 1 dòng sai")
		p.sees("Ghi 1 đề án mới", "cơ sở mới", "150.000.000", "400.000.000")
		look("4-before")
		p.press("Ghi 1 đề án mới")
		s.takeIn()
		p.follow("Xem tiếp")
		p.sees("Hoàn tác lần nhập này")
		look("5-done")
		p.press("Hoàn tác lần nhập này")
		s.takeIn()
		p.follow("Xem tiếp")
		p.sees("Đã hoàn tác")
		look("6-undone")
	}
}
