package norm

import (
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/platform/money"
)

// The texts of the steps are written one after another into one piece of
// memory: a verdict with its reasons is asked for far more often than it is
// read, and dozens of small strings were most of its cost.

// room makes room at once for what most verdicts by such a limit say.
func (j *judgement) room(l Limit) {
	steps, words := 4, 288
	if l.HasRatio && l.Cap > 0 {
		steps, words = 6, 416
	}
	j.Steps = slices.Grow(j.Steps, steps)
	j.words.Grow(words)
}

// say goes on with the text of the next step; so do vnd, percent and thousandths.
func (j *judgement) say(parts ...string) *judgement {
	for _, p := range parts {
		j.words.WriteString(p)
	}
	return j
}

func (j *judgement) vnd(v money.VND) *judgement {
	var room [32]byte
	j.words.Write(v.Append(room[:0]))
	return j
}

func (j *judgement) percent(r money.Ratio) *judgement { return j.say(r.String()) }

// thousandths writes a count without the zeros at its end: 12,5.
func (j *judgement) thousandths(n int64) *judgement {
	var room [32]byte
	text := strconv.AppendInt(room[:0], n/1000, 10)
	if rest := n % 1000; rest != 0 {
		text = append(text, ',', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
		for text[len(text)-1] == '0' {
			text = text[:len(text)-1]
		}
	}
	j.words.Write(text)
	return j
}

// step ends the text of a step and appends it; only where steps are wanted.
func (j *judgement) step(s Step) {
	s.Text, j.said = j.words.String()[j.said:], j.words.Len()
	j.Steps = append(j.Steps, s)
}

// cites is step for what rests on the ceiling.
func (j *judgement) cites(amount money.VND) {
	j.step(Step{Amount: amount, Citation: j.c.Citation, Evidence: j.c.Evidence})
}

// add appends a step whose text is there already, where steps are wanted.
func (j *judgement) add(text string, s Step) {
	if j.explain {
		s.Text = text
		j.Steps = append(j.Steps, s)
	}
}

// cite is add for what rests on the ceiling.
func (j *judgement) cite(text string, amount money.VND) {
	j.add(text, Step{Amount: amount, Citation: j.c.Citation, Evidence: j.c.Evidence})
}

// note adds a step on no provision.
func (j *judgement) note(text string) { j.add(text, Step{}) }
