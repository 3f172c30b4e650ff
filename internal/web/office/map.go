package office

import (
	"math"
	"strings"

	"example.vn/khuyencong/internal/domain/boundary"
	"example.vn/khuyencong/internal/platform/chart"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// The size of maps, in units of their own; pages scale them.
const (
	mapWidth   = 420.0
	mapHeight  = 440.0
	mapInset   = 130.0 // width of the small map of the country
	mapClasses = 5
	mapDot     = 16.0 // radius of the largest circle
)

// A mapFigure is what a map shows of one unit.
type mapFigure struct {
	Money money.VND // shades the unit
	Count int       // is its circle
	Words string    // Vietnamese: both
	Href  string
}

// mapOf draws a map of a province with the figures of its communes, by code;
// circles instead of shades when circles is set.
func mapOf(m boundary.Map, province string, figures map[string]mapFigure, circles bool) ui.MapView {
	d := m.Draw(mapWidth, mapHeight)
	top, step := money.VND(0), money.VND(0)
	most := 1
	for _, f := range figures {
		top, most = max(top, f.Money), max(most, f.Count)
	}
	if !circles {
		step = chart.Step(top, mapClasses)
	}
	v := ui.MapView{Width: d.Width + mapInset + 8, Height: max(d.Height, mapInset*1.5), Note: mapNote(m)}
	for i, s := range m.Shapes {
		f := figures[s.Code]
		v.Areas = append(v.Areas, ui.MapArea{Path: d.Paths[i], Label: s.Title + mapWords(f), Href: f.Href, Class: mapClassOf(f.Money, step)})
		if east, north, ok := boundary.Centre(s.Code); ok && circles && f.Count > 0 {
			x, y := d.At(east, north)
			r := mapDot * math.Sqrt(float64(f.Count)/float64(most))
			v.Circles = append(v.Circles, ui.MapCircle{X: x, Y: y, R: r, Label: s.Title + mapWords(f), Href: f.Href})
		}
	}
	v.Inset = mapCountry(province, figures, step)
	v.Inset.X = d.Width + 6
	v.Legend = mapLegend(top, step, circles, most)
	return v
}

func mapNote(m boundary.Map) string {
	if m.Official {
		return "Địa giới: " + m.Source + "."
	}
	return "Ô dựng quanh điểm trung tâm của xã để đọc số liệu, không phải địa giới hành chính."
}

func mapWords(f mapFigure) string {
	if f.Words == "" {
		return ": chưa có đề án"
	}
	return ": " + f.Words
}

// mapClassOf is which of five equal steps an amount is in.
func mapClassOf(v, step money.VND) int {
	if v <= 0 || step <= 0 {
		return 0
	}
	return min(int((v+step-1)/step), mapClasses)
}

func mapLegend(top, step money.VND, circles bool, most int) []ui.MapClass {
	none := ui.MapClass{Class: 0, Label: "chưa có đề án"}
	if circles {
		return []ui.MapClass{{Class: mapClasses, Label: "vòng tròn: số đề án, lớn nhất " + ui.Count(most)}}
	}
	if step == 0 {
		return []ui.MapClass{none}
	}
	all := []ui.MapClass{none}
	for n := 1; n <= mapClassOf(top, step); n++ {
		label := "đến " + chart.Short(float64(step))
		if n > 1 {
			label = "trên " + chart.Short(float64(step)*float64(n-1)) + " đến " + chart.Short(float64(step)*float64(n))
		}
		all = append(all, ui.MapClass{Class: n, Label: label})
	}
	return all
}

// mapCountry is the small map of the country: the province in it, Hoàng Sa and
// Trường Sa with their names.
func mapCountry(province string, figures map[string]mapFigure, step money.VND) ui.MapInset {
	m := boundary.Outline()
	d := m.Draw(mapInset-24, mapInset*1.5-16, boundary.Archipelagos()...)
	in := ui.MapInset{Width: mapInset, Height: mapInset * 1.5}
	var land strings.Builder
	for i, s := range m.Shapes {
		land.WriteString(d.Paths[i])
		if s.Code == province {
			in.Own = d.Paths[i]
		}
	}
	in.Country = land.String()
	for _, a := range boundary.Archipelagos() {
		f, label := figures[a.Code], "Quần đảo "+a.Name
		if a.Province == province {
			label = "Đặc khu " + a.Name + mapWords(f)
		}
		in.Islands = append(in.Islands, mapIsland(d, a, f, label, step))
	}
	return in
}

func mapIsland(d boundary.Drawing, a boundary.Archipelago, f mapFigure, label string, step money.VND) ui.MapIsland {
	x, y := d.At(a.East, a.North)
	return ui.MapIsland{X: x, Y: y, Name: a.Name, Label: label, Href: f.Href, Class: mapClassOf(f.Money, step)}
}

// mapOfNation draws the provinces with their figures, by code. Hoàng Sa and
// Trường Sa stand where they lie and have the shade of their provinces.
func mapOfNation(figures map[string]mapFigure) ui.MapView {
	const name = 36 // what the names of the islands need on the right
	m := boundary.Country()
	d := m.Draw(mapWidth, mapHeight, boundary.Archipelagos()...)
	top := money.VND(0)
	for _, f := range figures {
		top = max(top, f.Money)
	}
	step := chart.Step(top, mapClasses)
	v := ui.MapView{Width: d.Width + name, Height: d.Height + name, Legend: mapLegend(top, step, false, 0)}
	v.Note = "Hình các tỉnh dựng từ điểm trung tâm của xã để đọc số liệu, không phải địa giới hành chính."
	v.Inset.Width, v.Inset.Height = v.Width, v.Height
	for i, s := range m.Shapes {
		f := figures[s.Code]
		v.Areas = append(v.Areas, ui.MapArea{Path: d.Paths[i], Label: s.Title + mapWords(f), Href: f.Href, Class: mapClassOf(f.Money, step)})
	}
	for _, a := range boundary.Archipelagos() {
		f := figures[a.Province]
		v.Inset.Islands = append(v.Inset.Islands, mapIsland(d, a, mapFigure{Money: f.Money}, "Quần đảo "+a.Name, step))
	}
	return v
}
