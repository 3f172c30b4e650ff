package db_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

// What was committed moves from SQLite's log into the file by itself, while the
// database is open and long before the log is full.
func TestTheLogIsMovedIntoTheFileMeanwhile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "moved.db")
	d, err := db.Open(t.Context(), path, func() time.Time { return dbtest.Now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	const mark = "DẤU CỦA HÀNG CUỐI"
	err = d.Update(t.Context(), as, func(tx *db.Tx) error {
		_, err := tx.AddRows(t.Context(), "counters", "province, name, value", counters(5000, func(i int) any { return i }))
		if err != nil {
			return err
		}
		_, err = tx.Exec(t.Context(), `INSERT INTO counters (province, name, value) VALUES ('19', ?, 1)`, mark)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) { //nolint:forbidigo // waits for another goroutine's work on a file
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(file), mark) {
			return
		}
		if time.Now().After(deadline) { //nolint:forbidigo // see above
			log, _ := os.Stat(path + "-wal")
			t.Fatal(fmt.Sprint("the file has nothing of it; the log: ", log))
		}
	}
}
