package main

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"os"
	"time"
)

// floorPage is the barest list: fifty rows and how many there are.
var floorPage = template.Must(template.New("list").Parse(`<!doctype html><html lang="vi"><head><title>Danh sách</title></head><body>
<p>{{.Count}} đề án, {{.Sum}} đồng</p><table>{{range .Rows}}<tr><td>{{.ID}}</td><td><a href="/{{.ID}}">{{.Title}}</a></td><td>{{.Owner}}</td>
<td>{{.Content}}</td><td>{{.Year}}</td><td>{{.Fund}}</td><td>{{.Asked}}</td><td>{{.Appraised}}</td><td>{{.State}}</td></tr>
{{end}}</table></body></html>`))

type floorRow struct {
	ID, Title, Owner, Content, Fund, State string
	Year                                   int
	Asked, Appraised                       int64
}

func startFloor(ctx context.Context, path string) (*server, error) {
	return startSelf(ctx, "floor", path)
}

// serveFloor serves the list from the same file by the same driver and the
// same index, to anybody: a query for the page and a template. It counts the
// list once and for all.
func serveFloor(args []string) error {
	if len(args) != 2 {
		return errors.New("floor: file and address")
	}
	d, err := bare(args[0], "query_only(1)")
	if err != nil {
		return err
	}
	d.SetMaxOpenConns(8)
	d.SetMaxIdleConns(8)
	ctx := context.Background()
	page, err := d.PrepareContext(ctx, `
		SELECT s.id, s.title, s.content, s.fund, s.state, s.year, s.asked_vnd, s.appraised_vnd,
			COALESCE((SELECT e.name FROM scheme_beneficiaries AS b JOIN establishments AS e ON e.province = b.province AND e.id = b.establishment
				WHERE b.province = s.province AND b.scheme = s.id ORDER BY b.no LIMIT 1), '')
		FROM schemes AS s WHERE s.province = ? AND s.state = ? ORDER BY s.asked_vnd DESC, s.id DESC LIMIT 50`)
	if err != nil {
		return err
	}
	var count, sum int64
	if err := d.QueryRowContext(ctx, `SELECT count(*), COALESCE(SUM(asked_vnd), 0) FROM schemes WHERE province = ? AND state = ?`, home, wanted).Scan(&count, &sum); err != nil {
		return err
	}
	serve := func(w http.ResponseWriter, r *http.Request) error {
		data := struct {
			Count, Sum int64
			Rows       []floorRow
		}{Count: count, Sum: sum}
		rows, err := page.QueryContext(r.Context(), home, wanted)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var f floorRow
			if err := rows.Scan(&f.ID, &f.Title, &f.Content, &f.Fund, &f.State, &f.Year, &f.Asked, &f.Appraised, &f.Owner); err != nil {
				return err
			}
			data.Rows = append(data.Rows, f)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		return floorPage.Execute(w, data)
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
