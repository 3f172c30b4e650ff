package establishment

import (
	"cmp"
	"context"
	"slices"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/text"
)

// A Reason is what two establishments share, so that they may be one.
type Reason string

// The reasons, the strongest first.
const (
	SameTaxCode Reason = "tax_code" // cùng mã số thuế, kể cả chi nhánh
	SameName    Reason = "name"     // cùng tên (không dấu, bỏ loại hình), cùng xã
	SamePhone   Reason = "phone"    // cùng số điện thoại
)

// A Pair is two establishments that may be one. A was entered first.
type Pair struct {
	A, B    Establishment
	Reasons []Reason
}

// twice picks those of which something is there more than once: the only ones
// that need to be compared. The first ten digits of a tax code are its stem.
// Those that were merged count among what is there, so that indexes are enough.
const twice = `merged_into = '' AND (
	name_core IN (SELECT name_core FROM establishments WHERE province = ? AND name_core > '' GROUP BY name_core HAVING count(*) > 1)
	OR phone IN (SELECT phone FROM establishments WHERE province = ? AND phone > '' GROUP BY phone HAVING count(*) > 1)
	OR tax_code IN (SELECT tax_code FROM establishments WHERE province = ? AND tax_code > '' AND substr(tax_code, 1, 10) IN (
		SELECT substr(tax_code, 1, 10) FROM establishments WHERE province = ? AND tax_code > '' GROUP BY substr(tax_code, 1, 10) HAVING count(*) > 1)))`

// Duplicates returns the pairs of establishments that may be one, those with
// the strongest reasons first. Of three or more that share something, each is
// paired with the first.
func Duplicates(ctx context.Context, tx *db.Tx) ([]Pair, error) {
	all, err := where(ctx, tx, twice, tx.Province, tx.Province, tx.Province, tx.Province)
	if err != nil {
		return nil, err
	}
	return pairsOf(all), nil
}

// pairsOf compares establishments with each other.
func pairsOf(all []Establishment) []Pair {
	seen := map[[2]ID]bool{}
	var pairs []Pair
	for _, group := range groups(all) {
		for _, i := range group[1:] {
			a, b := all[group[0]], all[i]
			if seen[[2]ID{a.ID, b.ID}] {
				continue
			}
			seen[[2]ID{a.ID, b.ID}] = true
			if reasons := shared(a, b); len(reasons) > 0 {
				pairs = append(pairs, Pair{a, b, reasons})
			}
		}
	}
	keys := map[ID]string{}
	for _, p := range pairs {
		if keys[p.A.ID] == "" {
			keys[p.A.ID] = text.SortKey(p.A.Name)
		}
	}
	slices.SortFunc(pairs, func(x, y Pair) int {
		return cmp.Or(cmp.Compare(y.weight(), x.weight()),
			cmp.Compare(keys[x.A.ID], keys[y.A.ID]), cmp.Compare(x.A.ID, y.A.ID), cmp.Compare(x.B.ID, y.B.ID))
	})
	return pairs
}

// SuspectsFor returns the pairs of e, new or already entered, as B with those
// entered that may be the same, for a question before saving.
func SuspectsFor(ctx context.Context, tx *db.Tx, e Establishment) ([]Pair, error) {
	if code, err := ParseTaxCode(e.TaxCode, Household, tx.Today()); err == nil {
		e.TaxCode = code
	}
	if phone, err := ParsePhone(e.Phone); err == nil {
		e.Phone = phone
	}
	condition, args := `name_core = ?`, []any{coreOf(e.Name).folded}
	if e.TaxCode != "" {
		stem := TaxStem(e.TaxCode)
		condition += ` OR tax_code BETWEEN ? AND ?`
		args = append(args, stem, stem+"-z") // and its branches
	}
	if e.Phone != "" {
		condition += ` OR phone = ?`
		args = append(args, e.Phone)
	}
	found, err := where(ctx, tx, `merged_into = '' AND (`+condition+`)`, args...)
	if err != nil {
		return nil, err
	}
	var pairs []Pair
	for _, other := range found {
		if reasons := shared(other, e); other.ID != e.ID && len(reasons) > 0 {
			pairs = append(pairs, Pair{other, e, reasons})
		}
	}
	slices.SortStableFunc(pairs, func(x, y Pair) int { return cmp.Compare(y.weight(), x.weight()) })
	return pairs, nil
}

// shared returns what two establishments share.
func shared(a, b Establishment) []Reason {
	var reasons []Reason
	if a.TaxCode != "" && TaxStem(a.TaxCode) == TaxStem(b.TaxCode) {
		reasons = append(reasons, SameTaxCode)
	}
	if name := coreOf(a.Name).folded; name != "" && name == coreOf(b.Name).folded && near(a.Address, b.Address) {
		reasons = append(reasons, SameName)
	}
	if a.Phone != "" && a.Phone == b.Phone {
		reasons = append(reasons, SamePhone)
	}
	return reasons
}

// weight ranks a pair: the tax code counts more than the name, the name more
// than the phone.
func (p Pair) weight() int {
	sum := 0
	for _, r := range p.Reasons {
		switch r {
		case SameTaxCode:
			sum += 4
		case SameName:
			sum += 2
		case SamePhone:
			sum++
		}
	}
	return sum
}

// groups returns the indexes of those that share a tax code, a phone, or a name
// in one commune; one that names no commune is with every commune of its name.
func groups(all []Establishment) map[string][]int {
	out := map[string][]int{}
	places := map[string][]string{} // communes seen for each name
	for _, e := range all {
		name := coreOf(e.Name).folded
		for _, c := range e.Communes() {
			if !slices.Contains(places[name], c) {
				places[name] = append(places[name], c)
			}
		}
	}
	for i, e := range all {
		if e.TaxCode != "" {
			out["tax "+TaxStem(e.TaxCode)] = append(out["tax "+TaxStem(e.TaxCode)], i)
		}
		if e.Phone != "" {
			out["phone "+e.Phone] = append(out["phone "+e.Phone], i)
		}
		name := coreOf(e.Name).folded
		communes := e.Communes()
		if len(communes) == 0 {
			communes = append([]string{"unknown"}, places[name]...)
		}
		for _, c := range communes {
			key := "name " + name + "|" + c
			out[key] = append(out[key], i)
		}
	}
	return out
}
