package gen

import (
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// A move is an entry before it has its number.
type move struct {
	day     calendar.Date
	kind    ledger.Kind
	subject string
	amount  money.VND
	paper   string
	actor   string
	undoes  int // 1 + the place among the moves of the one it undoes
}

// A book gathers the moves of one fund and year, those of a scheme in their
// order.
type book struct {
	moves   []move
	granted money.VND
}

func (p *province) book(b ledger.Book) *book {
	if p.books[b] == nil {
		p.books[b] = &book{}
	}
	return p.books[b]
}

// post adds a move and returns 1 + its place.
func (b *book) post(m move) int {
	b.moves = append(b.moves, m)
	if m.kind == ledger.Approve {
		b.granted += m.amount
	}
	return len(b.moves)
}

// entries are the moves by their days, after the estimate that allows them.
func (b *book) entries(of ledger.Book) []ledger.Entry {
	order := make([]int, len(b.moves))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return b.moves[x].day.Compare(b.moves[y].day) })
	first := calendar.FirstDay(of.Year)
	all := make([]ledger.Entry, 0, len(order)+1)
	add := func(m move, reverses int64) {
		all = append(all, ledger.Entry{
			Key: fmt.Sprintf("gen/%s/%d/%07d", of.Fund, of.Year, len(all)+1), Kind: m.kind, Subject: m.subject, Amount: m.amount,
			Day: m.day.String(), Reference: m.paper, Reverses: reverses, Actor: m.actor, At: stamp(m.day),
		})
	}
	// What is not needed to the đồng: estimates are round.
	add(move{day: first, kind: ledger.Allot, amount: (b.granted/(500*million) + 1) * 500 * million, paper: paperNo(of.Year, "QĐ-UBND"), actor: accountant}, 0)
	number := make([]int64, len(b.moves))
	for _, i := range order {
		m := b.moves[i]
		number[i] = int64(len(all) + 1)
		var reverses int64
		if m.undoes > 0 {
			reverses = number[m.undoes-1]
		}
		add(m, reverses)
	}
	return all
}
