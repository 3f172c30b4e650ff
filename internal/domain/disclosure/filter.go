package disclosure

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
)

// The names of the filters in addresses.
const (
	ByYear    = "nam"
	ByFund    = "nguon"
	ByContent = "noi-dung"
	ByCommune = "xa"
	ByKind    = "loai-hinh"
	ByStatus  = "tinh-trang"
	ByCursor  = "sau"
)

// Check refuses what the filter does not know, so that nobody takes a list that
// was not filtered for one that was.
func (f Filter) Check() error {
	var form fault.Form
	form.Check(f.Year == 0 || f.Year >= 1990 && f.Year <= 2200, ByYear, "Năm phải là một số từ 1990 đến 2200.")
	form.Check(f.Fund == "" || f.Fund == ledger.District || slices.Contains(ledger.Funds(), f.Fund), ByFund, "Nguồn kinh phí phải là national, local hoặc district.")
	_, known := normbook.ContentByCode(norm.Content(f.Content))
	form.Check(f.Content == "" || known, ByContent, "Mã nội dung này không có trong danh mục.")
	form.Check(f.Kind == "" || slices.Contains(establishment.Kinds(), f.Kind), ByKind, "Loại hình này không có trong danh mục.")
	form.Check(f.Status == "" || slices.Contains(Statuses(), f.Status), ByStatus, "Tình trạng này không có trong danh mục.")
	_, unit := territory.Lookup(f.Commune, territory.SwitchDay)
	form.Check(f.Commune == "" || unit, ByCommune, "Mã xã này không có trong danh mục từ 01/7/2025.")
	return form.Err("Bộ lọc có chỗ không đúng.")
}

// where is the condition of the filter beside that of being public.
func (f Filter) where(province string) (where string, args []any, err error) {
	if err := f.Check(); err != nil {
		return "", nil, err
	}
	where = "s.province = ?"
	args = []any{province}
	add := func(condition string, values ...any) {
		where += " AND " + condition
		args = append(args, values...)
	}
	if f.Year != 0 {
		add("s.year = ?", f.Year)
	}
	if f.Fund != "" {
		add("s.fund = ?", f.Fund)
	}
	if f.Content != "" {
		add("s.content = ?", f.Content)
	}
	if states := f.Status.states(); len(states) > 0 {
		add("s.state IN (?"+strings.Repeat(", ?", len(states)-1)+")", anys(states)...)
	}
	if f.Kind != "" {
		add(`EXISTS (SELECT 1 FROM scheme_beneficiaries AS k JOIN establishments AS ke ON ke.province = k.province AND ke.id = k.establishment
			WHERE k.province = s.province AND k.scheme = s.id AND k.left_on = '' AND ke.kind = ?)`, f.Kind)
	}
	if f.Commune != "" {
		near, codes := lies("c", f.Commune)
		own, same := lies("s", f.Commune)
		add(`(EXISTS (SELECT 1 FROM scheme_beneficiaries AS c WHERE c.province = s.province AND c.scheme = s.id AND c.left_on = '' AND `+near+`) OR `+own+`)`,
			append(codes, same...)...)
	}
	return where, args, nil
}

func anys[T any](list []T) []any {
	all := make([]any, len(list))
	for i, v := range list {
		all[i] = v
	}
	return all
}

// lies is the condition that an address may lie in a commune of today. A code
// of today may have been another commune's before, so the day counts too.
func lies(table, commune string) (condition string, args []any) {
	day := territory.SwitchDay.String()
	condition = "(" + table + ".commune = ? AND (" + table + ".address_on = '' OR " + table + ".address_on >= ?)"
	args = []any{commune, day}
	before := territory.Predecessors(commune, territory.SwitchDay)
	if len(before) > 0 {
		condition += " OR " + table + ".address_on <> '' AND " + table + ".address_on < ? AND " + table + ".commune IN (?" + strings.Repeat(", ?", len(before)-1) + ")"
		args = append(args, day)
		for _, s := range before {
			args = append(args, s.Unit.Code)
		}
	}
	return condition + ")", args
}

// A cursor is the last record of a page.
type cursor struct {
	year int
	id   string
}

var (
	cursorForm  = regexp.MustCompile(`^1\.([0-9a-f]{16})\.([0-9]{1,4})\.([0-9a-z-]{4,20})$`)
	schemeForm  = regexp.MustCompile(`^[0-9]{4}-[0-9]{4,9}$`)
	productForm = regexp.MustCompile(`^sp-[0-9]{4,9}$`)
)

// seal writes c so that it means nothing to whoever carries it, and fits the
// list with that digest only: a cursor of another filter would skip what nobody
// has seen.
func (c cursor) seal(digest string) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "1.%s.%d.%s", digest, c.year, c.id))
}

// unseal reads a cursor of the list with that digest, whose ids have a form.
func unseal(s, digest string, id *regexp.Regexp) (c cursor, err error) {
	wrong := &fault.Error{Kind: fault.Invalid, Message: "Con trỏ trang không đúng hoặc thuộc bộ lọc khác.",
		Fields: map[string]string{ByCursor: "Hãy đọc lại từ trang đầu với đúng bộ lọc này."}}
	if len(s) > 200 {
		return c, wrong
	}
	text, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil {
		return c, wrong
	}
	m := cursorForm.FindStringSubmatch(string(text))
	if m == nil || m[1] != digest || !id.MatchString(m[3]) {
		return c, wrong
	}
	year, err := strconv.Atoi(m[2])
	if err != nil {
		return c, wrong
	}
	return cursor{year, m[3]}, nil
}

// digest tells one list from another.
func (f Filter) digest(province string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %d %q %q %q %q %q", province, f.Year, f.Fund, f.Content, f.Commune, f.Kind, f.Status))
	return hex.EncodeToString(sum[:8])
}

// CommunesOn lists the communes of a province that the filter knows.
func CommunesOn(province string, day calendar.Date) []territory.Unit {
	if day.Before(territory.SwitchDay) {
		day = territory.SwitchDay
	}
	return territory.CommunesOf(province, day)
}
