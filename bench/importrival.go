package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"example.vn/khuyencong/internal/platform/text"
)

// PocketBase has no import of lists: its interface takes one record in a
// request, or several in a batch, which has to be allowed first. It is given
// rows that are read, checked and folded already and looks only whether their
// codes are new.
const (
	rivalOwners  = "owners"
	rivalBatch   = 500 // records of a batch
	rivalClients = 32  // requests at once
)

// rivalOwnersIn makes the collection of establishments that anybody may add to.
func rivalOwnersIn(app core.App) error {
	if _, err := app.FindCollectionByNameOrId(rivalOwners); err == nil {
		return nil
	}
	c := core.NewBaseCollection(rivalOwners)
	c.ListRule, c.CreateRule = types.Pointer(""), types.Pointer("")
	for _, name := range []string{"code", "name", "tax_code", "address", "commune", "phone", "contact", "products", "note", "search"} {
		c.Fields.Add(&core.TextField{Name: name})
	}
	for _, name := range []string{"capital", "workers"} {
		c.Fields.Add(&core.NumberField{Name: name})
	}
	c.AddIndex("owners_code", true, "code", "")
	c.AddIndex("owners_tax_code", true, "tax_code", "tax_code != ''")
	c.AddIndex("owners_commune", false, "commune, name", "")
	if err := app.Save(c); err != nil {
		return fmt.Errorf("make the collection: %w", err)
	}
	s := app.Settings()
	s.Batch.Enabled, s.Batch.MaxRequests, s.Batch.Timeout = true, rivalBatch, 60
	if err := app.Save(s); err != nil {
		return fmt.Errorf("allow batches: %w", err)
	}
	return nil
}

// rivalOwner is the i-th establishment as a record of PocketBase.
func rivalOwner(i int) map[string]any {
	name := ownerName(i)
	return map[string]any{
		"code": fmt.Sprintf("cs-%06d", i), "name": name, "tax_code": ownerTax(i), "address": fmt.Sprintf("số %d, xóm %d", i%300, i%12),
		"commune": fmt.Sprintf("%05d", i%92), "phone": fmt.Sprintf("09%08d", i), "contact": fmt.Sprintf("Nguyễn Văn %d", i),
		"products": "chè búp khô", "capital": (i%900)*1_000_000 + 500_000, "workers": i % 400, "note": "dữ liệu minh họa", "search": text.Fold(name),
	}
}

// A rivalImport adds rows to PocketBase, turn after turn.
type rivalImport struct {
	server *server
	client *http.Client
	rows   int // added so far
}

func (b *bench) startRivalImport(ctx context.Context) (*rivalImport, error) {
	s, err := startSelf(ctx, "rival", filepath.Join(b.work, "rival-import"))
	if err != nil {
		return nil, err
	}
	c := browser()
	c.Transport.(*http.Transport).MaxIdleConnsPerHost = rivalClients
	return &rivalImport{server: s, client: c}, nil
}

// singly adds n rows, each in a request.
func (r *rivalImport) singly(ctx context.Context, n int) (turn, error) {
	first := r.rows
	r.rows += n
	return drive(ctx, rivalClients, n, func(ctx context.Context, _, i int) error {
		return r.post(ctx, "/api/collections/"+rivalOwners+"/records", rivalOwner(first+i))
	})
}

// batched adds n rows, many in a request.
func (r *rivalImport) batched(ctx context.Context, n int) (turn, error) {
	first := r.rows
	r.rows += n
	type request struct {
		Method string         `json:"method"`
		URL    string         `json:"url"`
		Body   map[string]any `json:"body"`
	}
	t, err := drive(ctx, 2, n/rivalBatch, func(ctx context.Context, _, i int) error {
		var all struct {
			Requests []request `json:"requests"`
		}
		for k := range rivalBatch {
			all.Requests = append(all.Requests, request{http.MethodPost, "/api/collections/" + rivalOwners + "/records", rivalOwner(first + i*rivalBatch + k)})
		}
		return r.post(ctx, "/api/batch", all)
	})
	t.n = n
	return t, err
}

func (r *rivalImport) post(ctx context.Context, path string, what any) error {
	body, err := json.Marshal(what)
	if err != nil {
		return err
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, r.server.url+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	q.Header.Set("Content-Type", "application/json")
	status, said, err := send(r.client, q)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("PocketBase answers %d: %.300s", status, said)
	}
	return err
}

// check counts what PocketBase holds.
func (r *rivalImport) check(ctx context.Context) error {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, r.server.url+"/api/collections/"+rivalOwners+"/records?perPage=1", http.NoBody)
	if err != nil {
		return err
	}
	answer, err := r.client.Do(q)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(answer.Body)
	var said struct {
		TotalItems int `json:"totalItems"`
	}
	if err := errors.Join(err, answer.Body.Close(), json.Unmarshal(text, &said)); err != nil {
		return err
	}
	if said.TotalItems != r.rows {
		return fmt.Errorf("PocketBase holds %d of %d rows", said.TotalItems, r.rows)
	}
	return nil
}
