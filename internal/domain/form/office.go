package form

import (
	"context"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

// Given is what a paper is given when it goes into the book. Empty fields leave
// dots to write on.
type Given struct {
	Number string // 05/QĐ-TTKC, without "Số:"
	On     calendar.Date
	Code   string // for proof
	URL    string // where the code is looked up
	Marks  bool   // number and day stay fields, for a Word draft that is edited before it gets them
	Signer string // who signs; "" while nobody is named
	Post   string // KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC
}

// An office is who issues a paper, of which province and by whom.
type office struct {
	paper.Office
	centre       string // the name under which the province knows it
	province     string // Tỉnh Thái Nguyên
	signer, post string
}

// officeOf is the office as its settings say, and as the province knows it
// where they say nothing.
func officeOf(ctx context.Context, tx *db.Tx, g Given) (office, error) {
	named, p, err := paper.Named(ctx, tx)
	return office{Office: named, centre: p.Centre, province: p.Name, signer: g.Signer, post: g.Post}, err
}

func (b *builder) office(o *office) {
	b.text("so_cong_thuong", "Sở Công Thương", o.Parent)
	b.text("trung_tam", "Tên Trung tâm", o.Name)
	b.text("trung_tam_hoa", "Tên Trung tâm, chữ hoa", capitals(o.Name))
	b.text("so_cong_thuong_hoa", "Sở Công Thương, chữ hoa", capitals(o.Parent))
	b.text("tinh", "Tên tỉnh, địa danh", o.Place)
	b.ask("trung_tam_dia_chi", "Địa chỉ của Trung tâm", o.Address)
	b.ask("trung_tam_dien_thoai", "Điện thoại của Trung tâm", o.Phone)
	b.ask("trung_tam_ma_so_thue", "Mã số thuế của Trung tâm", o.TaxCode)
	b.ask("tai_khoan", "Số tài khoản của Trung tâm", o.Account)
	b.ask("noi_mo_tai_khoan", "Nơi mở tài khoản", o.Bank)
	b.ask("ma_dvqhns", "Mã đơn vị có quan hệ với ngân sách", o.BudgetCode)
	b.text("nguoi_ky_chuc_vu", "Quyền hạn, chức vụ người ký", o.post)
	b.text("nguoi_ky_ten", "Họ tên người ký", o.signer)
}

func (b *builder) given(g Given) {
	if g.Marks {
		b.text("so_van_ban", "", "{{so_van_ban}}")
		b.text("ngay_van_ban", "", "{{ngay_van_ban}}")
		b.text("ngay_van_ban_dai", "", "{{ngay_van_ban_dai}}")
		return
	}
	b.ask("so_van_ban", "Số, ký hiệu văn bản", g.Number)
	b.day("ngay_van_ban", "Ngày văn bản", g.On)
}

// A heading is what stands above a paper beside its own text.
type heading struct {
	parent, issuer []string
	number, place  string
	decider        string // CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH …
	post           string // the same, above the signature: CHỦ TỊCH
	basis          []string
}

// letterhead is whose name stands above a paper: the office's own, or that of
// whoever signs what the office drafts.
func (b *builder) letterhead(h heading) {
	b.text("co_quan_chu_quan", "Cơ quan chủ quản ở đầu văn bản, chữ hoa", strings.Join(h.parent, "\n"))
	b.text("co_quan_ban_hanh", "Cơ quan ban hành ở đầu văn bản, chữ hoa", strings.Join(h.issuer, "\n"))
	b.text("tham_quyen_ban_hanh", "Người có thẩm quyền ban hành, chữ hoa", h.decider)
}

func (k *Kind) heading(o office, g Given, by procedure.Authority, on calendar.Date) heading {
	h := heading{number: g.Number, place: o.Place + ", "}
	switch k.body.Head {
	case "approver":
		h.issuer, h.parent, h.decider, h.post = o.approver(by, on)
	case "department":
		h.issuer, h.parent, h.decider, h.post = o.approver(procedure.Department, on)
	default:
		h.parent, h.issuer, h.decider, h.post = []string{capitals(o.Parent)}, []string{capitals(o.Name)}, "GIÁM ĐỐC", "GIÁM ĐỐC"
	}
	symbol := o.Abbreviation
	switch k.body.Head {
	case "approver":
		symbol = symbols[by]
	case "department":
		symbol = symbols[procedure.Department]
	}
	switch {
	case g.Marks:
		h.number = "{{so_van_ban}}"
	case h.number == "":
		h.number = "      /" + k.Type + "-" + symbol
		if k.Type == "CV" || k.Type == "" {
			h.number = "      /" + symbol
		}
	}
	h.number = "Số: " + h.number
	switch {
	case g.Marks:
		h.place += "{{ngay_van_ban_dai}}"
	case g.On.IsZero():
		h.place += "ngày      tháng      năm "
	default:
		h.place += g.On.Long()
	}
	return h
}

// symbols are the abbreviations of those who approve, in the numbers of their papers.
var symbols = map[procedure.Authority]string{
	procedure.MOIT: "BCT", procedure.Agency: "ĐCK", procedure.ProvincialPeople: "UBND", procedure.Department: "SCT",
	procedure.Implementer: "", // decides nothing
}

// approver is the letterhead of whoever approves a plan: the centre writes the
// draft of a decision that somebody else signs.
func (o office) approver(by procedure.Authority, on calendar.Date) (issuer, parent []string, decider, post string) {
	people := "ỦY BAN NHÂN DÂN"
	switch by {
	case procedure.MOIT:
		return []string{"BỘ CÔNG THƯƠNG"}, nil, "BỘ TRƯỞNG BỘ CÔNG THƯƠNG", "BỘ TRƯỞNG"
	case procedure.Agency:
		return []string{capitals(agency(on))}, []string{"BỘ CÔNG THƯƠNG"}, "CỤC TRƯỞNG", "CỤC TRƯỞNG"
	case procedure.Department:
		return []string{"SỞ CÔNG THƯƠNG"}, []string{people, capitals(o.province)}, "GIÁM ĐỐC SỞ CÔNG THƯƠNG", "GIÁM ĐỐC"
	case procedure.ProvincialPeople, procedure.Implementer:
	}
	return []string{people, capitals(o.province)}, nil, "CHỦ TỊCH ỦY BAN NHÂN DÂN " + capitals(o.province), "CHỦ TỊCH"
}

// basis lists the "Căn cứ" lines: of the instruments that the form names those
// in force on the paper's day, each with what amends it then. One that was
// replaced gives way to its successor.
func (k *Kind) basis(r *instrument.Register, on calendar.Date, national bool) []string {
	var lines []string
	seen := map[instrument.ID]bool{}
	own := k.body.Local
	if national {
		own = k.body.National
	}
	for _, number := range slices.Concat(k.body.Cites, own) {
		for _, i := range inForce(r, number, on) {
			if !seen[i.ID] {
				seen[i.ID] = true
				lines = append(lines, "Căn cứ "+cited(r, i, on)+";")
			}
		}
	}
	return lines
}

// inForce lists what stands on a day for the instrument with that number.
func inForce(r *instrument.Register, number string, on calendar.Date) []instrument.Instrument {
	var all []instrument.Instrument
	for _, i := range r.ByNumber(number) {
		switch r.Status(i.ID, on).State {
		case instrument.InForce, instrument.Unknown: // nobody has seen that it ended
			all = append(all, i)
		case instrument.NotYet:
		case instrument.Expired:
			for _, next := range r.Successors(i.ID) {
				if r.Status(next.ID, on).State == instrument.InForce {
					all = append(all, next)
				}
			}
		}
	}
	return all
}

// cited names an instrument as a basis does: kind, number, day in full, issuer
// and title. Law: NĐ 30/2020/NĐ-CP, Phụ lục I.
func cited(r *instrument.Register, i instrument.Instrument, on calendar.Date) string {
	text := i.Cite()
	if !i.Signed.IsZero() {
		text += " " + i.Signed.Long()
	}
	if i.Issuer != "" && i.Kind != instrument.Law && i.Kind != instrument.Standard {
		text += " của " + i.Issuer
	}
	if i.Title != "" {
		text += " " + i.Title
	}
	amended := r.Amendments(i.ID, on)
	if len(amended) == 0 {
		return text
	}
	by := make([]string, len(amended))
	for n, a := range amended {
		by[n] = a.Cite()
	}
	return text + ", được sửa đổi, bổ sung bởi " + strings.Join(by, "; ")
}
