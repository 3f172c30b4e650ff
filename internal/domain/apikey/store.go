package apikey

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

const columns = `id, name, made_by, made_at, used_at, revoked_by, revoked_at`

func read(scan db.Scan) (k Key, err error) {
	return k, scan(&k.ID, &k.Name, &k.MadeBy, &k.MadeAt, &k.UsedAt, &k.RevokedBy, &k.RevokedAt)
}

// Keys lists the keys, the newest first.
func Keys(ctx context.Context, tx *db.Tx) ([]Key, error) {
	all, err := db.Collect(ctx, tx, `SELECT `+columns+` FROM api_keys WHERE province = ? ORDER BY made_at DESC, id DESC`, []any{tx.Province}, read)
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	return all, nil
}

func byID(ctx context.Context, tx *db.Tx, id string) (Key, error) {
	return only(ctx, tx, `SELECT `+columns+` FROM api_keys WHERE province = ? AND id = ?`, id)
}

func byHash(ctx context.Context, tx *db.Tx, hash string) (Key, error) {
	return only(ctx, tx, `SELECT `+columns+` FROM api_keys WHERE province = ? AND hash = ?`, hash)
}

func only(ctx context.Context, tx *db.Tx, query, arg string) (Key, error) {
	all, err := db.Collect(ctx, tx, query, []any{tx.Province, arg}, read)
	if err != nil {
		return Key{}, fmt.Errorf("key: %w", err)
	}
	if len(all) == 0 {
		return Key{}, fault.New(fault.NotFound, "Không tìm thấy khóa truy cập này.")
	}
	return all[0], nil
}

func insert(ctx context.Context, tx *db.Tx, k Key, secret Secret) error {
	_, err := tx.Exec(ctx, `INSERT INTO api_keys (province, `+columns+`, hash) VALUES (?, ?, ?, ?, ?, '', '', '', ?)`,
		tx.Province, k.ID, k.Name, k.MadeBy, k.MadeAt, secret.hash())
	if err != nil {
		return fmt.Errorf("add key %s: %w", k.ID, err)
	}
	return nil
}

func revoke(ctx context.Context, tx *db.Tx, id string) error {
	return tx.Change(ctx, `UPDATE api_keys SET revoked_by = ?, revoked_at = ? WHERE province = ? AND id = ? AND revoked_at = ''`,
		tx.Actor.ID, tx.Moment(), tx.Province, id)
}

// touch notes the use. A key that was revoked meanwhile opens nothing.
func touch(ctx context.Context, tx *db.Tx, id string) error {
	n, err := tx.Exec(ctx, `UPDATE api_keys SET used_at = ? WHERE province = ? AND id = ? AND revoked_at = ''`, tx.Moment(), tx.Province, id)
	if err == nil && n == 0 {
		err = refused()
	}
	return err
}
