// Package target holds what the five-year programmes mean to reach (chỉ tiêu):
// the indicators of the national programmes as data, and beside them what an
// office has set for itself.
//
// A figure that was not seen in the decision, or in somebody's report of it, is
// left out and marked; it is never guessed.
package target

import (
	"bytes"
	_ "embed" // for the indicators
	"fmt"
	"slices"
	"sync"

	"gopkg.in/yaml.v3"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
)

// A Programme is a national programme of five years.
//
// Law: QĐ 1881/QĐ-TTg (2021–2025); QĐ 2646/QĐ-BCT (2026–2030) [figures not seen].
type Programme struct {
	Code       string      `yaml:"code"`  // 2021-2025, also the code of its period in reports
	First      int         `yaml:"first"` // budget year
	Instrument string      `yaml:"instrument"`
	Note       string      `yaml:"note"` // Vietnamese: what is known of the figures
	Indicators []Indicator `yaml:"indicators"`
}

// An Indicator is one thing to reach.
type Indicator struct {
	Code        string         `yaml:"code"`
	Name        string         `yaml:"name"` // Vietnamese
	Unit        string         `yaml:"unit"` // Vietnamese
	Target      *int64         `yaml:"target"`
	Approximate bool           `yaml:"approximate"` // "about"
	Counts      Counts         `yaml:"counts"`
	Contents    []norm.Content `yaml:"contents"`
}

// Counts says what of a scheme an indicator counts.
type Counts string

// What is counted.
const (
	Schemes Counts = "schemes" // the scheme, once
	People  Counts = "people"  // the establishments that take part
	Units   Counts = "units"   // how many the line of contents is for
)

// Label is the Vietnamese name of what is counted.
func (c Counts) Label() string {
	switch c {
	case Schemes:
		return "số đề án"
	case People:
		return "số cơ sở thụ hưởng"
	case Units:
		return "số lượng ghi ở nội dung của đề án"
	}
	return string(c)
}

//go:embed data/targets.yaml
var data []byte

var programmes = sync.OnceValue(func() []Programme {
	all, err := parse(data)
	if err != nil {
		panic("target: built-in targets: " + err.Error())
	}
	return all
})

// Programmes lists the programmes, the newest first.
func Programmes() []Programme { return programmes() }

// ByCode finds a programme.
func ByCode(code string) (Programme, bool) {
	i := slices.IndexFunc(programmes(), func(p Programme) bool { return p.Code == code })
	if i < 0 {
		return Programme{}, false
	}
	return programmes()[i], true
}

// Of is the programme that a budget year is in.
func Of(year int) (Programme, bool) {
	i := slices.IndexFunc(programmes(), func(p Programme) bool { return year >= p.First && year < p.First+5 })
	if i < 0 {
		return Programme{}, false
	}
	return programmes()[i], true
}

// Indicator finds an indicator of the programme.
func (p Programme) Indicator(code string) (Indicator, bool) {
	i := slices.IndexFunc(p.Indicators, func(i Indicator) bool { return i.Code == code })
	if i < 0 {
		return Indicator{}, false
	}
	return p.Indicators[i], true
}

func parse(text []byte) ([]Programme, error) {
	var file struct {
		Programmes []Programme `yaml:"programmes"`
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&file); err != nil {
		return nil, err
	}
	for _, p := range file.Programmes {
		for _, i := range p.Indicators {
			if i.Code == "" || i.Name == "" || i.Unit == "" || len(i.Contents) == 0 || !slices.Contains([]Counts{Schemes, People, Units}, i.Counts) {
				return nil, fmt.Errorf("%s: indicator %q is not complete", p.Code, i.Code)
			}
			if i.Target != nil && *i.Target <= 0 {
				return nil, fmt.Errorf("%s: indicator %q aims at %d", p.Code, i.Code, *i.Target)
			}
			for _, c := range i.Contents {
				if _, ok := normbook.ContentByCode(c); !ok {
					return nil, fmt.Errorf("%s: indicator %q counts the unknown content %q", p.Code, i.Code, c)
				}
			}
		}
	}
	slices.SortFunc(file.Programmes, func(a, b Programme) int { return b.First - a.First })
	return file.Programmes, nil
}
