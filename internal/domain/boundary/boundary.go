// Package boundary knows where units lie (địa giới, bản đồ): shapes of the
// communes of a province and of the provinces, for maps that need no server of
// tiles.
//
// Without anything else a shape is a cell around the centre point of a unit: as
// near to that point as to no other, and not farther than its neighbours are
// apart. It is a scheme to read figures from, not a boundary. An office can load
// official boundaries (GeoJSON); then those are drawn. Hoàng Sa and Trường Sa
// belong to every map.
package boundary

import (
	"math"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
)

// A Shape is where one unit lies.
type Shape struct {
	Code  string
	Title string // Xã Văn Hán
	Area  orb.MultiPolygon
}

// A Map (bản đồ) is the units of one level side by side, in degrees east and
// north (WGS 84).
type Map struct {
	Shapes   []Shape
	Official bool   // boundaries that the office loaded, not cells
	Source   string // of official boundaries, as who loaded them said
}

// An Archipelago is a special zone that every map of the country shows.
type Archipelago struct {
	Name     string
	Code     string // of the commune
	Province string
	East     float64 // degrees
	North    float64
}

// Archipelagos are Hoàng Sa and Trường Sa, with the provinces that they belong
// to. Where they are drawn is the middle of the one and the island of Trường Sa
// of the other.
func Archipelagos() []Archipelago {
	return []Archipelago{
		{Name: "Hoàng Sa", Code: "20333", Province: "48", East: 112.0, North: 16.5},
		{Name: "Trường Sa", Code: "22736", Province: "56", East: 111.9, North: 8.6},
	}
}

// far reports whether a commune is one of the archipelagos, which are drawn
// apart from the rest of their provinces.
func far(code string) bool {
	return slices.ContainsFunc(Archipelagos(), func(a Archipelago) bool { return a.Code == code })
}

// centre is the centre point of a commune in degrees east and north.
func centre(code string) (orb.Point, bool) {
	lat, lon, ok := territory.Point(code)
	return orb.Point{float64(lon) / 1e6, float64(lat) / 1e6}, ok
}

// Centre is the centre point of a commune in degrees.
func Centre(code string) (east, north float64, ok bool) {
	p, ok := centre(code)
	return p[0], p[1], ok
}

// A site is a commune with the plane coordinates of its centre, in kilometres.
type site struct {
	unit  territory.Unit
	at    orb.Point
	reach float64 // how far its cell may go, kilometres
}

// One degree of latitude, and the parallel on which east is measured.
const (
	degree   = 111.2 // kilometres
	parallel = 16.0  // degrees north, the middle of the country
)

var narrow = math.Cos(parallel * math.Pi / 180)

func plane(p orb.Point) orb.Point   { return orb.Point{p[0] * degree * narrow, p[1] * degree} }
func degrees(p orb.Point) orb.Point { return orb.Point{p[0] / degree / narrow, p[1] / degree} }

// sites lists the communes of today with how far their cells reach: somewhat
// more than half of the way to their neighbours.
var sites = sync.OnceValue(func() []site {
	var all []site
	for _, p := range territory.Provinces(calendar.Date{}) {
		for _, u := range territory.CommunesOf(p.Code, calendar.Date{}) {
			if at, ok := centre(u.Code); ok && !far(u.Code) {
				all = append(all, site{unit: u, at: plane(at)})
			}
		}
	}
	for i := range all {
		all[i].reach = reach(all, i)
	}
	return all
})

// neighbours is how many neighbours say how large a cell is.
const neighbours = 4

// reach measures the mean distance to the nearest sites. A cell is not larger
// than a large commune of the mountains.
func reach(all []site, i int) float64 {
	nearest := [neighbours]float64{}
	for k := range nearest {
		nearest[k] = math.Inf(1)
	}
	for j := range all {
		dx, dy := all[i].at[0]-all[j].at[0], all[i].at[1]-all[j].at[1]
		d := dx*dx + dy*dy
		if j == i || d >= nearest[neighbours-1] {
			continue
		}
		for k := range nearest {
			if d < nearest[k] {
				d, nearest[k] = nearest[k], d
			}
		}
	}
	sum := 0.0
	for _, d := range nearest {
		sum += math.Sqrt(d)
	}
	return min(sum/neighbours*0.85, 14)
}

func distance(a, b orb.Point) float64 { return math.Hypot(a[0]-b[0], a[1]-b[1]) }

// Cells is the map of a province's communes made of cells.
func Cells(province string) Map {
	var m Map
	all := sites()
	for _, s := range all {
		if s.unit.Parent != province {
			continue
		}
		ring := cell(s, all)
		for k := range ring {
			ring[k] = degrees(ring[k])
		}
		m.Shapes = append(m.Shapes, Shape{Code: s.unit.Code, Title: s.unit.Title(), Area: orb.MultiPolygon{{ring}}})
	}
	return m
}

// corners is how many corners a cell in the open has.
const corners = 20

// cell is the disc around a site, cut where another site is nearer.
func cell(s site, all []site) orb.Ring {
	ring := make(orb.Ring, 0, corners+1)
	for k := range corners {
		a := 2 * math.Pi * float64(k) / corners
		ring = append(ring, orb.Point{s.at[0] + s.reach*math.Cos(a), s.at[1] + s.reach*math.Sin(a)})
	}
	for i := range all {
		if d := distance(s.at, all[i].at); d > 0 && d < 2*s.reach {
			ring = cut(ring, s.at, all[i].at)
		}
	}
	return append(ring, ring[0])
}

// cut keeps the part of a convex ring that is nearer to a than to b.
func cut(ring orb.Ring, a, b orb.Point) orb.Ring {
	nx, ny := b[0]-a[0], b[1]-a[1]
	half := (b[0]*b[0] + b[1]*b[1] - a[0]*a[0] - a[1]*a[1]) / 2
	side := func(p orb.Point) float64 { return p[0]*nx + p[1]*ny - half }
	var kept orb.Ring
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		sp, sq := side(p), side(q)
		if sp <= 0 {
			kept = append(kept, p)
		}
		if (sp < 0) != (sq < 0) && sp != sq {
			t := sp / (sp - sq)
			kept = append(kept, orb.Point{p[0] + t*(q[0]-p[0]), p[1] + t*(q[1]-p[1])})
		}
	}
	return kept
}
