package office

import (
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/appraisal"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// An appraisalPaper is a score sheet or the minutes, to be printed and signed.
type appraisalPaper struct {
	Shell      ui.Shell
	Scheme     *scheme.Scheme
	Meta       string
	Department string
	Round      appraisalRound
	Seat       *appraisal.Seat // nil on a blank score sheet
	Criteria   []normbook.Criterion
}

// appraisalPaper reads the base round of the address.
func (c *call) appraisalPaper(title string) (appraisalPaper, error) {
	p := appraisalPaper{Department: c.province.Department}
	id := scheme.ID(c.r.PathValue("id"))
	number, err := strconv.Atoi(c.r.PathValue("lan"))
	if err != nil {
		number = 0
	}
	err = c.view(func(tx *db.Tx) error {
		var err error
		if p.Scheme, err = scheme.ByID(c.ctx(), tx, id); err != nil {
			return err
		}
		all, err := appraisal.Of(c.ctx(), tx, id)
		if err != nil {
			return err
		}
		for _, a := range all {
			if a.Level == appraisal.Base && a.Round == number {
				p.Round, err = c.appraisalRound(tx, p.Scheme, a)
				return err
			}
		}
		return fault.New(fault.NotFound, "Không tìm thấy đợt thẩm định này.")
	})
	if err != nil {
		return p, err
	}
	p.Criteria, p.Seat, p.Meta = p.Round.Criteria, p.Round.Seat(c.scope.Actor.ID), schemeMeta(p.Scheme)
	p.Shell = c.page(title + " đề án " + string(id))
	p.Shell.Back = &ui.Link{Label: "Thẩm định", Href: schemePath(id, schemeTabAppraisal)}
	p.Shell.Printed = c.s.DB.Now().Format("2006-01-02T15:04:05Z07:00")
	return p, nil
}

// score is the member's score and remark by a criterion, "" on a blank sheet.
func (p appraisalPaper) score(code string) (points, remark string) {
	if p.Seat == nil {
		return "", ""
	}
	for _, x := range p.Seat.Scores {
		if x.Criterion == code {
			return strconv.Itoa(x.Score), x.Remark
		}
	}
	return "", ""
}

func (c *call) appraisalSheet() error {
	p, err := c.appraisalPaper("Phiếu chấm")
	if err != nil {
		return err
	}
	return c.render(http.StatusOK, appraisalSheetView(p))
}

func (c *call) appraisalMinutes() error {
	p, err := c.appraisalPaper("Biên bản thẩm định")
	if err != nil {
		return err
	}
	return c.render(http.StatusOK, appraisalMinutesView(p))
}
