package office

import "example.vn/khuyencong/internal/platform/access"

func paperRoutes() []Route {
	const out, in = "/van-ban-di", "/van-ban-den"
	return []Route{
		{"GET", out, access.ViewPapers, (*call).paperList},
		{"GET", out + "/so", access.ViewPapers, (*call).paperBook},
		{"GET", out + "/moi", access.DraftPaper, (*call).paperNew},
		{"POST", out + "/moi", access.DraftPaper, (*call).paperAdd},
		{"GET", out + "/{id}", access.ViewPapers, (*call).paperShow},
		{"GET", out + "/{id}/sua", access.DraftPaper, (*call).paperEdit},
		{"POST", out + "/{id}/sua", access.DraftPaper, (*call).paperChange},
		{"POST", out + "/{id}/cap-so", access.CheckPaper, (*call).paperCheck},
		{"POST", out + "/{id}/lap-lai-pdf", access.CheckPaper, (*call).paperConvertAgain},
		{"POST", out + "/{id}/ky", access.SignPaper, (*call).paperSign},
		{"POST", out + "/{id}/ky-so", access.SignPaper, (*call).paperSignKey},
		{"POST", out + "/{id}/phat-hanh", access.CheckPaper, (*call).paperIssue},
		{"POST", out + "/{id}/thu-hoi", access.RecallPaper, (*call).paperRecall},
		{"POST", out + "/{id}/bo", access.CheckPaper, (*call).paperVoid},
		{"GET", in, access.ViewPapers, (*call).paperList},
		{"GET", in + "/so", access.ViewPapers, (*call).paperBook},
		{"GET", in + "/moi", access.ReceivePaper, (*call).paperNew},
		{"POST", in + "/moi", access.ReceivePaper, (*call).paperAdd},
		{"GET", in + "/{id}", access.ViewPapers, (*call).paperShow},
		{"GET", in + "/{id}/sua", access.ReceivePaper, (*call).paperEdit},
		{"POST", in + "/{id}/sua", access.ReceivePaper, (*call).paperChange},
		{"POST", in + "/{id}/phan-xu-ly", access.AssignPaper, (*call).paperAssign},
		{"POST", in + "/{id}/tra-loi", access.AnswerPaper, (*call).paperAnswer},
		{"POST", in + "/{id}/bo", access.ReceivePaper, (*call).paperVoid},
		{"GET", "/quan-tri/co-quan", access.ManageOffice, (*call).officeShow},
		{"POST", "/quan-tri/co-quan", access.ManageOffice, (*call).officeSave},
		{"POST", "/quan-tri/co-quan/so", access.ManageOffice, (*call).officeBookOpen},
		{"POST", "/quan-tri/co-quan/so/dong", access.ManageOffice, (*call).officeBookClose},
	}
}

func proofRoutes() []Route {
	return []Route{
		{"GET", proofPath, "", (*call).proofForm},
		{"GET", proofPath + "/{code}", "", (*call).proofShow},
		{"POST", proofPath + "/{code}", "", (*call).proofCompare},
	}
}
