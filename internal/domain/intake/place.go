package intake

import (
	"strings"
	"sync"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/text"
)

// A placer reads places, each wording once: lists name the same communes again
// and again.
type placer struct {
	province string
	today    calendar.Date

	mu    sync.Mutex
	known map[string]territory.Address
}

func newPlacer(province string, today calendar.Date) *placer {
	return &placer{province: province, today: today, known: map[string]territory.Address{}}
}

// unitWords begin the name of an administrative unit in an address, folded.
var unitWords = []string{"xa ", "phuong ", "thi tran ", "tt ", "huyen ", "h ", "thanh pho ", "tp ", "thi xa ", "tx ", "tinh ", "dac khu ", "quan ", "p ", "x ", "t "}

// apart cuts an address into what lies within the commune and the units.
func apart(address string) (detail, units string) {
	parts := strings.FieldsFunc(address, func(r rune) bool { return r == ',' || r == ';' || r == '–' })
	at := len(parts)
	for at > 0 && len(parts)-at < 4 && namesUnit(parts[at-1]) {
		at--
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return strings.Join(parts[:at], ", "), strings.Join(parts[at:], ", ")
}

func namesUnit(part string) bool {
	folded := text.Fold(part) + " "
	for _, w := range unitWords {
		if strings.HasPrefix(folded, w) {
			return true
		}
	}
	return false
}

// find returns the unit that the words mean, in the old or the new order: the
// old one goes first where a district is named, which only it has.
func (p *placer) find(words string, district bool) (territory.Address, bool) {
	key := words
	if district {
		key = "district|" + words
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	a, ok := p.known[key]
	if !ok {
		before := territory.SwitchDay.AddDays(-1)
		days := []calendar.Date{p.today, before}
		if district || strings.Contains(" "+text.Fold(words)+" ", " huyen ") {
			days = []calendar.Date{before, p.today}
		}
		for _, day := range days {
			if u, found := territory.Match(p.province, words, day); found && u.Level != territory.Province {
				a = territory.Address{Commune: u.Code, On: day}
				break
			}
		}
		p.known[key] = a
	}
	return a, a.Commune != ""
}

// place reads the place of a row. A commune or district that is named and not
// found is a problem of its cell.
func (l *line) place(p *placer) territory.Address {
	commune, district, address := l.text(fCommune), l.text(fDistrict), l.text(fAddress)
	if commune == "" && district == "" {
		detail, units := apart(address)
		if units == "" {
			return territory.Address{Detail: address}
		}
		if a, ok := p.find(units, false); ok {
			a.Detail = detail
			return a
		}
		l.problem(fAddress, "Không tìm thấy xã, phường “%s” trong danh mục của tỉnh, cả đơn vị cũ lẫn mới.", cut(units, 80))
		return territory.Address{Detail: address}
	}
	words := strings.Trim(commune+", "+district, ", ")
	if a, ok := p.find(words, district != ""); ok {
		a.Detail, _ = apart(address)
		return a
	}
	field := fCommune
	if commune == "" {
		field = fDistrict
	}
	l.problem(field, "Không tìm thấy “%s” trong danh mục xã, phường của tỉnh, cả đơn vị cũ lẫn mới; hoặc có nhiều nơi cùng tên, cần ghi thêm huyện.", cut(words, 80))
	return territory.Address{Detail: address}
}
