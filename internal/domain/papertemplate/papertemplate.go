// Package papertemplate keeps the templates of papers that an office writes
// itself in Word or Excel (mẫu của cơ quan).
//
// Mẫu được kiểm tra ngay khi tải lên: sai ở đâu nói ở đó, và không ghi gì cả.
// Bản nháp do người khác công bố với ngày hiệu lực; bản đã công bố không sửa,
// chỉ có bản sau thay bản trước. A paper of a day is made with the template
// that holds on that day, or with the program's own form.
package papertemplate

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/form"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/docx"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/fill"
	"example.vn/khuyencong/internal/platform/sheet"
)

// A State (trạng thái) is how far a template has come.
type State string

// The states.
const (
	Draft     State = "draft"
	Published State = "published"
	Dropped   State = "dropped" // a draft that nobody needs
)

// A Format (định dạng) is the program that a template is written in.
type Format string

// The formats.
const (
	Word  Format = "docx"
	Excel Format = "xlsx"
)

// A Template (mẫu của cơ quan) is one file for one kind of paper.
type Template struct {
	ID          string // "mau-1"
	Kind        string // code of a form.Kind
	Format      Format
	No          int64 // counts within kind and format: the office's "bản số 3"
	State       State
	File        string // id of the attachment
	Name        string // what the file was called
	SHA256      string
	Note        string
	From, Until calendar.Date // of a published one; no Until is without end
	UploadedBy  string
	UploadedAt  string
	PublishedBy string
	PublishedAt string
	Version     int64
}

// Label says in Vietnamese how things stand on a day.
func (t Template) Label(today calendar.Date) string {
	switch {
	case t.State == Draft:
		return "Bản nháp"
	case t.State == Dropped:
		return "Đã bỏ"
	case t.From.After(today):
		return "Chờ đến ngày áp dụng"
	case t.Holds(today):
		return "Đang trong thời hạn áp dụng"
	}
	return "Đã thôi áp dụng"
}

// Holds reports whether the template may be used for a paper of a day.
func (t Template) Holds(on calendar.Date) bool {
	return t.State == Published && on.Within(t.From, t.Until)
}

// Subject is the template as the audit record names it.
func (t Template) Subject() string { return "papertemplate/" + t.ID }

// A Compiled template can be filled.
type Compiled struct {
	Format Format
	Faults []string // what is wrong with its marks, each with its place
	render func(io.Writer, fill.Data) error
}

// Render writes the paper.
func (c *Compiled) Render(w io.Writer, d fill.Data) error { return c.render(w, d) }

// MaxSize is how many bytes a template may have.
const MaxSize = docx.MaxSize

// Compile reads a file as a template of a kind. The fault is about the file as
// a whole; what is wrong with its marks stands in Faults.
func Compile(kind *form.Kind, name string, file []byte) (*Compiled, error) {
	known := kind.Of.Fields()
	switch Format(strings.TrimPrefix(strings.ToLower(path.Ext(name)), ".")) {
	case Word:
		t, err := docx.Parse(file)
		if err != nil {
			return nil, err
		}
		c := &Compiled{Format: Word, render: t.Render}
		for _, f := range t.Check(known) {
			c.Faults = append(c.Faults, f.String())
		}
		return c, nil
	case Excel:
		t, err := sheet.ParseTemplate(file)
		if err != nil {
			return nil, err
		}
		c := &Compiled{Format: Excel, render: t.Render}
		for _, f := range t.Check(known) {
			c.Faults = append(c.Faults, f.String())
		}
		return c, nil
	}
	return nil, fault.New(fault.Invalid, "Mẫu phải là tệp Word (.docx) hoặc Excel (.xlsx).")
}

// maxNote is how long a note may be, in characters.
const maxNote = 1000

// Add keeps a template as a draft. Its file has been compiled without a fault.
func Add(ctx context.Context, tx *db.Tx, kind *form.Kind, c *Compiled, f blob.Staged, note string) (Template, error) {
	if err := tx.Actor.Require(access.EditTemplate); err != nil {
		return Template{}, err
	}
	if len(c.Faults) > 0 {
		return Template{}, fault.New(fault.Invalid, c.Faults[0])
	}
	if len([]rune(note)) > maxNote {
		return Template{}, fault.New(fault.Invalid, fmt.Sprintf("Ghi chú không quá %d ký tự.", maxNote))
	}
	n, err := tx.Next(ctx, "papertemplate")
	if err != nil {
		return Template{}, err
	}
	t := Template{
		ID: "mau-" + strconv.FormatInt(n, 10), Kind: kind.Code, Format: c.Format, State: Draft, Name: f.Name, SHA256: f.SHA256, Note: note,
		UploadedBy: tx.Actor.ID, UploadedAt: tx.Moment(), Version: 1,
	}
	if t.No, err = next(ctx, tx, t); err != nil {
		return Template{}, err
	}
	if t.File, err = blob.Attach(ctx, tx, f, t.Subject(), "template"); err != nil {
		return Template{}, err
	}
	if err := insert(ctx, tx, t); err != nil {
		return Template{}, err
	}
	return t, record(ctx, tx, t, "papertemplate.add")
}

func record(ctx context.Context, tx *db.Tx, t Template, verb string) error {
	return audit.Record(ctx, tx, verb, t.Subject(), map[string]string{
		"kind": t.Kind, "format": string(t.Format), "no": strconv.FormatInt(t.No, 10), "state": string(t.State), "sha256": t.SHA256,
		"from": t.From.String(), "until": t.Until.String(),
	})
}

// seen returns the template as it was seen, if it still is in the state.
func seen(ctx context.Context, tx *db.Tx, id string, version int64, want State) (Template, error) {
	t, err := ByID(ctx, tx, id)
	switch {
	case err != nil:
		return t, err
	case t.Version != version:
		return t, fault.New(fault.Conflict, "Mẫu vừa được người khác thay đổi. Hãy tải lại trang rồi làm lại.")
	case t.State != want:
		return t, fault.New(fault.Conflict, "Mẫu đang là “"+strings.ToLower(t.Label(tx.Today()))+"” nên không làm được việc này.")
	}
	return t, nil
}

// Publish lets a draft hold from a day on, at the earliest today. Whoever
// uploaded it does not publish it.
func Publish(ctx context.Context, tx *db.Tx, id string, version int64, from, until calendar.Date) error {
	if err := tx.Actor.Require(access.PublishTemplate); err != nil {
		return err
	}
	t, err := seen(ctx, tx, id, version, Draft)
	if err != nil {
		return err
	}
	if err := tx.Actor.OtherThan(t.UploadedBy, "người tải mẫu lên không tự công bố"); err != nil {
		return err
	}
	f := &fault.Form{}
	f.Check(!from.IsZero() && !from.Before(tx.Today()), "from", "Mẫu áp dụng từ hôm nay hoặc một ngày sau; không đổi giấy tờ của ngày đã qua.")
	f.Check(until.IsZero() || !until.Before(from), "until", "Ngày thôi áp dụng phải sau ngày bắt đầu.")
	if err := f.Err("Chưa công bố được mẫu."); err != nil {
		return err
	}
	t.State, t.From, t.Until, t.PublishedBy, t.PublishedAt = Published, from, until, tx.Actor.ID, tx.Moment()
	return keep(ctx, tx, t, "papertemplate.publish")
}

// End sets the last day of a published template, at the earliest today.
func End(ctx context.Context, tx *db.Tx, id string, version int64, until calendar.Date) error {
	if err := tx.Actor.Require(access.PublishTemplate); err != nil {
		return err
	}
	t, err := seen(ctx, tx, id, version, Published)
	if err != nil {
		return err
	}
	f := &fault.Form{}
	f.Check(!until.IsZero() && !until.Before(tx.Today()) && !until.Before(t.From), "until", "Ngày thôi áp dụng phải là hôm nay hoặc sau đó, và không trước ngày bắt đầu.")
	if err := f.Err("Chưa đặt được ngày thôi áp dụng."); err != nil {
		return err
	}
	t.Until = until
	return keep(ctx, tx, t, "papertemplate.end")
}

// Drop puts a draft aside.
func Drop(ctx context.Context, tx *db.Tx, id string, version int64) error {
	if err := tx.Actor.Require(access.EditTemplate); err != nil {
		return err
	}
	t, err := seen(ctx, tx, id, version, Draft)
	if err != nil {
		return err
	}
	t.State = Dropped
	return keep(ctx, tx, t, "papertemplate.drop")
}

func keep(ctx context.Context, tx *db.Tx, t Template, verb string) error {
	if err := update(ctx, tx, t); err != nil {
		return err
	}
	return record(ctx, tx, t, verb)
}

// InForce picks, of all templates, the one for papers of a kind and format on a
// day: of those that hold the one that began last.
func InForce(all []Template, kind string, format Format, on calendar.Date) (Template, bool) {
	found := slices.DeleteFunc(slices.Clone(all), func(t Template) bool { return t.Kind != kind || t.Format != format || !t.Holds(on) })
	if len(found) == 0 {
		return Template{}, false
	}
	return slices.MaxFunc(found, func(a, b Template) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.No, b.No)) }), true
}

// Open reads the file of a template again and compiles it.
func Open(s blob.Store, t Template) (*Compiled, error) {
	kind, ok := form.ByCode(t.Kind)
	if !ok {
		return nil, fault.New(fault.NotFound, "Loại giấy tờ của mẫu này không còn trong phần mềm.")
	}
	file, err := blob.Read(s, t.SHA256)
	if err != nil {
		return nil, fmt.Errorf("template %s: %w", t.ID, err)
	}
	return Compile(kind, t.Name, file)
}
