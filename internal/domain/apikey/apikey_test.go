package apikey_test

import (
	"context"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/apikey"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

func as(province string, role access.Role) db.Scope {
	return db.Scope{Province: province, Actor: access.Actor{ID: "u-1", Name: "Người thử", Roles: []access.Role{role}}}
}

func made(t *testing.T, d *db.DB, name string) (k apikey.Key, secret apikey.Secret) {
	t.Helper()
	err := d.Update(t.Context(), as("19", access.Admin), func(tx *db.Tx) (err error) {
		k, secret, err = apikey.Make(t.Context(), tx, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return k, secret
}

func TestAKeyOpensUntilItIsRevoked(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	k, secret := made(t, d, "Cổng dữ liệu của tỉnh")
	if secret.Province() != "19" {
		t.Errorf("the secret says province %q", secret.Province())
	}
	used, err := apikey.Use(t.Context(), d, secret)
	if err != nil || used.ID != k.ID {
		t.Fatalf("%+v, %v", used, err)
	}
	revoke := func(ctx context.Context, s db.Scope) error {
		return d.Update(ctx, s, func(tx *db.Tx) error { return apikey.Revoke(ctx, tx, k.ID) })
	}
	if err := revoke(t.Context(), as("19", access.Director)); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a director revoked it: %v", err)
	}
	if err := revoke(t.Context(), as("08", access.Admin)); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another province revoked it: %v", err)
	}
	if err := revoke(t.Context(), as("19", access.Admin)); err != nil {
		t.Fatal(err)
	}
	if _, err := apikey.Use(t.Context(), d, secret); fault.KindOf(err) != fault.SignedOut {
		t.Errorf("a revoked key opens: %v", err)
	}
	if err := revoke(t.Context(), as("19", access.Admin)); fault.KindOf(err) != fault.Conflict {
		t.Errorf("it is revoked twice: %v", err)
	}
}

func TestOnlyTheHashIsKept(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	_, secret := made(t, d, "Một phần mềm")
	err := d.View(t.Context(), as("19", access.Admin), func(tx *db.Tx) error {
		return tx.Rows(t.Context(), `SELECT * FROM api_keys WHERE province = ?`, []any{"19"}, func(row map[string]any) error {
			for name, value := range row {
				if value == string(secret) {
					t.Errorf("%s holds the secret", name)
				}
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	other := secret[:len(secret)-1] + "a"
	if other == secret {
		other = secret[:len(secret)-1] + "b"
	}
	for _, wrong := range []apikey.Secret{"", "kc_19_", "x", other, "kc_08" + secret[5:]} {
		if _, err := apikey.Use(t.Context(), d, wrong); fault.KindOf(err) != fault.SignedOut {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func TestNamesAreAskedForAndTellKeysApart(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	made(t, d, "Cổng của tỉnh")
	for _, name := range []string{"", "  ", "Cổng của tỉnh"} {
		err := d.Update(t.Context(), as("19", access.Admin), func(tx *db.Tx) error {
			_, _, err := apikey.Make(t.Context(), tx, name)
			return err
		})
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestAKeyIsHeldBackAndLetGoAgain(t *testing.T) {
	t.Parallel()
	now := dbtest.Now
	d := dbtest.OpenAt(t, func() time.Time { return now })
	k, secret := made(t, d, "Vội vàng")
	_, other := made(t, d, "Người khác")
	err := d.Update(t.Context(), db.Scope{Province: "19", Actor: access.Actor{ID: k.Subject()}}, func(tx *db.Tx) error {
		for range apikey.Limit - 1 {
			if err := tx.Allow(t.Context(), "api", apikey.Limit, time.Minute); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := apikey.Use(t.Context(), d, secret); err != nil {
		t.Errorf("the last request of the minute: %v", err)
	}
	if _, err := apikey.Use(t.Context(), d, secret); fault.KindOf(err) != fault.Busy {
		t.Errorf("one more: %v", err)
	}
	if _, err := apikey.Use(t.Context(), d, other); err != nil {
		t.Errorf("another key: %v", err)
	}
	now = now.Add(time.Minute)
	if _, err := apikey.Use(t.Context(), d, secret); err != nil {
		t.Errorf("a minute later: %v", err)
	}
}
