package office

import (
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// schemeIsMissing reports whether err says that there is no such thing.
func schemeIsMissing(err error) bool { return fault.KindOf(err) == fault.NotFound }

// schemeStatus is the status of a form that is shown again because of err.
func schemeStatus(err error) int { return fault.KindOf(err).Status() }

// schemeWithNone puts "not yet" before the options.
func schemeWithNone(options []ui.Option) []ui.Option {
	return append([]ui.Option{{Value: "", Label: "Chưa chọn"}}, options...)
}

// schemeOptional marks an input that may stay empty.
func schemeOptional(f ui.Field) ui.Field {
	f.Optional = true
	return f
}

// schemeLimited bounds what an input takes.
func schemeLimited(f ui.Field, n int) ui.Field {
	f.MaxLen = n
	return f
}

// schemeShort makes an input for a year, with a hint.
func schemeShort(f ui.Field, hint string) ui.Field {
	f.Size, f.MaxLen, f.Numeric, f.Hint = 6, 4, true, hint
	return f
}

// schemeParagraphs cuts a text into its paragraphs.
func schemeParagraphs(words string) []string {
	var all []string
	for line := range strings.Lines(words) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// schemeYearText is a budget year as pages show it; rows of an old list may
// come without one.
func schemeYearText(year int) string {
	if year == 0 {
		return "chưa rõ năm"
	}
	return strconv.Itoa(year)
}
