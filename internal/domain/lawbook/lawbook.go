// Package lawbook holds what an office itself writes down of the law: the norms
// and the procedure of its province, or a circular newer than the program (quy
// định của cơ quan).
//
// Gói này giữ quy định do cơ quan tự nhập: bản nháp sửa được, bản đã ban hành
// không sửa, chỉ có bản sau thay bản trước. A version is published only when
// its file is sound beside the other norms and all its cases hold.
package lawbook

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/procedure"
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

// A Kind (loại quy định) is what a version lays down.
type Kind string

// The kinds.
const (
	Norms     Kind = "norms"     // mức chi
	Procedure Kind = "procedure" // trình tự, thủ tục
)

// Label returns the Vietnamese name of the kind.
func (k Kind) Label() string {
	if k == Procedure {
		return "Thủ tục"
	}
	return "Mức chi"
}

// A Version (bản quy định) is one rule file of the office.
type Version struct {
	ID          string // lower-case letters, digits, "_" and "-"; also the id within the file
	Kind        Kind   // "" is Norms
	Instrument  string
	From        calendar.Date
	State       State
	Body, Cases string // YAML; see ReadNorms and ReadCases of normbook, ReadSet and ReadCases of procedure
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

	maxProblems = 5 // of a file that are told at once
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
	v.Kind = cmp.Or(v.Kind, Norms)
	only, ok := v.head(f)
	if ok {
		only.check(tx, v, f)
	}
	if err := f.Err("Bản nháp chưa lưu được."); err != nil {
		return err
	}
	v.ID, v.Instrument, v.From, v.Digest = only.id, only.instrument, only.from, digest(v.Body)
	if v.Version == 0 {
		return add(ctx, tx, v)
	}
	stored, err := forDeed(ctx, tx, v.ID, v.Version, Draft)
	if err != nil {
		return err
	}
	if stored.Kind != v.Kind {
		return fault.New(fault.Invalid, "Không đổi loại của quy định đã lập; hãy lập bản mới.")
	}
	stored.Instrument, stored.From, stored.Body, stored.Cases, stored.Digest, stored.Note = v.Instrument, v.From, v.Body, v.Cases, v.Digest, v.Note
	stored.PreparedBy = tx.Actor.ID
	return keep(ctx, tx, stored, "law.change")
}

// A head (phần đầu tệp) is what a rule file says about itself.
type head struct {
	id, instrument string
	province       string // "" for the nation
	from           calendar.Date
}

// head reads the two files by themselves; what is wrong goes to f.
func (v Version) head(f *fault.Form) (h head, ok bool) {
	if v.Kind == Procedure {
		return v.procedureHead(f)
	}
	file, err := normbook.ReadNorms(normsFile, []byte(v.Body))
	if err != nil {
		f.Add("body", words(err))
		return h, false
	}
	if v.Cases != "" {
		if _, err := normbook.ReadCases(casesFile, []byte(v.Cases)); err != nil {
			f.Add("cases", words(err))
		}
	}
	if len(file.Versions) != 1 {
		f.Add("body", "Tệp quy định phải có đúng một văn bản (versions).")
		return h, false
	}
	only := file.Versions[0]
	return head{only.ID, only.Instrument, only.Province, only.From}, true
}

// The names that the files have in what is said about them.
const (
	normsFile     = "quy-dinh.yaml"
	procedureFile = "quy-trinh.yaml"
	casesFile     = "ca-kiem-thu.yaml"
)

// check notes what an office may not write down.
func (h head) check(tx *db.Tx, v Version, f *fault.Form) {
	f.Check(ValidID(h.id), "body", "Mã văn bản (id) gồm chữ thường không dấu, chữ số, gạch nối; từ 2 đến 41 ký tự.")
	f.Check(v.Version == 0 || v.ID == h.id, "body", "Không đổi mã văn bản (id) của bản đã lưu: mã cũ là “"+v.ID+"”.")
	f.Check(!h.from.IsZero(), "body", "Văn bản chưa có ngày bắt đầu hiệu lực (from).")
	f.Check(h.province == "" || ours(tx, h.province), "body", "Mã tỉnh “"+h.province+"” không phải là tỉnh của cơ quan.")
}

// words are what a fault, or a list of problems of a file, says.
func words(err error) string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Message
	}
	if _, ok := errors.AsType[*procedure.Problem](err); ok {
		lines := strings.Split(err.Error(), "\n")
		return strings.Join(lines[:min(len(lines), maxProblems)], " ")
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
	if v.known() {
		return fault.New(fault.Conflict, "Mã văn bản “"+v.ID+"” đã có trong sổ đi cùng phần mềm; hãy chọn mã khác.")
	}
	v.State, v.PreparedBy, v.PublishedBy, v.PublishedOn = Draft, tx.Actor.ID, "", calendar.Date{}
	v.Version, v.CreatedAt, v.UpdatedAt = 1, tx.Moment(), tx.Moment()
	if err := insert(ctx, tx, v); err != nil {
		return err
	}
	return record(ctx, tx, v, "law.add")
}

// known reports whether the program brings rules of that id along.
func (v Version) known() bool {
	if v.Kind == Procedure {
		return slices.ContainsFunc(procedure.Embedded().Sets(), func(s procedure.Set) bool { return s.ID == v.ID })
	}
	_, _, known := normbook.Norms().Version(v.ID)
	return known
}

func record(ctx context.Context, tx *db.Tx, v Version, verb string) error {
	return audit.Record(ctx, tx, verb, "law/"+v.ID, map[string]string{
		"kind": string(v.Kind), "instrument": v.Instrument, "from": v.From.String(), "state": string(v.State), "digest": v.Digest,
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
