package intake

import (
	"context"
	"slices"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/platform/db"
)

// tellSchemes takes answers for rows of a list of schemes. What was said of a
// beneficiary holds for the same one in other rows, unless it was answered there.
func (in Intake) tellSchemes(ctx context.Context, tx *db.Tx, answers []Answer) error {
	said := map[string]string{}
	for _, a := range answers {
		row, err := in.asked(ctx, tx, a.No)
		if err != nil {
			return err
		}
		if a.Verdict == Skip {
			err = decide(ctx, tx, in.ID, a.No, Skip, "")
		} else {
			err = in.tellScheme(ctx, tx, row, a, said)
		}
		if err != nil {
			return err
		}
	}
	return in.tellAlike(ctx, tx, said)
}

// tellScheme takes one answer and notes in said what holds for other rows too.
func (in Intake) tellScheme(ctx context.Context, tx *db.Tx, row Row, a Answer, said map[string]string) error {
	d, err := schemeOf(row)
	if err != nil {
		return err
	}
	q := d.open()
	answer := answerNew
	if a.Verdict == Same {
		answer = a.Target
	}
	if q == nil || a.Verdict != New && a.Verdict != Same || a.Verdict == Same && !slices.Contains(q.May, a.Target) {
		return in.noSuchAnswer(a.No)
	}
	if _, twice := said[q.Key]; !twice && q.Of != ofScheme {
		said[q.Key] = answer
	}
	return in.settle(ctx, tx, row, &d, answer)
}

// tellAlike answers the same questions about other rows.
func (in Intake) tellAlike(ctx context.Context, tx *db.Tx, said map[string]string) error {
	for after := 0; len(said) > 0; {
		rows, err := Rows(ctx, tx, in.ID, after, chunkRows, Ask)
		if err != nil {
			return err
		}
		for _, row := range rows {
			after = row.No
			d, err := schemeOf(row)
			if err != nil {
				return err
			}
			q := d.open()
			if q == nil || said[q.Key] == "" || said[q.Key] != answerNew && !slices.Contains(q.May, said[q.Key]) {
				continue
			}
			if err := in.settle(ctx, tx, row, &d, said[q.Key]); err != nil {
				return err
			}
		}
		if len(rows) < chunkRows {
			return nil
		}
	}
	return nil
}

// settle stores the answer to the open question of a row.
func (in Intake) settle(ctx context.Context, tx *db.Tx, row Row, d *schemeData, answer string) error {
	q := d.open()
	q.Answer = answer
	next := d.row(row.No)
	switch {
	case answer == answerNew:
	case q.Of == ofScheme:
		next = Row{No: row.No, Verdict: Same, Target: answer, Data: next.Data}
	default:
		d.Staged.Parties[q.Of].Is = establishment.ID(answer)
		next = d.row(row.No)
	}
	return rewrite(ctx, tx, in.ID, Ask, next)
}

// Question says what is asked about a row, "" where that goes without saying.
func (k Kind) Question(row Row) string {
	if k != Schemes || row.Verdict != Ask {
		return ""
	}
	d, err := schemeOf(row)
	if err != nil {
		return ""
	}
	switch q := d.open(); {
	case q == nil:
		return ""
	case q.Of == ofScheme:
		return "Đề án này"
	default:
		return "Đơn vị thụ hưởng “" + d.Staged.Row.Beneficiaries[q.Of].Name + "”"
	}
}

// AsksScheme reports whether the open question of a row is which scheme it is.
func (k Kind) AsksScheme(row Row) bool {
	d, err := schemeOf(row)
	return k == Schemes && err == nil && d.open() != nil && d.open().Of == ofScheme
}
