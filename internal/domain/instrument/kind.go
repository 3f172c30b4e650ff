package instrument

// A Kind (loại văn bản) is what sort of text an instrument is.
type Kind string

// The kinds, in the order of their force.
const (
	Law           Kind = "law"
	Ordinance     Kind = "ordinance"
	Resolution    Kind = "resolution"
	Decree        Kind = "decree"
	Decision      Kind = "decision"
	JointCircular Kind = "joint_circular"
	Circular      Kind = "circular"
	Directive     Kind = "directive"
	Consolidation Kind = "consolidation" // brings together, sets nothing of its own
	Standard      Kind = "standard"
)

// Kinds returns every kind, in the order of their force.
func Kinds() []Kind {
	return []Kind{Law, Ordinance, Resolution, Decree, Decision, JointCircular, Circular, Directive, Consolidation, Standard}
}

// Label returns the Vietnamese name of k.
func (k Kind) Label() string {
	switch k {
	case Law:
		return "Luật"
	case Ordinance:
		return "Pháp lệnh"
	case Resolution:
		return "Nghị quyết"
	case Decree:
		return "Nghị định"
	case Decision:
		return "Quyết định"
	case JointCircular:
		return "Thông tư liên tịch"
	case Circular:
		return "Thông tư"
	case Directive:
		return "Chỉ thị"
	case Consolidation:
		return "Văn bản hợp nhất"
	case Standard:
		return "Tiêu chuẩn, quy chuẩn"
	}
	return string(k)
}

// words are the folded words by which papers call a kind, the longer ones
// before those that begin alike.
var words = []struct {
	word string
	kind Kind
}{
	{"thong tu lien tich", JointCircular}, {"thong tu", Circular}, {"nghi quyet", Resolution}, {"nghi dinh", Decree},
	{"quyet dinh", Decision}, {"chi thi", Directive}, {"van ban hop nhat", Consolidation}, {"phap lenh", Ordinance},
	{"bo luat", Law}, {"luat", Law}, {"ttlt", JointCircular}, {"tt", Circular}, {"nq", Resolution}, {"nd", Decree},
	{"qd", Decision}, {"ct", Directive}, {"vbhn", Consolidation}, {"pl", Ordinance},
}

// kindOf returns the kind that a folded word or abbreviation means.
func kindOf(word string) Kind {
	for _, w := range words {
		if w.word == word {
			return w.kind
		}
	}
	return ""
}

// A Topic (lĩnh vực) is the part of a centre's work that an instrument serves.
type Topic string

// The topics; each is one data file.
const (
	Promotion     Topic = "promotion"
	Events        Topic = "events"
	Training      Topic = "training"
	Clusters      Topic = "clusters"
	Consulting    Topic = "consulting"
	Communication Topic = "communication"
	Emulation     Topic = "emulation"
	Finance       Topic = "finance"
	Offices       Topic = "offices"
	Government    Topic = "government"
)

// Topics returns every topic, khuyến công itself first.
func Topics() []Topic {
	return []Topic{Promotion, Events, Training, Clusters, Consulting, Communication, Emulation, Finance, Offices, Government}
}

// Label returns the Vietnamese name of t.
func (t Topic) Label() string {
	switch t {
	case Promotion:
		return "Khuyến công"
	case Events:
		return "Hội nghị, hội chợ"
	case Training:
		return "Đào tạo, hỗ trợ doanh nghiệp"
	case Clusters:
		return "Cụm công nghiệp"
	case Consulting:
		return "Tư vấn, xây dựng, đấu thầu"
	case Communication:
		return "Thông tin, tuyên truyền"
	case Emulation:
		return "Thi đua, khen thưởng"
	case Finance:
		return "Ngân sách, kế toán"
	case Offices:
		return "Văn thư, thủ tục, dữ liệu"
	case Government:
		return "Tổ chức chính quyền"
	}
	return string(t)
}
