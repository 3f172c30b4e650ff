package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/archive"
	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/platform/text"
)

// schemeData is what a row of a list of schemes says.
type schemeData struct {
	Staged    archive.Staged `json:"staged"`
	Changes   []string       `json:"changes,omitempty"` // of a scheme that is there
	Questions []question     `json:"questions,omitempty"`
}

// A question (câu hỏi) is one thing about a row that only a person knows: which
// scheme it is, or which establishment one of its beneficiaries is. A row may
// have several; they are asked one after the other.
type question struct {
	Of     int      `json:"of"`  // number of the beneficiary, from zero; ofScheme
	Key    string   `json:"key"` // the same for the same question about another row
	May    []string `json:"may"`
	Answer string   `json:"answer,omitempty"` // an ID, or answerNew
}

const (
	ofScheme  = -1
	answerNew = "new"
	mostMay   = 10
)

// open is the first question without an answer, nil when all have one.
func (d *schemeData) open() *question {
	for i := range d.Questions {
		if d.Questions[i].Answer == "" {
			return &d.Questions[i]
		}
	}
	return nil
}

// row makes the row as it stands: a question while one is open.
func (d *schemeData) row(no int) Row {
	row := Row{No: no, Verdict: New, Data: written(d)}
	if q := d.open(); q != nil {
		row.Verdict, row.May = Ask, q.May
	}
	return row
}

func schemeOf(row Row) (d schemeData, err error) {
	if err = json.Unmarshal([]byte(row.Data), &d); err != nil {
		err = fmt.Errorf("row %d: %w", row.No, err)
	}
	return d, err
}

// A schemeScan is a list of schemes as it was read from its file.
type schemeScan struct {
	in    Intake
	table sheet.Table
	list  *schemelist.List
	notes *notes
}

// scanSchemes reads the file with the columns as a person had them.
func scanSchemes(in Intake, data []byte) (*schemeScan, error) {
	table, err := parseSchemes(data)
	if err != nil {
		return nil, err
	}
	s := &schemeScan{in: in, table: table, notes: &notes{}}
	if s.list, err = schemelist.Read(table, schemelist.Options{Year: in.Year, Told: in.told()}); err != nil {
		return nil, err
	}
	for _, n := range s.list.Notes {
		s.notes.add("%s", n)
	}
	return s, nil
}

// rows compares the list with the register.
func (s *schemeScan) rows(ctx context.Context, tx *db.Tx) ([]Row, error) {
	judged, err := archive.Judge(ctx, tx, s.list, archive.Options{Year: s.in.Year})
	if err != nil {
		return nil, err
	}
	rows := make([]Row, 0, len(judged))
	elsewhere := 0
	for _, j := range judged {
		if j.Elsewhere {
			elsewhere++
		}
		rows = append(rows, s.row(j))
	}
	if elsewhere > 0 {
		s.notes.add("%d dòng là đề án của tỉnh khác nên bỏ qua.", elsewhere)
	}
	return rows, nil
}

// row makes a row of what is known about it.
func (s *schemeScan) row(j archive.Judged) Row {
	no := max(slices.Index(s.in.Layout.Sheets, j.Sheet), 0)*sheetRows + j.Row
	if len(j.Problems) > 0 {
		d := schemeData{Staged: archive.Staged{Row: schemelist.Row{Title: s.words(j)}}}
		row := Row{No: no, Verdict: Bad, Data: written(d)}
		for _, p := range j.Problems {
			row.Problems = append(row.Problems, Problem{s.cell(p.Sheet, p.Cell), p.Message})
		}
		return row
	}
	d := schemeData{Staged: j.Staged, Changes: j.Changes}
	if j.Elsewhere {
		return Row{No: no, Verdict: Skip, Data: written(d)}
	}
	switch j.Action {
	case archive.Update:
		return Row{No: no, Verdict: Change, Target: string(j.Scheme), Data: written(d)}
	case archive.Keep:
		return Row{No: no, Verdict: Same, Target: string(j.Scheme), Data: written(d)}
	case archive.Create:
	}
	if len(j.Alike) > 0 {
		d.ask(ofScheme, "scheme|"+j.Staged.Key, idStrings(j.Alike))
	}
	for i, may := range j.May {
		if len(may) > 0 {
			d.ask(i, "party|"+j.Staged.Parties[i].Key, idStrings(may))
		}
	}
	return d.row(no)
}

func (d *schemeData) ask(of int, key string, may []string) {
	d.Questions = append(d.Questions, question{Of: of, Key: key, May: may[:min(len(may), mostMay)]})
}

// cell names a cell, with its sheet where the list has several.
func (s *schemeScan) cell(sheet, ref string) string {
	if len(s.in.Layout.Sheets) > 1 {
		return sheet + "!" + ref
	}
	return ref
}

// words are the first words of a row that could not be read, to show it.
func (s *schemeScan) words(j archive.Judged) string {
	for _, one := range s.table.Sheets {
		if one.Name != j.Sheet || j.Row > len(one.Rows) {
			continue
		}
		for _, c := range one.Rows[j.Row-1] {
			if strings.Trim(c.Text, "0123456789.,()-– ") != "" && !c.Copy() {
				return cut(text.CleanLine(c.Text), 200)
			}
		}
	}
	return ""
}

// readSchemes reads the file into rows.
func (w *worker) readSchemes(ctx context.Context, data []byte) error {
	s, err := scanSchemes(w.in, data)
	if err != nil {
		return err
	}
	if err := w.begin(ctx, len(s.list.Rows)); err != nil {
		return err
	}
	var rows []Row
	err = w.db.View(ctx, w.scope, func(tx *db.Tx) error {
		kept, err := lastRow(ctx, tx, w.in.ID)
		if err != nil {
			return err
		}
		rows, err = s.rows(ctx, tx)
		rows = slices.DeleteFunc(rows, func(r Row) bool { return r.No <= kept })
		return err
	})
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(rows, chunkRows) {
		err := w.update(ctx, func(tx *db.Tx, in *Intake) error {
			in.Seen = min(in.Seen+int64(len(chunk)), in.Total)
			return addRows(ctx, tx, in.ID, chunk)
		})
		if err != nil {
			return err
		}
	}
	return w.endReading(ctx, s.notes)
}

// trySchemes finds out what a list of schemes would do.
func (in Intake) trySchemes(ctx context.Context, d *db.DB, s db.Scope, data []byte) (rows []Row, notes []string, err error) {
	scan, err := scanSchemes(in, data)
	if err != nil {
		return nil, nil, err
	}
	err = d.View(ctx, s, func(tx *db.Tx) (err error) {
		rows, err = scan.rows(ctx, tx)
		return err
	})
	return rows, scan.notes.list(), err
}
