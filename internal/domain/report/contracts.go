package report

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// pageLimit is how many rows a page has at most.
const pageLimit = 200

// A ContractFilter says which contracts are listed; what is zero does not
// restrict.
type ContractFilter struct {
	States []contract.State
	Year   int         // plan year of the scheme
	After  contract.ID // the last one of the page before
	Limit  int         // at most 200, and 200 when zero
}

// A ContractRow is a contract with its scheme and what was spent for it.
type ContractRow struct {
	ID           contract.ID
	Scheme       scheme.ID
	Number       string
	Party        string
	Value        money.VND
	State        contract.State
	SignedOn     calendar.Date
	EndsOn       calendar.Date
	Title        string
	Year         int
	Fund         ledger.Fund
	SchemeState  scheme.State
	Illustrative bool
	Spent        money.VND // in all books
}

// ContractSums are the totals of a list.
type ContractSums struct {
	Count        int
	Value, Spent money.VND // đồng
	Many         bool      // there are more than Count, and nothing was added up
}

// spent is the condition on an account l that holds money which left the fund;
// see ledger.Balances.Spent.
var spent = fmt.Sprintf(`l.account IN ('%s', '%s', '%s', '%s')`, ledger.Advanced, ledger.Paid, ledger.Settled, ledger.Returned)

func (f ContractFilter) where(tx *db.Tx) (where string, args []any) {
	where, args = `c.province = ?`, []any{tx.Province}
	if len(f.States) > 0 {
		where += ` AND c.state IN (?` + strings.Repeat(", ?", len(f.States)-1) + `)`
		for _, s := range f.States {
			args = append(args, s)
		}
	}
	if f.Year != 0 {
		where, args = where+` AND s.year = ?`, append(args, f.Year)
	}
	return where, args
}

// Contracts returns one page of contracts, newest first, and whether more
// follow.
func Contracts(ctx context.Context, tx *db.Tx, f ContractFilter) (rows []ContractRow, more bool, err error) {
	where, args := f.where(tx)
	if f.After != "" {
		where, args = where+` AND c.id < ?`, append(args, f.After)
	}
	limit := limited(f.Limit)
	rows, err = db.Collect(ctx, tx, `
		SELECT c.id, c.scheme, c.number, c.party, c.value_vnd, c.state, c.signed_on, c.ends_on,
			s.title, s.year, s.fund, s.state, s.illustrative,
			(SELECT CAST(COALESCE(SUM(l.balance), 0) AS BIGINT) FROM ledger_accounts AS l
				WHERE l.province = c.province AND l.subject = 'scheme/' || c.scheme AND `+spent+`)
		FROM contracts AS c JOIN schemes AS s ON s.province = c.province AND s.id = c.scheme
		WHERE `+where+` ORDER BY c.id DESC LIMIT ?`, append(args, limit+1),
		func(scan db.Scan) (r ContractRow, err error) {
			return r, scan(&r.ID, &r.Scheme, &r.Number, &r.Party, &r.Value, &r.State, &r.SignedOn, &r.EndsOn,
				&r.Title, &r.Year, &r.Fund, &r.SchemeState, &r.Illustrative, &r.Spent)
		})
	if err != nil {
		return nil, false, fmt.Errorf("contracts: %w", err)
	}
	if len(rows) > limit {
		return rows[:limit], true, nil
	}
	return rows, false, nil
}

// SumContracts returns the totals of the whole list, whatever its page, unless
// it has more contracts than most (0: there is no such limit). What was spent is
// looked up for each, which a page cannot wait for when they are very many.
func SumContracts(ctx context.Context, tx *db.Tx, f ContractFilter, most int) (s ContractSums, err error) {
	where, args := f.where(tx)
	from := ` FROM contracts AS c`
	if f.Year != 0 {
		from += ` JOIN schemes AS s ON s.province = c.province AND s.id = c.scheme`
	}
	if most > 0 {
		err = tx.QueryRow(ctx, `SELECT count(*) FROM (SELECT c.id`+from+` WHERE `+where+` LIMIT ?) AS counted`, append(slices.Clone(args), most+1), &s.Count)
		if err != nil || s.Count > most {
			return ContractSums{Count: most, Many: true}, err
		}
	}
	err = tx.QueryRow(ctx, `SELECT count(*), CAST(COALESCE(SUM(c.value_vnd), 0) AS BIGINT)`+from+` WHERE `+where, args, &s.Count, &s.Value)
	if err != nil {
		return s, fmt.Errorf("sum of contracts: %w", err)
	}
	err = tx.QueryRow(ctx, `
		SELECT CAST(COALESCE(SUM(l.balance), 0) AS BIGINT)`+from+`
			JOIN ledger_accounts AS l ON l.province = c.province AND l.subject = 'scheme/' || c.scheme AND `+spent+`
		WHERE `+where, args, &s.Spent)
	if err != nil {
		return s, fmt.Errorf("sum of contracts: %w", err)
	}
	return s, nil
}

// A RequestFilter says which requests for money are listed.
type RequestFilter struct {
	States []contract.DisbursementState // at least one
	After  string                       // the last one of the page before
	Limit  int                          // at most 200, and 200 when zero
}

// A RequestRow is a request for money with whose it is.
type RequestRow struct {
	contract.Disbursement // what a list shows of it: no proof, voucher and reasons

	Title string // of the scheme
	Party string // bên nhận
}

func (f RequestFilter) where(tx *db.Tx) (where string, args []any) {
	args = []any{tx.Province}
	for _, s := range f.States {
		args = append(args, s)
	}
	return `d.province = ? AND d.state IN (?` + strings.Repeat(", ?", len(f.States)-1) + `)`, args
}

// Requests returns one page of requests for money, oldest first, and whether
// more follow.
func Requests(ctx context.Context, tx *db.Tx, f RequestFilter) (rows []RequestRow, more bool, err error) {
	where, args := f.where(tx)
	if f.After != "" {
		where, args = where+` AND d.id > ?`, append(args, f.After)
	}
	limit := limited(f.Limit)
	rows, err = db.Collect(ctx, tx, `
		SELECT d.id, d.contract, d.scheme, d.kind, d.amount_vnd, d.warning, d.state, d.prepared_by, d.prepared_at, s.title, c.party
		FROM disbursements AS d
			JOIN schemes AS s ON s.province = d.province AND s.id = d.scheme
			JOIN contracts AS c ON c.province = d.province AND c.id = d.contract
		WHERE `+where+` ORDER BY d.id LIMIT ?`, append(args, limit+1),
		func(scan db.Scan) (r RequestRow, err error) {
			return r, scan(&r.ID, &r.Contract, &r.Scheme, &r.Kind, &r.Amount, &r.Warning, &r.State, &r.PreparedBy, &r.PreparedAt, &r.Title, &r.Party)
		})
	if err != nil {
		return nil, false, fmt.Errorf("requests: %w", err)
	}
	if len(rows) > limit {
		return rows[:limit], true, nil
	}
	return rows, false, nil
}

// SumRequests returns how many requests the whole list has, and their sum.
func SumRequests(ctx context.Context, tx *db.Tx, f RequestFilter) (n int, sum money.VND, err error) {
	where, args := f.where(tx)
	err = tx.QueryRow(ctx, `SELECT count(*), CAST(COALESCE(SUM(d.amount_vnd), 0) AS BIGINT) FROM disbursements AS d WHERE `+where, args, &n, &sum)
	if err != nil {
		return 0, 0, fmt.Errorf("sum of requests: %w", err)
	}
	return n, sum, nil
}

func limited(n int) int {
	if n <= 0 || n > pageLimit {
		return pageLimit
	}
	return n
}
