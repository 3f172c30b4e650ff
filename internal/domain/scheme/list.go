package scheme

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

func notFound(id ID) error {
	return fault.New(fault.NotFound, "Không tìm thấy đề án "+string(id)+" trong tỉnh này.")
}

// A Part is what one establishment has in one scheme.
type Part struct {
	ID            ID
	Title         string
	Year          int
	Fund          ledger.Fund
	Content       norm.Content
	State         State
	Group         bool
	Asked         money.VND // of the scheme
	Appraised     money.VND // of the scheme
	Establishment establishment.ID
	Support       money.VND // of this establishment, 0 when it was not told apart
	LeftOn        calendar.Date
	Source        string
	Illustrative  bool
}

// A Filter says which schemes a list shows; zero fields do not restrict.
type Filter struct {
	Year     int
	Fund     ledger.Fund
	States   []State
	Content  norm.Content
	Communes []string // codes; the place of the scheme
	Query    string   // words that begin words of the title, the code or a beneficiary's name, marks and case ignored
	ByAmount bool     // the largest amount asked first, instead of the newest
	After    string   // cursor of the page before
	Limit    int      // at most 200; 0 is 50
}

// A Row is a scheme as lists show it.
type Row struct {
	ID           ID
	Title        string
	Year         int
	Fund         ledger.Fund
	Content      norm.Content
	State        State
	Group, Key   bool
	Commune      string
	PlaceOn      calendar.Date
	Asked        money.VND
	Appraised    money.VND
	Total        money.VND
	DueOn        calendar.Date
	Illustrative bool
	UpdatedAt    string
	Beneficiary  string // name of the first one that takes part
	Others       int    // how many more
}

// Titles returns the titles of schemes, for lists that hold only their codes.
// An unknown code is left out.
func Titles(ctx context.Context, tx *db.Tx, ids []ID) (map[ID]string, error) {
	all := make(map[ID]string, len(ids))
	for chunk := range slices.Chunk(ids, 500) {
		args := []any{tx.Province}
		for _, id := range chunk {
			args = append(args, id)
		}
		err := tx.Each(ctx, `SELECT id, title FROM schemes WHERE province = ? AND id IN (?`+strings.Repeat(`, ?`, len(chunk)-1)+`)`,
			args, func(scan db.Scan) error {
				var id ID
				var title string
				err := scan(&id, &title)
				all[id] = title
				return err
			})
		if err != nil {
			return nil, fmt.Errorf("titles of schemes: %w", err)
		}
	}
	return all, nil
}

// List returns one page of schemes and the cursor of the next page, "" at the
// end.
func List(ctx context.Context, tx *db.Tx, f Filter) (rows []Row, next string, err error) {
	from, where, args, err := f.where(ctx, tx)
	if err != nil {
		return nil, "", err
	}
	limit := min(f.Limit, 200)
	if limit <= 0 {
		limit = 50
	}
	// A code begins with the year, so this is the order of the codes; naming
	// the year lets an index of it be read in order.
	order := "s.year DESC, s.id DESC"
	if f.ByAmount {
		order = "s.asked_vnd DESC, s.id DESC"
	}
	if f.After != "" {
		after, more, err := f.after()
		if err != nil {
			return nil, "", err
		}
		where, args = where+after, append(args, more...)
	}
	rows, err = db.Collect(ctx, tx, `
		SELECT s.id, s.title, s.year, s.fund, s.content, s.state, s.is_group, s.is_key, s.commune, s.address_on,
			s.asked_vnd, s.appraised_vnd, s.total_vnd, s.due_on, s.illustrative, s.updated_at,
			COALESCE((SELECT e.name FROM scheme_beneficiaries AS b
				JOIN establishments AS e ON e.province = b.province AND e.id = b.establishment
				WHERE b.province = s.province AND b.scheme = s.id AND b.left_on = '' ORDER BY b.no LIMIT 1), ''),
			(SELECT count(*) FROM scheme_beneficiaries AS b WHERE b.province = s.province AND b.scheme = s.id AND b.left_on = '')
		FROM `+from+` WHERE `+where+` ORDER BY `+order+` LIMIT `+strconv.Itoa(limit+1), args,
		func(scan db.Scan) (r Row, err error) {
			err = scan(&r.ID, &r.Title, &r.Year, &r.Fund, &r.Content, &r.State, &r.Group, &r.Key, &r.Commune, &r.PlaceOn,
				&r.Asked, &r.Appraised, &r.Total, &r.DueOn, &r.Illustrative, &r.UpdatedAt, &r.Beneficiary, &r.Others)
			r.Others = max(r.Others-1, 0)
			return r, err
		})
	if err != nil {
		return nil, "", fmt.Errorf("list schemes: %w", err)
	}
	if len(rows) > limit {
		last := rows[limit-1]
		next = string(last.ID)
		if f.ByAmount {
			next = strconv.FormatInt(int64(last.Asked), 10) + "." + next
		}
		rows = rows[:limit]
	}
	return rows, next, nil
}

// after is the condition that skips the pages before.
func (f Filter) after() (condition string, args []any, err error) {
	if !f.ByAmount {
		year, _, _ := strings.Cut(f.After, "-")
		n, _ := strconv.Atoi(year) // a code that is none has nothing after it
		return " AND (s.year, s.id) < (?, ?)", []any{n, f.After}, nil
	}
	amount, id, ok := strings.Cut(f.After, ".")
	n, err := strconv.ParseInt(amount, 10, 64)
	if err != nil || !ok {
		return "", nil, fault.New(fault.Invalid, "Địa chỉ trang không đúng. Hãy mở lại danh sách từ đầu.")
	}
	return " AND (s.asked_vnd, s.id) < (?, ?)", []any{n, id}, nil
}

// everything is what a query reads that looks at each scheme.
const everything = "schemes AS s"

// where is what a query of the list reads, its condition and the arguments.
func (f Filter) where(ctx context.Context, tx *db.Tx) (from, where string, args []any, err error) {
	from, where, args = everything, "s.province = ?", []any{tx.Province}
	add := func(condition string, values ...any) {
		where += " AND " + condition
		args = append(args, values...)
	}
	in := func(column string, n int, value func(int) any) {
		add(column+" IN (?"+strings.Repeat(", ?", n-1)+")", value(0))
		for i := 1; i < n; i++ {
			args = append(args, value(i))
		}
	}
	if f.Year != 0 {
		add("s.year = ?", f.Year)
	}
	if f.Fund != "" {
		add("s.fund = ?", f.Fund)
	}
	if f.Content != "" {
		add("s.content = ?", f.Content)
	}
	if len(f.States) == 1 {
		add("s.state = ?", f.States[0])
	} else if len(f.States) > 0 {
		// Several states are most of a list: rather walk the list in order and
		// look at each state than sort all that an index of states would find.
		in("s.state || ''", len(f.States), func(i int) any { return f.States[i] })
	}
	if len(f.Communes) > 0 {
		in("s.commune", len(f.Communes), func(i int) any { return f.Communes[i] })
	}
	if words := strings.Fields(text.Fold(f.Query)); len(words) > 0 {
		condition, more, common, err := matching(ctx, tx, words)
		if err != nil {
			return "", "", nil, err
		}
		add(condition, more...)
		if !common {
			from = schemeSearch
		}
	}
	return from, where, args, nil
}

// MaxFound is where Count stops counting what a search finds.
const MaxFound = 1000

// Count returns how many schemes f shows and what they ask, ignoring pages. A
// search is counted up to MaxFound; more of them come out as MaxFound + 1, and
// nobody adds up what they ask.
func Count(ctx context.Context, tx *db.Tx, f Filter) (n int, asked money.VND, err error) {
	from, where, args, err := f.where(ctx, tx)
	if err != nil {
		return 0, 0, err
	}
	many := from == everything && text.Fold(f.Query) != "" // words too common to ask the index for
	if many && f.unrestricted() {
		return MaxFound + 1, 0, nil
	}
	limit := ""
	if many {
		limit = " LIMIT " + strconv.Itoa(MaxFound+1)
	}
	err = tx.QueryRow(ctx, `
		SELECT count(*), CAST(COALESCE(SUM(found.asked_vnd), 0) AS BIGINT) FROM (
			SELECT s.asked_vnd FROM `+from+` WHERE `+where+limit+`) AS found`, args, &n, &asked)
	if n > MaxFound && f.Query != "" {
		return MaxFound + 1, 0, err
	}
	return n, asked, err
}

// unrestricted reports whether only words restrict f.
func (f Filter) unrestricted() bool {
	return f.Year == 0 && f.Fund == "" && f.Content == "" && len(f.States) == 0 && len(f.Communes) == 0
}

// Years lists the budget years that have schemes, newest first.
func Years(ctx context.Context, tx *db.Tx) ([]int, error) {
	// From year to year through the index, instead of reading every scheme.
	return db.Collect(ctx, tx, `
		WITH RECURSIVE y (year) AS (
			SELECT MAX(s.year) FROM schemes AS s WHERE s.province = ?
			UNION ALL
			SELECT (SELECT MAX(s.year) FROM schemes AS s WHERE s.province = ? AND s.year < y.year) FROM y WHERE y.year IS NOT NULL
		) SELECT year FROM y WHERE year IS NOT NULL ORDER BY year DESC`, []any{tx.Province, tx.Province},
		func(scan db.Scan) (y int, err error) { return y, scan(&y) })
}
