package disclosure

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/product"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// A Product is what is published of an outstanding product that was recognised.
type Product struct {
	ID           string  `json:"id" vi:"Mã công khai" doc:"Mã không đổi: mã tỉnh, dấu gạch, mã sản phẩm trong tỉnh" pattern:"^[0-9]{2}-sp-[0-9]{4,}$" example:"19-sp-0001"`
	Province     string  `json:"province" vi:"Mã tỉnh" doc:"Mã đơn vị hành chính cấp tỉnh" example:"19"`
	ProvinceName string  `json:"province_name" vi:"Tỉnh" doc:"Tên tỉnh, thành phố"`
	Year         int     `json:"year" vi:"Năm" doc:"Năm được công nhận" example:"2026"`
	Name         string  `json:"name" vi:"Tên sản phẩm" doc:"Tên sản phẩm; tên người và số điện thoại được che"`
	Kind         string  `json:"kind" vi:"Mã nhóm" doc:"Nhóm sản phẩm: handicraft thủ công mỹ nghệ, food chế biến nông, lâm, thủy sản và thực phẩm, equipment thiết bị, máy móc, other khác" enum:"handicraft,food,equipment,other"`
	KindName     string  `json:"kind_name" vi:"Nhóm sản phẩm" doc:"Nhóm sản phẩm bằng chữ"`
	Level        string  `json:"level" vi:"Mã cấp" doc:"Cấp công nhận: commune cấp xã (cấp huyện trước 01/7/2025), province cấp tỉnh, region cấp khu vực, nation cấp quốc gia" enum:"commune,province,region,nation"`
	LevelName    string  `json:"level_name" vi:"Cấp công nhận" doc:"Cấp công nhận bằng chữ"`
	Maker        string  `json:"maker" vi:"Cơ sở" doc:"Tên cơ sở có sản phẩm; hộ kinh doanh mang tên người được ghi là (ẩn tên chủ hộ)"`
	MakerKind    string  `json:"maker_kind_name" vi:"Loại hình cơ sở" doc:"Loại hình bằng chữ"`
	Commune      string  `json:"commune" vi:"Mã xã" doc:"Mã xã, phường từ 01/7/2025; để trống khi chưa rõ một xã"`
	Place        string  `json:"place" vi:"Địa bàn" doc:"Nơi sản xuất theo đơn vị hành chính từ 01/7/2025, không có số nhà"`
	Certificate  string  `json:"certificate" vi:"Số chứng nhận" doc:"Số quyết định hoặc giấy chứng nhận"`
	ValidUntil   *string `json:"valid_until" vi:"Có hiệu lực đến" doc:"Ngày cuối của giấy chứng nhận; trống khi không ghi" format:"date"`
	Illustrative bool    `json:"illustrative" vi:"Minh họa" doc:"true khi là dữ liệu minh họa, không phải sản phẩm thật"`
}

// The names of the filters of products in addresses; the others are those of
// schemes.
const (
	ByProductKind  = "nhom"
	ByProductLevel = "cap"
)

// A ProductFilter says which products a list shows; zero fields do not restrict.
type ProductFilter struct {
	Year    int
	Kind    product.Kind
	Level   product.Level
	Commune string // code of a commune of today
	After   string // cursor of the page before
	Limit   int    // at most MaxPage; 0 is 50
}

// Check refuses what the filter does not know.
func (f ProductFilter) Check() error {
	var form fault.Form
	form.Check(f.Year == 0 || f.Year >= 1990 && f.Year <= 2200, ByYear, "Năm phải là một số từ 1990 đến 2200.")
	form.Check(f.Kind == "" || slices.Contains(product.Kinds(), f.Kind), ByProductKind, "Nhóm sản phẩm này không có trong danh mục.")
	form.Check(f.Level == "" || slices.Contains(product.Levels(), f.Level), ByProductLevel, "Cấp công nhận này không có trong danh mục.")
	_, unit := territory.Lookup(f.Commune, territory.SwitchDay)
	form.Check(f.Commune == "" || unit, ByCommune, "Mã xã này không có trong danh mục từ 01/7/2025.")
	return form.Err("Bộ lọc có chỗ không đúng.")
}

func (f ProductFilter) digest(province string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "product %q %d %q %q %q", province, f.Year, f.Kind, f.Level, f.Commune))
	return hex.EncodeToString(sum[:8])
}

func (f ProductFilter) where() (where string, args []any, err error) {
	if err := f.Check(); err != nil {
		return "", nil, err
	}
	for _, one := range []struct {
		set       bool
		condition string
		value     any
	}{{f.Year != 0, " AND p.year = ?", f.Year}, {f.Kind != "", " AND p.kind = ?", f.Kind}, {f.Level != "", " AND p.level = ?", f.Level}} {
		if one.set {
			where, args = where+one.condition, append(args, one.value)
		}
	}
	if f.Commune != "" {
		near, codes := lies("p", f.Commune)
		where, args = where+" AND "+near, append(args, codes...)
	}
	return where, args, nil
}

// Products returns one page of the recognised products, the newest year first,
// and the cursor of the next page, "" at the end.
func Products(ctx context.Context, tx *db.Tx, f ProductFilter) (page []Product, next string, err error) {
	where, args, err := f.where()
	if err != nil {
		return nil, "", err
	}
	if f.After != "" {
		c, err := unseal(f.After, f.digest(tx.Province), productForm)
		if err != nil {
			return nil, "", err
		}
		where, args = where+" AND (p.year, p.id) < (?, ?)", append(args, c.year, c.id)
	}
	limit := Filter{Limit: f.Limit}.page()
	var last []cursor
	page, err = db.Collect(ctx, tx, `
		SELECT p.id, p.name, p.kind, p.level, p.year, p.certificate, p.valid_until, p.commune, p.address_on, p.illustrative, r.name, r.contact, r.kind
		FROM products AS p
		JOIN establishments AS e ON e.province = p.province AND e.id = p.establishment
		JOIN establishments AS r ON r.province = e.province AND r.id = CASE WHEN e.merged_into = '' THEN e.id ELSE e.merged_into END
		WHERE p.province = ?`+where+` ORDER BY p.year DESC, p.id DESC LIMIT `+strconv.Itoa(limit+1), append([]any{tx.Province}, args...),
		func(scan db.Scan) (Product, error) {
			one := Product{Province: tx.Province, ProvinceName: territory.NameEver(tx.Province)}
			var who person
			var kind product.Kind
			var level product.Level
			var until calendar.Date
			err := scan(&one.ID, &one.Name, &kind, &level, &one.Year, &one.Certificate, &until, &who.place.Commune, &who.place.On, &one.Illustrative,
				&who.name, &who.contact, &who.kind)
			last = append(last, cursor{one.Year, one.ID})
			one.ID = tx.Province + "-" + one.ID
			one.Name, one.Maker, one.MakerKind = hideIn(one.Name, []person{who}), who.public(), who.kind.Label()
			one.Kind, one.KindName, one.Level, one.LevelName = string(kind), kind.Label(), string(level), level.Label()
			one.Commune, one.Place = places([]territory.Address{who.place})
			one.Certificate, one.ValidUntil = scrub(one.Certificate), iso(until)
			return one, err
		})
	if err != nil {
		return nil, "", fmt.Errorf("published products: %w", err)
	}
	if len(page) > limit {
		page, next = page[:limit], last[limit-1].seal(f.digest(tx.Province))
	}
	return page, next, nil
}

// AllProducts calls fn with every published product of the filter, in the order
// of Products.
func AllProducts(ctx context.Context, tx *db.Tx, f ProductFilter, fn func(Product) error) error {
	for f.After, f.Limit = "", MaxPage; ; {
		page, next, err := Products(ctx, tx, f)
		if err != nil {
			return err
		}
		for _, p := range page {
			if err := fn(p); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		f.After = next
	}
}

// CountProducts counts the published products of a filter, and who makes them.
func CountProducts(ctx context.Context, tx *db.Tx, f ProductFilter) (products, makers int, err error) {
	where, args, err := f.where()
	if err != nil {
		return 0, 0, err
	}
	err = tx.QueryRow(ctx, `SELECT count(*), count(DISTINCT p.establishment) FROM products AS p WHERE p.province = ?`+where,
		append([]any{tx.Province}, args...), &products, &makers)
	return products, makers, err
}

// ProductYears lists the years that have published products, newest first.
func ProductYears(ctx context.Context, tx *db.Tx) ([]int, error) {
	return db.Collect(ctx, tx, `SELECT DISTINCT p.year FROM products AS p WHERE p.province = ? ORDER BY p.year DESC`, []any{tx.Province},
		func(scan db.Scan) (y int, err error) { return y, scan(&y) })
}
