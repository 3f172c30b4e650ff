package office

import (
	"bytes"
	"errors"
	"net/http"

	"example.vn/khuyencong/internal/domain/form"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/domain/papertemplate"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/page"
	"example.vn/khuyencong/internal/web/ui"
)

// makePath is the last part of the address of the pages that make papers.
const makePath = "lap-giay-to"

// A makePage lists the papers that can be made of a scheme or a plan.
type makePage struct {
	Shell ui.Shell
	Head  *schemeHeader // of a scheme
	Title string        // of a plan
	Base  string        // address to which the kind is added
	About string        // the scheme or plan, as the book of papers links it
	May   bool          // put one into the book
	Kinds []*form.Kind
	Own   map[string]bool // kinds, with the ending, that the office has a template of its own for
}

// schemeMake lists what can be made of a scheme.
func (c *call) schemeMake() error {
	p := makePage{Kinds: kindsOf(form.OfScheme)}
	err := c.view(func(tx *db.Tx) error {
		head, _, err := c.schemeHeader(tx, scheme.ID(c.r.PathValue("id")), makePath)
		p.Head = &head
		if err == nil {
			p.Own, err = c.ownTemplates(tx)
		}
		return err
	})
	if err != nil {
		return err
	}
	p.Base, p.About, p.May = schemePath(p.Head.ID, makePath), string(p.Head.ID), c.may(access.DraftPaper)
	p.Shell = c.schemeShell(*p.Head, "Lập giấy tờ")
	return c.render(http.StatusOK, makeView(p))
}

// planMake lists what can be made of a plan.
func (c *call) planMake() error {
	k, err := c.planKey("")
	if err != nil {
		return err
	}
	p := makePage{Kinds: kindsOf(form.OfPlan), Base: planPath(k, makePath), About: k.Code(), May: c.may(access.DraftPaper)}
	err = c.view(func(tx *db.Tx) error {
		found, err := plan.ByKey(c.ctx(), tx, k)
		if err == nil {
			p.Title = found.Title
			p.Own, err = c.ownTemplates(tx)
		}
		return err
	})
	if err != nil {
		return err
	}
	p.Shell = c.page("Lập giấy tờ: " + p.Title)
	p.Shell.Back = &ui.Link{Label: "Kế hoạch", Href: planPath(k)}
	return c.render(http.StatusOK, makeView(p))
}

// ownTemplates are the kinds, each with the ending of the file, for which the
// office has a template of its own today.
func (c *call) ownTemplates(tx *db.Tx) (map[string]bool, error) {
	all, err := papertemplate.All(c.ctx(), tx)
	if err != nil {
		return nil, err
	}
	own := map[string]bool{}
	for _, t := range all {
		if t.Holds(c.today()) {
			own[t.Kind+"."+string(t.Format)] = true
		}
	}
	return own, nil
}

func kindsOf(s form.Subject) []*form.Kind {
	var kinds []*form.Kind
	for _, k := range form.Kinds() {
		if k.Of == s {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// schemePaper answers with one paper of a scheme as a file.
func (c *call) schemePaper() error {
	return c.sendPaper(form.OfScheme, func(*db.Tx) (form.About, error) {
		return form.About{Scheme: scheme.ID(c.r.PathValue("id")), Item: c.r.URL.Query().Get("muc")}, nil
	})
}

// planPaper answers with one paper of a plan as a file.
func (c *call) planPaper() error {
	return c.sendPaper(form.OfPlan, func(*db.Tx) (form.About, error) {
		k, err := c.planKey("")
		return form.About{Plan: k}, err
	})
}

// makeFiles are the files that a paper can be, by the word in the address.
var makeFiles = map[string]struct {
	media string
	write func(page.Paper, *bytes.Buffer) error
}{
	"pdf":  {"application/pdf", func(p page.Paper, b *bytes.Buffer) error { return p.PDF(b) }},
	"docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", func(p page.Paper, b *bytes.Buffer) error { return p.Docx(b) }},
	"xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", func(p page.Paper, b *bytes.Buffer) error { return p.Xlsx(b) }},
}

// sendPaper makes the paper that the address names and answers with its file.
// It is a draft: a number and a day come from the book of papers alone. A Word
// file keeps fields for them, so that it can be edited and put into the book.
func (c *call) sendPaper(of form.Subject, about func(*db.Tx) (form.About, error)) error {
	kind, ok := form.ByCode(c.r.PathValue("loai"))
	as := c.r.URL.Query().Get("tep")
	if as == "" {
		as = "pdf"
	}
	_, known := makeFiles[as]
	if !ok || !known || kind.Of != of {
		return fault.New(fault.NotFound, "Không có loại giấy tờ này.")
	}
	var b bytes.Buffer
	err := c.view(func(tx *db.Tx) error {
		f := paperFill{kind: kind}
		var err error
		if f.about, err = about(tx); err != nil {
			return err
		}
		return c.makeFile(tx, &b, f, as)
	})
	if errors.Is(err, page.ErrNoTable) {
		return fault.New(fault.Invalid, "Giấy tờ này không có bảng nào để ghi thành bảng tính.")
	} else if err != nil {
		return err
	}
	return c.sendMade(kind.Code+"."+as, as, b.Bytes())
}

// makeFile writes a draft: filled into the office's template of today where
// there is one, or laid out as the program's own form.
func (c *call) makeFile(tx *db.Tx, b *bytes.Buffer, f paperFill, as string) error {
	given := form.Given{Marks: as == "docx"}
	template, own, err := papertemplate.ForDay(c.ctx(), tx, f.kind.Code, papertemplate.Format(as), c.today())
	switch {
	case err != nil:
		return err
	case own:
		return c.fillTemplate(tx, b, template, f, given)
	}
	made, err := form.Make(c.ctx(), tx, f.kind, f.about, given)
	if err != nil {
		return err
	}
	return makeFiles[as].write(made, b)
}

// pdf tells whether a draft can be had as PDF: the program makes one of its own
// form; of the office's template it is made when the paper has its number.
func (p makePage) pdf(k *form.Kind) bool { return !p.Own[k.Code+".docx"] }

// href is where the paper is fetched, as a file of that kind.
func (p makePage) href(k *form.Kind, as string) string { return p.Base + "/" + k.Code + "?tep=" + as }

// bookHref is where a paper of that form is put into the book.
func (p makePage) bookHref(k *form.Kind) string {
	return ui.PathQuery(paperPath(paper.Out, "moi"), "mau", k.Code, "ho-so", p.About)
}
