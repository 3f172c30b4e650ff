package report

import (
	"fmt"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/page"
)

// A Heading is whose report it is and what it bears at its head.
type Heading struct {
	Office Office
	Number string        // with its symbol; "" leaves it to be written
	On     calendar.Date // none leaves it to be written
	Note   string        // at the head of every sheet: "DỰ THẢO"
}

// Paper lays the report out: heading, text, the main figures, the signature and
// the tables in an annex that lies across. text is what a person wrote, a
// paragraph each; a line that begins with "# " is a heading.
//
// Law: NĐ 30/2020/NĐ-CP, Phụ lục I; the tables are not prescribed.
func (r *Report) Paper(h Heading, text []string) page.Paper {
	o := h.Office
	number, place := "      /BC-"+o.Symbol, o.Place+", ngày      tháng      năm "
	if h.Number != "" {
		number = h.Number
	}
	if !h.On.IsZero() {
		place = o.Place + ", " + h.On.Long()
	}
	b := []page.Block{
		page.Head(page.Letterhead{
			Parent: []string{strings.ToUpper(o.Parent)}, Issuer: []string{strings.ToUpper(o.Name)}, Number: "Số: " + number, Place: place,
		}),
		page.Text(page.Kind, "BÁO CÁO"), page.Text(page.Subject, r.Title()), page.Rule{Part: 0.25},
	}
	for _, line := range text {
		if head, ok := strings.CutPrefix(line, "# "); ok {
			p := page.Text(page.Heading, head)
			p.Keep = true
			b = append(b, p)
		} else if line != "" {
			b = append(b, page.Text(page.Body, line))
		}
	}
	b = append(b, page.Text(page.Heading, "Số liệu chính"), page.Text(page.Body, r.Standing()+"."), r.mainTable())
	if t := r.estimateTable(); t != nil {
		b = append(b, page.Text(page.Heading, "Dự toán được giao"), t)
	}
	b = append(b, page.Sign([]string{"- " + o.Parent + " (để b/c);", "- Lưu: VT."}, page.Signer{Authority: strings.Split(o.Post, "\n"), Name: o.Signer}))
	b = append(b, r.annex()...)
	return page.Paper{Title: "Báo cáo " + r.Title(), Author: o.Name, Made: r.AsOf.Start(), Blocks: b, Note: h.Note}
}

// annex is the tables and the bases of their percentages.
func (r *Report) annex() []page.Block {
	b := []page.Block{page.Break{Land: true}, page.Text(page.Kind, "PHỤ LỤC"), page.Text(page.Subject, "Số liệu "+r.Period.Title()+" theo từng cách chia")}
	spans := []Span{ToDate, Earlier}
	if !r.FromJanuary() {
		spans = []Span{ToDate, Within, Earlier}
	}
	for _, span := range spans {
		b = append(b, page.Text(page.Heading, span.Label()+" (đơn vị tính: đồng)"))
		for _, t := range r.Tables {
			p := page.Text(page.Plain, "Theo "+lower(t.By.Label()))
			p.Keep = true
			b = append(b, p, r.breakdown(t, span))
		}
	}
	b = append(b, page.Text(page.Heading, "Danh sách đề án"), r.schemeTable(), page.Text(page.Heading, "Cách tính"))
	for _, note := range r.Notes() {
		b = append(b, page.Text(page.Body, "- "+note))
	}
	return b
}

// Notes are the bases, and what makes this report's figures less than whole.
func (r *Report) Notes() []string {
	all := Bases()
	recorded, made := r.Recorded()
	if recorded > 0 {
		all = append(all, strconv.Itoa(recorded)+" đề án ghi từ danh sách cũ nằm ngoài sổ kinh phí nên không có số hợp đồng, chi, nghiệm thu và quyết toán.")
	}
	if n := r.Total.ToDate.Unpublished; n > 0 {
		all = append(all, strconv.Itoa(n)+" đề án chưa công bố kinh phí, tính là 0 đồng.")
	}
	if made > 0 {
		all = append(all, strconv.Itoa(made)+" đề án là dữ liệu minh họa.")
	}
	return all
}

// mainTable is every measure of the whole report.
func (r *Report) mainTable() *page.Table {
	heads := []string{"Chỉ tiêu", "Lũy kế", "% kế hoạch", "Cùng kỳ", "So cùng kỳ"}
	cols := []float64{48, 34, 22, 34, 22}
	if !r.FromJanuary() {
		heads = []string{"Chỉ tiêu", "Trong kỳ", "Lũy kế", "% kế hoạch", "Cùng kỳ", "So cùng kỳ"}
		cols = []float64{40, 32, 32, 20, 32, 20}
	}
	t := &page.Table{Cols: cols, Heads: 1, Rows: []page.Row{tableHead(heads)}}
	for _, m := range Measures() {
		cells := []page.Cell{cell(m.Label()+" ("+m.Unit()+")", page.Left, false)}
		if !r.FromJanuary() {
			cells = append(cells, number(m.Of(r.Total.Within), false))
		}
		cells = append(cells, number(m.Of(r.Total.ToDate), false), share(m.OfPlan(r.Total.ToDate)), number(m.Of(r.Total.Earlier), false), share(m.OfEarlier(r.Total.BySpan)))
		t.Rows = append(t.Rows, page.Row{Cells: cells})
	}
	return t
}

// estimateTable is the estimate of each fund and how much of it was decided; nil
// when none was given.
func (r *Report) estimateTable() *page.Table {
	t := &page.Table{Cols: []float64{60, 36, 36, 28}, Heads: 1, Rows: []page.Row{tableHead([]string{"Nguồn", "Dự toán được giao", "Kế hoạch đã quyết định", "% dự toán"})}}
	for _, f := range ledger.Funds() {
		if given := r.Allotted[f]; given != 0 {
			decided := r.Fund(f).ToDate.Booked
			t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{
				cell(f.Label(), page.Left, false), number(given, false), number(decided, false), share(money.Share(decided, given), given > 0),
			}})
		}
	}
	if len(t.Rows) == 1 {
		return nil
	}
	return t
}

// breakdown is one table in one span.
func (r *Report) breakdown(t Table, s Span) *page.Table {
	columns := Columns(s)
	heads := []string{t.By.Label()}
	widths := []float64{44}
	for _, c := range columns {
		heads = append(heads, c.Head())
		switch {
		case c.Percent != "" || c.Measure.Counts():
			widths = append(widths, 15)
		default:
			widths = append(widths, 27)
		}
	}
	laid := &page.Table{Cols: widths, Heads: 1, Rows: []page.Row{tableHead(heads)}}
	total := r.Total
	total.Name = "Cộng"
	for i, l := range append(append([]Line(nil), t.Lines...), total) {
		last := i == len(t.Lines)
		cells := []page.Cell{cell(l.Name, page.Left, last)}
		for _, c := range columns {
			if c.Percent != "" {
				cells = append(cells, share(c.Share(l, r.Total)))
			} else {
				cells = append(cells, number(c.Measure.Of(l.In(c.Span)), last))
			}
		}
		laid.Rows = append(laid.Rows, page.Row{Cells: cells})
	}
	return dense(laid)
}

// schemeTable lists the schemes of the report.
func (r *Report) schemeTable() *page.Table {
	t := &page.Table{Cols: []float64{20, 62, 42, 28, 28, 28, 28, 28}, Heads: 1, Rows: []page.Row{
		tableHead([]string{"Mã", "Đề án", "Đơn vị thụ hưởng", "Kế hoạch", "Hợp đồng", "Đã chi", "Nghiệm thu", "Quyết toán"}),
	}}
	for _, l := range r.Schemes {
		s := l.ToDate
		if s == (Sums{}) {
			continue
		}
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{
			cell(string(l.Scheme), page.Left, false), cell(l.Title, page.Left, false), cell(l.Who(), page.Left, false),
			number(s.Support, false), number(s.Contracted, false), number(s.Spent, false), number(s.Accepted, false), number(s.Settled, false),
		}})
	}
	return dense(t)
}

// dense sets a table of many columns in a smaller type, so that no amount is
// parted.
func dense(t *page.Table) *page.Table {
	for _, row := range t.Rows {
		for _, c := range row.Cells {
			for i, b := range c.Blocks {
				p, ok := b.(page.Para)
				if !ok {
					continue
				}
				p.Style = denser(p.Style)
				c.Blocks[i] = p
			}
		}
	}
	return t
}

// Who names the beneficiaries of a scheme: the first, and how many more.
func (l SchemeLine) Who() string {
	if l.Others > 0 {
		return l.Beneficiary + " và " + strconv.Itoa(l.Others) + " đơn vị khác"
	}
	return l.Beneficiary
}

func tableHead(heads []string) (row page.Row) {
	for _, h := range heads {
		row.Cells = append(row.Cells, page.Cell{Blocks: []page.Block{page.Text(page.SmallHead, h)}})
	}
	return row
}

func cell(text string, align page.Align, bold bool) page.Cell {
	return page.Cell{Blocks: []page.Block{page.Para{Style: page.Small, Align: align, Runs: []page.Run{{Text: text, Bold: bold}}}}}
}

func number(v money.VND, bold bool) page.Cell { return cell(v.String(), page.Right, bold) }

func share(r money.Ratio, ok bool) page.Cell {
	if !ok {
		return cell("–", page.Right, false)
	}
	return cell(r.String(), page.Right, false)
}

// lower writes a label for the middle of a sentence.
func lower(s string) string {
	r := []rune(s)
	return strings.ToLower(string(r[:1])) + string(r[1:])
}

func denser(s page.Style) page.Style {
	if s == page.SmallHead {
		return page.DenseHead
	}
	return page.Dense
}

// blocks lays the sheet out, lying across.
func (s *Restatement) blocks() []page.Block {
	b := []page.Block{
		page.Break{Land: true}, page.Text(page.Kind, "BẢNG ĐÍNH CHÍNH SỐ LIỆU"),
		page.Text(page.Subject, fmt.Sprintf("%s, so với bản phát hành lần %d", capital(s.Period.Title()), s.Replaces)),
		page.Text(page.Body, "Lý do: "+s.Reason), page.Text(page.Heading, "Số liệu chung"),
	}
	total := &page.Table{Cols: []float64{40, 30, 40, 40, 40}, Heads: 1, Rows: []page.Row{tableHead([]string{"Chỉ tiêu", "Số", "Đã báo cáo", "Số đúng", "Chênh lệch"})}}
	for _, d := range s.Total {
		total.Rows = append(total.Rows, page.Row{Cells: []page.Cell{
			cell(d.Measure.Label(), page.Left, false), cell(d.Span.Label(), page.Left, false), number(d.Was, false), number(d.Is, false), number(d.Is-d.Was, true),
		}})
	}
	lines := &page.Table{Cols: []float64{20, 50, 80, 90}, Heads: 1, Rows: []page.Row{tableHead([]string{"Mã", "Đề án", "Thay đổi", "Căn cứ ghi sau ngày phát hành"})}}
	for _, l := range s.Lines {
		var what, why string
		for i, d := range l.Differences {
			what += map[bool]string{true: "", false: "\n"}[i == 0] + d.Words()
		}
		for i, c := range l.Causes {
			why += map[bool]string{true: "", false: "\n"}[i == 0] + c.Words
		}
		lines.Rows = append(lines.Rows, page.Row{Cells: []page.Cell{
			cell(string(l.Scheme), page.Left, false), cell(l.Title, page.Left, false), cell(what, page.Left, false), cell(why, page.Left, false),
		}})
	}
	if len(s.Total) == 0 {
		b = append(b, page.Text(page.Body, "Tổng số không thay đổi."))
	} else {
		b = append(b, total)
	}
	b = append(b, page.Text(page.Heading, "Từng đề án"))
	if len(s.Lines) == 0 {
		return append(b, page.Text(page.Body, "Không đề án nào thay đổi số liệu; chỉ lời văn được sửa."))
	}
	return append(b, dense(lines))
}
