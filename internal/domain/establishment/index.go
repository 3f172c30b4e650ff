package establishment

import (
	"context"
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/text"
)

// An Index finds the establishments that rows of a long list mean, in memory.
type Index struct {
	byTax  map[string][]known // by stem
	byName map[string][]known // by core
	roots  map[ID]ID
}

// known is what an Index holds of an establishment.
type known struct {
	id       ID
	name     string
	tax      string
	kind     Kind
	communes []string
}

// NewIndex reads the establishments of the province. since, a moment as it is
// stored, leaves out those that were last changed before it; "" means all.
func NewIndex(ctx context.Context, tx *db.Tx, since string) (*Index, error) {
	x := &Index{byTax: map[string][]known{}, byName: map[string][]known{}, roots: map[ID]ID{}}
	err := tx.Each(ctx, `SELECT id, kind, name, tax_code, commune, address_on, merged_into FROM establishments
		WHERE province = ? AND updated_at >= ?`, []any{tx.Province, since}, func(scan db.Scan) error {
		var k known
		var a territory.Address
		var into ID
		if err := scan(&k.id, &k.kind, &k.name, &k.tax, &a.Commune, &a.On, &into); err != nil {
			return err
		}
		k.communes = currentCommunes(a)
		if into != "" {
			x.roots[k.id] = into
		}
		x.add(k)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("index establishments: %w", err)
	}
	return x, nil
}

func (x *Index) add(k known) {
	if k.tax != "" {
		stem := TaxStem(k.tax)
		x.byTax[stem] = append(x.byTax[stem], k)
	}
	folded := coreOf(k.name).folded
	x.byName[folded] = append(x.byName[folded], k)
}

// Add lets x know e too, under an ID that the caller gives it.
func (x *Index) Add(e Establishment) {
	x.add(known{e.ID, e.Name, e.TaxCode, e.Kind, currentCommunes(e.Address)})
}

// Empty reports whether x knows nobody.
func (x *Index) Empty() bool { return len(x.byName) == 0 }

// A Match is what an Index finds for a row.
type Match struct {
	Sure ID   // the one that is meant
	May  []ID // those that may be meant: a person has to say
}

// Match finds the establishment that e, as a row of a list has it, means. The
// same tax code is the same establishment, unless the names have nothing in
// common; without a code it is the same name, as it is spelt, of the same kind
// in the same commune. Whatever is nearly so is left to a person.
func (x *Index) Match(e Establishment) Match {
	m := Match{}
	if x.Empty() {
		return m
	}
	name := coreOf(e.Name)
	if x.stranger(name.folded, e.TaxCode) {
		return m
	}
	here := currentCommunes(e.Address)
	if byCode := x.byCode(e, name); byCode.Sure != "" || len(byCode.May) > 0 {
		return byCode
	}
	var sure []ID
	for _, k := range x.byName[name.folded] {
		if name.folded == "" || e.TaxCode != "" && k.tax != "" {
			continue // two codes are two establishments
		}
		if id := x.root(k.id); (len(here) == 0 || len(k.communes) == 0 || meet(here, k.communes)) && !slices.Contains(m.May, id) {
			m.may(id)
			if k.kind == e.Kind && coreOf(k.name).spells(name) && meet(here, k.communes) {
				sure = append(sure, id)
			}
		}
	}
	if len(sure) == 1 && len(m.May) == 1 {
		return Match{Sure: sure[0]}
	}
	return m
}

// stranger reports whether x knows neither the core of a name nor the tax code.
func (x *Index) stranger(folded, tax string) bool {
	return len(x.byName[folded]) == 0 && (tax == "" || len(x.byTax[TaxStem(tax)]) == 0)
}

// byCode is Match by the tax code alone.
func (x *Index) byCode(e Establishment, name core) (m Match) {
	if e.TaxCode == "" {
		return m
	}
	for _, k := range x.byTax[TaxStem(e.TaxCode)] {
		switch {
		case k.tax == e.TaxCode && coreOf(k.name).folded == name.folded:
			return Match{Sure: x.root(k.id)}
		case k.tax == e.TaxCode:
			m.may(x.root(k.id))
		}
	}
	return m
}

func (m *Match) may(id ID) {
	if !slices.Contains(m.May, id) {
		m.May = append(m.May, id)
	}
}

func (x *Index) root(id ID) ID {
	if into, ok := x.roots[id]; ok {
		return into
	}
	return id
}

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(c string) bool { return slices.Contains(b, c) })
}

// KeyOf is what two rows of one list must not share: the tax code, or else the
// name with its marks and the place. It is empty for a row without a name.
func KeyOf(e Establishment) string {
	if e.TaxCode != "" {
		return "tax|" + e.TaxCode
	}
	if e.Name == "" {
		return ""
	}
	return "name|" + text.Marked(e.Name) + "|" + e.Address.Commune + "|" + text.Fold(e.Address.Detail)
}
