package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"example.vn/khuyencong/internal/domain/webhook"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/outward"
)

// A teller sends messages to the addresses that offices have registered.
type teller struct {
	db     *db.DB
	url    string
	client interface {
		Post(ctx context.Context, address string, header map[string]string, body []byte) (status int, err error)
	}
}

const (
	// tellPause is how long a teller waits when nothing was to be done.
	tellPause = 5 * time.Second
	// tellAtOnce is how many addresses are called at once: a slow one must not
	// keep the others waiting.
	tellAtOnce = 8
)

// run tells until ctx ends.
func (t *teller) run(ctx context.Context) {
	for ctx.Err() == nil {
		n, err := t.once(ctx)
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "messages to others", "error", err)
		}
		if n == 0 || err != nil {
			select {
			case <-ctx.Done():
			case <-time.After(tellPause):
			}
		}
	}
}

// once sends what is due now and says how many messages that were.
func (t *teller) once(ctx context.Context) (int, error) {
	if _, err := webhook.Gather(ctx, t.db); err != nil {
		return 0, err
	}
	due, err := webhook.Claim(ctx, t.db, tellAtOnce)
	problems := make([]error, len(due))
	var all sync.WaitGroup
	for i, d := range due {
		all.Go(func() { problems[i] = t.send(ctx, d) })
	}
	all.Wait()
	return len(due), errors.Join(append(problems, err)...)
}

// send tries one message. What the receiver or the network says wrong is noted
// and is no error of ours.
func (t *teller) send(ctx context.Context, d webhook.Delivery) error {
	header, body, err := d.Signed(t.url, t.db.Now())
	if err != nil {
		return err
	}
	status, err := t.client.Post(ctx, d.URL(), header, body)
	if ctx.Err() != nil {
		return nil //nolint:nilerr // the program ends; somebody takes it up again
	}
	err = t.db.Update(ctx, d.Scope(), func(tx *db.Tx) error {
		switch {
		case errors.Is(err, outward.ErrInside):
			return webhook.NotDone(ctx, tx, d, 0, "tên máy dẫn vào mạng nội bộ")
		case err != nil:
			return webhook.NotDone(ctx, tx, d, status, "không kết nối được hoặc quá lâu")
		case status >= 200 && status < 300:
			return webhook.Done(ctx, tx, d, status)
		case status >= 300 && status < 400:
			return webhook.NotDone(ctx, tx, d, status, "nơi nhận chuyển hướng, phần mềm không đi theo")
		}
		return webhook.NotDone(ctx, tx, d, status, "nơi nhận trả lời không thành công")
	})
	if err != nil {
		return fmt.Errorf("message %s: %w", d.MessageID(), err)
	}
	return nil
}

// tellBeside starts a teller. It ends with the command; wait returns when it has.
func (e *env) tellBeside(deps Deps) (wait func()) {
	t := teller{db: deps.DB, url: deps.URL, client: outward.New()}
	ctx, cancel := context.WithCancel(e.ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		t.run(ctx)
	}()
	return func() {
		cancel()
		<-ended
	}
}
