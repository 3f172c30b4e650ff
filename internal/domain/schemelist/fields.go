package schemelist

import (
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/text"
)

// A field says what a column holds.
type field int

const (
	none field = iota
	fNo
	fTitle
	fWork // "Nội dung": the title where no column is called so
	fContent
	fContentCode
	fBeneficiary
	fKind
	fAddress
	fProvince
	fTaxCode
	fImplementer
	fCoordinator
	fTotal
	fSupport
	fNational // support from the national fund
	fLocal    // support from the local fund
	fCounterpart
	fOther
	fMoney // "Kinh phí" and no more
	fFund
	fYear
	fPeriod
	fDecision
	fDate
	fIndustry
	fNote
	fSource
	fIgnored // known, and of no use here
)

// isMoney reports whether a column of f holds amounts.
func (f field) isMoney() bool { return f >= fTotal && f <= fMoney }

// names reports whether a column of f says what a row is about.
func (f field) names() bool {
	return f == fTitle || f == fWork || f == fContent || f == fBeneficiary
}

// A rule gives a field to the headings that are one of its words, begin with
// one of its starts or hold one of its parts. The first rule that fits wins.
type rule struct {
	field                field
	words, starts, parts []string
	unless               []string // parts that rule it out
}

// rules know how centres call their columns, folded.
var rules = []rule{
	{field: fIgnored, parts: []string{"tam ung", "giai ngan", "thanh toan", "quyet toan", "ty le", "ti le", "luy ke", "con lai", "so luong", "dien thoai", "email"},
		starts: []string{"ma de an", "loai de an", "so de an", "muc tieu", "so lao dong", "doanh thu", "nguoi dai dien", "quy mo"}},
	{field: fNo, words: []string{"stt", "tt", "so tt", "so thu tu", "no", "thu tu", "so"}},
	{field: fSource, words: []string{"source", "source url", "nguon tin", "nguon tham khao", "nguon so lieu", "duong dan", "link"}},
	{field: fContentCode, words: []string{"content code", "ma noi dung"}},
	{field: fKind, words: []string{"beneficiary type"}, starts: []string{"loai hinh"}},
	{field: fYear, words: []string{"nam", "year", "nam thuc hien", "nam ke hoach", "nam ho tro", "nam trien khai", "nam phe duyet", "nien do", "ke hoach nam"}},
	{field: fPeriod, words: []string{"period", "schedule", "bat dau", "ket thuc"}, starts: []string{"thoi gian", "tien do", "thoi han"}},
	{field: fTaxCode, words: []string{"mst", "msdn", "tax code"}, parts: []string{"ma so thue", "ma so doanh nghiep"}},
	{field: fDecision, parts: []string{"quyet dinh", "so qd", "qd so", "so van ban", "decision"}, unless: []string{"ngay quyet dinh", "kinh phi", "ngay ky"}},
	{field: fDecision, parts: []string{"so ngay quyet dinh", "so ngay qd"}},
	{field: fDate, words: []string{"ngay", "ngay thang", "date"}, starts: []string{"ngay quyet dinh", "ngay qd", "ngay ky", "ngay ban hanh", "ngay phe duyet", "ngay thang nam"}},
	{field: fProvince, words: []string{"tinh", "province", "tinh thanh pho", "tinh tp"}},
	{field: fAddress, words: []string{"district or commune", "address", "xa", "huyen", "phuong", "thon", "xom", "xa phuong", "xa phuong thi tran", "huyen thanh pho",
		"huyen tp", "huyen thi xa thanh pho", "huyen thi xa", "quan huyen"}, starts: []string{"dia chi", "dia diem", "dia ban", "noi thuc hien", "noi trien khai", "tru so"}},
	{field: fWork, starts: []string{"noi dung ho tro", "noi dung thuc hien", "noi dung de an", "noi dung chi", "noi dung cong viec", "noi dung dau tu", "noi dung trien khai"},
		words: []string{"noi dung", "danh muc", "hang muc"}},
	{field: fContent, words: []string{"content", "content vi", "activity"}, starts: []string{"noi dung hoat dong", "noi dung khuyen cong", "loai noi dung", "nhom noi dung"}},
	{field: fWork, starts: []string{"noi dung"}},
	{field: fTitle, words: []string{"de an", "title", "scheme", "ten nhiem vu", "nhiem vu", "ten du an", "ten da"}, parts: []string{"ten de an", "ten cac de an", "danh muc de an", "danh muc cac de an", "ten chuong trinh", "ten nhiem vu"},
		starts: []string{"de an nhiem vu"}},
	{field: fNote, words: []string{"note", "notes", "y kien"}, starts: []string{"ghi chu"}},
	{field: fIndustry, starts: []string{"nganh", "linh vuc", "industry"}},
}

// moneyRules come next. They know leaves of headers whose upper rows speak of
// money, so "Đơn vị thụ hưởng" under "Nguồn vốn" is what that unit pays.
var moneyRules = []rule{
	{field: fCounterpart, parts: []string{"doi ung", "von tu co", "counterpart", "co so dong gop", "don vi dong gop", "tu dau tu", "von cua co so", "von co so"}},
	{field: fOther, words: []string{"khac", "nguon khac", "other"}, parts: []string{"von khac", "nguon khac", "kinh phi khac", "long ghep", "von vay"}},
	{field: fNational, words: []string{"quoc gia", "trung uong", "tw", "nstw", "national"}, parts: []string{"kcqg", "khuyen cong quoc gia", "khuyen cong qg", "kc quoc gia", "ngan sach trung uong", "kctw"}},
	{field: fLocal, words: []string{"dia phuong", "tinh", "nsdp", "local"}, parts: []string{"kcdp", "khuyen cong dia phuong", "khuyen cong dp", "kc dia phuong", "khuyen cong tinh", "ngan sach tinh", "ngan sach dia phuong"}},
	{field: fSupport, words: []string{"ho tro", "kc", "support vnd", "support", "so tien", "kp kc", "kpkc", "kinh phi kc", "nguon khuyen cong"},
		parts: []string{"khuyen cong", "kc ho tro", "kpkc", "kp kc", "nsnn", "ngan sach", "kinh phi ho tro", "kp ho tro", "tien ho tro", "muc ho tro", "von ho tro", "de nghi ho tro", "duoc ho tro",
			"ho tro kinh phi", "kinh phi duoc duyet", "kinh phi phe duyet", "kinh phi duoc phe duyet", "kinh phi de nghi", "kinh phi tham dinh", "gia tri ho tro"},
		unless: []string{"don vi", "co so", "ten", "doi tuong"}},
	{field: fTotal, words: []string{"cong", "tong", "tong so", "tong cong", "thanh tien", "total", "du toan", "tmdt", "tmdt du kien", "tvdt"}, starts: []string{"tong", "total cost"},
		parts: []string{"von dau tu", "kinh phi thuc hien", "kinh phi du kien", "muc dau tu", "kinh phi dau tu"}},
	{field: fMoney, words: []string{"kinh phi", "kinh phi du toan"}},
}

// lateRules are for headings that no rule about money took.
var lateRules = []rule{
	{field: fFund, words: []string{"nguon", "level", "cap", "loai nguon", "fund", "cap kinh phi", "chuong trinh"}, starts: []string{"nguon von", "nguon kinh phi", "cap khuyen cong"}},
	{field: fBeneficiary, words: []string{"beneficiary", "doanh nghiep", "ten doanh nghiep", "chu dau tu", "co so", "cong ty", "hop tac xa", "ten htx", "dvth", "ten dvth"},
		parts: []string{"thu huong", "ten co so", "ten don vi", "co so cnnt", "co so cong nghiep", "duoc ho tro", "ten to chuc", "don vi dau tu", "to chuc ca nhan", "ten doanh nghiep"}},
	{field: fImplementer, parts: []string{"don vi thuc hien", "chu tri", "to chuc thuc hien", "co quan thuc hien", "implementer", "don vi trien khai", "don vi to chuc"}},
	{field: fCoordinator, parts: []string{"phoi hop"}},
	{field: fBeneficiary, words: []string{"don vi", "ten"}},
}

// classify says what a column holds, from the words of its lowest heading and
// of the headings above it.
func classify(leaf, above string) field {
	leaf, above = heading(leaf), heading(above)
	if leaf == "" || len(leaf) > 120 {
		return none
	}
	money := moneyWords(above)
	if money {
		if f := match(slices.Concat(rules[:1], moneyRules), leaf); f != none {
			return refine(f, above)
		}
		if strings.Contains(leaf, "thu huong") || strings.Contains(leaf, "co so") || strings.Contains(leaf, "doanh nghiep") {
			return fCounterpart
		}
	}
	for _, set := range [][]rule{rules, moneyRules, lateRules} {
		if f := match(set, leaf); f != none {
			return f
		}
	}
	if above != "" && !money {
		return match(lateRules, above+" "+leaf)
	}
	return none
}

// refine reads "Tổng số" under "Kinh phí khuyến công" as the whole support.
func refine(f field, above string) field {
	if f == fTotal && match(moneyRules, above) == fSupport {
		return fSupport
	}
	return f
}

// moneyWords reports whether the upper rows of a header speak of money.
func moneyWords(above string) bool {
	has := func(p string) bool { return hasPart(above, p) }
	if slices.ContainsFunc([]string{"kinh phi", "von", "tien", "du toan", "ngan sach"}, has) {
		return true
	}
	people := slices.ContainsFunc([]string{"don vi", "co so", "doi tuong", "doanh nghiep", "noi dung", "thu huong"}, has)
	return !people && slices.ContainsFunc([]string{"nguon", "ho tro", "trong do"}, has)
}

// heading folds a heading and drops its unit and its column number.
func heading(s string) string {
	s = parentheses.ReplaceAllString(s, " ")
	folded := text.Fold(s)
	if folded == "" || len(folded) > 400 {
		return ""
	}
	for _, unit := range []string{" trieu dong", " nghin dong", " dong", " vnd", " tr d"} {
		if cut, ok := strings.CutSuffix(folded, unit); ok && !otherDong.MatchString(folded) {
			folded = strings.TrimSuffix(strings.TrimSuffix(cut, " dvt"), " don vi tinh")
			break
		}
	}
	return folded
}

func match(set []rule, folded string) field {
	has := func(p string) bool { return hasPart(folded, p) }
	starts := func(p string) bool { return strings.HasPrefix(folded+" ", p+" ") }
	for _, r := range set {
		fits := slices.Contains(r.words, folded) || slices.ContainsFunc(r.starts, starts) || slices.ContainsFunc(r.parts, has)
		if fits && !slices.ContainsFunc(r.unless, has) {
			return r.field
		}
	}
	return none
}

// hasPart reports whether folded holds the whole words of part.
func hasPart(folded, part string) bool {
	return strings.Contains(" "+folded+" ", " "+part+" ")
}
