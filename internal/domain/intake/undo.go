package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/archive"
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/product"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/survey"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// mostNamed is how many things that stand in the way a sentence names.
const mostNamed = 3

// undo takes back what the intake wrote, the last part first.
func (w *worker) undo(ctx context.Context) error {
	for w.in.State == Undoing {
		err := w.update(ctx, func(tx *db.Tx, in *Intake) error { return in.undoPart(ctx, tx) })
		if fault.KindOf(err) == fault.Conflict {
			err = fault.New(fault.Invalid, sentence(err)) // somebody built on it: it will not go away
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// undoPart takes back one part; the rows that were changed or made one by one
// come last and together.
func (in *Intake) undoPart(ctx context.Context, tx *db.Tx) error {
	if in.Kind == Schemes { // they refer to the establishments that came with them
		if all, err := in.undoSchemes(ctx, tx); err != nil || !all {
			return err
		}
	}
	if n := len(in.Blocks); n > 0 {
		part := in.Blocks[n-1]
		ids := part.ids()
		if why, err := blocked(ctx, tx, ids, part.At, nil); err != nil || why != "" {
			return refusal(why, err)
		}
		if err := establishment.Withdraw(ctx, tx, ids, part.At); err != nil {
			return err
		}
		in.Blocks = in.Blocks[: n-1 : n-1]
		in.Seen += part.Count
		if in.Kind != Schemes || n > 1 {
			return nil
		}
	}
	rows, err := in.madeRows(ctx, tx)
	if err != nil {
		return err
	}
	for _, row := range slices.Backward(rows) {
		if err := in.undoRow(ctx, tx, row); err != nil {
			return err
		}
	}
	in.State = Undone
	if in.Message != "" {
		in.State = Failed
	}
	return audit.Record(ctx, tx, "intake.undone", in.ID.Subject(), map[string]string{"file": in.File, "kind": string(in.Kind)})
}

func refusal(why string, err error) error {
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, why)
}

// ids lists the IDs of a part.
func (p Part) ids() []establishment.ID {
	all := make([]establishment.ID, p.Count)
	for i := range all {
		all[i] = p.ID(int64(i))
	}
	return all
}

// madeRows returns the rows that became, or changed, something one by one.
func (in *Intake) madeRows(ctx context.Context, tx *db.Tx) ([]Row, error) {
	var all []Row
	after := 0
	for {
		rows, err := Rows(ctx, tx, in.ID, after, chunkRows, New, Change, Same)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			after = row.No
			if row.made != "" {
				all = append(all, row)
			}
		}
		if len(rows) < chunkRows {
			return all, nil
		}
	}
}

func (in *Intake) undoRow(ctx context.Context, tx *db.Tx, row Row) error {
	switch in.Kind {
	case Establishments:
		var f filled
		if err := json.Unmarshal([]byte(row.made), &f); err != nil {
			return fmt.Errorf("row %d: %w", row.No, err)
		}
		return establishment.Restore(ctx, tx, f.Before, string(in.ID))
	case Products:
		err := product.Remove(ctx, tx, product.ID(row.made), 1)
		if fault.KindOf(err) == fault.NotFound {
			return nil // taken out by hand meanwhile
		}
		return err
	case Schemes: // see undoSchemes
	case Payments:
		var d paymentData
		if err := json.Unmarshal([]byte(row.Data), &d); err != nil {
			return fmt.Errorf("row %d: %w", row.No, err)
		}
		d.Payment.Scheme = scheme.ID(row.Target)
		return archive.ReversePayment(ctx, tx, d.Payment, row.made)
	}
	return nil
}

// standing says what was built on an intake, in one sentence; "" for nothing.
func (in *Intake) standing(ctx context.Context, tx *db.Tx) (string, error) {
	var own map[scheme.ID]bool
	if in.Kind == Schemes {
		named, made, err := in.standingSchemes(ctx, tx)
		if err != nil || len(named) > 0 {
			return because(named), err
		}
		own = made
	}
	for _, part := range in.Blocks {
		if why, err := blocked(ctx, tx, part.ids(), part.At, own); err != nil || why != "" {
			return why, err
		}
	}
	if in.Kind != Establishments {
		return "", nil // products are not built on; the books themselves refuse
	}
	rows, err := in.madeRows(ctx, tx)
	if err != nil {
		return "", err
	}
	var named []string
	for _, row := range rows {
		var f filled
		if err := json.Unmarshal([]byte(row.made), &f); err != nil {
			return "", fmt.Errorf("row %d: %w", row.No, err)
		}
		now, err := establishment.ByID(ctx, tx, f.Before.ID)
		if err != nil {
			return "", err
		}
		if now.Version != f.Before.Version {
			named = append(named, "hồ sơ "+string(now.ID)+" ("+now.Name+") đã được sửa")
		}
	}
	return because(named), nil
}

// blocked says which of the establishments of a part may not go. The schemes of
// own go with them.
func blocked(ctx context.Context, tx *db.Tx, ids []establishment.ID, at string, own map[scheme.ID]bool) (string, error) {
	whole, err := establishment.Untouched(ctx, tx, ids, at)
	if err != nil {
		return "", err
	}
	inSchemes, err := scheme.Beneficiaries(ctx, tx, own)
	if err != nil {
		return "", err
	}
	inNeeds, err := survey.Askers(ctx, tx)
	if err != nil {
		return "", err
	}
	withProducts, err := product.Owners(ctx, tx)
	if err != nil {
		return "", err
	}
	merged, err := establishment.Keepers(ctx, tx)
	if err != nil {
		return "", err
	}
	var named []string
	for _, id := range ids {
		switch {
		case inSchemes[id] != "":
			named = append(named, "cơ sở "+string(id)+" có trong đề án "+string(inSchemes[id]))
		case inNeeds[id] != "":
			named = append(named, "cơ sở "+string(id)+" có trong nhu cầu "+string(inNeeds[id]))
		case withProducts[id] != "":
			named = append(named, "cơ sở "+string(id)+" có sản phẩm "+string(withProducts[id]))
		case merged[id] != "":
			named = append(named, "cơ sở "+string(merged[id])+" đã gộp vào "+string(id))
		case !whole[id]:
			named = append(named, "hồ sơ "+string(id)+" đã được sửa hoặc gộp")
		}
	}
	return because(named), nil
}

// because makes a sentence of what stands in the way.
func because(named []string) string {
	if len(named) == 0 {
		return ""
	}
	rest := ""
	if more := len(named) - mostNamed; more > 0 {
		rest = fmt.Sprintf("; và %d chỗ khác", more)
		named = named[:mostNamed]
	}
	return "Chưa hoàn tác được vì sau khi nhập đã có việc dựa vào: " + strings.Join(named, "; ") + rest + "."
}
