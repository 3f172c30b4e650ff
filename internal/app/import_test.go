package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
	for _, step := range []struct {
		args []string
		want string
	}{
		{[]string{"import", "schemes", "--db", i.url, "--province", "19", "--dry-run", "--format", "json", list},
			`{"rows":2,"created":2,"updated":0,"unchanged":0,"dry_run":true,"support_vnd":400000000,"total_cost_vnd":1300500000,"errors":[]}` + "\n"},
		{[]string{"report", "programme", "--db", i.url, "--province", "19", "--year", "2020", "--format", "json"},
			`{"province":"19","year":2020,"as_of":"2020-12-31","schemes":0,"support_vnd":0,"funds":{"local":{"schemes":0,"support_vnd":0},"national":{"schemes":0,"support_vnd":0}},"contents":[]}` + "\n"},
		{[]string{"import", "schemes", "--db", i.url, "--province", "19", "--format", "json", list},
			`{"rows":2,"created":2,"updated":0,"unchanged":0,"support_vnd":400000000,"total_cost_vnd":1300500000,"errors":[]}` + "\n"},
		{[]string{"import", "schemes", "--db", i.url, "--province", "19", "--format", "json", list},
			`{"rows":2,"created":0,"updated":0,"unchanged":2,"support_vnd":400000000,"total_cost_vnd":1300500000,"errors":[]}` + "\n"},
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
	got := must(t, "import", "schemes", "--db", i.url, "--province", "19", "--dry-run", writeList(t, twoRows))
	for _, want := range []string{
		"Dòng 3: tạo mới “Hỗ trợ máy sao chè”; năm 2020; khuyến công địa phương; HTX chè Minh Họa (cơ sở mới); hỗ trợ 150.000.000 đ\n",
		"Xem trước 2 dòng: sẽ tạo mới 2",
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
	a := run(t, "", "import", "schemes", "--db", i.url, "--province", "19", "--format", "json", list)
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
	imp := []string{"import", "schemes", "--db", i.url}
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
