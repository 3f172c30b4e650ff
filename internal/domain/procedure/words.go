package procedure

import (
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
)

// Text puts the rule into words: how much, and after what.
func (r AdvanceRule) Text() string {
	text := "Tối đa " + r.First.String() + " kinh phí hỗ trợ"
	if r.ByDecision {
		text = "Không nêu tỷ lệ: nơi quản lý kinh phí quyết định, trong mức tối đa"
		if r.NeedsAcceptance {
			text = "Không nêu tỷ lệ: theo phần đã nghiệm thu"
		}
	}
	if r.NeedsVolume > 0 {
		text += ", khi đã làm trên " + r.NeedsVolume.String() + " " + r.VolumeOf
	}
	if r.NeedsAcceptance && !r.ByDecision {
		text += ", sau khi nghiệm thu cơ sở"
	}
	return text + "."
}

// ContentNames names the contents that the rule is about, in Vietnamese.
func (r AdvanceRule) ContentNames() string {
	if len(r.Contents) == 0 {
		return "Các nội dung khác"
	}
	return contentNames(r.Contents)
}

// ContentNames names the contents that the list is about, in Vietnamese.
func (l PaperList) ContentNames() string {
	if len(l.Contents) == 0 {
		return "Mọi nội dung"
	}
	return contentNames(l.Contents)
}

// Text puts into words when the thing is due; Dues that the text names are
// written out for OnDay.
func (d Deadline) Text() string {
	on := "Ngày "
	if d.Before {
		on = "Trước ngày "
	}
	switch d.Kind {
	case OnDay:
		var days []string
		for _, due := range d.Dues {
			days = append(days, due.VN())
		}
		if !d.Before {
			on = "Chậm nhất ngày "
		}
		return on + strings.Join(days, ", ")
	case Monthly:
		return on + strconv.Itoa(d.entry.Day) + " hằng tháng"
	case Quarterly:
		return "Sau mỗi quý; văn bản không nêu ngày"
	case DaysAfter:
		return "Trong " + strconv.Itoa(d.Days) + " ngày sau khi " + d.Event
	case WorkdaysAfter:
		return "Trong " + strconv.Itoa(d.Days) + " ngày làm việc sau khi " + d.Event
	}
	return string(d.Kind)
}

func contentNames(codes []norm.Content) string {
	var names []string
	for _, code := range codes {
		name := string(code)
		if info, ok := normbook.ContentByCode(code); ok {
			name = info.Short
		}
		names = append(names, name)
	}
	return strings.Join(names, "; ")
}
