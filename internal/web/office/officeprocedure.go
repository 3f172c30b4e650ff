package office

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// The addresses' words for the two kinds of a version.
const (
	lawNormsPath     = "muc-chi"
	lawProcedurePath = "thu-tuc"
)

// officeProcedureRead checks a version of the procedure and compares it with
// what holds without it.
func (c *call) officeProcedureRead(tx *db.Tx, p *officeLawShowPage) (err error) {
	set, err := procedure.ReadSet(p.Version.ID, []byte(p.Version.Body))
	if err != nil {
		return err
	}
	if p.Steps, p.National, err = procedure.Table(p.Version.ID, []byte(p.Version.Body)); err != nil {
		return err
	}
	if p.Version.State != lawbook.Draft {
		return nil
	}
	if p.Check, err = lawbook.Try(c.ctx(), tx, p.Version); err != nil {
		return err
	}
	book, err := lawbook.ProcedureOf(c.ctx(), tx)
	if err != nil {
		return err
	}
	before, after, err := book.Against(set)
	if err != nil {
		return nil //nolint:nilerr // Check has said already why it is not sound
	}
	p.StepDiff = procedure.Diff(before, after)
	for i, s := range before.Sets() {
		if i == 0 {
			p.Beside = s.Instrument
		}
	}
	return nil
}

// officeStepRow is one rule as it is typed.
type officeStepRow struct {
	procedure.Row

	First, Volume, Day, Month, Days string
	Keep                            bool
}

// officeSteps are the rows of one part, for a table.
func officeSteps(rows []officeStepRow, part procedure.Part) []officeStepRow {
	return slices.DeleteFunc(slices.Clone(rows), func(r officeStepRow) bool { return r.Part != part })
}

// officeStepPart names a part.
func officeStepPart(part procedure.Part) string {
	switch part {
	case procedure.ChangePart:
		return "Ai quyết định điều chỉnh"
	case procedure.AdvancePart:
		return "Tạm ứng lần đầu"
	case procedure.DeadlinePart:
		return "Thời hạn"
	}
	return string(part)
}

// field names an input of a row.
func (r officeStepRow) field(name string) string {
	return fmt.Sprintf("%s_%s_%d", r.Part, name, r.At)
}

// text is what a rule says, in words.
func officeStepText(r procedure.Row) string {
	switch r.Part {
	case procedure.ChangePart:
		return r.Who.Label()
	case procedure.AdvancePart:
		rule := procedure.AdvanceRule{First: r.First, ByDecision: r.First == 0, NeedsVolume: r.Volume, VolumeOf: "khối lượng"}
		return rule.Text()
	case procedure.DeadlinePart:
		switch r.Kind {
		case procedure.OnDay:
			return fmt.Sprintf("Ngày %02d/%02d", r.Day, r.Month)
		case procedure.Monthly:
			return fmt.Sprintf("Ngày %d hằng tháng", r.Day)
		case procedure.DaysAfter:
			return fmt.Sprintf("%d ngày", r.Days)
		case procedure.WorkdaysAfter:
			return fmt.Sprintf("%d ngày làm việc", r.Days)
		case procedure.Quarterly:
		}
		return "Sau mỗi quý"
	}
	return ""
}

// officeAuthorities are who may decide a change: of a province's own scheme
// neither the ministry nor its agency.
func officeAuthorities(national bool) []ui.Option {
	all := []procedure.Authority{procedure.ProvincialPeople, procedure.Department}
	if national {
		all = append([]procedure.Authority{procedure.MOIT, procedure.Agency}, all...)
	}
	var options []ui.Option
	for _, a := range all {
		options = append(options, ui.Option{Value: string(a), Label: a.Label()})
	}
	return options
}

// officeDecides reports whether somebody may decide a change.
func officeDecides(who procedure.Authority, national bool) bool {
	return slices.ContainsFunc(officeAuthorities(national), func(o ui.Option) bool { return o.Value == string(who) })
}

// officeProcedureTable shows the rules that are changed in a table.
func (c *call) officeProcedureTable(p officeLawEditPage, v lawbook.Version) error {
	rows, national, err := procedure.Table(v.ID, []byte(v.Body))
	if err != nil {
		return err
	}
	p.National = national
	for _, r := range rows {
		row := officeStepRow{Row: r, Keep: true, Day: number(r.Day), Month: number(r.Month), Days: number(r.Days)}
		if r.First > 0 {
			row.First = r.First.String()
		}
		if r.Volume > 0 {
			row.Volume = r.Volume.String()
		}
		p.Steps = append(p.Steps, row)
	}
	return c.officeProcedureTablePage(http.StatusOK, p)
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (c *call) officeProcedureTablePage(status int, p officeLawEditPage) error {
	c.officeLawEditShell(&p, "Sửa thủ tục")
	p.Shell.Print = ui.Wide
	return c.render(status, officeProcedureTableView(p))
}

// officeProcedureSetRows stores the table.
func (c *call) officeProcedureSetRows(form *ui.Form, p officeLawEditPage, v lawbook.Version) error {
	stored, national, err := procedure.Table(v.ID, []byte(v.Body))
	if err != nil {
		return err
	}
	p.National = national
	var kept []procedure.Row
	for _, r := range stored {
		row := officeStepTyped(form, r, national)
		p.Steps = append(p.Steps, row)
		if row.Keep {
			kept = append(kept, row.Row)
		}
	}
	version, bad := strconv.ParseInt(p.Version, 10, 64)
	form.Check(bad == nil, "rows", "Biểu mẫu thiếu số bản. Hãy tải lại trang rồi làm lại.")
	err = form.Err("Có quy tắc cần sửa.")
	if err == nil {
		err = c.done(form, "Đã lưu các quy tắc.", func(tx *db.Tx) (string, error) {
			body, err := procedure.SetTable(v.ID, []byte(v.Body), kept)
			if err != nil {
				return "", err
			}
			next := v
			next.Body, next.Version = string(body), version
			return officeLawPath(v.ID), lawbook.Save(c.ctx(), tx, next)
		})
	}
	if ui.Correctable(err) {
		p.Problem = err
		return c.officeProcedureTablePage(http.StatusUnprocessableEntity, p)
	}
	return err
}

// officeStepTyped reads one row of the table.
func officeStepTyped(form *ui.Form, r procedure.Row, national bool) officeStepRow {
	row := officeStepRow{Row: r}
	raw := func(name string) string { return form.Raw(row.field(name)) }
	row.Keep, row.Cite = form.Bool(row.field("giu")), form.Line(row.field("can-cu"))
	row.First, row.Volume, row.Day, row.Month, row.Days = raw("muc"), raw("khoi-luong"), raw("ngay"), raw("thang"), raw("so-ngay")
	row.Evidence = norm.Unverified
	if form.Bool(row.field("da-doc")) {
		row.Evidence = norm.Primary
	}
	if !row.Keep {
		return row
	}
	form.Check(row.Cite != "", row.field("can-cu"), "“"+r.Name+"” chưa có căn cứ.")
	switch r.Part {
	case procedure.ChangePart:
		row.Who = procedure.Authority(form.Line(row.field("ai")))
		form.Check(officeDecides(row.Who, national), row.field("ai"), "“"+r.Name+"”: chưa chọn ai quyết định.")
	case procedure.AdvancePart:
		row.Row.First, row.Row.Volume = row.share(form, "muc"), row.share(form, "khoi-luong")
	case procedure.DeadlinePart:
		row.due(form)
	}
	return row
}

// share reads a percentage, none for an empty field.
func (r *officeStepRow) share(form *ui.Form, name string) money.Ratio {
	typed := form.Line(r.field(name))
	if typed == "" {
		return 0
	}
	ratio, err := money.ParseRatio(typed)
	form.Check(err == nil, r.field(name), "Tỷ lệ của “"+r.Name+"” phải từ 0,01% đến 100%, ví dụ 70%.")
	return ratio
}

// due reads when something is due, as far as its kind has a day.
func (r *officeStepRow) due(form *ui.Form) {
	day := r.Kind == procedure.OnDay || r.Kind == procedure.Monthly
	if day {
		r.Row.Day = r.whole(form, "ngay", 31)
	}
	if r.Kind == procedure.OnDay {
		r.Row.Month = r.whole(form, "thang", 12)
	}
	if r.Kind == procedure.DaysAfter || r.Kind == procedure.WorkdaysAfter {
		r.Row.Days = r.whole(form, "so-ngay", 3660)
	}
}

// whole reads a number from 1 to most.
func (r *officeStepRow) whole(form *ui.Form, name string, most int) int {
	n, err := strconv.Atoi(form.Line(r.field(name)))
	form.Check(err == nil && n >= 1 && n <= most, r.field(name), fmt.Sprintf("“%s”: hãy ghi một số từ 1 đến %d.", r.Name, most))
	return n
}

// officeProcedureAddCase adds one case: a question about the procedure on a day
// and the answer that the text gives.
func (c *call) officeProcedureAddCase(form *ui.Form, v *lawbook.Version) error {
	set, err := procedure.ReadSet(v.ID, []byte(v.Body))
	if err != nil {
		return err
	}
	q := procedure.Question{Part: procedure.Part(form.Line("phan")), Code: form.Line("ma"), Fund: norm.Local, Province: set.Area.Province, On: form.Date("on")}
	if set.National() {
		q.Fund = norm.National
	}
	form.Check(!q.On.IsZero(), "on", "Chưa có ngày xét.")
	q.Cites = form.Need("cites", "Chưa ghi căn cứ mong đợi.")
	switch q.Part {
	case procedure.ChangePart:
		q.Who = procedure.Authority(form.Line("ai"))
		q.Name = procedure.Change(q.Code).Label()
		form.Check(slices.Contains(procedure.Changes(), procedure.Change(q.Code)), "ma", "Chưa chọn loại điều chỉnh.")
		form.Check(officeDecides(q.Who, set.National()), "ai", "Chưa chọn ai quyết định.")
	case procedure.AdvancePart:
		info, known := normbook.ContentByCode(norm.Content(q.Code))
		q.Name = "Tạm ứng: " + info.Short
		form.Check(known, "ma", "Chưa chọn nội dung.")
		q.First, err = money.ParseRatio(form.Line("muc"))
		form.Check(err == nil, "muc", "Chưa ghi tỷ lệ mong đợi, ví dụ 70%.")
	case procedure.DeadlinePart:
		q.Event, q.Due = form.Date("su-kien"), form.Date("han")
		rows, _, err := procedure.Table(v.ID, []byte(v.Body))
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.Part == q.Part && r.Code == q.Code {
				q.Kind, q.Name = r.Kind, r.Name
			}
		}
		form.Check(q.Kind != "", "ma", "Chưa chọn thời hạn.")
		form.Check(!q.Event.IsZero(), "su-kien", "Chưa có ngày của sự kiện, hoặc một ngày trong năm, trong tháng.")
		form.Check(!q.Due.IsZero(), "han", "Chưa có hạn mong đợi.")
	default:
		form.Check(false, "phan", "Chưa chọn phần của thủ tục.")
	}
	if err := form.Err("Chưa thêm được ca kiểm thử."); err != nil {
		return err
	}
	more, err := procedure.AddCase([]byte(v.Cases), q)
	v.Cases = string(more)
	return err
}

// officeStepOptions are what a case may ask about.
func officeStepOptions(p officeLawShowPage, part procedure.Part) []ui.Option {
	var options []ui.Option
	switch part {
	case procedure.ChangePart:
		for _, change := range procedure.Changes() {
			options = append(options, ui.Option{Value: string(change), Label: change.Label()})
		}
	case procedure.AdvancePart:
		for _, info := range normbook.Contents(p.Version.From) {
			options = append(options, ui.Option{Value: string(info.Code), Label: info.Short})
		}
	case procedure.DeadlinePart:
		for _, r := range p.Steps {
			if r.Part == part && r.Kind != procedure.Quarterly {
				options = append(options, ui.Option{Value: r.Code, Label: r.Name})
			}
		}
	}
	return options
}
