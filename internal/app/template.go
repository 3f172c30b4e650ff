package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/docx"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/fill"
	"example.vn/khuyencong/internal/platform/sheet"
)

// fillCmd gathers what can be done with the papers' templates of an office.
type fillCmd struct {
	Fill templateFillCmd `cmd:"" help:"Điền một mẫu Word hay Excel bằng số liệu của một tệp JSON, để thử mẫu."`
}

// templateFillCmd fills a template outside of any database.
type templateFillCmd struct {
	Template string `arg:"" name:"mẫu" help:"Tệp mẫu .docx hay .xlsx có các dấu {{…}}."`
	Data     string `required:"" placeholder:"TỆP" help:"Tệp JSON: tên trường và chữ, đúng/sai, hoặc danh sách các dòng."`
	Out      string `short:"o" required:"" placeholder:"TỆP" help:"Tệp sẽ được ghi."`
}

// Run runs the command.
func (c *templateFillCmd) Run(e *env) error {
	text, err := readSmall(c.Data)
	if err != nil {
		return err
	}
	data, err := readData(text)
	if err != nil {
		return err
	}
	file, err := readTemplate(c.Template)
	if err != nil {
		return err
	}
	faults, render, err := compile(file, strings.ToLower(filepath.Ext(c.Template)), fieldsOf(data))
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		for _, f := range faults {
			e.say(f)
		}
		return errFound
	}
	if err := writeWhole(c.Out, func(f *os.File) error { return render(f, data) }); err != nil {
		return err
	}
	return e.print("Đã ghi %s.", c.Out)
}

// compile reads a template and says what is wrong with it, and how it is filled.
func compile(file []byte, extension string, known []fill.Known) (faults []string, render func(io.Writer, fill.Data) error, err error) {
	if extension == ".xlsx" {
		t, err := sheet.ParseTemplate(file)
		if err != nil {
			return nil, nil, err
		}
		for _, f := range t.Check(known) {
			faults = append(faults, f.String())
		}
		return faults, t.Render, nil
	}
	t, err := docx.Parse(file)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range t.Check(known) {
		faults = append(faults, f.String())
	}
	return faults, t.Render, nil
}

// readTemplate reads a file, of which the engine says whether it is too large.
func readTemplate(name string) ([]byte, error) {
	f, err := os.Open(name) //nolint:gosec // the file that was named
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", fault.New(fault.NotFound, "Không mở được tệp “"+name+"”."), err)
	}
	data, err := io.ReadAll(io.LimitReader(f, docx.MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", fault.New(fault.Invalid, "Không đọc được tệp “"+name+"”."), err)
	}
	return data, f.Close()
}

// readData reads what a template is filled with.
func readData(text []byte) (fill.Data, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber() // as it is written
	var all map[string]any
	if err := d.Decode(&all); err != nil || d.More() {
		return nil, fault.New(fault.Invalid, "Tệp số liệu không phải là một đối tượng JSON đúng.")
	}
	return dataOf(all)
}

func dataOf(all map[string]any) (fill.Data, error) {
	data := fill.Data{}
	for name, v := range all {
		switch v := v.(type) {
		case nil:
			data[name] = ""
		case string, bool:
			data[name] = v
		case json.Number:
			data[name] = v.String()
		case []any:
			rows, err := rowsOf(name, v)
			if err != nil {
				return nil, err
			}
			data[name] = rows
		default:
			return nil, fault.New(fault.Invalid, "Số liệu “"+name+"” phải là chữ, số, true/false hoặc một danh sách các dòng.")
		}
	}
	return data, nil
}

func rowsOf(name string, all []any) ([]fill.Data, error) {
	rows := make([]fill.Data, len(all))
	for i, v := range all {
		row, ok := v.(map[string]any)
		if !ok {
			return nil, fault.New(fault.Invalid, fmt.Sprintf("Dòng %d của danh sách “%s” phải là một đối tượng, ví dụ {\"tt\": \"1\"}.", i+1, name))
		}
		var err error
		if rows[i], err = dataOf(row); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// fieldsOf lists the fields that data can fill.
func fieldsOf(data fill.Data) []fill.Known {
	var all []fill.Known
	for _, name := range slices.Sorted(maps.Keys(data)) {
		k := fill.Known{Name: name, Kind: fill.Words}
		switch v := data[name].(type) {
		case bool:
			k.Kind = fill.Flag
		case []fill.Data:
			every := fill.Data{}
			for _, row := range v {
				maps.Copy(every, row)
			}
			k.Kind, k.Rows = fill.List, fieldsOf(every)
		}
		all = append(all, k)
	}
	return all
}
