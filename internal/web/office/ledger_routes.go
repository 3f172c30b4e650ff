package office

import "example.vn/khuyencong/internal/platform/access"

func ledgerRoutes() []Route {
	return []Route{
		{"GET", "/so-kinh-phi", access.ViewLedger, (*call).ledgerList},
		{"GET", "/so-kinh-phi/{year}/{fund}", access.ViewLedger, (*call).ledgerBook},
		{"GET", "/so-kinh-phi/{year}/{fund}/tai-ve", access.ViewLedger, (*call).ledgerWorkbook},
		{"POST", "/so-kinh-phi/{year}/{fund}/du-toan", access.Allot, (*call).ledgerAllot},
		{"GET", "/de-an/{id}/so", access.ViewLedger, (*call).ledgerScheme},
	}
}
