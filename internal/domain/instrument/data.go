package instrument

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
)

// A place is where in the data files something stands.
type place struct {
	file string
	line int
}

// wrong returns a fault that names the file and the line.
func (p place) wrong(format string, args ...any) error {
	return fault.New(fault.Invalid, p.file+":"+strconv.Itoa(p.line)+": "+fmt.Sprintf(format, args...))
}

// A placed instrument remembers where it and its relations stand.
type placed struct {
	Instrument
	place
	relations map[ID]int // line of each relation, by what it is of
}

// readFiles reads and checks every file data/*.yaml of fsys.
func readFiles(fsys fs.FS) (*Register, error) {
	names, err := fs.Glob(fsys, "data/*.yaml")
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("no data of instruments: %w", errors.Join(err, fs.ErrNotExist))
	}
	var all []placed
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read instruments: %w", err)
		}
		some, err := readFile(path.Base(name), data)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	if err := checkAll(all); err != nil {
		return nil, err
	}
	list := make([]Instrument, len(all))
	for n, p := range all {
		list[n] = p.Instrument
	}
	return index(list), nil
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

// readFile reads one file.
func readFile(file string, data []byte) ([]placed, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		line := 1
		if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])
		}
		return nil, place{file, line}.wrong("Tệp không viết đúng cách ghi YAML.")
	}
	var more yaml.Node
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, place{file, max(more.Line, 1)}.wrong("Mỗi tệp chỉ chứa một danh sách văn bản.")
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode || len(root.Content) != 2 || root.Content[0].Value != "instruments" || root.Content[1].Kind != yaml.SequenceNode {
		return nil, place{file, root.Line}.wrong("Tệp cần có đúng một danh sách tên là instruments.")
	}
	topic := Topic(strings.TrimSuffix(file, ".yaml"))
	if !slices.Contains(Topics(), topic) {
		return nil, place{file, 1}.wrong("Tên tệp không phải tên một lĩnh vực.")
	}
	var all []placed
	for _, node := range root.Content[1].Content {
		p, err := readOne(file, node)
		if err != nil {
			return nil, err
		}
		p.Topic = topic
		all = append(all, p)
	}
	return all, nil
}

// readOne reads one instrument.
func readOne(file string, node *yaml.Node) (placed, error) {
	p := placed{place: place{file, node.Line}, relations: map[ID]int{}}
	if node.Kind != yaml.MappingNode {
		return p, p.wrong("Mỗi văn bản cần ghi thành các cặp tên và giá trị.")
	}
	seen := map[string]bool{}
	for n := 0; n < len(node.Content); n += 2 {
		key, value := node.Content[n], node.Content[n+1]
		if seen[key.Value] {
			return p, place{file, key.Line}.wrong("Mục %q ghi hai lần.", key.Value)
		}
		seen[key.Value] = true
		if err := p.set(key, value); err != nil {
			return p, err
		}
	}
	return p, p.complete()
}

// set reads one field.
func (p *placed) set(key, value *yaml.Node) error {
	at := place{p.file, value.Line}
	texts := map[string]*string{
		"number": &p.Number, "name": &p.Name, "issuer": &p.Issuer, "title": &p.Title, "link": &p.Link, "note": &p.Note,
		"kind": (*string)(&p.Kind), "evidence": (*string)(&p.Evidence),
	}
	days := map[string]*calendar.Date{
		"signed": &p.Signed, "from": &p.From, "until": &p.Until, "in_force_by": &p.InForceBy, "doubtful_from": &p.DoubtfulFrom,
	}
	marks := map[string]*bool{
		"signed_unverified": &p.SignedUnverified, "from_unverified": &p.FromUnverified, "until_unverified": &p.UntilUnverified,
	}
	var err error
	switch name := key.Value; {
	case texts[name] != nil:
		*texts[name], err = scalar(at, value)
	case days[name] != nil:
		*days[name], err = day(at, value)
	case marks[name] != nil:
		*marks[name], err = mark(at, value)
	case name == "year":
		p.Year, err = strconv.Atoi(value.Value)
		if err != nil || p.Year < calendar.MinYear || p.Year > calendar.MaxYear {
			return at.wrong("Năm %q không đúng.", value.Value)
		}
	case name == "says":
		p.Says, err = sentences(at, value)
	case name == "amends":
		p.Amends, err = p.readRelations(value)
	case name == "replaces":
		p.Replaces, err = p.readRelations(value)
	default:
		return place{p.file, key.Line}.wrong("Không có mục nào tên là %q.", name)
	}
	return err
}

func scalar(at place, value *yaml.Node) (string, error) {
	if value.Kind != yaml.ScalarNode || strings.TrimSpace(value.Value) == "" {
		return "", at.wrong("Chỗ này cần một dòng chữ.")
	}
	return value.Value, nil
}

func day(at place, value *yaml.Node) (calendar.Date, error) {
	d, err := calendar.Parse(value.Value)
	if value.Kind != yaml.ScalarNode || err != nil {
		return d, at.wrong("Ngày %q không có thật; ghi theo dạng 2025-10-15.", value.Value)
	}
	return d, nil
}

func mark(at place, value *yaml.Node) (bool, error) {
	if value.Kind != yaml.ScalarNode || value.Value != "true" {
		return false, at.wrong("Chỗ này chỉ nhận true; bỏ cả dòng khi không phải.")
	}
	return true, nil
}

func sentences(at place, value *yaml.Node) ([]string, error) {
	if value.Kind != yaml.SequenceNode {
		return nil, at.wrong("Nội dung cần ghi thành danh sách câu.")
	}
	var out []string
	for _, one := range value.Content {
		s, err := scalar(place{at.file, one.Line}, one)
		if err != nil {
			return nil, err
		}
		if !strings.HasSuffix(s, ".") {
			return nil, place{at.file, one.Line}.wrong("Câu nội dung cần kết thúc bằng dấu chấm.")
		}
		out = append(out, s)
	}
	return out, nil
}

// readRelations reads a list of {of: id, part: true, unverified: true}.
func (p *placed) readRelations(value *yaml.Node) ([]Relation, error) {
	if value.Kind != yaml.SequenceNode {
		return nil, place{p.file, value.Line}.wrong("Quan hệ với văn bản khác cần ghi thành danh sách.")
	}
	var out []Relation
	for _, one := range value.Content {
		at := place{p.file, one.Line}
		var rel Relation
		for n := 0; one.Kind == yaml.MappingNode && n < len(one.Content); n += 2 {
			var err error
			switch one.Content[n].Value {
			case "of":
				rel.Of = ID(one.Content[n+1].Value)
			case "part":
				rel.Part, err = mark(at, one.Content[n+1])
			case "unverified":
				rel.Unverified, err = mark(at, one.Content[n+1])
			default:
				err = at.wrong("Không có mục nào tên là %q.", one.Content[n].Value)
			}
			if err != nil {
				return nil, err
			}
		}
		if rel.Of == "" {
			return nil, at.wrong("Quan hệ này chưa ghi của văn bản nào.")
		}
		if p.relations[rel.Of] != 0 {
			return nil, at.wrong("Quan hệ với %q ghi hai lần.", rel.Of)
		}
		p.relations[rel.Of] = one.Line
		out = append(out, rel)
	}
	return out, nil
}

// complete checks p by itself and gives it its id and year.
func (p *placed) complete() error {
	n := numberOf(p.Instrument)
	switch {
	case p.Number == "" && p.Name == "":
		return p.wrong("Văn bản này không có số, cũng không có tên gọi.")
	case p.Number != "" && n.serial == "":
		return p.wrong("Không đọc được số, ký hiệu %q.", p.Number)
	case !slices.Contains(Kinds(), p.Kind):
		return p.wrong("Không có loại văn bản %q.", p.Kind)
	case p.Issuer == "" || p.Title == "" || len(p.Says) == 0:
		return p.wrong("Văn bản này còn thiếu nơi ban hành, tên hoặc nội dung.")
	case !slices.Contains([]norm.Evidence{norm.Primary, norm.Quoted, norm.Corroborated, norm.Unverified}, p.Evidence):
		return p.wrong("Không có mức kiểm chứng %q.", p.Evidence)
	case p.Link != "" && !strings.HasPrefix(p.Link, "https://") && !strings.HasPrefix(p.Link, "http://"):
		return p.wrong("Đường dẫn %q cần bắt đầu bằng https://.", p.Link)
	}
	plain := p.Number
	if plain == "" {
		plain = p.Name
	}
	p.ID = ID(slug(plain))
	switch {
	case n.year != 0:
		p.Year = n.year
	case p.Year == 0 && !p.Signed.IsZero():
		p.Year = p.Signed.Year()
	}
	if p.Number != "" && n.year == 0 {
		if p.Year == 0 {
			return p.wrong("Số %q không có năm, nên cần ghi ngày ký hoặc năm.", p.Number)
		}
		p.ID += ID("-" + strconv.Itoa(p.Year))
	}
	return p.checkDays()
}

// checkDays checks the order of the days of p.
func (p *placed) checkDays() error {
	for _, pair := range []struct {
		first, then calendar.Date
		says        string
	}{
		{p.From, p.Until, "Văn bản hết hiệu lực trước khi có hiệu lực."},
		{p.Signed, p.From, "Văn bản có hiệu lực trước ngày ký."},
		{p.Signed, p.Until, "Văn bản hết hiệu lực trước ngày ký."},
		{p.Signed, p.InForceBy, "Ngày thấy đang áp dụng trước ngày ký."},
		{p.InForceBy, p.Until, "Văn bản hết hiệu lực trước ngày thấy đang áp dụng."},
	} {
		if !pair.first.IsZero() && !pair.then.IsZero() && pair.then.Before(pair.first) {
			return p.wrong("%s", pair.says)
		}
	}
	if !p.From.IsZero() && !p.InForceBy.IsZero() {
		return p.wrong("Đã ghi ngày bắt đầu có hiệu lực thì không ghi ngày thấy đang áp dụng.")
	}
	if p.FromUnverified && p.From.IsZero() || p.SignedUnverified && p.Signed.IsZero() {
		return p.wrong("Có đánh dấu chưa kiểm chứng nhưng không có ngày.")
	}
	return nil
}

// checkAll checks the instruments against each other.
func checkAll(all []placed) error {
	byID := map[ID]*placed{}
	for n := range all {
		p := &all[n]
		if first := byID[p.ID]; first != nil {
			return p.wrong("Văn bản %q đã ghi ở %s:%d.", p.ID, first.file, first.line)
		}
		byID[p.ID] = p
	}
	for n := range all {
		if err := all[n].checkRelations(byID); err != nil {
			return err
		}
	}
	return checkCycles(all, byID)
}

// checkRelations checks what p amends and replaces.
func (p *placed) checkRelations(byID map[ID]*placed) error {
	for n, rel := range slices.Concat(p.Amends, p.Replaces) {
		at := place{p.file, p.relations[rel.Of]}
		of := byID[rel.Of]
		switch {
		case of == nil:
			return at.wrong("Không có văn bản %q trong sổ.", rel.Of)
		case !p.issued().IsZero() && !of.Signed.IsZero() && !p.Signed.IsZero() && p.Signed.Before(of.Signed):
			return at.wrong("Văn bản ký trước không thể sửa hoặc thay văn bản ký sau (%s).", rel.Of)
		}
		if replaces := n >= len(p.Amends); !replaces || rel.Part || rel.Unverified || p.From.IsZero() {
			continue
		}
		if of.Until.IsZero() || !of.Until.Before(p.From) {
			return at.wrong("%s bị thay thế từ ngày %s nhưng vẫn còn hiệu lực sau ngày đó (%s:%d).", of.Cite(), p.From.VN(), of.file, of.line)
		}
	}
	return nil
}

// checkCycles refuses instruments that replace or amend themselves by way of
// others.
func checkCycles(all []placed, byID map[ID]*placed) error {
	const walking, done = 1, 2
	state := map[ID]int{}
	var walk func(p *placed) error
	walk = func(p *placed) error {
		state[p.ID] = walking
		for _, rel := range slices.Concat(p.Amends, p.Replaces) {
			switch state[rel.Of] {
			case walking:
				return place{p.file, p.relations[rel.Of]}.wrong("Các văn bản sửa hoặc thay thế nhau thành vòng, đến %q.", rel.Of)
			case done:
				continue
			}
			if err := walk(byID[rel.Of]); err != nil {
				return err
			}
		}
		state[p.ID] = done
		return nil
	}
	for n := range all {
		if state[all[n].ID] == 0 {
			if err := walk(&all[n]); err != nil {
				return err
			}
		}
	}
	return nil
}
