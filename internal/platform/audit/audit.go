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
	tx.Carry(headKey{tx.Province}, Head{tx.Province, e.Seq, e.Hash})
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
	promise, asked := tx.Kept(aheadKey{tx.Province}).(*db.Promise[Head])
	if !asked {
		var err error
		if promise, err = newestSoon(ctx, tx); err != nil {
			return head, err
		}
	}
	all, err := promise.Get(ctx)
	if err != nil || len(all) == 0 {
		return head, err
	}
	return all[0], nil
}

// Ahead asks for the end of the chain together with the next question, for a
// deed that will leave a Record.
func Ahead(ctx context.Context, tx *db.Tx) error {
	if tx.Kept(headKey{tx.Province}) != nil {
		return nil
	}
	promise, err := newestSoon(ctx, tx)
	if err == nil {
		tx.Keep(aheadKey{tx.Province}, promise)
	}
	return err
}

// aheadKey is the key under which a transaction keeps what Ahead has asked for.
type aheadKey struct{ province string }

func newestSoon(ctx context.Context, tx *db.Tx) (*db.Promise[Head], error) {
	return db.CollectSoon(ctx, tx, `
		SELECT seq, hash FROM audit_events WHERE province = ? ORDER BY seq DESC LIMIT 1`,
		[]any{tx.Province}, func(scan db.Scan) (Head, error) {
			head := Head{Province: tx.Province}
			return head, scan(&head.Events, &head.Hash)
		})
}

// link computes the hash of e over everything it says and the hash before it.
// Every part is preceded by its length, so that no two records can be spelled
// alike.
func link(province string, e Event, detail string) string {
	said := make([]byte, 0, 1<<10)
	for _, part := range [...]string{e.PrevHash, province, strconv.FormatInt(e.Seq, 10), e.At, e.Actor, e.ActorName, e.Verb, e.Subject, detail} {
		said = strconv.AppendInt(said, int64(len(part)), 10)
		said = append(append(said, ':'), part...)
	}
	hash := sha256.Sum256(said)
	return hex.EncodeToString(hash[:])
}

const columns = `seq, at, actor, actor_name, verb, subject, detail, prev_hash, hash`

func read(scan db.Scan) (Event, error) {
	e, detail, err := spelled(scan)
	if err != nil {
		return e, err
	}
	if err := json.Unmarshal([]byte(detail), &e.Detail); err != nil {
		return e, fmt.Errorf("detail of record %d: %w", e.Seq, err)
	}
	return e, nil
}

// spelled reads a record with its detail as it is stored.
func spelled(scan db.Scan) (e Event, detail string, err error) {
	err = scan(&e.Seq, &e.At, &e.Actor, &e.ActorName, &e.Verb, &e.Subject, &detail, &e.PrevHash, &e.Hash)
	return e, detail, err
}

// Of returns the records about subject, oldest first.
func Of(ctx context.Context, tx *db.Tx, subject string) ([]Event, error) {
	return db.Collect(ctx, tx, `
		SELECT `+columns+` FROM audit_events WHERE province = ? AND subject = ? ORDER BY seq`,
		[]any{tx.Province, subject}, read)
}

// Latest returns up to limit records older than seq before (0: the newest),
// newest first.
func Latest(ctx context.Context, tx *db.Tx, before int64, limit int) ([]Event, error) {
	if before <= 0 {
		before = 1<<63 - 1
	}
	return db.Collect(ctx, tx, `
		SELECT `+columns+` FROM audit_events WHERE province = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
		[]any{tx.Province, before, limit}, read)
}

// After returns up to limit records newer than seq, oldest first. Records come
// in the order of their numbers and none is added behind: whoever has read up to
// one has missed nothing.
func After(ctx context.Context, tx *db.Tx, seq int64, limit int) ([]Event, error) {
	return db.Collect(ctx, tx, `
		SELECT `+columns+` FROM audit_events WHERE province = ? AND seq > ? ORDER BY seq LIMIT ?`,
		[]any{tx.Province, seq, limit}, read)
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
			e, detail, err := spelled(scan)
			if err != nil {
				return fmt.Errorf("record %d: %w", head.Events+1, err)
			}
			if e.Seq != head.Events+1 || e.PrevHash != head.Hash || e.Hash != link(tx.Province, e, detail) {
				return fault.New(fault.Conflict, fmt.Sprintf("Nhật ký tỉnh %s không còn nguyên vẹn từ bản ghi số %d.", tx.Province, head.Events+1))
			}
			head.Events, head.Hash = e.Seq, e.Hash
			return nil
		})
	return head, err
}
