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
	// Province is the code of the province that sets its own norms, "" for the
	// nation. Area narrows them to what were provinces of their own before a
	// merger (their codes); empty is the whole province.
	Province string
	Area     []string
	// FromUnverified says that the first day was not seen in any text.
	FromUnverified bool
	// Amends names the version that this one changes. An amendment holds no
	// ceilings of its own; its Note is shown beside those of the version it amends.
	Amends string
	Note   string
	// Rules and Often hold for every item of the version. What the facts do not
	// tell is for people to see to.
	Rules []Rule
	Often []Often
	// Topic names what a version of general conditions is about, such as who may
	// be supported at all. Such a version has no ceilings; its rules hold beside
	// every ceiling of its days, whatever text sets that; where Fund is named, for
	// that fund alone.
	Topic string
	Fund  Fund
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

// A Limit (mức) is how much one provision, or one tier of it, allows.
type Limit struct {
	Ratio    money.Ratio // share of the base, when HasRatio
	HasRatio bool
	Cap      money.VND // per unit; 0 means the text sets none
	// Total is the most for all units together; 0 means the text sets none.
	Total money.VND
	// Of and Factor make the cap a multiple of another norm's.
	Of     Content
	OfName string // Vietnamese
	Factor money.Ratio
}

// A Ceiling (mức hỗ trợ tối đa) is one provision that limits support.
type Ceiling struct {
	Content Content
	Name    string // Vietnamese
	Version string
	Limit
	Base string // Vietnamese: what the ratio is of; "" is the eligible cost
	Unit string // Vietnamese: what the cap counts, such as "cơ sở"
	// Pick tells this one from others of the same content, such as by the level
	// of an event.
	Pick *Condition
	// Per is the code of what the cap counts, for a number given by name.
	Per      Per
	MaxUnits int64 // most units that count; 0 means the text sets none
	// Tiers are tried in their order; the first that holds replaces the Limit.
	Tiers []Tier
	// Fixed says that the text sets the amount itself, not the most.
	Fixed bool
	// Form is how the money is given; Years is over how many it is paid back.
	Form  Form
	Years int
	// Refers says in Vietnamese what applies where the text sets no ceiling.
	Refers     string
	Conditions []string // Vietnamese, whole sentences, for people to see to
	Rules      []Rule   // conditions that the facts can answer
	Raises     []Raise
	Often      []Often
	Citation   string
	Source     string // where the provision was read; "" when nowhere
	Evidence   Evidence
	Verified   bool
	From, To   calendar.Date // both included; a zero day is open
}

// A Per is what a cap counts.
type Per string

// A Form (hình thức hỗ trợ) is how the money is given.
type Form string

// The two forms.
const (
	Grant       Form = "grant"       // không hoàn lại
	Recoverable Form = "recoverable" // có thu hồi, không lãi
)

// A Tier (bậc) is the limit for those of whom When holds; without When, for all others.
type Tier struct {
	When *Condition
	Name string // Vietnamese: for whom
	Limit
}

// A Rule (điều kiện) must hold for any support at all.
type Rule struct {
	When     *Condition
	Text     string    // Vietnamese: what is asked, a whole sentence
	Refusal  string    // Vietnamese: what to say where it does not hold; "" when Text says enough
	Mends    string    // Vietnamese: what would change that; ""
	Only     []Content // the contents that it is about; empty for all
	Citation string
	Evidence Evidence
}

// refusal says that r does not hold.
func (r *Rule) refusal() string {
	if r.Refusal != "" {
		return r.Refusal
	}
	return r.Text
}

// A Raise (mức ưu tiên) lets the limit be higher for those of whom When holds.
type Raise struct {
	When     *Condition
	Factor   money.Ratio // of the ceiling; the ratio of costs rises with it
	Text     string      // Vietnamese: for whom
	Citation string
	Evidence Evidence
}

// An Often (giới hạn số lần) says how often the same applicant may be supported.
type Often struct {
	Kind     OftenKind
	N        int // years, or times
	Any      bool
	Only     []Content // the contents that it is about; empty for all
	Citation string
	Evidence Evidence
}

// An OftenKind tells the limits on how often apart.
type OftenKind string

// The four kinds. Any of an Often counts what was given for whatever content.
const (
	OnceEver    OftenKind = "once_ever"     // một lần duy nhất
	OnceInYears OftenKind = "once_in_years" // một lần trong N năm
	TimesAYear  OftenKind = "times_a_year"  // không quá N lần một năm
	OnceAnItem  OftenKind = "once_an_item"  // mỗi hạng mục một lần, từ mọi nguồn
)

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
	// Province is the code of whose norms apply to the local fund, Former that
	// of the province that the place belonged to before a merger.
	Province, Former string
	// Known are further facts, by the name of a Variable: a string, an int64 or
	// a bool. What is not there is not known.
	Known map[string]any
	// Counts are numbers of what caps count, in thousandths (12,5 ha is 12500).
	Counts map[Per]int64
	// Past is what the applicants have received, when PastKnown.
	Past      []Received
	PastKnown bool
	// Items are what exactly is bought, for support that is given once an item.
	// ItemsByName says that only their names tell them apart: a like name is
	// then a question, not an answer.
	Items       []string
	ItemsByName bool
}

// A Received (khoản đã nhận) is support that an applicant had before.
type Received struct {
	Content Content // "" when not known
	On      calendar.Date
	Item    string
	Amount  money.VND
	// Scheme is by which scheme: several contents and items of one count once.
	// Without it each counts.
	Scheme string
	// By tells applicants apart, Who is the name; both are "" for the only one.
	By, Who string
	// Unsure says in Vietnamese why this may not count; "" when it does.
	Unsure string
}

// A Step (bước tính) is one line of the reasoning shown to people.
type Step struct {
	Amount   money.VND // zero when the line is not about an amount
	Citation string
	Evidence Evidence // "" when the line rests on no provision

	says    wording // see Text
	met     bool    // see Met; of a step that was read
	name    string
	numbers [3]int64
}

// An Answer (trả lời) is yes, no, or that nobody can tell yet.
type Answer int

// The three answers.
const (
	Unknown Answer = iota // chưa kết luận được
	Yes
	No
)

// A Requirement (điều kiện chung) is a condition that is asked whatever the amount,
// and whether the facts meet it.
type Requirement struct {
	Answer   Answer   `json:"answer"`
	Text     string   `json:"text"`              // Vietnamese: what is asked
	Refusal  string   `json:"refusal,omitempty"` // Vietnamese: why it is not met, when Answer is not Yes and that is known
	Mends    string   `json:"mends,omitempty"`   // Vietnamese: what would change that
	Lacks    []string `json:"lacks,omitempty"`   // names of the variables without which it cannot be told
	Citation string   `json:"citation"`
	Evidence Evidence `json:"evidence"`
}

// A Verdict (kết luận mức chi) says how much is lawful and why.
type Verdict struct {
	Content    Content   `json:"content,omitempty"`
	Eligible   Answer    `json:"eligible,omitempty"`
	Ceiling    money.VND `json:"ceiling,omitempty"`
	HasCeiling bool      `json:"has_ceiling,omitempty"`
	// Own is what the applicant must pay, when HasOwn: the eligible cost less
	// the ceiling.
	Own    money.VND `json:"own,omitempty"`
	HasOwn bool      `json:"has_own,omitempty"`
	// Raised is by how much the ceiling was lifted for a priority.
	Raised       money.VND     `json:"raised,omitempty"`
	Fixed        bool          `json:"fixed,omitempty"`
	Form         Form          `json:"form,omitempty"`
	Repayment    []money.VND   `json:"repayment,omitempty"` // one for each year, when it must be paid back
	Refused      string        `json:"refused,omitempty"`   // Vietnamese: why, when Eligible is No
	Missing      []string      `json:"missing,omitempty"`   // Vietnamese: what must be known for a firm verdict
	Warnings     []string      `json:"warnings,omitempty"`  // Vietnamese: what is uncertain
	Asked        money.VND     `json:"asked,omitempty"`
	Over         money.VND     `json:"over,omitempty"` // how far Asked is above Ceiling; never negative
	Level        Level         `json:"level,omitempty"`
	Requirements []Requirement `json:"requirements,omitempty"`
	Steps        []Step        `json:"steps,omitempty"`
	Conditions   []string      `json:"conditions,omitempty"` // what the text asks beside the amount, Vietnamese
	Version      string        `json:"version,omitempty"`
	Instrument   string        `json:"instrument,omitempty"` // Vietnamese name, with the amendment where there is one
	Citation     string        `json:"citation,omitempty"`
	Evidence     Evidence      `json:"evidence,omitempty"`
}
