package office

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/demo"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// A lifecycle tries every deed of a scheme in every state, as every role, each
// on an unharmed copy of the demonstration. It always uses SQLite, whose
// database is a file that can be copied.
type lifecycle struct {
	*matrix
	master, file string
	clock        *demo.Clock

	cells int
	done  map[string]int // deeds carried out, by pattern and state
	seen  map[scheme.State]bool
	kept  map[scheme.State]found // where deeds led that the demonstration does not show
}

// A found is a scheme in a state, and the database that it is in.
type found struct{ file, id string }

// verbs are the deeds of a scheme.
func verbs() []Route {
	var all []Route
	for _, r := range (&Server{}).Routes() {
		if r.Method == http.MethodPost && strings.HasPrefix(r.Pattern, "/de-an/{id}/") {
			all = append(all, r)
		}
	}
	return all
}

// TestMatrixEveryVerbInEveryState is S13 of the catalogue of tests: no deed,
// by whomever, moves a scheme to a state that the table of its life does not
// allow, whatever is filled in.
func TestMatrixEveryVerbInEveryState(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := &lifecycle{master: filepath.Join(dir, "master.db"), file: filepath.Join(dir, "copy.db"), clock: &demo.Clock{}, done: map[string]int{}, seen: make(map[scheme.State]bool), kept: make(map[scheme.State]found)}
	l.clock.Set(calendar.Must("2019-09-01"))
	d := l.open(t, l.master)
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.matrix = matrixOver(t, d, l.clock)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	l.restore()
	for _, state := range scheme.States() {
		l.seen[state] = len(l.schemesIn(state)) > 0
	}
	reached := 0
	for _, state := range scheme.States() {
		all := l.schemesIn(state)
		if len(all) > 0 {
			reached++
		}
		for i, id := range all {
			l.all(state, id, i == 0)
		}
	}
	for from := l.kept; len(from) > 0; { // where those deeds led, and so on
		l.kept = make(map[scheme.State]found)
		for _, state := range slices.Sorted(maps.Keys(from)) {
			reached++
			l.master = from[state].file
			l.restore()
			l.all(state, from[state].id, true)
		}
		from = l.kept
	}
	if err := l.db.Close(); err != nil {
		t.Error(err)
	}
	t.Logf("%d cells: %d verbs in %d states by %d roles; %d kinds of deed were carried out", l.cells, len(verbs()), reached, len(access.Roles()), len(l.done))
	for _, name := range slices.Sorted(maps.Keys(l.done)) {
		t.Logf("  %s", name)
	}
	if reached < 14 || len(l.done) < 40 {
		t.Errorf("only %d states and %d deeds were reached: the forms are not filled in as they should be", reached, len(l.done))
	}
}

func (l *lifecycle) open(t *testing.T, file string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), file, l.clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// restore puts an unharmed copy in place.
func (l *lifecycle) restore() {
	l.t.Helper()
	if l.db != nil && l.cells > 0 {
		if err := l.db.Close(); err != nil {
			l.t.Fatal(err)
		}
	}
	for _, tail := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(l.file + tail); err != nil && !errors.Is(err, os.ErrNotExist) {
			l.t.Fatal(err)
		}
	}
	if err := copyFile(l.master, l.file); err != nil {
		l.t.Fatal(err)
	}
	l.db = l.open(l.t, l.file)
	l.server.DB = l.db
	l.handler = demoOffice(l.t, l.server).handler
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	out, err := os.Create(to)
	if err != nil {
		return errors.Join(err, in.Close())
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close(), in.Close())
}

// schemesIn finds schemes that are in a state: they differ in what is under
// way. Those of the past are alike.
func (l *lifecycle) schemesIn(state scheme.State) (all []string) {
	l.t.Helper()
	l.view(func(ctx context.Context, tx *db.Tx) (err error) {
		all, err = db.Collect(ctx, tx, `SELECT id FROM schemes WHERE province = ? AND state = ? ORDER BY id DESC`, []any{tx.Province, string(state)}, func(scan db.Scan) (id string, err error) {
			return id, scan(&id)
		})
		return err
	})
	if len(all) > 6 {
		all = all[:2]
	}
	return all
}

// all tries every deed on a scheme, by those who may and, when everybody is
// to, by all others.
func (l *lifecycle) all(state scheme.State, id string, everybody bool) {
	l.t.Helper()
	for _, r := range verbs() {
		if everybody {
			l.others(state, id, r)
		}
		for _, d := range l.own() {
			if slices.Contains(r.Deed.Holders(), d.role) {
				l.cell(d.role, state, id, r)
			}
		}
	}
}

// others sends one deed as everybody who may not.
func (l *lifecycle) others(from scheme.State, id string, r Route) {
	l.t.Helper()
	path := l.address(id, r.Pattern)
	form := l.everything(id, path)
	_, before := l.now(id)
	for _, d := range l.own() {
		if slices.Contains(r.Deed.Holders(), d.role) {
			continue
		}
		l.cells++
		form.Set(ui.KeyName, ui.Key())
		if a := d.post(path, form); a.Status != http.StatusForbidden {
			l.t.Errorf("POST %s of a scheme that is %s, by %s: %d; only %v may", path, from, d.name, a.Status, r.Deed.Holders())
		}
	}
	if to, after := l.now(id); to != from || after != before {
		l.t.Fatalf("POST %s of a scheme that is %s, by those who may not: it is %s now", path, from, to)
	}
}

// now reads the state of a scheme and the number of its province's records.
func (l *lifecycle) now(id string) (state scheme.State, records int64) {
	l.t.Helper()
	l.view(func(ctx context.Context, tx *db.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT state FROM schemes WHERE province = ? AND id = ?`, []any{tx.Province, id}, &state); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT MAX(seq) FROM audit_events WHERE province = ?`, []any{tx.Province}, &records)
	})
	return state, records
}

// cell sends one deed, with everything filled in, as somebody who may.
func (l *lifecycle) cell(role access.Role, from scheme.State, id string, r Route) {
	l.t.Helper()
	l.cells++
	_, before := l.now(id)
	path := l.address(id, r.Pattern)
	a := visitor{l.office, l.tokens[role]}.post(path, l.everything(id, path))
	to, after := l.now(id)
	where := fmt.Sprintf("POST %s of a scheme that is %s, by %s: %d", path, from, role, a.Status)
	switch {
	case a.Status >= http.StatusInternalServerError || a.Status == http.StatusOK && after != before:
		l.t.Errorf("%s", where)
	case a.Status >= http.StatusBadRequest && (after != before || to != from):
		l.t.Errorf("%s: refused, but something happened", where)
	case to != from && !slices.Contains(l.next(id, from), to):
		l.t.Errorf("%s: it is %s now; from %s lead only %v", where, to, from, l.next(id, from))
	}
	if after != before || to != from {
		l.done[fmt.Sprintf("%s: %s → %s", strings.TrimPrefix(r.Pattern, "/de-an/{id}"), from, to)]++
		l.keep(to, id)
		l.restore()
	}
}

// next lists where the procedure lets a scheme in a state go.
func (l *lifecycle) next(id string, from scheme.State) (all []scheme.State) {
	l.t.Helper()
	l.view(func(ctx context.Context, tx *db.Tx) error {
		s, err := scheme.ByID(ctx, tx, scheme.ID(id))
		if err != nil {
			return err
		}
		rules, err := s.Procedure(ctx, tx, tx.Today())
		all = rules.Next(from)
		return err
	})
	return all
}

// keep keeps the database when it is the first with a scheme in a state.
func (l *lifecycle) keep(state scheme.State, id string) {
	l.t.Helper()
	if l.seen[state] {
		return
	}
	l.seen[state] = true
	if err := l.db.Close(); err != nil {
		l.t.Fatal(err)
	}
	f := found{filepath.Join(filepath.Dir(l.file), string(state)+".db"), id}
	if err := copyFile(l.file, f.file); err != nil {
		l.t.Fatal(err)
	}
	l.kept[state] = f
}

// address fills in a pattern with a scheme and what belongs to it.
func (l *lifecycle) address(id, pattern string) string {
	l.t.Helper()
	return placeholder.ReplaceAllStringFunc(pattern, func(name string) string {
		switch {
		case name == "{id}":
			return id
		case name == "{phan}":
			return "chung"
		case strings.Contains(pattern, "/phu-luc/"):
			return "1"
		}
		value := "0"
		for part, query := range map[string]string{
			"/nghiem-thu/": `SELECT id FROM acceptances WHERE province = ? AND scheme = ? ORDER BY CASE WHEN state = 'prepared' THEN 0 ELSE 1 END, id LIMIT 1`,
			"/de-nghi/":    `SELECT id FROM disbursements WHERE province = ? AND scheme = ? ORDER BY CASE WHEN state = 'paid' THEN 1 ELSE 0 END, id LIMIT 1`,
			"/quyet-toan/": `SELECT id FROM settlements WHERE province = ? AND scheme = ? ORDER BY CASE WHEN state = 'prepared' THEN 0 ELSE 1 END, id LIMIT 1`,
			"/tep/":        `SELECT id FROM attachments WHERE province = ? AND owner = 'scheme/' || ? LIMIT 1`,
		} {
			if strings.Contains(pattern, part) {
				value = l.text(query, id, value)
			}
		}
		return url.PathEscape(value)
	})
}

// text reads one value about a scheme, or gives otherwise.
func (l *lifecycle) text(query, id, otherwise string) string {
	l.t.Helper()
	value := otherwise
	l.view(func(ctx context.Context, tx *db.Tx) error {
		err := tx.QueryRow(ctx, query, []any{tx.Province, id}, &value)
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		return err
	})
	return value
}

// versions says whose version a deed wants; the last part of the address wins.
var versions = []struct{ part, query string }{
	{"/de-an/", `SELECT version FROM schemes WHERE province = ? AND id = ?`},
	{"/hop-dong/", `SELECT version FROM contracts WHERE province = ? AND scheme = ?`},
	{"/nghiem-thu/", `SELECT version FROM acceptances WHERE province = ? AND scheme = ? ORDER BY CASE WHEN state = 'prepared' THEN 0 ELSE 1 END, id LIMIT 1`},
	{"/de-nghi/", `SELECT version FROM disbursements WHERE province = ? AND scheme = ? ORDER BY CASE WHEN state = 'paid' THEN 1 ELSE 0 END, id LIMIT 1`},
	{"/quyet-toan/", `SELECT version FROM settlements WHERE province = ? AND scheme = ? ORDER BY CASE WHEN state = 'prepared' THEN 0 ELSE 1 END, id LIMIT 1`},
}

// everything is a form with all fields that a deed of a scheme may ask for,
// filled in as somebody would who may.
func (l *lifecycle) everything(id, path string) url.Values {
	l.t.Helper()
	today := ui.Day(calendar.Of(dbtest.Now))
	version := ""
	for _, of := range versions {
		if strings.Contains(path, of.part) {
			version = of.query
		}
	}
	form := url.Values{
		"version": {l.text(version, id, "1")}, "reason": {"Lý do minh họa đủ dài."}, "reasons": {"Lý do minh họa."}, "number": {"1/MH"},
		"signed_on": {today}, "accepted_on": {today}, "approved_on": {today}, "closed_on": {today}, "voucher_on": {today}, "decided_on": {today},
		"paper_on": {today}, "received_on": {today}, "starts_on": {today}, "ends_on": {"15/12/2026"}, "due": {"15/12/2026"}, "due_on": {"15/12/2026"},
		"closing_no": {"2/BBTL"}, "voucher_no": {"UNC 3"}, "paper_no": {"4/BB"}, "decision_no": {"5/QĐ"}, "signer": {"Người ký"},
		"conclusion": {"pass"}, "amount": {"1000000"}, "proof": {"Biên bản khối lượng."}, "volume": {"300000000"}, "kind": {"advance"}, "loai": {"tam-ung"},
		"party": {"Đơn vị thực hiện"}, "value": {"1000000"}, "investment": {"400000000"}, "terms": {"Điều khoản."},
		"place": {"Tại xưởng"}, "quantities": {"01 máy"}, "serials": {"A1"}, "beneficiary": {"1"}, "month": {"2026-11"}, "done": {"300000000"}, "note": {"Ghi chú."},
		"what": {"Gia hạn."}, "change": {"extend_next_year"}, "new_ends_on": {"20/12/2026"}, "new_end_on": {"31/03/2027"}, "to_year": {"2027"},
		"mode": {"staff"}, "conflict": {"Có quen biết."}, "gui": {"1"}, "no_conflict": {"1"}, "remark": {"Tốt."}, "code": {"quotes"},
		"title": {"Tên đề án đã sửa"}, "fund": {"local"}, "objectives": {"x"}, "scope": {"x"}, "effects": {"x"}, "implementer": {"x"},
		"commune": {"05503"}, "establishment": {"cs-0001"}, "content_no": {"1"}, "cost": {"300000000"}, "support": {"100000000"},
	}
	switch {
	case strings.HasSuffix(path, "/dieu-chinh"):
		form.Set("loai", string(procedure.ExtendNextYear))
	case strings.HasSuffix(path, "/phu-luc"):
		form.Set("change", contractSame)
	}
	l.view(func(ctx context.Context, tx *db.Tx) error {
		s, err := scheme.ByID(ctx, tx, scheme.ID(id))
		if err != nil {
			return err
		}
		form.Set("fund", string(s.Fund))
		if s.State == scheme.Submitted && strings.HasSuffix(path, "/giao") {
			form.Del("reason") // there is no round to begin again
		}
		return tx.Each(ctx, `SELECT id FROM users WHERE province = ? AND login = 'thamdinh2'`, []any{tx.Province}, func(scan db.Scan) error {
			var user string
			err := scan(&user)
			form.Set("member", user)
			form.Set("post_"+user, "chair")
			return err
		})
	})
	return form
}
