package form

import (
	"testing"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fill"
)

// TestPartiesAreWhomTheBooksKnow: what the office, the contract and the
// establishment say of a side stands on the paper, and nothing else does.
func TestPartiesAreWhomTheBooksKnow(t *testing.T) {
	t.Parallel()
	o := office{Office: paper.Office{
		Parent: "Sở thử", Name: "Trung tâm thử", Address: "Số 1", Phone: "0208", TaxCode: "0000000000", Account: "111", Bank: "Kho bạc thử",
		Signers: []paper.Signer{{Name: "Bà Phó", Title: "Phó Giám đốc", Capacity: paper.Deputy}, {Name: "Ông Trưởng", Title: "Giám đốc"}},
	}, centre: "Trung tâm cũ"}
	tea := owner{Establishment: establishment.Establishment{Name: "HTX Chè Thử", TaxCode: "4600000000", Phone: "+84900000000", Contact: "Chị Liên"}}
	for name, c := range map[string]struct {
		signed   contract.Contract
		national bool
		want     map[string]any
	}{
		"an establishment": {
			contract.Contract{Party: "HTX  chè thử", Account: "999", Bank: "Ngân hàng thử"}, false,
			map[string]any{
				"ben_a": "Trung tâm thử", "ben_a_dia_chi": "Số 1", "ben_a_dai_dien": "Ông Trưởng", "ben_a_chuc_vu": "Giám đốc", "ben_a_tai_khoan": "111",
				"ben_b_ma_so_thue": "4600000000", "ben_b_dai_dien": "Chị Liên", "ben_b_chuc_vu": fill.Missing(dots), "ben_b_tai_khoan": "999",
				"nhan_tien_ten": "HTX  chè thử", "nhan_tien_tai_khoan": "999", "nhan_tien_noi_mo": "Ngân hàng thử",
			},
		},
		"who signs by the contract": {
			contract.Contract{Party: "HTX Chè Thử", Representative: "Ông Chủ", Position: "Chủ nhiệm"}, false,
			map[string]any{"ben_b_dai_dien": "Ông Chủ", "ben_b_chuc_vu": "Chủ nhiệm", "ben_b_dien_thoai": "+84900000000", "ben_b_tai_khoan": fill.Missing(dots)},
		},
		"somebody else": {
			contract.Contract{Party: "Công ty lạ"}, false,
			map[string]any{"ben_b_ma_so_thue": fill.Missing(dots), "ben_b_dia_chi": fill.Missing(longDots), "ben_b_dai_dien": fill.Missing(dots), "nhan_tien_ten": "Công ty lạ"},
		},
		"the office itself": {
			contract.Contract{Party: "Trung tâm thử", Representative: "Bà Phó", Position: "Phó Giám đốc"}, false,
			map[string]any{
				"ben_a": "Sở thử", "ben_a_dia_chi": fill.Missing(longDots), "ben_a_dai_dien": fill.Missing(dots),
				"ben_b_dia_chi": "Số 1", "ben_b_tai_khoan": "111", "ben_b_noi_mo": "Kho bạc thử", "ben_b_dai_dien": "Bà Phó", "ben_b_chuc_vu": "Phó Giám đốc",
				"nhan_tien_ten": fill.Missing(longDots),
			},
		},
		"the office by its older name, with an account of the contract": {
			contract.Contract{Party: "Trung tâm cũ", Account: "222", Bank: "Ngân hàng thử"}, false,
			map[string]any{"ben_b_dia_chi": "Số 1", "ben_b_tai_khoan": "222", "ben_b_noi_mo": "Ngân hàng thử", "ben_b_dai_dien": "Ông Trưởng"},
		},
		"the ministry's agency": {
			contract.Contract{Party: "Trung tâm thử"}, true,
			map[string]any{"ben_a_dia_chi": fill.Missing(longDots), "ben_a_tai_khoan": fill.Missing(dots), "ben_b_ma_so_thue": "0000000000"},
		},
	} {
		f := &schemeFacts{owners: []owner{tea}}
		f.contract.file.Contract = &c.signed
		b := builder{sides: true, second: f.second()}
		b.text("ben_b", "", c.signed.Party)
		b.flag("quoc_gia", "", c.national)
		b.parties(&o, "", calendar.Must("2026-01-01"))
		for field, want := range c.want {
			if got := b.data[field]; got != want {
				t.Errorf("%s: %s is %q, want %q", name, field, got, want)
			}
		}
	}
}
