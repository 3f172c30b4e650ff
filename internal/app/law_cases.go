package app

import (
	"encoding/json"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/fault"
)

// lawTestCmd runs cases about the procedure.
type lawTestCmd struct {
	format
	officeLaw

	Province string   `placeholder:"MÃ" help:"Mã tỉnh có thủ tục riêng trong cơ sở dữ liệu, ví dụ 19."`
	Rules    string   `placeholder:"TỆP" help:"Tệp thủ tục đang soạn, đặt lên trên thủ tục đang áp dụng."`
	Files    []string `arg:"" optional:"" name:"tệp" help:"Tệp ca kiểm thử; bỏ trống: các ca đi cùng chương trình."`
}

// Run runs the command.
func (c *lawTestCmd) Run(e *env) error {
	book, err := c.book(e)
	if err != nil {
		return err
	}
	cases, err := c.cases()
	if err != nil {
		return err
	}
	lines := []string{}
	for _, k := range cases {
		if differs := k.Differs(book); len(differs) > 0 {
			lines = append(lines, fmt.Sprintf("%s: %s.", k.Name, strings.Join(differs, "; ")))
		}
	}
	if c.Format == "json" {
		err = json.NewEncoder(e.stdout).Encode(map[string]any{"cases": len(cases), "failed": len(lines), "lines": lines})
	} else {
		err = e.print("%s", strings.Join(append(lines, fmt.Sprintf("%d ca đúng, %d ca sai.", len(cases)-len(lines), len(lines))), "\n"))
	}
	if err == nil && len(lines) > 0 {
		return fault.New(fault.Invalid, fmt.Sprintf("%d ca kiểm thử không đúng.", len(lines)))
	}
	return err
}

// book is the procedure that the cases are about.
func (c *lawTestCmd) book(e *env) (*procedure.Book, error) {
	book, err := c.procedure(e, c.Province)
	if err != nil || c.Rules == "" {
		return book, err
	}
	data, err := readSmall(c.Rules)
	if err != nil {
		return nil, err
	}
	set, err := procedure.ReadSet(c.Rules, data)
	if err == nil {
		book, err = book.Instead(set)
	}
	if err != nil {
		return nil, fault.New(fault.Invalid, err.Error())
	}
	return book, nil
}

func (c *lawTestCmd) cases() ([]procedure.Case, error) {
	if len(c.Files) == 0 {
		return procedure.Cases()
	}
	var all []procedure.Case
	for _, name := range c.Files {
		data, err := readSmall(name)
		if err != nil {
			return nil, err
		}
		cases, err := procedure.ReadCases(name, data)
		if err != nil {
			return nil, fault.New(fault.Invalid, err.Error())
		}
		all = append(all, cases...)
	}
	return all, nil
}
