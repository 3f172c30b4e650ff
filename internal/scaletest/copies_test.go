package scaletest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

const (
	password = "mat khau dai de nho"
	book     = "/so-kinh-phi/2026/dia-phuong"
	cookie   = "kc_phien"
)

// A program is the program under test and what all its copies share.
type program struct {
	t        *testing.T
	binary   string
	database string
	files    string
}

// A duplicate is one copy of the program at work.
type duplicate struct {
	p      *program
	cmd    *exec.Cmd
	url    string
	log    *bytes.Buffer
	client *http.Client
	from   string // the address of the browser, as the proxy in front tells it
}

func newProgram(t *testing.T, database string) *program {
	t.Helper()
	p := &program{t: t, binary: filepath.Join(t.TempDir(), "khuyencong"), database: database, files: t.TempDir()}
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", p.binary, "example.vn/khuyencong/cmd/khuyencong").CombinedOutput()
	if err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return p
}

// command runs a command of the program to its end.
func (p *program) command(args ...string) (string, error) {
	out, err := exec.CommandContext(p.t.Context(), p.binary, append(args, "--db", p.database)...).CombinedOutput()
	return string(out), err
}

// sound verifies the books and the chains with the program's own commands.
func (p *program) sound() {
	p.t.Helper()
	for _, what := range []string{"ledger", "audit"} {
		if out, err := p.command(what, "verify"); err != nil {
			p.t.Errorf("%s verify: %v\n%s", what, err, out)
		}
	}
}

// staff makes the province and one user for each role named.
func (p *program) staff(roles ...access.Role) map[access.Role]identity.ID {
	p.t.Helper()
	ctx, ids := p.t.Context(), make(map[access.Role]identity.ID)
	d, err := db.Open(ctx, p.database, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	hashes := make(map[access.Role]identity.Password)
	for _, r := range roles {
		if hashes[r], err = identity.NewPassword(ctx, string(r), password); err != nil {
			p.t.Fatal(err)
		}
	}
	err = d.Update(ctx, db.Scope{Province: "19", Actor: access.System("test")}, func(tx *db.Tx) error {
		if err := identity.Found(ctx, tx, identity.Province{Code: "19", Name: "Tỉnh Thái Nguyên", Centre: "Trung tâm Khuyến công", Department: "Sở Công Thương"}); err != nil {
			return err
		}
		for _, r := range roles {
			id, err := identity.Add(ctx, tx, identity.NewUser{Login: string(r), Name: r.Label(), Roles: []access.Role{r}, Password: hashes[r]})
			if err != nil {
				return err
			}
			ids[r] = id
		}
		return nil
	})
	if err = errors.Join(err, d.Close()); err != nil {
		p.t.Fatal(err)
	}
	return ids
}

// copy starts one more copy of the program.
func (p *program) copy(args ...string) *duplicate {
	p.t.Helper()
	c := &duplicate{p: p, log: &bytes.Buffer{}}
	args = append([]string{"serve", "--db", p.database, "--files", p.files, "--addr", "127.0.0.1:0", "--trust-proxy"}, args...)
	c.cmd = exec.CommandContext(p.t.Context(), p.binary, args...)
	c.cmd.Stderr = c.log
	out, err := c.cmd.StdoutPipe()
	if err == nil {
		err = c.cmd.Start()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		_ = c.cmd.Process.Kill()
		_ = c.cmd.Wait()
		if p.t.Failed() {
			for line := range strings.Lines(c.log.String()) {
				if !strings.Contains(line, `"level":"INFO"`) {
					p.t.Log(line)
				}
			}
		}
	})
	lines := bufio.NewScanner(out)
	for c.url == "" && lines.Scan() {
		if _, at, ok := strings.Cut(lines.Text(), "http://"); ok {
			c.url = "http://" + strings.Fields(at)[0]
		}
	}
	if c.url == "" {
		p.t.Fatal("a copy did not start")
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	c.client = &http.Client{
		Timeout:       55 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 16},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// An answer is what came back. Status is 0 when nobody knows what became of
// the request.
type answer struct {
	status   int
	location string
	body     string
	cookies  []*http.Cookie
}

func (c *duplicate) send(ctx context.Context, method, path, token, kind string, body io.Reader) answer {
	r, err := http.NewRequestWithContext(ctx, method, c.url+path, body)
	if err != nil {
		c.p.t.Error(err)
		return answer{}
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if c.from != "" {
		r.Header.Set("X-Forwarded-For", c.from)
	}
	if token != "" {
		r.AddCookie(&http.Cookie{Name: cookie, Value: token})
	}
	got, err := c.client.Do(r)
	if err != nil {
		return answer{body: err.Error()}
	}
	text, err := io.ReadAll(got.Body)
	if err = errors.Join(err, got.Body.Close()); err != nil {
		return answer{body: err.Error()}
	}
	return answer{got.StatusCode, got.Header.Get("Location"), string(text), got.Cookies()}
}

func (c *duplicate) get(token, path string) answer {
	return c.send(c.p.t.Context(), http.MethodGet, path, token, "", nil)
}

func (c *duplicate) post(token, path string, form url.Values) answer {
	return c.send(c.p.t.Context(), http.MethodPost, path, token, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// signIn signs in and returns the session's token, "" when it was refused.
func (c *duplicate) signIn(login, password string) (token string, got answer) {
	got = c.post("", "/dang-nhap", url.Values{"login": {login}, "password": {password}})
	for _, k := range got.cookies {
		if k.Name == cookie {
			token = k.Value
		}
	}
	return token, got
}

// enter is signIn for somebody who must get in.
func (c *duplicate) enter(r access.Role) string {
	c.p.t.Helper()
	token, got := c.signIn(string(r), password)
	if token == "" {
		c.p.t.Fatalf("sign-in of %s: status %d: %.300s", r, got.status, got.body)
	}
	return token
}

// allot gives money to the book of 2026, or takes it back.
func (c *duplicate) allot(token, key, kind, number string, amount int64) answer {
	return c.post(token, book+"/du-toan", url.Values{
		ui.KeyName: {key}, "kind": {kind}, "amount": {fmt.Sprint(amount)},
		"decision_no": {number}, "decision_on": {"05/01/2026"}, "signer": {"Người ký (minh họa)"},
	})
}

// upload sends a list as a browser does.
func (c *duplicate) upload(token, name, content string) answer {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = io.WriteString(part, content)
	}
	err = errors.Join(err, w.WriteField(ui.KeyName, ui.Key()), w.WriteField("kind", "schemes"), w.Close())
	if err != nil {
		c.p.t.Error(err)
	}
	return c.send(c.p.t.Context(), http.MethodPost, "/nhap-du-lieu", token, w.FormDataContentType(), &b)
}

var hidden = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)"`)
