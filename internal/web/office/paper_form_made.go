package office

import (
	"example.vn/khuyencong/internal/domain/form"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/fault"
)

// aboutOf is what a paper of that form is made of: the first scheme or plan
// that it is about.
func aboutOf(p *paper.Paper, of form.Subject) (form.About, error) {
	for _, l := range p.Links {
		if l.Kind == paper.LinkScheme && of == form.OfScheme {
			return form.About{Scheme: scheme.ID(l.Subject)}, nil
		}
		if k, ok := plan.ParseKey(l.Subject); ok && l.Kind == paper.LinkPlan && of == form.OfPlan {
			return form.About{Plan: k}, nil
		}
	}
	return form.About{}, fault.New(fault.Conflict, "Văn bản lập từ biểu mẫu nhưng chưa ghi đề án hoặc kế hoạch liên quan. Hãy ghi ở trang Sửa.")
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
