package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

// A paperSpec is one made-up paper out and how far it gets.
type paperSpec struct {
	day, book string
	kind      paper.Kind
	about     string
	until     paper.State
}

// papers fills the books of papers out and in, so that each state can be seen.
func (l *loader) papers() error {
	if err := l.paperOffice(); err != nil {
		return err
	}
	for _, s := range []paperSpec{
		{"2026-10-12", "di", "TTr", "về việc phê duyệt kế hoạch khuyến công đợt 2", paper.Issued},
		{"2026-10-13", "di", "QĐ", "về việc thành lập tổ nghiệm thu cơ sở", paper.Recalled},
		{"2026-10-14", "di", paper.Letter, "về việc bổ sung hồ sơ đề án", paper.Issued},
		{"2026-10-15", "di", "TB", "về lịch tiếp nhận hồ sơ", paper.Voided},
		{"2026-10-16", "bien-ban", "BB", "kiểm tra tiến độ thực hiện đề án", paper.Signed},
		{"2026-10-19", "di", "QĐ", "về việc thành lập tổ nghiệm thu cơ sở (thay thế)", paper.Checked},
		{"2026-10-20", "di", "BC", "kết quả khuyến công quý III", paper.Draft},
	} {
		if err := l.paperOut(s); err != nil {
			return err
		}
	}
	return l.papersIn()
}

func (l *loader) paperOffice() error {
	return l.on("2026-01-05", "giamdoc", func(tx *db.Tx) error {
		return paper.SaveOffice(l.ctx, tx, paper.Office{
			Parent: "Sở Công Thương tỉnh Thái Nguyên", Name: "Trung tâm Khuyến công và Tư vấn phát triển công nghiệp", Abbreviation: "TTKC", Place: "Thái Nguyên",
			Address: "Số 1, đường Minh Họa (dữ liệu minh họa)", Phone: "0208 000 0000 (minh họa)", TaxCode: "0000000000",
			Account: "0000.0.0000000 minh họa", Bank: "Kho bạc Nhà nước (minh họa)", BudgetCode: "0000000",
			Units: []paper.Unit{{Code: "KHTC", Name: "Phòng Kế hoạch – Tài chính"}, {Code: "NV", Name: "Phòng Nghiệp vụ"}},
			Signers: []paper.Signer{
				{Name: "Giám đốc (minh họa)", Title: "Giám đốc", User: l.actors["giamdoc"].ID},
				{Name: "Phó Giám đốc (minh họa)", Title: "Phó Giám đốc", Capacity: paper.Deputy},
			},
		})
	})
}

// onePage keeps a page of PDF with words without marks, for want of a face that
// has them.
func (l *loader) onePage(name, words string) (blob.Staged, error) {
	return blob.Put(l.ctx, l.files, bytes.NewReader(pdfOf("DU LIEU MINH HOA", words)), name)
}

// paperOut takes a paper as far as it gets, by different people.
func (l *loader) paperOut(s paperSpec) error {
	draft, err := l.onePage("du-thao-minh-hoa.pdf", "Du thao "+s.day)
	if err != nil {
		return err
	}
	scan, err := l.onePage("ban-ky-minh-hoa.pdf", "Ban da ky "+s.day)
	if err != nil {
		return err
	}
	p := &paper.Paper{}
	if err := l.on(s.day, "canbo", func(tx *db.Tx) error {
		about, err := running(l.ctx, tx)
		if err != nil {
			return err
		}
		*p = paper.Paper{
			Book: s.book, Kind: s.kind, About: s.about + " (dữ liệu minh họa)", Unit: "NV", Signer: "Giám đốc (minh họa)", SignerTitle: "Giám đốc",
			SignerUser: l.actors["giamdoc"].ID, Recipients: "Như trên;\nLưu: VT, NV.", Pages: 2, Copies: 3, Links: []paper.Link{{Kind: paper.LinkScheme, Subject: about}},
		}
		return paper.Begin(l.ctx, tx, p, []blob.Staged{draft})
	}); err != nil {
		return err
	}
	version := p.Version
	check := func(tx *db.Tx) error {
		return paper.Check(l.ctx, tx, p.ID, version, func(paper.Numbered) (paper.Final, error) { return paper.Final{File: draft}, nil })
	}
	sign := func(tx *db.Tx) error { return paper.Sign(l.ctx, tx, p.ID, version, scan) }
	issue := func(tx *db.Tx) error { return paper.Issue(l.ctx, tx, p.ID, version) }
	recall := func(tx *db.Tx) error {
		return paper.Recall(l.ctx, tx, p.ID, version, tx.Today(), "Ghi sai thành phần tổ nghiệm thu", "")
	}
	void := func(tx *db.Tx) error {
		return paper.Void(l.ctx, tx, paper.Out, p.ID, version, "Trùng với thông báo của Sở")
	}
	type deed struct {
		login string
		do    func(*db.Tx) error
	}
	var deeds []deed
	switch s.until { //nolint:exhaustive // the others are of papers in
	case paper.Checked:
		deeds = []deed{{"canbo2", check}}
	case paper.Voided:
		deeds = []deed{{"canbo2", check}, {"canbo2", void}}
	case paper.Signed:
		deeds = []deed{{"canbo2", check}, {"giamdoc", sign}}
	case paper.Issued:
		deeds = []deed{{"canbo2", check}, {"giamdoc", sign}, {"canbo2", issue}}
	case paper.Recalled:
		deeds = []deed{{"canbo2", check}, {"giamdoc", sign}, {"canbo2", issue}, {"giamdoc", recall}}
	}
	for _, d := range deeds {
		if err := l.on(s.day, d.login, d.do); err != nil {
			return err
		}
		version++
	}
	return nil
}

// running is the code of a scheme of the year that is carried out.
func running(ctx context.Context, tx *db.Tx) (string, error) {
	rows, _, err := report.Contracts(ctx, tx, report.ContractFilter{States: []contract.State{contract.Signed}, Year: 2026})
	if err == nil && len(rows) == 0 {
		err = errors.New("no scheme is under contract")
	}
	if err != nil {
		return "", err
	}
	return string(rows[0].Scheme), nil
}

// A letterSpec is one made-up paper that arrived.
type letterSpec struct{ no, arrived, due, about, assignee string }

// papersIn enters what arrived: one that is late, one that needs no answer, one
// that nobody was given yet.
func (l *loader) papersIn() error {
	for _, s := range []letterSpec{
		{"901", "2026-10-21", "2026-11-06", "về việc góp ý dự thảo kế hoạch khuyến công năm 2027", "canbo"},
		{"902", "2026-10-22", "", "thông báo lịch họp giao ban tháng 11", "canbo2"},
		{"903", "2026-10-23", "2026-11-27", "về việc báo cáo kết quả sử dụng kinh phí", ""},
	} {
		id, err := l.receive(s)
		if err == nil && s.assignee != "" {
			err = l.on(s.arrived, "giamdoc", func(tx *db.Tx) error {
				return paper.Assign(l.ctx, tx, id, 1, l.actors[s.assignee].ID, s.dueOn(), "Nghiên cứu, tham mưu")
			})
		}
		if err == nil && s.assignee != "" && s.due == "" {
			err = l.on(s.arrived, s.assignee, func(tx *db.Tx) error {
				return paper.Answer(l.ctx, tx, id, 2, paper.Closed, "", "Đã báo lịch họp")
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s letterSpec) dueOn() calendar.Date {
	if s.due == "" {
		return calendar.Date{}
	}
	return mustDay(s.due)
}

func (l *loader) receive(s letterSpec) (paper.ID, error) {
	scan, err := l.onePage("ban-quet-minh-hoa.pdf", "Ban quet "+s.arrived)
	if err != nil {
		return "", err
	}
	p := &paper.Paper{}
	err = l.on(s.arrived, "ketoan", func(tx *db.Tx) error {
		*p = paper.Paper{
			Book: "den", Kind: paper.Letter, Symbol: s.no + "/SCT-QLCN (minh họa)", About: s.about + " (dữ liệu minh họa)",
			Issuer: "Sở Công Thương (minh họa)", ArrivedOn: mustDay(s.arrived), Day: mustDay("2026-10-19"), DueOn: s.dueOn(), Pages: 1,
		}
		return paper.Receive(l.ctx, tx, p, []blob.Staged{scan})
	})
	return p.ID, err
}

// pdfOf is a PDF of one page with a few lines of ASCII.
func pdfOf(lines ...string) []byte {
	var text bytes.Buffer
	text.WriteString("BT /F1 16 Tf 72 760 Td 24 TL\n")
	for _, line := range lines {
		fmt.Fprintf(&text, "(%s) Tj T*\n", line)
	}
	text.WriteString("ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", text.Len(), text.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}
