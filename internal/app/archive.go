package app

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/fault"
)

// A backup is a zip archive of a manifest, of one file of JSON lines for every
// table, and of the attached files. It fits both engines. Its comment holds
// the hash of every byte before it, so that no harm to the file, wherever, goes
// unnoticed.
const (
	manifestName  = "manifest.json"
	backupFormat  = 1
	commentPrefix = "khuyencong-backup sha256:"
	hashLength    = 64 // hexadecimal digits of SHA-256

	maxManifest  = 64 << 20 // bytes
	maxDirectory = 64 << 20 // bytes of the archive's list of members
	maxLine      = 16 << 20 // bytes of one row
)

// A manifest says what a backup holds. Its JSON form is part of the program's
// interface.
type manifest struct {
	Format    int            `json:"format"`
	Schema    int64          `json:"schema"`
	Program   string         `json:"program"`
	Engine    string         `json:"engine"`
	CreatedAt string         `json:"created_at"`
	Tables    []member       `json:"tables"`
	Files     []member       `json:"files"`
	Missing   []string       `json:"missing"` // attachments that were lost before
	Audit     []audit.Head   `json:"audit"`
	Ledger    []ledger.Check `json:"ledger"`
	Findings  []string       `json:"findings"` // what was wrong with the two
}

// A member is one file of the archive.
type member struct {
	Name   string `json:"name"`
	Table  string `json:"table,omitempty"`
	Rows   int64  `json:"rows,omitempty"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// rows counts the rows of all tables.
func (m manifest) rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

// seal writes the hash of the archive's bytes into its comment, which ends the
// file and was left blank until now.
func seal(f *os.File) error {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	sum, err := hashOf(io.NewSectionReader(f, 0, size-hashLength))
	if err != nil {
		return err
	}
	_, err = f.WriteAt([]byte(sum), size-hashLength)
	return err
}

func hashOf(r io.Reader) (string, error) {
	h := sha256.New()
	_, err := io.Copy(h, r)
	return hex.EncodeToString(h.Sum(nil)), err
}

// A backup is an archive that was found unharmed.
type backup struct {
	manifest
	file    *os.File
	members map[string]*zip.File
}

// openBackup opens a backup and checks every byte of it.
func openBackup(path string) (*backup, error) {
	f, err := os.Open(path) //nolint:gosec // the user names the file
	if errors.Is(err, os.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "Không thấy tệp sao lưu "+path+".")
	}
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", fault.New(fault.Invalid, "Không đọc được tệp sao lưu "+path+"."), err)
	}
	b := &backup{file: f, members: map[string]*zip.File{}}
	if err := b.check(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return b, nil
}

func (b *backup) check() error {
	info, err := b.file.Stat()
	if err != nil {
		return err
	}
	size := info.Size()
	if info.IsDir() || !sealed(b.file, size) {
		return fault.New(fault.Invalid, "Tệp này không phải bản sao lưu của Khuyến Công, hoặc đã bị cắt ngắn hay sửa đổi.")
	}
	archive, err := zip.NewReader(b.file, size)
	if err != nil {
		return broken(err)
	}
	for _, f := range archive.File {
		if b.members[f.Name] != nil {
			return broken(fmt.Errorf("%s twice", f.Name))
		}
		b.members[f.Name] = f
	}
	if err := b.readManifest(); err != nil {
		return err
	}
	listed := append(append([]member{}, b.Tables...), b.Files...)
	if len(listed)+1 != len(b.members) {
		return broken(errors.New("members that the manifest does not list"))
	}
	for _, m := range listed {
		r, err := b.open(m)
		if err != nil {
			return err
		}
		sum, err := hashOf(io.LimitReader(r, m.Size+1))
		if err := errors.Join(err, r.Close()); err != nil || sum != m.SHA256 {
			return broken(fmt.Errorf("%s: %w", m.Name, errors.Join(err, errors.New("another hash"))))
		}
	}
	return nil
}

// sealed reports whether the file ends with the hash of what is before it,
// and with a list of members that is not too long to read.
func sealed(f *os.File, size int64) bool {
	const record = 22
	comment := int64(len(commentPrefix) + hashLength)
	tail := make([]byte, record+comment)
	if size < int64(len(tail)) {
		return false
	}
	if _, err := f.ReadAt(tail, size-int64(len(tail))); err != nil {
		return false
	}
	text := string(tail[record:])
	listed := int64(tail[12]) | int64(tail[13])<<8 | int64(tail[14])<<16 | int64(tail[15])<<24
	if string(tail[:4]) != "PK\x05\x06" || !strings.HasPrefix(text, commentPrefix) || listed > maxDirectory {
		return false
	}
	sum, err := hashOf(io.NewSectionReader(f, 0, size-hashLength))
	return err == nil && text[len(commentPrefix):] == sum
}

func (b *backup) readManifest() error {
	f := b.members[manifestName]
	if f == nil || f.UncompressedSize64 > maxManifest {
		return broken(errors.New("no manifest"))
	}
	r, err := f.Open()
	if err != nil {
		return broken(err)
	}
	err = json.NewDecoder(io.LimitReader(r, maxManifest)).Decode(&b.manifest)
	if err := errors.Join(err, r.Close()); err != nil {
		return broken(err)
	}
	if b.Format != backupFormat {
		return fault.New(fault.Invalid, fmt.Sprintf("Bản sao lưu có định dạng %d mà chương trình này không đọc được.", b.Format))
	}
	return nil
}

// open opens a member for reading.
func (b *backup) open(m member) (io.ReadCloser, error) {
	f := b.members[m.Name]
	if f == nil || m.Size < 0 || f.UncompressedSize64 != uint64(m.Size) {
		return nil, broken(errors.New(m.Name))
	}
	r, err := f.Open()
	if err != nil {
		return nil, broken(err)
	}
	return r, nil
}

func broken(err error) error {
	return fmt.Errorf("%w (%w)", fault.New(fault.Invalid, "Bản sao lưu không còn nguyên vẹn, chưa phục hồi gì."), err)
}
