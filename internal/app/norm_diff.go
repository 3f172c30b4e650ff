package app

import (
	"encoding/json"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/platform/fault"
)

// normDiffCmd compares two versions.
type normDiffCmd struct {
	format
	rules
	Before string `arg:"" name:"trước" help:"Mã văn bản (ví dụ v2014_ttlt26) hoặc tệp mức chi."`
	After  string `arg:"" name:"sau" help:"Mã văn bản hoặc tệp mức chi."`
}

// Run runs the command.
func (c *normDiffCmd) Run(e *env) error {
	book, err := c.laid(normbook.Norms())
	if err != nil {
		return err
	}
	before, err := versionOf(book, c.Before)
	if err != nil {
		return err
	}
	after, err := versionOf(book, c.After)
	if err != nil {
		return err
	}
	diff := norm.Diff(before, after)
	if c.Format == "json" {
		return json.NewEncoder(e.stdout).Encode(diffJSON(diff))
	}
	return e.print("%s", diffText(diff))
}

// versionOf returns the items of a version of the book, or of a file.
func versionOf(book *norm.Book, name string) ([]norm.Ceiling, error) {
	if _, ceilings, ok := book.Version(name); ok {
		return ceilings, nil
	}
	if !strings.ContainsAny(name, "./") {
		return nil, fault.New(fault.NotFound, "Không có văn bản mức chi “"+name+"”.")
	}
	f, err := readRules(name)
	if err != nil {
		return nil, err
	}
	return f.Ceilings, nil
}

type differenceJSON struct {
	Content norm.Content `json:"content"`
	Name    string       `json:"name"`
	Kind    string       `json:"kind"`
	Fields  []fieldJSON  `json:"fields"`
}

type fieldJSON struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

func diffJSON(diff []norm.Difference) []differenceJSON {
	all := []differenceJSON{}
	for _, d := range diff {
		x := differenceJSON{Content: d.Content, Name: d.Name, Kind: "changed", Fields: []fieldJSON{}}
		switch {
		case d.Before == nil:
			x.Kind = "added"
		case d.After == nil:
			x.Kind = "removed"
		}
		for _, f := range d.Fields {
			x.Fields = append(x.Fields, fieldJSON(f))
		}
		all = append(all, x)
	}
	return all
}

func diffText(diff []norm.Difference) string {
	if len(diff) == 0 {
		return "Không có điểm khác nhau."
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d mục khác nhau.", len(diff))
	for _, d := range diff {
		fmt.Fprintf(&b, "\n%s (%s)", d.Name, d.Content)
		switch {
		case d.Before == nil:
			b.WriteString(": chỉ có trong văn bản sau; " + d.After.Limit.Words(d.After.Base, d.After.Unit))
		case d.After == nil:
			b.WriteString(": chỉ có trong văn bản trước; " + d.Before.Limit.Words(d.Before.Base, d.Before.Unit))
		}
		for _, f := range d.Fields {
			fmt.Fprintf(&b, "\n  %s: %s → %s", f.Name, f.Before, f.After)
		}
	}
	return b.String()
}
