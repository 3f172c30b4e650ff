// Package webhook tells programs of others what happened (địa chỉ nhận tin): an
// administrator registers an https address, and the worker beside the requests
// sends it a short signed message for each event that it asked for.
//
// The queue is the audit record: a deed and its record are one transaction, so
// no event is lost and none is told of what was not done. The worker follows
// the chain of each province and writes down what is to be sent to whom.
//
// A message names what happened and where to read more. It holds nothing that
// is not published.
package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.vn/khuyencong/internal/domain/disclosure"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/outward"
)

// An EventType (loại tin) says what happened.
type EventType string

// The events.
const (
	SchemeApproved EventType = "scheme.approved"
	SchemeAccepted EventType = "scheme.accepted"
	SchemeSettled  EventType = "scheme.settled"
	SchemeStopped  EventType = "scheme.stopped"
	ReportIssued   EventType = "report.issued"
)

// EventTypes lists the events.
func EventTypes() []EventType {
	return []EventType{SchemeApproved, SchemeAccepted, SchemeSettled, SchemeStopped, ReportIssued}
}

// Label returns the Vietnamese words of the event.
func (e EventType) Label() string {
	switch e {
	case SchemeApproved:
		return "Đề án được phê duyệt"
	case SchemeAccepted:
		return "Đề án được nghiệm thu"
	case SchemeSettled:
		return "Đề án được quyết toán"
	case SchemeStopped:
		return "Đề án đã duyệt bị dừng"
	case ReportIssued:
		return "Báo cáo của một kỳ được phát hành"
	}
	return string(e)
}

// of says which event a record of the audit chain is, if it is one.
func of(e audit.Event) (EventType, bool) {
	if e.Verb == "report.issue" {
		return ReportIssued, true
	}
	if !strings.HasPrefix(e.Subject, scheme.ID("").Subject()) || e.Detail["from"] == "" {
		return "", false
	}
	switch scheme.State(e.Detail["to"]) { //nolint:exhaustive // the others are nobody's business
	case scheme.Approved:
		return SchemeApproved, e.Verb == "plan.grant"
	case scheme.Accepted:
		return SchemeAccepted, e.Verb == "contract.finish"
	case scheme.Settled:
		return SchemeSettled, e.Verb == "contract.settle"
	case scheme.Stopped:
		_, public := disclosure.StatusOf(scheme.State(e.Detail["from"]))
		return SchemeStopped, public
	}
	return "", false
}

// A Webhook (địa chỉ nhận tin) is one registered address.
type Webhook struct {
	ID      string
	URL     string
	Events  []EventType
	MadeBy  string
	MadeAt  string
	EndedBy string
	EndedAt string // "" while it is told

	province, secret string
	after            int64
}

// Subject is how the audit record refers to the address.
func (w Webhook) Subject() string { return "webhook/" + w.ID }

// Host is the address without its path, which may be a secret of the receiver's.
func (w Webhook) Host() string {
	u, err := url.Parse(w.URL)
	if err != nil {
		return ""
	}
	return u.Host
}

// most is how many addresses a province may have.
const most = 20

// Register adds an address. The secret with which messages are signed is shown
// this once.
func Register(ctx context.Context, tx *db.Tx, address string, events []EventType) (w Webhook, secret string, err error) {
	if err := tx.Actor.Require(access.ManageConnections); err != nil {
		return w, "", err
	}
	var form fault.Form
	address = strings.TrimSpace(address)
	switch err := outward.Check(address); {
	case errors.Is(err, outward.ErrInside):
		form.Add("url", "Địa chỉ này nằm trong mạng nội bộ nên không nhận.")
	case err != nil:
		form.Add("url", "Hãy ghi một địa chỉ bắt đầu bằng https://, không kèm tên và mật khẩu.")
	}
	form.Check(len(events) > 0, "events", "Hãy chọn ít nhất một loại tin.")
	for _, e := range events {
		form.Check(slices.Contains(EventTypes(), e), "events", "Loại tin này không có trong danh mục.")
	}
	all, err := All(ctx, tx)
	if err != nil {
		return w, "", err
	}
	open := 0
	for _, other := range all {
		if other.EndedAt == "" {
			open++
			form.Check(other.URL != address, "url", "Địa chỉ này đã được khai báo.")
		}
	}
	form.Check(open < most, "url", fmt.Sprintf("Đã có %d địa chỉ. Hãy gỡ địa chỉ không dùng nữa.", most))
	if err := form.Err("Chưa thêm được địa chỉ."); err != nil {
		return w, "", err
	}
	n, err := tx.Next(ctx, "webhook")
	if err != nil {
		return w, "", err
	}
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: it ends the program instead
	w = Webhook{ID: fmt.Sprintf("w-%d", n), URL: address, Events: events, MadeBy: tx.Actor.ID, MadeAt: tx.Moment(), province: tx.Province,
		secret: secretMark + base64.StdEncoding.EncodeToString(b)}
	if err := audit.Record(ctx, tx, "webhook.register", w.Subject(), map[string]string{"host": w.Host(), "events": joined(events)}); err != nil {
		return w, "", err
	}
	if w.after, err = audit.Last(ctx, tx); err != nil {
		return w, "", err
	}
	return w, w.secret, insert(ctx, tx, w)
}

func joined(events []EventType) string {
	words := make([]string, len(events))
	for i, e := range events {
		words[i] = string(e)
	}
	return strings.Join(words, ",")
}

// End stops telling an address. What waits for it is not sent any more.
func End(ctx context.Context, tx *db.Tx, id string) error {
	if err := tx.Actor.Require(access.ManageConnections); err != nil {
		return err
	}
	w, err := ByID(ctx, tx, id)
	if err != nil {
		return err
	}
	if w.EndedAt != "" {
		return fault.New(fault.Conflict, "Địa chỉ này đã được gỡ từ trước.")
	}
	if err := end(ctx, tx, id); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "webhook.end", w.Subject(), map[string]string{"host": w.Host()})
}

// Again queues a message anew that could not be sent.
func Again(ctx context.Context, tx *db.Tx, id string, seq int64) error {
	if err := tx.Actor.Require(access.ManageConnections); err != nil {
		return err
	}
	w, err := ByID(ctx, tx, id)
	if err != nil {
		return err
	}
	if w.EndedAt != "" {
		return fault.New(fault.Conflict, "Địa chỉ này đã được gỡ nên không gửi lại được.")
	}
	if err := again(ctx, tx, id, seq); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "webhook.again", w.Subject(), map[string]string{"message": strconv.FormatInt(seq, 10)})
}

// secretMark begins a secret, as the Standard Webhooks have it.
const secretMark = "whsec_"

// A Message is what an address is sent.
type Message struct {
	Type      string      `json:"type" doc:"Loại tin" enum:"scheme.approved,scheme.accepted,scheme.settled,scheme.stopped,report.issued"`
	Timestamp string      `json:"timestamp" doc:"Lúc việc được ghi nhận" format:"date-time"`
	Data      MessageData `json:"data"`
}

// MessageData says what a message is about.
type MessageData struct {
	Province string  `json:"province" doc:"Mã tỉnh"`
	Scheme   *string `json:"scheme" doc:"Mã công khai của đề án; null khi tin nói về báo cáo"`
	Period   *string `json:"period" doc:"Kỳ của báo cáo, ví dụ 2026-m9; null khi tin nói về đề án"`
	URL      string  `json:"url" doc:"Nơi đọc thêm; đường dẫn không có tên máy khi cơ quan chưa khai báo địa chỉ công khai"`
}

// Message is what a delivery says. office is the address of the office's pages.
func (d Delivery) Message(office string) Message {
	m := Message{Type: string(d.Event), Timestamp: d.At, Data: MessageData{Province: d.province}}
	office = strings.TrimSuffix(office, "/")
	if own, ok := strings.CutPrefix(d.Subject, scheme.ID("").Subject()); ok {
		id := disclosure.PublicID(d.province, scheme.ID(own))
		m.Data.Scheme, m.Data.URL = &id, office+"/api/v1/de-an/"+id
		return m
	}
	period := strings.TrimPrefix(d.Subject, "report/")
	m.Data.Period, m.Data.URL = &period, office+"/cong-khai/de-an"
	return m
}

// Signed is the body of a delivery with the headers that prove where it comes
// from, by the Standard Webhooks: whoever has the secret computes the same from
// the id, the moment and the body, and refuses what is older than some minutes.
func (d Delivery) Signed(office string, now time.Time) (header map[string]string, body []byte, err error) {
	if body, err = json.Marshal(d.Message(office)); err != nil {
		return nil, nil, fmt.Errorf("message %d: %w", d.Seq, err)
	}
	id, at := d.MessageID(), strconv.FormatInt(now.Unix(), 10)
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(d.secret, secretMark))
	if err != nil {
		return nil, nil, fmt.Errorf("secret of %s: %w", d.Webhook, err)
	}
	return map[string]string{
		"Content-Type": "application/json", "User-Agent": "khuyencong",
		"Webhook-Id": id, "Webhook-Timestamp": at, "Webhook-Signature": "v1," + Signature(key, id, at, body),
	}, body, nil
}

// Signature is what proves a message.
func Signature(key []byte, id, at string, body []byte) string {
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "%s.%s.%s", id, at, body) // a hash never fails
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
