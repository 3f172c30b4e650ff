package sheet

import (
	"encoding/xml"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/text"
)

const maxMerges = 20_000

// A sheetReader follows the tags of one worksheet.
type sheetReader struct {
	book   *book
	grid   *grid
	row    int // of the current cell, from zero
	column int
	kind   string // the t attribute
	style  int
	value  strings.Builder
	inline richText
	inV    bool
	open   bool // inside a cell
	cell   Cell
	merges []area
}

// An area is a range of merged cells, ends included.
type area struct{ left, top, right, bottom int }

func (b *book) readSheet(part string, g *grid) error {
	s := &sheetReader{book: b, grid: g, row: -1}
	if err := b.walk(part, s.see); err != nil {
		return err
	}
	return s.merge()
}

// see follows one tag or text.
func (s *sheetReader) see(t xml.Token) error {
	switch e := t.(type) {
	case xml.StartElement:
		return s.start(e)
	case xml.EndElement:
		return s.end(e)
	case xml.CharData:
		if s.inV {
			s.value.Write(e)
		}
		s.inline.see(t)
	}
	return nil
}

func (s *sheetReader) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		s.row++
		s.column = -1
		if r := attr(e, "r"); r != "" {
			n, err := strconv.Atoi(r)
			if err != nil || n < 1 {
				return invalid(broken)
			}
			s.row = n - 1
		}
	case "c":
		return s.startCell(e)
	case "v":
		s.inV = true
	case "f":
		s.cell.Formula = true
	case "t", "rPh":
		s.inline.see(e)
	case "mergeCell":
		a, ok := parseArea(attr(e, "ref"))
		if !ok || len(s.merges) == maxMerges {
			return invalid(broken)
		}
		s.merges = append(s.merges, a)
	}
	return nil
}

func (s *sheetReader) startCell(e xml.StartElement) error {
	s.column++
	if ref := attr(e, "r"); ref != "" {
		c, r, ok := parseRef(ref)
		if !ok {
			return invalid(broken)
		}
		s.column, s.row = c, r
	}
	if s.row < 0 {
		return invalid(broken)
	}
	s.kind = attr(e, "t")
	s.style, _ = strconv.Atoi(attr(e, "s"))
	s.value.Reset()
	s.inline = richText{}
	s.cell, s.open = Cell{}, true
	return nil
}

func (s *sheetReader) end(e xml.EndElement) error {
	switch e.Name.Local {
	case "v":
		s.inV = false
	case "t", "rPh":
		s.inline.see(e)
	case "c":
		if !s.open {
			return invalid(broken)
		}
		s.open = false
		if err := s.fill(); err != nil {
			return err
		}
		return s.grid.set(s.column, s.row, s.cell)
	}
	return nil
}

// fill decides what the cell that has just ended holds.
func (s *sheetReader) fill() error {
	raw := s.value.String()
	switch s.kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(raw))
		if raw == "" {
			return nil
		}
		if err != nil || n < 0 || n >= len(s.book.shared) {
			return invalid(broken)
		}
		s.cell.Text = s.book.shared[n]
	case "inlineStr":
		s.cell.Text = s.inline.String()
	case "b":
		s.cell.Text = map[string]string{"1": "TRUE", "0": "FALSE"}[strings.TrimSpace(raw)]
	case "str", "e":
		s.cell.Text = text.Clean(unescape(raw))
	case "d":
		s.cell.Text = text.Clean(raw)
		if day, _, _ := strings.Cut(raw, "T"); len(day) == len("2006-01-02") {
			s.cell.Date, s.cell.Text = day, day
		}
	default:
		s.fillNumber(raw)
	}
	return nil
}

func (s *sheetReader) fillNumber(raw string) {
	number, ok := exact(raw)
	if !ok {
		s.cell.Text = text.Clean(raw)
		return
	}
	s.cell.Number, s.cell.Text = number, number
	if s.style >= 0 && s.style < len(s.book.dates) && s.book.dates[s.style] {
		if day, ok := serialDay(number, s.book.since1904); ok {
			s.cell.Date, s.cell.Text = day, day
		}
	}
}

// merge shows the first cell of every merged range in all of its cells. Ranges
// often reach far beyond the list, so they are cut to the rows that hold
// something.
func (s *sheetReader) merge() error {
	rows := s.grid.rows
	width := 0
	for _, r := range rows {
		width = max(width, len(r))
	}
	for _, a := range s.merges {
		if a.top >= len(rows) || a.left >= len(rows[a.top]) {
			continue
		}
		first := rows[a.top][a.left]
		if first.Text == "" {
			continue
		}
		for r := a.top; r <= min(a.bottom, len(rows)-1); r++ {
			right := min(a.right, width-1)
			if *s.grid.budget -= right - a.left + 1; *s.grid.budget < 0 {
				return errTooLarge()
			}
			cells, err := s.grid.row(r, right+1)
			if err != nil {
				return err
			}
			for c := a.left; c <= right; c++ {
				ref := cells[c].Ref
				cells[c] = first
				cells[c].Ref, cells[c].Merged = ref, first.Ref
			}
		}
	}
	return nil
}

// parseRef reads "C7" as column 2, row 6.
func parseRef(ref string) (column, row int, ok bool) {
	i := 0
	for i < len(ref) && i < 4 && ref[i]|0x20 >= 'a' && ref[i]|0x20 <= 'z' {
		column = column*26 + int(ref[i]|0x20-'a') + 1
		i++
	}
	row, err := strconv.Atoi(ref[i:])
	if i == 0 || err != nil || row < 1 {
		return 0, 0, false
	}
	return column - 1, row - 1, true
}

func parseArea(ref string) (area, bool) {
	from, to, found := strings.Cut(ref, ":")
	if !found {
		to = from
	}
	left, top, ok1 := parseRef(from)
	right, bottom, ok2 := parseRef(to)
	if !ok1 || !ok2 || right < left || bottom < top {
		return area{}, false
	}
	return area{left, top, right, bottom}, true
}
