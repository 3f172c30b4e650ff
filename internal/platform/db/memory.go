package db

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	maxRemembered = 160              // values that a database remembers
	longestWait   = 10 * time.Second // that one transaction has for what another makes
)

// A memory is what transactions that only read have made of the rows, for those
// after them.
type memory struct {
	mu     sync.Mutex
	all    map[any]remembered
	making map[wanted]*making
}

type remembered struct {
	stamp int64
	value any
}

// A wanted value is what is wanted of the rows as they are at a stamp.
type wanted struct {
	key   any
	stamp int64
}

// A making is a value that one transaction makes while others wait for it.
type making struct {
	done  chan struct{} // closed when value and err are set
	value any
	err   error
	stale bool // the server was lost meanwhile
}

var errAbandoned = errors.New("whoever made it did not come back")

// Remembered returns what fresh makes under key, now or in an earlier
// transaction that saw the same stamp: the number of the newest record of the
// province, say, which stays the same as long as nobody does anything, and grows
// whenever somebody does. The key is of a type of the caller's own and names the
// province; the value is shared and must not be changed. Of several transactions
// that want the same at the same time one makes it and the others wait for it;
// when that one fails the next makes it. A transaction that may write makes its
// own.
func (tx *Tx) Remembered(ctx context.Context, key any, stamp int64, fresh func() (any, error)) (any, error) {
	m, want := tx.memory, wanted{key, stamp}
	if m == nil {
		return fresh()
	}
	for {
		value, work, mine := m.ask(want)
		if work == nil {
			return value, nil
		}
		if mine {
			return m.make(want, work, fresh)
		}
		select {
		case <-work.done:
			if work.err == nil {
				return work.value, nil
			}
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(longestWait):
			return fresh()
		}
	}
}

// ask returns the value, or else the work on it, which is the caller's when
// nobody had begun.
func (m *memory) ask(want wanted) (value any, work *making, mine bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if kept, ok := m.all[want.key]; ok && kept.stamp == want.stamp {
		return kept.value, nil, false
	}
	if work, ok := m.making[want]; ok {
		return nil, work, false
	}
	if m.making == nil {
		m.making = map[wanted]*making{}
	}
	work = &making{done: make(chan struct{}), err: errAbandoned}
	m.making[want] = work
	return nil, work, true
}

// make does the work, tells those who wait, and keeps the value.
func (m *memory) make(want wanted, work *making, fresh func() (any, error)) (any, error) {
	defer func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		close(work.done)
		delete(m.making, want)
		if work.err == nil && !work.stale {
			m.keep(want.key, remembered{want.stamp, work.value})
		}
	}()
	work.value, work.err = fresh()
	return work.value, work.err
}

// keep does not put what an older transaction saw in the place of what a newer
// one did. When there are too many values any other one goes.
func (m *memory) keep(key any, r remembered) {
	kept, has := m.all[key]
	if has && kept.stamp > r.stamp {
		return
	}
	if m.all == nil {
		m.all = map[any]remembered{}
	}
	if !has && len(m.all) >= maxRemembered {
		for other := range m.all {
			delete(m.all, other)
			break
		}
	}
	m.all[key] = r
}

// forget is for when the server was lost: the one that follows may lack the
// last of what this one knew, and use its numbers again.
func (m *memory) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all = nil
	for _, work := range m.making {
		work.stale = true
	}
}

// Recalled returns what was last remembered under key, whatever its stamp, or
// nil: something to go on from.
func (tx *Tx) Recalled(key any) any {
	m := tx.memory
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.all[key].value
}
