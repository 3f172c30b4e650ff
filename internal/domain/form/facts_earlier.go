package form

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// A result is what the books hold of a fund in one year.
type result struct {
	schemes                            int
	approved, spent, settled, returned money.VND
}

// resultOf adds up the subjects of a book. Money that came over from the year
// before was approved then, and is not counted again.
func resultOf(ctx context.Context, tx *db.Tx, b ledger.Book) (r result, err error) {
	subjects, err := ledger.Subjects(ctx, tx, b)
	for _, has := range subjects {
		approved := has.Granted() + has[ledger.BroughtForward]
		if approved > 0 {
			r.schemes++
			r.approved += approved
		}
		r.spent += has[ledger.Advanced] + has[ledger.Paid] + has[ledger.Settled]
		r.settled += has[ledger.Settled]
		r.returned += has[ledger.Returned]
	}
	return r, err
}

func (b *builder) result(r result) {
	b.flag("co_so_lieu", "sổ có số liệu", r.schemes > 0)
	b.ask("so_de_an", "số đề án được phê duyệt", number(r.schemes))
	b.owed("phe_duyet", "kinh phí được phê duyệt", r.approved)
	b.known("da_chi", "kinh phí đã chi", r.spent, r.schemes > 0)
	b.known("quyet_toan", "kinh phí đã quyết toán", r.settled, r.schemes > 0)
	b.known("nop_lai", "kinh phí đã thu hồi, nộp ngân sách", r.returned, r.schemes > 0)
}

// An earlier is support that an applicant had in the years before the plan.
type earlier struct {
	name    string
	scheme  string
	content norm.Content
	year    int
	amount  money.VND
	unsure  string
}

// earlierOf lists what the applicants of a plan have received by schemes of
// years before it, each scheme once an applicant. A merge of establishments
// counts for the one that stands now.
func earlierOf(ctx context.Context, tx *db.Tx, schemes []*scheme.Scheme, before int) ([]earlier, error) {
	names := map[establishment.ID]string{}
	var who []establishment.ID
	for _, s := range schemes {
		for _, ben := range s.Active() {
			if names[ben.Establishment] == "" {
				who = append(who, ben.Establishment)
			}
			names[ben.Establishment] = ben.Name
		}
	}
	history, err := scheme.HistoryOf(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	var all []earlier
	for _, id := range who {
		seen := map[string]bool{}
		for _, r := range history[id] {
			if seen[r.Scheme] || r.On.Year() >= before {
				continue
			}
			seen[r.Scheme] = true
			all = append(all, earlier{names[id], r.Scheme, r.Content, r.On.Year(), r.Amount, r.Unsure})
		}
	}
	slices.SortStableFunc(all, func(a, b earlier) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.year, b.year)) })
	return all, nil
}

func (b *builder) earlier(all []earlier) {
	list(b, "da_ho_tro", "Hỗ trợ mà đơn vị thụ hưởng đã nhận những năm trước", all, func(b *builder, e earlier) {
		info, _ := normbook.ContentByCode(e.content)
		b.text("ten", "Đơn vị thụ hưởng", e.name)
		b.text("nam", "Năm quyết định", strconv.Itoa(e.year))
		b.text("ma", "Mã đề án", e.scheme)
		b.text("noi_dung", "Nội dung hoạt động", info.Short)
		b.known("kinh_phi", "Kinh phí hỗ trợ của cả đề án", e.amount, e.unsure == "")
		b.text("luu_y", "Vì sao chưa chắc", e.unsure)
	})
}
