package demo

import (
	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/platform/db"
)

// draftBody is a made-up resolution that the office is trying: a tier for
// difficult communes, which the norms of today do not have.
const draftBody = `# Dữ liệu minh họa: không phải văn bản thật.
versions:
  - id: du-thao-minh-hoa
    instrument: "NQ 9999/2025/NQ-HĐND (dữ liệu minh họa)"
    province: "19"
    from: "2027-01-01"
    partial: true
    items:
      - code: advanced_machinery_tech_transfer
        unit: "cơ sở"
        tiers:
          - {when: 'difficulty in ["difficult", "special"]', name: "xã khó khăn", ratio_bp: 5000, cap: 300_000_000}
          - {name: "xã khác", ratio_bp: 5000, cap: 200_000_000}
        cite: "Dự thảo, Điều 3 (minh họa)"
        evidence: unverified
      - {code: technology_line, ratio_bp: 5000, cap: 400_000_000, unit: "cơ sở", cite: "Dự thảo, Điều 4 (minh họa)", evidence: unverified}
      - {code: tech_demo_new, ratio_bp: 3000, cap: 700_000_000, unit: "mô hình", cite: "Dự thảo, Điều 5 (minh họa)", evidence: unverified}
      - {code: brand_registration, ratio_bp: 5000, cap: 30_000_000, unit: "thương hiệu", cite: "Dự thảo, Điều 6 (minh họa)", evidence: unverified}
`

const draftCases = `cases:
  - {name: "máy móc, xã khó khăn", content: advanced_machinery, on: "2027-01-01", fund: local, province: "19", cost: 1000000000, know: {difficulty: difficult}, want: {ceiling: 300000000, cites: "Điều 3"}}
  - {name: "máy móc, xã khác", content: advanced_machinery, on: "2027-01-01", fund: local, province: "19", cost: 1000000000, know: {difficulty: none}, want: {ceiling: 200000000, cites: "Điều 3"}}
  - {name: "ngày trước: mức trung ương", content: advanced_machinery, on: "2026-12-31", fund: local, province: "19", cost: 1000000000, want: {ceiling: 300000000, cites: "TT 28/2018"}}
`

// draftLaw leaves a draft of the office's own norms, with its cases.
func (l *loader) draftLaw() error {
	return l.on("2026-11-10", "canbo2", func(tx *db.Tx) error {
		return lawbook.Save(l.ctx, tx, lawbook.Version{Body: draftBody, Cases: draftCases, Note: "Dữ liệu minh họa để thử trang quy định."})
	})
}
