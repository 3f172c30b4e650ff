package office

import (
	"strings"

	"example.vn/khuyencong/internal/domain/appraisal"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// The tabs of a scheme, by the last part of their address.
const (
	schemeTabOverview  = ""
	schemeTabPapers    = "ho-so"
	schemeTabAppraisal = "tham-dinh"
	schemeTabContract  = "hop-dong"
	schemeTabRecord    = "nhat-ky"
)

// A schemeHeader is what stands at the top of every page of one scheme.
type schemeHeader struct {
	ID           scheme.ID
	Title        string
	Meta         string // code, who, where, content
	State        scheme.State
	Illustrative bool
	Version      int64
	Action       *ui.Btn // the next step, when the caller may take it
	Submit       bool    // the next step is to hand the dossier in
	Tab          string
	Tabs         []ui.NavItem
}

// schemeHeader reads a scheme and what the top of its pages says. tab is one
// of the schemeTab constants.
func (c *call) schemeHeader(tx *db.Tx, id scheme.ID, tab string) (schemeHeader, *scheme.Scheme, error) {
	s, err := scheme.ByID(c.ctx(), tx, id)
	if err != nil {
		return schemeHeader{}, nil, err
	}
	files, err := blob.List(c.ctx(), tx, id.Subject())
	if err != nil {
		return schemeHeader{}, nil, err
	}
	rounds, err := appraisal.Of(c.ctx(), tx, id)
	if err != nil {
		return schemeHeader{}, nil, err
	}
	h := schemeHeader{
		ID: id, Title: s.Title, Meta: schemeMeta(s), State: s.State, Illustrative: s.Illustrative, Version: s.Version,
		Submit: s.State.Editable() && c.may(access.EditScheme), Tab: tab,
		Action: c.schemeNext(s, tab),
		Tabs: []ui.NavItem{
			{Label: "Tổng quan", Href: schemePath(id)},
			{Label: "Hồ sơ giấy tờ", Href: schemePath(id, schemeTabPapers), Count: len(files)},
			{Label: "Thẩm định", Href: schemePath(id, schemeTabAppraisal), Count: len(rounds)},
			{Label: "Hợp đồng và tiền", Href: schemePath(id, schemeTabContract)},
			{Label: "Lập giấy tờ", Href: schemePath(id, makePath)},
			{Label: "Nhật ký", Href: schemePath(id, schemeTabRecord)},
		},
	}
	here := schemePath(id)
	if tab != schemeTabOverview {
		here = schemePath(id, tab)
	}
	for i := range h.Tabs {
		h.Tabs[i].Current = h.Tabs[i].Href == here
	}
	return h, s, nil
}

// schemeShell is the shell of a page of the scheme; what names the page when
// it is not the overview.
func (c *call) schemeShell(h schemeHeader, what string) ui.Shell {
	title := h.Title
	if what != "" {
		title = what + ": " + title
	}
	shell := c.page(title)
	shell.Back = &ui.Link{Label: "Đề án", Href: "/de-an"}
	return shell
}

// schemePath is the address of a page or deed of a scheme.
func schemePath(id scheme.ID, parts ...string) string {
	return ui.Path(append([]string{"de-an", string(id)}, parts...)...)
}

// schemeMeta is the line under the title.
func schemeMeta(s *scheme.Scheme) string {
	parts := []string{"Mã " + string(s.ID), s.Fund.Label()}
	if active := s.Active(); len(active) > 0 {
		name := active[0].Name
		if len(active) > 1 {
			name += " và " + ui.Count(len(active)-1) + " đơn vị khác"
		}
		parts = append(parts, name)
	}
	if place := territory.Text(s.Place); place != "" {
		parts = append(parts, place)
	}
	if info, ok := normbook.ContentByCode(s.MainContent()); ok {
		parts = append(parts, "nội dung: "+schemeLowerFirst(info.Short))
	}
	return strings.Join(parts, " · ")
}

// schemeLowerFirst puts a name into the middle of a sentence.
func schemeLowerFirst(s string) string {
	for i := range s {
		if i > 0 {
			return strings.ToLower(s[:i]) + s[i:]
		}
	}
	return strings.ToLower(s)
}

// schemeNext is the button of the next step in the life of s, when the caller
// may take it and it is on another page than tab.
func (c *call) schemeNext(s *scheme.Scheme, tab string) *ui.Btn {
	step := func(deed access.Deed, label, to, where string) *ui.Btn {
		if !c.may(deed) || where == tab && tab != schemeTabOverview {
			return nil
		}
		return &ui.Btn{Label: label, Href: to}
	}
	appraise, contract := schemePath(s.ID, schemeTabAppraisal), schemePath(s.ID, schemeTabContract)
	switch s.State {
	case scheme.Draft, scheme.Returned:
		return step(access.EditScheme, "Sửa hồ sơ", schemePath(s.ID, "sua"), "sua")
	case scheme.Submitted:
		return step(access.OpenAppraisal, "Giao thẩm định", appraise, schemeTabAppraisal)
	case scheme.Appraising:
		return step(access.ScoreAppraisal, "Thẩm định", appraise, schemeTabAppraisal)
	case scheme.Appraised:
		if s.Fund == "national" {
			return step(access.RecordMinistry, "Ghi kết quả thẩm định của Bộ", appraise, schemeTabAppraisal)
		}
		return step(access.DraftPlan, "Đưa vào kế hoạch", "/ke-hoach", "")
	case scheme.Endorsed:
		return step(access.DraftPlan, "Đưa vào kế hoạch", "/ke-hoach", "")
	case scheme.Planned:
		return step(access.ApproveLocalPlan, "Xem kế hoạch trình duyệt", "/ke-hoach", "")
	case scheme.Approved:
		if s.Group && s.GroupPlan != scheme.GroupPlanApproved {
			return step(access.ApproveGroupPlan, "Duyệt danh sách thụ hưởng", schemePath(s.ID)+"#nhom", "")
		}
		return step(access.PrepareContract, "Soạn hợp đồng", contract, schemeTabContract)
	case scheme.Contracted, scheme.Running:
		return step(access.PrepareContract, "Theo dõi hợp đồng", contract, schemeTabContract)
	case scheme.Accepted:
		return step(access.PrepareSettlement, "Lập quyết toán", contract, schemeTabContract)
	case scheme.Settled, scheme.Stopped:
		return step(access.SignContract, "Thanh lý hợp đồng", contract, schemeTabContract)
	case scheme.Rejected, scheme.Withdrawn, scheme.Closed, scheme.Recorded:
		return nil
	}
	return nil
}

// schemeActionLook keeps one main button on the page.
func schemeActionLook(p schemeHeader) ui.Btn {
	b := *p.Action
	if p.Submit {
		b.Look = ui.Alt
	}
	return b
}
