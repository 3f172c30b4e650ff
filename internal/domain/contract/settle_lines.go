package contract

import (
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// A SettlementLine (dòng quyết toán) is what a settlement claims from the fund
// for one line of the estimate. What the other sources have in it follows from
// the shares of that line.
//
// Law: TT 36/2013/TT-BCT Điều 19, Mẫu 7, 8b.
type SettlementLine struct {
	No     int // of the scheme.Cost
	Name   string
	Amount money.VND // from the scheme's fund
	Own    money.VND // đóng góp của đơn vị thụ hưởng
	Other  money.VND // any other source
}

// SupportedCosts lists the lines of the estimate that the scheme's fund
// supports: those that can be settled.
func (f *File) SupportedCosts() []scheme.Cost {
	return slices.DeleteFunc(slices.Clone(f.Scheme.Costs), func(c scheme.Cost) bool { return c.From(f.Scheme.Fund) <= 0 })
}

// SettledLine is what the approved settlements claimed for a line.
func (f *File) SettledLine(no int) money.VND {
	var sum money.VND
	for _, s := range f.Settlements {
		if s.State != SettlementApproved {
			continue
		}
		for _, l := range s.Lines {
			if l.No == no {
				sum += l.Amount
			}
		}
	}
	return sum
}

// LinesFor divides an amount to settle among the lines of the estimate as far as
// nobody has said otherwise: by what each has left, exactly to the đồng. It is
// empty when the fund supports no line.
func (f *File) LinesFor(amount money.VND) []SettlementLine {
	costs := f.SupportedCosts()
	left := make([]money.VND, len(costs))
	var whole money.VND
	for i, c := range costs {
		left[i] = max(0, c.From(f.Scheme.Fund)-f.SettledLine(c.No))
		whole += left[i]
	}
	if whole == 0 { // nothing is left: by what each had
		for i, c := range costs {
			left[i] = c.From(f.Scheme.Fund)
			whole += left[i]
		}
	}
	lines, rest := make([]SettlementLine, len(costs)), amount
	for i, c := range costs {
		lines[i] = f.lineOf(c, money.Portion(amount, left[i], whole))
		rest -= lines[i].Amount
	}
	for i := 0; rest > 0 && i < len(lines); i++ { // less than one đồng a line was rounded off
		if left[i] > 0 {
			lines[i] = f.lineOf(costs[i], lines[i].Amount+1)
			rest--
		}
	}
	return lines
}

// lineOf is the line of a cost with what its other sources have in it.
func (f *File) lineOf(c scheme.Cost, amount money.VND) SettlementLine {
	from := c.From(f.Scheme.Fund)
	return SettlementLine{
		No: c.No, Name: c.Name, Amount: amount,
		Own: money.Portion(c.Own, amount, from), Other: money.Portion(c.Total()-from-c.Own, amount, from),
	}
}

// tidyLines checks the lines of a settlement, or fills them in where none came.
func (s *Settlement) tidyLines(form *fault.Form, f *File) {
	if len(s.Lines) == 0 {
		s.Lines = f.LinesFor(s.Amount)
		return
	}
	costs := f.SupportedCosts()
	var sum money.VND
	seen := map[int]bool{}
	for i := range s.Lines {
		l := &s.Lines[i]
		at := slices.IndexFunc(costs, func(c scheme.Cost) bool { return c.No == l.No })
		if at < 0 || seen[l.No] {
			form.Add("lines", "Có dòng không thuộc dự toán được hỗ trợ hoặc bị lặp. Hãy tải lại trang.")
			return
		}
		seen[l.No] = true
		field := "line_" + strconv.Itoa(l.No) + "_amount"
		form.Check(l.Amount >= 0 && l.Amount <= money.Max, field, "Số tiền từ 0 đến 1.000.000 tỷ đồng.")
		sum += min(max(0, l.Amount), money.Max)
		*l = f.lineOf(costs[at], l.Amount)
	}
	form.Check(sum == s.Amount, "lines",
		"Các dòng cộng lại là "+sum.String()+" đ, phải đúng bằng số quyết toán "+s.Amount.String()+" đ.")
}

// overrun warns of lines that go beyond the estimate, with what was settled for
// them before. The sum cannot: it is what was approved and paid.
func (f *File) overrun(s *Settlement) []Problem {
	var all []Problem
	for _, c := range f.SupportedCosts() {
		for _, l := range s.Lines {
			if total, from := f.SettledLine(c.No)+l.Amount, c.From(f.Scheme.Fund); l.No == c.No && l.Amount > 0 && total > from {
				all = append(all, Problem{Message: "Dòng “" + c.Name + "” quyết toán " + total.String() + " đ, vượt dự toán hỗ trợ " + from.String() + " đ."})
			}
		}
	}
	return all
}

// Sources adds up what each source has in the settlement; known is false for a
// settlement without lines.
func (s *Settlement) Sources() (own, other money.VND, known bool) {
	for _, l := range s.Lines {
		own, other = own+l.Own, other+l.Other
	}
	return own, other, len(s.Lines) > 0
}

// lineDetail is what the audit record says of the lines: "1: 180.000.000; …".
func (s *Settlement) lineDetail() string {
	parts := make([]string, len(s.Lines))
	for i, l := range s.Lines {
		parts[i] = strconv.Itoa(l.No) + ": " + l.Amount.String()
	}
	return strings.Join(parts, "; ")
}
