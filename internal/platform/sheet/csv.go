package sheet

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/text"
)

// parseCSV reads text whose values are parted by commas, semicolons or tabs.
// Row numbers count records and blank lines, as a spreadsheet program does.
func parseCSV(data []byte) (Table, error) {
	budget := MaxCells
	g := grid{budget: &budget}
	if err := fillCSV(data, &g); err != nil {
		return Table{}, err
	}
	return Table{Kind: "csv", Sheets: []Sheet{{Name: "CSV", Rows: g.rows}}}, nil
}

// fillCSV puts the values of data into a grid.
func fillCSV(data []byte, g *grid) error {
	plain, err := decodeText(data)
	if err != nil {
		return err
	}
	mark := byte(0)
	if rest, ok := strings.CutPrefix(plain, "sep="); ok && rest != "" && strings.IndexByte(",;\t", rest[0]) >= 0 {
		mark, plain = rest[0], strings.TrimLeft(rest[1:], "\r\n")
	}
	if mark == 0 {
		mark = delimiter(plain)
	}
	s := csvScanner{text: plain, mark: mark}
	for row := 0; s.pos < len(s.text); row++ {
		fields, err := s.record(row)
		if err != nil {
			return err
		}
		for c, f := range fields {
			if err := g.set(c, row, Cell{Text: text.Clean(f)}); err != nil {
				return err
			}
		}
	}
	return nil
}

func decodeText(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return decodeUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decodeUTF16(data[2:], binary.BigEndian)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(data, 0) >= 0 {
		return "", invalid("Tệp không phải là bảng tính .xlsx hoặc .csv.")
	}
	if !utf8.Valid(data) {
		return "", invalid("Tệp văn bản không dùng bảng mã UTF-8; hãy lưu lại dưới dạng .xlsx hoặc CSV UTF-8.")
	}
	return string(data), nil
}

func decodeUTF16(data []byte, order binary.ByteOrder) (string, error) {
	units := make([]uint16, 0, len(data)/2)
	for ; len(data) >= 2; data = data[2:] {
		units = append(units, order.Uint16(data))
	}
	text := string(utf16.Decode(units))
	if strings.ContainsRune(text, utf8.RuneError) || strings.ContainsRune(text, 0) || len(data) != 0 {
		return "", invalid("Tệp văn bản UTF-16 bị hỏng; hãy lưu lại dưới dạng .xlsx hoặc CSV UTF-8.")
	}
	return text, nil
}

// delimiter chooses the mark that parts the first lines of text into the most
// columns, line after line alike.
func delimiter(text string) byte {
	best, bestScore := byte(','), 0
	for _, mark := range []byte{';', '\t', ','} {
		s := csvScanner{text: text, mark: mark}
		counts := map[int]int{}
		for n := 0; n < 40 && s.pos < len(s.text); n++ {
			fields, err := s.record(n)
			if err != nil {
				break
			}
			counts[len(fields)]++
		}
		score := 0
		for width, lines := range counts {
			if width > 1 {
				score = max(score, lines*100+min(width, 99))
			}
		}
		if score > bestScore {
			best, bestScore = mark, score
		}
	}
	return best
}

// A csvScanner cuts text into records. A quote in the middle of a value that
// did not begin with one is an ordinary character, as people type inches.
type csvScanner struct {
	text string
	mark byte
	pos  int
}

func (s *csvScanner) record(row int) ([]string, error) {
	var fields []string
	for {
		field, err := s.field(row)
		if err != nil {
			return nil, err
		}
		fields = append(fields, field)
		if s.pos >= len(s.text) {
			return fields, nil
		}
		c := s.text[s.pos]
		s.pos++
		if c == s.mark {
			if len(fields) > MaxCells {
				return nil, invalid("Trang tính có hơn 200 cột nên không đọc được; hãy bỏ các cột thừa bên phải.")
			}
			continue
		}
		if c == '\r' && s.pos < len(s.text) && s.text[s.pos] == '\n' {
			s.pos++
		}
		return fields, nil
	}
}

// field reads one value and stops at the mark or line end behind it.
func (s *csvScanner) field(row int) (string, error) {
	if s.pos >= len(s.text) || s.text[s.pos] != '"' {
		start := s.pos
		s.skipPlain()
		return s.text[start:s.pos], nil
	}
	var b strings.Builder
	s.pos++
	for {
		end := strings.IndexByte(s.text[s.pos:], '"')
		if end < 0 {
			return "", invalid(fmt.Sprintf("Dòng %d của tệp CSV có dấu ngoặc kép mở mà không đóng.", row+1))
		}
		b.WriteString(s.text[s.pos : s.pos+end])
		s.pos += end + 1
		if s.pos < len(s.text) && s.text[s.pos] == '"' {
			b.WriteByte('"')
			s.pos++
			continue
		}
		start := s.pos
		s.skipPlain()
		b.WriteString(s.text[start:s.pos])
		return b.String(), nil
	}
}

func (s *csvScanner) skipPlain() {
	for s.pos < len(s.text) {
		if c := s.text[s.pos]; c == s.mark || c == '\n' || c == '\r' {
			return
		}
		s.pos++
	}
}
