package demo

import (
	"strings"

	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/db"
)

// report2020 issues the report of the first eight months of 2020, whose totals
// were published.
func (l *loader) report2020() error {
	p, err := report.ParsePeriod("2020-m8")
	if err != nil {
		return err
	}
	err = l.on("2020-09-03", "canbo", func(tx *db.Tx) error {
		d, err := report.Prepare(l.ctx, tx, p, report.Cut{View: territory.NewUnits, Level: territory.Commune}, 0)
		if err != nil {
			return err
		}
		return report.Edit(l.ctx, tx, p, d.Version, strings.ReplaceAll(d.Text, report.ToWrite, "(Dữ liệu minh họa: phần này do người lập báo cáo viết.)"))
	})
	if err != nil {
		return err
	}
	return l.on("2020-09-04", "giamdoc", func(tx *db.Tx) error {
		office, err := report.OfficeOf(l.ctx, tx)
		if err != nil {
			return err
		}
		d, err := report.DraftOf(l.ctx, tx, p)
		if err != nil {
			return err
		}
		_, err = report.Issue(l.ctx, tx, l.files, office, p, d.Version, "")
		return err
	})
}

// reportNow leaves the report of nine months of 2026 as a draft.
func (l *loader) reportNow() error {
	p, err := report.ParsePeriod("2026-m9")
	if err != nil {
		return err
	}
	return l.on("2026-11-20", "canbo", func(tx *db.Tx) error {
		_, err := report.Prepare(l.ctx, tx, p, report.Cut{View: territory.NewUnits, Level: territory.Commune}, 0)
		return err
	})
}
