package procedure

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"example.vn/khuyencong/internal/platform/yamldoc"
)

// maxFile is how large a file of rules may be; what comes with the program is
// a tenth of it.
const maxFile = 1 << 19

// A Problem (lỗi trong tệp thủ tục) is one thing wrong in a file of rules.
type Problem struct {
	File    string
	Line    int    // from 1
	Message string // Vietnamese, one sentence
}

// Error implements the error interface.
func (p *Problem) Error() string { return fmt.Sprintf("%s, dòng %d: %s", p.File, p.Line, p.Message) }

// A document is a file as it was written, to say where in it something stands.
type document struct {
	name string
	root *yaml.Node
}

// at is a path into a document: keys and positions.
func at(path ...any) []any { return path }

// problem returns what is wrong at a path.
func (d document) problem(path []any, format string, args ...any) error {
	return &Problem{d.name, yamldoc.Line(d.root, path...), fmt.Sprintf(format, args...)}
}

// decode reads one YAML document and refuses fields it does not know.
func decode(name string, data []byte, into any) (document, error) {
	d := document{name: name}
	if len(data) > maxFile {
		return d, d.problem(nil, "Tệp lớn quá %d KB nên không đọc.", maxFile>>10)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil {
		return d, d.refused(err)
	}
	var extra yaml.Node
	if err := dec.Decode(&extra); !errors.Is(err, io.EOF) {
		return d, &Problem{name, max(1, extra.Line), "Tệp chỉ được có một tài liệu YAML."}
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return d, d.refused(err)
	}
	d.root = &root
	return d, nil
}

var (
	lineOf       = regexp.MustCompile(`line (\d+): `)
	unknownField = regexp.MustCompile(`line (\d+): field (.*) not found in type`)
	twiceField   = regexp.MustCompile(`line (\d+): mapping key (".*") already defined`)
)

// refused says in Vietnamese what the reader of YAML found, line by line.
func (d document) refused(err error) error {
	var list []string
	if typed, ok := errors.AsType[*yaml.TypeError](err); ok {
		list = typed.Errors
	} else {
		list = []string{err.Error()}
	}
	all := make([]error, 0, len(list))
	for _, what := range list {
		p := &Problem{File: d.name, Line: 1, Message: "Tệp không đúng cú pháp YAML."}
		if m := lineOf.FindStringSubmatch(what); m != nil {
			p.Line = number(m[1])
		}
		if m := unknownField.FindStringSubmatch(what); m != nil {
			p.Message = "Không có mục tên “" + m[2] + "”."
		} else if m := twiceField.FindStringSubmatch(what); m != nil {
			p.Message = "Mục " + m[2] + " ghi hai lần."
		} else if strings.Contains(what, "cannot unmarshal") {
			p.Message = "Giá trị không đúng kiểu."
		}
		all = append(all, p)
	}
	return errors.Join(all...)
}

func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 1
	}
	return max(1, n)
}
