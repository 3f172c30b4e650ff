package norm

import (
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// Judge says how much support b allows for f, why, and whether what is asked
// is within it. The ceiling is the lesser of ratio × eligible cost, rounded
// down to the đồng, and cap × units. Above it a verified norm blocks and any
// other warns.
//
// Law: TTLT 26/2014/TTLT-BTC-BCT Điều 6 (2014-04-08 to 2018-05-10);
// TT 28/2018/TT-BTC Điều 8 (from 2018-05-11), as amended by TT 64/2024/TT-BTC.
func Judge(b *Book, f Facts) Verdict { return judge(b, &f, true) }

// Measure is Judge without the reasons: the same verdict, but for its Steps.
// It is for going through many dossiers.
func Measure(b *Book, f Facts) Verdict { return judge(b, &f, false) }

// A judgement is a verdict while it is being made. It holds no pointer into
// itself, so that it stays on the stack.
type judgement struct {
	Verdict
	b        *Book
	f        Facts
	at       *place
	c        *Ceiling
	version  *edition
	national *Ceiling // what a province's own norm may not exceed
	explain  bool
}

func judge(b *Book, f *Facts, explain bool) Verdict {
	j := judgement{b: b, f: *f, explain: explain}
	j.judge()
	return j.Verdict
}

func (j *judgement) judge() {
	f := &j.f
	j.Content, j.Asked, j.Level = f.Content, max(f.Asked, 0), OK
	if f.On.IsZero() {
		j.uncertain("Chưa có ngày quyết định nên chưa chọn được văn bản mức chi")
		return
	}
	var room [8]*place
	found, silent := j.find(room[:0])
	if len(found) > 1 {
		found = j.pick(found)
	}
	switch len(found) {
	case 0:
		j.none()
	case 1:
		j.at = found[0]
		j.c, j.version = j.at.c, j.at.of
		j.Version, j.Instrument = j.version.ID, j.version.instrumentOn(f.On)
		if silent {
			j.note("Tỉnh không quy định riêng nội dung này nên áp dụng mức của trung ương")
		}
		j.apply()
	default:
		j.choose(found)
	}
}

// find returns the ceilings that may limit the facts: those of the province
// where the local fund pays and the province has its own, else the nation's.
// silent says that the province has rules of its own, but none on this.
func (j *judgement) find(room []*place) (found []*place, silent bool) {
	f := &j.f
	national := j.b.find(room, f.Content, f.On, (*Version).national)
	if f.Fund != Local {
		return national, false
	}
	own := j.b.find(national[len(national):], f.Content, f.On, func(v *Version) bool { return v.binds(f) })
	if len(own) > 0 {
		if len(own) == 1 && len(national) == 1 {
			j.national = national[0].c
		}
		return own, false
	}
	rules := false
	for i := range j.b.versions {
		v := &j.b.versions[i]
		rules = rules || (v.binds(f) && v.Amends == "" && v.Topic == "" && f.On.Within(v.From, v.To))
	}
	if !rules && len(national) > 0 {
		j.warning("Kinh phí địa phương: tạm dùng mức của trung ương khi chưa nhập mức chi của tỉnh")
	}
	return national, rules
}

// binds reports whether v is of the province of the place, or of what was its
// province before a merger. While the latter is not known, everything that may
// hold is taken.
func (v *Version) binds(f *Facts) bool {
	switch v.Province {
	case "":
		return false
	case f.Province:
		return len(v.Area) == 0 || f.Former == "" || slices.Contains(v.Area, f.Former)
	}
	return v.Province == f.Former
}

// pick narrows several ceilings to the one whose own conditions hold, where
// the facts tell.
func (j *judgement) pick(found []*place) []*place {
	return slices.DeleteFunc(found, func(p *place) bool { return p.c.Pick != nil && answer(p.c.Pick, &j.f) == No })
}

func answer(c *Condition, f *Facts) Answer {
	a, _ := c.holds(f)
	return a
}

// Check returns nil unless v blocks; then an Unlawful fault that cites the
// provision.
func Check(v Verdict) error {
	if v.Level != Block {
		return nil
	}
	if v.Eligible == No {
		return &fault.Error{Kind: fault.Unlawful, Message: "Không thuộc diện được hỗ trợ: " + v.Refused, Basis: v.Citation}
	}
	return &fault.Error{
		Kind: fault.Unlawful,
		Message: fmt.Sprintf("Số tiền đề nghị %s đ vượt mức hỗ trợ tối đa %s đ; phần vượt là %s đ.",
			v.Asked, v.Ceiling, v.Over),
		Basis: v.Citation,
	}
}

// uncertain adds a step on no provision and raises the level to Warn.
func (j *judgement) uncertain(text string) {
	j.warning(text)
	j.Level = Warn
}

// warning adds a step on no provision and keeps it as a warning.
func (j *judgement) warning(text string) {
	j.note(text)
	j.Warnings = append(j.Warnings, text)
}

// warned keeps what was made a warning with the book; most verdicts have one.
func (j *judgement) warned(text []string) {
	if j.Warnings == nil {
		j.Warnings = text[:1:1]
	} else {
		j.Warnings = append(j.Warnings, text...)
	}
}

// lacks says what must be known for a firm verdict.
func (j *judgement) lacks(labels ...string) {
	if j.Level == OK {
		j.Level = Warn
	}
	for _, l := range labels {
		if !slices.Contains(j.Missing, l) {
			j.Missing = append(j.Missing, l)
		}
	}
}

// none says that no text has anything on the content.
func (j *judgement) none() {
	version, ok := j.b.VersionOn(j.f.On)
	if !ok {
		j.uncertain("Không có văn bản mức chi nào trong dữ liệu có hiệu lực ngày " + j.f.On.VN())
		return
	}
	j.Version, j.Instrument = version.ID, j.b.editions[version.ID].instrumentOn(j.f.On)
	if version.Partial {
		j.uncertain(j.Instrument + ": chưa có mức chi của nội dung này trong dữ liệu, vì chưa đọc được toàn văn; cần tra văn bản")
		return
	}
	j.uncertain(j.Instrument + " không có mức chi riêng cho nội dung này; cần căn cứ khác hoặc quy định của tỉnh")
}

// choose says that the norm depends on something the facts do not tell.
func (j *judgement) choose(found []*place) {
	v := found[0].of
	j.Version, j.Instrument = v.ID, v.instrumentOn(j.f.On)
	what, missing := "Mức chi tùy theo cấp tổ chức; cần chọn một trong các mức sau", "cấp tổ chức"
	if len(v.Area) > 0 {
		what, missing = "Các tỉnh trước khi sáp nhập còn quy định riêng; cần biết nơi thực hiện thuộc tỉnh cũ nào", "tỉnh cũ của nơi thực hiện"
	}
	j.uncertain(what)
	j.lacks(missing)
	for _, p := range found {
		if j.explain {
			j.add(plain, limits(p.c), Step{Amount: p.c.Cap, Citation: p.c.Citation, Evidence: p.c.Evidence})
		}
	}
}

// limits puts the limits of c in words.
func limits(c *Ceiling) string {
	var parts []string
	if c.HasRatio {
		parts = append(parts, "tối đa "+c.Ratio.String())
	}
	if c.Cap > 0 {
		parts = append(parts, "không quá "+c.Cap.String()+" đ/"+c.Unit)
	}
	return c.Name + ": " + strings.Join(parts, ", ")
}

// apply judges the facts by the one ceiling c.
func (j *judgement) apply() {
	c := j.c
	j.Citation, j.Evidence, j.Conditions, j.Form, j.Fixed = c.Citation, c.Evidence, c.Conditions, c.Form, c.Fixed
	if j.Form == "" {
		j.Form = Grant
	}
	j.Eligible = Yes
	j.rules()
	j.often()
	limit, known := j.limit()
	if !known {
		j.unverified()
		return
	}
	if !limit.HasRatio && limit.Cap == 0 && limit.Total == 0 {
		j.refers()
		return
	}
	j.measure(limit)
	j.unverified()
	if j.HasCeiling {
		j.own()
		j.repay()
		j.over()
	}
	if j.Eligible == No {
		j.Level = Block
	}
}

// refers says what applies where the text sets no ceiling.
func (j *judgement) refers() {
	j.cite(plain, j.at.refers[0], 0)
	j.warned(j.at.refers)
}

// unverified says so of a provision whose text was not seen.
func (j *judgement) unverified() {
	if j.c.Verified {
		return
	}
	j.cite(plain, j.at.unseen[0], 0)
	j.warned(j.at.unseen)
}

// limit returns the limit for these facts: of the tier that holds, of the
// multiple that is meant, and never above the nation's.
func (j *judgement) limit() (l Limit, known bool) {
	l, known = j.tier()
	if !known {
		return l, false
	}
	if l.Of != "" {
		of := j.capOf(l.Of)
		l.Cap = l.Factor.Of(of)
		if j.explain {
			j.cite(multipleOf, j.nameOf(l.Of), l.Cap, int64(l.Factor), int64(of), int64(l.Cap))
		}
	}
	if n := j.national; n != nil && n.Verified && len(n.Tiers) == 0 && j.c.Form != Recoverable {
		l = j.within(l, n)
	}
	return l, true
}

// within brings a province's limit down to the nation's.
func (j *judgement) within(l Limit, n *Ceiling) Limit {
	if n.HasRatio && l.HasRatio && l.Ratio > n.Ratio {
		j.add(provinceRatio, "", Step{Citation: n.Citation, Evidence: n.Evidence, numbers: [3]int64{int64(n.Ratio)}})
		l.Ratio = n.Ratio
	}
	if n.Cap > 0 && l.Cap > n.Cap && j.c.Unit == n.Unit {
		j.add(provinceCap, "", Step{Amount: n.Cap, Citation: n.Citation, Evidence: n.Evidence, numbers: [3]int64{int64(n.Cap)}})
		l.Cap = n.Cap
	}
	return l
}

// tier returns the limit of the first tier that holds.
func (j *judgement) tier() (l Limit, known bool) {
	if len(j.c.Tiers) == 0 {
		return j.c.Limit, true
	}
	for i := range j.c.Tiers {
		t := &j.c.Tiers[i]
		a, missing := Yes, []string(nil)
		if t.When != nil {
			a, missing = t.When.holds(&j.f)
		}
		switch a {
		case Yes:
			j.cite(tierHolds, t.Name, 0)
			return t.Limit, true
		case Unknown:
			j.cite(tierUnclear, t.Name, 0)
			j.lacks(labels(missing)...)
			j.doubt()
			return l, false
		case No:
		}
	}
	j.refuse("không thuộc bậc nào của mức chi", j.c.Citation, j.c.Evidence)
	return l, false
}

// capOf is the cap of another norm of the same version.
func (j *judgement) capOf(of Content) money.VND {
	for _, i := range j.b.byItem[of] {
		if c := &j.b.ceilings[i]; c.Version == j.c.Version {
			return c.Cap
		}
	}
	return 0
}

func (j *judgement) nameOf(of Content) string {
	for _, i := range j.b.byItem[of] {
		if c := &j.b.ceilings[i]; c.Version == j.c.Version {
			return c.Name
		}
	}
	return string(of)
}

// over compares what is asked with the ceiling.
func (j *judgement) over() {
	j.Over = max(j.Asked-j.Ceiling, 0)
	if j.Over == 0 {
		return
	}
	j.cite(excess, "", j.Over, int64(j.Asked), int64(j.Over))
	if !j.c.Verified {
		j.Level = Warn
		return
	}
	j.Level = Block
	if !j.f.PriorityTerritory && !j.f.PriorityIndustry {
		return
	}
	if j.version.UpliftUnknown {
		j.warning("Chưa rõ văn bản này còn hệ số cho địa bàn, ngành nghề ưu tiên hay không, nên không áp dụng")
		return
	}
	if j.version.Uplift > 0 && j.f.Fund == National {
		j.uplift()
	}
}

// uplift lets the ministry go above the ceiling for a priority scheme.
//
// Law: TTLT 26/2014/TTLT-BTC-BCT Điều 6 khoản 2 điểm t (2014-04-08 to 2018-05-10).
func (j *judgement) uplift() {
	v := j.version
	limit := v.Uplift.Of(j.Ceiling)
	j.add(ministryLimit, "", Step{Amount: limit, Citation: v.UpliftCitation, Evidence: v.UpliftEvidence, numbers: [3]int64{int64(v.Uplift), int64(limit)}})
	if j.Asked <= limit {
		j.Level = Warn
	}
}
