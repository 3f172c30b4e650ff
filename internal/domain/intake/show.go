package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// A Shown is a row, or what it may be, as people see it.
type Shown struct {
	ID    string
	Name  string
	Tax   string
	Place string
	More  string
}

// Show says what a row of a list of the kind says.
func (k Kind) Show(row Row) Shown {
	switch k {
	case Establishments:
		var d ownerData
		_ = json.Unmarshal([]byte(row.Data), &d) // a row that cannot be read shows nothing
		return showEstablishment(d.Establishment)
	case Products:
		var d productData
		_ = json.Unmarshal([]byte(row.Data), &d)
		return Shown{
			Name: d.Product.Name, Tax: d.Owner.Tax, Place: strings.Trim(d.Owner.Name+", "+d.Owner.Place, ", "),
			More: strings.Trim(fmt.Sprintf("%s, %d", d.Product.Level.Label(), d.Product.Year), ", "),
		}
	case Schemes:
		var d schemeData
		_ = json.Unmarshal([]byte(row.Data), &d)
		return d.show(row.Verdict)
	case Payments:
		var d paymentData
		_ = json.Unmarshal([]byte(row.Data), &d)
		return Shown{
			Name: firstOf(d.Title, string(d.Payment.Scheme), d.Owner), Place: d.Owner,
			More: d.Payment.Amount.String() + " đồng, ngày " + d.Payment.On.VN() + ", chứng từ " + d.Payment.Reference,
		}
	}
	return Shown{}
}

// show is the row of a list of schemes as people see it.
func (d schemeData) show(v Verdict) Shown {
	row := d.Staged.Row
	var who, more []string
	for i, b := range row.Beneficiaries {
		name := b.Name
		if v == New && i < len(d.Staged.Parties) {
			name += " (" + firstOf(string(d.Staged.Parties[i].Is), "cơ sở mới") + ")"
		}
		who = append(who, name)
	}
	if row.Year != 0 {
		more = append(more, "năm "+strconv.Itoa(row.Year))
	}
	if row.Fund != schemelist.Unknown {
		more = append(more, row.Fund.Label())
	}
	if row.Support.Has {
		more = append(more, "hỗ trợ "+row.Support.VND.String()+" đồng")
	} else if v != Bad {
		more = append(more, "không ghi kinh phí hỗ trợ")
	}
	if row.TotalCost.Has {
		more = append(more, "tổng kinh phí "+row.TotalCost.VND.String()+" đồng")
	}
	for _, c := range d.Changes {
		more = append(more, "sửa "+c)
	}
	return Shown{Name: row.Title, Place: cut(strings.Join(who, ", "), 300), More: strings.Join(more, "; ")}
}

func showEstablishment(e establishment.Establishment) Shown {
	more := []string{}
	if e.Kind != "" {
		more = append(more, e.Kind.Label())
	}
	if e.Phone != "" {
		more = append(more, establishment.ShowPhone(e.Phone))
	}
	return Shown{ID: string(e.ID), Name: e.Name, Tax: e.TaxCode, Place: territory.In(e.Address, territory.NewUnits), More: strings.Join(more, ", ")}
}

// SchemeSums adds up what rows of a list of schemes say of their support and their
// whole cost, but for those that are wrong or left out.
func SchemeSums(rows []Row) (support, total money.VND) {
	for _, row := range rows {
		if d, err := schemeOf(row); err == nil && row.Verdict != Bad && row.Verdict != Skip {
			support += d.Staged.Row.Support.VND
			total += d.Staged.Row.TotalCost.VND
		}
	}
	return support, total
}

// Sums is SchemeSums over all rows of an intake.
func Sums(ctx context.Context, tx *db.Tx, id ID) (support, total money.VND, err error) {
	for after := 0; ; {
		rows, err := Rows(ctx, tx, id, after, chunkRows)
		if err != nil {
			return 0, 0, err
		}
		s, t := SchemeSums(rows)
		support, total = support+s, total+t
		if len(rows) < chunkRows {
			return support, total, nil
		}
		after = rows[len(rows)-1].No
	}
}

// Candidates returns those that a row may be, or may belong to, as people see
// them.
func (k Kind) Candidates(ctx context.Context, tx *db.Tx, ids []string) ([]Shown, error) {
	var all []Shown
	for _, id := range ids {
		if k == Payments || k == Schemes && !strings.HasPrefix(id, "cs-") {
			s, err := scheme.ByID(ctx, tx, scheme.ID(id))
			if err != nil {
				return nil, err
			}
			all = append(all, Shown{ID: id, Name: s.Title, More: fmt.Sprintf("%d, %s", s.Year, s.Fund.Label())})
			continue
		}
		e, err := establishment.ByID(ctx, tx, establishment.ID(id))
		if err != nil {
			return nil, err
		}
		all = append(all, showEstablishment(e))
	}
	return all, nil
}

// Made returns what the rows of an intake that was loaded became, by row: the
// ID of an establishment or product. rows are new ones that follow one another.
func (in Intake) Made(ctx context.Context, tx *db.Tx, rows []Row) (map[int]string, error) {
	all := map[int]string{}
	if in.State != Done || len(rows) == 0 {
		return all, nil
	}
	if in.Kind != Establishments {
		for _, row := range rows {
			switch {
			case in.Kind == Products:
				all[row.No] = row.made
			case in.Kind == Schemes && row.made != "":
				m, err := madeOf(row)
				if err != nil {
					return nil, err
				}
				all[row.No] = string(m.Stored.Scheme)
			}
		}
		return all, nil
	}
	at, err := newBefore(ctx, tx, in.ID, rows[0].No)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		all[row.No] = in.nth(at)
		at++
	}
	return all, nil
}

// nth is the establishment that the n-th new row, from zero, became.
func (in Intake) nth(n int64) string {
	for _, part := range in.Blocks {
		if n < part.Count {
			return string(part.ID(n))
		}
		n -= part.Count
	}
	return ""
}
