package normbook

import (
	"fmt"
	"io/fs"
	"strings"

	"gopkg.in/yaml.v3"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/yamldoc"
)

// casesFile is a file of cases that a lawyer can read.
type casesFile struct {
	Cases []caseEntry `yaml:"cases"`
}

type caseEntry struct {
	Name       string        `yaml:"name"`
	Content    norm.Content  `yaml:"content"`
	On         calendar.Date `yaml:"on"`
	Fund       norm.Fund     `yaml:"fund"`
	Province   string        `yaml:"province"`
	Cost       money.VND     `yaml:"cost"`
	factsEntry `yaml:",inline"`
	Want       struct {
		Ceiling  *money.VND `yaml:"ceiling"`
		None     bool       `yaml:"no_ceiling"`
		Own      *money.VND `yaml:"own"`
		Eligible string     `yaml:"eligible"`
		Level    norm.Level `yaml:"level"`
		Cites    string     `yaml:"cites"`
		Missing  []string   `yaml:"missing"`
		Says     string     `yaml:"says"`
	} `yaml:"want"`
}

// A Case (ca kiểm thử) is a dossier and the verdict that law gives on it.
type Case struct {
	Name  string
	Place string // file and line
	Facts norm.Facts
	entry caseEntry
}

// ReadCases reads a file of cases; what is wrong is an Invalid fault that
// names the file and the line.
func ReadCases(name string, data []byte) ([]Case, error) {
	var f casesFile
	if err := decode(data, &f); err != nil {
		return nil, badYAML(name, err)
	}
	var lines yaml.Node
	if err := yaml.Unmarshal(data, &lines); err != nil {
		return nil, badYAML(name, err)
	}
	var all []Case
	for i, e := range f.Cases {
		line := yamldoc.Line(&lines, "cases", i)
		c := Case{Name: e.Name, Place: fmt.Sprintf("%s:%d", name, line), entry: e, Facts: norm.Facts{
			Content: e.Content, On: e.On, Fund: e.Fund, Province: e.Province, EligibleCost: e.Cost,
		}}
		if err := e.check(); err != nil {
			return nil, at(name, line, err)
		}
		if err := e.tell(&c.Facts); err != nil {
			return nil, at(name, line, err)
		}
		all = append(all, c)
	}
	return all, nil
}

func (e caseEntry) check() error {
	w := e.Want
	switch {
	case e.Name == "" || e.Content == "" || e.On.IsZero():
		return fmt.Errorf("ca kiểm thử cần tên, mã nội dung và ngày")
	case e.Fund != norm.National && e.Fund != norm.Local:
		return fmt.Errorf("nguồn kinh phí của “%s” phải là national hoặc local", e.Name)
	case w.Ceiling == nil && !w.None && w.Eligible == "":
		return fmt.Errorf("“%s” chưa nêu kết quả mong đợi", e.Name)
	case w.Eligible != "" && answers[w.Eligible] == nil:
		return fmt.Errorf("“%s”: eligible phải là yes, no hoặc unknown", e.Name)
	case w.Cites == "" && w.Eligible != "unknown":
		return fmt.Errorf("“%s” chưa nêu căn cứ mong đợi", e.Name)
	}
	return nil
}

var answers = map[string]*norm.Answer{"yes": new(norm.Yes), "no": new(norm.No), "unknown": new(norm.Unknown)}

// Differs says in Vietnamese how the verdict of a book differs from the one
// that is expected; empty when it does not.
func (c Case) Differs(b *norm.Book) []string {
	v, w := norm.Judge(b, c.Facts), c.entry.Want
	var all []string
	differ := func(differs bool, format string, args ...any) {
		if differs {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	if w.Ceiling != nil {
		differ(!v.HasCeiling || v.Ceiling != *w.Ceiling, "mức trần %s đ, mong đợi %s đ", v.Ceiling, *w.Ceiling)
	}
	differ(w.None && v.HasCeiling, "có mức trần %s đ, mong đợi không có", v.Ceiling)
	if w.Own != nil {
		differ(!v.HasOwn || v.Own != *w.Own, "phần vốn tự có %s đ, mong đợi %s đ", v.Own, *w.Own)
	}
	if w.Eligible != "" {
		differ(v.Eligible != *answers[w.Eligible], "kết luận “%s”, mong đợi “%s”", v.Eligible, *answers[w.Eligible])
	}
	differ(w.Level != "" && v.Level != w.Level, "mức cảnh báo %s, mong đợi %s", v.Level, w.Level)
	differ(w.Cites != "" && !cites(v, w.Cites), "căn cứ “%s”, mong đợi “%s”", v.Citation, w.Cites)
	for _, m := range w.Missing {
		differ(!strings.Contains(strings.Join(v.Missing, "; "), m), "không hỏi “%s”", m)
	}
	differ(w.Says != "" && !says(v, w.Says), "không nói “%s”", w.Says)
	return all
}

func cites(v norm.Verdict, cite string) bool {
	if strings.Contains(v.Citation, cite) {
		return true
	}
	for _, s := range v.Steps {
		if strings.Contains(s.Citation, cite) {
			return true
		}
	}
	return false
}

func says(v norm.Verdict, text string) bool {
	for _, s := range v.Steps {
		if strings.Contains(s.Text(), text) {
			return true
		}
	}
	return false
}

// Cases returns the cases that come with the embedded norms.
func Cases() ([]Case, error) {
	names, err := fs.Glob(embedded, "data/cases/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list the cases: %w", err)
	}
	var all []Case
	for _, name := range names {
		data, err := fs.ReadFile(embedded, name)
		if err != nil {
			return nil, fmt.Errorf("read the cases: %w", err)
		}
		cases, err := ReadCases(strings.TrimPrefix(name, "data/"), data)
		if err != nil {
			return nil, err
		}
		all = append(all, cases...)
	}
	return all, nil
}
