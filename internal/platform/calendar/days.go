package calendar

import (
	_ "embed" // for the table of days
	"fmt"
	"slices"
	"strings"
	"sync"
)

// dayTable lists the days off and the days worked instead, 2019–2027. The
// fixed days are verified; those that each year's notice decides (Tết, the day
// beside 2 September, compensation and swaps, 24 November) are not.
//
//go:embed days.tsv
var dayTable string

// defaultDays is the table, read once.
var defaultDays = sync.OnceValue(func() []Exception {
	days, err := readDays(dayTable)
	if err != nil {
		panic("calendar: days.tsv: " + err.Error())
	}
	return days
})

// DefaultDays returns the public holidays of Vietnam and the days worked
// instead, 2019–2027, in order: data for an office to start from and to
// correct by each year's notice.
//
// Law: Bộ luật Lao động 45/2019/QH14 Điều 112 (11 days from 2021-01-01), Điều 111 khoản 3 (compensation).
func DefaultDays() []Exception { return slices.Clone(defaultDays()) }

// readDays reads a table of tab-separated lines: day, kind, verified, name.
func readDays(table string) ([]Exception, error) {
	var out []Exception
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != 4 {
			return nil, fmt.Errorf("%q has %d columns, want 4", line, len(fields))
		}
		day, err := Parse(fields[0])
		if err != nil {
			return nil, fmt.Errorf("%q: %w", line, err)
		}
		kind := Kind(fields[1])
		if kind != Holiday && kind != Workday {
			return nil, fmt.Errorf("%q: unknown kind", line)
		}
		out = append(out, Exception{Day: day, Kind: kind, Name: fields[3], Verified: fields[2] == "yes"})
	}
	return out, nil
}
