package report

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// A Draft (dự thảo báo cáo) is the report of a period while a person writes it:
// the figures as they were counted last, and the text.
type Draft struct {
	Period     Period
	Report     *Report
	SHA256     string // of the figures
	Text       string // a paragraph a line; "# " begins a heading
	Issued     bool
	PreparedBy string // user id: who had it counted
	EditedBy   string // user id: who wrote the text last
	CountedAt  string
	UpdatedAt  string
	Version    int64
}

// MaxText is the longest text, in characters.
const MaxText = 30_000

// subject names the report of a period in the audit record.
func (p Period) subject() string { return "report/" + p.Code() }

// Prepare counts a period and writes the text of its report from the figures.
// version is the Version that was seen, 0 when there is no draft; what was
// written before is lost. A period that has not ended is a Conflict.
func Prepare(ctx context.Context, tx *db.Tx, p Period, c Cut, version int64) (*Draft, error) {
	if err := tx.Actor.Require(access.PrepareReport); err != nil {
		return nil, err
	}
	if !tx.Today().After(p.Last()) {
		return nil, fault.New(fault.Conflict, "Kỳ báo cáo đến hết ngày "+p.Last().VN()+" mới kết thúc. Từ hôm sau mới lập dự thảo để phát hành; trước đó anh/chị xem và tải số liệu đến hôm nay.")
	}
	old, err := DraftOf(ctx, tx, p)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return nil, err
	}
	if old != nil && !old.Issued && old.Version != version {
		return nil, fault.New(fault.Conflict, "Kỳ này đã có dự thảo, hoặc dự thảo vừa được người khác sửa. Anh/chị mở dự thảo rồi làm tiếp.")
	}
	r, err := Of(ctx, tx, p, c)
	if err != nil {
		return nil, err
	}
	place, err := identity.ProvinceOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	d := &Draft{
		Period: p, Report: r, Text: Texts(r.Narrate(placeWords(place.Name))), PreparedBy: tx.Actor.ID, EditedBy: tx.Actor.ID,
		CountedAt: tx.Moment(), UpdatedAt: tx.Moment(), Version: 1,
	}
	if old != nil {
		d.Version = old.Version + 1
	}
	if err := putDraft(ctx, tx, d, old != nil); err != nil {
		return nil, err
	}
	return d, audit.Record(ctx, tx, "report.prepare", p.subject(), map[string]string{"figures": d.SHA256})
}

// placeWords names the province in the middle of a sentence.
func placeWords(name string) string {
	for _, kind := range []string{"Tỉnh ", "Thành phố "} {
		if rest, ok := strings.CutPrefix(name, kind); ok {
			return strings.ToLower(kind) + rest
		}
	}
	return name
}

// Edit replaces the text of a draft.
func Edit(ctx context.Context, tx *db.Tx, p Period, version int64, text string) error {
	if err := tx.Actor.Require(access.PrepareReport); err != nil {
		return err
	}
	d, err := openDraft(ctx, tx, p, version)
	if err != nil {
		return err
	}
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	var form fault.Form
	form.Check(text != "", "text", "Lời văn của báo cáo đang trống.")
	form.Check(utf8.RuneCountInString(text) <= MaxText, "text", "Lời văn dài tối đa 30.000 ký tự.")
	if err := form.Err("Chưa lưu được dự thảo."); err != nil {
		return err
	}
	if text == d.Text {
		return nil
	}
	d.Text, d.EditedBy, d.UpdatedAt, d.Version = text, tx.Actor.ID, tx.Moment(), d.Version+1
	if err := putDraft(ctx, tx, d, true); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "report.edit", p.subject(), map[string]string{"text": hashOf([]byte(text))})
}

// openDraft returns a draft that may still be changed, as it was seen.
func openDraft(ctx context.Context, tx *db.Tx, p Period, version int64) (*Draft, error) {
	d, err := DraftOf(ctx, tx, p)
	switch {
	case err != nil:
		return nil, err
	case d.Issued:
		return nil, fault.New(fault.Conflict, "Báo cáo này đã phát hành, không sửa được nữa. Nếu số liệu thay đổi, anh/chị lập dự thảo mới để phát hành bản đính chính.")
	case d.Version != version:
		return nil, fault.New(fault.Conflict, "Dự thảo vừa được người khác thay đổi. Anh/chị tải lại trang rồi làm lại.")
	}
	return d, nil
}

// figuresOf is the stored form of a report's figures, and its hash.
func figuresOf(r *Report) (text, sha string, err error) {
	data, err := json.Marshal(r)
	if err != nil {
		return "", "", fmt.Errorf("write the figures: %w", err)
	}
	return string(data), hashOf(data), nil
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
