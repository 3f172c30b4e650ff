// Package intake takes the lists that an office keeps in spreadsheets into the
// program: establishments, outstanding products, past schemes and their payments.
//
// Gói này nhập danh sách: đọc tệp, đề nghị cột nào là mục gì, cho người xem và
// sửa trước khi dùng, khớp với những gì đã có, hỏi người ở dòng không chắc, rồi
// mới ghi. An intake goes from state to state; what takes long (reading,
// loading, undoing) is done by a program beside the requests, in parts, and is
// taken up again where it stopped. Until a person says so nothing is written but
// the intake itself; afterwards the whole of it can be taken back.
package intake

import (
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/schemelist"
)

// An ID names an intake within its province, "nk-0001".
type ID string

// Subject names the intake in the audit record.
func (id ID) Subject() string { return "intake/" + string(id) }

// A Kind says what a list is about.
type Kind string

// The kinds of list.
const (
	Establishments Kind = "establishments" // cơ sở công nghiệp nông thôn
	Products       Kind = "products"       // sản phẩm tiêu biểu
	Schemes        Kind = "schemes"        // đề án cũ
	Payments       Kind = "payments"       // khoản chi của đề án cũ
)

// Kinds returns the kinds of list in their usual order.
func Kinds() []Kind { return []Kind{Establishments, Products, Schemes, Payments} }

// MayBeNew reports whether a row of the list that is a question may be answered
// with: it is a new one.
func (k Kind) MayBeNew() bool { return k == Establishments || k == Schemes }

// Label returns the Vietnamese name of a kind of list.
func (k Kind) Label() string {
	switch k {
	case Establishments:
		return "Cơ sở công nghiệp nông thôn"
	case Products:
		return "Sản phẩm công nghiệp nông thôn tiêu biểu"
	case Schemes:
		return "Đề án cũ"
	case Payments:
		return "Khoản chi của đề án cũ"
	}
	return string(k)
}

// Thing is the Vietnamese word for one entry of a list.
func (k Kind) Thing() string {
	switch k {
	case Establishments:
		return "cơ sở"
	case Products:
		return "sản phẩm"
	case Schemes:
		return "đề án"
	case Payments:
		return "khoản chi"
	}
	return string(k)
}

// A State says how far an intake is.
type State string

// The states, in their order. Reading, Loading and Undoing are for the program,
// the others wait for a person or are the end.
const (
	Waiting State = "waiting" // chờ xác nhận các cột
	Reading State = "reading" // đang đọc và đối chiếu
	Review  State = "review"  // chờ người xem lại
	Loading State = "loading" // đang ghi
	Done    State = "done"    // đã ghi
	Failed  State = "failed"  // không đọc hoặc không ghi được
	Dropped State = "dropped" // đã bỏ, chưa ghi gì
	Undoing State = "undoing" // đang hoàn tác
	Undone  State = "undone"  // đã hoàn tác
)

// Label returns the Vietnamese name of a state.
func (s State) Label() string {
	switch s {
	case Waiting:
		return "Chờ xác nhận cột"
	case Reading:
		return "Đang đọc"
	case Review:
		return "Chờ xem lại"
	case Loading:
		return "Đang ghi"
	case Done:
		return "Đã ghi"
	case Failed:
		return "Không nhập được"
	case Dropped:
		return "Đã bỏ"
	case Undoing:
		return "Đang hoàn tác"
	case Undone:
		return "Đã hoàn tác"
	}
	return string(s)
}

// Working reports whether the program has something to do.
func (s State) Working() bool { return s == Reading || s == Loading || s == Undoing }

// A Verdict says what becomes of one row of the file.
type Verdict string

// The verdicts.
const (
	New    Verdict = "new"    // ghi mới
	Change Verdict = "change" // đã có, sửa theo danh sách: only schemes
	Same   Verdict = "same"   // đã có
	Ask    Verdict = "ask"    // cần người trả lời
	Bad    Verdict = "bad"    // có chỗ sai
	Skip   Verdict = "skip"   // bỏ qua
)

// Label returns the Vietnamese name of a verdict.
func (v Verdict) Label() string {
	switch v {
	case New:
		return "Ghi mới"
	case Change:
		return "Sửa theo danh sách"
	case Same:
		return "Đã có"
	case Ask:
		return "Cần trả lời"
	case Bad:
		return "Có chỗ sai"
	case Skip:
		return "Bỏ qua"
	}
	return string(v)
}

// A Policy says what a list does to an establishment that is there already.
type Policy string

// The policies.
const (
	Keep Policy = "keep" // giữ nguyên hồ sơ đã có
	Fill Policy = "fill" // bổ sung chỗ còn trống
)

// An Intake (lần nhập) is one file on its way in.
type Intake struct {
	ID        ID
	Kind      Kind
	State     State
	File      string // name of the file
	SHA256    string // of its bytes
	Layout    Layout
	Mapping   Mapping
	Learned   bool // the mapping was proposed from an earlier file of this layout
	Policy    Policy
	Year      int   // of the rows of a list of schemes that name none; 0: as the list says
	Total     int64 // rows of the file, as far as known
	Seen      int64 // rows that the present work has come past
	Counts    Counts
	Notes     []string // Vietnamese sentences about what is odd but not wrong
	Message   string   // why it failed, or could not be undone
	Blocks    []Part   // the establishments that were added
	LoadedAt  string   // moment of the loading, the same for all its parts
	By        string
	ByName    string
	CreatedAt string
	UpdatedAt string
	Version   int64

	part    int    // rows loaded in one transaction; 0: as usual
	matched string // moment from which on the register may have changed
	claimed string
	loaded  int64 // row up to which the intake was loaded
}

// A Part is the establishments that one transaction added, at a moment.
type Part struct {
	establishment.Block

	At string
}

// Counts says how many rows have each verdict.
type Counts struct{ New, Change, Same, Ask, Bad, Skip int64 }

// Of returns the number of rows with a verdict.
func (c Counts) Of(v Verdict) int64 {
	switch v {
	case New:
		return c.New
	case Change:
		return c.Change
	case Same:
		return c.Same
	case Ask:
		return c.Ask
	case Bad:
		return c.Bad
	case Skip:
		return c.Skip
	}
	return 0
}

// add counts n more rows with a verdict.
func (c *Counts) add(v Verdict, n int64) {
	switch v {
	case New:
		c.New += n
	case Change:
		c.Change += n
	case Same:
		c.Same += n
	case Ask:
		c.Ask += n
	case Bad:
		c.Bad += n
	case Skip:
		c.Skip += n
	}
}

// Rows is the number of all rows.
func (c Counts) Rows() int64 { return c.New + c.Change + c.Same + c.Ask + c.Bad + c.Skip }

// A Row (dòng) is one row of the file as it was read.
type Row struct {
	No       int // as the spreadsheet numbers rows
	Verdict  Verdict
	Target   string // ID of what it is, or belongs to
	May      []string
	Problems []Problem
	Data     string // JSON of what it says

	made string // ID of what it became, or JSON of what it changed
}

// A Problem (chỗ sai) says in a Vietnamese sentence what is wrong with one cell.
type Problem struct {
	Cell    string `json:"cell"`
	Message string `json:"message"`
}

// A Mapping says which column of a file is which field.
type Mapping []Column

// A Column gives a column, counted from zero, its field; Unit is for money.
type Column struct {
	Index int             `json:"index"`
	Field Field           `json:"field"`
	Unit  schemelist.Unit `json:"unit,omitempty"`
}

// FieldOf returns the field of a column, "" for none.
func (m Mapping) FieldOf(index int) Column {
	for _, c := range m {
		if c.Index == index {
			return c
		}
	}
	return Column{Index: index}
}
