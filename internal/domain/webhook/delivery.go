package webhook

import (
	"context"
	"fmt"
	"slices"
	"time"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// A DeliveryState is how far a message has come.
type DeliveryState string

// The states.
const (
	Waiting DeliveryState = "waiting"
	Sent    DeliveryState = "sent"
	Failed  DeliveryState = "failed" // after the last try; a person may ask again
)

// Label returns the Vietnamese words of the state.
func (s DeliveryState) Label() string {
	switch s {
	case Waiting:
		return "Chờ gửi"
	case Sent:
		return "Đã nhận"
	case Failed:
		return "Không gửi được"
	}
	return string(s)
}

// A Delivery (lần gửi tin) is one message to one address.
type Delivery struct {
	Webhook string
	Seq     int64 // number of the record that it tells of
	Event   EventType
	Subject string
	At      string // of the deed
	State   DeliveryState
	Tries   int
	NextAt  string
	Status  int    // of the last answer, 0 when there was none
	Why     string // of the last try that failed
	TriedAt string

	province, url, secret, claimed string
}

// MessageID is the same for every try, so that a receiver can tell a repetition.
func (d Delivery) MessageID() string {
	return fmt.Sprintf("msg_%s_%s_%d", d.province, d.Webhook, d.Seq)
}

// URL is where the message goes.
func (d Delivery) URL() string { return d.url }

// Scope is for whom the worker brings the delivery to an end.
func (d Delivery) Scope() db.Scope { return db.Scope{Province: d.province, Actor: worker()} }

func worker() access.Actor { return access.System("webhook") }

const (
	// claimFor is how long a worker may keep what it took up.
	claimFor = 5 * time.Minute
	// lookAt is how many records are read at once.
	lookAt = 500
)

// pauses are how long to wait after each try that failed; the last try has none.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour}

// MaxTries is how often a message is tried before a person must ask again.
const MaxTries = 8

// Gather follows the audit chains and writes down what is to be told to whom.
// It says how many messages that were.
func Gather(ctx context.Context, d *db.DB) (n int, err error) {
	var all []Webhook
	err = d.View(ctx, db.Scope{Everywhere: true, Actor: worker()}, func(tx *db.Tx) (err error) {
		all, err = everywhere(ctx, tx)
		return err
	})
	for _, w := range all {
		more, err := w.follow(ctx, d)
		if err != nil {
			return n, fmt.Errorf("records for %s of %s: %w", w.ID, w.province, err)
		}
		n += more
	}
	return n, err
}

// follow looks at the records that are new since the last time.
func (w Webhook) follow(ctx context.Context, d *db.DB) (n int, err error) {
	scope := db.Scope{Province: w.province, Actor: worker()}
	for {
		var records []audit.Event
		err = d.View(ctx, scope, func(tx *db.Tx) (err error) {
			records, err = audit.After(ctx, tx, w.after, lookAt)
			return err
		})
		if err != nil || len(records) == 0 {
			return n, err
		}
		found := 0
		err = d.Update(ctx, scope, func(tx *db.Tx) error {
			var err error
			found, err = w.note(ctx, tx, records)
			return err
		})
		if fault.KindOf(err) == fault.Conflict { // another copy of the program was quicker, or the address is gone
			return n, nil
		}
		n += found
		if err != nil || len(records) < lookAt {
			return n, err
		}
		w.after = records[len(records)-1].Seq
	}
}

// note queues what records say, and how far they were looked at.
func (w Webhook) note(ctx context.Context, tx *db.Tx, records []audit.Event) (n int, err error) {
	if err := advance(ctx, tx, w, records[len(records)-1].Seq); err != nil {
		return 0, err
	}
	for _, e := range records {
		event, ok := of(e)
		if !ok || !slices.Contains(w.Events, event) {
			continue
		}
		if err := queue(ctx, tx, w.ID, event, e); err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// Claim takes up at most so many messages that are due, of all provinces.
// Whoever claims brings each to an end with Done or NotDone; what is left after
// some minutes is taken up again, so a message may come twice.
func Claim(ctx context.Context, d *db.DB, most int) ([]Delivery, error) {
	var due []Delivery
	err := d.View(ctx, db.Scope{Everywhere: true, Actor: worker()}, func(tx *db.Tx) (err error) {
		due, err = dueNow(ctx, tx, most)
		return err
	})
	if err != nil {
		return nil, err
	}
	var mine []Delivery
	for _, one := range due {
		err := d.Update(ctx, one.Scope(), func(tx *db.Tx) error { return claim(ctx, tx, one) })
		switch {
		case err == nil:
			mine = append(mine, one)
		case fault.KindOf(err) != fault.Conflict:
			return mine, err
		}
	}
	return mine, nil
}

// Done notes that a message arrived.
func Done(ctx context.Context, tx *db.Tx, d Delivery, status int) error {
	return finish(ctx, tx, d, Sent, "", status, "")
}

// NotDone notes a try that failed, and when the next one is; after the last
// there is none.
func NotDone(ctx context.Context, tx *db.Tx, d Delivery, status int, why string) error {
	if d.Tries+1 >= MaxTries {
		return finish(ctx, tx, d, Failed, "", status, why)
	}
	return finish(ctx, tx, d, Waiting, tx.Now.Add(pauses[d.Tries]).Format(time.RFC3339), status, why)
}
