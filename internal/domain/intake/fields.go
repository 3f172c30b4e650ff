package intake

import (
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/text"
)

// A Field is something that a row of a list may say.
type Field string

// The fields of the lists.
const (
	fName      Field = "name"
	fKind      Field = "kind"
	fTax       Field = "tax_code"
	fAddress   Field = "address"
	fCommune   Field = "commune"
	fDistrict  Field = "district"
	fContact   Field = "contact"
	fPhone     Field = "phone"
	fEmail     Field = "email"
	fIndustry  Field = "industry"
	fProducts  Field = "products"
	fVSIC      Field = "vsic"
	fFounded   Field = "founded_on"
	fCapital   Field = "capital"
	fRevenue   Field = "revenue"
	fWorkers   Field = "workers"
	fWomen     Field = "women_owned"
	fMinority  Field = "minority_owned"
	fNote      Field = "note"
	fProduct   Field = "product"
	fGroup     Field = "group"
	fLevel     Field = "level"
	fYear      Field = "year"
	fPoints    Field = "points"
	fCert      Field = "certificate"
	fUntil     Field = "valid_until"
	fScheme    Field = "scheme"
	fTitle     Field = "title"
	fAmount    Field = "amount"
	fPaidOn    Field = "paid_on"
	fReference Field = "reference"
)

// A FieldInfo describes a field to people.
type FieldInfo struct {
	Field Field
	Label string
	Need  bool // no list goes without it
	Money bool
	Many  bool // several columns of one table may be it

	words []string // folded headings that are this field
	parts []string // folded words within a heading that point to it
}

// fieldsOf lists the fields of each kind, in the order of the mapping's choices.
var fieldsOf = map[Kind][]FieldInfo{
	Establishments: {
		{Field: fName, Label: "Tên cơ sở", Need: true, words: []string{"ten", "ten co so", "co so", "ten don vi", "don vi", "doanh nghiep", "ten doanh nghiep", "name", "ho va ten", "ten co so cnnt", "ten co so cong nghiep nong thon"}, parts: []string{"ten co so", "ten doanh nghiep", "ten don vi", "ten hop tac xa", "ten ho", "ten cong ty", "don vi thu huong"}},
		{Field: fKind, Label: "Loại hình", words: []string{"loai hinh", "kind", "loai"}, parts: []string{"loai hinh", "hinh thuc to chuc"}},
		ownerTax,
		{Field: fAddress, Label: "Địa chỉ", words: []string{"dia chi", "address", "so nha", "noi san xuat", "tru so"}, parts: []string{"dia chi", "noi san xuat", "dia diem"}},
		ownerCommune, ownerDistrict,
		{Field: fContact, Label: "Người liên hệ", words: []string{"nguoi lien he", "nguoi dai dien", "chu co so", "chu ho", "giam doc", "contact"}, parts: []string{"lien he", "dai dien", "chu co so", "chu ho"}},
		{Field: fPhone, Label: "Điện thoại", words: []string{"dien thoai", "sdt", "so dien thoai", "dt", "phone", "so dt"}, parts: []string{"dien thoai", "sdt", "di dong"}},
		{Field: fEmail, Label: "Thư điện tử", words: []string{"email", "e mail", "thu dien tu"}, parts: []string{"email", "thu dien tu"}},
		{Field: fIndustry, Label: "Nhóm ngành", words: []string{"nganh", "nganh nghe", "nhom nganh", "linh vuc", "industry"}, parts: []string{"nganh nghe", "nhom nganh", "linh vuc"}},
		{Field: fProducts, Label: "Sản phẩm chính", words: []string{"san pham", "mat hang", "san pham chinh", "products"}, parts: []string{"san pham", "mat hang"}},
		{Field: fVSIC, Label: "Mã ngành kinh tế (VSIC)", words: []string{"vsic", "ma nganh", "ma nganh kinh te"}, parts: []string{"vsic", "ma nganh"}},
		{Field: fFounded, Label: "Ngày thành lập", words: []string{"ngay thanh lap", "founded on", "ngay cap", "ngay dang ky"}, parts: []string{"thanh lap", "ngay cap dk", "ngay dang ky"}},
		{Field: fCapital, Label: "Vốn đăng ký", Money: true, words: []string{"von", "von dang ky", "von dieu le", "capital"}, parts: []string{"von dang ky", "von dieu le", "von dau tu", "tong von"}},
		{Field: fRevenue, Label: "Doanh thu", Money: true, words: []string{"doanh thu", "revenue"}, parts: []string{"doanh thu"}},
		{Field: fWorkers, Label: "Số lao động", words: []string{"lao dong", "so lao dong", "workers", "so ld", "ld"}, parts: []string{"lao dong", "so cong nhan"}},
		{Field: fWomen, Label: "Do phụ nữ làm chủ", words: []string{"nu", "phu nu", "nu lam chu"}, parts: []string{"phu nu", "nu lam chu", "chu la nu"}},
		{Field: fMinority, Label: "Do người dân tộc thiểu số làm chủ", words: []string{"dan toc", "dtts", "dan toc thieu so"}, parts: []string{"dan toc thieu so", "dtts"}},
		listNote,
	},
	Products: {
		{Field: fProduct, Label: "Tên sản phẩm", Need: true, words: []string{"san pham", "ten san pham", "ten sp", "product", "ten san pham bo san pham"}, parts: []string{"ten san pham", "bo san pham"}},
		ownerName, ownerTax, ownerCommune, ownerDistrict,
		{Field: fGroup, Label: "Nhóm sản phẩm", Need: true, words: []string{"nhom", "nhom san pham", "group"}, parts: []string{"nhom san pham", "nhom sp"}},
		{Field: fLevel, Label: "Cấp bình chọn", Need: true, words: []string{"cap", "cap binh chon", "cap cong nhan", "level"}, parts: []string{"cap binh chon", "cap cong nhan", "danh hieu"}},
		{Field: fYear, Label: "Năm công nhận", Need: true, words: []string{"nam", "nam cong nhan", "nam binh chon", "year"}, parts: []string{"nam cong nhan", "nam binh chon", "nam cap"}},
		{Field: fPoints, Label: "Điểm bình quân", words: []string{"diem", "diem binh quan", "points", "so diem"}, parts: []string{"diem"}},
		{Field: fCert, Label: "Số giấy chứng nhận", words: []string{"so gcn", "so giay chung nhan", "giay chung nhan", "so quyet dinh", "certificate"}, parts: []string{"giay chung nhan", "gcn", "quyet dinh"}},
		{Field: fUntil, Label: "Có giá trị đến", words: []string{"co gia tri den", "het han", "ngay het han", "valid until", "thoi han"}, parts: []string{"gia tri den", "het han", "hieu luc den"}},
		listNote,
	},
	Schemes: schemeFields(),
	Payments: {
		{Field: fScheme, Label: "Mã đề án", words: []string{"ma de an", "ma so de an", "scheme"}, parts: []string{"ma de an"}},
		{Field: fTitle, Label: "Tên đề án", words: []string{"ten de an", "de an", "noi dung", "title", "noi dung de an"}, parts: []string{"ten de an", "noi dung de an"}},
		ownerName,
		{Field: fYear, Label: "Năm của đề án", words: []string{"nam", "nam de an", "nam ke hoach", "year", "nam thuc hien"}, parts: []string{"nam ke hoach", "nam thuc hien"}},
		{Field: fAmount, Label: "Số tiền đã chi", Need: true, Money: true, words: []string{"so tien", "so tien chi", "so tien da chi", "da chi", "thanh toan", "amount", "kinh phi", "so tien thanh toan"}, parts: []string{"so tien", "da thanh toan", "da chi", "giai ngan", "da cap"}},
		{Field: fPaidOn, Label: "Ngày chi", Need: true, words: []string{"ngay", "ngay chi", "ngay thanh toan", "ngay chung tu", "paid on"}, parts: []string{"ngay chi", "ngay thanh toan", "ngay chung tu", "ngay giai ngan"}},
		{Field: fReference, Label: "Số chứng từ", Need: true, words: []string{"chung tu", "so chung tu", "so ct", "so phieu chi", "so unc", "reference"}, parts: []string{"chung tu", "phieu chi", "uy nhiem chi", "so ct"}},
		listNote,
	},
}

// Fields that several kinds of list share.
var (
	ownerName     = FieldInfo{Field: fName, Label: "Cơ sở", words: []string{"co so", "ten co so", "don vi", "ten don vi", "don vi thu huong", "chu the", "doanh nghiep", "co so san xuat", "don vi san xuat"}, parts: []string{"ten co so", "don vi thu huong", "co so san xuat", "ten doanh nghiep", "don vi san xuat", "ten don vi"}}
	ownerTax      = FieldInfo{Field: fTax, Label: "Mã số thuế", words: []string{"mst", "ma so thue", "tax code", "ma so doanh nghiep", "msdn", "mst cccd"}, parts: []string{"ma so thue", "mst", "ma so doanh nghiep"}}
	ownerCommune  = FieldInfo{Field: fCommune, Label: "Xã, phường", words: []string{"xa", "phuong", "xa phuong", "commune", "xa phuong thi tran", "phuong xa", "xa thi tran"}, parts: []string{"xa phuong", "phuong xa", "thi tran"}}
	ownerDistrict = FieldInfo{Field: fDistrict, Label: "Huyện, thị xã (trước 01/7/2025)", words: []string{"huyen", "quan huyen", "district", "huyen thi xa thanh pho", "huyen thanh pho", "huyen tp", "huyen thi"}, parts: []string{"huyen", "quan"}}
	listNote      = FieldInfo{Field: fNote, Label: "Ghi chú", words: []string{"ghi chu", "note", "khac"}, parts: []string{"ghi chu"}}
)

// Fields lists what a list of the kind may say.
func (k Kind) Fields() []FieldInfo { return fieldsOf[k] }

// Info returns the description of a field of the kind.
func (k Kind) Info(f Field) (FieldInfo, bool) {
	for _, i := range fieldsOf[k] {
		if i.Field == f {
			return i, true
		}
	}
	return FieldInfo{}, false
}

// fits says how well a heading fits the field: 3 for one of its names, 2 for
// one that begins with such a word, 1 for one that holds it.
func (i FieldInfo) fits(heading string) int {
	if before, _, said := strings.Cut(heading, "("); said && strings.TrimSpace(before) != "" {
		heading = before // "(triệu đồng)", "(nếu có)"
	}
	folded := text.Fold(heading)
	if folded == "" {
		return 0
	}
	if slices.Contains(i.words, folded) {
		return 3
	}
	best := 0
	for _, w := range i.parts {
		switch {
		case strings.HasPrefix(folded+" ", w+" "):
			best = 2
		case best == 0 && strings.Contains(" "+folded+" ", " "+w+" "):
			best = 1
		}
	}
	return best
}

// propose gives each column the field that its heading fits best; a field goes
// to one column only.
func (k Kind) propose(headings []string) []Field {
	out := make([]Field, len(headings))
	taken := make(map[Field]bool)
	for need := 3; need > 0; need-- {
		for i, h := range headings {
			if out[i] != "" {
				continue
			}
			for _, info := range fieldsOf[k] {
				if !taken[info.Field] && info.fits(h) == need {
					out[i], taken[info.Field] = info.Field, true
					break
				}
			}
		}
	}
	return out
}

// IsMoney reports whether a field holds amounts.
func (k Kind) IsMoney(f Field) bool {
	info, _ := k.Info(f)
	return info.Money
}

// HasMoney reports whether lists of the kind hold amounts at all.
func (k Kind) HasMoney() bool {
	return slices.ContainsFunc(fieldsOf[k], func(i FieldInfo) bool { return i.Money })
}
