package app

import (
	"encoding/json"
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
	if len(got.Moves) < 20 || len(got.Papers) < 50 || len(got.Deadlines) != 4 {
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
