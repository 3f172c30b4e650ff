// Package audit keeps the append-only record (nhật ký) of who did what.
//
// A record is part of the transaction of its deed: no deed without a record,
// no record without a deed. The records of a province form a chain: each one
// carries the hash of the one before, so that a change, a removal or a swap is
// found by Verify. Cutting off the newest records is found only by comparing
// with a head (Head) that was kept elsewhere.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// An Event is one record.
type Event struct {
	Seq       int64
	At        string // RFC 3339, UTC
	Actor     string // user id
	ActorName string
	Verb      string            // English, e.g. "scheme.submit"
	Subject   string            // e.g. "scheme/2026-017"
	Detail    map[string]string // what was decided, before and after; never a password
	PrevHash  string
	Hash      string
}

// Record notes that the transaction's actor did verb to subject.
func Record(ctx context.Context, tx *db.Tx, verb, subject string, detail map[string]string) error {
	e := Event{
		At: tx.Moment(), Actor: tx.Actor.ID, ActorName: tx.Actor.Name,
		Verb: verb, Subject: subject, Detail: detail,
	}
	last, err := newest(ctx, tx)
	if err != nil {
		return fmt.Errorf("audit %s %s: %w", verb, subject, err)
	}
	e.Seq, e.PrevHash = last.Events+1, last.Hash
	text, err := json.Marshal(e.Detail) // map keys come out sorted
	if err != nil {
		return fmt.Errorf("audit %s %s: %w", verb, subject, err)
	}
	e.Hash = link(tx.Province, e, string(text))
	err = tx.Soon(ctx, `
		INSERT INTO audit_events (province, seq, at, actor, actor_name, verb, subject, detail, prev_hash, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, e.Seq, e.At, e.Actor, e.ActorName, e.Verb, e.Subject, string(text), e.PrevHash, e.Hash)
	if err != nil {
		return fmt.Errorf("audit %s %s: %w", verb, subject, err)
	}
	tx.Keep(headKey{tx.Province}, Head{tx.Province, e.Seq, e.Hash})
	return nil
}

// headKey is the key under which a transaction remembers the end of a
// province's chain after it wrote there.
type headKey struct{ province string }

// newest returns the end of the chain of the transaction's province.
func newest(ctx context.Context, tx *db.Tx) (Head, error) {
	if head, ok := tx.Kept(headKey{tx.Province}).(Head); ok {
		return head, nil
	}
	head := Head{Province: tx.Province}
	err := tx.QueryRow(ctx, `
		SELECT seq, hash FROM audit_events WHERE province = ? ORDER BY seq DESC LIMIT 1`,
		[]any{tx.Province}, &head.Events, &head.Hash)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return head, err
	}
	return head, nil
}

// link computes the hash of e over everything it says and the hash before it.
// Every part is preceded by its length, so that no two records can be spelled
// alike.
func link(province string, e Event, detail string) string {
	h := sha256.New()
	for _, part := range []string{e.PrevHash, province, strconv.FormatInt(e.Seq, 10), e.At, e.Actor, e.ActorName, e.Verb, e.Subject, detail} {
		_, _ = fmt.Fprintf(h, "%d:%s", len(part), part) // a hash never fails
	}
	return hex.EncodeToString(h.Sum(nil))
}

const columns = `seq, at, actor, actor_name, verb, subject, detail, prev_hash, hash`

func read(scan db.Scan) (Event, string, error) {
	var e Event
	var detail string
	if err := scan(&e.Seq, &e.At, &e.Actor, &e.ActorName, &e.Verb, &e.Subject, &detail, &e.PrevHash, &e.Hash); err != nil {
		return e, "", err
	}
	if err := json.Unmarshal([]byte(detail), &e.Detail); err != nil {
		return e, detail, fmt.Errorf("detail of record %d: %w", e.Seq, err)
	}
	return e, detail, nil
}

// Of returns the records about subject, oldest first.
func Of(ctx context.Context, tx *db.Tx, subject string) ([]Event, error) {
	return db.Collect(ctx, tx, `
		SELECT `+columns+` FROM audit_events WHERE province = ? AND subject = ? ORDER BY seq`,
		[]any{tx.Province, subject}, func(scan db.Scan) (Event, error) {
			e, _, err := read(scan)
			return e, err
		})
}

// Latest returns up to limit records older than seq before (0: the newest),
// newest first.
func Latest(ctx context.Context, tx *db.Tx, before int64, limit int) ([]Event, error) {
	if before <= 0 {
		before = 1<<63 - 1
	}
	return db.Collect(ctx, tx, `
		SELECT `+columns+` FROM audit_events WHERE province = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
		[]any{tx.Province, before, limit}, func(scan db.Scan) (Event, error) {
			e, _, err := read(scan)
			return e, err
		})
}

// After returns up to limit records newer than seq, oldest first. Records come
// in the order of their numbers and none is added behind: whoever has read up to
// one has missed nothing.
func After(ctx context.Context, tx *db.Tx, seq int64, limit int) ([]Event, error) {
	return db.Collect(ctx, tx, `
		SELECT `+columns+` FROM audit_events WHERE province = ? AND seq > ? ORDER BY seq LIMIT ?`,
		[]any{tx.Province, seq, limit}, func(scan db.Scan) (Event, error) {
			e, _, err := read(scan)
			return e, err
		})
}

// Last is the number of the province's newest record. While it stays the same
// nobody has done anything, since every deed leaves a record.
func Last(ctx context.Context, tx *db.Tx) (int64, error) {
	var seq int64
	err := tx.QueryRow(ctx, `SELECT COALESCE(MAX(seq), 0) FROM audit_events WHERE province = ?`, []any{tx.Province}, &seq)
	return seq, err
}

// Newest returns the end of the chain of the transaction's province.
func Newest(ctx context.Context, tx *db.Tx) (Head, error) { return newest(ctx, tx) }

// Fits reports whether the record of a province says what its hash was made
// of. It needs no database: whoever is given records can ask it.
func Fits(province string, e Event) bool {
	text, err := json.Marshal(e.Detail) // as Record spelled it
	return err == nil && e.Hash == link(province, e, string(text))
}

// A Head is the end of a province's chain. Kept outside the database it shows
// later that nothing was cut off.
type Head struct {
	Province string `json:"province"`
	Events   int64  `json:"events"`
	Hash     string `json:"hash"`
}

// Provinces lists the provinces that have records. It looks across provinces
// and is for commands run on the machine.
func Provinces(ctx context.Context, tx *db.Tx) ([]string, error) {
	return db.Collect(ctx, tx, `SELECT DISTINCT province FROM audit_events ORDER BY province`, nil,
		func(scan db.Scan) (p string, err error) { return p, scan(&p) })
}

// Verify walks the chain of the transaction's province and returns its head.
// The first record that does not fit is named in a Conflict fault.
func Verify(ctx context.Context, tx *db.Tx) (Head, error) {
	head := Head{Province: tx.Province}
	err := tx.Each(ctx, `
		SELECT `+columns+` FROM audit_events WHERE province = ? ORDER BY seq`,
		[]any{tx.Province}, func(scan db.Scan) error {
			e, detail, err := read(scan)
			if err != nil && e.Seq == 0 {
				return err
			}
			if err != nil || e.Seq != head.Events+1 || e.PrevHash != head.Hash || e.Hash != link(tx.Province, e, detail) {
				return fault.New(fault.Conflict, fmt.Sprintf("Nhật ký tỉnh %s không còn nguyên vẹn từ bản ghi số %d.", tx.Province, head.Events+1))
			}
			head.Events, head.Hash = e.Seq, e.Hash
			return nil
		})
	return head, err
}
