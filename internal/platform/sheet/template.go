package sheet

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"example.vn/khuyencong/internal/platform/fill"
	"example.vn/khuyencong/internal/platform/ooxml"
)

// A Template (mẫu bảng tính) is an .xlsx file of an office with the marks of
// package fill in its cells. A part that opens and closes within a cell repeats
// its letters; one that opens in a cell and closes in another repeats the rows
// from the one to the other. Formulas go along: those in the repeated rows
// count their own row, those beside them count all of the rows.
type Template struct {
	data   []byte
	cells  []markedCell
	loops  []rowLoop
	faults []Misplaced
}

// Misplaced is what is wrong with a mark, and where.
type Misplaced struct {
	Place string // trang “Bảng 1”, ô B5
	Text  string // a Vietnamese sentence
}

// String is the sentence with its place.
func (m Misplaced) String() string { return "Ở " + m.Place + ": " + m.Text }

// A markedCell is a cell with marks.
type markedCell struct {
	sheet    string
	row, col int // from 1
	text     string
	parts    []fill.Part
	rest     string // the text without the marks that repeat rows
}

func (c markedCell) place() string {
	return "trang “" + c.sheet + "”, ô " + Ref(c.col-1, c.row-1)
}

// A rowLoop is rows that a mark repeats.
type rowLoop struct {
	sheet       string
	first, last int
	name        string
	unset       bool
}

// The limits of a template, beside those of every spreadsheet.
const (
	maxMarkedCells = 5000
	maxFilledRows  = 20_000
)

// ParseTemplate reads a template. A file that is no .xlsx, could harm somebody
// or is too large is an Invalid fault; what is wrong with its marks, Check says.
func ParseTemplate(data []byte) (*Template, error) {
	if _, err := ooxml.Open(data, ooxml.Excel); err != nil {
		return nil, err
	}
	if _, err := Parse(data); err != nil { // within the limits of rows and columns
		return nil, err
	}
	if err := refuseFormulas(data); err != nil {
		return nil, err
	}
	f, err := open(data)
	if err != nil {
		return nil, invalid(broken)
	}
	t := &Template{data: data}
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, invalid(broken)
		}
		if err := t.read(name, rows); err != nil {
			return nil, err
		}
	}
	return t, f.Close()
}

func open(data []byte) (*excelize.File, error) {
	return excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: MaxUnzip, UnzipXMLSizeLimit: MaxUnzip})
}

// outside are the functions that fetch something or call another program, and
// the writing of DDE.
var outside = regexp.MustCompile(`(?i)\b(WEBSERVICE|IMAGE|RTD|CALL|REGISTER|REGISTER\.ID|EXEC|FILTERXML|STOCKHISTORY|CUBE[A-Z]+|SQL\.REQUEST|IMPORT[A-Z]+)\s*\(|\|\s*'`)

// refuseFormulas refuses formulas that reach out of the file.
func refuseFormulas(data []byte) error {
	a, err := openArchive(data, MaxUnzip)
	if err != nil {
		return err
	}
	for name := range a.parts {
		if path.Ext(name) != ".xml" || !strings.HasPrefix(name, "xl/") || name == "xl/sharedstrings.xml" {
			continue
		}
		var formula strings.Builder
		err := a.walk(name, func(t xml.Token) error {
			switch e := t.(type) {
			case xml.StartElement:
				formula.Reset()
			case xml.CharData:
				formula.Write(e)
			case xml.EndElement:
				switch e.Name.Local {
				case "f", "definedName", "formula", "formula1", "formula2":
					if found := outside.FindString(formula.String()); found != "" {
						return invalid("Công thức trong tệp dùng “" + found + "” có thể lấy dữ liệu từ nơi khác nên không được nhận; hãy bỏ công thức đó rồi lưu lại.")
					}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// read finds the marks of a sheet.
func (t *Template) read(name string, rows [][]string) error {
	var open []markedLoop
	for r, row := range rows {
		for c, text := range row {
			if !fill.Marked(text) {
				continue
			}
			if len(t.cells) == maxMarkedCells {
				return invalid("Mẫu có quá nhiều ô có dấu {{…}}; hãy dùng danh sách lặp thay cho từng dòng.")
			}
			cell := markedCell{sheet: name, row: r + 1, col: c + 1, text: text}
			var err error
			if cell.parts, err = fill.Parts(text); err != nil {
				t.blame(cell, err.Error())
			}
			open = t.pair(&cell, open)
			t.cells = append(t.cells, cell)
		}
	}
	for _, o := range open {
		t.blame(o.cell, "“{{#"+o.name+"}}” chưa có “{{/"+o.name+"}}” ở hàng này hay hàng sau.")
	}
	return nil
}

// A markedLoop is a loop of rows that has begun.
type markedLoop struct {
	rowLoop
	cell markedCell
}

func (t *Template) blame(cell markedCell, sentence string) {
	t.faults = append(t.faults, Misplaced{cell.place(), sentence})
}

// pair divides the marks of a cell into those that the cell answers itself and
// those that repeat rows.
func (t *Template) pair(cell *markedCell, open []markedLoop) []markedLoop {
	var rest strings.Builder
	for i := 0; i < len(cell.parts); i++ {
		part := cell.parts[i]
		if part.Mark == fill.Open || part.Mark == fill.Unset {
			end := fill.Closing(cell.parts[i:]) + i
			if end < len(cell.parts) {
				write(&rest, cell.parts[i:end+1])
				i = end
				continue
			}
			if len(open) > 0 || len(t.loops) > 0 && t.loops[len(t.loops)-1].sheet == cell.sheet && t.loops[len(t.loops)-1].last == cell.row {
				t.blame(*cell, "“{{#"+part.Text+"}}” lặp hàng bên trong một phần lặp hàng khác; mỗi hàng của bảng tính chỉ thuộc một phần lặp.")
			}
			open = append(open, markedLoop{rowLoop{cell.sheet, cell.row, 0, part.Text, part.Mark == fill.Unset}, *cell})
			continue
		}
		if part.Mark != fill.Close {
			write(&rest, cell.parts[i:i+1])
			continue
		}
		if len(open) == 0 || open[len(open)-1].name != part.Text {
			t.blame(*cell, "“{{/"+part.Text+"}}” đóng một phần chưa được mở.")
			continue
		}
		loop := open[len(open)-1].rowLoop
		loop.last, open = cell.row, open[:len(open)-1]
		t.loops = append(t.loops, loop)
	}
	cell.rest = rest.String()
	return open
}

// write puts parts together again.
func write(b *strings.Builder, parts []fill.Part) {
	for _, p := range parts {
		switch p.Mark {
		case fill.Text:
			b.WriteString(p.Text)
		case fill.Field:
			b.WriteString("{{" + p.Text + "}}")
		case fill.Open:
			b.WriteString("{{#" + p.Text + "}}")
		case fill.Unset:
			b.WriteString("{{^" + p.Text + "}}")
		case fill.Close:
			b.WriteString("{{/" + p.Text + "}}")
		}
	}
}

// Check says everything that is wrong with the marks of the template of a
// paper that can fill known, in the order of the file.
func (t *Template) Check(known []fill.Known) []Misplaced {
	all := slices.Clip(t.faults)
	c := fill.Check(known)
	for _, cell := range t.cells {
		for _, p := range cell.parts {
			if err := c.Read(p); err != nil {
				all = append(all, Misplaced{cell.place(), err.Error()})
			}
		}
	}
	if err := c.End(); err != nil && len(t.faults) == 0 {
		all = append(all, Misplaced{"cuối tệp", err.Error()})
	}
	return all
}

// Render writes the spreadsheet that d makes of the template. More rows than a
// paper can have are an Invalid fault.
func (t *Template) Render(w io.Writer, d fill.Data) error {
	f, err := open(t.data)
	if err != nil {
		return fmt.Errorf("open template: %w", err)
	}
	filling := filler{File: f, scope: fill.In(d), formats: map[int]cellFormat{}}
	if err := filling.all(t); err != nil {
		_ = f.Close() // the first error says it
		return err
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write paper: %w", err)
	}
	return f.Close()
}
