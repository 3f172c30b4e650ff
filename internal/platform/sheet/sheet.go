// Package sheet (bảng tính) reads and writes spreadsheets. It reads .xlsx and
// .csv files from strangers into plain tables of text, and writes the .xlsx
// files that pages offer for download.
//
// Reading promises four things. A hostile file is refused before it costs
// much: size, parts, rows, columns and cells all have limits, and nothing is
// unpacked beyond them. Numbers are never rounded through floating point. The
// kind of a file is decided by what is in it, not by its name. And a file that
// cannot be read is a fault that says so in one Vietnamese sentence.
package sheet

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/fault"
)

// Limits on what is read. They are far above any list that a centre keeps.
const (
	MaxFile    = 20 << 20  // bytes of the file
	MaxUnzip   = 64 << 20  // bytes of the parts that are unpacked, together
	MaxRows    = 100_000   // rows of a sheet
	MaxColumns = 200       // columns of a sheet
	MaxCells   = 1_000_000 // cells of a file, blank ones between others included
	MaxSheets  = 100       // sheets of a file
	maxParts   = 5_000     // parts of the archive
	maxText    = 32_767    // characters of a cell, Excel's own limit
)

// A Table (bảng tính) is what a file holds.
type Table struct {
	Kind   string // "xlsx" or "csv"
	Sheets []Sheet
}

// A Sheet (trang tính) is one sheet of a file. Row i of Rows is row i+1 of the
// sheet; rows end at their last cell that holds something.
type Sheet struct {
	Name   string
	Hidden bool
	Rows   [][]Cell
}

// A Cell (ô) is one cell. A range of merged cells shows the value of its first
// cell in every one of them.
type Cell struct {
	Ref     string // "C7"
	Text    string // NFC; a number as its exact decimal, a date as "2025-08-30"
	Number  string // exact decimal, only where the file itself says it is a number
	Date    string // "2025-08-30", only where the file itself says it is a date
	Merged  string // Ref of the first cell of the merged range it lies in, or ""
	Formula bool   // the cell is computed; Text is the value it had when saved
}

// Blank reports whether c shows nothing.
func (c Cell) Blank() bool { return strings.TrimSpace(c.Text) == "" }

// Copy reports whether c only repeats the first cell of a merged range.
func (c Cell) Copy() bool { return c.Merged != "" && c.Merged != c.Ref }

// Ref returns the name of the cell in the given column and row, both counted
// from zero: Ref(2, 6) is "C7".
func Ref(column, row int) string {
	var buffer [16]byte
	return string(strconv.AppendInt(append(buffer[:0], ColumnName(column)...), int64(row)+1, 10))
}

// ColumnName returns the letters of a column counted from zero: 27 is "AB".
func ColumnName(column int) string {
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

// Read reads the whole file from r.
func Read(r io.Reader) (Table, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return Table{}, fmt.Errorf("read spreadsheet: %w", err)
	}
	return Parse(data)
}

// Parse reads a file that is already in memory.
func Parse(data []byte) (Table, error) {
	if err := acceptable(data); err != nil {
		return Table{}, err
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return parseXLSX(data)
	}
	return parseCSV(data)
}

// acceptable refuses a file that is too large, empty, or of another kind.
func acceptable(data []byte) error {
	if len(data) > MaxFile {
		return invalid("Tệp lớn hơn 20 MB nên không đọc được; hãy tách danh sách thành nhiều tệp.")
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return invalid("Tệp trống, không có dữ liệu để đọc.")
	}
	if message := foreign(data); message != "" {
		return invalid(message)
	}
	return nil
}

func invalid(message string) error { return fault.New(fault.Invalid, message) }

// foreign names the kind of a file that is neither .xlsx nor .csv, as a
// sentence to the user.
func foreign(data []byte) string {
	const again = "; hãy mở bằng Excel hoặc LibreOffice và lưu lại dưới dạng .xlsx."
	head := data[:min(len(data), 4096)]
	start := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	switch {
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		if bytes.Contains(data, utf16le("EncryptedPackage")) {
			return "Tệp được bảo vệ bằng mật khẩu; hãy bỏ mật khẩu, lưu lại và tải lên lần nữa."
		}
		return "Đây là tệp Office kiểu cũ (.xls)" + again
	case bytes.HasPrefix(head, []byte("%PDF")):
		return "Đây là tệp PDF, không phải bảng tính; hãy dùng tệp .xlsx hoặc .csv."
	case hasAnyPrefix(start, "<!doctype", "<html", "<table", "<?xml", "<meta", "<style"):
		return "Đây là trang web hoặc tệp XML mang tên bảng tính" + again
	case hasAnyPrefix(start, "{\\rtf"):
		return "Đây là tệp văn bản RTF, không phải bảng tính; hãy dùng tệp .xlsx hoặc .csv."
	}
	return ""
}

func hasAnyPrefix(data []byte, prefixes ...string) bool {
	for _, p := range prefixes {
		if bytes.HasPrefix(data, []byte(p)) {
			return true
		}
	}
	return false
}

func utf16le(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

// A grid collects the cells of one sheet within the limits.
type grid struct {
	rows   [][]Cell
	budget *int // cells that the file may still hold
	stream *stream
}

// row makes room for a row of the given width and returns it.
func (g *grid) row(r, width int) ([]Cell, error) {
	if width > MaxColumns {
		return nil, invalid("Trang tính có hơn 200 cột nên không đọc được; hãy bỏ các cột thừa bên phải.")
	}
	if g.stream != nil {
		return g.stream.row(r, width, g.budget)
	}
	if r >= MaxRows {
		return nil, invalid("Trang tính có hơn 100.000 dòng nên không đọc được; hãy tách danh sách thành nhiều tệp.")
	}
	for len(g.rows) <= r {
		g.rows = append(g.rows, nil)
	}
	have := len(g.rows[r])
	if have < width {
		if *g.budget -= width - have; *g.budget < 0 {
			return nil, invalid("Tệp có hơn một triệu ô nên không đọc được; hãy tách danh sách thành nhiều tệp.")
		}
		for c := have; c < width; c++ {
			g.rows[r] = append(g.rows[r], Cell{Ref: Ref(c, r)})
		}
	}
	return g.rows[r], nil
}

// set stores what a cell holds; a blank one is not worth room.
func (g *grid) set(c, r int, cell Cell) error {
	if cell.Text == "" && !cell.Formula {
		return nil
	}
	if len(cell.Text) > maxText && utf8.RuneCountInString(cell.Text) > maxText {
		return invalid(fmt.Sprintf("Ô %s dài hơn 32.767 ký tự nên không đọc được.", Ref(c, r)))
	}
	row, err := g.row(r, c+1)
	if err != nil {
		return err
	}
	cell.Ref = Ref(c, r)
	row[c] = cell
	return nil
}
