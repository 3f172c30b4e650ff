package office

import (
	"context"
	"fmt"
	"sync"

	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// maxSums is how many lists are remembered.
const maxSums = 500

// schemeSums remembers how many schemes a list has and what they ask, until
// somebody in the province does anything. To count a long list takes longer
// than to read a page of it, and people turn pages more often than they write.
type schemeSums struct {
	mu  sync.Mutex
	all map[string]schemeSum
}

type schemeSum struct {
	after int64 // the newest record of the province when it was counted
	n     int
	asked money.VND
}

// of is scheme.Count.
func (s *schemeSums) of(ctx context.Context, tx *db.Tx, f scheme.Filter) (int, money.VND, error) {
	last, err := audit.Last(ctx, tx)
	if err != nil {
		return 0, 0, err
	}
	f.After, f.Limit, f.ByAmount = "", 0, false
	key := fmt.Sprintf("%s %+v", tx.Province, f)
	s.mu.Lock()
	sum, ok := s.all[key]
	s.mu.Unlock()
	if ok && sum.after == last {
		return sum.n, sum.asked, nil
	}
	n, asked, err := scheme.Count(ctx, tx, f)
	if err != nil {
		return 0, 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil || len(s.all) >= maxSums {
		s.all = map[string]schemeSum{}
	}
	s.all[key] = schemeSum{last, n, asked}
	return n, asked, nil
}
