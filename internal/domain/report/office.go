package report

import (
	"context"
	"strings"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/domain/territory"
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
	set, err := paper.OfficeOf(ctx, tx)
	if err != nil {
		return Office{}, err
	}
	o := Office{Parent: set.Parent, Name: set.Name, Symbol: set.Abbreviation, Place: set.Place, Post: "GIÁM ĐỐC"}
	if head := set.Head(); head.Name != "" {
		o.Signer, o.Post = head.Name, strings.ToUpper(head.Title)
		if head.Capacity == paper.Acting {
			o.Post = "Q. " + o.Post
		}
	}
	if o.Symbol == "" {
		o.Symbol = "TTKC"
	}
	if o.Place != "" {
		return o, nil
	}
	p, err := identity.ProvinceOf(ctx, tx)
	o.Place = p.Name
	if u, ok := territory.Lookup(p.Code, tx.Today()); ok {
		o.Place = u.Name
	}
	return o, err
}
