package instrument

import (
	"slices"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
)

func TestStatusOnTheDayBeforeAndTheDayOfEachChange(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		id    ID
		day   string
		state State
		says  string // part of the reason
		doubt string // part of the doubt; "" when there is none
	}{
		{"134-2004-nd-cp", "2004-06-08", NotYet, "chưa được ký", ""},
		{"134-2004-nd-cp", "2012-07-04", Unknown, "chưa tra được", ""},
		{"134-2004-nd-cp", "2012-07-05", Expired, "Nghị định số 45/2012/NĐ-CP", ""},
		{"45-2012-nd-cp", "2012-07-04", NotYet, "05/07/2012", ""},
		{"45-2012-nd-cp", "2012-07-05", InForce, "05/07/2012", ""},
		{"45-2012-nd-cp", "2026-11-22", InForce, "05/07/2012", ""},
		{"235-2025-nd-cp", "2025-10-14", NotYet, "15/10/2025", ""},
		{"235-2025-nd-cp", "2025-10-15", InForce, "15/10/2025", ""},
		{"46-2012-tt-bct", "2013-02-09", NotYet, "10/02/2013", ""},
		{"46-2012-tt-bct", "2013-02-10", InForce, "10/02/2013", ""},
		{"46-2012-tt-bct", "2025-10-14", InForce, "10/02/2013", ""},
		{"46-2012-tt-bct", "2025-10-15", InForce, "10/02/2013", "Từ ngày 15/10/2025"},
		{"03-2005-tt-bcn", "2013-02-10", Expired, "46/2012/TT-BCT", ""},
		{"36-2013-tt-bct", "2014-02-09", NotYet, "10/02/2014", ""},
		{"36-2013-tt-bct", "2014-02-10", InForce, "10/02/2014", ""},
		{"5918-qd-bct-2009", "2014-02-10", Expired, "36/2013/TT-BCT", ""},
		{"125-2009-ttlt-btc-bct", "2014-04-08", Expired, "TTLT-BTC-BCT", ""},
		{"26-2014-ttlt-btc-bct", "2014-04-07", NotYet, "08/04/2014", ""},
		{"26-2014-ttlt-btc-bct", "2014-04-08", InForce, "08/04/2014", ""},
		{"26-2014-ttlt-btc-bct", "2018-05-10", InForce, "08/04/2014", ""},
		{"26-2014-ttlt-btc-bct", "2018-05-11", Expired, "Hết hiệu lực từ ngày 11/05/2018, được thay thế bởi Thông tư số 28/2018/TT-BTC.", ""},
		{"28-2018-tt-btc", "2018-05-10", NotYet, "11/05/2018", ""},
		{"28-2018-tt-btc", "2018-05-11", InForce, "11/05/2018", ""},
		{"64-2024-tt-btc", "2024-10-14", NotYet, "15/10/2024", "chưa kiểm chứng"},
		{"64-2024-tt-btc", "2024-10-15", InForce, "15/10/2024", "chưa kiểm chứng"},
		{"26-2014-tt-bct", "2014-10-20", NotYet, "21/10/2014", ""},
		{"26-2014-tt-bct", "2014-10-21", InForce, "21/10/2014", ""},
		{"14-2018-tt-bct", "2018-08-15", NotYet, "16/08/2018", ""},
		{"14-2018-tt-bct", "2018-08-16", InForce, "16/08/2018", ""},
		{"17-2018-tt-bct", "2018-07-09", NotYet, "chưa được ký", ""},
		{"17-2018-tt-bct", "2018-07-10", Unknown, "chưa tra được", ""},
		{"17-2018-tt-bct", "2020-01-01", InForce, "01/01/2020", "chưa tra được"},
		{"16-2011-ttlt-bct-bnv", "2011-05-19", NotYet, "20/05/2011", ""},
		{"16-2011-ttlt-bct-bnv", "2011-05-20", InForce, "20/05/2011", "Chưa xác nhận"},
		{"1881-qd-ttg-2020", "2025-12-31", InForce, "20/11/2020", "chưa kiểm chứng"},
		{"1881-qd-ttg-2020", "2026-01-01", Expired, "01/01/2026", "chưa kiểm chứng"},
		{"2646-qd-bct-2025", "2025-09-22", NotYet, "23/09/2025", ""},
		{"2646-qd-bct-2025", "2025-09-23", InForce, "23/09/2025", ""},
		{"38-2025-tt-bct", "2025-06-30", NotYet, "01/07/2025", ""},
		{"38-2025-tt-bct", "2025-07-01", InForce, "01/07/2025", ""},
		{"139-2025-nd-cp", "2027-02-28", InForce, "01/07/2025", ""},
		{"139-2025-nd-cp", "2027-03-01", Expired, "01/03/2027", "chưa kiểm chứng"},
		{"28-2020-tt-bct", "2024-10-01", Expired, "14/2024/TT-BCT", ""},
		{"14-2024-tt-bct", "2024-09-30", NotYet, "01/10/2024", ""},
		{"14-2024-tt-bct", "2024-10-01", InForce, "01/10/2024", ""},
		{"50-2014-qh13", "2026-06-30", InForce, "", "chưa tra được"},
		{"50-2014-qh13", "2026-07-01", Expired, "135/2025/QH15", ""},
		{"42-2022-nd-cp", "2026-07-01", Expired, "224/2026/NĐ-CP", ""},
		// Replaced by one whose first day nobody knows: at the latest by the day it was seen.
		{"06-2021-nd-cp", "2026-06-14", InForce, "", "chưa tra được"},
		{"06-2021-nd-cp", "2026-06-15", Unknown, "207/2026/NĐ-CP", ""},
		{"06-2021-nd-cp", "2026-11-22", Expired, "muộn nhất từ ngày 22/11/2026", "chưa kiểm chứng"},
		// A replacement that nobody has verified ends nothing.
		{"36-2018-tt-btc", "2025-10-27", InForce, "", "chưa kiểm chứng"},
		{"36-2018-tt-btc", "2025-10-28", InForce, "", "chưa kiểm chứng"},
		{"41-2016-tt-bct", "2026-11-22", InForce, "15/02/2017", "34/2022/TT-BCT"},
		// Replaced in part: still in force.
		{"11-2020-nd-cp", "2025-12-31", InForce, "", "chưa tra được"},
		{"11-2020-nd-cp", "2026-01-01", Expired, "347/2025/NĐ-CP", ""},
		// What was only heard of is in doubt whatever its days.
		{"146-2025-nd-cp", "2026-01-01", InForce, "", "chưa tra được"},
		{"116-2025-qh15", "2026-07-01", InForce, "01/07/2026", "chưa kiểm chứng nguồn"},
		{"no-such-text", "2026-01-01", Unknown, "không có văn bản này", ""},
	} {
		got := National().Status(tt.id, calendar.Must(tt.day))
		if got.State.Label() == string(got.State) || !slices.Contains(States(), got.State) {
			t.Errorf("%s has no label", got.State)
		}
		if got.State != tt.state || !strings.Contains(got.Reason, tt.says) || (got.Doubt == "") != (tt.doubt == "") || !strings.Contains(got.Doubt, tt.doubt) {
			t.Errorf("%s on %s: %+v", tt.id, tt.day, got)
		}
	}
}

func TestAmendments(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		id   ID
		day  string
		want string
	}{
		{"45-2012-nd-cp", "2025-10-14", ""},
		{"45-2012-nd-cp", "2025-10-15", "235-2025-nd-cp"},
		{"36-2013-tt-bct", "2018-07-09", ""},
		{"36-2013-tt-bct", "2018-07-10", "17-2018-tt-bct"},
		{"26-2014-tt-bct", "2018-08-15", ""},
		{"26-2014-tt-bct", "2025-06-30", "14-2018-tt-bct"},
		{"26-2014-tt-bct", "2025-07-01", "14-2018-tt-bct 38-2025-tt-bct"},
		{"28-2018-tt-btc", "2024-10-14", ""},
		{"28-2018-tt-btc", "2024-10-15", "64-2024-tt-btc"},
	} {
		var got []string
		for _, i := range National().Amendments(tt.id, calendar.Must(tt.day)) {
			got = append(got, string(i.ID))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s on %s: %q", tt.id, tt.day, got)
		}
	}
}

func TestInForceIsWhatStatusSays(t *testing.T) {
	t.Parallel()
	r := National()
	for _, day := range []string{"2000-01-01", "2014-04-08", "2018-05-11", "2025-10-15", "2026-11-22"} {
		on := calendar.Must(day)
		var want []ID
		for _, i := range r.All() {
			if r.Status(i.ID, on).State == InForce {
				want = append(want, i.ID)
			}
		}
		var got []ID
		for _, i := range r.InForce(on) {
			got = append(got, i.ID)
		}
		if !slices.Equal(got, want) || (day == "2000-01-01") != (len(got) == 0) {
			t.Errorf("%s: %v, want %v", day, got, want)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, day, want string }{
		{"Nghị định số 45/2012/NĐ-CP ngày 21/5/2012, Nghị định số 235/2025/NĐ-CP", "2026-01-05", ""},
		{"NĐ 45/2012", "2025-10-14", ""},
		{"NĐ 45/2012, lại NĐ 45/2012", "2025-10-15", "amended: Nghị định số 45/2012/NĐ-CP nên dẫn kèm “được sửa đổi, bổ sung bởi Nghị định số 235/2025/NĐ-CP”."},
		{"TTLT 26/2014/TTLT-BTC-BCT", "2018-05-10", ""},
		{"TTLT 26/2014/TTLT-BTC-BCT", "2018-05-11", "repealed: Thông tư liên tịch số 26/2014/TTLT-BTC-BCT không còn hiệu lực vào ngày 11/05/2018. Hết hiệu lực từ ngày 11/05/2018, được thay thế bởi Thông tư số 28/2018/TT-BTC."},
		{"NĐ 235/2025", "2025-10-14", "not_yet: Nghị định số 235/2025/NĐ-CP chưa có hiệu lực vào ngày 14/10/2025. Có hiệu lực từ ngày 15/10/2025."},
		{"Nghị định số 235/2025/NĐ-CP ngày 28/8/2025", "2026-01-05", "wrong_day: Nghị định số 235/2025/NĐ-CP ký ngày 27/08/2025, không phải ngày 28/08/2025."},
		{"Thông tư 26/2014/TT-BTC", "2026-01-05", "unlisted: Thông tư 26/2014/TT-BTC không có trong sổ văn bản; sổ có Thông tư liên tịch số 26/2014/TTLT-BTC-BCT và Thông tư số 26/2014/TT-BCT."},
		{"Quyết định số 2646/QĐ-BCT ngày 10/8/2020", "2026-01-05", "unlisted: Quyết định số 2646/QĐ-BCT không có trong sổ văn bản; hãy kiểm tra số, ký hiệu, hoặc thêm văn bản vào sổ."},
		{"Quyết định số 2646/QĐ-BCT ngày 22/9/2025", "2026-01-05", "wrong_day: Quyết định số 2646/QĐ-BCT ký ngày 23/09/2025, không phải ngày 22/09/2025."},
		{"TT 64/2024/TT-BTC", "2024-10-15", "unconfirmed: Thông tư số 64/2024/TT-BTC: Ngày bắt đầu có hiệu lực chưa kiểm chứng."},
		{"TT 17/2018/TT-BCT", "2019-01-01", "unconfirmed: Thông tư số 17/2018/TT-BCT: Ngày bắt đầu có hiệu lực chưa tra được. Cần tra lại trước khi dẫn."},
		// A day of signing that nobody has verified accuses nobody.
		{"NĐ 80/2021/NĐ-CP ngày 27/8/2021", "2022-01-01", "unconfirmed: Nghị định số 80/2021/NĐ-CP: Ngày bắt đầu có hiệu lực chưa kiểm chứng."},
	} {
		var got []string
		for _, f := range National().Check(tt.text, calendar.Must(tt.day)) {
			got = append(got, string(f.Problem)+": "+f.Message)
			if f.Problem.Label() == string(f.Problem) || f.Problem.Serious() != (f.Problem != HasChanges && f.Problem != Unsure) {
				t.Errorf("%s has no label", f.Problem)
			}
		}
		if strings.Join(got, "\n") != tt.want {
			t.Errorf("%q on %s:\n%s\nwant\n%s", tt.text, tt.day, strings.Join(got, "\n"), tt.want)
		}
	}
}

func own(number, from string, replaces ...Relation) Instrument {
	return Instrument{
		ID: ID("tinh-" + slug(number)), Kind: Circular, Number: number, Issuer: "Bộ Tài chính", Title: "về mức chi khuyến công",
		From: calendar.Must(from), Replaces: replaces, Evidence: norm.Primary,
	}
}

func TestTheOwnInstrumentsOfAnOffice(t *testing.T) {
	t.Parallel()
	r := National().With([]Instrument{own("99/2027/TT-BTC", "2027-01-01", Relation{Of: "28-2018-tt-btc"}, Relation{Of: "no-such-text"})})
	for day, want := range map[string]State{"2026-12-31": InForce, "2027-01-01": Expired} {
		if got := r.Status("28-2018-tt-btc", calendar.Must(day)); got.State != want || want == Expired && got.By != "tinh-99-2027-tt-btc" {
			t.Errorf("%s: %+v", day, got)
		}
		if got := National().Status("28-2018-tt-btc", calendar.Must(day)); got.State != InForce {
			t.Errorf("the national register changed: %+v", got)
		}
	}
	if found := r.ByNumber("TT 99/2027"); len(found) != 1 || !found[0].Own || len(found[0].Replaces) != 1 {
		t.Errorf("%+v", found)
	}
	if got := r.Successors("28-2018-tt-btc"); len(got) != 1 {
		t.Errorf("%+v", got)
	}
	if got := r.Amenders("28-2018-tt-btc"); len(got) != 1 || got[0].ID != "64-2024-tt-btc" {
		t.Errorf("%+v", got)
	}
	if _, ok := r.ByID("tinh-99-2027-tt-btc"); !ok {
		t.Error("an own instrument is not found by its id")
	}
	if _, ok := National().ByID("tinh-99-2027-tt-btc"); ok {
		t.Error("the national register holds an own instrument")
	}
	// One that the national register has meanwhile is left out.
	twin := own("28/2018/TT-BTC", "2018-05-11")
	if got := National().With([]Instrument{twin}); len(got.All()) != len(National().All()) || len(National().Twins(twin)) != 1 {
		t.Error("an instrument stands in the register twice")
	}
	// The same number of another issuer is another instrument, as after a merger.
	a, b := own("5/2020/NQ-HĐND", "2020-01-01"), own("5/2020/NQ-HĐND", "2020-02-01")
	a.Issuer, b.Issuer, b.ID, a.Kind, b.Kind = "HĐND tỉnh cũ A", "HĐND tỉnh cũ B", "tinh-b", Resolution, Resolution
	if got := National().With([]Instrument{a, b}).ByNumber("NQ 5/2020/NQ-HĐND"); len(got) != 2 {
		t.Errorf("%+v", got)
	}
}
