package office

import (
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// contractMonthList names months: 04/2026, 05/2026.
func contractMonthList(months []string) string {
	names := make([]string, len(months))
	for i, m := range months {
		names[i] = contractMonth(m)
	}
	return strings.Join(names, ", ")
}

// contractWhoList names up to five beneficiaries and counts the others.
func contractWhoList(f *contract.File, numbers []int) string {
	const most = 5
	var names []string
	for i, no := range numbers {
		if i == most {
			names = append(names, "và "+strconv.Itoa(len(numbers)-most)+" đơn vị khác")
			break
		}
		name := contractWho(f.Scheme, strconv.Itoa(no))
		if no == 0 {
			name = "cả đề án"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// contractShare is what was done as a part of the whole investment.
func contractShare(done, whole money.VND) string { return ui.Percent(money.Share(done, whole)) }

// contractCarryLine says what was carried over by what decision.
func contractCarryLine(o contract.CarryOver, by string) string {
	return "Từ năm " + strconv.Itoa(o.FromYear) + " sang năm " + strconv.Itoa(o.ToYear) + ": " + ui.Money(o.Amount) +
		", quyết định số " + o.DecisionNo + " ngày " + ui.Day(o.DecidedOn) + ", " + o.Signer + " ký (ghi sổ: " + by + ")."
}

// contractRequestPath is the address of a request.
func contractRequestPath(d contract.Disbursement) string {
	return schemePath(d.Scheme, schemeTabContract, "de-nghi", d.ID)
}
