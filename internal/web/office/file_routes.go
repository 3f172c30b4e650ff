package office

import "example.vn/khuyencong/internal/platform/access"

func fileRoutes() []Route {
	return []Route{
		{"GET", "/tep/{id}", access.ViewProgramme, (*call).fileSend},
	}
}
