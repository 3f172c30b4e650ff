package office

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"example.vn/khuyencong/internal/web/ui"
)

// An openAPIPage describes the programming interface to people, from the same
// types as the document for programs.
type openAPIPage struct {
	Shell      ui.Shell
	Operations []openOperation
	Records    []openRecord
	Messages   []openOperation
}

// An openOperation is one address, or one message that is sent.
type openOperation struct {
	ID, Summary, Description, Path, Answer string
	Parameters                             []openParameter
}

// An openParameter is a parameter of an address or a field of a record.
type openParameter struct{ Name, Kind, Doc string }

// An openRecord is a type of the interface.
type openRecord struct {
	Name   string
	Fields []openParameter
}

func (c *call) openAPI() error {
	doc := c.s.api.OpenAPI()
	p := openAPIPage{Shell: c.openShell("Giao diện lập trình (API)", openOffice{})}
	p.Shell.Back = &ui.Link{Label: "Dữ liệu mở", Href: openDataPath}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		p.Operations = append(p.Operations, openOperationOf(path, doc.Paths[path].Get))
	}
	for _, name := range slices.Sorted(maps.Keys(doc.Webhooks)) {
		p.Messages = append(p.Messages, openOperation{ID: "tin-" + name, Path: name, Summary: doc.Webhooks[name].Post.Summary})
	}
	schemas := doc.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		record := openRecord{Name: name}
		for _, field := range slices.Sorted(maps.Keys(schemas[name].Properties)) {
			one := schemas[name].Properties[field]
			record.Fields = append(record.Fields, openParameter{field, openSchemaKind(one), one.Description})
		}
		p.Records = append(p.Records, record)
	}
	return c.render(http.StatusOK, openAPIView(p))
}

func openOperationOf(path string, o *huma.Operation) openOperation {
	one := openOperation{ID: o.OperationID, Summary: o.Summary, Description: o.Description, Path: path}
	for _, p := range o.Parameters {
		one.Parameters = append(one.Parameters, openParameter{p.Name, openSchemaKind(p.Schema), p.Description})
	}
	if answer := o.Responses["200"]; answer != nil && answer.Content["application/json"] != nil {
		one.Answer = openRef(answer.Content["application/json"].Schema)
	}
	return one
}

func openRef(s *huma.Schema) string { return s.Ref[strings.LastIndex(s.Ref, "/")+1:] }

// openSchemaKind puts the type of a value into words.
func openSchemaKind(s *huma.Schema) string {
	if s == nil {
		return ""
	}
	words := map[string]string{"integer": "số nguyên", "boolean": "true/false", "string": "chữ", "array": "danh sách", "object": "bản ghi"}[s.Type]
	switch {
	case s.Ref != "":
		words = openRef(s)
	case s.Type == "array" && s.Items != nil:
		words = "danh sách " + openSchemaKind(s.Items)
	case s.Format == "date":
		words = "ngày"
	}
	if s.Nullable {
		words += " hoặc null"
	}
	var limits []string
	for _, v := range s.Enum {
		if v != "" {
			limits = append(limits, fmt.Sprint(v))
		}
	}
	if len(limits) > 0 {
		words += ": " + strings.Join(limits, ", ")
	}
	if s.Minimum != nil && s.Maximum != nil {
		words += fmt.Sprintf(" từ %.0f đến %.0f", *s.Minimum, *s.Maximum)
	}
	if s.Default != nil {
		words += fmt.Sprintf(", mặc định %v", s.Default)
	}
	return words
}
