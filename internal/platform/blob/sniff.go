package blob

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	_ "image/jpeg" // so that image.DecodeConfig knows it
	_ "image/png"  // so that image.DecodeConfig knows it
	"io"
	"path"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/fault"
)

// A kind is a kind of file that is taken.
type kind struct {
	media      string
	extensions []string
	inline     bool // browsers may show it in a page
}

var kinds = []kind{
	{"application/pdf", []string{".pdf"}, false},
	{"image/jpeg", []string{".jpg", ".jpeg"}, true},
	{"image/png", []string{".png"}, true},
	{"image/webp", []string{".webp"}, true},
	{"image/heic", []string{".heic", ".heif"}, false},
	{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", []string{".docx"}, false},
	{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", []string{".xlsx"}, false},
}

// The places of the kinds in the list.
const (
	kindPDF = iota
	kindJPEG
	kindPNG
	kindWEBP
	kindHEIC
	kindDOCX
	kindXLSX
)

// Accept lists the extensions that are taken, as the accept attribute of a
// file input wants them.
func Accept() string {
	var all []string
	for _, k := range kinds {
		all = append(all, k.extensions...)
	}
	return strings.Join(all, ",")
}

// check returns the media type of a file that may be kept under name.
func check(r io.ReaderAt, size int64, name string) (string, error) {
	refuse := func(why string) (string, error) {
		return "", fault.New(fault.Invalid, "Tệp “"+name+"” "+why)
	}
	if size == 0 {
		return refuse("trống, không có nội dung.")
	}
	if size > MaxSize {
		return refuse("lớn hơn 20 MB. Hãy giảm dung lượng rồi gửi lại.")
	}
	k, err := sniff(r, size)
	switch {
	case errors.Is(err, errMacro):
		return refuse("có chứa macro. Hãy lưu lại không có macro rồi gửi lại.")
	case errors.Is(err, errBroken):
		return refuse("bị hỏng hoặc chưa tải lên trọn vẹn.")
	case errors.Is(err, errUnknown):
		return refuse("không thuộc loại được nhận: PDF, ảnh JPG, PNG, WEBP, HEIC, văn bản DOCX, bảng tính XLSX.")
	case err != nil:
		return "", err
	}
	if !slices.Contains(k.extensions, strings.ToLower(path.Ext(name))) {
		return refuse("có đuôi không khớp với nội dung. Đuôi đúng là " + k.extensions[0] + ".")
	}
	return k.media, nil
}

// checkXML refuses what cannot be XML, or is not called so.
func checkXML(r io.ReaderAt, size int64, name string) error {
	head := make([]byte, min(size, 64))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	switch {
	case size > MaxSize:
		return fault.New(fault.Invalid, "Tệp “"+name+"” lớn hơn 20 MB. Hãy giảm dung lượng rồi gửi lại.")
	case !bytes.HasPrefix(head, []byte("<")) || !strings.EqualFold(path.Ext(name), ".xml"):
		return fault.New(fault.Invalid, "Tệp “"+name+"” không phải là tệp XML.")
	}
	return nil
}

var (
	errUnknown = errors.New("unknown kind of file")
	errBroken  = errors.New("broken file")
	errMacro   = errors.New("file with macros")
)

// sniff tells the kind of a file by its bytes.
func sniff(r io.ReaderAt, size int64) (kind, error) {
	head := make([]byte, min(size, 32))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return kind{}, err
	}
	starts := func(s string) bool { return bytes.HasPrefix(head, []byte(s)) }
	switch {
	case starts("%PDF-"):
		return kinds[kindPDF], wholePDF(r, size)
	case starts("\xff\xd8\xff"):
		return kinds[kindJPEG], wholeImage(r, size, "jpeg")
	case starts("\x89PNG\r\n\x1a\n"):
		return kinds[kindPNG], wholeImage(r, size, "png")
	case starts("RIFF") && len(head) >= 16 && string(head[8:15]) == "WEBPVP8":
		if int64(binary.LittleEndian.Uint32(head[4:8]))+8 > size {
			return kind{}, errBroken
		}
		return kinds[kindWEBP], nil
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		if !slices.Contains([]string{"heic", "heix", "mif1", "hevc"}, string(head[8:12])) {
			return kind{}, errUnknown // a video, for one
		}
		return kinds[kindHEIC], nil
	case starts("PK\x03\x04"):
		return office(r, size)
	}
	return kind{}, errUnknown
}

// wholePDF looks for the mark at the end, which an upload that was cut off
// lacks.
func wholePDF(r io.ReaderAt, size int64) error {
	tail := make([]byte, min(size, 4096))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if !bytes.Contains(tail, []byte("%%EOF")) {
		return errBroken
	}
	return nil
}

func wholeImage(r io.ReaderAt, size int64, format string) error {
	config, got, err := image.DecodeConfig(io.NewSectionReader(r, 0, size))
	if err != nil || got != format || config.Width <= 0 || config.Height <= 0 {
		return errBroken
	}
	return nil
}

// Limits of an office file, which is a zip archive.
const (
	maxDirectory = 1 << 20   // bytes of its list of members
	maxMembers   = 5000      // members
	maxUnpacked  = 100 << 20 // bytes of all members, unpacked
)

// office tells a text document from a spreadsheet by the members of the
// archive, all of which must be readable.
func office(r io.ReaderAt, size int64) (kind, error) {
	if !plainZip(r, size) {
		return kind{}, errBroken
	}
	archive, err := zip.NewReader(r, size)
	if err != nil || len(archive.File) > maxMembers {
		return kind{}, errBroken
	}
	seen := map[string]bool{}
	left := int64(maxUnpacked)
	for _, f := range archive.File {
		name := strings.ToLower(f.Name)
		if seen[name] || !safe(name) || f.Flags&1 != 0 {
			return kind{}, errBroken
		}
		seen[name] = true
		if strings.HasSuffix(name, "vbaproject.bin") {
			return kind{}, errMacro
		}
		n, err := unpacked(f, left)
		if err != nil {
			return kind{}, errBroken
		}
		left -= n
	}
	switch {
	case !seen["[content_types].xml"]:
		return kind{}, errUnknown
	case seen["word/document.xml"]:
		return kinds[kindDOCX], nil
	case seen["xl/workbook.xml"]:
		return kinds[kindXLSX], nil
	}
	return kind{}, errUnknown
}

// safe reports whether a member's name stays inside the archive.
func safe(name string) bool {
	return name != "" && !strings.HasPrefix(name, "/") && !strings.ContainsAny(name, "\\:\x00") &&
		!slices.Contains(strings.Split(name, "/"), "..")
}

// unpacked reads a member to its end and returns its size, which must not be
// more than limit.
func unpacked(f *zip.File, limit int64) (int64, error) {
	if f.UncompressedSize64 > uint64(limit) {
		return 0, errBroken
	}
	r, err := f.Open()
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(io.Discard, io.LimitReader(r, limit+1))
	if err := errors.Join(err, r.Close()); err != nil {
		return 0, err
	}
	if n > limit {
		return 0, errBroken
	}
	return n, nil
}

// plainZip reports whether the archive begins where the file does and its list
// of members is short and stands at the very end, as office programs write it.
// The reader would otherwise look for members in all of a hostile file.
func plainZip(r io.ReaderAt, size int64) bool {
	const record = 22 // bytes of the end record, without a comment
	if size < record {
		return false
	}
	end := make([]byte, record)
	if _, err := r.ReadAt(end, size-record); err != nil && !errors.Is(err, io.EOF) {
		return false
	}
	length := int64(binary.LittleEndian.Uint32(end[12:16]))
	offset := int64(binary.LittleEndian.Uint32(end[16:20]))
	return string(end[:4]) == "PK\x05\x06" && length <= maxDirectory && offset+length == size-record
}
