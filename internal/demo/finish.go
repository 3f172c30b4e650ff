package demo

import (
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/platform/db"
)

// prepareAcceptance writes the minutes of one beneficiary, or of the scheme as
// a whole (0).
func (l *loader) prepareAcceptance(day string, s *spec, beneficiary int) error {
	return l.on(day, "canbo", func(tx *db.Tx) error {
		f, err := l.file(tx, s)
		if err != nil {
			return err
		}
		value := s.support
		if beneficiary > 0 {
			value = f.Scheme.Beneficiaries[beneficiary-1].Support
		}
		return contract.PrepareAcceptance(l.ctx, tx, &contract.Acceptance{
			Contract: f.Contract.ID, Beneficiary: beneficiary, AcceptedOn: tx.Today(), Place: "Tại nơi thực hiện",
			Quantities: "Đủ số lượng theo hợp đồng (minh họa)", Serials: "MH-" + string(s.id) + fmt.Sprintf("-%d", beneficiary),
			Value: value,
		})
	})
}

// accept has every beneficiary accepted and confirmed.
func (l *loader) accept(day string, s *spec) error {
	numbers := []int{0}
	if len(s.who) > 0 {
		numbers = nil
		for i := range s.who {
			numbers = append(numbers, i+1)
		}
	}
	for _, no := range numbers {
		if err := l.prepareAcceptance(day, s, no); err != nil {
			return err
		}
		err := l.on(day, "lanhdaoso", func(tx *db.Tx) error {
			f, err := l.file(tx, s)
			if err != nil {
				return err
			}
			a := f.Acceptances[len(f.Acceptances)-1]
			return contract.ConfirmAcceptance(l.ctx, tx, a.ID, a.Version)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// prepareSettlement writes the settlement with one invoice and all evidence.
func (l *loader) prepareSettlement(day, invoiced string, s *spec) error {
	l.vouch++
	return l.prepareWith(day, s, contract.Invoice{
		Seller: "Nhà cung cấp minh họa", SellerTax: "0123456787", Symbol: "1C" + invoiced[2:4] + "TMH", Number: fmt.Sprint(l.vouch),
		IssuedOn: mustDay(invoiced), Amount: s.support + s.own,
	})
}

// prepareWith writes the settlement with the invoices and all evidence.
func (l *loader) prepareWith(day string, s *spec, invoices ...contract.Invoice) error {
	return l.on(day, "canbo", func(tx *db.Tx) error {
		f, err := l.file(tx, s)
		if err != nil {
			return err
		}
		x := &contract.Settlement{Contract: f.Contract.ID, Note: "Hồ sơ minh họa.", Invoices: slices.Clone(invoices)}
		for _, p := range f.EvidenceList() {
			x.Papers = append(x.Papers, contract.SettlementPaper{Code: p.Key})
		}
		return contract.PrepareSettlement(l.ctx, tx, x)
	})
}

// confirmInvoices has the accountant read the typed invoices again.
func (l *loader) confirmInvoices(day string, s *spec) error {
	return l.on(day, "ketoan", func(tx *db.Tx) error {
		f, err := l.file(tx, s)
		if err != nil {
			return err
		}
		x := f.Settlements[len(f.Settlements)-1]
		var again []contract.Reading
		for _, i := range x.Unconfirmed() {
			again = append(again, contract.Reading{No: i.No, Number: i.Number, IssuedOn: i.IssuedOn, Amount: i.Amount})
		}
		return contract.ConfirmInvoices(l.ctx, tx, x.ID, x.Version, again)
	})
}

// settle brings an accepted and paid scheme to its settlement and closing.
func (l *loader) settle(day, invoiced, approved, closed string, s *spec) error {
	return run([]func() error{
		func() error { return l.prepareSettlement(day, invoiced, s) },
		func() error { return l.confirmInvoices(approved, s) },
		func() error {
			return l.on(approved, "giamdoc", func(tx *db.Tx) error {
				f, err := l.file(tx, s)
				if err != nil {
					return err
				}
				x := f.Settlements[len(f.Settlements)-1]
				return contract.ApproveSettlement(l.ctx, tx, x.ID, x.Version, tx.Today())
			})
		},
		func() error {
			return l.on(closed, "giamdoc", func(tx *db.Tx) error {
				f, err := l.file(tx, s)
				if err != nil {
					return err
				}
				return contract.Liquidate(l.ctx, tx, f.Contract.ID, f.Contract.Version, l.paper("BBTL"), tx.Today())
			})
		},
	})
}

// payOut pays what was accepted: the advance is cleared, the rest is paid.
func (l *loader) payOut(day string, s *spec, advanced bool) error {
	rest := s.support
	if advanced {
		part := s.advance()
		rest -= part
		if err := l.pay(day, s, contract.Clearing, part); err != nil {
			return err
		}
	}
	return l.pay(day, s, contract.Payment, rest)
}
