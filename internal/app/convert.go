package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/wordpdf"
)

// A converter makes the PDF files of papers that were filled into Word
// templates of the office: all that wait in one run of LibreOffice.
type converter struct {
	db    *db.DB
	files blob.Store
	url   string
	tool  interface {
		PDF(ctx context.Context, files [][]byte) ([][]byte, error)
	}
}

// conversionPause is how long a converter waits when nothing was to be done.
const conversionPause = 5 * time.Second

// run converts until ctx ends.
func (c *converter) run(ctx context.Context) {
	for ctx.Err() == nil {
		n, err := c.once(ctx)
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "PDF files of papers", "error", err)
		}
		if n == 0 || err != nil {
			select {
			case <-ctx.Done():
			case <-time.After(conversionPause):
			}
		}
	}
}

// once converts what waits now and says how many papers that were.
func (c *converter) once(ctx context.Context) (int, error) {
	claimed, err := paper.Claim(ctx, c.db, wordpdf.MaxFiles)
	if err != nil || len(claimed) == 0 {
		return 0, err
	}
	files := make([][]byte, len(claimed))
	for i, one := range claimed {
		if files[i], err = blob.Read(c.files, one.SHA256); err != nil {
			return 0, errors.Join(err, c.failed(ctx, claimed[i:i+1], "không đọc được bản Word"))
		}
	}
	made, err := c.tool.PDF(ctx, files)
	if err != nil {
		return 0, errors.Join(err, c.failed(ctx, claimed, "LibreOffice không chạy được hoặc chạy quá lâu"))
	}
	var problems []error
	for i, one := range claimed {
		if made[i] == nil {
			problems = append(problems, c.failed(ctx, claimed[i:i+1], "LibreOffice không đọc được bản Word"))
			continue
		}
		problems = append(problems, c.keep(ctx, one, made[i]))
	}
	return len(claimed), errors.Join(problems...)
}

func (c *converter) failed(ctx context.Context, all []paper.Conversion, why string) error {
	var problems []error
	for _, one := range all {
		problems = append(problems, c.update(ctx, one, func(tx *db.Tx) error { return paper.NotConverted(ctx, tx, one, why) }))
	}
	return errors.Join(problems...)
}

// keep gives the paper its PDF file, with the code by which it is proved.
func (c *converter) keep(ctx context.Context, one paper.Conversion, pdf []byte) error {
	var p *paper.Paper
	err := c.db.View(ctx, scopeOf(one), func(tx *db.Tx) (err error) {
		p, err = paper.ByID(ctx, tx, paper.Out, one.Paper)
		return err
	})
	if err != nil {
		return err
	}
	proved, err := wordpdf.Prove(pdf, paper.ShowProof(p.Proof), paper.ProofURL(c.url, p.Proof))
	if err != nil {
		return errors.Join(err, c.failed(ctx, []paper.Conversion{one}, "không ghi được mã xác thực vào bản PDF"))
	}
	name := strings.ToLower(strings.ReplaceAll(p.Form, "/", "-")) + ".pdf"
	f, err := blob.Put(ctx, c.files, bytes.NewReader(proved), name)
	if err != nil {
		return errors.Join(err, c.failed(ctx, []paper.Conversion{one}, "không lưu được bản PDF"))
	}
	return c.update(ctx, one, func(tx *db.Tx) error { return paper.Convert(ctx, tx, one, f) })
}

func (c *converter) update(ctx context.Context, one paper.Conversion, do func(*db.Tx) error) error {
	if err := c.db.Update(ctx, scopeOf(one), do); err != nil {
		return fmt.Errorf("paper %s of %s: %w", one.Paper, one.Province, err)
	}
	return nil
}

func scopeOf(one paper.Conversion) db.Scope {
	return db.Scope{Province: one.Province, Actor: access.System("pdf")}
}

// convertBeside starts a converter where LibreOffice is on the machine. It ends
// with the command; wait returns when it has.
func (e *env) convertBeside(deps *Deps) (wait func()) {
	tool, ok := wordpdf.Find()
	if !ok {
		return func() {}
	}
	deps.WordPDF = true
	c := converter{db: deps.DB, files: deps.Files, url: deps.URL, tool: tool}
	ctx, cancel := context.WithCancel(e.ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.run(ctx)
	}()
	return func() {
		cancel()
		<-ended
	}
}
