package demo

import (
	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/register"
	"example.vn/khuyencong/internal/platform/db"
)

// resolution is a made-up resolution that the office adds to the register, so
// that its pages show an instrument of the province beside the national ones.
func (l *loader) resolution() error {
	return l.on("2026-01-12", "giamdoc", func(tx *db.Tx) error {
		return register.Add(l.ctx, tx, &register.Entry{Instrument: instrument.Instrument{
			Kind: instrument.Resolution, Number: "9999/2025/NQ-HĐND", Issuer: "Hội đồng nhân dân tỉnh (minh họa)",
			Title: "quy định mức chi khuyến công địa phương (dữ liệu minh họa)", Topic: instrument.Promotion,
			Signed: mustDay("2025-12-10"), From: mustDay("2026-01-01"),
			Says:     []string{"Văn bản minh họa, không có thật: cho thấy văn bản của tỉnh đứng cạnh văn bản của trung ương."},
			Evidence: norm.Unverified,
		}})
	})
}
