package office

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui"
)

func intakeRoutes() []Route {
	return []Route{
		{"GET", "/nhap-du-lieu", access.ImportLists, (*call).intakeList},
		{"POST", "/nhap-du-lieu", access.ImportLists, (*call).intakeAdd},
		{"GET", "/nhap-du-lieu/{id}", access.ImportLists, (*call).intakeShow},
		{"POST", "/nhap-du-lieu/{id}/cot", access.ImportLists, (*call).intakeConfirm},
		{"POST", "/nhap-du-lieu/{id}/tra-loi", access.ImportLists, (*call).intakeTell},
		{"POST", "/nhap-du-lieu/{id}/bo-dong", access.ImportLists, (*call).intakeLeaveOut},
		{"POST", "/nhap-du-lieu/{id}/moi-ca", access.ImportLists, (*call).intakeAllNew},
		{"POST", "/nhap-du-lieu/{id}/ghi", access.ImportLists, (*call).intakeLoad},
		{"POST", "/nhap-du-lieu/{id}/bo", access.ImportLists, (*call).intakeDrop},
		{"POST", "/nhap-du-lieu/{id}/hoan-tac", access.ImportLists, (*call).intakeUndo},
	}
}

// intakeRows is how many rows a page shows.
const intakeRows = 50

// intakeListPage is the form for a file and the intakes there were.
type intakeListPage struct {
	Shell   ui.Shell
	Key     string
	Kind    string
	Kinds   []ui.Option
	All     []intake.Intake
	Problem error
}

func (c *call) intakeList() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	return c.intakeListPage(http.StatusOK, intakeListPage{Kind: form.Line("loai")})
}

// intakeOfSchemes answers at the address that lists of past schemes had for
// themselves.
func (c *call) intakeOfSchemes() error {
	return ui.SeeOtherTo(c.w, c.r, intakeSchemesPath)
}

const intakeSchemesPath = "/nhap-du-lieu?loai=" + string(intake.Schemes)

func (c *call) intakeListPage(status int, p intakeListPage) error {
	err := c.view(func(tx *db.Tx) (err error) {
		p.All, err = intake.List(c.ctx(), tx)
		return err
	})
	if err != nil {
		return err
	}
	p.Shell = c.page("Nhập danh sách từ tệp")
	p.Shell.Back = &ui.Link{Label: "Danh sách cơ sở", Href: "/co-so"}
	p.Shell.HasErrors, p.Key = p.Problem != nil, ui.Key()
	if p.Kind == "" {
		p.Kind = string(intake.Establishments)
	}
	for _, k := range intake.Kinds() {
		p.Kinds = append(p.Kinds, ui.Option{Value: string(k), Label: k.Label(), Hint: intakeKindHint(k)})
	}
	return c.render(status, intakeListView(p))
}

// intakeKindHint says what a list of the kind must say.
func intakeKindHint(k intake.Kind) string {
	switch k {
	case intake.Establishments:
		return "Mỗi dòng một cơ sở; ít nhất có tên. Tối đa 200.000 dòng."
	case intake.Products:
		return "Mỗi dòng một lần công nhận: tên, cơ sở, nhóm, cấp, năm. Cơ sở phải có trong danh sách."
	case intake.Schemes:
		return "Mỗi dòng một đề án như Trung tâm đang giữ; mục, dòng cộng, ô gộp và nhiều trang được tự nhận. Nhập lại không tạo trùng."
	case intake.Payments:
		return "Mỗi dòng một khoản đã chi cho đề án cũ: đề án, số tiền, ngày, số chứng từ. Đề án cũ phải nhập trước."
	}
	return ""
}

// intakeAdd takes a file and looks how it is laid out. The file waits among the
// attachments under its hash.
func (c *call) intakeAdd() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := intakeListPage{Kind: form.Line("kind")}
	if p.Kind == "" { // sent to the address of lists of schemes
		p.Kind = string(intake.Schemes)
	}
	name, data := intakeFile(form)
	kind := intake.Kind(p.Kind)
	var layout intake.Layout
	if err = form.Err("Chưa nhận được danh sách."); err == nil {
		layout, err = intake.Look(data, kind)
	}
	sum := sha256.Sum256(data)
	sha := hex.EncodeToString(sum[:])
	if err == nil {
		err = blob.Restore(c.ctx(), c.s.Files, bytes.NewReader(data), sha)
	}
	if err == nil {
		err = c.done(form, "Đã nhận tệp. Anh/chị xem các cột được hiểu thế nào.", func(tx *db.Tx) (string, error) {
			in, err := intake.Add(c.ctx(), tx, kind, name, sha, layout)
			return intakePath(in.ID), err
		})
	}
	if ui.Correctable(err) {
		p.Problem = err
		return c.intakeListPage(http.StatusUnprocessableEntity, p)
	}
	return err
}

// intakeFile reads the file of the form.
func intakeFile(form *ui.Form) (name string, data []byte) {
	header, ok := form.File("file")
	if !ok {
		form.Add("file", "Chưa chọn tệp danh sách.")
		return "", nil
	}
	f, err := header.Open()
	if err == nil {
		data, err = io.ReadAll(io.LimitReader(f, sheet.MaxFile+1))
		err = errors.Join(err, f.Close())
	}
	form.Check(err == nil, "file", "Không đọc được tệp. Anh/chị gửi lại.")
	form.Check(len(data) <= sheet.MaxFile, "file", fmt.Sprintf("Tệp lớn hơn %d MB.", sheet.MaxFile>>20))
	return header.Filename, data
}

func intakePath(id intake.ID, parts ...string) string {
	return ui.Path(append([]string{"nhap-du-lieu", string(id)}, parts...)...)
}

// intakePage is one intake as it is shown.
type intakePage struct {
	Shell     ui.Shell
	In        intake.Intake
	Percent   int
	Version   string
	Columns   []intakeColumn
	Policies  []ui.Option
	Problem   error
	Problems  map[string]string
	Verdict   intake.Verdict
	Tabs      []ui.NavItem
	Rows      []intakeRow
	Pages     ui.Pages
	MayLoad   bool
	MayMap    bool
	Key       func() string
	Rewriting bool // the mapping was not accepted
	Year      string
	Support   money.VND // of a list of schemes
	TotalCost money.VND
}

// intakeColumn is one column of the file and what it is taken for.
type intakeColumn struct {
	Name    string // of the field in the form
	Letter  string
	Heading intake.Heading
	Field   string
	Unit    string
	Money   bool
	Fields  []ui.Option
	Units   []ui.Option
	Problem string
}

// intakeRow is one row of the file.
type intakeRow struct {
	intake.Row

	Name     string // as the spreadsheet numbers it
	Question string
	Shown    intake.Shown
	Tax      string
	May      []intake.Shown
	Choices  []ui.Option
	Target   string
	Href     string
}

func (c *call) intakeShow() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := intakePage{Verdict: intake.Verdict(form.Line("xem"))}
	return c.intakePage(http.StatusOK, p, nil, form.Int("sau"))
}

// intakePage shows an intake. A mapping that was typed and not accepted is
// shown instead of the stored one.
func (c *call) intakePage(status int, p intakePage, typed intake.Mapping, after int) error {
	err := c.view(func(tx *db.Tx) (err error) {
		if p.In, err = intake.Get(c.ctx(), tx, intake.ID(c.r.PathValue("id"))); err != nil {
			return err
		}
		return c.intakeRowsOf(tx, &p, after)
	})
	if err != nil {
		return err
	}
	if p.Rewriting = typed != nil; !p.Rewriting {
		typed = p.In.Mapping
	}
	p.Problems = ui.Problems(p.Problem)
	if p.Year == "" && p.In.Year != 0 {
		p.Year = strconv.Itoa(p.In.Year)
	}
	p.intakeColumns(typed)
	p.Version, p.Key = strconv.FormatInt(p.In.Version, 10), ui.Key
	p.MayMap = p.In.State == intake.Waiting || p.In.State == intake.Review || p.In.State == intake.Failed
	p.MayLoad = p.In.State == intake.Review && p.In.Counts.Bad == 0 && p.In.Counts.Ask == 0
	p.Policies = []ui.Option{
		{Value: string(intake.Fill), Label: "Bổ sung chỗ còn trống", Hint: "Mục nào hồ sơ chưa ghi thì lấy từ tệp; mục đã ghi giữ nguyên."},
		{Value: string(intake.Keep), Label: "Giữ nguyên hồ sơ đã có"},
	}
	if p.In.Total > 0 {
		p.Percent = int(min(p.In.Seen*100/p.In.Total, 100))
	}
	p.Shell = c.page("Nhập " + p.In.File)
	p.Shell.Back = &ui.Link{Label: "Các lần nhập", Href: "/nhap-du-lieu"}
	p.Shell.HasErrors = p.Problem != nil
	if p.In.State.Working() {
		c.w.Header().Set("Refresh", "2; url="+intakePath(p.In.ID)) // goes on without scripts
	}
	return c.render(status, intakeView(p))
}

// intakeColumns puts the columns of the file into words.
func (p *intakePage) intakeColumns(m intake.Mapping) {
	fields := []ui.Option{{Label: "Không dùng"}}
	money := map[intake.Field]bool{}
	for _, f := range p.In.Kind.Fields() {
		label := f.Label
		if f.Need {
			label += " (bắt buộc)"
		}
		fields = append(fields, ui.Option{Value: string(f.Field), Label: label})
		money[f.Field] = f.Money
	}
	units := []ui.Option{{Label: "Chọn đơn vị"}}
	for _, u := range []schemelist.Unit{schemelist.Dong, schemelist.Thousand, schemelist.Million, schemelist.Billion} {
		units = append(units, ui.Option{Value: strconv.FormatInt(int64(u), 10), Label: intake.UnitLabel(u)})
	}
	for i, h := range p.In.Layout.Columns {
		if h.Words == "" && len(h.Samples) == 0 {
			continue
		}
		chosen := m.FieldOf(i)
		one := intakeColumn{
			Name: intake.ColumnField(i), Letter: p.In.Layout.Letter(i), Heading: h, Field: string(chosen.Field), Money: money[chosen.Field] || intake.Stated(h.Words),
			Fields: fields, Units: units, Problem: p.Problems[intake.ColumnField(i)],
		}
		unit := chosen.Unit
		if unit == schemelist.NoUnit {
			unit = h.Unit
		}
		if unit != schemelist.NoUnit {
			one.Unit = strconv.FormatInt(int64(unit), 10)
		}
		one.Money = one.Money || chosen.Field == "" && p.In.Kind.HasMoney() && intakeAmounts(h)
		p.Columns = append(p.Columns, one)
	}
}

// intakeAmounts reports whether the samples of a column may be money: most are
// numbers, and not just those of the rows.
func intakeAmounts(h intake.Heading) bool {
	large, amounts := false, 0
	for _, s := range h.Samples {
		v, err := schemelist.Amount(s, schemelist.Dong, schemelist.Auto)
		if err != nil {
			continue
		}
		amounts++
		large = large || v >= 100
	}
	return large && amounts*2 > len(h.Samples)
}
