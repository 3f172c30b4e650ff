package app

import (
	"encoding/json"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// reportCmd gathers the reports.
type reportCmd struct {
	Programme reportProgrammeCmd `cmd:"" help:"Tổng hợp chương trình của một năm, tính đến một ngày."`
	Period    reportPeriodCmd    `cmd:"" help:"Báo cáo của một kỳ: tháng, quý, 6 tháng, 9 tháng, năm, 5 năm."`
}

// reportProgrammeCmd sums up the programme of a year as of a day.
type reportProgrammeCmd struct {
	database
	format
	Province string `required:"" placeholder:"MÃ" help:"Mã tỉnh, ví dụ 19."`
	Year     int    `required:"" placeholder:"NĂM" help:"Năm ngân sách."`
	AsOf     string `placeholder:"NGÀY" help:"Tính đến hết ngày này, ví dụ 2020-08-31; nếu bỏ trống: hôm nay, hoặc 31/12 của năm đã qua."`
}

// Run runs the command.
func (c *reportProgrammeCmd) Run(e *env) error {
	if err := checkYear(c.Year); err != nil {
		return err
	}
	asOf, err := dayFlag("--as-of", c.AsOf)
	if err != nil {
		return err
	}
	return c.with(e, func(d *db.DB) error {
		if err := checkProvince(c.Province, calendar.Of(d.Now())); err != nil {
			return err
		}
		var s report.Summary
		err := d.View(e.ctx, db.Scope{Province: c.Province, Actor: access.System("report programme")}, func(tx *db.Tx) error {
			if asOf.IsZero() {
				asOf = report.DefaultDay(c.Year, tx.Today())
			}
			p, err := report.ProgrammeOf(e.ctx, tx, c.Year, asOf)
			if err != nil {
				return err
			}
			s = p.Summary()
			return nil
		})
		if err != nil {
			return err
		}
		if c.Format == "json" {
			return json.NewEncoder(e.stdout).Encode(s)
		}
		return e.print("%s", programmeText(s, asOf))
	})
}

// programmeText writes a summary for people.
func programmeText(s report.Summary, asOf calendar.Date) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Chương trình khuyến công năm %d, tính đến hết ngày %s\n", s.Year, asOf.VN())
	fmt.Fprintf(&b, "Tổng số: %d đề án, hỗ trợ %s đ\n", s.Schemes, s.Support)
	for _, f := range []struct{ key, name string }{
		{"national", "Khuyến công quốc gia"}, {"local", "Khuyến công địa phương"}, {"district", "Khuyến công cấp huyện"}, {"unknown", "Chưa rõ nguồn"},
	} {
		if sum, ok := s.Funds[f.key]; ok {
			fmt.Fprintf(&b, "  %s: %d đề án, %s đ\n", f.name, sum.Schemes, sum.Support)
		}
	}
	b.WriteString("Theo nội dung:")
	for _, c := range s.Contents {
		fmt.Fprintf(&b, "\n  %s: %d đề án, %s đ", c.Name, c.Schemes, c.Support)
	}
	if len(s.Contents) == 0 {
		b.WriteString(" không có đề án nào.")
	}
	return b.String()
}

// checkProvince returns an Invalid fault unless code is a province of today.
func checkProvince(code string, today calendar.Date) error {
	if u, ok := territory.Lookup(code, today); ok && u.Level == territory.Province {
		return nil
	}
	if now, ok := territory.ProvinceAt(code, today); ok {
		u, _ := territory.Lookup(now, today)
		return fault.New(fault.Invalid, "Tỉnh mã "+code+" nay thuộc "+u.Label()+"; hãy dùng --province "+now+".")
	}
	return fault.New(fault.Invalid, "Không có tỉnh nào mang mã “"+code+"”; mã tỉnh gồm hai chữ số, ví dụ 19.")
}

// checkYear returns an Invalid fault for a year that has no programme.
func checkYear(year int) error {
	if year >= 2000 && year <= 2100 {
		return nil
	}
	return fault.New(fault.Invalid, "Năm phải từ 2000 đến 2100.")
}

// dayFlag reads the day of a flag; none when it is empty.
func dayFlag(name, s string) (calendar.Date, error) {
	if s == "" {
		return calendar.Date{}, nil
	}
	d, err := calendar.Parse(s)
	if err != nil {
		d, err = calendar.ParseVN(s)
	}
	if err != nil {
		return d, fault.New(fault.Invalid, "Ngày của "+name+" phải có dạng năm-tháng-ngày, ví dụ 2020-08-31.")
	}
	return d, nil
}
