package main

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"example.vn/khuyencong/internal/platform/text"
)

// searchPage is the barest list of what was found.
var searchPage = template.Must(template.New("found").Parse(`<!doctype html><html lang="vi"><head><title>Cơ sở</title></head><body>
<p>{{.Count}} cơ sở</p><table>{{range .Rows}}<tr><td>{{.ID}}</td><td><a href="/{{.ID}}">{{.Name}}</a></td><td>{{.Kind}}</td><td>{{.Tax}}</td><td>{{.Commune}}</td>
<td>{{.Products}}</td></tr>
{{end}}</table></body></html>`))

type searchRow struct{ ID, Name, Kind, Tax, Commune, Products string }

// serveSearchFloor serves a search of the same file by the same driver and the
// same index of words, to anybody: the engine finds every word, counts to ten
// thousand and gives the first fifty in the index's own order.
func serveSearchFloor(args []string) error {
	if len(args) != 2 {
		return errors.New("searchfloor: file and address")
	}
	d, err := bare(args[0], "query_only(1)", "cache_size(-8192)")
	if err != nil {
		return err
	}
	d.SetMaxOpenConns(8)
	d.SetMaxIdleConns(8)
	ctx := context.Background()
	count, err := d.PrepareContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM establishment_words WHERE establishment_words MATCH ? LIMIT 10000)`)
	if err != nil {
		return err
	}
	page, err := d.PrepareContext(ctx, `
		SELECT e.id, e.name, e.kind, e.tax_code, e.commune, e.products FROM (SELECT rowid FROM establishment_words WHERE establishment_words MATCH ? LIMIT 50) AS w
		CROSS JOIN establishments AS e WHERE e.province = ? AND e.id = 'cs-' || printf('%04d', w.rowid % 1000000000000)`)
	if err != nil {
		return err
	}
	serve := func(w http.ResponseWriter, r *http.Request) error {
		var match []string
		for word := range strings.FieldsSeq(text.Fold(r.FormValue("q"))) {
			match = append(match, `"`+word+`"*`)
		}
		var data struct {
			Count int64
			Rows  []searchRow
		}
		if err := count.QueryRowContext(r.Context(), strings.Join(match, " ")).Scan(&data.Count); err != nil {
			return err
		}
		rows, err := page.QueryContext(r.Context(), strings.Join(match, " "), home)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var f searchRow
			if err := rows.Scan(&f.ID, &f.Name, &f.Kind, &f.Tax, &f.Commune, &f.Products); err != nil {
				return err
			}
			data.Rows = append(data.Rows, f)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		return searchPage.Execute(w, data)
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", args[1])
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(os.Stdout, "http://%s\n", l.Addr())
	s := http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := serve(w, r); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})}
	return s.Serve(l)
}
