package territory

import (
	_ "embed" // for the lists of units
	"fmt"
	"strconv"
	"strings"
	"sync"

	"example.vn/khuyencong/internal/platform/calendar"
)

// The lists; all but revisions.txt are written by the command in gen.
var (
	//go:embed data/units-before.txt
	unitsBefore string
	//go:embed data/units-2025-07.txt
	unitsSince string
	//go:embed data/revisions.txt
	revisionLines string
	//go:embed data/successions.txt
	successionLines string
	//go:embed data/points.txt
	pointLines string
)

// An era is one order of units, as a list in which every unit is followed by
// the units below it, brothers in Vietnamese order.
type era struct {
	units []Unit
	end   []int32          // end[i] follows the last unit below units[i]
	at    map[string]int32 // index by code
}

// A book is everything that is known about units.
type book struct {
	before, since era
	earlier       map[string][]Unit // what a unit since the switch was first, in order of time
	next, last    map[string][]link // by old code, by new code
}

// A link says how much of a unit went into another.
type link struct {
	code   string
	extent Extent
}

// units is the book, read at the first question.
var units = sync.OnceValue(func() *book {
	b := &book{}
	err := b.read()
	if err != nil {
		panic("territory: built-in data: " + err.Error())
	}
	return b
})

// read fills b from the lists.
func (b *book) read() error {
	lastDay := SwitchDay.AddDays(-1)
	var err error
	if b.before, err = readEra(unitsBefore, calendar.Date{}, lastDay); err != nil {
		return fmt.Errorf("units before: %w", err)
	}
	if b.since, err = readEra(unitsSince, SwitchDay, calendar.Date{}); err != nil {
		return fmt.Errorf("units since: %w", err)
	}
	if err := b.readRevisions(revisionLines); err != nil {
		return fmt.Errorf("revisions: %w", err)
	}
	if err := b.readSuccessions(successionLines); err != nil {
		return fmt.Errorf("successions: %w", err)
	}
	return nil
}

// readEra reads lines of "code kind name".
func readEra(list string, from, to calendar.Date) (era, error) {
	n := strings.Count(list, "\n")
	e := era{units: make([]Unit, 0, n), end: make([]int32, n), at: make(map[string]int32, n)}
	var open []int32 // the units above the present line
	for line := range strings.Lines(list) {
		code, kind, name, ok := cut3(line)
		level, okLevel := levelOf(code)
		if !ok || !okLevel || len(kind) != 1 || kindOf(kind[0]) == "" {
			return era{}, fmt.Errorf("line %q", line)
		}
		i := int32(len(e.units))
		for len(open) > 0 && len(e.units[open[len(open)-1]].Code) >= len(code) {
			e.end[open[len(open)-1]] = i
			open = open[:len(open)-1]
		}
		parent := ""
		if len(open) > 0 {
			parent = e.units[open[len(open)-1]].Code
		}
		e.units = append(e.units, Unit{
			Code: code, Level: level, Kind: kindOf(kind[0]), Parent: parent, Name: name, From: from, To: to,
		})
		e.at[code] = i
		open = append(open, i)
	}
	for _, i := range open {
		e.end[i] = int32(len(e.units))
	}
	if len(e.at) != len(e.units) {
		return era{}, fmt.Errorf("%d codes for %d units", len(e.at), len(e.units))
	}
	return e, nil
}

// readRevisions reads lines of "code kind last-day name".
func (b *book) readRevisions(list string) error {
	b.earlier = map[string][]Unit{}
	for line := range strings.Lines(list) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		code, kind, rest, ok := cut3(line)
		day, name, okRest := strings.Cut(rest, " ")
		to, err := calendar.Parse(day)
		i, known := b.since.at[code]
		if !ok || !okRest || err != nil || !known || len(kind) != 1 || kindOf(kind[0]) == "" {
			return fmt.Errorf("line %q", line)
		}
		u := b.since.units[i]
		b.since.units[i].From = to.AddDays(1)
		u.Kind, u.Name, u.To = kindOf(kind[0]), name, to
		b.earlier[code] = append(b.earlier[code], u)
	}
	return nil
}

// readSuccessions reads lines of "old new extent".
func (b *book) readSuccessions(list string) error {
	b.next, b.last = map[string][]link{}, map[string][]link{}
	for line := range strings.Lines(list) {
		old, fresh, letter, ok := cut3(line)
		_, okOld := b.before.at[old]
		_, okNew := b.since.at[fresh]
		extent := map[string]Extent{"w": Whole, "p": Part}[letter]
		if !ok || !okOld || !okNew || extent == "" {
			return fmt.Errorf("line %q", line)
		}
		b.next[old] = append(b.next[old], link{fresh, extent})
		b.last[fresh] = append(b.last[fresh], link{old, extent})
	}
	return nil
}

// on returns the order of units on a day; no day means the newest.
func (b *book) on(day calendar.Date) *era {
	if !day.IsZero() && day.Before(SwitchDay) {
		return &b.before
	}
	return &b.since
}

// as returns u, a unit of the order on that day, as it was on that day.
func (b *book) as(u Unit, day calendar.Date) Unit {
	if day.IsZero() || day.Before(SwitchDay) || !day.Before(u.From) {
		return u
	}
	for _, was := range b.earlier[u.Code] {
		if !day.After(was.To) {
			return was
		}
	}
	return u
}

// A point is a centre in microdegrees north and east.
type point struct{ lat, lon int }

// points holds the centres by code, read at the first question for one.
var points = sync.OnceValue(func() map[string]point {
	out := make(map[string]point, strings.Count(pointLines, "\n"))
	for line := range strings.Lines(pointLines) {
		code, north, east, _ := cut3(line)
		lat, errLat := strconv.Atoi(north)
		lon, errLon := strconv.Atoi(east)
		if errLat != nil || errLon != nil {
			panic("territory: built-in point " + line)
		}
		out[code] = point{lat, lon}
	}
	return out
})

// cut3 takes a line apart at its first two spaces.
func cut3(line string) (first, second, rest string, ok bool) {
	first, rest, _ = strings.Cut(strings.TrimRight(line, "\r\n"), " ")
	second, rest, ok = strings.Cut(rest, " ")
	return first, second, rest, ok && rest != ""
}

// levelOf tells the level of a code by its length.
func levelOf(code string) (Level, bool) {
	switch len(code) {
	case 2:
		return Province, true
	case 3:
		return District, true
	case 5:
		return Commune, true
	}
	return "", false
}

// kindOf returns the kind that a letter of the lists stands for.
func kindOf(letter byte) Kind {
	switch letter {
	case 'P':
		return KindProvince
	case 'T':
		return KindCity
	case 'h':
		return KindDistrict
	case 'q':
		return KindUrbanDistrict
	case 'c':
		return KindProvincialCity
	case 's':
		return KindTown
	case 'x':
		return KindCommune
	case 'w':
		return KindWard
	case 't':
		return KindTownship
	case 'k':
		return KindSpecialZone
	}
	return ""
}
