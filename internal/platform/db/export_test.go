package db

import "context"

// MigrateTo brings the schema to an earlier version than Migrate does.
func (db *DB) MigrateTo(ctx context.Context, version int64) error {
	p, err := db.provider(db.write)
	if err != nil {
		return err
	}
	_, err = p.UpTo(ctx, version)
	return err
}
