package establishment

import (
	"context"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/text"
)

// Load adds the establishments of a province that has none, as they are: with
// their IDs, days and versions. It is for what was made up or kept elsewhere;
// it checks nothing and records nothing, which its caller answers for.
func Load(ctx context.Context, tx *db.Tx, all []Establishment) error {
	_, err := tx.AddRows(ctx, "establishments", `province, id, kind, name, name_folded, name_sort, tax_code, phone, email, contact,
		commune, address_on, address_detail, vsic, vsic_version, industry, products, founded_on,
		capital_vnd, revenue_vnd, workers, women_owned, minority_owned, note, source, illustrative,
		merged_into, version, created_at, updated_at`, db.RowsOf(all, func(e Establishment) []any {
		return []any{
			tx.Province, string(e.ID), e.Kind, e.Name, searchName(e.Name), text.SortKey(e.Name), e.TaxCode, e.Phone, e.Email, e.Contact,
			e.Address.Commune, e.Address.On, e.Address.Detail, e.VSIC, e.VSICVersion, e.Industry, e.Products, e.FoundedOn,
			e.Capital, e.Revenue, e.Workers, e.WomenOwned, e.MinorityOwned, e.Note, e.Source, e.Illustrative,
			e.MergedInto, e.Version, e.CreatedAt, e.UpdatedAt,
		}
	}))
	if err != nil {
		return err
	}
	return tx.Count(ctx, map[string]int64{"establishment": int64(len(all))})
}
