package report

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/money"
)

// A Piece is a stretch of a text: plain words, or a figure with the schemes that
// it adds up.
type Piece struct {
	Text   string
	Figure bool
	By     Dimension // "" for the whole report
	Code   string
	Span   Span
}

// A Passage is one paragraph of a text; a heading begins with "# ".
type Passage []Piece

// Text is what the passage says.
func (p Passage) Text() string {
	var b strings.Builder
	for _, piece := range p {
		b.WriteString(piece.Text)
	}
	return b.String()
}

// ToWrite stands where only a person can write. A report that still has it is
// not issued.
const ToWrite = "[Người lập báo cáo viết phần này.]"

// Narrate writes the report in words, from its figures alone: who wrote it has
// seen nothing else. place names the province, in the middle of a sentence.
// Each amount is said roundly and to the đồng.
func (r *Report) Narrate(place string) []Passage {
	n := narrator{r: r}
	n.heading("I. KẾT QUẢ THỰC HIỆN")
	if r.Total.ToDate.Schemes == 0 {
		n.say("Tính đến hết ngày " + r.AsOf.VN() + ", chương trình khuyến công " + r.yearWords() + " trên địa bàn " + place + " chưa có đề án nào được quyết định hỗ trợ.")
		n.end()
	} else {
		n.programme(place)
		n.within()
		n.split("Theo nội dung", ByContent)
		n.split("Theo ngành nghề", ByIndustry)
		n.split("Theo loại hình cơ sở", ByKind)
		n.money()
	}
	n.heading("II. SO VỚI CÙNG KỲ")
	n.compare()
	for _, head := range []string{"III. KHÓ KHĂN, VƯỚNG MẮC", "IV. NHIỆM VỤ, GIẢI PHÁP THỜI GIAN TỚI"} {
		n.heading(head)
		n.say(ToWrite)
		n.end()
	}
	return n.all
}

// yearWords names the budget years of the report.
func (r *Report) yearWords() string {
	if r.Period.Kind == FiveYears {
		return r.Period.Title()
	}
	return "năm " + strconv.Itoa(r.Period.Year)
}

// A narrator writes passages.
type narrator struct {
	r    *Report
	all  []Passage
	open Passage
}

func (n *narrator) say(words string) { n.open = append(n.open, Piece{Text: words}) }

func (n *narrator) end() {
	if len(n.open) > 0 {
		n.all, n.open = append(n.all, n.open), nil
	}
}

func (n *narrator) heading(words string) {
	n.say("# " + words)
	n.end()
}

// figure says a figure and what opens it.
func (n *narrator) figure(words string, by Dimension, code string, s Span) {
	n.open = append(n.open, Piece{words, true, by, code, s})
}

// amount says an amount roundly, and to the đồng where that is not the same.
func (n *narrator) amount(v money.VND, by Dimension, code string, s Span) {
	round := Say(v)
	n.figure(round, by, code, s)
	if exact := v.String() + " đồng"; exact != round {
		n.say(" (" + exact + ")")
	}
}

func (n *narrator) schemes(count int, by Dimension, code string, s Span) {
	n.figure(money.VND(count).String()+" đề án", by, code, s)
}

// programme says how much was decided, from which fund.
func (n *narrator) programme(place string) {
	t := n.r.Total.ToDate
	opening := capital(n.r.Period.Title()) + ", chương trình khuyến công"
	if !n.r.FromJanuary() || n.r.AsOf.Before(n.r.Period.Last()) {
		opening = "Tính đến hết ngày " + n.r.AsOf.VN() + ", chương trình khuyến công " + n.r.yearWords()
	}
	n.say(opening + " trên địa bàn " + place + " có ")
	n.schemes(t.Schemes, "", "", ToDate)
	n.say(" được quyết định hỗ trợ với kinh phí ")
	n.amount(t.Support, "", "", ToDate)
	for i, l := range n.r.Table(ByFund).Lines {
		if l.ToDate.Schemes == 0 {
			continue
		}
		n.say(map[bool]string{true: ", trong đó ", false: "; "}[i == 0] + lower(ledger.Fund(l.Code).Label()) + " ")
		n.schemes(l.ToDate.Schemes, ByFund, l.Code, ToDate)
		n.say(", ")
		n.amount(l.ToDate.Support, ByFund, l.Code, ToDate)
	}
	n.say(".")
	if t.People > 0 {
		n.say(" Các đề án có ")
		n.figure(money.VND(t.People).String()+" lượt cơ sở", "", "", ToDate)
		n.say(" thụ hưởng.")
	}
	if t.Unpublished > 0 {
		n.say(" " + money.VND(t.Unpublished).String() + " đề án chưa công bố kinh phí, chưa có trong số tiền trên.")
	}
	n.end()
}

// within says what a month or quarter itself added.
func (n *narrator) within() {
	if n.r.FromJanuary() {
		return
	}
	w := n.r.Total.Within
	n.say("Riêng trong " + n.r.Period.Title() + ": ")
	if w == (Sums{}) {
		n.say("không có phát sinh.")
		n.end()
		return
	}
	n.say("số đề án được quyết định thêm là ")
	n.schemes(w.Schemes, "", "", Within)
	n.say(", kế hoạch ")
	n.amount(w.Support, "", "", Within)
	for _, part := range []struct {
		words string
		v     money.VND
	}{{"ký hợp đồng", w.Contracted}, {"chi", w.Spent}, {"nghiệm thu", w.Accepted}, {"quyết toán", w.Settled}} {
		if part.v != 0 {
			n.say("; " + part.words + " ")
			n.amount(part.v, "", "", Within)
		}
	}
	n.say(".")
	n.end()
}

// mostSaid is how many lines of a breakdown are said one by one.
const mostSaid = 3

// split says what the largest lines of a breakdown have.
func (n *narrator) split(words string, by Dimension) {
	lines := slices.DeleteFunc(slices.Clone(n.r.Table(by).Lines), func(l Line) bool { return l.ToDate.Schemes == 0 })
	if len(lines) < 2 {
		return
	}
	n.say(words + ": ")
	for i, l := range lines[:min(len(lines), mostSaid)] {
		n.say(map[bool]string{true: "", false: "; "}[i == 0] + lower(l.Name) + " ")
		n.schemes(l.ToDate.Schemes, by, l.Code, ToDate)
		n.say(", ")
		n.amount(l.ToDate.Support, by, l.Code, ToDate)
		if share, ok := (Column{MoneyPlanned, ToDate, PercentOfTotal}).Share(l, n.r.Total); ok {
			n.say(", bằng " + share.String() + " tổng kinh phí")
		}
	}
	if rest := lines[min(len(lines), mostSaid):]; len(rest) > 0 {
		var sum Line
		for _, l := range rest {
			sum.add(l.BySpan)
		}
		n.say("; các mục khác " + money.VND(sum.ToDate.Schemes).String() + " đề án, " + Say(sum.ToDate.Support))
	}
	n.say(".")
	n.end()
}

// money says how far the money has come.
func (n *narrator) money() {
	t := n.r.Total.ToDate
	if t.Booked == 0 {
		n.say("Các đề án ghi từ danh sách cũ nên không có số liệu hợp đồng, chi và quyết toán.")
		n.end()
		return
	}
	n.say("Về kinh phí: ")
	for i, m := range []Measure{MoneyContracted, MoneySpent, MoneyAccepted, MoneySettled} {
		if i > 0 {
			n.say("; ")
		}
		v := m.Of(t)
		if v == 0 {
			n.say("chưa " + strings.TrimPrefix(lower(m.Label()), "đã "))
			continue
		}
		n.say(lower(m.Label()) + " ")
		n.amount(v, "", "", ToDate)
		if share, ok := m.OfPlan(t); ok {
			n.say(", bằng " + share.String() + " kế hoạch")
		}
		if m == MoneySpent && t.Advanced > 0 {
			n.say(" (trong đó tạm ứng chưa thanh toán " + t.Advanced.String() + " đồng)")
		}
	}
	n.say(".")
	n.end()
}

// compare says what was more and what less than in the same period before.
func (n *narrator) compare() {
	now, then := n.r.Total.ToDate, n.r.Total.Earlier
	before := n.r.Period.Before().Title()
	if then.Schemes == 0 {
		n.say("Số liệu không có đề án nào của cùng kỳ (" + before + ") để so sánh.")
		n.end()
		return
	}
	n.say("So với cùng kỳ (" + before + ", tính đến hết ngày " + n.r.Compared.VN() + ": ")
	n.schemes(then.Schemes, "", "", Earlier)
	n.say(", kinh phí ")
	n.amount(then.Support, "", "", Earlier)
	n.say("), số đề án " + change(int64(now.Schemes), int64(then.Schemes), func(v int64) string { return money.VND(v).String() + " đề án" }))
	n.say("; kinh phí hỗ trợ " + change(int64(now.Support), int64(then.Support), func(v int64) string { return Say(money.VND(v)) }))
	if share, ok := MoneyPlanned.OfEarlier(n.r.Total.BySpan); ok && now.Support != then.Support {
		n.say(", bằng " + share.String() + " cùng kỳ")
	}
	n.say(".")
	n.end()
}

// change says whether something is more or less than before, and by how much.
func change(now, then int64, say func(int64) string) string {
	switch {
	case now > then:
		return "tăng " + say(now-then)
	case now < then:
		return "giảm " + say(then-now)
	}
	return "không đổi"
}

// capital writes a label for the head of a sentence.
func capital(s string) string {
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// indexFigure finds a figure that is not the end of a longer one: “4 đề án” is
// not in “14 đề án”.
func indexFigure(line, figure string) int {
	for from := 0; ; {
		at := strings.Index(line[from:], figure)
		if at < 0 {
			return -1
		}
		at += from
		if at == 0 || !strings.ContainsRune("0123456789.,", rune(line[at-1])) {
			return at
		}
		from = at + 1
	}
}

// Texts joins passages into the text that a person edits, a line for each.
func Texts(passages []Passage) string {
	lines := make([]string, len(passages))
	for i, p := range passages {
		lines[i] = p.Text()
	}
	return strings.Join(lines, "\n")
}

// Linked finds the figures of the written passages in a text that a person has
// edited: in the order of the text, each where it stands next. What was changed
// opens nothing.
func Linked(text string, written []Passage) []Passage {
	var figures []Piece
	for _, p := range written {
		for _, piece := range p {
			if piece.Figure {
				figures = append(figures, piece)
			}
		}
	}
	var all []Passage
	for line := range strings.SplitSeq(text, "\n") {
		var p Passage
		for line != "" {
			next, at := nextFigure(line, figures)
			if next < 0 {
				p = append(p, Piece{Text: line})
				break
			}
			if at > 0 {
				p = append(p, Piece{Text: line[:at]})
			}
			p = append(p, figures[next])
			line = line[at+len(figures[next].Text):]
			figures = slices.Delete(figures, next, next+1)
		}
		all = append(all, p)
	}
	return all
}

// nextFigure finds the figure that stands first in a line, -1 for none.
func nextFigure(line string, figures []Piece) (next, at int) {
	next, at = -1, len(line)
	for i, f := range figures {
		if j := indexFigure(line, f.Text); j >= 0 && j < at {
			next, at = i, j
		}
	}
	return next, at
}

// claim is a number with what it counts.
var claim = regexp.MustCompile(`(\d[\d.,]*\d|\d)\s*(%|đề án|tỷ|triệu|đồng|lượt)`)

// Unfounded lists the numbers of a text, with what they count, that are neither
// in the text that the report writes nor in its tables: a person has put them
// there, and somebody should look at them once more.
func (r *Report) Unfounded(text string) (found []string) {
	known := map[string]bool{}
	for _, m := range claim.FindAllStringSubmatch(Texts(r.Narrate("")), -1) {
		known[m[1]+" "+m[2]] = true
	}
	lines := []Line{r.Total}
	for _, t := range r.Tables {
		lines = append(lines, t.Lines...)
	}
	for _, l := range lines {
		for _, s := range Spans() {
			for _, m := range Measures() {
				known[m.Of(l.In(s)).String()+" "+m.Unit()] = true
			}
		}
	}
	for _, m := range claim.FindAllStringSubmatch(text, -1) {
		if said := m[1] + " " + m[2]; !known[said] {
			known[said], found = true, append(found, said)
		}
	}
	return found
}
