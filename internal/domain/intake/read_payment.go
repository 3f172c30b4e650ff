package intake

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/archive"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// paymentData is what a row of a list of payments says.
type paymentData struct {
	Title   string          `json:"title,omitempty"`
	Owner   string          `json:"owner,omitempty"`
	Year    int             `json:"year,omitempty"`
	Payment archive.Payment `json:"payment"`
}

// A paymentReader reads lists of payments of past schemes.
type paymentReader struct {
	schemes []scheme.Row
	paid    map[scheme.ID]money.VND // by rows of this list
	rows    map[string]int
}

func newPaymentReader(ctx context.Context, tx *db.Tx) (*paymentReader, error) {
	r := &paymentReader{paid: map[scheme.ID]money.VND{}, rows: map[string]int{}}
	f := scheme.Filter{States: []scheme.State{scheme.Recorded}, Limit: 200}
	for {
		found, next, err := scheme.List(ctx, tx, f)
		if err != nil {
			return nil, err
		}
		r.schemes = append(r.schemes, found...)
		if f.After = next; next == "" {
			return r, nil
		}
	}
}

// read implements reader.
func (r *paymentReader) read(ctx context.Context, tx *db.Tx, l *line) (Row, error) {
	d := paymentData{Title: l.text(fTitle), Owner: l.text(fName), Year: l.year(fYear)}
	d.Payment = archive.Payment{Amount: l.money(fAmount), On: l.date(fPaidOn), Reference: l.text(fReference), Note: l.text(fNote)}
	row := Row{Verdict: New}
	may, field := r.find(scheme.ID(strings.ToLower(l.text(fScheme))), l, d)
	switch len(may) {
	case 0:
		l.problem(field, "Không tìm thấy đề án cũ nào như dòng này; hãy nhập danh sách đề án cũ trước, hoặc ghi mã đề án.")
	case 1:
		d.Payment.Scheme = may[0]
		row.Target = string(may[0])
	default:
		row.Verdict, row.May = Ask, idStrings(may[:min(len(may), 10)])
	}
	if err := r.check(ctx, tx, l, d, &row); err != nil {
		return Row{}, err
	}
	key := row.Target + "|" + strings.Join(row.May, ",") + "|" + d.Payment.Amount.String() + "|" + d.Payment.On.String() + "|" + text.Fold(d.Payment.Reference)
	if first, twice := r.rows[key]; twice {
		l.problem(fReference, "Trùng với dòng %d của tệp (cùng đề án, ngày, số tiền và chứng từ).", first)
	} else {
		r.rows[key] = l.row + 1
	}
	data, err := json.Marshal(d)
	row.Data = string(data)
	return row, err
}

// find returns the recorded schemes that a row may mean, and the cell that
// names them best.
func (r *paymentReader) find(id scheme.ID, l *line, d paymentData) (may []scheme.ID, field Field) {
	if id != "" {
		return []scheme.ID{id}, fScheme
	}
	if field = fTitle; d.Title == "" {
		field = fName
	}
	title, name := text.Fold(d.Title), text.Fold(d.Owner)
	for _, s := range r.schemes {
		sameYear := d.Year == 0 || d.Year == s.Year
		sameTitle := title == "" || title == text.Fold(s.Title)
		sameName := name == "" || strings.Contains(text.Fold(s.Beneficiary), name) || strings.Contains(name, text.Fold(s.Beneficiary))
		if sameYear && sameTitle && sameName && title+name != "" {
			may = append(may, s.ID)
		}
	}
	slices.Sort(may)
	if !l.has(field) {
		field = fAmount
	}
	return may, field
}

// check asks whether the payment can be posted, and is in the book already.
func (r *paymentReader) check(ctx context.Context, tx *db.Tx, l *line, d paymentData, row *Row) error {
	if row.Target == "" {
		if d.Payment.Amount == 0 && !l.said(fAmount) {
			l.problem(fAmount, "Chưa ghi số tiền đã chi.")
		}
		return nil
	}
	known, err := archive.PaymentKnown(ctx, tx, d.Payment)
	if err != nil {
		return err
	}
	if known {
		row.Verdict = Same
		return nil
	}
	err = archive.CheckPayment(ctx, tx, d.Payment, r.paid[d.Payment.Scheme])
	problem, ok := errors.AsType[*fault.Error](err)
	if !ok {
		r.paid[d.Payment.Scheme] += d.Payment.Amount
		return err
	}
	for _, name := range []string{"scheme", "amount", "paid_on", "reference"} {
		f := Field(name)
		if name == "scheme" && !l.has(fScheme) {
			f = fTitle
		}
		if message := problem.Fields[name]; message != "" && !l.said(f) {
			l.problem(f, "%s", message)
		}
	}
	return nil
}
