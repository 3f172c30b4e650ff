package intake

import (
	"errors"
	"testing"

	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// Whatever a file holds, it is refused in a sentence or read; a row that is read
// has a value of its kind, or a problem at a cell of its own.
func FuzzRead(f *testing.F) {
	f.Add([]byte("TT;Tên cơ sở;MST;Xã;Vốn (triệu đồng);Lao động;Ngày thành lập\n1;HTX;01;Tân Cương;1.250,5;12;31/02/2020\nCộng;;;;1;;\n"))
	f.Add([]byte("Tên sản phẩm,Cơ sở,Nhóm sản phẩm,Cấp bình chọn,Năm,Điểm\na,b,Thực phẩm,Tỉnh,2023,\"85,5\"\n"))
	f.Add([]byte("Tên đề án\tSố tiền (tỷ đồng)\tNgày chi\tSố chứng từ\nx\t2 tỷ\t43000\t=A1\n"))
	f.Add([]byte("a;b\n#REF!;-0\n"))
	f.Add([]byte("ĐVT: triệu đồng\nTT;Tên đề án;Đơn vị thụ hưởng;Tổng kinh phí;Kinh phí hỗ trợ;Năm\nI;Khuyến công quốc gia;;5;1;\n1;A;HTX X;5;1;2018\n2;B;HTX Y;2 tỷ;=E2;31/02\n;Cộng;;5;1;\n"))
	f.Add([]byte("TT,Tên đề án,Kinh phí hỗ trợ (đồng)\n1,A,150\n\nTT,Nội dung,Đơn vị thụ hưởng,Kinh phí\n-,B,HTX,1.5\n"))
	places := newPlacer("19", calendar.Must("2026-01-01"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, k := range Kinds() {
			if k == Schemes {
				readSchemes(t, data)
				continue
			}
			layout, err := Look(data, k)
			if err != nil {
				if fault.KindOf(err) != fault.Invalid {
					t.Fatalf("not a fault of the file: %v", err)
				}
				continue
			}
			m := layout.Propose(k)
			seen := make(map[Field]bool)
			for i, c := range m {
				if seen[c.Field] || c.Index >= len(layout.Columns) {
					t.Fatalf("column %d is proposed as %q, which is taken or nowhere", c.Index, c.Field)
				}
				seen[c.Field] = true
				if k.IsMoney(c.Field) && c.Unit == schemelist.NoUnit {
					m[i].Unit = schemelist.Million
				}
			}
			s := &scan{in: Intake{Kind: k, Layout: layout, Mapping: m}, notes: &notes{}}
			s.took = func(lines []*line) error {
				for _, l := range lines {
					readAll(t, l, places)
				}
				return nil
			}
			if err := s.run(data); err != nil && fault.KindOf(err) != fault.Invalid {
				t.Fatalf("not a fault of the file: %v", err)
			}
		}
	})
}

// readAll reads every field of a line as whatever it may be.
func readAll(t *testing.T, l *line, places *placer) {
	t.Helper()
	for f := range l.columns {
		before := len(l.problems)
		if v := l.money(f); v < 0 || v > money.Max {
			t.Fatalf("%q is read as %d", l.text(f), v)
		}
		if n := l.number(f, 1000); n < 0 || n > 1000 {
			t.Fatalf("%q is read as %d", l.text(f), n)
		}
		if y := l.year(f); y != 0 && (y < 1990 || y > 2100) {
			t.Fatalf("%q is read as the year %d", l.text(f), y)
		}
		l.date(f)
		l.flag(f)
		for _, p := range l.problems[before:] {
			if p.Cell != l.ref(f) || p.Message == "" {
				t.Fatalf("a problem of %s stands at %s: %q", l.ref(f), p.Cell, p.Message)
			}
		}
	}
	l.place(places)
	l.group()
	l.level()
}

// readSchemes reads a file as a list of schemes, with the columns as they are
// proposed: what is read is what is read without being told, or is a problem at
// a cell.
func readSchemes(t *testing.T, data []byte) {
	t.Helper()
	layout, err := Look(data, Schemes)
	if err != nil {
		if fault.KindOf(err) != fault.Invalid {
			t.Fatalf("not a fault of the file: %v", err)
		}
		return
	}
	m := layout.Propose(Schemes)
	for i, c := range m {
		if Schemes.IsMoney(c.Field) && c.Unit == schemelist.NoUnit {
			m[i].Unit = schemelist.Million
		}
	}
	if err := layout.Check(Schemes, m); err != nil {
		f, ok := errors.AsType[*fault.Error](err)
		if !ok || len(f.Fields) != 1 || f.Fields["mapping"] == "" {
			t.Fatalf("what is proposed is refused: %v", err)
		}
		return // it lacks what only a person can tell
	}
	s, err := scanSchemes(Intake{Kind: Schemes, Layout: layout, Mapping: m}, data)
	if err != nil {
		t.Fatalf("looked at, but not read: %v", err)
	}
	for _, row := range s.list.Rows {
		if row.Title == "" || row.Support.VND < 0 || row.Support.VND > money.Max || row.TotalCost.VND > money.Max || row.RowNumber < 2 {
			t.Fatalf("read as %+v", row)
		}
	}
	for _, e := range s.list.Errors {
		if e.Cell == "" || e.Message == "" || e.Row < 1 {
			t.Fatalf("the problem has no cell: %+v", e)
		}
	}
}
