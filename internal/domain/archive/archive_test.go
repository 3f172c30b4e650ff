package archive

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/sheet"
)

var scope = db.Scope{Province: "19", Actor: access.System("test")}

func read(t testing.TB, data string, year int) *schemelist.List {
	t.Helper()
	table, err := sheet.Parse([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	list, err := schemelist.Read(table, schemelist.Options{Year: year})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func take(t testing.TB, d *db.DB, list *schemelist.List, o Options) Result {
	t.Helper()
	var r Result
	err := d.Update(t.Context(), scope, func(tx *db.Tx) (err error) {
		r, err = Import(t.Context(), tx, list, o)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func view(t *testing.T, d *db.DB, fn func(context.Context, *db.Tx) error) {
	t.Helper()
	if err := d.View(t.Context(), scope, func(tx *db.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// counts is a Result without its lists.
func counts(r Result) Result {
	r.Lines, r.Notes = nil, nil
	return r
}

func file(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("testdata/thai-nguyen.csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAListGoesInOnceAndOtherProvincesStayOut(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	want := Result{Rows: 17, Created: 17, Skipped: 1, Support: 1_797_000_000, TotalCost: 403_000_000, Errors: []RowError{}}

	dry := take(t, d, read(t, file(t), 0), Options{DryRun: true})
	wantDry := want
	wantDry.DryRun = true
	if diff := cmp.Diff(wantDry, counts(dry)); diff != "" {
		t.Errorf("dry run (-want +got):\n%s", diff)
	}
	if len(dry.Lines) != 17 || dry.Lines[0].Action != Create || dry.Lines[0].Scheme != "" {
		t.Errorf("lines of the dry run: %+v", dry.Lines)
	}
	view(t, d, func(ctx context.Context, tx *db.Tx) error {
		n, _, err := scheme.Count(ctx, tx, scheme.Filter{})
		if n != 0 {
			t.Errorf("the dry run stored %d schemes", n)
		}
		return err
	})

	if diff := cmp.Diff(want, counts(take(t, d, read(t, file(t), 0), Options{}))); diff != "" {
		t.Errorf("first import (-want +got):\n%s", diff)
	}
	want.Created, want.Unchanged = 0, 17
	if diff := cmp.Diff(want, counts(take(t, d, read(t, file(t), 0), Options{}))); diff != "" {
		t.Errorf("second import (-want +got):\n%s", diff)
	}
}

func TestWhatOneRowBecomes(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	r := take(t, d, read(t, file(t), 0), Options{})
	byTitle := func(part string) (s *scheme.Scheme, grants []plan.Grant) {
		view(t, d, func(ctx context.Context, tx *db.Tx) error {
			for _, l := range r.Lines {
				if strings.Contains(l.Title, part) {
					var err error
					if s, err = scheme.ByID(ctx, tx, scheme.ID(l.Scheme)); err != nil {
						return err
					}
					grants, err = plan.Grants(ctx, tx, s.ID)
					return err
				}
			}
			return fmt.Errorf("no line has %q", part)
		})
		return s, grants
	}

	s, grants := byTitle("xóm Ba Quà")
	if s.State != scheme.Recorded || s.Year != 2021 || s.MainContent() != "advanced_machinery" || s.Total != 403_000_000 || s.Asked != 197_000_000 {
		t.Errorf("scheme: %+v", s)
	}
	if b := s.Active(); len(b) != 1 || b[0].Place.Detail != "xóm Ba Quà" || b[0].Place.Commune == "" || b[0].Support != 197_000_000 {
		t.Errorf("beneficiaries: %+v", b)
	}
	if len(grants) != 1 || grants[0].DecidedOn != calendar.Must("2021-01-01") || !strings.Contains(grants[0].Note, "không ghi ngày") {
		t.Errorf("grants: %+v", grants)
	}

	s, grants = byTitle("Hảo Đạt")
	if s.Place.On != calendar.Must("2025-08-30") || len(s.Place.Commune) != 5 {
		t.Errorf("place in new units: %+v", s.Place)
	}
	if len(grants) != 1 || grants[0].DecidedOn != calendar.Must("2025-08-30") || grants[0].DecisionNo != "1015/QĐ-UBND" {
		t.Errorf("decision quoted in a remark: %+v", grants)
	}

	s, grants = byTitle("Thành Phú")
	if s.Asked != 0 || len(grants) != 1 || grants[0].Delta != 0 || !strings.Contains(grants[0].Note, "không ghi kinh phí") {
		t.Errorf("amount not published: asked %d, grants %+v", s.Asked, grants)
	}

	s, _ = byTitle("Đại Phú")
	if s.Year != 2016 || s.YearEnd != 2017 || s.Fund != "" {
		t.Errorf("range of years, unknown fund: %d–%d, %q", s.Year, s.YearEnd, s.Fund)
	}

	s, _ = byTitle("Govina")
	if s.Year != 0 {
		t.Errorf("a row without a year got %d", s.Year)
	}
}

const head = "STT,Tên đề án,Đơn vị thụ hưởng,Địa chỉ,Tổng kinh phí (đồng),Kinh phí hỗ trợ (đồng),Quyết định,Ngày quyết định\n"

func TestACorrectedListCorrectsWhatIsThere(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	row := func(total, support, no, day string) *schemelist.List {
		return read(t, head+"1,Hỗ trợ máy sao chè,HTX chè Minh Họa,xã Tân Cương,"+total+","+support+","+no+","+day+"\n", 2023)
	}
	granted := func(on string) (v money.VND) {
		view(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
			v, err = plan.Granted(ctx, tx, "2023-0001", calendar.Must(on))
			return err
		})
		return v
	}
	for _, step := range []struct {
		name           string
		list           *schemelist.List
		action         Action
		march, october money.VND
	}{
		{"first", row("400000000", "150000000", "1/QĐ-UBND", "10/3/2023"), Create, 150_000_000, 150_000_000},
		{"again", row("400000000", "150000000", "1/QĐ-UBND", "10/3/2023"), Keep, 150_000_000, 150_000_000},
		{"another amount", row("400000000", "160000000", "1/QĐ-UBND", "10/3/2023"), Update, 160_000_000, 160_000_000},
		{"another total only", row("420000000", "160000000", "1/QĐ-UBND", "10/3/2023"), Update, 160_000_000, 160_000_000},
		{"a later day", row("420000000", "160000000", "1/QĐ-UBND", "20/9/2023"), Update, 0, 160_000_000},
		{"an earlier day and another amount", row("420000000", "140000000", "1/QĐ-UBND", "1/3/2023"), Update, 140_000_000, 140_000_000},
		{"another number", row("420000000", "140000000", "2/QĐ-UBND", "1/3/2023"), Update, 140_000_000, 140_000_000},
		{"at last again", row("420000000", "140000000", "2/QĐ-UBND", "1/3/2023"), Keep, 140_000_000, 140_000_000},
	} {
		r := take(t, d, step.list, Options{})
		if len(r.Lines) != 1 || r.Lines[0].Action != step.action || r.Lines[0].Scheme != "2023-0001" {
			t.Fatalf("%s: %+v", step.name, r)
		}
		if got := granted("2023-03-15"); got != step.march {
			t.Errorf("%s: in March %d, want %d", step.name, got, step.march)
		}
		if got := granted("2023-10-01"); got != step.october {
			t.Errorf("%s: in October %d, want %d", step.name, got, step.october)
		}
	}
}

func TestAWrongRowKeepsTheWholeListOut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ rows, cell, message string }{
		"an amount that cannot be read": {"1,Đề án A,HTX A,xã Tân Cương,400000000,150000000,,\n2,Đề án B,HTX B,xã Tân Cương,abc,1,,\n", "E3", ""},
		"a decision of tomorrow":        {"1,Đề án A,HTX A,xã Tân Cương,400000000,150000000,1/QĐ-UBND,23/11/2026\n", "H2", "sau hôm nay"},
		"a title without an end":        {"1," + strings.Repeat("dài ", 300) + ",HTX A,xã Tân Cương,400000000,150000000,,\n", "B2", "dài quá 1000 ký tự"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t)
			r := take(t, d, read(t, head+c.rows, 2023), Options{})
			if len(r.Errors) != 1 || r.Errors[0].Cell != c.cell || !strings.Contains(r.Errors[0].Message, c.message) || r.Created != 0 {
				t.Errorf("result %+v", r)
			}
			view(t, d, func(ctx context.Context, tx *db.Tx) error {
				n, _, err := scheme.Count(ctx, tx, scheme.Filter{})
				if n != 0 {
					t.Errorf("%d schemes were stored", n)
				}
				return err
			})
		})
	}
}

func TestAListWithoutAnyYearIsRefused(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	rows := head + "1,Đề án A,HTX A,xã Tân Cương,400000000,150000000,,\n"
	if r := take(t, d, read(t, rows, 0), Options{}); len(r.Errors) != 1 || !strings.Contains(r.Errors[0].Message, "không ghi năm") || r.Errors[0].Cell != "A2" || r.Rows != 1 {
		t.Errorf("without a year: %+v", r)
	}
	if r := take(t, d, read(t, rows, 0), Options{Year: 2022}); r.Created != 1 || r.Lines[0].Year != 2022 {
		t.Errorf("with a year: %+v", r)
	}
}

func TestAFaultOfTheHeadingIsNoRow(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	r := take(t, d, read(t, strings.ReplaceAll(head, " (đồng)", "")+"1,Đề án A,HTX A,xã Tân Cương,400,150,,\n2,Đề án B,HTX B,xã Tân Cương,500,200,,\n", 2022), Options{})
	if len(r.Errors) != 1 || r.Errors[0].Row != 1 || r.Rows != 2 {
		t.Errorf("without a unit: %+v", r)
	}
}

func TestEqualRowsOfOneFileAreSeveralSchemes(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	rows := head + strings.Repeat("1,Đề án A,HTX A,xã Tân Cương,400000000,150000000,,\n", 3)
	if r := take(t, d, read(t, rows, 2022), Options{}); r.Created != 3 {
		t.Errorf("first: %+v", r)
	}
	if r := take(t, d, read(t, rows, 2022), Options{}); r.Unchanged != 3 {
		t.Errorf("second: %+v", r)
	}
	view(t, d, func(ctx context.Context, tx *db.Tx) error {
		var n int
		err := tx.QueryRow(ctx, `SELECT count(*) FROM establishments WHERE province = ?`, []any{"19"}, &n)
		if n != 1 {
			t.Errorf("%d establishments, want 1", n)
		}
		return err
	})
}

func TestOnlyStaffImport(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	err := d.Update(t.Context(), db.Scope{Province: "19", Actor: access.Actor{ID: "u-1", Roles: []access.Role{access.Accountant}}}, func(tx *db.Tx) error {
		_, err := Import(t.Context(), tx, &schemelist.List{}, Options{})
		return err
	})
	if fault.KindOf(err) != fault.Forbidden {
		t.Errorf("an accountant imports: %v", err)
	}
}

func TestImportingAgainChangesNothing(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	year := 2000
	rapid.Check(t, func(rt *rapid.T) {
		year = 2005 + (year-2004)%20 // each round its own year, so that rounds do not meet
		var b strings.Builder
		b.WriteString(head)
		n := rapid.IntRange(1, 8).Draw(rt, "rows")
		for i := range n {
			support := rapid.Int64Range(0, 300).Draw(rt, "support") * 1_000_000
			fmt.Fprintf(&b, "%d,Đề án %s,%s,%s,%d,%d,,\n", i+1,
				rapid.SampledFrom([]string{"máy sao chè", "máy sấy", "dây chuyền miến"}).Draw(rt, "title"),
				rapid.SampledFrom([]string{"HTX chè A", "Công ty TNHH B", "Cơ sở C", "Hộ kinh doanh (ẩn tên chủ hộ)"}).Draw(rt, "name"),
				rapid.SampledFrom([]string{"xã Tân Cương", "xã Văn Hán - huyện Đồng Hỷ", "không rõ"}).Draw(rt, "place"),
				support*2, support)
		}
		first := take(t, d, read(t, b.String(), year), Options{})
		again := take(t, d, read(t, b.String(), year), Options{})
		if again.Created != 0 || again.Updated != 0 || again.Unchanged != n || again.Support != first.Support {
			rt.Fatalf("first %+v\nagain %+v\n%s", counts(first), counts(again), b.String())
		}
	})
}

func TestProvinceNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Thái Nguyên": "19", "Tỉnh Thái Nguyên": "19", "19": "19", "Bắc Kạn": "06", "tỉnh bắc kạn": "06",
		"TP. Hà Nội": "01", "Thừa Thiên Huế": "46", "Huế": "46", "Hồ Chí Minh": "79", "Bà Rịa – Vũng Tàu": "77", "Xứ Mường": "",
	} {
		if got, _ := provinceOf(name); got != want {
			t.Errorf("provinceOf(%q) = %q, want %q", name, got, want)
		}
	}
}

// BenchmarkTenThousandRows watches that a large list stays a matter of seconds:
// first all rows are new, then all are there.
func BenchmarkTenThousandRows(b *testing.B) {
	var rows strings.Builder
	rows.WriteString(head)
	for i := range 10_000 {
		fmt.Fprintf(&rows, "%d,Hỗ trợ máy số %d,Hợp tác xã Minh Họa %d,xã Tân Cương,400000000,150000000,,\n", i+1, i, i)
	}
	for b.Loop() {
		d := dbtest.Open(b)
		for range 2 {
			take(b, d, read(b, rows.String(), 2022), Options{})
		}
	}
}

// Money of a district's own budget is neither the nation's nor the province's,
// and a list that was taken when it was not told apart is still recognised.
func TestDistrictFundsAreAFundOfTheirOwn(t *testing.T) {
	d := dbtest.Open(t)
	const list = "STT,Tên đề án,Nội dung hoạt động,Nguồn kinh phí,Đơn vị thụ hưởng,Địa chỉ,Kinh phí hỗ trợ (triệu đồng)\n" +
		"1,Máy vò chè,Ứng dụng máy móc thiết bị,Khuyến công cấp huyện,HTX Minh Họa,\"xã Văn Hán, huyện Đồng Hỷ\",50\n" +
		"2,Máy sao chè,Ứng dụng máy móc thiết bị,Ngân sách tỉnh,HTX Minh Họa,\"xã Văn Hán, huyện Đồng Hỷ\",150\n"
	take(t, d, read(t, list, 2019), Options{})
	view(t, d, func(ctx context.Context, tx *db.Tx) error {
		all, err := db.Collect(ctx, tx, `SELECT s.title || ' ' || s.fund || ' ' || CAST(s.asked_vnd AS TEXT) FROM schemes AS s WHERE s.province = ? ORDER BY s.id`,
			[]any{"19"}, func(scan db.Scan) (s string, err error) { return s, scan(&s) })
		if diff := cmp.Diff([]string{"Máy vò chè district 50000000", "Máy sao chè local 150000000"}, all); diff != "" {
			t.Errorf("schemes (-want +got):\n%s", diff)
		}
		return err
	})
	then := read(t, list, 2019)
	then.Rows[0].Fund = schemelist.Unknown
	if diff := cmp.Diff(Keys(then), Keys(read(t, list, 2019))); diff != "" {
		t.Errorf("keys of the list:\n%s", diff)
	}
}
