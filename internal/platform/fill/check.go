package fill

import "slices"

// Kind says what a field may be used for.
type Kind string

// The kinds of fields.
const (
	Words Kind = "text" // {{name}}; also as a flag: is there any text?
	Flag  Kind = "flag" // {{#name}} or {{^name}}
	List  Kind = "list" // {{#name}}, with the fields of its rows
)

// A Known field is one that a kind of paper can fill.
type Known struct {
	Name  string
	Label string // Vietnamese, for the page that lists the fields
	Kind  Kind
	Rows  []Known // the fields of a list's rows
}

// A Checker reads the marks of a template in their order and says what is
// wrong with each: a name that nothing fills, a list shown as a text, a part
// that is not closed. The zero value knows no field.
type Checker struct {
	known []Known
	open  []opened
}

type opened struct {
	name string
	rows []Known
	loop bool
	lost bool // nobody knows what it is, nor what its rows hold
}

// Check is a checker for a paper that can fill known.
func Check(known []Known) *Checker { return &Checker{known: known} }

// Read takes in the next mark; the fault is nil when it is right.
func (c *Checker) Read(p Part) error {
	switch p.Mark {
	case Field:
		return c.field(p.Text)
	case Open, Unset:
		return c.enter(p)
	case Close:
		return c.leave(p.Text)
	case Text:
	}
	return nil
}

// End is the fault of a part that was never closed.
func (c *Checker) End() error {
	if len(c.open) == 0 {
		return nil
	}
	name := c.open[len(c.open)-1].name
	return Fault("Phần “{{#" + name + "}}” chưa có “{{/" + name + "}}” để đóng.")
}

func (c *Checker) field(name string) error {
	k, ok := c.find(name)
	switch {
	case !ok && slices.ContainsFunc(c.open, func(o opened) bool { return o.lost }):
		return nil // said once, where the list begins
	case !ok:
		return Fault("Không có trường “" + name + "”." + c.near(name))
	case k.Kind == List:
		return Fault("“" + name + "” là danh sách: dùng “{{#" + name + "}} … {{/" + name + "}}”.")
	case k.Kind == Flag:
		return Fault("“" + name + "” là điều kiện: dùng “{{#" + name + "}} … {{/" + name + "}}”.")
	}
	return nil
}

func (c *Checker) enter(p Part) error {
	k, ok := c.find(p.Text)
	inside := slices.ContainsFunc(c.open, func(o opened) bool { return o.loop && o.name == p.Text })
	c.open = append(c.open, opened{p.Text, k.Rows, ok && k.Kind == List && p.Mark == Open, !ok})
	switch {
	case inside && k.Kind == List:
		return Fault("Danh sách “" + p.Text + "” nằm trong chính nó.")
	case !ok:
		return Fault("Không có danh sách hay điều kiện “" + p.Text + "”." + c.near(p.Text))
	}
	return nil
}

func (c *Checker) leave(name string) error {
	if len(c.open) == 0 {
		return Fault("“{{/" + name + "}}” đóng một phần chưa được mở.")
	}
	last := c.open[len(c.open)-1]
	c.open = c.open[:len(c.open)-1]
	if last.name != name {
		return Fault("“{{/" + name + "}}” đóng nhầm: phần đang mở là “" + last.name + "”.")
	}
	return nil
}

// find looks name up as a Scope does: innermost list first.
func (c *Checker) find(name string) (Known, bool) {
	for _, o := range slices.Backward(c.open) {
		if o.loop {
			if k, ok := among(o.rows, name); ok {
				return k, true
			}
		}
	}
	return among(c.known, name)
}

func among(known []Known, name string) (Known, bool) {
	for _, k := range known {
		if k.Name == name {
			return k, true
		}
	}
	return Known{}, false
}

// near points at the field that was probably meant.
func (c *Checker) near(name string) string {
	best, least := "", 3
	try := func(known []Known) {
		for _, k := range known {
			if d := distance(name, k.Name); d < least {
				best, least = k.Name, d
			}
		}
	}
	for _, o := range slices.Backward(c.open) {
		try(o.rows)
	}
	try(c.known)
	if best == "" {
		return ""
	}
	return " Có phải “" + best + "”?"
}

// distance counts the letters to add, leave out or change to come from a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := last
			if a[i] != b[j] {
				change++
			}
			last = row[j+1]
			row[j+1] = min(change, last+1, row[j]+1)
		}
	}
	return row[len(b)]
}
