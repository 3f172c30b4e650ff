// Package disclosure is what anybody may know of the programme (công khai):
// one Go type for each published record, and the lists of them.
//
// What may be public is what the type has. The public pages, the open data and
// the programming interface show these records and nothing else, so that no
// telephone number, no personal identity and no name of a person leaves by any
// of them. See docs/adr/0026.
package disclosure

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// A Scheme is what is published of a scheme that was decided. The tags are the
// data dictionary: vi is the heading of the column, doc what stands in it.
type Scheme struct {
	ID            string  `json:"id" vi:"Mã công khai" doc:"Mã không đổi của đề án: mã tỉnh, dấu gạch, mã đề án trong tỉnh" pattern:"^[0-9]{2}-[0-9]{4}-[0-9]{4,}$" example:"19-2020-0001"`
	Province      string  `json:"province" vi:"Mã tỉnh" doc:"Mã đơn vị hành chính cấp tỉnh, theo danh mục của Thủ tướng Chính phủ" example:"19"`
	ProvinceName  string  `json:"province_name" vi:"Tỉnh" doc:"Tên tỉnh, thành phố"`
	Year          int     `json:"year" vi:"Năm" doc:"Năm ngân sách bắt đầu hỗ trợ" example:"2020"`
	Title         string  `json:"title" vi:"Tên đề án" doc:"Tên đề án; tên người, số điện thoại và số định danh được che"`
	Fund          string  `json:"fund" vi:"Mã nguồn" doc:"Nguồn kinh phí: national là khuyến công quốc gia, local là địa phương, district là cấp huyện (đến 30/6/2025), để trống khi danh sách cũ không ghi" enum:"national,local,district,"`
	FundName      string  `json:"fund_name" vi:"Nguồn kinh phí" doc:"Nguồn kinh phí bằng chữ"`
	Content       string  `json:"content" vi:"Mã nội dung" doc:"Mã nội dung hoạt động khuyến công trong danh mục của phần mềm"`
	ContentName   string  `json:"content_name" vi:"Nội dung" doc:"Nội dung hoạt động khuyến công bằng chữ"`
	Beneficiaries string  `json:"beneficiaries" vi:"Đơn vị thụ hưởng" doc:"Tên các đơn vị thụ hưởng, cách nhau bằng dấu chấm phẩy; hộ kinh doanh mang tên người được ghi là (ẩn tên chủ hộ)"`
	Count         int     `json:"beneficiary_count" vi:"Số đơn vị" doc:"Số đơn vị thụ hưởng được nêu tên"`
	Kind          string  `json:"beneficiary_kind" vi:"Mã loại hình" doc:"Loại hình của đơn vị thụ hưởng thứ nhất, để trống khi không có" enum:"enterprise,cooperative,union,group,household,"`
	KindName      string  `json:"beneficiary_kind_name" vi:"Loại hình" doc:"Loại hình bằng chữ"`
	Commune       string  `json:"commune" vi:"Mã xã" doc:"Mã xã, phường từ 01/7/2025; để trống khi chưa rõ một xã"`
	Place         string  `json:"place" vi:"Địa bàn" doc:"Nơi thực hiện theo đơn vị hành chính từ 01/7/2025, không có số nhà"`
	Status        string  `json:"status" vi:"Mã tình trạng" doc:"Tình trạng: approved đã phê duyệt, under_way đang thực hiện, accepted đã nghiệm thu, settled đã quyết toán, stopped đã dừng, recorded ghi theo danh sách cũ" enum:"approved,under_way,accepted,settled,stopped,recorded"`
	StatusName    string  `json:"status_name" vi:"Tình trạng" doc:"Tình trạng bằng chữ"`
	Support       *int64  `json:"support_vnd" vi:"Hỗ trợ (đồng)" doc:"Kinh phí khuyến công đã quyết định hỗ trợ, mọi năm, sau điều chỉnh; trống khi danh sách cũ không công bố"`
	Spent         *int64  `json:"spent_vnd" vi:"Đã chi (đồng)" doc:"Đã tạm ứng và thanh toán, trừ phần đã thu hồi; trống khi đề án nằm ngoài sổ kinh phí"`
	DecisionNo    string  `json:"decision_no" vi:"Số quyết định" doc:"Số quyết định gần nhất về kinh phí của đề án"`
	DecidedOn     *string `json:"decided_on" vi:"Ngày quyết định" doc:"Ngày của quyết định đó, dạng năm-tháng-ngày; trống khi danh sách cũ không ghi" format:"date"`
	Illustrative  bool    `json:"illustrative" vi:"Minh họa" doc:"true khi là dữ liệu minh họa, không phải đề án thật"`
}

// Amount is the support, 0 when it is not published.
func (s Scheme) Amount() money.VND {
	if s.Support == nil {
		return 0
	}
	return money.VND(*s.Support)
}

// A Status (tình trạng) is where a scheme stands, in words for everybody.
type Status string

// The statuses.
const (
	Approved Status = "approved"
	UnderWay Status = "under_way"
	Accepted Status = "accepted"
	Settled  Status = "settled"
	Stopped  Status = "stopped"
	Recorded Status = "recorded"
)

// Statuses lists the statuses in the order of a scheme's life.
func Statuses() []Status { return []Status{Approved, UnderWay, Accepted, Settled, Stopped, Recorded} }

// Label returns the Vietnamese words of the status.
func (s Status) Label() string {
	switch s {
	case Approved:
		return "Đã phê duyệt"
	case UnderWay:
		return "Đang thực hiện"
	case Accepted:
		return "Đã nghiệm thu"
	case Settled:
		return "Đã quyết toán"
	case Stopped:
		return "Đã dừng"
	case Recorded:
		return "Theo danh sách đã công bố"
	}
	return string(s)
}

// states are the states of a scheme that the status stands for. A scheme in no
// such state is not public.
func (s Status) states() []scheme.State {
	switch s {
	case Approved:
		return []scheme.State{scheme.Approved}
	case UnderWay:
		return []scheme.State{scheme.Contracted, scheme.Running}
	case Accepted:
		return []scheme.State{scheme.Accepted}
	case Settled:
		return []scheme.State{scheme.Settled, scheme.Closed}
	case Stopped:
		return []scheme.State{scheme.Stopped}
	case Recorded:
		return []scheme.State{scheme.Recorded}
	}
	return nil
}

// StatusOf is the status for the public of a state; ok is false for a state
// that is nobody's business yet.
func StatusOf(state scheme.State) (s Status, ok bool) {
	for _, s := range Statuses() {
		if slices.Contains(s.states(), state) {
			return s, true
		}
	}
	return "", false
}

var publicID = regexp.MustCompile(`^([0-9]{2})-([0-9]{4}-[0-9]{4,9})$`)

// ParseID reads the public code of a scheme: whose it is and its own code.
func ParseID(id string) (province string, own scheme.ID, err error) {
	m := publicID.FindStringSubmatch(id)
	if m == nil {
		return "", "", missing()
	}
	return m[1], scheme.ID(m[2]), nil
}

// PublicID is the code under which a scheme of a province is published.
func PublicID(province string, own scheme.ID) string { return province + "-" + string(own) }

func missing() error {
	return fault.New(fault.NotFound, "Không có đề án nào được công khai với mã này.")
}

// Totals are what the records of a list add up to.
type Totals struct {
	Schemes       int   `json:"schemes" doc:"Số đề án"`
	Support       int64 `json:"support_vnd" doc:"Tổng kinh phí khuyến công đã quyết định hỗ trợ, đồng"`
	Unpublished   int   `json:"without_amount" doc:"Số đề án mà danh sách cũ không công bố kinh phí; không có trong tổng"`
	Beneficiaries int   `json:"beneficiaries" doc:"Số lượt đơn vị thụ hưởng được nêu tên"`
}

// A Filter says which schemes a list shows; zero fields do not restrict.
type Filter struct {
	Year    int
	Fund    ledger.Fund
	Content string
	Commune string // code of a commune of today
	Kind    establishment.Kind
	Status  Status
	After   string // cursor of the page before
	Limit   int    // at most MaxPage; 0 is 50
}

// MaxPage is the largest page of a list.
const MaxPage = 200

// page is how many records the list shows at once.
func (f Filter) page() int {
	if f.Limit <= 0 {
		return 50
	}
	return min(f.Limit, MaxPage)
}

// One returns the published record of one scheme of the transaction's
// province. Nobody learns whether a scheme exists that was not decided.
func One(ctx context.Context, tx *db.Tx, own scheme.ID) (Scheme, error) {
	found, err := records(ctx, tx, "s.id = ?", []any{own}, 1)
	if err != nil {
		return Scheme{}, err
	}
	if len(found) == 0 {
		return Scheme{}, missing()
	}
	return found[0], nil
}

// List returns one page of the published schemes, the newest codes first, and
// the cursor of the next page, "" at the end. A scheme that is published while
// somebody reads page after page moves nothing that they have yet to read.
func List(ctx context.Context, tx *db.Tx, f Filter) (page []Scheme, next string, err error) {
	where, args, err := f.where(tx.Province)
	if err != nil {
		return nil, "", err
	}
	if f.After != "" {
		c, err := unseal(f.After, f.digest(tx.Province), schemeForm)
		if err != nil {
			return nil, "", err
		}
		where, args = where+" AND (s.year, s.id) < (?, ?)", append(args, c.year, c.id)
	}
	limit := f.page()
	page, err = records(ctx, tx, where, args, limit+1)
	if err != nil || len(page) <= limit {
		return page, "", err
	}
	page = page[:limit]
	_, own, err := ParseID(page[limit-1].ID)
	return page, cursor{page[limit-1].Year, string(own)}.seal(f.digest(tx.Province)), err
}

// All calls fn with every published scheme of the filter, in the order of List.
func All(ctx context.Context, tx *db.Tx, f Filter, fn func(Scheme) error) error {
	for f.After, f.Limit = "", MaxPage; ; {
		page, next, err := List(ctx, tx, f)
		if err != nil {
			return err
		}
		for _, s := range page {
			if err := fn(s); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		f.After = next
	}
}

// mostPlaces is how many places a record names.
const mostPlaces = 3

// places is where a scheme is, in units of today, without the house; the code
// only when it is one commune.
func places(all []territory.Address) (commune, words string) {
	var codes, texts []string
	for _, a := range all {
		if a.Commune == "" {
			continue
		}
		a.Detail = ""
		code := ""
		if path := territory.UnitIn(a, territory.NewUnits); len(path) > 0 && path[0].Level == territory.Commune {
			code = path[0].Code
		}
		if text := territory.In(a, territory.NewUnits); !slices.Contains(texts, text) {
			codes, texts = append(codes, code), append(texts, text)
		}
	}
	if len(codes) == 1 {
		commune = codes[0]
	}
	if more := len(texts) - mostPlaces; more > 0 {
		texts = append(texts[:mostPlaces], fmt.Sprintf("và %d nơi khác", more))
	}
	return commune, strings.Join(texts, "; ")
}

// iso is a day as it is published, nil for none.
func iso(d calendar.Date) *string {
	if d.IsZero() {
		return nil
	}
	day := d.String()
	return &day
}
