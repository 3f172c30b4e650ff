package ui

import "example.vn/khuyencong/internal/platform/money"

// Kind is the tone of a tag or notice. There are five and no more.
type Kind string

// The five kinds of the tag vocabulary.
const (
	Info    Kind = "info"    // in hand
	Warn    Kind = "warn"    // someone must act
	OK      Kind = "ok"      // done
	Bad     Kind = "bad"     // late, over, refused
	Neutral Kind = "neutral" // archived
)

// Width says how wide the page's text runs.
type Width string

// The widths of a page.
const (
	Normal Width = ""       // lists, dossiers
	Narrow Width = "narrow" // one form or one question
	Wide   Width = "wide"   // ledgers; printed in landscape
)

// Shell is what surrounds every page. WithShell puts the common part into the
// request, ShellFrom takes it out again, and the page fills in the rest.
type Shell struct {
	Title     string // of this page, without the name of the program
	Org       string // the office, under the brand
	User      *User  // nil when nobody is signed in
	Nav       []NavItem
	Back      *Link  // the page one step up
	Crumbs    []Link // instead of Back, for deep staff pages; without this page
	Flash     *Flash // what was just done
	HasErrors bool   // the title begins with "Lỗi: "
	Demo      bool   // shows the mark "dữ liệu minh họa"
	Width     Width
	Version   string // of the program, in the footer
	Printed   string // the moment (RFC 3339) that the printed page shows
	Print     Width  // Wide prints this page in landscape whatever its Width
}

// User is the signed-in person as the menu shows them.
type User struct {
	Name     string
	Role     string // in words
	Province string // in words
}

// NavItem is one entry of the main menu or of a row of tabs.
type NavItem struct {
	Label   string
	Href    string
	Current bool
	Count   int // shown behind the label when positive
}

// Link is words with an address.
type Link struct{ Label, Href string }

// Flash is one sentence about the deed just done.
type Flash struct {
	Kind Kind
	Text string
}

// Look is the weight of a button.
type Look string

// The looks of a button. A page has one Main button.
const (
	Main   Look = ""       // the one next step
	Alt    Look = "alt"    // everything else
	Danger Look = "danger" // cannot be taken back; set Confirm too
	Quiet  Look = "quiet"  // looks like a link
)

// Btn describes a button, or a link that looks like one.
type Btn struct {
	Label   string
	Hidden  string // said after Label to screen readers only, to tell twins apart
	Look    Look
	Small   bool
	Name    string // submitted with Value when both are set
	Value   string
	Href    string // LinkButton only
	Action  string // formaction: sends the form elsewhere
	Confirm string // question asked before a dangerous deed, when scripts run
	Form    string // id of the form this button belongs to, when outside it
}

// Post describes a form that changes something.
type Post struct {
	Action string
	Key    string // idempotency key; Key() when the page is first shown
	ID     string
	Label  string // names the form to screen readers when a page has several
	Inline bool   // only buttons inside; laid out in a row
	Upload bool   // multipart, for FileField
	// Confirm is a question asked before sending, when scripts run.
	Confirm string
}

// Field describes one input and what is said around it.
type Field struct {
	Name     string
	Label    string
	Value    string // as typed, so that an error never loses it
	Hint     string
	Error    string // shown beside the field; "" when fine
	ID       string // Name when empty; set it when one name occurs twice
	Size     int    // in characters; 0 fills the line
	Rows     int    // TextArea only
	Type     string // TextField only: "text" when empty, or email, password, search, tel
	Complete string // autocomplete token
	Numeric  bool   // digits keyboard for codes
	Optional bool   // adds "(không bắt buộc)"
	HideName bool   // the label is for screen readers only (fields in tables)
	Accept   string // FileField only
	Multiple bool   // FileField only
	MaxLen   int
	ReadOnly bool
	Unit     string // said behind the input; "đồng" in a MoneyField when empty
}

// Option is one choice of a SelectField, RadioCards or Checkboxes.
type Option struct {
	Value string
	Label string
	Hint  string // not in SelectField
	Group string // SelectField: neighbours with the same Group stand under it
}

// FieldError is one line of an error summary.
type FieldError struct{ ID, Message string }

// Row is one line of a SummaryList.
type Row struct {
	Key    string
	Value  string
	Href   string // makes Value a link
	Action *Link  // "Sửa"
}

// State is where a step of a timeline or list stands.
type State string

// The states of a step.
const (
	Done State = "done"
	Now  State = "now"
	Late State = "late"
	Todo State = "todo"
)

// TimelineItem is one step in the life of a thing.
type TimelineItem struct {
	State State
	Title string
	When  string // already in words: Day or Moment
	Who   string
	Note  string
	Href  string
}

// MoneyKind is the tone of a bar in a MoneyBar.
type MoneyKind string

// The kinds of bar.
const (
	Plain   MoneyKind = "plain"
	Cap     MoneyKind = "cap" // a ceiling, hatched
	Advance MoneyKind = "adv"
	Final   MoneyKind = "fin"
)

// MoneyStep is one bar of a MoneyBar.
type MoneyStep struct {
	Label  string
	Amount money.VND
	Kind   MoneyKind
	Over   bool   // above the ceiling: the part beyond the first Cap is red
	None   string // said instead of an amount that is not known
}

// Tone is the colour of a segment of a BudgetMeter.
type Tone string

// The tones of a segment.
const (
	Chosen     Tone = "a"
	Considered Tone = "b"
	Trial      Tone = "w"
	Spent      Tone = "c"
)

// Segment is one part of a budget.
type Segment struct {
	Label  string
	Amount money.VND
	Tone   Tone
}

// KPI is one number of a dashboard.
type KPI struct {
	Label string
	Value string
	Note  string
	Href  string // the rows behind the number
	Alert bool
}

// Doc is one paper of a DocList.
type Doc struct {
	Label string
	Href  string // "" when the paper is still missing
	Note  string // under the label: number, signer, size
	When  string
	Tag   Kind // "" for none
	State string
}

// Task is one entry of a TaskList.
type Task struct {
	Label string
	Href  string // "" when it cannot be begun yet
	Hint  string
	State string // in words
	Kind  Kind   // Neutral or "" shows State as plain text
}

// Filter describes the bar above a list.
type Filter struct {
	Label       string // names the search, "Lọc đề án"
	Action      string
	SearchName  string // "" leaves the search box out
	SearchLabel string
	SearchValue string
	Active      int     // number of filters set, shown on phones
	Keep        []Field // name and value of hidden fields, such as the sort order
	Reset       string  // address without any filter; "" shows no link
}

// Pages describes the links of a keyset-paged list; "" leaves a link out.
type Pages struct {
	First, Prev, Next string
	Text              string // "50 trong 312 đề án"
}

// Sort is the order of a sorted column.
type Sort string

// The orders.
const (
	Unsorted   Sort = ""
	Ascending  Sort = "ascending"
	Descending Sort = "descending"
)
