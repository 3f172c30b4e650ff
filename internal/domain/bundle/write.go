package bundle

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/fault"
)

// epoch is the time that every file of a bundle carries: a ZIP knows none
// before.
var epoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Ready asks whether every file is in the store, before anything is sent.
func (b *Bundle) Ready(store blob.Store) error {
	for _, f := range b.data.Files {
		r, err := blob.Open(store, f.SHA256)
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
		if err := r.Close(); err != nil {
			return err
		}
	}
	return nil
}

// Write writes the bundle. The files pass through and are never in memory as
// a whole; one that is not what it was ends the writing, without the end that
// a ZIP needs.
func (b *Bundle) Write(ctx context.Context, w io.Writer, store blob.Store) error {
	z := writer{zip: zip.NewWriter(w)}
	for _, part := range []struct {
		name string
		what any
	}{
		{stampName, b.Stamp}, {dataName, b.data}, {normsName, b.frozen}, {recordName, b.spellRecords()}, {ledgerName, b.ledger},
	} {
		if err := z.json(part.name, part.what); err != nil {
			return err
		}
	}
	if err := z.add(indexName, zip.Deflate, strings.NewReader(b.index())); err != nil {
		return err
	}
	var sheet bytes.Buffer
	if err := b.sheet().PDF(&sheet); err != nil {
		return err
	}
	if err := z.add(sheetName, zip.Deflate, &sheet); err != nil {
		return err
	}
	for _, f := range b.data.Files {
		if err := z.attachment(ctx, store, f); err != nil {
			return err
		}
	}
	if err := z.add(sumsName, zip.Deflate, bytes.NewReader(z.sums.Bytes())); err != nil {
		return err
	}
	return z.zip.Close()
}

// A writer writes files and notes their hashes.
type writer struct {
	zip  *zip.Writer
	sums bytes.Buffer
	last string // hash of the last file
}

func (z *writer) add(name string, method uint16, r io.Reader) error {
	w, err := z.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: epoch})
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(w, h), r); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	z.last = hex.EncodeToString(h.Sum(nil))
	fmt.Fprintf(&z.sums, "%s  %s\n", z.last, name)
	return nil
}

func (z *writer) json(name string, v any) error {
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(v); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return z.add(name, zip.Deflate, &b)
}

func (z *writer) attachment(ctx context.Context, store blob.Store, f File) error {
	r, err := blob.Open(store, f.SHA256)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	defer func() { _ = r.Close() }() // it was only read
	if err := ctx.Err(); err != nil {
		return err
	}
	// Papers and pictures are compressed already.
	if err := z.add(f.Path, zip.Store, r); err != nil {
		return err
	}
	if z.last != f.SHA256 {
		return fault.New(fault.Conflict, "Tệp “"+f.Name+"” không còn nguyên vẹn.")
	}
	return nil
}

// A record is one record of the chain as a bundle spells it.
type record struct {
	Seq       int64             `json:"seq"`
	At        string            `json:"at"`
	Actor     string            `json:"actor"`
	ActorName string            `json:"actor_name"`
	Verb      string            `json:"verb"`
	Subject   string            `json:"subject"`
	Detail    map[string]string `json:"detail"`
	PrevHash  string            `json:"prev_hash"`
	Hash      string            `json:"hash"`
}

func (b *Bundle) spellRecords() []record {
	all := make([]record, len(b.records))
	for i, e := range b.records {
		all[i] = record(e)
	}
	return all
}

// event is the record as its chain knows it.
func (r record) event() audit.Event { return audit.Event(r) }
