package ui

import (
	"strings"

	"example.vn/khuyencong/internal/platform/money"
)

func (b Btn) class() string {
	c := "btn"
	if b.Look != Main {
		c += " " + string(b.Look)
	}
	if b.Small {
		c += " sm"
	}
	return c
}

// words says a state to those who do not see the dot.
func (s State) words() string {
	switch s {
	case Done:
		return "đã xong"
	case Now:
		return "đang làm"
	case Late:
		return "trễ hạn"
	case Todo:
		return "chưa đến"
	}
	return "chưa đến"
}

func (d Doc) kind() Kind {
	if d.Tag == "" {
		return Neutral
	}
	return d.Tag
}

// joinDot joins the words that are there with a middle dot.
func joinDot(words ...string) string {
	var there []string
	for _, w := range words {
		if w != "" {
			there = append(there, w)
		}
	}
	return strings.Join(there, " · ")
}

// percent writes part of whole as an SVG length, in whole hundredths of a
// percent so that no floating point is needed.
func percent(part, whole money.VND) string {
	r := min(money.Share(part, whole), money.Whole)
	return strings.Replace(r.String(), ",", ".", 1)
}

// bar is a MoneyStep with its lengths.
type bar struct {
	MoneyStep
	width, extra string
}

// moneyBars puts the steps on the scale of the largest amount.
func moneyBars(steps []MoneyStep) []bar {
	var scale, limit money.VND
	for _, s := range steps {
		scale = max(scale, s.Amount)
		if s.Kind == Cap && limit == 0 {
			limit = s.Amount
		}
	}
	bars := make([]bar, 0, len(steps))
	for _, s := range steps {
		b := bar{MoneyStep: s, width: percent(s.Amount, scale)}
		if s.Over && s.Kind != Cap && s.Amount > limit {
			b.width, b.extra = percent(limit, scale), percent(s.Amount-limit, scale)
		}
		bars = append(bars, b)
	}
	return bars
}

// part is a Segment with its place.
type part struct {
	Segment
	x, width string
}

func meterSum(segments []Segment) money.VND {
	var sum money.VND
	for _, s := range segments {
		sum += s.Amount
	}
	return sum
}

func meterRest(total money.VND, segments []Segment) money.VND {
	return total - meterSum(segments)
}

// meterParts places the segments on the scale of the budget, or of their sum
// when that is larger.
func meterParts(total money.VND, segments []Segment) []part {
	scale := max(total, meterSum(segments))
	parts := make([]part, 0, len(segments))
	var at money.VND
	for _, s := range segments {
		parts = append(parts, part{Segment: s, x: percent(at, scale), width: percent(s.Amount, scale)})
		at += s.Amount
	}
	return parts
}

func meterWords(total money.VND, segments []Segment) string {
	w := []string{"Ngân sách " + Money(total)}
	for _, s := range segments {
		w = append(w, s.Label+" "+Money(s.Amount))
	}
	if rest := meterRest(total, segments); rest < 0 {
		w = append(w, "vượt "+Money(-rest))
	} else {
		w = append(w, "còn lại "+Money(rest))
	}
	return strings.Join(w, ", ")
}
