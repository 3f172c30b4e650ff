package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/sheet"
)

// reportPeriodCmd counts a period, and writes it as a file when asked to.
type reportPeriodCmd struct {
	database
	format
	Province string `required:"" placeholder:"MÃ" help:"Mã tỉnh, ví dụ 19."`
	Period   string `required:"" placeholder:"KỲ" help:"2020-t8 là tháng 8, 2020-q3 quý III, 2020-m6 6 tháng, 2020-m9 9 tháng, 2020 cả năm, 2016-2020 5 năm."`
	Old      bool   `help:"Theo đơn vị hành chính cũ, cấp huyện."`
	Out      string `placeholder:"TỆP" help:"Ghi thành tệp .xlsx, .docx hoặc .pdf."`
}

// Run runs the command.
func (c *reportPeriodCmd) Run(e *env) error {
	p, err := report.ParsePeriod(c.Period)
	if err != nil {
		return err
	}
	as := strings.TrimPrefix(strings.ToLower(filepath.Ext(c.Out)), ".")
	if c.Out != "" && as != "xlsx" && as != "docx" && as != "pdf" {
		return fault.New(fault.Invalid, "Tệp của --out phải có đuôi .xlsx, .docx hoặc .pdf.")
	}
	cut := report.Cut{View: territory.NewUnits, Level: territory.Commune}
	if c.Old {
		cut = report.Cut{View: territory.OldUnits, Level: territory.District}
	}
	return c.with(e, func(d *db.DB) error {
		if err := checkProvince(c.Province, calendar.Of(d.Now())); err != nil {
			return err
		}
		var r *report.Report
		h := report.Heading{Note: "DỰ THẢO"}
		err := d.View(e.ctx, db.Scope{Province: c.Province, Actor: access.System("report period")}, func(tx *db.Tx) (err error) {
			if r, err = report.Of(e.ctx, tx, p, cut); err == nil && c.Out != "" {
				h.Office, err = report.OfficeOf(e.ctx, tx)
			}
			return err
		})
		if err != nil {
			return err
		}
		if c.Out != "" {
			return c.write(e, r, h, as, d.Now().Format("15:04 02/01/2006"))
		}
		if c.Format == "json" {
			return json.NewEncoder(e.stdout).Encode(r)
		}
		return e.print("%s", periodText(r))
	})
}

// write writes the report as a file that nobody has yet.
func (c *reportPeriodCmd) write(e *env, r *report.Report, h report.Heading, as, moment string) error {
	file, err := encodeReport(r, h, as, moment)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fault.New(fault.Invalid, "Không tạo được tệp “"+c.Out+"”: đã có tệp ấy, hoặc thư mục không ghi được.")
	}
	_, err = f.Write(file)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", c.Out, err)
	}
	return e.print("Đã ghi %s", c.Out)
}

// encodeReport writes the report in a format: its tables as a workbook, all of it
// as a paper.
func encodeReport(r *report.Report, h report.Heading, as, moment string) ([]byte, error) {
	if as != "xlsx" {
		return encode(r.Paper(h, nil), as)
	}
	var b bytes.Buffer
	err := sheet.Write(&b, r.Workbook(h.Office.Name, moment))
	return b.Bytes(), err
}

// periodText writes the main figures for people.
func periodText(r *report.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s.\n", r.Title(), r.Standing())
	for _, m := range report.Measures() {
		fmt.Fprintf(&b, "%s: %s %s", m.Label(), m.Of(r.Total.ToDate), m.Unit())
		if !r.FromJanuary() {
			fmt.Fprintf(&b, "; trong kỳ %s", m.Of(r.Total.Within))
		}
		if share, ok := m.OfPlan(r.Total.ToDate); ok {
			fmt.Fprintf(&b, "; %s kế hoạch", share)
		}
		fmt.Fprintf(&b, "; cùng kỳ %s\n", m.Of(r.Total.Earlier))
	}
	for _, l := range r.Table(report.ByFund).Lines {
		fmt.Fprintf(&b, "  %s: %d đề án, kế hoạch %s đồng\n", ledger.Fund(l.Code).Label(), l.ToDate.Schemes, l.ToDate.Support)
	}
	b.WriteString("Cách tính:")
	for _, n := range r.Notes() {
		b.WriteString("\n- " + n)
	}
	return b.String()
}
