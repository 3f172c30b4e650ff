package app

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/domain/register"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// lawCmd gathers what asks the register of instruments and the procedure.
type lawCmd struct {
	Check lawCheckCmd `cmd:"" help:"Kiểm tra các văn bản mà một hay nhiều tệp viện dẫn."`
	List  lawListCmd  `cmd:"" help:"In các văn bản có hiệu lực vào một ngày."`

	Test      lawTestCmd      `cmd:"" help:"Chạy các ca kiểm thử thủ tục."`
	Procedure lawProcedureCmd `cmd:"" help:"In thủ tục có hiệu lực vào một ngày: bước chuyển, thẩm quyền, tạm ứng, giấy tờ, thời hạn."`
}

// A lawBook says which register is asked, and of which day.
type lawBook struct {
	format
	On       string `placeholder:"NGÀY" help:"Xét vào ngày này, ví dụ 2026-01-05; nếu bỏ trống: hôm nay."`
	DB       string `name:"db" placeholder:"URL" help:"Thêm văn bản mà tỉnh đã ghi trong cơ sở dữ liệu này; đi cùng --province."`
	Province string `placeholder:"MÃ" help:"Mã tỉnh, ví dụ 19; đi cùng --db."`
}

// open returns the register and the day.
func (c lawBook) open(e *env) (*instrument.Register, calendar.Date, error) {
	day, err := dayFlag("--on", c.On)
	if err != nil {
		return nil, day, err
	}
	clock := e.Clock
	if clock == nil {
		clock = time.Now //nolint:forbidigo // without a database there is no other clock
	}
	if day.IsZero() {
		day = calendar.Of(clock())
	}
	if (c.DB == "") != (c.Province == "") {
		return nil, day, fault.New(fault.Invalid, "Hãy ghi cả --db và --province, hoặc bỏ cả hai để chỉ dùng sổ quốc gia.")
	}
	if c.DB == "" {
		return instrument.National(), day, nil
	}
	if err := checkProvince(c.Province, calendar.Of(clock())); err != nil {
		return nil, day, err
	}
	var reg *instrument.Register
	err = database{c.DB}.with(e, func(d *db.DB) error {
		return d.View(e.ctx, db.Scope{Province: c.Province, Actor: access.System("law")}, func(tx *db.Tx) (err error) {
			reg, err = register.Of(e.ctx, tx)
			return err
		})
	})
	return reg, day, err
}

// lawCheckCmd checks what files cite.
type lawCheckCmd struct {
	lawBook

	Files []string `arg:"" name:"tệp" help:"Tệp .txt, .md, .yaml, .html hoặc .docx."`
}

// A lawFinding is one finding as JSON says it.
type lawFinding struct {
	File       string             `json:"file"`
	Line       int                `json:"line"`
	Column     int                `json:"column"`
	Cited      string             `json:"cited"`
	Problem    instrument.Problem `json:"problem"`
	Serious    bool               `json:"serious"`
	Instrument instrument.ID      `json:"instrument,omitempty"`
	Message    string             `json:"message"`
}

// Run runs the command. A file that cannot be read does not keep the others
// from being checked.
func (c *lawCheckCmd) Run(e *env) error {
	reg, day, err := c.open(e)
	if err != nil {
		return err
	}
	found, serious := []lawFinding{}, false
	var unread []error
	for _, file := range c.Files {
		text, err := readText(file)
		if err != nil {
			unread = append(unread, err)
			continue
		}
		for _, f := range reg.Check(text, day) {
			serious = serious || f.Problem.Serious()
			found = append(found, lawFinding{file, f.Line, f.Column, f.Citation.String(), f.Problem, f.Problem.Serious(), f.Instrument, f.Message})
		}
	}
	if err := c.write(e, day, found); err != nil {
		return err
	}
	for n, err := range unread {
		if n == len(unread)-1 {
			return err
		}
		e.say(message(err))
	}
	if serious {
		return errFound
	}
	return nil
}

func (c *lawCheckCmd) write(e *env, day calendar.Date, found []lawFinding) error {
	if c.Format == "json" {
		return writeJSON(e, map[string]any{"on": day, "findings": found})
	}
	for _, f := range found {
		if err := e.print("%s:%d: %s", f.File, f.Line, f.Message); err != nil {
			return err
		}
	}
	return nil
}

func writeJSON(e *env, v any) error {
	out := json.NewEncoder(e.stdout)
	out.SetEscapeHTML(false)
	return out.Encode(v)
}

// lawListCmd lists what is in force.
type lawListCmd struct{ lawBook }

// A lawEntry is one instrument as JSON says it.
type lawEntry struct {
	ID       instrument.ID   `json:"id"`
	Kind     instrument.Kind `json:"kind"`
	Number   string          `json:"number"`
	Name     string          `json:"name"`
	Issuer   string          `json:"issuer"`
	Title    string          `json:"title"`
	Signed   calendar.Date   `json:"signed"`
	From     calendar.Date   `json:"from"`
	Evidence string          `json:"evidence"`
	Doubt    string          `json:"doubt,omitempty"`
	Link     string          `json:"link,omitempty"`
	Own      bool            `json:"own"`
}

// Run runs the command.
func (c *lawListCmd) Run(e *env) error {
	reg, day, err := c.open(e)
	if err != nil {
		return err
	}
	list := reg.InForce(day)
	if c.Format == "json" {
		out := []lawEntry{}
		for _, i := range list {
			out = append(out, lawEntry{
				i.ID, i.Kind, i.Number, i.Cite(), i.Issuer, i.Title, i.Signed, i.From, string(i.Evidence), reg.Status(i.ID, day).Doubt, i.Link, i.Own,
			})
		}
		return writeJSON(e, map[string]any{"on": day, "instruments": out})
	}
	lines := []string{"Sổ văn bản có " + strconv.Itoa(len(list)) + " văn bản có hiệu lực ngày " + day.VN() + "."}
	for _, i := range list {
		line := i.Basis()
		if doubt := reg.Status(i.ID, day).Doubt; doubt != "" {
			line += " (" + doubt + ")"
		}
		lines = append(lines, line)
	}
	return e.print("%s", strings.Join(lines, "\n"))
}
