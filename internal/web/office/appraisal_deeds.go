package office

import (
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/appraisal"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// appraisalPosts are the posts of a seat as the form offers them.
func appraisalPosts() []ui.Option {
	return []ui.Option{
		{Value: "", Label: "Không tham gia"},
		{Value: string(appraisal.Chair), Label: "Chủ tịch / người chủ trì"},
		{Value: string(appraisal.Secretary), Label: "Thư ký"},
		{Value: string(appraisal.Member), Label: "Ủy viên / người thẩm định"},
	}
}

// appraisalModes are the ways in which Sở appraises.
func appraisalModes() []ui.Option {
	return []ui.Option{
		{Value: string(appraisal.ByCouncil), Label: appraisal.ByCouncil.Label(), Hint: "Từ 3 người, có một chủ tịch và một thư ký."},
		{Value: string(appraisal.ByStaff), Label: appraisal.ByStaff.Label(), Hint: "Một hoặc vài cán bộ của Sở, một người chủ trì."},
	}
}

// appraisalConclusions are what a base appraisal or the ministry can come to.
func appraisalConclusions() []ui.Option {
	return []ui.Option{
		{Value: string(appraisal.Pass), Label: appraisal.Pass.Label(), Hint: "Ghi kinh phí thẩm định."},
		{Value: string(appraisal.Return), Label: appraisal.Return.Label(), Hint: "Ghi rõ cần bổ sung gì và hạn bổ sung."},
		{Value: string(appraisal.Reject), Label: appraisal.Reject.Label(), Hint: "Hồ sơ dừng lại ở đây."},
	}
}

// appraisalDo carries out one deed of the tab: do runs in the transaction with
// the scheme's id and the version that the person saw.
func (c *call) appraisalDo(said string, read func(*ui.Form), do func(*db.Tx, scheme.ID, int64) error) error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	id := scheme.ID(c.r.PathValue("id"))
	version := formVersion(form)
	read(form)
	form.Key()
	if err = form.Err("Thông tin có chỗ cần sửa."); err == nil {
		err = c.done(form, said, func(tx *db.Tx) (string, error) {
			return schemePath(id, schemeTabAppraisal), do(tx, id, version)
		})
	}
	if ui.Correctable(err) {
		return c.appraisalPage(schemeStatus(err), err, form)
	}
	return err
}

// formVersion is the version of a thing that the form was made from; 0, which
// is nobody's, when there is none.
func formVersion(form *ui.Form) int64 {
	n, err := strconv.ParseInt(form.Raw("version"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// appraisalStart opens a round, or another one in place of the open one.
func (c *call) appraisalStart() error {
	var a appraisal.Appraisal
	var posts map[string]appraisal.Post
	restart, reason := false, ""
	return c.appraisalDo("Đã giao thẩm định.", func(form *ui.Form) {
		a.Mode, a.Quorum, a.DueOn = appraisal.Mode(form.Line("mode")), form.Int("quorum"), form.Date("due_on")
		restart, reason = form.Has("reason"), form.Text("reason")
		posts = map[string]appraisal.Post{}
		for _, id := range form.All("member") {
			if post := appraisal.Post(form.Line("post_" + id)); post != "" {
				posts[id] = post
			}
		}
	}, func(tx *db.Tx, id scheme.ID, version int64) error {
		s, err := scheme.ByID(c.ctx(), tx, id)
		if err != nil {
			return err
		}
		people, err := c.appraisalPeople(tx, s)
		if err != nil {
			return err
		}
		round := a // it is filled in
		for _, p := range people {
			if post := posts[p.ID]; post != "" {
				round.Members = append(round.Members, appraisal.Seat{UserID: p.ID, Name: p.Name, Post: post})
			}
		}
		if restart {
			return appraisal.Restart(c.ctx(), tx, id, version, &round, reason)
		}
		return appraisal.Start(c.ctx(), tx, id, version, &round)
	})
}

func (c *call) appraisalSendBack() error {
	var due calendar.Date
	var reason string
	return c.appraisalDo("Đã trả lại hồ sơ để bổ sung.", func(form *ui.Form) {
		due, reason = form.Date("due"), form.Text("reason")
	}, func(tx *db.Tx, id scheme.ID, version int64) error {
		return appraisal.SendBack(c.ctx(), tx, id, version, due, reason)
	})
}

func (c *call) appraisalWithhold() error {
	var reason string
	return c.appraisalDo("Đã ghi xung đột lợi ích. Anh/chị không chấm hồ sơ này.", func(form *ui.Form) {
		reason = form.Text("conflict")
	}, func(tx *db.Tx, id scheme.ID, _ int64) error {
		return appraisal.Withhold(c.ctx(), tx, id, reason)
	})
}

func (c *call) appraisalJudge() error {
	var scores []appraisal.Score
	var remark string
	handIn := false
	return c.appraisalDo("Đã lưu phiếu chấm.", func(form *ui.Form) {
		handIn = form.Raw("gui") == "1"
		remark = form.Text("remark")
		form.Check(!handIn || form.Bool("no_conflict"), "no_conflict", "Trước khi gửi phiếu, anh/chị xác nhận không có xung đột lợi ích.")
		for _, code := range form.All("criterion") {
			if name := "score_" + code; form.Line(name) != "" {
				scores = append(scores, appraisal.Score{Criterion: code, Score: form.Int(name), Remark: form.Line("remark_" + code)})
			}
		}
	}, func(tx *db.Tx, id scheme.ID, _ int64) error {
		return appraisal.Judge(c.ctx(), tx, id, scores, remark, handIn)
	})
}

func (c *call) appraisalConclude() error {
	var v appraisal.Verdict
	return c.appraisalDo("Đã ghi kết luận thẩm định.", func(form *ui.Form) { v = appraisalVerdict(form) },
		func(tx *db.Tx, id scheme.ID, version int64) error {
			return appraisal.Conclude(c.ctx(), tx, id, version, v)
		})
}

func (c *call) appraisalMinistry() error {
	var v appraisal.Verdict
	return c.appraisalDo("Đã ghi kết quả thẩm định của Bộ.", func(form *ui.Form) { v = appraisalVerdict(form) },
		func(tx *db.Tx, id scheme.ID, version int64) error {
			return appraisal.RecordMinistry(c.ctx(), tx, id, version, v)
		})
}

func appraisalVerdict(form *ui.Form) appraisal.Verdict {
	return appraisal.Verdict{
		Conclusion: appraisal.Conclusion(form.Line("conclusion")), Amount: form.Money("amount"), Reasons: form.Text("reasons"),
		PaperNo: form.Line("paper_no"), PaperOn: form.Date("paper_on"), DueOn: form.Date("due"),
	}
}

// appraisalOrder is the order of the fields of the tab, for error summaries.
func (p appraisalPage) order() []string {
	names := []string{"mode", "members", "quorum", "due_on", "reason", "due"}
	for _, c := range p.Criteria {
		names = append(names, "score_"+c.Code)
	}
	return append(names, strings.Fields("remark no_conflict conflict conclusion amount reasons paper_no paper_on due")...)
}
