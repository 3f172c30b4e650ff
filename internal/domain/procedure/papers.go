package procedure

import (
	"slices"

	"example.vn/khuyencong/internal/domain/norm"
)

// A Step (bước) is where in the life of a scheme papers are asked for.
type Step string

// The steps.
const (
	ForDossier    Step = "dossier"  // hồ sơ đăng ký
	ForSettlement Step = "evidence" // chứng từ tạm ứng lần cuối và quyết toán
)

// Steps lists the steps in order.
func Steps() []Step { return []Step{ForDossier, ForSettlement} }

// Label returns the Vietnamese name of s.
func (s Step) Label() string {
	switch s {
	case ForDossier:
		return "Hồ sơ đăng ký"
	case ForSettlement:
		return "Chứng từ quyết toán"
	}
	return string(s)
}

type paperEntry struct {
	All   []onePaper `yaml:"all"`
	Items []struct {
		Contents []norm.Content `yaml:"contents"`
		Papers   []onePaper     `yaml:"papers"`
	} `yaml:"items"`
}

type onePaper struct {
	Code       string `yaml:"code"`
	Form       string `yaml:"form"`
	Name       string `yaml:"name"`
	Required   bool   `yaml:"required"`
	When       string `yaml:"when"`
	basisEntry `yaml:",inline"`
}

// A Paper (giấy tờ) is one document that a checklist asks for.
//
// One that is not Verified is local practice or a carry-over, and lacking it
// should only warn.
type Paper struct {
	Basis

	Code     string // unique within one list
	Name     string // Vietnamese
	Form     string // the form's number, such as "Mẫu 1"; "" when there is none
	Required bool   // required whenever the condition in When holds
	When     string // Vietnamese condition; "" means always
}

// A PaperList (danh mục giấy tờ) is what one step asks of some contents.
type PaperList struct {
	Contents []norm.Content // none: of every content
	Papers   []Paper
}

// Dossier returns what a registration of content should hold. The annex that
// lists papers by kind of scheme was not seen, so those are local practice.
//
// Law: TT 36/2013/TT-BCT Điều 5, 10 (from 2014-02-10; Điều 10 amended by TT
// 17/2018/TT-BCT); TTLT 26/2014/TTLT-BTC-BCT Điều 7 (2014-04-08 to 2018-05-10).
func (r Rules) Dossier(content norm.Content) []Paper { return r.papers(ForDossier, content) }

// Evidence returns what the final advance and the settlement of content should
// be proved with.
//
// Law: TT 36/2013/TT-BCT Điều 13-15, 19 (from 2014-02-10; may be amended by TT
// 17/2018/TT-BCT, text not seen).
func (r Rules) Evidence(content norm.Content) []Paper { return r.papers(ForSettlement, content) }

// papers returns the papers of a step for content, the common ones first.
func (r Rules) papers(step Step, content norm.Content) []Paper {
	var all []Paper
	for _, list := range r.PaperLists(step) {
		if len(list.Contents) > 0 && !slices.Contains(list.Contents, content) {
			continue
		}
		for _, p := range list.Papers {
			if !slices.ContainsFunc(all, func(old Paper) bool { return old.Code == p.Code }) {
				all = append(all, p)
			}
		}
	}
	return all
}

// PaperLists returns what a step asks for: of every content, then of some. A
// set that speaks of a step states it whole.
func (r Rules) PaperLists(step Step) []PaperList {
	for _, l := range r.layers {
		e, ok := l.rules.Papers[step]
		if !ok {
			continue
		}
		all := []PaperList{{Papers: r.list(l, e.All)}}
		for _, item := range e.Items {
			all = append(all, PaperList{slices.Clone(item.Contents), r.list(l, item.Papers)})
		}
		return all
	}
	return nil
}

func (r Rules) list(l layer, entries []onePaper) []Paper {
	var all []Paper
	for _, e := range entries {
		if r.holds(e.basisEntry) {
			all = append(all, Paper{Basis: r.basis(l, e.basisEntry), Code: e.Code, Name: e.Name, Form: e.Form, Required: e.Required, When: e.When})
		}
	}
	return all
}

// papers checks the lists of papers.
func (c *checker) papers() {
	whole := !c.local() && c.file.BasedOn == ""
	for _, step := range Steps() {
		c.check(!whole || c.file.Papers[step] != nil, at("papers"), "Thiếu giấy tờ của bước “%s” (%s).", step.Label(), step)
	}
	for step, e := range c.file.Papers {
		c.check(slices.Contains(Steps(), step), at("papers", string(step)), "Không có bước “%s”.", step)
		if e == nil || len(e.All) == 0 {
			c.check(false, at("papers", string(step)), "Thiếu giấy tờ chung cho mọi nội dung (all).")
			continue
		}
		c.list(e.All, at("papers", string(step), "all"))
		for i, item := range e.Items {
			path := at("papers", string(step), "items", i)
			c.check(len(item.Contents) > 0 && len(item.Papers) > 0, path, "Mục này cần nội dung (contents) và giấy tờ (papers).")
			for j, code := range item.Contents {
				c.content(code, append(slices.Clone(path), "contents", j))
			}
			c.list(item.Papers, append(slices.Clone(path), "papers"))
		}
	}
}

func (c *checker) list(entries []onePaper, path []any) {
	for i := range entries {
		e := &entries[i]
		here := append(slices.Clone(path), i)
		c.basis(&e.basisEntry, here...)
		c.check(e.Code != "" && e.Name != "", here, "Giấy tờ này thiếu mã (code) hoặc tên (name).")
	}
}
