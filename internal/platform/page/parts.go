package page

import "strings"

// Text is a paragraph of one run.
func Text(style Style, text string) Para { return Para{Style: style, Runs: []Run{{Text: text}}} }

// A Letterhead is the head of an official paper.
type Letterhead struct {
	Parent []string // the body above, in capitals; may be empty
	Issuer []string // the office, in capitals
	Number string   // Số: 05/QĐ-TTKC
	About  string   // V/v …, for a letter alone
	Place  string   // Thái Nguyên, ngày 05 tháng 02 năm 2026
}

// Head lays out the letterhead: the issuer at the left, nation and motto at
// the right, number and day below. Law: NĐ 30/2020, Phụ lục I, ô số 1–5b.
func Head(h Letterhead) *Table {
	left := lines(Parent, h.Parent)
	left = append(left, lines(Issuer, h.Issuer)...)
	left = append(left, Rule{0.4})
	right := []Block{
		Text(Nation, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
		Text(Motto, "Độc lập - Tự do - Hạnh phúc"), Rule{0.62},
	}
	below := []Block{Text(Number, h.Number)}
	if h.About != "" {
		below = append(below, Text(About, h.About))
	}
	return &Table{
		Cols: []float64{42, 58}, Bare: true, Rows: []Row{
			{Cells: []Cell{{Blocks: left}, {Blocks: right}}},
			{Cells: []Cell{{Blocks: below}, {Blocks: []Block{Text(Dateline, h.Place)}}}},
		},
	}
}

// MottoHead is the head of a paper that two parties sign: nation, motto and
// nothing of an office.
func MottoHead(place string) []Block {
	head := []Block{
		Text(Nation, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
		Text(Motto, "Độc lập - Tự do - Hạnh phúc"), Rule{0.32},
	}
	if place != "" {
		head = append(head, Para{Style: Dateline, Align: Right, Runs: []Run{{Text: place}}})
	}
	return head
}

// A Signer is one person's place at the end of a paper.
type Signer struct {
	Authority []string // KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC: a line each
	Hint      string   // (Ký, ghi rõ họ tên)
	Name      string
}

// Sign lays out the end of an official paper: where copies go at the left, who
// signs at the right. Law: NĐ 30/2020, Phụ lục I, ô số 7a–7c, 9b.
func Sign(copies []string, s Signer) *Table {
	left := []Block{Text(CopiesHead, "Nơi nhận:")}
	left = append(left, lines(Copies, copies)...)
	if len(copies) == 0 {
		left = nil
	}
	return &Table{
		Cols: []float64{45, 55}, Bare: true, Keep: true,
		Rows: []Row{{Cells: []Cell{{Blocks: left}, {Blocks: s.blocks()}}}},
	}
}

// SignAll lays out a place for each of several people, at most three in a row.
func SignAll(signers []Signer) *Table {
	const most = 3
	t := &Table{Bare: true, Keep: true, Cols: make([]float64, min(len(signers), most))}
	for i := range t.Cols {
		t.Cols[i] = 1
	}
	for len(signers) > 0 {
		n := min(len(signers), len(t.Cols))
		row := Row{Cells: make([]Cell, len(t.Cols))}
		for i, s := range signers[:n] {
			row.Cells[i].Blocks = s.blocks()
		}
		t.Rows, signers = append(t.Rows, row), signers[n:]
	}
	return t
}

// spaceToSign is how many empty lines a signature and a seal need.
const spaceToSign = 4

func (s Signer) blocks() []Block {
	b := lines(Authority, s.Authority)
	if s.Hint != "" {
		b = append(b, Text(Hint, s.Hint))
	}
	return append(b, Text(Name, strings.Repeat("\n", spaceToSign)+s.Name))
}

func lines(style Style, texts []string) []Block {
	blocks := make([]Block, len(texts))
	for i, text := range texts {
		blocks[i] = Text(style, text)
	}
	return blocks
}
