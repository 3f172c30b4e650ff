package norm

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/money"
)

// measure finds the ceiling by the limit.
func (j *judgement) measure(l Limit) {
	raise, text := j.raise()
	j.ratio(l, raise)
	j.cap(l, raise)
	if l.Total > 0 && (!j.HasCeiling || j.Ceiling > l.Total) {
		if j.explain {
			j.cite("Tổng mức hỗ trợ không quá "+l.Total.String()+" đ", l.Total)
		}
		j.Ceiling, j.HasCeiling = l.Total, true
	}
	if raise > money.Whole && j.HasCeiling {
		j.raised(l, text)
	}
	if j.explain && l.HasRatio && l.Cap > 0 && j.f.EligibleCost > 0 {
		j.cite("Mức trần là số nhỏ hơn: "+j.Ceiling.String()+" đ", j.Ceiling)
	}
	if j.c.Fixed && j.HasCeiling {
		j.cite("Văn bản định mức chi cố định, không phải mức tối đa", j.Ceiling)
	}
}

// ratio takes the ratio into account.
func (j *judgement) ratio(l Limit, raise money.Ratio) {
	if !l.HasRatio {
		return
	}
	f, ratio := j.f, min(money.Ratio(int64(l.Ratio)*int64(raise)/int64(money.Whole)), money.Whole)
	if f.EligibleCost <= 0 {
		j.cite("Chưa có chi phí hợp lệ nên chưa tính được mức tối đa "+ratio.String(), 0)
		j.lacks("chi phí hợp lệ")
		return
	}
	share := ratio.Of(f.EligibleCost)
	if j.explain {
		base := ""
		if j.c.Base != "" {
			base = " (" + j.c.Base + ")"
		}
		j.cite("Mức hỗ trợ tối đa "+ratio.String()+" của "+f.EligibleCost.String()+" đ"+base+" = "+share.String()+" đ", share)
	}
	j.Ceiling, j.HasCeiling = share, true
}

// cap takes the absolute cap into account.
func (j *judgement) cap(l Limit, raise money.Ratio) {
	if l.Cap == 0 {
		return
	}
	each := raise.Of(l.Cap)
	count, units := j.count()
	total := part(each, count)
	if j.explain {
		text := "Không quá " + each.String() + " đ/" + j.c.Unit
		if count != 1000 {
			text += " × " + units + " " + j.c.Unit + " = " + total.String() + " đ"
		}
		j.cite(text, total)
	}
	if j.HasCeiling {
		total = min(total, j.Ceiling)
	}
	j.Ceiling, j.HasCeiling = total, true
}

// count returns how many units the cap is for, in thousandths and in words.
func (j *judgement) count() (thousandths int64, words string) {
	units := min(max(j.f.Units, 1), math.MaxInt64/1000)
	n := units * 1000
	if given, ok := j.f.Counts[j.c.Per]; ok && j.c.Per != "" {
		n = max(given, 0)
	}
	if most := j.c.MaxUnits; most > 0 && n > most*1000 {
		j.cite("Chỉ tính tối đa "+strconv.FormatInt(most, 10)+" "+j.c.Unit, 0)
		n = most * 1000
	}
	if !j.explain {
		return n, ""
	}
	words = strconv.FormatInt(n/1000, 10)
	if rest := n % 1000; rest != 0 {
		words += "," + strings.TrimRight(fmt.Sprintf("%03d", rest), "0")
	}
	return n, words
}

// part returns amount × thousandths / 1000, rounded down, held at the largest
// VND; neither is negative.
func part(amount money.VND, thousandths int64) money.VND {
	whole := times(amount, thousandths/1000)
	rest := times(amount, thousandths%1000)
	if whole == math.MaxInt64 || rest == math.MaxInt64 {
		return math.MaxInt64
	}
	return whole + rest/1000
}

// own says what is left for the applicant to pay.
func (j *judgement) own() {
	if j.f.EligibleCost <= 0 {
		return
	}
	j.Own, j.HasOwn = max(j.f.EligibleCost-j.Ceiling, 0), true
	if j.explain {
		j.note("Phần vốn của người đề nghị ít nhất: " + j.f.EligibleCost.String() + " đ − " + min(j.Ceiling, j.f.EligibleCost).String() + " đ = " + j.Own.String() + " đ")
	}
}

// repay divides what must be paid back into equal parts, the rest with the last.
func (j *judgement) repay() {
	if j.c.Form != Recoverable {
		return
	}
	years := money.VND(j.c.Years)
	j.Repayment = slices.Repeat([]money.VND{j.Ceiling / years}, j.c.Years)
	j.Repayment[years-1] += j.Ceiling % years
	if j.explain {
		j.cite(fmt.Sprintf("Hỗ trợ có thu hồi, không lãi: hoàn trả trong %d năm, mỗi năm %s đ", j.c.Years, j.Repayment[0]), j.Repayment[0])
	}
}

// times returns amount × n, held at the largest VND; neither is negative.
func times(amount money.VND, n int64) money.VND {
	if amount > 0 && n > math.MaxInt64/int64(amount) {
		return math.MaxInt64
	}
	return amount * money.VND(n)
}
