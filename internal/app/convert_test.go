package app

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/page"
	"example.vn/khuyencong/internal/platform/wordpdf"
)

// A desk has papers that wait for their PDF files.
type desk struct {
	*testing.T

	db    *db.DB
	files blob.Store
}

// Invented people: dữ liệu minh họa.
var (
	drafter = access.Actor{ID: "u-1", Name: "Lan", Roles: []access.Role{access.Staff}}
	checker = access.Actor{ID: "u-2", Name: "Minh", Roles: []access.Role{access.Director, access.Accountant}}
)

func newDesk(t *testing.T) *desk {
	t.Helper()
	o := &desk{t, dbtest.OpenAt(t, clock), blob.Store{Dir: t.TempDir()}}
	o.as(access.System("test"), func(tx *db.Tx) error {
		return identity.Found(t.Context(), tx, identity.Province{Code: "19", Name: "Thái Nguyên", Centre: "Trung tâm", Department: "Sở"})
	})
	o.as(checker, func(tx *db.Tx) error {
		return paper.SaveOffice(t.Context(), tx, paper.Office{Name: "Trung tâm", Abbreviation: "TTKC", Place: "Thái Nguyên"})
	})
	return o
}

func (o *desk) as(who access.Actor, fn func(*db.Tx) error) {
	o.Helper()
	if err := o.db.Update(o.Context(), db.Scope{Province: "19", Actor: who}, fn); err != nil {
		o.Fatal(err)
	}
}

// waiting is a paper whose Word file says words and waits.
func (o *desk) waiting(words string) paper.ID {
	o.Helper()
	var b bytes.Buffer
	if err := (page.Paper{Title: words, Blocks: []page.Block{page.Text(page.Body, words)}}).Docx(&b); err != nil {
		o.Fatal(err)
	}
	word, err := blob.Put(o.Context(), o.files, &b, "quyet-dinh.docx")
	if err != nil {
		o.Fatal(err)
	}
	var id paper.ID
	o.as(drafter, func(tx *db.Tx) error {
		p := &paper.Paper{Book: "di", Kind: "QĐ", About: words, Signer: "Minh", SignerTitle: "Giám đốc", Form: "quyet-dinh-phe-duyet"}
		err := paper.Begin(o.Context(), tx, p, nil)
		id = p.ID
		return err
	})
	o.as(checker, func(tx *db.Tx) error {
		return paper.Check(o.Context(), tx, id, 1, func(paper.Numbered) (paper.Final, error) {
			return paper.Final{File: word, Convert: true}, nil
		})
	})
	return id
}

func (o *desk) stateOf(id paper.ID) (c paper.Conversion, final blob.Attachment) { // none is left of one that is done
	o.Helper()
	o.as(drafter, func(tx *db.Tx) (err error) {
		if c, _, err = paper.ConversionOf(o.Context(), tx, id); err != nil {
			return err
		}
		files, err := blob.List(o.Context(), tx, id.Subject())
		final, _ = paper.Newest(files, paper.SlotFinal)
		return err
	})
	return c, final
}

// A toolFunc stands in for LibreOffice.
type toolFunc func(files [][]byte) ([][]byte, error)

func (f toolFunc) PDF(_ context.Context, files [][]byte) ([][]byte, error) { return f(files) }

func TestPapersBecomePDFTogether(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	good, bad := o.waiting("Tờ thứ nhất"), o.waiting("Tờ thứ hai")
	var plain bytes.Buffer
	if err := (page.Paper{Blocks: []page.Block{page.Text(page.Body, "PDF")}}).PDF(&plain); err != nil {
		t.Fatal(err)
	}
	runs := 0
	c := converter{o.db, o.files, "https://khuyencong.example.vn", toolFunc(func(files [][]byte) ([][]byte, error) {
		runs++
		made := make([][]byte, len(files))
		if runs == 1 {
			made[0] = plain.Bytes()
		}
		return made, nil
	})}
	for range paper.MaxTries {
		if n, err := c.once(t.Context()); err != nil || n == 0 {
			t.Fatal(n, err)
		}
	}
	if n, err := c.once(t.Context()); n != 0 || err != nil || runs != paper.MaxTries {
		t.Errorf("%d more, %v, after %d runs", n, err, runs)
	}
	if state, final := o.stateOf(good); state.State != "" || final.Name != "quyet-dinh-phe-duyet.pdf" {
		t.Errorf("%+v %+v", state, final)
	}
	if state, final := o.stateOf(bad); state.State != paper.Failed || state.Why != "LibreOffice không đọc được bản Word" || final.Name != "" {
		t.Errorf("%+v %+v", state, final)
	}
}

func TestAToolThatIsGoneLosesNothing(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	id := o.waiting("Một tờ")
	gone := errors.New("gone")
	c := converter{o.db, o.files, "", toolFunc(func([][]byte) ([][]byte, error) { return nil, gone })}
	if _, err := c.once(t.Context()); !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
	if state, _ := o.stateOf(id); state.State != paper.Waiting || state.Tries != 1 || !strings.Contains(state.Why, "không chạy được") {
		t.Errorf("%+v", state)
	}
}

func TestLibreOfficeMakesThePapers(t *testing.T) {
	t.Parallel()
	tool, ok := wordpdf.Find()
	if !ok {
		t.Skip("LibreOffice is not installed")
	}
	o := newDesk(t)
	id := o.waiting("Hỗ trợ máy sấy chè")
	c := converter{o.db, o.files, "https://khuyencong.example.vn", tool}
	if n, err := c.once(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	state, final := o.stateOf(id)
	if state.State != "" || final.Media != "application/pdf" || final.Size < 10_000 {
		t.Errorf("%+v %+v", state, final)
	}
}
