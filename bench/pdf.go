package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"time"

	"example.vn/khuyencong/internal/platform/page"
)

// decisionPaper is a decision of two pages with a table of 20 rows, laid out as
// the program lays out its own forms.
func decisionPaper() page.Paper {
	const reason = "Căn cứ Nghị định số 45/2012/NĐ-CP ngày 21 tháng 5 năm 2012 của Chính phủ về khuyến công, được sửa đổi, bổ sung bởi Nghị định số 235/2025/NĐ-CP;"
	const article = "Điều %d. Phê duyệt hỗ trợ kinh phí khuyến công địa phương cho đề án ứng dụng máy móc tiên tiến vào sản xuất của cơ sở công nghiệp nông thôn, với nội dung, mức hỗ trợ và thời gian thực hiện theo phụ lục kèm theo Quyết định này (dữ liệu minh họa)."
	p := page.Paper{Title: "Quyết định", Author: "Trung tâm (minh họa)", Proof: page.Proof{Code: "7K3M9-QTX2C", URL: "https://khuyencong.example.vn/xac-thuc/7K3M9QTX2C"}}
	p.Blocks = append(p.Blocks, page.Head(page.Letterhead{
		Parent: []string{"SỞ CÔNG THƯƠNG"}, Issuer: []string{"TRUNG TÂM KHUYẾN CÔNG"}, Number: "Số: 05/QĐ-TTKC", Place: "Thái Nguyên, ngày 05 tháng 02 năm 2026",
	}), page.Text(page.Kind, "QUYẾT ĐỊNH"), page.Text(page.Subject, "Về việc phê duyệt kế hoạch khuyến công"))
	for range 5 {
		p.Blocks = append(p.Blocks, page.Text(page.Basis, reason))
	}
	for i := range 6 {
		p.Blocks = append(p.Blocks, page.Text(page.Body, fmt.Sprintf(article, i+1)))
	}
	table := &page.Table{Cols: []float64{1, 6, 3}, Heads: 1}
	cells := func(style page.Style, texts ...string) (r page.Row) {
		for _, text := range texts {
			r.Cells = append(r.Cells, page.Cell{Blocks: []page.Block{page.Text(style, text)}})
		}
		return r
	}
	table.Rows = append(table.Rows, cells(page.SmallHead, "TT", "Đề án", "Kinh phí (đồng)"))
	for i := range 20 {
		table.Rows = append(table.Rows, cells(page.Small, fmt.Sprint(i+1), "Hỗ trợ ứng dụng máy sao chè bằng ga (minh họa)", "180.000.000"))
	}
	p.Blocks = append(p.Blocks, table, page.Sign([]string{"Như trên;", "Lưu: VT."}, page.Signer{Authority: []string{"GIÁM ĐỐC"}, Name: "Người Minh Họa"}))
	return p
}

// pdfs measures PDF files of papers that the program lays out itself, two at
// once.
func (b *bench) pdfs(ctx context.Context) error {
	span := time.Second
	if b.o.smoke {
		span = 50 * time.Millisecond
	}
	paper := decisionPaper()
	var first strings.Builder
	if err := paper.PDF(&first); err != nil {
		return err
	}
	if n := strings.Count(first.String(), "/Type /Page\n"); n < 2 {
		return fmt.Errorf("the decision has %d pages", n)
	}
	all, err := b.takeTurns(ctx, []side{{"PDF, two at once", func(context.Context) (turn, error) { return twoAtOnce(paper, span) }}})
	if err != nil {
		return err
	}
	b.each("Papers: a decision of two pages and 20 rows as PDF, two at once, one paper", all[0], 100)
	return nil
}

// twoAtOnce makes the paper in two goroutines. The turn took what both spent.
func twoAtOnce(paper page.Paper, span time.Duration) (turn, error) {
	runtime.GC() // what others left behind is not its work
	var both sync.WaitGroup
	var turns [2]turn
	var errs [2]error
	for i := range turns {
		both.Go(func() {
			start := time.Now()
			for turns[i].took < span && errs[i] == nil {
				errs[i] = paper.PDF(io.Discard)
				turns[i].n, turns[i].took = turns[i].n+1, time.Since(start)
			}
		})
	}
	both.Wait()
	for _, err := range errs {
		if err != nil {
			return turn{}, err
		}
	}
	return turn{n: turns[0].n + turns[1].n, took: turns[0].took + turns[1].took}, nil
}
