package form

import (
	"context"

	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

// submissionForm is the form by which a plan is put forward.
const submissionForm = "to-trinh-ke-hoach"

// A submission (tờ trình) is the number under which a plan was put forward, and
// the day if the book of papers has it.
type submission struct {
	number string
	on     calendar.Date
}

// submissionOf is the submission of a plan: the number that was noted when it
// was submitted, else that of the newest one in the book of papers that is
// linked to one of the subjects, looked for in their order.
func submissionOf(ctx context.Context, tx *db.Tx, noted string, about ...paper.Link) (submission, error) {
	found := submission{number: noted}
	for _, link := range about {
		all, err := paper.OfSubject(ctx, tx, link)
		if err != nil {
			return found, err
		}
		p := submissionAmong(all, noted)
		if p == nil {
			continue
		}
		return submission{p.Symbol, p.Day}, nil
	}
	return found, nil
}

// submissionAmong is the newest numbered submission, by the form of it before
// any other, or the one with the number that was noted.
func submissionAmong(all []*paper.Paper, noted string) *paper.Paper {
	var best *paper.Paper
	for _, p := range all {
		numbered := p.State == paper.Checked || p.State == paper.Signed || p.State == paper.Issued
		if p.Direction != paper.Out || p.Kind != "TTr" || !numbered || noted != "" && p.Symbol != noted {
			continue
		}
		if best == nil || best.Form != submissionForm && p.Form == submissionForm {
			best = p
		}
	}
	return best
}

// planLink is how the book of papers refers to a plan.
func planLink(k plan.Key) paper.Link {
	return paper.Link{Kind: paper.LinkPlan, Subject: k.Code()}
}

func (b *builder) submission(s submission) {
	b.ask("to_trinh_so", "Số tờ trình kế hoạch", s.number)
	b.day("to_trinh_ngay", "Ngày tờ trình kế hoạch", s.on)
}
