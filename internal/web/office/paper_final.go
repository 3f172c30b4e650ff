package office

import (
	"bytes"

	"example.vn/khuyencong/internal/domain/form"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/domain/papertemplate"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/docx"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/fill"
)

// numberField is the field of a Word draft that takes the number.
const numberField = "so_van_ban"

// A paperFill fills a paper in with what it is given at the check.
type paperFill struct {
	kind  *form.Kind // nil for one that is written freely
	about form.About
}

// paperRender says how paper.Check makes the final file: of the newest Word
// draft with fields, of another draft as it is, of the office's template, or of
// the program's own form.
func (c *call) paperRender(tx *db.Tx, p *paper.Paper, files []blob.Attachment) (func(paper.Numbered) (paper.Final, error), error) {
	draft, sent := paper.Newest(files, paper.SlotDraft)
	if sent {
		word, ok, err := c.wordDraft(draft)
		if err != nil || !ok {
			return paper.AsUploaded(files), err
		}
		return c.renderWith(tx, p, func(f paperFill, g form.Given) (paper.Final, error) { return c.fillDraft(tx, word, draft.Name, f, g) }), nil
	}
	if p.Form == "" {
		return paper.AsUploaded(files), nil
	}
	return c.renderWith(tx, p, func(f paperFill, g form.Given) (paper.Final, error) { return c.fillForm(tx, f, g) }), nil
}

// wordDraft reads a draft that is a Word file with a place for the number.
func (c *call) wordDraft(draft blob.Attachment) (*docx.Template, bool, error) {
	if draft.Media != makeFiles["docx"].media {
		return nil, false, nil
	}
	file, err := blob.Read(c.s.Files, draft.SHA256)
	if err != nil {
		return nil, false, err
	}
	t, err := docx.Parse(file)
	if fault.KindOf(err) == fault.Invalid {
		// It may have a place for the number that would then stay empty.
		return nil, false, fault.New(fault.Conflict, "Bản Word dự thảo chưa dùng được: "+err.Error()+" Anh/chị sửa tệp, hoặc tải bản PDF lên thay, ở trang Sửa.")
	}
	if err != nil {
		return nil, false, err
	}
	return t, t.Uses(numberField), nil
}

// renderWith gathers what the paper is filled in with.
func (c *call) renderWith(tx *db.Tx, p *paper.Paper, make func(paperFill, form.Given) (paper.Final, error)) func(paper.Numbered) (paper.Final, error) {
	return func(n paper.Numbered) (paper.Final, error) {
		var f paperFill
		var err error
		if p.Form != "" {
			var ok bool
			if f.kind, ok = form.ByCode(p.Form); !ok {
				return paper.Final{}, fault.New(fault.Conflict, "Không còn biểu mẫu “"+p.Form+"”. Hãy tải tệp dự thảo lên ở trang Sửa.")
			}
			if f.about, err = aboutOf(p, f.kind.Of); err != nil {
				return paper.Final{}, err
			}
		}
		o, err := paper.OfficeOf(c.ctx(), tx)
		if err != nil {
			return paper.Final{}, err
		}
		return make(f, form.Given{
			Number: n.Symbol, On: n.Day, Code: paper.ShowProof(n.Proof), URL: paper.ProofURL(c.s.URL, n.Proof), Signer: p.Signer, Post: p.Signing().Post(o.Name),
		})
	}
}

// fillForm fills in the office's template of the day, or the program's form.
func (c *call) fillForm(tx *db.Tx, f paperFill, g form.Given) (final paper.Final, err error) {
	var b bytes.Buffer
	template, own, err := papertemplate.ForDay(c.ctx(), tx, f.kind.Code, papertemplate.Word, g.On)
	if err != nil {
		return final, err
	}
	name := f.kind.Code + ".pdf"
	if own {
		final.Convert, name = true, f.kind.Code+".docx"
		err = c.fillTemplate(tx, &b, template, f, g)
	} else {
		err = c.makeForm(tx, &b, f, g)
	}
	if err != nil {
		return final, err
	}
	final.File, err = blob.Put(c.ctx(), c.s.Files, &b, name)
	return final, err
}

func (c *call) makeForm(tx *db.Tx, b *bytes.Buffer, f paperFill, g form.Given) error {
	made, err := form.Make(c.ctx(), tx, f.kind, f.about, g)
	if err != nil {
		return err
	}
	return made.PDF(b)
}

func (c *call) fillTemplate(tx *db.Tx, b *bytes.Buffer, t papertemplate.Template, f paperFill, g form.Given) error {
	compiled, err := papertemplate.Open(c.s.Files, t)
	if err != nil {
		return err
	}
	facts, err := form.Facts(c.ctx(), tx, f.kind, f.about, g)
	if err != nil {
		return err
	}
	return compiled.Render(b, facts)
}

// fillDraft fills in the fields that somebody left in a Word draft.
func (c *call) fillDraft(tx *db.Tx, word *docx.Template, name string, f paperFill, g form.Given) (final paper.Final, err error) {
	known := form.PlainFields()
	var facts fill.Data
	if f.kind != nil {
		known = f.kind.Of.Fields()
		facts, err = form.Facts(c.ctx(), tx, f.kind, f.about, g)
	} else {
		facts, err = form.PlainFacts(c.ctx(), tx, g)
	}
	if err != nil {
		return final, err
	}
	if wrong := word.Check(known); len(wrong) > 0 {
		return final, fault.New(fault.Conflict, "Bản Word dự thảo còn chỗ không điền được. "+wrong[0].String())
	}
	return c.writeDraft(word, name, facts)
}

func (c *call) writeDraft(word *docx.Template, name string, facts fill.Data) (final paper.Final, err error) {
	var b bytes.Buffer
	if err := word.Render(&b, facts); err != nil {
		return final, err
	}
	final.Convert = true
	final.File, err = blob.Put(c.ctx(), c.s.Files, &b, name)
	return final, err
}
