package office

import "example.vn/khuyencong/internal/platform/access"

func reportRoutes() []Route {
	return []Route{
		{"GET", "/bao-cao", access.ViewProgramme, (*call).reportShow},
		{"GET", "/bao-cao/chi-tiet", access.ViewProgramme, (*call).reportRows},
		{"GET", "/bao-cao/tai-ve", access.ViewProgramme, (*call).reportSheet},
		{"GET", "/bao-cao/dieu-hanh", access.ViewProgramme, (*call).overviewShow},
		{"GET", "/bao-cao/chi-tieu", access.ViewProgramme, (*call).targetList},
		{"GET", "/bao-cao/chi-tieu/{giai_doan}/{chi_tieu}", access.SetTarget, (*call).targetEdit},
		{"POST", "/bao-cao/chi-tieu/{giai_doan}/{chi_tieu}", access.SetTarget, (*call).targetSet},
		{"GET", "/bao-cao/ky", access.ViewProgramme, (*call).periodShow},
		{"GET", "/bao-cao/ky/de-an", access.ViewProgramme, (*call).periodRows},
		{"GET", "/bao-cao/ky/tai-ve", access.ViewProgramme, (*call).periodFile},
		{"GET", "/bao-cao/toan-quoc", access.ViewNation, (*call).nationShow},
		{"GET", "/bao-cao/toan-quoc/tai-ve", access.ViewNation, (*call).nationFile},
		{"GET", "/bao-cao/phat-hanh", access.ViewProgramme, (*call).issuedList},
		{"GET", "/bao-cao/phat-hanh/{ky}/{lan}", access.ViewProgramme, (*call).issuedShow},
		{"GET", "/bao-cao/phat-hanh/{ky}/{lan}/de-an", access.ViewProgramme, (*call).issuedRows},
		{"GET", "/bao-cao/phat-hanh/{ky}/{lan}/tai-ve", access.ViewProgramme, (*call).issuedFile},
		{"POST", "/bao-cao/du-thao", access.PrepareReport, (*call).draftPrepare},
		{"GET", "/bao-cao/du-thao/{ky}", access.ViewProgramme, (*call).draftShow},
		{"GET", "/bao-cao/du-thao/{ky}/de-an", access.ViewProgramme, (*call).draftRows},
		{"POST", "/bao-cao/du-thao/{ky}", access.PrepareReport, (*call).draftSave},
		{"POST", "/bao-cao/du-thao/{ky}/tinh-lai", access.PrepareReport, (*call).draftAgain},
		{"POST", "/bao-cao/du-thao/{ky}/phat-hanh", access.IssueReport, (*call).draftIssue},
		{"GET", "/bao-cao/nhap", access.ImportSchemes, (*call).intakeOfSchemes},
		{"POST", "/bao-cao/nhap", access.ImportSchemes, (*call).intakeAdd},
	}
}
