package office

import "example.vn/khuyencong/internal/platform/access"

func schemeRoutes() []Route {
	return []Route{
		{"GET", "/de-an", access.ViewProgramme, (*call).schemeList},
		{"GET", "/de-an/tai-ve", access.ViewProgramme, (*call).schemeSheet},
		{"GET", "/de-an/moi", access.EditScheme, (*call).schemeNew},
		{"POST", "/de-an/moi", access.EditScheme, (*call).schemeAdd},
		{"GET", "/de-an/{id}", access.ViewProgramme, (*call).schemeShow},
		{"GET", "/de-an/{id}/sua", access.EditScheme, (*call).schemeEdit},
		{"GET", "/de-an/{id}/sua/{phan}", access.EditScheme, (*call).schemeEditPart},
		{"POST", "/de-an/{id}/sua/{phan}", access.EditScheme, (*call).schemeSavePart},
		{"POST", "/de-an/{id}/nop", access.EditScheme, (*call).schemeSubmit},
		{"POST", "/de-an/{id}/rut", access.WithdrawScheme, (*call).schemeWithdraw},
		{"POST", "/de-an/{id}/thu-huong", access.EditScheme, (*call).schemeName},
		{"POST", "/de-an/{id}/duyet-nhom", access.ApproveGroupPlan, (*call).schemeApproveGroup},
		{"GET", "/de-an/{id}/ho-so", access.ViewProgramme, (*call).schemePapers},
		{"POST", "/de-an/{id}/giay-to", access.EditScheme, (*call).schemeNotePaper},
		{"POST", "/de-an/{id}/tep", access.EditScheme, (*call).schemeUpload},
		{"POST", "/de-an/{id}/tep/{file}/xoa", access.EditScheme, (*call).schemeRemoveFile},
		{"GET", "/de-an/{id}/goi-ho-so/tai-ve", access.ViewBundle, (*call).schemeBundle},
		{"GET", "/de-an/{id}/lap-giay-to", access.ViewProgramme, (*call).schemeMake},
		{"GET", "/de-an/{id}/lap-giay-to/{loai}", access.ViewProgramme, (*call).schemePaper},
		{"GET", "/de-an/{id}/nhat-ky", access.ViewProgramme, (*call).schemeRecord},
	}
}
