package sheet

import (
	"fmt"
	"math/big"

	"github.com/xuri/excelize/v2"
)

type look int

const (
	body look = iota
	title
	header
	note
)

// A styleKey names one of the styles that a page uses.
type styleKey struct {
	look look
	kind valueKind
	bold bool
}

// newStyles registers every style of a workbook.
func newStyles(f *excelize.File) (map[styleKey]int, error) {
	wanted := map[styleKey]*excelize.Style{
		{look: title}: {
			Font:      &excelize.Font{Bold: true, Size: 13},
			Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
		},
		{look: header}: {
			Font:      &excelize.Font{Bold: true},
			Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF0"}},
			Border:    borders(),
			Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
		},
		{look: note}: {
			Font:      &excelize.Font{Italic: true},
			Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"},
		},
	}
	formats := map[valueKind]string{blank: "", words: "@", whole: "#,##0", amount: "#,##0", day: "dd/mm/yyyy", share: "0.00%"}
	for kind, format := range formats {
		for _, bold := range []bool{false, true} {
			s := &excelize.Style{
				Font:      &excelize.Font{Bold: bold},
				Border:    borders(),
				Alignment: &excelize.Alignment{Vertical: "top", WrapText: kind == words},
			}
			if format != "" {
				s.CustomNumFmt = &format
			}
			wanted[styleKey{kind: kind, bold: bold}] = s
		}
	}
	ids := make(map[styleKey]int, len(wanted))
	for key, style := range wanted {
		id, err := f.NewStyle(style)
		if err != nil {
			return nil, fmt.Errorf("register style: %w", err)
		}
		ids[key] = id
	}
	return ids, nil
}

func borders() []excelize.Border {
	var all []excelize.Border
	for _, side := range []string{"left", "top", "right", "bottom"} {
		all = append(all, excelize.Border{Type: side, Color: "B8C4C8", Style: 1})
	}
	return all
}

// layOut prepares a page for the printer: A4 landscape, one page wide, the
// header on every page.
func layOut(f *excelize.File, name string, page Page) error {
	fit, a4, one, any0, landscape := true, 9, 1, 0, "landscape"
	if err := f.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	err := f.SetPageLayout(name, &excelize.PageLayoutOptions{
		Size: &a4, Orientation: &landscape, FitToWidth: &one, FitToHeight: &any0,
	})
	if err != nil {
		return err
	}
	head := len(page.Titles) + 1
	return f.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: name,
		RefersTo: fmt.Sprintf("'%s'!$%d:$%d", name, head, head),
	})
}

func setWidth(sw *excelize.StreamWriter, column, width int) error {
	characters, _ := big.NewRat(int64(min(width, 255)), 1).Float64()
	return sw.SetColWidth(column, column, characters)
}
