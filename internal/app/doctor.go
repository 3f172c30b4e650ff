package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

const (
	minFreeBytes    = 1 << 30 // on the disk of the files
	oldestPostgres  = 150000  // server_version_num of PostgreSQL 15
	clockTolerance  = 5 * time.Minute
	synchronousFull = 2
)

// doctorCmd looks at the whole installation.
type doctorCmd struct {
	database
	files
}

// A check looks at one thing. It returns what it saw, or what is wrong.
type check struct {
	name string
	run  func(e *env, x *exam) (string, error)
}

// An exam is what the checks look at.
type exam struct {
	db    *db.DB
	store blob.Store
}

// Run runs the command.
func (c *doctorCmd) Run(e *env) error {
	d, err := c.open(e)
	if err != nil {
		return err
	}
	return errors.Join(e.examine(&exam{d, c.store(c.database)}), d.Close())
}

// examine writes one line for each check.
func (e *env) examine(x *exam) error {
	checks := []check{{"Cơ sở dữ liệu", checkEngine}, {"Phiên bản dữ liệu", checkSchema}}
	ready := x.db.Ready(e.ctx) == nil
	if ready {
		checks = append(checks,
			check{"An toàn khi mất điện", checkDurability}, check{"Tệp cơ sở dữ liệu", checkIntegrity},
			check{"Ngăn giữa các tỉnh", checkWall},
			check{"Thư mục tệp đính kèm", checkFolder}, check{"Chỗ trống trên đĩa", checkSpace},
			check{"Tệp đính kèm", checkAttachments}, check{"Sổ kinh phí", checkLedger},
			check{"Nhật ký", checkAudit}, check{"Đồng hồ", checkClock})
	}
	failed := false
	for _, c := range checks {
		seen, err := c.run(e, x)
		mark := "ĐẠT      "
		switch {
		case errors.Is(err, e.ctx.Err()) && e.ctx.Err() != nil:
			return err
		case err != nil:
			failed, mark, seen = true, "KHÔNG ĐẠT", message(err)
		}
		if err := e.print("%s  %s: %s", mark, c.name, seen); err != nil {
			return err
		}
	}
	if failed {
		return errFound
	}
	return nil
}

// view runs fn in a transaction that belongs to no province.
func (x *exam) view(e *env, fn func(tx *db.Tx) error) error {
	return x.db.View(e.ctx, db.Scope{Everywhere: true, Actor: access.System("doctor")}, fn)
}

// ask returns the one value that a query answers with.
func (x *exam) ask(e *env, query string) (answer string, err error) {
	err = x.view(e, func(tx *db.Tx) error { return tx.QueryRow(e.ctx, query, nil, &answer) })
	return answer, err
}

func wrongly(format string, args ...any) error {
	return fault.New(fault.Conflict, fmt.Sprintf(format, args...))
}

func checkEngine(e *env, x *exam) (string, error) {
	if x.db.Engine() == "sqlite" {
		v, err := x.ask(e, "SELECT sqlite_version()")
		return "SQLite " + v, err
	}
	v, err := x.ask(e, "SHOW server_version")
	if err != nil {
		return "", err
	}
	number, err := x.ask(e, "SHOW server_version_num")
	if err != nil {
		return "", err
	}
	if n, err := strconv.Atoi(number); err != nil || n < oldestPostgres {
		return "", wrongly("PostgreSQL %s quá cũ, cần từ 15 trở lên.", v)
	}
	return "PostgreSQL " + v, nil
}

func checkSchema(e *env, x *exam) (string, error) {
	current, _, err := x.db.Versions(e.ctx)
	if err == nil {
		err = x.db.Ready(e.ctx)
	}
	return fmt.Sprintf("phiên bản %d, đúng với chương trình", current), err
}

// checkDurability asks the connection that writes, since the settings belong
// to the connection.
func checkDurability(e *env, x *exam) (string, error) {
	settings := map[string]string{"SHOW fsync": "on", "SHOW full_page_writes": "on", "SHOW synchronous_commit": "on"}
	if x.db.Engine() == "sqlite" {
		settings = map[string]string{"PRAGMA synchronous": strconv.Itoa(synchronousFull), "PRAGMA journal_mode": "wal", "PRAGMA foreign_keys": "1"}
	}
	err := x.db.Update(e.ctx, db.Scope{Everywhere: true, Actor: access.System("doctor")}, func(tx *db.Tx) error {
		for query, want := range settings {
			var got string
			if err := tx.QueryRow(e.ctx, query, nil, &got); err != nil {
				return err
			}
			if got != want {
				return wrongly("%s là %s, phải là %s.", query, got, want)
			}
		}
		return nil
	})
	return "mọi thay đổi được ghi xuống đĩa trước khi trả lời", err
}

// checkWall asks whether PostgreSQL keeps the program's account to the rows of
// one province at a time.
func checkWall(e *env, x *exam) (string, error) {
	if x.db.Engine() == "sqlite" {
		return "do từng câu truy vấn giữ; SQLite không có lớp thứ hai", nil
	}
	walled := false
	err := x.view(e, func(tx *db.Tx) (err error) {
		walled, err = tx.Walled(e.ctx)
		return err
	})
	if err == nil && !walled {
		err = wrongly("tài khoản PostgreSQL là superuser hoặc có BYPASSRLS nên không bị ngăn; hãy dùng tài khoản thường, chủ của các bảng.")
	}
	return "PostgreSQL chỉ đưa ra dòng của tỉnh đang làm việc", err
}

func checkIntegrity(e *env, x *exam) (string, error) {
	if x.db.Engine() != "sqlite" {
		return "do PostgreSQL quản lý", nil
	}
	answer, err := x.ask(e, "PRAGMA integrity_check")
	if err == nil && answer != "ok" {
		err = wrongly("tệp bị hỏng: %s", answer)
	}
	return "nguyên vẹn", err
}

func checkFolder(_ *env, x *exam) (string, error) {
	info, err := os.Stat(x.store.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return "chưa có thư mục " + x.store.Dir + ", “khuyencong serve” sẽ tạo", nil
	}
	if err != nil || !info.IsDir() {
		return "", wrongly("%s không dùng làm thư mục được.", x.store.Dir)
	}
	probe, err := os.CreateTemp(x.store.Dir, ".doctor-*")
	if err != nil {
		return "", wrongly("không ghi được vào thư mục %s.", x.store.Dir)
	}
	return x.store.Dir + " ghi được", errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func checkSpace(_ *env, x *exam) (string, error) {
	dir := x.store.Dir
	if _, err := os.Stat(dir); err != nil {
		dir = filepath.Dir(dir)
	}
	free, known := freeBytes(dir)
	switch {
	case !known:
		return "không đo được trên máy này", nil
	case free < minFreeBytes:
		return "", wrongly("chỉ còn %d MB, cần ít nhất %d MB.", free>>20, minFreeBytes>>20)
	}
	return fmt.Sprintf("còn %d MB", free>>20), nil
}

func checkAttachments(e *env, x *exam) (string, error) {
	var hashes []string
	err := x.view(e, func(tx *db.Tx) (err error) {
		hashes, err = blob.Hashes(e.ctx, tx)
		return err
	})
	if err != nil {
		return "", err
	}
	var bad []string
	for _, sha := range hashes {
		switch err := blob.Verify(e.ctx, x.store, sha); fault.KindOf(err) { //nolint:exhaustive // any other error ends the check
		case fault.NotFound, fault.Conflict:
			bad = append(bad, sha)
		default:
			if err != nil {
				return "", err
			}
		}
	}
	if len(bad) > 0 {
		return "", wrongly("%d trong %d tệp bị mất hoặc hỏng, ví dụ %s.", len(bad), len(hashes), bad[0])
	}
	return fmt.Sprintf("%d tệp, đủ và nguyên vẹn", len(hashes)), nil
}

func checkLedger(e *env, x *exam) (string, error) {
	r, err := verifyAll(e, x.db, ledger.Provinces, ledger.Verify)
	entries := 0
	for _, c := range r.Provinces {
		entries += c.Entries
	}
	return fmt.Sprintf("%d bút toán của %d tỉnh, cân và đúng", entries, len(r.Provinces)), errors.Join(err, r.wrong())
}

func checkAudit(e *env, x *exam) (string, error) {
	r, err := verifyAll(e, x.db, audit.Provinces, audit.Verify)
	var events int64
	for _, h := range r.Provinces {
		events += h.Events
	}
	return fmt.Sprintf("%d bản ghi của %d tỉnh, nguyên vẹn", events, len(r.Provinces)), errors.Join(err, r.wrong())
}

// wrong returns what was found wrong as one fault.
func (r result[T]) wrong() error {
	if len(r.Errors) == 0 {
		return nil
	}
	return wrongly("%s", strings.Join(r.Errors, " "))
}

// checkClock compares the clock with the newest records: deadlines, sessions
// and the dates of law hang on it.
func checkClock(e *env, x *exam) (string, error) {
	now := x.db.Now()
	err := x.view(e, func(tx *db.Tx) error {
		codes, err := audit.Provinces(e.ctx, tx)
		if err != nil {
			return err
		}
		for _, code := range codes {
			tx.Province = code
			newest, err := audit.Latest(e.ctx, tx, 0, 1)
			if err != nil {
				return err
			}
			at, err := time.Parse(time.RFC3339, newest[0].At)
			if err != nil {
				return err
			}
			if at.After(now.Add(clockTolerance)) {
				return wrongly("máy chỉ %s, trước bản ghi mới nhất %s.", now.Format(time.RFC3339), newest[0].At)
			}
		}
		return nil
	})
	return now.Format(time.RFC3339), err
}
