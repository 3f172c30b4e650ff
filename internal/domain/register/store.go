package register

import (
	"context"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

const columns = `id, kind, number, issuer, title, topic, signed_on, from_on, until_on, amends, replaces, replaces_part,
	says, link, evidence, withdrawn, added_by, version, created_at, updated_at`

func readEntry(scan db.Scan) (e Entry, err error) {
	var amends, replaces, part, says string
	err = scan(&e.ID, &e.Kind, &e.Number, &e.Issuer, &e.Title, &e.Topic, &e.Signed, &e.From, &e.Until, &amends, &replaces, &part,
		&says, &e.Link, &e.Evidence, &e.Withdrawn, &e.AddedBy, &e.Version, &e.CreatedAt, &e.UpdatedAt)
	e.Amends = relations(amends, false)
	e.Replaces = append(relations(replaces, false), relations(part, true)...)
	e.Says, e.Year, e.Own = strings.Split(says, "\n"), e.Signed.Year(), true
	return e, err
}

func relations(stored string, part bool) []instrument.Relation {
	var out []instrument.Relation
	for id := range strings.FieldsSeq(stored) {
		out = append(out, instrument.Relation{Of: instrument.ID(id), Part: part})
	}
	return out
}

// ids returns the ids of the relations that are in part, or of the others.
func ids(relations []instrument.Relation, part bool) string {
	var out []string
	for _, r := range relations {
		if r.Part == part {
			out = append(out, string(r.Of))
		}
	}
	return strings.Join(out, " ")
}

// entries returns every instrument that the office added.
func entries(ctx context.Context, tx *db.Tx) ([]Entry, error) {
	all, err := db.Collect(ctx, tx, `SELECT `+columns+` FROM instruments WHERE province = ? ORDER BY id`, []any{tx.Province}, readEntry)
	if err != nil {
		return nil, fmt.Errorf("read the instruments of the office: %w", err)
	}
	return all, nil
}

func byID(ctx context.Context, tx *db.Tx, id instrument.ID) (Entry, error) {
	found, err := db.Collect(ctx, tx, `SELECT `+columns+` FROM instruments WHERE province = ? AND id = ?`,
		[]any{tx.Province, text.CleanLine(string(id))}, readEntry)
	if err != nil {
		return Entry{}, fmt.Errorf("read instrument %s: %w", id, err)
	}
	if len(found) == 0 {
		return Entry{}, fault.New(fault.NotFound, "Không tìm thấy văn bản này trong sổ.")
	}
	return found[0], nil
}

func insert(ctx context.Context, tx *db.Tx, e Entry) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO instruments (province, `+columns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, e.ID, e.Kind, e.Number, e.Issuer, e.Title, e.Topic, e.Signed, e.From, e.Until,
		ids(e.Amends, false), ids(e.Replaces, false), ids(e.Replaces, true), strings.Join(e.Says, "\n"), e.Link, e.Evidence,
		e.Withdrawn, e.AddedBy, e.Version, e.CreatedAt, e.UpdatedAt)
	if err != nil {
		return fmt.Errorf("add instrument %s: %w", e.ID, err)
	}
	return nil
}

// update writes everything of an entry that may change, if it still has the
// version seen.
func update(ctx context.Context, tx *db.Tx, e Entry) error {
	err := tx.Change(ctx, `
		UPDATE instruments SET kind = ?, number = ?, issuer = ?, title = ?, topic = ?, signed_on = ?, from_on = ?, until_on = ?,
			amends = ?, replaces = ?, replaces_part = ?, says = ?, link = ?, evidence = ?, withdrawn = ?,
			version = version + 1, updated_at = ?
		WHERE province = ? AND id = ? AND version = ?`,
		e.Kind, e.Number, e.Issuer, e.Title, e.Topic, e.Signed, e.From, e.Until,
		ids(e.Amends, false), ids(e.Replaces, false), ids(e.Replaces, true), strings.Join(e.Says, "\n"), e.Link, e.Evidence, e.Withdrawn,
		tx.Moment(), tx.Province, e.ID, e.Version)
	if err != nil {
		return fmt.Errorf("change instrument %s: %w", e.ID, err)
	}
	return nil
}
