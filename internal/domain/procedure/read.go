package procedure

import (
	"errors"
	"regexp"
	"slices"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
)

// rulesFile is a file of rules.
type rulesFile struct {
	ID         string        `yaml:"id"`
	Scope      string        `yaml:"scope"`
	Province   string        `yaml:"province"`
	Former     string        `yaml:"former"`
	Instrument string        `yaml:"instrument"`
	From       string        `yaml:"from"`
	Until      string        `yaml:"until"`
	Cite       string        `yaml:"cite"`
	Evidence   norm.Evidence `yaml:"evidence"`
	BasedOn    string        `yaml:"based_on"`
	Note       string        `yaml:"note"`
	LocalCite  string        `yaml:"local_cite"`

	Moves      []moveEntry          `yaml:"moves"`
	Changes    []changeEntry        `yaml:"changes"`
	Ceiling    *ceilingEntry        `yaml:"ceiling"`
	ByDecision *advanceEntry        `yaml:"by_decision"`
	Advances   []advanceEntry       `yaml:"advances"`
	Papers     map[Step]*paperEntry `yaml:"papers"`
	Deadlines  []deadlineEntry      `yaml:"deadlines"`
	Dropped    []string             `yaml:"dropped_deadlines"`
}

// basisEntry is what every rule says about what it rests on.
type basisEntry struct {
	Cite      string        `yaml:"cite"`
	Evidence  norm.Evidence `yaml:"evidence"`
	Fund      string        `yaml:"fund"` // "": of the national fund, the default for the local one
	ReadFrom  string        `yaml:"read_from"`
	ReadUntil string        `yaml:"read_until"`

	window *window // of ReadFrom and ReadUntil; nil for all days of the set
}

// bothFunds marks a text that is about both funds.
const bothFunds = "both"

// A window is the days on which a provision was in force as it was read.
type window struct{ from, until calendar.Date }

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{1,59}$`)

// ReadSet reads and checks one file of rules, one that comes with the program
// or one that an office wrote. Everything wrong with it is in the error, each
// as a Problem that names the file and the line. Whether it fits together with
// other sets, NewBook says.
func ReadSet(name string, data []byte) (Set, error) {
	f := &rulesFile{}
	doc, err := decode(name, data, f)
	if err != nil {
		return Set{}, err
	}
	c := &checker{doc: doc, file: f}
	s := c.head()
	c.moves()
	c.changes()
	c.advances()
	c.papers()
	c.deadlines()
	if err := errors.Join(c.all...); err != nil {
		return Set{}, err
	}
	return s, nil
}

// A checker gathers what is wrong with a file.
type checker struct {
	doc  document
	file *rulesFile
	all  []error
}

// check notes a problem at a path unless ok.
func (c *checker) check(ok bool, path []any, format string, args ...any) {
	if !ok {
		c.all = append(c.all, c.doc.problem(path, format, args...))
	}
}

// local reports whether the file is a province's.
func (c *checker) local() bool { return c.file.Scope == "province" }

// head checks what the set says about itself.
func (c *checker) head() Set {
	f := c.file
	s := Set{
		ID: f.ID, Area: Area{f.Province, f.Former}, Instrument: f.Instrument, Citation: f.Cite, Evidence: f.Evidence,
		Note: f.Note, BasedOn: f.BasedOn, rules: f, doc: c.doc,
	}
	s.From, s.Until = c.day(f.From, at("from")), c.day(f.Until, at("until"))
	c.check(idForm.MatchString(f.ID), at("id"), "Mã bộ thủ tục (id) gồm chữ thường không dấu, chữ số và dấu gạch, từ 2 đến 60 ký tự.")
	c.check(f.Instrument != "", at("instrument"), "Chưa ghi văn bản ban hành (instrument).")
	c.check(f.Cite != "", at("cite"), "Chưa ghi căn cứ (cite) của bộ thủ tục.")
	c.check(known(f.Evidence), at("evidence"), "Mức kiểm chứng (evidence) phải là primary, quoted, corroborated hoặc unverified.")
	c.check(s.Until.IsZero() || !s.Until.Before(s.From), at("until"), "Ngày hết hiệu lực phải từ ngày có hiệu lực trở đi.")
	switch f.Scope {
	case "national":
		c.check(f.Province == "" && f.Former == "", at("province"), "Bộ thủ tục quốc gia không ghi tỉnh.")
	case "province":
		c.area()
		c.check(!s.From.IsZero(), at("from"), "Bộ thủ tục của tỉnh phải có ngày có hiệu lực (from).")
	default:
		c.check(false, at("scope"), "Phạm vi (scope) phải là national hoặc province.")
	}
	return s
}

// area checks which province the set is of.
func (c *checker) area() {
	unit, ok := territory.Lookup(c.file.Province, calendar.Date{})
	c.check(ok && unit.Level == territory.Province, at("province"), "Không có tỉnh mã “%s”.", c.file.Province)
	if c.file.Former == "" {
		return
	}
	before := territory.SwitchDay.AddDays(-1)
	unit, ok = territory.Lookup(c.file.Former, before)
	ok = ok && unit.Level == territory.Province &&
		slices.ContainsFunc(territory.Successors(unit.Code, before), func(s territory.Succession) bool { return s.Unit.Code == c.file.Province })
	c.check(ok, at("former"), "Tỉnh cũ mã “%s” không sáp nhập vào tỉnh mã “%s”.", c.file.Former, c.file.Province)
}

// day reads a day; none for "".
func (c *checker) day(written string, path []any) calendar.Date {
	if written == "" {
		return calendar.Date{}
	}
	d, err := calendar.Parse(written)
	c.check(err == nil, path, "“%s” không phải một ngày dạng 2026-01-31.", written)
	return d
}

// basis checks what a rule at path says it rests on.
func (c *checker) basis(e *basisEntry, path ...any) {
	c.check(e.Cite != "", path, "Quy tắc này thiếu căn cứ (cite).")
	c.check(known(e.Evidence), append(path, "evidence"), "Quy tắc này cần mức kiểm chứng (evidence): primary, quoted, corroborated hoặc unverified.")
	switch e.Fund {
	case "", bothFunds, string(norm.National):
		c.check(!c.local() || e.Fund == "", append(path, "fund"), "Tỉnh chỉ quy định cho khuyến công địa phương.")
	case string(norm.Local):
	default:
		c.check(false, append(path, "fund"), "Nguồn (fund) phải là national, local hoặc both.")
	}
	if e.ReadFrom != "" || e.ReadUntil != "" {
		e.window = &window{c.day(e.ReadFrom, append(path, "read_from")), c.day(e.ReadUntil, append(path, "read_until"))}
		c.check(e.window.until.IsZero() || !e.window.until.Before(e.window.from), append(path, "read_until"), "Ngày cuối phải từ ngày đầu trở đi.")
	}
}

func known(e norm.Evidence) bool {
	return slices.Contains([]norm.Evidence{norm.Primary, norm.Quoted, norm.Corroborated, norm.Unverified}, e)
}

// Citations lists what the rules of the set rest on, each once, in their order.
func (s Set) Citations() []string {
	all := []string{s.Citation}
	add := func(e basisEntry) {
		if !slices.Contains(all, e.Cite) {
			all = append(all, e.Cite)
		}
	}
	for _, e := range s.rules.Moves {
		add(e.basisEntry)
	}
	for _, e := range s.rules.Changes {
		add(e.basisEntry)
	}
	for _, e := range s.rules.Advances {
		add(e.basisEntry)
	}
	for _, e := range s.rules.Deadlines {
		add(e.basisEntry)
	}
	for _, step := range Steps() {
		if e := s.rules.Papers[step]; e != nil {
			for _, p := range e.All {
				add(p.basisEntry)
			}
			for _, item := range e.Items {
				for _, p := range item.Papers {
					add(p.basisEntry)
				}
			}
		}
	}
	return all
}
