package identity_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

const good = "chè xanh buổi sớm"

// hashed makes each test password once, for hashing takes its time.
var hashed = func() func(t testing.TB, login string) identity.Password {
	var mu sync.Mutex
	all := map[string]identity.Password{}
	return func(t testing.TB, login string) identity.Password {
		t.Helper()
		mu.Lock()
		defer mu.Unlock()
		if _, ok := all[login]; !ok {
			p, err := identity.NewPassword(t.Context(), login, good)
			if err != nil {
				t.Fatal(err)
			}
			all[login] = p
		}
		return all[login]
	}
}()

// An office is a database with two provinces and a clock that the test sets.
type office struct {
	*db.DB
	now time.Time
}

func scope(province string) db.Scope {
	return db.Scope{Province: province, Actor: access.System("kiểm thử")}
}

func open(t *testing.T) *office {
	t.Helper()
	o := &office{now: dbtest.Now}
	o.DB = dbtest.OpenAt(t, func() time.Time { return o.now })
	for code, name := range map[string]string{"19": "Thái Nguyên", "08": "Tuyên Quang"} {
		o.must(t, scope(code), func(tx *db.Tx) error {
			return identity.Found(t.Context(), tx, identity.Province{
				Code: code, Name: name, Centre: "Trung tâm Khuyến công", Department: "Sở Công Thương", Demo: true,
			})
		})
	}
	return o
}

func (o *office) must(t testing.TB, s db.Scope, fn func(*db.Tx) error) {
	t.Helper()
	if err := o.Update(t.Context(), s, fn); err != nil {
		t.Fatal(err)
	}
}

func (o *office) add(t testing.TB, province, login string, roles ...access.Role) identity.ID {
	t.Helper()
	var id identity.ID
	o.must(t, scope(province), func(tx *db.Tx) (err error) {
		id, err = identity.Add(t.Context(), tx, identity.NewUser{Login: login, Name: "Người dùng " + login, Roles: roles, Password: hashed(t, login)})
		return err
	})
	return id
}

func (o *office) user(t testing.TB, id identity.ID) identity.User {
	t.Helper()
	var u identity.User
	err := o.View(t.Context(), scope("19"), func(tx *db.Tx) (err error) {
		u, err = identity.ByID(t.Context(), tx, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (o *office) signIn(t testing.TB, login string) identity.Token {
	t.Helper()
	token, err := identity.SignIn(t.Context(), o.DB, login, good, "10.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func (o *office) records(t testing.TB, province string) []audit.Event {
	t.Helper()
	var all []audit.Event
	err := o.View(t.Context(), scope(province), func(tx *db.Tx) (err error) {
		if _, err = audit.Verify(t.Context(), tx); err != nil {
			return err
		}
		all, err = audit.Latest(t.Context(), tx, 0, 1000)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func fields(err error) []string {
	var all []string
	if f, ok := err.(*fault.Error); ok { //nolint:errorlint // the verbs return the fault itself
		for name := range f.Fields {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

func TestAddSaysWhichFieldIsWrong(t *testing.T) {
	o := open(t)
	o.add(t, "19", "lan", access.Staff)
	ok := identity.NewUser{Login: "huy", Name: "Trần Quang Huy", Roles: []access.Role{access.Staff}, Password: hashed(t, "huy")}
	for _, tt := range []struct {
		name string
		edit func(n *identity.NewUser)
		want []string
	}{
		{"short login", func(n *identity.NewUser) { n.Login, n.Password = "hu", hashed(t, "hu") }, []string{"login"}},
		{"login with capitals", func(n *identity.NewUser) { n.Login, n.Password = "Huy", hashed(t, "Huy") }, []string{"login"}},
		{"login with marks", func(n *identity.NewUser) { n.Login, n.Password = "hưng", hashed(t, "hưng") }, []string{"login"}},
		{"login with a line break", func(n *identity.NewUser) { n.Login, n.Password = "huy\n", hashed(t, "huy\n") }, []string{"login"}},
		{"login that begins with a digit", func(n *identity.NewUser) { n.Login, n.Password = "1huy", hashed(t, "1huy") }, []string{"login"}},
		{"login in use", func(n *identity.NewUser) { n.Login, n.Password = "lan", hashed(t, "lan") }, []string{"login"}},
		{"no name", func(n *identity.NewUser) { n.Name = " \t " }, []string{"name"}},
		{"name too long", func(n *identity.NewUser) { n.Name = strings.Repeat("ă", 201) }, []string{"name"}},
		{"no role", func(n *identity.NewUser) { n.Roles = nil }, []string{"roles"}},
		{"unknown role", func(n *identity.NewUser) { n.Roles = []access.Role{"root"} }, []string{"roles"}},
		{"a role twice", func(n *identity.NewUser) { n.Roles = []access.Role{access.Staff, access.Staff} }, []string{"roles"}},
		{"an auditor who may change things", func(n *identity.NewUser) { n.Roles = []access.Role{access.Auditor, access.Admin} }, []string{"roles"}},
		{"commune officer without a commune", func(n *identity.NewUser) { n.Roles = []access.Role{access.Commune} }, []string{"commune"}},
		{"commune of another province", func(n *identity.NewUser) { n.Roles, n.Commune = []access.Role{access.Commune}, "00004" }, []string{"commune"}},
		{"commune for somebody of the centre", func(n *identity.NewUser) { n.Commune = "05809" }, []string{"commune"}},
		{"no password", func(n *identity.NewUser) { n.Password = identity.Password{} }, []string{"password"}},
		{"password made for somebody else", func(n *identity.NewUser) { n.Password = hashed(t, "lan") }, []string{"password"}},
		{"everything wrong at once", func(n *identity.NewUser) { *n = identity.NewUser{} }, []string{"login", "name", "password", "roles"}},
	} {
		n := ok
		tt.edit(&n)
		err := o.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
			_, err := identity.Add(t.Context(), tx, n)
			return err
		})
		if diff := cmp.Diff(tt.want, fields(err)); diff != "" {
			t.Errorf("%s: %v (-want +got)\n%s", tt.name, err, diff)
		}
	}
}

func TestOnlyAdministratorsManageUsers(t *testing.T) {
	o := open(t)
	id := o.add(t, "19", "lan", access.Staff)
	for _, role := range access.Roles() {
		s := db.Scope{Province: "19", Actor: access.Actor{ID: "u-9", Roles: []access.Role{role}}}
		for name, verb := range map[string]func(tx *db.Tx) error{
			"Found":       func(tx *db.Tx) error { return identity.Found(t.Context(), tx, identity.Province{}) },
			"Add":         func(tx *db.Tx) error { _, err := identity.Add(t.Context(), tx, identity.NewUser{}); return err },
			"Change":      func(tx *db.Tx) error { return identity.Change(t.Context(), tx, id, 99, identity.Changes{}) },
			"SetPassword": func(tx *db.Tx) error { return identity.SetPassword(t.Context(), tx, id, 99, identity.Password{}) },
			"EndAll":      func(tx *db.Tx) error { return identity.EndAll(t.Context(), tx, id) },
		} {
			err := o.Update(t.Context(), s, verb)
			if forbidden := fault.KindOf(err) == fault.Forbidden; forbidden == (role == access.Admin) {
				t.Errorf("%s by %s: %v", name, role, err)
			}
		}
	}
}

func TestPasswordMustBeHardToGuess(t *testing.T) {
	for _, tt := range []struct {
		name, login, password string
		ok                    bool
	}{
		{"nine signs", "lan", "chexanh12", false},
		{"ten signs", "lan", "chexanh 12", true},
		{"ten signs with marks, decomposed", "lan", "che\u0300 xanh sớm", true},
		{"a sentence", "lan", good, true},
		{"the login", "nguyenthilan", "nguyenthilan", false},
		{"the login in capitals", "nguyenthilan", "NguyenThiLan", false},
		{"a common one", "lan", "1234567890", false},
		{"a common one with marks and spaces", "lan", "Mật khẩu 123", false},
		{"the programme's name", "lan", "Khuyến công 2026", false},
		{"three signs over and over", "lan", "abcabcabcabc", false},
		{"128 signs", "lan", strings.Repeat("chè xanh", 16), true},
		{"129 signs", "lan", strings.Repeat("chè xanh", 16) + "e", false},
		{"not text", "lan", "chexanh\xff\xfe12345", false},
		{"a generated one", "lan", identity.GeneratePassword(), true},
	} {
		_, err := identity.NewPassword(t.Context(), tt.login, tt.password)
		if (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
		if err != nil && (fault.KindOf(err) != fault.Invalid || strings.Contains(err.Error(), tt.password)) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestTheLastAdministratorStays(t *testing.T) {
	o := open(t)
	first := o.add(t, "19", "lan", access.Admin)
	o.add(t, "08", "tung", access.Admin) // of another province: does not help
	lock := identity.Changes{Name: "Lan", Roles: []access.Role{access.Admin}, Active: false}
	demote := identity.Changes{Name: "Lan", Roles: []access.Role{access.Staff}, Active: true}
	change := func(id identity.ID, c identity.Changes) error {
		version := o.user(t, id).Version
		return o.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
			return identity.Change(t.Context(), tx, id, version, c)
		})
	}
	for name, c := range map[string]identity.Changes{"lock": lock, "demote": demote} {
		if err := change(first, c); fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s the only administrator: %v", name, err)
		}
	}
	second := o.add(t, "19", "huy", access.Admin)
	if err := change(first, lock); err != nil {
		t.Errorf("lock one of two: %v", err)
	}
	if err := change(second, demote); fault.KindOf(err) != fault.Conflict {
		t.Errorf("demote the only one who is not locked: %v", err)
	}
}

func TestTwoAdministratorsCannotLockEachOtherOutAtOnce(t *testing.T) {
	o := open(t)
	ids := []identity.ID{o.add(t, "19", "lan", access.Admin), o.add(t, "19", "huy", access.Admin)}
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i, id := range ids {
		wg.Go(func() {
			errs[i] = o.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
				return identity.Change(t.Context(), tx, id, 1, identity.Changes{Name: "X", Roles: []access.Role{access.Admin}})
			})
		})
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("want exactly one to be refused: %v, %v", errs[0], errs[1])
	}
}

func TestAChangeNamesTheVersionItSaw(t *testing.T) {
	o := open(t)
	id := o.add(t, "19", "lan", access.Staff)
	c := identity.Changes{Name: "Lan", Roles: []access.Role{access.Staff}, Active: true}
	for version, want := range map[int64]fault.Kind{0: fault.Conflict, 2: fault.Conflict} {
		err := o.Update(t.Context(), scope("19"), func(tx *db.Tx) error { return identity.Change(t.Context(), tx, id, version, c) })
		if fault.KindOf(err) != want {
			t.Errorf("version %d: %v", version, err)
		}
	}
	err := o.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
		return identity.SetPassword(t.Context(), tx, id, 7, hashed(t, "lan"))
	})
	if fault.KindOf(err) != fault.Conflict {
		t.Errorf("SetPassword with a wrong version: %v", err)
	}
}

func TestEveryDeedIsOnRecordWithoutThePassword(t *testing.T) {
	o := open(t)
	id := o.add(t, "19", "lan", access.Admin)
	o.must(t, scope("19"), func(tx *db.Tx) error {
		return identity.Change(t.Context(), tx, id, 1, identity.Changes{Name: "Lê Thị Lan", Roles: []access.Role{access.Admin, access.Staff}, Active: true})
	})
	o.must(t, scope("19"), func(tx *db.Tx) error {
		return identity.SetPassword(t.Context(), tx, id, 2, hashed(t, "lan"))
	})
	token := o.signIn(t, "lan")
	fresh, err := identity.ChangeOwnPassword(t.Context(), o.DB, token, good, good+" khác")
	if err != nil {
		t.Fatal(err)
	}
	if err := identity.SignOut(t.Context(), o.DB, fresh); err != nil {
		t.Fatal(err)
	}
	var verbs []string
	for _, e := range slices.Backward(o.records(t, "19")) {
		verbs = append(verbs, e.Verb)
		if text := fmt.Sprint(e.Detail); strings.Contains(text, good) || strings.Contains(text, "argon2") {
			t.Errorf("%s tells the password: %v", e.Verb, e.Detail)
		}
	}
	want := []string{"province.found", "user.add", "user.change", "user.set_password", "session.begin", "user.change_password", "session.end"}
	if diff := cmp.Diff(want, verbs); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	change := o.records(t, "19")[4]
	if diff := cmp.Diff(map[string]string{
		"name": "Lê Thị Lan", "name_before": "Người dùng lan", "roles": "admin,staff", "roles_before": "admin",
	}, change.Detail); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestListFiltersAndTurnsPages(t *testing.T) {
	o := open(t)
	for login, name := range map[string]string{"anh": "Trần Văn Ánh", "an1": "Lê Thị Ân", "dung": "Đỗ Đức Dũng", "duc": "Bùi Minh Đức"} {
		o.must(t, scope("19"), func(tx *db.Tx) error {
			roles := []access.Role{access.Staff}
			if login == "duc" {
				roles = []access.Role{access.Director, access.Appraiser}
			}
			_, err := identity.Add(t.Context(), tx, identity.NewUser{Login: login, Name: name, Roles: roles, Password: hashed(t, login)})
			return err
		})
	}
	o.add(t, "08", "khac", access.Staff)
	for _, tt := range []struct {
		name   string
		filter identity.Filter
		want   string
		total  int
	}{
		{"all, by first name in Vietnamese order", identity.Filter{}, "anh an1 dung duc", 4},
		{"part of a name without marks", identity.Filter{Search: "duc"}, "dung duc", 2},
		{"part of a login", identity.Filter{Search: "AN1"}, "an1", 1},
		{"by role", identity.Filter{Role: access.Appraiser}, "duc", 1},
		{"locked", identity.Filter{Locked: true}, "", 0},
		{"active", identity.Filter{Active: true, Limit: 1000}, "anh an1 dung duc", 4},
		{"first page", identity.Filter{Limit: 3}, "anh an1 dung", 4},
		{"of no commune", identity.Filter{Commune: "05809"}, "", 0},
		{"after somebody unknown", identity.Filter{After: "u-99"}, "anh an1 dung duc", 4},
	} {
		page := o.list(t, tt.filter)
		var logins []string
		for _, u := range page.Users {
			logins = append(logins, u.Login)
		}
		if got := strings.Join(logins, " "); got != tt.want || page.Total != tt.total {
			t.Errorf("%s: %q of %d, want %q of %d", tt.name, got, page.Total, tt.want, tt.total)
		}
	}
	first := o.list(t, identity.Filter{Limit: 3})
	second := o.list(t, identity.Filter{Limit: 3, After: first.Next})
	if len(second.Users) != 1 || second.Users[0].Login != "duc" || second.Next != "" {
		t.Errorf("second page: %+v", second)
	}
}

func (o *office) list(t testing.TB, f identity.Filter) identity.Page {
	t.Helper()
	var page identity.Page
	err := o.View(t.Context(), scope("19"), func(tx *db.Tx) (err error) {
		page, err = identity.List(t.Context(), tx, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func TestProvincesDoNotSeeEachOther(t *testing.T) {
	o := open(t)
	id := o.add(t, "19", "lan", access.Admin)
	token := o.signIn(t, "lan")
	s := scope("08")
	for name, verb := range map[string]func(tx *db.Tx) error{
		"ByID": func(tx *db.Tx) error { _, err := identity.ByID(t.Context(), tx, id); return err },
		"Change": func(tx *db.Tx) error {
			return identity.Change(t.Context(), tx, id, 1, identity.Changes{Name: "X", Roles: []access.Role{access.Staff}})
		},
		"SetPassword": func(tx *db.Tx) error { return identity.SetPassword(t.Context(), tx, id, 1, hashed(t, "lan")) },
		"EndAll":      func(tx *db.Tx) error { return identity.EndAll(t.Context(), tx, id) },
	} {
		if err := o.Update(t.Context(), s, verb); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s from another province: %v", name, err)
		}
	}
	err := o.View(t.Context(), s, func(tx *db.Tx) error {
		page, err := identity.List(t.Context(), tx, identity.Filter{})
		if len(page.Users) != 0 || page.Total != 0 {
			t.Errorf("List shows %+v", page)
		}
		p, err2 := identity.ProvinceOf(t.Context(), tx)
		if p.Name != "Tuyên Quang" || err2 != nil {
			t.Errorf("ProvinceOf = %+v, %v", p, err2)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if _, _, err := identity.Session(t.Context(), o.DB, "08"+token[2:]); fault.KindOf(err) != fault.SignedOut {
		t.Errorf("a token with another province's code: %v", err)
	}
	if _, err := identity.SignIn(t.Context(), o.DB, "lan@08", good, "10.0.0.1"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("signing in to another province: %v", err)
	}
	if err := o.Update(t.Context(), scope("08"), func(tx *db.Tx) error {
		return identity.Found(t.Context(), tx, identity.Province{Code: "24", Name: "X", Centre: "X", Department: "X"})
	}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("founding another province: %v", err)
	}
}

func TestAProvinceIsFoundedOnce(t *testing.T) {
	o := open(t)
	err := o.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
		return identity.Found(t.Context(), tx, identity.Province{Code: "19", Name: "X", Centre: "X", Department: "X"})
	})
	if fault.KindOf(err) != fault.Conflict {
		t.Error(err)
	}
	var codes []string
	err = o.View(t.Context(), db.Scope{Everywhere: true}, func(tx *db.Tx) (err error) {
		codes, err = identity.ProvinceCodes(t.Context(), tx)
		return err
	})
	if diff := cmp.Diff([]string{"08", "19"}, codes); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}
