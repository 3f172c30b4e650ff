package contract

import (
	"context"
	"strconv"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// Liquidate closes a contract by its minutes: nothing may be under way, every
// advance cleared or taken back, everything paid settled or taken back. What
// was not spent goes back to the fund, and the scheme is closed.
//
// Law: TT 36/2013/TT-BCT Điều 18 khoản 2, Điều 12 khoản 6.
func Liquidate(ctx context.Context, tx *db.Tx, id ID, version int64, number string, on calendar.Date) error {
	if err := tx.Actor.Require(access.SignContract); err != nil {
		return err
	}
	f, all, err := live(ctx, tx, id)
	if err != nil {
		return err
	}
	if f.Contract.Version != version {
		return stale()
	}
	if err := f.in("thanh lý hợp đồng", scheme.Settled, scheme.Stopped); err != nil {
		return err
	}
	line(&number)
	var form fault.Form
	checkLine(&form, number, "closing_no", "Hãy ghi số biên bản thanh lý.")
	last := f.lastMoneyDay()
	checkDay(&form, tx, on, last, "closed_on", "Ngày thanh lý trước ngày "+last.VN()+" của chứng từ hoặc quyết toán gần nhất.")
	if err := form.Err(pleaseMend); err != nil {
		return err
	}
	if what := f.open(); what != "" {
		return conflict("Còn " + what + " chưa xong nên chưa thanh lý được.")
	}
	if owed := holding(all, ledger.Advanced); owed > 0 {
		return conflict("Còn " + owed.String() + " đ tạm ứng chưa thanh toán hoặc thu hồi nên chưa thanh lý được.")
	}
	if owed := holding(all, ledger.Paid); owed > 0 {
		return conflict("Còn " + owed.String() + " đ đã thanh toán mà chưa quyết toán hoặc thu hồi nên chưa thanh lý được.")
	}
	f.Contract.State, f.Contract.ClosingNo, f.Contract.ClosedOn, f.Contract.ClosedBy = Closed, number, on, tx.Actor.ID
	if err := updateContract(ctx, tx, f.Contract); err != nil {
		return err
	}
	p := paper{key: "contract/" + string(id) + "/liquidate", number: number, day: on, memo: "Thanh lý hợp đồng " + f.name()}
	released, err := f.release(ctx, tx, all, p)
	if err != nil {
		return err
	}
	return scheme.Move(ctx, tx, f.Scheme, scheme.Closed, "contract.liquidate", map[string]string{
		"contract": string(id), "closing_no": number, "closed_on": on.String(), "released": released.String(),
	})
}

// release gives what is left of the contract and of the approval back to the
// fund, each budget year to its own.
func (f *File) release(ctx context.Context, tx *db.Tx, all []purse, p paper) (money.VND, error) {
	var sum money.VND
	for _, from := range all {
		committed := from.has[ledger.Committed]
		if committed > 0 {
			back := p
			back.key += "/uncontract"
			if err := enter(ctx, tx, f.Scheme, from.book, ledger.Uncontract, committed, back); err != nil {
				return 0, err
			}
		}
		if rest := committed + from.has[ledger.Approved]; rest > 0 {
			back := p
			back.key += "/release"
			if err := enter(ctx, tx, f.Scheme, from.book, ledger.Release, rest, back); err != nil {
				return 0, err
			}
			sum += rest
		}
	}
	return sum, nil
}

// Carry takes what the year before o.ToYear still holds under the contract,
// unspent value and uncleared advances, into the book of o.ToYear, and fills in
// the rest of o. Work that was accepted and is not paid keeps its money where
// it is: it belongs to the year in which it was done and is paid from there.
// version is that of the contract.
//
// Law: NĐ 45/2012/NĐ-CP Điều 14 khoản 4.
func Carry(ctx context.Context, tx *db.Tx, version int64, o *CarryOver) error {
	if err := tx.Actor.Require(access.DecideCarryOver); err != nil {
		return err
	}
	f, all, err := live(ctx, tx, o.Contract)
	if err != nil {
		return err
	}
	if !tx.Actor.May(CarryDeed(f.Scheme.Fund)) {
		return fault.New(fault.Forbidden, CarryRule(f.Scheme.Fund))
	}
	if err := tx.Actor.OtherThan(f.Contract.PreparedBy, "người soạn hợp đồng không quyết định chuyển nguồn của hợp đồng đó"); err != nil {
		return err
	}
	if f.Contract.Version != version {
		return stale()
	}
	if err := f.in("chuyển nguồn", scheme.Contracted, scheme.Running, scheme.Accepted); err != nil {
		return err
	}
	o.Scheme, o.FromYear, o.DecidedBy, o.At = f.Scheme.ID, o.ToYear-1, tx.Actor.ID, tx.Moment()
	if err := f.checkCarry(tx, o); err != nil {
		return err
	}
	if o.Amount, err = f.carry(ctx, tx, *o, all); err != nil {
		return err
	}
	if o.Amount == 0 {
		return conflict("Ngân sách năm " + strconv.Itoa(o.FromYear) + " không còn tiền của hợp đồng này để chuyển.")
	}
	if err := insertCarryOver(ctx, tx, *o); err != nil {
		return err
	}
	if err := updateContract(ctx, tx, f.Contract); err != nil {
		return err
	}
	return record(ctx, tx, f.Scheme, "contract.carry_over", map[string]string{
		"contract": string(o.Contract), "from_year": strconv.Itoa(o.FromYear), "to_year": strconv.Itoa(o.ToYear),
		"amount": o.Amount.String(), "decision_no": o.DecisionNo, "decided_on": o.DecidedOn.String(), "signer": o.Signer,
	})
}

// CarryDeed is the deed of deciding to carry money of the fund over: that of
// the province for its own; what is decided for the national one, which stands
// in the ministry's budget, is recorded by the department.
//
// Law: NĐ 45/2012/NĐ-CP Điều 14 khoản 1, 2, 4; TT 36/2013/TT-BCT Điều 11 khoản 2 điểm a.
func CarryDeed(f ledger.Fund) access.Deed {
	if f == ledger.National {
		return access.RecordByMinistry
	}
	return access.DecideByProvince
}

// CarryRule says in a sentence who decides to carry money of the fund over.
func CarryRule(f ledger.Fund) string {
	if f == ledger.National {
		return "Chuyển nguồn kinh phí khuyến công quốc gia do Bộ Công Thương quyết định; lãnh đạo Sở ghi quyết định đó."
	}
	return "Chuyển nguồn kinh phí khuyến công địa phương do Ủy ban nhân dân tỉnh quyết định."
}

func (f *File) checkCarry(tx *db.Tx, o *CarryOver) error {
	line(&o.DecisionNo)
	line(&o.Signer)
	var form fault.Form
	checkLine(&form, o.DecisionNo, "decision_no", "Hãy ghi số quyết định chuyển nguồn.")
	checkLine(&form, o.Signer, "signer", "Hãy ghi người ký quyết định.")
	checkDay(&form, tx, o.DecidedOn, calendar.FirstDay(o.FromYear), "decided_on", "Ngày quyết định trước năm ngân sách được chuyển.")
	years := f.BudgetYears()
	form.Check(o.FromYear >= years[0] && o.FromYear <= years[len(years)-1], "to_year",
		"Chỉ chuyển từ năm ngân sách của hợp đồng sang năm liền sau.")
	for _, old := range f.CarryOvers {
		form.Check(old.FromYear != o.FromYear, "to_year", "Ngân sách năm "+strconv.Itoa(o.FromYear)+" đã chuyển nguồn theo quyết định "+old.DecisionNo+".")
	}
	return form.Err(pleaseMend)
}

// carry posts the entries and returns what they move.
func (f *File) carry(ctx context.Context, tx *db.Tx, o CarryOver, all []purse) (money.VND, error) {
	to := ledger.Book{Fund: f.Scheme.Fund, Year: o.ToYear}
	var sum money.VND
	for _, from := range all {
		if from.book.Year != o.FromYear {
			continue
		}
		keptAdvance := min(from.has[ledger.Advanced], from.has[ledger.Accepted])
		keptValue := min(from.has[ledger.Committed], from.has[ledger.Accepted]-keptAdvance)
		for _, m := range []struct {
			out, in ledger.Kind
			amount  money.VND
			name    string
		}{
			{ledger.CarryOut, ledger.CarryIn, from.has[ledger.Committed] - keptValue, "value"},
			{ledger.CarryOutAdv, ledger.CarryInAdv, from.has[ledger.Advanced] - keptAdvance, "advance"},
		} {
			if m.amount <= 0 {
				continue
			}
			p := paper{
				key:    "contract/" + string(o.Contract) + "/carry/" + strconv.Itoa(o.FromYear) + "/" + m.name,
				number: o.DecisionNo, day: o.DecidedOn, memo: "Chuyển nguồn hợp đồng " + f.name(),
			}
			if err := enter(ctx, tx, f.Scheme, from.book, m.out, m.amount, p); err != nil {
				return 0, err
			}
			if err := enter(ctx, tx, f.Scheme, to, m.in, m.amount, p); err != nil {
				return 0, err
			}
			sum += m.amount
		}
	}
	return sum, nil
}
