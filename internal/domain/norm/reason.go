package norm

import (
	"encoding/json"
	"strconv"

	"example.vn/khuyencong/internal/platform/money"
)

// A step is kept as its wording and what goes into it, and put into a sentence
// when somebody reads it: a verdict with its reasons is asked for far more often
// than its sentences are read, and writing them was most of its cost.

// A wording (cách viết) is a sentence with places: %s for the name of the step,
// and for its numbers in turn %v for đồng, %p for a share, %n for a count in
// thousandths and %d for a whole number.
type wording uint8

const (
	plain wording = iota
	ruleHolds
	ruleFails
	ruleUnclear
	oftenHolds
	oftenFails
	oftenUnclear
	pastUnclear
	tierHolds
	tierUnclear
	multipleOf
	provinceRatio
	provinceCap
	noCost
	shareOfCost
	shareOfBase
	capEach
	capMany
	capUnits
	totalCap
	lesser
	fixed
	priority
	lifted
	ownShare
	repaid
	excess
	ministryLimit
)

var wordings = [...]string{
	plain:         "%s",
	ruleHolds:     "Đạt điều kiện: %s",
	ruleFails:     "Không đạt điều kiện: %s",
	ruleUnclear:   "Chưa rõ điều kiện: %s",
	oftenHolds:    "Đạt: %s",
	oftenFails:    "Không đạt: %s",
	oftenUnclear:  "Chưa rõ: %s",
	pastUnclear:   "Chưa rõ lịch sử được hỗ trợ: %s",
	tierHolds:     "Thuộc bậc: %s",
	tierUnclear:   "Chưa đủ dữ kiện để biết thuộc bậc nào: %s",
	multipleOf:    "Mức tính bằng %p mức %v đ của mục “%s” = %v đ",
	provinceRatio: "Tỷ lệ của tỉnh cao hơn mức của trung ương nên chỉ tính %p",
	provinceCap:   "Mức của tỉnh cao hơn mức của trung ương nên chỉ tính %v đ",
	noCost:        "Chưa có chi phí hợp lệ nên chưa tính được mức tối đa %p",
	shareOfCost:   "Mức hỗ trợ tối đa %p của %v đ = %v đ",
	shareOfBase:   "Mức hỗ trợ tối đa %p của %v đ (%s) = %v đ",
	capEach:       "Không quá %v đ/%s",
	capMany:       "Không quá %v đ/%s × %n %s = %v đ",
	capUnits:      "Chỉ tính tối đa %d %s",
	totalCap:      "Tổng mức hỗ trợ không quá %v đ",
	lesser:        "Mức trần là số nhỏ hơn: %v đ",
	fixed:         "Văn bản định mức chi cố định, không phải mức tối đa",
	priority:      "Ưu tiên: %s, mức hỗ trợ bằng %p",
	lifted:        "Phần tăng do ưu tiên (%s): %v đ",
	ownShare:      "Phần vốn của người đề nghị ít nhất: %v đ − %v đ = %v đ",
	repaid:        "Hỗ trợ có thu hồi, không lãi: hoàn trả trong %d năm, mỗi năm %v đ",
	excess:        "Số tiền đề nghị %v đ vượt mức trần; phần vượt là %v đ",
	ministryLimit: "Địa bàn, ngành nghề ưu tiên: Bộ Công Thương có thể phê duyệt đến %p mức trên = %v đ",
}

// Text is the sentence of the step, in Vietnamese.
func (s Step) Text() string {
	if s.says == plain {
		return s.name
	}
	words, next := wordings[s.says], 0
	text := make([]byte, 0, len(words)+len(s.name)+48)
	for i := 0; i < len(words); i++ {
		if words[i] != '%' {
			text = append(text, words[i])
			continue
		}
		i++
		if words[i] == 's' {
			text = append(text, s.name...)
			continue
		}
		n := s.numbers[next]
		next++
		switch words[i] {
		case 'v':
			text = money.VND(n).Append(text)
		case 'p':
			text = append(text, money.Ratio(n).String()...)
		case 'n':
			text = thousandths(text, n)
		default:
			text = strconv.AppendInt(text, n, 10)
		}
	}
	return string(text)
}

// thousandths writes a count without the zeros at its end: 12,5.
func thousandths(text []byte, n int64) []byte {
	text = strconv.AppendInt(text, n/1000, 10)
	if rest := n % 1000; rest != 0 {
		text = append(text, ',', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
		for text[len(text)-1] == '0' {
			text = text[:len(text)-1]
		}
	}
	return text
}

// writtenStep is a step as it is written down.
type writtenStep struct {
	Text     string    `json:"text"`
	Amount   money.VND `json:"amount,omitempty"`
	Citation string    `json:"citation,omitempty"`
	Evidence Evidence  `json:"evidence,omitempty"`
	Met      bool      `json:"met,omitempty"`
}

// Met reports whether the step says no more than that a condition holds.
func (s Step) Met() bool { return s.met || s.says == ruleHolds || s.says == oftenHolds }

// MarshalJSON writes the step with its sentence.
func (s Step) MarshalJSON() ([]byte, error) {
	return json.Marshal(writtenStep{s.Text(), s.Amount, s.Citation, s.Evidence, s.Met()})
}

// UnmarshalJSON reads a step as it was written: its sentence stays what it was.
func (s *Step) UnmarshalJSON(data []byte) error {
	var w writtenStep
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	*s = Step{Amount: w.Amount, Citation: w.Citation, Evidence: w.Evidence, name: w.Text, met: w.Met}
	return nil
}

// Condition reports whether the step is about a condition, not about an amount;
// of a step that was read nobody knows.
func (s Step) Condition() bool { return s.says >= ruleHolds && s.says <= pastUnclear }

// room makes room at once for what most verdicts by such a limit say.
func (j *judgement) room(l Limit) {
	steps := 4
	if l.HasRatio && l.Cap > 0 {
		steps = 6
	}
	if len(j.Steps)+steps > cap(j.Steps) {
		j.Steps = append(make([]Step, 0, len(j.Steps)+steps), j.Steps...)
	}
}

// add appends a step, where steps are wanted.
func (j *judgement) add(says wording, name string, s Step) {
	if j.explain {
		s.says, s.name = says, name
		j.Steps = append(j.Steps, s)
	}
}

// cite adds a step that rests on the ceiling.
func (j *judgement) cite(says wording, name string, amount money.VND, numbers ...int64) {
	if j.explain {
		s := Step{Amount: amount, Citation: j.c.Citation, Evidence: j.c.Evidence, says: says, name: name}
		copy(s.numbers[:], numbers)
		j.Steps = append(j.Steps, s)
	}
}

// note adds a step on no provision.
func (j *judgement) note(text string) { j.add(plain, text, Step{}) }
