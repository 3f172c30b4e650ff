package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"example.vn/khuyencong/internal/demo"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// demoCmd loads the demonstration programme where it is not there yet, and
// serves it.
type demoCmd struct {
	Addr     string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Địa chỉ phục vụ; mặc định 127.0.0.1:8080."`
	Data     string `default:"khuyencong-data" placeholder:"DIR" help:"Thư mục dữ liệu minh họa; mặc định khuyencong-data."`
	Reset    bool   `help:"Xóa dữ liệu minh họa cũ và nạp lại từ đầu."`
	LoadOnly bool   `help:"Chỉ nạp dữ liệu rồi dừng, không phục vụ."`
}

// file is the database of the demonstration.
func (c *demoCmd) file() string { return filepath.Join(c.Data, "khuyencong.db") }

// store is the folder of its files.
func (c *demoCmd) store() blob.Store { return blob.Store{Dir: c.file() + ".files"} }

// Run runs the command.
func (c *demoCmd) Run(e *env) error {
	if err := os.MkdirAll(c.Data, 0o750); err != nil {
		return fmt.Errorf("%w (%w)", fault.New(fault.Invalid, "Không tạo được thư mục dữ liệu "+c.Data+"; hãy chọn thư mục khác bằng --data."), err)
	}
	if !c.LoadOnly {
		// Another demonstration may run there, on the data that are to be reset.
		if err := e.mayListen(c.Addr); err != nil {
			return err
		}
	}
	if c.Reset {
		if err := c.reset(e); err != nil {
			return err
		}
	}
	if _, err := os.Stat(c.file()); errors.Is(err, fs.ErrNotExist) {
		if err := c.load(e); err != nil {
			return err
		}
	} else if err := e.print("Dùng tiếp dữ liệu minh họa ở %s (nạp lại từ đầu: --reset).", c.file()); err != nil {
		return err
	}
	d, err := db.Open(e.ctx, c.file(), e.Clock)
	if err != nil {
		return err
	}
	return errors.Join(c.goOn(e, d), d.Close())
}

// goOn brings the loaded data to the schema of the program and serves them.
func (c *demoCmd) goOn(e *env, d *db.DB) error {
	if err := d.Migrate(e.ctx); err != nil {
		return err
	}
	if err := c.accounts(e); err != nil || c.LoadOnly {
		return err
	}
	store := c.store()
	if err := errors.Join(store.Prepare(), store.Sweep(d.Now())); err != nil {
		return err
	}
	return e.serveWith(c.Addr, Deps{DB: d, Files: store, Version: version()})
}

// load fills a new database beside the final place and moves it there when it
// is whole, so that a loading that was cut off leaves nothing half.
func (c *demoCmd) load(e *env) error {
	part := c.file() + ".part"
	if err := removeDatabase(part); err != nil {
		return err
	}
	clock := &demo.Clock{}
	clock.Set(calendar.Must("2019-09-01"))
	d, err := db.Open(e.ctx, part, clock.Now)
	if err != nil {
		return err
	}
	if err := d.Migrate(e.ctx); err != nil {
		return errors.Join(err, d.Close())
	}
	files := c.store()
	if err := files.Prepare(); err != nil {
		return errors.Join(err, d.Close())
	}
	err = demo.Load(e.ctx, d, clock, files, func(done, total int, what string) {
		_ = e.print("[%2d/%d] %s", done, total, what) // progress that cannot be shown is no reason to stop
	})
	if err := errors.Join(err, d.Close()); err != nil {
		return err
	}
	if err := os.Rename(part, c.file()); err != nil {
		return fmt.Errorf("keep the demonstration: %w", err)
	}
	return e.print("Đã nạp dữ liệu minh họa vào %s.", c.file())
}

// reset removes the demonstration, and nothing that is not one.
func (c *demoCmd) reset(e *env) error {
	if _, err := os.Stat(c.file()); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := c.onlyDemo(e); err != nil {
		return err
	}
	if err := os.RemoveAll(c.file() + ".files"); err != nil {
		return fmt.Errorf("remove files of the demonstration: %w", err)
	}
	return removeDatabase(c.file())
}

// onlyDemo refuses a database that holds a real province.
func (c *demoCmd) onlyDemo(e *env) error {
	d, err := db.Open(e.ctx, c.file(), e.Clock)
	if err != nil {
		return err
	}
	var provinces []identity.Province
	err = d.View(e.ctx, db.Scope{Everywhere: true}, func(tx *db.Tx) (err error) {
		provinces, err = identity.Provinces(e.ctx, tx)
		return err
	})
	if err := errors.Join(err, d.Close()); err != nil {
		return fmt.Errorf("%w (%w)", fault.New(fault.Invalid, "Không đọc được "+c.file()+" nên không xóa; nếu chắc chắn, hãy tự xóa tệp này."), err)
	}
	for _, p := range provinces {
		if !p.Demo {
			return fault.New(fault.Invalid, c.file()+" chứa dữ liệu thật của "+p.Name+" nên không xóa.")
		}
	}
	return nil
}

func removeDatabase(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove %s: %w", path+suffix, err)
		}
	}
	return nil
}

// accounts prints who may sign in.
func (c *demoCmd) accounts(e *env) error {
	if err := e.print("\nTài khoản minh họa (mật khẩu chung: %s):", demo.Password); err != nil {
		return err
	}
	for _, a := range demo.Accounts() {
		labels := make([]string, len(a.Roles))
		for i, r := range a.Roles {
			labels[i] = r.Label()
		}
		if err := e.print("  %-14s %s", a.Login, strings.Join(labels, ", ")); err != nil {
			return err
		}
	}
	return e.print("Cơ sở dữ liệu: %s\n", c.file())
}
