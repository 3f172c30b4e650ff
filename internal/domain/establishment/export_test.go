package establishment

import (
	"context"

	"example.vn/khuyencong/internal/platform/db"
)

// DuplicatesOfAll compares everybody with everybody.
func DuplicatesOfAll(ctx context.Context, tx *db.Tx) ([]Pair, error) {
	all, err := where(ctx, tx, `merged_into = ''`)
	return pairsOf(all), err
}
