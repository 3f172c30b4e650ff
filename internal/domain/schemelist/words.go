package schemelist

import (
	"regexp"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/text"
)

// familyHo begins the name of a person called Hồ, which folds as "hộ" does.
var familyHo = text.Marked("hồ") + " "

// beneficiaryKind tells the legal form from how a name begins.
func beneficiaryKind(name string) Kind {
	folded := text.Fold(name)
	if strings.HasPrefix(text.Marked(name), familyHo) {
		return OtherKind // a person's family name, not "hộ"
	}
	for _, k := range []struct {
		kind   Kind
		starts []string
	}{
		{Union, []string{"lhhtx", "lien hiep", "lien hiep htx"}},
		{Cooperative, []string{"htx", "hop tac xa", "qtd"}},
		{Group, []string{"tht", "to hop tac", "nhom ho", "to san xuat"}},
		{Enterprise, []string{"cong ty", "cty", "dn", "dntn", "doanh nghiep", "xi nghiep", "nha may", "tong cong ty", "tap doan", "chi nhanh", "enterprise"}},
		{Household, []string{"hkd", "ho", "ho kinh doanh", "co so", "cssx", "cs", "xuong", "household"}},
	} {
		for _, s := range k.starts {
			if strings.HasPrefix(folded+" ", s+" ") {
				return k.kind
			}
		}
	}
	for _, w := range []string{"tnhh", "co ltd", "jsc", "cong ty", "company"} {
		if hasPart(folded, w) {
			return Enterprise
		}
	}
	return OtherKind
}

var (
	nationalWords = []string{"khuyen cong quoc gia", "kcqg", "kc quoc gia", "kinh phi quoc gia", "nguon quoc gia", "trung uong", "khuyen cong qg", "cap quoc gia", "khuyen cong trung uong"}
	localWords    = []string{"khuyen cong dia phuong", "kcdp", "kc dia phuong", "kinh phi dia phuong", "nguon dia phuong", "khuyen cong tinh", "ngan sach tinh", "cap tinh", "khuyen cong dp", "ngan sach dia phuong"}
	districtWords = []string{"khuyen cong cap huyen", "khuyen cong huyen", "ngan sach huyen", "ngan sach cap huyen", "kinh phi cap huyen", "nguon cap huyen"}
)

// fundIn finds the one fund that a line speaks of.
func fundIn(line string) Fund {
	folded := text.Fold(line)
	has := func(p string) bool { return hasPart(folded, p) }
	national, local := slices.ContainsFunc(nationalWords, has), slices.ContainsFunc(localWords, has)
	district := slices.ContainsFunc(districtWords, has)
	switch {
	case district && !national && !local:
		return District
	case district:
		return Unknown
	case national && !local:
		return National
	case local && !national:
		return Local
	}
	return Unknown
}

// fundValue reads the cell of a column of funds.
func fundValue(s string) Fund {
	if f := fundIn(s); f != Unknown {
		return f
	}
	switch text.Fold(s) {
	case "quoc gia", "qg", "tw", "national", "cap quoc gia", "bo cong thuong", "nstw":
		return National
	case "cap huyen", "ns huyen", "nsh", "district":
		return District
	case "dia phuong", "dp", "tinh", "local", "nsdp", "ns tinh", "ngan sach":
		return Local
	}
	return Unknown
}

var totalWords = marked("tổng cộng", "tổng số", "tổng kinh phí", "tổng chung", "cộng", "tổng", "total", "tong cong", "tong so", "cong", "tong")

var notTotal = marked("tổng công ty", "tong cong ty", "cộng đồng", "cộng tác", "tổng hợp", "tổng đội", "tổng kho", "tổng cục", "tổng kết", "cong ty", "cong doan", "cong nghiep", "cong trinh", "cong nghe", "cong tac", "cong dong")

// totalTail is what may follow the words of a total: "Cộng I", "Tổng (I+II):".
var totalTail = regexp.MustCompile(`^(?:[ivx]+|[a-h]|[0-9]+|i{1,3}v?|muc|phan|nguon|kinh|kcqg|kcdp|khuyen|so|cong|chung|theo|noi|huyen|xa|toan|va|de|nam)\b`)

func marked(words ...string) []string {
	for i, w := range words {
		words[i] = text.Marked(w)
	}
	return words
}

// isTotal reports whether the words of a row announce a sum. "Cộng" is one,
// "Công ty" and "Cộng đồng" are not.
func isTotal(s string) bool {
	m := text.Marked(s)
	begins := func(w string) bool {
		rest, ok := strings.CutPrefix(m, w)
		return ok && (rest == "" || rest[0] == ' ')
	}
	if slices.ContainsFunc(notTotal, begins) {
		return false
	}
	for _, w := range totalWords {
		if begins(w) {
			rest := strings.TrimSpace(strings.TrimPrefix(m, w))
			return rest == "" || totalTail.MatchString(text.Fold(rest))
		}
	}
	return false
}

var footerStart = regexp.MustCompile(`^(?:nguoi lap|lap bieu|thu truong|giam doc|pho giam doc|kt |tl |tuq |chu tich|pho chu tich|ke toan|truong phong|noi nhan|ghi chu|nguon so lieu|nguon tin|nguon du lieu|nguon http|thoi diem|luu y|xac nhan|tm |so cong thuong|bang chu|so tien bang chu|\* )`)

var placeAndDay = regexp.MustCompile(`ngay [0-9 ]*thang [0-9 ]*nam`)

// isFooter reports whether a row of words stands below a list.
func isFooter(s string) bool {
	folded := text.Fold(s)
	if strings.HasPrefix(folded, "nguon ") && strings.Contains(s, ":") && fundIn(s) == Unknown {
		return true
	}
	return footerStart.MatchString(folded+" ") || placeAndDay.MatchString(folded) && len(folded) < 80
}

var (
	roman     = regexp.MustCompile(`^(?:X{0,3}(?:IX|IV|V?I{1,3}|V)|X{1,3})$`)
	numbering = regexp.MustCompile(`^([IVX]{1,6}|[A-H]|[0-9]{1,2}(?:\.[0-9]{1,2})*)\s*[.)/:–-]\s*(\S.*)$`)
	counted   = regexp.MustCompile(`^[0-9]{1,4}(?:\.[0-9]{1,3})*$`)
)

// numberKind tells how a row is numbered: by roman numerals, letters, numbers
// of some depth, or not at all.
func numberKind(no string) string {
	no = strings.TrimRight(strings.TrimSpace(no), ".)/:-–")
	switch {
	case no == "":
		return ""
	case roman.MatchString(no):
		return "roman"
	case len(no) == 1 && no[0] >= 'A' && no[0] <= 'Z':
		return "letter"
	case counted.MatchString(no):
		return strings.Repeat("n", 1+strings.Count(no, "."))
	}
	return "other"
}

// isDash reports whether a cell only marks that it holds nothing.
func isDash(s string) bool {
	return strings.Trim(s, " -–—+*•…._/") == ""
}
