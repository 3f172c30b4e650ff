package contract

import (
	"cmp"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// AdvanceFacts (dữ kiện tạm ứng) are what the lawfulness of an advance depends
// on.
type AdvanceFacts struct {
	Rules      procedure.Rules // of the fund and the place, on the day of the signature of the contract
	Items      []AdvanceItem   // the contents of the scheme
	Value      money.VND       // of the contract
	Investment money.VND       // of the project as a whole
	Volume     money.VND       // work done so far
	Reported   money.VND       // work done by the newest progress report
	Accepted   bool            // some of the work has been accepted
	Proven     money.VND       // value of the accepted work that no payment was asked for
	Before     money.VND       // advanced and asked before this request
	Amount     money.VND       // asked now
}

// An AdvanceItem (hạng mục tạm ứng) is one content of the scheme and its
// estimated cost from all sources.
type AdvanceItem struct {
	Content norm.Content
	Cost    money.VND
}

// A Problem (điểm chưa đạt) is one rule that a request does not satisfy. One
// that Blocks rests on a verified text; any other only warns.
type Problem struct {
	Message string // Vietnamese, whole sentence
	Basis   string
	Blocks  bool
}

// An AdvanceVerdict (kết luận tạm ứng) says how much may be advanced and what
// stands against the amount that is asked.
type AdvanceVerdict struct {
	Ratio    money.Ratio // of the strictest content
	Limit    money.VND   // all advances together
	Left     money.VND   // of Limit, before this request
	Citation string
	Verified bool
	Papers   []string // Vietnamese, of all contents
	Problems []Problem
}

// JudgeAdvance says whether an advance is within the rules of every content of
// the scheme; the strictest share counts. It is a pure function.
//
// A content that law pays 100 % "as an advance" (setting up an enterprise) is
// paid after acceptance, so in effect it is a payment and the treasury's 70 %
// does not hold it back.
//
// Law: TT 36/2013/TT-BCT Điều 13, 15, 16; TTLT 26/2014/TTLT-BTC-BCT Điều 8 khoản 2 điểm b.
func JudgeAdvance(f AdvanceFacts) AdvanceVerdict {
	ceiling := f.Rules.AdvanceCeiling()
	items := f.Items
	if len(items) == 0 {
		items = []AdvanceItem{{}}
	}
	v := AdvanceVerdict{Ratio: money.Whole + 1}
	held := false // by the treasury's ceiling
	var after *procedure.AdvanceRule
	for _, item := range items {
		rule := f.Rules.AdvanceFor(item.Content)
		share := procedure.AdvanceLimit{Basis: rule.Basis, Ratio: rule.First}
		switch {
		case rule.ByDecision && rule.NeedsAcceptance: // as far as the proof reaches
			share.Ratio = money.Whole
		case rule.ByDecision: // whoever manages the fund decides, within the ceiling
			share = ceiling
		}
		if share.Ratio < v.Ratio {
			v.Ratio, v.Citation, v.Verified = share.Ratio, share.Citation, share.Verified
		}
		held = held || !rule.NeedsAcceptance
		if rule.NeedsAcceptance {
			after = &rule
		}
		v.Papers = append(v.Papers, rule.Papers...)
		v.Problems = append(v.Problems, f.proof(item, rule)...)
	}
	slices.Sort(v.Papers)
	v.Papers = slices.Compact(v.Papers)
	v.Limit = v.Ratio.Of(f.Value)
	if after != nil && f.Accepted {
		v.reach(f, *after)
	}
	if total := f.Before + f.Amount; total > v.Ratio.Of(f.Value) {
		v.Problems = append(v.Problems, Problem{
			Message: "Tổng tạm ứng " + total.String() + " đ vượt mức " + v.Ratio.String() + " giá trị hợp đồng (" + v.Ratio.Of(f.Value).String() + " đ).",
			Basis:   v.Citation, Blocks: v.Verified,
		})
	}
	if held && !f.Accepted {
		v.hold(f, ceiling)
	}
	v.Left = max(0, v.Limit-f.Before)
	v.Problems = distinct(v.Problems)
	return v
}

// proof says what is missing of the proof that the rule asks for.
func (f AdvanceFacts) proof(item AdvanceItem, rule procedure.AdvanceRule) []Problem {
	var all []Problem
	if rule.NeedsAcceptance && !f.Accepted {
		all = append(all, Problem{Message: "Nội dung này chỉ được tạm ứng sau khi có biên bản nghiệm thu cơ sở.", Basis: rule.Citation, Blocks: rule.Verified})
	}
	if rule.NeedsVolume == 0 {
		return all
	}
	if f.Volume > f.Reported {
		all = append(all, Problem{
			Message: "Khối lượng ghi trong đề nghị " + f.Volume.String() + " đ lớn hơn báo cáo tiến độ mới nhất (" + f.Reported.String() + " đ).",
			Basis:   rule.Citation, Blocks: rule.Verified,
		})
	}
	base := f.Investment
	if strings.Contains(rule.VolumeOf, "hạng mục") {
		base = cmp.Or(item.Cost, f.Value)
	}
	// The text says "trên": exactly the share is not enough.
	if need := rule.NeedsVolume.Of(base); f.Volume <= need {
		all = append(all, Problem{
			Message: "Khối lượng đã làm " + f.Volume.String() + " đ chưa đủ: phải trên " + rule.NeedsVolume.String() + " " + rule.VolumeOf +
				", tức trên " + need.String() + " đ.",
			Basis: rule.Citation, Blocks: rule.Verified,
		})
	}
	return all
}

// reach lowers the limit to the work that was accepted: a content that is paid
// after acceptance is advanced as far as its proof goes, and no further.
func (v *AdvanceVerdict) reach(f AdvanceFacts, rule procedure.AdvanceRule) {
	if f.Proven >= v.Limit {
		return
	}
	v.Limit = f.Proven
	if total := f.Before + f.Amount; total > v.Limit {
		v.Problems = append(v.Problems, Problem{
			Message: "Tổng tạm ứng " + total.String() + " đ vượt giá trị đã nghiệm thu chưa thanh toán (" + v.Limit.String() + " đ).",
			Basis:   rule.Citation, Blocks: rule.Verified,
		})
	}
}

// hold lowers the limit to the treasury's ceiling.
func (v *AdvanceVerdict) hold(f AdvanceFacts, ceiling procedure.AdvanceLimit) {
	limit := ceiling.Ratio.Of(f.Value)
	v.Limit = min(v.Limit, limit)
	if total := f.Before + f.Amount; total > limit {
		v.Problems = append(v.Problems, Problem{
			Message: "Trước khi nghiệm thu, tổng tạm ứng " + total.String() + " đ vượt mức trần " + ceiling.Ratio.String() +
				" kinh phí hỗ trợ theo hợp đồng (" + limit.String() + " đ).",
			Basis: ceiling.Citation, Blocks: ceiling.Verified,
		})
	}
}

// distinct leaves out what was said already.
func distinct(all []Problem) []Problem {
	var out []Problem
	for _, p := range all {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// Err returns the first problem that blocks as an Unlawful fault, or nil.
func (v AdvanceVerdict) Err() error { return blocking(v.Problems) }

// Warning joins the problems that do not block, with their basis; "" for none.
func (v AdvanceVerdict) Warning() string { return warning(v.Problems) }

func blocking(all []Problem) error {
	for _, p := range all {
		if p.Blocks {
			return &fault.Error{Kind: fault.Unlawful, Message: p.Message, Basis: p.Basis}
		}
	}
	return nil
}

func warning(all []Problem) string {
	var lines []string
	for _, p := range all {
		if p.Blocks {
			continue
		}
		line := p.Message
		if p.Basis != "" {
			line += " (" + p.Basis + "; hiệu lực chưa kiểm chứng)"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
