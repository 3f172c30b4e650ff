package form

import (
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fill"
	"example.vn/khuyencong/internal/platform/money"
)

// dots stand where a person still has to write.
const dots = "………………"

// longDots is a line to write on, after its label.
var longDots = strings.Repeat("…", 22)

// A builder gathers what papers are filled with, each value under the name and
// the label that people find in the list of fields. Describing, it is given
// empty facts and gathers the names alone, so that the list of fields is never
// another one than what is really filled in.
type builder struct {
	describe bool
	fields   []fill.Known
	data     fill.Data
	approver procedure.Authority // who approves, by the procedure
	sides    bool                // the paper is of a scheme, which may have a contract
	second   party               // what the books hold of party B
	author   string              // the office
}

func (b *builder) put(kind fill.Kind, name, label string, v any, rows []fill.Known) {
	if b.describe {
		b.fields = append(b.fields, fill.Known{Name: name, Label: label, Kind: kind, Rows: rows})
		return
	}
	if b.data == nil {
		b.data = fill.Data{}
	}
	b.data[name] = v
}

// text is a text that may be empty.
func (b *builder) text(name, label, v string) {
	b.put(fill.Words, name, label, strings.TrimSpace(v), nil)
}

// ask is a text that the paper needs: without it there are dots to write on.
func (b *builder) ask(name, label, v string) {
	if strings.TrimSpace(v) == "" {
		b.put(fill.Words, name, label, fill.Missing(dots), nil)
		return
	}
	b.text(name, label, v)
}

func (b *builder) flag(name, label string, v bool) { b.put(fill.Flag, name, label, v, nil) }

// money is an amount, three ways: 250.000.000; in words; in million đồng.
func (b *builder) money(name, label string, v money.VND) {
	b.text(name, label+" (đồng)", v.String())
	b.text(name+"_chu", label+", bằng chữ", v.Words(money.Spelling{}))
	b.text(name+"_trieu", label+" (triệu đồng)", millions(v))
}

// line is a text of its own line: without it the line is dotted to its end.
func (b *builder) line(name, label, v string) {
	if strings.TrimSpace(v) == "" {
		b.put(fill.Words, name, label, fill.Missing(longDots), nil)
		return
	}
	b.text(name, label, v)
}

// owed is an amount that is not yet known when it is zero.
func (b *builder) owed(name, label string, v money.VND) {
	if v == 0 {
		b.ask(name, label+" (đồng)", "")
		b.ask(name+"_chu", label+", bằng chữ", "")
		return
	}
	b.text(name, label+" (đồng)", v.String())
	b.text(name+"_chu", label+", bằng chữ", v.Words(money.Spelling{}))
}

// known is an amount that may be zero and may be not known.
func (b *builder) known(name, label string, v money.VND, known bool) {
	if !known {
		b.ask(name, label+" (đồng)", "")
		return
	}
	b.text(name, label+" (đồng)", v.String())
}

// day is a day, two ways: 05/02/2026; ngày 05 tháng 02 năm 2026.
func (b *builder) day(name, label string, d calendar.Date) {
	if d.IsZero() {
		b.put(fill.Words, name, label, fill.Missing("…/…/……"), nil)
		b.put(fill.Words, name+"_dai", label+", viết đủ", fill.Missing("ngày …… tháng …… năm ……"), nil)
		return
	}
	b.text(name, label, d.VN())
	b.text(name+"_dai", label+", viết đủ", d.Long())
}

// millions writes an amount in million đồng, as many decimals as it has.
func millions(v money.VND) string {
	sign := ""
	if v < 0 {
		sign, v = "-", -v
	}
	whole, rest := v/1_000_000, v%1_000_000
	text := sign + whole.String()
	if rest != 0 {
		decimals := strconv.FormatInt(int64(rest)+1_000_000, 10)[1:]
		text += "," + strings.TrimRight(decimals, "0")
	}
	return text
}

// list is one row of fields for each item, and a flag that there is any.
func list[T any](b *builder, name, label string, items []T, row func(b *builder, item T)) {
	b.flag("co_"+name, "Có mục trong: "+label, len(items) > 0)
	if b.describe {
		inner := builder{describe: true}
		inner.text("tt", "Số thứ tự", "")
		var none T
		row(&inner, none)
		b.put(fill.List, name, label, nil, inner.fields)
		return
	}
	rows := make([]fill.Data, len(items))
	for i, item := range items {
		inner := builder{}
		inner.text("tt", "Số thứ tự", strconv.Itoa(i+1))
		row(&inner, item)
		rows[i] = inner.data
	}
	b.put(fill.List, name, label, rows, nil)
}

// group puts the same fields under names and labels of their own.
func (b *builder) group(name, label string, fields func(*builder)) {
	inner := builder{describe: b.describe}
	fields(&inner)
	for _, k := range inner.fields {
		b.put(k.Kind, name+k.Name, label+k.Label, nil, k.Rows)
	}
	for key, v := range inner.data {
		b.put(fill.Words, name+key, "", v, nil)
	}
}

func dayOrNothing(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.VN()
}
