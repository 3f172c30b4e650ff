package office

import (
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// establishmentPairsShown is how many pairs the page shows at once; the rest
// comes when these are decided.
const establishmentPairsShown = 30

// establishmentMergesShown is how many of the newest merges the page shows.
const establishmentMergesShown = 100

// establishmentDuplicatesPage is the page of possible duplicates.
type establishmentDuplicatesPage struct {
	Shell   ui.Shell
	View    territory.View // whose units the addresses are shown in
	Views   []ui.NavItem
	Pairs   []establishmentPair
	More    int
	Merges  []establishmentMergeRow
	Older   bool // there are merges before these
	Problem error
	Failed  string // the pair whose form was refused
	Keep    string
	Reason  string
}

// establishmentPair is two records side by side.
type establishmentPair struct {
	A, B    establishment.Establishment
	Reasons string
	Lines   []establishmentLine
	Key     string
}

// id names the pair in the page.
func (p establishmentPair) id() string { return string(p.A.ID) + "-" + string(p.B.ID) }

// establishmentLine is one property of both records.
type establishmentLine struct {
	Label, A, B string
	Differs     bool
}

func (c *call) establishmentDuplicates() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	return c.establishmentDuplicatesRender(http.StatusOK, establishmentDuplicatesPage{View: establishmentView(form)})
}

// establishmentDuplicatesPath is the page that shows addresses in v.
func establishmentDuplicatesPath(v territory.View) string {
	return ui.PathQuery("/co-so/trung", establishmentQuery{View: v}.pairs()...)
}

func (c *call) establishmentDuplicatesRender(status int, p establishmentDuplicatesPage) error {
	err := c.view(func(tx *db.Tx) error {
		pairs, err := establishment.Duplicates(c.ctx(), tx)
		if err != nil {
			return err
		}
		p.More = max(0, len(pairs)-establishmentPairsShown)
		for _, pair := range pairs[:len(pairs)-p.More] {
			shown, err := c.establishmentSideBySide(tx, pair, p.View)
			if err != nil {
				return err
			}
			p.Pairs = append(p.Pairs, shown)
		}
		merges, err := establishment.LatestMerges(c.ctx(), tx, establishmentMergesShown+1)
		if err != nil {
			return err
		}
		if p.Older = len(merges) > establishmentMergesShown; p.Older {
			merges = merges[:establishmentMergesShown]
		}
		p.Merges, err = c.establishmentMergeRows(tx, merges)
		return err
	})
	if err != nil {
		return err
	}
	p.Shell = c.page("Cơ sở có thể trùng")
	p.Shell.Back = &ui.Link{Label: "Danh sách cơ sở", Href: "/co-so"}
	p.Shell.HasErrors = p.Problem != nil
	p.Views = establishmentViews(p.View, establishmentDuplicatesPath)
	return c.render(status, establishmentDuplicatesView(p))
}

// establishmentSideBySide puts a pair into lines, addresses as v shows them.
func (c *call) establishmentSideBySide(tx *db.Tx, pair establishment.Pair, v territory.View) (establishmentPair, error) {
	out := establishmentPair{A: pair.A, B: pair.B, Reasons: establishmentReasons(pair.Reasons), Key: ui.Key()}
	schemes := [2]string{}
	for i, e := range []establishment.Establishment{pair.A, pair.B} {
		parts, err := scheme.Of(c.ctx(), tx, []string{string(e.ID)})
		if err != nil {
			return out, err
		}
		schemes[i] = strconv.Itoa(len(establishmentByScheme(parts)))
	}
	trades := establishmentIndustryNames()
	line := func(label, a, b string) {
		if a == "" && b == "" {
			return
		}
		out.Lines = append(out.Lines, establishmentLine{Label: label, A: a, B: b, Differs: a != b})
	}
	a, b := pair.A, pair.B
	line("Tên", a.Name, b.Name)
	line("Loại hình", a.Kind.Label(), b.Kind.Label())
	line("Mã số thuế", a.TaxCode, b.TaxCode)
	line("Điện thoại", establishment.ShowPhone(a.Phone), establishment.ShowPhone(b.Phone))
	line("Người liên hệ", a.Contact, b.Contact)
	line("Địa chỉ", territory.In(a.Address, v), territory.In(b.Address, v))
	line("Ngành, nghề", trades[a.Industry], trades[b.Industry])
	line("Sản phẩm", a.Products, b.Products)
	line("Số đề án", schemes[0], schemes[1])
	line("Ghi ngày", ui.MomentDay(a.CreatedAt), ui.MomentDay(b.CreatedAt))
	return out, nil
}

func (c *call) establishmentMerge() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	view := establishmentView(form)
	a, b, keep, reason := form.Line("a"), form.Line("b"), form.Line("keep"), form.Line("reason")
	form.Check(keep != "" && (keep == a || keep == b), "keep", "Cần chọn hồ sơ giữ lại.")
	form.Check(reason != "", "reason", "Cần ghi lý do gộp, ví dụ “cùng mã số thuế, nhập hai lần”.")
	err = form.Err("Chưa gộp được.")
	if err == nil {
		drop := a
		if keep == a {
			drop = b
		}
		err = c.done(form, "Đã gộp "+drop+" vào "+keep+". Có thể hoàn tác ở cuối trang này.", func(tx *db.Tx) (string, error) {
			_, err := establishment.Merge(c.ctx(), tx, establishment.ID(keep), establishment.ID(drop), reason)
			return establishmentDuplicatesPath(view), err
		})
	}
	if ui.Correctable(err) {
		return c.establishmentDuplicatesRender(fault.KindOf(err).Status(), establishmentDuplicatesPage{
			View: view, Problem: err, Failed: a + "-" + b, Keep: keep, Reason: reason,
		})
	}
	return err
}

func (c *call) establishmentUndo() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	back := ui.LocalPath(form.Line("ve"))
	if back == ui.HomePath {
		back = "/co-so/trung"
	}
	seq, err := strconv.ParseInt(form.Line("seq"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "Không tìm thấy lần gộp này.")
	}
	return c.done(form, "Đã tách lại hai hồ sơ.", func(tx *db.Tx) (string, error) {
		return back, establishment.Undo(c.ctx(), tx, seq)
	})
}
