package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
)

func writeList(t *testing.T, rows string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "danh-sach.csv")
	content := "DANH SÁCH ĐỀ ÁN KHUYẾN CÔNG ĐỊA PHƯƠNG NĂM 2020 (dữ liệu minh họa)\n" +
		"STT,Tên đề án,Nội dung hoạt động,Đơn vị thụ hưởng,Địa chỉ,Tổng kinh phí (triệu đồng),Kinh phí hỗ trợ (triệu đồng),Ngày quyết định\n" + rows
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const twoRows = "1,Hỗ trợ máy sao chè,Ứng dụng máy móc thiết bị,HTX chè Minh Họa,\"xã Văn Hán, huyện Đồng Hỷ\",\"400,5\",150,10/3/2020\n" +
	"2,Mô hình trình diễn,Mô hình trình diễn kỹ thuật,Công ty TNHH Minh Họa,\"xã Phú Lạc, huyện Đại Từ\",900,250,1/9/2020\n"

func TestImportAndReport(t *testing.T) {
	t.Parallel()
	i := install(t)
	list := writeList(t, twoRows)
	const columns = `"columns":{"A":"no","B":"title","C":"content","D":"beneficiary","E":"address","F":"total","G":"support","H":"decided_on"},"notes":[]`
	for _, step := range []struct {
		args []string
		want string
	}{
		{[]string{"import", "schemes", "--db", i.url, "--files", i.files, "--province", "19", "--dry-run", "--format", "json", list},
			`{"rows":2,"created":2,"updated":0,"unchanged":0,"dry_run":true,"support_vnd":400000000,"total_cost_vnd":1300500000,"errors":[],"state":"review",` + columns + "}\n"},
		{[]string{"report", "programme", "--db", i.url, "--province", "19", "--year", "2020", "--format", "json"},
			`{"province":"19","year":2020,"as_of":"2020-12-31","schemes":0,"support_vnd":0,"funds":{"local":{"schemes":0,"support_vnd":0},"national":{"schemes":0,"support_vnd":0}},"contents":[]}` + "\n"},
		{[]string{"import", "schemes", "--db", i.url, "--files", i.files, "--province", "19", "--format", "json", list},
			`{"rows":2,"created":2,"updated":0,"unchanged":0,"support_vnd":400000000,"total_cost_vnd":1300500000,"errors":[],"intake":"nk-0001","state":"done",` + columns + "}\n"},
		{[]string{"import", "schemes", "--db", i.url, "--files", i.files, "--province", "19", "--format", "json", list},
			`{"rows":2,"created":0,"updated":0,"unchanged":2,"support_vnd":400000000,"total_cost_vnd":1300500000,"errors":[],"intake":"nk-0002","state":"dropped",` + columns +
				`,"message":"Danh sách này đã có đủ trong hệ thống, không có gì để ghi."}` + "\n"},
		{[]string{"report", "programme", "--db", i.url, "--province", "19", "--year", "2020", "--as-of", "2020-08-31", "--format", "json"},
			`{"province":"19","year":2020,"as_of":"2020-08-31","schemes":1,"support_vnd":150000000,"funds":{"local":{"schemes":1,"support_vnd":150000000},"national":{"schemes":0,"support_vnd":0}},` +
				`"contents":[{"code":"advanced_machinery","name":"Ứng dụng máy móc thiết bị tiên tiến","schemes":1,"support_vnd":150000000}]}` + "\n"},
	} {
		if got := must(t, step.args...); got != step.want {
			t.Errorf("%v\ngot  %swant %s", step.args, got, step.want)
		}
	}
	period := must(t, "report", "period", "--db", i.url, "--province", "19", "--period", "2020-m9")
	for _, want := range []string{"9 tháng đầu năm 2020", "Số đề án: 2 đề án", "Kế hoạch (hỗ trợ đã quyết định): 400.000.000 đồng", "nằm ngoài sổ kinh phí"} {
		if !strings.Contains(period, want) {
			t.Errorf("the report of the period does not say %q:\n%s", want, period)
		}
	}
	text := must(t, "report", "programme", "--db", i.url, "--province", "19", "--year", "2020")
	for _, want := range []string{"31/12/2020", "Tổng số: 2 đề án, hỗ trợ 400.000.000 đ", "Khuyến công quốc gia: 0 đề án"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not say %q:\n%s", want, text)
		}
	}
}

func TestADryRunListsRowByRow(t *testing.T) {
	t.Parallel()
	i := install(t)
	got := must(t, "import", "schemes", "--db", i.url, "--files", i.files, "--province", "19", "--dry-run", writeList(t, twoRows))
	for _, want := range []string{
		"Cột F “Tổng kinh phí (triệu đồng)” là Tổng kinh phí (triệu đồng)\n",
		"Dòng 3: ghi mới “Hỗ trợ máy sao chè”; HTX chè Minh Họa (cơ sở mới); năm 2020; khuyến công địa phương; hỗ trợ 150.000.000 đồng; tổng kinh phí 400.500.000 đồng\n",
		"Xem trước 2 dòng: sẽ tạo mới 2, cập nhật 0, giữ nguyên 0; hỗ trợ 400.000.000 đ, tổng kinh phí 1.300.500.000 đ.", "chưa ghi gì",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the dry run does not say %q:\n%s", want, got)
		}
	}
}

func TestAWrongRowIsNamedAndTheStatusIsOne(t *testing.T) {
	t.Parallel()
	i := install(t)
	list := writeList(t, twoRows+"3,Đề án sai,Ứng dụng máy móc thiết bị,HTX B,xã Phú Lạc,900,hai trăm,1/9/2020\n")
	a := run(t, "", "import", "schemes", "--db", i.url, "--files", i.files, "--province", "19", "--format", "json", list)
	if a.status != 1 || !strings.Contains(a.stdout, `"created":0`) || !strings.Contains(a.stdout, `"row":5,"cell":"G5","message":"`) || a.stderr != "" {
		t.Errorf("answer: %+v", a)
	}
	if got := must(t, "report", "programme", "--db", i.url, "--province", "19", "--year", "2020"); !strings.Contains(got, "0 đề án") {
		t.Errorf("something was stored: %s", got)
	}
}

func TestReportAndImportRefuseWrongInput(t *testing.T) {
	t.Parallel()
	i := install(t)
	list := writeList(t, twoRows)
	notAList := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(notAList, []byte("một dòng\nhai dòng\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	report := []string{"report", "programme", "--db", i.url}
	imp := []string{"import", "schemes", "--db", i.url, "--files", i.files}
	for want, args := range map[string][]string{
		"mã “99”":                    append(report, "--province", "99", "--year", "2020"),
		"nay thuộc tỉnh Thái Nguyên": append(report, "--province", "06", "--year", "2020"),
		"Năm phải từ":                append(report, "--province", "19", "--year", "20"),
		"2020-08-31":                 append(report, "--province", "19", "--year", "2020", "--as-of", "31/02/2020"),
		"--year":                     append(report, "--province", "19", "--year", "abc"),
		"Kỳ báo cáo phải là":         {"report", "period", "--db", i.url, "--province", "19", "--period", "2020-q5"},
		"phải có đuôi":               {"report", "period", "--db", i.url, "--province", "19", "--period", "2020", "--out", "x.txt"},
		"--format":                   append(report, "--province", "19", "--year", "2020", "--format", "xml"),
		"Không thấy tệp":             append(imp, "--province", "19", filepath.Join(t.TempDir(), "none.xlsx")),
		"là thư mục":                 append(imp, "--province", "19", t.TempDir()),
		"dòng tiêu đề":               append(imp, "--province", "19", notAList),
		"mã “xx”":                    append(imp, "--province", "xx", list),
		"FILE":                       append(imp, "--province", "19"),
	} {
		a := run(t, "", args...)
		if a.status != 2 || a.stdout != "" || !strings.Contains(a.stderr, want) || strings.Count(a.stderr, "\n") != 1 {
			t.Errorf("%v: %+v, want status 2 and %q", args[3:], a, want)
		}
	}
}

// What a list of schemes wrote is taken back whole: the report and the check of
// the books say what they said before.
func TestAListOfSchemesIsCorrectedAndTakenBackFromTheCommandLine(t *testing.T) {
	t.Parallel()
	i := install(t)
	args := []string{"import", "schemes", "--db", i.url, "--files", i.files, "--province", "19"}
	must(t, append(args, writeList(t, twoRows))...)
	reports := func() string {
		t.Helper()
		return must(t, "report", "programme", "--db", i.url, "--province", "19", "--year", "2020", "--format", "json") +
			must(t, "report", "programme", "--db", i.url, "--province", "19", "--year", "2020", "--as-of", "2020-05-31", "--format", "json") +
			must(t, "report", "period", "--db", i.url, "--province", "19", "--period", "2020")
	}
	before := reports()
	corrected := strings.Replace(twoRows, ",150,10/3/2020", ",170,20/6/2020", 1) + "3,Máy sấy,Ứng dụng máy móc thiết bị,HTX Ba Minh Họa,xã Phú Lạc,200,80,1/9/2020\n"
	if got := must(t, append(args, "--format", "json", writeList(t, corrected))...); !strings.Contains(got, `"created":1,"updated":1,"unchanged":1,"support_vnd":500000000`) {
		t.Fatal(got)
	}
	if now := reports(); now == before || !strings.Contains(now, `"schemes":3,"support_vnd":500000000`) {
		t.Errorf("the correction is not in the report:\n%s", now)
	}
	d, err := db.Open(t.Context(), i.url, clock)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}()
	scope := db.Scope{Province: "19", Actor: access.System("test")}
	undo := func(tx *db.Tx) error {
		in, err := intake.Get(t.Context(), tx, "nk-0002")
		if err != nil {
			return err
		}
		return intake.Undo(t.Context(), tx, in.ID, in.Version)
	}
	if err := d.Update(t.Context(), scope, undo); err != nil {
		t.Fatal(err)
	}
	c, ok, err := intake.Claim(t.Context(), d)
	if err == nil && ok {
		err = intake.Work(t.Context(), d, blob.Store{Dir: t.TempDir()}, c)
	}
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if diff := cmp.Diff(before, reports()); diff != "" {
		t.Errorf("the reports after undoing (-before +after):\n%s", diff)
	}
}

func TestALinesYearAndDoubtsAreGivenByFlags(t *testing.T) {
	t.Parallel()
	i := install(t)
	list := filepath.Join(t.TempDir(), "ds.csv")
	if err := os.WriteFile(list, []byte("TT;Tên đề án;Đơn vị thụ hưởng;Kinh phí hỗ trợ (đồng)\n1;Máy sao;HTX Một Minh Họa;150000000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"import", "schemes", "--db", i.url, "--files", i.files, "--province", "19", list}
	if a := run(t, "", args...); a.status != 1 || !strings.Contains(a.stdout, "Ô A2: Danh sách không ghi năm nào") {
		t.Errorf("%+v", a)
	}
	if got := must(t, append(args, "--year", "2017")...); !strings.Contains(got, "Đã nhập 1 dòng: tạo mới 1, cập nhật 0, giữ nguyên 0; hỗ trợ 150.000.000 đ") {
		t.Error(got)
	}
	// The same beneficiary without a commune may be another one.
	unsure := run(t, "", append(args, "--year", "2018", "--format", "json")...)
	if unsure.status != 1 || !strings.Contains(unsure.stdout, `"ask":1`) || !strings.Contains(unsure.stdout, `"created":0`) {
		t.Errorf("%+v", unsure)
	}
	if got := must(t, append(args, "--year", "2018", "--unsure", "new", "--format", "json")...); !strings.Contains(got, `"created":1`) || !strings.Contains(got, `"state":"done"`) {
		t.Error(got)
	}
}
