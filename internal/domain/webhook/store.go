package webhook

import (
	"context"
	"fmt"
	"strings"
	"time"

	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

const columns = `province, id, url, events, secret, made_by, made_at, ended_by, ended_at, after_seq`

func read(scan db.Scan) (w Webhook, err error) {
	var events string
	err = scan(&w.province, &w.ID, &w.URL, &events, &w.secret, &w.MadeBy, &w.MadeAt, &w.EndedBy, &w.EndedAt, &w.after)
	for e := range strings.SplitSeq(events, ",") {
		w.Events = append(w.Events, EventType(e))
	}
	return w, err
}

// All lists the addresses of the province, the newest first.
func All(ctx context.Context, tx *db.Tx) ([]Webhook, error) {
	all, err := db.Collect(ctx, tx, `SELECT `+columns+` FROM webhooks WHERE province = ? ORDER BY made_at DESC, id DESC`, []any{tx.Province}, read)
	if err != nil {
		return nil, fmt.Errorf("webhooks: %w", err)
	}
	return all, nil
}

// everywhere lists the addresses of all provinces that are told.
func everywhere(ctx context.Context, tx *db.Tx) ([]Webhook, error) {
	return db.Collect(ctx, tx, `SELECT `+columns+` FROM webhooks WHERE ended_at = '' ORDER BY province, id`, nil, read)
}

// ByID returns one address.
func ByID(ctx context.Context, tx *db.Tx, id string) (Webhook, error) {
	all, err := db.Collect(ctx, tx, `SELECT `+columns+` FROM webhooks WHERE province = ? AND id = ?`, []any{tx.Province, id}, read)
	if err != nil {
		return Webhook{}, fmt.Errorf("webhook %s: %w", id, err)
	}
	if len(all) == 0 {
		return Webhook{}, fault.New(fault.NotFound, "Không tìm thấy địa chỉ nhận tin này.")
	}
	return all[0], nil
}

func insert(ctx context.Context, tx *db.Tx, w Webhook) error {
	_, err := tx.Exec(ctx, `INSERT INTO webhooks (`+columns+`) VALUES (?, ?, ?, ?, ?, ?, ?, '', '', ?)`,
		tx.Province, w.ID, w.URL, joined(w.Events), w.secret, w.MadeBy, w.MadeAt, w.after)
	if err != nil {
		return fmt.Errorf("add webhook %s: %w", w.ID, err)
	}
	return nil
}

// end forgets the secret too.
func end(ctx context.Context, tx *db.Tx, id string) error {
	err := tx.Change(ctx, `UPDATE webhooks SET ended_by = ?, ended_at = ?, secret = '' WHERE province = ? AND id = ? AND ended_at = ''`,
		tx.Actor.ID, tx.Moment(), tx.Province, id)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE webhook_deliveries SET state = ?, why = ? WHERE province = ? AND webhook = ? AND state = ?`,
		Failed, "địa chỉ đã được gỡ", tx.Province, id, Waiting)
	return err
}

// advance notes how far the records were looked at.
func advance(ctx context.Context, tx *db.Tx, w Webhook, seq int64) error {
	return tx.Change(ctx, `UPDATE webhooks SET after_seq = ? WHERE province = ? AND id = ? AND after_seq = ? AND ended_at = ''`,
		seq, tx.Province, w.ID, w.after)
}

func queue(ctx context.Context, tx *db.Tx, id string, event EventType, e audit.Event) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO webhook_deliveries (province, webhook, seq, event, subject, at, state, tries, next_at, claimed_at, status, why, tried_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, '', 0, '', '')`,
		tx.Province, id, e.Seq, event, e.Subject, e.At, Waiting, tx.Moment())
	if err != nil {
		return fmt.Errorf("queue record %d for %s: %w", e.Seq, id, err)
	}
	return nil
}

const deliveryColumns = `d.province, d.webhook, d.seq, d.event, d.subject, d.at, d.state, d.tries, d.next_at, d.claimed_at, d.status, d.why, d.tried_at, w.url, w.secret`

func readDelivery(scan db.Scan) (d Delivery, err error) {
	return d, scan(&d.province, &d.Webhook, &d.Seq, &d.Event, &d.Subject, &d.At, &d.State, &d.Tries, &d.NextAt, &d.claimed, &d.Status, &d.Why, &d.TriedAt, &d.url, &d.secret)
}

// Deliveries lists the newest messages to an address.
func Deliveries(ctx context.Context, tx *db.Tx, id string, limit int) ([]Delivery, error) {
	all, err := db.Collect(ctx, tx, `
		SELECT `+deliveryColumns+` FROM webhook_deliveries AS d JOIN webhooks AS w ON w.province = d.province AND w.id = d.webhook
		WHERE d.province = ? AND d.webhook = ? ORDER BY d.seq DESC LIMIT ?`, []any{tx.Province, id, limit}, readDelivery)
	if err != nil {
		return nil, fmt.Errorf("messages to %s: %w", id, err)
	}
	return all, nil
}

func dueNow(ctx context.Context, tx *db.Tx, most int) ([]Delivery, error) {
	stale := tx.Now.Add(-claimFor).Format(time.RFC3339)
	all, err := db.Collect(ctx, tx, `
		SELECT `+deliveryColumns+` FROM webhook_deliveries AS d JOIN webhooks AS w ON w.province = d.province AND w.id = d.webhook
		WHERE d.state = ? AND d.next_at <= ? AND d.claimed_at < ? AND w.ended_at = '' ORDER BY d.next_at, d.province, d.webhook, d.seq LIMIT ?`,
		[]any{Waiting, tx.Moment(), stale, most}, readDelivery)
	if err != nil {
		return nil, fmt.Errorf("messages to send: %w", err)
	}
	return all, nil
}

func claim(ctx context.Context, tx *db.Tx, d Delivery) error {
	return tx.Change(ctx, `UPDATE webhook_deliveries SET claimed_at = ? WHERE province = ? AND webhook = ? AND seq = ? AND state = ? AND claimed_at = ?`,
		tx.Moment(), tx.Province, d.Webhook, d.Seq, Waiting, d.claimed)
}

func finish(ctx context.Context, tx *db.Tx, d Delivery, state DeliveryState, next string, status int, why string) error {
	return tx.Change(ctx, `
		UPDATE webhook_deliveries SET state = ?, tries = tries + 1, next_at = ?, claimed_at = '', status = ?, why = ?, tried_at = ?
		WHERE province = ? AND webhook = ? AND seq = ? AND state = ?`,
		state, next, status, why, tx.Moment(), tx.Province, d.Webhook, d.Seq, Waiting)
}

func again(ctx context.Context, tx *db.Tx, id string, seq int64) error {
	n, err := tx.Exec(ctx, `
		UPDATE webhook_deliveries SET state = ?, tries = 0, next_at = ?, claimed_at = '' WHERE province = ? AND webhook = ? AND seq = ? AND state = ?`,
		Waiting, tx.Moment(), tx.Province, id, seq, Failed)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "Tin này không chờ gửi lại.")
	}
	return err
}
