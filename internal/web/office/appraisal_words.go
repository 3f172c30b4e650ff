package office

import (
	"example.vn/khuyencong/internal/domain/appraisal"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// appraisalEmpty says why there is no round yet.
func appraisalEmpty(s *scheme.Scheme) string {
	switch {
	case s.State.Editable():
		return "Đề án được thẩm định sau khi nộp hồ sơ."
	case s.State == scheme.Submitted:
		return "Hồ sơ đang chờ lãnh đạo Sở Công Thương giao thẩm định."
	}
	return "Đề án này không có đợt thẩm định trong hệ thống."
}

// appraisalRows gives a text area its height.
func appraisalRows(f ui.Field, n int) ui.Field {
	f.Rows = n
	return f
}

// appraisalNumber makes an input for a small number.
func appraisalNumber(f ui.Field, hint string) ui.Field {
	f.Numeric, f.Size, f.Hint = true, 6, hint
	return f
}

// appraisalHint adds a hint.
func appraisalHint(f ui.Field, hint string) ui.Field {
	f.Hint = hint
	return f
}

// appraisalAmount is the amount that a verdict starts from: what the round
// before gave, or what is asked, within the ceiling.
func appraisalAmount(s *scheme.Scheme) money.VND {
	if s.Appraised > 0 {
		return s.Appraised
	}
	if s.Ceiling > 0 {
		return min(s.Asked, s.Ceiling)
	}
	return s.Asked
}

// appraisalScoreOf is a member's score by a criterion.
func appraisalScoreOf(m appraisal.Seat, code string) appraisal.Score {
	for _, x := range m.Scores {
		if x.Criterion == code {
			return x
		}
	}
	return appraisal.Score{}
}
