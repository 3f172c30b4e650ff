package contract

import (
	"context"
	"encoding/json"
	"fmt"

	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
)

const invoiceColumns = `no, seller, seller_tax, symbol, number, issued_on, amount_vnd, outside, source, file, sha256, verdict, findings,
	buyer, buyer_is, buyer_by, confirmed_by, confirmed_at`

func readInvoice(scan db.Scan) (i Invoice, err error) {
	var findings string
	err = scan(&i.No, &i.Seller, &i.SellerTax, &i.Symbol, &i.Number, &i.IssuedOn, &i.Amount, &i.Outside, &i.Source, &i.File, &i.SHA256,
		&i.Verdict, &findings, &i.Buyer, &i.BuyerIs, &i.BuyerBy, &i.ConfirmedBy, &i.ConfirmedAt)
	if err == nil && findings != "" {
		err = json.Unmarshal([]byte(findings), &i.Findings)
	}
	return i, err
}

func insertInvoice(ctx context.Context, tx *db.Tx, settlement string, i Invoice) error {
	findings := ""
	if len(i.Findings) > 0 {
		b, err := json.Marshal(i.Findings)
		if err != nil {
			return fmt.Errorf("write findings: %w", err)
		}
		findings = string(b)
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO invoices (province, settlement, `+invoiceColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, settlement, i.No, i.Seller, i.SellerTax, i.Symbol, i.Number, i.IssuedOn, i.Amount, i.Outside, i.Source, i.File, i.SHA256,
		i.Verdict, findings, i.Buyer, i.BuyerIs, i.BuyerBy, "", "")
	return err
}

// confirmInvoice stores who confirmed an invoice that nobody had.
func confirmInvoice(ctx context.Context, tx *db.Tx, settlement string, i Invoice) error {
	return tx.Change(ctx, `
		UPDATE invoices SET confirmed_by = ?, confirmed_at = ?
		WHERE province = ? AND settlement = ? AND no = ? AND source = ? AND confirmed_by = ''`,
		i.ConfirmedBy, i.ConfirmedAt, tx.Province, settlement, i.No, Typed)
}

// usedInvoice is an invoice with the settlement that it proves.
type usedInvoice struct {
	Invoice
	settlement string
	scheme     scheme.ID
}

// where says which dossier has the invoice.
func (u usedInvoice) where() string {
	return "hồ sơ quyết toán " + u.settlement + " của đề án " + string(u.scheme)
}

// invoicesOf lists the invoices of a seller in the settlements of the province
// that are not refused, but for one.
func invoicesOf(ctx context.Context, tx *db.Tx, sellerTax, except string) ([]usedInvoice, error) {
	return used(ctx, tx, "i.seller_tax", sellerTax, except)
}

// invoicesOfFile lists those that were read from the same file.
func invoicesOfFile(ctx context.Context, tx *db.Tx, sha, except string) ([]usedInvoice, error) {
	return used(ctx, tx, "i.sha256", sha, except)
}

func used(ctx context.Context, tx *db.Tx, column, value, except string) ([]usedInvoice, error) {
	return db.Collect(ctx, tx, `
		SELECT i.seller_tax, i.symbol, i.number, s.id, s.scheme
		FROM invoices AS i JOIN settlements AS s ON s.province = i.province AND s.id = i.settlement
		WHERE i.province = ? AND `+column+` = ? AND s.id <> ? AND s.state <> ? ORDER BY s.id, i.no`,
		[]any{tx.Province, value, except, SettlementRefused}, func(scan db.Scan) (u usedInvoice, err error) {
			return u, scan(&u.SellerTax, &u.Symbol, &u.Number, &u.settlement, &u.scheme)
		})
}
