package paper

import (
	"context"
	"fmt"
	"slices"
	"time"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// A ConversionState is how far the PDF file of a paper has come.
type ConversionState string

// The states.
const (
	Waiting ConversionState = "waiting"
	Failed  ConversionState = "failed" // after MaxTries; a person may ask again
)

// A Conversion (lập bản PDF) is the Word file of a paper that is to become its
// final PDF file, outside any request. The Word file is filled in when the number
// is given.
type Conversion struct {
	Province string
	Paper    ID
	SHA256   string // of the Word file
	State    ConversionState
	Tries    int
	Why      string // of the last try that failed
	AskedAt  string

	claimed string
}

const (
	// MaxTries is how often a file is tried before a person must ask again.
	MaxTries = 3
	// claimFor is how long a program may keep what it took up.
	claimFor = 10 * time.Minute
)

const conversionColumns = `province, paper, sha256, state, tries, why, asked_at, claimed_at`

func readConversion(scan db.Scan) (c Conversion, err error) {
	return c, scan(&c.Province, &c.Paper, &c.SHA256, &c.State, &c.Tries, &c.Why, &c.AskedAt, &c.claimed)
}

// ask queues the Word file of a paper.
func (p *Paper) ask(ctx context.Context, tx *db.Tx, word blob.Staged) error {
	_, err := tx.Exec(ctx, `INSERT INTO paper_conversions (`+conversionColumns+`) VALUES (?, ?, ?, ?, 0, '', ?, '')`,
		tx.Province, p.ID, word.SHA256, Waiting, tx.Moment())
	if err != nil {
		return fmt.Errorf("queue paper %s: %w", p.ID, err)
	}
	return nil
}

// ConversionOf returns how far the PDF file of a paper is; ok is false when
// none is to be made any more.
func ConversionOf(ctx context.Context, tx *db.Tx, id ID) (c Conversion, ok bool, err error) {
	found, err := db.Collect(ctx, tx, `SELECT `+conversionColumns+` FROM paper_conversions WHERE province = ? AND paper = ?`,
		[]any{tx.Province, id}, readConversion)
	if err != nil {
		return c, false, fmt.Errorf("conversion of paper %s: %w", id, err)
	}
	if len(found) == 0 {
		return c, false, nil
	}
	return found[0], true, nil
}

// Claim takes up at most so many waiting files of all provinces for one run,
// the oldest first. A file that failed before comes alone, so that it fails
// with nobody else. Whoever claims brings each to an end with Convert or
// NotConverted; what is left after ten minutes is taken up again.
func Claim(ctx context.Context, d *db.DB, most int) ([]Conversion, error) {
	var waiting []Conversion
	stale := d.Now().Add(-claimFor).Format(time.RFC3339)
	err := d.View(ctx, db.Scope{Everywhere: true, Actor: access.System("pdf")}, func(tx *db.Tx) (err error) {
		waiting, err = db.Collect(ctx, tx, `SELECT `+conversionColumns+` FROM paper_conversions
			WHERE state = ? AND claimed_at < ? ORDER BY tries, asked_at, province, paper LIMIT ?`, []any{Waiting, stale, most}, readConversion)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("files to convert: %w", err)
	}
	if len(waiting) > 0 && waiting[0].Tries > 0 {
		waiting = waiting[:1]
	}
	waiting = slices.DeleteFunc(waiting, func(c Conversion) bool { return c.Tries != waiting[0].Tries })
	var mine []Conversion
	for _, c := range waiting {
		err := d.Update(ctx, db.Scope{Province: c.Province, Actor: access.System("pdf")}, func(tx *db.Tx) error {
			return tx.Change(ctx, `UPDATE paper_conversions SET claimed_at = ? WHERE province = ? AND paper = ? AND state = ? AND claimed_at = ?`,
				tx.Moment(), tx.Province, c.Paper, Waiting, c.claimed)
		})
		switch {
		case err == nil:
			mine = append(mine, c)
		case fault.KindOf(err) != fault.Conflict: // another program was quicker
			return mine, fmt.Errorf("take up paper %s: %w", c.Paper, err)
		}
	}
	return mine, nil
}

// Convert keeps the PDF file of a paper as its final file. A paper that was
// signed by hand or given up meanwhile keeps what it has.
func Convert(ctx context.Context, tx *db.Tx, c Conversion, pdf blob.Staged) error {
	if err := tx.Actor.Require(access.CheckPaper); err != nil {
		return err
	}
	err := tx.Change(ctx, `DELETE FROM paper_conversions WHERE province = ? AND paper = ? AND state = ?`, tx.Province, c.Paper, Waiting)
	if err != nil {
		return fmt.Errorf("end the conversion of paper %s: %w", c.Paper, err)
	}
	p, err := ByID(ctx, tx, Out, c.Paper)
	if err != nil || p.State != Checked {
		return err
	}
	if err := p.keep(ctx, tx, SlotFinal, []blob.Staged{pdf}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "paper.convert", c.Paper.Subject(), map[string]string{"word": c.SHA256, "sha256": pdf.SHA256})
}

// NotConverted notes a try that failed and, after the last one, gives up.
func NotConverted(ctx context.Context, tx *db.Tx, c Conversion, why string) error {
	if err := tx.Actor.Require(access.CheckPaper); err != nil {
		return err
	}
	state := Waiting
	if c.Tries++; c.Tries >= MaxTries {
		state = Failed
	}
	err := tx.Change(ctx, `UPDATE paper_conversions SET state = ?, tries = ?, why = ?, claimed_at = '' WHERE province = ? AND paper = ? AND state = ?`,
		state, c.Tries, why, tx.Province, c.Paper, Waiting)
	if err != nil || state == Waiting {
		return err
	}
	return audit.Record(ctx, tx, "paper.convert", c.Paper.Subject(), map[string]string{"state": string(Failed), "word": c.SHA256, "why": why})
}

// AskAgain queues the Word file of a paper anew after it has failed.
func AskAgain(ctx context.Context, tx *db.Tx, id ID, version int64) error {
	if err := tx.Actor.Require(access.CheckPaper); err != nil {
		return err
	}
	if _, err := standing(ctx, tx, Out, id, version, Checked); err != nil {
		return err
	}
	c, ok, err := ConversionOf(ctx, tx, id)
	switch {
	case err != nil:
		return err
	case !ok || c.State != Failed:
		return fault.New(fault.Conflict, "Bản PDF của văn bản này không chờ lập lại.")
	}
	err = tx.Change(ctx, `UPDATE paper_conversions SET state = ?, tries = 0, claimed_at = '' WHERE province = ? AND paper = ? AND state = ?`,
		Waiting, tx.Province, id, Failed)
	if err != nil {
		return fmt.Errorf("queue paper %s again: %w", id, err)
	}
	return audit.Record(ctx, tx, "paper.convert", id.Subject(), map[string]string{"state": string(Waiting), "word": c.SHA256})
}
