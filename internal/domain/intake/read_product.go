package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/product"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// An owner is the establishment that a row of another kind of list names.
type owner struct {
	Name  string `json:"name"`
	Tax   string `json:"tax,omitempty"`
	Place string `json:"place,omitempty"`
}

// productData is what a row of a list of products says.
type productData struct {
	Owner   owner           `json:"owner"`
	Product product.Product `json:"product"`
}

// A productReader reads lists of outstanding products.
type productReader struct {
	index  *establishment.Index
	places *placer
	source string
	rows   map[string]int
}

func newProductReader(ctx context.Context, tx *db.Tx, in Intake) (*productReader, error) {
	index, err := establishment.NewIndex(ctx, tx, "")
	return &productReader{
		index: index, places: newPlacer(tx.Province, tx.Today()), rows: map[string]int{},
		source: "Nhập từ tệp " + in.File + " (" + string(in.ID) + ")",
	}, err
}

// read implements reader.
func (r *productReader) read(ctx context.Context, tx *db.Tx, l *line) (Row, error) {
	d := productData{Product: product.Product{
		Name: l.text(fProduct), Kind: l.group(), Level: l.level(), Year: l.year(fYear), Certificate: l.text(fCert),
		ValidUntil: l.date(fUntil), Note: l.text(fNote), Source: r.source,
	}}
	if cell, ok := l.numeric(fPoints); ok {
		points, err := product.ParsePoints(cell.Text)
		if err != nil {
			l.problem(fPoints, "%s", sentence(err))
		}
		d.Product.Points = points
	}
	d.Product.Illustrative = strings.Contains(text.Fold(d.Product.Note), "du lieu minh hoa")
	row := Row{Verdict: New}
	r.owner(tx, l, &d, &row)
	if err := r.check(ctx, tx, l, &d, &row); err != nil {
		return Row{}, err
	}
	key := text.Fold(d.Product.Name) + "|" + string(d.Product.Level) + "|" + fmt.Sprint(d.Product.Year) + "|" + row.Target + "|" + text.Fold(d.Owner.Name)
	if first, twice := r.rows[key]; twice {
		l.problem(fProduct, "Trùng với dòng %d của tệp (cùng sản phẩm, cùng cơ sở, cấp và năm).", first)
	} else {
		r.rows[key] = l.row + 1
	}
	data, err := json.Marshal(d)
	row.Data = string(data)
	return row, err
}

// owner finds whose product it is.
func (r *productReader) owner(tx *db.Tx, l *line, d *productData, row *Row) {
	e, field := l.owner(tx, r.places)
	d.Owner = owner{Name: e.Name, Tax: e.TaxCode, Place: strings.Trim(l.text(fCommune)+", "+l.text(fDistrict), ", ")}
	if len(l.problems) > 0 && e.Name == "" && e.TaxCode == "" {
		return
	}
	switch m := r.index.Match(e); {
	case m.Sure != "":
		row.Target = string(m.Sure)
	case len(m.May) > 0:
		row.Verdict, row.May = Ask, idStrings(m.May)
	default:
		l.problem(field, "Chưa có cơ sở “%s” trong danh sách; hãy nhập cơ sở trước, hoặc ghi mã số thuế.", cut(firstOf(e.Name, e.TaxCode), 80))
	}
}

// check asks the register whether the product can be stored, and is there.
func (r *productReader) check(ctx context.Context, tx *db.Tx, l *line, d *productData, row *Row) error {
	p := d.Product
	p.Establishment = establishment.ID(row.Target)
	err := product.Check(ctx, tx, p)
	if problem, ok := errors.AsType[*fault.Error](err); ok {
		cells := map[string]Field{"name": fProduct, "kind": fGroup}
		for _, name := range []string{"name", "kind", "level", "year", "points", "certificate", "valid_until", "note"} {
			f, ok := cells[name]
			if !ok {
				f = Field(name)
			}
			if message := problem.Fields[name]; message != "" && !l.said(f) {
				l.problem(f, "%s", message)
			}
		}
		return nil
	}
	if err != nil || row.Target == "" {
		return err
	}
	twice, err := product.Same(ctx, tx, p)
	if twice != "" {
		row.Verdict, row.Target = Same, string(twice)
	}
	return err
}

// said reports whether the cell of f has a problem already.
func (l *line) said(f Field) bool {
	for _, p := range l.problems {
		if p.Cell == l.ref(f) {
			return true
		}
	}
	return false
}

// owner reads the establishment that a row names, and which cell names it.
func (l *line) owner(tx *db.Tx, places *placer) (establishment.Establishment, Field) {
	e := establishment.Establishment{Name: l.text(fName)}
	field := fName
	if e.Name == "" {
		field = fTax
	}
	if l.text(fCommune)+l.text(fDistrict) != "" {
		e.Address = l.place(places)
	}
	e.Kind, _ = establishment.GuessKind(e.Name)
	if e.Kind == "" {
		e.Kind = establishment.Household
	}
	code, err := establishment.ParseTaxCode(l.text(fTax), establishment.Household, tx.Today())
	if err != nil {
		l.problem(fTax, "%s", sentence(err))
	}
	if e.TaxCode = code; e.Name == "" && code == "" {
		l.problem(field, "Chưa ghi cơ sở nào.")
	}
	return e, field
}

// groupWords are how lists call the groups of products, folded; the first that
// is found counts.
var groupWords = []struct {
	words string
	kind  product.Kind
}{
	{"thu cong", product.Handicraft}, {"my nghe", product.Handicraft}, {"tcmn", product.Handicraft}, {"handicraft", product.Handicraft},
	{"nong lam", product.Food}, {"nong san", product.Food}, {"thuc pham", product.Food}, {"do uong", product.Food}, {"thuy san", product.Food}, {"food", product.Food},
	{"thiet bi", product.Equipment}, {"may moc", product.Equipment}, {"co khi", product.Equipment}, {"phu tung", product.Equipment}, {"equipment", product.Equipment},
	{"khac", product.Other}, {"other", product.Other},
}

// group reads the group of a product.
func (l *line) group() product.Kind {
	words := l.text(fGroup)
	for _, w := range groupWords {
		if strings.Contains(" "+text.Fold(words)+" ", " "+w.words+" ") {
			return w.kind
		}
	}
	if words != "" {
		l.problem(fGroup, "“%s” không phải là một trong bốn nhóm: thủ công mỹ nghệ; chế biến nông, lâm, thủy sản và thực phẩm; thiết bị, máy móc, dụng cụ; khác.", cut(words, 60))
	}
	return ""
}

// levelWords are how lists call the levels, folded.
var levelWords = []struct {
	words string
	level product.Level
}{
	{"quoc gia", product.Nation}, {"trung uong", product.Nation}, {"khu vuc", product.Region}, {"vung", product.Region},
	{"tinh", product.Province}, {"thanh pho", product.Province}, {"huyen", product.Commune}, {"xa", product.Commune},
	{"nation", product.Nation}, {"region", product.Region}, {"province", product.Province}, {"commune", product.Commune},
}

// level reads the level at which a product was recognised.
func (l *line) level() product.Level {
	words := l.text(fLevel)
	for _, w := range levelWords {
		if strings.Contains(" "+text.Fold(words)+" ", " "+w.words+" ") {
			return w.level
		}
	}
	if words != "" {
		l.problem(fLevel, "“%s” không phải là một cấp bình chọn: xã (huyện cũ), tỉnh, khu vực, quốc gia.", cut(words, 60))
	}
	return ""
}

func firstOf(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
