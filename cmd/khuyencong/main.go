// Command khuyencong runs a province's industrial promotion programme: its
// pages and the commands that look after them.
package main

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"example.vn/khuyencong/internal/app"
	"example.vn/khuyencong/internal/web/office"
	"example.vn/khuyencong/internal/web/ui"
)

func main() { os.Exit(run()) }

func run() int {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stderr, nil)))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return app.Program{Handler: pages}.Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
}

// pages builds the handler of all pages.
func pages(d app.Deps) (http.Handler, error) {
	wrap, err := ui.Middleware(ui.Options{Now: d.DB.Now, TrustProxy: d.TrustProxy, Crowded: d.DB.Crowded})
	if err != nil {
		return nil, err
	}
	s := &office.Server{DB: d.DB, Files: d.Files, Version: d.Version, URL: d.URL, WordPDF: d.WordPDF}
	return wrap(s.Handler()), nil
}
