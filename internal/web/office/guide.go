package office

import (
	"net/http"
	"strings"

	"example.vn/khuyencong/internal/domain/guide"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// The addresses of the guide for everybody.
const (
	guidePath       = "/ho-tro"
	guideAskPath    = guidePath + "/hoi"
	guideResultPath = guidePath + "/ket-qua"
)

// Beside the answers, an address of the guide may say which question to show
// and which question a form has just answered.
const (
	guideShow = "q"
	guideSent = "s"
)

func guideRoutes() []Route {
	return []Route{
		{"GET", guidePath, "", (*call).guideStart},
		{"GET", guideAskPath, "", (*call).guideAsk},
		{"GET", guideResultPath, "", (*call).guideResult},
	}
}

// guideAnswers reads the answers out of the address, and says what was passed over.
func (c *call) guideAnswers() (guide.Answers, string) {
	a, ignored := guide.Read(c.r.URL.Query(), c.today())
	return a, ignoredWords(a, ignored)
}

// guideShell is the shell of a page that is the same for everybody: no name, no
// cookie, so browsers and proxies may keep it for a while.
func (c *call) guideShell(title string, back *ui.Link) ui.Shell {
	c.w.Header().Set("Cache-Control", "public, max-age=300")
	return ui.Shell{Title: title, Version: c.s.Version, Width: ui.Narrow, Back: back, Nav: visitorNav(c.r.URL.Path)}
}

// visitorNav is the menu of who is not signed in.
func visitorNav(path string) []ui.NavItem {
	return []ui.NavItem{
		{Label: "Tôi được hỗ trợ gì?", Href: guidePath, Current: path == guidePath},
		{Label: "Xác thực văn bản", Href: proofPath, Current: path == proofPath},
		{Label: "Đề án được hỗ trợ", Href: openSchemesPath, Current: strings.HasPrefix(path, openSchemesPath)},
		{Label: "Sản phẩm tiêu biểu", Href: openProductsPath, Current: path == openProductsPath},
		{Label: "Dữ liệu mở", Href: openDataPath, Current: path == openDataPath},
	}
}

// guideBook is the norms and the procedure by which the answers are judged:
// those that come with the program, and on top what the office of the place has
// published, if it works in this installation. While the place is not known the
// only office of the installation stands for it. Nobody needs to be signed in.
func (c *call) guideBook(a guide.Answers) (book *norm.Book, rules *procedure.Book, err error) {
	province, ok := a.Get(guide.Where)
	if !ok || province == guide.Unsure {
		var offices []string
		err := c.s.DB.Read(c.ctx(), db.Scope{Everywhere: true}, func(tx *db.Tx) (err error) {
			offices, err = identity.ProvinceCodes(c.ctx(), tx)
			return err
		})
		if err != nil || len(offices) != 1 {
			return normbook.Norms(), procedure.Embedded(), err
		}
		province = offices[0]
	}
	err = c.s.DB.Read(c.ctx(), db.Scope{Province: province}, func(tx *db.Tx) (err error) {
		if book, _, err = lawbook.Of(c.ctx(), tx); err == nil {
			rules, err = lawbook.ProcedureOf(c.ctx(), tx)
		}
		return err
	})
	return book, rules, err
}

func (c *call) guideStart() error {
	a, note := c.guideAnswers()
	return c.render(http.StatusOK, guideStartView(c.guideShell("Tôi được hỗ trợ gì?", nil), a, note))
}

// guideAsk shows the question that the address names, or the first that has no
// answer yet; when there is none, the result.
func (c *call) guideAsk() error {
	a, note := c.guideAnswers()
	query := c.r.URL.Query()
	book, _, err := c.guideBook(a)
	if err != nil {
		return err
	}
	if k, ok := guide.KeyOf(query.Get(guideSent)); ok && query.Get(guideShow) == "" {
		typed := query.Get(string(k))
		value, answered := a.Get(k)
		if !answered {
			return c.guideQuestion(http.StatusUnprocessableEntity, book, a, guideForm{key: k, typed: typed, search: query.Get(guideSearch), problem: unanswered(k, typed)})
		}
		if value != typed || query.Has(guideSearch) { // nothing that somebody typed stays in an address
			return ui.SeeOtherTo(c.w, c.r, askAgain(a, ""))
		}
	}
	path := a.Path(book)
	if k, ok := guide.KeyOf(query.Get(guideShow)); ok && onPath(path, k) {
		return c.guideQuestion(http.StatusOK, book, a, guideForm{key: k, note: note, search: query.Get(guideSearch), typed: typedCost(a, k)})
	}
	k, more := a.Next(book)
	if !more {
		return ui.SeeOtherTo(c.w, c.r, guideResultPath+"?"+a.Query())
	}
	return c.guideQuestion(http.StatusOK, book, a, guideForm{key: k, note: note})
}

func (c *call) guideQuestion(status int, book *norm.Book, a guide.Answers, f guideForm) error {
	path := a.Path(book)
	f.question, f.step, f.total = a.Question(f.key), 1, guide.Most
	back := &ui.Link{Label: "Trang đầu", Href: withQuery(guidePath, a)}
	for i, k := range path {
		if k == f.key && i > 0 {
			f.step, f.total = i+1, len(path)
			back = &ui.Link{Label: "Câu trước", Href: askAgain(a, path[i-1])}
		}
	}
	f.answered = answerRows(a, path, f.key)
	if f.key == guide.Commune && f.search != "" {
		f.places = a.Places(f.search)
	}
	shell := c.guideShell(f.question.Text, back)
	if shell.HasErrors = f.problem != ""; shell.HasErrors {
		c.w.Header().Set("Cache-Control", "no-store")
	}
	return c.render(status, guideQuestionView(shell, a, f))
}

func (c *call) guideResult() error {
	a, note := c.guideAnswers()
	book, rules, err := c.guideBook(a)
	if err != nil {
		return err
	}
	what, ok := a.Get(guide.What)
	switch {
	case !ok:
		return ui.SeeOtherTo(c.w, c.r, withQuery(guidePath, a))
	case what == guide.Unsure:
		back := &ui.Link{Label: "Câu trước", Href: askAgain(a, guide.What)}
		return c.render(http.StatusOK, guideOverviewView(c.guideShell("Những việc có thể được hỗ trợ", back), a, a.Overview(book), note))
	}
	if _, more := a.Next(book); more {
		return ui.SeeOtherTo(c.w, c.r, askAgain(a, ""))
	}
	path := a.Path(book)
	out := guide.Judge(book, rules, a)
	shell := c.guideShell(headline(out), &ui.Link{Label: "Câu trước", Href: askAgain(a, path[len(path)-1])})
	shell.Width = ui.Normal
	return c.render(http.StatusOK, guideResultView(shell, a, out, answerRows(a, path, ""), note))
}
