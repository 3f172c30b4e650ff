package intake

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/platform/text"
)

// A reader makes rows of the lines of a file. It looks at the register and
// writes nothing.
type reader interface {
	// read makes a row of a line: what it says, its verdict, what it belongs to.
	// Problems are noted in the line.
	read(ctx context.Context, tx *db.Tx, l *line) (Row, error)
}

// An eager reader makes of a line first what needs nothing but its cells; that
// is done for several lines at once. read uses what is in the line then.
type eager interface {
	reader
	prepare(tx *db.Tx, l *line)
}

// newReader returns the reader of a kind of list; it looks into the register
// once, so that rows need not.
func newReader(ctx context.Context, tx *db.Tx, in Intake) (reader, error) {
	switch in.Kind {
	case Establishments:
		return newEstablishmentReader(ctx, tx, in)
	case Products:
		return newProductReader(ctx, tx, in)
	case Payments:
		return newPaymentReader(ctx, tx)
	case Schemes: // read as a whole, see schemeRows
	}
	return nil, errKind(in.Kind)
}

// chunkRows is how many rows are read, or stored, in one transaction.
const chunkRows = 2000

// A scan goes through a file once.
type scan struct {
	in    Intake
	notes *notes
	lines []*line
	took  func(rows []*line) error // a chunk of entries; what is odd before its last row is in notes
	seen  int64                    // rows come past
}

// run reads the file and hands on its entries chunk by chunk.
func (s *scan) run(data []byte) error {
	columns := make(map[Field]Column)
	for _, c := range s.in.Mapping {
		columns[c.Field] = c
	}
	err := sheet.Stream(data, func(at sheet.Place, cells []sheet.Cell) error {
		if at.Index < s.in.Layout.Index {
			return sheet.ErrSkipSheet
		}
		if at.Index > s.in.Layout.Index {
			s.notes.add("Trang “%s” không được đọc; mỗi lần nhập đọc một trang tính.", at.Sheet)
			return sheet.ErrSkipSheet
		}
		s.seen = int64(at.Row) + 1
		if at.Row <= s.in.Layout.Header {
			return nil
		}
		l := &line{row: at.Row, cells: cells, columns: columns}
		if !s.entry(l) {
			return nil
		}
		l.cells = slices.Clone(cells)
		s.lines = append(s.lines, l)
		if len(s.lines) == chunkRows {
			return s.hand()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.hand()
}

func (s *scan) hand() error {
	if len(s.lines) == 0 {
		return nil
	}
	lines := s.lines
	s.lines = nil
	return s.took(lines)
}

// entry reports whether a row is an entry of the list, and not a sum of others,
// the head of a section, the numbers of the columns, or a header again.
func (s *scan) entry(l *line) bool {
	words, texts := l.first()
	if texts == 0 || l.numbered() || s.headerAgain(l) {
		return false
	}
	total, footer := announces(words)
	if total || s.nameIsTotal(l) {
		s.notes.add("Dòng %d “%s” là dòng cộng nên không tính là một %s.", l.row+1, cut(words, 60), s.in.Kind.Thing())
		return false
	}
	if texts == 1 && len(s.in.Mapping) > 1 || footer && texts <= 2 {
		s.notes.add("Dòng %d “%s” chỉ có chữ ở một ô nên không tính là một %s.", l.row+1, cut(words, 60), s.in.Kind.Thing())
		return false
	}
	return true
}

// nameIsTotal looks at the cells that name an entry: a total may stand behind a
// number or a code.
func (s *scan) nameIsTotal(l *line) bool {
	for _, f := range []Field{fName, fProduct, fTitle} {
		if c, ok := l.columns[f]; ok && c.Index < len(l.cells) {
			if total, _ := announces(l.cells[c.Index].Text); total {
				return true
			}
		}
	}
	return false
}

// announces is schemelist.Announces for words that begin with a letter that such
// words begin with: nearly all names begin otherwise.
func announces(words string) (total, footer bool) {
	words = text.CleanLine(words)
	if r, _ := utf8.DecodeRuneInString(words); !strings.ContainsRune("tcnlgpkbxs*TCNLGPKBXSđĐ", r) {
		return false, false
	}
	if len(words) > 200 {
		return false, false
	}
	return schemelist.Announces(words)
}

// headerAgain reports whether a row repeats the header, as printed pages do.
func (s *scan) headerAgain(l *line) bool {
	texts := 0
	for i, c := range l.cells {
		if c.Blank() {
			continue
		}
		texts++
		if i >= len(s.in.Layout.Columns) || !strings.EqualFold(text.CleanLine(c.Text), s.in.Layout.Columns[i].Words) {
			return false
		}
	}
	return texts > 1
}

// prepareAll prepares the lines on all processors.
func prepareAll(tx *db.Tx, r eager, lines []*line) {
	var all sync.WaitGroup
	n := max(1, runtime.GOMAXPROCS(0))
	for part := range slices.Chunk(lines, max(1, (len(lines)+n-1)/n)) {
		all.Go(func() {
			for _, l := range part {
				r.prepare(tx, l)
			}
		})
	}
	all.Wait()
}

// rowsOf reads a chunk of lines; what is odd about them goes to n.
func rowsOf(ctx context.Context, tx *db.Tx, r reader, lines []*line, n *notes) ([]Row, error) {
	if ahead, ok := r.(eager); ok {
		prepareAll(tx, ahead, lines)
	}
	rows := make([]Row, 0, len(lines))
	for _, l := range lines {
		row, err := r.read(ctx, tx, l)
		if err != nil {
			return nil, err
		}
		row.No = l.row + 1
		for _, odd := range l.odd {
			n.add("%s", odd)
		}
		slices.SortStableFunc(l.problems, func(x, y Problem) int {
			return cmp.Or(cmp.Compare(len(x.Cell), len(y.Cell)), cmp.Compare(x.Cell, y.Cell))
		})
		if row.Problems = l.problems; len(row.Problems) > 0 {
			row.Verdict, row.Target, row.May = Bad, "", nil
		}
		rows = append(rows, row)
	}
	return rows, nil
}
