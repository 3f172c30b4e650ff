package contract

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
)

// ByID returns one contract of the transaction's province.
func ByID(ctx context.Context, tx *db.Tx, id ID) (*Contract, error) { return byID(ctx, tx, id) }

// OfScheme returns everything about the contract of a scheme; File.Contract is
// nil while there is none.
func OfScheme(ctx context.Context, tx *db.Tx, id scheme.ID) (*File, error) {
	s, err := scheme.ByID(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	c, err := current(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return fill(ctx, tx, &File{Scheme: s, Contract: c})
}

// fileOf returns everything about a contract.
func fileOf(ctx context.Context, tx *db.Tx, id ID) (*File, error) {
	c, err := byID(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	s, err := scheme.ByID(ctx, tx, c.Scheme)
	if err != nil {
		return nil, err
	}
	return fill(ctx, tx, &File{Scheme: s, Contract: c})
}

func fill(ctx context.Context, tx *db.Tx, f *File) (*File, error) {
	var err error
	if f.terms, err = TermsOf(ctx, tx); err != nil {
		return nil, err
	}
	f.area = f.Scheme.Area(tx)
	if f.Balances, err = ledger.OfSubject(ctx, tx, f.Scheme.ID.Subject()); err != nil {
		return nil, err
	}
	if f.Contract != nil {
		if err := readParts(ctx, tx, f); err != nil {
			return nil, fmt.Errorf("contract %s: %w", f.Contract.ID, err)
		}
	}
	if f.years, err = purses(ctx, tx, f.Scheme, f.CarryOvers); err != nil {
		return nil, err
	}
	return f, nil
}

// DisbursementByID returns one request.
func DisbursementByID(ctx context.Context, tx *db.Tx, id string) (Disbursement, error) {
	return disbursementByID(ctx, tx, id)
}

// AcceptanceByID returns the minutes of one acceptance.
func AcceptanceByID(ctx context.Context, tx *db.Tx, id string) (Acceptance, error) {
	return acceptanceByID(ctx, tx, id)
}

// SettlementByID returns one settlement with its invoices and papers.
func SettlementByID(ctx context.Context, tx *db.Tx, id string) (*Settlement, error) {
	return settlementByID(ctx, tx, id)
}
