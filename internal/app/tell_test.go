package app

import (
	"context"
	"fmt"
	"testing"

	"example.vn/khuyencong/internal/domain/webhook"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/outward"
)

// A receiver answers as its name says.
type receiver struct{ got chan string }

func (r receiver) Post(_ context.Context, address string, header map[string]string, body []byte) (int, error) {
	r.got <- address + " " + header["Webhook-Id"] + " " + string(body)
	switch address {
	case "https://tot.example.vn/":
		return 204, nil
	case "https://chuyen.example.vn/":
		return 302, nil
	case "https://trong.example.vn/":
		return 0, fmt.Errorf("dial: %w", outward.ErrInside)
	}
	return 500, nil
}

// What others answer, or that they do not, is noted with the message.
func TestAnswersOfOthersAreNoted(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	scope := db.Scope{Province: "19", Actor: access.System("test")}
	hooks := map[string]string{}
	err := d.Update(t.Context(), scope, func(tx *db.Tx) error {
		for _, address := range []string{"https://tot.example.vn/", "https://chuyen.example.vn/", "https://trong.example.vn/", "https://hong.example.vn/"} {
			w, _, err := webhook.Register(t.Context(), tx, address, webhook.EventTypes())
			if err != nil {
				return err
			}
			hooks[address] = w.ID
		}
		return audit.Record(t.Context(), tx, "plan.grant", "scheme/2026-0001", map[string]string{"from": "planned", "to": "approved"})
	})
	if err != nil {
		t.Fatal(err)
	}
	teller := teller{db: d, client: receiver{make(chan string, 10)}}
	if n, err := teller.once(t.Context()); n != 4 || err != nil {
		t.Fatalf("%d messages, %v", n, err)
	}
	for address, want := range map[string]string{
		"https://tot.example.vn/": "sent 204 ", "https://chuyen.example.vn/": "waiting 302 nơi nhận chuyển hướng, phần mềm không đi theo",
		"https://trong.example.vn/": "waiting 0 tên máy dẫn vào mạng nội bộ", "https://hong.example.vn/": "waiting 500 nơi nhận trả lời không thành công",
	} {
		err := d.View(t.Context(), scope, func(tx *db.Tx) error {
			all, err := webhook.Deliveries(t.Context(), tx, hooks[address], 5)
			if err != nil || len(all) != 1 {
				t.Fatalf("%s: %d messages, %v", address, len(all), err)
			}
			if got := fmt.Sprintf("%s %d %s", all[0].State, all[0].Status, all[0].Why); got != want {
				t.Errorf("%s: %q, want %q", address, got, want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n, err := teller.once(t.Context()); n != 0 || err != nil {
		t.Errorf("before their time %d are sent again, %v", n, err)
	}
}
