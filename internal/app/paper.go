package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"example.vn/khuyencong/internal/domain/form"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/papertemplate"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/page"
	"example.vn/khuyencong/internal/platform/wordpdf"
)

// paperCmd gathers what can be done with the papers.
type paperCmd struct {
	Kinds  paperKindsCmd  `cmd:"" help:"Liệt kê các loại giấy tờ."`
	Render paperRenderCmd `cmd:"" help:"Lập một giấy tờ của một đề án, điền từ dữ liệu."`
	Form   paperFormCmd   `cmd:"" help:"Ghi biểu mẫu ra tệp Word, còn nguyên các trường, để sửa theo cơ quan."`
}

// paperFormCmd writes a form with its marks.
type paperFormCmd struct {
	Kind string `required:"" placeholder:"LOẠI" help:"Mã loại giấy tờ, xem lệnh paper kinds."`
	Out  string `short:"o" required:"" placeholder:"TỆP" help:"Tệp .docx để ghi."`
}

// Run runs the command.
func (c *paperFormCmd) Run(*env) error {
	kind, err := kindOf(c.Kind)
	if err != nil {
		return err
	}
	file, err := encode(kind.Template(), "docx")
	if err != nil {
		return err
	}
	return writeFile(c.Out, file)
}

func kindOf(code string) (*form.Kind, error) {
	kind, ok := form.ByCode(code)
	if !ok {
		return nil, fault.New(fault.NotFound, "Không có loại giấy tờ “"+code+"”; lệnh “khuyencong paper kinds” liệt kê các loại.")
	}
	return kind, nil
}

// paperKindsCmd lists the forms.
type paperKindsCmd struct{ format }

// Run runs the command.
func (c *paperKindsCmd) Run(e *env) error {
	type kind struct {
		Code      string `json:"code"`
		Name      string `json:"name"`
		Type      string `json:"type,omitempty"`
		Of        string `json:"of"`
		Source    string `json:"source"`
		Reference bool   `json:"reference"`
	}
	kinds := make([]kind, 0, len(form.Kinds()))
	var b strings.Builder
	for _, k := range form.Kinds() {
		kinds = append(kinds, kind{k.Code, k.Name, k.Type, string(k.Of), k.Source, k.Reference})
		mark := ""
		if k.Reference {
			mark = " (mẫu tham khảo)"
		}
		fmt.Fprintf(&b, "%-28s %s%s\n", k.Code, k.Name, mark)
	}
	if c.Format == "json" {
		return json.NewEncoder(e.stdout).Encode(kinds)
	}
	return e.print("%s", strings.TrimSuffix(b.String(), "\n"))
}

// paperRenderCmd writes one paper into a file.
type paperRenderCmd struct {
	database
	files
	Kind     string `required:"" placeholder:"LOẠI" help:"Mã loại giấy tờ, xem lệnh paper kinds."`
	Scheme   string `required:"" placeholder:"MÃ" help:"Mã đề án; giấy tờ của kế hoạch lấy kế hoạch có đề án này."`
	Item     string `placeholder:"MÃ" help:"Đề nghị chi, lần nghiệm thu hoặc hồ sơ quyết toán; bỏ trống: lần mới nhất."`
	Province string `placeholder:"MÃ" help:"Mã tỉnh; bỏ trống khi cơ sở dữ liệu chỉ có một tỉnh."`
	Format   string `enum:"docx,pdf,xlsx" default:"pdf" help:"Định dạng: docx, pdf hoặc xlsx."`
	Number   string `placeholder:"SỐ" help:"Số, ký hiệu văn bản; bỏ trống: dự thảo."`
	On       string `placeholder:"NGÀY" help:"Ngày văn bản, ví dụ 2026-08-31; bỏ trống: để trống trên giấy."`
	Plain    bool   `help:"Dùng biểu mẫu của phần mềm, dù cơ quan có mẫu riêng."`
	Out      string `short:"o" required:"" placeholder:"TỆP" help:"Tệp để ghi."`
}

// Run runs the command.
func (c *paperRenderCmd) Run(e *env) error {
	kind, err := kindOf(c.Kind)
	if err != nil {
		return err
	}
	on, err := dayFlag("--on", c.On)
	if err != nil {
		return err
	}
	return c.with(e, func(d *db.DB) error {
		province, err := c.province(e, d)
		if err != nil {
			return err
		}
		var file []byte
		err = d.View(e.ctx, db.Scope{Province: province, Actor: access.System("paper render")}, func(tx *db.Tx) error {
			file, err = c.file(e, tx, kind, on)
			return err
		})
		if err == nil && c.Format == "pdf" && !bytes.HasPrefix(file, []byte("%PDF-")) {
			file, err = wordToPDF(e, file)
		}
		if err != nil {
			return err
		}
		return writeFile(c.Out, file)
	})
}

// province is the one that was named or, when there is only one, that one.
func (c *paperRenderCmd) province(e *env, d *db.DB) (code string, err error) {
	if c.Province != "" {
		return c.Province, checkProvince(c.Province, calendar.Of(d.Now()))
	}
	err = d.View(e.ctx, db.Scope{Actor: access.System("paper render")}, func(tx *db.Tx) error {
		codes, err := identity.ProvinceCodes(e.ctx, tx)
		if err == nil && len(codes) != 1 {
			err = fault.New(fault.Invalid, "Cơ sở dữ liệu có nhiều tỉnh: hãy thêm --province.")
		}
		if err == nil {
			code = codes[0]
		}
		return err
	})
	return code, err
}

// file fills in the office's template of the paper's day, or the program's own
// form. A PDF file of a Word template is still to be made: what it returns then
// is the Word file.
func (c *paperRenderCmd) file(e *env, tx *db.Tx, kind *form.Kind, on calendar.Date) ([]byte, error) {
	about := form.About{Scheme: scheme.ID(c.Scheme), Item: c.Item}
	if kind.Of == form.OfPlan {
		var err error
		if about.Plan, err = form.PlanOf(e.ctx, tx, about.Scheme); err != nil {
			return nil, err
		}
	}
	given := form.Given{Number: c.Number, On: on}
	template, own, err := c.template(e, tx, kind, on)
	if err != nil {
		return nil, err
	}
	if !own {
		paper, err := form.Make(e.ctx, tx, kind, about, given)
		if err != nil {
			return nil, err
		}
		return encode(paper, c.Format)
	}
	facts, err := form.Facts(e.ctx, tx, kind, about, given)
	if err != nil {
		return nil, err
	}
	compiled, err := papertemplate.Open(c.store(c.database), template)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = compiled.Render(&b, facts)
	return b.Bytes(), err
}

// template is the one of the office for the paper's day, if it has one and it
// is wanted.
func (c *paperRenderCmd) template(e *env, tx *db.Tx, kind *form.Kind, on calendar.Date) (papertemplate.Template, bool, error) {
	if c.Plain {
		return papertemplate.Template{}, false, nil
	}
	if on.IsZero() {
		on = tx.Today()
	}
	format := papertemplate.Word
	if c.Format == "xlsx" {
		format = papertemplate.Excel
	}
	return papertemplate.ForDay(e.ctx, tx, kind.Code, format, on)
}

// wordToPDF makes a PDF file of the Word file of an office's template.
func wordToPDF(e *env, word []byte) ([]byte, error) {
	tool, ok := wordpdf.Find()
	if !ok {
		return nil, fault.New(fault.Unavailable, "Loại giấy tờ này dùng mẫu Word của cơ quan; máy này chưa có LibreOffice để lập bản PDF. Hãy dùng --format docx, hoặc --plain để dùng biểu mẫu của phần mềm.")
	}
	made, err := tool.PDF(e.ctx, [][]byte{word})
	if err != nil {
		return nil, err
	}
	if made[0] == nil {
		return nil, fault.New(fault.Invalid, "LibreOffice không đọc được mẫu Word của cơ quan. Hãy dùng --format docx rồi mở bằng Word.")
	}
	return made[0], nil
}

// encode writes a paper in a format.
func encode(p page.Paper, format string) ([]byte, error) {
	var b bytes.Buffer
	var err error
	switch format {
	case "docx":
		err = p.Docx(&b)
	case "xlsx":
		err = p.Xlsx(&b)
	default:
		err = p.PDF(&b)
	}
	if errors.Is(err, page.ErrNoTable) {
		return nil, fault.New(fault.Invalid, "Giấy tờ này không có bảng nào để ghi thành bảng tính.")
	}
	return b.Bytes(), err
}

// writeFile puts the whole file there, or leaves what is there as it was.
func writeFile(out string, file []byte) error {
	if err := os.WriteFile(out, file, 0o600); err != nil {
		return fmt.Errorf("%w (%w)", fault.New(fault.Invalid, "Không ghi được tệp “"+out+"”."), err)
	}
	return nil
}
