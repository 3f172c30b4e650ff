package scheme

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/text"
)

// A Basis (cơ sở kết luận) is what the verdicts on a scheme rest on beside its
// dossier: the norms that decide in the province, and what its beneficiaries
// have received before.
type Basis struct {
	Book    *norm.Book
	Name    string // of the book
	History History
}

// BasisOf returns the basis of the verdicts on s, and on those who may join it.
func BasisOf(ctx context.Context, tx *db.Tx, s *Scheme, joining ...establishment.ID) (b Basis, err error) {
	if b.Book, b.Name, err = lawbook.Of(ctx, tx); err != nil {
		return b, err
	}
	if asked, ok := tx.Kept(historyKey{s.ID}).(*db.Promise[support]); ok && len(joining) == 0 {
		tx.Keep(historyKey{s.ID}, nil) // what comes after may add to it
		b.History, err = historyFrom(ctx, asked)
		return b, err
	}
	who := joining
	for _, one := range s.Active() {
		who = append(who, one.Establishment)
	}
	b.History, err = HistoryOf(ctx, tx, who)
	return b, err
}

// A History (lịch sử được hỗ trợ) is what establishments have received by
// schemes of the same province. A nil one is not known.
type History map[establishment.ID][]norm.Received

// past tells f what the beneficiaries of content i have received before, except
// by the scheme itself. Without names nobody can tell.
func (h History) past(f *norm.Facts, except ID, who []Beneficiary, i int) {
	if h == nil {
		return
	}
	f.ItemsByName = true
	for _, b := range who {
		if b.ContentNo != 0 && b.ContentNo != i+1 {
			continue
		}
		f.PastKnown = true
		for _, r := range h[b.Establishment] {
			if r.Scheme != string(except) {
				r.Who = b.Name
				f.Past = append(f.Past, r)
			}
		}
	}
}

// HistoryOf is what some establishments, each with whatever is one with it by a
// merge, have received.
func HistoryOf(ctx context.Context, tx *db.Tx, who []establishment.ID) (History, error) {
	if len(who) == 0 {
		return History{}, nil
	}
	args := []any{tx.Province}
	for _, id := range who {
		args = append(args, id)
	}
	return history(ctx, tx, `SELECT e.id, e.merged_into FROM establishments AS e WHERE e.province = ? AND e.id IN (?`+strings.Repeat(", ?", len(who)-1)+`)`, args)
}

// HistoryAhead asks what the beneficiaries of the scheme whose id a query asks
// for have received together with the next question. Who has learned which one
// that is says so, for one BasisOf of it that follows. SQLite has no ways to
// save, and reads quicker when it is told who they are.
func HistoryAhead(ctx context.Context, tx *db.Tx, one string, args []any) (is func(ID), err error) {
	if !tx.Postgres() {
		return func(ID) {}, nil
	}
	asked, err := historySoon(ctx, tx, `
		SELECT DISTINCT e.id, e.merged_into FROM scheme_beneficiaries AS m
		JOIN establishments AS e ON e.province = m.province AND e.id = m.establishment
		WHERE m.province = ? AND m.scheme = (`+one+`) AND m.left_on = ''`, append([]any{tx.Province}, args...))
	return func(id ID) { tx.Keep(historyKey{id}, asked) }, err
}

// historyKey is the key under which a transaction keeps what HistoryAhead has
// asked for.
type historyKey struct{ ID }

// historyOfYear is what the beneficiaries of the schemes of a budget year have received.
//
// No id is empty. Saying so has SQLite go through the schemes of the year in
// the order of their ids, in which their parts lie side by side in the file.
func historyOfYear(ctx context.Context, tx *db.Tx, year int) (History, error) {
	return history(ctx, tx, `
		SELECT e.id, e.merged_into FROM establishments AS e
		WHERE e.province = ? AND e.id IN (
			SELECT m.establishment FROM schemes AS y
			JOIN scheme_beneficiaries AS m ON m.province = y.province AND m.scheme = y.id AND m.left_on = ''
			WHERE y.province = ? AND y.year = ? AND y.id > '')`, []any{tx.Province, tx.Province, year})
}

// yearParts are the beneficiaries of the schemes of a year and what they have
// received, for going through all of them.
type yearParts struct {
	history History
	who     map[ID][]Beneficiary
	items   map[ID]map[int][]string
}

func partsOfYear(ctx context.Context, tx *db.Tx, year int) (y yearParts, err error) {
	y.who, y.items = map[ID][]Beneficiary{}, map[ID]map[int][]string{}
	if y.history, err = historyOfYear(ctx, tx, year); err != nil {
		return y, err
	}
	err = tx.Each(ctx, `
		SELECT b.scheme, b.content_no, b.establishment, e.name, e.kind FROM schemes AS s
		JOIN scheme_beneficiaries AS b ON b.province = s.province AND b.scheme = s.id AND b.left_on = ''
		JOIN establishments AS e ON e.province = b.province AND e.id = b.establishment
		WHERE s.province = ? AND s.year = ? ORDER BY s.id, b.no`, []any{tx.Province, year}, func(scan db.Scan) error {
		var id ID
		var b Beneficiary
		err := scan(&id, &b.ContentNo, &b.Establishment, &b.Name, &b.Kind)
		y.who[id] = append(y.who[id], b)
		return err
	})
	if err != nil {
		return y, fmt.Errorf("beneficiaries of the schemes of %d: %w", year, err)
	}
	if len(y.history) == 0 {
		return y, nil // nothing to hold the items against
	}
	err = tx.Each(ctx, `
		SELECT k.scheme, CASE WHEN k.content_no < 1 THEN 1 ELSE k.content_no END, k.name FROM schemes AS s
		JOIN scheme_costs AS k ON k.province = s.province AND k.scheme = s.id AND k.national_vnd + k.local_vnd > 0
		WHERE s.province = ? AND s.year = ? ORDER BY s.id, k.no`, []any{tx.Province, year}, func(scan db.Scan) error {
		var id ID
		var no int
		var name string
		err := scan(&id, &no, &name)
		if !y.had(id) {
			return err
		}
		if y.items[id] == nil {
			y.items[id] = map[int][]string{}
		}
		y.items[id][no] = append(y.items[id][no], text.Fold(name))
		return err
	})
	if err != nil {
		return y, fmt.Errorf("items of the schemes of %d: %w", year, err)
	}
	return y, nil
}

// had reports whether a beneficiary of a scheme has received anything.
func (y yearParts) had(id ID) bool {
	return slices.ContainsFunc(y.who[id], func(b Beneficiary) bool { return len(y.history[b.Establishment]) > 0 })
}

// past tells f who asks for content i of a scheme of the year, and what they
// have received.
func (y yearParts) past(f *norm.Facts, id ID, i int) {
	asked(f, y.who[id], i)
	f.Items = y.items[id][i+1]
	y.history.past(f, id, y.who[id], i)
}

// history reads what historySoon asks for.
func history(ctx context.Context, tx *db.Tx, mine string, args []any) (History, error) {
	asked, err := historySoon(ctx, tx, mine, args)
	if err != nil {
		return nil, err
	}
	return historyFrom(ctx, asked)
}

// A support is one item of what who has received, by a scheme in a state.
type support struct {
	who   establishment.ID
	state State
	norm.Received
}

func readSupport(scan db.Scan) (r support, err error) {
	var item string
	err = scan(&r.who, &r.Scheme, &r.Content, &item, &r.state, &r.On, &r.Amount)
	r.By, r.Item = string(r.who), text.Fold(item)
	return r, err
}

func historyFrom(ctx context.Context, asked *db.Promise[support]) (History, error) {
	rows, err := asked.Get(ctx)
	if err != nil {
		return nil, fmt.Errorf("history of support: %w", err)
	}
	all := History{}
	for _, r := range rows {
		switch {
		case r.Amount > 0:
		case r.state == Recorded:
			r.Amount, r.Unsure = 0, "danh sách cũ không ghi số tiền"
		default:
			continue
		}
		all[r.who] = append(all[r.who], r.Received)
	}
	return all, nil
}

// historySoon asks what the establishments that a statement lists, with whatever
// is one with them by a merge, have received: one row for each item.
//
// A scheme under way counts with what was decided for it, one that has ended
// with what left the fund and did not come back. Its day is that of its first
// decision; in the lists of the past the last word counts, and where they say
// nothing of the money it is not known to be nothing.
//
// Whether there is a decision is asked as a value. Asked by EXISTS, PostgreSQL
// would begin with all decisions of the province as long as it believes that
// there are few.
func historySoon(ctx context.Context, tx *db.Tx, mine string, args []any) (*db.Promise[support], error) {
	granted := slices.DeleteFunc(States(), func(s State) bool { return !s.Granted() })
	args = append(args, tx.Province, Recorded, Closed, Stopped, tx.Province)
	for _, s := range granted {
		args = append(args, s)
	}
	return db.CollectSoon(ctx, tx, `
		WITH mine (who, root) AS (
			SELECT id, CASE WHEN merged_into = '' THEN id ELSE merged_into END FROM (`+mine+`) AS listed
		), family (who, id) AS (
			SELECT who, root FROM mine
			UNION ALL
			SELECT mine.who, e.id FROM mine JOIN establishments AS e ON e.province = ? AND e.merged_into = mine.root AND e.merged_into <> ''
		)
		SELECT family.who, s.id, COALESCE(c.content, s.content), COALESCE(k.name, ''), s.state,
			CASE WHEN s.state = ?
				THEN (SELECT d.decided_on FROM plan_decisions AS d WHERE d.province = s.province AND d.scheme = s.id ORDER BY d.seq DESC LIMIT 1)
				ELSE (SELECT MIN(d.decided_on) FROM plan_decisions AS d WHERE d.province = s.province AND d.scheme = s.id) END AS decided,
			CASE WHEN s.state IN (?, ?)
				THEN (SELECT CAST(COALESCE(SUM(a.balance), 0) AS BIGINT) FROM ledger_accounts AS a
					WHERE a.province = s.province AND a.subject = 'scheme/' || s.id AND a.account IN ('advanced', 'paid', 'settled'))
				ELSE (SELECT CAST(COALESCE(SUM(d.delta_vnd), 0) AS BIGINT) FROM plan_decisions AS d WHERE d.province = s.province AND d.scheme = s.id) END AS received
		FROM family
		JOIN scheme_beneficiaries AS b ON b.province = ? AND b.establishment = family.id AND b.left_on = ''
		JOIN schemes AS s ON s.province = b.province AND s.id = b.scheme AND s.state IN (?`+strings.Repeat(", ?", len(granted)-1)+`)
			AND (SELECT 1 FROM plan_decisions AS d WHERE d.province = b.province AND d.scheme = b.scheme LIMIT 1) = 1
		LEFT JOIN scheme_contents AS c ON c.province = s.province AND c.scheme = s.id AND b.content_no IN (0, c.no)
		LEFT JOIN scheme_costs AS k ON k.province = s.province AND k.scheme = s.id AND k.national_vnd + k.local_vnd > 0
			AND CASE WHEN k.content_no < 1 THEN 1 ELSE k.content_no END = COALESCE(c.no, 1)
		ORDER BY family.who, s.id, b.no, c.no, k.no`, args, readSupport)
}

// items are what the state is asked to pay for in content i, as names that
// differ by more than their spelling.
func (s *Scheme) items(i int) []string {
	var all []string
	for _, line := range s.Costs {
		if max(line.ContentNo, 1) == i+1 && line.National+line.Local > 0 {
			all = append(all, text.Fold(line.Name))
		}
	}
	return all
}
