package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/platform/text"
)

// A Layout (mẫu bảng) is how a file is laid out: where its header is and what
// its columns are called.
type Layout struct {
	Sheet   string    `json:"sheet"`
	Index   int       `json:"index"`  // of the sheet
	Header  int       `json:"header"` // row of the header, from zero
	Columns []Heading `json:"columns"`
	Print   string    `json:"print"` // fingerprint: the same for files of one layout
	// Of a list of schemes, which may have several tables on several sheets:
	// their headers as far as they differ, and the sheets with any.
	Tables []TableHead `json:"tables,omitempty"`
	Sheets []string    `json:"sheets,omitempty"`
}

// A Heading is one column of a file with the first values below it.
type Heading struct {
	Words   string          `json:"words"`
	Samples []string        `json:"samples,omitempty"`
	Unit    schemelist.Unit `json:"unit,omitempty"` // that the heading or a line above states
	Guess   Field           `json:"guess,omitempty"`
	Table   int             `json:"table,omitempty"` // of Layout.Tables
	At      int             `json:"at,omitempty"`    // its column, where it is not its place in Layout.Columns
}

const (
	lookRows   = 60 // rows that are looked at for the header
	samples    = 3  // values shown of each column
	maxHeading = 200
	maxSample  = 80
)

// A looker finds the header among the first rows of the sheets.
type looker struct {
	kind  Kind
	best  int
	found Layout
	rows  [][]sheet.Cell // of the present sheet
	first []int          // their numbers
	at    sheet.Place
	began bool
}

// Look finds out how a file is laid out. A file that cannot be read, or has no
// row of headings, is an Invalid fault.
func Look(data []byte, k Kind) (Layout, error) {
	if k == Schemes {
		return lookSchemes(data)
	}
	l := &looker{kind: k, best: -1}
	err := sheet.Stream(data, func(at sheet.Place, cells []sheet.Cell) error {
		if at.Hidden {
			return sheet.ErrSkipSheet
		}
		if l.began && at.Index != l.at.Index {
			l.judge()
		}
		l.at, l.began = at, true
		l.rows, l.first = append(l.rows, append([]sheet.Cell(nil), cells...)), append(l.first, at.Row)
		if len(l.rows) == lookRows {
			return sheet.ErrSkipSheet
		}
		return nil
	})
	if err != nil {
		return Layout{}, err
	}
	l.judge()
	if l.best < 0 {
		return Layout{}, fault.New(fault.Invalid, "Không tìm thấy dòng tiêu đề của danh sách: cần một dòng ghi tên các cột, mỗi tên một ô.")
	}
	return l.found, nil
}

// judge looks for the header in the rows gathered of one sheet.
func (l *looker) judge() {
	for i, cells := range l.rows {
		words := headings(l.rows, i)
		score := 0
		for _, f := range l.kind.propose(words) {
			if f != "" {
				score++
			}
		}
		if !headerLike(cells) || score < 2 && l.best >= 0 || score <= l.best {
			continue
		}
		l.best = score
		l.found = Layout{Sheet: l.at.Sheet, Index: l.at.Index, Header: l.first[i], Columns: l.columns(i, words)}
		l.found.Print = fingerprint(l.kind, words)
	}
	l.rows, l.first = nil, nil
}

// headerLike reports whether a row may be a header: at least two texts, no
// number and no long sentence.
func headerLike(cells []sheet.Cell) bool {
	texts := 0
	for _, c := range cells {
		if c.Blank() {
			continue
		}
		if c.Number != "" || c.Date != "" || utf8.RuneCountInString(c.Text) > maxHeading || strings.Trim(c.Text, "0123456789.,()- ") == "" {
			return false
		}
		texts++
	}
	return texts >= 2
}

// headings joins the words of a header with those of a row right above it that
// groups its columns.
func headings(rows [][]sheet.Cell, i int) []string {
	words := make([]string, len(rows[i]))
	for c, cell := range rows[i] {
		words[c] = text.CleanLine(cell.Text)
	}
	if i == 0 || !headerLike(rows[i-1]) {
		return words
	}
	for c, cell := range rows[i-1] {
		if c < len(words) && words[c] == "" {
			words[c] = text.CleanLine(cell.Text)
		}
	}
	return words
}

// columns describes the columns below a header.
func (l *looker) columns(i int, words []string) []Heading {
	above := schemelist.NoUnit
	for _, cells := range l.rows[:i] {
		for _, c := range cells {
			if u := schemelist.UnitIn(c.Text); u != schemelist.NoUnit && utf8.RuneCountInString(c.Text) < maxHeading {
				above = u
			}
		}
	}
	all := make([]Heading, len(words))
	for c, w := range words {
		all[c] = Heading{Words: cut(w, maxHeading), Unit: schemelist.UnitIn(w)}
		if all[c].Unit == schemelist.NoUnit {
			all[c].Unit = above
		}
		for _, cells := range l.rows[i+1:] {
			if len(all[c].Samples) < samples && c < len(cells) && !cells[c].Blank() {
				all[c].Samples = append(all[c].Samples, cut(text.CleanLine(cells[c].Text), maxSample))
			}
		}
	}
	return all
}

// Stated reports whether a heading states a unit of money.
func Stated(heading string) bool { return schemelist.UnitIn(heading) != schemelist.NoUnit }

// fingerprint is the same for all files whose header has the same words.
func fingerprint(k Kind, words []string) string {
	folded := make([]string, len(words))
	for i, w := range words {
		folded[i] = text.Fold(w)
	}
	sum := sha256.Sum256([]byte(string(k) + "|" + strings.TrimRight(strings.Join(folded, "|"), "|")))
	return hex.EncodeToString(sum[:12])
}

// Propose is the mapping that the words of the header suggest.
func (l Layout) Propose(k Kind) Mapping {
	if k == Schemes {
		return l.proposeSchemes()
	}
	words := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		words[i] = c.Words
	}
	var m Mapping
	for i, f := range k.propose(words) {
		if f != "" {
			m = append(m, Column{Index: i, Field: f, Unit: l.unit(k, i, f)})
		}
	}
	return m
}

// unit is the unit of a column of money: what is stated, or đồng where the
// samples are too large for anything else.
func (l Layout) unit(k Kind, i int, f Field) schemelist.Unit {
	info, _ := k.Info(f)
	if !info.Money {
		return schemelist.NoUnit
	}
	if u := l.Columns[i].Unit; u != schemelist.NoUnit {
		return u
	}
	for _, s := range l.Columns[i].Samples {
		if v, err := schemelist.Amount(s, schemelist.Dong, schemelist.Auto); err != nil || v < 1_000_000 {
			return schemelist.NoUnit
		}
	}
	if len(l.Columns[i].Samples) == 0 {
		return schemelist.NoUnit
	}
	return schemelist.Dong
}

// Check says what is wrong with a mapping for a list of the kind, by field.
func (l Layout) Check(k Kind, m Mapping) error {
	var form fault.Form
	seen := make(map[Field]bool)
	taken := make(map[string]bool) // of one table
	for _, c := range m {
		info, known := k.Info(c.Field)
		at := ColumnField(c.Index)
		if c.Index < 0 || c.Index >= len(l.Columns) || !known {
			return fault.New(fault.Invalid, "Cột hoặc mục này không có. Hãy tải lại trang rồi chọn lại.")
		}
		key := fmt.Sprint(l.Columns[c.Index].Table, "|", c.Field)
		switch {
		case taken[key] && !info.Many:
			form.Add(at, "“"+info.Label+"” đã chọn cho một cột khác; mỗi mục chỉ lấy từ một cột.")
		case info.Money && !validUnit(c.Unit):
			form.Add(at, "Chọn đơn vị tính của cột “"+info.Label+"”: đồng, nghìn, triệu hay tỷ đồng.")
		}
		seen[c.Field], taken[key] = true, true
	}
	if k == Schemes {
		l.checkTables(m, &form)
	}
	for _, info := range k.Fields() {
		form.Check(!info.Need || seen[info.Field], "mapping", "Chưa có cột nào là “"+info.Label+"”.")
	}
	if k == Products {
		form.Check(seen[fName] || seen[fTax], "mapping", "Cần một cột là “Cơ sở” hoặc “Mã số thuế” để biết sản phẩm của ai.")
	}
	if k == Payments {
		form.Check(seen[fScheme] || seen[fTitle] || seen[fName], "mapping", "Cần một cột là “Mã đề án”, “Tên đề án” hoặc “Cơ sở” để biết chi cho đề án nào.")
	}
	return form.Err("Các cột còn chỗ cần xem lại.")
}

// ColumnField names the form's field for a column.
func ColumnField(index int) string { return "cot-" + sheet.ColumnName(index) }

func validUnit(u schemelist.Unit) bool {
	switch u {
	case schemelist.Dong, schemelist.Thousand, schemelist.Million, schemelist.Billion:
		return true
	case schemelist.NoUnit:
		return false
	}
	return false
}

// cut shortens s to n characters.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
