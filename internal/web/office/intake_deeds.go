package office

import (
	"net/http"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// intakeConfirm takes the columns as a person has them and has the file read.
func (c *call) intakeConfirm() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	id := intake.ID(c.r.PathValue("id"))
	var in intake.Intake
	if err := c.view(func(tx *db.Tx) (err error) {
		in, err = intake.Get(c.ctx(), tx, id)
		return err
	}); err != nil {
		return err
	}
	m := intake.Mapping{}
	for i := range in.Layout.Columns {
		name := intake.ColumnField(i)
		field := intake.Field(form.Line(name))
		if field == "" {
			continue
		}
		one := intake.Column{Index: i, Field: field}
		if in.Kind.IsMoney(field) {
			unit, _ := strconv.ParseInt(form.Line(name+"-don-vi"), 10, 64) // anything else is no unit, which Confirm refuses
			one.Unit = schemelist.Unit(unit)
		}
		m = append(m, one)
	}
	how := intake.Choices{Policy: intake.Policy(form.Line("policy"))}
	if in.Kind != intake.Establishments {
		how.Policy = intake.Keep
	}
	if year := form.Line("year"); year != "" && in.Kind == intake.Schemes {
		if how.Year, err = strconv.Atoi(year); err != nil {
			how.Year = -1 // which Confirm refuses
		}
	}
	err = c.done(form, "", func(tx *db.Tx) (string, error) {
		return intakePath(id), intake.Confirm(c.ctx(), tx, id, int64(form.Int("version")), m, how)
	})
	if fault.KindOf(err) == fault.Invalid && err != nil {
		return c.intakePage(http.StatusUnprocessableEntity, intakePage{Problem: err, Year: form.Line("year")}, m, 0)
	}
	return c.intakeAnswer(err)
}

// intakeAnswer shows the page again with what is wrong.
func (c *call) intakeAnswer(err error) error {
	if ui.Correctable(err) {
		return c.intakePage(fault.KindOf(err).Status(), intakePage{Problem: err}, nil, 0)
	}
	return err
}

// intakeTell takes the answers of one page of questions.
func (c *call) intakeTell() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	id := intake.ID(c.r.PathValue("id"))
	var answers []intake.Answer
	for _, no := range form.All("dong") {
		n, err := strconv.Atoi(no)
		if err != nil {
			return fault.New(fault.Invalid, "Trang bị hỏng. Anh/chị tải lại trang rồi trả lời lại.")
		}
		a := intake.Answer{No: n}
		switch said := form.Line("dong-" + no); {
		case said == "":
			continue
		case said == "moi":
			a.Verdict = intake.New
		case said == "bo":
			a.Verdict = intake.Skip
		case strings.HasPrefix(said, "la "):
			a.Verdict, a.Target = intake.Same, strings.TrimPrefix(said, "la ")
		}
		answers = append(answers, a)
	}
	if len(answers) == 0 {
		return c.intakeAnswer(fault.New(fault.Invalid, "Chưa chọn câu trả lời cho dòng nào."))
	}
	return c.intakeAnswer(c.done(form, "Đã ghi "+ui.Count(len(answers))+" câu trả lời.", func(tx *db.Tx) (string, error) {
		return ui.PathQuery(intakePath(id), "xem", string(intake.Ask)), intake.Tell(c.ctx(), tx, id, int64(form.Int("version")), answers)
	}))
}

// intakeDeed runs one deed on the intake of the path.
func (c *call) intakeDeed(confirmation string, fn func(form *ui.Form, tx *db.Tx, id intake.ID, version int64) error) error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	id := intake.ID(c.r.PathValue("id"))
	return c.intakeAnswer(c.done(form, confirmation, func(tx *db.Tx) (string, error) {
		return intakePath(id), fn(form, tx, id, int64(form.Int("version")))
	}))
}

func (c *call) intakeLeaveOut() error {
	return c.intakeDeed("Đã bỏ qua các dòng đó.", func(form *ui.Form, tx *db.Tx, id intake.ID, version int64) error {
		return intake.LeaveOut(c.ctx(), tx, id, version, intake.Verdict(form.Line("nhung-dong")))
	})
}

func (c *call) intakeAllNew() error {
	return c.intakeDeed("Các dòng còn lại được ghi mới.", func(_ *ui.Form, tx *db.Tx, id intake.ID, version int64) error {
		return intake.AllNew(c.ctx(), tx, id, version)
	})
}

func (c *call) intakeLoad() error {
	return c.intakeDeed("", func(_ *ui.Form, tx *db.Tx, id intake.ID, version int64) error {
		return intake.Load(c.ctx(), tx, id, version)
	})
}

func (c *call) intakeDrop() error {
	return c.intakeDeed("Đã bỏ lần nhập này; chưa ghi gì.", func(_ *ui.Form, tx *db.Tx, id intake.ID, version int64) error {
		return intake.Drop(c.ctx(), tx, id, version)
	})
}

func (c *call) intakeUndo() error {
	return c.intakeDeed("", func(_ *ui.Form, tx *db.Tx, id intake.ID, version int64) error {
		return intake.Undo(c.ctx(), tx, id, version)
	})
}
