// Package ooxml opens the .docx and .xlsx files of strangers and lets in only
// what a paper is made of: text, tables, pictures, styles. A file that could
// run something, fetch something or be two things at once is refused with one
// Vietnamese sentence, before anything of it is kept.
package ooxml

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"path"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/fault"
)

// Kind is the program that a file is for.
type Kind int

// The kinds of files.
const (
	Word Kind = iota
	Excel
)

// extension returns how files of the kind are called.
func (k Kind) extension() string {
	if k == Excel {
		return ".xlsx"
	}
	return ".docx"
}

// main returns the part that holds the content, and its content type.
func (k Kind) main() (name, media string) {
	const office = "application/vnd.openxmlformats-officedocument."
	if k == Excel {
		return "xl/workbook.xml", office + "spreadsheetml.sheet.main+xml"
	}
	return "word/document.xml", office + "wordprocessingml.document.main+xml"
}

// Limits of a file.
const (
	MaxSize     = 10 << 20 // bytes of the file
	maxParts    = 1000     // members of the archive
	maxUnpacked = 64 << 20 // bytes of all members, unpacked
	maxPart     = 24 << 20 // bytes of one member, unpacked
	maxRatio    = 200      // unpacked ÷ packed, of members above ratioFrom
	ratioFrom   = 1 << 20
	maxDepth    = 256 // elements inside elements
)

// A File is an archive that has been looked through.
type File struct {
	Parts []Part // in the order of the file
}

// A Part is one member of the archive, unpacked.
type Part struct {
	Name   string
	Data   []byte
	packed []byte
	header zip.FileHeader
}

// Open looks through a file. What is wrong is an Invalid fault.
func Open(data []byte, kind Kind) (*File, error) {
	if err := look(data, kind); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || !tiled(data, z.File) {
		return nil, broken(kind)
	}
	f, err := unpack(z, kind)
	if err != nil {
		return nil, err
	}
	if err := f.types(kind); err != nil {
		return nil, err
	}
	if err := f.start(kind); err != nil {
		return nil, err
	}
	for i, p := range f.Parts {
		switch {
		case isXML(p.Name):
			if err := inspect(p, kind); err != nil {
				return nil, err
			}
		case !isPicture(p):
			return nil, invalid("Hình “" + clip(path.Base(p.Name)) + "” trong tệp không phải là hình như tên của nó; hãy chèn lại hình đó rồi lưu lại.")
		default:
			f.Parts[i].Data = nil // written as it is packed
		}
	}
	return f, nil
}

// Part returns the part called name; nil when there is none.
func (f *File) Part(name string) []byte {
	for _, p := range f.Parts {
		if p.Name == name {
			return p.Data
		}
	}
	return nil
}

func invalid(sentence string) error { return fault.New(fault.Invalid, sentence) }

func broken(kind Kind) error {
	return invalid("Tệp " + kind.extension() + " bị hỏng hoặc chưa tải lên trọn vẹn; hãy mở bằng " + kind.program() + " và lưu lại.")
}

func tooLarge(kind Kind) error {
	return invalid("Tệp " + kind.extension() + " giải nén ra quá lớn so với một mẫu giấy tờ; hãy bỏ bớt hình ảnh rồi lưu lại.")
}

func (k Kind) program() string {
	if k == Excel {
		return "Excel"
	}
	return "Word"
}

// look tells by the first bytes what is no archive at all.
func look(data []byte, kind Kind) error {
	starts := func(s string) bool { return bytes.HasPrefix(data, []byte(s)) }
	switch {
	case len(data) == 0:
		return invalid("Tệp trống, không có nội dung.")
	case len(data) > MaxSize:
		return invalid("Tệp mẫu lớn hơn 10 MB; hãy bỏ bớt hình ảnh rồi lưu lại.")
	case starts("PK\x03\x04"):
		return nil
	case starts("\xd0\xcf\x11\xe0"):
		return invalid("Đây là tệp Office kiểu cũ hoặc có đặt mật khẩu; hãy lưu lại dưới dạng " + kind.extension() + " không mật khẩu.")
	}
	return invalid("Tệp này không phải là " + kind.extension() + "; hãy mở bằng " + kind.program() + " và lưu lại dưới dạng " + kind.extension() + ".")
}

// tiled reports whether the members lie one after another from the first byte
// of the file to the list at its end, under the names of that list, so that
// nothing else can hide before, between or behind them.
func tiled(data []byte, files []*zip.File) bool {
	const (
		local      = 30 // bytes of a member's own header before its name
		end        = 22 // bytes of the record at the end of the file
		descriptor = 8  // the flag of a member whose sizes follow it
	)
	at := 0
	for _, f := range files {
		if len(data)-at < local || string(data[at:at+4]) != "PK\x03\x04" {
			return false
		}
		name, extra := int(binary.LittleEndian.Uint16(data[at+26:])), int(binary.LittleEndian.Uint16(data[at+28:]))
		start := at + local + name + extra
		if start > len(data) || string(data[at+local:at+local+name]) != f.Name || f.CompressedSize64 > uint64(len(data)-start) {
			return false
		}
		at = start + int(f.CompressedSize64)
		if f.Flags&descriptor != 0 {
			at += describes(data[at:])
		}
	}
	if len(data) < at+end || string(data[len(data)-end:len(data)-end+4]) != "PK\x05\x06" {
		return false
	}
	record := data[len(data)-end:]
	length, offset := int(binary.LittleEndian.Uint32(record[12:])), int(binary.LittleEndian.Uint32(record[16:]))
	return offset == at && offset+length == len(data)-end
}

// describes is the length of the sizes that follow a member.
func describes(data []byte) int {
	switch {
	case len(data) >= 16 && string(data[:4]) == "PK\x07\x08":
		if next := data[16:]; len(next) >= 2 && string(next[:2]) != "PK" && len(data) >= 24 {
			return 24
		}
		return 16
	case len(data) >= 12:
		return 12
	}
	return 0
}

func unpack(z *zip.Reader, kind Kind) (*File, error) {
	if len(z.File) > maxParts {
		return nil, tooLarge(kind)
	}
	f, seen, left := &File{}, map[string]bool{}, uint64(maxUnpacked)
	for _, m := range z.File {
		name := strings.ToLower(m.Name)
		if seen[name] || m.Flags&1 != 0 || !plain(m.Name) {
			return nil, invalid("Tệp " + kind.extension() + " có phần mang tên không hợp lệ hoặc bị mã hóa; hãy mở bằng " + kind.program() + " và lưu lại.")
		}
		seen[name] = true
		if err := refuseName(name, kind); err != nil {
			return nil, err
		}
		size := m.UncompressedSize64
		if size > maxPart || size > left || size > ratioFrom && size > maxRatio*m.CompressedSize64 {
			return nil, tooLarge(kind)
		}
		left -= size
		p, err := read(m)
		if err != nil {
			return nil, broken(kind)
		}
		f.Parts = append(f.Parts, p)
	}
	return f, nil
}

// plain reports whether a member's name is a path inside the archive, written
// as office programs write it.
func plain(name string) bool {
	for _, r := range name {
		if r < ' ' || r > '~' || strings.ContainsRune(`\:*?"<>|%`, r) {
			return false
		}
	}
	return name != "" && path.Clean(name) == name && name[0] != '/' && !strings.HasPrefix(name, "..")
}

// read unpacks a member, which must have the size and the sum that it claims.
func read(m *zip.File) (p Part, err error) {
	p = Part{Name: m.Name, header: m.FileHeader}
	raw, err := m.OpenRaw()
	if err != nil {
		return p, err
	}
	if p.packed, err = io.ReadAll(raw); err != nil {
		return p, err
	}
	r, err := m.Open()
	if err != nil {
		return p, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	p.Data = make([]byte, m.UncompressedSize64)
	if _, err := io.ReadFull(r, p.Data); err != nil {
		return p, err
	}
	if n, _ := r.Read(make([]byte, 1)); n != 0 || crc32.ChecksumIEEE(p.Data) != m.CRC32 {
		return p, io.ErrUnexpectedEOF
	}
	return p, nil
}

// refuseName names what may not be in a template, by the name of its part.
func refuseName(name string, kind Kind) error {
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(s string) bool { return strings.Contains("/"+name, s) })
	}
	switch ext := path.Ext(name); {
	case has("vbaproject", "vbadata", "/macrosheets/", "/dialogsheets/", "attachedtoolbars", "/customizations.xml", "/customui"):
		return invalid("Tệp có macro nên không được nhận; hãy lưu lại dưới dạng " + kind.extension() + " không có macro.")
	case has("/embeddings/", "/activex/", "/afchunk", "/ctrlprops/"):
		return invalid("Tệp có đối tượng nhúng (OLE, ActiveX hoặc tệp khác) nên không được nhận; hãy bỏ các đối tượng đó rồi lưu lại.")
	case has("/externallinks/", "/querytables/", "/connections.xml", "/pivotcache/", "/model/"):
		return invalid("Tệp lấy dữ liệu từ nơi khác nên không được nhận; hãy bỏ các liên kết đó rồi lưu lại.")
	case !slices.Contains(extensions, ext) && (ext != ".bin" || !has("/printersettings/")):
		return invalid("Tệp có phần “" + clip(path.Base(name)) + "” không phải là văn bản hay hình ảnh nên không được nhận.")
	}
	return nil
}

// extensions are those of the parts that office programs write.
var extensions = []string{".xml", ".rels", ".vml", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".odttf"}

// clip shortens a name for a sentence.
func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}
