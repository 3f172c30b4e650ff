package sheet

import (
	"bytes"
	"errors"
	"strings"

	"example.vn/khuyencong/internal/platform/text"
)

// Limits on what is streamed. A row is forgotten once it was handed on, so a
// list may be longer than what Parse takes; a file may be no larger.
const (
	MaxStreamUnzip = 256 << 20 // bytes of the parts that are unpacked, together
	MaxStreamRows  = 200_000   // rows of a sheet
	MaxStreamCells = 4_000_000 // cells of a file, blank ones between others included
)

// A Place says which row is handed on.
type Place struct {
	Sheet  string
	Index  int // of the sheet, from zero
	Hidden bool
	Row    int // from zero
}

var (
	// ErrSkipSheet is returned by the function of Stream to go on with the next sheet.
	ErrSkipSheet = errors.New("skip this sheet")
	// ErrStop is returned by the function of Stream to end it without a fault.
	ErrStop = errors.New("stop reading")
)

// Stream reads a file that is in memory and hands on its rows, from above down,
// blank rows left out. cells belong to the reader and are good until fn
// returns. Merged ranges show their value in the first cell only.
func Stream(data []byte, fn func(at Place, cells []Cell) error) error {
	if err := acceptable(data); err != nil {
		return err
	}
	budget := MaxStreamCells
	if !bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		s := &stream{at: Place{Sheet: "CSV"}, fn: fn}
		return s.run(func() error { return fillCSV(data, &grid{budget: &budget, stream: s}) })
	}
	b, entries, targets, err := openBook(data, MaxStreamUnzip)
	if err != nil {
		return err
	}
	n := 0
	for _, e := range entries {
		target := targets[e.relation]
		if target == "" { // a chart sheet
			continue
		}
		if b.parts[strings.ToLower(target)] == nil {
			return invalid(broken)
		}
		s := &stream{at: Place{Sheet: text.Clean(e.name), Index: n, Hidden: e.hidden}, fn: fn}
		n++
		err := s.run(func() error { return b.streamSheet(target, &grid{budget: &budget, stream: s}) })
		if s.stopped || err != nil {
			return err
		}
	}
	if n == 0 {
		return invalid("Tệp .xlsx không có trang tính nào.")
	}
	return nil
}

// Lines is how many rows a file has at most, as far as that is seen without
// reading it: in text, where no value may go over several lines. ok is false for
// a workbook.
func Lines(data []byte) (n int, ok bool) {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return 0, false
	}
	return max(bytes.Count(data, []byte{'\n'}), bytes.Count(data, []byte{'\r'})) + 1, true
}

// streamSheet is readSheet without the merged ranges, which stand behind the
// rows that they are about.
func (b *book) streamSheet(part string, g *grid) error {
	s := &sheetReader{book: b, grid: g, row: -1}
	return b.walk(part, s.see)
}

// A stream hands on one row after the other.
type stream struct {
	at      Place
	fn      func(Place, []Cell) error
	cells   []Cell
	started bool
	stopped bool
}

// run reads a sheet and hands on its last row.
func (s *stream) run(read func() error) error {
	err := read()
	if err == nil {
		err = s.flush()
	}
	s.stopped = errors.Is(err, ErrStop)
	if s.stopped || errors.Is(err, ErrSkipSheet) {
		return nil
	}
	return err
}

// row makes room in the row r; the rows above it are handed on.
func (s *stream) row(r, width int, budget *int) ([]Cell, error) {
	if r >= MaxStreamRows {
		return nil, invalid("Trang tính có hơn 200.000 dòng nên không đọc được; hãy tách danh sách thành nhiều tệp.")
	}
	if s.started && r < s.at.Row {
		return nil, invalid(broken)
	}
	if r != s.at.Row {
		if err := s.flush(); err != nil {
			return nil, err
		}
	}
	s.at.Row, s.started = r, true
	if have := len(s.cells); have < width {
		if *budget -= width - have; *budget < 0 {
			return nil, invalid("Tệp có hơn bốn triệu ô nên không đọc được; hãy tách danh sách thành nhiều tệp.")
		}
		for c := have; c < width; c++ {
			s.cells = append(s.cells, Cell{Ref: Ref(c, r)})
		}
	}
	return s.cells, nil
}

// flush hands on the row that was gathered.
func (s *stream) flush() error {
	if len(s.cells) == 0 {
		return nil
	}
	err := s.fn(s.at, s.cells)
	clear(s.cells)
	s.cells = s.cells[:0]
	return err
}
