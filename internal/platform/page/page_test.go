package page_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/platform/page"
)

func sample() page.Paper {
	long := strings.Repeat("Phê duyệt kế hoạch kinh phí khuyến công địa phương năm 2026 với tổng số tiền ", 4)
	t := &page.Table{Cols: []float64{8, 50, 22, 20}, Heads: 1}
	cell := func(style page.Style, text string, a page.Align) page.Cell {
		return page.Cell{Blocks: []page.Block{page.Para{Style: style, Runs: []page.Run{{Text: text}}, Align: a}}}
	}
	t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{cell(page.SmallHead, "TT", 0), cell(page.SmallHead, "Tên đề án", 0), cell(page.SmallHead, "Đơn vị thụ hưởng", 0), cell(page.SmallHead, "Kinh phí (đồng)", 0)}})
	for i := range 20 {
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{
			cell(page.Small, fmt.Sprint(i+1), page.Center), cell(page.Small, "Hỗ trợ ứng dụng máy móc tiên tiến trong chế biến chè xanh tại xã Tân Cương", 0),
			cell(page.Small, "Hợp tác xã chè minh họa", 0), cell(page.Small, "250.000.000", page.Right)}})
	}
	return page.Paper{
		Title: "Quyết định phê duyệt kế hoạch", Author: "Trung tâm Khuyến công", Made: time.Date(2026, 2, 5, 3, 0, 0, 0, time.UTC),
		Proof: page.Proof{Code: "7K3M-9QTX-2C", URL: "https://khuyencong.example.vn/xac-thuc/7K3M9QTX2C"},
		Blocks: []page.Block{
			page.Head(page.Letterhead{Parent: []string{"SỞ CÔNG THƯƠNG THÁI NGUYÊN"}, Issuer: []string{"TRUNG TÂM KHUYẾN CÔNG", "VÀ TƯ VẤN PHÁT TRIỂN CÔNG NGHIỆP"}, Number: "Số: 05/QĐ-TTKC", Place: "Thái Nguyên, ngày 05 tháng 02 năm 2026"}),
			page.Text(page.Kind, "QUYẾT ĐỊNH"), page.Text(page.Subject, "Về việc phê duyệt kế hoạch kinh phí khuyến công địa phương năm 2026"), page.Rule{Part: 0.3},
			page.Text(page.Decider, "GIÁM ĐỐC TRUNG TÂM"),
			page.Text(page.Basis, "Căn cứ Nghị định số 45/2012/NĐ-CP ngày 21 tháng 5 năm 2012 của Chính phủ về khuyến công;"),
			page.Text(page.Basis, "Theo đề nghị của Trưởng phòng Khuyến công."),
			page.Text(page.Decider, "QUYẾT ĐỊNH:"),
			page.Para{Runs: []page.Run{{Text: "Điều 1. ", Bold: true}, {Text: long}, {Text: "(Một tỷ hai trăm năm mươi triệu đồng)", Italic: true}, {Text: "."}}},
			t,
			page.Para{Runs: []page.Run{{Text: "Điều 2. ", Bold: true}, {Text: long + "ưỡ ễ ộ ặ Ẫ Ỹ ₫"}}},
			page.Sign([]string{"- Như Điều 3;", "- UBND tỉnh (b/c);", "- Lưu: VT, KC."}, page.Signer{Authority: []string{"KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"}, Name: "Nguyễn Văn Minh Họa"}),
			page.Break{Land: true}, page.Text(page.Kind, "PHỤ LỤC I"), t,
		},
	}
}

func TestLook(t *testing.T) {
	dir := os.Getenv("KC_LOOK")
	if dir == "" {
		t.Skip("set KC_LOOK to a folder to look at the files")
	}
	var pdf, docx bytes.Buffer
	start := time.Now()
	if err := sample().PDF(&pdf); err != nil {
		t.Fatal(err)
	}
	t.Log(time.Since(start))
	if err := sample().Docx(&docx); err != nil {
		t.Fatal(err)
	}
	os.WriteFile(dir+"/a.pdf", pdf.Bytes(), 0o644)
	os.WriteFile(dir+"/a.docx", docx.Bytes(), 0o644)
}

func BenchmarkPDF(b *testing.B) {
	for b.Loop() {
		if err := sample().PDF(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
