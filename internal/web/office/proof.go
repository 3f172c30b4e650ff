package office

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"mime/multipart"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// proofPath is where anybody may prove a paper.
const proofPath = paper.ProofPath

// proofPage is the public page of one paper, or of none yet.
type proofPage struct {
	Shell    ui.Shell
	Typed    string
	Problem  error
	Proof    *paper.Proof
	File     string // name of the file that was compared, "" for none
	Same     bool
	Compared string // its hash
}

// proofShell is the shell of a page for everybody. Nothing of it may be kept:
// a paper can be recalled at any moment.
func (c *call) proofShell(title string) ui.Shell {
	return ui.Shell{Title: title, Version: c.s.Version, Width: ui.Narrow, Nav: visitorNav(c.r.URL.Path)}
}

// proofForm asks for the code. A form without scripts sends it as a query; the
// answer is the page whose address stands in the QR code.
func (c *call) proofForm() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := proofPage{Typed: form.Raw("ma")}
	if form.Has("ma") {
		code, err := paper.ParseProof(p.Typed)
		if err == nil {
			return ui.SeeOther(c.w, c.r, "xac-thuc", code)
		}
		p.Problem = err
	}
	return c.proofRender(p)
}

func (c *call) proofRender(p proofPage) error {
	title := "Xác thực văn bản"
	if p.Proof != nil {
		title = "Văn bản " + p.Proof.Symbol
	}
	p.Shell = c.proofShell(title)
	p.Shell.HasErrors = p.Problem != nil
	if p.Problem != nil {
		ui.RetryAfter(c.w, p.Problem)
	}
	return c.render(paperStatus(p.Problem), proofView(p))
}

// proofFind looks the paper of the address up. It counts against the address
// from which it is asked, in the database, so that all copies count together.
func (c *call) proofFind() (proofPage, error) {
	p := proofPage{Typed: c.r.PathValue("code")}
	found, err := paper.Prove(c.ctx(), c.s.DB, p.Typed, identity.Source(ui.RemoteIP(c.ctx())))
	switch fault.KindOf(err) { //nolint:exhaustive // any other fault is not the visitor's
	case fault.Invalid, fault.NotFound, fault.Busy:
		p.Problem, err = err, nil
	default:
		if err == nil {
			p.Proof, p.Typed = &found, paper.ShowProof(found.Code)
		}
	}
	return p, err
}

func (c *call) proofShow() error {
	p, err := c.proofFind()
	if err != nil {
		return err
	}
	return c.proofRender(p)
}

// proofCompare says whether a file is byte for byte the one that was issued.
// The file is read once and not kept.
func (c *call) proofCompare() error {
	p, err := c.proofFind()
	if err != nil {
		return err
	}
	if p.Proof == nil {
		return c.proofRender(p)
	}
	form, err := ui.ReadForm(c.r)
	if err != nil {
		if !ui.Correctable(err) && fault.KindOf(err) != fault.Busy {
			return err
		}
		p.Problem = err
		return c.proofRender(p)
	}
	h, ok := form.File("tep")
	form.Check(ok, "tep", "Hãy chọn tệp cần kiểm tra.")
	if ok && h.Size > blob.MaxSize {
		form.Add("tep", "Tệp lớn hơn 20 MB nên không phải tệp đã phát hành.")
	}
	if p.Problem = form.Err("Chưa kiểm tra được tệp."); p.Problem != nil {
		return c.proofRender(p)
	}
	if p.Compared, err = proofHash(h); err != nil {
		return err
	}
	p.File, p.Same = h.Filename, p.Compared == p.Proof.SHA256
	return c.proofRender(p)
}

func proofHash(h *multipart.FileHeader) (string, error) {
	f, err := h.Open()
	if err != nil {
		return "", fmt.Errorf("open upload: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	sum := sha256.New()
	if _, err := io.Copy(sum, io.LimitReader(f, blob.MaxSize+1)); err != nil {
		return "", fmt.Errorf("read upload: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// rows are what anybody may know of the paper.
func (p proofPage) rows() []ui.Row {
	rows := []ui.Row{
		{Key: "Số, ký hiệu", Value: p.Proof.Symbol}, {Key: "Loại", Value: p.Proof.Kind.Label()}, {Key: "Ngày của văn bản", Value: ui.Day(p.Proof.Day)},
		{Key: "Cơ quan ban hành", Value: p.Proof.Issuer}, {Key: "Ngày phát hành", Value: ui.Day(p.Proof.IssuedOn)},
		{Key: "Mã xác thực", Value: paper.ShowProof(p.Proof.Code)},
	}
	if !p.Proof.RecalledOn.IsZero() {
		rows = append(rows, ui.Row{Key: "Thu hồi từ ngày", Value: ui.Day(p.Proof.RecalledOn)})
	}
	return rows
}
