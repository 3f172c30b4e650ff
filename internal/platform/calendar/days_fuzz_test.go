package calendar

import (
	"strings"
	"testing"
)

// Whatever a table of days says, it is read whole or refused, and what was
// read can be written down and read again.
func FuzzReadDays(f *testing.F) {
	for _, table := range []string{
		"# chú thích\n\n2026-01-01\tholiday\tyes\tTết Dương lịch\n2026-08-22\tworkday\tno\tLàm bù\r\n",
		"2026-02-30\tholiday\tyes\tx", "2026-01-01\tholiday\tyes", "2026-01-01\tngày\tyes\tx", "\t\t\t", "\xff\n#",
	} {
		f.Add(table)
	}
	f.Fuzz(func(t *testing.T, table string) {
		days, err := readDays(table)
		if err != nil {
			if days != nil {
				t.Errorf("readDays(%q) = %v and %v", table, days, err)
			}
			return
		}
		var again strings.Builder
		for _, d := range days {
			if d.Day.IsZero() || d.Kind != Holiday && d.Kind != Workday {
				t.Errorf("readDays(%q) gives %+v", table, d)
			}
			again.WriteString(d.Day.String() + "\t" + string(d.Kind) + "\t" + map[bool]string{true: "yes", false: "no"}[d.Verified] + "\t" + d.Name + "\n")
		}
		same, err := readDays(again.String())
		if err != nil || len(same) != len(days) {
			t.Errorf("readDays(%q) gives %d days, written down and read again %d, %v", table, len(days), len(same), err)
		}
	})
}
