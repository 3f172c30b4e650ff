package demo

import (
	"fmt"

	"example.vn/khuyencong/internal/domain/appraisal"
	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// version reads the present version of a scheme.
func (l *loader) scheme(tx *db.Tx, s *spec) (*scheme.Scheme, error) {
	return scheme.ByID(l.ctx, tx, s.id)
}

func (l *loader) submit(day string, s *spec) error {
	return l.on(day, "canbo", func(tx *db.Tx) error {
		x, err := l.scheme(tx, s)
		if err != nil {
			return err
		}
		return scheme.Submit(l.ctx, tx, s.id, x.Version)
	})
}

// assign opens the base appraisal by staff, or by a council of three.
func (l *loader) assign(day string, council bool, s *spec) error {
	return l.on(day, "lanhdaoso", func(tx *db.Tx) error {
		x, err := l.scheme(tx, s)
		if err != nil {
			return err
		}
		a := &appraisal.Appraisal{Mode: appraisal.ByStaff, Members: []appraisal.Seat{l.seat("thamdinh1", appraisal.Chair)}}
		if council {
			a.Mode = appraisal.ByCouncil
			a.Members = append(a.Members, l.seat("thamdinh2", appraisal.Secretary), l.seat("thamdinh3", appraisal.Member))
		}
		a.DueOn = tx.Today().AddDays(14)
		return appraisal.Start(l.ctx, tx, s.id, x.Version, a)
	})
}

func (l *loader) seat(login string, post appraisal.Post) appraisal.Seat {
	a := l.actors[login]
	return appraisal.Seat{UserID: a.ID, Name: a.Name, Post: post}
}

func (l *loader) score(day, login string, points int, s *spec) error {
	return l.on(day, login, func(tx *db.Tx) error {
		x, err := l.scheme(tx, s)
		if err != nil {
			return err
		}
		var scores []appraisal.Score
		for _, c := range appraisal.Criteria(x, tx.Today()) {
			scores = append(scores, appraisal.Score{Criterion: c.Code, Score: min(points, c.MaxScore)})
		}
		return appraisal.Judge(l.ctx, tx, s.id, scores, "Hồ sơ rõ ràng, đủ căn cứ (minh họa).", true)
	})
}

// appraise brings a submitted scheme through the base appraisal.
func (l *loader) appraise(day string, s *spec) error {
	if err := l.assign(day, false, s); err != nil {
		return err
	}
	if err := l.score(day, "thamdinh1", 17, s); err != nil {
		return err
	}
	return l.conclude(day, s)
}

func (l *loader) conclude(day string, s *spec) error {
	return l.on(day, "thamdinh1", func(tx *db.Tx) error {
		x, err := l.scheme(tx, s)
		if err != nil {
			return err
		}
		return appraisal.Conclude(l.ctx, tx, s.id, x.Version, appraisal.Verdict{
			Conclusion: appraisal.Pass, Amount: s.support, Reasons: "Đúng đối tượng, đúng nội dung, dự toán hợp lý (minh họa).",
			PaperNo: l.paper("BB-TĐ"), PaperOn: tx.Today(),
		})
	})
}

func (l *loader) endorse(day string, s *spec) error {
	return l.on(day, "canbo2", func(tx *db.Tx) error {
		x, err := l.scheme(tx, s)
		if err != nil {
			return err
		}
		return appraisal.RecordMinistry(l.ctx, tx, s.id, x.Version, appraisal.Verdict{
			Conclusion: appraisal.Pass, Amount: s.support, Reasons: "Đạt thẩm định cấp Bộ (minh họa).",
			PaperNo: l.paper("CTĐP-KC"), PaperOn: tx.Today(),
		})
	})
}

// ready brings a scheme from nothing to the end of its appraisal.
func (l *loader) ready(drafted, submitted, appraised, endorsed string, year int, s *spec) error {
	steps := []func() error{
		func() error { return l.draft(drafted, "canbo", year, s) },
		func() error { return l.submit(submitted, s) },
		func() error { return l.appraise(appraised, s) },
	}
	if s.fund == ledger.National {
		steps = append(steps, func() error { return l.endorse(endorsed, s) })
	}
	return run(steps)
}

func run(steps []func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) allot(day string, b ledger.Book, amount money.VND, number string) error {
	return l.on(day, "ketoan", func(tx *db.Tx) error {
		d := plan.Decision{Number: number, On: tx.Today(), Signer: "Người có thẩm quyền (minh họa)"}
		return plan.AllotFund(l.ctx, tx, b, amount, d, fmt.Sprintf("demo-%d-%s", b.Year, b.Fund))
	})
}

// draftPlan opens a round that chooses the schemes, all others being left.
func (l *loader) draftPlan(day string, year int, fund ledger.Fund, chosen []*spec) (k plan.Key, err error) {
	err = l.on(day, "canbo", func(tx *db.Tx) error {
		p, err := plan.Open(l.ctx, tx, year, fund, "")
		if err != nil {
			return err
		}
		k = p.Key
		picks := map[scheme.ID]plan.Pick{}
		for _, i := range p.Items {
			picks[i.Scheme.ID] = plan.Pick{Choice: plan.Dropped}
		}
		for _, s := range chosen {
			picks[s.id] = plan.Pick{Choice: plan.Chosen, Amount: s.support}
		}
		return plan.Choose(l.ctx, tx, k, p.Version, picks)
	})
	return k, err
}

func (l *loader) submitPlan(day string, k plan.Key) error {
	return l.on(day, "giamdoc", func(tx *db.Tx) error {
		p, err := plan.ByKey(l.ctx, tx, k)
		if err != nil {
			return err
		}
		return plan.Submit(l.ctx, tx, k, p.Version, l.paper("TTr-TTKC"))
	})
}

// approvePlan decides a submitted round.
func (l *loader) approvePlan(day string, k plan.Key, number, signer string) error {
	login := "ubnd"
	if k.Fund == ledger.National {
		login = "lanhdaoso"
	}
	return l.on(day, login, func(tx *db.Tx) error {
		p, err := plan.ByKey(l.ctx, tx, k)
		if err != nil {
			return err
		}
		return plan.Approve(l.ctx, tx, k, p.Version, plan.Decision{Number: number, On: tx.Today(), Signer: signer})
	})
}

// file reads everything about the contract of a scheme.
func (l *loader) file(tx *db.Tx, s *spec) (*contract.File, error) {
	f, err := contract.OfScheme(l.ctx, tx, s.id)
	if err == nil && f.Contract == nil {
		err = fmt.Errorf("%s has no contract", s.title)
	}
	return f, err
}

func (l *loader) prepareContract(day string, s *spec, ends string) error {
	return l.on(day, "canbo", func(tx *db.Tx) error {
		return contract.Prepare(l.ctx, tx, &contract.Contract{
			Scheme: s.id, Party: "Trung tâm Khuyến công và Tư vấn phát triển công nghiệp", Value: s.support, Investment: s.support + s.own,
			StartsOn: tx.Today(), EndsOn: calendar.Must(ends), Terms: "Hỗ trợ theo khối lượng nghiệm thu; nội dung minh họa.",
		})
	})
}

func (l *loader) sign(day string, s *spec) error {
	return l.on(day, "giamdoc", func(tx *db.Tx) error {
		f, err := l.file(tx, s)
		if err != nil {
			return err
		}
		return contract.Sign(l.ctx, tx, f.Contract.ID, f.Contract.Version, l.paper("HĐ-KC"), tx.Today())
	})
}

// approveGroup has Sở approve who takes part in a group scheme.
func (l *loader) approveGroup(day string, s *spec) error {
	return l.on(day, "lanhdaoso", func(tx *db.Tx) error {
		x, err := l.scheme(tx, s)
		if err != nil {
			return err
		}
		return scheme.ApproveGroupPlan(l.ctx, tx, s.id, x.Version, l.paper("SCT-QLCN"))
	})
}

func (l *loader) progress(day string, s *spec, share money.Ratio) error {
	return l.on(day, "canbo", func(tx *db.Tx) error {
		f, err := l.file(tx, s)
		if err != nil {
			return err
		}
		return contract.ReportProgress(l.ctx, tx, f.Contract.ID, contract.Progress{
			Month: contract.MonthOf(tx.Today()), Done: share.Of(s.support + s.own), Note: "Đúng tiến độ (minh họa).",
		})
	})
}

// request prepares a disbursement.
func (l *loader) request(day string, s *spec, kind contract.DisbursementKind, amount money.VND) error {
	return l.on(day, "canbo", func(tx *db.Tx) error {
		f, err := l.file(tx, s)
		if err != nil {
			return err
		}
		return contract.Request(l.ctx, tx, &contract.Disbursement{
			Contract: f.Contract.ID, Kind: kind, Amount: amount, Proof: "Báo cáo khối lượng hoàn thành có xác nhận (minh họa).",
		})
	})
}

// endorseRequest has the director approve the newest disbursement.
func (l *loader) endorseRequest(day string, s *spec) error {
	return l.on(day, "giamdoc", func(tx *db.Tx) error {
		f, err := l.file(tx, s)
		if err != nil {
			return err
		}
		d := f.Disbursements[len(f.Disbursements)-1]
		return contract.ApproveDisbursement(l.ctx, tx, d.ID, d.Version)
	})
}

// pay brings one disbursement from the request to the voucher.
func (l *loader) pay(day string, s *spec, kind contract.DisbursementKind, amount money.VND) error {
	return run([]func() error{
		func() error { return l.request(day, s, kind, amount) },
		func() error { return l.endorseRequest(day, s) },
		func() error {
			return l.on(day, "ketoan", func(tx *db.Tx) error {
				f, err := l.file(tx, s)
				if err != nil {
					return err
				}
				d := f.Disbursements[len(f.Disbursements)-1]
				return contract.Pay(l.ctx, tx, d.ID, d.Version, l.paper("UNC"), tx.Today())
			})
		},
	})
}
