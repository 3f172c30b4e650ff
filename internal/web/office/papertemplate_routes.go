package office

import "example.vn/khuyencong/internal/platform/access"

// paperTemplateRoutes are the pages of the templates that an office writes
// itself.
func paperTemplateRoutes() []Route {
	return []Route{
		{"GET", "/quan-tri/mau-giay-to", access.ViewProgramme, (*call).paperTemplates},
		{"GET", "/quan-tri/mau-giay-to/{loai}", access.ViewProgramme, (*call).paperTemplateKind},
		{"POST", "/quan-tri/mau-giay-to/{loai}", access.EditTemplate, (*call).paperTemplateAdd},
		{"GET", "/quan-tri/mau-giay-to/{loai}/{ban}", access.ViewProgramme, (*call).paperTemplateShow},
		{"POST", "/quan-tri/mau-giay-to/{loai}/{ban}/cong-bo", access.PublishTemplate, (*call).paperTemplatePublish},
		{"POST", "/quan-tri/mau-giay-to/{loai}/{ban}/thoi", access.PublishTemplate, (*call).paperTemplateEnd},
		{"POST", "/quan-tri/mau-giay-to/{loai}/{ban}/bo", access.EditTemplate, (*call).paperTemplateDrop},
	}
}
