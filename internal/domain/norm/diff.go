package norm

import (
	"cmp"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/money"
)

// A Difference (điểm khác) is one item that two versions treat differently.
type Difference struct {
	Content       Content
	Name          string
	Before, After *Ceiling // nil: the version has no such item
	Fields        []Field  // what differs, when both have it
}

// A Field (mục) is one thing that differs, in Vietnamese words.
type Field struct{ Name, Before, After string }

// Diff compares the items of two versions, only what differs, in the order of
// their codes.
func Diff(before, after []Ceiling) []Difference {
	var all []Difference
	for i := range before {
		b := &before[i]
		k := slices.IndexFunc(after, func(c Ceiling) bool { return c.Content == b.Content })
		if k < 0 {
			all = append(all, Difference{Content: b.Content, Name: b.Name, Before: b})
			continue
		}
		if fields := differing(b, &after[k]); len(fields) > 0 {
			all = append(all, Difference{Content: b.Content, Name: b.Name, Before: b, After: &after[k], Fields: fields})
		}
	}
	for i := range after {
		a := &after[i]
		if !slices.ContainsFunc(before, func(c Ceiling) bool { return c.Content == a.Content }) {
			all = append(all, Difference{Content: a.Content, Name: a.Name, After: a})
		}
	}
	slices.SortStableFunc(all, func(x, y Difference) int { return cmp.Compare(x.Content, y.Content) })
	return all
}

// differing lists what differs between two items, but for where they stand.
func differing(b, a *Ceiling) []Field {
	var fields []Field
	for _, f := range []Field{
		{"Mức", b.Limit.Words(b.Base, b.Unit), a.Limit.Words(a.Base, a.Unit)},
		{"Bậc", tiersWords(b), tiersWords(a)},
		{"Điều kiện", rulesWords(b), rulesWords(a)},
		{"Mức ưu tiên", raisesWords(b), raisesWords(a)},
		{"Số lần", oftenWords(b), oftenWords(a)},
		{"Hình thức", b.Form.words(b), a.Form.words(a)},
		{"Áp dụng", b.Refers, a.Refers},
		{"Kiểm chứng", b.Evidence.Label(), a.Evidence.Label()},
	} {
		if f.Before != f.After {
			fields = append(fields, Field{f.Name, orNothing(f.Before), orNothing(f.After)})
		}
	}
	return fields
}

// Words puts a limit into Vietnamese: "tối đa 50% chi phí, không quá
// 300.000.000 đ/cơ sở". It is empty when the text sets none.
func (l Limit) Words(base, unit string) string {
	var parts []string
	if l.HasRatio {
		if base == "" {
			base = "chi phí"
		}
		parts = append(parts, "tối đa "+l.Ratio.String()+" "+base)
	}
	if l.Cap > 0 {
		parts = append(parts, "không quá "+l.Cap.String()+" đ/"+unit)
	}
	if l.Of != "" {
		parts = append(parts, "không quá "+l.Factor.String()+" mức của “"+l.OfName+"” cho mỗi "+unit)
	}
	if l.Total > 0 {
		parts = append(parts, "tổng không quá "+l.Total.String()+" đ")
	}
	return strings.Join(parts, ", ")
}

func tiersWords(c *Ceiling) string {
	var all []string
	for _, t := range c.Tiers {
		all = append(all, t.Name+": "+t.Limit.Words(c.Base, c.Unit))
	}
	return strings.Join(all, "; ")
}

func rulesWords(c *Ceiling) string {
	var all []string
	for _, r := range c.Rules {
		all = append(all, r.Text+" ("+r.When.String()+")")
	}
	return strings.Join(append(all, c.Conditions...), "; ")
}

func raisesWords(c *Ceiling) string {
	var all []string
	for _, r := range c.Raises {
		all = append(all, r.Text+": "+r.Factor.String())
	}
	return strings.Join(all, "; ")
}

func oftenWords(c *Ceiling) string {
	var all []string
	for _, o := range c.Often {
		all = append(all, o.text())
	}
	return strings.Join(all, "; ")
}

func (f Form) words(c *Ceiling) string {
	switch {
	case f == Recoverable:
		return "có thu hồi trong " + money.VND(c.Years).String() + " năm"
	case c.Fixed:
		return "mức cố định"
	}
	return "hỗ trợ không hoàn lại"
}

func orNothing(s string) string {
	if s == "" {
		return "không có"
	}
	return s
}
