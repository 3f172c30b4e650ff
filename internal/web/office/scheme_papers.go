package office

import (
	"mime/multipart"
	"net/http"
	"strings"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// schemeOtherPaper is the slot of files that the checklist does not ask for.
const schemeOtherPaper = "khac"

// A schemePapersPage is the checklist of one dossier with its files.
type schemePapersPage struct {
	Shell     ui.Shell
	Head      schemeHeader
	Problem   error
	Code      string // of the paper whose form was refused
	Values    map[string]string
	Papers    []schemePaper
	Other     []schemeFile // files outside the checklist
	Today     calendar.Date
	MayAdd    bool
	MayRemove bool
	Ready     int // required papers that are there
	Required  int
}

// A schemePaper is one line of the checklist.
type schemePaper struct {
	scheme.Paper
	Files []schemeFile
}

// there reports whether the paper was received in some form.
func (p schemePaper) there() bool { return len(p.Files) > 0 || !p.ReceivedOn.IsZero() }

// A schemeFile is an attachment with the name of whoever added it.
type schemeFile struct {
	blob.Attachment
	Who string
}

func (c *call) schemePapers() error { return c.schemePapersPage(http.StatusOK, nil, nil) }

// schemePapersPage shows the checklist; problem is why a deed done on it was
// refused, and form what was typed for it.
func (c *call) schemePapersPage(status int, problem error, form *ui.Form) error {
	p := schemePapersPage{Problem: problem, Today: c.today(), Values: map[string]string{}}
	if form != nil {
		p.Code = form.Line("code")
		p.Values["received_on"], p.Values["note"] = form.Raw("received_on"), form.Raw("note")
	}
	err := c.view(func(tx *db.Tx) error { return c.schemeReadPapers(tx, &p) })
	if err != nil {
		return err
	}
	p.Shell = c.schemeShell(p.Head, "Hồ sơ giấy tờ")
	p.Shell.HasErrors = problem != nil
	return c.render(status, schemePapersView(p))
}

func (c *call) schemeReadPapers(tx *db.Tx, p *schemePapersPage) error {
	head, s, err := c.schemeHeader(tx, scheme.ID(c.r.PathValue("id")), schemeTabPapers)
	if err != nil {
		return err
	}
	p.Head = head
	p.MayAdd = c.may(access.EditScheme) && schemeTakesFiles(s.State)
	p.MayRemove = c.may(access.EditScheme) && s.State.Editable()
	list, err := scheme.Checklist(c.ctx(), tx, s)
	if err != nil {
		return err
	}
	files, err := c.schemeFiles(tx, s.ID)
	if err != nil {
		return err
	}
	for _, paper := range list {
		row := schemePaper{Paper: paper}
		row.Files, files = schemeTakeSlot(files, paper.Code)
		if paper.Required && paper.When == "" {
			p.Required++
			if row.there() {
				p.Ready++
			}
		}
		p.Papers = append(p.Papers, row)
	}
	p.Other = files
	return nil
}

// schemeTakeSlot parts the files of one slot from the rest.
func schemeTakeSlot(files []schemeFile, slot string) (of, rest []schemeFile) {
	for _, f := range files {
		if f.Slot == slot {
			of = append(of, f)
		} else {
			rest = append(rest, f)
		}
	}
	return of, rest
}

// schemeFiles lists the files of a scheme with the names of those who added
// them.
func (c *call) schemeFiles(tx *db.Tx, id scheme.ID) ([]schemeFile, error) {
	files, err := blob.List(c.ctx(), tx, id.Subject())
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	all := make([]schemeFile, len(files))
	for i, f := range files {
		if _, known := names[f.AddedBy]; !known {
			u, err := identity.ByID(c.ctx(), tx, identity.ID(f.AddedBy))
			if err != nil && !schemeIsMissing(err) {
				return nil, err
			}
			names[f.AddedBy] = u.Name
		}
		all[i] = schemeFile{Attachment: f, Who: names[f.AddedBy]}
	}
	return all, nil
}

// schemeTakesFiles reports whether files may still be added to a dossier.
func schemeTakesFiles(s scheme.State) bool {
	return s != scheme.Withdrawn && s != scheme.Rejected && s != scheme.Closed
}

// schemeNotePaper notes that a paper was received on paper, or not.
func (c *call) schemeNotePaper() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	id, received := scheme.ID(c.r.PathValue("id")), form.Date("received_on")
	if err = form.Err("Ngày nhận chưa đọc được."); err == nil {
		err = c.done(form, "Đã ghi nhận bản giấy.", func(tx *db.Tx) (string, error) {
			return schemePaperPath(id, form.Line("code")), scheme.NotePaper(c.ctx(), tx, id, form.Line("code"), received, form.Line("note"))
		})
	}
	if !ui.Correctable(err) {
		return err
	}
	return c.schemePapersPage(schemeStatus(err), err, form)
}

// schemePaperPath is the address of one line of the checklist.
func schemePaperPath(id scheme.ID, code string) string {
	return schemePath(id, schemeTabPapers) + "#giay-to-" + code
}

// schemeUpload keeps the files that were sent for one paper.
func (c *call) schemeUpload() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	err = c.schemeKeepFiles(form)
	if !ui.Correctable(err) && fault.KindOf(err) != fault.Busy {
		return err
	}
	return c.schemePapersPage(schemeStatus(err), err, form)
}

func (c *call) schemeKeepFiles(form *ui.Form) error {
	id, code := scheme.ID(c.r.PathValue("id")), form.Line("code")
	if form.Key() == "" {
		return form.Err("Biểu mẫu này đã cũ.")
	}
	sent := form.Files("tep")
	if len(sent) == 0 {
		return scheme.Missing("tep", "Chưa chọn tệp nào.")
	}
	if err := c.view(func(tx *db.Tx) error { return c.schemeMayAttach(tx, id, code) }); err != nil {
		return err
	}
	staged := make([]blob.Staged, 0, len(sent))
	request := []string{c.request()}
	for _, h := range sent {
		f, err := c.schemeStage(h)
		if err != nil {
			return err
		}
		staged, request = append(staged, f), append(request, f.Name+" "+f.SHA256)
	}
	err := c.s.DB.Update(c.ctx(), c.scope, func(tx *db.Tx) error {
		// The same key with other files is another request.
		_, err := tx.Once(c.ctx(), form.Key(), strings.Join(request, "\n"), func() (string, error) {
			if err := c.schemeMayAttach(tx, id, code); err != nil {
				return "", err
			}
			for _, f := range staged {
				if _, err := blob.Attach(c.ctx(), tx, f, id.Subject(), code); err != nil {
					return "", err
				}
			}
			return "", nil
		})
		return err
	})
	if err != nil {
		return err
	}
	ui.SetFlash(c.w, c.r, ui.OK, "Đã đính kèm "+ui.Count(len(staged))+" tệp.")
	return ui.SeeOtherTo(c.w, c.r, schemePaperPath(id, code))
}

// schemeStage brings one sent file to disk.
func (c *call) schemeStage(h *multipart.FileHeader) (blob.Staged, error) {
	f, err := h.Open()
	if err != nil {
		return blob.Staged{}, err
	}
	defer func() { _ = f.Close() }() // it was only read
	return blob.Put(c.ctx(), c.s.Files, f, h.Filename)
}

// schemeMayAttach asks whether the dossier still takes files for a paper.
func (c *call) schemeMayAttach(tx *db.Tx, id scheme.ID, code string) error {
	if err := tx.Actor.Require(access.EditScheme); err != nil {
		return err
	}
	s, err := scheme.ByID(c.ctx(), tx, id)
	if err != nil {
		return err
	}
	if !schemeTakesFiles(s.State) {
		return fault.New(fault.Conflict, "Đề án đang ở trạng thái “"+s.State.Label()+"” nên không nhận thêm tệp.")
	}
	list, err := scheme.Checklist(c.ctx(), tx, s)
	if err != nil || code == schemeOtherPaper {
		return err
	}
	for _, paper := range list {
		if paper.Code == code {
			return nil
		}
	}
	return scheme.Missing("tep", "Giấy tờ này không có trong danh mục hồ sơ của đề án.")
}

// schemeRemoveFile takes a file off a dossier that is not handed in.
func (c *call) schemeRemoveFile() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	id := scheme.ID(c.r.PathValue("id"))
	err = c.done(form, "Đã bỏ tệp khỏi hồ sơ.", func(tx *db.Tx) (string, error) {
		if _, err := c.schemeForEdit(tx); err != nil {
			return "", err
		}
		f, err := blob.ByID(c.ctx(), tx, c.r.PathValue("file"))
		if err != nil {
			return "", err
		}
		if f.Owner != id.Subject() {
			return "", fault.New(fault.NotFound, "Hồ sơ này không có tệp đó.")
		}
		return schemePaperPath(id, f.Slot), blob.Remove(c.ctx(), tx, f.ID)
	})
	if !ui.Correctable(err) {
		return err
	}
	return c.schemePapersPage(schemeStatus(err), err, form)
}
