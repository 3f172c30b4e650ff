package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// normCmd gathers what can be asked of the norms.
type normCmd struct {
	Explain  normExplainCmd  `cmd:"" help:"Tính mức hỗ trợ tối đa và nói vì sao."`
	Test     normTestCmd     `cmd:"" help:"Chạy các ca kiểm thử mức chi."`
	Diff     normDiffCmd     `cmd:"" help:"So sánh hai văn bản mức chi, chỉ phần khác nhau."`
	Rehearse normRehearseCmd `cmd:"" help:"Thử một dự thảo trên các đề án thật của một năm; không đổi gì."`
	Facts    normFactsCmd    `cmd:"" help:"Liệt kê các dữ kiện mà điều kiện có thể hỏi."`
}

// largestFile is how much of a rule or fact file is read, in bytes.
const largestFile = 4 << 20

// readSmall reads a file that people wrote.
func readSmall(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err == nil && (info.IsDir() || info.Size() > largestFile) {
		return nil, fault.New(fault.Invalid, "“"+name+"” không phải là tệp, hoặc lớn quá 4 MB.")
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(name) //nolint:gosec // the file that was named
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(fault.NotFound, "Không thấy tệp “"+name+"”.")
	case err != nil:
		return nil, fmt.Errorf("%w (%w)", fault.New(fault.Invalid, "Không đọc được tệp “"+name+"”."), err)
	}
	return data, nil
}

// normExplainCmd judges one dossier.
type normExplainCmd struct {
	format
	officeLaw
	rules
	Content  string `required:"" placeholder:"MÃ" help:"Mã nội dung hoặc mục mức chi, ví dụ advanced_machinery."`
	On       string `required:"" placeholder:"NGÀY" help:"Ngày quyết định, ví dụ 2020-08-31."`
	Fund     string `required:"" enum:"national,local" placeholder:"national|local" help:"Nguồn kinh phí: national (quốc gia) hoặc local (địa phương)."`
	Province string `placeholder:"MÃ" help:"Mã tỉnh, ví dụ 19."`
	Cost     string `placeholder:"ĐỒNG" help:"Chi phí hợp lệ, đồng."`
	Facts    string `placeholder:"TỆP" help:"Tệp YAML nêu các dữ kiện khác."`
}

// An explanation is a verdict as it is printed in JSON.
type explanation struct {
	Eligible   *bool         `json:"eligible"`
	Ceiling    *money.VND    `json:"ceiling_vnd"`
	Own        *money.VND    `json:"own_contribution_vnd"`
	Raised     money.VND     `json:"uplift_vnd,omitempty"`
	Form       norm.Form     `json:"form,omitempty"`
	Repayment  []money.VND   `json:"repayment_vnd,omitempty"`
	Level      norm.Level    `json:"level"`
	Instrument string        `json:"instrument"`
	Citation   string        `json:"citation,omitempty"`
	Steps      []explainStep `json:"steps"`
	Conditions []string      `json:"conditions,omitempty"`
	Missing    []string      `json:"missing"`
	Warnings   []string      `json:"warnings"`
}

type explainStep struct {
	Text     string     `json:"text"`
	Amount   *money.VND `json:"amount_vnd"`
	Basis    string     `json:"basis"`
	Verified bool       `json:"verified"`
}

// Run runs the command.
func (c *normExplainCmd) Run(e *env) error {
	on, err := dayFlag("--on", c.On)
	if err != nil {
		return err
	}
	f := norm.Facts{Content: norm.Content(c.Content), On: on, Fund: norm.Fund(c.Fund), Province: c.Province}
	if c.Province != "" && !anyProvince(c.Province) {
		return fault.New(fault.Invalid, "Không có tỉnh mang mã “"+c.Province+"”.")
	}
	if c.Facts != "" {
		data, err := readSmall(c.Facts)
		if err != nil {
			return err
		}
		if err := normbook.ReadFacts(c.Facts, data, &f); err != nil {
			return err
		}
	}
	if c.Cost != "" {
		if f.EligibleCost, err = money.Parse(c.Cost); err != nil {
			return fault.New(fault.Invalid, "Chi phí của --cost phải là số đồng nguyên, ví dụ 403000000.")
		}
	}
	base, err := c.norms(e, c.Province)
	if err != nil {
		return err
	}
	book, err := c.laid(base)
	if err != nil {
		return err
	}
	v := norm.Judge(book, f)
	if c.Format == "json" {
		return json.NewEncoder(e.stdout).Encode(explained(v))
	}
	return e.print("%s", explainText(f, v))
}

// anyProvince reports whether a code is or was one of a province.
func anyProvince(code string) bool {
	for _, day := range []calendar.Date{territory.SwitchDay, territory.SwitchDay.AddDays(-1)} {
		if u, ok := territory.Lookup(code, day); ok && u.Level == territory.Province {
			return true
		}
	}
	return false
}

func explained(v norm.Verdict) explanation {
	x := explanation{
		Raised: v.Raised, Form: v.Form, Repayment: v.Repayment, Level: v.Level, Instrument: v.Instrument, Citation: v.Citation,
		Steps: []explainStep{}, Conditions: v.Conditions, Missing: v.Missing, Warnings: v.Warnings,
	}
	if v.Eligible != norm.Unknown {
		x.Eligible = new(v.Eligible == norm.Yes)
	}
	if v.HasCeiling {
		x.Ceiling = &v.Ceiling
	}
	if v.HasOwn {
		x.Own = &v.Own
	}
	for _, s := range v.Steps {
		step := explainStep{Text: s.Text(), Basis: s.Citation, Verified: s.Evidence.Verified()}
		if s.Amount != 0 {
			step.Amount = new(s.Amount)
		}
		x.Steps = append(x.Steps, step)
	}
	if x.Missing == nil {
		x.Missing = []string{}
	}
	if x.Warnings == nil {
		x.Warnings = []string{}
	}
	return x
}

// explainText writes a verdict for people.
func explainText(f norm.Facts, v norm.Verdict) string {
	var b strings.Builder
	name := string(f.Content)
	if info, ok := normbook.ContentByCode(f.Content); ok {
		name = info.Name
	}
	fmt.Fprintf(&b, "%s, ngày %s: %s.\n", name, f.On.VN(), v.Eligible)
	if v.HasCeiling {
		fmt.Fprintf(&b, "Mức hỗ trợ tối đa: %s đ.\n", v.Ceiling)
	}
	if v.HasOwn {
		fmt.Fprintf(&b, "Phần vốn của người đề nghị: ít nhất %s đ.\n", v.Own)
	}
	if v.Instrument != "" {
		fmt.Fprintf(&b, "Văn bản: %s.\n", v.Instrument)
	}
	b.WriteString("Vì sao:")
	for i, s := range v.Steps {
		fmt.Fprintf(&b, "\n  %d. %s", i+1, s.Text())
		if s.Citation != "" {
			fmt.Fprintf(&b, " [%s; %s]", s.Citation, s.Evidence.Label())
		}
	}
	for _, part := range []struct {
		title string
		lines []string
	}{{"Cần bảo đảm:", v.Conditions}, {"Còn thiếu:", v.Missing}, {"Lưu ý:", v.Warnings}} {
		if len(part.lines) > 0 {
			fmt.Fprintf(&b, "\n%s\n  - %s", part.title, strings.Join(part.lines, "\n  - "))
		}
	}
	return b.String()
}

// rules chooses by which norms a command judges.
type rules struct {
	Rules []string `placeholder:"TỆP" help:"Tệp mức chi dùng thêm, ví dụ quy định của tỉnh hoặc dự thảo."`
}

// laid returns a book with those of the files on top.
func (r rules) laid(book *norm.Book) (*norm.Book, error) {
	for _, name := range r.Rules {
		f, err := readRules(name)
		if err != nil {
			return nil, err
		}
		if book, err = book.With(f.Versions, f.Ceilings); err != nil {
			return nil, f.Place(err)
		}
	}
	return book, nil
}

func readRules(name string) (*normbook.NormsFile, error) {
	data, err := readSmall(name)
	if err != nil {
		return nil, err
	}
	return normbook.ReadNorms(name, data)
}

// normTestCmd runs cases.
type normTestCmd struct {
	format
	rules
	Files []string `arg:"" optional:"" name:"tệp" help:"Tệp ca kiểm thử; bỏ trống: các ca đi cùng chương trình."`
}

// Run runs the command.
func (c *normTestCmd) Run(e *env) error {
	book, err := c.laid(normbook.Norms())
	if err != nil {
		return err
	}
	cases, err := c.cases()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	wrong := 0
	for _, k := range cases {
		if differs := k.Differs(book); len(differs) > 0 {
			wrong++
			fmt.Fprintf(&out, "%s: %s: %s.\n", k.Place, k.Name, strings.Join(differs, "; "))
		}
	}
	if c.Format == "json" {
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		err = json.NewEncoder(e.stdout).Encode(map[string]any{"cases": len(cases), "failed": wrong, "lines": slices.DeleteFunc(lines, func(s string) bool { return s == "" })})
	} else {
		err = e.print("%s%d ca đúng, %d ca sai.", out.String(), len(cases)-wrong, wrong)
	}
	if err == nil && wrong > 0 {
		return fault.New(fault.Invalid, fmt.Sprintf("%d ca kiểm thử không đúng.", wrong))
	}
	return err
}

func (c *normTestCmd) cases() ([]normbook.Case, error) {
	if len(c.Files) == 0 {
		return normbook.Cases()
	}
	var all []normbook.Case
	for _, name := range c.Files {
		data, err := readSmall(name)
		if err != nil {
			return nil, err
		}
		cases, err := normbook.ReadCases(name, data)
		if err != nil {
			return nil, err
		}
		all = append(all, cases...)
	}
	return all, nil
}

// normFactsCmd lists the facts.
type normFactsCmd struct{ format }

// Run runs the command.
func (c *normFactsCmd) Run(e *env) error {
	all := norm.Variables()
	if c.Format == "json" {
		return json.NewEncoder(e.stdout).Encode(all)
	}
	kinds := map[norm.Kind]string{norm.Text: "chữ", norm.Whole: "số nguyên", norm.YesNo: "đúng/sai"}
	var lines []string
	for _, v := range all {
		line := v.Name + ": " + v.Label + " (" + kinds[v.Kind] + ")"
		if len(v.Values) > 0 {
			line += ": " + strings.Join(v.Values, ", ")
		}
		lines = append(lines, line)
	}
	return e.print("%s", strings.Join(lines, "\n"))
}
