package office

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// paperFiles is the field of the files of a form about a paper.
const paperFiles = "tep"

// paperDirection is the direction that the address is about.
func (c *call) paperDirection() paper.Direction {
	if strings.HasPrefix(c.r.URL.Path, "/van-ban-den") {
		return paper.In
	}
	return paper.Out
}

// paperPath is the address of a paper, or of the list without further parts.
func paperPath(d paper.Direction, parts ...string) string {
	first := "van-ban-di"
	if d == paper.In {
		first = "van-ban-den"
	}
	return ui.Path(append([]string{first}, parts...)...)
}

// paperNoun is what the list of a direction is called.
func paperNoun(d paper.Direction) string {
	if d == paper.In {
		return "Văn bản đến"
	}
	return "Văn bản đi"
}

// paperTabs lead from one direction to the other.
func paperTabs(d paper.Direction) []ui.NavItem {
	return []ui.NavItem{
		{Label: paperNoun(paper.Out), Href: paperPath(paper.Out), Current: d == paper.Out},
		{Label: paperNoun(paper.In), Href: paperPath(paper.In), Current: d == paper.In},
	}
}

// paperName names a paper in a line: its kind and symbol, or that it is a draft.
func paperName(p *paper.Paper) string {
	switch {
	case p.Direction == paper.In:
		name := p.Kind.Label()
		if p.Symbol != "" {
			name += " " + p.Symbol
		}
		return name
	case p.Number == 0:
		return p.Kind.Label() + " (chưa có số)"
	}
	return p.Kind.Label() + " " + p.Symbol
}

// paperDocs are papers as lines of a card.
func paperDocs(all []*paper.Paper) []ui.Doc {
	docs := make([]ui.Doc, len(all))
	for i, p := range all {
		day := p.Day
		if p.Direction == paper.In {
			day = p.ArrivedOn
		}
		docs[i] = ui.Doc{
			Label: paperName(p), Href: paperPath(p.Direction, string(p.ID)), Note: p.About, When: ui.Day(day),
			Tag: ui.Kind(p.State.Tag()), State: p.State.Label(),
		}
	}
	return docs
}

// A papersCard is the papers about a thing, on its page.
type papersCard struct {
	Show bool
	Docs []ui.Doc
	New  string // address at which a paper about it is begun, "" for who may not
}

// papersOf reads the papers about a thing. field and value name it in the
// address of a new draft.
func (c *call) papersOf(tx *db.Tx, field, value string, subjects ...paper.Link) (card papersCard, err error) {
	if !c.may(access.ViewPapers) {
		return card, nil
	}
	all, err := paper.OfSubject(c.ctx(), tx, subjects...)
	card = papersCard{Show: true, Docs: paperDocs(all)}
	if c.may(access.DraftPaper) {
		card.New = ui.PathQuery(paperPath(paper.Out, "moi"), field, value)
	}
	return card, err
}

// paperLinks reads the field of things that a paper is about: codes of schemes
// and contracts, one after the other.
func (c *call) paperLinks(tx *db.Tx, form *ui.Form) ([]paper.Link, error) {
	var all []paper.Link
	for word := range strings.FieldsFuncSeq(form.Text("links"), func(r rune) bool { return strings.ContainsRune(" ,;\n\t", r) }) {
		link, err := c.paperLink(tx, word)
		if err != nil {
			return nil, err
		}
		form.Check(link.Kind != "", "links", "Không có đề án, hợp đồng hoặc kế hoạch mang mã “"+word+"”.")
		all = append(all, link)
	}
	return all, nil
}

// paperLink is the thing of that code, or no link.
func (c *call) paperLink(tx *db.Tx, code string) (paper.Link, error) {
	if k, ok := plan.ParseKey(code); ok {
		if _, err := plan.ByKey(c.ctx(), tx, k); fault.KindOf(err) != fault.NotFound {
			return paper.Link{Kind: paper.LinkPlan, Subject: code}, err
		}
		return paper.Link{}, nil
	}
	_, err := scheme.ByID(c.ctx(), tx, scheme.ID(code))
	if err == nil {
		return paper.Link{Kind: paper.LinkScheme, Subject: code}, nil
	}
	if fault.KindOf(err) == fault.NotFound {
		if _, err = contract.ByID(c.ctx(), tx, contract.ID(code)); err == nil {
			return paper.Link{Kind: paper.LinkContract, Subject: code}, nil
		}
	}
	if fault.KindOf(err) == fault.NotFound {
		err = nil
	}
	return paper.Link{}, err
}

// paperLinkRows are the things that a paper is about, each with its page.
func (c *call) paperLinkRows(tx *db.Tx, p *paper.Paper) ([]ui.Row, error) {
	var rows []ui.Row
	for _, l := range p.Links {
		row := ui.Row{Key: "Hồ sơ", Value: l.Subject}
		switch l.Kind {
		case paper.LinkPlan:
			if k, ok := plan.ParseKey(l.Subject); ok {
				row.Key, row.Href = "Kế hoạch", planPath(k)
			}
		case paper.LinkScheme:
			row.Key, row.Href = "Đề án", schemePath(scheme.ID(l.Subject))
		case paper.LinkContract:
			con, err := contract.ByID(c.ctx(), tx, contract.ID(l.Subject))
			if err != nil && fault.KindOf(err) != fault.NotFound {
				return nil, err
			}
			if row.Key = "Hợp đồng"; err == nil {
				row.Href = schemePath(con.Scheme, schemeTabContract)
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// paperStage keeps the files of a form on disk and notes those that are not
// taken. The same key with other files is another request.
func (c *call) paperStage(form *ui.Form) []blob.Staged {
	var staged []blob.Staged
	for _, h := range form.Files(paperFiles) {
		f, err := c.schemeStage(h)
		if err != nil {
			form.Add(paperFiles, contractWhy(err))
			continue
		}
		staged = append(staged, f)
		c.r.Form.Add("sha256", f.SHA256)
	}
	return staged
}

// paperPeople lists who may handle papers, as choices.
func (c *call) paperPeople(tx *db.Tx, deed access.Deed, none string) ([]ui.Option, error) {
	options := []ui.Option{{Label: none}}
	for after := ""; ; {
		page, err := identity.List(c.ctx(), tx, identity.Filter{Active: true, Limit: 200, After: after})
		if err != nil {
			return nil, err
		}
		for _, u := range page.Users {
			if u.Actor().May(deed) {
				options = append(options, ui.Option{Value: string(u.ID), Label: u.Name})
			}
		}
		if after = page.Next; after == "" {
			return options, nil
		}
	}
}

// paperUser is the name of a user, "" for nobody.
func (c *call) paperUser(tx *db.Tx, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	u, err := identity.ByID(c.ctx(), tx, identity.ID(id))
	if fault.KindOf(err) == fault.NotFound {
		return id, nil
	}
	return u.Name, err
}

// paperSigner writes who signs: TM. Giám đốc – Nguyễn Văn A.
func paperSigner(s paper.Signer) string {
	words := strings.TrimSpace(string(s.Capacity) + " " + s.Title)
	if words == "" {
		return s.Name
	}
	return words + " – " + s.Name
}

// paperStatus is the status of a page that shows why a deed was refused.
func paperStatus(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return fault.KindOf(err).Status()
}

// paperNumber writes a number, or nothing.
func paperNumber(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// paperStep says what was done, in words.
func paperStep(s paper.Step) string {
	switch s.Verb {
	case "paper.begin":
		return "Soạn dự thảo"
	case "paper.change":
		return "Sửa dự thảo"
	case "paper.check":
		return "Kiểm tra thể thức, cấp số"
	case "paper.sign":
		if s.Note == string(paper.Electronic) {
			return "Ký số"
		}
		return "Ký trên giấy, có bản quét"
	case "paper.issue":
		return "Phát hành"
	case "paper.recall":
		return "Thu hồi"
	case "paper.void":
		return "Bỏ"
	case "paper.receive":
		return "Vào sổ văn bản đến"
	case "paper.correct":
		return "Sửa thông tin"
	case "paper.assign":
		return "Phân xử lý"
	case "paper.answer":
		if s.State == paper.Closed {
			return "Kết thúc, không cần trả lời"
		}
		return "Đã trả lời"
	}
	return s.Verb
}

// paperSlot says what a file of a paper is.
func paperSlot(d paper.Direction, slot string) string {
	switch slot {
	case paper.SlotDraft:
		return "Dự thảo"
	case paper.SlotWord:
		return "Bản Word theo mẫu của cơ quan, cố định khi cấp số"
	case paper.SlotFinal:
		return "Bản cuối, cố định khi cấp số"
	case paper.SlotSigned:
		return "Bản ký số"
	case paper.SlotScan:
		if d == paper.In {
			return "Bản quét"
		}
		return "Bản quét có chữ ký"
	}
	return "Tệp"
}

// paperYear is the filter of a year as typed; anything else is no year.
func paperYear(s string) int {
	var year int
	if _, err := fmt.Sscanf(s, "%4d", &year); err != nil || year < 1900 {
		return 0
	}
	return year
}
