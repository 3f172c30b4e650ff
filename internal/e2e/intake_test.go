package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"example.vn/khuyencong/internal/domain/intake"
)

// intakeList is a list with a question, a wrong row and a total (dữ liệu minh họa).
const intakeList = "TT;Tên cơ sở;Xã, phường;Vốn;Ngày thành lập;Ghi chú\n" +
	"1;Hợp tác xã Mới Tinh Minh họa;Tân Cương;250;05/02/2019;dữ liệu minh họa\n" +
	"2;Hộ kinh doanh Sai Minh họa;Xã Không Có Thật;10;31/02/2020;dữ liệu minh họa\n" +
	";Tổng cộng;;260;;\n"

// takeIn does what the program does beside the requests.
func (s *site) takeIn() {
	s.t.Helper()
	for {
		c, ok, err := intake.Claim(s.t.Context(), s.db)
		if err == nil && ok {
			err = intake.Work(s.t.Context(), s.db, s.page.Files, c)
		}
		if err != nil {
			s.t.Fatal(err)
		}
		if !ok {
			return
		}
	}
}

// A list goes in and out again by keyboard-sized pages, wide and on a phone,
// without scripts; every page on the way is looked at.
func TestE2EAListComesInAndGoesOut(t *testing.T) {
	s := newSite(t)
	file := filepath.Join(t.TempDir(), "co-so-minh-hoa.csv")
	if err := os.WriteFile(file, []byte(intakeList), 0o600); err != nil {
		t.Fatal(err)
	}
	b := newBrowser(s)
	for _, width := range []int64{1280, 360} {
		p := b.person("canbo")
		p.width(width)
		p.become("canbo")
		look := func(step string) {
			p.accessible(fmt.Sprintf("%s at %d px", step, width))
			p.shot(fmt.Sprintf("intake-%d-%s", width, step))
		}
		p.open("/nhap-du-lieu")
		look("1-list")
		p.fill("Tệp danh sách", file)
		p.press("Gửi tệp và xem các cột")
		p.sees("Hợp tác xã Mới Tinh Minh họa", "Cột")
		if width == 1280 { // the second time the layout is known
			look("2-columns")
			p.press("Đọc tệp và đối chiếu")
			p.sees("Chọn đơn vị tính của cột")
			look("3-no-unit")
			p.fill("Đơn vị tính của cột D", "triệu đồng")
		} else {
			p.sees("cách anh/chị đã xác nhận lần đó")
			look("2-columns")
		}
		p.press("Đọc tệp và đối chiếu")
		p.stays()
		p.sees("Đang đọc")
		look("4-working")
		s.takeIn()
		p.follow("Xem tiếp")
		p.sees("C3", "Xã Không Có Thật", "E3", "31/02/2020")
		look("5-problems")
		p.press("Bỏ qua 1 dòng sai")
		p.sees("Ghi 1 cơ sở mới")
		look("6-before")
		p.press("Ghi 1 cơ sở mới")
		p.stays()
		s.takeIn()
		p.follow("Xem tiếp")
		p.sees("Hoàn tác lần nhập này")
		look("7-done")
		p.press("Hoàn tác lần nhập này")
		p.stays()
		s.takeIn()
		p.follow("Xem tiếp")
		p.sees("Đã hoàn tác")
		look("8-undone")
	}
	p := b.person("canbo")
	p.become("canbo")
	for _, width := range []int64{1280, 360} {
		p.width(width)
		for _, path := range []string{"/san-pham", "/san-pham/moi", "/co-so", "/nhap-du-lieu/nk-0001"} {
			p.open(path)
			p.accessible(fmt.Sprintf("%s at %d px", path, width))
			p.shot(fmt.Sprintf("intake-%d-%s", width, path))
		}
	}
}
