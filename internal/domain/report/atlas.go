package report

import "example.vn/khuyencong/internal/domain/territory"

// An atlas remembers, while one report is made, what the places of its rows
// are in the units of its view: many rows lie in one commune.
type atlas struct {
	texts map[territory.Address]string
	paths map[territory.Address][]territory.Unit
}

// place is an address as the atlas knows it: without the street, and with one
// day for all before the switch, through which units are the same.
func (atlas) place(a territory.Address) territory.Address {
	a.Detail = ""
	if !a.On.IsZero() && a.On.Before(territory.SwitchDay) {
		a.On = territory.SwitchDay.AddDays(-1)
	}
	return a
}

// in is territory.In without the street.
func (c Cut) in(a territory.Address) string {
	if c.memo == nil {
		a.Detail = ""
		return territory.In(a, c.View)
	}
	a = c.memo.place(a)
	text, ok := c.memo.texts[a]
	if !ok {
		if c.memo.texts == nil {
			c.memo.texts = map[territory.Address]string{}
		}
		text = territory.In(a, c.View)
		c.memo.texts[a] = text
	}
	return text
}

// unitIn is territory.UnitIn.
func (c Cut) unitIn(a territory.Address) []territory.Unit {
	if c.memo == nil {
		return territory.UnitIn(a, c.View)
	}
	a = c.memo.place(a)
	path, ok := c.memo.paths[a]
	if !ok {
		if c.memo.paths == nil {
			c.memo.paths = map[territory.Address][]territory.Unit{}
		}
		path = territory.UnitIn(a, c.View)
		c.memo.paths[a] = path
	}
	return path
}
