package establishment_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// oldOf returns a commune of before the switch of 2025 that went into code.
func oldOf(t *testing.T, code string) territory.Address {
	t.Helper()
	for _, s := range territory.Predecessors(code, calendar.Date{}) {
		if s.Unit.Code != code {
			return territory.Address{Commune: s.Unit.Code, On: calendar.Must("2020-08-31")}
		}
	}
	t.Fatalf("no predecessor of %s with another code", code)
	return territory.Address{}
}

func names(list []establishment.Establishment) []string {
	var out []string
	for _, e := range list {
		out = append(out, e.Name)
	}
	return out
}

func TestListFindsByNamePhoneCodeAndPlace(t *testing.T) {
	d := dbtest.Open(t)
	tea := added(t, d, "HTX chè Hảo Đạt", func(e *establishment.Establishment) {
		e.Kind, e.TaxCode, e.Phone, e.Industry = establishment.Cooperative, "0100109106-001", "0912 345 678", "handicraft"
	})
	added(t, d, "Công ty TNHH 100% Gỗ_Việt", func(e *establishment.Establishment) { e.Address.Commune = commune(1) })
	added(t, d, "Cơ sở SX Mây tre Ấn", func(e *establishment.Establishment) { e.Address = oldOf(t, commune(2)) })
	dropped := added(t, d, "Cơ sở trùng")
	must(t, d, func(tx *db.Tx) error {
		_, err := establishment.Merge(t.Context(), tx, tea.ID, dropped.ID, "trùng")
		return err
	})
	old := oldOf(t, commune(2))
	for _, c := range []struct {
		name string
		f    establishment.Filter
		want []string
	}{
		{"everything, in Vietnamese order", establishment.Filter{}, []string{"Công ty TNHH 100% Gỗ_Việt", "Cơ sở SX Mây tre Ấn", "HTX chè Hảo Đạt"}},
		{"without the merged", establishment.Filter{Query: "trung"}, nil},
		{"without marks", establishment.Filter{Query: "hao dat"}, []string{"HTX chè Hảo Đạt"}},
		{"with marks, words in any order", establishment.Filter{Query: "Đạt chè"}, []string{"HTX chè Hảo Đạt"}},
		{"a shortening written out", establishment.Filter{Query: "sản xuất mây"}, []string{"Cơ sở SX Mây tre Ấn"}},
		{"by the ID", establishment.Filter{Query: "CS-0001"}, []string{"HTX chè Hảo Đạt"}},
		{"by the tax code", establishment.Filter{Query: "0100109106"}, []string{"HTX chè Hảo Đạt"}},
		{"by the branch", establishment.Filter{Query: "0100109106-001"}, []string{"HTX chè Hảo Đạt"}},
		{"by the beginning of a word", establishment.Filter{Query: "ha da"}, []string{"HTX chè Hảo Đạt"}},
		{"not by the middle of one", establishment.Filter{Query: "ao dat"}, nil},
		{"by the beginning of the tax code", establishment.Filter{Query: "010010"}, []string{"HTX chè Hảo Đạt"}},
		{"by the beginning of the phone", establishment.Filter{Query: "+84 9123"}, nil},
		{"by the first digits of the phone", establishment.Filter{Query: "0912 3"}, []string{"HTX chè Hảo Đạt"}},
		{"by the phone", establishment.Filter{Query: "0912.345.678"}, []string{"HTX chè Hảo Đạt"}},
		{"a wildcard is only a mark", establishment.Filter{Query: " %_ "}, nil},
		{"a wildcard in a word only parts it", establishment.Filter{Query: "h%dat"}, []string{"HTX chè Hảo Đạt"}},
		{"a backslash is only a character", establishment.Filter{Query: `hao\dat%`}, []string{"HTX chè Hảo Đạt"}},
		{"by kind", establishment.Filter{Kind: establishment.Cooperative}, []string{"HTX chè Hảo Đạt"}},
		{"by industry", establishment.Filter{Industry: "handicraft"}, []string{"HTX chè Hảo Đạt"}},
		{"by the commune of today", establishment.Filter{Communes: []string{commune(1)}}, []string{"Công ty TNHH 100% Gỗ_Việt"}},
		{"by the commune of today, entered under its old code", establishment.Filter{Communes: []string{commune(2)}}, []string{"Cơ sở SX Mây tre Ấn"}},
		{"by the old commune", establishment.Filter{Communes: []string{old.Commune}, On: old.On}, []string{"Cơ sở SX Mây tre Ấn"}},
	} {
		must(t, d, func(tx *db.Tx) error {
			got, next, err := establishment.List(t.Context(), tx, c.f)
			if err != nil || next != "" || !slices.Equal(names(got), c.want) {
				t.Errorf("%s: %q, next %q, %v; want %q", c.name, names(got), next, err, c.want)
			}
			found, err := establishment.Search(t.Context(), tx, c.f)
			if found.Count != len(c.want) || !slices.Equal(names(found.All), c.want) || err != nil {
				t.Errorf("%s: counted %d, %v", c.name, found.Count, err)
			}
			return nil
		})
	}
}

// What the index finds is what looking at every name finds, also after names
// changed, and when so many fit that the list is walked instead.
func TestTheIndexOfWordsFindsWhatLookingFinds(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	all := make([]establishment.Establishment, 4100) // more than the index is first asked for
	for i := range all {
		all[i] = *made(fmt.Sprintf("Cơ sở %s số %d", []string{"Chè", "Chế biến", "Gỗ"}[i%3], i))
		all[i].ID, all[i].Version = establishment.ID(fmt.Sprintf("cs-%04d", i+1)), 1
	}
	must(t, d, func(tx *db.Tx) error { return establishment.Load(t.Context(), tx, all) })
	all[6].Name = "Hợp tác xã Ươm Tơ"
	must(t, d, func(tx *db.Tx) error {
		_, err := establishment.Merge(t.Context(), tx, all[0].ID, all[3].ID, "trùng")
		return errors.Join(establishment.Change(t.Context(), tx, &all[6]), err)
	})
	fits := func(query string) (n int) {
		for i, e := range all {
			words := " " + text.Fold(e.Name) + " " + text.Fold(string(e.ID))
			if i != 3 && !slices.ContainsFunc(strings.Fields(text.Fold(query)), func(w string) bool { return !strings.Contains(words, " "+w) }) {
				n++
			}
		}
		return n
	}
	for _, query := range []string{"co so", "che", "chế biến", "uom", "so 7", "cs 0007", "cs-0004", "go so 40", "che so 1", "khong"} {
		want := fits(query)
		must(t, d, func(tx *db.Tx) error {
			found, err := establishment.Search(t.Context(), tx, establishment.Filter{Query: query})
			if found.Count != want || err != nil {
				t.Errorf("%q finds %d, %v; want %d", query, found.Count, err, want)
			}
			kinds := 0
			for _, k := range establishment.Kinds() {
				of, err := establishment.Search(t.Context(), tx, establishment.Filter{Query: query, Kind: k})
				if kinds += of.Count; err != nil {
					return err
				}
			}
			if kinds != want {
				t.Errorf("%q finds %d of all kinds, want %d", query, kinds, want)
			}
			seen := map[establishment.ID]bool{}
			f := establishment.Filter{Query: query, Limit: 450}
			for {
				page, after, err := establishment.List(t.Context(), tx, f)
				if err != nil {
					return err
				}
				for _, e := range page {
					if seen[e.ID] {
						t.Errorf("%q lists %s twice", query, e.ID)
					}
					seen[e.ID] = true
				}
				if f.After = after; after == "" {
					break
				}
			}
			if len(seen) != want {
				t.Errorf("%q lists %d on its pages, want %d", query, len(seen), want)
			}
			return nil
		})
	}
	must(t, d, func(tx *db.Tx) error {
		err := establishment.Withdraw(t.Context(), tx, []establishment.ID{all[20].ID}, "")
		found, err2 := establishment.Search(t.Context(), tx, establishment.Filter{Query: "cs-0021"})
		if found.Count != 0 {
			t.Errorf("%d are found of one that was taken back", found.Count)
		}
		return errors.Join(err, err2)
	})
}

func TestPagesMeetWithoutGapOrOverlap(t *testing.T) {
	d := dbtest.Open(t)
	must(t, d, func(tx *db.Tx) error {
		for i := range 23 {
			// Names repeat, so that the ID decides between them.
			if err := establishment.Add(t.Context(), tx, made(fmt.Sprintf("Cơ sở %d", i%5))); err != nil {
				return err
			}
		}
		return nil
	})
	must(t, d, func(tx *db.Tx) error {
		whole, _, err := establishment.List(t.Context(), tx, establishment.Filter{})
		if err != nil {
			return err
		}
		var paged []establishment.Establishment
		f := establishment.Filter{Limit: 4}
		for range 10 {
			page, next, err := establishment.List(t.Context(), tx, f)
			if err != nil {
				return err
			}
			paged = append(paged, page...)
			if f.After = next; next == "" {
				break
			}
		}
		if len(whole) != 23 || !slices.Equal(whole, paged) {
			t.Errorf("paged %q, want %q", names(paged), names(whole))
		}
		return nil
	})
}

func TestFindMeansWhatARowMeans(t *testing.T) {
	d := dbtest.Open(t)
	at := func(code string) territory.Address { return territory.Address{Commune: code, On: today} }
	tea := added(t, d, "HTX chè Hảo Đạt", func(e *establishment.Establishment) { e.TaxCode = "0100109106" })
	first := added(t, d, "Cơ sở Hòa Bình", func(e *establishment.Establishment) { e.Address = at(commune(1)) })
	second := added(t, d, "Cơ sở Hoà Bình", func(e *establishment.Establishment) { e.Address = at(commune(2)) })
	hung := added(t, d, "Công ty Hùng Phát")
	merged := added(t, d, "HTX Hảo Đạt cũ")
	must(t, d, func(tx *db.Tx) error {
		_, err := establishment.Merge(t.Context(), tx, tea.ID, merged.ID, "trùng")
		return err
	})
	for _, c := range []struct {
		name, row, tax string
		at             territory.Address
		want           establishment.ID
		kind           fault.Kind
	}{
		{"the tax code counts, whatever the name", "HTX Đạt Hảo", "0100109106", territory.Address{}, tea.ID, 0},
		{"the name where the code is unreadable", "Hợp tác xã chè Hảo Đạt", "0100109107", territory.Address{}, tea.ID, 0},
		{"another code is another establishment", "HTX chè Hảo Đạt", "0101243150", territory.Address{}, "", fault.NotFound},
		{"another form is another establishment", "Công ty TNHH chè Hảo Đạt", "", territory.Address{}, "", fault.NotFound},
		{"no form at all may be the same", "CHÈ HẢO ĐẠT", "", territory.Address{}, tea.ID, 0},
		{"name and commune", "Cơ sở Hoà Bình", "", at(commune(1)), first.ID, 0},
		{"name and old commune", "cơ sở hòa bình", "", oldOf(t, commune(2)), second.ID, 0},
		{"two without a commune to choose", "Cơ sở Hòa Bình", "", territory.Address{}, "", fault.Conflict},
		{"a commune where it is not", "Cơ sở Hòa Bình", "", at(commune(5)), "", fault.NotFound},
		{"other marks are another name", "Công ty Hưng Phát", "", territory.Address{}, "", fault.NotFound},
		{"no marks at all may be the same", "CONG TY HUNG PHAT", "", territory.Address{}, hung.ID, 0},
		{"a merged one gives what stands for it", "HTX Hảo Đạt cũ", "", territory.Address{}, tea.ID, 0},
		{"no name", " ", "", territory.Address{}, "", fault.NotFound},
	} {
		must(t, d, func(tx *db.Tx) error {
			got, err := establishment.Find(t.Context(), tx, c.row, c.at, c.tax)
			if got.ID != c.want || fault.KindOf(err) != c.kind {
				t.Errorf("%s: %s, %v; want %s", c.name, got.ID, err, c.want)
			}
			return nil
		})
	}
}
