package blob

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"
)

// archive builds a zip archive with the members that are named, in pairs of
// name and content.
func archive(t testing.TB, members ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		f, err := w.Create(members[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, members[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func docx(t testing.TB, more ...string) string {
	t.Helper()
	return archive(t, append([]string{"[Content_Types].xml", "<Types/>", "word/document.xml", "<w/>"}, more...)...)
}

func xlsx(t testing.TB) string {
	t.Helper()
	return archive(t, "[Content_Types].xml", "<Types/>", "xl/workbook.xml", "<workbook/>")
}

func picture(t testing.TB, format string) string {
	t.Helper()
	var b bytes.Buffer
	pixel := image.NewGray(image.Rect(0, 0, 1, 1))
	err := png.Encode(&b, pixel)
	if format == "jpeg" {
		b.Reset()
		err = jpeg.Encode(&b, pixel, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const (
	pdf  = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"
	webp = "RIFF\x0e\x00\x00\x00WEBPVP8L\x02\x00\x00\x00/\x00"
	heic = "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
)

// bomb is a document whose one member is n zero bytes but says that it has as
// many as claimed.
func bomb(t testing.TB, n int64, claimed uint64) string {
	t.Helper()
	var packed bytes.Buffer
	d, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(d, zeros{}, n); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range []string{"[Content_Types].xml", "word/document.xml"} {
		f, err := w.CreateRaw(&zip.FileHeader{
			Name: name, Method: zip.Deflate, CompressedSize64: uint64(packed.Len()), UncompressedSize64: claimed,
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(packed.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// flipped changes one bit of the data that follow the first mark.
func flipped(s, mark string) string {
	b := []byte(s)
	b[strings.Index(s, mark)+len(mark)+1] ^= 1
	return string(b)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestSniffGoesByTheBytes(t *testing.T) {
	for _, tt := range []struct {
		name, content string
		media         string
		err           error
	}{
		{"PDF", pdf, "application/pdf", nil},
		{"PDF that was cut off", pdf[:30], "", errBroken},
		{"PDF after something else", "x" + pdf, "", errUnknown},
		{"PDF with an archive behind it stays a PDF", strings.Replace(pdf, "%%EOF", docx(t)+"%%EOF", 1), "application/pdf", nil},
		{"JPEG", picture(t, "jpeg"), "image/jpeg", nil},
		{"JPEG's first bytes before a page", "\xff\xd8\xff<html><script>", "", errBroken},
		{"PNG", picture(t, "png"), "image/png", nil},
		{"PNG's first bytes before a page", "\x89PNG\r\n\x1a\n<html>", "", errBroken},
		{"WEBP", webp, "image/webp", nil},
		{"WEBP that was cut off", "RIFF\xff\xff\x00\x00WEBPVP8L\x02\x00\x00\x00", "", errBroken},
		{"sound in the same wrapping", "RIFF\x0e\x00\x00\x00WAVEfmt \x02\x00\x00\x00/\x00", "", errUnknown},
		{"HEIC", heic, "image/heic", nil},
		{"video in the same wrapping", strings.ReplaceAll(heic, "heic", "isom"), "", errUnknown},
		{"DOCX", docx(t), kinds[kindDOCX].media, nil},
		{"XLSX", xlsx(t), kinds[kindXLSX].media, nil},
		{"DOCX with macros", docx(t, "word/vbaProject.bin", "x"), "", errMacro},
		{"DOCX that was cut off", docx(t)[:100], "", errBroken},
		{"DOCX with a byte changed", flipped(docx(t), "word/document.xml"), "", errBroken},
		{"DOCX behind a page", "<html>" + docx(t), "", errUnknown},
		{"DOCX with a page behind it", docx(t) + "<html>", "", errBroken},
		{"two archives in one file", docx(t) + docx(t), "", errBroken},
		{"DOCX with a member twice", docx(t, "word/document.xml", "<other/>"), "", errBroken},
		{"DOCX with a member outside", docx(t, "../../etc/passwd", "x"), "", errBroken},
		{"DOCX with an absolute member", docx(t, "/etc/passwd", "x"), "", errBroken},
		{"DOCX with a Windows path", docx(t, `C:\x`, "x"), "", errBroken},
		{"archive of anything else", archive(t, "a.txt", "x"), "", errUnknown},
		{"OpenDocument", archive(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "<x/>"), "", errUnknown},
		{"empty archive", "PK\x05\x06" + strings.Repeat("\x00", 18), "", errUnknown},
		{"bomb that says what it is", bomb(t, 200<<20, 200<<20), "", errBroken},
		{"bomb that lies", bomb(t, 200<<20, 1), "", errBroken},
		{"page", "<!DOCTYPE html><script>alert(1)</script>", "", errUnknown},
		{"drawing with scripts", `<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`, "", errUnknown},
		{"old Word", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), "", errUnknown},
		{"program", "MZ\x90\x00", "", errUnknown},
		{"GIF", "GIF89a\x01\x00\x01\x00", "", errUnknown},
		{"text", "Kính gửi", "", errUnknown},
		{"one byte", "%", "", errUnknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			k, err := sniff(strings.NewReader(tt.content), int64(len(tt.content)))
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if err == nil && k.media != tt.media {
				t.Errorf("%s, want %s", k.media, tt.media)
			}
		})
	}
}

func TestTooManyMembersAreRefused(t *testing.T) {
	t.Parallel()
	members := []string{"[Content_Types].xml", "x", "word/document.xml", "x"}
	for i := range maxMembers {
		members = append(members, strings.Repeat("a", i%50)+"/"+string(rune('a'+i/50)), "")
	}
	full := archive(t, members...)
	if _, err := sniff(strings.NewReader(full), int64(len(full))); !errors.Is(err, errBroken) {
		t.Error(err)
	}
}

func TestCleanNameIsAPlainName(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ấ", 300)
	for name, want := range map[string]string{
		"Tờ trình.pdf":                    "Tờ trình.pdf",
		"To\u031b\u0300 tri\u0300nh.pdf":  "Tờ trình.pdf",
		"../../etc/passwd.pdf":            "passwd.pdf",
		`C:\Users\Lan\hóa đơn.pdf`:        "hóa đơn.pdf",
		"a/b\\c.pdf":                      "c.pdf",
		"..":                              "tệp",
		"":                                "tệp",
		"/":                               "tệp",
		".pdf":                            "pdf",
		"ảnh\u202egpj.exe":                "ảnhgpj.exe",
		"a\x00b\nc\td.pdf":                "ab c d.pdf",
		`a<b>"c"|d?.pdf`:                  "a_b__c__d_.pdf",
		"bản  ghi . . .":                  "bản ghi",
		"x\xff.pdf":                       "x\uFFFD.pdf",
		strings.Repeat("a", 251) + ".pdf": strings.Repeat("a", 116) + ".pdf",
		long + ".docx":                    strings.Repeat("ấ", 78) + ".docx",
		"a." + long:                       "a." + strings.Repeat("ấ", 79),
	} {
		if got := cleanName(name); got != want {
			t.Errorf("cleanName(%q) = %q, want %q", name, got, want)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	for _, s := range []string{"a.pdf", "../x", "", "\u202e.pdf", strings.Repeat("ệ", 300) + ".jpeg", "a\\b", ". . ."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name := cleanName(s)
		if name == "" || len(name) > maxNameBytes || strings.ContainsAny(name, "/\\\x00\n\r\"") || name == "." || name == ".." {
			t.Errorf("cleanName(%q) = %q", s, name)
		}
	})
}

// Whatever the bytes are, sniffing ends with a kind of the list or one of the
// errors that have a sentence.
func FuzzSniff(f *testing.F) {
	for _, s := range []string{pdf, webp, heic, picture(f, "png"), picture(f, "jpeg"), docx(f), xlsx(f), bomb(f, 1<<20, 1), "", "PK\x03\x04"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		k, err := sniff(bytes.NewReader(b), int64(len(b)))
		if err == nil && k.media == "" {
			t.Error("neither kind nor error")
		}
		if err != nil && !errors.Is(err, errUnknown) && !errors.Is(err, errBroken) && !errors.Is(err, errMacro) {
			t.Errorf("%v", err)
		}
	})
}
