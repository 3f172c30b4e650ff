package audit_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

func scope(province string) db.Scope {
	return db.Scope{Province: province, Actor: access.Actor{ID: "u1", Name: "Nguyễn Thị Ngọc Ẩn"}}
}

func record(t *testing.T, d *db.DB, province string, n int) {
	t.Helper()
	for i := range n {
		err := d.Update(t.Context(), scope(province), func(tx *db.Tx) error {
			return audit.Record(t.Context(), tx, "scheme.submit", fmt.Sprintf("scheme/%d", i), map[string]string{"asked": "1.000"})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func verify(ctx context.Context, d *db.DB, province string) (head audit.Head, err error) {
	err = d.View(ctx, scope(province), func(tx *db.Tx) error {
		head, err = audit.Verify(ctx, tx)
		return err
	})
	return head, err
}

func TestChainOfEachProvinceStandsAlone(t *testing.T) {
	d := dbtest.Open(t)
	record(t, d, "19", 5)
	record(t, d, "08", 2)
	for province, want := range map[string]int64{"19": 5, "08": 2, "01": 0} {
		head, err := verify(t.Context(), d, province)
		if err != nil || head.Events != want {
			t.Errorf("%s: %+v, %v; want %d events", province, head, err, want)
		}
	}
}

// Who asks for the end of the chain ahead goes on from there, also behind jobs of
// the same batch, refused ones and a form that was sent before.
func TestTheEndOfTheChainAskedAheadIsTheEnd(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	deed := func(i, records int) error {
		return d.Update(ctx, scope("19"), func(tx *db.Tx) error {
			_, err := tx.OnceSoon(ctx, fmt.Sprint("key", i/2), "a form", func() (string, error) {
				if err := audit.Ahead(ctx, tx); err != nil {
					return "", err
				}
				for n := range records {
					if err := audit.Record(ctx, tx, "a", fmt.Sprint(i, "/", n), nil); err != nil {
						return "", err
					}
				}
				return "", nil
			})
			if err == nil {
				err = audit.Record(ctx, tx, "came", fmt.Sprint(i), nil)
			}
			if err == nil && i%7 == 3 {
				err = fault.New(fault.Invalid, "không")
			}
			return err
		})
	}
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			if err := deed(i, i%3); (err != nil) != (i%7 == 3) {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if head, err := verify(ctx, d, "19"); err != nil {
		t.Errorf("%+v, %v", head, err)
	}
	came := 0
	err := d.View(ctx, scope("19"), func(tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM audit_events WHERE province = ? AND verb = 'came'`, []any{"19"}, &came)
	})
	if err != nil || came != 34 {
		t.Errorf("%d deeds are in the chain, %v", came, err)
	}
}

func TestADeedThatFailsLeavesNoRecord(t *testing.T) {
	d := dbtest.Open(t)
	err := d.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
		if err := audit.Record(t.Context(), tx, "a", "b", nil); err != nil {
			return err
		}
		return fault.New(fault.Invalid, "không được")
	})
	if fault.KindOf(err) != fault.Invalid {
		t.Fatal(err)
	}
	if head, err := verify(t.Context(), d, "19"); err != nil || head.Events != 0 {
		t.Errorf("%+v, %v", head, err)
	}
}

// Every way to tamper with a row is found and the first bad record is named.
func TestTamperingIsFound(t *testing.T) {
	for name, tamper := range map[string]struct {
		sql  string
		want string
	}{
		"a name is changed":    {`UPDATE audit_events SET actor_name = 'X' WHERE seq = 3`, "số 3"},
		"a detail is changed":  {`UPDATE audit_events SET detail = '{"asked":"2.000"}' WHERE seq = 4`, "số 4"},
		"a detail is not JSON": {`UPDATE audit_events SET detail = 'x' WHERE seq = 2`, "số 2"},
		"a record is removed":  {`DELETE FROM audit_events WHERE seq = 2`, "số 2"},
		"a hash is changed":    {`UPDATE audit_events SET hash = '00' WHERE seq = 5`, "số 5"},
		"a link is changed":    {`UPDATE audit_events SET prev_hash = '00' WHERE seq = 2`, "số 2"},
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.Open(t)
			record(t, d, "19", 5)
			dbtest.Unguarded(t, d, tamper.sql)
			if _, err := verify(t.Context(), d, "19"); err == nil || !strings.Contains(err.Error(), tamper.want) {
				t.Errorf("Verify = %v, want one that names %s", err, tamper.want)
			}
		})
	}
}

func TestRecordsCannotBeChangedThroughTheProgram(t *testing.T) {
	d := dbtest.Open(t)
	record(t, d, "19", 1)
	for _, sql := range []string{`UPDATE audit_events SET verb = 'x'`, `DELETE FROM audit_events`} {
		err := d.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), sql)
			return err
		})
		if err == nil {
			t.Errorf("%s went through", sql)
		}
	}
}
