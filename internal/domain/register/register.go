// Package register keeps the instruments that an office adds to the national
// register (văn bản do tỉnh ghi thêm vào sổ): a resolution of its People's
// Council, the circular of next year before the program carries it.
//
// Văn bản trong sổ quốc gia không sửa được; văn bản của tỉnh sửa, rút được,
// hoặc được văn bản khác thay thế. What a page or a check asks is always the
// national register with the province's own.
package register

import (
	"context"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// An Entry (văn bản ghi thêm) is one instrument that the office added.
type Entry struct {
	instrument.Instrument

	Withdrawn string // why it was taken out of the register; "" while it is in
	AddedBy   string // user id
	Version   int64
	CreatedAt string
	UpdatedAt string
}

// Of returns the register of the province: the national one and the
// instruments that the office added and has not withdrawn.
func Of(ctx context.Context, tx *db.Tx) (*instrument.Register, error) {
	entries, err := entries(ctx, tx)
	if err != nil {
		return nil, err
	}
	var own []instrument.Instrument
	for _, e := range entries {
		if e.Withdrawn == "" {
			own = append(own, e.Instrument)
		}
	}
	return instrument.National().With(own), nil
}

// ByID returns one instrument that the office added, withdrawn or not.
func ByID(ctx context.Context, tx *db.Tx, id instrument.ID) (Entry, error) {
	if _, national := instrument.National().ByID(id); national {
		return Entry{}, fault.New(fault.Conflict, "Văn bản này thuộc sổ quốc gia nên không sửa được; hãy thêm văn bản sửa đổi hoặc thay thế nó.")
	}
	return byID(ctx, tx, id)
}

// Withdrawn returns the instruments that were taken out of the register.
func Withdrawn(ctx context.Context, tx *db.Tx) ([]Entry, error) {
	all, err := entries(ctx, tx)
	if err != nil {
		return nil, err
	}
	var out []Entry
	for _, e := range all {
		if e.Withdrawn != "" {
			out = append(out, e)
		}
	}
	return out, nil
}

// Add adds an instrument and gives it an id.
func Add(ctx context.Context, tx *db.Tx, e *Entry) error {
	if err := tx.Actor.Require(access.ManageInstruments); err != nil {
		return err
	}
	e.ID = ""
	clean, err := normal(ctx, tx, *e)
	if err != nil {
		return err
	}
	number, err := tx.Next(ctx, "instrument")
	if err != nil {
		return err
	}
	clean.ID, clean.Version, clean.AddedBy = instrument.ID(fmt.Sprintf("vb-%04d", number)), 1, tx.Actor.ID
	clean.Withdrawn, clean.CreatedAt, clean.UpdatedAt = "", tx.Moment(), tx.Moment()
	if err := insert(ctx, tx, clean); err != nil {
		return err
	}
	*e = clean
	return audit.Record(ctx, tx, "instrument.add", subject(e.ID), changes(Entry{}, clean))
}

// Change writes what was edited. e carries the Version that was seen.
func Change(ctx context.Context, tx *db.Tx, e Entry) error {
	if err := tx.Actor.Require(access.ManageInstruments); err != nil {
		return err
	}
	before, err := standing(ctx, tx, e.ID)
	if err != nil {
		return err
	}
	after, err := normal(ctx, tx, e)
	if err != nil {
		return err
	}
	if err := update(ctx, tx, after); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "instrument.change", subject(e.ID), changes(before, after))
}

// Withdraw takes an instrument out of the register: it was entered by mistake.
// One that ends is given a last day or a successor instead. The row stays, with
// the reason.
func Withdraw(ctx context.Context, tx *db.Tx, id instrument.ID, version int64, reason string) error {
	if err := tx.Actor.Require(access.ManageInstruments); err != nil {
		return err
	}
	e, err := standing(ctx, tx, id)
	if err != nil {
		return err
	}
	reason = text.CleanLine(reason)
	var form fault.Form
	form.Check(reason != "", "reason", "Cần ghi lý do rút văn bản khỏi sổ.")
	form.Check(len([]rune(reason)) <= maxLine, "reason", "Lý do dài tối đa 500 ký tự.")
	if err := form.Err("Văn bản chưa rút được."); err != nil {
		return err
	}
	e.Withdrawn, e.Version = reason, version
	if err := update(ctx, tx, e); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "instrument.withdraw", subject(id), map[string]string{"number": e.Number, "reason": reason})
}

// standing returns an entry that was not withdrawn.
func standing(ctx context.Context, tx *db.Tx, id instrument.ID) (Entry, error) {
	e, err := ByID(ctx, tx, id)
	if err == nil && e.Withdrawn != "" {
		err = fault.New(fault.Conflict, "Văn bản này đã được rút khỏi sổ.")
	}
	return e, err
}

// subject names an instrument in the audit record.
func subject(id instrument.ID) string { return "instrument/" + string(id) }

// changes says what differs.
func changes(before, after Entry) map[string]string {
	detail := map[string]string{}
	was, is := words(before), words(after)
	for name, value := range is {
		if was[name] != value {
			detail[name] = strings.TrimSpace(was[name] + " → " + value)
		}
	}
	return detail
}

func words(e Entry) map[string]string {
	return map[string]string{
		"kind": string(e.Kind), "number": e.Number, "issuer": e.Issuer, "title": e.Title, "topic": string(e.Topic),
		"signed_on": e.Signed.String(), "from_on": e.From.String(), "until_on": e.Until.String(),
		"amends": ids(e.Amends, false), "replaces": ids(e.Replaces, false), "replaces_part": ids(e.Replaces, true),
		"says": strings.Join(e.Says, "\n"), "link": e.Link, "evidence": string(e.Evidence),
	}
}
