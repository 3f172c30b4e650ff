package office

import (
	"strconv"

	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// officeSpare is how many empty rows the tables of the form end with.
const officeSpare = 2

// officePage is the form of the office's names, units and signers, and its
// books.
type officePage struct {
	Shell   ui.Shell
	Key     string
	BookKey string
	Problem error
	Office  paper.Office // as typed
	Stored  int64        // version
	People  []ui.Option
	Out, In []paper.Book
	Value   map[string]string // of the form of a book
}

// field is an input with what is wrong.
func (p officePage) field(f ui.Field) ui.Field {
	f.Error = ui.Problems(p.Problem)[f.Name]
	return f
}

// units are the rows of the table of units.
func (p officePage) units() []paper.Unit {
	return append(p.Office.Units, make([]paper.Unit, min(officeSpare, max(0, paper.MaxUnits-len(p.Office.Units))))...)
}

// signers are the rows of the table of signers.
func (p officePage) signers() []paper.Signer {
	return append(p.Office.Signers, make([]paper.Signer, min(officeSpare, max(0, paper.MaxSigners-len(p.Office.Signers))))...)
}

func (c *call) officeShow() error { return c.officeAgain(nil, nil, nil) }

// officeAgain shows the form: what is stored or, when it was refused, what was
// typed.
func (c *call) officeAgain(problem error, typed *paper.Office, form *ui.Form) error {
	p := officePage{Key: ui.Key(), BookKey: ui.Key(), Problem: problem, Value: map[string]string{}}
	err := c.view(func(tx *db.Tx) (err error) {
		if p.Office, err = paper.OfficeOf(c.ctx(), tx); err != nil {
			return err
		}
		if p.Out, err = paper.Books(c.ctx(), tx, paper.Out); err != nil {
			return err
		}
		if p.In, err = paper.Books(c.ctx(), tx, paper.In); err != nil {
			return err
		}
		p.People, err = c.paperPeople(tx, access.ViewPapers, "Không dùng phần mềm")
		return err
	})
	if err != nil {
		return err
	}
	p.Stored = p.Office.Version
	if typed != nil {
		p.Office = *typed
	}
	if form != nil {
		p.Value["book_name"], p.Value["book_direction"] = form.Line("book_name"), form.Line("book_direction")
	}
	p.Shell = c.page("Cơ quan và sổ văn bản")
	p.Shell.Back, p.Shell.HasErrors = &ui.Link{Label: "Quản trị", Href: "/quan-tri"}, problem != nil
	return c.render(paperStatus(problem), officeView(p))
}

// officeRead reads the form; rows in which nothing was typed are left out.
func officeRead(form *ui.Form) paper.Office {
	o := paper.Office{
		Parent: form.Line("parent"), Name: form.Line("name"), Abbreviation: form.Line("abbreviation"), Place: form.Line("place"),
		Address: form.Line("address"), Phone: form.Line("phone"), TaxCode: form.Line("tax_code"),
		Account: form.Line("account"), Bank: form.Line("bank"), BudgetCode: form.Line("budget_code"),
		Version: int64(form.Int("version")),
	}
	at := func(all []string, i int) string {
		if i < len(all) {
			return all[i]
		}
		return ""
	}
	codes, names := form.Rows("unit_code"), form.Rows("unit_name")
	for i := range max(len(codes), len(names)) {
		if u := (paper.Unit{Code: at(codes, i), Name: at(names, i)}); u != (paper.Unit{}) {
			o.Units = append(o.Units, u)
		}
	}
	people, titles, capacities, users := form.Rows("signer_name"), form.Rows("signer_title"), form.Rows("signer_capacity"), form.Rows("signer_user")
	for i := range max(len(people), len(titles)) {
		s := paper.Signer{Name: at(people, i), Title: at(titles, i), Capacity: paper.Capacity(at(capacities, i)), User: at(users, i)}
		if s.Name != "" || s.Title != "" {
			o.Signers = append(o.Signers, s)
		}
	}
	return o
}

func (c *call) officeSave() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	o := officeRead(form)
	if err = form.Err("Chưa lưu được."); err == nil {
		err = c.done(form, "Đã lưu thông tin cơ quan.", func(tx *db.Tx) (string, error) {
			return "/quan-tri/co-quan", paper.SaveOffice(c.ctx(), tx, o)
		})
	}
	if !ui.Correctable(err) {
		return err
	}
	if fault.KindOf(err) == fault.Conflict {
		err = fault.New(fault.Conflict, "Người khác vừa lưu thông tin cơ quan. Những gì anh/chị gõ vẫn còn ở dưới; anh/chị mở bản vừa lưu trong thẻ khác để so, rồi bấm Lưu nếu muốn thay.")
	}
	return c.officeAgain(err, &o, nil)
}

func (c *call) officeBookOpen() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	b := paper.Book{Name: form.Line("book_name"), Direction: paper.Direction(form.Line("book_direction")), ByKind: form.Bool("by_kind")}
	if err = form.Err("Chưa mở được sổ."); err == nil {
		err = c.done(form, "Đã mở sổ.", func(tx *db.Tx) (string, error) {
			_, err := paper.OpenBook(c.ctx(), tx, b)
			return "/quan-tri/co-quan#so", err
		})
	}
	if !ui.Correctable(err) {
		return err
	}
	return c.officeAgain(err, nil, form)
}

func (c *call) officeBookClose() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	id, d, closed := form.Line("so"), paper.Direction(form.Line("chieu")), form.Line("dong") == "1"
	form.Check(form.Has("dong"), "dong", "Biểu mẫu thiếu thông tin. Hãy tải lại trang rồi làm lại.")
	said := "Đã mở lại sổ."
	if closed {
		said = "Đã đóng sổ."
	}
	if err = form.Err("Chưa làm được."); err == nil {
		err = c.done(form, said, func(tx *db.Tx) (string, error) {
			return "/quan-tri/co-quan#so", paper.CloseBook(c.ctx(), tx, d, id, closed)
		})
	}
	if !ui.Correctable(err) {
		return err
	}
	return c.officeAgain(err, nil, nil)
}

// version is the version that the form saw, or the newest when somebody else
// was faster: to save again then replaces it, knowingly.
func (p officePage) version() string { return strconv.FormatInt(p.Stored, 10) }

// officeBook says how a book numbers.
func officeBook(b paper.Book) string {
	switch {
	case b.Direction == paper.In:
		return "Số đến chung, mỗi năm bắt đầu từ 1"
	case b.ByKind:
		return "Mỗi loại văn bản một dãy số, mỗi năm bắt đầu từ 1"
	}
	return "Số chung cho mọi loại, mỗi năm bắt đầu từ 1"
}
