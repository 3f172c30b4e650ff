package office

import (
	"cmp"
	"net/http"
	"slices"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// A ledgerListPage lists the books of the province.
type ledgerListPage struct {
	Shell ui.Shell
	Rows  []ledgerListRow
	Year  int // 0: all
	Years []int
	Fund  ledger.Fund
}

// A ledgerListRow is one book.
type ledgerListRow struct {
	ledger.Book
	Has ledger.Balances
}

func (p ledgerListPage) active() int {
	n := 0
	if p.Year != 0 {
		n++
	}
	if p.Fund != "" {
		n++
	}
	return n
}

// carried is the money that came from the book of the year before.
func (r ledgerListRow) carried() money.VND { return -r.Has[ledger.BroughtForward] }

// share writes part as a share of the estimate and of what was carried in.
func (r ledgerListRow) share(part money.VND) string {
	base := r.Has.Allotted() + r.carried()
	if base <= 0 {
		return ""
	}
	return ui.Percent(money.Share(part, base))
}

func (c *call) ledgerList() error {
	query, err := c.addressQuery()
	if err != nil {
		return err
	}
	p := ledgerListPage{Shell: c.page("Sổ kinh phí"), Year: query.Int("nam"), Fund: fundOf(query.Line("nguon"))}
	p.Shell.Print = ui.Wide
	err = c.view(func(tx *db.Tx) error {
		books, err := ledger.Books(c.ctx(), tx)
		if err != nil {
			return err
		}
		for _, b := range c.ledgerBooks(books) {
			if !slices.Contains(p.Years, b.Year) {
				p.Years = append(p.Years, b.Year)
			}
			if p.Year != 0 && b.Year != p.Year || p.Fund != "" && b.Fund != p.Fund {
				continue
			}
			has, err := ledger.OfBook(c.ctx(), tx, b)
			if err != nil {
				return err
			}
			p.Rows = append(p.Rows, ledgerListRow{b, has})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.render(http.StatusOK, ledgerListView(p))
}

// ledgerBooks adds the books that may be begun now: of this year and the next.
func (c *call) ledgerBooks(books []ledger.Book) []ledger.Book {
	for _, year := range []int{c.today().Year(), c.today().Year() + 1} {
		for _, f := range ledger.Funds() {
			if b := (ledger.Book{Fund: f, Year: year}); !slices.Contains(books, b) {
				books = append(books, b)
			}
		}
	}
	slices.SortStableFunc(books, func(a, b ledger.Book) int {
		return cmp.Or(cmp.Compare(b.Year, a.Year), cmp.Compare(b.Fund, a.Fund))
	})
	return books
}
