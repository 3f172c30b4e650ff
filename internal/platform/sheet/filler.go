package sheet

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fill"
	"example.vn/khuyencong/internal/platform/money"
)

// A filler fills one workbook.
type filler struct {
	*excelize.File
	scope   *fill.Scope
	formats map[int]cellFormat // by style
}

// cellFormat says what a cell's style shows.
type cellFormat int

const (
	asText cellFormat = iota
	asNumber
	asDay
)

func (f *filler) all(t *Template) error {
	for _, c := range t.loose() {
		if err := f.put(c, 0, f.scope); err != nil {
			return fmt.Errorf("fill %s: %w", c.place(), err)
		}
	}
	// From below, so that rows which are put in do not move what is to come.
	for _, loop := range slices.Backward(t.loops) {
		if err := f.repeat(t, loop); err != nil {
			return fmt.Errorf("repeat rows %d to %d: %w", loop.first, loop.last, err)
		}
	}
	return f.UpdateLinkedValue() // whoever opens the file computes its formulas
}

// cellsIn lists the marked cells of rows.
func (t *Template) cellsIn(loop rowLoop) []markedCell {
	var in []markedCell
	for _, c := range t.cells {
		if c.sheet == loop.sheet && c.row >= loop.first && c.row <= loop.last {
			in = append(in, c)
		}
	}
	return in
}

// loose lists the marked cells that no loop repeats.
func (t *Template) loose() []markedCell {
	return slices.DeleteFunc(slices.Clone(t.cells), func(c markedCell) bool {
		return slices.ContainsFunc(t.loops, func(l rowLoop) bool {
			return l.sheet == c.sheet && c.row >= l.first && c.row <= l.last
		})
	})
}

// put fills a marked cell, which has moved down by some rows.
func (f *filler) put(c markedCell, down int, scope *fill.Scope) error {
	ref := Ref(c.col-1, c.row-1+down)
	parts, _ := fill.Parts(c.rest)
	if len(parts) == 1 && parts[0].Mark == fill.Field {
		value := scope.Text(parts[0].Text)
		format, err := f.format(c.sheet, ref)
		if err != nil {
			return err
		}
		if plain, ok := stored(value, format); ok {
			return f.SetCellDefault(c.sheet, ref, plain)
		}
	}
	return f.SetCellStr(c.sheet, ref, safe(fill.String(c.rest, scope)))
}

// format is what the style of a cell shows.
func (f *filler) format(sheet, ref string) (cellFormat, error) {
	id, err := f.GetCellStyle(sheet, ref)
	if err != nil {
		return asText, err
	}
	if known, ok := f.formats[id]; ok {
		return known, nil
	}
	style, err := f.GetStyle(id)
	if err != nil {
		return asText, err
	}
	f.formats[id] = formatOf(style)
	return f.formats[id], nil
}

func formatOf(style *excelize.Style) cellFormat {
	code := ""
	if style.CustomNumFmt != nil {
		code = *style.CustomNumFmt
	}
	n := style.NumFmt
	switch {
	case dateFormat(n, code):
		return asDay
	case n >= 1 && n <= 13 || n >= 37 && n <= 44 || n == 48 || strings.ContainsAny(code, "0#") && !strings.Contains(code, "@"):
		return asNumber
	}
	return asText
}

var (
	vietnamese = regexp.MustCompile(`^-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$`)
	dayForm    = regexp.MustCompile(`^(\d{2})/(\d{2})/(\d{4})$`)
)

// stored is how a file keeps a number or a day that papers write as value.
func stored(value string, format cellFormat) (string, bool) {
	switch format {
	case asNumber:
		if vietnamese.MatchString(value) && len(value) < 40 {
			return strings.ReplaceAll(strings.ReplaceAll(value, ".", ""), ",", "."), true
		}
		if r, err := money.ParseRatio(value); err == nil && strings.HasSuffix(value, "%") {
			whole := fmt.Sprintf("%05d", int64(r))
			return whole[:len(whole)-4] + "." + whole[len(whole)-4:], true
		}
	case asDay:
		if m := dayForm.FindStringSubmatch(value); m != nil {
			if d, err := calendar.Parse(m[3] + "-" + m[2] + "-" + m[1]); err == nil {
				n, ok := DaySerial(d.String())
				return strconv.Itoa(n), ok
			}
		}
	case asText:
	}
	return "", false
}

// A model is a cell of the rows that a loop repeats.
type model struct {
	row, col, style int
	formula, text   string
	number          bool
}

// repeat writes the rows of a loop.
func (f *filler) repeat(t *Template, loop rowLoop) error {
	marked, scopes := t.cellsIn(loop), f.scope.Rows(loop.name)
	if loop.unset {
		if len(scopes) > 0 {
			scopes = nil
		} else {
			scopes = []*fill.Scope{f.scope}
		}
	}
	if len(scopes) == 0 {
		return f.hide(marked, loop)
	}
	height := loop.last - loop.first + 1
	added := (len(scopes) - 1) * height
	if added > maxFilledRows {
		return invalid(fmt.Sprintf("Danh sách “%s” có quá nhiều dòng cho một bảng tính.", loop.name))
	}
	if added > 0 {
		if err := f.makeRoom(loop, added); err != nil {
			return err
		}
	}
	for i, scope := range scopes {
		for _, c := range marked {
			if err := f.put(c, i*height, scope); err != nil {
				return err
			}
		}
	}
	return nil
}

// hide takes the rows of an empty list out of sight. They are not removed:
// formulas that count them would point at nothing.
func (f *filler) hide(marked []markedCell, loop rowLoop) error {
	for _, c := range marked {
		if err := f.SetCellValue(c.sheet, Ref(c.col-1, c.row-1), nil); err != nil {
			return err
		}
	}
	for row := loop.first; row <= loop.last; row++ {
		if err := f.SetRowVisible(loop.sheet, row, false); err != nil {
			return err
		}
	}
	return nil
}

// makeRoom copies the rows of a loop below themselves until added rows are new.
func (f *filler) makeRoom(loop rowLoop, added int) error {
	models, outer, err := f.models(loop)
	if err != nil {
		return err
	}
	merged, err := f.GetMergeCells(loop.sheet, true)
	if err != nil {
		return err
	}
	if err := f.InsertRows(loop.sheet, loop.last+1, added); err != nil {
		return err
	}
	height := loop.last - loop.first + 1
	for down := height; down <= added; down += height {
		if err := f.copyRows(loop, models, down); err != nil {
			return err
		}
		if err := f.copyMerged(loop, merged, down); err != nil {
			return err
		}
	}
	for _, m := range outer {
		if m.row > loop.last {
			m.row += added
		}
		if err := f.widen(loop, m, added); err != nil {
			return err
		}
	}
	return nil
}

// models reads the cells of a loop's rows, and the cells beside them that have
// formulas.
func (f *filler) models(loop rowLoop) (inner, outer []model, err error) {
	rows, err := f.GetRows(loop.sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, nil, err
	}
	width := 0
	for _, row := range rows {
		width = max(width, len(row))
	}
	for r := 1; r <= len(rows); r++ {
		for c := 1; c <= width; c++ {
			m, err := f.model(loop.sheet, r, c)
			if err != nil {
				return nil, nil, err
			}
			if r >= loop.first && r <= loop.last {
				inner = append(inner, m)
			} else if m.formula != "" {
				outer = append(outer, m)
			}
		}
	}
	return inner, outer, nil
}

func (f *filler) model(sheet string, row, col int) (m model, err error) {
	ref := Ref(col-1, row-1)
	m.row, m.col = row, col
	if m.formula, err = f.GetCellFormula(sheet, ref); err != nil {
		return m, err
	}
	if m.style, err = f.GetCellStyle(sheet, ref); err != nil {
		return m, err
	}
	if m.text, err = f.GetCellValue(sheet, ref, excelize.Options{RawCellValue: true}); err != nil {
		return m, err
	}
	kind, err := f.GetCellType(sheet, ref)
	m.number = kind == excelize.CellTypeNumber || kind == excelize.CellTypeUnset
	return m, err
}

func (f *filler) copyRows(loop rowLoop, models []model, down int) error {
	for row := loop.first; row <= loop.last; row++ {
		height, err := f.GetRowHeight(loop.sheet, row)
		if err == nil {
			err = f.SetRowHeight(loop.sheet, row+down, height)
		}
		if err != nil {
			return err
		}
	}
	for _, m := range models {
		ref := Ref(m.col-1, m.row-1+down)
		err := f.SetCellStyle(loop.sheet, ref, ref, m.style)
		switch {
		case err != nil:
		case m.formula != "":
			err = f.SetCellFormula(loop.sheet, ref, shift(m.formula, func(row int) int {
				if row >= loop.first && row <= loop.last {
					return row + down
				}
				return row
			}))
		case m.number && m.text != "":
			err = f.SetCellDefault(loop.sheet, ref, m.text)
		case m.text != "" && !fill.Marked(m.text):
			err = f.SetCellStr(loop.sheet, ref, m.text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *filler) copyMerged(loop rowLoop, merged []excelize.MergeCell, down int) error {
	for _, m := range merged {
		left, top, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		if err != nil {
			return err
		}
		right, bottom, err := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err != nil {
			return err
		}
		if top < loop.first || bottom > loop.last {
			continue
		}
		if err := f.MergeCell(loop.sheet, Ref(left-1, top-1+down), Ref(right-1, bottom-1+down)); err != nil {
			return err
		}
	}
	return nil
}

// widen lets a formula beside a loop count all of its rows: a range that ended
// with the loop's last row ends with the last of the new ones.
func (f *filler) widen(loop rowLoop, m model, added int) error {
	ref := Ref(m.col-1, m.row-1)
	formula, err := f.GetCellFormula(loop.sheet, ref)
	if err != nil {
		return err
	}
	wide := ranges(formula, func(first, last int) (int, int) {
		if first <= last && last == loop.last {
			return first, last + added
		}
		return first, last
	})
	if wide == formula {
		return nil
	}
	return f.SetCellFormula(loop.sheet, ref, wide)
}

var (
	// A reference of the formula's own sheet, a text or another sheet's reference.
	reference = regexp.MustCompile(`"[^"]*"|(?:'[^']*'|[\pL\d_.]+)!\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?|\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?\(?`)
	single    = regexp.MustCompile(`^(\$?[A-Z]{1,3}\$?)(\d+)$`)
)

// ranges changes the first and the last row of each reference to the formula's
// own sheet.
func ranges(formula string, change func(first, last int) (int, int)) string {
	return reference.ReplaceAllStringFunc(formula, func(s string) string {
		if strings.ContainsAny(s, `"!(`) {
			return s
		}
		from, to, both := strings.Cut(s, ":")
		a, b := single.FindStringSubmatch(from), single.FindStringSubmatch(to)
		if a == nil || both && b == nil {
			return s
		}
		first, _ := strconv.Atoi(a[2])
		if !both {
			first, _ = change(first, -1)
			return a[1] + strconv.Itoa(first)
		}
		last, _ := strconv.Atoi(b[2])
		first, last = change(first, last)
		return a[1] + strconv.Itoa(first) + ":" + b[1] + strconv.Itoa(last)
	})
}

// shift moves the rows of every reference of a formula.
func shift(formula string, move func(int) int) string {
	return ranges(formula, func(first, last int) (int, int) { return move(first), move(last) })
}
