package ledger

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// A Check is the result of Verify for one province.
type Check struct {
	Province string `json:"province"`
	Books    int    `json:"books"`
	Entries  int    `json:"entries"`
	Sum      int64  `json:"sum"` // of all postings; 0
}

// Verify recomputes the books of the transaction's province from their
// postings: every entry balances and moves money as its kind does, every
// balance equals the sum of its postings, nothing is or ever was overdrawn,
// nothing was undone twice, no sequence number is missing, what was carried
// out of a year came into the next one, the courses say what the entries do.
// The first thing that does not hold is named in a Conflict fault. That the newest entries
// were cut off, with all their traces, only the audit record tells.
func Verify(ctx context.Context, tx *db.Tx) (Check, error) {
	c, err := verifyEach(ctx, tx)
	if err != nil {
		return c, err
	}
	return c, carried(ctx, tx)
}

// verifyEach checks every book by itself.
func verifyEach(ctx context.Context, tx *db.Tx) (Check, error) {
	c := Check{Province: tx.Province}
	books, err := Books(ctx, tx)
	if err != nil {
		return c, err
	}
	c.Books = len(books)
	for _, test := range []struct{ query, message string }{
		{`SELECT count(*) FROM (SELECT fund, year, seq FROM ledger_postings WHERE province = ?
			GROUP BY fund, year, seq HAVING SUM(amount) <> 0 OR count(*) < 2) AS bad`, "có bút toán không cân"},
		{`SELECT count(*) FROM ledger_entries AS e WHERE e.province = ? AND NOT EXISTS (
			SELECT 1 FROM ledger_postings AS p WHERE p.province = e.province AND p.fund = e.fund AND p.year = e.year AND p.seq = e.seq)`,
			"có bút toán mất dòng định khoản"},
		{`SELECT count(*) FROM ledger_postings AS p WHERE p.province = ? AND NOT EXISTS (
			SELECT 1 FROM ledger_entries AS e WHERE p.province = e.province AND p.fund = e.fund AND p.year = e.year AND p.seq = e.seq)`,
			"có dòng định khoản không thuộc bút toán nào"},
		// The sums in one pass: postings have no index by account, and one look
		// at a whole book for each account takes hours in a large province.
		{`SELECT count(*) FROM ledger_accounts AS a LEFT JOIN (
			SELECT province, fund, year, account, subject, SUM(amount) AS total FROM ledger_postings
			WHERE province = ? GROUP BY province, fund, year, account, subject) AS p
			ON p.province = a.province AND p.fund = a.fund AND p.year = a.year AND p.account = a.account AND p.subject = a.subject
			WHERE a.province = ? AND a.balance <> COALESCE(p.total, 0)`,
			"số dư khác tổng các bút toán"},
		{`SELECT count(*) FROM (SELECT DISTINCT p.fund, p.year, p.account, p.subject FROM ledger_postings AS p WHERE p.province = ?
			AND NOT EXISTS (SELECT 1 FROM ledger_accounts AS a WHERE p.province = a.province AND p.fund = a.fund
				AND p.year = a.year AND p.account = a.account AND p.subject = a.subject)) AS lost`, "mất tài khoản có phát sinh"},
		{`SELECT count(*) FROM ledger_accounts WHERE province = ? AND balance < 0
			AND account NOT IN ('budget', 'work', 'brought_forward')`, "có tài khoản bị chi vượt"},
		{`SELECT count(*) FROM (SELECT fund, year FROM ledger_entries WHERE province = ?
			GROUP BY fund, year HAVING count(*) <> MAX(seq)) AS gap`, "số thứ tự bút toán bị đứt quãng"},
	} {
		var n int
		args := slices.Repeat([]any{tx.Province}, strings.Count(test.query, "?"))
		if err := tx.QueryRow(ctx, test.query, args, &n); err != nil {
			return c, fmt.Errorf("verify: %w", err)
		}
		if n > 0 {
			return c, unsound(tx, fmt.Sprintf("%s (%d chỗ)", test.message, n))
		}
	}
	if err := replay(ctx, tx); err != nil {
		return c, err
	}
	err = tx.QueryRow(ctx, `SELECT count(*) FROM ledger_entries WHERE province = ?`, []any{tx.Province}, &c.Entries)
	if err == nil {
		err = tx.QueryRow(ctx, `SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ledger_postings WHERE province = ?`, []any{tx.Province}, &c.Sum)
	}
	return c, err
}

func unsound(tx *db.Tx, what string) error {
	return fault.New(fault.Conflict, "Sổ của tỉnh "+tx.Province+" sai: "+what+".")
}

// carried checks that the money which left the books of a year for a subject
// came into those of the next year, of the same fund, to the đồng.
func carried(ctx context.Context, tx *db.Tx) error {
	var fund Fund
	var subject string
	var year int
	var rest money.VND
	err := tx.QueryRow(ctx, `
		SELECT fund, subject, into_year, CAST(SUM(balance) AS BIGINT) AS rest FROM (
			SELECT fund, subject, balance, CASE account WHEN 'carried_forward' THEN year + 1 ELSE year END AS into_year
			FROM ledger_accounts WHERE province = ? AND account IN ('carried_forward', 'brought_forward')) AS moved
		GROUP BY fund, subject, into_year HAVING SUM(balance) <> 0 ORDER BY into_year, fund, subject LIMIT 1`,
		[]any{tx.Province}, &fund, &subject, &year, &rest)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return fmt.Errorf("carried: %w", err)
	}
	return unsound(tx, fmt.Sprintf("%s: số chuyển đi của năm %d và số nhận của năm %d ở nguồn %s lệch nhau %s đồng",
		subject, year-1, year, fund.Label(), rest))
}

// A place is one account of one subject in one book.
type place struct {
	Book
	account Account
	subject string
}

// A replayed entry is an entry with the one that it reverses.
type replayed struct {
	Entry
	orig Entry // empty unless the entry reverses one
}

// A player goes through the entries of a province again, in their order.
type player struct {
	tx       *db.Tx
	balances map[place]money.VND
	undone   map[Book]map[int64]bool
	entry    replayed // the one whose postings are being read
	sums     map[Book]map[Account]money.VND
	written  map[mark]map[Account]money.VND // that are still to be met
	courses  map[stretch][]dated
}

// replay goes through the books entry by entry and checks that each moved
// money as its kind does and overdrew nothing when it was posted.
func replay(ctx context.Context, tx *db.Tx) error {
	p := &player{tx: tx, balances: map[place]money.VND{}, undone: map[Book]map[int64]bool{}, sums: map[Book]map[Account]money.VND{}, courses: map[stretch][]dated{}}
	var err error
	if p.written, err = written(ctx, tx); err != nil {
		return fmt.Errorf("sums: %w", err)
	}
	err = tx.Each(ctx, `
		SELECT e.fund, e.year, e.seq, e.kind, e.subject, e.amount, e.day, e.reverses,
			COALESCE(o.kind, ''), COALESCE(o.subject, ''), COALESCE(o.amount, 0), p.account, p.subject, p.amount
		FROM ledger_entries AS e
		JOIN ledger_postings AS p ON p.province = e.province AND p.fund = e.fund AND p.year = e.year AND p.seq = e.seq
		LEFT JOIN ledger_entries AS o ON o.province = e.province AND o.fund = e.fund AND o.year = e.year AND o.seq = e.reverses
		WHERE e.province = ? ORDER BY e.fund, e.year, e.seq, p.line`, []any{tx.Province}, func(scan db.Scan) error {
		var e replayed
		var line Posting
		if err := scan(&e.Fund, &e.Year, &e.Seq, &e.Kind, &e.Subject, &e.Amount, &e.Day, &e.Reverses,
			&e.orig.Kind, &e.orig.Subject, &e.orig.Amount, &line.Account, &line.Subject, &line.Amount); err != nil {
			return err
		}
		if e.Book != p.entry.Book || e.Seq != p.entry.Seq {
			if err := p.conclude(); err != nil {
				return err
			}
			p.entry = e
		}
		p.entry.Postings = append(p.entry.Postings, line)
		return nil
	})
	if err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	if err := p.conclude(); err != nil {
		return err
	}
	for m := range p.written {
		return unsound(tx, fmt.Sprintf("sổ “%s” năm %d có số cộng của bút toán %d không có", m.Fund.Label(), m.Year, m.seq))
	}
	return p.compareCourses(ctx)
}

// compareCourses checks that the stored courses are those of the entries.
func (p *player) compareCourses(ctx context.Context) error {
	said, err := courses(ctx, p.tx)
	if err != nil {
		return fmt.Errorf("courses: %w", err)
	}
	for at, points := range p.courses {
		if said[at] != spell(points) {
			return unsound(p.tx, fmt.Sprintf("diễn biến của %s ở sổ “%s” năm %d khác các bút toán", at.subject, at.Fund.Label(), at.Year))
		}
		delete(said, at)
	}
	for at := range said {
		return unsound(p.tx, fmt.Sprintf("có diễn biến của %s ở sổ “%s” năm %d mà không có bút toán", at.subject, at.Fund.Label(), at.Year))
	}
	return nil
}

// conclude checks the entry whose postings have all been read.
func (p *player) conclude() error {
	e := p.entry
	if e.Seq == 0 {
		return nil
	}
	wrong := func(what string) error {
		return unsound(p.tx, fmt.Sprintf("bút toán số %d của sổ “%s” năm %d %s", e.Seq, e.Fund.Label(), e.Year, what))
	}
	if !slices.Equal(e.Postings, e.expected()) {
		return wrong("không đúng định khoản")
	}
	if e.Reverses != 0 {
		if p.undone[e.Book] == nil {
			p.undone[e.Book] = map[int64]bool{}
		}
		if p.undone[e.Book][e.Reverses] {
			return wrong("đảo một bút toán đã được đảo")
		}
		p.undone[e.Book][e.Reverses] = true
	}
	for _, line := range e.Postings {
		at := place{e.Book, line.Account, line.Subject}
		p.balances[at] += line.Amount
		if p.balances[at] < 0 && !mayBeNegative(line.Account) {
			return wrong("đã chi vượt số dư lúc ghi")
		}
		if p.sums[e.Book] == nil {
			p.sums[e.Book] = make(map[Account]money.VND)
		}
		p.sums[e.Book][line.Account] += line.Amount
	}
	if change, counts := moved(e.Postings); counts {
		at := stretch{e.Book, e.Subject}
		p.courses[at] = with(p.courses[at], e.Day, change)
	}
	at := mark{e.Book, e.Seq}
	if said, ok := p.written[at]; ok && !maps.Equal(said, p.sums[e.Book]) {
		return wrong("có số cộng sau nó không đúng")
	}
	delete(p.written, at)
	return nil
}

// expected returns the postings that the entry must have, nil when there is
// no entry like it.
func (e replayed) expected() []Posting {
	if e.Kind != Reverse {
		if e.Reverses != 0 || e.Amount <= 0 {
			return nil
		}
		return lines(e.Kind, e.Subject, e.Amount)
	}
	if e.orig.Kind == Reverse || e.orig.Subject != e.Subject || e.orig.Amount != e.Amount {
		return nil
	}
	return opposite(lines(e.orig.Kind, e.orig.Subject, e.orig.Amount))
}
