package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
)

// A journey follows one scheme; each person has a window of their own.
type journey struct {
	*site
	people map[string]*person
	b      *browser
	scheme string // its code, once it has one
	day    string
}

// as is the person with the login, signed in through the page on this day.
func (j *journey) as(login string) *person {
	j.t.Helper()
	p := j.people[login]
	if p == nil {
		p = j.b.person(login)
		j.people[login] = p
	}
	p.open("/viec")
	if p.path() == "/dang-nhap" { // new here, or the session of another day has ended
		p.signIn(login)
	}
	return p
}

// on goes to another day.
func (j *journey) on(day string) { j.t.Helper(); j.site.on(day); j.day = day }

// at is a page of the scheme.
func (j *journey) at(parts ...string) string {
	return strings.Join(append([]string{"/de-an", j.scheme}, parts...), "/")
}

// saved fails the test unless the last form was taken.
func (p *person) saved() {
	p.t.Helper()
	if status := p.status(); status != 200 {
		p.t.Fatalf("%s: the form was not taken, status %d: %s", p.name, status, p.where())
	}
	p.quiet(p.path())
}

// state is the state of the scheme in the database.
func (j *journey) state(want string) {
	j.t.Helper()
	if got := j.value(`SELECT state FROM schemes WHERE province = '19' AND id = ?`, j.scheme); got != want {
		j.t.Fatalf("the scheme is %s, want %s", got, want)
	}
}

// One scheme from the survey of needs to settled money, through the pages, as
// ten people, each at a browser window of their own.
func TestE2EOneSchemeFromSurveyToSettlement(t *testing.T) {
	s := newSite(t)
	j := &journey{site: s, people: map[string]*person{}, b: newBrowser(s)}
	j.survey()
	j.dossier()
	j.appraise()
	j.plan()
	j.contract()
	j.advance()
	j.accept()
	j.pay()
	j.settle()
	j.finish()
}

// survey has the commune's officer enter and send a need.
func (j *journey) survey() {
	j.on("2026-11-24")
	p := j.as("xa.vanhan")
	p.open("/nhu-cau/2027/05680")
	p.follow("Thêm nhu cầu")
	p.fill("Nhu cầu", "Mua máy sấy chè bằng gas")
	p.fill("Cơ sở", "Hợp tác xã")
	p.fill("Nội dung hỗ trợ", "máy móc")
	p.fill("Tổng kinh phí", "400000000")
	p.fill("Đề nghị hỗ trợ", "200000000")
	p.press("Lưu nhu cầu")
	p.saved()
	p.sees("Mua máy sấy chè bằng gas")
	p.fill("Lời nhắn cho Trung tâm", "Cơ sở đã có mặt bằng.")
	p.press("Gửi Trung tâm")
	p.saved()
	p.shot("hanh-trinh-01-nhu-cau")
}

// dossier has the centre turn the need into a scheme, complete and submit it.
func (j *journey) dossier() {
	j.on("2026-11-26")
	p := j.as("canbo")
	p.open("/nhu-cau/2027/05680")
	p.follow("Lập đề án")
	p.tick("Khuyến công địa phương")
	p.fill("Tên đề án", "Hỗ trợ ứng dụng máy sấy chè bằng gas")
	p.press("Lập đề án")
	p.saved()
	j.scheme = j.value(`SELECT id FROM schemes WHERE province = '19' AND title = 'Hỗ trợ ứng dụng máy sấy chè bằng gas'`)
	p.open(j.at("sua"))
	p.shot("hanh-trinh-02-ho-so")
	p.open(j.at("sua", "chung"))
	p.fill("Mục tiêu", "Nâng công suất sấy và chất lượng chè.")
	p.fill("Quy mô", "Một máy sấy 200 kg/giờ.")
	p.fill("Hiệu quả", "Tăng 20 % giá bán, thêm ba lao động.")
	p.fill("Ngày bắt đầu", "01/03/2027")
	p.fill("Ngày kết thúc", "30/11/2027")
	p.fill("Đơn vị thực hiện", "Trung tâm Khuyến công và Tư vấn phát triển công nghiệp")
	p.press("Lưu và sang phần sau") // contents
	p.saved()
	p.press("Lưu và sang phần sau") // beneficiaries
	p.saved()
	p.press("Lưu và sang phần sau") // estimate
	p.saved()
	p.fill("Khoản chi, dòng 1", "Máy sấy chè bằng gas")
	p.fill("Đơn vị tính, dòng 1", "máy")
	p.fill("Số lượng, dòng 1", "1")
	p.fill("Khuyến công địa phương, dòng 1", "200000000")
	p.fill("Cơ sở đóng góp, dòng 1", "200000000")
	p.press("Tính lại tổng")
	p.sees("400.000.000")
	p.press("Lưu")
	p.saved()
	j.papers(p)
	p.open(j.at("sua"))
	p.press("Nộp hồ sơ")
	p.saved()
	p.shot("hanh-trinh-03-da-nop")
	j.state("submitted")
}

// papers attaches one file and notes the other papers as received.
func (j *journey) papers(p *person) {
	j.t.Helper()
	quote := filepath.Join(j.t.TempDir(), "bao-gia.pdf")
	if err := os.WriteFile(quote, []byte("%PDF-1.4\n% báo giá minh họa\n%%EOF\n"), 0o600); err != nil {
		j.t.Fatal(err)
	}
	p.open(j.at("ho-so"))
	p.fillIn("Báo giá máy móc thiết bị", "Tệp", quote)
	p.pressIn("Báo giá máy móc thiết bị", "Gửi tệp")
	p.saved()
	p.sees("bao-gia.pdf")
	for _, paper := range []string{
		"Công văn đề nghị của đơn vị thực hiện", "Thuyết minh đề án", "Dự toán kinh phí thực hiện đề án", "Văn bản đề nghị hỗ trợ của đơn vị thụ hưởng",
		"Cam kết chưa được Nhà nước hỗ trợ", "Cam kết đầu tư đủ", "Bản sao giấy chứng nhận đăng ký kinh doanh",
	} {
		p.fillIn(paper, "Ngày nhận", "25/11/2026")
		p.pressIn(paper, "Ghi nhận")
		p.saved()
	}
	p.sees("Đã có 6 trên 6")
}

// appraise has Sở form a council, its members score and its chair conclude.
func (j *journey) appraise() {
	j.on("2026-12-02")
	p := j.as("lanhdaoso")
	p.open(j.at("tham-dinh"))
	p.tick("Hội đồng thẩm định")
	p.fill("Thành viên thẩm định Một", "Chủ tịch")
	p.fill("Thành viên thẩm định Hai", "Thư ký")
	p.fill("Thành viên thẩm định Ba", "Ủy viên")
	p.fill("Hạn thẩm định", "16/12/2026")
	p.press("Giao thẩm định")
	p.saved()
	j.state("appraising")
	j.on("2026-12-09")
	for _, login := range []string{"thamdinh1", "thamdinh2", "thamdinh3"} {
		p := j.as(login)
		p.open(j.at("tham-dinh"))
		for n := evaluate[int](p, `document.querySelectorAll("input[name^=score_]").length`); n > 0; n-- {
			p.fill("Điểm", "15") // the next one that is empty
		}
		p.fill("Nhận xét chung", "Đúng đối tượng, thiết bị phù hợp.")
		p.tick("Tôi không có xung đột lợi ích")
		p.press("Gửi phiếu chấm")
		p.saved()
	}
	p = j.as("thamdinh1")
	p.open(j.at("tham-dinh"))
	p.shot("hanh-trinh-04-tham-dinh")
	p.tick("Đạt")
	p.fill("Kinh phí thẩm định", "190000000")
	p.fillIn("Kết luận thẩm định", "Lý do", "Giảm 10 triệu đồng theo báo giá thấp nhất.")
	p.fill("Số biên bản", "12/BB-HĐTĐ")
	p.fill("Ngày biên bản", "09/12/2026")
	p.press("Ghi kết luận")
	p.saved()
	j.state("appraised")
}

// plan has the money allotted, the scheme chosen, the plan submitted and approved.
func (j *journey) plan() {
	j.on("2027-01-11")
	p := j.as("ketoan")
	p.open("/so-kinh-phi/2027/dia-phuong")
	p.fill("Số tiền", "2000000000")
	p.fill("Số quyết định", "15/QĐ-UBND")
	p.fill("Ngày quyết định", "08/01/2027")
	p.fill("Người ký", "Chủ tịch UBND tỉnh")
	p.press("Ghi dự toán")
	p.saved()
	p.sees("2.000.000.000")

	p = j.as("canbo")
	p.open("/ke-hoach")
	p.fill("Năm ngân sách", "2027")
	p.tick("Khuyến công địa phương")
	p.press("Mở đợt mới")
	p.saved()
	p.fill("Lựa chọn cho đề án "+j.scheme, "Chọn")
	p.fill("Kinh phí bố trí cho đề án "+j.scheme, "190000000")
	p.press("Lưu")
	p.saved()
	plan := p.path()
	p.shot("hanh-trinh-05-ke-hoach")

	p = j.as("giamdoc")
	p.open(plan)
	p.fill("Số tờ trình", "03/TTr-TTKC")
	p.press("Trình kế hoạch")
	p.saved()
	j.state("planned")

	j.on("2027-02-01")
	p = j.as("ubnd")
	p.open(plan)
	p.fill("Số quyết định", "210/QĐ-UBND")
	p.fill("Ngày quyết định", "01/02/2027")
	p.fill("Người ký", "Phó Chủ tịch UBND tỉnh")
	p.press("Phê duyệt")
	p.saved()
	j.state("approved")
}

// contract has the contract prepared and signed, and the first months reported.
func (j *journey) contract() {
	j.on("2027-03-01")
	p := j.as("canbo")
	p.open(j.at("hop-dong", "soan"))
	p.fill("Ngày bắt đầu", "01/03/2027")
	p.fill("Ngày kết thúc", "30/11/2027")
	p.fill("Tổng vốn đầu tư", "400000000")
	p.press("Lưu bản soạn")
	p.saved()
	p = j.as("giamdoc")
	p.open(j.at("hop-dong", "ky"))
	p.fill("Số hợp đồng", "21/HĐ-KC")
	p.fill("Ngày ký", "01/03/2027")
	p.press("Ký hợp đồng")
	p.saved()
	j.state("contracted")

	j.on("2027-06-21")
	p = j.as("canbo")
	p.open(j.at("hop-dong", "tien-do"))
	p.fill("Giá trị khối lượng đã làm", "320000000")
	p.fill("Việc đã làm", "Đã lắp máy, đang chạy thử.")
	p.press("Lưu tiến độ")
	p.saved()
	j.state("running")
}

// disburse brings one request from the centre's staff to the voucher.
func (j *journey) disburse(kind, amount, button, voucher, on string) {
	j.t.Helper()
	p := j.as("canbo")
	p.open(j.at("hop-dong", "de-nghi", "moi"))
	p.follow(kind)
	p.fill("Số tiền đề nghị", amount)
	if kind == "Đề nghị tạm ứng" {
		p.fill("Chứng minh khối lượng", "Hợp đồng mua máy, biên bản giao máy.")
	}
	p.press("Gửi đề nghị")
	p.saved()
	request := p.path()

	p = j.as("giamdoc")
	p.open(request)
	p.press("Duyệt đề nghị")
	p.saved()

	p = j.as("ketoan")
	p.open(request)
	p.fill("Số chứng từ", voucher)
	p.fill("Ngày chứng từ", on)
	p.press(button)
	p.saved()
}

// advance pays 30 % of the contract on the proof of the work done.
func (j *journey) advance() {
	j.disburse("Đề nghị tạm ứng", "57000000", "Chi tiền", "UNC 31", "21/06/2027")
}

// accept has the centre write the minutes at the beneficiary's and Sở confirm.
func (j *journey) accept() {
	j.on("2027-08-16")
	p := j.as("canbo")
	p.open(j.at("hop-dong", "nghiem-thu", "moi"))
	p.fill("Ngày nghiệm thu", "16/08/2027")
	p.fill("Số lượng, quy cách", "01 máy sấy chè bằng gas, 200 kg/giờ, mới 100 %.")
	p.fill("Số máy", "SG200-0417")
	p.fill("Kinh phí hỗ trợ được nghiệm thu", "190000000")
	p.press("Lưu biên bản")
	p.saved()
	minutes := p.path()
	p = j.as("lanhdaoso")
	p.open(minutes)
	p.press("Xác nhận nghiệm thu")
	p.saved()
	j.state("accepted")
}

// pay clears the advance and pays the rest.
func (j *journey) pay() {
	j.disburse("Đề nghị thanh toán tạm ứng", "57000000", "Ghi thanh toán", "UNC 52", "16/08/2027")
	j.disburse("Đề nghị thanh toán", "133000000", "Chi tiền", "UNC 53", "16/08/2027")
}

// settle has the settlement prepared with its invoice, confirmed and approved.
func (j *journey) settle() {
	j.on("2027-08-23")
	p := j.as("canbo")
	p.open(j.at("hop-dong", "quyet-toan", "moi"))
	p.fill("Bên bán, hóa đơn 1", "Công ty máy chè minh họa")
	p.fill("Mã số thuế, hóa đơn 1", "0123456787")
	p.fill("Ký hiệu, hóa đơn 1", "1C27TMH")
	p.fill("Số, hóa đơn 1", "417")
	p.fill("Ngày lập, hóa đơn 1", "10/06/2027")
	p.fill("Số tiền (đồng), hóa đơn 1", "400000000")
	for n := evaluate[int](p, `document.querySelectorAll("input[name=papers]").length`); n > 0; n-- {
		p.do(chromedp.Click(chromedp.CSS("input[name=papers]:not(:checked)")))
	}
	p.press("Gửi hồ sơ quyết toán")
	p.saved()
	settlement := p.path()
	p.shot("hanh-trinh-06-quyet-toan")
	p = j.as("ketoan")
	p.open(settlement)
	p.follow("Xác nhận hóa đơn ghi tay")
	p.fill("Số, hóa đơn 1", "0000417")
	p.fill("Ngày lập, hóa đơn 1", "10/06/2027")
	p.fill("Số tiền (đồng), hóa đơn 1", "400.000.000")
	p.press("Xác nhận")
	p.saved()
	p = j.as("giamdoc")
	p.open(settlement)
	p.press("Duyệt quyết toán")
	p.saved()
	j.state("settled")
}

// finish closes the contract and looks at the money and the record.
func (j *journey) finish() {
	j.on("2027-09-01")
	p := j.as("giamdoc")
	p.open(j.at("hop-dong", "thanh-ly"))
	p.fill("Số biên bản thanh lý", "09/BBTL")
	p.fill("Ngày thanh lý", "01/09/2027")
	p.press("Thanh lý hợp đồng")
	p.saved()
	j.state("closed")
	p = j.as("kiemtoan")
	p.open(j.at())
	p.shot("hanh-trinh-07-xong")
	p.sees("Khối lượng nghiệm thu 190.000.000", "Đã quyết toán 190.000.000")
	p.open(j.at("nhat-ky"))
	p.shot("hanh-trinh-08-nhat-ky")
	j.sound()
	j.view(func(ctx context.Context, tx *db.Tx) error {
		has, err := ledger.OfSubject(ctx, tx, scheme.ID(j.scheme).Subject())
		if err != nil {
			return err
		}
		if has[ledger.Settled] != 190_000_000 || has[ledger.Paid] != 0 || has[ledger.Advanced] != 0 || has[ledger.Accepted] != 0 {
			j.t.Errorf("the books say %v", has)
		}
		return nil
	})
	if deeds := len(j.people); deeds < 6 {
		j.t.Errorf("only %d people took part", deeds)
	}
}
