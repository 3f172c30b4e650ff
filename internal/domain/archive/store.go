package archive

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// entry is what the register learns of a beneficiary that it does not have.
func entry(b schemelist.Beneficiary, place territory.Address, s *scheme.Scheme, today calendar.Date) establishment.Establishment {
	e := establishment.Establishment{
		Name: text.CleanLine(b.Name), Address: place, Industry: s.Industry, Source: s.Source, Illustrative: s.Illustrative,
		Kind: establishment.Kind(b.Kind), Note: "Ghi từ danh sách đề án cũ.",
	}
	if e.Kind == "" {
		guess, ok := establishment.GuessKind(e.Name)
		e.Kind = cmp.Or(guess, establishment.Household)
		if !ok {
			e.Note += " Loại hình suy đoán, cần kiểm tra."
		}
	}
	if b.TaxCode != "" {
		code, err := establishment.ParseTaxCode(b.TaxCode, e.Kind, today)
		if err != nil {
			e.Note += " Mã số thuế trong danh sách: " + text.CleanLine(b.TaxCode) + " (không đúng quy tắc, cần kiểm tra)."
		}
		e.TaxCode = code
	}
	const maxLine = 200 // of an address, as the register has it
	if detail := []rune(e.Address.Detail); len(detail) > maxLine {
		e.Note += " Địa chỉ trong danh sách: " + e.Address.Detail + "."
		e.Address.Detail = string(detail[:maxLine])
	}
	return e
}

// correct finds out what a row changes about the scheme that it became before.
func (it *item) correct(old *scheme.Scheme, grants []plan.Grant) {
	s := it.scheme
	s.ID, s.Version = old.ID, old.Version
	for i := range s.Beneficiaries {
		// The identity holds the names, so they stand in the same order.
		if i < len(old.Beneficiaries) {
			s.Beneficiaries[i].Establishment = old.Beneficiaries[i].Establishment
		}
	}
	it.grants = corrections(grants, grantOf(it.row, it.row.Year))
	it.action = Update
	if len(it.grants) == 0 && same(old, s) {
		it.action = Keep
	}
	// What the list does not carry stays as it is.
	s.Objectives, s.Effects, s.Scope, s.Territory, s.Priorities = old.Objectives, old.Effects, old.Scope, old.Territory, old.Priorities
	s.StartsOn, s.EndsOn, s.Ceiling, s.Appraised = old.StartsOn, old.EndsOn, old.Ceiling, old.Appraised
	s.Key, s.State, s.PreparedBy, s.Origin, s.CreatedAt = old.Key, old.State, old.PreparedBy, old.Origin, old.CreatedAt
}

// same reports whether two readings of a row say the same of a scheme.
func same(old, s *scheme.Scheme) bool {
	trim := func(s *scheme.Scheme) []any {
		benefit := slices.Clone(s.Beneficiaries)
		for i := range benefit {
			benefit[i].Name, benefit[i].Kind = "", "" // the register's, which may have been corrected there
		}
		return []any{
			s.Year, s.YearEnd, s.Fund, s.Group, s.Title, s.Implementer, s.Coordinator, s.Industry, s.Source, s.Note, s.Illustrative,
			s.Place, append([]scheme.Content{}, s.Contents...), append([]scheme.Cost{}, s.Costs...), append([]scheme.Beneficiary{}, benefit...),
		}
	}
	return reflect.DeepEqual(trim(old), trim(s))
}

// corrections lists the decisions to add so that the scheme has want, and only
// want, from the day of want on. Earlier rows stay in sight.
func corrections(have []plan.Grant, want grant) []grant {
	if len(have) == 0 {
		return []grant{want}
	}
	var sum money.VND
	for _, g := range have {
		sum += g.Delta
	}
	last := have[len(have)-1]
	switch {
	case last.DecidedOn != want.decision.On:
		fix := []grant{{amount: want.amount, decision: want.decision, note: want.note}}
		if sum != 0 {
			fix = slices.Insert(fix, 0, grant{
				amount: -sum, decision: plan.Decision{Number: last.DecisionNo, On: last.DecidedOn, Signer: last.Signer},
				note: "Đính chính ngày quyết định theo danh sách nhập lại.",
			})
		}
		return fix
	case sum != want.amount:
		return []grant{{amount: want.amount - sum, decision: want.decision, note: strings.TrimSpace("Đính chính số tiền theo danh sách nhập lại. " + want.note)}}
	case last.DecisionNo != want.decision.Number:
		return []grant{{decision: want.decision, note: strings.TrimSpace("Đính chính số quyết định theo danh sách nhập lại. " + want.note)}}
	}
	return nil
}

// store carries an item out.
func (it *item) store(ctx context.Context, tx *db.Tx) error {
	switch it.action {
	case Keep:
		return nil
	case Update:
		if err := scheme.ChangeRecorded(ctx, tx, it.scheme); err != nil {
			return err
		}
	case Create:
		for i, p := range it.parties {
			if err := p.enter(ctx, tx); err != nil {
				return err
			}
			it.scheme.Beneficiaries[i].Establishment = p.id
		}
		if err := scheme.AddRecorded(ctx, tx, it.scheme); err != nil {
			return err
		}
	}
	for _, g := range it.grants {
		if err := plan.RecordGrant(ctx, tx, it.scheme, g.amount, g.decision, g.note); err != nil {
			return fmt.Errorf("grant: %w", err)
		}
	}
	return nil
}

// enter adds a beneficiary to the register unless it is there.
func (p *party) enter(ctx context.Context, tx *db.Tx) error {
	if p.id != "" {
		return nil
	}
	if err := establishment.Add(ctx, tx, &p.fresh); err != nil {
		return fmt.Errorf("enter %q: %w", p.fresh.Name, err)
	}
	p.id = p.fresh.ID
	return nil
}
