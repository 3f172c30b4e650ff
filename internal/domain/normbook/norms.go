package normbook

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/yamldoc"
)

// normsFile is a file of norms: norms.yaml, provinces.yaml, or one that an
// office supplies.
type normsFile struct {
	Sources  map[string]string       `yaml:"sources"`
	Names    map[norm.Content]string `yaml:"names"`
	Versions []versionEntry          `yaml:"versions"`
}

type versionEntry struct {
	ID             string        `yaml:"id"`
	Instrument     string        `yaml:"instrument"`
	Province       string        `yaml:"province"`
	Area           []string      `yaml:"area"`
	From           calendar.Date `yaml:"from"`
	FromUnverified bool          `yaml:"from_unverified"`
	To             calendar.Date `yaml:"to"`
	Amends         string        `yaml:"amends"`
	Note           string        `yaml:"note"`
	Partial        bool          `yaml:"partial"`
	Uplift         struct {
		Ratio    money.Ratio   `yaml:"ratio_bp"`
		Cite     string        `yaml:"cite"`
		Evidence norm.Evidence `yaml:"evidence"`
	} `yaml:"uplift"`
	UpliftUnknown bool         `yaml:"uplift_unknown"`
	Topic         string       `yaml:"topic"`
	Fund          norm.Fund    `yaml:"fund"`
	Rules         []ruleEntry  `yaml:"rules"`
	Often         []oftenEntry `yaml:"often"`
	Items         []itemEntry  `yaml:"items"`
}

type limitEntry struct {
	Ratio *money.Ratio `yaml:"ratio_bp"`
	Cap   *money.VND   `yaml:"cap"`
	Total money.VND    `yaml:"total"`
	Times *struct {
		Of     norm.Content `yaml:"of"`
		Factor money.Ratio  `yaml:"factor_bp"`
	} `yaml:"times"`
}

type itemEntry struct {
	Code       norm.Content `yaml:"code"`
	Name       string       `yaml:"name"`
	limitEntry `yaml:",inline"`
	Unit       string        `yaml:"unit"`
	Per        norm.Per      `yaml:"per"`
	MaxUnits   int64         `yaml:"max_units"`
	Base       string        `yaml:"base"`
	Pick       string        `yaml:"pick"`
	Tiers      []tierEntry   `yaml:"tiers"`
	Rules      []ruleEntry   `yaml:"rules"`
	Raises     []raiseEntry  `yaml:"raises"`
	Often      []oftenEntry  `yaml:"often"`
	Fixed      bool          `yaml:"fixed"`
	Form       norm.Form     `yaml:"form"`
	Years      int           `yaml:"years"`
	Refers     string        `yaml:"refers"`
	Conditions []string      `yaml:"conditions"`
	Cite       string        `yaml:"cite"`
	Source     string        `yaml:"source"`
	Evidence   norm.Evidence `yaml:"evidence"`
}

type tierEntry struct {
	When       string `yaml:"when"`
	Name       string `yaml:"name"`
	limitEntry `yaml:",inline"`
}

// ground is what a part rests on, when not on the same as its item.
type ground struct {
	Cite     string        `yaml:"cite"`
	Evidence norm.Evidence `yaml:"evidence"`
}

type ruleEntry struct {
	When   string         `yaml:"when"`
	Text   string         `yaml:"text"`
	No     string         `yaml:"no"`
	Mends  string         `yaml:"mends"`
	Only   []norm.Content `yaml:"only"`
	ground `yaml:",inline"`
}

type raiseEntry struct {
	When   string      `yaml:"when"`
	Factor money.Ratio `yaml:"factor_bp"`
	Text   string      `yaml:"text"`
	ground `yaml:",inline"`
}

type oftenEntry struct {
	Kind   norm.OftenKind `yaml:"kind"`
	N      int            `yaml:"n"`
	Any    bool           `yaml:"any"`
	Only   []norm.Content `yaml:"only"`
	ground `yaml:",inline"`
}

// A NormsFile (tệp mức chi) is what a file of norms says, not yet beside others.
type NormsFile struct {
	name     string
	lines    *yaml.Node
	names    map[norm.Content]string
	sources  map[string]string
	Versions []norm.Version
	Ceilings []norm.Ceiling
}

// ReadNorms reads a file of norms. An item without a name has that of the
// nation's. What is wrong is an Invalid fault: the file, the line and one
// Vietnamese sentence.
func ReadNorms(name string, data []byte) (*NormsFile, error) {
	return readNorms(name, data, must().names, must().sources)
}

func readNorms(name string, data []byte, names map[norm.Content]string, sources map[string]string) (*NormsFile, error) {
	var f normsFile
	if err := decode(data, &f); err != nil {
		return nil, badYAML(name, err)
	}
	out := &NormsFile{name: name, lines: &yaml.Node{}}
	if err := yaml.Unmarshal(data, out.lines); err != nil {
		return nil, badYAML(name, err)
	}
	f.Names, f.Sources = joined(names, f.Names), joined(sources, f.Sources)
	out.names, out.sources = f.Names, f.Sources
	for i, v := range f.Versions {
		version, err := v.version()
		if err != nil {
			return nil, at(name, yamldoc.Line(out.lines, "versions", i, "rules"), &norm.Wrong{Version: v.ID, Err: err})
		}
		out.Versions = append(out.Versions, version)
		for k, item := range v.Items {
			c, err := f.ceiling(v, item)
			if err != nil {
				err = &norm.Wrong{Version: v.ID, Content: item.Code, Err: err}
				return nil, at(name, yamldoc.Line(out.lines, "versions", i, "items", k), err)
			}
			out.Ceilings = append(out.Ceilings, c)
		}
	}
	return out, nil
}

// joined is both maps in one; the second wins.
func joined[K comparable, V any](one, other map[K]V) map[K]V {
	all := map[K]V{}
	maps.Copy(all, one)
	maps.Copy(all, other)
	return all
}

// Place turns an error of a book that was made with the file into one that
// names the file and the line. Any other error stays as it is.
func (f *NormsFile) Place(err error) error {
	wrong, ok := errors.AsType[*norm.Wrong](err)
	if !ok {
		return err
	}
	i := slices.IndexFunc(f.Versions, func(v norm.Version) bool { return v.ID == wrong.Version })
	if i < 0 {
		return err
	}
	path := []any{"versions", i}
	if wrong.Content != "" {
		path = append(path, "items", f.itemAt(wrong))
	}
	return at(f.name, yamldoc.Line(f.lines, path...), wrong)
}

// itemAt is the place of an item among those of its version.
func (f *NormsFile) itemAt(wrong *norm.Wrong) int {
	n := 0
	for _, c := range f.Ceilings {
		if c.Version != wrong.Version {
			continue
		}
		if c.Content == wrong.Content {
			return n
		}
		n++
	}
	return 0
}

// at names the file and the line of what is wrong.
func at(name string, line int, err error) error {
	text := strings.TrimSuffix(err.Error(), ".")
	first, size := utf8.DecodeRuneInString(text)
	return fault.New(fault.Invalid, fmt.Sprintf("%s:%d: %s%s.", name, line, string(unicode.ToUpper(first)), text[size:]))
}

var (
	yamlLine    = regexp.MustCompile(`line (\d+): `)
	yamlUnknown = regexp.MustCompile(`field (\S+) not found`)
)

// badYAML says in Vietnamese where a file cannot be read.
func badYAML(name string, err error) error {
	line := 1
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
	}
	if m := yamlUnknown.FindStringSubmatch(err.Error()); m != nil {
		return at(name, line, fmt.Errorf("không có trường “%s” trong mẫu tệp mức chi", m[1]))
	}
	return at(name, line, fmt.Errorf("tệp viết sai cú pháp hoặc sai kiểu dữ liệu (%w)", err))
}

func (v versionEntry) version() (norm.Version, error) {
	rules, err := rules(v.Rules, ground{})
	return norm.Version{
		Rules: rules, Often: often(v.Often, ground{}), Topic: v.Topic, Fund: v.Fund,
		ID: v.ID, Instrument: v.Instrument, Province: v.Province, Area: v.Area, From: v.From, To: v.To, FromUnverified: v.FromUnverified,
		Amends: v.Amends, Note: v.Note, Partial: v.Partial, UpliftUnknown: v.UpliftUnknown,
		Uplift: v.Uplift.Ratio, UpliftCitation: v.Uplift.Cite, UpliftEvidence: v.Uplift.Evidence,
	}, err
}

func rules(entries []ruleEntry, otherwise ground) (all []norm.Rule, err error) {
	for _, r := range entries {
		when, wrong := norm.NewCondition(r.When)
		if wrong != nil {
			return nil, wrong
		}
		g := r.or(otherwise)
		all = append(all, norm.Rule{When: when, Text: r.Text, Refusal: r.No, Mends: r.Mends, Only: r.Only, Citation: g.Cite, Evidence: g.Evidence})
	}
	return all, nil
}

// ceiling returns what item of v says.
func (f normsFile) ceiling(v versionEntry, item itemEntry) (norm.Ceiling, error) {
	c := norm.Ceiling{
		Content: item.Code, Name: item.Name, Version: v.ID, From: v.From, To: v.To,
		Base: item.Base, Unit: item.Unit, Per: item.Per, MaxUnits: item.MaxUnits, Fixed: item.Fixed, Form: item.Form, Years: item.Years,
		Refers: item.Refers, Conditions: item.Conditions, Citation: item.Cite, Evidence: item.Evidence, Verified: item.Evidence.Verified(),
	}
	if c.Name == "" {
		c.Name = f.Names[item.Code]
	}
	source, ok := f.Sources[item.Source]
	switch {
	case item.Source != "" && !ok:
		return c, fmt.Errorf("không có nguồn “%s” trong danh sách nguồn", item.Source)
	case item.Source == "" && item.Evidence != norm.Unverified:
		return c, fmt.Errorf("mức kiểm chứng “%s” cần có nguồn", item.Evidence)
	case c.Name == "":
		return c, fmt.Errorf("mục “%s” chưa có tên", item.Code)
	}
	c.Source = source
	var err error
	if c.Limit, err = item.limit(); err != nil {
		return c, err
	}
	err = errors.Join(item.parts(&c)...)
	c.OfName = f.Names[c.Of]
	for i := range c.Tiers {
		c.Tiers[i].OfName = f.Names[c.Tiers[i].Of]
	}
	return c, err
}

func (e limitEntry) limit() (l norm.Limit, err error) {
	if e.Ratio != nil {
		l.Ratio, l.HasRatio = *e.Ratio, true
	}
	if e.Cap != nil {
		if *e.Cap <= 0 {
			return l, fmt.Errorf("mức tối đa phải lớn hơn 0, không thể là %s", *e.Cap)
		}
		l.Cap = *e.Cap
	}
	if e.Times != nil {
		l.Of, l.Factor = e.Times.Of, e.Times.Factor
	}
	l.Total = e.Total
	return l, nil
}

// parts adds the conditions, tiers, raises and counts; errs is what is wrong.
func (item itemEntry) parts(c *norm.Ceiling) (errs []error) {
	whole := ground{Cite: item.Cite, Evidence: item.Evidence}
	keep := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	condition := func(text string) *norm.Condition {
		if text == "" {
			return nil
		}
		made, err := norm.NewCondition(text)
		keep(err)
		return made
	}
	c.Pick = condition(item.Pick)
	for _, t := range item.Tiers {
		l, err := t.limit()
		keep(err)
		c.Tiers = append(c.Tiers, norm.Tier{When: condition(t.When), Name: t.Name, Limit: l})
	}
	var err error
	c.Rules, err = rules(item.Rules, whole)
	keep(err)
	for _, r := range item.Raises {
		g := r.or(whole)
		c.Raises = append(c.Raises, norm.Raise{When: condition(r.When), Factor: r.Factor, Text: r.Text, Citation: g.Cite, Evidence: g.Evidence})
	}
	c.Often = often(item.Often, whole)
	return errs
}

func often(entries []oftenEntry, otherwise ground) (all []norm.Often) {
	for _, o := range entries {
		g := o.or(otherwise)
		all = append(all, norm.Often{Kind: o.Kind, N: o.N, Any: o.Any, Only: o.Only, Citation: g.Cite, Evidence: g.Evidence})
	}
	return all
}

// or is the ground of a part: its own, or another.
func (g ground) or(other ground) ground {
	if g.Cite == "" {
		g.Cite = other.Cite
	}
	if g.Evidence == "" {
		g.Evidence = other.Evidence
	}
	return g
}
