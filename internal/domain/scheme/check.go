package scheme

import (
	"fmt"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// A Judged is the verdict of the norms on one part of a scheme.
type Judged struct {
	ContentNo   int
	Beneficiary string // name, when the verdict is about one beneficiary
	Title       string
	// Told are the facts that the verdict rests on, for people to read.
	Told []Told `json:",omitempty"`
	norm.Verdict
}

// Verdicts judges every content of the scheme, in their order, and then every
// beneficiary whose own share is known, by the norms in force on the day that
// decides: the day of approval, or today while it is not approved. What the
// beneficiaries had before counts as far as the basis knows it.
//
// Law: NĐ 235/2025/NĐ-CP, transition: a scheme keeps the rules of the day of
// its approval.
func (s *Scheme) Verdicts(by Basis, on calendar.Date) []Judged {
	var all []Judged
	for i := range s.Contents {
		f := s.facts(by, s.Active(), i, on)
		all = append(all, Judged{ContentNo: i + 1, Title: s.titleOf(i), Told: tell(f), Verdict: norm.Judge(by.Book, f)})
	}
	for _, b := range s.Active() {
		if b.Support > 0 && b.ContentNo > 0 && b.ContentNo <= len(s.Contents) {
			f := s.part(by, b, on)
			all = append(all, Judged{ContentNo: b.ContentNo, Beneficiary: b.Name, Title: s.titleOf(b.ContentNo - 1), Told: tell(f), Verdict: norm.Judge(by.Book, f)})
		}
	}
	return all
}

// part gathers what the verdict on the share of one beneficiary depends on.
func (s *Scheme) part(by Basis, b Beneficiary, on calendar.Date) norm.Facts {
	f := s.facts(by, []Beneficiary{b}, b.ContentNo-1, on)
	f.Units, f.EligibleCost, f.Asked = 1, b.Cost, b.Support
	placed(&f, b.Place)
	return f
}

// named is the support of the beneficiaries that take part, as far as it is
// told apart.
func (s *Scheme) named() money.VND {
	var sum money.VND
	for _, b := range s.Active() {
		sum += b.Support
	}
	return sum
}

func (s *Scheme) titleOf(i int) string {
	if s.Contents[i].Title != "" {
		return s.Contents[i].Title
	}
	info, _ := normbook.ContentByCode(s.Contents[i].Code)
	return info.Name
}

// facts gathers what the verdict on content i, for those beneficiaries, depends
// on. A cost line without a content belongs to the first.
func (s *Scheme) facts(by Basis, who []Beneficiary, i int, on calendar.Date) norm.Facts {
	c := s.Contents[i]
	f := norm.Facts{
		Content: c.Code, On: on, Fund: norm.Fund(s.Fund), Units: c.Units,
		PriorityTerritory: s.Territory != "", PriorityIndustry: len(s.Priorities) > 0,
		Known: known(s.Territory, s.Group, s.Key),
	}
	f.Province, f.Former = whose(s.Province, formerProvince(s.Place), on)
	for _, line := range s.Costs {
		if max(line.ContentNo, 1) == i+1 {
			f.EligibleCost += line.Total()
			f.Asked += line.From(s.Fund)
		}
	}
	asked(&f, who, i)
	placed(&f, s.Place)
	f.Items = s.items(i)
	by.History.past(&f, s.ID, who, i)
	return f
}

// total sums the ceilings of the contents; 0 when one of them has none. What
// was received before changes no ceiling.
func (s *Scheme) total(book *norm.Book, on calendar.Date) money.VND {
	var sum money.VND
	for _, v := range s.Verdicts(Basis{Book: book}, on)[:len(s.Contents)] {
		if !v.HasCeiling {
			return 0
		}
		sum += v.Ceiling
	}
	return sum
}

// CheckNorms returns the first fault among the verdicts on day on, if a
// verified ceiling is exceeded.
func (s *Scheme) CheckNorms(by Basis, on calendar.Date) error {
	for _, v := range s.Verdicts(by, on) {
		if err := norm.Check(v.Verdict); err != nil {
			return err
		}
	}
	return nil
}

// Complete reports what the dossier lacks to be handed in; nil when nothing.
//
// Law: TT 36/2013/TT-BCT Điều 5 (content of a scheme), Điều 2 (group scheme).
func (s *Scheme) Complete() error {
	f := &fault.Form{}
	f.Check(len(s.Contents) > 0, "content_1", "Đề án cần ít nhất một nội dung hoạt động.")
	f.Check(s.Objectives != "", "objectives", "Chưa nêu mục tiêu của đề án.")
	f.Check(s.Implementer != "", "implementer", "Chưa ghi đơn vị thực hiện.")
	f.Check(!s.StartsOn.IsZero(), "starts_on", "Chưa có ngày bắt đầu.")
	f.Check(!s.EndsOn.IsZero(), "ends_on", "Chưa có ngày kết thúc.")
	f.Check(len(s.Costs) > 0, "costs", "Chưa có dự toán.")
	f.Check(s.Asked > 0, "costs", "Dự toán chưa có phần đề nghị "+s.Fund.Label()+" hỗ trợ.")
	f.Check(s.Group || s.Place.Commune != "", "commune", "Chưa chọn nơi thực hiện.")
	f.Check(!s.Key || len(s.Contents) >= 2, "key", "Đề án điểm phải có ít nhất hai nội dung hoạt động.")
	s.checkNames(f)
	return f.Err("Hồ sơ đề án chưa đủ để nộp.")
}

// checkNames asks for the right number of beneficiaries.
func (s *Scheme) checkNames(f *fault.Form) {
	n := len(s.Active())
	f.Check(s.named() <= s.Asked, "beneficiaries", "Tổng hỗ trợ của các đơn vị thụ hưởng lớn hơn số đề nghị trong dự toán.")
	if s.Group {
		f.Check(n == 0 || (n >= minGroup && n <= maxGroup), "beneficiaries",
			fmt.Sprintf("Đề án nhóm có từ 2 đến 10 đơn vị thụ hưởng, hoặc để trống và xác định sau; hiện có %d.", n))
		return
	}
	f.Check(n > 0 || !s.needsBeneficiary(), "beneficiaries", "Chưa có đơn vị thụ hưởng.")
}

// needsBeneficiary reports whether a content supports an establishment by
// name: models, machinery and technology, brands.
func (s *Scheme) needsBeneficiary() bool {
	for _, c := range s.Contents {
		if info, ok := normbook.ContentByCode(c.Code); ok && info.Group == "3" {
			return true
		}
	}
	return false
}

// CheckAmount returns an Unlawful fault when amount, the whole support of the
// scheme, is above the sum of the ceilings of its contents on day on and all
// of these are verified. An unverified ceiling warns and never blocks.
func (s *Scheme) CheckAmount(by Basis, amount money.VND, on calendar.Date) error {
	var ceiling money.VND
	basis := ""
	for _, v := range s.Verdicts(by, on)[:len(s.Contents)] {
		if v.Eligible == norm.No {
			return norm.Check(v.Verdict)
		}
		if !v.HasCeiling || !v.Evidence.Verified() {
			return nil
		}
		ceiling += v.Ceiling
		basis = v.Citation
	}
	if basis == "" || amount <= ceiling {
		return nil
	}
	return &fault.Error{
		Kind:    fault.Unlawful,
		Message: fmt.Sprintf("Số hỗ trợ %s đ của đề án %s vượt mức trần %s đ.", amount, s.ID, ceiling),
		Basis:   basis,
	}
}
