package pdfsign_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/cades/cadestest"
	"example.vn/khuyencong/internal/platform/pdfsign"
)

// What somebody appends to a signed file shows.
func TestChangedAfterSigning(t *testing.T) {
	ca := cadestest.New(t, "Nhà chứng thực thử")
	s := newSigner(t, ca, "A", cadestest.ECDSA(t))
	base := paper()
	signed := s.sign(t, base, pdfsign.Options{At: at})
	again := s.sign(t, signed, pdfsign.Options{At: at})
	content := "BT /F1 18 Tf 72 700 Td (So tien: 900.000.000 dong) Tj ET"
	stream := fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content)
	// In the signed file 7 is the signature, 8 its field.
	if !bytes.Contains(signed, []byte("\n8 0 obj\n<</F 132")) {
		t.Fatal("the numbers below do not fit")
	}
	catalog := "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[8 0 R]/SigFlags 3>>%s>>"
	for name, objects := range map[string]map[int]string{
		"content":            {4: stream},
		"font":               {5: "<</Type/Font/Subtype/Type1/BaseFont/Courier>>"},
		"page order":         {2: "<</Type/Pages/Kids[6 0 R 3 0 R]/Count 2/MediaBox[0 0 595.28 841.89]>>"},
		"page added":         {2: "<</Type/Pages/Kids[3 0 R 6 0 R 9 0 R]/Count 3/MediaBox[0 0 595.28 841.89]>>", 9: "<</Type/Page/Parent 2 0 R>>"},
		"note on a page":     {6: "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>/Annots[9 0 R]>>", 9: "<</Type/Annot/Subtype/FreeText/Rect[0 0 600 800]/Contents(900)>>"},
		"script":             {1: fmt.Sprintf(catalog, "/OpenAction 9 0 R"), 9: "<</S/JavaScript/JS(x)>>"},
		"text field":         {1: "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[8 0 R 9 0 R]/SigFlags 3>>>>", 9: "<</FT/Tx/T(x)/V(900)>>"},
		"look of the form":   {1: "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[8 0 R]/SigFlags 3/NeedAppearances true>>>>"},
		"field moved":        {8: "<</Type/Annot/Subtype/Widget/FT/Sig/T(ChuKy1)/V 7 0 R/P 3 0 R/F 132/Rect[0 0 500 500]>>"},
		"field that acts":    {1: "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[8 0 R 9 0 R]/SigFlags 3>>>>", 9: "<</FT/Sig/T(x)/AA<<>>>>"},
		"another catalogue":  {1: "<</Type/Catalog/Pages 9 0 R/AcroForm<</Fields[8 0 R]/SigFlags 3>>>>", 9: "<</Type/Pages/Kids[]/Count 0>>"},
		"page made a dangle": {3: "null"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, before := range [][]byte{signed, again} {
				changed := revise(before, objects)
				got, err := pdfsign.Verify(changed, ca.Roots(), at)
				if err != nil {
					t.Fatal(err)
				}
				for _, s := range got {
					if s.Sound() || s.Later != pdfsign.Changed {
						t.Errorf("got %+v", s)
					}
				}
				if name != "field moved" && pdfsign.OnlySigned(base, changed) { // it was not there yet
					t.Error("taken for a mere signature")
				}
			}
		})
	}
	if got, err := pdfsign.Verify(revise(signed, map[int]string{50: "<</Never(reached)>>"}), ca.Roots(), at); err != nil || got[0].Later != pdfsign.Signed {
		t.Errorf("an object that nothing reaches: got %+v, %v", got, err)
	}
}

// A change hidden in the revision of a later, sound signature shows too.
func TestChangedUnderALaterSignature(t *testing.T) {
	ca := cadestest.New(t, "Nhà chứng thực thử")
	s := newSigner(t, ca, "A", cadestest.ECDSA(t))
	signed := s.sign(t, paper(), pdfsign.Options{At: at})
	changed := revise(signed, map[int]string{5: "<</Type/Font/Subtype/Type1/BaseFont/Courier>>"})
	got, err := pdfsign.Verify(s.sign(t, changed, pdfsign.Options{At: at}), ca.Roots(), at)
	if err != nil || len(got) != 2 || got[0].Later != pdfsign.Changed || !got[1].Sound() {
		t.Errorf("got %+v, %v", got, err)
	}
}

// An object that was referred to and missing must stay missing: else a file
// is signed with a hole into which something is put later.
func TestHoleFilledLater(t *testing.T) {
	ca := cadestest.New(t, "Nhà chứng thực thử")
	s := newSigner(t, ca, "A", cadestest.ECDSA(t))
	hole := assemble("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
		"<</Type/Page/Parent 2 0 R/Contents[60 0 R]>>")
	filled := revise(s.sign(t, hole, pdfsign.Options{At: at}), map[int]string{60: "<</Length 2>>\nstream\nBT\nendstream"})
	got, err := pdfsign.Verify(filled, ca.Roots(), at)
	if err != nil || len(got) != 1 || got[0].Later != pdfsign.Changed {
		t.Errorf("got %+v, %v", got, err)
	}
}

// Ranges that leave out more, or less, than the signature itself.
func TestRangesThatDoNotFit(t *testing.T) {
	ca := cadestest.New(t, "Nhà chứng thực thử")
	signed := newSigner(t, ca, "A", cadestest.ECDSA(t)).sign(t, paper(), pdfsign.Options{At: at})
	text := string(signed)
	from := strings.Index(text, "/ByteRange [") + len("/ByteRange [")
	var start, end, rest int
	if _, err := fmt.Sscanf(text[from:], "0 %d %d %d", &start, &end, &rest); err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]string{
		"gap too wide":     fmt.Sprintf("0 %d %d %d", start-10, end, rest),
		"gap to the end":   fmt.Sprintf("0 %d %d %d", start, end+10, rest-10),
		"overlap":          fmt.Sprintf("0 %d %d %d", start, start, len(text)-start),
		"not from the top": fmt.Sprintf("1 %d %d %d", start-1, end, rest),
		"end cut":          fmt.Sprintf("0 %d %d %d", start, end, rest-20),
		"behind the end":   fmt.Sprintf("0 %d %d %d", start, end, rest+1),
		"nothing behind":   fmt.Sprintf("0 %d %d 0", start, end),
		"two numbers":      fmt.Sprintf("0 %d", start),
		"three parts":      fmt.Sprintf("0 9 9 %d %d %d", start-9, end, rest),
		"negative":         fmt.Sprintf("0 %d -%d %d", start, end, rest),
		"none":             "",
	} {
		t.Run(name, func(t *testing.T) {
			room := strings.Index(text[from:], "]")
			if len(r) > room {
				t.Fatal("no room")
			}
			bad := text[:from] + r + strings.Repeat(" ", room-len(r)) + text[from+room:]
			got, err := pdfsign.Verify([]byte(bad), ca.Roots(), at)
			if err != nil || len(got) != 1 || got[0].Verdict != pdfsign.Unreadable || got[0].Later != pdfsign.Changed {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

// Bytes behind the last %%EOF belong to no revision.
func TestBytesBehindTheEnd(t *testing.T) {
	ca := cadestest.New(t, "Nhà chứng thực thử")
	signed := newSigner(t, ca, "A", cadestest.ECDSA(t)).sign(t, paper(), pdfsign.Options{At: at})
	for _, tail := range []string{"x", "%%EOF\n", "startxref\n9\n%%EOF\n", "PK\x03\x04", "<script>"} {
		got, err := pdfsign.Verify([]byte(string(signed)+tail), ca.Roots(), at)
		for _, s := range got {
			if s.Sound() {
				t.Errorf("%q: sound, %v", tail, err)
			}
		}
	}
}

func FuzzVerify(f *testing.F) {
	ca := cadestest.New(f, "Nhà chứng thực thử")
	s := newSigner(f, ca, "A", cadestest.ECDSA(f))
	signed := s.sign(f, paper(), pdfsign.Options{At: at})
	f.Add(signed)
	f.Add(s.sign(f, signed, pdfsign.Options{At: at}))
	f.Add(s.sign(f, streams(f), pdfsign.Options{At: at}))
	f.Add(revise(signed, map[int]string{2: "<</Type/Pages>>"}))
	roots := ca.Roots()
	f.Fuzz(func(t *testing.T, pdf []byte) {
		got, err := pdfsign.Verify(pdf, roots, at)
		if err != nil {
			return
		}
		for _, s := range got {
			if s.Sound() && !bytes.Contains(pdf[:s.Ends], []byte("100.000.000")) && !bytes.Contains(pdf, []byte("/ObjStm")) {
				t.Error("sound without what was signed")
			}
		}
	})
}
