// Package guide leads the owner of a workshop, who knows no law, to what may be
// supported (hướng dẫn “Tôi được hỗ trợ gì?”): which questions to ask, what the
// answers mean as facts of package norm, and what follows.
//
// Gói này không lưu gì cả: mọi câu trả lời nằm trong địa chỉ của trang, và không
// câu nào là thông tin cá nhân. Answers are an immutable value that writes itself
// as the query of an address and reads itself back from one, so that going back,
// changing an answer, keeping the page and sending it need nothing else. It is
// pure: the day and the norms are given to it.
package guide

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// A Key (mã câu hỏi) names a question; it is the name of its answer in addresses.
type Key string

// The questions, in the order in which they are asked.
const (
	What     Key = "v" // việc muốn làm
	Who      Key = "d" // đối tượng
	Where    Key = "t" // tỉnh, thành phố
	Commune  Key = "x" // xã, phường, đặc khu
	Village  Key = "l" // làng nghề
	Hardship Key = "k" // địa bàn khó khăn
	Cost     Key = "c" // chi phí
	Before   Key = "r" // đã được hỗ trợ trước đây
	Machine  Key = "m" // máy mới
	When     Key = "n" // năm muốn được hỗ trợ
)

// Most is the most questions that anybody is asked.
const Most = 9

// Unsure is the answer “không rõ”, which every question takes.
const Unsure = "kr"

var keys = []Key{What, Who, Where, Commune, Village, Hardship, Cost, Before, Machine, When}

// KeyOf returns the key that is spelled so.
func KeyOf(s string) (Key, bool) {
	return Key(s), slices.Contains(keys, Key(s))
}

// Answers (các câu trả lời) are what somebody has answered by a day. The zero
// day holds no answers.
type Answers struct {
	day   calendar.Date
	given map[Key]string // as addresses spell them, all of them valid
}

// Read takes the answers out of the query of an address. Names that are not
// questions are nobody's business here and are passed over; ignored lists the
// questions whose answer there means nothing, once each.
func Read(query url.Values, day calendar.Date) (a Answers, ignored []Key) {
	a = Answers{day: day, given: make(map[Key]string)}
	for _, k := range keys {
		said, ok := query[string(k)]
		if !ok {
			continue
		}
		value, ok := a.valid(k, said[0])
		if ok && len(said) == 1 {
			a.given[k] = value
		} else if said[0] != "" || len(said) > 1 {
			ignored = append(ignored, k)
		}
	}
	return a, ignored
}

// With returns the answers with one of them changed or added; a value that
// means nothing takes the answer away. The others stay, whether or not they
// still matter.
func (a Answers) With(k Key, value string) Answers {
	query := a.values()
	query.Set(string(k), value)
	changed, _ := Read(query, a.day)
	return changed
}

// Get returns an answer as addresses spell it, and whether there is one.
func (a Answers) Get(k Key) (string, bool) {
	value, ok := a.given[k]
	return value, ok
}

// Day is the day on which the answers are read.
func (a Answers) Day() calendar.Date { return a.day }

// Query spells the answers for an address, always in the same way.
func (a Answers) Query() string {
	var parts []string
	for _, k := range keys {
		if value, ok := a.given[k]; ok {
			parts = append(parts, string(k)+"="+value) // digits and small letters alone
		}
	}
	return strings.Join(parts, "&")
}

func (a Answers) values() url.Values {
	query := url.Values{}
	for k, value := range a.given {
		query.Set(string(k), value)
	}
	return query
}

// valid returns how an answer is spelled, and whether it means anything beside
// those that were read before it.
func (a Answers) valid(k Key, value string) (string, bool) {
	if value == Unsure {
		return value, true
	}
	switch k {
	case Where:
		u, ok := territory.Lookup(value, a.day)
		return value, ok && u.Level == territory.Province
	case Commune:
		u, ok := territory.Lookup(value, a.day)
		if !ok || u.Level != territory.Commune {
			return "", false
		}
		province, ok := territory.ProvinceOf(value, a.day)
		return value, ok && province.Code == a.given[Where]
	case Cost:
		v, err := ParseCost(value)
		return digits(v), err == nil
	case When:
		return value, slices.ContainsFunc(years(a.day), func(c Choice) bool { return c.Value == value })
	case What, Who, Village, Hardship, Before, Machine:
	}
	return value, slices.ContainsFunc(choices[k], func(c Choice) bool { return c.Value == value })
}

// is reports whether an answer has a value.
func (a Answers) is(k Key, value string) bool { return a.given[k] == value }

// known reports whether there is an answer other than “không rõ”.
func (a Answers) known(k Key) bool {
	value, ok := a.given[k]
	return ok && value != Unsure
}

func (a Answers) cost() money.VND {
	v, err := strconv.ParseInt(a.given[Cost], 10, 64)
	if err != nil {
		return 0 // not known
	}
	return money.VND(v)
}

func digits(v money.VND) string { return strconv.FormatInt(int64(v), 10) }
