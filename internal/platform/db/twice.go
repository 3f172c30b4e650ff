package db

import "context"

// RunTwice has everything that is handed to Update run twice from now on, first
// for nothing, or ends that. Tests show by it that deeds can be run again, as
// they are when one beside them fails or another program is in their way.
func (db *DB) RunTwice(on bool) { db.twice.Store(on) }

// forNothing runs a batch, up to the first job that fails, and takes it back.
func (db *DB) forNothing(batch []*job) {
	ctx := context.Background()
	h, err := db.beginBatch(ctx, false, false)
	if err != nil {
		return // the real run says so too
	}
	defer h.rollback()
	carried := map[any]any{}
	for _, j := range batch {
		if j.ready() == nil && db.runJob(ctx, h, j, carried, false) != nil {
			return
		}
	}
}
