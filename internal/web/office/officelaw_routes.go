package office

import "example.vn/khuyencong/internal/platform/access"

// officeLawRoutes are the pages of the norms that an office writes down itself.
func officeLawRoutes() []Route {
	return []Route{
		{"GET", "/quan-tri/quy-dinh", access.ViewProgramme, (*call).officeLaws},
		{"GET", "/quan-tri/quy-dinh/moi", access.EditLaw, (*call).officeLawNew},
		{"POST", "/quan-tri/quy-dinh/moi", access.EditLaw, (*call).officeLawAdd},
		{"GET", "/quan-tri/quy-dinh/{id}", access.ViewProgramme, (*call).officeLawShow},
		{"GET", "/quan-tri/quy-dinh/{id}/muc", access.EditLaw, (*call).officeLawTable},
		{"POST", "/quan-tri/quy-dinh/{id}/muc", access.EditLaw, (*call).officeLawSetRows},
		{"GET", "/quan-tri/quy-dinh/{id}/tep", access.EditLaw, (*call).officeLawFile},
		{"POST", "/quan-tri/quy-dinh/{id}/tep", access.EditLaw, (*call).officeLawSave},
		{"POST", "/quan-tri/quy-dinh/{id}/ca", access.EditLaw, (*call).officeLawAddCase},
		{"POST", "/quan-tri/quy-dinh/{id}/ban-hanh", access.PublishLaw, (*call).officeLawPublish},
		{"POST", "/quan-tri/quy-dinh/{id}/rut", access.PublishLaw, (*call).officeLawWithdraw},
		{"GET", "/quan-tri/so-sanh", access.ViewProgramme, (*call).officeLawCompare},
		{"GET", "/quan-tri/thu-muc-chi", access.ViewProgramme, (*call).rehearsal},
	}
}
