package paper_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

func TestPapersThatArrive(t *testing.T) {
	t.Parallel()
	o := open(t)
	p := &paper.Paper{
		Book: "den", Kind: paper.Letter, Symbol: "123/SCT-QLCN", About: "góp ý kế hoạch", Issuer: "Sở Công Thương",
		ArrivedOn: calendar.Must("2026-11-20"), Day: calendar.Must("2026-11-18"), DueOn: calendar.Must("2026-11-25"),
	}
	o.must("19", huy, func(tx *db.Tx) error { return paper.Receive(t.Context(), tx, p, []blob.Staged{o.staged("quét")}) })
	if p.Number != 1 || p.Year != 2026 || p.State != paper.Received {
		t.Fatalf("%+v", p)
	}
	for name, edit := range map[string]func(*paper.Paper){
		"no sender": func(p *paper.Paper) { p.Issuer = " " }, "no summary": func(p *paper.Paper) { p.About = "" },
		"still to come": func(p *paper.Paper) { p.ArrivedOn = calendar.Must("2026-11-23") },
		"day after":     func(p *paper.Paper) { p.Day = calendar.Must("2026-11-21") },
		"due before":    func(p *paper.Paper) { p.DueOn = calendar.Must("2026-11-19") },
		"book out":      func(p *paper.Paper) { p.Book = "di" }, "no kind": func(p *paper.Paper) { p.Kind = "XX" },
	} {
		q := *p
		q.ID = ""
		edit(&q)
		if err := o.try("19", huy, func(tx *db.Tx) error { return paper.Receive(t.Context(), tx, &q, nil) }); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := o.try("19", minh, func(tx *db.Tx) error { return paper.Assign(t.Context(), tx, p.ID, 1, "u-77", p.DueOn, "") }); fault.KindOf(err) != fault.Invalid {
		t.Errorf("given to nobody: %v", err)
	}
	o.must("19", minh, func(tx *db.Tx) error {
		return paper.Assign(t.Context(), tx, p.ID, 1, "u-1", p.DueOn, "Xem và trả lời")
	})
	if err := o.try("19", huy, func(tx *db.Tx) error { return paper.Answer(t.Context(), tx, p.ID, 2, paper.Closed, "", "xong") }); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("answered by somebody else: %v", err)
	}
	reply := o.issued(paper.Letter)
	o.must("19", lan, func(tx *db.Tx) error { return paper.Answer(t.Context(), tx, p.ID, 2, paper.Answered, reply.ID, "") })
	got := o.get(paper.In, p.ID)
	if got.State != paper.Answered || got.Successor != reply.ID || got.EndedOn.IsZero() {
		t.Errorf("%+v", got)
	}
	if err := o.try("19", huy, func(tx *db.Tx) error { return paper.Void(t.Context(), tx, paper.In, p.ID, 3, "nhầm") }); fault.KindOf(err) != fault.Conflict {
		t.Errorf("an answered paper was given up: %v", err)
	}
	o.whole("den", paper.In)
}

func TestListsFindWithoutMarksAndTurnPages(t *testing.T) {
	t.Parallel()
	o := open(t)
	for i := range 120 {
		p := &paper.Paper{Book: "den", Kind: "TB", Symbol: fmt.Sprintf("%d/TB-SCT", i+1), About: "Thông báo kết luận", Issuer: "Sở Công Thương", ArrivedOn: calendar.Must("2026-11-20")}
		if i == 7 {
			p.About, p.Issuer = "Họp về đề án sấy chè", "Ủy ban nhân dân xã Tân Cương"
		}
		o.must("19", huy, func(tx *db.Tx) error { return paper.Receive(t.Context(), tx, p, nil) })
	}
	o.must("19", lan, func(tx *db.Tx) error {
		var numbers []int64
		f := paper.Filter{Direction: paper.In}
		for more := true; more; {
			var rows []*paper.Paper
			var err error
			if rows, more, err = paper.List(t.Context(), tx, f); err != nil {
				return err
			}
			for _, p := range rows {
				numbers, f.After = append(numbers, p.Number), p.ID
			}
		}
		for i, n := range numbers {
			if n != int64(120-i) {
				t.Fatalf("row %d has number %d", i, n)
			}
		}
		if len(numbers) != 120 {
			t.Errorf("%d rows", len(numbers))
		}
		for query, want := range map[string]int{"say che": 1, "TÂN CƯƠNG": 1, "tan cuong say": 1, "8/tb sct": 11, "khong co": 0, "%": 120, "_": 120} {
			if n, err := paper.Count(t.Context(), tx, paper.Filter{Direction: paper.In, Query: query}); n != want || err != nil {
				t.Errorf("%q: %d, %v", query, n, err)
			}
		}
		return nil
	})
}

func TestTheOfficeAndItsBooks(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.must("08", lan, func(tx *db.Tx) error { // nothing stored yet
		got, err := paper.OfficeOf(t.Context(), tx)
		if got.Name != "Trung tâm Tuyên Quang" || got.Parent != "Sở Công Thương" || got.Version != 0 {
			t.Errorf("%+v", got)
		}
		return err
	})
	var office paper.Office
	o.must("19", minh, func(tx *db.Tx) (err error) { office, err = paper.OfficeOf(t.Context(), tx); return err })
	for name, edit := range map[string]func(*paper.Office){
		"abbreviation": func(o *paper.Office) { o.Abbreviation = "T T/KC" },
		"place":        func(o *paper.Office) { o.Place = "" },
		"units":        func(o *paper.Office) { o.Units = []paper.Unit{{"A", "a"}, {"A", "b"}} },
		"signers":      func(o *paper.Office) { o.Signers = []paper.Signer{{Name: "A", Title: "B", Capacity: "XX"}} },
		"tax_code":     func(o *paper.Office) { o.TaxCode = "46000" },
		"account":      func(o *paper.Office) { o.Account = "12/34" },
		"budget_code":  func(o *paper.Office) { o.BudgetCode = "A1" },
		"address":      func(o *paper.Office) { o.Address = strings.Repeat("ư", 301) },
	} {
		bad := office
		edit(&bad)
		err := o.try("19", minh, func(tx *db.Tx) error { return paper.SaveOffice(t.Context(), tx, bad) })
		if f, ok := errors.AsType[*fault.Error](err); !ok || f.Fields[name] == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	office.Address, office.Phone, office.TaxCode = " Số 1, đường Minh Họa ", "0208 000 0000", "0000000000"
	office.Account, office.Bank, office.BudgetCode = "0000.0.0000000", "Kho bạc Nhà nước", "0000000"
	office.Signers = []paper.Signer{{Name: "Lê Thị Phó", Title: "Phó Giám đốc", Capacity: paper.Deputy}, {Name: "Đỗ Văn Minh", Title: "Giám đốc"}}
	o.must("19", admin, func(tx *db.Tx) error { return paper.SaveOffice(t.Context(), tx, office) })
	o.must("19", minh, func(tx *db.Tx) error {
		got, err := paper.OfficeOf(t.Context(), tx)
		want := office
		want.Address, want.Version = "Số 1, đường Minh Họa", office.Version+1
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if head := got.Head(); head.Name != "Đỗ Văn Minh" {
			t.Errorf("the head is %+v", head)
		}
		return err
	})
	if err := o.try("19", admin, func(tx *db.Tx) error { return paper.SaveOffice(t.Context(), tx, office) }); fault.KindOf(err) != fault.Conflict {
		t.Errorf("an old version was written: %v", err)
	}
	var mine paper.Book
	o.must("19", minh, func(tx *db.Tx) (err error) {
		mine, err = paper.OpenBook(t.Context(), tx, paper.Book{Direction: paper.Out, Name: "Quyết định nhân sự"})
		return err
	})
	if err := o.try("19", minh, func(tx *db.Tx) error {
		_, err := paper.OpenBook(t.Context(), tx, paper.Book{Direction: paper.Out, Name: "quyết định NHÂN SỰ"})
		return err
	}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("the same name twice: %v", err)
	}
	p := sample("QĐ")
	p.Book = mine.ID
	o.must("19", lan, func(tx *db.Tx) error { return paper.Begin(t.Context(), tx, p, []blob.Staged{o.staged("x")}) })
	o.must("19", minh, func(tx *db.Tx) error { return paper.CloseBook(t.Context(), tx, paper.Out, mine.ID, true) })
	if err := o.try("19", huy, func(tx *db.Tx) error { return o.check(tx, p.ID, 1) }); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a closed book gave a number: %v", err)
	}
	o.must("19", minh, func(tx *db.Tx) error { return paper.CloseBook(t.Context(), tx, paper.Out, mine.ID, false) })
	o.must("19", huy, func(tx *db.Tx) error { return o.check(tx, p.ID, 1) })
	if got := o.get(paper.Out, p.ID); got.Symbol != "01/QĐ-TTKC" {
		t.Errorf("%s", got.Symbol)
	}
}
