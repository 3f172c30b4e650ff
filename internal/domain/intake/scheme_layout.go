package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/sheet"
)

// Lists of schemes are read as a whole, by package schemelist, which knows the
// sections, totals and merged cells of centres' lists. What it recognises of the
// columns is only proposed; it reads them as a person had them.

// A TableHead is one header of a list of schemes.
type TableHead struct {
	Sheet string `json:"sheet"`
	Row   int    `json:"row"` // of its first line, from zero
	Print string `json:"print"`
}

// sheetRows parts the numbers of the rows of a sheet from those of the next.
const sheetRows = 1_000_000

// mostTables is how many different headers one file may have.
const mostTables = 20

// RowName names a row by its number, and its sheet where there are several.
func (l Layout) RowName(no int) string {
	name, at := fmt.Sprint(no%sheetRows), no/sheetRows
	if len(l.Sheets) > 1 && at < len(l.Sheets) {
		name += " trang “" + l.Sheets[at] + "”"
	}
	return name
}

// Letter names a column of the file, with its sheet and the row of its header
// where the file has several tables.
func (l Layout) Letter(index int) string {
	if len(l.Tables) == 0 {
		return sheet.ColumnName(index)
	}
	h := l.Columns[index]
	t := l.Tables[h.Table]
	if len(l.Tables) == 1 {
		return sheet.ColumnName(h.At)
	}
	return t.Sheet + "!" + sheet.Ref(h.At, t.Row)
}

// schemeFields are the fields of a list of schemes.
func schemeFields() []FieldInfo {
	var all []FieldInfo
	for _, f := range schemelist.Fields() {
		all = append(all, FieldInfo{Field: Field(f.Field), Label: f.Label, Money: f.Money, Many: f.Many})
	}
	return all
}

// parseSchemes reads the cells of a file.
func parseSchemes(data []byte) (sheet.Table, error) {
	table, err := sheet.Parse(data)
	if err != nil {
		return table, err
	}
	seen := map[string]bool{}
	for _, s := range table.Sheets {
		if seen[s.Name] {
			return table, fault.New(fault.Invalid, "Tệp có hai trang cùng tên “"+cut(s.Name, 60)+"”; hãy đổi tên một trang.")
		}
		seen[s.Name] = true
	}
	return table, nil
}

// lookSchemes finds the headers of a list of schemes.
func lookSchemes(data []byte) (Layout, error) {
	table, err := parseSchemes(data)
	if err != nil {
		return Layout{}, err
	}
	list, err := schemelist.Read(table, schemelist.Options{})
	if err != nil {
		return Layout{}, err
	}
	var l Layout
	var prints []string
	for _, h := range list.Heads {
		if !slices.Contains(l.Sheets, h.Sheet) {
			l.Sheets = append(l.Sheets, h.Sheet)
		}
		if slices.Contains(prints, h.Print) {
			continue
		}
		if len(prints) == mostTables {
			return Layout{}, fault.New(fault.Invalid, fmt.Sprintf("Tệp có hơn %d bảng với tiêu đề khác nhau; hãy tách thành nhiều tệp.", mostTables))
		}
		l.table(h)
		prints = append(prints, h.Print)
	}
	l.Sheet, l.Header = l.Tables[0].Sheet, l.Tables[0].Row
	sum := sha256.Sum256([]byte(string(Schemes) + "|" + strings.Join(prints, "|")))
	l.Print = hex.EncodeToString(sum[:12])
	return l, nil
}

// table adds the columns below one header.
func (l *Layout) table(h schemelist.Head) {
	for i, c := range h.Columns {
		l.Columns = append(l.Columns, Heading{
			Words: cut(c.Words, maxHeading), Samples: c.Samples, Unit: c.Unit, Guess: Field(c.Field), Table: len(l.Tables), At: i,
		})
	}
	l.Tables = append(l.Tables, TableHead{Sheet: h.Sheet, Row: h.Row, Print: h.Print})
}

// proposeSchemes is what was recognised of the columns. A column of money that
// says no unit and holds nothing is like the others of its table.
func (l Layout) proposeSchemes() Mapping {
	var m Mapping
	units := map[int]schemelist.Unit{}
	for i, c := range l.Columns {
		if c.Guess == "" {
			continue
		}
		one := Column{Index: i, Field: c.Guess, Unit: l.unit(Schemes, i, c.Guess)}
		if units[c.Table] == schemelist.NoUnit {
			units[c.Table] = one.Unit
		}
		m = append(m, one)
	}
	for i, c := range m {
		if h := l.Columns[c.Index]; Schemes.IsMoney(c.Field) && c.Unit == schemelist.NoUnit && len(h.Samples) == 0 {
			m[i].Unit = max(units[h.Table], schemelist.Dong)
		}
	}
	return m
}

// checkTables looks whether each table that is read says what its rows are
// about; a table of which no column is used is not read.
func (l Layout) checkTables(m Mapping, form *fault.Form) {
	used, named := map[int]bool{}, map[int]bool{}
	for _, c := range m {
		t := l.Columns[c.Index].Table
		used[t] = true
		for _, f := range schemelist.Fields() {
			named[t] = named[t] || f.Names && Field(f.Field) == c.Field
		}
	}
	form.Check(len(used) > 0, "mapping", "Chưa có cột nào được dùng.")
	for t, h := range l.Tables {
		where := ""
		if len(l.Tables) > 1 {
			where = fmt.Sprintf(" ở bảng có tiêu đề tại dòng %d trang “%s”", h.Row+1, h.Sheet)
		}
		form.Check(!used[t] || named[t], "mapping", "Cần một cột là “Tên đề án”, “Nội dung hoạt động” hoặc “Đơn vị thụ hưởng”"+where+".")
	}
}

// told is the mapping as schemelist takes it.
func (in Intake) told() map[string][]schemelist.Told {
	all := map[string][]schemelist.Told{}
	for _, t := range in.Layout.Tables {
		all[t.Print] = []schemelist.Told{}
	}
	for _, c := range in.Mapping {
		h := in.Layout.Columns[c.Index]
		print := in.Layout.Tables[h.Table].Print
		all[print] = append(all[print], schemelist.Told{Index: h.At, Field: schemelist.Field(c.Field), Unit: c.Unit})
	}
	return all
}
