package office

import "example.vn/khuyencong/internal/platform/access"

// followupPath is where the office follows up on its support.
const followupPath = "/theo-doi-sau-ho-tro"

func followupRoutes() []Route {
	return []Route{
		{"GET", followupPath, access.ViewProgramme, (*call).followupHome},
		{"POST", followupPath + "/hoi", access.AskFollowup, (*call).followupAsk},
		{"GET", followupPath + "/phieu", access.ViewProgramme, (*call).followupList},
		{"GET", followupPath + "/phieu/{phieu}", access.ViewProgramme, (*call).followupShow},
		{"POST", followupPath + "/phieu/{phieu}", access.AskFollowup, (*call).followupTell},
		{"GET", followupPath + "/phieu/{phieu}/ban-in", access.AskFollowup, (*call).followupSlip},
		{"GET", followupLink + "/{code}", "", (*call).followupOpen},
		{"POST", followupLink + "/{code}", "", (*call).followupReply},
	}
}
