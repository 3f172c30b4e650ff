package db

import "sync"

// maxRemembered is how many values a database remembers.
const maxRemembered = 48

// A memory is what transactions that only read have made of the rows, for those
// after them.
type memory struct {
	mu  sync.Mutex
	all map[any]remembered
}

type remembered struct {
	stamp int64
	value any
}

// Remembered returns what fresh makes under key, now or in an earlier
// transaction that saw the same stamp: the number of the newest record of the
// province, say, which stays the same as long as nobody does anything. The key
// is of a type of the caller's own and names the province; the value is shared
// and must not be changed. A transaction that may write makes its own.
func (tx *Tx) Remembered(key any, stamp int64, fresh func() (any, error)) (any, error) {
	m := tx.memory
	if m == nil {
		return fresh()
	}
	m.mu.Lock()
	kept, ok := m.all[key]
	m.mu.Unlock()
	if ok && kept.stamp == stamp {
		return kept.value, nil
	}
	value, err := fresh()
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.all == nil || len(m.all) >= maxRemembered {
		m.all = map[any]remembered{}
	}
	m.all[key] = remembered{stamp, value}
	return value, nil
}
