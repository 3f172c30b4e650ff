package scaletest

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/web/ui"
)

// A site is three copies of the program on one primary with one replica.
type site struct {
	*cluster
	program *program
	copies  []*duplicate
	users   map[access.Role]identity.ID
}

func (s *site) primary() *node { return s.nodes[0] }
func (s *site) replica() *node { return s.nodes[1] }

func TestCopiesServeOneDatabase(t *testing.T) {
	if os.Getenv("KC_COPIES") == "" {
		t.Skip("KC_COPIES is not set")
	}
	s := &site{cluster: newCluster(t, 2, "fsync = off")}
	s.program = newProgram(t, s.url(s.primary()))
	t.Run("migrations started at once", s.migrations)
	s.users = s.program.staff(access.Admin, access.Accountant, access.Staff, access.Director)
	for range 3 {
		s.copies = append(s.copies, s.program.copy("--replica", s.url(s.replica())))
	}
	t.Run("a session holds and ends everywhere", s.sessions)
	t.Run("failures are counted together", s.lockOut)
	t.Run("one key posts once", s.oneKey)
	t.Run("a hot fund is never overdrawn", s.hotFund)
	t.Run("a list sent to one copy is stored by another", s.sharedFiles)
	t.Run("everybody sees what was just written", s.freshReads)
	t.Run("a replica that is late or gone is left out", s.lateReplica)
	t.Run("a change of roles bites everywhere", s.roleChange)
	s.program.sound()
}

func (s *site) migrations(t *testing.T) {
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			if out, err := s.program.command("migrate"); err != nil {
				t.Errorf("migrate: %v\n%s", err, out)
			}
		})
	}
	all.Wait()
}

func (s *site) sessions(t *testing.T) {
	a, b := s.copies[0], s.copies[1]
	token := a.enter(access.Accountant)
	if got := b.get(token, book); got.status != http.StatusOK {
		t.Errorf("signed in at one copy, the other answers %d", got.status)
	}
	if got := a.post(token, "/dang-xuat", url.Values{}); got.status != http.StatusSeeOther {
		t.Errorf("sign-out: %d", got.status)
	}
	for i, c := range s.copies {
		if got := c.get(token, book); got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/dang-nhap") {
			t.Errorf("signed out at copy 1, copy %d answers %d %s", i+1, got.status, got.location)
		}
	}
}

func (s *site) lockOut(t *testing.T) {
	for _, c := range s.copies {
		c.from = "192.0.2.7"
		defer func() { c.from = "" }()
	}
	for i := range 10 {
		if token, got := s.copies[i%3].signIn(string(access.Director), "mat khau khong dung"); token != "" || got.status != http.StatusUnprocessableEntity {
			t.Fatalf("wrong password %d: status %d", i+1, got.status)
		}
	}
	for i, c := range s.copies {
		if token, got := c.signIn(string(access.Director), password); token != "" || got.status != http.StatusTooManyRequests {
			t.Errorf("after ten failures over all copies, copy %d answers %d", i+1, got.status)
		}
	}
}

func (s *site) oneKey(t *testing.T) {
	token := s.copies[0].enter(access.Accountant)
	const rounds = 15
	for i := range rounds {
		key, number := ui.Key(), fmt.Sprintf("K%d/QĐ-UBND", i)
		var all sync.WaitGroup
		for j := range 6 {
			all.Go(func() {
				if got := s.copies[j%3].allot(token, key, "give", number, 1_000_000); got.status != http.StatusSeeOther {
					t.Errorf("the same form at copy %d: status %d: %.400s", j%3+1, got.status, got.body)
				}
			})
		}
		all.Wait()
	}
	if n := s.entries("K%"); n != fmt.Sprint(rounds) {
		t.Errorf("%d forms sent six times each made %s entries", rounds, n)
	}
}

// entries counts the entries with such a reference, on the primary.
func (s *site) entries(like string) string {
	return inDatabase(s.t, s.primary(), `SELECT count(*) FROM ledger_entries WHERE reference LIKE '`+like+`'`)
}

// hotFund has everybody take money from the same fund, more than there is.
func (s *site) hotFund(t *testing.T) {
	token := s.copies[0].enter(access.Accountant)
	const amount = 5_000_000
	var mu sync.Mutex
	taken, refused, turn := 0, 0, 0
	var all sync.WaitGroup
	for i := range 9 {
		all.Go(func() {
			for range 4 {
				mu.Lock()
				turn++
				number := fmt.Sprintf("H%d/QĐ-UBND", turn)
				mu.Unlock()
				got := s.copies[i%3].allot(token, ui.Key(), "reduce", number, amount)
				mu.Lock()
				switch got.status {
				case http.StatusSeeOther:
					taken++
				case http.StatusUnprocessableEntity, http.StatusConflict:
					refused++
				default:
					t.Errorf("status %d: %.400s", got.status, got.body)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	// 15 million were given by oneKey.
	if taken != 3 || refused != 33 || s.entries("H%") != "3" {
		t.Errorf("of 15 million, %d × 5 million were given back and %d refused; %s entries", taken, refused, s.entries("H%"))
	}
	s.program.sound()
}

const list = "DANH SÁCH ĐỀ ÁN KHUYẾN CÔNG NĂM 2020 (dữ liệu minh họa)\n" +
	"STT,Tên đề án,Nội dung hoạt động,Nguồn kinh phí,Đơn vị thụ hưởng,Địa chỉ,Tổng kinh phí (triệu đồng),Kinh phí hỗ trợ (triệu đồng),Số quyết định,Ngày quyết định\n" +
	"1,Hỗ trợ máy sao chè,Ứng dụng máy móc thiết bị,Khuyến công địa phương,HTX chè Minh Họa,\"xã Văn Hán, huyện Đồng Hỷ\",400,150,12/QĐ-UBND,10/3/2020\n"

func (s *site) sharedFiles(t *testing.T) {
	token := s.copies[0].enter(access.Staff)
	sent := s.copies[0].upload(token, "ds-2020.csv", list)
	if sent.status != http.StatusSeeOther {
		t.Fatalf("upload: status %d: %.600s", sent.status, sent.body)
	}
	columns := url.Values{"cot-G-don-vi": {"1000000"}, "cot-H-don-vi": {"1000000"}}
	for column, field := range map[string]string{
		"A": "no", "B": "title", "C": "content", "D": "fund", "E": "beneficiary", "F": "address", "G": "total", "H": "support", "I": "decision", "J": "decided_on",
	} {
		columns.Set("cot-"+column, field)
	}
	s.confirm(t, token, sent.location, "/cot", "Các cột được hiểu là gì", columns)
	s.confirm(t, token, sent.location, "/ghi", "Ghi 1 đề án mới", url.Values{})
	s.wait(t, token, sent.location, "Hoàn tác lần nhập này")
	if got := s.copies[2].get(token, "/bao-cao?nam=2020"); !strings.Contains(got.body, "150.000.000") {
		t.Errorf("the third copy does not show what another stored: status %d", got.status)
	}
}

// confirm sends a form to the second copy when the page of the third says words.
func (s *site) confirm(t *testing.T, token, path, deed, words string, form url.Values) {
	t.Helper()
	page := s.wait(t, token, path, words)
	for _, m := range hidden.FindAllStringSubmatch(page, -1) {
		if m[1] == "version" || m[1] == ui.KeyName && !form.Has(ui.KeyName) {
			form.Set(m[1], m[2])
		}
	}
	if got := s.copies[1].post(token, path+deed, form); got.status != http.StatusSeeOther {
		t.Fatalf("%s at another copy: status %d: %.600s", deed, got.status, got.body)
	}
}

// wait reads a page at the third copy until it says words: any of the copies does
// the work.
func (s *site) wait(t *testing.T, token, path, words string) (page string) {
	t.Helper()
	for range 300 {
		if page = s.copies[2].get(token, path).body; strings.Contains(page, words) {
			return page
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%s never says %q: %.600s", path, words, page)
	return ""
}

// writeAndRead writes at one copy and reads at another, n times over.
func (s *site) writeAndRead(t *testing.T, prefix string, n int) {
	t.Helper()
	token := s.copies[0].enter(access.Accountant)
	for i := range n {
		number := fmt.Sprintf("%s%d/QĐ-UBND", prefix, i)
		if got := s.copies[i%3].allot(token, ui.Key(), "give", number, 1_000_000); got.status != http.StatusSeeOther {
			t.Fatalf("posting %s: status %d: %.400s", number, got.status, got.body)
		}
		if got := s.copies[(i+1)%3].get(token, book); got.status != http.StatusOK || !strings.Contains(got.body, number) {
			t.Errorf("%s is written and not shown: status %d", number, got.status)
		}
	}
}

// reads counts the pages that the replica has answered, by its log.
func (s *site) reads() int {
	s.t.Helper()
	log, err := os.ReadFile(s.replica().data() + ".log")
	if err != nil {
		s.t.Fatal(err)
	}
	return bytes.Count(log, []byte("begin isolation level repeatable read read only"))
}

func (s *site) freshReads(t *testing.T) {
	s.replica().order("ALTER SYSTEM SET log_statement = 'all'")
	s.replica().order("SELECT pg_reload_conf()")
	s.replica().await("SELECT current_setting('log_statement') = 'all'")
	const pages = 40
	before := s.reads()
	s.writeAndRead(t, "D", pages)
	n := s.reads() - before
	t.Logf("of %d pages right after a write, %d came from the replica", pages, n)
	if n < pages/4 {
		t.Errorf("the replica answered only %d pages of %d", n, pages)
	}
}

func (s *site) lateReplica(t *testing.T) {
	s.replica().order("SELECT pg_wal_replay_pause()")
	s.writeAndRead(t, "L", 6)
	s.replica().order("SELECT pg_wal_replay_resume()")

	if err := s.replica().cmd.Process.Signal(syscall.SIGSTOP); err != nil { // takes no new connections
		t.Fatal(err)
	}
	s.writeAndRead(t, "S", 3)
	if err := s.replica().cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	s.replica().kill()
	s.writeAndRead(t, "X", 6)

	s.replica().start()
	s.replica().await("SELECT EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming')")
	time.Sleep(3500 * time.Millisecond) // the copies leave it alone for three seconds
	before := s.reads()
	s.writeAndRead(t, "Z", 6)
	if after := s.reads(); after <= before {
		t.Error("the replica is back and nobody asks it")
	}
}

func (s *site) roleChange(t *testing.T) {
	admin, accountant := s.copies[0].enter(access.Admin), s.copies[1].enter(access.Accountant)
	if got := s.copies[2].get(accountant, book); got.status != http.StatusOK {
		t.Fatalf("before: status %d", got.status)
	}
	id := string(s.users[access.Accountant])
	version := inDatabase(t, s.primary(), `SELECT version FROM users WHERE id = '`+id+`'`)
	got := s.copies[0].post(admin, "/quan-tri/nguoi-dung/"+id, url.Values{
		ui.KeyName: {ui.Key()}, "name": {"Kế toán"}, "roles": {string(access.Director)}, "active": {"1"}, "version": {version},
	})
	if got.status != http.StatusSeeOther {
		t.Fatalf("change of roles: status %d: %.600s", got.status, got.body)
	}
	for i, c := range s.copies {
		if got := c.allot(accountant, ui.Key(), "give", "R1/QĐ-UBND", 1_000_000); got.status < 400 && !strings.HasPrefix(got.location, "/dang-nhap") {
			t.Errorf("copy %d still lets in whose role is gone: %d", i+1, got.status)
		}
	}
	if n := s.entries("R%"); n != "0" {
		t.Errorf("%s entries by somebody without the right", n)
	}
}
