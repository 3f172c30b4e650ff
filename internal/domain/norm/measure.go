package norm

import (
	"math"
	"slices"

	"example.vn/khuyencong/internal/platform/money"
)

// measure finds the ceiling by the limit.
func (j *judgement) measure(l Limit) {
	if j.explain {
		j.room(l)
	}
	raise, text := j.raise()
	j.ratio(l, raise)
	j.cap(l, raise)
	if l.Total > 0 && (!j.HasCeiling || j.Ceiling > l.Total) {
		j.cite(totalCap, "", l.Total, int64(l.Total))
		j.Ceiling, j.HasCeiling = l.Total, true
	}
	if raise > money.Whole && j.HasCeiling {
		j.raised(l, text)
	}
	if l.HasRatio && l.Cap > 0 && j.f.EligibleCost > 0 {
		j.cite(lesser, "", j.Ceiling, int64(j.Ceiling))
	}
	if j.c.Fixed && j.HasCeiling {
		j.cite(fixed, "", j.Ceiling)
	}
}

// ratio takes the ratio into account.
func (j *judgement) ratio(l Limit, raise money.Ratio) {
	if !l.HasRatio {
		return
	}
	f, ratio := &j.f, min(money.Ratio(int64(l.Ratio)*int64(raise)/int64(money.Whole)), money.Whole)
	if f.EligibleCost <= 0 {
		j.cite(noCost, "", 0, int64(ratio))
		j.lacks("chi phí hợp lệ")
		return
	}
	share := ratio.Of(f.EligibleCost)
	says := shareOfCost
	if j.c.Base != "" {
		says = shareOfBase
	}
	j.cite(says, j.c.Base, share, int64(ratio), int64(f.EligibleCost), int64(share))
	j.Ceiling, j.HasCeiling = share, true
}

// cap takes the absolute cap into account.
func (j *judgement) cap(l Limit, raise money.Ratio) {
	if l.Cap == 0 {
		return
	}
	each := raise.Of(l.Cap)
	count := j.count()
	total := part(each, count)
	says := capEach
	if count != 1000 {
		says = capMany
	}
	j.cite(says, j.c.Unit, total, int64(each), count, int64(total))
	if j.HasCeiling {
		total = min(total, j.Ceiling)
	}
	j.Ceiling, j.HasCeiling = total, true
}

// count returns how many units the cap is for, in thousandths.
func (j *judgement) count() int64 {
	units := min(max(j.f.Units, 1), math.MaxInt64/1000)
	n := units * 1000
	if j.c.Per != "" {
		if given, ok := j.f.Counts[j.c.Per]; ok {
			n = max(given, 0)
		}
	}
	if most := j.c.MaxUnits; most > 0 && n > most*1000 {
		j.cite(capUnits, j.c.Unit, 0, most)
		n = most * 1000
	}
	return n
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
	j.add(ownShare, "", Step{numbers: [3]int64{int64(j.f.EligibleCost), int64(min(j.Ceiling, j.f.EligibleCost)), int64(j.Own)}})
}

// repay divides what must be paid back into equal parts, the rest with the last.
func (j *judgement) repay() {
	if j.c.Form != Recoverable {
		return
	}
	years := money.VND(j.c.Years)
	j.Repayment = slices.Repeat([]money.VND{j.Ceiling / years}, j.c.Years)
	j.Repayment[years-1] += j.Ceiling % years
	j.cite(repaid, "", j.Repayment[0], int64(j.c.Years), int64(j.Repayment[0]))
}

// times returns amount × n, held at the largest VND; neither is negative.
func times(amount money.VND, n int64) money.VND {
	if amount > 0 && n > math.MaxInt64/int64(amount) {
		return math.MaxInt64
	}
	return amount * money.VND(n)
}
