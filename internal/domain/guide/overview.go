package guide

import (
	"example.vn/khuyencong/internal/domain/norm"
)

// A Limit (mức của một việc) is the national norm of something that an owner
// may want to do.
type Limit struct {
	Choice
	Words    string // Vietnamese: how much at most; "" when the text sets no ceiling
	Verified bool
}

// Overview lists everything that may be wanted, with the nation's limit on the
// day of the answers, for who does not know yet what to do.
func (a Answers) Overview(book *norm.Book) []Limit {
	var all []Limit
	for _, o := range offers {
		l := Limit{Choice: o.Choice}
		if found := book.Find(o.content, a.day); len(found) == 1 {
			c := found[0]
			l.Words, l.Verified = words(c, found[0].Limit, book), c.Verified
		}
		all = append(all, l)
	}
	return all
}

// words puts a limit in words. One that is a multiple of another is shown as
// the ceiling that a verdict without costs gives.
func words(c norm.Ceiling, l norm.Limit, book *norm.Book) string {
	if l.Of != "" {
		v := norm.Judge(book, norm.Facts{Content: c.Content, On: c.From, Fund: norm.National})
		l.Cap, l.Of = v.Ceiling, ""
	}
	if !l.HasRatio && l.Cap == 0 {
		return ""
	}
	return l.Words(c.Base, c.Unit)
}
