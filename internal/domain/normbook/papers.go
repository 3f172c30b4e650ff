package normbook

import (
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
)

// papersFile is papers.yaml.
type papersFile struct {
	Verified span      `yaml:",inline"`
	Dossier  paperList `yaml:"dossier"`
	Evidence paperList `yaml:"evidence"`
}

type paperList struct {
	All   []paperEntry `yaml:"all"`
	Items []struct {
		Contents []norm.Content `yaml:"contents"`
		Papers   []paperEntry   `yaml:"papers"`
	} `yaml:"items"`
}

type paperEntry struct {
	Code     string        `yaml:"code"`
	Form     string        `yaml:"form"`
	Name     string        `yaml:"name"`
	Required bool          `yaml:"required"`
	When     string        `yaml:"when"`
	Practice bool          `yaml:"practice"`
	Cite     string        `yaml:"cite"`
	From     calendar.Date `yaml:"from"`
	To       calendar.Date `yaml:"to"`
}

// A Paper (giấy tờ) is one document that a checklist asks for.
type Paper struct {
	Code     string // unique within one list
	Name     string // Vietnamese
	Form     string // the form's number, such as "Mẫu 1"; "" when there is none
	Required bool   // required whenever the condition in When holds
	When     string // Vietnamese condition; "" means always
	Citation string
	// Verified says that the text in force that day was read; otherwise it is
	// local practice or a carry-over, and lacking it should only warn.
	Verified bool
}

// Dossier returns what a registration of content on day should hold. The annex
// that lists papers by kind of scheme was not seen, so those are local practice.
//
// Law: TT 36/2013/TT-BCT Điều 5, 10 (from 2014-02-10; Điều 10 amended by TT
// 17/2018/TT-BCT); TTLT 26/2014/TTLT-BTC-BCT Điều 7 (2014-04-08 to 2018-05-10).
func Dossier(content norm.Content, day calendar.Date) []Paper {
	f := must().papers
	return f.Dossier.list(content, day, f.Verified)
}

// Evidence returns what the final advance and the settlement of content on day
// should be proved with.
//
// Law: TT 36/2013/TT-BCT Điều 13-15, 19 (from 2014-02-10; may be amended by TT
// 17/2018/TT-BCT, text not seen).
func Evidence(content norm.Content, day calendar.Date) []Paper {
	f := must().papers
	return f.Evidence.list(content, day, f.Verified)
}

// list returns the papers for content, the common ones first.
func (l paperList) list(content norm.Content, day calendar.Date, verified span) []Paper {
	entries := slices.Clone(l.All)
	for _, item := range l.Items {
		if slices.Contains(item.Contents, content) {
			entries = append(entries, item.Papers...)
		}
	}
	papers := make([]Paper, 0, len(entries))
	for _, e := range entries {
		seen := verified
		if !e.From.IsZero() {
			seen = span{e.From, e.To}
		}
		if slices.ContainsFunc(papers, func(p Paper) bool { return p.Code == e.Code }) {
			continue
		}
		papers = append(papers, Paper{
			Code: e.Code, Name: e.Name, Form: e.Form, Required: e.Required, When: e.When,
			Citation: e.Cite, Verified: !e.Practice && seen.holds(day),
		})
	}
	return papers
}

// check reports the first paper that is wrong.
func (f papersFile) check(contents contentsFile) error {
	if f.Verified.From.IsZero() {
		return fmt.Errorf("verified_from is needed")
	}
	for _, l := range []paperList{f.Dossier, f.Evidence} {
		if len(l.All) == 0 {
			return fmt.Errorf("the papers for all contents are needed")
		}
		entries := slices.Clone(l.All)
		for _, item := range l.Items {
			for _, code := range item.Contents {
				if !contents.has(code) {
					return fmt.Errorf("papers: unknown content %q", code)
				}
			}
			entries = append(entries, item.Papers...)
		}
		for _, e := range entries {
			if e.Code == "" || e.Name == "" || e.Cite == "" || (!e.To.IsZero() && e.To.Before(e.From)) {
				return fmt.Errorf("paper %q: code, name, citation and days in order are needed", e.Code)
			}
		}
	}
	return nil
}
