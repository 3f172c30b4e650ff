package norm

import (
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

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
	case v.Fund != "" && (v.Topic == "" || v.Fund != National && v.Fund != Local):
		return fmt.Errorf("chỉ điều kiện chung mới nêu nguồn kinh phí, là national hoặc local")
	case v.Uplift != 0 && (v.Uplift < money.Whole || v.Uplift > 10*money.Whole || v.UpliftCitation == "" || !v.UpliftEvidence.Verified()):
		return fmt.Errorf("hệ số ưu tiên phải từ 100%% đến 1000%%, có căn cứ đã kiểm chứng")
	case v.Amends != "" && (v.Note == "" || !slices.ContainsFunc(b.versions, func(o Version) bool {
		return o.ID == v.Amends && o.Amends == "" && o.Province == v.Province
	})):
		return fmt.Errorf("văn bản sửa đổi cần ghi chú và phải sửa một văn bản có trong sổ, không phải “%s”", v.Amends)
	}
	if err := v.checkApart(before); err != nil {
		return err
	}
	if v.Topic != "" && len(v.Rules)+len(v.Often) == 0 {
		return fmt.Errorf("điều kiện chung về “%s” không có điều kiện nào", v.Topic)
	}
	if err := checkOften(v.Often); err != nil {
		return err
	}
	return checkRules(v.Rules)
}

// checkApart reports another version of the same days, place and topic.
func (v *Version) checkApart(before []Version) error {
	for _, other := range before {
		if other.ID == v.ID {
			return fmt.Errorf("có hai lần trong sổ")
		}
		if other.Topic == v.Topic && other.Amends == "" && v.Amends == "" && other.Province == v.Province && Meet(other.Area, v.Area) && overlap(other.From, other.To, v.From, v.To) {
			return fmt.Errorf("trùng thời gian hiệu lực với “%s”", other.ID)
		}
	}
	return nil
}

// checkOnly reports a condition about a content that is in no text.
func (b *Book) checkOnly(v Version) error {
	var named []Content
	for _, r := range v.Rules {
		named = append(named, r.Only...)
	}
	for _, o := range v.Often {
		named = append(named, o.Only...)
	}
	for _, content := range named {
		if len(b.items[content])+len(b.byItem[content]) == 0 {
			return fmt.Errorf("điều kiện nói về nội dung “%s”, không có trong sổ", content)
		}
	}
	return nil
}

// checkCeiling reports what is wrong with c by itself.
func (b *Book) checkCeiling(c Ceiling) error {
	v := b.editions[c.Version]
	if v == nil {
		return fmt.Errorf("không có văn bản này trong sổ")
	}
	switch {
	case c.Content == "" || c.Name == "" || strings.TrimSpace(c.Citation) == "" || c.Unit == "":
		return fmt.Errorf("thiếu mã, tên, đơn vị tính hoặc căn cứ")
	case v.Amends != "":
		return fmt.Errorf("văn bản sửa đổi không đặt mức riêng")
	case v.Topic != "":
		return fmt.Errorf("điều kiện chung không đặt mức")
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
	return checkOften(c.Often)
}

func checkOften(all []Often) error {
	for _, o := range all {
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
	v := b.editions[c.Version]
	for _, i := range b.byItem[c.Content] {
		other := &b.ceilings[i]
		o := b.editions[other.Version]
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
