package ui

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"example.vn/khuyencong/internal/platform/fault"
)

// Files lie on the disk while a form is worked on, so only so many forms with
// files are read at once, few enough from one address that nobody can keep
// everybody else from sending. The others wait a little, or are asked to come
// again: less than it takes to cut off who sends nothing.
const (
	maxUploads     = 32
	maxUploadsFrom = 16
	maxUploadLine  = 64
	uploadWait     = 3 * time.Second
	uploadLeft     = 8 << 20 // is read of a form that has waited in vain, so that its sender can read why
)

// turns hands out turns, first come, first served for each address.
type turns struct {
	all, each, line int // at once, at once from one address, waiting
	wait            time.Duration

	mu    sync.Mutex
	taken int
	from  map[string]int
	queue []*inLine
}

// inLine is somebody who waits; turn is closed when theirs has come.
type inLine struct {
	from string
	turn chan struct{}
}

var uploads = newTurns(maxUploads, maxUploadsFrom, maxUploadLine, uploadWait)

func newTurns(all, each, line int, wait time.Duration) *turns {
	return &turns{all: all, each: each, line: line, wait: wait, from: map[string]int{}}
}

// take waits for a turn for somebody at address from; it has to be given back.
// Too many in the queue, or too long in it, is a Busy fault.
func (q *turns) take(ctx context.Context, from string) (back func(), err error) {
	back = sync.OnceFunc(func() { q.giveBack(from) })
	q.mu.Lock()
	if q.grant(from) {
		q.mu.Unlock()
		return back, nil
	}
	me := &inLine{from, make(chan struct{})}
	full := len(q.queue) >= q.line
	if !full {
		q.queue = append(q.queue, me)
	}
	q.mu.Unlock()
	if full {
		return nil, errors.Join(tooManyUploads(), errLongLine)
	}
	ctx, cancel := context.WithTimeout(ctx, q.wait)
	defer cancel()
	select {
	case <-me.turn:
		return back, nil
	case <-ctx.Done():
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if i := slices.Index(q.queue, me); i >= 0 {
		q.queue = slices.Delete(q.queue, i, i+1)
		return nil, tooManyUploads()
	}
	return back, nil // it came at the last moment
}

// grant takes a turn if there is one. The caller holds the lock.
func (q *turns) grant(from string) bool {
	if q.taken >= q.all || q.from[from] >= q.each {
		return false
	}
	q.taken++
	q.from[from]++
	return true
}

func (q *turns) giveBack(from string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.taken--
	if q.from[from]--; q.from[from] == 0 {
		delete(q.from, from)
	}
	for i, next := range q.queue {
		if q.grant(next.from) {
			close(next.turn)
			q.queue = slices.Delete(q.queue, i, i+1)
			return
		}
	}
}

func tooManyUploads() error {
	return &fault.Error{Kind: fault.Busy, Wait: 10 * time.Second,
		Message: "Đang có quá nhiều tệp được gửi lên cùng lúc nên chưa nhận thêm được. Anh/chị chờ ít giây rồi gửi lại."}
}

// errLongLine marks who was not even let into the queue.
var errLongLine = errors.New("the queue is full")

// uploadTurn waits until the files of r may be read. The turn ends with the
// request, when its files have left the temporary folder.
func uploadTurn(r *http.Request) error {
	q := requestFrom(r.Context())
	if q.forms == nil {
		return nil // a test without the middleware
	}
	back, err := uploads.take(r.Context(), q.ip)
	if err != nil {
		if !errors.Is(err, errLongLine) { // nobody has so many people: this is an attack
			_, _ = io.CopyN(io.Discard, r.Body, uploadLeft) // who has left need not be told
		}
		return err
	}
	*q.after = append(*q.after, back)
	return nil
}
