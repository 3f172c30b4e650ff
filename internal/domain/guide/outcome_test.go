package guide

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

func TestJudgeSaysWhatFollows(t *testing.T) {
	t.Parallel()
	const rest = "&d=hkd&t=04&k=khong&c=800000000&r=khong&m=moi&n=2026"
	for _, c := range []struct {
		name, query string
		answer      norm.Answer
		most        money.VND
	}{
		{"machines: half of the cost, at most 300 million", "v=may" + rest, norm.Yes, 300_000_000},
		{"half of a small cost", "v=may&d=hkd&t=04&k=khong&c=100000001&r=khong&m=moi&n=2026", norm.Yes, 50_000_000},
		{"a line: one and a half times that", "v=day&d=htx&t=04&k=khong&c=2000000000&r=khong&m=moi&n=2026", norm.Yes, 450_000_000},
		{"used machines", "v=may&d=hkd&t=04&k=khong&c=800000000&r=khong&m=cu&n=2026", norm.No, 300_000_000},
		{"a large enterprise", "v=may&d=lon&t=04&k=khong&c=800000000&r=khong&m=moi&n=2026", norm.No, 300_000_000},
		{"a large enterprise with cleaner production", "v=sh&d=lon&t=04&k=khong&c=800000000&r=khong&n=2026", norm.Yes, 240_000_000},
		{"an artisan: the text was not seen", "v=may&d=nn&t=04&k=khong&c=800000000&r=khong&m=moi&n=2026", norm.Unknown, 300_000_000},
		// The national fund refuses; for a province's money the text was not seen.
		{"the same item again", "v=may&d=hkd&t=04&k=khong&c=800000000&r=muc&m=moi&n=2026", norm.Unknown, 300_000_000},
		{"a ward of a city", "v=may&d=hkd&t=01&x=00070&l=khong&c=800000000&r=khong&m=moi&n=2026", norm.No, 300_000_000},
		{"a craft village there", "v=may&d=hkd&t=01&x=00070&l=co&c=800000000&r=khong&m=moi&n=2026", norm.Yes, 300_000_000},
		{"a commune of a city", "v=may&d=hkd&t=01&x=00376&k=kr&c=800000000&r=khong&m=moi&n=2026", norm.Yes, 300_000_000},
		{"somewhere in a city", "v=may&d=hkd&t=01&x=kr&k=kr&c=800000000&r=khong&m=moi&n=2026", norm.Unknown, 300_000_000},
		{"a new enterprise in a difficult place", "v=dn&t=04&k=kho&r=khong&n=2026", norm.Yes, 10_000_000},
		{"a new enterprise elsewhere", "v=dn&t=04&k=khong&r=khong&n=2026", norm.No, 10_000_000},
		{"a new enterprise somewhere", "v=dn&t=04&k=kr&r=khong&n=2026", norm.Unknown, 10_000_000},
		{"nothing is known", "v=may&d=kr&t=kr&k=kr&c=kr&r=kr&m=kr&n=kr", norm.Unknown, 300_000_000},
		{"what was kept from another work counts no more", "v=th&d=hkd&t=04&x=kr&k=khong&c=80000000&r=khong&m=cu&l=khong&n=2026", norm.Yes, 35_000_000},
	} {
		out := Judge(normbook.Norms(), procedure.Embedded(), answers(t, c.query))
		if out.Answer != c.answer || out.Most != c.most || !out.HasMost {
			t.Errorf("%s (%s): %s, at most %s, want %s, at most %s", c.name, c.query, out.Answer, out.Most, c.answer, c.most)
		}
	}
}

func TestTheProvincesOwnNormsCount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		query      string
		provincial bool
		local      money.VND
	}{
		{"v=moi&d=hkd&t=04&k=khong&c=9000000000&r=khong&n=2026", false, 1_000_000_000},
		{"v=moi&d=hkd&t=66&x=22015&k=khong&c=9000000000&r=khong&n=2026", true, 800_000_000},
	} {
		out := Judge(normbook.Norms(), procedure.Embedded(), answers(t, c.query))
		if s := out.Shares[1]; s.Fund != norm.Local || s.Provincial != c.provincial || s.Ceiling != c.local {
			t.Errorf("%s: %v %s, want %v %s", c.query, s.Provincial, s.Ceiling, c.provincial, c.local)
		}
	}
}

// The guide adds no sum of its own.
func TestSharesAreTheVerdictsOfTheNorms(t *testing.T) {
	t.Parallel()
	book := normbook.Norms()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAnswers(t)
		out := Judge(book, procedure.Embedded(), a)
		if _, ok := a.offer(); ok != (len(out.Shares) == 2) {
			t.Fatalf("%q: %d shares", a.Query(), len(out.Shares))
		}
		for i, s := range out.Shares {
			want := norm.Judge(book, a.Facts(funds[i]))
			if !reflect.DeepEqual(s.Verdict, want) {
				t.Fatalf("%q: %+v, the norms say %+v", a.Query(), s.Verdict, want)
			}
			if s.Eligible == norm.No && s.Answer != norm.No || s.Answer == norm.Yes && s.Eligible != norm.Yes {
				t.Fatalf("%q: %s, though the norms say %s", a.Query(), s.Answer, s.Eligible)
			}
			if s.HasCeiling && s.Ceiling > out.Most {
				t.Fatalf("%q: %s of a fund is above the most, %s", a.Query(), s.Ceiling, out.Most)
			}
		}
	})
}

func TestFormerProvinceIsToldByTheCommune(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ query, want string }{
		{"t=04", "04"}, {"t=19", ""}, {"t=19&x=05488", "19"}, {"t=kr", ""}, {"", ""},
	} {
		if got := answers(t, c.query).former(); got != c.want {
			t.Errorf("%q: %q, want %q", c.query, got, c.want)
		}
	}
	told, communes := 0, 0
	for _, p := range territory.Provinces(today) {
		for _, u := range territory.CommunesOf(p.Code, today) {
			communes++
			if start(today).With(Where, p.Code).With(Commune, u.Code).former() != "" {
				told++
			}
		}
	}
	if communes < 3000 || told*100 < communes*99 {
		t.Errorf("the former province of %d of %d communes is told", told, communes)
	}
}

func TestPlacesFindsOldAndNewNames(t *testing.T) {
	t.Parallel()
	thaiNguyen := answers(t, "t=19")
	found := thaiNguyen.Places("dai phuc")
	if len(found) == 0 || found[0].Code != "05488" || found[0].Formerly != "" {
		t.Errorf("dai phuc: %+v", found)
	}
	old := thaiNguyen.Places("hoa thuong") // now part of another commune
	if len(old) == 0 || old[0].Formerly == "" {
		t.Errorf("Hóa Thượng: %+v", old)
	}
	for _, query := range []string{"", "   ", "zzzz", "%", "'"} {
		if got := thaiNguyen.Places(query); len(got) > 0 {
			t.Errorf("%q: %+v", query, got)
		}
	}
	if got := answers(t, "t=kr").Places("dai phuc"); len(got) > 0 {
		t.Errorf("without a province: %+v", got)
	}
}

func TestTermsSayWhenToApply(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		day, n, year      string
		due               string
		passed            bool
		nextYear, nextDue string
	}{
		{"2026-11-22", "2027", "2027", "2026-06-20", true, "2028", "2027-06-20"},
		{"2026-11-22", "2026", "2026", "2025-06-20", true, "2028", "2027-06-20"},
		{"2026-03-01", "2027", "2027", "2026-06-20", false, "0", ""},
		{"2026-06-19", "2027", "2027", "2026-06-20", false, "0", ""},
		{"2026-06-20", "2027", "2027", "2026-06-20", true, "2028", "2027-06-20"},
		{"2026-11-22", Unsure, "2028", "2027-06-20", false, "2028", "2027-06-20"},
	} {
		got := start(calendar.Must(c.day)).With(When, c.n).terms(procedure.Embedded())
		if digits(money.VND(got.Year)) != c.year || got.Due.String() != c.due || got.Passed != c.passed ||
			digits(money.VND(got.NextYear)) != c.nextYear || got.NextDue.String() != c.nextDue {
			t.Errorf("%s, %s: %+v", c.day, c.n, got)
		}
		if got.Citation == "" {
			t.Errorf("%s: the day rests on nothing", c.day)
		}
	}
}

func TestParseCost(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]money.VND{
		"800 triệu": 800_000_000, "800tr": 800_000_000, "800 TRIỆU đồng": 800_000_000, "1,2 tỷ": 1_200_000_000,
		"1.2 ty": 1_200_000_000, "1 tỷ 200 triệu": 1_200_000_000, "1tỷ2triệu": 1_002_000_000, "1.200 triệu": 1_200_000_000,
		"800.000.000": 800_000_000, "800,000,000 đ": 800_000_000, "800000000": 800_000_000, " 15 000 000 VNĐ ": 15_000_000,
		"0,5 tỉ": 500_000_000, "2500 nghìn": 2_500_000, "1500k": 1_500_000,
		"800": 0, "0": 0, "": 0, "nhiều lắm": 0, "-5 triệu": 0, "800 đô": 0, "1,2,3 tỷ": 0, "99999999999 tỷ": 0, "triệu": 0, "1,23456789012 tỷ": 0,
		"5 triệu 3": 0,
	} {
		got, err := ParseCost(said)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %d, %v; want %d", said, got, err, want)
		}
	}
}

func TestOverviewShowsEveryOffer(t *testing.T) {
	t.Parallel()
	all := answers(t, "v=kr").Overview(normbook.Norms())
	if len(all) != len(offers) {
		t.Fatalf("%d of %d", len(all), len(offers))
	}
	for i, o := range offers {
		if _, ok := normbook.ContentByCode(o.content); !ok {
			t.Errorf("%s: no such content", o.content)
		}
		if len(o.near) < 2 || len(o.near) > 4 || o.cost == "" {
			t.Errorf("%s: %d others, cost %q", o.content, len(o.near), o.cost)
		}
		if o.content == "technology_line" && all[i].Words != "tối đa 50% chi phí, không quá 450.000.000 đ/cơ sở" {
			t.Errorf("a line: %q", all[i].Words)
		}
	}
}

// Which questions are asked is of this package; what the answers lead to is of
// the conditions in package normbook. They must speak of the same works.
func TestQuestionsAreThoseOfTheConditions(t *testing.T) {
	t.Parallel()
	book := normbook.Norms()
	for _, o := range offers {
		v := norm.Judge(book, norm.Facts{Content: o.content, On: today, Fund: norm.National})
		lacks := map[string]bool{}
		for _, r := range v.Requirements {
			for _, name := range r.Lacks {
				lacks[name] = true
			}
		}
		for name, want := range map[string]bool{"applicant": !o.anyone && !o.starts, "place_kind": !o.anyone, "new_machine": o.machine, "other_state_money": true} {
			if lacks[name] != want {
				t.Errorf("%s: the conditions ask for %s: %v, the questions: %v", o.content, name, lacks[name], want)
			}
		}
		if v.Eligible == norm.No || len(v.Requirements) == 0 {
			t.Errorf("%s: %s without an answer, %d conditions", o.content, v.Eligible, len(v.Requirements))
		}
	}
}
