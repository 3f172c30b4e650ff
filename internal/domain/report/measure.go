package report

import (
	"example.vn/khuyencong/internal/platform/money"
)

// A Measure is one figure of a report.
type Measure string

// The measures.
const (
	CountSchemes    Measure = "schemes"    // số đề án
	CountPeople     Measure = "people"     // lượt cơ sở thụ hưởng
	MoneyPlanned    Measure = "planned"    // kế hoạch: hỗ trợ đã quyết định
	MoneyContracted Measure = "contracted" // giá trị hợp đồng đã ký
	MoneySpent      Measure = "spent"      // đã chi
	MoneyAdvanced   Measure = "advanced"   // tạm ứng chưa thanh toán
	MoneyAccepted   Measure = "accepted"   // giá trị nghiệm thu
	MoneySettled    Measure = "settled"    // đã quyết toán
)

// Measures lists the measures in the order of a report.
func Measures() []Measure {
	return []Measure{CountSchemes, CountPeople, MoneyPlanned, MoneyContracted, MoneySpent, MoneyAdvanced, MoneyAccepted, MoneySettled}
}

// Label is the Vietnamese name of the measure.
func (m Measure) Label() string {
	switch m {
	case CountSchemes:
		return "Số đề án"
	case CountPeople:
		return "Lượt cơ sở thụ hưởng"
	case MoneyPlanned:
		return "Kế hoạch (hỗ trợ đã quyết định)"
	case MoneyContracted:
		return "Đã ký hợp đồng"
	case MoneySpent:
		return "Đã chi"
	case MoneyAdvanced:
		return "Trong đó: tạm ứng chưa thanh toán"
	case MoneyAccepted:
		return "Đã nghiệm thu"
	case MoneySettled:
		return "Đã quyết toán"
	}
	return string(m)
}

// Short is the name of the measure at the head of a column.
func (m Measure) Short() string {
	switch m {
	case CountSchemes:
		return "Đề án"
	case CountPeople:
		return "Lượt cơ sở"
	case MoneyPlanned:
		return "Kế hoạch"
	case MoneyContracted:
		return "Hợp đồng"
	case MoneyAdvanced:
		return "Dư tạm ứng"
	case MoneyAccepted:
		return "Nghiệm thu"
	case MoneySettled:
		return "Quyết toán"
	case MoneySpent:
	}
	return m.Label()
}

// Unit is the Vietnamese name of what the measure counts.
func (m Measure) Unit() string {
	switch m {
	case CountSchemes:
		return "đề án"
	case CountPeople:
		return "lượt"
	case MoneyPlanned, MoneyContracted, MoneySpent, MoneyAdvanced, MoneyAccepted, MoneySettled:
	}
	return "đồng"
}

// Counts reports whether the measure counts things, not money.
func (m Measure) Counts() bool { return m.Unit() != "đồng" }

// Of is the measure of sums: đồng, or a number of things.
func (m Measure) Of(s Sums) money.VND {
	switch m {
	case CountSchemes:
		return money.VND(s.Schemes)
	case CountPeople:
		return money.VND(s.People)
	case MoneyPlanned:
		return s.Support
	case MoneyContracted:
		return s.Contracted
	case MoneySpent:
		return s.Spent
	case MoneyAdvanced:
		return s.Advanced
	case MoneyAccepted:
		return s.Accepted
	case MoneySettled:
		return s.Settled
	}
	return 0
}

// OfPlan is the measure as a share of the plan of the same schemes. Schemes of
// old lists are outside the books, so their support is no part of the plan that
// contracts and payments are measured by. ok is false for a measure that is not
// compared with the plan, and where there is none.
func (m Measure) OfPlan(s Sums) (r money.Ratio, ok bool) {
	switch m {
	case MoneyContracted, MoneySpent, MoneyAdvanced, MoneyAccepted, MoneySettled:
		return money.Share(m.Of(s), s.Booked), s.Booked > 0
	case CountSchemes, CountPeople, MoneyPlanned:
	}
	return 0, false
}

// OfEarlier is the measure as a share of what it was in the same period before;
// ok is false where that was nothing.
func (m Measure) OfEarlier(b BySpan) (r money.Ratio, ok bool) {
	return money.Share(m.Of(b.ToDate), m.Of(b.Earlier)), m.Of(b.Earlier) > 0
}

// The bases of the percentages, in Vietnamese, as reports state them.
const (
	BasePlan     = "% kế hoạch: chia cho kế hoạch của chính dòng đó, không kể đề án ghi từ danh sách cũ (nằm ngoài sổ kinh phí)."
	BaseShare    = "Tỷ trọng: kế hoạch của dòng chia cho tổng kế hoạch."
	BaseEarlier  = "So cùng kỳ: số lũy kế của dòng chia cho số cùng kỳ năm trước (hoặc giai đoạn trước) của chính dòng đó."
	BaseEstimate = "% dự toán: kế hoạch của nguồn chia cho dự toán được giao của chính nguồn đó."
)

// A Column is one column of a table of a report: a measure in a span, or a
// percentage of it.
type Column struct {
	Measure Measure
	Span    Span
	Percent Percent // "" for the measure itself
}

// Percent says what a percentage is a share of.
type Percent string

// The percentages.
const (
	PercentOfPlan    Percent = "plan"    // of the plan of the line
	PercentOfTotal   Percent = "total"   // of the total of the measure
	PercentOfEarlier Percent = "earlier" // of the same period before
)

// Columns lists the columns of the tables in a span; those of Earlier compare.
func Columns(s Span) []Column {
	if s == Earlier {
		var all []Column
		for _, m := range []Measure{CountSchemes, MoneyPlanned, MoneySpent, MoneySettled} {
			all = append(all, Column{m, ToDate, ""}, Column{m, Earlier, ""}, Column{m, ToDate, PercentOfEarlier})
		}
		return all
	}
	all := []Column{
		{CountSchemes, s, ""}, {MoneyPlanned, s, ""}, {MoneyPlanned, s, PercentOfTotal}, {MoneyContracted, s, ""}, {MoneySpent, s, ""},
		{MoneyAdvanced, s, ""}, {MoneyAccepted, s, ""}, {MoneySettled, s, ""},
	}
	if s == ToDate { // what a month adds is no share of a year's plan
		all = append(all, Column{MoneySpent, s, PercentOfPlan}, Column{MoneySettled, s, PercentOfPlan})
	}
	return all
}

// Head is the head of the column, in Vietnamese.
func (c Column) Head() string {
	switch c.Percent {
	case PercentOfPlan:
		return c.Measure.Short() + ", % kế hoạch"
	case PercentOfTotal:
		return "Tỷ trọng"
	case PercentOfEarlier:
		return c.Measure.Short() + ", % cùng kỳ"
	}
	if c.Span == Earlier {
		return c.Measure.Short() + " cùng kỳ"
	}
	return c.Measure.Short()
}

// Share is the percentage of a line; ok is false where there is no base.
func (c Column) Share(l, total Line) (r money.Ratio, ok bool) {
	switch c.Percent {
	case PercentOfPlan:
		return c.Measure.OfPlan(l.In(c.Span))
	case PercentOfTotal:
		part, whole := c.Measure.Of(l.In(c.Span)), c.Measure.Of(total.In(c.Span))
		return money.Share(part, whole), whole > 0 && part >= 0
	case PercentOfEarlier:
		return c.Measure.OfEarlier(l.BySpan)
	}
	return 0, false
}
