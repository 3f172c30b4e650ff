package office

import "example.vn/khuyencong/internal/platform/access"

func planRoutes() []Route {
	return []Route{
		{"GET", "/ke-hoach", access.ViewProgramme, (*call).planList},
		{"POST", "/ke-hoach", access.DraftPlan, (*call).planOpen},
		{"GET", "/ke-hoach/{year}/{fund}/{dot}", access.ViewProgramme, (*call).planShow},
		{"GET", "/ke-hoach/{year}/{fund}/{dot}/tai-ve", access.ViewProgramme, (*call).planWorkbook},
		{"GET", "/ke-hoach/{year}/{fund}/{dot}/lap-giay-to", access.ViewProgramme, (*call).planMake},
		{"GET", "/ke-hoach/{year}/{fund}/{dot}/lap-giay-to/{loai}", access.ViewProgramme, (*call).planPaper},
		{"POST", "/ke-hoach/{year}/{fund}/{dot}/luu", access.DraftPlan, (*call).planChoose},
		{"POST", "/ke-hoach/{year}/{fund}/{dot}/cap-nhat", access.DraftPlan, (*call).planRefresh},
		{"POST", "/ke-hoach/{year}/{fund}/{dot}/trinh", access.SubmitPlan, (*call).planSubmit},
		// Who decides depends on the fund, so the fund is spelled out.
		{"POST", "/ke-hoach/{year}/dia-phuong/{dot}/phe-duyet", access.ApproveLocalPlan, (*call).planApproveLocal},
		{"POST", "/ke-hoach/{year}/dia-phuong/{dot}/tra-lai", access.ApproveLocalPlan, (*call).planSendBackLocal},
		{"POST", "/ke-hoach/{year}/quoc-gia/{dot}/phe-duyet", access.RecordNationalPlan, (*call).planApproveNational},
		{"POST", "/ke-hoach/{year}/quoc-gia/{dot}/tra-lai", access.RecordNationalPlan, (*call).planSendBackNational},

		{"GET", "/ke-hoach/dieu-chinh", access.ViewProgramme, (*call).planWaiting},
		{"GET", "/de-an/{id}/dieu-chinh", access.ViewProgramme, (*call).planAdjustments},
		{"POST", "/de-an/{id}/dieu-chinh", access.ProposeAdjustment, (*call).planPropose},
		// Law names who decides each kind of change; each has an address.
		{"POST", "/ke-hoach/dieu-chinh/{ma}/so-quyet-dinh", access.DecideByDepartment, (*call).planDecide},
		{"POST", "/ke-hoach/dieu-chinh/{ma}/tinh-quyet-dinh", access.DecideByProvince, (*call).planDecide},
		{"POST", "/ke-hoach/dieu-chinh/{ma}/bo-quyet-dinh", access.RecordByMinistry, (*call).planDecide},
	}
}
