// Package lawbook holds what an office itself writes down of the law: the norms
// of its province, or a circular newer than the program (quy định của cơ quan).
//
// Gói này giữ quy định do cơ quan tự nhập: bản nháp sửa được, bản đã ban hành
// không sửa, chỉ có bản sau thay bản trước. A version is published only when
// its file is sound beside the other norms and all its cases hold.
package lawbook

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/register"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// A State (trạng thái) is how far a version has come.
type State string

// The states.
const (
	Draft     State = "draft"     // bản nháp
	Published State = "published" // đã ban hành trong phần mềm
	Withdrawn State = "withdrawn" // đã rút trước ngày có hiệu lực
)

// Label returns the Vietnamese name of the state.
func (s State) Label() string {
	switch s {
	case Draft:
		return "Bản nháp"
	case Published:
		return "Đã ban hành"
	case Withdrawn:
		return "Đã rút"
	}
	return string(s)
}

// A Version (bản quy định) is one rule file of the office.
type Version struct {
	ID          string // lower-case letters, digits, "_" and "-"; also the id within the file
	Instrument  string
	From        calendar.Date
	State       State
	Body, Cases string // YAML; see normbook.ReadNorms and normbook.ReadCases
	Digest      string
	Note        string
	PreparedBy  string
	PublishedBy string
	PublishedOn calendar.Date
	Version     int64
	CreatedAt   string
	UpdatedAt   string
}

// The limits on what is typed.
const (
	maxBody = 256 << 10 // bytes
	maxNote = 2000      // characters
)

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{1,40}$`)

// ValidID reports whether id may name a version.
func ValidID(id string) bool { return idForm.MatchString(id) }

// Save stores a draft, new when v.Version is 0. Its file must be readable; it
// need not yet be sound beside the other norms.
func Save(ctx context.Context, tx *db.Tx, v Version) error {
	if err := tx.Actor.Require(access.EditLaw); err != nil {
		return err
	}
	f := &fault.Form{}
	f.Check(len(v.Body) <= maxBody && len(v.Cases) <= maxBody, "body", "Tệp quy định và tệp ca kiểm thử không quá 256 KB mỗi tệp.")
	f.Check(len([]rune(v.Note)) <= maxNote, "note", fmt.Sprintf("Ghi chú không quá %d ký tự.", maxNote))
	file, readable := readable(tx, v, f)
	if err := f.Err("Bản nháp chưa lưu được."); err != nil || !readable {
		return err
	}
	only := file.Versions[0]
	v.ID, v.Instrument, v.From, v.Digest = only.ID, only.Instrument, only.From, digest(v.Body)
	if v.Version == 0 {
		return add(ctx, tx, v)
	}
	stored, err := forDeed(ctx, tx, v.ID, v.Version, Draft)
	if err != nil {
		return err
	}
	stored.Instrument, stored.From, stored.Body, stored.Cases, stored.Digest, stored.Note = v.Instrument, v.From, v.Body, v.Cases, v.Digest, v.Note
	stored.PreparedBy = tx.Actor.ID
	return keep(ctx, tx, stored, "law.change")
}

// readable checks the two files by themselves; what is wrong goes to f.
func readable(tx *db.Tx, v Version, f *fault.Form) (*normbook.NormsFile, bool) {
	file, err := normbook.ReadNorms("quy-dinh.yaml", []byte(v.Body))
	if err != nil {
		f.Add("body", words(err))
		return nil, false
	}
	if v.Cases != "" {
		if _, err := normbook.ReadCases("ca-kiem-thu.yaml", []byte(v.Cases)); err != nil {
			f.Add("cases", words(err))
		}
	}
	if len(file.Versions) != 1 {
		f.Add("body", "Tệp quy định phải có đúng một văn bản (versions).")
		return nil, false
	}
	only := file.Versions[0]
	f.Check(ValidID(only.ID), "body", "Mã văn bản (id) gồm chữ thường không dấu, chữ số, gạch nối; từ 2 đến 41 ký tự.")
	f.Check(v.Version == 0 || v.ID == only.ID, "body", "Không đổi mã văn bản (id) của bản đã lưu: mã cũ là “"+v.ID+"”.")
	f.Check(!only.From.IsZero(), "body", "Văn bản chưa có ngày bắt đầu hiệu lực (from).")
	f.Check(only.Province == "" || ours(tx, only.Province), "body", "Mã tỉnh “"+only.Province+"” không phải là tỉnh của cơ quan.")
	return file, true
}

// words are what a fault says.
func words(err error) string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Message
	}
	return "Không đọc được tệp."
}

// ours reports whether a province is the office's own, or became part of it.
func ours(tx *db.Tx, province string) bool {
	now, ok := territory.ProvinceAt(province, tx.Today())
	return ok && now == tx.Province
}

func digest(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])[:16]
}

func add(ctx context.Context, tx *db.Tx, v Version) error {
	if _, _, known := normbook.Norms().Version(v.ID); known {
		return fault.New(fault.Conflict, "Mã văn bản “"+v.ID+"” đã có trong sổ đi cùng phần mềm; hãy chọn mã khác.")
	}
	v.State, v.PreparedBy, v.PublishedBy, v.PublishedOn = Draft, tx.Actor.ID, "", calendar.Date{}
	v.Version, v.CreatedAt, v.UpdatedAt = 1, tx.Moment(), tx.Moment()
	if err := insert(ctx, tx, v); err != nil {
		return err
	}
	return record(ctx, tx, v, "law.add")
}

func record(ctx context.Context, tx *db.Tx, v Version, verb string) error {
	return audit.Record(ctx, tx, verb, "law/"+v.ID, map[string]string{
		"instrument": v.Instrument, "from": v.From.String(), "state": string(v.State), "digest": v.Digest,
	})
}

// forDeed returns the version that was seen, if it still is in the state.
func forDeed(ctx context.Context, tx *db.Tx, id string, version int64, want State) (Version, error) {
	v, err := ByID(ctx, tx, id)
	switch {
	case err != nil:
		return v, err
	case v.State != want:
		return v, fault.New(fault.Conflict, "Văn bản “"+v.Instrument+"” đang là “"+strings.ToLower(v.State.Label())+"” nên không làm được việc này. Bản đã ban hành không sửa; hãy lập bản mới thay nó.")
	case v.Version != version:
		return v, fault.New(fault.Conflict, "Văn bản vừa được người khác sửa. Hãy tải lại trang rồi làm lại.")
	}
	return v, nil
}

func keep(ctx context.Context, tx *db.Tx, v Version, verb string) error {
	if err := update(ctx, tx, v); err != nil {
		return err
	}
	return record(ctx, tx, v, verb)
}

// Publish lets a draft hold from its first day. Whoever prepared it does not
// publish it.
func Publish(ctx context.Context, tx *db.Tx, id string, version int64) error {
	if err := tx.Actor.Require(access.PublishLaw); err != nil {
		return err
	}
	v, err := forDeed(ctx, tx, id, version, Draft)
	if err != nil {
		return err
	}
	if err := tx.Actor.OtherThan(v.PreparedBy, "người soạn quy định không tự ban hành"); err != nil {
		return err
	}
	c, err := Try(ctx, tx, v)
	if err != nil {
		return err
	}
	if err := c.Refuses(); err != nil {
		return err
	}
	v.State, v.PublishedBy, v.PublishedOn = Published, tx.Actor.ID, tx.Today()
	return keep(ctx, tx, v, "law.publish")
}

// Withdraw takes back a published version that does not hold yet.
func Withdraw(ctx context.Context, tx *db.Tx, id string, version int64) error {
	if err := tx.Actor.Require(access.PublishLaw); err != nil {
		return err
	}
	v, err := forDeed(ctx, tx, id, version, Published)
	if err != nil {
		return err
	}
	if !v.From.After(tx.Today()) {
		return fault.New(fault.Conflict, "Quy định đã có hiệu lực từ "+v.From.VN()+" nên không rút được; chỉ có thể ban hành bản mới thay nó.")
	}
	v.State = Withdrawn
	return keep(ctx, tx, v, "law.withdraw")
}

// A Check (kết quả kiểm tra) is what stands in the way of publishing.
type Check struct {
	Book     *norm.Book // the norms with the version, nil when it is not sound
	Problem  error      // why it is not
	Cases    int
	Failures []string // Vietnamese, one for each case that does not hold
}

// Refuses returns a fault unless the version may be published.
func (c Check) Refuses() error {
	switch {
	case c.Problem != nil:
		return c.Problem
	case c.Cases == 0:
		return fault.New(fault.Invalid, "Chưa có ca kiểm thử nào; cần ít nhất một ca trước khi ban hành.")
	case len(c.Failures) > 0:
		return fault.New(fault.Invalid, fmt.Sprintf("%d ca kiểm thử không đúng nên chưa ban hành được: %s.", len(c.Failures), c.Failures[0]))
	}
	return nil
}

// Try checks a version beside the norms that are published.
func Try(ctx context.Context, tx *db.Tx, v Version) (c Check, err error) {
	published, err := list(ctx, tx, `state = ? ORDER BY from_day, id`, Published)
	if err != nil {
		return c, err
	}
	before, _, err := assemble(published)
	if err != nil {
		return c, err
	}
	file, err := normbook.ReadNorms("quy-dinh.yaml", []byte(v.Body))
	if err != nil {
		c.Problem = err
		return c, nil //nolint:nilerr // what is wrong with the files is the answer
	}
	if c.Problem, err = cites(ctx, tx, file); err != nil || c.Problem != nil {
		return c, err
	}
	if c.Problem = succeeds(file.Versions[0], published, tx.Today()); c.Problem != nil {
		return c, nil //nolint:nilerr // what is wrong with the files is the answer
	}
	if c.Book, err = laid(before, file); err != nil {
		c.Book, c.Problem = nil, unsound(file.Place(err))
		return c, nil
	}
	if v.Cases == "" {
		return c, nil
	}
	cases, err := normbook.ReadCases("ca-kiem-thu.yaml", []byte(v.Cases))
	if err != nil {
		c.Problem = err
		return c, nil //nolint:nilerr // what is wrong with the files is the answer
	}
	c.Cases = len(cases)
	for _, k := range cases {
		if wrong := k.Differs(c.Book); len(wrong) > 0 {
			c.Failures = append(c.Failures, k.Name+": "+strings.Join(wrong, "; "))
		}
	}
	return c, nil
}

// cites refuses a version that rests on an instrument that is not in the
// register, the nation's or the office's own: nobody could look it up.
func cites(ctx context.Context, tx *db.Tx, file *normbook.NormsFile) (problem, err error) {
	known, err := register.Of(ctx, tx)
	if err != nil {
		return nil, err
	}
	v := file.Versions[0]
	named := instrument.Citations(v.Instrument)
	if len(named) == 0 {
		return fault.New(fault.Invalid, "Văn bản “"+v.Instrument+"” chưa có số, ký hiệu; hãy ghi như trên văn bản, ví dụ NQ 12/2027/NQ-HĐND."), nil
	}
	for _, c := range file.Ceilings {
		named = append(named, instrument.Citations(c.Citation)...)
	}
	for _, c := range named {
		if len(known.ByNumber(c.Text)) == 0 {
			return fault.New(fault.Invalid, "Văn bản “"+c.Text+"” chưa có trong sổ văn bản. Hãy ghi vào sổ văn bản trước, rồi ban hành quy định."), nil
		}
	}
	return nil, nil
}

// unsound makes an Invalid fault of an error that names no place in the file.
func unsound(err error) error {
	if fault.KindOf(err) == fault.Invalid {
		return err
	}
	return fault.New(fault.Invalid, "Quy định không khớp với các quy định khác: "+err.Error()+".")
}

// succeeds refuses a version that would change what already holds: it comes
// after every published one of its province and area, and where there is one,
// not before today. The first one may be of any day: it may have held for
// years before anybody wrote it down here.
func succeeds(v norm.Version, published []Version, today calendar.Date) error {
	for _, p := range published {
		file, err := normbook.ReadNorms(p.ID, []byte(p.Body))
		if err != nil {
			return err
		}
		other := file.Versions[0]
		if other.Province != v.Province || !norm.Meet(other.Area, v.Area) {
			continue
		}
		if !v.From.After(other.From) || v.From.Before(today) {
			return fault.New(fault.Conflict, fmt.Sprintf("Đã ban hành “%s” có hiệu lực từ %s. Bản thay nó phải bắt đầu sau ngày đó và từ hôm nay trở đi.", p.Instrument, p.From.VN()))
		}
	}
	return nil
}
