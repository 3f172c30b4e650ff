package boundary

import (
	"math"
	"sync"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
)

// tile is the side of the squares that the shapes of provinces are put together
// from, in kilometres.
const tile = 9.0

// Country is the map of the provinces of today: each is where its communes are
// the nearest. It is computed once.
var Country = sync.OnceValue(func() Map {
	g := newGrid(sites())
	var m Map
	for _, p := range territory.Provinces(calendar.Date{}) {
		area := g.outline(p.Code)
		for _, polygon := range area {
			for _, ring := range polygon {
				for k := range ring {
					ring[k] = degrees(ring[k])
				}
			}
		}
		m.Shapes = append(m.Shapes, Shape{Code: p.Code, Title: p.Title(), Area: area})
	}
	return m
})

// Outline is the map of the country for a drawing as small as a stamp.
var Outline = sync.OnceValue(func() Map {
	m := Map{}
	for _, s := range Country().Shapes {
		s.Area = simplify.DouglasPeucker(0.12).MultiPolygon(s.Area.Clone())
		m.Shapes = append(m.Shapes, s)
	}
	return m
})

// A grid says to which province each square of the country belongs.
type grid struct {
	left, bottom  float64
	width, height int
	owner         []string // by row, "" for sea and abroad
}

func newGrid(all []site) grid {
	g := grid{left: math.Inf(1), bottom: math.Inf(1)}
	right, top := math.Inf(-1), math.Inf(-1)
	for _, s := range all {
		g.left, g.bottom = min(g.left, s.at[0]-s.reach), min(g.bottom, s.at[1]-s.reach)
		right, top = max(right, s.at[0]+s.reach), max(top, s.at[1]+s.reach)
	}
	g.width, g.height = int((right-g.left)/tile)+2, int((top-g.bottom)/tile)+2
	g.owner = make([]string, g.width*g.height)
	nearest := make([]float64, len(g.owner))
	for _, s := range all {
		for y := g.row(s.at[1] - s.reach); y <= g.row(s.at[1]+s.reach); y++ {
			for x := g.column(s.at[0] - s.reach); x <= g.column(s.at[0]+s.reach); x++ {
				i := y*g.width + x
				d := distance(s.at, orb.Point{g.left + (float64(x)+0.5)*tile, g.bottom + (float64(y)+0.5)*tile})
				if own := x == g.column(s.at[0]) && y == g.row(s.at[1]); (d <= s.reach || own) && (g.owner[i] == "" || d < nearest[i]) {
					g.owner[i], nearest[i] = s.unit.Parent, d
				}
			}
		}
	}
	return g
}

func (g grid) column(x float64) int { return min(max(int((x-g.left)/tile), 0), g.width-1) }
func (g grid) row(y float64) int    { return min(max(int((y-g.bottom)/tile), 0), g.height-1) }

func (g grid) is(x, y int, province string) bool {
	return x >= 0 && y >= 0 && x < g.width && y < g.height && g.owner[y*g.width+x] == province
}

// A corner of squares.
type corner struct{ x, y int }

// outline walks around the squares of a province, its own on the left hand.
func (g grid) outline(province string) (area orb.MultiPolygon) {
	next, starts := map[corner][]corner{}, []corner(nil)
	for y := range g.height {
		for x := range g.width {
			if g.is(x, y, province) {
				starts = append(starts, g.edges(x, y, province, next)...)
			}
		}
	}
	for _, start := range starts {
		for len(next[start]) > 0 {
			// A hole is where the centres of communes are far apart, not another land.
			if ring := g.ring(walk(next, start)); ring.Orientation() == orb.CCW {
				area = append(area, orb.Polygon{ring})
			}
		}
	}
	return area
}

// edges notes the sides of a square that look to another province, and returns
// where they begin.
func (g grid) edges(x, y int, province string, next map[corner][]corner) (starts []corner) {
	for _, side := range [...]struct {
		beside   corner
		from, to corner
	}{
		{corner{x, y - 1}, corner{x, y}, corner{x + 1, y}},
		{corner{x + 1, y}, corner{x + 1, y}, corner{x + 1, y + 1}},
		{corner{x, y + 1}, corner{x + 1, y + 1}, corner{x, y + 1}},
		{corner{x - 1, y}, corner{x, y + 1}, corner{x, y}},
	} {
		if !g.is(side.beside.x, side.beside.y, province) {
			next[side.from] = append(next[side.from], side.to)
			starts = append(starts, side.from)
		}
	}
	return starts
}

// walk takes the edges of one ring out of next.
func walk(next map[corner][]corner, start corner) (ring []corner) {
	for at := start; ; {
		to := next[at][0]
		next[at] = next[at][1:]
		ring = append(ring, at)
		if at = to; at == start {
			return ring
		}
	}
}

// ring gives corners their place, rounded once so that the stairs of the squares
// do not show.
func (g grid) ring(corners []corner) orb.Ring {
	var ring orb.Ring
	for i, c := range corners {
		d := corners[(i+1)%len(corners)]
		ring = append(ring, orb.Point{g.left + float64(c.x+d.x)/2*tile, g.bottom + float64(c.y+d.y)/2*tile})
	}
	return append(ring, ring[0])
}
