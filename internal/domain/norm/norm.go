// Package norm judges an amount of support against the support norms (định
// mức hỗ trợ, mức chi khuyến công) that law sets for a kind of activity.
//
// Gói này là phép tính thuần túy: có sự việc và ngày thì ra kết luận kèm căn
// cứ. It is pure: no clock, no database, no network; the same book and the
// same facts always give the same verdict. The norms themselves are data and
// come from package normbook.
package norm

import (
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// A Content (nội dung hoạt động khuyến công) is the code of a kind of activity
// that law allows support for, or of one item of the norms.
type Content string

// A Fund (nguồn kinh phí) says whose budget pays: the nation's or the province's.
type Fund string

// The two funds.
const (
	National Fund = "national" // khuyến công quốc gia
	Local    Fund = "local"    // khuyến công địa phương
)

// Evidence (mức kiểm chứng) says how the text of a provision was seen.
type Evidence string

// The four kinds of evidence, best first.
const (
	Primary      Evidence = "primary"      // the article itself was read
	Quoted       Evidence = "quoted"       // a source quotes the named clause
	Corroborated Evidence = "corroborated" // only provincial texts repeat it
	Unverified   Evidence = "unverified"   // no text was seen
)

// Verified reports whether a provision so seen may be enforced.
func (e Evidence) Verified() bool { return e == Primary || e == Quoted }

// A Level (mức cảnh báo) is what a verdict means for whoever wants to go on.
type Level string

// The three levels.
const (
	OK    Level = "ok"    // within the norm, or the text sets no ceiling
	Warn  Level = "warn"  // a person must look; nothing is refused
	Block Level = "block" // a verified norm forbids it
)

// A Version (văn bản mức chi) is one instrument that sets norms, and the days
// on which it holds, both included; a zero day is open.
type Version struct {
	ID         string
	Instrument string
	From, To   calendar.Date
	// FromUnverified says that the first day was not seen in any text.
	FromUnverified bool
	// Amends names the version that this one changes. An amendment holds no
	// ceilings of its own; its Note is shown beside those of the version it amends.
	Amends string
	Note   string
	// Partial says that the instrument was not read whole, so that a missing
	// item proves nothing.
	Partial bool
	// Uplift is what priority schemes of the national fund may reach with the
	// ministry's approval, as a share of the ceiling; zero when the text has none.
	Uplift         money.Ratio
	UpliftCitation string
	UpliftEvidence Evidence
	// UpliftUnknown says that nobody knows whether the text has an uplift.
	UpliftUnknown bool
}

// A Ceiling (mức hỗ trợ tối đa) is one provision that limits support.
type Ceiling struct {
	Content  Content
	Name     string // Vietnamese
	Version  string
	Ratio    money.Ratio // share of Base, when HasRatio
	HasRatio bool
	Base     string    // Vietnamese: what the ratio is of; "" is the eligible cost
	Cap      money.VND // per unit; 0 means the text sets none
	Unit     string    // Vietnamese: what the cap counts, such as "cơ sở"
	// Refers says in Vietnamese what applies where the text sets no ceiling.
	Refers     string
	Conditions []string // Vietnamese, whole sentences
	Citation   string
	Source     string // where the provision was read; "" when nowhere
	Evidence   Evidence
	Verified   bool
	From, To   calendar.Date // both included; a zero day is open
}

// Facts (dữ kiện) are what a verdict depends on.
type Facts struct {
	Content Content       // a catalogue code, or directly the code of a norm item
	On      calendar.Date // the day whose law applies: the day of approval
	Fund    Fund
	Units   int64 // establishments, models, clusters… as the cap counts; under 1 is 1
	// EligibleCost is what the ratio is taken of; zero or less means not known,
	// and then the ratio cannot be checked.
	EligibleCost      money.VND
	Asked             money.VND
	PriorityTerritory bool // a territory of NĐ 45/2012 Điều 6 khoản 1
	PriorityIndustry  bool // an industry of NĐ 45/2012 Điều 6 khoản 2
}

// A Step (bước tính) is one line of the reasoning shown to people.
type Step struct {
	Text     string    // Vietnamese
	Amount   money.VND // zero when the line is not about an amount
	Citation string
	Evidence Evidence // "" when the line rests on no provision
}

// A Verdict (kết luận mức chi) says how much is lawful and why.
type Verdict struct {
	Content    Content
	Ceiling    money.VND
	HasCeiling bool
	Asked      money.VND
	Over       money.VND // how far Asked is above Ceiling; never negative
	Level      Level
	Steps      []Step
	Conditions []string // what the text asks beside the amount, Vietnamese
	Version    string
	Instrument string // Vietnamese name, with the amendment where there is one
	Citation   string
	Evidence   Evidence
}
