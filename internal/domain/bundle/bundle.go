// Package bundle is the dossier of one scheme in one ZIP (gói hồ sơ): what an
// auditor needs, provable without the program's database.
//
// It holds an index for people, every attached file, the scheme as data, the
// verdicts of the norms, the records about it and the entries of the ledger,
// and SHA256SUMS over all of these. The same state gives the same bytes but
// for one file, which says who took the bundle and when.
package bundle

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/appraisal"
	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// The files of a bundle beside the attached ones.
const (
	stampName  = "phieu.json"
	indexName  = "muc-luc.txt"
	sheetName  = "muc-luc.pdf" // the same index, PDF/A
	dataName   = "de-an.json"
	normsName  = "ket-luan-muc-chi.json"
	recordName = "nhat-ky.json"
	ledgerName = "so-kinh-phi.json"
	sumsName   = "SHA256SUMS"
	filesDir   = "tep/"
)

// form names the layout, for whoever reads a bundle later.
const form = "khuyencong-bundle/1"

// A Stamp says of which scheme a bundle is, who took it and when, and where
// the province's chain of records stood: kept elsewhere it shows later that
// nothing was cut off.
type Stamp struct {
	Form     string     `json:"form"`
	Province string     `json:"province"`
	Scheme   scheme.ID  `json:"scheme"`
	TakenAt  string     `json:"taken_at"` // RFC 3339, UTC
	TakenBy  string     `json:"taken_by"`
	Head     audit.Head `json:"head"`
}

// A File is an attached file and where it lies in the bundle.
type File struct {
	Path    string `json:"path"`
	Name    string `json:"name"`
	Owner   string `json:"owner"`
	Slot    string `json:"slot"`
	Size    int64  `json:"size"`
	SHA256  string `json:"sha256"`
	AddedBy string `json:"added_by"`
	AddedAt string `json:"added_at"`
}

// data is the scheme as it stands.
type data struct {
	Scheme     *scheme.Scheme         `json:"scheme"`
	Appraisals []*appraisal.Appraisal `json:"appraisals"`
	Grants     []plan.Grant           `json:"grants"`
	Contract   *contract.File         `json:"contract"`
	Papers     []*paper.Paper         `json:"papers"` // of the book of papers, for those who may see it
	Files      []File                 `json:"files"`
}

// A Bundle is what is known of a scheme at one moment.
type Bundle struct {
	Stamp   Stamp
	data    data
	frozen  []scheme.Frozen
	records []audit.Event
	ledger  extract
}

// Name is the name of the bundle's file.
func (b *Bundle) Name() string { return "ho-so-" + string(b.Stamp.Scheme) + ".zip" }

// Gather reads everything about a scheme and records that it is taken.
func Gather(ctx context.Context, tx *db.Tx, id scheme.ID) (*Bundle, error) {
	if err := tx.Actor.Require(access.ViewBundle); err != nil {
		return nil, err
	}
	b := &Bundle{Stamp: Stamp{Form: form, Province: tx.Province, Scheme: id, TakenAt: tx.Moment(), TakenBy: tx.Actor.Name}}
	if err := b.read(ctx, tx); err != nil {
		return nil, fmt.Errorf("bundle of scheme %s: %w", id, err)
	}
	// Not on the scheme's own timeline: taking a bundle would change the next.
	err := audit.Record(ctx, tx, "bundle.take", "bundle/"+string(id), map[string]string{
		"files": fmt.Sprint(len(b.data.Files)), "head": b.Stamp.Head.Hash,
	})
	return b, err
}

func (b *Bundle) read(ctx context.Context, tx *db.Tx) (err error) {
	id := b.Stamp.Scheme
	d := &b.data
	if d.Contract, err = contract.OfScheme(ctx, tx, id); err != nil {
		return err
	}
	d.Scheme, d.Contract.Scheme = d.Contract.Scheme, nil
	if d.Appraisals, err = appraisal.Of(ctx, tx, id); err != nil {
		return err
	}
	if d.Grants, err = plan.Grants(ctx, tx, id); err != nil {
		return err
	}
	if b.frozen, err = scheme.EveryFrozen(ctx, tx, id); err != nil {
		return err
	}
	if b.Stamp.Head, err = audit.Newest(ctx, tx); err != nil {
		return err
	}
	owners := []string{id.Subject()}
	for _, a := range d.Contract.Acceptances {
		owners = append(owners, a.Owner())
	}
	for i := range d.Contract.Settlements {
		owners = append(owners, d.Contract.Settlements[i].Owner())
	}
	if d.Papers, err = papers(ctx, tx, d.Scheme, d.Contract); err != nil {
		return err
	}
	for _, p := range d.Papers {
		owners = append(owners, p.ID.Subject())
	}
	for _, owner := range owners {
		if err := b.readOwner(ctx, tx, owner); err != nil {
			return err
		}
	}
	slices.SortFunc(b.records, func(x, y audit.Event) int { return cmp.Compare(x.Seq, y.Seq) })
	return b.readLedger(ctx, tx)
}

// papers are those of the book that are about the scheme or its contract; none
// for whoever may not see the book.
func papers(ctx context.Context, tx *db.Tx, s *scheme.Scheme, f *contract.File) ([]*paper.Paper, error) {
	if !tx.Actor.May(access.ViewPapers) {
		return nil, nil
	}
	about := []paper.Link{{Kind: paper.LinkScheme, Subject: string(s.ID)}}
	if f.Contract != nil {
		about = append(about, paper.Link{Kind: paper.LinkContract, Subject: string(f.Contract.ID)})
	}
	return paper.OfSubject(ctx, tx, about...)
}

// readOwner reads the files and records of the scheme or of something in it.
func (b *Bundle) readOwner(ctx context.Context, tx *db.Tx, owner string) error {
	files, err := blob.List(ctx, tx, owner)
	if err != nil {
		return err
	}
	for _, f := range files {
		b.data.Files = append(b.data.Files, File{
			Path: filePath(len(b.data.Files)+1, f.Name), Name: f.Name, Owner: f.Owner, Slot: f.Slot, Size: f.Size,
			SHA256: f.SHA256, AddedBy: f.AddedBy, AddedAt: f.AddedAt,
		})
	}
	events, err := audit.Of(ctx, tx, owner)
	b.records = append(b.records, events...)
	return err
}

// filePath is where the file number n lies. The number keeps names apart.
func filePath(n int, name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, name)
	return path.Join(filesDir, fmt.Sprintf("%03d %s", n, strings.Trim(name, " .")))
}

func (b *Bundle) readLedger(ctx context.Context, tx *db.Tx) error {
	subject := b.Stamp.Scheme.Subject()
	entries, err := ledger.EntriesOf(ctx, tx, subject)
	if err != nil {
		return err
	}
	slices.SortFunc(entries, func(x, y ledger.Entry) int {
		return cmp.Or(cmp.Compare(x.Year, y.Year), cmp.Compare(x.Fund, y.Fund), cmp.Compare(x.Seq, y.Seq))
	})
	balances, err := ledger.OfSubject(ctx, tx, subject)
	if err != nil {
		return err
	}
	b.ledger = extract{Subject: subject, Balances: map[string]int64{}}
	for _, e := range entries {
		b.ledger.Entries = append(b.ledger.Entries, spell(e))
	}
	for a, v := range balances {
		if v != 0 {
			b.ledger.Balances[string(a)] = int64(v)
		}
	}
	return nil
}

// An extract is the ledger of one scheme: its entries, and what they leave in
// its accounts, in whole đồng.
type extract struct {
	Subject  string           `json:"subject"`
	Balances map[string]int64 `json:"balances"`
	Entries  []entry          `json:"entries"`
}

type entry struct {
	Fund      string    `json:"fund"`
	Year      int       `json:"year"`
	Seq       int64     `json:"seq"`
	Key       string    `json:"key"`
	Kind      string    `json:"kind"`
	Subject   string    `json:"subject"`
	Amount    int64     `json:"amount"`
	Day       string    `json:"day"`
	Reference string    `json:"reference"`
	Memo      string    `json:"memo"`
	Reverses  int64     `json:"reverses,omitempty"`
	Actor     string    `json:"actor"`
	At        string    `json:"at"`
	Postings  []posting `json:"postings"`
}

type posting struct {
	Account string `json:"account"`
	Subject string `json:"subject"`
	Amount  int64  `json:"amount"`
}

func spell(e ledger.Entry) entry {
	out := entry{
		Fund: string(e.Fund), Year: e.Year, Seq: e.Seq, Key: e.Key, Kind: string(e.Kind), Subject: e.Subject, Amount: int64(e.Amount),
		Day: e.Day, Reference: e.Reference, Memo: e.Memo, Reverses: e.Reverses, Actor: e.Actor, At: e.At,
	}
	for _, p := range e.Postings {
		out.Postings = append(out.Postings, posting{string(p.Account), p.Subject, int64(p.Amount)})
	}
	return out
}

// size is the sum of the files, for the index.
func (b *Bundle) size() (n int64) {
	for _, f := range b.data.Files {
		n += f.Size
	}
	return n
}

// received is what has been paid out for the scheme and not taken back.
func (b *Bundle) received() money.VND {
	return b.data.Contract.Balances.Spent() - b.data.Contract.Balances[ledger.Returned]
}
