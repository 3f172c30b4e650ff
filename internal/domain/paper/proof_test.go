package paper

import (
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

func TestACodeSaysWhoseItIsAndFindsEverySlip(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, province := range []string{"01", "08", "19", "96", "00"} {
		for range 200 {
			code, err := newProof(province)
			if err != nil || len(code) != codeSigns || provinceOf(code) != province || seen[code] {
				t.Fatalf("%q of %s: %v", code, province, err)
			}
			seen[code] = true
			if got, err := ParseProof(" " + strings.ToLower(ShowProof(code)) + " "); got != code || err != nil {
				t.Fatalf("%q is read as %q: %v", code, got, err)
			}
		}
	}
	code, err := newProof("19")
	if err != nil {
		t.Fatal(err)
	}
	for i := range codeSigns {
		for _, r := range alphabet {
			slip := code[:i] + string(r) + code[i+1:]
			if _, err := ParseProof(slip); (err == nil) != (slip == code) {
				t.Errorf("%s for %s: %v", slip, code, err)
			}
		}
		for j := range i {
			b := []byte(code)
			b[i], b[j] = b[j], b[i]
			if _, err := ParseProof(string(b)); (err == nil) != (string(b) == code) {
				t.Errorf("%s for %s: %v", b, code, err)
			}
		}
	}
	for _, province := range []string{"", "x", "-1", "100"} {
		if _, err := newProof(province); err == nil {
			t.Errorf("a code for province %q", province)
		}
	}
}

func FuzzParseProof(f *testing.F) {
	for _, s := range []string{"", "23456-789AB", "O0I1L", "２３４５６７８９ＡＢ", "Đ", "2222222222", strings.Repeat("A", 200)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, err := ParseProof(s)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q: %v", s, err)
			}
			return
		}
		again, err := ParseProof(ShowProof(code))
		if again != code || err != nil || len(provinceOf(code)) != 2 {
			t.Errorf("%q is read as %q, then as %q: %v", s, code, again, err)
		}
	})
}

func TestLookupsAreFewAndSayLittle(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	code, err := newProof("19")
	if err != nil {
		t.Fatal(err)
	}
	for i := range proofLimit + 5 {
		_, err := Prove(t.Context(), d, code, "192.0.2.7")
		want := fault.NotFound
		if i >= proofLimit {
			want = fault.Busy
		}
		if fault.KindOf(err) != want {
			t.Fatalf("lookup %d: %v", i, err)
		}
	}
	if _, err := Prove(t.Context(), d, code, "192.0.2.8"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another address: %v", err)
	}
	if _, err := Prove(t.Context(), d, "23456-789A2", "192.0.2.8"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a slip: %v", err)
	}
}

func TestOldCountsOfStrangersAreRemoved(t *testing.T) {
	t.Parallel()
	now := dbtest.Now
	d := dbtest.OpenAt(t, func() time.Time { return now })
	code, err := newProof("19")
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range []string{"192.0.2.1", "192.0.2.2", "192.0.2.3"} {
		if _, err := Prove(t.Context(), d, code, source); fault.KindOf(err) != fault.NotFound {
			t.Fatal(err)
		}
		now = now.Add(64 * time.Second)
	}
	err = d.View(t.Context(), db.Scope{}, func(tx *db.Tx) error {
		var n int
		err := tx.QueryRow(t.Context(), `SELECT count(*) FROM uses`, nil, &n)
		if n != 1 {
			t.Errorf("%d counts are kept, want the newest alone", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSymbolsFollowTheDecree(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]string{
		"05/QĐ-TTKC": symbolOf(5, "QĐ", "TTKC", "KHTC"), "10/TTr-TTKC": symbolOf(10, "TTr", "TTKC", ""),
		"05/TTKC-KHTC": symbolOf(5, Letter, "TTKC", "KHTC"), "123/TTKC": symbolOf(123, Letter, "TTKC", ""),
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if n := len(Kinds()); n != 27+3+1 {
		t.Errorf("%d kinds: 27 and three of copies, and công văn", n)
	}
}
