// Package form makes the papers of the main job (biểu mẫu): which kinds there
// are, what each says, and what it is filled with. Nobody retypes an amount, a
// name or a citation: a form asks the books.
//
// Biểu mẫu là dữ liệu (data/*.yaml), soạn bằng đúng ngôn ngữ mà tệp Word của cơ
// quan dùng; see package fill for the marks. What a form says of itself:
//
//	code, name      as the command line and the pages call it
//	type            abbreviation of Nghị định 30/2020: QĐ, TTr, BB …; "" for a bare form
//	of              scheme or plan: what it is filled from
//	source          where the form comes from; reference: true when its official text was
//	                not seen, and the paper then carries "mẫu tham khảo"
//	cites           instruments of the "Căn cứ"; those in force on the paper's day are cited
//
// Law: NĐ 30/2020/NĐ-CP (thể thức); TT 36/2013/TT-BCT, Phụ lục 1 (Mẫu 1–13).
package form

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fill"
)

//go:embed data/*.yaml
var data embed.FS

// Subject is what a form is about.
type Subject string

// The subjects.
const (
	OfScheme Subject = "scheme" // a scheme, with its contract and what follows
	OfPlan   Subject = "plan"   // a year's plan of one source
)

// Item is which requests for money a form of a scheme is about; "" for any.
type Item string

// The kinds of requests.
const (
	Advance  Item = "advance"  // tạm ứng
	Payment  Item = "payment"  // thanh toán khối lượng, chi trực tiếp
	Clearing Item = "clearing" // thanh toán tạm ứng
	Recovery Item = "recovery" // thu hồi, nộp trả
)

// of tells whether a request is of the kind.
func (i Item) of(d contract.DisbursementKind) bool {
	switch d {
	case contract.Advance:
		return i == Advance || i == ""
	case contract.Payment:
		return i == Payment || i == ""
	case contract.Clearing:
		return i == Clearing || i == ""
	case contract.RecoverAdvance, contract.RecoverPayment:
		return i == Recovery || i == ""
	}
	return i == ""
}

// A Kind (loại giấy tờ) is one form.
type Kind struct {
	Code      string  `yaml:"code"`
	Name      string  `yaml:"name"`
	Type      string  `yaml:"type"`
	Of        Subject `yaml:"of"`
	Source    string  `yaml:"source"`
	Reference bool    `yaml:"reference"` // mẫu tham khảo: the official text was not seen
	Item      Item    `yaml:"item"`      // the kind of request for money that it is about
	body      spec
}

// Kinds lists every form, in the order of the work. It panics on data that Load
// refuses, which a released program never carries.
func Kinds() []*Kind {
	f := all()
	if f.err != nil {
		panic("form: " + f.err.Error())
	}
	return f.kinds
}

// ByCode is the form with that code.
func ByCode(code string) (*Kind, bool) {
	i := slices.IndexFunc(Kinds(), func(k *Kind) bool { return k.Code == code })
	if i < 0 {
		return nil, false
	}
	return Kinds()[i], true
}

// Fields lists what a form of the subject can be filled with, for people who
// write a template and for the check of what they wrote.
func (s Subject) Fields() []fill.Known {
	b := builder{describe: true}
	b.office(&office{})
	b.given(Given{})
	b.letterhead(heading{})
	b.basis(nil)
	if s == OfPlan {
		b.plan(&planFacts{})
	} else {
		b.scheme(&schemeFacts{})
	}
	b.parties(&office{}, "", calendar.Date{})
	return b.fields
}

type forms struct {
	kinds []*Kind
	err   error
}

var all = sync.OnceValue(func() forms {
	var f forms
	names, err := fs.Glob(data, "data/*.yaml")
	if err != nil {
		return forms{err: err}
	}
	for _, name := range names {
		kinds, err := readFile(name)
		if err != nil {
			return forms{err: fmt.Errorf("%s: %w", name, err)}
		}
		f.kinds = append(f.kinds, kinds...)
	}
	return f
})

// readFile reads the forms of one file and checks every mark of them.
func readFile(name string) ([]*Kind, error) {
	text, err := data.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var file struct {
		Forms []yaml.Node `yaml:"forms"`
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		return nil, err
	}
	var kinds []*Kind
	for _, node := range file.Forms {
		var k Kind
		if err := node.Decode(&k); err != nil {
			return nil, err
		}
		if err := node.Decode(&k.body); err != nil {
			return nil, fmt.Errorf("form %s: %w", k.Code, err)
		}
		if err := k.check(); err != nil {
			return nil, fmt.Errorf("form %s: %w", k.Code, err)
		}
		kinds = append(kinds, &k)
	}
	return kinds, nil
}

// check reads every mark of the form against what can be filled in.
func (k *Kind) check() error {
	if k.Item != "" && !k.Item.of(contract.Advance) && !k.Item.of(contract.Payment) && !k.Item.of(contract.Clearing) && !k.Item.of(contract.RecoverPayment) {
		return fmt.Errorf("unknown item %q", k.Item)
	}
	if k.Code == "" || k.Name == "" || k.Source == "" || (k.Of != OfScheme && k.Of != OfPlan) {
		return errors.New("code, name, source or of is missing")
	}
	checker := fill.Check(k.Of.Fields())
	var first error
	l := layout{mark: func(text string) {
		parts, err := fill.Parts(text)
		for _, p := range parts {
			if err == nil {
				err = checker.Read(p)
			}
		}
		if err != nil && first == nil {
			first = fmt.Errorf("%q: %w", text, err)
		}
	}}
	l.spec(k, heading{})
	if first == nil {
		first = checker.End()
	}
	if first == nil {
		first = k.body.runs()
	}
	return first
}

// capitals writes the name of an office as a letterhead does.
func capitals(s string) string { return strings.ToUpper(s) }

// HasTable tells whether the form has a table, which can be a spreadsheet.
func (k *Kind) HasTable() bool { return hasTable(k.body.Body) || hasTable(k.body.Annex) }

func hasTable(parts []part) bool {
	return slices.ContainsFunc(parts, func(p part) bool { return p.Table != nil || hasTable(p.Do) })
}
