package identity

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

const userColumns = `id, login, name, roles, commune, must_change, active, version, created_at, updated_at`

func readUser(scan db.Scan) (u User, err error) {
	var roles string
	var mustChange, active int64
	err = scan(&u.ID, &u.Login, &u.Name, &roles, &u.Commune, &mustChange, &active, &u.Version, &u.CreatedAt, &u.UpdatedAt)
	u.Roles, u.MustChange, u.Active = splitRoles(roles), mustChange != 0, active != 0
	return u, err
}

// joinRoles is roles as they are stored: in the usual order, comma between.
func joinRoles(roles []access.Role) string {
	var all []string
	for _, r := range access.Roles() {
		if slices.Contains(roles, r) {
			all = append(all, string(r))
		}
	}
	return strings.Join(all, ",")
}

func splitRoles(stored string) []access.Role {
	var all []access.Role
	for r := range strings.SplitSeq(stored, ",") {
		if r != "" {
			all = append(all, access.Role(r))
		}
	}
	return all
}

// userWithHash returns the user of a login and the hash of their password.
func userWithHash(ctx context.Context, tx *db.Tx, login string) (u User, hash string, err error) {
	all, err := db.Collect(ctx, tx, `
		SELECT password, `+userColumns+` FROM users WHERE province = ? AND login = ?`, []any{tx.Province, login}, func(scan db.Scan) (User, error) {
		return readUser(func(dest ...any) error { return scan(append([]any{&hash}, dest...)...) })
	})
	if err != nil {
		return u, "", fmt.Errorf("user %s: %w", login, err)
	}
	if len(all) == 0 {
		return u, "", fault.New(fault.NotFound, "Không tìm thấy người dùng.")
	}
	return all[0], hash, nil
}

func allUsers(ctx context.Context, tx *db.Tx) ([]User, error) {
	all, err := db.Collect(ctx, tx, `
		SELECT `+userColumns+` FROM users WHERE province = ? ORDER BY name_sort, id`, []any{tx.Province}, readUser)
	if err != nil {
		return nil, fmt.Errorf("users: %w", err)
	}
	return all, nil
}

// hashOf returns the stored hash of the user's password.
func hashOf(ctx context.Context, tx *db.Tx, id ID) (hash string, err error) {
	err = tx.QueryRow(ctx, `SELECT password FROM users WHERE province = ? AND id = ?`, []any{tx.Province, id}, &hash)
	if err != nil {
		return "", fmt.Errorf("password of %s: %w", id, err)
	}
	return hash, nil
}

func insertUser(ctx context.Context, tx *db.Tx, u User, sort, hash string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO users (province, id, login, name, name_sort, roles, commune, password, must_change, active, version, created_at, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 1, ?, ?)`,
		tx.Province, u.ID, u.Login, u.Name, sort, joinRoles(u.Roles), u.Commune, hash, flag(u.MustChange), tx.Moment(), tx.Moment())
	if fault.KindOf(err) == fault.Conflict {
		return &fault.Error{
			Kind: fault.Conflict, Message: "Tên đăng nhập " + u.Login + " đã có người dùng.",
			Fields: map[string]string{"login": "Tên này đã có người dùng."},
		}
	}
	if err != nil {
		return fmt.Errorf("add user %s: %w", u.Login, err)
	}
	return nil
}

func updateHash(ctx context.Context, tx *db.Tx, u User, hash string, mustChange bool) error {
	return tx.Change(ctx, `
		UPDATE users SET password = ?, must_change = ?, version = version + 1, updated_at = ?
		WHERE province = ? AND id = ? AND version = ?`,
		hash, flag(mustChange), tx.Moment(), tx.Province, u.ID, u.Version)
}

func deleteSessions(ctx context.Context, tx *db.Tx, id ID) (int64, error) {
	n, err := tx.Exec(ctx, `DELETE FROM sessions WHERE province = ? AND user_id = ?`, tx.Province, id)
	if err != nil {
		return 0, fmt.Errorf("end sessions of %s: %w", id, err)
	}
	return n, nil
}
