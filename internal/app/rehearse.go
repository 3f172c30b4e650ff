package app

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// normRehearseCmd tries a draft on the schemes of a year.
type normRehearseCmd struct {
	database
	format
	rules
	Draft     string   `arg:"" optional:"" name:"dự thảo" help:"Tệp mức chi dự thảo, hoặc mã của bản nháp đã lưu."`
	Year      int      `required:"" placeholder:"NĂM" help:"Năm ngân sách của các đề án."`
	Province  string   `placeholder:"MÃ" help:"Mã tỉnh, ví dụ 19; bỏ trống khi cơ sở dữ liệu chỉ có một tỉnh."`
	On        string   `placeholder:"NGÀY" help:"Ngày để so sánh; bỏ trống: hôm nay, hoặc 31/12 của năm đã qua."`
	Set       []string `placeholder:"MÃ=ĐỒNG" help:"Thử đổi mức tối đa, ví dụ advanced_machinery_tech_transfer=400000000."`
	Difficult []string `placeholder:"XÃ" help:"Thử coi các xã này (mã) là địa bàn khó khăn."`
}

// Run runs the command.
func (c *normRehearseCmd) Run(e *env) error {
	if err := checkYear(c.Year); err != nil {
		return err
	}
	on, err := dayFlag("--on", c.On)
	if err != nil {
		return err
	}
	if c.Draft == "" && len(c.Set) == 0 && len(c.Difficult) == 0 {
		return fault.New(fault.Invalid, "Hãy nêu tệp dự thảo, hoặc --set, hoặc --difficult.")
	}
	return c.with(e, func(d *db.DB) error {
		today := calendar.Of(d.Now())
		if c.Province == "" {
			if c.Province, err = onlyProvince(e, d); err != nil {
				return err
			}
		}
		if err := checkProvince(c.Province, today); err != nil {
			return err
		}
		if on.IsZero() {
			on = report.DefaultDay(c.Year, today)
		}
		r, err := c.rehearse(e, d, on)
		if err != nil {
			return err
		}
		if c.Format == "json" {
			return json.NewEncoder(e.stdout).Encode(rehearsalJSON(r))
		}
		return e.print("%s", rehearsalText(r, on))
	})
}

func (c *normRehearseCmd) rehearse(e *env, d *db.DB, on calendar.Date) (r norm.Rehearsal, err error) {
	var before *norm.Book
	var draft *normbook.NormsFile
	var lines []norm.Dossier
	err = d.View(e.ctx, db.Scope{Province: c.Province, Actor: access.System("norm rehearse")}, func(tx *db.Tx) error {
		if before, _, err = lawbook.Of(e.ctx, tx); err != nil {
			return err
		}
		if draft, err = c.read(e, tx); err != nil {
			return err
		}
		lines, err = scheme.Lines(e.ctx, tx, c.Year, on)
		return err
	})
	if err != nil {
		return r, err
	}
	if before, err = c.laid(before); err != nil {
		return r, err
	}
	after, err := c.draft(before, draft, on)
	if err != nil {
		return r, err
	}
	return norm.Rehearse(before, after, lines, norm.Difficult(c.Difficult)), nil
}

// read reads the draft: a file, or a version that is stored; nil when none is
// named.
func (c *normRehearseCmd) read(e *env, tx *db.Tx) (*normbook.NormsFile, error) {
	switch {
	case c.Draft == "":
		return nil, nil //nolint:nilnil // no draft is no error
	case strings.ContainsAny(c.Draft, "./"):
		return readRules(c.Draft)
	}
	v, err := lawbook.ByID(e.ctx, tx, c.Draft)
	if err != nil {
		return nil, err
	}
	return normbook.ReadNorms(v.ID, []byte(v.Body))
}

// draft is the book in which the draft, and what --set changes, holds.
func (c *normRehearseCmd) draft(book *norm.Book, f *normbook.NormsFile, on calendar.Date) (*norm.Book, error) {
	var err error
	if f != nil {
		for _, v := range f.Versions {
			items := slices.Clone(f.Ceilings)
			items = slices.DeleteFunc(items, func(i norm.Ceiling) bool { return i.Version != v.ID })
			if book, err = book.Trying(v, items, on); err != nil {
				return nil, f.Place(err)
			}
		}
	}
	for _, s := range c.Set {
		code, amount, found := strings.Cut(s, "=")
		limit, err := money.Parse(amount)
		if !found || err != nil {
			return nil, fault.New(fault.Invalid, "“"+s+"” của --set phải có dạng mã=số đồng.")
		}
		if book, found, err = book.WithCap(c.Province, norm.Content(code), limit, on); err != nil {
			return nil, err
		}
		if !found {
			return nil, fault.New(fault.NotFound, "Ngày "+on.VN()+" không có mục mức chi “"+code+"”.")
		}
	}
	return book, nil
}

type sumJSON struct {
	Place    string    `json:"place,omitempty"`
	Lines    int       `json:"lines"`
	Gain     int       `json:"gain"`
	Lose     int       `json:"lose"`
	Before   money.VND `json:"ceiling_before_vnd"`
	After    money.VND `json:"ceiling_after_vnd"`
	Asked    money.VND `json:"asked_vnd"`
	Likely   money.VND `json:"likely_vnd"`
	NewlyOut int       `json:"newly_refused"`
	NewlyIn  int       `json:"newly_eligible"`
	Unclear  int       `json:"unclear"`
}

func sumOf(s norm.Sum) sumJSON {
	return sumJSON{Place: s.Place, Lines: s.Lines, Gain: s.Gain, Lose: s.Lose, Before: s.Before, After: s.After, Asked: s.Asked, Likely: s.Likely, NewlyOut: s.NewlyOut, NewlyIn: s.NewlyIn, Unclear: s.Unclear}
}

type effectJSON struct {
	Scheme  string       `json:"scheme"`
	Content norm.Content `json:"content"`
	Place   string       `json:"place"`
	Before  money.VND    `json:"ceiling_before_vnd"`
	After   money.VND    `json:"ceiling_after_vnd"`
	Change  money.VND    `json:"change_vnd"`
	Likely  money.VND    `json:"likely_vnd"`
}

func rehearsalJSON(r norm.Rehearsal) any {
	places, changed := []sumJSON{}, []effectJSON{}
	for _, p := range r.Places {
		places = append(places, sumOf(p))
	}
	for _, x := range r.Changed {
		changed = append(changed, effectJSON{x.Scheme, x.Content, x.Place, x.Before.Ceiling, x.After.Ceiling, x.Change, x.Likely})
	}
	return map[string]any{"all": sumOf(r.Sum), "places": places, "changed": changed}
}

// rehearsalText writes a rehearsal for people.
func rehearsalText(r norm.Rehearsal, on calendar.Date) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Thử trên %d nội dung của các đề án, theo quy định ngày %s. Không có gì bị thay đổi.\n", r.Lines, on.VN())
	fmt.Fprintf(&b, "Mức trần tăng: %d; giảm: %d; không còn được hỗ trợ: %d; nay được hỗ trợ: %d; chưa so được: %d.\n", r.Gain, r.Lose, r.NewlyOut, r.NewlyIn, r.Unclear)
	fmt.Fprintf(&b, "Tổng mức trần: %s đ → %s đ (%+d đ).\n", r.Before, r.After, int64(r.After-r.Before))
	fmt.Fprintf(&b, "Số đang đề nghị: %s đ; nếu giữ tỷ lệ so với mức trần: %s đ.", r.Asked, r.Likely)
	for _, p := range r.Places {
		if p.Before == p.After && p.NewlyIn == 0 && p.NewlyOut == 0 {
			continue
		}
		name := "chưa rõ nơi thực hiện"
		if p.Place != "" {
			name = territory.NameEver(p.Place)
		}
		fmt.Fprintf(&b, "\n  %s: %s đ → %s đ", name, p.Before, p.After)
	}
	for i, x := range r.Changed {
		if i == 20 {
			fmt.Fprintf(&b, "\n  … và %d nội dung khác", len(r.Changed)-i)
			break
		}
		fmt.Fprintf(&b, "\n  %s %s: %s đ → %s đ", x.Scheme, x.Title, x.Before.Ceiling, x.After.Ceiling)
	}
	return b.String()
}
