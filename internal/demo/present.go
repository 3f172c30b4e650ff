package demo

import (
	"fmt"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/survey"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// madeUp invents the n-th scheme of the present.
func madeUp(n int, what, place string) *spec {
	support := money.VND(120+10*(n%7)) * million
	name := fmt.Sprintf("Hợp tác xã minh họa số %d", 30+n)
	return &spec{
		title: "Hỗ trợ " + what + " cho " + name, fund: ledger.Local, content: machines, support: support, own: support + 20*million,
		place: place, industry: tea, priorities: []string{agroFirst}, note: "Đề án minh họa.",
		who: []party{{name, establishment.Cooperative, place}},
	}
}

// year2026 leaves schemes of 2026 at every step, so that everybody finds work.
func (l *loader) year2026() error {
	all := []*spec{
		madeUp(1, "máy sao chè tự động", "xã Đại Phúc"),
		madeUp(2, "máy đóng gói chè túi lọc", "xã Tân Cương"),
		madeUp(3, "dây chuyền sấy miến", "xã Văn Hán"),
		madeUp(4, "máy ép viên nén gỗ", "xã Võ Nhai"),
		madeUp(5, "máy cắt laser", "phường Sông Công"),
		madeUp(6, "máy nghiền tinh bột nghệ", "phường Bắc Kạn"),
		madeUp(7, "tủ sấy lạnh hồng không hạt", "xã Ba Bể"),
		madeUp(8, "máy xay xát gạo đặc sản", "xã Chợ Đồn"),
	}
	all[5].taxCode = invoicedTax
	if err := l.allot("2026-01-12", ledger.Book{Fund: ledger.Local, Year: 2026}, 2000*million, l.paper("QĐ-UBND")); err != nil {
		return err
	}
	for _, s := range all {
		if err := l.ready("2026-01-20", "2026-02-03", "2026-03-03", "", 2026, s); err != nil {
			return err
		}
	}
	if err := l.decide(2026, ledger.Local, "2026-03-10", "2026-03-17", "2026-04-15", all[:7], l.paper("QĐ-UBND"), "Người ký (minh họa)"); err != nil {
		return err
	}
	for _, s := range all[1:7] {
		if err := l.prepareContract("2026-05-12", s, "2026-12-15"); err != nil {
			return err
		}
	}
	for i, s := range all[2:7] {
		if err := run([]func() error{
			func() error { return l.sign("2026-05-14", s) },
			func() error {
				return l.reports(s, "2026-05-20", "2026-06-22", "2026-07-20", "2026-08-20", "2026-09-21", "2026-10-20")
			},
			func() error {
				if i == 0 {
					return nil // this one still owes the report of November
				}
				return l.progress("2026-11-20", s, 9000)
			},
		}); err != nil {
			return err
		}
	}
	return run([]func() error{
		func() error { return l.request("2026-11-16", all[2], contract.Advance, all[2].advance()) },
		func() error { return l.request("2026-11-16", all[3], contract.Advance, all[3].advance()) },
		func() error { return l.endorseRequest("2026-11-18", all[3]) },
		func() error { return l.prepareAcceptance("2026-11-17", all[4], 1) },
		func() error { return l.accept("2026-11-04", all[5]) },
		func() error { return l.payOut("2026-11-12", all[5], false) },
		func() error { return l.prepareInvoiced("2026-11-19", "2026-10-20", all[5]) },
		func() error { return l.extend("2026-11-18", all[6]) },
		func() error { return l.secondRound(all[7]) },
	})
}

// extend proposes to carry a scheme into the next year.
func (l *loader) extend(day string, s *spec) error {
	return l.on(day, "canbo", func(tx *db.Tx) error {
		return plan.Propose(l.ctx, tx, &plan.Adjustment{
			Scheme: s.id, Change: procedure.ExtendNextYear, NewEndOn: mustDay("2027-03-31"), Reason: "Nhà cung cấp giao máy chậm (minh họa).",
		})
	})
}

// secondRound leaves a plan with the province for its decision.
func (l *loader) secondRound(s *spec) error {
	k, err := l.draftPlan("2026-11-09", 2026, ledger.Local, []*spec{s})
	if err != nil {
		return err
	}
	return l.submitPlan("2026-11-13", k)
}

// year2027 opens the survey of needs and brings new dossiers to every desk.
func (l *loader) year2027() error {
	err := l.on("2026-10-05", "canbo", func(tx *db.Tx) error {
		return survey.OpenCampaign(l.ctx, tx, 2027, "Rà soát nhu cầu khuyến công năm 2027", mustDay("2026-11-30"), "Đề nghị các xã, phường rà soát cơ sở có nhu cầu; không có nhu cầu cũng xin gửi trả lời.")
	})
	if err != nil {
		return err
	}
	if err := l.needs(); err != nil {
		return err
	}
	dossiers := []*spec{
		madeUp(11, "máy sàng phân loại chè", "xã La Bằng"),
		madeUp(12, "máy may công nghiệp", "xã Phú Thịnh"),
		madeUp(13, "máy ép gỗ nóng", "xã Vô Tranh"),
		madeUp(14, "máy chiết rót rượu men lá", "xã Chợ Đồn"),
	}
	for _, s := range dossiers {
		if err := l.draft("2026-10-19", "canbo", 2027, s); err != nil {
			return err
		}
	}
	return run([]func() error{
		func() error { return l.submit("2026-11-03", dossiers[0]) },
		func() error { return l.submit("2026-11-03", dossiers[1]) },
		func() error { return l.assign("2026-11-10", true, dossiers[1]) },
		func() error { return l.score("2026-11-17", "thamdinh2", 16, dossiers[1]) },
		func() error { return l.submit("2026-11-04", dossiers[2]) },
		func() error { return l.sendBack("2026-11-11", dossiers[2]) },
		func() error { return l.nationalCandidate() },
	})
}

func (l *loader) sendBack(day string, s *spec) error {
	return l.on(day, "lanhdaoso", func(tx *db.Tx) error {
		x, err := l.scheme(tx, s)
		if err != nil {
			return err
		}
		return scheme.Return(l.ctx, tx, x, tx.Today().AddDays(21), "Bổ sung báo giá thứ ba và giấy tờ đất (minh họa).")
	})
}

// nationalCandidate waits for the ministry's appraisal.
func (l *loader) nationalCandidate() error {
	s := madeUp(15, "dây chuyền chế biến chè xanh", "xã Tân Cương")
	s.fund, s.content, s.support, s.own = ledger.National, "technology_line", 430*million, 520*million
	return run([]func() error{
		func() error { return l.draft("2026-09-14", "canbo", 2027, s) },
		func() error { return l.submit("2026-09-21", s) },
		func() error { return l.appraise("2026-10-06", s) },
	})
}

// needs has two communes answer, one of them sent back.
func (l *loader) needs() error {
	for _, n := range []struct {
		login, place, name, title string
		cost, asked               money.VND
	}{
		{"xa.daiphuc", "xã Đại Phúc", "Hợp tác xã minh họa số 61", "Máy sao chè gas, máy hút chân không", 380 * million, 180 * million},
		{"xa.daiphuc", "xã Đại Phúc", "Hộ kinh doanh minh họa số 62", "Tủ sấy chè", 150 * million, 70 * million},
		{"xa.tancuong", "xã Tân Cương", "Hợp tác xã minh họa số 63", "Máy đóng gói tự động", 420 * million, 200 * million},
	} {
		kind := establishmentKind(n.name)
		s := &spec{industry: tea}
		err := l.on("2026-10-20", n.login, func(tx *db.Tx) error {
			id, at, err := l.establishmentOf(tx, party{n.name, kind, n.place}, s)
			if err != nil {
				return err
			}
			return survey.AddNeed(l.ctx, tx, &survey.Need{
				Year: 2027, Commune: at.Commune, Establishment: id, Content: string(machines), Title: n.title, Cost: n.cost, Asked: n.asked, Note: "Minh họa.",
			})
		})
		if err != nil {
			return err
		}
	}
	return l.answers()
}

func (l *loader) answers() error {
	for _, login := range []string{"xa.daiphuc", "xa.tancuong"} {
		commune := l.actors[login].Commune
		err := l.on("2026-10-27", login, func(tx *db.Tx) error {
			sheet, err := survey.SheetOf(l.ctx, tx, 2027, commune)
			if err != nil {
				return err
			}
			return survey.Send(l.ctx, tx, 2027, commune, sheet.Reply.Version, "")
		})
		if err != nil {
			return err
		}
	}
	commune := l.actors["xa.tancuong"].Commune
	return l.on("2026-11-02", "canbo", func(tx *db.Tx) error {
		sheet, err := survey.SheetOf(l.ctx, tx, 2027, commune)
		if err != nil {
			return err
		}
		return survey.Return(l.ctx, tx, 2027, commune, sheet.Reply.Version, "Xin bổ sung số điện thoại của cơ sở (minh họa).")
	})
}
