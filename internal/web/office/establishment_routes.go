package office

import "example.vn/khuyencong/internal/platform/access"

func establishmentRoutes() []Route {
	return []Route{
		{"GET", "/co-so", access.ViewEstablishment, (*call).establishmentList},
		{"GET", "/co-so/tai-ve", access.ViewEstablishment, (*call).establishmentDownload},
		{"GET", "/co-so/moi", access.EditEstablishment, (*call).establishmentNew},
		{"POST", "/co-so/moi", access.EditEstablishment, (*call).establishmentAdd},
		{"GET", "/co-so/trung", access.MergeEstablishment, (*call).establishmentDuplicates},
		{"POST", "/co-so/trung/gop", access.MergeEstablishment, (*call).establishmentMerge},
		{"POST", "/co-so/trung/tach", access.MergeEstablishment, (*call).establishmentUndo},
		{"GET", "/co-so/{id}", access.ViewEstablishment, (*call).establishmentShow},
		{"GET", "/co-so/{id}/sua", access.EditEstablishment, (*call).establishmentEdit},
		{"POST", "/co-so/{id}/sua", access.EditEstablishment, (*call).establishmentChange},
		{"GET", "/dia-ban", access.ViewEstablishment, (*call).unitList},
	}
}
