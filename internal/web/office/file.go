package office

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/sheet"
)

// fileSend sends an attachment of the caller's province. Browsers may show
// what cannot carry a program; everything else is saved.
func (c *call) fileSend() error {
	var a blob.Attachment
	err := c.view(func(tx *db.Tx) (err error) {
		a, err = blob.ByID(c.ctx(), tx, c.r.PathValue("id"))
		if err == nil && strings.HasPrefix(a.Owner, paper.ID("").Subject()) {
			err = tx.Actor.Require(access.ViewPapers) // fewer people see the office's papers than its programme
		}
		return err
	})
	if err != nil {
		return err
	}
	f, err := blob.Open(c.s.Files, a.SHA256)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	h := c.w.Header()
	h.Set("Content-Type", a.Media)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Disposition", mime.FormatMediaType(fileDisposition(a.Media), map[string]string{"filename": a.Name}))
	// The browser's own viewer of PDF counts as an object of the page.
	h.Set("Content-Security-Policy", "default-src 'none'; object-src 'self'; frame-ancestors 'none'")
	http.ServeContent(c.w, c.r, "", time.Time{}, f)
	return nil
}

// sendMade answers with a file that was made for this request, to keep under
// name, which is ASCII; as is its ending, one of makeFiles.
func (c *call) sendMade(name, as string, data []byte) error {
	h := c.w.Header()
	h.Set("Content-Type", makeFiles[as].media)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = c.w.Write(data) // the reader may have gone
	return nil
}

// sendBook answers with a workbook to keep under name.
func (c *call) sendBook(name string, book sheet.Workbook) error {
	var b bytes.Buffer
	if err := sheet.Write(&b, book); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return c.sendMade(name, "xlsx", b.Bytes())
}

// fileDisposition says whether a browser may show a file of that kind.
func fileDisposition(media string) string {
	switch media {
	case "application/pdf", "image/png", "image/jpeg":
		return "inline"
	}
	return "attachment"
}
