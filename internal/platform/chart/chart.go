// Package chart draws the charts (biểu đồ) of pages and papers as SVG: money
// through a year as lines, money by a few things as bars.
//
// It promises that an axis of money begins at nothing, that every bar carries
// its figure, that text stays text in the font of the page, and that the
// drawing has a title and a description and no style of its own that a page's
// security policy would refuse. Whoever shows one puts the table beside it.
package chart

import (
	"fmt"
	"math"
	"slices"

	"github.com/go-analyze/charts"

	"example.vn/khuyencong/internal/platform/money"
)

// A Chart is what is drawn.
type Chart struct {
	ID      string // of the drawing in its page
	Title   string // Vietnamese
	Summary string // Vietnamese: what the drawing shows, for who cannot see it
	Labels  []string
	Series  []Series // at most four, each as long as Labels or, for lines, shorter
}

// A Series is one line, or one bar of every label.
type Series struct {
	Name   string // Vietnamese
	Values []money.VND
}

// The colours of the series, from dark to light so that they differ in grey too:
// chàm, đồng, lam nhạt, mực nhạt.
var colours = []string{"#0F5A6E", "#B98A3C", "#7FB3B4", "#55606C"}

// symbols tell the lines apart without colours.
var symbols = []charts.SymbolShape{charts.SymbolCircle, charts.SymbolSquare, charts.SymbolDiamond, charts.SymbolDot}

// The size of a drawing in its own units; pages scale it. It is as narrow as it
// can be so that a phone need not shrink its words much.
const (
	width      = 520
	lineHeight = 300
	barHeight  = 22 // of one bar
	barGap     = 14 // between two labels
	small      = 13 // size of letters
)

// Lines draws the series as lines.
func (c Chart) Lines() (string, error) {
	var list charts.LineSeriesList
	for i, s := range c.Series {
		line := charts.LineSeries{Name: s.Name, Symbol: charts.Symbol{Shape: symbols[i%len(symbols)], Size: 3}}
		for n := range c.Labels {
			v := charts.GetNullValue()
			if n < len(s.Values) {
				v = float64(s.Values[n])
			}
			line.Values = append(line.Values, v)
		}
		list = append(list, line)
	}
	o := charts.NewLineChartOptionWithSeries(list)
	o.Theme, o.Padding, o.LineStrokeWidth = theme(), padding(), 2
	o.Legend.FontStyle, o.Legend.SeriesNames = letters(), c.names()
	o.XAxis.Labels, o.XAxis.LabelFontStyle, o.XAxis.LabelCount = c.Labels, letters(), len(c.Labels)
	o.XAxis.BoundaryGap = new(true)
	top, unit := scale(c.largest())
	o.YAxis = []charts.YAxisOption{{
		Min: new(0.0), Max: new(top), LabelCount: int(math.Round(top/unit)) + 1, LabelFontStyle: letters(), ValueFormatter: Short,
	}}
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputSVG, Width: width, Height: lineHeight})
	if err := p.LineChart(o); err != nil {
		return "", fmt.Errorf("draw lines %s: %w", c.ID, err)
	}
	return c.finish(p)
}

// Bars draws the series as bars beside the labels, the first label on top.
func (c Chart) Bars() (string, error) {
	var list charts.BarSeriesList
	show := charts.SeriesLabel{Show: new(true), FontStyle: letters(), ValueFormatter: Short}
	for _, s := range c.Series {
		bar := charts.BarSeries{Name: s.Name, Label: show}
		for _, v := range slices.Backward(s.Values) {
			bar.Values = append(bar.Values, float64(v))
		}
		list = append(list, bar)
	}
	labels := slices.Clone(c.Labels)
	slices.Reverse(labels)
	o := charts.NewBarChartOptionWithSeries(list)
	o.Horizontal, o.Theme, o.Padding = true, theme(), padding()
	o.Padding.Right += 60 // for the figure of the longest bar
	o.Legend.FontStyle, o.Legend.SeriesNames = letters(), c.names()
	o.CategoryAxis.Labels, o.CategoryAxis.LabelFontStyle = labels, letters()
	top, _ := scale(c.largest())
	o.ValueAxis = []charts.ValueAxisOption{{Min: new(0.0), Max: new(top), Show: new(false)}}
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputSVG, Width: width, Height: 50 + (barHeight*len(c.Series)+barGap)*len(labels)})
	if err := p.BarChart(o); err != nil {
		return "", fmt.Errorf("draw bars %s: %w", c.ID, err)
	}
	return c.finish(p)
}

func (c Chart) names() (names []string) {
	for _, s := range c.Series {
		names = append(names, s.Name)
	}
	return names
}

// largest is the largest value.
func (c Chart) largest() (most money.VND) {
	for _, s := range c.Series {
		most = max(most, slices.Max(append([]money.VND{0}, s.Values...)))
	}
	return most
}

// finish takes the drawing out of the painter.
func (c Chart) finish(p *charts.Painter) (string, error) {
	raw, err := p.Bytes()
	if err != nil {
		return "", fmt.Errorf("write %s: %w", c.ID, err)
	}
	return c.plain(raw)
}

func letters() charts.FontStyle { return charts.NewFontStyleWithSize(small) }

func padding() charts.Box { return charts.Box{Top: 8, Left: 4, Right: 12, Bottom: 4} }

func theme() charts.ColorPalette {
	var all []charts.Color
	for _, c := range colours {
		all = append(all, charts.ColorFromHex(c))
	}
	return charts.GetTheme(charts.ThemeLight).WithSeriesColors(all).WithTextColor(charts.ColorFromHex("#1C2733")).WithBackgroundColor(charts.ColorTransparent)
}

// scale is the end of an axis that shows v, and the step of its labels: 1, 2 or
// 5 of a power of ten, at most six steps.
func scale(v money.VND) (top, step float64) {
	if v <= 0 {
		return 1e6, 1e6
	}
	step = math.Pow(10, math.Floor(math.Log10(float64(v)/6)))
	for _, more := range []float64{1, 2, 5, 10} {
		if top = math.Ceil(float64(v)/(step*more)) * step * more; top/(step*more) <= 6 {
			return top, step * more
		}
	}
	return top, step * 10
}

// Short writes an amount for an axis or a bar: tỷ, triệu, as many figures as the
// eye needs. The table beside the chart has the đồng.
func Short(v float64) string {
	switch a := math.Abs(v); {
	case a >= 1e9:
		return comma(v/1e9) + " tỷ"
	case a >= 1e6:
		return comma(v/1e6) + " triệu"
	case a >= 1e3:
		return comma(v/1e3) + " nghìn"
	}
	return comma(v)
}

// comma writes a number with a decimal comma, three figures at most.
func comma(v float64) string {
	digits := 2
	for a := math.Abs(v); a >= 10 && digits > 0; a /= 10 {
		digits--
	}
	return decimal(v, digits)
}

// Step is a round amount of which n or fewer steps reach v.
func Step(v money.VND, n int) money.VND {
	for power := money.VND(1); ; power *= 10 {
		for _, more := range []money.VND{1, 2, 5} {
			if step := power * more; step*money.VND(n) >= v {
				return step
			}
		}
	}
}
