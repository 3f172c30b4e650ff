package register

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// The limits on what is typed, in characters.
const (
	maxNumber = 60
	maxLine   = 500
	maxSays   = 4000
)

// normal returns e in the form that is stored, or says, field by field, what
// cannot be stored.
func normal(ctx context.Context, tx *db.Tx, e Entry) (Entry, error) {
	reg, err := Of(ctx, tx)
	if err != nil {
		return e, err
	}
	e.Number, e.Issuer, e.Title = text.CleanLine(e.Number), text.CleanLine(e.Issuer), text.CleanLine(e.Title)
	e.Link = text.CleanLine(e.Link)
	var says []string
	for _, line := range e.Says {
		if line = text.CleanLine(line); line != "" {
			says = append(says, line)
		}
	}
	e.Says, e.Own = says, true
	var form fault.Form
	checkWords(&form, e)
	checkDays(&form, e)
	checkTwins(&form, reg, e)
	checkRelations(&form, reg, e)
	return e, form.Err("Văn bản còn chỗ cần xem lại.")
}

func checkWords(form *fault.Form, e Entry) {
	form.Check(slices.Contains(instrument.Kinds(), e.Kind), "kind", "Cần chọn loại văn bản.")
	form.Check(slices.Contains(instrument.Topics(), e.Topic), "topic", "Cần chọn lĩnh vực.")
	form.Check(e.Number != "", "number", "Cần ghi số, ký hiệu, ví dụ 12/2027/NQ-HĐND.")
	form.Check(utf8.RuneCountInString(e.Number) <= maxNumber, "number", "Số, ký hiệu dài tối đa 60 ký tự.")
	form.Check(instrument.IsNumber(e.Number), "number", "Chưa đọc được số, ký hiệu; ghi như trên văn bản, ví dụ 12/2027/NQ-HĐND.")
	form.Check(e.Issuer != "" && utf8.RuneCountInString(e.Issuer) <= maxLine, "issuer", "Cần ghi nơi ban hành, tối đa 500 ký tự.")
	form.Check(e.Title != "" && utf8.RuneCountInString(e.Title) <= maxLine, "title", "Cần ghi trích yếu, tối đa 500 ký tự.")
	form.Check(len(e.Says) > 0, "says", "Cần ghi ít nhất một câu về nội dung hoặc điểm thay đổi.")
	form.Check(utf8.RuneCountInString(strings.Join(e.Says, "\n")) <= maxSays, "says", "Nội dung dài tối đa 4.000 ký tự.")
	form.Check(e.Link == "" || strings.HasPrefix(e.Link, "https://") || strings.HasPrefix(e.Link, "http://"), "link", "Đường dẫn cần bắt đầu bằng https://.")
	form.Check(utf8.RuneCountInString(e.Link) <= maxLine, "link", "Đường dẫn dài tối đa 500 ký tự.")
	form.Check(e.Evidence == norm.Primary || e.Evidence == norm.Unverified, "evidence", "Cần chọn mức kiểm chứng.")
}

func checkDays(form *fault.Form, e Entry) {
	form.Check(!e.Signed.IsZero(), "signed_on", "Cần ghi ngày ký, ví dụ 10/12/2026.")
	form.Check(!e.From.IsZero(), "from_on", "Cần ghi ngày có hiệu lực, ví dụ 01/01/2027.")
	form.Check(!e.From.Before(e.Signed), "from_on", "Ngày có hiệu lực không thể trước ngày ký.")
	form.Check(e.Until.IsZero() || !e.Until.Before(e.From), "until_on", "Ngày hết hiệu lực không thể trước ngày có hiệu lực.")
}

// checkTwins refuses a number that the register has already.
func checkTwins(form *fault.Form, reg *instrument.Register, e Entry) {
	for _, twin := range reg.Twins(e.Instrument) {
		if twin.ID != e.ID {
			form.Add("number", "Sổ đã có "+twin.Cite()+" của "+twin.Issuer+".")
		}
	}
}

// checkRelations refuses relations to what the register does not have, to
// itself, and to what was signed later or refers back.
func checkRelations(form *fault.Form, reg *instrument.Register, e Entry) {
	for field, relations := range map[string][]instrument.Relation{"amends": e.Amends, "replaces": e.Replaces} {
		for _, rel := range relations {
			of, known := reg.ByID(rel.Of)
			backs := slices.ContainsFunc(slices.Concat(of.Amends, of.Replaces), func(r instrument.Relation) bool { return r.Of == e.ID })
			form.Check(known, field, "Sổ không có văn bản “"+string(rel.Of)+"”.")
			form.Check(rel.Of != e.ID, field, "Văn bản không thể sửa đổi hay thay thế chính nó.")
			form.Check(!backs, field, of.Cite()+" đã ghi là sửa đổi hoặc thay thế văn bản này.")
			form.Check(e.Signed.IsZero() || !e.Signed.Before(of.Signed), field, of.Cite()+" được ký sau văn bản này.")
		}
	}
}
