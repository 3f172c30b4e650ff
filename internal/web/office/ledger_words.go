package office

import (
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// ledgerSigned writes an amount with its sign.
func ledgerSigned(v money.VND) string {
	if v > 0 {
		return "+" + ui.Dong(v)
	}
	return ui.Dong(v)
}

// carried is the money that came from the books of the year before.
func (p ledgerPage) carried() money.VND { return -p.Has[ledger.BroughtForward] }

// segments are the parts of the meter of a book: where its money is.
func (p ledgerPage) segments() []ui.Segment {
	var all []ui.Segment
	for _, s := range []ui.Segment{
		{Label: "Đã chi", Amount: p.Has.Spent(), Tone: ui.Spent},
		{Label: "Chuyển nguồn sang năm sau", Amount: p.Has[ledger.CarriedForward], Tone: ui.Trial},
		{Label: "Đã ký hợp đồng, chưa chi", Amount: p.Has[ledger.Committed], Tone: ui.Chosen},
		{Label: "Đã phê duyệt, chưa ký", Amount: p.Has[ledger.Approved], Tone: ui.Considered},
	} {
		if s.Amount > 0 {
			all = append(all, s)
		}
	}
	return all
}
