package plan

import (
	"context"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// carryOut does to the scheme and the books what was decided.
func (a *Adjustment) carryOut(ctx context.Context, tx *db.Tx, s *scheme.Scheme, d Decision) error {
	switch a.Change {
	case procedure.MoreSupport:
		return a.increase(ctx, tx, s, d)
	case procedure.LessSupport:
		return a.release(ctx, tx, s, d, Decrease, a.Delta)
	case procedure.AddScheme:
		return a.include(ctx, tx, s, d)
	case procedure.StopScheme:
		return a.stop(ctx, tx, s, d)
	case procedure.Beneficiary, procedure.ExtendNextYear, procedure.TimeWithinYear, procedure.Coordinator, procedure.Place,
		procedure.OtherContent, procedure.OtherChange:
		if err := a.edit(ctx, tx, s, d); err != nil {
			return err
		}
		return a.note(ctx, tx, s, d, NoMoney, s.Year, 0)
	}
	return fmt.Errorf("adjustment %s: unknown change %q", a.ID, a.Change)
}

// edit changes the dossier where no money moves.
func (a *Adjustment) edit(ctx context.Context, tx *db.Tx, s *scheme.Scheme, d Decision) error {
	verb, detail := "scheme.note", map[string]string{"decision_no": d.Number}
	switch a.Change {
	case procedure.Beneficiary:
		if err := a.checkLeaving(ctx, tx); err != nil {
			return err
		}
		first, err := firstChange(ctx, tx, s)
		if err != nil {
			return err
		}
		return scheme.Replace(ctx, tx, s, a.BeneficiaryNo, a.Establishment, first, a.Reason)
	case procedure.ExtendNextYear, procedure.TimeWithinYear:
		verb, detail["ends_on"] = "scheme.extend", s.EndsOn.VN()+" → "+a.NewEndOn.VN()
		s.EndsOn, s.YearEnd = a.NewEndOn, max(s.YearEnd, a.NewEndOn.Year())
	case procedure.Coordinator:
		verb, detail["coordinator"] = "scheme.coordinator", s.Coordinator+" → "+a.NewText
		s.Coordinator = a.NewText
	case procedure.Place:
		verb, detail["place"] = "scheme.place", s.Place.Detail+" → "+a.NewText
		s.Place.Detail = a.NewText
	case procedure.OtherContent, procedure.OtherChange:
		detail["note"] = a.NewText
		s.Note = strings.TrimSpace(s.Note + "\n" + a.Change.Label() + " (" + d.Number + "): " + a.NewText)
	case procedure.MoreSupport, procedure.LessSupport, procedure.AddScheme, procedure.StopScheme:
		return fmt.Errorf("adjustment %s: %s moves money", a.ID, a.Change)
	}
	return scheme.Save(ctx, tx, s, verb, detail)
}

// include grants a scheme outside the rounds of the plan.
func (a *Adjustment) include(ctx context.Context, tx *db.Tx, s *scheme.Scheme, d Decision) error {
	err := scheme.Move(ctx, tx, s, scheme.Planned, "plan.include", map[string]string{"adjustment": a.ID, "amount": a.Delta.String()})
	if err != nil {
		return err
	}
	return grant(ctx, tx, Key{s.Year, s.Fund, 0}, s, a.Delta, d, string(a.Authority))
}

// increase takes more out of the book of the year of the decision, or of the
// scheme's nearest year.
func (a *Adjustment) increase(ctx context.Context, tx *db.Tx, s *scheme.Scheme, d Decision) error {
	before, err := Granted(ctx, tx, s.ID, tx.Today())
	if err != nil {
		return err
	}
	past, err := Grants(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	if _, err := s.Within(ctx, tx, before+a.Delta, lawDay(past, d.On)); err != nil {
		return err
	}
	year := min(max(d.On.Year(), s.Year), s.YearEnd)
	if err := a.post(ctx, tx, s, d, year, ledger.Approve, a.Delta); err != nil {
		return err
	}
	return a.note(ctx, tx, s, d, Increase, year, a.Delta)
}

// release gives amount of what is not contracted back to the books, the newest
// year's first.
func (a *Adjustment) release(ctx context.Context, tx *db.Tx, s *scheme.Scheme, d Decision, kind GrantKind, amount money.VND) error {
	rest := amount
	for year := s.YearEnd; year >= s.Year && rest > 0; year-- {
		b, err := ledger.Of(ctx, tx, ledger.Book{Fund: s.Fund, Year: year}, s.ID.Subject())
		if err != nil {
			return err
		}
		part := min(rest, b[ledger.Approved])
		if part == 0 {
			continue
		}
		if err := a.post(ctx, tx, s, d, year, ledger.Release, part); err != nil {
			return err
		}
		if err := a.note(ctx, tx, s, d, kind, year, -part); err != nil {
			return err
		}
		rest -= part
	}
	if rest > 0 {
		return fault.New(fault.Conflict, fmt.Sprintf("Kinh phí đã phê duyệt chưa ký hợp đồng chỉ còn %s đ, không đủ để giảm %s đ. "+
			"Phần đã ký hợp đồng được giảm bằng phụ lục hợp đồng trước.", amount-rest, amount))
	}
	return nil
}

// stop gives what is not contracted back to the fund and stops the scheme.
// Money already contracted or paid is recovered through its contract.
func (a *Adjustment) stop(ctx context.Context, tx *db.Tx, s *scheme.Scheme, d Decision) error {
	var free money.VND
	for year := s.Year; year <= s.YearEnd; year++ {
		b, err := ledger.Of(ctx, tx, ledger.Book{Fund: s.Fund, Year: year}, s.ID.Subject())
		if err != nil {
			return err
		}
		free += b[ledger.Approved]
	}
	var err error
	if free > 0 {
		err = a.release(ctx, tx, s, d, Stop, free)
	} else {
		err = a.note(ctx, tx, s, d, Stop, s.Year, 0)
	}
	if err != nil {
		return err
	}
	return scheme.Move(ctx, tx, s, scheme.Stopped, "scheme.stop", map[string]string{
		"decision_no": d.Number, "reason": a.Reason, "released": free.String(),
	})
}

func (a *Adjustment) post(ctx context.Context, tx *db.Tx, s *scheme.Scheme, d Decision, year int, kind ledger.Kind, amount money.VND) error {
	return ledger.Post(ctx, tx, ledger.Entry{
		Book: ledger.Book{Fund: s.Fund, Year: year}, Key: fmt.Sprintf("adjustment/%s/%d", a.ID, year), Kind: kind,
		Subject: s.ID.Subject(), Amount: amount, Day: d.On.String(), Reference: d.Number, Memo: a.Change.Label() + ": " + a.Reason,
	})
}

// note keeps the decision in the history of the scheme's support.
func (a *Adjustment) note(ctx context.Context, tx *db.Tx, s *scheme.Scheme, d Decision, kind GrantKind, year int, delta money.VND) error {
	return addGrant(ctx, tx, Grant{
		Scheme: s.ID, Year: year, Fund: s.Fund, Kind: kind, Delta: delta, DecisionNo: d.Number, DecidedOn: d.On,
		Signer: d.Signer, Authority: string(a.Authority), Note: a.Change.Label() + ": " + a.Reason,
	})
}
