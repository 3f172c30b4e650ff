package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/webhook"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

var admin = db.Scope{Province: "19", Actor: access.Actor{ID: "u-1", Name: "Quản Trị", Roles: []access.Role{access.Admin}}}

type rig struct {
	*testing.T
	d   *db.DB
	now time.Time
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{T: t, now: dbtest.Now}
	r.d = dbtest.OpenAt(t, func() time.Time { return r.now })
	return r
}

func (r *rig) do(s db.Scope, fn func(*db.Tx) error) {
	r.Helper()
	if err := r.d.Update(r.Context(), s, fn); err != nil {
		r.Fatal(err)
	}
}

func (r *rig) register(events ...webhook.EventType) (w webhook.Webhook, secret string) {
	r.Helper()
	r.do(admin, func(tx *db.Tx) (err error) {
		w, secret, err = webhook.Register(r.Context(), tx, "https://nhan.example.vn/khuyen-cong", events)
		return err
	})
	return w, secret
}

func (r *rig) record(s db.Scope, verb, subject string, detail map[string]string) {
	r.Helper()
	r.do(s, func(tx *db.Tx) error { return audit.Record(r.Context(), tx, verb, subject, detail) })
}

func (r *rig) due() []webhook.Delivery {
	r.Helper()
	if _, err := webhook.Gather(r.Context(), r.d); err != nil {
		r.Fatal(err)
	}
	all, err := webhook.Claim(r.Context(), r.d, 50)
	if err != nil {
		r.Fatal(err)
	}
	return all
}

func (r *rig) list(id string) (all []webhook.Delivery) {
	r.Helper()
	r.do(admin, func(tx *db.Tx) (err error) {
		all, err = webhook.Deliveries(r.Context(), tx, id, 100)
		return err
	})
	return all
}

func moved(from, to string) map[string]string { return map[string]string{"from": from, "to": to} }

func TestOnlyWhatWasAskedForIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.record(admin, "plan.grant", "scheme/2026-0001", moved("planned", "approved")) // before anybody asked
	w, _ := r.register(webhook.SchemeApproved, webhook.SchemeStopped, webhook.ReportIssued)
	other := db.Scope{Province: "08", Actor: admin.Actor}
	r.record(admin, "plan.grant", "scheme/2026-0002", moved("planned", "approved"))
	r.record(admin, "contract.settle", "scheme/2026-0002", moved("accepted", "settled")) // not asked for
	r.record(admin, "plan.stop", "scheme/2026-0003", moved("planned", "stopped"))        // was never public
	r.record(admin, "plan.stop", "scheme/2026-0002", moved("running", "stopped"))
	r.record(admin, "scheme.submit", "scheme/2026-0004", moved("draft", "submitted"))
	r.record(admin, "report.issue", "report/2026-m9", map[string]string{"no": "1"})
	r.record(other, "plan.grant", "scheme/2026-0009", moved("planned", "approved"))
	var got []string
	for _, d := range r.due() {
		body, err := json.Marshal(d.Message("https://kc.example.vn/"))
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(body))
	}
	want := []string{
		`{"type":"scheme.approved","timestamp":"AT","data":{"province":"19","scheme":"19-2026-0002","period":null,"url":"https://kc.example.vn/api/v1/de-an/19-2026-0002"}}`,
		`{"type":"scheme.stopped","timestamp":"AT","data":{"province":"19","scheme":"19-2026-0002","period":null,"url":"https://kc.example.vn/api/v1/de-an/19-2026-0002"}}`,
		`{"type":"report.issued","timestamp":"AT","data":{"province":"19","scheme":null,"period":"2026-m9","url":"https://kc.example.vn/cong-khai/de-an"}}`,
	}
	if g, w := strings.Join(got, "\n"), strings.ReplaceAll(strings.Join(want, "\n"), "AT", r.now.UTC().Format(time.RFC3339)); g != w {
		t.Errorf("told:\n%s\nwant:\n%s", g, w)
	}
	if more := r.due(); len(more) != 0 {
		t.Errorf("told twice: %+v", more)
	}
	if n := len(r.list(w.ID)); n != 3 {
		t.Errorf("%d messages are shown, want 3", n)
	}
}

func TestTwoCopiesTellOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.register(webhook.SchemeApproved)
	for range 5 {
		r.record(admin, "plan.grant", "scheme/2026-0001", moved("planned", "approved"))
	}
	n := make(chan int, 4)
	for range cap(n) {
		go func() {
			if _, err := webhook.Gather(t.Context(), r.d); err != nil {
				t.Error(err)
			}
			all, err := webhook.Claim(t.Context(), r.d, 50)
			if err != nil {
				t.Error(err)
			}
			n <- len(all)
		}()
	}
	sum := 0
	for range cap(n) {
		sum += <-n
	}
	if sum += len(r.due()); sum != 5 {
		t.Errorf("%d messages were taken up, want 5", sum)
	}
}

func TestAMessageIsTriedMoreAndMoreRarely(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w, _ := r.register(webhook.SchemeApproved)
	r.record(admin, "plan.grant", "scheme/2026-0001", moved("planned", "approved"))
	var waits []time.Duration
	for {
		due := r.due()
		if len(due) != 1 {
			t.Fatalf("%d messages are due after %v", len(due), waits)
		}
		d := due[0]
		r.do(d.Scope(), func(tx *db.Tx) error { return webhook.NotDone(t.Context(), tx, d, 500, "hỏng") })
		now := r.list(w.ID)[0]
		if now.State == webhook.Failed {
			if now.Tries != webhook.MaxTries || now.Status != 500 || now.Why != "hỏng" {
				t.Errorf("%+v", now)
			}
			break
		}
		next, err := time.Parse(time.RFC3339, now.NextAt)
		if err != nil {
			t.Fatal(err)
		}
		waits = append(waits, next.Sub(r.now))
		if early := r.due(); len(early) != 0 {
			t.Errorf("due before its time, after %v", waits)
		}
		r.now = next
	}
	for i := 1; i < len(waits); i++ {
		if waits[i] <= waits[i-1] {
			t.Errorf("waits %v do not grow", waits)
		}
	}
	r.do(admin, func(tx *db.Tx) error { return webhook.Again(t.Context(), tx, w.ID, r.newest(tx, w.ID)) })
	due := r.due()
	if len(due) != 1 {
		t.Fatalf("asked again, %d are due", len(due))
	}
	r.do(due[0].Scope(), func(tx *db.Tx) error { return webhook.Done(t.Context(), tx, due[0], 204) })
	if now := r.list(w.ID)[0]; now.State != webhook.Sent || now.Status != 204 {
		t.Errorf("%+v", now)
	}
}

// newest is the number of the newest message, inside a transaction.
func (r *rig) newest(tx *db.Tx, id string) int64 {
	r.Helper()
	all, err := webhook.Deliveries(r.Context(), tx, id, 1)
	if err != nil || len(all) == 0 {
		r.Fatal(err)
	}
	return all[0].Seq
}

func TestWhoeverHasTheSecretCanProveAMessage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	_, secret := r.register(webhook.SchemeApproved)
	r.record(admin, "plan.grant", "scheme/2026-0001", moved("planned", "approved"))
	header, body, err := r.due()[0].Signed("", r.now)
	if err != nil {
		t.Fatal(err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(header["Webhook-Id"] + "." + header["Webhook-Timestamp"] + "." + string(body)))
	if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); header["Webhook-Signature"] != want {
		t.Errorf("signature %q, want %q", header["Webhook-Signature"], want)
	}
}

func TestAnAddressThatIsGoneIsToldNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w, _ := r.register(webhook.SchemeApproved)
	r.record(admin, "plan.grant", "scheme/2026-0001", moved("planned", "approved"))
	if _, err := webhook.Gather(t.Context(), r.d); err != nil {
		t.Fatal(err)
	}
	r.do(admin, func(tx *db.Tx) error { return webhook.End(t.Context(), tx, w.ID) })
	r.record(admin, "plan.grant", "scheme/2026-0002", moved("planned", "approved"))
	if due := r.due(); len(due) != 0 {
		t.Errorf("%+v", due)
	}
	if all := r.list(w.ID); len(all) != 1 || all[0].State != webhook.Failed {
		t.Errorf("%+v", all)
	}
}

func TestAddressesInsideAndWrongEventsAreRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.register(webhook.SchemeApproved)
	for address, events := range map[string][]webhook.EventType{
		"https://nhan.example.vn/khuyen-cong": {webhook.SchemeApproved}, // is there already
		"http://a.example.vn/":                {webhook.SchemeApproved},
		"https://192.168.1.10/":               {webhook.SchemeApproved},
		"https://b.example.vn/":               nil,
		"https://c.example.vn/":               {"scheme.drafted"},
	} {
		err := r.d.Update(t.Context(), admin, func(tx *db.Tx) error {
			_, _, err := webhook.Register(t.Context(), tx, address, events)
			return err
		})
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s %v: %v", address, events, err)
		}
	}
	staff := admin
	staff.Actor.Roles = []access.Role{access.Staff}
	err := r.d.Update(t.Context(), staff, func(tx *db.Tx) error {
		_, _, err := webhook.Register(t.Context(), tx, "https://d.example.vn/", []webhook.EventType{webhook.SchemeApproved})
		return err
	})
	if fault.KindOf(err) != fault.Forbidden {
		t.Errorf("staff registered an address: %v", err)
	}
}
