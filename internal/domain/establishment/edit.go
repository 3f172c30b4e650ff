package establishment

import (
	"context"
	"strconv"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// Add enters a new establishment and gives it its ID, Version and moments. A
// commune officer may add only in the own commune.
func Add(ctx context.Context, tx *db.Tx, e *Establishment) error {
	if err := tx.Actor.Require(access.EditEstablishment); err != nil {
		return err
	}
	clean, err := e.normal(tx)
	if err != nil {
		return err
	}
	if err := mayEdit(tx, clean); err != nil {
		return err
	}
	*e = clean
	n, err := tx.Next(ctx, "establishment")
	if err != nil {
		return err
	}
	e.ID, e.MergedInto, e.Version = idOf(n), "", 1
	e.CreatedAt, e.UpdatedAt = tx.Moment(), tx.Moment()
	if err := insert(ctx, tx, e); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "establishment.add", subject(e.ID), changes(Establishment{}, *e))
}

// Change writes what was edited. e carries the Version that the editor saw; an
// older one is a Conflict. A commune officer may change only what lies in the
// own commune, and may not move it out.
func Change(ctx context.Context, tx *db.Tx, e *Establishment) error {
	if err := tx.Actor.Require(access.EditEstablishment); err != nil {
		return err
	}
	before, err := ByID(ctx, tx, e.ID)
	if err != nil {
		return err
	}
	if err := errMerged(before); err != nil {
		return err
	}
	if err := mayEdit(tx, before); err != nil {
		return err
	}
	clean, err := e.normal(tx)
	if err != nil {
		return err
	}
	if err := mayEdit(tx, clean); err != nil {
		return err
	}
	*e = clean
	e.MergedInto, e.CreatedAt = "", before.CreatedAt
	detail := changes(before, *e)
	if e.Version == before.Version && len(detail) == 0 {
		e.UpdatedAt = before.UpdatedAt
		return nil
	}
	if err := update(ctx, tx, e); err != nil {
		return err
	}
	e.Version, e.UpdatedAt = e.Version+1, tx.Moment()
	return audit.Record(ctx, tx, "establishment.change", subject(e.ID), detail)
}

// MayEdit reports whether the actor of tx may change e, for pages that show or
// hide the button.
func MayEdit(tx *db.Tx, e Establishment) bool {
	return tx.Actor.May(access.EditEstablishment) && mayEdit(tx, e) == nil && e.MergedInto == ""
}

// mayEdit holds a commune officer to the own commune.
func mayEdit(tx *db.Tx, e Establishment) error {
	if tx.Actor.Has(access.Staff) || e.LiesIn(tx.Actor.Commune) {
		return nil
	}
	return fault.New(fault.Forbidden, "Cán bộ cấp xã chỉ ghi được cơ sở của xã mình.")
}

// subject names an establishment in the audit record.
func subject(id ID) string { return "establishment/" + string(id) }

// changes lists the fields that differ, each as "before → after".
func changes(before, after Establishment) map[string]string {
	old, detail := fields(before), map[string]string{}
	for name, value := range fields(after) {
		if value != old[name] {
			detail[name] = old[name] + " → " + value
		}
	}
	return detail
}

// fields writes every field that people edit as text.
func fields(e Establishment) map[string]string {
	return map[string]string{
		"kind": string(e.Kind), "name": e.Name, "tax_code": e.TaxCode, "phone": e.Phone, "email": e.Email,
		"contact": e.Contact, "commune": e.Address.Commune, "address_on": e.Address.On.String(),
		"address_detail": e.Address.Detail, "vsic": e.VSIC, "vsic_version": string(e.VSICVersion),
		"industry": e.Industry, "products": e.Products, "founded_on": e.FoundedOn.String(),
		"capital_vnd": e.Capital.String(), "revenue_vnd": e.Revenue.String(), "workers": strconv.Itoa(e.Workers),
		"women_owned": strconv.FormatBool(e.WomenOwned), "minority_owned": strconv.FormatBool(e.MinorityOwned),
		"note": e.Note, "source": e.Source, "illustrative": strconv.FormatBool(e.Illustrative),
	}
}
