package boundary

import (
	"strconv"

	"github.com/paulmach/orb"
)

// A Drawing is a map laid out on paper, y growing downwards.
type Drawing struct {
	Width, Height float64
	Paths         []string // for each shape of the map: the data of an SVG path

	west, north, scale float64
}

// margin is left around a drawing, in units of the drawing.
const margin = 4.0

// Draw lays a map out so that it fits a box, with other places that must be on
// it.
func (m Map) Draw(width, height float64, also ...Archipelago) Drawing {
	if len(m.Shapes) == 0 {
		return Drawing{Width: width, Height: height, scale: 1}
	}
	bound := m.Shapes[0].Area.Bound()
	for _, s := range m.Shapes[1:] {
		bound = bound.Union(s.Area.Bound())
	}
	for _, a := range also {
		bound = bound.Extend(orb.Point{a.East, a.North})
	}
	across, down := (bound.Max[0]-bound.Min[0])*narrow, bound.Max[1]-bound.Min[1]
	d := Drawing{west: bound.Min[0], north: bound.Max[1], scale: min((width-2*margin)/across, (height-2*margin)/down)}
	d.Width, d.Height = across*d.scale+2*margin, down*d.scale+2*margin
	for _, s := range m.Shapes {
		d.Paths = append(d.Paths, d.path(s.Area))
	}
	return d
}

// At is where a point in degrees lies on the drawing.
func (d Drawing) At(east, north float64) (x, y float64) {
	return margin + (east-d.west)*narrow*d.scale, margin + (d.north-north)*d.scale
}

// path writes an area with a tenth of a unit.
func (d Drawing) path(area orb.MultiPolygon) string {
	var out []byte
	for _, polygon := range area {
		for _, ring := range polygon {
			for i, p := range ring[:max(len(ring)-1, 0)] {
				if i == 0 {
					out = append(out, 'M')
				} else {
					out = append(out, 'L')
				}
				x, y := d.At(p[0], p[1])
				out = strconv.AppendFloat(out, x, 'f', 1, 64)
				out = append(out, ' ')
				out = strconv.AppendFloat(out, y, 'f', 1, 64)
			}
			out = append(out, 'Z')
		}
	}
	return string(out)
}
