package office

import (
	"fmt"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// A schemeContentRow is one row of the part "Nội dung hoạt động", as typed.
type schemeContentRow struct {
	Old   string // number that the content had when the page was shown
	Code  string
	Title string
	Units string
}

// schemeContentTitle names content no, from 1, of s.
func schemeContentTitle(s *scheme.Scheme, no int) string {
	if no < 1 || no > len(s.Contents) {
		return ""
	}
	if t := s.Contents[no-1].Title; t != "" {
		return t
	}
	info, _ := normbook.ContentByCode(s.Contents[no-1].Code)
	return info.Name
}

func (*call) schemeShowContents(p *schemeEditPage, s *scheme.Scheme) {
	for i, content := range s.Contents {
		p.Contents = append(p.Contents, schemeContentRow{
			Old: strconv.Itoa(i + 1), Code: string(content.Code), Title: content.Title, Units: strconv.FormatInt(content.Units, 10),
		})
	}
	p.Contents = schemePadContents(p.Contents, 2)
}

// schemePadContents offers n empty rows, within the limit.
func schemePadContents(rows []schemeContentRow, n int) []schemeContentRow {
	for i := 0; i < n && len(rows) < scheme.MaxContents; i++ {
		rows = append(rows, schemeContentRow{Units: "1"})
	}
	return rows
}

func (*call) schemeReadContents(p *schemeEditPage, form *ui.Form) func(*scheme.Scheme, *fault.Form) {
	codes, titles, units, old := form.Rows("code"), form.Rows("content_title"), form.Rows("units"), form.Rows("old")
	var contents []scheme.Content
	moved := map[int]int{} // old number → new number
	for i, code := range codes {
		row := schemeContentRow{Code: code, Title: schemeAt(titles, i), Units: schemeAt(units, i), Old: schemeAt(old, i)}
		if code == "" && row.Title == "" {
			continue
		}
		p.Contents = append(p.Contents, row)
		n, err := strconv.ParseInt(strings.ReplaceAll(row.Units, ".", ""), 10, 32)
		form.Check(err == nil && n >= 1 || row.Units == "", fmt.Sprintf("units_%d", len(p.Contents)), "Số lượng là số nguyên từ 1 trở lên.")
		contents = append(contents, scheme.Content{Code: norm.Content(code), Title: row.Title, Units: n})
		if no, err := strconv.Atoi(row.Old); err == nil {
			moved[no] = len(contents)
		}
	}
	p.Contents = schemePadContents(p.Contents, 2)
	return func(s *scheme.Scheme, wrong *fault.Form) {
		schemeRenumber(s, moved, wrong)
		s.Contents = contents
	}
}

// schemeRenumber keeps the estimate and the beneficiaries with their contents
// after some were removed. A content that is still used cannot be removed.
func schemeRenumber(s *scheme.Scheme, moved map[int]int, wrong *fault.Form) {
	to := func(no int, what string) int {
		if no == 0 {
			return 0
		}
		if moved[no] == 0 {
			wrong.Add("contents", fmt.Sprintf("Nội dung %d còn %s. Anh/chị chuyển sang nội dung khác rồi mới bỏ được.", no, what))
		}
		return moved[no]
	}
	for i := range s.Costs {
		s.Costs[i].ContentNo = to(s.Costs[i].ContentNo, "dòng dự toán")
	}
	for i := range s.Beneficiaries {
		s.Beneficiaries[i].ContentNo = to(s.Beneficiaries[i].ContentNo, "đơn vị thụ hưởng")
	}
}

// schemeAt is the i-th value of a column, "" where the column is shorter.
func schemeAt(column []string, i int) string {
	if i < len(column) {
		return column[i]
	}
	return ""
}
