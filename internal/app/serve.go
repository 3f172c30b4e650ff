package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// Limits of the server, so that a slow or hostile client holds nothing for
// long.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 60 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 120 * time.Second
	shutdownTimeout   = 10 * time.Second
	maxHeaderBytes    = 64 << 10
)

// serveCmd serves the pages until it is told to stop.
type serveCmd struct {
	database
	files
	Replica    []string `env:"KHUYENCONG_REPLICA" sep:"none" placeholder:"URL" help:"Bản sao chỉ đọc của PostgreSQL, để đỡ việc xem trang; ghi nhiều lần khi có nhiều bản sao."`
	Addr       string   `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Địa chỉ phục vụ; mặc định 127.0.0.1:8080."`
	URL        string   `name:"url" env:"KHUYENCONG_URL" placeholder:"URL" help:"Địa chỉ công khai của trang, in trong mã QR của văn bản, ví dụ https://khuyencong.example.vn."`
	TrustProxy bool     `help:"Tin X-Forwarded-For và X-Forwarded-Proto; chỉ dùng khi đứng sau proxy ghi đè hai dòng đó."`
}

// Run runs the command.
func (c *serveCmd) Run(e *env) error {
	return c.with(e, func(d *db.DB) error {
		for _, url := range c.Replica {
			if err := d.AddReplica(url); err != nil {
				return err
			}
		}
		store := c.store(c.database)
		if err := errors.Join(store.Prepare(), store.Sweep(d.Now())); err != nil {
			return err
		}
		return e.serveWith(c.Addr, Deps{DB: d, Files: store, Version: version(), TrustProxy: c.TrustProxy, URL: c.URL})
	})
}

// serveWith serves the pages; beside them it makes PDF files, takes lists in and
// tells others what happened.
func (e *env) serveWith(addr string, deps Deps) error {
	defer e.convertBeside(&deps)()
	defer e.takeInBeside(deps)()
	defer e.tellBeside(deps)()
	h, err := e.handler(deps)
	if err != nil {
		return err
	}
	return e.serve(addr, h)
}

func (e *env) handler(deps Deps) (http.Handler, error) {
	if e.Handler == nil {
		return nil, errors.New("program without pages")
	}
	return e.Handler(deps)
}

// What lives in memory is small, a dozen MiB, and what a request throws away
// is collected too often by Go's own measure: less often saves a fifth of the
// processor. Near the limit it is collected as often as need be. Whoever runs
// the program may say otherwise (GOGC, GOMEMLIMIT).
const (
	gcPercent   = 300
	memoryLimit = 256 << 20
)

func collectLessOften() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}

// serve serves h at addr until the command's context ends; then requests that
// run are finished, for a while.
func (e *env) serve(addr string, h http.Handler) error {
	l, err := e.listen(addr)
	if err != nil {
		return err
	}
	collectLessOften()
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
		ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}
	if err := e.print("Đang phục vụ tại http://%s (dừng bằng Ctrl+C)", l.Addr()); err != nil {
		return errors.Join(err, l.Close())
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-e.ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(e.ctx), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return fmt.Errorf("shut down: %w", errors.Join(err, server.Close()))
	}
	return e.print("Đã dừng.")
}

func (e *env) listen(addr string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(e.ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", fault.New(fault.Invalid, "Không phục vụ được ở địa chỉ "+addr+"; có thể địa chỉ sai hoặc đang có chương trình khác dùng."), err)
	}
	return l, nil
}

// mayListen returns an Invalid fault when nothing can be served at addr.
func (e *env) mayListen(addr string) error {
	l, err := e.listen(addr)
	if err != nil {
		return err
	}
	return l.Close()
}
