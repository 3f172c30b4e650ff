package guide

import (
	"slices"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/territory"
)

// The articles for which the questions are asked.
const (
	lawOfPlace   = "NĐ 45/2012/NĐ-CP, Điều 1 và NĐ 235/2025/NĐ-CP"
	lawOfOnce    = "TT 36/2013/TT-BCT, Mẫu 1"
	lawOfMachine = "TT 46/2012/TT-BCT, Điều 4 khoản 4"
)

// A Question (câu hỏi) is one page of the guide.
type Question struct {
	Key   Key
	Text  string // Vietnamese, the question itself
	Short string // Vietnamese, the question in a list of answers
	Why   string // Vietnamese: why it is asked, in one sentence
	Law   string // the article that asks it; "" when none does
	// Choices are the answers, “không rõ” among them; none for the commune and
	// the cost, which are typed.
	Choices []Choice
}

var unsure = Choice{Value: Unsure, Label: "Không rõ"}

// questions are the questions without what depends on the answers so far.
var questions = map[Key]Question{
	What: {Text: "Anh/chị muốn làm việc gì?", Short: "Việc muốn làm",
		Why: "Mỗi việc có mức hỗ trợ và giấy tờ riêng.", Law: "NĐ 45/2012/NĐ-CP, Điều 4"},
	Who: {Text: "Anh/chị là ai?", Short: "Loại hình",
		Why: "Chỉ một số loại hình được hỗ trợ.", Law: lawOfPlace},
	Where: {Text: "Xưởng ở tỉnh, thành phố nào?", Short: "Tỉnh, thành phố",
		Why: "Mỗi tỉnh có thể có mức hỗ trợ riêng. Lấy nơi làm ra sản phẩm, không phải nơi đặt văn phòng.", Law: "TT 46/2012/TT-BCT, Điều 3 khoản 1 điểm d"},
	Commune: {Text: "Xưởng ở xã, phường, đặc khu nào?", Short: "Xã, phường",
		Why: "Để biết nơi này trước đây thuộc tỉnh nào và có thuộc công nghiệp nông thôn không.", Law: lawOfPlace},
	Village: {Text: "Xưởng có nằm trong làng nghề được công nhận không?", Short: "Làng nghề",
		Why: "Ở phường của thành phố trực thuộc trung ương, chỉ làng nghề được công nhận mới thuộc công nghiệp nông thôn.", Law: lawOfPlace},
	Hardship: {Text: "Nơi đó có được xếp là địa bàn khó khăn không?", Short: "Địa bàn khó khăn",
		Why: "Địa bàn khó khăn được xét trước; có việc chỉ hỗ trợ ở đó. UBND xã biết rõ điều này.", Law: "TT 46/2012/TT-BCT, Điều 6 khoản 1"},
	Cost: {Short: "Chi phí",
		Why: "Mức hỗ trợ tính theo phần trăm của chi phí. Chỉ cần số ước chừng."},
	Before: {Text: "Anh/chị đã được Nhà nước hỗ trợ lần nào chưa?", Short: "Đã được hỗ trợ",
		Why: "Một việc không được Nhà nước hỗ trợ hai lần.", Law: lawOfOnce},
	Machine: {Text: "Máy sẽ mua là máy mới hay máy đã dùng?", Short: "Máy mới hay cũ",
		Why: "Khuyến công hỗ trợ máy mới.", Law: lawOfMachine},
	When: {Text: "Anh/chị muốn được hỗ trợ vào năm nào?", Short: "Năm hỗ trợ",
		Why: "Mỗi năm có hạn đăng ký riêng, và mức hỗ trợ lấy theo quy định của năm đó."},
}

// Question returns the question of a key as it is asked after these answers.
func (a Answers) Question(k Key) Question {
	q := questions[k]
	q.Key = k
	switch k {
	case Where:
		for _, u := range territory.Provinces(a.day) {
			q.Choices = append(q.Choices, Choice{Value: u.Code, Label: u.Title()})
		}
	case When:
		q.Choices = years(a.day)
	case Cost:
		q.Text = "Việc này hết khoảng bao nhiêu tiền?"
		if o, ok := a.offer(); ok {
			q.Text = o.cost
		}
	case What, Who, Village, Hardship, Before, Machine:
		q.Choices = slices.Clone(choices[k])
	case Commune:
	}
	if len(q.Choices) > 0 {
		last := unsure
		if k == What {
			last = Choice{Unsure, "Chưa rõ, cho tôi xem tất cả", ""}
		}
		q.Choices = append(q.Choices, last)
	}
	return q
}

// Said puts an answer in words; "" when there is none.
func (a Answers) Said(k Key) string {
	value, ok := a.given[k]
	if !ok {
		return ""
	}
	switch {
	case k == Commune && value != Unsure:
		u, _ := territory.Lookup(value, a.day)
		return u.Title()
	case k == Cost && value != Unsure:
		return a.cost().String() + " đ"
	}
	for _, c := range a.Question(k).Choices {
		if c.Value == value {
			return c.Label
		}
	}
	return unsure.Label
}

// Path returns the questions that matter after these answers, in their order,
// at most Most of them. What is asked depends on what the norms of the work
// ask for, so the path may change with every answer.
func (a Answers) Path(book *norm.Book) []Key {
	o, ok := a.offer()
	if !ok {
		return []Key{What} // who does not know sees everything
	}
	path := []Key{What}
	ask := func(k Key, matters bool) {
		if matters {
			path = append(path, k)
		}
	}
	lacks := a.lacks(book)
	ask(Who, !o.anyone && !o.starts)
	ask(Where, true)
	ask(Commune, a.merged() || a.city() && !o.anyone)
	village := a.city() && a.ward() && !o.anyone
	ask(Village, village)
	ask(Hardship, !village || lacks("difficulty"))
	ask(Cost, lacks("cost_vnd"))
	ask(Before, true)
	ask(Machine, o.machine)
	ask(When, true)
	return path
}

// lacks tells whether a verdict of either fund asks for a fact, when neither
// the hardship nor the cost is known.
func (a Answers) lacks(book *norm.Book) func(variable string) bool {
	var missing []string
	asked := a.without(Hardship).without(Cost)
	for _, fund := range funds {
		missing = append(missing, norm.Judge(book, asked.Facts(fund)).Missing...)
	}
	return func(variable string) bool {
		v, ok := norm.VariableOf(variable)
		return ok && slices.Contains(missing, v.Label)
	}
}

// without returns the answers without one of them.
func (a Answers) without(k Key) Answers {
	rest := Answers{day: a.day, given: make(map[Key]string)}
	for other, value := range a.given {
		if other != k {
			rest.given[other] = value
		}
	}
	return rest
}

// Next returns the first question of the path without an answer; false when
// everything is answered.
func (a Answers) Next(book *norm.Book) (Key, bool) {
	for _, k := range a.Path(book) {
		if _, ok := a.given[k]; !ok {
			return k, true
		}
	}
	return "", false
}
