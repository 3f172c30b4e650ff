package office

import (
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"example.vn/khuyencong/internal/web/ui"
)

// hostile are words that change a query which is put together from words
// instead of bound ones: SQL of both engines, the language of SQLite's index of
// words, patterns, and what a database cannot store.
var hostile = []string{
	"'", `"`, "`", `\`, "' OR '1'='1", "' OR 1=1--", `" OR ""="`, ") OR (1=1", "1 OR 1=1", "'; DROP TABLE users;--", "1; DELETE FROM schemes",
	"' UNION SELECT login, password FROM users--", "' AND 1=(SELECT COUNT(*) FROM users)--", "id DESC; SELECT 1", "(SELECT name FROM users LIMIT 1)",
	"name, (CASE WHEN 1=1 THEN 1 ELSE 2 END)", "'||pg_sleep(9)||'", "'::int", "1::text", "$1", "$$", "?", "?1", ":a", "@x", "/*", "--", "#", "*/ OR 1=1",
	"%", "_", "%' ESCAPE '", `%\`, "[a-z]*", `"*" OR NEAR(`, "a NOT", "NEAR/2", "{a b} : c", "^a*", "-a", "a AND", "\x00", "'\x00", "\xff'", "\u02bc", "＇",
	"0x31", "1e999", "NaN", "-1", "9223372036854775808", "NULL", "true", "1,2", "[]", "{}",
}

// A sending is a form as a page shows it, with the one whom it is shown to.
type sending struct {
	desk
	method, action string
	values         url.Values
}

// sendings gathers the forms of all pages of province 19, of each one.
func (m *matrix) sendings() []sending {
	m.t.Helper()
	seen := map[string]bool{}
	var all []sending
	for _, r := range m.routes() {
		if r.Method != http.MethodGet || strings.HasSuffix(r.Pattern, exportSuffix) {
			continue
		}
		path := m.path(r.Pattern)
		for _, d := range m.own() {
			a := d.get(path)
			if a.Status != http.StatusOK || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
				continue
			}
			for _, s := range formsOf(m.t, path, a.Body) {
				if name := s.method + " " + s.action; !seen[name] && s.action != ui.SignOutPath {
					seen[name], s.desk = true, d
					all = append(all, s)
				}
			}
		}
	}
	return all
}

// formsOf reads the forms of a page and what their fields hold.
func formsOf(t *testing.T, path, page string) (all []sending) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Data != "form" || n.Type != html.ElementNode {
			continue
		}
		s := sending{method: strings.ToUpper(attribute(n, "method")), action: attribute(n, "action"), values: url.Values{}}
		s.action, _, _ = strings.Cut(s.action, "?")
		if s.action == "" {
			s.action = path
		}
		for field := range n.Descendants() {
			if name := attribute(field, "name"); name != "" && name != ui.KeyName && (field.Data != "button" || attribute(field, "value") != "") {
				s.values.Add(name, attribute(field, "value"))
			}
		}
		if len(s.values) > 0 {
			all = append(all, s)
		}
	}
	return all
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// poisoned is a form with hostile words: in one field, or in every one now and
// then, alone or behind what the field holds.
func (s sending) poisoned(draw *rand.Rand) url.Values {
	form := maps.Clone(s.values)
	names := slices.Sorted(maps.Keys(form))
	one, every := draw.IntN(len(names)), draw.IntN(10) == 0
	for i, name := range names {
		if i != one && !every {
			continue
		}
		word := hostile[draw.IntN(len(hostile))]
		if draw.IntN(2) == 0 {
			word = "'" + word // ends a word of SQL
		}
		if draw.IntN(3) == 0 {
			word = form.Get(name) + word
		}
		form[name] = []string{word}
	}
	return form
}

// ask sends a form, or the address alone with a hostile word in a part of it.
func (m *matrix) ask(draw *rand.Rand, s sending, r Route) (method, path string, form url.Values, a answer) {
	method, path, form = s.method, s.action, s.poisoned(draw)
	d := s.desk
	if draw.IntN(4) == 0 && strings.Contains(r.Pattern, "{") {
		method = r.Method
		path = anyPlaceholder.ReplaceAllStringFunc(r.Pattern, func(string) string { return url.PathEscape(hostile[draw.IntN(len(hostile))]) })
		if holders := r.Deed.Holders(); len(holders) > 0 {
			d = desk{visitor: visitor{m.office, m.tokens[holders[0]]}}
		}
	}
	if method == http.MethodPost {
		return method, path, form, d.post(path, form)
	}
	return method, path, form, d.get(path + "?" + form.Encode())
}

// Words of SQL in every field of every form, filter and address: whatever the
// answer is, it is no incident, as a query that they break would be. Each ten
// thousand requests begin with the demonstration as it was. S6 of the catalogue.
func TestNightInjection(t *testing.T) {
	if os.Getenv("KC_NIGHT") != "1" {
		t.Skip("KC_NIGHT is not 1")
	}
	left := 100_000
	if s := os.Getenv("KC_INJECTIONS"); s != "" {
		var err error
		if left, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	statuses, forms, fields := map[int]int{}, 0, 0
	for turn := uint64(0); left > 0; turn++ {
		draw := rand.New(rand.NewPCG(6, turn))
		m := newMatrix(t)
		all, routes := m.sendings(), m.routes()
		forms, fields = len(all), 0
		for _, s := range all {
			fields += len(s.values)
		}
		for n := range min(left, 10_000) {
			method, path, form, a := m.ask(draw, all[n%len(all)], routes[draw.IntN(len(routes))])
			statuses[a.Status]++
			if a.Status >= http.StatusInternalServerError {
				t.Errorf("%s %s with %q: %d %s", method, path, form.Encode(), a.Status, said(a.Body))
			}
		}
		left -= 10_000
	}
	t.Logf("%d forms with %d fields; answers by status: %v", forms, fields, statuses)
	if forms < 80 || fields < 300 {
		t.Errorf("only %d forms with %d fields", forms, fields)
	}
}
