package norm

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// Judge says how much support b allows for f, and whether what is asked is
// within it. The ceiling is the lesser of ratio × eligible cost, rounded down
// to the đồng, and cap × units. Above it a verified norm blocks and any other
// warns.
//
// Law: TTLT 26/2014/TTLT-BTC-BCT Điều 6 (2014-04-08 to 2018-05-10);
// TT 28/2018/TT-BTC Điều 8 (from 2018-05-11), as amended by TT 64/2024/TT-BTC.
func Judge(b *Book, f Facts) Verdict {
	v := Verdict{Content: f.Content, Asked: max(f.Asked, 0), Level: OK}
	if f.On.IsZero() {
		v.warn("Chưa có ngày quyết định nên chưa chọn được văn bản mức chi")
		return v
	}
	version, ok := b.VersionOn(f.On)
	if !ok {
		v.warn("Không có văn bản mức chi nào trong dữ liệu có hiệu lực ngày " + f.On.VN())
		return v
	}
	v.Version, v.Instrument = version.ID, b.instrumentOn(version, f.On)
	found := b.Find(f.Content, f.On)
	switch len(found) {
	case 0:
		v.missing(version)
	case 1:
		v.apply(found[0], version, f)
	default:
		v.choose(found)
	}
	return v
}

// Check returns nil unless v blocks; then an Unlawful fault that cites the
// provision.
func Check(v Verdict) error {
	if v.Level != Block {
		return nil
	}
	return &fault.Error{
		Kind: fault.Unlawful,
		Message: fmt.Sprintf("Số tiền đề nghị %s đ vượt mức hỗ trợ tối đa %s đ; phần vượt là %s đ.",
			v.Asked, v.Ceiling, v.Over),
		Basis: v.Citation,
	}
}

// warn adds a step on no provision and raises the level to Warn.
func (v *Verdict) warn(text string) {
	v.add(Step{Text: text})
	v.Level = Warn
}

// add appends a step.
func (v *Verdict) add(s Step) { v.Steps = append(v.Steps, s) }

// missing says that version has nothing on the content.
func (v *Verdict) missing(version Version) {
	if version.Partial {
		v.warn(v.Instrument + ": chưa có mức chi của nội dung này trong dữ liệu, vì chưa đọc được toàn văn; cần tra văn bản")
		return
	}
	v.warn(v.Instrument + " không có mức chi riêng cho nội dung này; cần căn cứ khác hoặc quy định của tỉnh")
}

// choose says that the norm depends on something the facts do not tell.
func (v *Verdict) choose(found []Ceiling) {
	v.warn("Mức chi tùy theo cấp tổ chức; cần chọn một trong các mức sau")
	for _, c := range found {
		v.add(Step{Text: limits(c), Amount: c.Cap, Citation: c.Citation, Evidence: c.Evidence})
	}
}

// limits puts the limits of c in words.
func limits(c Ceiling) string {
	var parts []string
	if c.HasRatio {
		parts = append(parts, "tối đa "+c.Ratio.String())
	}
	if c.Cap > 0 {
		parts = append(parts, "không quá "+c.Cap.String()+" đ/"+c.Unit)
	}
	return c.Name + ": " + strings.Join(parts, ", ")
}

// apply judges f by the one ceiling c.
func (v *Verdict) apply(c Ceiling, version Version, f Facts) {
	v.Citation, v.Evidence, v.Conditions = c.Citation, c.Evidence, c.Conditions
	v.ratio(c, f)
	v.cap(c, f)
	if !c.HasRatio && c.Cap == 0 {
		text := "Văn bản không đặt mức trần; áp dụng " + c.Refers
		if !c.Verified {
			text += " (" + c.Evidence.Label() + ")"
		}
		v.cite(c, text, 0)
		return
	}
	if c.HasRatio && c.Cap > 0 && f.EligibleCost > 0 {
		v.cite(c, "Mức trần là số nhỏ hơn: "+v.Ceiling.String()+" đ", v.Ceiling)
	}
	if !c.Verified {
		v.cite(c, "Mức này "+c.Evidence.Label()+", nên chỉ cảnh báo, không chặn", 0)
	}
	if f.Fund == Local {
		v.add(Step{Text: "Kinh phí địa phương: tạm dùng mức của trung ương khi chưa nhập mức chi của tỉnh"})
	}
	if v.HasCeiling {
		v.over(c, version, f)
	}
}

// ratio takes the ratio of c into account.
func (v *Verdict) ratio(c Ceiling, f Facts) {
	if !c.HasRatio {
		return
	}
	if f.EligibleCost <= 0 {
		v.cite(c, "Chưa có chi phí hợp lệ nên chưa tính được mức tối đa "+c.Ratio.String(), 0)
		v.Level = Warn
		return
	}
	share := c.Ratio.Of(f.EligibleCost)
	base := ""
	if c.Base != "" {
		base = " (" + c.Base + ")"
	}
	v.cite(c, fmt.Sprintf("Mức hỗ trợ tối đa %s của %s đ%s = %s đ", c.Ratio, f.EligibleCost, base, share), share)
	v.Ceiling, v.HasCeiling = share, true
}

// cap takes the absolute cap of c into account.
func (v *Verdict) cap(c Ceiling, f Facts) {
	if c.Cap == 0 {
		return
	}
	units := max(f.Units, 1)
	total := times(c.Cap, units)
	text := "Không quá " + c.Cap.String() + " đ/" + c.Unit
	if units > 1 {
		text += " × " + strconv.FormatInt(units, 10) + " " + c.Unit + " = " + total.String() + " đ"
	}
	v.cite(c, text, total)
	if v.HasCeiling {
		total = min(total, v.Ceiling)
	}
	v.Ceiling, v.HasCeiling = total, true
}

// over compares what is asked with the ceiling.
func (v *Verdict) over(c Ceiling, version Version, f Facts) {
	v.Over = max(v.Asked-v.Ceiling, 0)
	if v.Over == 0 {
		return
	}
	v.cite(c, fmt.Sprintf("Số tiền đề nghị %s đ vượt mức trần; phần vượt là %s đ", v.Asked, v.Over), v.Over)
	if !c.Verified {
		v.Level = Warn
		return
	}
	v.Level = Block
	if !f.PriorityTerritory && !f.PriorityIndustry {
		return
	}
	if version.UpliftUnknown {
		v.add(Step{Text: "Chưa rõ văn bản này còn hệ số cho địa bàn, ngành nghề ưu tiên hay không, nên không áp dụng"})
		return
	}
	if version.Uplift > 0 && f.Fund == National {
		v.uplift(version)
	}
}

// uplift lets the ministry go above the ceiling for a priority scheme.
//
// Law: TTLT 26/2014/TTLT-BTC-BCT Điều 6 khoản 2 điểm t (2014-04-08 to 2018-05-10).
func (v *Verdict) uplift(version Version) {
	limit := version.Uplift.Of(v.Ceiling)
	v.add(Step{
		Text: fmt.Sprintf("Địa bàn, ngành nghề ưu tiên: Bộ Công Thương có thể phê duyệt đến %s mức trên = %s đ",
			version.Uplift, limit),
		Amount: limit, Citation: version.UpliftCitation, Evidence: version.UpliftEvidence,
	})
	if v.Asked <= limit {
		v.Level = Warn
	}
}

// cite adds a step that rests on c.
func (v *Verdict) cite(c Ceiling, text string, amount money.VND) {
	v.add(Step{Text: text, Amount: amount, Citation: c.Citation, Evidence: c.Evidence})
}

// times returns amount × n, held at the largest VND; neither is negative.
func times(amount money.VND, n int64) money.VND {
	if amount > 0 && n > math.MaxInt64/int64(amount) {
		return math.MaxInt64
	}
	return amount * money.VND(n)
}
