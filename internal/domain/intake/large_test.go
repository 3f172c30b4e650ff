package intake_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

// largeList is a list of n made-up establishments.
func largeList(n int) string {
	var b strings.Builder
	b.WriteString("STT;Tên cơ sở;MST;Địa chỉ;Xã, phường;Điện thoại;Người liên hệ;Sản phẩm;Vốn đăng ký (triệu đồng);Lao động;Ghi chú\n")
	communes := territory.CommunesOf("19", calendar.Must("2026-01-01"))
	words := []string{"Sông Công", "Tân Tiến", "Hòa Bình", "Phú Xuân", "Minh Đức", "An Khánh", "Việt Tiến"}
	for i := range n {
		fmt.Fprintf(&b, "%d;Hộ kinh doanh %s %d;%s;số %d, xóm %d;%s;09%08d;Nguyễn Văn %d;chè búp khô;%d,5;%d;dữ liệu minh họa\n",
			i+1, words[i%len(words)], i, taxCode(i), i%300, i%12, communes[i%len(communes)].Title(), i, i%900, i%400, i%50)
	}
	return b.String()
}

// taxCode makes up a code with a right check digit; "" where there is none.
func taxCode(i int) string {
	if i%3 == 0 {
		return ""
	}
	s, sum := fmt.Sprintf("46%07d", i), 0
	for at, w := range []int{31, 29, 23, 19, 17, 13, 7, 5, 3} {
		sum += int(s[at]-'0') * w
	}
	if sum%11 == 0 {
		return ""
	}
	return s + fmt.Sprint(10-sum%11)
}

// TestALargeListComesInWithinAMinute measures: it runs only when KC_LARGE says
// how many rows.
func TestALargeListComesInWithinAMinute(t *testing.T) {
	var n int
	if _, err := fmt.Sscan(os.Getenv("KC_LARGE"), &n); err != nil {
		t.Skip("KC_LARGE does not say how many rows")
	}
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "large.db"), time.Now) //nolint:forbidigo // measures
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	o := deskOver(t, d)
	list := largeList(n)
	at := time.Now() //nolint:forbidigo // measures
	in := o.read(intake.Establishments, list)
	t.Logf("read and matched: %s, %+v, %d bytes", time.Since(at), in.Counts, len(list)) //nolint:forbidigo // measures
	if in.Counts.New != int64(n) {
		t.Fatalf("%+v\n%.3000s", in.Counts, o.problems(in.ID))
	}
	loading := time.Now() //nolint:forbidigo // measures
	in = o.load(in)
	t.Logf("loaded: %s; all: %s", time.Since(loading), time.Since(at)) //nolint:forbidigo // measures
	if in.State != intake.Done {
		t.Fatal(in.Message)
	}
	undoing := time.Now() //nolint:forbidigo // measures
	if err := o.undo(in); err != nil {
		t.Fatal(err)
	}
	in = o.work(in.ID)
	t.Logf("taken back: %s", time.Since(undoing)) //nolint:forbidigo // measures
	if n := len(o.owners()); in.State != intake.Undone || n != 0 {
		t.Fatalf("%s, %d are left: %s", in.State, n, in.Message)
	}
}
