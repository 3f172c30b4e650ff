package pdffile

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// small is a file with one object beside its catalogue.
func small(object, trailer string) []byte {
	head := "%PDF-1.7\n"
	first := "1 0 obj\n<</Type/Catalog>>\nendobj\n"
	second := "2 0 obj\n" + object + "\nendobj\n"
	start := len(head) + len(first) + len(second)
	return fmt.Appendf(nil, "%s%s%sxref\n0 3\n0000000000 65535 f \n%010d 00000 n \n%010d 00000 n \ntrailer\n<</Size 3/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n",
		head, first, second, len(head), len(head)+len(first), trailer, start)
}

func read(t *testing.T, object string) (Object, error) {
	t.Helper()
	f, err := Open(small(object, ""))
	if err != nil {
		t.Fatal(err)
	}
	return f.Get(Ref{2, 0})
}

func TestObjects(t *testing.T) {
	for in, want := range map[string]Object{
		"null": nil, "true": true, "-7": int64(-7), "+7": int64(7), "3.50": Real("3.50"), "-.5": Real("-.5"), "9 0 R": Ref{9, 0},
		"/A#20b":                                Name("A b"),
		"[1 2 0 R(x)]":                          Array{int64(1), Ref{2, 0}, String{Bytes: []byte("x")}},
		`(a\(b\)(c)\101\n)`:                     String{Bytes: []byte("a(b)(c)A\n")},
		"(a\\\r\nb\rc)":                         String{Bytes: []byte("ab\nc")},
		"<48 656c6C6>":                          String{Bytes: []byte("Hell`")},
		"<</A 1%c\n/B<</C[]>>>>":                Dict{"A": int64(1), "B": Dict{"C": Array{}}},
		"<</Length 3>>\nstream\nabc\nendstream": &Stream{Dict{"Length": int64(3)}, []byte("abc")},
	} {
		got, err := read(t, in)
		if err != nil || !Equal(got, want) {
			t.Errorf("%s: got %#v, %v", in, got, err)
		}
	}
}

func TestObjectsThatAreRefused(t *testing.T) {
	for _, in := range []string{
		"", "<</A 1/A 2>>", "<<", "[", "(", "<4", "<4x>", "fals", "1.2.3", "--1", ">>", "<</A>>", "1 2", strings.Repeat("[", 100) + strings.Repeat("]", 100),
		"<</Length 6>>\nstream\nabc\nendstream", "<</Length 99999>>\nstream\nabc\nendstream", "<</Length 2 0 R>>\nstream\nabc\nendstream", "3\nstream\nabc\nendstream",
	} {
		if got, err := read(t, in); !errors.Is(err, ErrBroken) {
			t.Errorf("%.20q: got %#v, %v", in, got, err)
		}
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	good := small("null", "")
	for name, c := range map[string]struct {
		pdf  []byte
		want error
	}{
		"empty":           {nil, ErrNotPDF},
		"something first": {append([]byte("GIF89a"), good...), ErrNotPDF},
		"something last":  {append(bytes.Clone(good), "PK"...), ErrBroken},
		"too large":       {append(bytes.Clone(good), make([]byte, MaxSize)...), ErrLarge},
		"encrypted":       {small("null", "/Encrypt<</Filter/Standard>>"), ErrEncrypted},
		"in a circle":     {small("null", "/Prev 76"), ErrBroken},
		"prev outside":    {small("null", "/Prev 99999"), ErrBroken},
		"half":            {good[:len(good)/2], ErrBroken},
		"no table":        {bytes.Replace(good, []byte("xref\n0 3"), []byte("xxxx\n0 3"), 1), ErrBroken},
		"table too long":  {bytes.Replace(good, []byte("0 3\n"), []byte("9 9\n"), 1), ErrBroken},
	} {
		if _, err := Open(c.pdf); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

// A small file that swells when it is decompressed.
func TestBomb(t *testing.T) {
	f, err := Open(small("null", ""))
	if err != nil {
		t.Fatal(err)
	}
	f.budget = 100
	if _, err := f.inflate(&Stream{Dict{"Filter": Name("FlateDecode")}, zeros(t, 1000)}); !errors.Is(err, ErrLarge) {
		t.Errorf("got %v", err)
	}
}

func zeros(t *testing.T, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write(make([]byte, n)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is written is read back the same.
func TestWrittenThenRead(t *testing.T) {
	object := rapid.Custom(func(t *rapid.T) Object { return anyObject(t, 0) })
	rapid.Check(t, func(t *rapid.T) {
		want := object.Draw(t, "object")
		f, err := Open(small("null", "/ID[<01><02>]"))
		if err != nil {
			t.Fatal(err)
		}
		f.streams = rapid.Bool().Draw(t, "streams")
		u := f.Update()
		ref := u.Add(want)
		u.Set(Ref{2, 0}, Name("new"))
		file, begins := u.Bytes(ref)
		if !bytes.HasPrefix(file[begins:], Append(nil, want)) {
			t.Fatal("the object is not where it is said to be")
		}
		g, err := Open(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := g.Get(ref)
		if s, ok := want.(*Stream); ok {
			s.Dict["Length"] = int64(len(s.Data))
		}
		if err != nil || !Equal(got, want) {
			t.Fatalf("got %#v, %v, want %#v", got, err, want)
		}
		if got, err := g.Get(Ref{2, 0}); err != nil || got != Name("new") || g.Root != f.Root {
			t.Fatalf("replaced: got %v, %v", got, err)
		}
	})
}

func anyObject(t *rapid.T, depth int) Object {
	kinds := 8
	if depth > 3 {
		kinds = 5
	}
	switch rapid.IntRange(0, kinds).Draw(t, "kind") {
	case 0:
		return rapid.Int64Range(-1<<40, 1<<40).Draw(t, "number")
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2:
		return Name(rapid.SliceOf(rapid.ByteRange(1, 255)).Draw(t, "name"))
	case 3:
		return String{Bytes: rapid.SliceOf(rapid.Byte()).Draw(t, "string")}
	case 4:
		return Ref{rapid.IntRange(0, 1<<20).Draw(t, "ref"), 0}
	case 5:
		return nil
	case 6:
		a := Array{}
		for range rapid.IntRange(0, 4).Draw(t, "length") {
			a = append(a, anyObject(t, depth+1))
		}
		return a
	}
	d := Dict{}
	for range rapid.IntRange(0, 4).Draw(t, "length") {
		d[Name(rapid.StringMatching(`[A-Z]{2}`).Draw(t, "key"))] = anyObject(t, depth+1)
	}
	if depth == 0 && rapid.Bool().Draw(t, "stream") {
		return &Stream{d, rapid.SliceOf(rapid.Byte()).Draw(t, "data")}
	}
	return d
}

func FuzzOpen(f *testing.F) {
	f.Add(small("<</A[1 2.5(x)<00>/N null true 1 0 R]>>", ""))
	f.Add(small("<</Length 3>>\nstream\nabc\nendstream", "/Prev 9"))
	f.Fuzz(func(t *testing.T, pdf []byte) {
		file, err := Open(pdf)
		if err != nil {
			return
		}
		for n, e := range file.entries {
			o, err := file.Get(Ref{n, e.extra})
			if err == nil && o != nil && !bytes.Contains(pdf, []byte("Flate")) && len(Append(nil, o)) > 40*len(pdf)+100 {
				t.Error("more is read than there is")
			}
		}
	})
}
