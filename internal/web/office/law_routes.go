package office

import "example.vn/khuyencong/internal/platform/access"

func lawRoutes() []Route {
	return []Route{
		{"GET", "/van-ban", access.ViewHome, (*call).lawList},
		{"GET", "/van-ban/kiem-tra", access.ViewHome, (*call).lawCheckForm},
		{"POST", "/van-ban/kiem-tra", access.ViewHome, (*call).lawCheck},
		{"GET", "/van-ban/moi", access.ManageInstruments, (*call).lawNew},
		{"POST", "/van-ban/moi", access.ManageInstruments, (*call).lawAdd},
		{"GET", "/van-ban/{id}", access.ViewHome, (*call).lawShow},
		{"GET", "/van-ban/{id}/sua", access.ManageInstruments, (*call).lawEdit},
		{"POST", "/van-ban/{id}/sua", access.ManageInstruments, (*call).lawChange},
		{"POST", "/van-ban/{id}/rut", access.ManageInstruments, (*call).lawWithdraw},
	}
}
