package intake

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

func errKind(k Kind) error {
	return fault.New(fault.Invalid, "Không có loại danh sách “"+string(k)+"”.")
}

// Add begins an intake of a file that lies among the attachments under its
// hash. Its mapping is the one that was confirmed for the layout before, or else
// what the words of the header suggest. Nothing is read with it until Confirm.
func Add(ctx context.Context, tx *db.Tx, k Kind, file, sha string, layout Layout) (Intake, error) {
	if err := tx.Actor.Require(access.ImportLists); err != nil {
		return Intake{}, err
	}
	if !slices.Contains(Kinds(), k) {
		return Intake{}, errKind(k)
	}
	in := Intake{
		Kind: k, State: Waiting, File: cut(text.CleanLine(file), 200), SHA256: sha, Layout: layout, Policy: Fill,
		By: tx.Actor.ID, ByName: tx.Actor.Name, CreatedAt: tx.Moment(), UpdatedAt: tx.Moment(), Version: 1,
	}
	var err error
	if in.Mapping, in.Learned, err = learnt(ctx, tx, layout.Print); err != nil {
		return Intake{}, err
	}
	if in.Learned && layout.Check(k, in.Mapping) != nil {
		in.Learned = false
	}
	if !in.Learned {
		in.Mapping = layout.Propose(k)
	}
	n, err := tx.Next(ctx, "intake")
	if err != nil {
		return Intake{}, err
	}
	in.ID = ID(fmt.Sprintf("nk-%04d", n))
	if err := insert(ctx, tx, &in); err != nil {
		return Intake{}, err
	}
	return in, audit.Record(ctx, tx, "intake.add", in.ID.Subject(), map[string]string{"kind": string(k), "file": in.File, "sha256": sha})
}

// held returns an intake that is in the state and at the version that the
// caller saw.
func held(ctx context.Context, tx *db.Tx, id ID, version int64, states ...State) (Intake, error) {
	if err := tx.Actor.Require(access.ImportLists); err != nil {
		return Intake{}, err
	}
	in, err := Get(ctx, tx, id)
	if err != nil {
		return in, err
	}
	if !slices.Contains(states, in.State) {
		return in, fault.New(fault.Conflict, "Lần nhập "+string(id)+" đang ở bước “"+in.State.Label()+"” nên không làm việc này được nữa.")
	}
	if version != in.Version {
		return in, fault.New(fault.Conflict, "Lần nhập này vừa thay đổi. Hãy tải lại trang rồi làm lại.")
	}
	return in, nil
}

// Choices says how a list is read: what becomes of establishments that are
// there, and the year of the schemes for which the list names none.
type Choices struct {
	Policy Policy
	Year   int
}

// Confirm takes the mapping that a person looked at, learns it for the layout,
// and has the file read.
func Confirm(ctx context.Context, tx *db.Tx, id ID, version int64, m Mapping, how Choices) error {
	in, err := held(ctx, tx, id, version, Waiting, Review, Failed)
	if err != nil {
		return err
	}
	if err := in.Layout.Check(in.Kind, m); err != nil {
		return err
	}
	if how.Policy != Keep && how.Policy != Fill {
		return fault.New(fault.Invalid, "Chọn cách làm với cơ sở đã có: giữ nguyên hay bổ sung.")
	}
	if how.Year != 0 && (how.Year < firstYear || how.Year > lastYear || in.Kind != Schemes) {
		var form fault.Form
		form.Add("year", fmt.Sprintf("Năm phải từ %d đến %d, hoặc để trống.", firstYear, lastYear))
		return form.Err("Các cột còn chỗ cần xem lại.")
	}
	if err := dropRows(ctx, tx, id); err != nil {
		return err
	}
	in.Mapping, in.Policy, in.Year, in.State, in.Counts, in.Notes, in.Message = m, how.Policy, how.Year, Reading, Counts{}, nil, ""
	in.Seen, in.Total, in.matched, in.claimed = 0, 0, "", ""
	in.By, in.ByName = tx.Actor.ID, tx.Actor.Name
	if err := save(ctx, tx, &in); err != nil {
		return err
	}
	if err := learn(ctx, tx, in); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "intake.map", id.Subject(), map[string]string{"mapping": written(m), "layout": in.Layout.Print, "policy": string(how.Policy), "year": strconv.Itoa(how.Year)})
}

// The years that the schemes of a list may be of.
const (
	firstYear = 2000
	lastYear  = 2100
)

// An Answer says what a row is that the program could not place: New, Skip, or
// Same as Target.
type Answer struct {
	No      int
	Verdict Verdict
	Target  string
}

// Tell takes answers for rows that were questions.
func Tell(ctx context.Context, tx *db.Tx, id ID, version int64, answers []Answer) error {
	in, err := held(ctx, tx, id, version, Review)
	if err != nil {
		return err
	}
	if in.Kind == Schemes {
		err = in.tellSchemes(ctx, tx, answers)
	} else {
		err = in.tellAll(ctx, tx, answers)
	}
	if err != nil {
		return err
	}
	if in.Counts, err = counted(ctx, tx, id); err != nil {
		return err
	}
	if err := save(ctx, tx, &in); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "intake.answer", id.Subject(), map[string]string{"answers": cut(written(answers), 4000)})
}

// asked returns a row that is still a question.
func (in Intake) asked(ctx context.Context, tx *db.Tx, no int) (Row, error) {
	rows, err := Rows(ctx, tx, in.ID, no-1, 1, Ask)
	if err == nil && (len(rows) == 0 || rows[0].No != no) {
		err = fault.New(fault.Conflict, "Dòng "+in.Layout.RowName(no)+" đã được trả lời.")
	}
	if err != nil {
		return Row{}, err
	}
	return rows[0], nil
}

func (in Intake) tellAll(ctx context.Context, tx *db.Tx, answers []Answer) error {
	for _, a := range answers {
		row, err := in.asked(ctx, tx, a.No)
		if err != nil {
			return err
		}
		if err := in.tell(ctx, tx, row, a); err != nil {
			return err
		}
	}
	return nil
}

// tell stores one answer.
func (in Intake) tell(ctx context.Context, tx *db.Tx, row Row, a Answer) error {
	switch {
	case a.Verdict == Skip:
		return decide(ctx, tx, in.ID, a.No, Skip, "")
	case a.Verdict == New && in.Kind == Establishments:
		return decide(ctx, tx, in.ID, a.No, New, "")
	case a.Verdict == Same && slices.Contains(row.May, a.Target):
		to := New // a product or payment that belongs to the target
		if in.Kind == Establishments {
			to = Same
		}
		return decide(ctx, tx, in.ID, a.No, to, a.Target)
	}
	return in.noSuchAnswer(a.No)
}

func (in Intake) noSuchAnswer(no int) error {
	return fault.New(fault.Invalid, "Dòng "+in.Layout.RowName(no)+": câu trả lời không có trong các lựa chọn.")
}

// LeaveOut leaves all rows with a verdict out: those with problems, or the
// questions that nobody can answer.
func LeaveOut(ctx context.Context, tx *db.Tx, id ID, version int64, v Verdict) error {
	in, err := held(ctx, tx, id, version, Review)
	if err != nil {
		return err
	}
	if v != Bad && v != Ask && v != Change {
		return fault.New(fault.Invalid, "Chỉ bỏ qua được các dòng có chỗ sai, cần trả lời hoặc sửa đề án đã có.")
	}
	return in.all(ctx, tx, v, Skip)
}

// AllNew answers all questions of a list of establishments or schemes that are
// left: each is a new one.
func AllNew(ctx context.Context, tx *db.Tx, id ID, version int64) error {
	in, err := held(ctx, tx, id, version, Review)
	if err != nil {
		return err
	}
	if !in.Kind.MayBeNew() {
		return fault.New(fault.Invalid, "Dòng của danh sách này phải thuộc về một nơi đã có.")
	}
	return in.all(ctx, tx, Ask, New)
}

func (in Intake) all(ctx context.Context, tx *db.Tx, from, to Verdict) error {
	n, err := decideAll(ctx, tx, in.ID, from, to)
	if err != nil {
		return err
	}
	if in.Counts, err = counted(ctx, tx, in.ID); err != nil {
		return err
	}
	if err := save(ctx, tx, &in); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "intake.answer_all", in.ID.Subject(), map[string]string{
		"from": string(from), "to": string(to), "rows": strconv.FormatInt(n, 10),
	})
}

// Load has the list written, once no row is wrong and no question open.
func Load(ctx context.Context, tx *db.Tx, id ID, version int64) error {
	in, err := held(ctx, tx, id, version, Review)
	if err != nil {
		return err
	}
	switch {
	case in.Counts.Bad > 0:
		return fault.New(fault.Invalid, fmt.Sprintf("Còn %d dòng có chỗ sai: hãy sửa trong tệp rồi gửi lại, hoặc bỏ qua các dòng đó.", in.Counts.Bad))
	case in.Counts.Ask > 0:
		return fault.New(fault.Invalid, fmt.Sprintf("Còn %d dòng chưa có câu trả lời.", in.Counts.Ask))
	case in.Counts.New+in.Counts.Change == 0 && (in.Counts.Same == 0 || in.Policy == Keep || in.Kind != Establishments):
		return fault.New(fault.Invalid, "Không có dòng nào để ghi.")
	}
	in.State, in.Seen, in.Total, in.loaded, in.claimed, in.LoadedAt = Loading, 0, in.Counts.New+in.Counts.Change+in.Counts.Same, 0, "", tx.Moment()
	in.By, in.ByName, in.Message = tx.Actor.ID, tx.Actor.Name, ""
	if err := save(ctx, tx, &in); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "intake.load", id.Subject(), map[string]string{
		"new": strconv.FormatInt(in.Counts.New, 10), "change": strconv.FormatInt(in.Counts.Change, 10),
		"same": strconv.FormatInt(in.Counts.Same, 10), "skip": strconv.FormatInt(in.Counts.Skip, 10),
	})
}

// Drop gives an intake up of which nothing was written.
func Drop(ctx context.Context, tx *db.Tx, id ID, version int64) error {
	in, err := held(ctx, tx, id, version, Waiting, Review, Failed)
	if err != nil {
		return err
	}
	if err := dropRows(ctx, tx, id); err != nil {
		return err
	}
	in.State, in.Counts = Dropped, Counts{}
	if err := save(ctx, tx, &in); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "intake.drop", id.Subject(), nil)
}

// Undo has all that an intake wrote taken back: what it made is removed, what it
// changed restored, money reversed. It is refused, with what stands in the way,
// once something has been built on it.
func Undo(ctx context.Context, tx *db.Tx, id ID, version int64) error {
	in, err := held(ctx, tx, id, version, Done)
	if err != nil {
		return err
	}
	if why, err := in.standing(ctx, tx); err != nil || why != "" {
		if err == nil {
			err = fault.New(fault.Conflict, why)
		}
		return err
	}
	in.State, in.Seen, in.Message, in.claimed = Undoing, 0, "", ""
	in.By, in.ByName = tx.Actor.ID, tx.Actor.Name
	if err := save(ctx, tx, &in); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "intake.undo", id.Subject(), map[string]string{"file": in.File})
}
