package demo

import (
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/product"
	"example.vn/khuyencong/internal/platform/db"
)

// products are made-up recognitions of made-up products, one in each group.
func (l *loader) products() error {
	return l.on("2026-11-20", "canbo", func(tx *db.Tx) error {
		owners, _, err := establishment.List(l.ctx, tx, establishment.Filter{Query: "minh họa"})
		if err != nil || len(owners) == 0 {
			return err
		}
		for i, p := range []product.Product{
			{Name: "Bộ ấm chén gỗ mít (minh họa)", Kind: product.Handicraft, Level: product.Commune, Year: 2024},
			{Name: "Chè đinh thượng hạng (minh họa)", Kind: product.Food, Level: product.Province, Year: 2025, Points: 86_50},
			{Name: "Máy sao chè quay tay (minh họa)", Kind: product.Equipment, Level: product.Region, Year: 2024, Points: 82_00},
			{Name: "Gạch không nung xi măng cốt liệu (minh họa)", Kind: product.Other, Level: product.Nation, Year: 2022, Points: 79_25},
		} {
			p.Establishment, p.Illustrative = owners[i%len(owners)].ID, true
			p.Source, p.Certificate = "dữ liệu minh họa", l.paper("GCN-SPTB")
			if err := product.Add(l.ctx, tx, &p); err != nil {
				return err
			}
		}
		return nil
	})
}
