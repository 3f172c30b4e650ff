package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/calendar"
)

func TestTheCasesOfTheProgramHold(t *testing.T) {
	cases, err := procedure.Cases()
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < 25 {
		t.Errorf("only %d cases", len(cases))
	}
	for _, c := range cases {
		for _, wrong := range c.Differs(procedure.Embedded()) {
			t.Errorf("%s: %s", c.Name, wrong)
		}
	}
}

// ask reads one case about the local fund of province 19.
func ask(t *testing.T, rest string) procedure.Case {
	t.Helper()
	all, err := procedure.ReadCases("ca.yaml", []byte(`cases: [{name: "ca", on: "2026-06-01", fund: local, province: "19", `+rest+`}]`))
	if err != nil || len(all) != 1 {
		t.Fatalf("%s: %v", rest, err)
	}
	return all[0]
}

func TestACaseSaysHowTheBookDiffers(t *testing.T) {
	b := with(t, own(t))
	for _, c := range []struct{ rest, says string }{
		{`change: more_support, want: {who: so, cites: "Điều 6", verified: true}`, ""},
		{`change: more_support, want: {who: ubnd_tinh, cites: "Điều 6"}`, "Sở Công Thương quyết định, mong đợi Ủy ban nhân dân tỉnh"},
		{`change: more_support, want: {who: so, cites: "Điều 16"}`, "mong đợi “Điều 16”"},
		{`change: more_support, want: {none: true}`, "mong đợi không có"},
		{`change: stop, want: {who: ubnd_tinh, cites: "TT 46/2012", verified: true}`, "đã kiểm chứng: không"},
		{`advance: advanced_machinery, want: {first_bp: 7000, cites: "Điều 7"}`, "tạm ứng 50%, mong đợi 70%"},
		{`deadline: settlement, after: "2026-06-01", want: {due: "2026-06-15", cites: "Điều 8"}`, ""},
		{`deadline: settlement, after: "2026-06-01", want: {due: "2026-06-16", cites: "Điều 8"}`, "hạn 15/06/2026"},
		{`deadline: monthly_report, month: "2026-06", want: {due: "2026-06-20", cites: "Điều 9"}`, ""},
		{`deadline: nothing, want: {due: "2026-06-20", cites: "Điều 9"}`, "không có quy tắc"},
		{`from: contracted, to: running, want: {none: true}`, ""},
		{`from: contracted, to: accepted, want: {who: so, cites: "Điều 4"}`, ""},
		{`paper: acceptance, step: evidence, content: advanced_machinery, want: {required: false, cites: "Điều 14"}`, "bắt buộc: có"},
	} {
		got := strings.Join(ask(t, c.rest).Differs(b), "; ")
		if c.says == "" && got != "" || c.says != "" && !strings.Contains(got, c.says) {
			t.Errorf("%s: %q, want %q", c.rest, got, c.says)
		}
	}
}

func TestWhatIsNoCaseIsRefusedWithItsLine(t *testing.T) {
	for rest, says := range map[string]string{
		`{on: "2026-06-01", fund: local, change: stop, want: {who: so, cites: x}}`:                                "tên (name)",
		`{name: a, on: "2026-06-01", fund: all, change: stop, want: {who: so, cites: x}}`:                         "nguồn (fund)",
		`{name: a, on: "2026-06-01", fund: local, want: {who: so, cites: x}}`:                                     "đúng một việc",
		`{name: a, on: "2026-06-01", fund: local, change: stop, deadline: settlement, want: {who: so, cites: x}}`: "đúng một việc",
		`{name: a, on: "2026-06-01", fund: local, from: draft, want: {who: so, cites: x}}`:                        "hai trạng thái",
		`{name: a, on: "2026-06-01", fund: local, paper: x, want: {required: true, cites: x}}`:                    "bước (step)",
		`{name: a, on: "2026-06-01", fund: local, change: stop, want: {cites: x}}`:                                "kết quả mong đợi",
		`{name: a, on: "2026-06-01", fund: local, change: stop, want: {who: so}}`:                                 "căn cứ mong đợi",
		`{name: a, on: "2026-06-01", fund: local, change: stop, wants: {who: so}}`:                                "“wants”",
		`{name: a, on: "ngày mai", fund: local, change: stop, want: {who: so, cites: x}}`:                         "YAML",
	} {
		_, err := procedure.ReadCases("ca.yaml", []byte("cases:\n  - "+rest+"\n"))
		if err == nil || !strings.Contains(err.Error(), "ca.yaml, dòng ") || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", rest, err, says)
		}
	}
}

func TestAStartedSetSaysWhatHeldBeforeAndIsNotVerified(t *testing.T) {
	from := calendar.Must("2027-01-01")
	for _, province := range []string{"19", ""} {
		fund := norm.Local
		if province == "" {
			fund = norm.National
		}
		s, err := procedure.ReadSet("moi.yaml", procedure.Start(procedure.Embedded(), "moi-2027", `QĐ 1/2026 "thử"`, province, from))
		if err != nil {
			t.Fatal(err)
		}
		b, err := procedure.Embedded().Instead(s)
		if err != nil {
			t.Fatal(err)
		}
		in := procedure.Area{Province: province}
		before, after := b.For(in, fund, from.AddDays(-1)), b.For(in, fund, from)
		for _, change := range procedure.Changes() {
			was, _ := before.DecidedBy(true, change)
			is, ok := after.DecidedBy(true, change)
			if !ok || is.Authority != was.Authority || is.Verified || is.Set != "moi-2027" {
				t.Errorf("province %q, %s: %+v, was %+v", province, change, is, was)
			}
		}
		for _, code := range []string{procedure.ProgressReport, procedure.Settlement, procedure.Liquidation} {
			was, _ := before.Deadline(code)
			is, ok := after.Deadline(code)
			if !ok || is.Text() != was.Text() || is.OfYear(2027) != was.OfYear(2027) || is.Set != "moi-2027" {
				t.Errorf("province %q, %s: %q, was %q", province, code, is.Text(), was.Text())
			}
		}
		if was, is := before.AdvanceFor("advanced_machinery"), after.AdvanceFor("advanced_machinery"); is.Text() != was.Text() || is.Verified {
			t.Errorf("province %q: advance %q, was %q", province, is.Text(), was.Text())
		}
		if was, is := before.Moves(), after.Moves(); len(was) == 0 || len(is) != len(was) {
			t.Errorf("province %q: %d moves, were %d", province, len(is), len(was))
		}
	}
}

func TestATableChangesTheRulesThatPeopleTyped(t *testing.T) {
	body := procedure.Start(procedure.Embedded(), "moi-2027", "QĐ 1/2026", "19", calendar.Must("2027-01-01"))
	rows, _, err := procedure.Table("moi.yaml", body)
	if err != nil {
		t.Fatal(err)
	}
	kept := rows[:0]
	for _, r := range rows {
		r.Evidence = norm.Primary
		switch {
		case r.Code == string(procedure.MoreSupport):
			r.Who, r.Cite = procedure.Department, "Điều 6"
		case r.Code == procedure.Settlement:
			r.Days, r.Cite = 20, "Điều 8"
		case r.Part == procedure.AdvancePart && r.Volume == 7000:
			r.First, r.Volume, r.Cite = 4000, 0, "Điều 7"
		case r.Code == string(procedure.StopScheme):
			continue // the national rule goes on
		}
		kept = append(kept, r)
	}
	body, err = procedure.SetTable("moi.yaml", body, slices.Clone(kept))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(body), "# Thủ tục theo QĐ 1/2026.") {
		t.Errorf("the comment is gone:\n%s", body)
	}
	s, err := procedure.ReadSet("moi.yaml", body)
	if err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	b, err := procedure.Embedded().Instead(s)
	if err != nil {
		t.Fatal(err)
	}
	r := b.For(procedure.Area{Province: "19"}, norm.Local, calendar.Must("2027-06-01"))
	if d, _ := r.DecidedBy(false, procedure.MoreSupport); d.Authority != procedure.Department || !d.Verified || d.Citation != "Điều 6" {
		t.Errorf("more support: %+v", d)
	}
	if d, _ := r.DecidedBy(false, procedure.StopScheme); d.Authority != procedure.ProvincialPeople || !d.Default {
		t.Errorf("stopping: %+v", d)
	}
	if d, _ := r.Deadline(procedure.Settlement); d.Days != 20 || !d.Verified {
		t.Errorf("settlement: %+v", d)
	}
	if a := r.AdvanceFor("advanced_machinery"); a.First != 4000 || a.NeedsVolume != 0 || a.Citation != "Điều 7" {
		t.Errorf("advance: %+v", a)
	}
}

func TestAWrittenCaseIsReadBack(t *testing.T) {
	b, on := with(t, own(t)), calendar.Must("2026-06-01")
	q := procedure.Question{On: on, Fund: norm.Local, Province: "19"}
	var file []byte
	for _, one := range []procedure.Question{
		{Part: procedure.ChangePart, Code: "more_support", Who: procedure.Department, Cites: "Điều 6"},
		{Part: procedure.AdvancePart, Code: "advanced_machinery", First: 5000, Cites: "Điều 7"},
		{Part: procedure.DeadlinePart, Code: "settlement", Kind: procedure.WorkdaysAfter, Event: on, Due: calendar.Must("2026-06-15"), Cites: "Điều 8"},
		{Part: procedure.DeadlinePart, Code: "monthly_report", Kind: procedure.Monthly, Event: on, Due: calendar.Must("2026-06-20"), Cites: "Điều 9"},
		{Part: procedure.DeadlinePart, Code: "liquidation", Kind: procedure.OnDay, Event: on, Due: calendar.Must("2027-01-22"), Cites: "TT 46"},
	} {
		one.On, one.Fund, one.Province = q.On, q.Fund, q.Province
		var err error
		if file, err = procedure.AddCase(file, one); err != nil {
			t.Fatal(err)
		}
	}
	cases, err := procedure.ReadCases("ca.yaml", file)
	if err != nil || len(cases) != 5 {
		t.Fatalf("%d cases: %v\n%s", len(cases), err, file)
	}
	for _, c := range cases {
		if wrong := c.Differs(b); len(wrong) > 0 {
			t.Errorf("%s: %v", c.Name, wrong)
		}
	}
}

func TestDiffSaysOnlyWhatDiffers(t *testing.T) {
	before, after, err := procedure.Embedded().Against(own(t))
	if err != nil {
		t.Fatal(err)
	}
	if same := procedure.Diff(before, before); len(same) > 0 {
		t.Errorf("a procedure differs from itself: %v", same)
	}
	got := map[string]procedure.Difference{}
	for _, d := range procedure.Diff(before, after) {
		got[d.Part+": "+d.Name] = d
	}
	for key, want := range map[string][2]string{
		"Ai quyết định điều chỉnh: Tăng kinh phí hỗ trợ":              {"Ủy ban nhân dân tỉnh", "Sở Công Thương"},
		"Ai quyết định điều chỉnh: Tăng kinh phí hỗ trợ (đề án nhóm)": {"Ủy ban nhân dân tỉnh", "Sở Công Thương"},
		"Bước chuyển của đề án: Đã ký hợp đồng → Đang thực hiện":      {"Đơn vị thực hiện đề án", ""},
		"Thời hạn: Lập hồ sơ quyết toán":                              {"", "Trong 10 ngày làm việc sau khi nghiệm thu; Đơn vị thực hiện → Sở Công Thương"},
		"Thời hạn: Báo cáo tiến độ tháng":                             {"Trước ngày 25 hằng tháng; Đơn vị thực hiện → Sở Công Thương", "Ngày 20 hằng tháng; Đơn vị thực hiện → Sở Công Thương"},
	} {
		if d := got[key]; d.Before != want[0] || d.After != want[1] {
			t.Errorf("%s: %q → %q, want %q", key, d.Before, d.After, want)
		}
	}
	if _, ok := got["Ai quyết định điều chỉnh: Ngừng thực hiện đề án"]; ok {
		t.Error("what the province leaves to the nation is no difference")
	}
	advances := 0
	for key := range got {
		if strings.HasPrefix(key, "Tạm ứng: ") {
			advances++
		}
	}
	if advances != 1 {
		t.Errorf("%d advances differ, want the one of machinery", advances)
	}
}
