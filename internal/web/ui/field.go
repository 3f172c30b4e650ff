package ui

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"example.vn/khuyencong/internal/platform/fault"
)

// inputKind is what tells a MoneyField from a DateField.
type inputKind struct {
	typ, class     string
	numeric, money bool
	size           int
}

func (k inputKind) kind() string {
	if k.typ == "" {
		return "text"
	}
	return k.typ
}

func (k inputKind) unit(f Field) string {
	if f.Unit == "" && k.money {
		return "đồng"
	}
	return f.Unit
}

func (k inputKind) chars(f Field) int {
	if f.Size == 0 {
		return k.size
	}
	return f.Size
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Name
}

// nth is the id of the card number i; the first keeps the plain id, so that
// the error summary can lead to it.
func (f Field) nth(i int) string {
	if i == 0 {
		return f.id()
	}
	return f.id() + "-" + strconv.Itoa(i+1)
}

func (f Field) rows() int {
	if f.Rows == 0 {
		return 4
	}
	return f.Rows
}

func (f Field) complete() string {
	if f.Complete == "" {
		return "off"
	}
	return f.Complete
}

// shown is the value sent back into the page; a password never is.
func (f Field) shown(k inputKind) string {
	if k.typ == "password" {
		return ""
	}
	return f.Value
}

// described lists the ids of the hint and the error.
func (f Field) described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.id()+"-goi-y")
	}
	if f.Error != "" {
		ids = append(ids, f.id()+"-loi")
	}
	return strings.Join(ids, " ")
}

// wires are the attributes that tie an input to its hint and error.
func (f Field) wires() templ.OrderedAttributes {
	var a templ.OrderedAttributes
	if d := f.described(); d != "" {
		a = append(a, templ.KeyValue[string, any]{Key: "aria-describedby", Value: d})
	}
	if f.Error != "" {
		a = append(a, templ.KeyValue[string, any]{Key: "aria-invalid", Value: "true"})
	}
	return a
}

type optionGroup struct {
	label   string
	options []Option
}

// grouped gathers neighbours with the same Group.
func grouped(options []Option) []optionGroup {
	var groups []optionGroup
	for _, o := range options {
		if n := len(groups); n > 0 && groups[n-1].label == o.Group {
			groups[n-1].options = append(groups[n-1].options, o)
			continue
		}
		groups = append(groups, optionGroup{label: o.Group, options: []Option{o}})
	}
	return groups
}

func contains(list []string, s string) bool { return slices.Contains(list, s) }

func summaryTitle(title string, n int) string {
	if title != "" {
		return title
	}
	return "Có " + strconv.Itoa(n) + " chỗ cần sửa"
}

// Problems returns the field messages of the fault in err, for Field.Error:
// problems["amount"]. It is empty, never nil, when there are none.
func Problems(err error) map[string]string {
	p := map[string]string{}
	if f := faultOf(err); f != nil {
		maps.Copy(p, f.Fields)
	}
	return p
}

// FieldErrors returns the lines of the error summary for err: first the fields
// in the order of the page, then any others by name, and the fault's own
// message when no field is named.
func FieldErrors(err error, order ...string) []FieldError {
	f := faultOf(err)
	if f == nil {
		return nil
	}
	var out []FieldError
	for _, name := range order {
		if m, ok := f.Fields[name]; ok {
			out = append(out, FieldError{ID: name, Message: m})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		if !slices.Contains(order, name) {
			out = append(out, FieldError{ID: name, Message: f.Fields[name]})
		}
	}
	if len(out) == 0 {
		out = append(out, FieldError{Message: f.Message})
	}
	return out
}

// Correctable reports whether err is the user's to mend, so that the form is
// shown again with its problems instead of an error page.
func Correctable(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.Unlawful:
		return true
	case fault.Internal, fault.NotFound, fault.Forbidden, fault.SignedOut, fault.Busy, fault.Unavailable:
		return false
	}
	return false
}
