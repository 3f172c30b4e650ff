package office

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.vn/khuyencong/internal/domain/guide"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/web/ui"
)

// guideSearch is the field of the search for a commune. What is typed there is
// looked for and goes nowhere else.
const guideSearch = "tim"

// A guideForm is what a question page shows beside the answers.
type guideForm struct {
	key         guide.Key
	question    guide.Question
	step, total int
	answered    []ui.Row
	note        string // what in the address was passed over
	typed       string // what was typed, right or wrong
	problem     string
	search      string
	places      []guide.Place
}

// field describes the input of the question.
func (f guideForm) field(a guide.Answers) ui.Field {
	value, _ := a.Get(f.key)
	return ui.Field{Name: string(f.key), Label: "Chọn một câu trả lời", Value: value, Error: f.problem}
}

// options are the choices of the question, those of a commune from the search.
func (f guideForm) options() []ui.Option {
	var all []ui.Option
	for _, p := range f.places {
		o := ui.Option{Value: p.Code, Label: p.Title()}
		if p.Formerly != "" {
			o.Hint = "Trước 01/7/2025: " + p.Formerly
		}
		all = append(all, o)
	}
	for _, c := range f.question.Choices {
		all = append(all, ui.Option{Value: c.Value, Label: c.Label, Hint: c.Hint})
	}
	return all
}

// errors lists the problem, leading to the first input.
func (f guideForm) errors() []ui.FieldError {
	if f.problem == "" {
		return nil
	}
	return []ui.FieldError{{ID: f.firstID(), Message: f.problem}}
}

// firstID is the id of the first input.
func (f guideForm) firstID() string {
	if f.key == guide.Commune {
		return guideSearch
	}
	return string(f.key)
}

// progress says where the question stands.
func (f guideForm) progress() string {
	if f.step == 1 {
		return "Câu 1, nhiều nhất " + strconv.Itoa(guide.Most) + " câu"
	}
	return "Câu " + strconv.Itoa(f.step) + " trong " + strconv.Itoa(f.total) + " câu"
}

// withQuery is a page of the guide with the answers.
func withQuery(path string, a guide.Answers) string {
	if q := a.Query(); q != "" {
		return path + "?" + q
	}
	return path
}

// askAgain is the page that shows a question; with "", the first one open.
func askAgain(a guide.Answers, k guide.Key) string {
	path := withQuery(guideAskPath, a)
	if k == "" {
		return path
	}
	mark := "?"
	if strings.Contains(path, "?") {
		mark = "&"
	}
	return path + mark + guideShow + "=" + string(k)
}

func onPath(path []guide.Key, k guide.Key) bool { return slices.Contains(path, k) }

// typedCost is what the box of the cost shows when it is asked again.
func typedCost(a guide.Answers, k guide.Key) string {
	if value, _ := a.Get(guide.Cost); k != guide.Cost || value == guide.Unsure {
		return ""
	}
	return strings.TrimSuffix(a.Said(guide.Cost), " đ")
}

// answerRows lists the answers on the path up to a question, each with "Sửa".
func answerRows(a guide.Answers, path []guide.Key, but guide.Key) []ui.Row {
	var rows []ui.Row
	for _, k := range path {
		if said := a.Said(k); said != "" && k != but {
			rows = append(rows, ui.Row{Key: a.Question(k).Short, Value: said, Action: &ui.Link{Label: "Sửa", Href: askAgain(a, k)}})
		}
	}
	return rows
}

// answeredTitle counts the answers.
func answeredTitle(rows []ui.Row) string {
	return "Đã trả lời " + strconv.Itoa(len(rows)) + " câu"
}

// hiddenAnswers are the answers that a form sends on, all but one.
func hiddenAnswers(a guide.Answers, but guide.Key) []ui.Field {
	var all []ui.Field
	for part := range strings.SplitSeq(a.Query(), "&") {
		if name, value, ok := strings.Cut(part, "="); ok && name != string(but) {
			all = append(all, ui.Field{Name: name, Value: value})
		}
	}
	return all
}

// ignoredWords says calmly what in the address was passed over.
func ignoredWords(a guide.Answers, ignored []guide.Key) string {
	switch {
	case len(ignored) == 0:
		return ""
	case len(ignored) == 1 && ignored[0] == guide.Commune:
		return "Xã, phường trong địa chỉ không thuộc tỉnh, thành phố đã chọn nên được bỏ qua."
	}
	var names []string
	for _, k := range ignored {
		names = append(names, "“"+a.Question(k).Short+"”")
	}
	return "Địa chỉ của trang có chỗ không đọc được ở câu " + strings.Join(names, ", ") + " nên các chỗ đó được bỏ qua."
}

// unanswered says what to do about a question without an answer.
func unanswered(k guide.Key, typed string) string {
	switch k {
	case guide.Cost:
		if _, err := guide.ParseCost(typed); err != nil {
			return err.Error()
		}
	case guide.Where:
		return "Hãy chọn tỉnh, thành phố, hoặc chọn “Không rõ”."
	case guide.Commune:
		return "Hãy tìm rồi chọn xã, phường, hoặc bấm “Không rõ xã, phường”."
	case guide.What, guide.Who, guide.Village, guide.Hardship, guide.Before, guide.Machine, guide.When:
	}
	return "Hãy chọn một câu trả lời. Không biết thì chọn “Không rõ”."
}

// headline is the result in one line.
func headline(out guide.Outcome) string {
	switch {
	case out.Answer == norm.No:
		return "Chưa được hỗ trợ việc này"
	case out.Answer == norm.Yes && out.HasMost:
		return "Có thể được hỗ trợ nhiều nhất " + nbsp(out.Most.String()+" đ")
	case out.Answer == norm.Yes:
		return "Có thể được hỗ trợ, chưa rõ nhiều nhất bao nhiêu"
	case out.HasMost:
		return "Chưa chắc được hỗ trợ; nếu được thì nhiều nhất " + nbsp(out.Most.String()+" đ")
	}
	return "Chưa kết luận được"
}

// nbsp keeps a sum on one line.
func nbsp(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") }

// answerKind is the tone of an answer, answerWord its words.
func answerKind(a norm.Answer) ui.Kind {
	switch a {
	case norm.Yes:
		return ui.OK
	case norm.No:
		return ui.Bad
	case norm.Unknown:
	}
	return ui.Warn
}

func answerWord(a norm.Answer) string {
	switch a {
	case norm.Yes:
		return "Có thể được hỗ trợ"
	case norm.No:
		return "Chưa được hỗ trợ"
	case norm.Unknown:
	}
	return "Chưa chắc chắn"
}

// ceilingWord stands before the ceiling of a share.
func ceilingWord(s guide.Share) string {
	if s.Answer == norm.Yes {
		return "Nhiều nhất"
	}
	return "Mức cao nhất, khi đủ điều kiện"
}

// whereFrom says whose norm a share of the local fund follows.
func whereFrom(s guide.Share) string {
	switch {
	case s.Fund == norm.National:
		return "Theo mức của cả nước."
	case s.Provincial:
		return "Theo mức riêng của tỉnh."
	}
	return "Chưa có mức riêng của tỉnh trong phần mềm, nên tạm tính theo mức của cả nước."
}

// applyTo names whom to ask and to hand the papers to.
func applyTo(a guide.Answers) string {
	centre, commune := "Trung tâm Khuyến công (thuộc Sở Công Thương)", "UBND xã, phường nơi đặt xưởng"
	if code, _ := a.Get(guide.Where); code != guide.Unsure && code != "" {
		u, _ := territory.Lookup(code, a.Day())
		centre += " " + u.Label()
	}
	if code, _ := a.Get(guide.Commune); code != guide.Unsure && code != "" {
		if u, ok := territory.Lookup(code, a.Day()); ok {
			commune = "UBND " + u.Label()
		}
	}
	return centre + ", hoặc " + commune + "."
}

// termWords says when to apply for the national fund.
func termWords(t guide.Terms) []string {
	plan := "Khuyến công quốc gia năm " + strconv.Itoa(t.Year)
	if t.Due.IsZero() {
		return []string{plan + ": chưa có hạn đăng ký trong phần mềm."}
	}
	if !t.Passed {
		return []string{plan + ": Sở Công Thương gửi đăng ký trước ngày " + t.Due.VN() + ". Anh/chị nên nộp sớm hơn vài tuần để còn kịp xem hồ sơ."}
	}
	words := []string{plan + ": hạn đăng ký (trước ngày " + t.Due.VN() + ") đã qua. Anh/chị hỏi Trung tâm Khuyến công xem có xét bổ sung hay không."}
	if t.NextYear != 0 {
		words = append(words, "Đợt tới là kế hoạch năm "+strconv.Itoa(t.NextYear)+": Sở Công Thương gửi đăng ký trước ngày "+t.NextDue.VN()+".")
	}
	return words
}

// paperWords is one paper of the list, with its form and when it is needed.
func paperWords(p procedure.Paper) string {
	words := p.Name
	if p.Form != "" {
		words += " (" + p.Form + ")"
	}
	if p.When != "" {
		words += ". " + strings.TrimSuffix(p.When, ".")
	}
	return words
}

// allVerified reports whether the text behind every paper was read.
func allVerified(papers []procedure.Paper) bool {
	return !slices.ContainsFunc(papers, func(p procedure.Paper) bool { return !p.Verified })
}

// resultMeta sums up the question under the result: what, where, for how much.
func resultMeta(a guide.Answers, out guide.Outcome) string {
	parts := []string{a.Said(guide.What)}
	for _, k := range []guide.Key{guide.Commune, guide.Where, guide.Cost} {
		if value, ok := a.Get(k); ok && value != guide.Unsure {
			parts = append(parts, nbsp(a.Said(k)))
		}
	}
	return strings.Join(parts, " · ") + " · theo quy định ngày " + out.On.VN()
}

// sentence writes a phrase as a sentence.
func sentence(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + strings.TrimSuffix(s[size:], ".") + "."
}

// searchLook makes the search the main deed until there is something to choose.
func searchLook(f guideForm) ui.Look {
	if len(f.places) > 0 {
		return ui.Alt
	}
	return ui.Main
}

// placesField describes the choice of a commune.
func placesField(a guide.Answers) ui.Field {
	value, _ := a.Get(guide.Commune)
	return ui.Field{Name: string(guide.Commune), Label: "Chọn một xã, phường", Value: value}
}

// met reports whether any condition of every support is met.
func met(checks []norm.Requirement) bool {
	return slices.ContainsFunc(checks, func(c norm.Requirement) bool { return c.Answer == norm.Yes })
}

// refusals are the reasons against, of the conditions of every support and of
// the norms: what to say is in Refusal.
func refusals(out guide.Outcome) []norm.Requirement {
	var list []norm.Requirement
	for _, c := range out.Checks {
		if c.Answer == norm.No {
			list = append(list, c)
		}
	}
	for _, s := range out.Shares {
		told := slices.ContainsFunc(list, func(c norm.Requirement) bool { return c.Refusal == s.Refused })
		if s.Eligible == norm.No && !told {
			list = append(list, norm.Requirement{Text: s.Refused, Refusal: s.Refused, Citation: s.Citation, Evidence: s.Evidence})
		}
	}
	for i, c := range list {
		if c.Refusal == c.Text { // it says what is asked, not what is wrong
			list[i].Refusal = "Chưa đạt: " + c.Refusal
		}
	}
	return list
}
