package office

import (
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/domain/signature"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// paperShowPage is one paper with its steps and files.
type paperShowPage struct {
	Shell   ui.Shell
	P       *paper.Paper
	Book    string
	Who     string // who handles it
	Other   *paper.Paper
	Links   []ui.Row
	Files   []ui.Doc
	Steps   []ui.TimelineItem
	Hash    string // of the file that counts
	Signed  []signature.Signature
	ToSign  bool   // an electronic signature may be added
	Convert string // how far the PDF file is that LibreOffice makes; "" when nothing is to be said
	Again   bool   // it failed and may be asked for again
	Key     string
	Problem error
	Value   map[string]string // as typed, when a deed was refused

	Latest []ui.Option // issued papers, for naming one
	People []ui.Option

	MayEdit, MayCheck, MaySign, MayIssue, MayRecall, MayVoid, MayAssign, MayAnswer bool
	Drafted                                                                        bool // by the caller
	Ready                                                                          bool // a draft has its file
	Late                                                                           bool
}

// field is an input of a deed with what was typed and what is wrong.
func (p paperShowPage) field(f ui.Field) ui.Field {
	if f.Name != paperFiles {
		f.Value = p.Value[f.Name]
	}
	f.Error = ui.Problems(p.Problem)[f.Name]
	return f
}

func (c *call) paperShow() error { return c.paperShowAgain(nil, nil) }

// paperShowAgain shows the paper; problem is why a deed done on the page was
// refused, and form what was typed for it.
func (c *call) paperShowAgain(problem error, form *ui.Form) error {
	p := paperShowPage{Problem: problem, Key: ui.Key(), Value: map[string]string{}}
	if form != nil {
		for _, name := range []string{"reason", "on", "successor", "how", "why", "page", "left", "below", "person", "due_on", "opinion", "note", "end", "with"} {
			p.Value[name] = form.Text(name)
		}
	}
	d := c.paperDirection()
	err := c.view(func(tx *db.Tx) (err error) {
		if p.P, err = paper.ByID(c.ctx(), tx, d, paper.ID(c.r.PathValue("id"))); err != nil {
			return err
		}
		return c.paperFill(tx, &p)
	})
	if err != nil {
		return err
	}
	p.Shell = c.page(paperName(p.P))
	p.Shell.Back, p.Shell.HasErrors = &ui.Link{Label: paperNoun(d), Href: paperPath(d)}, problem != nil
	return c.render(paperStatus(problem), paperShowView(p))
}

func (c *call) paperFill(tx *db.Tx, p *paperShowPage) error {
	books, err := paper.Books(c.ctx(), tx, p.P.Direction)
	if err != nil {
		return err
	}
	for _, b := range books {
		if b.ID == p.P.Book {
			p.Book = b.Name
		}
	}
	if p.Who, err = c.paperUser(tx, p.P.Assignee); err != nil {
		return err
	}
	if p.P.Successor != "" {
		if p.Other, err = paper.ByID(c.ctx(), tx, paper.Out, p.P.Successor); err != nil {
			return err
		}
	}
	if p.Links, err = c.paperLinkRows(tx, p.P); err != nil {
		return err
	}
	if err := c.paperFillFiles(tx, p); err != nil {
		return err
	}
	steps, err := paper.Steps(c.ctx(), tx, p.P.ID)
	if err != nil {
		return err
	}
	for _, s := range steps {
		note := s.Note
		if s.Verb == "paper.sign" {
			note = ""
		}
		p.Steps = append(p.Steps, ui.TimelineItem{State: ui.Done, Title: paperStep(s), When: ui.Moment(s.At), Who: s.Name, Note: note})
		p.Drafted = p.Drafted || s.State == paper.Draft && s.Actor == c.scope.Actor.ID
	}
	return c.paperDeeds(tx, p)
}

func (c *call) paperFillFiles(tx *db.Tx, p *paperShowPage) error {
	files, err := blob.List(c.ctx(), tx, p.P.ID.Subject())
	if err != nil {
		return err
	}
	p.Ready = p.P.Form != ""
	for _, f := range files {
		p.Files = append(p.Files, ui.Doc{
			Label: f.Name, Href: ui.Path("tep", f.ID), Note: paperSlot(p.P.Direction, f.Slot) + " · " + contractPhotoSize(f.Size), When: ui.MomentDay(f.AddedAt),
		})
		p.Ready = p.Ready || f.Slot == paper.SlotDraft
	}
	if _, p.ToSign = p.P.ToSign(files); p.P.How == paper.Electronic {
		if p.Signed, err = signature.Of(c.ctx(), tx, p.P.ID.Subject()); err != nil {
			return err
		}
	}
	if err := c.paperFillConversion(tx, p); err != nil {
		return err
	}
	if f, ok := p.P.Counts(files); ok && p.P.Direction == paper.Out {
		p.Hash = f.SHA256
	}
	return nil
}

// paperFillConversion says how far the PDF file is of a paper that was filled
// into a Word template of the office.
func (c *call) paperFillConversion(tx *db.Tx, p *paperShowPage) error {
	if p.P.State != paper.Checked {
		return nil
	}
	v, ok, err := paper.ConversionOf(c.ctx(), tx, p.P.ID)
	if err != nil || !ok {
		return err
	}
	switch {
	case v.State == paper.Failed:
		p.Again = c.may(access.CheckPaper)
		p.Convert = "Chưa lập được bản PDF từ mẫu Word của cơ quan (" + v.Why + "). Vẫn in bản Word để ký tay được."
	case v.State == paper.Waiting && !c.s.WordPDF:
		p.Convert = "Máy chủ chưa có LibreOffice nên bản PDF còn chờ. Vẫn in bản Word để ký tay được."
	case v.State == paper.Waiting:
		p.Convert = "Bản PDF đang được lập từ mẫu Word của cơ quan, thường xong trong một phút. Anh/chị tải lại trang để xem."
	}
	return nil
}

// paperDeeds says what the caller may do now, and reads what the forms offer.
func (c *call) paperDeeds(tx *db.Tx, p *paperShowPage) (err error) {
	p.Late = paperLate(p.P, c.today())
	if p.P.Direction == paper.In {
		c.paperDeedsIn(p)
	} else {
		c.paperDeedsOut(p)
	}
	if p.MayRecall || p.MayAnswer {
		if p.Latest, err = c.paperLatest(tx, p.P.ID); err != nil {
			return err
		}
	}
	if p.MayAssign {
		if p.Problem == nil { // giving it to somebody else keeps the day unless another is typed
			p.Value["person"], p.Value["due_on"] = p.P.Assignee, ui.Day(p.P.DueOn)
		}
		p.People, err = c.paperPeople(tx, access.AnswerPaper, "Chọn người xử lý")
	}
	return err
}

func (c *call) paperDeedsIn(p *paperShowPage) {
	if p.P.State != paper.Received && p.P.State != paper.Assigned {
		return
	}
	p.MayEdit, p.MayVoid = c.may(access.ReceivePaper), c.may(access.ReceivePaper)
	p.MayAssign = c.may(access.AssignPaper)
	mine := p.P.Assignee == "" || p.P.Assignee == c.scope.Actor.ID || c.scope.Actor.Has(access.Director)
	p.MayAnswer = mine && c.may(access.AnswerPaper)
}

func (c *call) paperDeedsOut(p *paperShowPage) {
	s := p.P.State
	p.MayEdit = s == paper.Draft && c.may(access.DraftPaper)
	p.MayCheck = s == paper.Draft && c.may(access.CheckPaper)
	p.MaySign = (s == paper.Checked || s == paper.Signed && p.ToSign) && c.may(access.SignPaper)
	p.MayIssue = s == paper.Signed && c.may(access.CheckPaper)
	p.MayRecall = s == paper.Issued && c.may(access.RecallPaper)
	p.MayVoid = (s == paper.Draft || s == paper.Checked) && c.may(access.CheckPaper)
}

// paperLatest are the papers issued last but for one, as choices.
func (c *call) paperLatest(tx *db.Tx, but paper.ID) ([]ui.Option, error) {
	latest, err := paper.Latest(c.ctx(), tx)
	options := []ui.Option{{Label: "Không có"}}
	for _, other := range latest {
		if other.ID != but {
			options = append(options, ui.Option{Value: string(other.ID), Label: paperShort(paperName(other) + ": " + other.About)})
		}
	}
	return options, err
}

// paperShort cuts words that would make a choice too wide.
func paperShort(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// facts are what the paper says of itself.
func (p paperShowPage) facts() []ui.Row {
	v := p.P
	rows := []ui.Row{{Key: "Sổ", Value: p.Book}, {Key: "Loại", Value: v.Kind.Label()}, {Key: "Trích yếu", Value: v.About}}
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, ui.Row{Key: key, Value: value})
		}
	}
	if v.Direction == paper.In {
		add("Số đến", strconv.FormatInt(v.Number, 10)+" năm "+strconv.Itoa(v.Year))
		add("Ngày đến", ui.Day(v.ArrivedOn))
		add("Nơi gửi", v.Issuer)
		add("Số, ký hiệu", v.Symbol)
		add("Ngày của văn bản", ui.Day(v.Day))
		add("Người ký", v.Signer)
		rows = append(rows, ui.Row{Key: "Người xử lý", Value: p.Who})
		add("Hạn trả lời", ui.Day(v.DueOn))
	} else {
		rows = append(rows, ui.Row{Key: "Số, ký hiệu", Value: v.Symbol})
		add("Ngày của văn bản", ui.Day(v.Day))
		add("Cơ quan ban hành", v.Issuer)
		add("Đơn vị soạn thảo", v.Unit)
		add("Người ký", paperSigner(paper.Signer{Name: v.Signer, Title: v.SignerTitle, Capacity: v.Capacity}))
		add("Nơi nhận", strings.ReplaceAll(v.Recipients, "\n", " "))
		add("Số lượng bản", paperNumber(v.Copies))
		add("Ngày phát hành", ui.Day(v.IssuedOn))
		add("Biểu mẫu", v.Form)
	}
	if v.Urgency != paper.Ordinary {
		add("Độ khẩn", v.Urgency.Label())
	}
	add("Số trang", paperNumber(v.Pages))
	add("Ghi chú", v.Note)
	return append(rows, p.Links...)
}

// ended says how the paper came to its end, "" while it has not.
func (p paperShowPage) ended() (words string, kind ui.Kind) {
	day := ui.Day(p.P.EndedOn)
	switch p.P.State { //nolint:exhaustive // the others have not ended
	case paper.Voided:
		return "Văn bản đã bỏ ngày " + day + ": " + p.P.Reason, ui.Warn
	case paper.Recalled:
		return "Văn bản đã thu hồi từ ngày " + day + ": " + p.P.Reason, ui.Bad
	case paper.Answered:
		return joined("Đã trả lời ngày "+day, p.P.Reason), ui.OK
	case paper.Closed:
		return "Đã kết thúc ngày " + day + ": " + p.P.Reason, ui.OK
	}
	return "", ""
}
