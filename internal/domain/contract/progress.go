package contract

import (
	"context"

	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// ReportProgress notes what was done by the end of a month. There is one
// report a month; that of this month or the one before may be stated anew, an
// older one stands. The first report moves the scheme from Contracted to
// Running.
//
// Law: TT 36/2013/TT-BCT Điều 23 khoản 3 điểm a.
func ReportProgress(ctx context.Context, tx *db.Tx, id ID, p Progress) error {
	if err := tx.Actor.Require(access.RecordProgress); err != nil {
		return err
	}
	f, _, err := live(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := f.in("báo cáo tiến độ", scheme.Contracted, scheme.Running); err != nil {
		return err
	}
	first, err := firstOf(p.Month)
	if err != nil {
		return err
	}
	body(&p.Note)
	body(&p.Trouble)
	var form fault.Form
	form.Check(!first.After(tx.Today()), "month", "Tháng này chưa tới.")
	form.Check(p.Month >= MonthOf(f.Contract.SignedOn), "month", "Tháng này trước khi ký hợp đồng.")
	form.Check(p.Done >= 0 && p.Done <= money.Max, "done", "Giá trị khối lượng không hợp lý.")
	checkText(&form, p.Note, "note")
	checkText(&form, p.Trouble, "trouble")
	if err := form.Err(pleaseMend); err != nil {
		return err
	}
	if err := f.notLess(p); err != nil {
		return err
	}
	before := MonthOf(tx.Today().AddMonths(-1))
	for _, old := range f.Progress {
		if old.Month == p.Month && p.Month < before {
			return conflict("Báo cáo tháng " + p.Month + " đã chốt: chỉ sửa được báo cáo của tháng này và tháng trước.")
		}
	}
	p.Contract, p.NotedBy, p.At = id, tx.Actor.ID, tx.Moment()
	if err := putProgress(ctx, tx, p); err != nil {
		return err
	}
	detail := map[string]string{"contract": string(id), "month": p.Month, "done": p.Done.String(), "trouble": p.Trouble}
	if f.Scheme.State == scheme.Contracted {
		return scheme.Move(ctx, tx, f.Scheme, scheme.Running, "contract.progress", detail)
	}
	return record(ctx, tx, f.Scheme, "contract.progress", detail)
}

// notLess asks for a word about a volume that is less than an earlier month's:
// the figures count from the start, so less means that one of them was wrong.
func (f *File) notLess(p Progress) error {
	for _, old := range f.Progress {
		if old.Month < p.Month && old.Done > p.Done && p.Note == "" && p.Trouble == "" {
			return scheme.Missing("note", "Khối lượng lũy kế thấp hơn tháng "+old.Month+" ("+old.Done.String()+" đ): hãy ghi rõ lý do.")
		}
	}
	return nil
}
