package procedure

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/yamldoc"
)

// A Part (phần của bộ thủ tục) is a list of a file of rules that people change
// in a table. The moves and the papers are changed in the file itself.
type Part string

// The parts.
const (
	ChangePart   Part = "changes"   // ai quyết định điều chỉnh
	AdvancePart  Part = "advances"  // tạm ứng lần đầu
	DeadlinePart Part = "deadlines" // thời hạn
)

// Parts lists the parts in the order of the tables.
func Parts() []Part { return []Part{ChangePart, AdvancePart, DeadlinePart} }

// A Row (dòng của bảng thủ tục) is what people change of one rule; the rest of
// the rule stays as it is.
type Row struct {
	Part     Part
	At       int    // position in the part, from 0
	Code     string // of the change or the deadline; "" for an advance
	Name     string // Vietnamese
	Cite     string
	Evidence norm.Evidence

	Who Authority // of a change: who decides
	// First is the share of a first advance, zero where the text gives none;
	// Volume is how much of the work must be done before, zero for none.
	First, Volume money.Ratio
	// Kind, Day, Month and Days say when something is due.
	Kind  DeadlineKind
	Day   int
	Month int
	Days  int
}

// Table returns the rules of a file that are changed in a table, in order, and
// whether they are the nation's.
func Table(name string, data []byte) (rows []Row, national bool, err error) {
	s, err := ReadSet(name, data)
	if err != nil {
		return nil, false, err
	}
	for i, e := range s.rules.Changes {
		rows = append(rows, Row{Part: ChangePart, At: i, Code: string(e.Change), Name: e.Change.Label(), Cite: e.Cite, Evidence: e.Evidence, Who: e.by(s.fund())})
	}
	for i, e := range s.rules.Advances {
		rows = append(rows, Row{Part: AdvancePart, At: i, Name: contentNames(e.Contents), Cite: e.Cite, Evidence: e.Evidence, First: e.First, Volume: e.Volume})
	}
	for i, e := range s.rules.Deadlines {
		rows = append(rows, Row{Part: DeadlinePart, At: i, Code: e.Code, Name: e.Name, Cite: e.Cite, Evidence: e.Evidence, Kind: e.Kind, Day: e.Day, Month: e.Month, Days: e.Days})
	}
	return rows, s.National(), nil
}

// fund is whose procedure a set lays down first of all.
func (s Set) fund() norm.Fund {
	if s.National() {
		return norm.National
	}
	return norm.Local
}

// SetTable writes a table into a file: rules that are not in it go, those that
// are get its values, and all else, comments too, stays.
func SetTable(name string, data []byte, rows []Row) ([]byte, error) {
	s, err := ReadSet(name, data)
	if err != nil {
		return nil, err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, document{name: name}.refused(err)
	}
	for _, part := range Parts() {
		list := yamldoc.At(&doc, string(part))
		if list == nil {
			continue
		}
		var kept []*yaml.Node
		for i, item := range list.Content {
			if at := slices.IndexFunc(rows, func(r Row) bool { return r.Part == part && r.At == i }); at >= 0 {
				rows[at].write(item, s.fund())
				kept = append(kept, item)
			}
		}
		list.Content = kept
	}
	return yamldoc.Encode(&doc)
}

// write puts the values of r into a rule.
func (r Row) write(item *yaml.Node, fund norm.Fund) {
	yamldoc.Set(item, "cite", r.Cite)
	yamldoc.Set(item, "evidence", string(r.Evidence))
	switch r.Part {
	case ChangePart:
		yamldoc.Set(item, string(fund), string(r.Who))
	case AdvancePart:
		yamldoc.Set(item, "first_bp", yamldoc.Number(int64(r.First)))
		yamldoc.Set(item, "volume_bp", yamldoc.Number(int64(r.Volume)))
		if r.Volume == 0 {
			yamldoc.Set(item, "volume_of", "")
		} else if yamldoc.Child(item, "volume_of") == nil {
			yamldoc.Set(item, "volume_of", "khối lượng công việc của hạng mục được hỗ trợ")
		}
	case DeadlinePart:
		yamldoc.Set(item, "day", yamldoc.Number(int64(r.Day)))
		yamldoc.Set(item, "month", yamldoc.Number(int64(r.Month)))
		yamldoc.Set(item, "days", yamldoc.Number(int64(r.Days)))
	}
}

// Start writes the beginning of a new set of the nation (province "") or of a
// province: the rules that hold on its first day, to be changed. What is taken
// out of it goes on as before. Nothing in it is verified until somebody says so.
func Start(book *Book, id, instrument, province string, from calendar.Date) []byte {
	var b strings.Builder
	fund, scope := norm.National, "national"
	if province != "" {
		fund, scope = norm.Local, "province"
	}
	r := book.For(Area{Province: province}, fund, from)
	fmt.Fprintf(&b, "# Thủ tục theo %s. Các quy tắc dưới đây chép từ thủ tục đang áp dụng; hãy sửa theo văn bản.\n", strings.Join(strings.Fields(instrument), " "))
	b.WriteString("# Quy tắc nào bỏ đi thì theo thủ tục trước đó. Bước chuyển (moves) và giấy tờ (papers) ghi thêm ở đây nếu văn bản nêu.\n")
	fmt.Fprintf(&b, "id: %s\nscope: %s\n", id, scope)
	if province != "" {
		fmt.Fprintf(&b, "province: %q\n", province)
	} else if len(r.layers) > 0 {
		fmt.Fprintf(&b, "based_on: %s\n", r.layers[0].ID)
	}
	cite := strconv.Quote(instrument + " (chưa ghi điều)")
	fmt.Fprintf(&b, "instrument: %s\nfrom: %q\ncite: %s\nevidence: unverified\n", strconv.Quote(instrument), from, cite)
	tail := fmt.Sprintf("cite: %s, evidence: unverified}\n", cite)
	r.startChanges(&b, province == "", cite, tail)
	r.startAdvances(&b, tail)
	r.startDeadlines(&b, tail)
	return []byte(b.String())
}

// startChanges writes who decides which change.
func (r Rules) startChanges(b *strings.Builder, both bool, cite, tail string) {
	b.WriteString("changes:\n")
	local := r
	local.Fund = norm.Local
	for _, change := range Changes() {
		one, ok := r.DecidedBy(false, change)
		if !ok {
			continue
		}
		fmt.Fprintf(b, "  - {change: %s, ", change)
		if both {
			other, _ := local.DecidedBy(false, change)
			fmt.Fprintf(b, "national: %s, local: %s, ", one.Authority, other.Authority)
		} else {
			fmt.Fprintf(b, "local: %s, ", one.Authority)
		}
		if group, _ := r.DecidedBy(true, change); group.Authority != one.Authority {
			fmt.Fprintf(b, "group: %s, group_cite: %s, ", group.Authority, cite)
		}
		b.WriteString(tail)
	}
}

// startAdvances writes what may be advanced on named contents.
func (r Rules) startAdvances(b *strings.Builder, tail string) {
	b.WriteString("advances:\n")
	for _, a := range r.Advances() {
		if len(a.Contents) == 0 {
			continue
		}
		fmt.Fprintf(b, "  - {first_bp: %d, ", a.First)
		if a.NeedsVolume > 0 {
			fmt.Fprintf(b, "volume_bp: %d, volume_of: %s, ", a.NeedsVolume, strconv.Quote(a.VolumeOf))
		}
		if a.NeedsAcceptance {
			b.WriteString("acceptance: true, ")
		}
		var papers, contents []string
		for _, p := range a.Papers {
			papers = append(papers, strconv.Quote(p))
		}
		for _, c := range a.Contents {
			contents = append(contents, string(c))
		}
		fmt.Fprintf(b, "papers: [%s], contents: [%s], ", strings.Join(papers, ", "), strings.Join(contents, ", "))
		b.WriteString(tail)
	}
}

// startDeadlines writes what is due when.
func (r Rules) startDeadlines(b *strings.Builder, tail string) {
	b.WriteString("deadlines:\n")
	for _, code := range r.codes() {
		d, ok := r.Deadline(code)
		if !ok {
			continue
		}
		fmt.Fprintf(b, "  - {code: %s, kind: %s, ", d.Code, d.Kind)
		for _, n := range []struct {
			key   string
			value int
		}{{"year", d.entry.Year}, {"month", d.entry.Month}, {"day", d.entry.Day}, {"days", d.Days}} {
			if n.value != 0 {
				fmt.Fprintf(b, "%s: %d, ", n.key, n.value)
			}
		}
		if d.Before {
			b.WriteString("before: true, ")
		}
		if d.Event != "" {
			fmt.Fprintf(b, "event: %s, ", strconv.Quote(d.Event))
		}
		fmt.Fprintf(b, "name: %s, who: %s, to: %s, ", strconv.Quote(d.Name), strconv.Quote(d.Who), strconv.Quote(d.To))
		b.WriteString(tail)
	}
}

// A Question (câu hỏi của ca kiểm thử) is a case to be written: on a change who
// decides, on a content what share is advanced first, on a deadline what day is
// the last for an event.
type Question struct {
	On         calendar.Date
	Fund       norm.Fund
	Province   string // "" for a national rule
	Part       Part
	Code       string // of the change, the content or the deadline
	Name       string // Vietnamese: of the same
	Kind       DeadlineKind
	Who        Authority
	First      money.Ratio
	Event, Due calendar.Date
	Cites      string
}

// AddCase writes one more case at the end of a file of cases, which may be empty.
func AddCase(cases []byte, q Question) ([]byte, error) {
	var ask, want string
	switch q.Part {
	case ChangePart:
		ask, want = "change: "+q.Code, "who: "+string(q.Who)
	case AdvancePart:
		ask, want = "advance: "+q.Code, fmt.Sprintf("first_bp: %d", q.First)
	case DeadlinePart:
		ask, want = "deadline: "+q.Code, fmt.Sprintf("due: %q", q.Due)
		switch q.Kind {
		case OnDay:
			ask += fmt.Sprintf(", year: %d", q.Event.Year())
		case Monthly:
			ask += fmt.Sprintf(", month: %q", q.Event.String()[:len("2006-01")])
		case DaysAfter, WorkdaysAfter:
			ask += fmt.Sprintf(", after: %q", q.Event)
		case Quarterly:
		}
	}
	line := fmt.Sprintf("{name: %s, on: %q, fund: %s", strconv.Quote(q.Name+", ngày "+q.On.VN()), q.On, q.Fund)
	if q.Province != "" {
		line += fmt.Sprintf(", province: %q", q.Province)
	}
	return yamldoc.Append(cases, "cases", fmt.Sprintf("%s, %s, want: {%s, cites: %s}}", line, ask, want, strconv.Quote(q.Cites)))
}
