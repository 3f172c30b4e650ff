package report

import (
	"context"

	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/db"
)

// An Office is how a report names whose it is, kept with each edition.
type Office struct {
	Parent string // the body above
	Name   string
	Symbol string // in numbers: TTKC
	Place  string // in the line of place and day
	Signer string // who signs; "" while nobody is named
	Post   string // in capitals, a line each
}

// OfficeOf is the office of the transaction's province as its settings name it,
// with who signs as its head.
func OfficeOf(ctx context.Context, tx *db.Tx) (Office, error) {
	set, _, err := paper.Named(ctx, tx)
	if err != nil {
		return Office{}, err
	}
	o := Office{Parent: set.Parent, Name: set.Name, Symbol: set.Abbreviation, Place: set.Place, Post: "GIÁM ĐỐC"}
	if head := set.Head(); head.Name != "" {
		o.Signer, o.Post = head.Name, head.Post(set.Name)
	}
	return o, nil
}
