package target

import (
	"context"
	"fmt"
	"strconv"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// An Own is what the office means to reach of one indicator. Version 0 is
// nothing set.
type Own struct {
	Indicator string
	Amount    int64
	Decision  string // the paper that says so
	SetBy     string
	SetAt     string // RFC 3339
	Version   int64
}

// Most is the largest target that is believed.
const Most = 1_000_000_000

// OwnOf reads what the office has set, by code of the indicator.
func OwnOf(ctx context.Context, tx *db.Tx, programme string) (map[string]Own, error) {
	all := map[string]Own{}
	err := tx.Each(ctx, `
		SELECT indicator, amount, decision, set_by, set_at, version FROM targets WHERE province = ? AND programme = ?`,
		[]any{tx.Province, programme}, func(scan db.Scan) error {
			var o Own
			if err := scan(&o.Indicator, &o.Amount, &o.Decision, &o.SetBy, &o.SetAt, &o.Version); err != nil {
				return err
			}
			all[o.Indicator] = o
			return nil
		})
	if err != nil {
		return nil, fmt.Errorf("targets of %s: %w", programme, err)
	}
	return all, nil
}

// Set sets what the office means to reach. Conflict when it was set otherwise
// since version was read.
func Set(ctx context.Context, tx *db.Tx, p Programme, o Own) error {
	if err := tx.Actor.Require(access.SetTarget); err != nil {
		return err
	}
	i, ok := p.Indicator(o.Indicator)
	if !ok {
		return fault.New(fault.NotFound, "Chương trình không có chỉ tiêu này.")
	}
	o.Decision = text.CleanLine(o.Decision)
	var form fault.Form
	form.Check(o.Amount > 0 && o.Amount <= Most, "amount", "Chỉ tiêu phải là số nguyên từ 1 đến 1.000.000.000.")
	form.Check(o.Decision != "", "decision", "Anh/chị ghi số, ngày văn bản giao chỉ tiêu.")
	if err := form.Err("Chưa lưu được chỉ tiêu."); err != nil {
		return err
	}
	var err error
	if o.Version == 0 {
		var before map[string]Own
		if before, err = OwnOf(ctx, tx, p.Code); err == nil && before[o.Indicator].Version != 0 {
			return fault.New(fault.Conflict, "Chỉ tiêu vừa được người khác ghi. Anh/chị tải lại trang để xem.")
		}
		if err == nil {
			_, err = tx.Exec(ctx, `INSERT INTO targets (province, programme, indicator, amount, decision, set_by, set_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, 1)`,
				tx.Province, p.Code, o.Indicator, o.Amount, o.Decision, tx.Actor.ID, tx.Moment())
		}
	} else {
		err = tx.Change(ctx, `
			UPDATE targets SET amount = ?, decision = ?, set_by = ?, set_at = ?, version = version + 1
			WHERE province = ? AND programme = ? AND indicator = ? AND version = ?`,
			o.Amount, o.Decision, tx.Actor.ID, tx.Moment(), tx.Province, p.Code, o.Indicator, o.Version)
	}
	if err != nil {
		return fmt.Errorf("set target %s of %s: %w", o.Indicator, p.Code, err)
	}
	return audit.Record(ctx, tx, "set target", "target/"+p.Code+"/"+i.Code, map[string]string{
		"amount": strconv.FormatInt(o.Amount, 10), "decision": o.Decision,
	})
}
