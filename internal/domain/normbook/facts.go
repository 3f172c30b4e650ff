package normbook

import (
	"fmt"
	"maps"
	"math/big"
	"slices"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// factsEntry is what people write down of a dossier that is to be judged.
type factsEntry struct {
	Units  int64               `yaml:"units"`
	Asked  money.VND           `yaml:"asked"`
	Item   string              `yaml:"item"`
	Former string              `yaml:"former"`
	Know   map[string]any      `yaml:"know"`
	Counts map[norm.Per]string `yaml:"counts"`
	Past   *[]struct {
		Content norm.Content  `yaml:"content"`
		On      calendar.Date `yaml:"on"`
		Item    string        `yaml:"item"`
		Amount  money.VND     `yaml:"amount"`
	} `yaml:"past"`
}

// ReadFacts adds what a file says of a dossier to f:
//
//	units: 2                      # establishments, models… as the norm counts
//	asked: 300000000              # đồng
//	item: máy sao chè 6CST-110    # for support that is given once an item
//	former: "06"                  # the province of the place before a merger
//	know: {applicant: cooperative, difficulty: special}   # see norm.Variables
//	counts: {hectare: 12.5}
//	past: []                      # known to have received nothing
//
// What is wrong is an Invalid fault that names the file and the line.
func ReadFacts(name string, data []byte, f *norm.Facts) error {
	var e factsEntry
	if err := decode(data, &e); err != nil {
		return badYAML(name, err)
	}
	if err := e.tell(f); err != nil {
		return at(name, 1, err)
	}
	return nil
}

// tell adds what was written down to f.
func (e factsEntry) tell(f *norm.Facts) error {
	f.Units, f.Asked, f.Former = e.Units, e.Asked, e.Former
	if e.Item != "" {
		f.Items = []string{e.Item}
	}
	if e.Units < 0 || e.Asked < 0 {
		return fmt.Errorf("số lượng và số tiền không được âm")
	}
	for _, name := range slices.Sorted(maps.Keys(e.Know)) {
		if err := f.Learn(name, e.Know[name]); err != nil {
			return err
		}
	}
	for _, per := range slices.Sorted(maps.Keys(e.Counts)) {
		n, err := thousandths(e.Counts[per])
		if err != nil {
			return err
		}
		if f.Counts == nil {
			f.Counts = map[norm.Per]int64{}
		}
		f.Counts[per] = n
	}
	if e.Past == nil {
		return nil
	}
	f.PastKnown = true
	for _, p := range *e.Past {
		if p.On.IsZero() {
			return fmt.Errorf("khoản đã nhận thiếu ngày")
		}
		f.Past = append(f.Past, norm.Received{Content: p.Content, On: p.On, Item: p.Item, Amount: p.Amount})
	}
	return nil
}

// thousandths reads a number with at most three digits after the point.
func thousandths(s string) (int64, error) {
	r, ok := new(big.Rat).SetString(s)
	if !ok || r.Sign() < 0 || len(s) > 20 {
		return 0, fmt.Errorf("số lượng “%s” không phải là số không âm", s)
	}
	r.Mul(r, big.NewRat(1000, 1))
	if !r.IsInt() || !r.Num().IsInt64() {
		return 0, fmt.Errorf("số lượng “%s” có quá ba chữ số lẻ hoặc quá lớn", s)
	}
	return r.Num().Int64(), nil
}
