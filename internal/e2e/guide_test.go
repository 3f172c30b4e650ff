package e2e

import (
	"net/http"
	"strings"
)

// guidePages are pages of the guide for everybody that no plain address of a
// route shows.
var guidePages = []visit{
	{"", "/ho-tro/hoi?s=v", http.StatusUnprocessableEntity},
	{"", "/ho-tro/hoi?v=may&d=hkd&t=19&q=t", http.StatusOK},
	{"", "/ho-tro/hoi?v=may&d=hkd&t=19&q=x&tim=hoa+thuong", http.StatusOK},
	{"", "/ho-tro/hoi?v=may&d=hkd&t=19&s=c&c=800", http.StatusUnprocessableEntity},
	{"", "/ho-tro/hoi?v=day&d=lon&t=01&x=00070&l=khong&q=l", http.StatusOK},
	{"", "/ho-tro/ket-qua?v=kr", http.StatusOK},
	{"", "/ho-tro/ket-qua?v=may&d=hkd&t=19&x=05488&k=kho&c=800000000&r=khong&m=moi&n=2026", http.StatusOK},
	{"", "/ho-tro/ket-qua?v=day&d=lon&t=01&x=00070&l=khong&c=800000000&r=muc&m=cu&n=2026&k=%3Cscript%3E", http.StatusOK},
	{"", "/ho-tro/ket-qua?v=moi&d=kr&t=66&x=kr&k=kr&c=kr&r=kr&n=kr", http.StatusOK},
}

// guideWalk goes through the guide as the owner of a workshop would, by phone
// and without scripts: errors, a look back and a change lose nothing.
func (p *person) guideWalk() {
	p.t.Helper()
	p.become("")
	p.width(360)
	p.open("/ho-tro")
	p.follow("Bắt đầu")
	p.press("Tiếp tục")
	p.sees("Hãy chọn một câu trả lời")
	p.tick("Mua máy mới cho xưởng")
	p.press("Tiếp tục")
	p.tick("Hộ kinh doanh")
	p.press("Tiếp tục")
	p.fill("Tỉnh, thành phố", "Tỉnh Thái Nguyên")
	p.press("Tiếp tục")
	p.fill("Tên xã, phường", "hoa thuong")
	p.press("Tìm")
	p.tick("Xã Đồng Hỷ")
	p.press("Tiếp tục")
	p.tick("Không khó khăn")
	p.press("Tiếp tục")
	p.fill("Số tiền ước chừng", "nhiều lắm")
	p.press("Tiếp tục")
	p.sees("Hãy viết số tiền")
	p.fill("Số tiền ước chừng", "800 triệu")
	p.press("Tiếp tục")
	p.tick("Chưa bao giờ")
	p.press("Tiếp tục")
	p.follow("Câu trước")
	p.press("Tiếp tục") // what was answered is still chosen
	p.tick("Máy mới 100%")
	p.press("Tiếp tục")
	p.tick("Ngay trong năm 2026")
	p.press("Tiếp tục")
	p.sees("Có thể được hỗ trợ nhiều nhất 300.000.000 đ", "500.000.000 đ", "UBND xã Đồng Hỷ", "Giấy tờ cần chuẩn bị")
	p.follow("Sửa Chi phí")
	p.fill("Số tiền ước chừng", "100.000.000")
	p.press("Tiếp tục")
	p.sees("Có thể được hỗ trợ nhiều nhất 50.000.000 đ")
	p.follow("Lắp cả một dây chuyền sản xuất")
	p.sees("Có thể được hỗ trợ nhiều nhất 50.000.000 đ", "Lắp cả một dây chuyền sản xuất")
	if cookies := evaluate[string](p, `document.cookie`); cookies != "" {
		p.t.Errorf("the guide keeps %q", cookies)
	}
	p.width(1280)
}

// guidePrints checks that every result fits on one page of paper, those with
// the most to say too.
func (p *person) guidePrints() {
	p.t.Helper()
	p.become("")
	for _, query := range []string{
		"v=may&d=hkd&t=19&x=05488&k=kho&c=800000000&r=khong&m=moi&n=2026",
		"v=day&d=lon&t=01&x=00070&l=khong&c=800000000&r=muc&m=cu&n=2026",
		"v=moi&d=kr&t=66&x=kr&k=kr&c=999999999999&r=kr&n=kr",
		"v=dd&d=nn&t=31&x=kr&k=db&c=999999999999&r=kr&n=2027",
		"v=dt&d=tht&t=38&k=kr&r=kr&n=2027",
		"v=dn&t=66&x=kr&k=kr&r=kr&n=2027",
	} {
		if status := p.open("/ho-tro/ket-qua?" + query); status != http.StatusOK || p.path() != "/ho-tro/ket-qua" {
			p.t.Errorf("%s: status %d at %s", query, status, p.path())
			continue
		}
		pages, text := p.print("ho-tro-" + query[2:strings.IndexByte(query, '&')])
		if pages != 1 {
			p.t.Errorf("%s prints on %d pages", query, pages)
		}
		for _, word := range []string{"Vì sao ra số này?", "Khuyến công quốc gia", "Giấy tờ cần chuẩn bị", "không thay cho quyết định"} {
			if text != "" && !strings.Contains(text, word) {
				p.t.Errorf("%s on paper does not say %q: %s", query, word, text)
			}
		}
		if strings.Contains(text, "Đăng nhập") || strings.Contains(text, "Các câu đã trả lời") {
			p.t.Errorf("%s on paper shows what only a screen needs", query)
		}
	}
}
