package office

import "example.vn/khuyencong/internal/platform/access"

func adminRoutes() []Route {
	return []Route{
		{"GET", "/quan-tri", access.ViewHome, (*call).adminOverview},
		{"GET", "/quan-tri/nguoi-dung", access.ViewUsers, (*call).adminUsers},
		{"GET", "/quan-tri/nguoi-dung/moi", access.ManageUsers, (*call).adminUserNew},
		{"POST", "/quan-tri/nguoi-dung/moi", access.ManageUsers, (*call).adminUserAdd},
		{"GET", "/quan-tri/nguoi-dung/{id}", access.ViewUsers, (*call).adminUserShow},
		{"POST", "/quan-tri/nguoi-dung/{id}", access.ManageUsers, (*call).adminUserChange},
		{"POST", "/quan-tri/nguoi-dung/{id}/mat-khau", access.ManageUsers, (*call).adminUserReset},
		{"POST", "/quan-tri/nguoi-dung/{id}/ket-thuc", access.ManageUsers, (*call).adminUserEnd},
		{"GET", "/quan-tri/phan-quyen", access.ViewUsers, (*call).adminAccess},
		{"GET", "/quan-tri/lich", access.ViewHome, (*call).adminCalendar},
		{"POST", "/quan-tri/lich", access.ManageCalendar, (*call).adminDaySet},
		{"POST", "/quan-tri/lich/xoa", access.ManageCalendar, (*call).adminDayRemove},
		{"POST", "/quan-tri/lich/xac-nhan", access.ManageCalendar, (*call).adminDaysVerify},
		{"POST", "/quan-tri/lich/mac-dinh", access.ManageCalendar, (*call).adminDaysSeed},
		{"GET", "/quan-tri/chung-thu", access.ViewProgramme, (*call).adminTrust},
		{"POST", "/quan-tri/chung-thu", access.ManageTrust, (*call).adminTrustAdd},
		{"POST", "/quan-tri/chung-thu/{id}/go", access.ManageTrust, (*call).adminTrustRevoke},
		{"GET", "/quan-tri/dia-gioi", access.ViewProgramme, (*call).adminBoundary},
		{"POST", "/quan-tri/dia-gioi", access.ManageBoundaries, (*call).adminBoundaryLoad},
		{"POST", "/quan-tri/dia-gioi/go", access.ManageBoundaries, (*call).adminBoundaryRemove},
		{"GET", "/quan-tri/nhat-ky", access.ViewAudit, (*call).adminAudit},
		{"GET", "/quan-tri/dinh-muc", access.ViewProgramme, (*call).adminNorms},
		{"GET", "/quan-tri/quy-trinh", access.ViewProgramme, (*call).adminProcedure},
	}
}
