package guide

import (
	"maps"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

var today = calendar.Must("2026-11-22")

// answers reads a query in which every answer must mean something.
func answers(t *testing.T, query string) Answers {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	a, ignored := Read(values, today)
	if len(ignored) > 0 {
		t.Fatalf("%s: %v mean nothing", query, ignored)
	}
	return a
}

func TestPathAsksOnlyWhatMatters(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, given, want string }{
		{"nothing is known", "", "v"},
		{"everything is to be seen", "v=kr", "v"},
		{"machines in a province of several", "v=may&t=19", "v d t x k c r m n"},
		{"machines in a province that was never merged", "v=may&t=04", "v d t k c r m n"},
		{"the province is not known", "v=may&t=kr", "v d t k c r m n"},
		{"a ward of a city asks for the craft village, not for hardship", "v=may&t=01&x=00070", "v d t x l c r m n"},
		{"a commune of a city", "v=may&t=01&x=00376", "v d t x k c r m n"},
		{"a new enterprise has no cost that matters and is nobody yet", "v=dn&t=04", "v t k r n"},
		{"a new enterprise in a ward still depends on hardship", "v=dn&t=01&x=00070", "v t x l k r n"},
		{"cleaner production is for everybody anywhere", "v=sh&t=01", "v t k c r n"},
		{"a trade mark needs no machine", "v=th&t=04", "v d t k c r n"},
		{"a showroom has no ratio", "v=tb&t=04", "v d t k r n"},
		{"a model has a cap alone in the nation's norm", "v=nr&t=04", "v d t k r n"},
		{"but a ratio in a province's own", "v=nr&t=82&x=30001", "v d t x k c r n"},
	} {
		var path []string
		for _, k := range answers(t, c.given).Path(normbook.Norms()) {
			path = append(path, string(k))
		}
		if got := strings.Join(path, " "); got != c.want {
			t.Errorf("%s (%s): %s, want %s", c.name, c.given, got, c.want)
		}
	}
}

func start(day calendar.Date) Answers {
	a, _ := Read(nil, day)
	return a
}

// walk answers every question in every way that may lead elsewhere, and calls
// done with the answers at the end of each path.
func walk(t *testing.T, book *norm.Book, a Answers, asked int, done func(Answers, int)) {
	t.Helper()
	k, more := a.Next(book)
	if !more {
		done(a, asked)
		return
	}
	if asked++; asked > Most {
		t.Fatalf("%s: a question after the last of %d: %s", a.Query(), Most, k)
	}
	for _, value := range branches(a, k) {
		next := a.With(k, value)
		if said, ok := next.Get(k); !ok || said != value {
			t.Fatalf("%s: the answer %s=%s is not taken", a.Query(), k, value)
		}
		walk(t, book, next, asked, done)
	}
}

// branches are answers that stand for all that may change what is asked: every
// work, province and year, of communes one of each kind that lay in each of the
// provinces of before.
func branches(a Answers, k Key) []string {
	var all []string
	switch k {
	case Commune:
		seen := map[string]bool{}
		for _, u := range territory.CommunesOf(a.given[Where], a.day) {
			if like := string(u.Kind) + a.With(Commune, u.Code).former(); !seen[like] {
				seen[like] = true
				all = append(all, u.Code)
			}
		}
		return append(all, Unsure)
	case Cost:
		return []string{"800000000"}
	case Who, Hardship, Before, Machine:
		return []string{choices[k][0].Value}
	case What, Where, Village, When:
	}
	for _, c := range a.Question(k).Choices {
		all = append(all, c.Value)
	}
	return all
}

func TestNobodyIsAskedMoreThanNineQuestions(t *testing.T) {
	t.Parallel()
	book, paths, longest := normbook.Norms(), 0, 0
	walk(t, book, start(today), 0, func(a Answers, asked int) {
		paths++
		longest = max(longest, asked)
		if got := len(a.Path(book)); got != asked {
			t.Errorf("%s: %d questions were asked, the path has %d", a.Query(), asked, got)
		}
		if !a.is(What, Unsure) && len(Judge(book, procedure.Embedded(), a).Shares) != 2 {
			t.Errorf("%s: no result", a.Query())
		}
	})
	if longest != Most || paths < 1000 {
		t.Errorf("%d paths, the longest of %d questions: want the longest of %d", paths, longest, Most)
	}
}

// anyAnswers draws answers, whether or not they matter together.
func anyAnswers(t *rapid.T) Answers {
	a := start(today)
	for _, k := range keys {
		if !rapid.Bool().Draw(t, "answered "+string(k)) {
			continue
		}
		var values []string
		switch k {
		case Commune:
			for _, u := range territory.CommunesOf(a.given[Where], today) {
				values = append(values, u.Code)
			}
			values = append(values, Unsure)
		case Cost:
			values = []string{Unsure, digits(rapid.Custom(func(t *rapid.T) money.VND {
				return money.VND(rapid.Int64Range(leastCost, int64(money.Max)).Draw(t, "đồng"))
			}).Draw(t, "cost"))}
		case What, Who, Where, Village, Hardship, Before, Machine, When:
			for _, c := range a.Question(k).Choices {
				values = append(values, c.Value)
			}
		}
		a = a.With(k, rapid.SampledFrom(values).Draw(t, string(k)))
	}
	return a
}

func TestAnswersSurviveTheAddress(t *testing.T) {
	t.Parallel()
	book := normbook.Norms()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAnswers(t)
		query, err := url.ParseQuery(a.Query())
		if err != nil {
			t.Fatal(err)
		}
		back, ignored := Read(query, today)
		if len(ignored) > 0 || back.Query() != a.Query() || !maps.Equal(back.given, a.given) {
			t.Fatalf("%q comes back as %q without %v", a.Query(), back.Query(), ignored)
		}
		if n := len(a.Path(book)); n > Most {
			t.Fatalf("%q: %d questions", a.Query(), n)
		}
		k := rapid.SampledFrom(keys).Draw(t, "changed")
		changed := a.With(k, Unsure)
		for other, value := range a.given {
			lost := k == Where && other == Commune && value != Unsure // a commune of another province
			if now, ok := changed.Get(other); other != k && !lost && (!ok || now != value) {
				t.Fatalf("%q: changing %s loses %s", a.Query(), k, other)
			}
		}
	})
}

func TestHostileAddressesMeanNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		query, left string
		ignored     string
	}{
		{"", "", ""},
		{"v=", "", ""},
		{"v=may&fbclid=abc&utm_source=zalo", "v=may", ""},
		{"v=may&v=day", "", "v"},
		{"v=<script>alert(1)</script>", "", "v"},
		{"v=MAY", "", "v"},
		{"v=may&d=' OR 1=1 --&t=999&n=1999", "v=may", "d t n"},
		{"t=19&x=00070", "t=19", "x"},
		{"x=05488", "", "x"},
		{"t=05488", "", "t"},
		{"c=-5", "", "c"},
		{"c=99999999999999999999999", "", "c"},
		{"c=" + strings.Repeat("9", 5000), "", "c"},
		{"v=kr&d=kr&t=kr&x=kr&l=kr&k=kr&c=kr&r=kr&m=kr&n=kr", "v=kr&d=kr&t=kr&x=kr&l=kr&k=kr&c=kr&r=kr&m=kr&n=kr", ""},
		{"n=2026&v=th", "v=th&n=2026", ""},
	} {
		values, err := url.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		a, ignored := Read(values, today)
		var names []string
		for _, k := range ignored {
			names = append(names, string(k))
		}
		if got := strings.Join(names, " "); a.Query() != c.left || got != c.ignored {
			t.Errorf("%.60s: leaves %q and passes over %q, want %q and %q", c.query, a.Query(), got, c.left, c.ignored)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("v=may&d=hkd&t=19&x=05488&c=800 triệu&n=2027")
	f.Add("v=may;d=%zz&c=1,2 tỷ")
	f.Fuzz(func(t *testing.T, query string) {
		values, _ := url.ParseQuery(query)
		a, _ := Read(values, today)
		if again, ignored := Read(a.values(), today); again.Query() != a.Query() || len(ignored) > 0 {
			t.Fatalf("%q is read as %q, and that as %q", query, a.Query(), again.Query())
		}
		Judge(normbook.Norms(), procedure.Embedded(), a)
	})
}
