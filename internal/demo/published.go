package demo

import (
	"bytes"
	_ "embed" // the published rows
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/domain/archive"
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/sheet"
)

// published.csv holds the schemes of Thái Nguyên that were published one by
// one, each with its source.
//
//go:embed data/published.csv
var published []byte

// readPublished reads the published rows and keeps those of the years that
// keep says, with the keys by which an import knows them.
func readPublished(keep func(year int) bool) (*schemelist.List, []string, error) {
	table, err := sheet.Read(bytes.NewReader(published))
	if err != nil {
		return nil, nil, fmt.Errorf("published rows: %w", err)
	}
	list, err := schemelist.Read(table, schemelist.Options{})
	if err != nil {
		return nil, nil, fmt.Errorf("published rows: %w", err)
	}
	var rows []schemelist.Row
	var keys []string
	for i, key := range archive.Keys(list) {
		if keep(list.Rows[i].Year) {
			rows, keys = append(rows, list.Rows[i]), append(keys, key)
		}
	}
	list.Rows = rows
	return list, keys, nil
}

// archive records the published rows of the years that the demonstration does
// not go through step by step.
func (l *loader) archive() error {
	list, _, err := readPublished(func(year int) bool { return year != 2020 && year != 2025 })
	if err != nil {
		return err
	}
	l.clock.Set(calendar.Must("2022-12-01"))
	return l.db.Update(l.ctx, db.Scope{Province: Province, Actor: access.System("import")}, func(tx *db.Tx) error {
		result, err := archive.Import(l.ctx, tx, list, archive.Options{})
		if err == nil && len(result.Errors) > 0 {
			err = fmt.Errorf("published rows: row %d: %s", result.Errors[0].Row, result.Errors[0].Message)
		}
		return err
	})
}

// published2025 are the six tea units of round 1 of 2025.
func (l *loader) published2025() ([]*spec, error) {
	list, keys, err := readPublished(func(year int) bool { return year == 2025 })
	if err != nil {
		return nil, err
	}
	var all []*spec
	for i, row := range list.Rows {
		b := row.Beneficiaries[0]
		place := b.Address
		all = append(all, &spec{
			title: row.Title, fund: ledger.Local, content: machines, support: row.Support.VND, own: row.Support.VND + 25*million,
			place: place, industry: tea, priorities: []string{agroFirst}, source: row.Source, originKey: keys[i],
			note: strings.TrimSpace(row.Note + ". Vốn đối ứng và các bước sau quyết định là số liệu minh họa."),
			who:  []party{{b.Name, establishmentKind(b.Name), place}},
		})
	}
	return all, nil
}

// keys2020 finds the keys of the published rows of 2020 by their beneficiary.
func keys2020() (map[string]string, error) {
	list, keys, err := readPublished(func(year int) bool { return year == 2020 })
	if err != nil {
		return nil, err
	}
	all := map[string]string{}
	for i, row := range list.Rows {
		all[row.Beneficiaries[0].Name] = keys[i]
	}
	return all, nil
}

func establishmentKind(name string) establishment.Kind {
	kind, ok := establishment.GuessKind(name)
	if !ok {
		return establishment.Household
	}
	return kind
}
