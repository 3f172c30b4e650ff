package procedure

import (
	"slices"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/platform/money"
)

type ceilingEntry struct {
	Ratio      money.Ratio `yaml:"ratio_bp"`
	basisEntry `yaml:",inline"`
}

type advanceEntry struct {
	First      money.Ratio    `yaml:"first_bp"`
	Volume     money.Ratio    `yaml:"volume_bp"`
	VolumeOf   string         `yaml:"volume_of"`
	Acceptance bool           `yaml:"acceptance"`
	Papers     []string       `yaml:"papers"`
	Contents   []norm.Content `yaml:"contents"`
	basisEntry `yaml:",inline"`
}

// An AdvanceRule (quy tắc tạm ứng lần đầu) says how much of a support may be
// advanced first, and on what proof. The rest follows base acceptance.
type AdvanceRule struct {
	Basis

	Contents []norm.Content // the contents it is about; none for the rule of all others
	// First is the share of the support; zero when ByDecision.
	First money.Ratio
	// ByDecision says that the text gives no share: whoever manages the fund
	// decides, within AdvanceCeiling.
	ByDecision bool
	// NeedsVolume is how much of the work must be MORE than done ("trên"); zero
	// when no proof of volume is asked. VolumeOf says of what, in Vietnamese.
	NeedsVolume money.Ratio
	VolumeOf    string
	// NeedsAcceptance says that the work is accepted first, so that the advance
	// is a payment in effect and AdvanceCeiling does not hold it back.
	NeedsAcceptance bool
	Papers          []string // Vietnamese
}

// AdvanceFor returns the rule for the first advance of a content. A rule that is
// not verified is still the default of the house.
//
// Law: TT 36/2013/TT-BCT Điều 13, 15, 16 (from 2014-02-10; TT 17/2018/TT-BCT of
// 2018-07-10 amends the circular, text not seen).
func (r Rules) AdvanceFor(content norm.Content) AdvanceRule {
	for _, l := range r.layers {
		for _, e := range l.rules.Advances {
			if r.holds(e.basisEntry) && slices.Contains(e.Contents, content) {
				return r.advance(l, e)
			}
		}
		if e := l.rules.ByDecision; e != nil && r.holds(e.basisEntry) {
			return r.advance(l, *e)
		}
	}
	return AdvanceRule{ByDecision: true}
}

// Advances returns the rules for first advances: those for named contents as
// far as they are in force, then the one for all others.
func (r Rules) Advances() []AdvanceRule {
	var all []AdvanceRule
	seen := map[norm.Content]bool{}
	for _, l := range r.layers {
		for _, e := range l.rules.Advances {
			e.Contents = slices.DeleteFunc(slices.Clone(e.Contents), func(c norm.Content) bool { return seen[c] })
			if !r.holds(e.basisEntry) || len(e.Contents) == 0 {
				continue
			}
			for _, c := range e.Contents {
				seen[c] = true
			}
			all = append(all, r.advance(l, e))
		}
		if e := l.rules.ByDecision; e != nil && r.holds(e.basisEntry) {
			return append(all, r.advance(l, *e))
		}
	}
	return all
}

func (r Rules) advance(l layer, e advanceEntry) AdvanceRule {
	return AdvanceRule{
		Basis: r.basis(l, e.basisEntry), Contents: slices.Clone(e.Contents),
		First: e.First, ByDecision: e.First == 0, NeedsVolume: e.Volume, VolumeOf: e.VolumeOf,
		NeedsAcceptance: e.Acceptance, Papers: slices.Clone(e.Papers),
	}
}

// An AdvanceLimit (mức tạm ứng tối đa) is the share of the support under a
// contract that may be advanced in all before acceptance.
type AdvanceLimit struct {
	Basis

	Ratio money.Ratio
}

// AdvanceCeiling returns the limit on advances before acceptance. The national
// one is law from 2014-04-08 to 2018-05-10; whether TT 28/2018/TT-BTC kept it is
// not verified, and on other days it is only carried over.
//
// Law: TTLT 26/2014/TTLT-BTC-BCT Điều 8 khoản 2 điểm b.
func (r Rules) AdvanceCeiling() AdvanceLimit {
	for _, l := range r.layers {
		if e := l.rules.Ceiling; e != nil && r.holds(e.basisEntry) {
			return AdvanceLimit{r.basis(l, e.basisEntry), e.Ratio}
		}
	}
	return AdvanceLimit{Ratio: money.Whole}
}

// advances checks the shares that may be advanced.
func (c *checker) advances() {
	f := c.file
	whole := !c.local() && f.BasedOn == ""
	limit := money.Whole
	if f.Ceiling != nil {
		c.basis(&f.Ceiling.basisEntry, "ceiling")
		c.check(f.Ceiling.Ratio > 0 && f.Ceiling.Ratio <= money.Whole, at("ceiling", "ratio_bp"), "Mức tạm ứng tối đa phải trên 0%% và không quá 100%%.")
		limit = f.Ceiling.Ratio
	}
	if f.ByDecision != nil {
		c.basis(&f.ByDecision.basisEntry, "by_decision")
		c.check(f.ByDecision.First == 0 && len(f.ByDecision.Contents) == 0, at("by_decision"), "Quy tắc chung (by_decision) không ghi tỷ lệ và nội dung.")
	}
	c.check(!whole || f.Ceiling != nil, at("ceiling"), "Thiếu mức tạm ứng tối đa (ceiling).")
	c.check(!whole || f.ByDecision != nil, at("by_decision"), "Thiếu quy tắc tạm ứng cho các nội dung khác (by_decision).")
	seen := map[norm.Content]bool{}
	for i := range f.Advances {
		e := &f.Advances[i]
		path := at("advances", i)
		c.basis(&e.basisEntry, path...)
		c.check(e.First >= 0 && e.First <= money.Whole, at("advances", i, "first_bp"), "Tỷ lệ tạm ứng phải từ 0%% đến 100%%.")
		c.check(e.Volume >= 0 && e.Volume <= money.Whole, at("advances", i, "volume_bp"), "Tỷ lệ khối lượng phải từ 0%% đến 100%%.")
		c.check((e.Volume > 0) == (e.VolumeOf != ""), path, "Tỷ lệ khối lượng (volume_bp) đi cùng lời nói rõ của cái gì (volume_of).")
		c.check(e.First <= limit || e.Acceptance, at("advances", i, "first_bp"), "Tạm ứng %s trước nghiệm thu vượt mức tối đa %s.", e.First, limit)
		c.check(len(e.Papers) > 0, path, "Chưa ghi giấy tờ cần có để tạm ứng (papers).")
		c.check(len(e.Contents) > 0, path, "Chưa ghi nội dung hoạt động áp dụng (contents).")
		for j, code := range e.Contents {
			c.content(code, at("advances", i, "contents", j))
			c.check(!seen[code], at("advances", i, "contents", j), "Nội dung “%s” có hai quy tắc tạm ứng.", code)
			seen[code] = true
		}
	}
}

// content checks that a content is in the catalogue.
func (c *checker) content(code norm.Content, path []any) {
	_, ok := normbook.ContentByCode(code)
	c.check(ok, path, "Không có nội dung hoạt động mã “%s”.", code)
}
