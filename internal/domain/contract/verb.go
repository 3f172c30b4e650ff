package contract

import (
	"context"
	"strings"

	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// Longest texts that are taken in, in bytes.
const (
	maxLine = 500
	maxText = 8000
)

// live returns the file of a contract that is signed and not yet liquidated,
// and its purses.
func live(ctx context.Context, tx *db.Tx, id ID) (*File, []purse, error) {
	f, err := fileOf(ctx, tx, id)
	if err != nil {
		return nil, nil, err
	}
	if f.Contract.State != Signed {
		return nil, nil, conflict("Hợp đồng " + f.name() + " đang ở trạng thái “" + f.Contract.State.Label() + "”, không làm việc này được.")
	}
	return f, f.years, nil
}

// name is the number of the contract, or its id before it has one.
func (f *File) name() string {
	if f.Contract.Number != "" {
		return "số " + f.Contract.Number
	}
	return string(f.Contract.ID)
}

// in returns a Conflict fault unless the scheme is in one of the states.
func (f *File) in(what string, states ...scheme.State) error {
	var names []string
	for _, s := range states {
		if f.Scheme.State == s {
			return nil
		}
		names = append(names, "“"+s.Label()+"”")
	}
	return conflict("Chỉ " + what + " khi đề án ở trạng thái " + strings.Join(names, ", ") + "; đề án đang ở trạng thái “" + f.Scheme.State.Label() + "”.")
}

// record leaves the deed on the timeline of the scheme.
func record(ctx context.Context, tx *db.Tx, s *scheme.Scheme, verb string, detail map[string]string) error {
	return audit.Record(ctx, tx, verb, s.ID.Subject(), detail)
}

func conflict(message string) error { return fault.New(fault.Conflict, message) }

// stale is the answer to a deed done on a page that is no longer true.
func stale() error {
	return conflict("Dữ liệu vừa được người khác sửa. Hãy tải lại trang rồi làm lại.")
}

// line and body clean a field of one line and of several.
func line(s *string) { *s = text.CleanLine(*s) }
func body(s *string) { *s = text.Clean(*s) }

// checkLine notes a field of one line that is empty or too long.
func checkLine(f *fault.Form, s, field, empty string) {
	f.Check(s != "", field, empty)
	f.Check(len(s) <= maxLine, field, "Nội dung này quá dài (tối đa 500 byte).")
}

// checkText notes a text that is too long.
func checkText(f *fault.Form, s, field string) {
	f.Check(len(s) <= maxText, field, "Nội dung này quá dài (tối đa 8.000 byte).")
}

// checkAmount notes an amount that is not positive or absurdly large.
func checkAmount(f *fault.Form, v money.VND, field string) {
	f.Check(v > 0, field, "Số tiền phải lớn hơn 0.")
	f.Check(v <= money.Max, field, "Số tiền lớn quá mức cho phép (1.000.000 tỷ đồng).")
}

// checkDay notes a day that is missing, still to come or before first.
func checkDay(f *fault.Form, tx *db.Tx, d, first calendar.Date, field, before string) {
	f.Check(!d.IsZero(), field, "Hãy ghi ngày.")
	f.Check(!d.After(tx.Today()), field, "Ngày này chưa tới.")
	f.Check(d.IsZero() || !d.Before(first), field, before)
}

// reasoned cleans a reason and refuses an empty or endless one.
func reasoned(reason string) (string, error) {
	reason = text.Clean(reason)
	var form fault.Form
	form.Check(reason != "", "reason", "Hãy ghi lý do.")
	checkText(&form, reason, "reason")
	return reason, form.Err("Chưa ghi lý do.")
}

const pleaseMend = "Hãy xem lại các chỗ được đánh dấu."
