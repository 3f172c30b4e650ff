package audit_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

const (
	tampers = 1000
	chain   = 60 // records that are tampered with
)

var (
	errUndo = errors.New("undone")
	fields  = []string{"at", "actor", "actor_name", "verb", "subject", "detail", "prev_hash", "hash"}
)

// A tamper changes the chain and says which record is the first bad one, 0
// when only a head kept elsewhere can tell.
type tamper struct {
	name string
	do   func(tx *db.Tx, rng *rand.Rand) (first int64, err error)
}

// A thousand random tampers, each undone before the next: every one is found
// and the first bad record is named. Two ways leave a chain that holds, and
// only the head that was kept elsewhere shows them: cutting off the end, and
// computing everything anew from some record on.
func TestAThousandTampersAreFound(t *testing.T) {
	d := dbtest.Open(t)
	record(t, d, "19", chain)
	before, err := verify(t.Context(), d, "19")
	if err != nil {
		t.Fatal(err)
	}
	unguard(t, d)
	all := []tamper{{"flip", flip(t)}, {"delete", remove(t)}, {"swap", swap(t)}, {"cut off", cutOff(t)}, {"sign again", signAgain(t)}}
	rng := rand.New(rand.NewPCG(17, 0))
	found := map[string]int{}
	for range tampers {
		way := all[rng.IntN(len(all))]
		err := d.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
			first, err := way.do(tx, rng)
			if err != nil {
				return err
			}
			head, err := audit.Verify(t.Context(), tx)
			named := fault.KindOf(err) == fault.Conflict && strings.HasSuffix(err.Error(), fmt.Sprintf("số %d.", first))
			switch {
			case first > 0 && !named:
				t.Errorf("%s: %v, want one that names record %d", way.name, err, first)
			case first == 0 && (err != nil || head == before):
				t.Errorf("%s: %v, %+v is the head that was kept", way.name, err, head)
			default:
				found[way.name]++
			}
			return errUndo
		})
		if !errors.Is(err, errUndo) {
			t.Fatalf("%s: %v", way.name, err)
		}
	}
	t.Logf("found: %v", found)
	if head, err := verify(t.Context(), d, "19"); err != nil || head != before {
		t.Errorf("afterwards %+v, %v; before %+v", head, err, before)
	}
}

// unguard takes the triggers away.
func unguard(t *testing.T, d *db.DB) {
	t.Helper()
	dbtest.Unguarded(t, d, `UPDATE audit_events SET seq = seq WHERE seq < 0`)
}

// flip changes one bit of one field of one record.
func flip(t *testing.T) func(*db.Tx, *rand.Rand) (int64, error) {
	t.Helper()
	return func(tx *db.Tx, rng *rand.Rand) (int64, error) {
		seq, field := 1+rng.Int64N(chain), fields[rng.IntN(len(fields))]
		var text string
		if err := tx.QueryRow(t.Context(), `SELECT `+field+` FROM audit_events WHERE province = ? AND seq = ?`, []any{"19", seq}, &text); err != nil {
			return 0, err
		}
		if text == "" { // the first record has nothing before it
			text = "@"
		}
		b := []rune(text)
		i := rng.IntN(len(b))
		b[i] ^= 1 << rng.IntN(4) // stays a letter that both engines store
		if b[i] < ' ' {
			b[i] |= 0x40
		}
		_, err := tx.Exec(t.Context(), `UPDATE audit_events SET `+field+` = ? WHERE province = ? AND seq = ?`, string(b), "19", seq)
		return seq, err
	}
}

// remove takes one record out of the middle.
func remove(t *testing.T) func(*db.Tx, *rand.Rand) (int64, error) {
	t.Helper()
	return func(tx *db.Tx, rng *rand.Rand) (int64, error) {
		seq := 1 + rng.Int64N(chain-1)
		_, err := tx.Exec(t.Context(), `DELETE FROM audit_events WHERE province = ? AND seq = ?`, "19", seq)
		return seq, err
	}
}

// swap has two records change places.
func swap(t *testing.T) func(*db.Tx, *rand.Rand) (int64, error) {
	t.Helper()
	return func(tx *db.Tx, rng *rand.Rand) (int64, error) {
		one := 1 + rng.Int64N(chain-1)
		two := one + 1 + rng.Int64N(chain-one)
		for _, move := range [][2]int64{{one, -1}, {two, one}, {-1, two}} {
			if _, err := tx.Exec(t.Context(), `UPDATE audit_events SET seq = ? WHERE province = ? AND seq = ?`, move[1], "19", move[0]); err != nil {
				return 0, err
			}
		}
		return one, nil
	}
}

// cutOff removes the newest records.
func cutOff(t *testing.T) func(*db.Tx, *rand.Rand) (int64, error) {
	t.Helper()
	return func(tx *db.Tx, rng *rand.Rand) (int64, error) {
		_, err := tx.Exec(t.Context(), `DELETE FROM audit_events WHERE province = ? AND seq > ?`, "19", rng.Int64N(chain))
		return 0, err
	}
}

// signAgain changes a record and computes its hash and all later ones anew, as
// somebody who knows how could.
func signAgain(t *testing.T) func(*db.Tx, *rand.Rand) (int64, error) {
	t.Helper()
	return func(tx *db.Tx, rng *rand.Rand) (int64, error) {
		from, prev := 1+rng.Int64N(chain), ""
		if _, err := tx.Exec(t.Context(), `UPDATE audit_events SET actor_name = 'X' WHERE province = ? AND seq = ?`, "19", from); err != nil {
			return 0, err
		}
		for seq := int64(1); seq <= chain; seq++ {
			parts := make([]string, 6)
			if err := tx.QueryRow(t.Context(), `SELECT at, actor, actor_name, verb, subject, detail FROM audit_events WHERE province = ? AND seq = ?`,
				[]any{"19", seq}, &parts[0], &parts[1], &parts[2], &parts[3], &parts[4], &parts[5]); err != nil {
				return 0, err
			}
			h := sha256.New()
			for _, part := range append([]string{prev, "19", fmt.Sprint(seq)}, parts...) {
				_, _ = fmt.Fprintf(h, "%d:%s", len(part), part)
			}
			hash := hex.EncodeToString(h.Sum(nil))
			if seq >= from {
				if _, err := tx.Exec(t.Context(), `UPDATE audit_events SET prev_hash = ?, hash = ? WHERE province = ? AND seq = ?`, prev, hash, "19", seq); err != nil {
					return 0, err
				}
			}
			prev = hash
		}
		return 0, nil
	}
}
