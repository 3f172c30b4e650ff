package office

import (
	"bytes"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/form"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
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

// officeOfPaper is whose name the paper carries and who signs it.
func officeOfPaper(o paper.Office, base form.Office, p *paper.Paper) form.Office {
	base.Parent, base.Name, base.Signer = o.Parent, o.Name, p.Signer
	if o.Abbreviation != "" {
		base.Symbol = o.Abbreviation
	}
	if o.Place != "" {
		base.Place = o.Place
	}
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
	base.Post = title
	return base
}

// makeRender is a render for paper.Check that fills the form in with the number,
// the day and the proof code that the paper was given.
func (c *call) makeRender(tx *db.Tx, p *paper.Paper) func(paper.Numbered) (paper.Final, error) {
	return func(n paper.Numbered) (final paper.Final, err error) {
		kind, ok := form.ByCode(p.Form)
		if !ok {
			return final, fault.New(fault.Conflict, "Không còn biểu mẫu “"+p.Form+"”. Hãy tải tệp dự thảo lên ở trang Sửa.")
		}
		about, err := aboutOf(p, kind.Of)
		if err != nil {
			return final, err
		}
		base, err := form.OfficeOf(c.ctx(), tx)
		if err != nil {
			return final, err
		}
		o, err := paper.OfficeOf(c.ctx(), tx)
		if err != nil {
			return final, err
		}
		given := form.Given{Number: n.Symbol, On: n.Day, Code: paper.ShowProof(n.Proof), URL: c.proofURL(n.Proof)}
		made, err := form.Make(c.ctx(), tx, kind, about, officeOfPaper(o, base, p), given)
		if err != nil {
			return final, err
		}
		var b bytes.Buffer
		if err := made.PDF(&b); err != nil {
			return final, err
		}
		final.File, err = blob.Put(c.ctx(), c.s.Files, &b, kind.Code+".pdf")
		return final, err
	}
}

// proofURL is what the QR code of a paper holds: the page that proves it, or the
// code alone where nobody has said under which address the office is found. The
// address of a request proves nothing: whoever sends it chooses it.
func (c *call) proofURL(code string) string {
	if c.s.URL == "" {
		return code
	}
	return strings.TrimSuffix(c.s.URL, "/") + proofPath + "/" + code
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
