package report

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/page"
	"example.vn/khuyencong/internal/platform/text"
)

// An Edition (bản phát hành) is an issued report. Nothing of it changes: its
// PDF is kept as it was drawn, and Word file and workbook are made of what was
// kept with it.
type Edition struct {
	No     int
	SHA256 string // of what is kept
	Content
}

// Content is everything that an edition says.
type Content struct {
	Report     *Report       `json:"report"`
	Text       string        `json:"text"`
	Office     Office        `json:"office"`
	On         calendar.Date `json:"on"`
	PreparedBy string        `json:"prepared_by"` // user id
	IssuedBy   string        `json:"issued_by"`   // name
	IssuedAt   string        `json:"issued_at"`
	Correction *Restatement  `json:"correction,omitempty"` // what changed since the edition before
}

// pdfSlot is the slot of the PDF among an edition's attachments.
const pdfSlot = "report"

// Subject names an edition among owners of files.
func (e *Edition) Subject() string { return fmt.Sprintf("%s/%d", e.Report.Period.subject(), e.No) }

// Issue makes an edition of a draft as it was seen. The figures are counted once
// more: when they are not those of the draft, its text is about other figures
// and the deed is a Conflict. Nobody issues what they counted or wrote
// themselves. The first edition of a period needs no reason; each later one is
// a correction, says why, and carries what changed. The PDF is drawn and kept.
func Issue(ctx context.Context, tx *db.Tx, files blob.Store, office Office, p Period, version int64, reason string) (*Edition, error) {
	if err := tx.Actor.Require(access.IssueReport); err != nil {
		return nil, err
	}
	d, err := openDraft(ctx, tx, p, version)
	if err != nil {
		return nil, err
	}
	if d.PreparedBy == tx.Actor.ID || d.EditedBy == tx.Actor.ID {
		return nil, fault.New(fault.Forbidden, "Người lập hoặc sửa dự thảo không tự phát hành báo cáo.")
	}
	if strings.Contains(d.Text, ToWrite) {
		return nil, fault.New(fault.Conflict, "Dự thảo còn phần chưa viết: “"+ToWrite+"”. Người lập viết, hoặc bỏ phần đó, rồi mới phát hành.")
	}
	now, err := Of(ctx, tx, p, Cut{View: d.Report.View, Level: d.Report.Level})
	if err != nil {
		return nil, err
	}
	if _, sha, err := figuresOf(now); err != nil {
		return nil, err
	} else if sha != d.SHA256 {
		return nil, fault.New(fault.Conflict, "Số liệu đã thay đổi từ khi lập dự thảo. Người lập tính lại số liệu và xem lại lời văn rồi mới phát hành.")
	}
	e := &Edition{Content: Content{
		Report: d.Report, Text: d.Text, Office: office, On: tx.Today(), PreparedBy: d.PreparedBy, IssuedBy: tx.Actor.Name, IssuedAt: tx.Moment(),
	}}
	if err := e.number(ctx, tx, reason); err != nil {
		return nil, err
	}
	if err := putEdition(ctx, tx, e); err != nil {
		return nil, err
	}
	d.Issued, d.Version = true, d.Version+1
	if err := putDraft(ctx, tx, d, true); err != nil {
		return nil, err
	}
	if err := e.keep(ctx, tx, files); err != nil {
		return nil, err
	}
	return e, audit.Record(ctx, tx, "report.issue", p.subject(), map[string]string{"no": fmt.Sprint(e.No), "sha256": e.SHA256, "reason": text.CleanLine(reason)})
}

// number gives the edition its number; after the first, what changed since the
// one before and why.
func (e *Edition) number(ctx context.Context, tx *db.Tx, reason string) error {
	last, err := latest(ctx, tx, e.Report.Period)
	if fault.KindOf(err) == fault.NotFound {
		e.No = 1
		return nil
	}
	if err != nil {
		return err
	}
	reason = text.CleanLine(reason)
	var form fault.Form
	form.Check(utf8.RuneCountInString(reason) >= 10, "reason", "Kỳ này đã có báo cáo phát hành. Hãy ghi lý do đính chính, ít nhất 10 ký tự.")
	form.Check(utf8.RuneCountInString(reason) <= 1000, "reason", "Lý do đính chính dài tối đa 1.000 ký tự.")
	if err := form.Err("Chưa phát hành được."); err != nil {
		return err
	}
	e.No = last.No + 1
	e.Correction, err = Restate(ctx, tx, last, e.Report)
	if err != nil {
		return err
	}
	e.Correction.Reason = reason
	return nil
}

// keep draws the PDF and keeps its bytes.
func (e *Edition) keep(ctx context.Context, tx *db.Tx, files blob.Store) error {
	var b bytes.Buffer
	if err := e.Paper().PDF(&b); err != nil {
		return fmt.Errorf("draw the report: %w", err)
	}
	staged, err := blob.Put(ctx, files, &b, e.FileName("pdf"))
	if err != nil {
		return err
	}
	_, err = blob.Attach(ctx, tx, staged, e.Subject(), pdfSlot)
	return err
}

// FileName is what a file of the edition is called, by its ending.
func (e *Edition) FileName(ending string) string {
	return fmt.Sprintf("bao-cao-%s-lan-%d.%s", e.Report.Period.Code(), e.No, ending)
}

// File is where the PDF of the edition is kept.
func (e *Edition) File(ctx context.Context, tx *db.Tx) (a blob.Attachment, err error) {
	all, err := blob.List(ctx, tx, e.Subject())
	if err != nil {
		return a, err
	}
	for _, one := range all {
		if one.Slot == pdfSlot {
			return one, nil
		}
	}
	return a, errors.New("the PDF of " + e.Subject() + " is not there")
}

// Paper lays the edition out, with what changed in front of the annex of a
// correction.
func (e *Edition) Paper() page.Paper {
	h := Heading{Office: e.Office, On: e.On, Note: fmt.Sprintf("Bản phát hành lần %d", e.No)}
	lines := strings.Split(e.Text, "\n")
	if e.Correction != nil {
		lines = append([]string{fmt.Sprintf("(Đính chính lần %d, thay bản phát hành lần %d. Lý do: %s)", e.No-1, e.Correction.Replaces, e.Correction.Reason)}, lines...)
	}
	p := e.Report.Paper(h, lines)
	if e.Correction != nil {
		p.Blocks = append(p.Blocks, e.Correction.blocks()...)
	}
	return p
}

// Changed compares the edition with the books of now; nil when nothing of it
// has changed.
func (e *Edition) Changed(ctx context.Context, tx *db.Tx) (*Restatement, error) {
	now, err := Of(ctx, tx, e.Report.Period, Cut{View: e.Report.View, Level: e.Report.Level})
	if err != nil {
		return nil, err
	}
	s, err := Restate(ctx, tx, e, now)
	if err != nil || len(s.Lines) == 0 {
		return nil, err
	}
	return s, nil
}

// read makes an edition of what was kept.
func (e *Edition) read(content string) error {
	if hashOf([]byte(content)) != e.SHA256 {
		return fmt.Errorf("report %d of the period: what is kept is not what was issued", e.No)
	}
	return json.Unmarshal([]byte(content), &e.Content)
}
