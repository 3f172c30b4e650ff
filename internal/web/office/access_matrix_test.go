package office

import (
	"context"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"example.vn/khuyencong/internal/demo"
	"example.vn/khuyencong/internal/domain/apikey"
	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/form"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/papertemplate"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/signature"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/domain/webhook"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/cades/cadestest"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/web/ui"
)

// A matrix is the office with the demonstration loaded, everybody of province
// 19 signed in, and a person of every role in the empty neighbour province.
type matrix struct {
	*office
	server    *Server
	strangers map[access.Role]identity.Token
	colleague identity.Token // an officer of another commune than the samples'
	secrets   []string       // words that only province 19 may read
	private   []string       // those of them that are not published either
	count     string         // the query of fingerprint
	cells     int
}

func newMatrix(t *testing.T) *matrix {
	t.Helper()
	clock := &demo.Clock{}
	clock.Set(calendar.Must("2019-09-01"))
	return matrixOver(t, dbtest.OpenAt(t, clock.Now), clock)
}

// matrixOver loads the demonstration into an empty database.
func matrixOver(t *testing.T, d *db.DB, clock *demo.Clock) *matrix {
	t.Helper()
	files := blob.Store{Dir: t.TempDir()}
	if err := demo.Load(t.Context(), d, clock, files, func(int, int, string) {}); err != nil {
		t.Fatal(err)
	}
	clock.Set(calendar.Of(dbtest.Now))
	m := &matrix{server: &Server{DB: d, Files: files, Version: "test"}, strangers: make(map[access.Role]identity.Token)}
	m.office = demoOffice(t, m.server)
	for _, role := range access.Roles() {
		m.tokens[role] = demoSignIn(t, d, deskLogins[role])
		m.neighbour(role)
		m.strangers[role] = m.signIn(string(role) + "@" + demo.Neighbour)
	}
	m.colleague = demoSignIn(t, d, "xa.daiphuc")
	m.add(demo.Province, "nguoi.khac", access.Approver)
	m.attach()
	m.trust()
	m.secrets = append(m.words(
		`SELECT title FROM schemes WHERE province = ?`, `SELECT name FROM establishments WHERE province = ?`,
		`SELECT title FROM plans WHERE province = ?`, `SELECT name FROM users WHERE province = ?`,
		`SELECT title FROM needs WHERE province = ?`, `SELECT title FROM campaigns WHERE province = ?`,
		`SELECT number FROM contracts WHERE province = ?`, `SELECT proof FROM disbursements WHERE province = ?`,
		`SELECT decision_no FROM plan_decisions WHERE province = ?`,
	), fileSecret, "Phần mềm thử của một sở", "nhan-tin.example.vn")
	m.private = append(m.words(
		`SELECT title FROM schemes WHERE province = ? AND state IN ('draft', 'submitted', 'returned', 'appraising', 'appraised', 'endorsed', 'rejected', 'withdrawn', 'planned')`,
		`SELECT phone FROM establishments WHERE province = ?`, `SELECT email FROM establishments WHERE province = ?`,
		`SELECT contact FROM establishments WHERE province = ?`, `SELECT tax_code FROM establishments WHERE province = ?`,
		`SELECT title FROM plans WHERE province = ?`, `SELECT name FROM users WHERE province = ?`, `SELECT title FROM campaigns WHERE province = ?`,
		`SELECT number FROM contracts WHERE province = ?`, `SELECT proof FROM disbursements WHERE province = ?`,
	), fileSecret, "Phần mềm thử của một sở", "nhan-tin.example.vn")
	if len(m.secrets) < 50 || len(m.private) < 30 {
		t.Fatalf("only %d words of province 19 to look for, %d of them private", len(m.secrets), len(m.private))
	}
	return m
}

// attach gives a draft and an acceptance a file, for the routes of files.
func (m *matrix) attach() {
	m.t.Helper()
	staged, err := blob.Put(m.t.Context(), m.server.Files, strings.NewReader("%PDF-1.4\n% "+fileSecret+"\n%%EOF\n"), "bao-gia.pdf")
	if err != nil {
		m.t.Fatal(err)
	}
	m.update(db.Scope{Province: demo.Province, Actor: access.System("test")}, func(ctx context.Context, tx *db.Tx) error {
		var draft, acceptance string
		if err := tx.QueryRow(ctx, `SELECT id FROM schemes WHERE province = ? AND state = 'draft' ORDER BY id LIMIT 1`, []any{tx.Province}, &draft); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `SELECT id FROM acceptances WHERE province = ? AND state = 'prepared' ORDER BY id LIMIT 1`, []any{tx.Province}, &acceptance); err != nil {
			return err
		}
		if _, err := blob.Attach(ctx, tx, staged, scheme.ID(draft).Subject(), "quotes"); err != nil {
			return err
		}
		_, err := blob.Attach(ctx, tx, staged, "acceptance/"+acceptance, contract.PhotoSlot)
		return err
	})
	m.update(db.Scope{Province: demo.Province, Actor: access.Actor{ID: "test", Roles: []access.Role{access.Staff}}}, func(ctx context.Context, tx *db.Tx) error {
		kind := form.Kinds()[0]
		_, err := papertemplate.Add(ctx, tx, kind, &papertemplate.Compiled{Format: papertemplate.Word}, staged, "")
		return err
	})
}

// trust lets the office trust an authority, for the routes of its page.
func (m *matrix) trust() {
	m.t.Helper()
	ca := cadestest.New(m.t, "Nhà chứng thực thử")
	m.update(db.Scope{Province: demo.Province, Actor: access.System("test")}, func(ctx context.Context, tx *db.Tx) error {
		_, err := signature.AddAnchor(ctx, tx, ca.Cert.Raw, "dữ liệu minh họa")
		return err
	})
	m.link()
}

// link gives the office a key and an address that is told, with a message that
// could not be sent, for the routes of their pages.
func (m *matrix) link() {
	m.t.Helper()
	m.update(db.Scope{Province: demo.Province, Actor: access.System("test")}, func(ctx context.Context, tx *db.Tx) error {
		if _, _, err := apikey.Make(ctx, tx, "Phần mềm thử của một sở"); err != nil {
			return err
		}
		if _, _, err := webhook.Register(ctx, tx, "https://nhan-tin.example.vn/rieng", webhook.EventTypes()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "report.issue", "report/2026-q3", nil)
	})
	if _, err := webhook.Gather(m.t.Context(), m.db); err != nil {
		m.t.Fatal(err)
	}
	for range webhook.MaxTries { // as if its time had come again and again
		m.update(db.Scope{Province: demo.Province, Actor: access.System("test")}, func(ctx context.Context, tx *db.Tx) error {
			all, err := webhook.Deliveries(ctx, tx, "w-1", 1)
			if err != nil {
				return err
			}
			return webhook.NotDone(ctx, tx, all[0], 500, "nơi nhận trả lời không thành công")
		})
	}
}

// fileSecret stands in the attached file.
const fileSecret = "báo giá riêng của một cơ sở"

// neighbour adds a person with the role in the other province.
func (m *matrix) neighbour(role access.Role) {
	m.t.Helper()
	n := identity.NewUser{Login: string(role), Name: "Lê Văn " + string(role), Roles: []access.Role{role}, Password: testHash(m.t, string(role))}
	if role == access.Commune {
		n.Commune = territory.CommunesOf(demo.Neighbour, calendar.Of(dbtest.Now))[0].Code
	}
	m.update(db.Scope{Province: demo.Neighbour, Actor: access.System("test")}, func(ctx context.Context, tx *db.Tx) error {
		_, err := identity.Add(ctx, tx, n)
		return err
	})
}

// demoOffice serves a database that has the demonstration in it.
func demoOffice(t *testing.T, s *Server) *office {
	t.Helper()
	if s.Exports == 0 {
		s.Exports = 1000 // the clock stands still: a test is one moment
	}
	log := &lines{}
	wrap, err := ui.Middleware(ui.Options{Log: slog.New(slog.NewJSONHandler(log, nil)), Now: s.DB.Now})
	if err != nil {
		t.Fatal(err)
	}
	return &office{
		t: t, db: s.DB, handler: wrap(s.Handler()), server: s, log: log,
		users: make(map[access.Role]identity.ID), tokens: make(map[access.Role]identity.Token),
	}
}

func demoSignIn(t *testing.T, d *db.DB, login string) identity.Token {
	t.Helper()
	token, err := identity.SignIn(t.Context(), d, login, demo.Password, "192.0.2.1")
	if err != nil {
		t.Fatalf("sign in %s: %v", login, err)
	}
	return token
}

// view runs fn for the program itself in province 19.
func (m *matrix) view(fn func(context.Context, *db.Tx) error) {
	m.t.Helper()
	scope := db.Scope{Province: demo.Province, Actor: access.System("test")}
	if err := m.db.View(m.t.Context(), scope, func(tx *db.Tx) error { return fn(m.t.Context(), tx) }); err != nil {
		m.t.Fatal(err)
	}
}

// words gathers what queries find in province 19 that is long enough to be
// nobody else's.
func (m *matrix) words(queries ...string) []string {
	m.t.Helper()
	var all []string
	m.view(func(ctx context.Context, tx *db.Tx) error {
		for _, query := range queries {
			err := tx.Each(ctx, query, []any{demo.Province}, func(scan db.Scan) error {
				var word string
				err := scan(&word)
				if utf8.RuneCountInString(word) >= 10 && !slices.Contains(all, word) {
					all = append(all, word)
				}
				return err
			})
			if err != nil {
				return fmt.Errorf("%s: %w", query, err)
			}
		}
		return nil
	})
	return all
}

// leaked returns the first word of province 19 that a page shows, or "".
func (m *matrix) leaked(body string) string { return m.leakedOf(m.secrets, body) }

func (m *matrix) leakedOf(words []string, body string) string {
	body = html.UnescapeString(body)
	for _, word := range words {
		if strings.Contains(body, word) {
			return word
		}
	}
	return ""
}

// fingerprint tells of every change in province 19: the number of rows of each
// table, the sum of their versions, and the head of the audit record. Sessions
// come and go and are left out.
func (m *matrix) fingerprint() string {
	m.t.Helper()
	if m.count == "" {
		m.count = m.counting()
	}
	var b strings.Builder
	m.view(func(ctx context.Context, tx *db.Tx) error {
		head, err := audit.Latest(ctx, tx, 0, 1)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "audit %d %s\n", head[0].Seq, head[0].Verb)
		return tx.Each(ctx, m.count, nil, func(scan db.Scan) error {
			var table string
			var rows, versions int64
			err := scan(&table, &rows, &versions)
			fmt.Fprintf(&b, "%s %d %d\n", table, rows, versions)
			return err
		})
	})
	return b.String()
}

// counting is the query of fingerprint.
func (m *matrix) counting() string {
	m.t.Helper()
	tables, err := db.Tables()
	if err != nil {
		m.t.Fatal(err)
	}
	var all []string
	m.view(func(ctx context.Context, tx *db.Tx) error {
		for _, table := range tables {
			columns, err := tx.Columns(ctx, table)
			if err != nil {
				return err
			}
			if table == "sessions" || strings.HasPrefix(table, "sign_in_") || !slices.Contains(columns, "province") {
				continue
			}
			version := "0"
			if slices.Contains(columns, "version") {
				version = "COALESCE(SUM(version), 0)"
			}
			all = append(all, fmt.Sprintf("SELECT '%s' AS name, count(*), %s FROM %s WHERE province = '%s'", table, version, table, demo.Province))
		}
		return nil
	})
	return strings.Join(all, " UNION ALL ") + " ORDER BY name"
}

// unchanged fails the test when province 19 is not as before.
func (m *matrix) unchanged(before, after string) {
	m.t.Helper()
	then := strings.Split(before, "\n")
	for i, line := range strings.Split(after, "\n") {
		if i >= len(then) || line != then[i] {
			m.t.Errorf("province 19 changed: %q, before %q", line, then[min(i, len(then)-1)])
		}
	}
}

// withoutRecords leaves out of a fingerprint what taking a workbook changes.
func withoutRecords(print string) string {
	return recordLines.ReplaceAllString(print, "")
}

var recordLines = regexp.MustCompile(`(?m)^(audit|audit_events|uses) .*\n`)

// A sample is what stands for a placeholder of the patterns that begin with
// prefix: a literal, or the first value of a query.
type sample struct{ prefix, name, value string }

// samples reads testdata/samples.txt.
func samples(t *testing.T) []sample {
	t.Helper()
	text, err := os.ReadFile("testdata/samples.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []sample
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		part := strings.SplitN(line, " | ", 3)
		if len(part) != 3 {
			t.Fatalf("samples.txt: %q", line)
		}
		all = append(all, sample{part[0], part[1], part[2]})
	}
	return all
}

var placeholder = regexp.MustCompile(`\{[a-z_]+(\.\.\.)?\}`)

// path fills the placeholders of a pattern with things of province 19.
func (m *matrix) path(pattern string) string {
	m.t.Helper()
	return placeholder.ReplaceAllStringFunc(strings.TrimSuffix(pattern, "{$}"), func(name string) string {
		var best sample
		for _, s := range samples(m.t) {
			if s.name == name && strings.HasPrefix(pattern+"/", s.prefix+"/") && len(s.prefix) >= len(best.prefix) {
				best = s
			}
		}
		if best.prefix == "" {
			m.t.Errorf("%s: no sample for %s: add one to testdata/samples.txt", pattern, name)
			return "0"
		}
		value := best.value
		if strings.HasPrefix(value, "SELECT ") {
			m.view(func(ctx context.Context, tx *db.Tx) error {
				if err := tx.QueryRow(ctx, best.value+" LIMIT 1", nil, &value); err != nil {
					m.t.Errorf("%s of %s: %v", name, pattern, err)
					value = "0"
				}
				return nil
			})
		}
		return url.PathEscape(value)
	})
}

// notThings are the placeholders that name no thing of a province: a year, a
// fund, a part of a page, an indicator of the programme. A list of another province's is empty, not missing.
var notThings = []string{"{year}", "{fund}", "{commune}", "{phan}", "{loai}", "{giai_doan}", "{chi_tieu}"}

// emptyIsFine lists the deeds that an empty form carries out, because its
// address says everything.
var emptyIsFine = []string{
	"POST /dang-xuat", "POST /de-an/{id}/tep/{file}/xoa", "POST /de-an/{id}/hop-dong/nghiem-thu/{no}/anh/{tep}/xoa",
	"POST /de-an/{id}/tham-dinh/cham", // keeps an unfinished sheet
}

// ofPreparer lists the deeds that only the person who prepared the thing may
// do, whatever the roles.
var ofPreparer = []string{
	"POST /de-an/{id}/hop-dong/nghiem-thu/{no}/rut", "POST /de-an/{id}/hop-dong/de-nghi/{no}/rut", "POST /de-an/{id}/hop-dong/quyet-toan/{no}/rut",
}

// routes lists the routes of the office, each pattern once per method.
func (m *matrix) routes() []Route { return (&Server{}).Routes() }

// A desk is a person at a browser, for the matrix.
type desk struct {
	visitor
	name string
	role access.Role
}

func (m *matrix) own() []desk {
	var all []desk
	for _, role := range access.Roles() {
		all = append(all, desk{visitor{m.office, m.tokens[role]}, string(role), role})
	}
	return all
}

func (m *matrix) foreign() []desk {
	var all []desk
	for _, role := range access.Roles() {
		all = append(all, desk{visitor{m.office, m.strangers[role]}, string(role) + " of another province", role})
	}
	return all
}

// open sends one cell of the matrix: a GET, or a POST of an empty form.
func (m *matrix) open(v visitor, method, path string) answer {
	m.t.Helper()
	m.cells++
	if method == http.MethodGet {
		return v.get(path)
	}
	return v.post(path, nil)
}
