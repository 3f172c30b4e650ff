package office

import (
	"strconv"

	"example.vn/khuyencong/internal/domain/survey"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// surveyNeedKind is the tone of the state of a need.
func surveyNeedKind(s survey.NeedState) ui.Kind {
	switch s {
	case survey.NeedDraft:
		return ui.Neutral
	case survey.NeedSent:
		return ui.Info
	case survey.NeedReturned:
		return ui.Warn
	case survey.NeedConverted:
		return ui.OK
	case survey.NeedDeclined:
		return ui.Bad
	}
	return ui.Neutral
}

// surveyReplyKind is the tone of the state of a commune's sheet.
func surveyReplyKind(r survey.Reply) ui.Kind {
	switch r.State {
	case survey.Waiting:
		if r.Overdue {
			return ui.Bad
		}
		return ui.Warn
	case survey.Sent:
		return ui.Info
	case survey.Returned:
		return ui.Warn
	case survey.Confirmed:
		return ui.OK
	}
	return ui.Neutral
}

func surveyCampaignKind(s survey.CampaignState) ui.Kind {
	if s == survey.Open {
		return ui.Info
	}
	return ui.Neutral
}

// surveyReplyWhen says when a sheet came, or how it stands with the due day.
func surveyReplyWhen(r survey.Reply) string {
	switch {
	case r.SentAt != "" && r.Late:
		return ui.Moment(r.SentAt) + ", sau hạn"
	case r.SentAt != "":
		return ui.Moment(r.SentAt)
	case r.Overdue:
		return "Quá hạn"
	}
	return ""
}

// surveyYear reads the year of the path.
func (c *call) surveyYear() (int, error) {
	year, err := strconv.Atoi(c.r.PathValue("year"))
	if err != nil || year < 2000 || year > 2200 {
		return 0, fault.New(fault.NotFound, "Không có đợt rà soát này.")
	}
	return year, nil
}

// surveyPath is the address of a campaign or of something in it.
func surveyPath(year int, segments ...string) string {
	return ui.Path(append([]string{"nhu-cau", strconv.Itoa(year)}, segments...)...)
}
