package office

import (
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/web/ui"
)

// adminOverviewPage leads to the parts of the administration.
type adminOverviewPage struct {
	Shell ui.Shell
	Parts []ui.Task
}

func (c *call) adminOverview() error {
	p := adminOverviewPage{Shell: c.page("Quản trị")}
	year := strconv.Itoa(c.today().Year())
	for _, part := range []struct {
		deed              access.Deed
		label, path, hint string
	}{
		{access.ViewUsers, "Người dùng", "/quan-tri/nguoi-dung", "Thêm, sửa vai trò, khóa, đặt lại mật khẩu"},
		{access.ViewUsers, "Phân quyền", "/quan-tri/phan-quyen", "Vai trò nào được làm việc gì"},
		{access.ViewHome, "Lịch làm việc", "/quan-tri/lich?nam=" + year, "Ngày nghỉ lễ, ngày làm bù để tính hạn"},
		{access.ViewProgramme, "Định mức hỗ trợ", "/quan-tri/dinh-muc", "Mức chi theo ngày hiệu lực, căn cứ và mức kiểm chứng"},
		{access.ViewProgramme, "Quy định của cơ quan", "/quan-tri/quy-dinh", "Mức chi của tỉnh, văn bản mới: soạn, kiểm thử, ban hành"},
		{access.ViewProgramme, "Thử mức chi", "/quan-tri/thu-muc-chi", "Nếu mức đổi hoặc thêm xã khó khăn, danh sách của năm cần bao nhiêu"},
		{access.ViewProgramme, "Thủ tục", "/quan-tri/quy-trinh", "Bước chuyển, thẩm quyền, tạm ứng, giấy tờ, thời hạn theo ngày và nguồn"},
		{access.ManageOffice, "Cơ quan và sổ văn bản", "/quan-tri/co-quan", "Tên trên văn bản, tên viết tắt, địa danh, người ký, các sổ"},
		{access.ViewProgramme, "Chứng thư tin cậy", "/quan-tri/chung-thu", "Nhà cung cấp chữ ký số mà cơ quan tin cậy"},
		{access.ViewProgramme, "Mẫu giấy tờ", "/quan-tri/mau-giay-to", "Mẫu Word, Excel của cơ quan: tải lên, kiểm tra, công bố"},
		{access.ViewAudit, "Kết nối với phần mềm khác", adminLinkPath, "Khóa truy cập API, địa chỉ nhận tin, tin đã gửi"},
		{access.ViewAudit, "Nhật ký hệ thống", "/quan-tri/nhat-ky", "Ai làm gì, lúc nào; kiểm tra chuỗi"},
		{access.ViewProgramme, "Địa giới trên bản đồ", "/quan-tri/dia-gioi", "Tải địa giới chính thức (GeoJSON) cho bản đồ"},
		{access.ViewEstablishment, "Đơn vị hành chính", "/dia-ban", "Tra xã, huyện cũ và mới"},
	} {
		if c.may(part.deed) {
			p.Parts = append(p.Parts, ui.Task{Label: part.label, Href: part.path, Hint: part.hint})
		}
	}
	return c.render(http.StatusOK, adminOverviewView(p))
}

// adminAccessPage is the table of who may do what.
type adminAccessPage struct {
	Shell ui.Shell
	Roles []access.Role
	Deeds []access.Deed
}

func (c *call) adminAccess() error {
	p := adminAccessPage{Shell: c.adminShell("Phân quyền"), Roles: access.Roles(), Deeds: access.Deeds()}
	p.Shell.Width, p.Shell.Print = ui.Wide, ui.Wide
	return c.render(http.StatusOK, adminAccessView(p))
}

// adminHolds reports whether a role may do a deed.
func adminHolds(r access.Role, d access.Deed) bool {
	return access.Actor{Roles: []access.Role{r}}.May(d)
}
