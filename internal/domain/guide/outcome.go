package guide

import (
	"slices"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// The articles behind what every support asks, whatever the norm.
const (
	lawOfPlace   = "NĐ 45/2012/NĐ-CP, Điều 1 và NĐ 235/2025/NĐ-CP"
	lawOfOnce    = "TT 36/2013/TT-BCT, Mẫu 1"
	lawOfMachine = "TT 46/2012/TT-BCT, Điều 4 khoản 4"
)

// newScope is the first day of who and where NĐ 235/2025/NĐ-CP covers.
var newScope = calendar.Must("2025-10-15")

var funds = []norm.Fund{norm.National, norm.Local}

// A Check (điều kiện chung) is what law asks whatever the amount.
type Check struct {
	Text     string      // Vietnamese: what is asked, and of these answers what follows
	Mends    string      // Vietnamese: what would change it; "" unless Answer is No
	Answer   norm.Answer // of these answers
	Citation string
	Evidence norm.Evidence
}

// A Share (phần của một nguồn) is what one fund may give.
type Share struct {
	norm.Verdict
	Fund norm.Fund
	// Answer joins the verdict with the checks that hold whatever the fund.
	Answer norm.Answer
	// Provincial says that the province's own norm decided.
	Provincial bool
}

// An Outcome (kết quả) is what the answers lead to.
type Outcome struct {
	Info     normbook.ContentInfo
	On       calendar.Date // the day whose law applies
	Answer   norm.Answer   // the best of the shares
	Checks   []Check
	Shares   []Share // the nation's, then the province's
	Most     money.VND
	HasMost  bool     // Most is the greatest ceiling of the shares
	Unproven bool     // the ceiling that Most comes from was not seen in the text itself
	Sure     []string // Vietnamese: what must be known for certain
	Keep     []string // Vietnamese: conditions to keep
	Priority string   // Vietnamese: why it comes before others; "" when it does not
	Papers   []procedure.Paper
	Terms    Terms
	Near     []Choice // what else may help
}

// Facts returns what the answers mean to the norms of a fund.
func (a Answers) Facts(fund norm.Fund) norm.Facts {
	f := norm.Facts{On: a.on(), Fund: fund, EligibleCost: a.cost(), Former: a.former()}
	if o, ok := a.offer(); ok {
		f.Content = o.content
	}
	if a.known(Where) {
		f.Province = a.given[Where]
	}
	learn := func(name string, value any) {
		if err := f.Learn(name, value); err != nil {
			panic("guide: " + err.Error()) // a name or value of this file, not of anybody's answer
		}
	}
	for k, means := range meanings {
		if m, ok := means[a.given[k]]; ok && a.asks(k) {
			for name, value := range m {
				learn(name, value)
			}
		}
	}
	if rural := a.rural(); rural != norm.Unknown {
		learn("rural_place", rural == norm.Yes)
	}
	if a.is(Before, "khong") {
		f.PastKnown = true
	}
	return f
}

// meanings are the facts behind the answers in few words.
var meanings = map[Key]map[string]map[string]any{
	Who: {
		"hkd": {"applicant": "household"},
		"nv":  {"applicant": "enterprise", "small_or_medium": true},
		"htx": {"applicant": "cooperative"},
		"lh":  {"applicant": "cooperative_union"},
		"tht": {"applicant": "cooperative_group"},
		"lon": {"applicant": "enterprise", "small_or_medium": false},
		"nn":  {"applicant": "artisan"},
	},
	Hardship: {
		"khong": {"difficulty": "none", "priority_territory": false},
		"kho":   {"difficulty": "difficult", "priority_territory": true},
		"db":    {"difficulty": "special", "priority_territory": true},
	},
	Before:  {"khong": {"other_state_money": false}, "khac": {"other_state_money": false}, "muc": {"other_state_money": true}},
	Machine: {"moi": {"new_machine": true}, "cu": {"new_machine": false}},
	Village: {"co": {"craft_village": true}, "khong": {"craft_village": false}},
	What:    nil, Where: nil, Commune: nil, Cost: nil, When: nil, // no variables of conditions
}

// asks reports whether an answer counts: one that was kept from before another
// was changed may no longer be about anything.
func (a Answers) asks(k Key) bool {
	o, _ := a.offer()
	switch k {
	case Who:
		return !o.anyone && !o.starts
	case Village:
		return a.city() && a.ward() && !o.anyone
	case Machine:
		return o.machine != ""
	case What, Where, Commune, Hardship, Cost, Before, When:
	}
	return true
}

// on is the day whose law applies: today for this year, else the first day of
// the year that was answered.
func (a Answers) on() calendar.Date {
	if next := years(a.day)[1]; a.is(When, next.Value) {
		return calendar.FirstDay(a.day.Year() + 1)
	}
	return a.day
}

// rural tells whether the place is one of rural industry.
//
// Law: NĐ 45/2012/NĐ-CP Điều 1, as NĐ 235/2025/NĐ-CP changed it from 2025-10-15:
// every commune, ward and special zone of a province; of a centrally run city the
// communes and special zones; and recognised craft villages anywhere. Before that
// day it depended on towns and classes of cities that are not in the data.
func (a Answers) rural() norm.Answer {
	switch {
	case !a.known(Where) || a.on().Before(newScope):
		return norm.Unknown
	case !a.city():
		return norm.Yes
	case !a.known(Commune):
		return norm.Unknown
	case !a.ward() || a.is(Village, "co"):
		return norm.Yes
	case a.is(Village, "khong"):
		return norm.No
	}
	return norm.Unknown
}

// Judge says what the answers lead to by the norms and the procedure. Without an answer to What it is empty.
func Judge(book *norm.Book, by *procedure.Book, a Answers) Outcome {
	o, ok := a.offer()
	if !ok {
		return Outcome{On: a.on()}
	}
	out := Outcome{On: a.on(), Checks: a.checks(o), Terms: a.terms(by)}
	out.Info, _ = normbook.ContentByCode(o.content)
	out.Papers = a.papers(by)
	general := norm.Yes
	for _, c := range out.Checks {
		general = both(general, c.Answer)
		if c.Answer == norm.Unknown {
			out.Sure = append(out.Sure, c.Text)
		}
	}
	out.Answer = norm.No
	for _, fund := range funds {
		v := norm.Judge(book, a.Facts(fund))
		version, _, _ := book.Version(v.Version)
		share := Share{Verdict: v, Fund: fund, Answer: both(general, v.Eligible), Provincial: version.Province != ""}
		out.Shares = append(out.Shares, share)
		out.take(share)
	}
	out.Priority = a.priority()
	for _, value := range o.near {
		i := slices.IndexFunc(offers, func(other offer) bool { return other.Value == value })
		out.Near = append(out.Near, offers[i].Choice)
	}
	return out
}

// take adds what one fund may give.
func (out *Outcome) take(s Share) {
	if s.Answer == norm.Yes || s.Answer == norm.Unknown && out.Answer == norm.No {
		out.Answer = s.Answer
	}
	if s.HasCeiling && (!out.HasMost || s.Ceiling > out.Most) {
		out.Most, out.HasMost, out.Unproven = s.Ceiling, true, !s.Evidence.Verified()
	}
	out.Sure, out.Keep = union(out.Sure, s.Missing), union(out.Keep, s.Conditions)
}

func union(list, more []string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// both is yes when both are, no when either is.
func both(one, other norm.Answer) norm.Answer {
	switch {
	case one == norm.No || other == norm.No:
		return norm.No
	case one == norm.Yes && other == norm.Yes:
		return norm.Yes
	}
	return norm.Unknown
}

// checks are the conditions of every support, those that bear on the offer.
func (a Answers) checks(o offer) []Check {
	var list []Check
	if a.asks(Who) {
		list = append(list, a.checkWho())
	}
	if !o.anyone {
		list = append(list, a.checkPlace())
	}
	list = append(list, a.checkOnce())
	if o.machine != "" {
		list = append(list, a.checkMachine(o))
	}
	return list
}

func (a Answers) checkWho() Check {
	c := Check{Citation: lawOfPlace, Evidence: norm.Quoted}
	switch who := a.given[Who]; who {
	case "hkd", "nv", "htx", "lh", "tht":
		c.Answer, c.Text = norm.Yes, a.Said(Who)+" thuộc đối tượng được hỗ trợ."
	case "lon":
		c.Answer, c.Text = norm.No, "Doanh nghiệp lớn không thuộc đối tượng được hỗ trợ việc này."
		c.Mends = "Doanh nghiệp lớn vẫn có thể được hỗ trợ làm mô hình sản xuất sạch hơn."
	case "cn":
		c.Answer, c.Text = norm.No, "Người làm nghề chưa đăng ký kinh doanh chưa thuộc đối tượng được hỗ trợ."
		c.Mends = "Anh/chị đăng ký hộ kinh doanh, hoặc vào tổ hợp tác, hợp tác xã, rồi tính lại."
	case "nn":
		c.Text, c.Evidence = "Nghệ nhân là nhóm mới được thêm; chưa đọc được việc nào dành cho nghệ nhân.", norm.Unverified
	default:
		c.Text = "Anh/chị có phải là doanh nghiệp nhỏ và vừa, hợp tác xã, tổ hợp tác hoặc hộ kinh doanh hay không."
	}
	return c
}

func (a Answers) checkPlace() Check {
	c := Check{Answer: a.rural(), Citation: lawOfPlace, Evidence: norm.Quoted}
	switch c.Answer {
	case norm.Yes:
		c.Text = "Nơi đặt xưởng thuộc địa bàn công nghiệp nông thôn."
	case norm.No:
		c.Text = "Phường của thành phố trực thuộc trung ương không thuộc địa bàn công nghiệp nông thôn."
		c.Mends = "Xưởng đặt ở xã, đặc khu hoặc trong làng nghề được công nhận thì được xét, dù trụ sở vẫn ở phường."
	case norm.Unknown:
		c.Text = "Nơi đặt xưởng có thuộc địa bàn công nghiệp nông thôn hay không."
	}
	return c
}

func (a Answers) checkOnce() Check {
	c := Check{Citation: lawOfOnce, Evidence: norm.Quoted}
	switch a.given[Before] {
	case "khong", "khac":
		c.Answer, c.Text = norm.Yes, "Việc này chưa được Nhà nước hỗ trợ lần nào."
	case "muc":
		c.Answer, c.Text = norm.No, "Việc này đã được Nhà nước hỗ trợ nên không được hỗ trợ lần nữa."
		c.Mends = "Máy khác, lớp học khác hoặc việc khác thì được xét."
	default:
		c.Text = "Việc này đã được Nhà nước hỗ trợ lần nào chưa."
	}
	return c
}

func (a Answers) checkMachine(o offer) Check {
	c := Check{Citation: lawOfMachine, Evidence: o.machine}
	switch a.given[Machine] {
	case "moi":
		c.Answer, c.Text = norm.Yes, "Máy mới thì được xét."
	case "cu":
		c.Answer, c.Text = norm.No, "Máy đã qua sử dụng không được hỗ trợ."
		c.Mends = "Mua máy mới thì được xét."
		if !o.machine.Verified() {
			c.Answer, c.Mends = norm.Unknown, ""
		}
	default:
		c.Text = "Máy sẽ mua là máy mới hay không."
	}
	return c
}

// priority says why the scheme comes before others.
func (a Answers) priority() string {
	if a.is(Hardship, "kho") || a.is(Hardship, "db") {
		return "Địa bàn khó khăn được xét trước"
	}
	return ""
}
