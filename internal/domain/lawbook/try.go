package lawbook

import (
	"context"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/register"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// A Check (kết quả kiểm tra) is what stands in the way of publishing.
type Check struct {
	// Book is the norms with the version, Procedure the procedure with it; nil
	// when it is not sound or of the other kind.
	Book      *norm.Book
	Procedure *procedure.Book
	Problem   error // why it is not sound
	Cases     int
	Failures  []string // Vietnamese, one for each case that does not hold
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

// Try checks a version beside what is published.
func Try(ctx context.Context, tx *db.Tx, v Version) (c Check, err error) {
	published, err := list(ctx, tx, `kind = ? AND state = ? ORDER BY from_day, id`, v.Kind, Published)
	if err != nil {
		return c, err
	}
	if v.Kind == Procedure {
		return tryProcedure(ctx, tx, v, published)
	}
	before, err := assemble(published)
	if err != nil {
		return c, err
	}
	file, err := normbook.ReadNorms(normsFile, []byte(v.Body))
	if err != nil {
		c.Problem = err
		return c, nil //nolint:nilerr // what is wrong with the files is the answer
	}
	var rest []string
	for _, r := range file.Versions[0].Rules {
		rest = append(rest, r.Citation)
	}
	for _, item := range file.Ceilings {
		rest = append(rest, item.Citation)
	}
	if c.Problem, err = cites(ctx, tx, file.Versions[0].Instrument, rest...); err != nil || c.Problem != nil {
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
	cases, err := normbook.ReadCases(casesFile, []byte(v.Cases))
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
func cites(ctx context.Context, tx *db.Tx, text string, more ...string) (problem, err error) {
	known, err := register.Of(ctx, tx)
	if err != nil {
		return nil, err
	}
	named := instrument.Citations(text)
	if len(named) == 0 {
		return fault.New(fault.Invalid, "Văn bản “"+text+"” chưa có số, ký hiệu; hãy ghi như trên văn bản, ví dụ NQ 12/2027/NQ-HĐND."), nil
	}
	for _, c := range more {
		named = append(named, instrument.Citations(c)...)
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
		if other.Topic == v.Topic && other.Province == v.Province && norm.Meet(other.Area, v.Area) {
			if err := p.succeeded(v.From, today); err != nil {
				return err
			}
		}
	}
	return nil
}

// succeeded refuses a successor whose first day does not come after that of v, or
// is past.
func (v Version) succeeded(from, today calendar.Date) error {
	if from.After(v.From) && !from.Before(today) {
		return nil
	}
	return fault.New(fault.Conflict, fmt.Sprintf("Đã ban hành “%s” có hiệu lực từ %s. Bản thay nó phải bắt đầu sau ngày đó và từ hôm nay trở đi.", v.Instrument, v.From.VN()))
}
