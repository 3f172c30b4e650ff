package survey

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.vn/khuyencong/internal/domain/deadline"
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// The limits on lists of needs.
const (
	defaultLimit = 50
	maxLimit     = 500
	maxSheet     = 5000 // needs on one sheet
)

// A Row is one commune of an overview: its reply and what it asked for.
type Row struct {
	Reply

	Name        string // "Xã Văn Hán"
	Needs       int    // sent at least once; drafts do not count
	Cost, Asked money.VND
}

// An Overview shows how far a campaign has come.
type Overview struct {
	Campaign Campaign
	Due      deadline.Due
	Rows     []Row // in Vietnamese order of the communes' names
	Counts   map[ReplyState]int
	Needs    map[NeedState]int
	Late     int // replies sent after the due day
	Overdue  int // replies not sent though the due day is past
	Total    int // needs sent at least once
	Cost     money.VND
	Asked    money.VND
}

// A Sheet is the reply of one commune with its needs.
type Sheet struct {
	Campaign Campaign
	Due      deadline.Due
	Reply    Reply
	Name     string // of the commune
	Needs    []Need
	MayEnter bool // the actor may add, change and send now
}

// A NeedFilter says which needs a list shows. The zero NeedFilter shows all.
type NeedFilter struct {
	Year    int
	Commune string
	State   NeedState
	Content string
	Of      []establishment.ID // needs of these establishments
	After   ID                 // the last one of the page before
	Limit   int                // 0 means 50, at most 500
}

// Progress returns how far the campaign of a year has come. A commune officer
// sees only the own commune in it.
func Progress(ctx context.Context, tx *db.Tx, year int) (Overview, error) {
	only, err := visible(tx)
	if err != nil {
		return Overview{}, err
	}
	o := Overview{Counts: make(map[ReplyState]int), Needs: make(map[NeedState]int)}
	var book *calendar.Book
	if o.Campaign, book, o.Due, err = load(ctx, tx, year); err != nil {
		return o, err
	}
	all, err := replies(ctx, tx, year, only)
	if err != nil {
		return o, err
	}
	asked, err := sums(ctx, tx, year)
	if err != nil {
		return o, fmt.Errorf("sum needs of %d: %w", year, err)
	}
	rows := make(map[string]*Row, len(all))
	for _, r := range all {
		r.judge(book, tx.Today(), o.Campaign.DueOn)
		rows[r.Commune] = &Row{Reply: r, Name: nameOf(r.Commune, o.Campaign)}
		o.count(r)
	}
	for _, s := range asked {
		if row, ok := rows[s.commune]; ok {
			o.add(row, s)
		}
	}
	for _, row := range rows {
		o.Rows = append(o.Rows, *row)
	}
	sortRows(o.Rows)
	return o, nil
}

func (o *Overview) count(r Reply) {
	o.Counts[r.State]++
	if r.Late {
		o.Late++
	}
	if r.Overdue {
		o.Overdue++
	}
}

// add counts the needs of one commune in one state. A draft is not an answer
// yet, so it only counts among the states.
func (o *Overview) add(row *Row, s sum) {
	o.Needs[s.state] += s.needs
	if s.state == NeedDraft {
		return
	}
	o.Total, o.Cost, o.Asked = o.Total+s.needs, o.Cost+s.cost, o.Asked+s.asked
	row.Needs, row.Cost, row.Asked = row.Needs+s.needs, row.Cost+s.cost, row.Asked+s.asked
}

func sortRows(rows []Row) {
	keys := make(map[string]string, len(rows))
	for _, r := range rows {
		keys[r.Commune] = text.SortKey(r.Name)
	}
	slices.SortFunc(rows, func(x, y Row) int {
		if keys[x.Commune] != keys[y.Commune] {
			return strings.Compare(keys[x.Commune], keys[y.Commune])
		}
		return strings.Compare(x.Commune, y.Commune)
	})
}

// SheetOf returns the sheet of one commune.
func SheetOf(ctx context.Context, tx *db.Tx, year int, commune string) (Sheet, error) {
	var s Sheet
	err := maySee(tx, commune)
	if err != nil {
		return s, err
	}
	var book *calendar.Book
	if s.Campaign, book, s.Due, err = load(ctx, tx, year); err != nil {
		return s, err
	}
	if s.Reply, err = replyOf(ctx, tx, year, commune); err != nil {
		return s, err
	}
	s.Reply.judge(book, tx.Today(), s.Campaign.DueOn)
	s.Name = nameOf(commune, s.Campaign)
	s.MayEnter = mayEnter(ctx, tx, year, commune) == nil
	s.Needs, err = list(ctx, tx, NeedFilter{Year: year, Commune: commune}, maxSheet)
	return s, err
}

// NeedByID returns one need.
func NeedByID(ctx context.Context, tx *db.Tx, id ID) (Need, error) {
	n, err := needByID(ctx, tx, id)
	if err != nil {
		return Need{}, err
	}
	if err := maySee(tx, n.Commune); err != nil {
		return Need{}, err
	}
	return n, nil
}

// Needs returns the needs that f asks for in the order in which they were
// entered, and the After of the next page, "" when there is none. A commune
// officer sees only those of the own commune.
func Needs(ctx context.Context, tx *db.Tx, f NeedFilter) ([]Need, ID, error) {
	only, err := visible(tx)
	if err != nil {
		return nil, "", err
	}
	if only != "" && f.Commune != "" && f.Commune != only {
		return nil, "", maySee(tx, f.Commune)
	}
	if only != "" {
		f.Commune = only
	}
	limit := min(f.Limit, maxLimit)
	if limit <= 0 {
		limit = defaultLimit
	}
	all, err := list(ctx, tx, f, limit+1)
	if err != nil || len(all) <= limit {
		return all, "", err
	}
	return all[:limit], all[limit-1].ID, nil
}

// visible returns the one commune that the actor may see; "" for all.
func visible(tx *db.Tx) (string, error) {
	if err := tx.Actor.Require(access.ViewSurvey); err != nil || !confined(tx.Actor) {
		return "", err
	}
	return tx.Actor.Commune, maySee(tx, tx.Actor.Commune)
}

func list(ctx context.Context, tx *db.Tx, f NeedFilter, limit int) ([]Need, error) {
	condition, args := f.condition(tx)
	all, err := db.Collect(ctx, tx, `SELECT `+needColumns+` FROM needs WHERE `+condition+` ORDER BY id LIMIT ?`, append(args, limit), readNeed)
	if err != nil {
		return nil, fmt.Errorf("list needs: %w", err)
	}
	return all, nil
}

// load returns a campaign, the working calendar and how its due day stands.
func load(ctx context.Context, tx *db.Tx, year int) (Campaign, *calendar.Book, deadline.Due, error) {
	c, err := CampaignOf(ctx, tx, year)
	if err != nil {
		return c, nil, deadline.Due{}, err
	}
	book, err := deadline.Calendar(ctx, tx)
	if err != nil {
		return c, nil, deadline.Due{}, err
	}
	return c, book, deadline.DueIn(book, tx.Today(), c.DueOn), nil
}

// judge says whether the reply is late or overdue.
func (r *Reply) judge(book *calendar.Book, today, due calendar.Date) {
	if at, err := time.Parse(time.RFC3339, r.SentAt); err == nil {
		r.Late = deadline.DueIn(book, calendar.Of(at), due).Late
	}
	r.Overdue = r.State.MayBecome(Sent) && deadline.DueIn(book, today, due).Late
}

// nameOf returns the name of a commune as on the day the campaign opened.
func nameOf(commune string, c Campaign) string {
	if u, ok := territory.Lookup(commune, c.OpensOn); ok {
		return u.Title()
	}
	return commune
}
