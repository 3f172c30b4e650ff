package office

import (
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/boundary"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// adminBoundaryPage is what the maps of the office are drawn from.
type adminBoundaryPage struct {
	Shell   ui.Shell
	Set     boundary.Set
	By      string // who loaded it
	Map     ui.MapView
	Drawn   bool // with the official boundaries
	May     bool
	Problem error
	Source  string // as typed
	Key     string
}

const adminBoundaryPath = "/quan-tri/dia-gioi"

func (c *call) adminBoundary() error { return c.adminBoundaryPage(http.StatusOK, adminBoundaryPage{}) }

func (c *call) adminBoundaryPage(status int, p adminBoundaryPage) error {
	err := c.view(func(tx *db.Tx) (err error) {
		if p.Set, err = boundary.SetOf(c.ctx(), tx); err != nil {
			return err
		}
		m, err := boundary.Of(c.ctx(), tx)
		if err != nil {
			return err
		}
		p.Drawn, p.Map = m.Official, mapOf(m, tx.Province, nil, false)
		p.By, err = c.nameOfUser(tx, p.Set.LoadedBy)
		return err
	})
	if err != nil {
		return err
	}
	p.Map.Legend = nil
	p.Shell = c.adminShell("Địa giới trên bản đồ")
	p.Shell.HasErrors, p.May, p.Key = p.Problem != nil, c.may(access.ManageBoundaries), ui.Key()
	return c.render(status, adminBoundaryView(p))
}

// adminBoundaryLoad takes a file of boundaries in.
func (c *call) adminBoundaryLoad() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	file, err := c.smallFile(form, "file", boundary.MaxFile)
	if err != nil {
		return err
	}
	name := ""
	if h, ok := form.File("file"); ok {
		name = h.Filename
	}
	version, _ := strconv.ParseInt(form.Line("version"), 10, 64) // a wrong one is a stale page
	err = c.done(form, "Đã dùng địa giới trong tệp cho bản đồ.", func(tx *db.Tx) (string, error) {
		_, err := boundary.Load(c.ctx(), tx, file, name, form.Line("source"), version)
		return adminBoundaryPath, err
	})
	if ui.Correctable(err) {
		return c.adminBoundaryPage(schemeStatus(err), adminBoundaryPage{Problem: err, Source: form.Raw("source")})
	}
	return err
}

// adminBoundaryRemove goes back to cells.
func (c *call) adminBoundaryRemove() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(form.Line("version"), 10, 64) // a wrong one is a stale page
	err = c.done(form, "Bản đồ dùng lại các ô quanh điểm trung tâm.", func(tx *db.Tx) (string, error) {
		return adminBoundaryPath, boundary.Remove(c.ctx(), tx, version)
	})
	if ui.Correctable(err) {
		return c.adminBoundaryPage(schemeStatus(err), adminBoundaryPage{Problem: err})
	}
	return err
}
