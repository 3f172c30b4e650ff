package invoice

import (
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// numerals are the words of which amounts are made, without marks, each under
// the one that stands for it: bốn and tư, nghìn and ngàn, năm and lăm say the
// same. What may be left out or added stands for nothing.
var numerals = map[string]string{
	"khong": "khong", "mot": "mot", "hai": "hai", "ba": "ba", "bon": "bon", "tu": "bon", "nam": "nam", "lam": "nam", "nham": "nam",
	"sau": "sau", "bay": "bay", "tam": "tam", "chin": "chin", "muoi": "muoi", "tram": "tram", "nghin": "nghin", "ngan": "nghin",
	"trieu": "trieu", "ty": "ty", "ti": "ty", "am": "am",
	"linh": "", "le": "", "va": "", "chan": "", "tron": "", "bang": "", "chu": "", "so": "", "tien": "",
}

// numeral reads an amount in words as the words that stand for it, up to the
// unit; ok is false for what holds other words, such as another language.
// "Không trăm" is left out: some say it and some do not.
func numeral(words string) (all []string, ok bool) {
	for word := range strings.FieldsSeq(text.Fold(words)) {
		if word == "dong" || word == "vnd" {
			break
		}
		meaning, known := numerals[word]
		if !known {
			return nil, false
		}
		switch last := len(all) - 1; {
		case meaning == "":
		case meaning == "tram" && last >= 0 && all[last] == "khong":
			all = all[:last]
		default:
			all = append(all, meaning)
		}
	}
	return all, len(all) > 0
}

// lookAtWords compares the amount in words with the total. A difference is for
// people to look at: programs of suppliers word amounts in many ways.
func (i *Invoice) lookAtWords() {
	if i.Words == "" {
		return
	}
	said, ok := numeral(i.Words)
	want, _ := numeral(i.Total.Words(money.Spelling{}))
	switch {
	case !ok:
		i.find(false, "Số tiền bằng chữ trên hóa đơn là “"+cut(i.Words, 200)+"”, phần mềm không đọc được để so với số "+i.Total.String()+" đ.")
	case !slices.Equal(said, want):
		i.find(false, "Số tiền bằng chữ trên hóa đơn là “"+cut(i.Words, 200)+"”, khác với tổng tiền thanh toán "+i.Total.String()+" đ (bằng chữ: "+
			i.Total.Words(money.Spelling{})+").")
	}
}
