package procedure

import (
	"encoding/binary"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/access"
)

func source(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// problems lists what is wrong, however deep it was joined.
func problems(err error) []*Problem {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*Problem
		for _, e := range joined.Unwrap() {
			all = append(all, problems(e)...)
		}
		return all
	}
	if p, ok := errors.AsType[*Problem](err); ok {
		return []*Problem{p}
	}
	return nil
}

func TestReadSetNamesTheFileTheLineAndWhatIsWrong(t *testing.T) {
	const nation, province = "data/tt36-2013.yaml", "testdata/tinh-19.yaml"
	// What shows at another place than where the file was spoiled.
	elsewhere := map[string]string{
		"a state that nothing leads to":  "{from: settled, to: closed",
		"a state without a way out":      "{from: running, to: stopped",
		"a content with two advances":    "fair_abroad, communication]",
		"a province without a first day": "id: tinh-19-2026",
		"a deadline twice":               "{code: liquidation, kind: day",
	}
	for _, tt := range []struct{ name, file, old, new, says string }{
		{"not YAML", nation, "moves:\n", "moves: [\n", "cú pháp"},
		{"an unknown field", nation, "volume_of: \"tổng", "volume_off: \"tổng", "“volume_off”"},
		{"a field twice", nation, "evidence: primary\nlocal_cite", "evidence: primary\nevidence: primary\nlocal_cite", "hai lần"},
		{"a word for a number", nation, "volume_bp: 5000", "volume_bp: nhiều", "không đúng kiểu"},
		{"two documents", nation, "deadlines:\n", "deadlines: []\n---\n", "một tài liệu"},
		{"a day that does not exist", nation, `until: "2018-07-09"`, `until: "2018-06-31"`, "2018-06-31"},
		{"days in the wrong order", nation, `until: "2018-07-09"`, `until: "2014-02-09"`, "hết hiệu lực"},
		{"an unknown scope", nation, "scope: national", "scope: world", "scope"},
		{"no instrument", nation, `instrument: "TT 36/2013/TT-BCT"`, `instrument: ""`, "văn bản ban hành"},
		{"an unknown state", nation, "to: submitted, national: don_vi, local: don_vi, deeds: [edit_scheme], cite: \"TT 36/2013/TT-BCT, Điều 10", "to: posted, national: don_vi, local: don_vi, deeds: [edit_scheme], cite: \"TT 36/2013/TT-BCT, Điều 10", "“posted”"},
		{"a move that nobody can make", nation, "deeds: [approve_settlement]", "deeds: [sign_contract]", "không có bước chuyển"},
		{"a move twice", nation, "{from: running, to: stopped,", "{from: contracted, to: stopped,", "hai lần"},
		{"a move nobody decides", nation, "{from: settled, to: closed, national: cuc, local: so,", "{from: settled, to: closed,", "cấp quyết định"},
		{"an unknown authority", nation, "{from: settled, to: closed, national: cuc,", "{from: settled, to: closed, national: vua,", "“vua”"},
		{"a state that nothing leads to", nation, "{from: accepted, to: settled, national: cuc, local: so,", "{from: accepted, to: settled, national: cuc,", "“Đã quyết toán”"},
		{"a state without a way out", nation, "{from: stopped, to: closed, national: cuc, local: so,", "{from: stopped, to: closed, national: cuc,", "“Đã dừng”"},
		{"a way out of the end", province, "from: settled, to: closed", "from: rejected, to: closed", "trạng thái cuối"},
		{"a rule without citation", nation, `cite: "TT 36/2013/TT-BCT, Điều 13 khoản 3"`, `cite: ""`, "thiếu căn cứ"},
		{"a rule without evidence", province, `Điều 7", evidence: primary`, `Điều 7", evidence: sure`, "evidence"},
		{"a change nobody knows", nation, "{change: stop,", "{change: paint,", "“paint”"},
		{"an unknown content", nation, "contents: [vocational_training]\n  - first", "contents: [cooking]\n  - first", "“cooking”"},
		{"a content with two advances", nation, "contents: [vocational_training]\n  - first", "contents: [communication]\n  - first", "hai quy tắc"},
		{"a share above the whole", province, "first_bp: 5000", "first_bp: 10001", "100%"},
		{"a negative share", province, "first_bp: 5000", "first_bp: -1", "0%"},
		{"a share above the limit", nation, "    acceptance: true\n    cite: \"TT 36/2013/TT-BCT, Điều 13 khoản 3\"", "    cite: \"TT 36/2013/TT-BCT, Điều 13 khoản 3\"", "vượt mức tối đa"},
		{"a ceiling of nothing", nation, "{ratio_bp: 7000", "{ratio_bp: 0", "tối đa"},
		{"papers of an unknown content", nation, "contents: [brand_registration]\n", "contents: [cooking]\n", "“cooking”"},
		{"an unknown step", nation, "  evidence:\n    all:", "  proof:\n    all:", "“proof”"},
		{"a deadline on no day", nation, "month: 6, day: 15", "month: 6, day: 31", "có ngày"},
		{"a deadline of an unknown kind", nation, "kind: days_after, days: 15, event: \"nghiệm thu cơ sở đề án cuối cùng trong hợp đồng\", name", "kind: soon, days: 15, event: \"nghiệm thu cơ sở đề án cuối cùng trong hợp đồng\", name", "“soon”"},
		{"a deadline twice", nation, "{code: liquidation, kind: day, year: 1, month: 1, day: 22, name", "{code: settlement, kind: day, year: 1, month: 1, day: 22, name", "hai lần"},
		{"an unknown province", province, `province: "19"`, `province: "98"`, "“98”"},
		{"a province that went elsewhere", province, `province: "19"`, "province: \"19\"\nformer: \"01\"", "không sáp nhập"},
		{"a province that rules the nation", province, "{change: more_support, local: so", "{change: more_support, national: so, local: so", "quốc gia"},
		{"a province without a first day", province, `from: "2026-03-01"`, ``, "có hiệu lực"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			whole := source(t, tt.file)
			at := strings.Index(whole, tt.old)
			if at < 0 {
				t.Fatalf("%s does not contain %q", tt.file, tt.old)
			}
			_, err := ReadSet("thu.yaml", []byte(whole[:at]+tt.new+whole[at+len(tt.old):]))
			first := 1 + strings.Count(whole[:at], "\n")
			last := first + strings.Count(tt.new, "\n") + 1
			if where, ok := elsewhere[tt.name]; ok {
				first = 1 + strings.Count(whole[:strings.Index(whole, where)], "\n")
				last = first
			}
			near := func(p *Problem) bool {
				return p.File == "thu.yaml" && p.Line >= first-3 && p.Line <= last && strings.Contains(p.Message, tt.says)
			}
			if !slices.ContainsFunc(problems(err), near) {
				t.Errorf("ReadSet = %v, want a problem with %q at the lines %d to %d", err, tt.says, first, last)
			}
		})
	}
}

func TestEveryProblemOfAFileIsNamedAtOnce(t *testing.T) {
	text := strings.NewReplacer("first_bp: 5000", "first_bp: -1", "kind: monthly", "kind: soon").Replace(source(t, "testdata/tinh-19.yaml"))
	_, err := ReadSet("thu.yaml", []byte(text))
	if got := problems(err); len(got) < 2 {
		t.Errorf("problems: %v", err)
	}
	if _, err := ReadSet("to.yaml", []byte(strings.Repeat("#", maxFile+1))); err == nil || !strings.Contains(err.Error(), "to.yaml, dòng 1: Tệp lớn quá") {
		t.Errorf("a file that is too large: %v", err)
	}
}

// What the program can do and what the law asks must meet: a deed that brings a
// scheme to a state, and that no move names, would always be refused.
func TestEveryDeedThatMovesASchemeIsInTheData(t *testing.T) {
	type pair struct {
		to   State
		deed access.Deed
	}
	used := map[pair]bool{}
	for _, e := range Embedded().sets[1].rules.Moves {
		for _, d := range e.Deeds {
			used[pair{e.To, d}] = true
			if !slices.Contains(access.Deeds(), d) {
				t.Errorf("%s is no deed of the table of permissions", d)
			}
		}
	}
	n := 0
	for _, to := range States() {
		for _, d := range leads(to) {
			n++
			if !used[pair{to, d}] {
				t.Errorf("no move to %s is made by %s", to, d)
			}
		}
	}
	if n < 25 {
		t.Errorf("only %d deeds move a scheme", n)
	}
}

// lines is at least the number of lines that YAML counts in a text, which may come in
// UTF-16.
func lines(text string) int {
	if order := map[string]binary.ByteOrder{"\xff\xfe": binary.LittleEndian, "\xfe\xff": binary.BigEndian}[text[:min(2, len(text))]]; order != nil {
		var wide []uint16
		for rest := []byte(text); len(rest) > 1; rest = rest[2:] {
			wide = append(wide, order.Uint16(rest))
		}
		text = string(utf16.Decode(wide))
	}
	n := 1
	for _, r := range text {
		if strings.ContainsRune("\n\r\u0085\u2028\u2029", r) {
			n++
		}
	}
	return n
}

// FuzzReadSet reads wild bytes: they are refused with a line, or make a set
// that answers every question.
func FuzzReadSet(f *testing.F) {
	for _, name := range []string{"data/tt36-2013.yaml", "data/tt17-2018.yaml", "data/before-tt36.yaml", "testdata/tinh-19.yaml"} {
		f.Add(source(f, name))
	}
	f.Add("a: &a [*a]")
	f.Add("id: x\nfrom: *f")
	f.Add("papers: {dossier: , evidence: {all: [{}]}}")
	f.Add("\x00{")
	f.Add("\xff\xfe\x85\x00{\x00}\x00")
	f.Add("\xfe\xff\x20\x28\x00{\x00}")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			return
		}
		s, err := ReadSet("thu.yaml", []byte(text))
		if err != nil {
			for _, p := range problems(err) {
				if p.Line < 1 || p.Line > lines(text) || p.Message == "" {
					t.Errorf("%v", p)
				}
			}
			if len(problems(err)) == 0 {
				t.Errorf("no problem in %v", err)
			}
			return
		}
		b, err := NewBook(s)
		if err != nil {
			return
		}
		for _, fund := range []string{"national", "local"} {
			r := b.For(s.Area, norm.Fund(fund), s.From)
			for _, m := range r.Moves() {
				if _, ok := r.Move(m.From, m.To); !ok {
					t.Errorf("%s to %s is listed and not there", m.From, m.To)
				}
			}
			_ = r.Advances()
			_ = b.Deadlines(s.Area, norm.Fund(fund), 2026)
		}
	})
}
