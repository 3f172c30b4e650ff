// Package blob keeps attached files (tệp đính kèm): the bytes in a folder,
// named by their hash, and what they belong to in the database.
//
// A file is on disk before the row that names it is written, so that a row
// never points at nothing; a file whose transaction failed stays behind
// unnamed and harms nobody. Only papers and pictures are taken, each for what
// its bytes say it is.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"time"

	"example.vn/khuyencong/internal/platform/fault"
)

// MaxSize is the size in bytes that one attachment may have.
const MaxSize = 20 << 20

// A Store is the folder that holds the files, each as <Dir>/ab/<sha256>.
type Store struct{ Dir string }

// Staged is a file that is on disk and belongs to nothing yet.
type Staged struct {
	Name   string // as the user called it, cleaned
	Media  string // its media type, by its bytes
	Size   int64
	SHA256 string
}

// temporary is how files begin that are not complete yet.
const temporary = ".upload-"

// Prepare makes the folder. Put does not: a folder that has vanished since the
// start may be a disk that is not mounted.
func (s Store) Prepare() error {
	if err := os.MkdirAll(s.Dir, 0o750); err != nil {
		return unusable(err)
	}
	return nil
}

// Sweep removes what uploads that were cut off left behind more than a day
// before now.
func (s Store) Sweep(now time.Time) error {
	names, err := filepath.Glob(filepath.Join(s.Dir, temporary+"*"))
	if err != nil {
		return err
	}
	for _, name := range names {
		info, err := os.Stat(name)
		if err == nil && now.Sub(info.ModTime()) > 24*time.Hour {
			err = os.Remove(name)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("sweep uploads: %w", err)
		}
	}
	return nil
}

// Put reads a file to its end and keeps it. A file that is empty, too large,
// of a kind that is not taken or not what its name says is an Invalid fault
// and leaves nothing behind.
func Put(ctx context.Context, s Store, r io.Reader, name string) (Staged, error) {
	f := Staged{Name: cleanName(name)}
	sha, size, err := s.keep(ctx, io.LimitReader(r, MaxSize+1), func(temp *os.File, _ string, size int64) (err error) {
		f.Media, err = check(temp, size, f.Name)
		return err
	})
	if err != nil {
		return Staged{}, err
	}
	f.SHA256, f.Size = sha, size
	return f, nil
}

// PutXML is Put for a file of XML, which is not among the kinds that dossiers
// take: whoever asks for it has read it.
func PutXML(ctx context.Context, s Store, r io.Reader, name string) (Staged, error) {
	f := Staged{Name: cleanName(name), Media: "application/xml"}
	sha, size, err := s.keep(ctx, io.LimitReader(r, MaxSize+1), func(temp *os.File, _ string, size int64) error {
		return checkXML(temp, size, f.Name)
	})
	if err != nil {
		return Staged{}, err
	}
	f.SHA256, f.Size = sha, size
	return f, nil
}

// Restore keeps bytes that must have the hash sha, from a backup.
func Restore(ctx context.Context, s Store, r io.Reader, sha string) error {
	_, _, err := s.keep(ctx, io.LimitReader(r, MaxSize+1), func(_ *os.File, got string, _ int64) error {
		if got != sha {
			return fault.New(fault.Invalid, "Tệp đính kèm "+sha+" trong bản sao lưu không còn nguyên vẹn.")
		}
		return nil
	})
	return err
}

// keep copies r into the store and makes it durable, if allowed says so.
func (s Store) keep(ctx context.Context, r io.Reader, allowed func(temp *os.File, sha string, size int64) error) (sha string, size int64, err error) {
	temp, err := os.CreateTemp(s.Dir, temporary+"*")
	if err != nil {
		return "", 0, unusable(err)
	}
	defer func() {
		// After the renaming there is nothing of that name.
		err = errors.Join(err, temp.Close())
		if gone := os.Remove(temp.Name()); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}()
	h := sha256.New()
	size, err = io.Copy(io.MultiWriter(temp, h), cancellable{ctx, r})
	if err != nil {
		return "", 0, unwritten(err)
	}
	sha = hex.EncodeToString(h.Sum(nil))
	if err := allowed(temp, sha, size); err != nil {
		return "", 0, err
	}
	if err := s.settle(temp, sha); err != nil {
		return "", 0, unwritten(err)
	}
	return sha, size, nil
}

// settle gives the complete file its name, so that neither bytes nor name are
// lost when the power fails.
func (s Store) settle(temp *os.File, sha string) error {
	if err := temp.Sync(); err != nil {
		return err
	}
	folder := filepath.Join(s.Dir, sha[:2])
	if err := os.Mkdir(folder, 0o750); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := os.Rename(temp.Name(), filepath.Join(folder, sha)); err != nil {
		return err
	}
	return errors.Join(syncFolder(folder), syncFolder(s.Dir))
}

func syncFolder(name string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced there
	}
	folder, err := os.Open(name) //nolint:gosec // a folder of the store
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// A cancellable reader stops when its context does.
type cancellable struct {
	ctx context.Context //nolint:containedctx // lives only as long as the copying
	r   io.Reader
}

// Read reads from the reader below unless the context has ended.
func (c cancellable) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

func unusable(err error) error {
	return fmt.Errorf("%w (%w)", fault.New(fault.Busy, "Thư mục lưu tệp của máy chủ không dùng được, chưa lưu được gì. Hãy báo quản trị hệ thống."), err)
}

func unwritten(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w (%w)", fault.New(fault.Busy, "Ổ đĩa của máy chủ đã đầy, chưa lưu được tệp. Hãy báo quản trị hệ thống."), err)
	}
	return fmt.Errorf("keep file: %w", err)
}

var shaForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Open opens the file with the hash sha for reading.
func Open(s Store, sha string) (*os.File, error) {
	missing := fault.New(fault.NotFound, "Tệp này không còn trên máy chủ. Hãy báo quản trị hệ thống.")
	if !shaForm.MatchString(sha) {
		return nil, missing
	}
	f, err := os.Open(filepath.Join(s.Dir, sha[:2], sha)) //nolint:gosec // the hash was looked at above
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w (%w)", missing, err)
	}
	if err != nil {
		return nil, fmt.Errorf("open file: %w", err)
	}
	return f, nil
}

// Read reads the whole file of that hash; none is larger than MaxSize.
func Read(s Store, sha string) ([]byte, error) {
	f, err := Open(s, sha)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("read file: %w", errors.Join(err, f.Close()))
	}
	data := make([]byte, min(info.Size(), MaxSize))
	_, err = io.ReadFull(f, data)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	return data, nil
}

// Verify reads the file with the hash sha and returns a fault unless it is
// there and unharmed.
func Verify(ctx context.Context, s Store, sha string) error {
	f, err := Open(s, sha)
	if err != nil {
		return err
	}
	h := sha256.New()
	_, err = io.Copy(h, cancellable{ctx, f})
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("read file: %w", err)
	}
	if hex.EncodeToString(h.Sum(nil)) != sha {
		return fault.New(fault.Conflict, "Tệp "+strings.ToLower(sha)+" không còn nguyên vẹn.")
	}
	return nil
}
