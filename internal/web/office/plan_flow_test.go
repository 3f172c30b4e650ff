package office

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/appraisal"
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui/uitest"
)

// planScheme adds a scheme of the fund that asks for amount and hands it in.
func planScheme(o *office, fund ledger.Fund, title string, amount money.VND) scheme.ID {
	o.t.Helper()
	cost := scheme.Cost{ContentNo: 1, Year: 2026, Name: "Chi phí", Own: amount, Local: amount}
	if fund == ledger.National {
		cost.Local, cost.National = 0, amount
	}
	s := &scheme.Scheme{
		Year: 2026, Fund: fund, Title: title, Objectives: "Tuyên truyền", Implementer: "Trung tâm",
		StartsOn: calendar.Must("2026-02-01"), EndsOn: calendar.Must("2026-12-15"), Territory: "difficult_area",
		Place:    territory.Address{Commune: testCommune, On: calendar.Must("2026-11-22")},
		Contents: []scheme.Content{{Code: "communication", Units: 1}}, Costs: []scheme.Cost{cost},
	}
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error {
		if err := scheme.Add(ctx, tx, s); err != nil {
			return err
		}
		return scheme.Submit(ctx, tx, s.ID, s.Version)
	})
	return s.ID
}

// planReady is a local scheme that passed its appraisal.
func planReady(o *office, title string, amount money.VND) scheme.ID {
	o.t.Helper()
	id := planScheme(o, ledger.Local, title, amount)
	o.update(db.Scope{Province: "19", Actor: access.System("test")}, func(ctx context.Context, tx *db.Tx) error {
		s, err := scheme.ByID(ctx, tx, id)
		if err != nil {
			return err
		}
		s.Appraised = amount
		if err := scheme.Move(ctx, tx, s, scheme.Appraising, "test", nil); err != nil {
			return err
		}
		return scheme.Move(ctx, tx, s, scheme.Appraised, "test", nil)
	})
	return id
}

// planSound checks a page's markup and returns the answer.
func (a answer) planSound(t *testing.T) answer {
	t.Helper()
	for _, problem := range uitest.CheckHTML(a.Body) {
		t.Errorf("markup: %s", problem)
	}
	return a
}

// planSent checks that a form was carried out and led to location.
func (a answer) planSent(t *testing.T, location string) {
	t.Helper()
	if a.Status != http.StatusSeeOther || a.Location != location {
		t.Fatalf("status %d to %q, want 303 to %q\n%s", a.Status, a.Location, location, a.Body)
	}
}

// planHidden reads the version that the page was made from.
func (a answer) planHidden(t *testing.T) string {
	t.Helper()
	_, rest, ok := strings.Cut(a.Body, `type="hidden" name="version" value="`)
	value, _, _ := strings.Cut(rest, `"`)
	if !ok {
		t.Fatalf("no version\n%s", a.Body)
	}
	return value
}

// planForm makes the values of a form from pairs.
func planForm(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func TestAppraisalThroughThePages(t *testing.T) {
	o := newTestOffice(t)
	second := o.add("19", "appraiser2", access.Appraiser)
	other := visitor{o, o.signIn("appraiser2@19")}
	id := planScheme(o, ledger.Local, "Bản tin khuyến công", 100_000_000)
	tab := "/de-an/" + string(id) + "/tham-dinh"
	o.as(access.Staff).get(tab).planSound(t).must(t, 200, "đang chờ lãnh đạo Sở", "-Hình thức")
	page := o.as(access.Department).get(tab).planSound(t).must(t, 200, "Giao thẩm định", "Trả lại hồ sơ", "Nguyễn Thị appraiser2")
	version := page.planHidden(t)
	chair := string(o.users[access.Appraiser])

	o.as(access.Department).post(tab+"/giao", planForm("version", version, "mode", "staff")).planSound(t).
		must(t, 422, "Chưa giao người thẩm định")
	o.as(access.Staff).post(tab+"/giao", planForm("version", version)).must(t, 403)
	o.as(access.Department).post(tab+"/giao", planForm("version", version, "mode", "staff", "quorum", "2",
		"member", chair, "post_"+chair, "chair", "member", string(second), "post_"+string(second), "member")).planSent(t, tab)

	scores := func(points, submit string) url.Values {
		v := planForm("remark", "Nên hỗ trợ", "no_conflict", "1", "gui", submit)
		for _, c := range []string{"lawful_fit", "need_effect_cost", "capacity", "combination", "dossier"} {
			v.Add("criterion", c)
			v.Set("score_"+c, points)
		}
		return v
	}
	o.as(access.Appraiser).get(tab).planSound(t).must(t, 200, "Phiếu chấm của tôi", "Xung đột lợi ích", "-Kết luận thẩm định")
	o.as(access.Appraiser).post(tab+"/cham", scores("21", "1")).planSound(t).must(t, 422, "Điểm phải từ 0 đến 20", `value="21"`)
	unsure := scores("19", "1")
	unsure.Del("no_conflict")
	o.as(access.Appraiser).post(tab+"/cham", unsure).must(t, 422, "không có xung đột lợi ích")
	o.as(access.Appraiser).post(tab+"/cham", scores("19", "")).planSent(t, tab)
	o.as(access.Appraiser).get(tab).must(t, 200, `value="19"`)
	o.as(access.Appraiser).post(tab+"/cham", scores("19", "1")).planSent(t, tab)

	// What one member gave stays hidden until the other has handed in.
	other.get(tab).planSound(t).must(t, 200, "chưa mở", "->95<")
	o.as(access.Staff).get(tab).must(t, 200, "->95<")
	other.post(tab+"/cham", scores("13", "1")).planSent(t, tab)
	other.get(tab).planSound(t).must(t, 200, ">95<", ">65<", "80 trên 100", "thấp nhất 65, cao nhất 95")

	page = o.as(access.Appraiser).get(tab).planSound(t).must(t, 200, "Kết luận thẩm định", "Mức chi")
	verdict := planForm("version", page.planHidden(t), "conclusion", "pass", "amount", "120.000.000", "reasons", "Hồ sơ đủ")
	o.as(access.Appraiser).post(tab+"/ket-luan", verdict).planSound(t).must(t, 422, "không quá số đề nghị 100.000.000", `value="120.000.000"`)
	other.post(tab+"/ket-luan", verdict).must(t, 403, "chủ trì")
	verdict.Set("amount", "90.000.000")
	verdict.Del("key")
	o.as(access.Appraiser).post(tab+"/ket-luan", verdict).planSent(t, tab)
	o.as(access.Auditor).get(tab).planSound(t).must(t, 200, "90.000.000", "Hồ sơ đủ", "-Giao thẩm định</h2>")
	o.as(access.Appraiser).get(tab+"/1/phieu-cham").planSound(t).must(t, 200, "mẫu tham khảo", "TT\u00a036/2013/TT-BCT")
	o.as(access.Staff).get(tab+"/1/bien-ban").planSound(t).must(t, 200, "mẫu tham khảo", "Thư ký")
	o.as(access.Staff).get(tab+"/7/bien-ban").must(t, 404)
	o.stranger().get(tab).must(t, 404)
}

func TestAConflictOfInterestIsDeclaredAndThePanelReplaced(t *testing.T) {
	o := newTestOffice(t)
	id := planScheme(o, ledger.Local, "Bản tin", 100_000_000)
	tab, chair := "/de-an/"+string(id)+"/tham-dinh", string(o.users[access.Appraiser])
	version := o.as(access.Department).get(tab).planHidden(t)
	o.as(access.Department).post(tab+"/giao", planForm("version", version, "mode", "staff", "member", chair, "post_"+chair, "chair")).planSent(t, tab)
	o.as(access.Appraiser).post(tab+"/xung-dot", planForm()).must(t, 422, "lý do xung đột")
	o.as(access.Appraiser).post(tab+"/xung-dot", planForm("conflict", "Người nhà góp vốn")).planSent(t, tab)
	o.as(access.Appraiser).get(tab).must(t, 200, "Người nhà góp vốn", "-Phiếu chấm của tôi")
	head := string(o.users[access.Department])
	again := planForm("version", o.as(access.Department).get(tab).planSound(t).planHidden(t), "mode", "staff", "reason", "",
		"member", head, "post_"+head, "chair")
	o.as(access.Department).post(tab+"/giao", again).must(t, 422, "lý do lập lại")
	again.Set("reason", "Người chủ trì có xung đột lợi ích")
	again.Del("key")
	o.as(access.Department).post(tab+"/giao", again).planSent(t, tab)
	o.as(access.Staff).get(tab).planSound(t).must(t, 200, "Đã hủy, lập đợt khác", "lần 2")
}

func TestAppraisalReturnsAndRecordsTheMinistry(t *testing.T) {
	o := newTestOffice(t)
	id := planScheme(o, ledger.National, "Bản tin", 100_000_000)
	tab := "/de-an/" + string(id) + "/tham-dinh"
	version := o.as(access.Department).get(tab).planHidden(t)
	o.as(access.Department).post(tab+"/tra-lai", planForm("version", version)).planSound(t).must(t, 422, "bổ sung những gì")
	o.update(db.Scope{Province: "19", Actor: access.System("test")}, func(ctx context.Context, tx *db.Tx) error {
		s, err := scheme.ByID(ctx, tx, id)
		if err != nil {
			return err
		}
		s.Appraised = 90_000_000
		if err := scheme.Move(ctx, tx, s, scheme.Appraising, "test", nil); err != nil {
			return err
		}
		return scheme.Move(ctx, tx, s, scheme.Appraised, "test", nil)
	})
	page := o.as(access.Staff).get(tab).planSound(t).must(t, 200, "Ghi kết quả thẩm định của Bộ")
	v := planForm("version", page.planHidden(t), "conclusion", "pass", "amount", "85.000.000", "reasons", "Đạt", "paper_on", "20/11/2026")
	o.as(access.Staff).post(tab+"/bo", v).must(t, 422, "số văn bản của Bộ")
	v.Set("paper_no", "77/BCT")
	v.Del("key")
	o.as(access.Staff).post(tab+"/bo", v).planSent(t, tab)
	o.as(access.Staff).get(tab).must(t, 200, "77/BCT ngày 20/11/2026", "85.000.000")
}

// planAllot gives the local fund of 2026 an estimate through its page.
func planAllot(t *testing.T, o *office, amount string) {
	t.Helper()
	o.as(access.Accountant).post("/so-kinh-phi/2026/dia-phuong/du-toan", planForm("kind", "give", "amount", amount,
		"decision_no", "01/QĐ-UBND", "decision_on", "05/01/2026", "signer", "Chủ tịch")).planSent(t, "/so-kinh-phi/2026/dia-phuong")
}

func TestPlanThroughThePages(t *testing.T) {
	o := newTestOffice(t)
	a, b := planReady(o, "Bản tin quý một", 60_000_000), planReady(o, "Bản tin quý hai", 50_000_000)
	planAllot(t, o, "100.000.000")
	o.as(access.Staff).get("/ke-hoach").planSound(t).must(t, 200, "Chưa có đợt kế hoạch nào", "Mở đợt mới")
	o.as(access.Director).get("/ke-hoach").must(t, 200, "-Mở đợt mới")
	o.as(access.Staff).post("/ke-hoach", planForm("year", "2026")).planSound(t).must(t, 422, "Chưa chọn nguồn kinh phí")
	board := "/ke-hoach/2026/dia-phuong/1"
	o.as(access.Staff).post("/ke-hoach", planForm("year", "2026", "fund", "dia-phuong")).planSent(t, board)
	page := o.as(access.Staff).get(board).planSound(t).must(t, 200, "Bản tin quý một", "Vì sao xếp hạng 1", "TT\u00a046/2012/TT-BCT,",
		"Từ đây vượt dự toán còn lại", "110.000.000", "-Trình kế hoạch</h2>")
	o.as(access.Staff).get(board+"?don-vi=old").planSound(t).must(t, 200, "trước 01/7/2025. <a", "/tai-ve?don-vi=old")
	choices := planForm("version", page.planHidden(t), "scheme", string(a), "scheme", string(b),
		"choice_"+string(a), "chosen", "amount_"+string(a), "70.000.000", "choice_"+string(b), "chosen", "amount_"+string(b), "50.000.000")
	o.as(access.Staff).post(board+"/luu", choices).planSound(t).must(t, 422, "không bố trí nhiều hơn", `value="70.000.000"`)
	choices.Set("amount_"+string(a), "60.000.000")
	choices.Set("note_"+string(a), "Ưu tiên in")
	choices.Del("key")
	o.as(access.Staff).post(board+"/luu", choices).planSent(t, board)
	page = o.as(access.Director).get(board).planSound(t).must(t, 200, "Phần chọn vượt dự toán còn lại 10.000.000", "Trình kế hoạch")
	o.as(access.Director).post(board+"/trinh", planForm("version", page.planHidden(t), "paper_no", "05/TTr")).
		must(t, 409, "vượt dự toán còn lại 100.000.000 đ là 10.000.000 đ")
	page = o.as(access.Staff).get(board)
	choices.Set("version", page.planHidden(t))
	choices.Set("choice_"+string(b), "considering")
	choices.Del("key")
	o.as(access.Staff).post(board+"/luu", choices).planSent(t, board)
	o.as(access.Staff).post(board+"/cap-nhat", planForm("version", o.as(access.Staff).get(board).planHidden(t))).planSent(t, board)
	version := o.as(access.Director).get(board).planHidden(t)
	o.as(access.Director).post(board+"/trinh", planForm("version", version, "paper_no", "")).must(t, 422, "Chưa nhập số tờ trình")
	o.as(access.Director).post(board+"/trinh", planForm("version", version, "paper_no", "05/TTr")).planSent(t, board)

	page = o.as(access.Approver).get(board).planSound(t).must(t, 200, "Phê duyệt kế hoạch", "Trả lại", "Tờ trình số 05/TTr")
	o.as(access.Department).get(board).must(t, 200, "-Phê duyệt kế hoạch</h2>")
	version = page.planHidden(t)
	o.as(access.Approver).post(board+"/tra-lai", planForm("version", version)).planSound(t).must(t, 422, "lý do trả lại")
	o.as(access.Department).post(board+"/phe-duyet", planForm("version", version)).must(t, 403)
	o.as(access.Approver).post(board+"/phe-duyet", planForm("version", version)).planSound(t).must(t, 422, "Chưa nhập số quyết định")
	decision := planForm("version", version, "decision_no", "12/QĐ-UBND", "decision_on", "21/11/2026", "signer", "Chủ tịch")
	o.as(access.Approver).post(board+"/phe-duyet", decision).planSent(t, board)
	o.as(access.Approver).post(board+"/phe-duyet", decision).planSent(t, board) // sent twice, done once
	o.as(access.Auditor).get(board).planSound(t).must(t, 200, "Danh mục đề án được phê duyệt", "12/QĐ-UBND", "Ưu tiên in", "60.000.000", "không được chọn")
	o.as(access.Staff).get("/ke-hoach?nam=2026&nguon=dia-phuong").planSound(t).must(t, 200, "1 / 2", "Bộ lọc")
	o.as(access.Staff).get("/ke-hoach?nguon=quoc-gia").must(t, 200, "Chưa có đợt kế hoạch nào")

	table, err := sheet.Parse([]byte(o.as(access.Staff).get(board + "/tai-ve").Body))
	if err != nil || len(table.Sheets) != 1 || !strings.Contains(planWords(table.Sheets[0]), "Bản tin quý một") || strings.Contains(planWords(table.Sheets[0]), "quý hai") {
		t.Errorf("workbook %v, %v", table, err)
	}
	o.stranger().get(board).must(t, 404)
	o.as(access.Staff).get("/ke-hoach/2026/tinh/1").must(t, 404)
	o.as(access.Staff).get("/ke-hoach/2026/dia-phuong/x").must(t, 404)

	o.as(access.Accountant).get("/so-kinh-phi").planSound(t).must(t, 200, "60.000.000", "60%")
	o.as(access.Accountant).get("/so-kinh-phi/2026/dia-phuong").planSound(t).must(t, 200, "Bản tin quý một", "Phê duyệt hỗ trợ", "Dự toán chưa phân bổ", "+60.000.000")
	o.as(access.Accountant).get("/de-an/"+string(a)+"/so").planSound(t).must(t, 200, "Sổ chi tiết", "12/QĐ-UBND", "Hiện nay")
	o.as(access.Accountant).get("/de-an/"+string(b)+"/so").planSound(t).must(t, 200, "Chưa có bút toán nào")
}

// planWords joins the text of a sheet.
func planWords(s sheet.Sheet) string {
	var b strings.Builder
	for _, row := range s.Rows {
		for _, cell := range row {
			b.WriteString(cell.Text + "\n")
		}
	}
	return b.String()
}

// planGranted is a local scheme with 60 million approved.
func planGranted(t *testing.T, o *office) scheme.ID {
	t.Helper()
	id := planReady(o, "Bản tin quý một", 60_000_000)
	planAllot(t, o, "100.000.000")
	k := plan.Key{Year: 2026, Fund: ledger.Local, Round: 1}
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error {
		p, err := plan.Open(ctx, tx, k.Year, k.Fund, "")
		if err != nil {
			return err
		}
		return plan.Choose(ctx, tx, k, p.Version, map[scheme.ID]plan.Pick{id: {Choice: plan.Chosen, Amount: 60_000_000}})
	})
	o.update(o.actor(access.Director), func(ctx context.Context, tx *db.Tx) error { return plan.Submit(ctx, tx, k, 2, "05/TTr") })
	o.update(o.actor(access.Approver), func(ctx context.Context, tx *db.Tx) error {
		return plan.Approve(ctx, tx, k, 3, plan.Decision{Number: "12/QĐ", On: tx.Today(), Signer: "Chủ tịch"})
	})
	return id
}

func TestAdjustmentsThroughThePages(t *testing.T) {
	o := newTestOffice(t)
	id := planGranted(t, o)
	page := "/de-an/" + string(id) + "/dieu-chinh"
	o.as(access.Staff).get(page).planSound(t).must(t, 200, "Chưa có điều chỉnh nào", "Tăng kinh phí hỗ trợ", "Ủy ban nhân dân tỉnh quyết định", "-Bổ sung đề án")
	o.as(access.Director).get(page).must(t, 200, "-Loại điều chỉnh")
	o.as(access.Staff).get(page+"?loai=more_support").planSound(t).must(t, 200, "Tăng thêm", "Ủy ban nhân dân tỉnh</strong> sẽ quyết định", "-Ngày kết thúc mới")
	o.as(access.Staff).get(page+"?loai=extend_next_year").planSound(t).must(t, 200, "Ngày kết thúc mới", "-Tăng thêm")
	for _, kind := range []string{"other_content", "stop", "place", "coordinator", "time_within_year", "less_support", "other"} {
		o.as(access.Staff).get(page+"?loai="+kind).planSound(t).must(t, 200, "sẽ quyết định", "Gửi đề nghị")
	}
	o.as(access.Staff).post(page, planForm("change", "more_support", "reason", "Giá tăng")).planSound(t).must(t, 422, "Chưa nhập số tiền", "Giá tăng")
	o.as(access.Staff).post(page, planForm("change", "more_support", "delta", "5.000.000", "reason", "Giá tăng")).planSent(t, page)
	o.as(access.Approver).get("/ke-hoach/dieu-chinh").planSound(t).must(t, 200, "1 thuộc thẩm quyền", "Bản tin quý một", "Quyết định")
	o.as(access.Department).get("/ke-hoach/dieu-chinh").must(t, 200, "0 thuộc thẩm quyền")
	decide := "/ke-hoach/dieu-chinh/dc-0001/tinh-quyet-dinh"
	form1 := func() url.Values {
		return planForm("version", "1", "decision_no", "15/QĐ", "decision_on", "22/11/2026", "signer", "Chủ tịch")
	}
	o.as(access.Department).get(page).must(t, 200, "Tài khoản này không quyết định")
	o.as(access.Department).post(decide, form1()).must(t, 403)
	o.as(access.Department).post("/ke-hoach/dieu-chinh/dc-0001/so-quyet-dinh", form1()).must(t, 403, "Ủy ban nhân dân tỉnh")
	o.as(access.Approver).get(page).planSound(t).must(t, 200, "Ghi quyết định", "Không chấp thuận")
	o.as(access.Approver).post(decide, planForm("version", "1")).planSound(t).must(t, 422, "Chưa nhập số quyết định")
	o.as(access.Approver).post(decide, form1()).planSent(t, page)
	o.as(access.Staff).get(page).planSound(t).must(t, 200, "Số 15/QĐ ngày 22/11/2026", "Đã quyết định")
	o.as(access.Accountant).get("/so-kinh-phi/2026/dia-phuong").must(t, 200, "65.000.000")

	// A change that the department decides, and turns down.
	o.as(access.Staff).post(page, planForm("change", "place", "new_text", "Xóm Gò", "reason", "Chuyển xưởng")).planSent(t, page)
	refuse := "/ke-hoach/dieu-chinh/dc-0002/so-quyet-dinh"
	o.as(access.Department).post(refuse, planForm("version", "1", "y", "khong")).planSound(t).must(t, 422, "lý do không chấp thuận")
	o.as(access.Department).post(refuse, planForm("version", "1", "y", "khong", "answer", "Chưa đủ căn cứ")).planSent(t, page)
	o.as(access.Staff).get(page).must(t, 200, "Chưa đủ căn cứ")
	o.as(access.Staff).get("/ke-hoach/dieu-chinh").planSound(t).must(t, 200, "Không có điều chỉnh nào chờ")
	o.as(access.Approver).post("/ke-hoach/dieu-chinh/dc-0009/tinh-quyet-dinh", form1()).must(t, 404)
	o.stranger().get(page).must(t, 404)
}

func TestReplacingABeneficiaryThroughThePages(t *testing.T) {
	o := newTestOffice(t)
	id := planGranted(t, o)
	var joins establishment.ID
	o.update(o.actor(access.Staff), func(ctx context.Context, tx *db.Tx) error {
		for _, name := range []string{"HTX chè Một", "HTX chè Hai"} {
			e := &establishment.Establishment{
				Kind: establishment.Cooperative, Name: name, Address: territory.Address{Commune: testCommune, On: tx.Today()},
			}
			if err := establishment.Add(ctx, tx, e); err != nil {
				return err
			}
			if joins == "" {
				_, err := tx.Exec(ctx, `INSERT INTO scheme_beneficiaries (province, scheme, no, establishment, content_no, cost_vnd, support_vnd,
					commune, address_on, address_detail, left_on, left_reason) VALUES ('19', ?, 1, ?, 1, 0, 0, ?, '2026-11-22', '', '', '')`, id, e.ID, testCommune)
				if err != nil {
					return err
				}
			}
			joins = e.ID
		}
		return nil
	})
	page := "/de-an/" + string(id) + "/dieu-chinh"
	o.as(access.Staff).get(page+"?loai=beneficiary&tim=che+hai").planSound(t).must(t, 200, "HTX chè Một", "HTX chè Hai")
	o.as(access.Staff).post(page, planForm("change", "beneficiary", "reason", "x", "establishment", string(joins))).planSound(t).must(t, 422, "Chưa chọn đơn vị thôi tham gia")
	o.as(access.Staff).post(page, planForm("change", "beneficiary", "reason", "x", "establishment", string(joins), "beneficiary_no", "1")).planSent(t, page)
	o.as(access.Department).post("/ke-hoach/dieu-chinh/dc-0001/so-quyet-dinh",
		planForm("version", "1", "decision_no", "1/SCT", "decision_on", "22/11/2026", "signer", "Giám đốc Sở")).planSent(t, page)
	o.as(access.Staff).get(page).planSound(t).must(t, 200, "Thôi tham gia", "HTX chè Một", "HTX chè Hai")
}

func TestLedgerPagesAllotPageAndExport(t *testing.T) {
	o := newTestOffice(t)
	book := "/so-kinh-phi/2026/dia-phuong"
	o.as(access.Accountant).get("/so-kinh-phi").planSound(t).must(t, 200, "2026, Khuyến công địa phương", "2027, Khuyến công quốc gia")
	o.as(access.Accountant).get(book).planSound(t).must(t, 200, "Sổ chưa có phát sinh", "Ghi dự toán được giao")
	o.as(access.Auditor).get(book).must(t, 200, "-Ghi dự toán được giao")
	o.as(access.Accountant).post(book+"/du-toan", planForm("kind", "give")).planSound(t).must(t, 422, "Chưa nhập số tiền")
	o.as(access.Accountant).post(book+"/du-toan", planForm("amount", "1.000", "decision_on", "31/12/2026")).planSound(t).
		must(t, 422, "không được sau hôm nay", "Chưa ghi người ký")
	o.as(access.Director).post(book+"/du-toan", planForm()).must(t, 403)
	planAllot(t, o, "100.000.000")
	reduce := planForm("kind", "reduce", "amount", "130.000.000", "decision_no", "2", "decision_on", "22/11/2026", "signer", "A")
	o.as(access.Accountant).post(book+"/du-toan", reduce).must(t, 409, "chỉ còn 100.000.000")
	reduce.Set("amount", "30.000.000")
	reduce.Del("key")
	o.as(access.Accountant).post(book+"/du-toan", reduce).planSent(t, book)
	o.as(access.Accountant).post(book+"/du-toan", reduce).planSent(t, book) // sent twice, done once
	o.as(access.Accountant).get(book).planSound(t).must(t, 200, "70.000.000", "Giảm dự toán", "-40.000.000")

	o.update(o.actor(access.Accountant), func(ctx context.Context, tx *db.Tx) error {
		for range ledgerPageSize {
			d := plan.Decision{Number: "n", On: tx.Today(), Signer: "A"}
			if err := plan.AllotFund(ctx, tx, ledger.Book{Fund: ledger.Local, Year: 2026}, 1_000, d, planKeyOnce()); err != nil {
				return err
			}
		}
		return nil
	})
	o.as(access.Accountant).get(book).planSound(t).must(t, 200, "truoc=3", "-Về đầu danh sách")
	o.as(access.Accountant).get(book+"?truoc=3").planSound(t).must(t, 200, "Giảm dự toán", "Về đầu danh sách", "-Trang sau")
	table, err := sheet.Parse([]byte(o.as(access.Accountant).get(book + "/tai-ve").Body))
	if err != nil || len(table.Sheets) != 2 || !strings.Contains(planWords(table.Sheets[1]), "01/QĐ-UBND") {
		t.Errorf("workbook %v, %v", table, err)
	}
	o.stranger().get(book).must(t, 200, "Chưa có bút toán nào", "-70.000.000")
	for _, bad := range []string{"/so-kinh-phi/1/dia-phuong", "/so-kinh-phi/2026/tinh", "/so-kinh-phi/x/quoc-gia"} {
		o.as(access.Accountant).get(bad).must(t, 404)
	}
	o.as(access.Commune).get(book).must(t, 403)
}

var planKeys int

// planKeyOnce is a key that no other entry of the tests has.
func planKeyOnce() string {
	planKeys++
	return "test-" + strings.Repeat("x", planKeys)
}

func TestAppraisalPointsAreWrittenAsPeopleWriteThem(t *testing.T) {
	for v, want := range map[int]string{8000: "80", 6750: "67,5", 6667: "66,67", 6605: "66,05", 0: "0"} {
		if got := appraisalPoints(v); got != want {
			t.Errorf("%d hundredths are %q, want %q", v, got, want)
		}
	}
	if got := (appraisalRound{Appraisal: &appraisal.Appraisal{Mode: appraisal.ByStaff}}).post(appraisal.Chair); got != "Người chủ trì" {
		t.Errorf("a panel of staff calls its lead %q", got)
	}
}
