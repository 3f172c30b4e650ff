package ui

import (
	"context"
	"io"
	"strconv"

	"github.com/a-h/templ"
)

// MapView is a map in a page (bản đồ). It is for eyes and hands only: the table
// that stands beside it has the same figures and links for everybody.
type MapView struct {
	Width, Height float64
	Areas         []MapArea
	Circles       []MapCircle
	Inset         MapInset
	Legend        []MapClass
	Note          string // what the shapes are
}

// MapArea is one unit. Class 0 is nothing, 1 to 5 from little to much.
type MapArea struct {
	Path  string // data of an SVG path
	Label string // Vietnamese: the unit with its figure
	Href  string // "" opens nothing
	Class int
}

// MapCircle is a figure at a place.
type MapCircle struct {
	X, Y, R     float64
	Label, Href string
}

// MapInset is the small map of the country, with Hoàng Sa and Trường Sa, that
// stands on the map of a province. On the map of the country it is the frame
// around all, with the islands where they lie.
type MapInset struct {
	X, Y, Width, Height float64
	Country, Own        string // data of SVG paths
	Islands             []MapIsland
}

// MapIsland is an archipelago of the inset.
type MapIsland struct {
	X, Y        float64
	Name        string
	Label, Href string
	Class       int
}

// MapClass is one line of the legend.
type MapClass struct {
	Class int
	Label string
}

// at writes a coordinate with a tenth.
func at(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

func (m MapView) viewBox() string { return "0 0 " + at(m.Width) + " " + at(m.Height) }

func (i MapInset) move() string { return "translate(" + at(i.X) + " " + at(i.Y) + ")" }

func mapClass(n int) string { return "m" + strconv.Itoa(n) }

// Drawing is a drawing of package chart in a page.
func Drawing(svg string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, svg)
		return err
	})
}
