package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLawProcedureTellsWhatIsInForce(t *testing.T) {
	a := run(t, "", "law", "procedure", "--on", "2016-01-01")
	for _, words := range []string{
		"Thủ tục của khuyến công quốc gia, ngày 01/01/2016:", "Đạt thẩm định cơ sở → Đạt thẩm định cấp Bộ: Cục", "Thay đổi địa điểm: Cục quản lý khuyến công (Bộ Công Thương); đề án nhóm: Sở Công Thương",
		"Đào tạo nghề: Tối đa 70% kinh phí hỗ trợ. [TT 36/2013/TT-BCT, Điều 13 khoản 2 điểm a]", "Trước ngày 20/05/2015", "Trước ngày 25 hằng tháng", "Báo giá máy móc thiết bị [Thông lệ địa phương; chưa kiểm chứng]",
	} {
		if a.status != 0 || !strings.Contains(a.stdout, words) {
			t.Errorf("status %d, %q is missing in %.300s", a.status, words, a.stdout)
		}
	}
}

func TestLawProcedureAsJSON(t *testing.T) {
	a := run(t, "", "law", "procedure", "--on", "2026-11-22", "--fund", "local", "--province", "19", "--format", "json")
	var got lawProcedure
	if err := json.Unmarshal([]byte(a.stdout), &got); err != nil || a.status != 0 {
		t.Fatalf("status %d: %v in %.200s", a.status, err, a.stdout)
	}
	if got.Province != "19" || len(got.Sets) != 1 || got.Sets[0].ID != "tt17-2018" || len(got.Changes) != 11 || got.CeilingBP != 7000 || len(got.Advances) != 9 {
		t.Errorf("%+v", got)
	}
	for _, m := range got.Moves {
		if m.To == "endorsed" || m.Verified || m.Citation == "" {
			t.Errorf("local move %+v", m)
		}
	}
	for _, d := range got.Deadlines {
		if d.Code == "monthly_report" && (len(d.Dues) != 12 || d.Verified) {
			t.Errorf("deadline %+v", d)
		}
	}
	if len(got.Moves) < 20 || len(got.Papers) < 50 || len(got.Deadlines) != 5 {
		t.Errorf("%d moves, %d papers, %d deadlines", len(got.Moves), len(got.Papers), len(got.Deadlines))
	}
}

func TestLawProcedureRefusesWhatItDoesNotKnow(t *testing.T) {
	for words, args := range map[string][]string{
		"--on phải có dạng":  {"--on", "2016-13-01"},
		"--fund chỉ nhận":    {"--fund", "moon"},
		"mang mã “98”":       {"--province", "98"},
		"Hãy ghi --province": {"--former", "06"},
	} {
		if a := run(t, "", append([]string{"law", "procedure"}, args...)...); a.status == 0 || !strings.Contains(a.stderr, words) {
			t.Errorf("%v: status %d, %q", args, a.status, a.stderr)
		}
	}
}

func TestLawTestRunsTheCases(t *testing.T) {
	if a := run(t, "", "law", "test"); a.status != 0 || !strings.Contains(a.stdout, " ca đúng, 0 ca sai.") || strings.HasPrefix(a.stdout, "0 ca") {
		t.Errorf("status %d, %q %q", a.status, a.stdout, a.stderr)
	}
	write := func(name, text string) string {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	const draft = `{id: moi, scope: province, province: "19", instrument: "QĐ 1/2027 (minh họa)", from: "2027-01-01", cite: "Điều 1", evidence: primary, changes: [{change: stop, local: so, cite: "Điều 2", evidence: primary}]}`
	cases := write("ca.yaml", `cases: [{name: "dừng", on: "2027-01-01", fund: local, province: "19", change: stop, want: {who: so, cites: "Điều 2"}}]`)
	if a := run(t, "", "law", "test", cases); a.status == 0 || !strings.Contains(a.stdout, "dừng: Ủy ban nhân dân tỉnh quyết định, mong đợi Sở Công Thương") {
		t.Errorf("without the draft: status %d, %q", a.status, a.stdout)
	}
	if a := run(t, "", "law", "test", "--rules", write("moi.yaml", draft), cases, "--format", "json"); a.status != 0 || strings.TrimSpace(a.stdout) != `{"cases":1,"failed":0,"lines":[]}` {
		t.Errorf("with the draft: status %d, %q %q", a.status, a.stdout, a.stderr)
	}
	if a := run(t, "", "law", "test", "--rules", write("sai.yaml", strings.Replace(draft, "stop", "paint", 1)), cases); a.status == 0 || !strings.Contains(a.stderr, "dòng 1: Không có loại điều chỉnh “paint”") {
		t.Errorf("a wrong draft: status %d, %q", a.status, a.stderr)
	}
}
