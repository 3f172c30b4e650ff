package establishment

import "example.vn/khuyencong/internal/platform/calendar"

// A VSICVersion names an edition of the system of economic activities (hệ
// thống ngành kinh tế Việt Nam).
type VSICVersion string

// The editions.
const (
	VSIC2018 VSICVersion = "2018"
	VSIC2025 VSICVersion = "2025"
)

// A VSICEdition is an edition with its first day and the decision that issued
// it.
type VSICEdition struct {
	Version VSICVersion
	From    calendar.Date
	Cite    string
}

// vsicEditions lists the editions, oldest first.
//
// Law: QĐ 27/2018/QĐ-TTg (from 2018-08-20); QĐ 36/2025/QĐ-TTg (from 2025-11-15).
var vsicEditions = []VSICEdition{
	{VSIC2018, calendar.Must("2018-08-20"), "QĐ 27/2018/QĐ-TTg"},
	{VSIC2025, calendar.Must("2025-11-15"), "QĐ 36/2025/QĐ-TTg"},
}

// VSICEditions lists the editions, oldest first.
func VSICEditions() []VSICEdition { return append([]VSICEdition(nil), vsicEditions...) }

// VSICOn returns the edition in force on a day; the oldest for an earlier day.
func VSICOn(day calendar.Date) VSICVersion {
	found := vsicEditions[0].Version
	for _, e := range vsicEditions {
		if !day.Before(e.From) {
			found = e.Version
		}
	}
	return found
}
