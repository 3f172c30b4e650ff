package sheet

import (
	"fmt"
	"io"
	"iter"
	"math/big"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// A Workbook (sổ tính) is a file to be written: what people download.
type Workbook struct {
	Pages []Page
}

// A Page (trang tính) is one sheet of a Workbook: title lines, a header that
// stays in view, rows, and notes below such as the source and the moment. It
// prints on A4 landscape, as wide as the paper.
type Page struct {
	Name    string
	Titles  []string
	Columns []Column
	Rows    [][]Value
	Each    iter.Seq[[]Value] // more rows, below: a long list is written while it is read
	Notes   []string          // for example "Nguồn: …", "Thời điểm: …"
}

// A Column (cột) has a heading and a width in characters; zero is 16.
type Column struct {
	Head  string
	Width int
}

type valueKind int

const (
	blank valueKind = iota
	words
	whole
	amount
	day
	share
)

// A Value (giá trị) is what one cell of a Page holds.
type Value struct {
	kind valueKind
	text string
	n    int64
	bold bool
}

// Text is a cell of text. It is never a formula, whatever it begins with.
func Text(s string) Value { return Value{kind: words, text: s} }

// Count is a cell with a whole number.
func Count(n int64) Value { return Value{kind: whole, n: n} }

// Money is a cell with an amount in đồng.
func Money(v money.VND) Value { return Value{kind: amount, n: int64(v)} }

// Day is a cell with an ISO day; text that is not one is written as it is.
func Day(iso string) Value { return Value{kind: day, text: iso} }

// Percent is a cell with a share, shown in percent.
func Percent(r money.Ratio) Value { return Value{kind: share, n: int64(r)} }

// Blank is a cell with nothing in it.
func Blank() Value { return Value{} }

// Bold returns v written in bold, as the rows of totals are.
func (v Value) Bold() Value {
	v.bold = true
	return v
}

// Write writes book to w as an .xlsx file.
func Write(w io.Writer, book Workbook) (err error) {
	f := excelize.NewFile()
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
	}()
	styles, err := newStyles(f)
	if err != nil {
		return err
	}
	names := map[string]bool{}
	for i, page := range book.Pages {
		name := pageName(page.Name, i, names)
		if i == 0 {
			err = f.SetSheetName("Sheet1", name)
		} else {
			_, err = f.NewSheet(name)
		}
		if err != nil {
			return fmt.Errorf("add sheet %q: %w", name, err)
		}
		if err := writePage(f, name, page, styles); err != nil {
			return fmt.Errorf("write sheet %q: %w", name, err)
		}
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// pageName makes a name that spreadsheet programs accept and that no other
// page has.
func pageName(name string, i int, taken map[string]bool) string {
	name = text.CleanLine(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) {
			return ' '
		}
		return r
	}, name))
	if r := []rune(name); len(r) > 28 {
		name = string(r[:28])
	}
	name = strings.TrimSpace(name)
	if name == "" {
		name = fmt.Sprintf("Trang %d", i+1)
	}
	base := name
	for n := 2; taken[strings.ToLower(name)]; n++ {
		name = fmt.Sprintf("%s %d", base, n)
	}
	taken[strings.ToLower(name)] = true
	return name
}

func writePage(f *excelize.File, name string, page Page, styles map[styleKey]int) error {
	if err := layOut(f, name, page); err != nil {
		return err
	}
	sw, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	head := len(page.Titles) + 1
	for i, c := range page.Columns {
		width := c.Width
		if width <= 0 {
			width = 16
		}
		if err := setWidth(sw, i+1, width); err != nil {
			return err
		}
	}
	top := fmt.Sprintf("A%d", head+1)
	if err := sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: head, TopLeftCell: top, ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	row := 0
	put := func(cells []any) error {
		row++
		return sw.SetRow(fmt.Sprintf("A%d", row), cells)
	}
	wide := func(s string, key styleKey) error {
		if err := put([]any{excelize.Cell{StyleID: styles[key], Value: safe(s)}}); err != nil || len(page.Columns) < 2 {
			return err
		}
		return sw.MergeCell(Ref(0, row-1), Ref(len(page.Columns)-1, row-1))
	}
	for _, t := range page.Titles {
		if err := wide(t, styleKey{look: title}); err != nil {
			return err
		}
	}
	if err := writeTable(put, page, styles); err != nil {
		return err
	}
	for _, n := range page.Notes {
		if err := wide(n, styleKey{look: note}); err != nil {
			return err
		}
	}
	return sw.Flush()
}

func writeTable(put func([]any) error, page Page, styles map[styleKey]int) error {
	heads := make([]any, len(page.Columns))
	for i, c := range page.Columns {
		heads[i] = excelize.Cell{StyleID: styles[styleKey{look: header}], Value: safe(c.Head)}
	}
	if err := put(heads); err != nil {
		return err
	}
	var cells []any
	row := func(values []Value) error {
		cells = cells[:0]
		for _, v := range values {
			cells = append(cells, v.cell(styles))
		}
		return put(cells)
	}
	for _, values := range page.Rows {
		if err := row(values); err != nil {
			return err
		}
	}
	if page.Each == nil {
		return nil
	}
	for values := range page.Each {
		if err := row(values); err != nil {
			return err
		}
	}
	return nil
}

func (v Value) cell(styles map[styleKey]int) excelize.Cell {
	key := styleKey{kind: v.kind, bold: v.bold}
	var value any
	switch v.kind {
	case blank:
	case words:
		value = safe(v.text)
	case whole, amount:
		value = v.n
	case day:
		value = safe(v.text)
		if n, ok := DaySerial(v.text); ok {
			value = n
		}
	case share:
		ratio, _ := big.NewRat(v.n, int64(money.Whole)).Float64()
		value = ratio
	}
	return excelize.Cell{StyleID: styles[key], Value: value}
}

// safe is s as a cell can hold it. The writer stores every text as an inline
// string, so that "=1+1" stays five characters and never becomes a formula.
func safe(s string) string {
	s = text.Clean(s)
	if utf8.RuneCountInString(s) > maxText {
		s = string([]rune(s)[:maxText])
	}
	return s
}
