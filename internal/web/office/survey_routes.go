package office

import "example.vn/khuyencong/internal/platform/access"

func surveyRoutes() []Route {
	return []Route{
		{"GET", "/nhu-cau", access.ViewSurvey, (*call).surveyCampaigns},
		{"GET", "/nhu-cau/mo", access.ManageCampaign, (*call).surveyOpenForm},
		{"POST", "/nhu-cau/mo", access.ManageCampaign, (*call).surveyOpen},
		{"GET", "/nhu-cau/{year}", access.ViewSurvey, (*call).surveyOverview},
		{"GET", "/nhu-cau/{year}/tai-ve", access.ViewSurvey, (*call).surveyDownload},
		{"GET", "/nhu-cau/{year}/sua", access.ManageCampaign, (*call).surveyChangeForm},
		{"POST", "/nhu-cau/{year}/sua", access.ManageCampaign, (*call).surveyChange},
		{"POST", "/nhu-cau/{year}/dong", access.ManageCampaign, (*call).surveyClose},
		{"POST", "/nhu-cau/{year}/mo-lai", access.ManageCampaign, (*call).surveyReopen},
		{"GET", "/nhu-cau/{year}/{commune}", access.ViewSurvey, (*call).surveySheet},
		{"POST", "/nhu-cau/{year}/{commune}/gui", access.EnterNeed, (*call).surveySend},
		{"POST", "/nhu-cau/{year}/{commune}/tra-lai", access.HandleNeed, (*call).surveyReturn},
		{"POST", "/nhu-cau/{year}/{commune}/nhan", access.HandleNeed, (*call).surveyConfirm},
		{"GET", "/nhu-cau/{year}/{commune}/them", access.EnterNeed, (*call).surveyNeedNew},
		{"POST", "/nhu-cau/{year}/{commune}/them", access.EnterNeed, (*call).surveyNeedAdd},
		{"GET", "/nhu-cau/{year}/{commune}/{need}/sua", access.EnterNeed, (*call).surveyNeedEdit},
		{"POST", "/nhu-cau/{year}/{commune}/{need}/sua", access.EnterNeed, (*call).surveyNeedChange},
		{"POST", "/nhu-cau/{year}/{commune}/{need}/bo", access.EnterNeed, (*call).surveyNeedRemove},
		{"GET", "/nhu-cau/{year}/{commune}/{need}/de-an", access.HandleNeed, (*call).surveyConvertForm},
		{"POST", "/nhu-cau/{year}/{commune}/{need}/de-an", access.HandleNeed, (*call).surveyConvert},
		{"GET", "/nhu-cau/{year}/{commune}/{need}/khong-dua-vao", access.HandleNeed, (*call).surveyDeclineForm},
		{"POST", "/nhu-cau/{year}/{commune}/{need}/khong-dua-vao", access.HandleNeed, (*call).surveyDecline},
	}
}
