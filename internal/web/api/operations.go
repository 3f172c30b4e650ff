package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"example.vn/khuyencong/internal/domain/disclosure"
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/product"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// Filters are the parameters of lists. Their names are those of the pages.
type Filters struct {
	Year    int    `query:"nam" minimum:"1990" maximum:"2200" doc:"Năm ngân sách bắt đầu hỗ trợ"`
	Fund    string `query:"nguon" enum:"national,local,district" doc:"Nguồn kinh phí"`
	Content string `query:"noi-dung" maxLength:"60" doc:"Mã nội dung hoạt động, xem danh mục"`
	Commune string `query:"xa" pattern:"^[0-9]{5}$" doc:"Mã xã, phường từ 01/7/2025"`
	Kind    string `query:"loai-hinh" enum:"enterprise,cooperative,union,group,household" doc:"Loại hình đơn vị thụ hưởng"`
	Status  string `query:"tinh-trang" enum:"approved,under_way,accepted,settled,stopped,recorded" doc:"Tình trạng"`
}

func (f Filters) filter() disclosure.Filter {
	return disclosure.Filter{Year: f.Year, Fund: ledger.Fund(f.Fund), Content: f.Content, Commune: f.Commune,
		Kind: establishment.Kind(f.Kind), Status: disclosure.Status(f.Status)}
}

// listInput asks for one page.
type listInput struct {
	Filters
	After string `query:"sau" maxLength:"200" doc:"Con trỏ next của trang trước, dùng với đúng bộ lọc đó"`
	Limit int    `query:"so-dong" minimum:"1" maximum:"200" default:"50" doc:"Số bản ghi của một trang"`
}

// A SchemePage is one page of published schemes.
type SchemePage struct {
	Items []disclosure.Scheme `json:"items" nullable:"false" doc:"Đề án, mã mới nhất trước"`
	Next  *string             `json:"next" doc:"Con trỏ của trang sau; null ở trang cuối"`
}

// A Code is one value of a list of codes.
type Code struct {
	Code string `json:"code" doc:"Mã"`
	Name string `json:"name" doc:"Tên bằng tiếng Việt"`
}

// CodeLists are the codes that records and filters use.
type CodeLists struct {
	Funds    []Code `json:"funds" nullable:"false" doc:"Nguồn kinh phí"`
	Contents []Code `json:"contents" nullable:"false" doc:"Nội dung hoạt động theo danh mục hôm nay"`
	Kinds    []Code `json:"beneficiary_kinds" nullable:"false" doc:"Loại hình đơn vị thụ hưởng"`
	Statuses []Code `json:"statuses" nullable:"false" doc:"Tình trạng"`
	Years    []int  `json:"years" nullable:"false" doc:"Các năm có đề án công khai"`
}

// productsInput asks for one page of products.
type productsInput struct {
	Year    int    `query:"nam" minimum:"1990" maximum:"2200" doc:"Năm được công nhận"`
	Kind    string `query:"nhom" enum:"handicraft,food,equipment,other" doc:"Nhóm sản phẩm"`
	Level   string `query:"cap" enum:"commune,province,region,nation" doc:"Cấp công nhận"`
	Commune string `query:"xa" pattern:"^[0-9]{5}$" doc:"Mã xã, phường từ 01/7/2025"`
	After   string `query:"sau" maxLength:"200" doc:"Con trỏ next của trang trước, dùng với đúng bộ lọc đó"`
	Limit   int    `query:"so-dong" minimum:"1" maximum:"200" default:"50" doc:"Số bản ghi của một trang"`
}

// A ProductPage is one page of published products.
type ProductPage struct {
	Items []disclosure.Product `json:"items" nullable:"false" doc:"Sản phẩm, năm mới nhất trước"`
	Next  *string              `json:"next" doc:"Con trỏ của trang sau; null ở trang cuối"`
}

type (
	productsOutput struct{ Body ProductPage }
	schemesOutput  struct{ Body SchemePage }
	schemeOutput   struct{ Body disclosure.Scheme }
	totalsOutput   struct{ Body disclosure.Totals }
	codesOutput    struct{ Body CodeLists }
	schemeInput    struct {
		ID string `path:"ma" maxLength:"20" doc:"Mã công khai của đề án" example:"19-2020-0001"`
	}
	totalsInput struct{ Filters }
)

// operation describes one address; all are read with GET.
func operation(id, path, summary, description string, errors ...int) huma.Operation {
	errors = append(errors, http.StatusUnauthorized, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable)
	return huma.Operation{OperationID: id, Method: http.MethodGet, Path: Prefix + path, Summary: summary, Description: description, Errors: errors}
}

func (s *Server) register() {
	huma.Register(s.api, operation("de-an", "de-an", "Đề án được hỗ trợ",
		"Từng trang đề án đã có quyết định, mã mới nhất trước. Đọc tiếp bằng sau=next; đề án thêm vào trong lúc đọc không làm xê dịch phần chưa đọc."), s.schemes)
	huma.Register(s.api, operation("mot-de-an", "de-an/{ma}", "Một đề án", "Bản ghi công khai của một đề án.", http.StatusNotFound), s.scheme)
	huma.Register(s.api, operation("san-pham", "san-pham", "Sản phẩm tiêu biểu", "Từng trang sản phẩm công nghiệp nông thôn tiêu biểu đã được công nhận, năm mới nhất trước."), s.products)
	huma.Register(s.api, operation("tong-hop", "tong-hop", "Tổng theo bộ lọc", "Số đề án, kinh phí và lượt đơn vị thụ hưởng của bộ lọc."), s.totals)
	huma.Register(s.api, operation("danh-muc", "danh-muc", "Danh mục mã", "Các mã dùng trong bản ghi và bộ lọc."), s.codes)
}

func (s *Server) schemes(ctx context.Context, in *listInput) (*schemesOutput, error) {
	out := &schemesOutput{Body: SchemePage{Items: []disclosure.Scheme{}}}
	f := in.filter()
	f.After, f.Limit = in.After, in.Limit
	return out, s.read(ctx, func(tx *db.Tx) error {
		page, next, err := disclosure.List(ctx, tx, f)
		if len(page) > 0 {
			out.Body.Items = page
		}
		if next != "" {
			out.Body.Next = &next
		}
		return err
	})
}

func (s *Server) products(ctx context.Context, in *productsInput) (*productsOutput, error) {
	out := &productsOutput{Body: ProductPage{Items: []disclosure.Product{}}}
	f := disclosure.ProductFilter{Year: in.Year, Kind: product.Kind(in.Kind), Level: product.Level(in.Level), Commune: in.Commune, After: in.After, Limit: in.Limit}
	return out, s.read(ctx, func(tx *db.Tx) error {
		page, next, err := disclosure.Products(ctx, tx, f)
		if len(page) > 0 {
			out.Body.Items = page
		}
		if next != "" {
			out.Body.Next = &next
		}
		return err
	})
}

func (s *Server) scheme(ctx context.Context, in *schemeInput) (*schemeOutput, error) {
	out := &schemeOutput{}
	return out, s.read(ctx, func(tx *db.Tx) error {
		province, own, err := disclosure.ParseID(in.ID)
		if err == nil && province != tx.Province {
			err = fault.New(fault.NotFound, "Khóa này chỉ đọc được đề án của tỉnh đã cấp khóa.")
		}
		if err != nil {
			return err
		}
		out.Body, err = disclosure.One(ctx, tx, own)
		return err
	})
}

func (s *Server) totals(ctx context.Context, in *totalsInput) (*totalsOutput, error) {
	out := &totalsOutput{}
	return out, s.read(ctx, func(tx *db.Tx) (err error) {
		out.Body, err = disclosure.Sum(ctx, tx, in.filter())
		return err
	})
}

func (s *Server) codes(ctx context.Context, _ *struct{}) (*codesOutput, error) {
	out := &codesOutput{Body: CodeLists{Years: []int{}}}
	for _, f := range append(ledger.Funds(), ledger.District) {
		out.Body.Funds = append(out.Body.Funds, Code{string(f), f.Label()})
	}
	for _, k := range establishment.Kinds() {
		out.Body.Kinds = append(out.Body.Kinds, Code{string(k), k.Label()})
	}
	for _, status := range disclosure.Statuses() {
		out.Body.Statuses = append(out.Body.Statuses, Code{string(status), status.Label()})
	}
	return out, s.read(ctx, func(tx *db.Tx) error {
		for _, info := range normbook.Contents(tx.Today()) {
			out.Body.Contents = append(out.Body.Contents, Code{string(info.Code), info.Name})
		}
		years, err := disclosure.Years(ctx, tx)
		if len(years) > 0 {
			out.Body.Years = years
		}
		return err
	})
}
