package office

import (
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/form"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/fault"
)

// planCode names a plan among the things that a paper is about: 2026/local/1.
func planCode(k plan.Key) string {
	return strings.TrimPrefix(k.Subject(), "plan/")
}

// planOfCode is the key that planCode wrote.
func planOfCode(code string) (plan.Key, bool) {
	parts := strings.Split(code, "/")
	if len(parts) != 3 {
		return plan.Key{}, false
	}
	year, err := strconv.Atoi(parts[0])
	round, err2 := strconv.Atoi(parts[2])
	k := plan.Key{Year: year, Fund: ledger.Fund(parts[1]), Round: round}
	return k, err == nil && err2 == nil && planCode(k) == code
}

// aboutOf is what a paper of that form is made of: the first scheme or plan
// that it is about.
func aboutOf(p *paper.Paper, of form.Subject) (form.About, error) {
	for _, l := range p.Links {
		if l.Kind == paper.LinkScheme && of == form.OfScheme {
			return form.About{Scheme: scheme.ID(l.Subject)}, nil
		}
		if k, ok := planOfCode(l.Subject); ok && l.Kind == paper.LinkPlan && of == form.OfPlan {
			return form.About{Plan: k}, nil
		}
	}
	return form.About{}, fault.New(fault.Conflict, "Văn bản lập từ biểu mẫu nhưng chưa ghi đề án hoặc kế hoạch liên quan. Hãy ghi ở trang Sửa.")
}

// signingPost is the authority by which the signer of the paper signs, in its
// lines.
func signingPost(o paper.Office, p *paper.Paper) string {
	title := strings.ToUpper(p.SignerTitle)
	switch p.Capacity {
	case paper.Head:
	case paper.Collective:
		title = "TM. " + strings.ToUpper(o.Name) + "\n" + title
	case paper.Deputy, paper.Order, paper.Proxy:
		title = string(p.Capacity) + " GIÁM ĐỐC\n" + title
	case paper.Acting:
		title = "Q. " + title
	}
	return title
}

// fromForm begins a paper that is made of a form.
func (p *paperFormPage) fromForm(code, about string) {
	kind, ok := form.ByCode(code)
	if !ok || p.Direction != paper.Out {
		return
	}
	p.Value["form"], p.Value["kind"], p.Value["about"], p.Value["links"] = kind.Code, kind.Type, kind.Name, about
}

// formName is the name of the form that the paper is made of; "" when it is
// written freely.
func (p paperFormPage) formName() string {
	kind, ok := form.ByCode(p.Value["form"])
	if !ok {
		return ""
	}
	return kind.Name
}
