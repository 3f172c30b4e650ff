package intake

import (
	"context"

	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
)

// WorkInParts is Work that loads so many rows in one transaction.
func WorkInParts(ctx context.Context, d *db.DB, files blob.Store, c Claimed, rows int) error {
	return work(ctx, d, files, c, rows)
}
