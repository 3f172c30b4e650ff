package disclosure

import (
	"encoding/csv"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A Field is one column of a published record: an entry of the data dictionary,
// read from the tags of the Go type.
type Field struct {
	Name    string // as files and the interface call it
	Title   string // Vietnamese, for people
	Doc     string
	Type    string // of JSON Schema: string, integer or boolean
	Format  string // of JSON Schema, "" for none
	Enum    []string
	Pattern string
	Null    bool // may be unknown
}

// Fields lists the columns of a record type in their order.
func Fields(of reflect.Type) []Field {
	var all []Field
	for f := range of.Fields() {
		one := Field{Name: f.Tag.Get("json"), Title: f.Tag.Get("vi"), Doc: f.Tag.Get("doc"), Format: f.Tag.Get("format"), Pattern: f.Tag.Get("pattern")}
		if list, ok := f.Tag.Lookup("enum"); ok {
			one.Enum = strings.Split(list, ",")
		}
		t := f.Type
		if one.Null = t.Kind() == reflect.Pointer; one.Null {
			t = t.Elem()
		}
		switch t.Kind() { //nolint:exhaustive // a record has only these
		case reflect.Int, reflect.Int64:
			one.Type = "integer"
		case reflect.Bool:
			one.Type = "boolean"
		default:
			one.Type = "string"
		}
		all = append(all, one)
	}
	return all
}

// Cells are the values of a record in the order of Fields, as text: whole
// numbers without grouping, true or false, nothing for what is not known.
func Cells(record any) []string {
	v := reflect.ValueOf(record)
	cells := make([]string, v.NumField())
	for i := range cells {
		f := v.Field(i)
		if f.Kind() == reflect.Pointer {
			if f.IsNil() {
				continue
			}
			f = f.Elem()
		}
		switch f.Kind() { //nolint:exhaustive // as in Fields
		case reflect.Int, reflect.Int64:
			cells[i] = strconv.FormatInt(f.Int(), 10)
		case reflect.Bool:
			cells[i] = strconv.FormatBool(f.Bool())
		default:
			cells[i] = f.String()
		}
	}
	return cells
}

// bom tells Excel that a file is UTF-8.
const bom = "\uFEFF"

// WriteCSV writes records as Excel of a Vietnamese computer opens them: UTF-8
// with its mark, columns apart by semicolons, lines by CRLF, the names of the
// columns first. Text that a spreadsheet would calculate begins with an
// apostrophe.
func WriteCSV(w io.Writer, of reflect.Type, rows [][]string) error {
	if _, err := io.WriteString(w, bom); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = ';', true
	var head []string
	for _, f := range Fields(of) {
		head = append(head, f.Name)
	}
	for _, row := range append([][]string{head}, rows...) {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = inert(cell)
		}
		if err := out.Write(cells); err != nil {
			return fmt.Errorf("write CSV: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// inert makes text of what a spreadsheet may take for a formula. A negative
// whole number stays one.
func inert(cell string) string {
	if _, err := strconv.ParseInt(cell, 10, 64); cell == "" || err == nil {
		return cell
	}
	if strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", []rune(cell)[0]) {
		return "'" + cell
	}
	return cell
}

// Shape is the JSON Schema of a list of records.
func Shape(of reflect.Type, id, title string) map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, f := range Fields(of) {
		p := map[string]any{"type": f.Type, "title": f.Title, "description": f.Doc}
		if f.Null {
			p["type"] = []string{f.Type, "null"}
		}
		if f.Format != "" {
			p["format"] = f.Format
		}
		if f.Enum != nil {
			p["enum"] = f.Enum
		}
		if f.Pattern != "" {
			p["pattern"] = f.Pattern
		}
		properties[f.Name] = p
		required = append(required, f.Name)
	}
	slices.Sort(required)
	return map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": id, "title": title, "type": "array",
		"items": map[string]any{"type": "object", "properties": properties, "required": required, "additionalProperties": false},
	}
}
