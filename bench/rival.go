package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	_ "github.com/pocketbase/pocketbase/migrations" // its own tables
	"github.com/pocketbase/pocketbase/tools/types"

	"example.vn/khuyencong/internal/platform/text"
)

// The rival is PocketBase with the same rows in one collection and the same
// composite index. Its list is open to everybody and it answers with bare JSON:
// less work than the program's page, which asks who is calling and draws HTML.
const rivalCollection = "schemes"

// rivalApp returns PocketBase with the collection in dir.
func rivalApp(dir string) (*core.BaseApp, error) {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir})
	if err := app.Bootstrap(); err != nil {
		return nil, fmt.Errorf("start PocketBase: %w", err)
	}
	if err := app.RunAllMigrations(); err != nil {
		return nil, fmt.Errorf("migrate PocketBase: %w", err)
	}
	if err := rivalOwnersIn(app); err != nil {
		return nil, err
	}
	if _, err := app.FindCollectionByNameOrId(rivalCollection); err == nil {
		return app, nil
	}
	c := core.NewBaseCollection(rivalCollection)
	c.ListRule = types.Pointer("")
	for _, name := range []string{"code", "title", "state", "fund", "content", "owner", "place", "search"} {
		c.Fields.Add(&core.TextField{Name: name})
	}
	for _, name := range []string{"year", "asked", "appraised", "total"} {
		c.Fields.Add(&core.NumberField{Name: name})
	}
	c.AddIndex("schemes_state_asked", false, "state, asked DESC, id", "")
	c.AddIndex("schemes_code", true, "code", "")
	if err := app.Save(c); err != nil {
		return nil, fmt.Errorf("make the collection: %w", err)
	}
	return app, nil
}

// fillRival makes PocketBase's folder with n schemes.
func fillRival(ctx context.Context, dir string, n int) error {
	app, err := rivalApp(dir)
	if err != nil {
		return err
	}
	if err := app.ResetBootstrapState(); err != nil {
		return err
	}
	d, err := bare(filepath.Join(dir, "data.db"), "synchronous(OFF)")
	if err != nil {
		return err
	}
	rows := table{
		rivalCollection, "id, code, title, state, fund, content, owner, place, search, year, asked, appraised, total", n,
		func(i int) []any {
			r := recordOf(i, n)
			return []any{
				fmt.Sprintf("r%014d", i), r.id, r.title, r.state, r.fund, r.content, r.name, "xã", text.Fold(r.title + " " + r.id + " " + r.name),
				r.year, r.asked, 0, r.asked * 2,
			}
		},
	}
	return errors.Join(loadTable(ctx, d, false, rows), d.Close())
}

// serveRival serves PocketBase: the folder, the address.
func serveRival(args []string) error {
	if len(args) != 2 {
		return errors.New("rival: folder and address")
	}
	app, err := rivalApp(args[0])
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(os.Stdout, "http://%s\n", args[1])
	return apis.Serve(app, apis.ServeConfig{HttpAddr: args[1], ShowStartBanner: false})
}
