package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"example.vn/khuyencong/internal/platform/text"
)

// PocketBase has no import of lists: its interface takes one record in a
// request, or several in a batch, which has to be allowed first. It is given
// rows that are read, checked and folded already and looks who asks, whether
// they may, and whether the codes are new.
const (
	rivalLogin   = "bench@example.vn"
	rivalOwners  = "owners"
	rivalBatch   = 500 // records of a batch
	rivalClients = 32  // requests at once
)

// rivalOwnersIn makes the collection of establishments that whoever is signed in
// may add to, and somebody who can sign in.
func rivalOwnersIn(app core.App) error {
	if _, err := app.FindCollectionByNameOrId(rivalOwners); err == nil {
		return nil
	}
	c := core.NewBaseCollection(rivalOwners)
	c.ListRule, c.CreateRule = types.Pointer(""), types.Pointer(`@request.auth.id != ""`)
	for _, name := range []string{"code", "name", "tax_code", "address", "commune", "phone", "contact", "products", "note", "search"} {
		c.Fields.Add(&core.TextField{Name: name})
	}
	for _, name := range []string{"capital", "workers"} {
		c.Fields.Add(&core.NumberField{Name: name})
	}
	c.Fields.Add(&core.AutodateField{Name: "created", OnCreate: true}, &core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true})
	c.AddIndex("owners_code", true, "code", "")
	c.AddIndex("owners_tax_code", true, "tax_code", "tax_code != ''")
	c.AddIndex("owners_commune", false, "commune, name", "")
	if err := app.Save(c); err != nil {
		return fmt.Errorf("make the collection: %w", err)
	}
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return fmt.Errorf("users of PocketBase: %w", err)
	}
	who := core.NewRecord(users)
	who.SetEmail(rivalLogin)
	who.SetPassword(password)
	if err := app.Save(who); err != nil {
		return fmt.Errorf("add a user: %w", err)
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
	token  string
	rows   int // added so far
}

// rivalOnce adds rows to an empty PocketBase, some each in a request and then
// some in batches.
func (b *bench) rivalOnce(ctx context.Context, round, single, batch int) (one, many turn, err error) {
	folder := filepath.Join(b.work, fmt.Sprintf("rival-import-%d", round))
	r, err := startRivalImport(ctx, folder)
	if err != nil {
		return one, many, err
	}
	one, err = r.singly(ctx, single)
	if err == nil {
		many, err = r.batched(ctx, batch)
	}
	if err == nil {
		err = r.check(ctx)
	}
	r.server.stop()
	return one, many, errors.Join(err, os.RemoveAll(folder))
}

func startRivalImport(ctx context.Context, folder string) (*rivalImport, error) {
	s, err := startSelf(ctx, "rival", folder)
	if err != nil {
		return nil, err
	}
	c := browser()
	c.Transport.(*http.Transport).MaxIdleConnsPerHost = rivalClients
	r := &rivalImport{server: s, client: c}
	said, err := r.post(ctx, "/api/collections/users/auth-with-password", map[string]string{"identity": rivalLogin, "password": password})
	if err != nil {
		s.stop()
		return nil, err
	}
	var signed struct{ Token string }
	err = json.Unmarshal([]byte(said), &signed)
	r.token = signed.Token
	return r, err
}

// singly adds n rows, each in a request.
func (r *rivalImport) singly(ctx context.Context, n int) (turn, error) {
	first := r.rows
	r.rows += n
	return drive(ctx, rivalClients, n, func(ctx context.Context, _, i int) error {
		_, err := r.post(ctx, "/api/collections/"+rivalOwners+"/records", rivalOwner(first+i))
		return err
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
		_, err := r.post(ctx, "/api/batch", all)
		return err
	})
	t.n = n
	return t, err
}

// post sends a request that must be answered with 200.
func (r *rivalImport) post(ctx context.Context, path string, what any) (said string, err error) {
	body, err := json.Marshal(what)
	if err != nil {
		return "", err
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, r.server.url+path, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	q.Header.Set("Content-Type", "application/json")
	if r.token != "" {
		q.Header.Set("Authorization", r.token)
	}
	status, said, err := send(r.client, q)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("PocketBase answers %d: %.300s", status, said)
	}
	return said, err
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
