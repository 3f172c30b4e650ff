package bundle

import (
	"fmt"
	"strings"
	"time"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/page"
)

// index tells people what is in the bundle.
func (b *Bundle) index() string {
	var w strings.Builder
	s := b.data.Scheme
	say := func(format string, args ...any) { fmt.Fprintf(&w, format+"\n", args...) }
	say("GÓI HỒ SƠ ĐỀ ÁN %s", s.ID)
	say("%s", s.Title)
	say("Nguồn: %s. Năm kế hoạch: %d. Trạng thái: %s.", s.Fund.Label(), s.Year, s.State.Label())
	say("Đơn vị thực hiện: %s.", s.Implementer)
	say("Đề nghị hỗ trợ: %s đ. Đã chi: %s đ.", s.Asked, b.received())
	if s.Illustrative {
		say("Dữ liệu minh họa.")
	}
	say("\nTRONG GÓI")
	for _, part := range [][2]string{
		{stampName, "ai lấy gói, lúc nào; mã cuối chuỗi nhật ký lúc đó"},
		{dataName, "đề án, thẩm định, quyết định, hợp đồng ở dạng dữ liệu"},
		{normsName, "kết luận mức chi đã chốt khi phê duyệt"},
		{recordName, fmt.Sprintf("nhật ký của đề án, %d bản ghi", len(b.records))},
		{ledgerName, fmt.Sprintf("trích sổ kinh phí, %d bút toán", len(b.ledger.Entries))},
		{sheetName, "mục lục này, để in"},
		{filesDir, fmt.Sprintf("%d tệp đính kèm, %d byte", len(b.data.Files), b.size())},
		{sumsName, "mã SHA-256 của từng tệp trên"},
	} {
		say("  %-24s %s", part[0], part[1])
	}
	say("\nTỆP ĐÍNH KÈM")
	for _, f := range b.data.Files {
		say("  %s\n    thêm lúc %s; %d byte; SHA-256 %s", strings.TrimPrefix(f.Path, filesDir), f.AddedAt, f.Size, f.SHA256)
	}
	if len(b.data.Files) == 0 {
		say("  (không có)")
	}
	b.indexPapers(say)
	b.indexBook(say)
	b.indexLedger(say)
	say("\nNHẬT KÝ")
	for _, r := range b.records {
		say("  %6d  %s  %s  %s", r.Seq, r.At, r.ActorName, r.Verb)
	}
	say("\nKiểm tra gói, không cần cơ sở dữ liệu: khuyencong bundle verify TỆP")
	return w.String()
}

// indexPapers lists decisions, contract and what followed from it.
func (b *Bundle) indexPapers(say func(string, ...any)) {
	say("\nQUYẾT ĐỊNH, HỢP ĐỒNG")
	line := func(what, number string, on calendar.Date, amount money.VND) {
		if number == "" {
			number = "(không số)"
		}
		say("  %s  %s  %s  %s đ", on.VN(), what, number, amount)
	}
	for _, g := range b.data.Grants {
		line("Quyết định hỗ trợ", g.DecisionNo, g.DecidedOn, g.Delta)
	}
	f := b.data.Contract
	if f.Contract == nil {
		return
	}
	if f.Contract.State != contract.Draft {
		line("Hợp đồng", f.Contract.Number, f.Contract.SignedOn, f.Contract.Value)
	}
	for _, a := range f.Annexes {
		if a.State == contract.Signed {
			line("Phụ lục hợp đồng", a.Number, a.SignedOn, a.Delta)
		}
	}
	for _, a := range f.Acceptances {
		line("Nghiệm thu", a.ID, a.AcceptedOn, a.Value)
	}
}

// indexBook lists the papers of the book that are about the scheme.
func (b *Bundle) indexBook(say func(string, ...any)) {
	if len(b.data.Papers) == 0 {
		return
	}
	say("\nVĂN BẢN ĐI, ĐẾN")
	for _, p := range b.data.Papers {
		symbol := p.Symbol
		if symbol == "" {
			symbol = "(chưa có số)"
		}
		say("  %s  %s  %s  %s", p.Day.VN(), symbol, p.State.Label(), p.About)
	}
}

// sheet is the index as a paper. It says when the newest record was made, so
// that the same state gives the same file.
func (b *Bundle) sheet() page.Paper {
	p := page.Paper{Title: "Mục lục gói hồ sơ đề án " + string(b.Stamp.Scheme), Author: b.data.Scheme.Implementer}
	if n := len(b.records); n > 0 {
		p.Made, _ = time.Parse(time.RFC3339Nano, b.records[n-1].At) // written by the program; else no day
	}
	for i, line := range strings.Split(b.index(), "\n") {
		switch {
		case i == 0:
			p.Blocks = append(p.Blocks, page.Text(page.Kind, line))
		case line != "" && line == strings.ToUpper(line):
			p.Blocks = append(p.Blocks, page.Para{Style: page.SmallHead, Align: page.Left, Keep: true, Runs: []page.Run{{Text: line}}})
		case line != "":
			p.Blocks = append(p.Blocks, page.Text(page.Small, strings.TrimSpace(line)))
		}
	}
	return p
}

func (b *Bundle) indexLedger(say func(string, ...any)) {
	say("\nSỔ KINH PHÍ")
	for _, e := range b.ledger.Entries {
		say("  %s  %s %d số %d  %s  %s đ  %s", e.Day, ledger.Fund(e.Fund).Label(), e.Year, e.Seq, ledger.Kind(e.Kind).Label(), money.VND(e.Amount), e.Reference)
	}
	if len(b.ledger.Entries) == 0 {
		say("  (không có bút toán)")
	}
}
