// Package page lays official papers out as Nghị định 30/2020 prescribes and
// writes one and the same layout as PDF and as Word file. It knows sheets,
// paragraphs and tables; what a paper says is the business of its callers.
//
// Law: NĐ 30/2020/NĐ-CP, Phụ lục I: A4, margins, type sizes, places of the
// parts. Where the decree leaves a choice of sizes the heads take the smaller
// one, so that long names fit, and the text the larger.
package page

import (
	"strings"
	"time"
)

// A Paper is a whole document.
type Paper struct {
	Title  string    // for the file's properties
	Author string    // the office, for the file's properties
	Made   time.Time // for the file's properties; the same paper gives the same bytes
	Land   bool      // the first sheet lies across
	Blocks []Block
	Proof  Proof
	Note   string // at the head of every sheet: "DỰ THẢO"
}

// Proof is how a reader finds out whether the paper is real; it stands at the
// foot of the first sheet. The zero value leaves it out.
type Proof struct {
	Code string // as people type it
	URL  string // what the QR code holds: an address, or the bare code where none is known
}

// address is what people may type into a browser; "" when none is known.
func (p Proof) address() string {
	if strings.Contains(p.URL, "://") {
		return p.URL
	}
	return ""
}

// A Block is a Para, a Rule, a *Table or a Break.
type Block interface{ block() }

// A Para is one paragraph.
type Para struct {
	Style Style
	Runs  []Run
	Align Align // other than the style's
	Keep  bool  // not parted from what follows by the end of a sheet
}

// A Run is a piece of text. A new line in it starts a new line of the paragraph.
type Run struct {
	Text   string
	Bold   bool
	Italic bool
}

// A Rule is the short line under a heading, a part of the width it stands in.
type Rule struct{ Part float64 }

// A Break starts a new sheet.
type Break struct{ Land bool }

// A Table has cells in rows. The first Heads rows stand again on each sheet.
type Table struct {
	Cols  []float64 // widths in any unit; they fill the line
	Heads int
	Rows  []Row
	Bare  bool // no lines: only for layout
	Keep  bool // whole on one sheet, with the block before it
}

// A Row of a table; Open and Close are marks of a template that repeats it.
type Row struct{ Cells []Cell }

// A Cell holds paragraphs and rules; Span is how many columns it covers, 0 and 1 being one.
type Cell struct {
	Blocks []Block
	Span   int
}

func (Para) block()   {}
func (Rule) block()   {}
func (*Table) block() {}
func (Break) block()  {}

// The sheet, in millimetres: A4 with the margins of NĐ 30/2020, Phụ lục I.
const (
	sheetShort   = 210.0
	sheetLong    = 297.0
	marginTop    = 20.0
	marginBottom = 20.0
	marginLeft   = 30.0
	marginRight  = 15.0
	cellPad      = 1.2 // between the text of a cell and its lines
)

// Align is where the lines of a paragraph stand.
type Align int

// The alignments.
const (
	AsStyle Align = iota
	Left
	Center
	Right
	Both
)

// Style is one part of a paper, by the name under which Word lists it.
type Style int

// The parts of NĐ 30/2020, Phụ lục I, and what tables and forms need beside them.
const (
	Body       Style = iota
	Nation           // Quốc hiệu
	Motto            // Tiêu ngữ
	Parent           // cơ quan chủ quản
	Issuer           // cơ quan ban hành
	Number           // số, ký hiệu
	About            // trích yếu công văn
	Dateline         // địa danh, thời gian
	Kind             // tên loại
	Subject          // trích yếu
	Decider          // thẩm quyền ban hành; "QUYẾT ĐỊNH:"
	To               // Kính gửi
	Basis            // căn cứ
	Heading          // mục, điều
	Authority        // quyền hạn, chức vụ
	Name             // họ tên người ký
	Hint             // (ký, ghi rõ họ tên)
	CopiesHead       // Nơi nhận
	Copies           // danh sách nơi nhận
	Small            // trong bảng
	SmallHead        // đầu bảng
	Form             // ký hiệu mẫu
	Plain            // đoạn không lùi đầu dòng
	Dense            // trong bảng nhiều cột
	DenseHead        // đầu bảng nhiều cột
)

// look is how a style looks: sizes in points, indents in millimetres.
type look struct {
	id, label     string
	size          float64
	bold, italic  bool
	align         Align
	first         float64 // indent of the first line
	before, after float64 // space around, points
}

var looks = [...]look{
	Body:       {id: "NoiDung", label: "Nội dung", size: 14, align: Both, first: 10, after: 6},
	Nation:     {id: "QuocHieu", label: "Quốc hiệu", size: 12, bold: true, align: Center},
	Motto:      {id: "TieuNgu", label: "Tiêu ngữ", size: 13, bold: true, align: Center},
	Parent:     {id: "CoQuanChuQuan", label: "Cơ quan chủ quản", size: 12, align: Center},
	Issuer:     {id: "CoQuanBanHanh", label: "Cơ quan ban hành", size: 12, bold: true, align: Center},
	Number:     {id: "SoKyHieu", label: "Số, ký hiệu", size: 13, align: Center, before: 6},
	About:      {id: "TrichYeuCongVan", label: "Trích yếu công văn", size: 12, align: Center},
	Dateline:   {id: "DiaDanhThoiGian", label: "Địa danh, thời gian", size: 13, italic: true, align: Center, before: 6},
	Kind:       {id: "TenLoai", label: "Tên loại văn bản", size: 14, bold: true, align: Center, before: 18},
	Subject:    {id: "TrichYeu", label: "Trích yếu", size: 14, bold: true, align: Center},
	Decider:    {id: "ThamQuyenBanHanh", label: "Thẩm quyền ban hành", size: 14, bold: true, align: Center, before: 6, after: 6},
	To:         {id: "KinhGui", label: "Kính gửi", size: 14, align: Center, before: 18, after: 6},
	Basis:      {id: "CanCu", label: "Căn cứ", size: 14, italic: true, align: Both, first: 10, after: 6},
	Heading:    {id: "DeMuc", label: "Đề mục", size: 14, bold: true, align: Both, first: 10, before: 3, after: 6},
	Authority:  {id: "QuyenHanChucVu", label: "Quyền hạn, chức vụ", size: 14, bold: true, align: Center},
	Name:       {id: "HoTenNguoiKy", label: "Họ tên người ký", size: 14, bold: true, align: Center},
	Hint:       {id: "GhiChuKy", label: "Chỗ ký", size: 12, italic: true, align: Center},
	CopiesHead: {id: "NoiNhan", label: "Nơi nhận", size: 12, bold: true, italic: true, align: Left},
	Copies:     {id: "DanhSachNoiNhan", label: "Danh sách nơi nhận", size: 11, align: Left},
	Small:      {id: "TrongBang", label: "Trong bảng", size: 12, align: Left, before: 2, after: 2},
	SmallHead:  {id: "DauBang", label: "Đầu bảng", size: 12, bold: true, align: Center, before: 2, after: 2},
	Form:       {id: "KyHieuMau", label: "Ký hiệu mẫu", size: 12, italic: true, align: Right},
	Plain:      {id: "DoanThuong", label: "Đoạn không lùi dòng", size: 14, align: Left, after: 4},
	Dense:      {id: "TrongBangNhieuCot", label: "Trong bảng nhiều cột", size: 10, align: Left, before: 1, after: 1},
	DenseHead:  {id: "DauBangNhieuCot", label: "Đầu bảng nhiều cột", size: 10, bold: true, align: Center, before: 1, after: 1},
}

func (p Para) align() Align {
	if p.Align != AsStyle {
		return p.Align
	}
	return looks[p.Style].align
}

// face is how a run of the paragraph looks: what its style has and its own.
func (p Para) face(r Run) (bold, italic bool) {
	l := looks[p.Style]
	return l.bold || r.Bold, l.italic || r.Italic
}

// Empty tells whether the paragraph says nothing.
func (p Para) Empty() bool {
	for _, r := range p.Runs {
		if strings.TrimSpace(r.Text) != "" {
			return false
		}
	}
	return true
}
