package norm

import "fmt"

// Label returns the Vietnamese name of f.
func (f Fund) Label() string {
	switch f {
	case National:
		return "Khuyến công quốc gia"
	case Local:
		return "Khuyến công địa phương"
	}
	return string(f)
}

// Label returns in Vietnamese how the provision was seen.
func (e Evidence) Label() string {
	switch e {
	case Primary:
		return "đã đọc nguyên văn điều khoản"
	case Quoted:
		return "theo nguồn trích dẫn đúng điều khoản"
	case Corroborated:
		return "chưa kiểm chứng nguồn; mới thấy qua văn bản địa phương"
	case Unverified:
		return "chưa kiểm chứng nguồn"
	}
	return string(e)
}

// Label returns the Vietnamese name of l.
func (l Level) Label() string {
	switch l {
	case OK:
		return "Phù hợp"
	case Warn:
		return "Cần xem lại"
	case Block:
		return "Vượt mức"
	}
	return string(l)
}

// String returns the Vietnamese words for a.
func (a Answer) String() string {
	switch a {
	case Yes:
		return "được hỗ trợ"
	case No:
		return "không được hỗ trợ"
	case Unknown:
	}
	return "chưa kết luận được"
}

// MarshalText writes a as it is stored.
func (a Answer) MarshalText() ([]byte, error) {
	switch a {
	case Yes:
		return []byte("yes"), nil
	case No:
		return []byte("no"), nil
	case Unknown:
	}
	return []byte("unknown"), nil
}

// UnmarshalText reads what MarshalText wrote.
func (a *Answer) UnmarshalText(text []byte) error {
	switch string(text) {
	case "yes":
		*a = Yes
	case "no":
		*a = No
	case "unknown":
		*a = Unknown
	default:
		return fmt.Errorf("no such answer: %q", text)
	}
	return nil
}
