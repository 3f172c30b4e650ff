package norm

import (
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// A Book (sổ mức chi) holds every version of the norms, the nation's and those
// of provinces. It never changes once made, and is safe for concurrent use.
type Book struct {
	versions []Version
	ceilings []Ceiling
	items    map[Content][]Content
	byItem   map[Content][]int // of ceilings
	area     map[string]*Version
}

// NewBook returns a book of what it is given, or an error that names the
// version or item that is wrong. Items maps a catalogue content to the norm
// items that limit it, for contents whose code is not itself such an item.
func NewBook(versions []Version, ceilings []Ceiling, items map[Content][]Content) (*Book, error) {
	b := &Book{
		versions: slices.Clone(versions), ceilings: slices.Clone(ceilings), items: map[Content][]Content{},
		byItem: map[Content][]int{}, area: map[string]*Version{},
	}
	for content, norms := range items {
		b.items[content] = slices.Clone(norms)
	}
	slices.SortStableFunc(b.versions, func(x, y Version) int { return x.From.Compare(y.From) })
	if err := b.checkVersions(); err != nil {
		return nil, err
	}
	for i := range b.versions {
		b.area[b.versions[i].ID] = &b.versions[i]
	}
	for i, c := range b.ceilings {
		if err := b.checkCeiling(c); err != nil {
			return nil, &Wrong{Version: c.Version, Content: c.Content, Err: err}
		}
		b.byItem[c.Content] = append(b.byItem[c.Content], i)
	}
	for i, c := range b.ceilings {
		if err := b.checkBeside(i, c); err != nil {
			return nil, &Wrong{Version: c.Version, Content: c.Content, Err: err}
		}
	}
	for content, norms := range b.items {
		for _, item := range norms {
			if len(b.byItem[item]) == 0 {
				return nil, fmt.Errorf("nội dung “%s”: không có mục mức chi “%s”", content, item)
			}
		}
	}
	return b, nil
}

// Wrong names the version and, unless it is empty, the item that a book cannot hold.
type Wrong struct {
	Version string
	Content Content
	Err     error
}

func (w *Wrong) Error() string {
	if w.Content == "" {
		return fmt.Sprintf("văn bản “%s”: %v", w.Version, w.Err)
	}
	return fmt.Sprintf("mục “%s” của văn bản “%s”: %v", w.Content, w.Version, w.Err)
}

// Unwrap returns what is wrong.
func (w *Wrong) Unwrap() error { return w.Err }

// With returns a book that also holds the given versions, such as those of a
// province or one that is still a draft.
func (b *Book) With(versions []Version, ceilings []Ceiling) (*Book, error) {
	return NewBook(append(slices.Clone(b.versions), versions...), append(slices.Clone(b.ceilings), ceilings...), b.items)
}

// Instead returns the book as it would be if the version v, with its ceilings,
// held from its first day: whatever of the same province and area would still
// hold then ends the day before, and what would only begin later is left out.
func (b *Book) Instead(v Version, ceilings []Ceiling) (*Book, error) {
	var versions []Version
	ends := map[string]bool{}
	for _, old := range b.versions {
		if old.Province == v.Province && Meet(old.Area, v.Area) && overlap(old.From, old.To, v.From, v.To) {
			if !old.From.Before(v.From) {
				continue
			}
			ends[old.ID], old.To = true, v.From.AddDays(-1)
		}
		versions = append(versions, old)
	}
	kept := slices.Clone(ceilings)
	for _, c := range b.ceilings {
		if ends[c.Version] && (c.To.IsZero() || !c.To.Before(v.From)) {
			c.To = v.From.AddDays(-1)
		}
		if slices.ContainsFunc(versions, func(v Version) bool { return v.ID == c.Version }) {
			kept = append(kept, c)
		}
	}
	return NewBook(append(versions, v), kept, b.items)
}

// Versions returns every version of the nation, oldest first.
func (b *Book) Versions() []Version { return b.VersionsOf("") }

// VersionsOf returns every version of a province, or of the nation for "",
// oldest first.
func (b *Book) VersionsOf(province string) []Version {
	var all []Version
	for _, v := range b.versions {
		if v.Province == province {
			all = append(all, v)
		}
	}
	return all
}

// Version returns the version of an id with its ceilings.
func (b *Book) Version(id string) (v Version, ceilings []Ceiling, ok bool) {
	i := slices.IndexFunc(b.versions, func(v Version) bool { return v.ID == id })
	if i < 0 {
		return v, nil, false
	}
	for _, c := range b.ceilings {
		if c.Version == id {
			ceilings = append(ceilings, c)
		}
	}
	return b.versions[i], ceilings, true
}

// VersionOn returns the nation's version whose ceilings hold on day;
// amendments are not versions in this sense.
func (b *Book) VersionOn(day calendar.Date) (Version, bool) {
	for _, v := range b.versions {
		if v.Province == "" && v.Amends == "" && !day.IsZero() && day.Within(v.From, v.To) {
			return v, true
		}
	}
	return Version{}, false
}

// InForce returns every ceiling of the nation that holds on day, in the order
// of the text.
func (b *Book) InForce(day calendar.Date) []Ceiling {
	var in []Ceiling
	for _, c := range b.ceilings {
		if !day.IsZero() && day.Within(c.From, c.To) && b.area[c.Version].Province == "" {
			in = append(in, c)
		}
	}
	return in
}

// Find returns the nation's ceilings that may limit content on day: those of
// content's own code if there are any in the book, otherwise those of its norm
// items. More than one means that the norm depends on the level of the event.
func (b *Book) Find(content Content, day calendar.Date) []Ceiling {
	var found []Ceiling
	for _, i := range b.find(content, day, func(v *Version) bool { return v.Province == "" }) {
		found = append(found, b.ceilings[i])
	}
	return found
}

// find returns the places of the ceilings that may limit content on day, of
// the versions that suit.
func (b *Book) find(content Content, day calendar.Date, suits func(*Version) bool) []int {
	if day.IsZero() {
		return nil
	}
	items, mapped := b.items[content]
	if !mapped {
		items = []Content{content}
	}
	var found []int
	for _, item := range items {
		for _, i := range b.byItem[item] {
			c := &b.ceilings[i]
			if day.Within(c.From, c.To) && suits(b.area[c.Version]) {
				found = append(found, i)
			}
		}
	}
	if len(items) > 1 {
		slices.Sort(found) // the order of the text
	}
	return found
}

// instrumentOn returns the name of v as cited on day, with its amendment.
func (b *Book) instrumentOn(v Version, day calendar.Date) string {
	name := v.Instrument
	for i := range b.versions {
		if a := &b.versions[i]; a.Amends == v.ID && day.Within(a.From, a.To) {
			name = a.Note
		}
	}
	return name
}

// checkVersions reports the first version that is wrong.
func (b *Book) checkVersions() error {
	for i, v := range b.versions {
		if err := b.checkVersion(v, b.versions[:i]); err != nil {
			return &Wrong{Version: v.ID, Err: err}
		}
	}
	return nil
}

func (b *Book) checkVersion(v Version, before []Version) error {
	switch {
	case v.ID == "" || v.Instrument == "":
		return fmt.Errorf("thiếu mã hoặc số hiệu văn bản")
	case !v.To.IsZero() && v.To.Before(v.From):
		return fmt.Errorf("ngày hết hiệu lực trước ngày có hiệu lực")
	case v.Province == "" && len(v.Area) > 0:
		return fmt.Errorf("chỉ quy định của tỉnh mới có địa bàn riêng")
	case v.Uplift != 0 && (v.Uplift < money.Whole || v.Uplift > 10*money.Whole || v.UpliftCitation == "" || !v.UpliftEvidence.Verified()):
		return fmt.Errorf("hệ số ưu tiên phải từ 100%% đến 1000%%, có căn cứ đã kiểm chứng")
	case v.Amends != "" && (v.Note == "" || !slices.ContainsFunc(b.versions, func(o Version) bool {
		return o.ID == v.Amends && o.Amends == "" && o.Province == v.Province
	})):
		return fmt.Errorf("văn bản sửa đổi cần ghi chú và phải sửa một văn bản có trong sổ, không phải “%s”", v.Amends)
	}
	for _, other := range before {
		if other.ID == v.ID {
			return fmt.Errorf("có hai lần trong sổ")
		}
		if other.Amends == "" && v.Amends == "" && other.Province == v.Province && Meet(other.Area, v.Area) && overlap(other.From, other.To, v.From, v.To) {
			return fmt.Errorf("trùng thời gian hiệu lực với “%s”", other.ID)
		}
	}
	return checkRules(v.Rules)
}

// checkCeiling reports what is wrong with c by itself.
func (b *Book) checkCeiling(c Ceiling) error {
	v := b.area[c.Version]
	if v == nil {
		return fmt.Errorf("không có văn bản này trong sổ")
	}
	switch {
	case c.Content == "" || c.Name == "" || strings.TrimSpace(c.Citation) == "" || c.Unit == "":
		return fmt.Errorf("thiếu mã, tên, đơn vị tính hoặc căn cứ")
	case v.Amends != "":
		return fmt.Errorf("văn bản sửa đổi không đặt mức riêng")
	case !c.HasRatio && c.Cap == 0 && c.Of == "" && len(c.Tiers) == 0 && c.Refers == "":
		return fmt.Errorf("không có tỷ lệ, không có mức tối đa thì phải nói áp dụng văn bản nào")
	case !slices.Contains([]Evidence{Primary, Quoted, Corroborated, Unverified}, c.Evidence):
		return fmt.Errorf("không có mức kiểm chứng “%s”", c.Evidence)
	case c.Verified != c.Evidence.Verified():
		return fmt.Errorf("dấu đã kiểm chứng (%v) không khớp mức kiểm chứng %s", c.Verified, c.Evidence)
	case c.From.Before(v.From) || (!v.To.IsZero() && (c.To.IsZero() || c.To.After(v.To))):
		return fmt.Errorf("có hiệu lực ngoài thời gian của văn bản")
	case !c.To.IsZero() && c.To.Before(c.From):
		return fmt.Errorf("ngày hết hiệu lực trước ngày có hiệu lực")
	case c.MaxUnits < 0 || c.Years < 0 || c.Years > 50:
		return fmt.Errorf("số lượng và số năm không được âm, số năm không quá 50")
	case (c.Form == Recoverable) != (c.Years > 0):
		return fmt.Errorf("hỗ trợ có thu hồi, và chỉ loại đó, phải nêu số năm hoàn trả")
	}
	return c.checkParts()
}

// checkParts reports what is wrong with the limits and conditions of c.
func (c *Ceiling) checkParts() error {
	if err := c.Limit.check(); err != nil {
		return err
	}
	for i, t := range c.Tiers {
		if err := t.check(); err != nil {
			return fmt.Errorf("bậc %d: %w", i+1, err)
		}
		if t.Name == "" || (t.When == nil && i < len(c.Tiers)-1) {
			return fmt.Errorf("bậc %d phải có tên; chỉ bậc cuối được bỏ trống điều kiện", i+1)
		}
	}
	for _, r := range c.Raises {
		if r.Factor < money.Whole || r.Factor > 10*money.Whole || r.Citation == "" || r.When == nil {
			return fmt.Errorf("mức ưu tiên phải từ 100%% đến 1000%%, có điều kiện và căn cứ")
		}
	}
	if err := checkRules(c.Rules); err != nil {
		return err
	}
	for _, o := range c.Often {
		counted := o.Kind == OnceInYears || o.Kind == TimesAYear
		if !slices.Contains([]OftenKind{OnceEver, OnceInYears, TimesAYear, OnceAnItem}, o.Kind) || counted != (o.N > 0) || o.Citation == "" {
			return fmt.Errorf("giới hạn số lần “%s” không hợp lệ: thiếu hoặc thừa con số, hoặc thiếu căn cứ", o.Kind)
		}
	}
	return nil
}

func checkRules(rules []Rule) error {
	for _, r := range rules {
		if r.When == nil || r.Text == "" || r.Citation == "" || r.Evidence == "" {
			return fmt.Errorf("điều kiện phải có biểu thức, lời văn, căn cứ và mức kiểm chứng")
		}
	}
	return nil
}

func (l Limit) check() error {
	switch {
	case l.HasRatio && (l.Ratio <= 0 || l.Ratio > money.Whole):
		return fmt.Errorf("tỷ lệ phải trên 0%% và không quá 100%%, không thể là %s", l.Ratio)
	case !l.HasRatio && l.Ratio != 0:
		return fmt.Errorf("có tỷ lệ nhưng không đánh dấu")
	case l.Cap < 0 || l.Cap > money.Max || l.Total < 0 || l.Total > money.Max:
		return fmt.Errorf("mức %s hoặc tổng mức %s ngoài giới hạn", l.Cap, l.Total)
	case (l.Of == "") != (l.Factor == 0) || l.Factor < 0 || l.Factor > 100*money.Whole || (l.Of != "" && l.Cap != 0):
		return fmt.Errorf("mức theo bội số phải nêu mục gốc và hệ số dương, không đặt mức riêng")
	}
	return nil
}

// checkBeside reports what is wrong with c beside the others.
func (b *Book) checkBeside(at int, c Ceiling) error {
	v := b.area[c.Version]
	for _, i := range b.byItem[c.Content] {
		other := &b.ceilings[i]
		o := b.area[other.Version]
		if i < at && o.Province == v.Province && Meet(o.Area, v.Area) && overlap(other.From, other.To, c.From, c.To) {
			return fmt.Errorf("trùng thời gian với cùng mục của “%s”", other.Version)
		}
		if v.Province != "" && o.Province == "" && other.Verified && overlap(other.From, other.To, c.From, c.To) && above(c, *other) {
			return fmt.Errorf("cao hơn mức của trung ương trong “%s”", other.Version)
		}
	}
	for _, of := range c.multiples() {
		i := slices.IndexFunc(b.ceilings, func(o Ceiling) bool { return o.Content == of && o.Version == c.Version })
		if i < 0 || b.ceilings[i].Cap == 0 {
			return fmt.Errorf("là bội số của “%s”, mục đó không có mức trong cùng văn bản", of)
		}
	}
	return nil
}

// multiples lists the norms of which c or a tier of it is a multiple.
func (c *Ceiling) multiples() []Content {
	var all []Content
	for _, l := range append([]Limit{c.Limit}, limitsOf(c.Tiers)...) {
		if l.Of != "" {
			all = append(all, l.Of)
		}
	}
	return all
}

func limitsOf(tiers []Tier) []Limit {
	all := make([]Limit, 0, len(tiers))
	for _, t := range tiers {
		all = append(all, t.Limit)
	}
	return all
}

// above reports whether a province gives more than the nation allows. A paid
// back sum is no gift and is not compared.
func above(own, national Ceiling) bool {
	if own.Form == Recoverable || len(national.Tiers) > 0 {
		return false
	}
	for _, l := range append([]Limit{own.Limit}, limitsOf(own.Tiers)...) {
		if national.HasRatio && l.HasRatio && l.Ratio > national.Ratio {
			return true
		}
		if national.Cap > 0 && l.Cap > national.Cap && own.Unit == national.Unit {
			return true
		}
	}
	return false
}

// overlap reports whether two spans of days share one; zero days are open.
func overlap(from1, to1, from2, to2 calendar.Date) bool {
	return (to1.IsZero() || !from2.After(to1)) && (to2.IsZero() || !from1.After(to2))
}

// Meet reports whether two areas share ground; an empty one is the whole province.
func Meet(one, other []string) bool {
	if len(one) == 0 || len(other) == 0 {
		return true
	}
	return slices.ContainsFunc(one, func(code string) bool { return slices.Contains(other, code) })
}
