package office

import "example.vn/khuyencong/internal/platform/access"

func appraisalRoutes() []Route {
	return []Route{
		{"GET", "/de-an/{id}/tham-dinh", access.ViewProgramme, (*call).appraisalShow},
		{"GET", "/de-an/{id}/tham-dinh/phu-luc-muc-chi", access.ViewProgramme, (*call).appraisalAnnex},
		{"GET", "/de-an/{id}/tham-dinh/{lan}/phieu-cham", access.ScoreAppraisal, (*call).appraisalSheet},
		{"GET", "/de-an/{id}/tham-dinh/{lan}/bien-ban", access.ViewProgramme, (*call).appraisalMinutes},
		{"POST", "/de-an/{id}/tham-dinh/giao", access.OpenAppraisal, (*call).appraisalStart},
		{"POST", "/de-an/{id}/tham-dinh/tra-lai", access.OpenAppraisal, (*call).appraisalSendBack},
		{"POST", "/de-an/{id}/tham-dinh/xung-dot", access.ScoreAppraisal, (*call).appraisalWithhold},
		{"POST", "/de-an/{id}/tham-dinh/cham", access.ScoreAppraisal, (*call).appraisalJudge},
		{"POST", "/de-an/{id}/tham-dinh/ket-luan", access.ConcludeAppraisal, (*call).appraisalConclude},
		{"POST", "/de-an/{id}/tham-dinh/bo", access.RecordMinistry, (*call).appraisalMinistry},
	}
}
