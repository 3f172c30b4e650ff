package office

import "example.vn/khuyencong/internal/platform/access"

func reportRoutes() []Route {
	return []Route{
		{"GET", "/bao-cao", access.ViewProgramme, (*call).reportShow},
		{"GET", "/bao-cao/chi-tiet", access.ViewProgramme, (*call).reportRows},
		{"GET", "/bao-cao/tai-ve", access.ViewProgramme, (*call).reportSheet},
		{"GET", "/bao-cao/nhap", access.ImportSchemes, (*call).reportImportForm},
		{"POST", "/bao-cao/nhap", access.ImportSchemes, (*call).reportImportPreview},
		{"POST", "/bao-cao/nhap/ghi", access.ImportSchemes, (*call).reportImportStore},
	}
}
