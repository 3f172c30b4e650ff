package office

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// establishmentSupport is one scheme in the history of an establishment.
type establishmentSupport struct {
	scheme.Part

	Content  string    // short name of the main content
	Granted  money.VND // of the whole scheme, as decided so far
	Decision string    // number and day of the latest decision that gave money
	Share    money.VND // of this establishment: what the totals count
	Told     bool      // the share is known
	Left     calendar.Date
	Others   int       // how many other establishments take part now
	Spent    money.VND // of the whole scheme, from the books
	Settled  money.VND
	InBooks  bool // the books hold the scheme: recorded ones are outside
}

// counts reports whether the share is part of what the establishment received.
func (s establishmentSupport) counts() bool { return s.State.Granted() && s.Told }

// establishmentHistory collects the schemes of an establishment and everything
// that was merged into it, newest first, each scheme once.
func establishmentHistory(ctx context.Context, tx *db.Tx, family []establishment.ID, books bool) ([]establishmentSupport, error) {
	ids := make([]string, len(family))
	for i, id := range family {
		ids[i] = string(id)
	}
	parts, err := scheme.Of(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	var all []establishmentSupport
	for _, mine := range establishmentByScheme(parts) {
		s, err := scheme.ByID(ctx, tx, mine[0].ID)
		if err != nil {
			return nil, err
		}
		grants, err := plan.Grants(ctx, tx, s.ID)
		if err != nil {
			return nil, err
		}
		one := establishmentShare(s, mine, family, grants)
		if books {
			b, err := ledger.OfSubject(ctx, tx, s.ID.Subject())
			if err != nil {
				return nil, err
			}
			one.Spent, one.Settled, one.InBooks = b.Spent(), b[ledger.Settled], s.State != scheme.Recorded
		}
		all = append(all, one)
	}
	return all, nil
}

// unwritten reports whether the list of the past that s comes from says
// nothing about money: not known is not nothing.
func (s establishmentSupport) unwritten() bool { return s.State == scheme.Recorded && s.Granted == 0 }

// establishmentByScheme gathers the parts of each scheme, in the order of the
// list.
func establishmentByScheme(parts []scheme.Part) [][]scheme.Part {
	var groups [][]scheme.Part
	at := map[scheme.ID]int{}
	for _, p := range parts {
		i, seen := at[p.ID]
		if !seen {
			i, at[p.ID] = len(groups), len(groups)
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], p)
	}
	return groups
}

// establishmentShare says what of a scheme belongs to the family: all of it
// when nobody else takes part, else what the dossier tells apart.
func establishmentShare(s *scheme.Scheme, mine []scheme.Part, family []establishment.ID, grants []plan.Grant) establishmentSupport {
	out := establishmentSupport{Part: mine[0], Told: true}
	if info, ok := normbook.ContentByCode(s.MainContent()); ok {
		out.Content = info.Short
	}
	for _, g := range grants {
		out.Granted += g.Delta
		if g.Delta > 0 && g.DecisionNo != "" {
			out.Decision = g.DecisionNo
			if !g.DecidedOn.IsZero() {
				out.Decision += " ngày " + g.DecidedOn.VN()
			}
		}
	}
	var here int
	for _, b := range s.Active() {
		if !slices.Contains(family, b.Establishment) {
			out.Others++
			continue
		}
		here++
		out.Share += b.Support
		out.Told = out.Told && b.Support > 0
	}
	switch {
	case here == 0:
		out.Left = slices.MaxFunc(mine, func(a, b scheme.Part) int { return cmp.Compare(a.LeftOn.String(), b.LeftOn.String()) }).LeftOn
		out.Share = 0
	case !s.State.Granted():
		out.Share = 0
	case out.Others == 0 && !s.Group:
		out.Share, out.Told = out.Granted, true
	case out.Told:
		out.Share = min(out.Share, out.Granted)
	default:
		out.Share = 0
	}
	return out
}

// establishmentSum is what an establishment received from one fund, or in all.
type establishmentSum struct {
	Label   string
	Share   money.VND
	Schemes int
}

// establishmentSums adds up the shares by fund, with all of them last.
func establishmentSums(all []establishmentSupport) []establishmentSum {
	var sums []establishmentSum
	total := establishmentSum{Label: "Tổng cộng"}
	for _, fund := range ledger.Funds() {
		one := establishmentSum{Label: fund.Label()}
		for _, s := range all {
			if s.Fund == fund && s.counts() && s.Left.IsZero() {
				one.Share += s.Share
				one.Schemes++
			}
		}
		total.Share, total.Schemes = total.Share+one.Share, total.Schemes+one.Schemes
		sums = append(sums, one)
	}
	return append(sums, total)
}

// establishmentUntold adds up the schemes whose support was not told apart.
func establishmentUntold(all []establishmentSupport) (n int, granted money.VND) {
	for _, s := range all {
		if s.State.Granted() && !s.Told && s.Left.IsZero() {
			n, granted = n+1, granted+s.Granted
		}
	}
	return n, granted
}

// An establishmentWord is a piece of a source: text, or an address on the web.
type establishmentWord struct{ Text, Href string }

// establishmentSource cuts a source into text and links.
func establishmentSource(source string) []establishmentWord {
	var words []establishmentWord
	for piece := range strings.FieldsFuncSeq(source, func(r rune) bool { return r == ';' || r == '\n' || r == '|' }) {
		piece = strings.TrimSpace(piece)
		if piece == "" {
			continue
		}
		text, href := piece, ""
		if i := strings.Index(piece, "http"); i >= 0 && (strings.HasPrefix(piece[i:], "https://") || strings.HasPrefix(piece[i:], "http://")) {
			href, _, _ = strings.Cut(piece[i:], " ")
			text = strings.TrimRight(strings.TrimSpace(piece[:i]), ":,(")
			if text == "" {
				text = establishmentHost(href)
			}
		}
		words = append(words, establishmentWord{text, href})
	}
	return words
}

// establishmentHost is the name of the site that an address leads to.
func establishmentHost(href string) string {
	_, rest, _ := strings.Cut(href, "://")
	host, _, _ := strings.Cut(rest, "/")
	return strings.TrimPrefix(host, "www.")
}
