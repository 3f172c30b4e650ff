package paper

import "slices"

// A Kind is the abbreviation of a kind of paper, such as QĐ.
type Kind string

// Letter (công văn) has no name and no abbreviation on the paper itself; CV is
// what clerks call it, and stands for it in the book only.
const Letter Kind = "CV"

// kinds are the kinds of administrative papers and of copies with their
// abbreviations, in the order of the decree.
//
// Law: NĐ 30/2020/NĐ-CP Điều 7, Phụ lục III mục I.
var kinds = []struct {
	kind Kind
	name string
}{
	{"NQ", "Nghị quyết"}, {"QĐ", "Quyết định"}, {"CT", "Chỉ thị"}, {"QC", "Quy chế"}, {"QyĐ", "Quy định"}, {"TC", "Thông cáo"},
	{"TB", "Thông báo"}, {"HD", "Hướng dẫn"}, {"CTr", "Chương trình"}, {"KH", "Kế hoạch"}, {"PA", "Phương án"}, {"ĐA", "Đề án"},
	{"DA", "Dự án"}, {"BC", "Báo cáo"}, {"BB", "Biên bản"}, {"TTr", "Tờ trình"}, {"HĐ", "Hợp đồng"}, {Letter, "Công văn"},
	{"CĐ", "Công điện"}, {"BGN", "Bản ghi nhớ"}, {"BTT", "Bản thỏa thuận"}, {"GUQ", "Giấy ủy quyền"}, {"GM", "Giấy mời"},
	{"GGT", "Giấy giới thiệu"}, {"GNP", "Giấy nghỉ phép"}, {"PG", "Phiếu gửi"}, {"PC", "Phiếu chuyển"}, {"PB", "Phiếu báo"},
	{"SY", "Bản sao y"}, {"TrS", "Bản trích sao"}, {"SL", "Bản sao lục"},
}

// Kinds lists the kinds.
func Kinds() []Kind {
	all := make([]Kind, len(kinds))
	for i, k := range kinds {
		all[i] = k.kind
	}
	return all
}

// Label is the name of the kind.
func (k Kind) Label() string {
	for _, one := range kinds {
		if one.kind == k {
			return one.name
		}
	}
	return string(k)
}

// A Capacity (quyền hạn của người ký) says for whom a person signs.
type Capacity string

// The capacities.
const (
	Head       Capacity = ""    // người đứng đầu ký
	Collective Capacity = "TM." // thay mặt tập thể
	Deputy     Capacity = "KT." // ký thay
	Order      Capacity = "TL." // thừa lệnh
	Proxy      Capacity = "TUQ."
	Acting     Capacity = "Q." // quyền
)

// Capacities lists the capacities in the order of the decree.
func Capacities() []Capacity { return []Capacity{Head, Collective, Deputy, Order, Proxy, Acting} }

// Label says the capacity in words.
func (c Capacity) Label() string {
	switch c {
	case Head:
		return "Người đứng đầu ký"
	case Collective:
		return "TM. (thay mặt tập thể)"
	case Deputy:
		return "KT. (ký thay)"
	case Order:
		return "TL. (thừa lệnh)"
	case Proxy:
		return "TUQ. (thừa ủy quyền)"
	case Acting:
		return "Q. (quyền)"
	}
	return string(c)
}

// An Urgency (độ khẩn) is how fast a paper must go.
type Urgency string

// The urgencies.
//
// Law: NĐ 30/2020/NĐ-CP Phụ lục I.
const (
	Ordinary Urgency = ""
	Urgent   Urgency = "urgent"   // khẩn
	Pressing Urgency = "pressing" // thượng khẩn
	Express  Urgency = "express"  // hỏa tốc
)

// Urgencies lists the urgencies.
func Urgencies() []Urgency { return []Urgency{Ordinary, Urgent, Pressing, Express} }

// Label is the urgency in words.
func (u Urgency) Label() string {
	switch u {
	case Ordinary:
		return "Thường"
	case Urgent:
		return "Khẩn"
	case Pressing:
		return "Thượng khẩn"
	case Express:
		return "Hỏa tốc"
	}
	return string(u)
}

// Label is the state in words.
func (s State) Label() string {
	switch s {
	case Draft:
		return "Dự thảo"
	case Checked:
		return "Đã cấp số, chờ ký"
	case Signed:
		return "Đã ký, chờ phát hành"
	case Issued:
		return "Đã phát hành"
	case Recalled:
		return "Đã thu hồi"
	case Received:
		return "Mới đến"
	case Assigned:
		return "Đang xử lý"
	case Answered:
		return "Đã trả lời"
	case Closed:
		return "Đã kết thúc"
	case Voided:
		return "Đã bỏ"
	}
	return string(s)
}

// Tag is the tone of the state: info, warn, ok, bad or neutral.
func (s State) Tag() string {
	switch s {
	case Draft, Assigned:
		return "info"
	case Checked, Signed, Received:
		return "warn"
	case Issued, Answered:
		return "ok"
	case Recalled:
		return "bad"
	case Closed, Voided:
		return "neutral"
	}
	return "neutral"
}

func known[T comparable](all []T, v T) bool { return slices.Contains(all, v) }
