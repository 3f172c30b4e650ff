package app

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// backupCmd writes everything into one file.
type backupCmd struct {
	database
	files
	Force bool   `help:"Ghi thay tệp đã có cùng tên."`
	File  string `arg:"" name:"tệp" help:"Tệp sao lưu sẽ ghi; tệp đã có thì cần thêm --force."`
}

// Run runs the command.
func (c *backupCmd) Run(e *env) error {
	if info, err := os.Lstat(c.File); err == nil && !info.IsDir() && !c.Force {
		return fault.New(fault.Invalid, "Tệp "+c.File+" đã có; hãy chọn tên khác, hoặc thêm --force nếu muốn ghi thay tệp này.")
	}
	return c.with(e, func(d *db.DB) error {
		var m manifest
		err := writeWhole(c.File, func(f *os.File) (err error) {
			m, err = writeBackup(e.ctx, d, c.store(c.database), f)
			return err
		})
		if err != nil {
			return err
		}
		if err := e.print("Đã sao lưu %d dòng của %d bảng và %d tệp đính kèm vào %s.", m.rows(), len(m.Tables), len(m.Files), c.File); err != nil {
			return err
		}
		if len(m.Missing)+len(m.Findings) > 0 {
			e.say(fmt.Sprintf("Dữ liệu được sao lưu đã có sai sót từ trước (%d tệp đính kèm mất hoặc hỏng, %d lỗi ở nhật ký hoặc sổ); “khuyencong doctor” cho biết chi tiết.",
				len(m.Missing), len(m.Findings)))
			return errFound
		}
		return nil
	})
}

// writeWhole writes a file that appears under its name only when it is
// complete and on the disk.
func writeWhole(name string, fill func(*os.File) error) error {
	unwritable := fault.New(fault.Invalid, "Không ghi được tệp "+name+"; hãy kiểm tra đường dẫn, quyền ghi và chỗ trống trên đĩa.")
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return unwritable
	}
	temp := name + ".tmp"
	f, err := os.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the user names the file
	if err != nil {
		return fmt.Errorf("%w (%w)", unwritable, err)
	}
	err = fill(f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(temp, name)
	}
	if err != nil {
		if fault.KindOf(err) == fault.Internal && !errors.Is(err, context.Canceled) {
			err = fmt.Errorf("%w (%w)", unwritable, err)
		}
		return errors.Join(err, os.Remove(temp))
	}
	return syncFolder(filepath.Dir(name))
}

func syncFolder(name string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced there
	}
	folder, err := os.Open(name) //nolint:gosec // the folder of the user's file
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// A packer writes the members of a backup.
type packer struct {
	ctx context.Context //nolint:containedctx // lives as long as the writing
	zip *zip.Writer
	at  time.Time
	manifest
}

// writeBackup writes a backup of d into f. The tables are read in one
// transaction; files are never changed, so they may be copied after it.
func writeBackup(ctx context.Context, d *db.DB, store blob.Store, f *os.File) (manifest, error) {
	p := &packer{ctx: ctx, zip: zip.NewWriter(f), at: d.Now()}
	_, schema, err := d.Versions(ctx)
	if err != nil {
		return p.manifest, err
	}
	p.manifest = manifest{
		Format: backupFormat, Schema: schema, Program: version(), Engine: d.Engine(), CreatedAt: d.Now().Format(time.RFC3339),
		Tables: []member{}, Files: []member{}, Missing: []string{},
	}
	var hashes []string
	err = d.View(ctx, db.Scope{Everywhere: true, Actor: access.System("backup")}, func(tx *db.Tx) error {
		if err := p.tables(tx); err != nil {
			return err
		}
		if hashes, err = blob.Hashes(ctx, tx); err != nil {
			return err
		}
		return p.heads(ctx, tx)
	})
	if err != nil {
		return p.manifest, err
	}
	if err := p.attachments(store, hashes); err != nil {
		return p.manifest, err
	}
	text, err := json.MarshalIndent(p.manifest, "", "  ")
	if err != nil {
		return p.manifest, err
	}
	if _, err := p.add(manifestName, zip.Deflate, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	}); err != nil {
		return p.manifest, err
	}
	if err := p.zip.SetComment(commentPrefix + strings.Repeat("0", hashLength)); err != nil {
		return p.manifest, err
	}
	return p.manifest, errors.Join(p.zip.Close(), seal(f))
}

// heads verifies the audit record and the books of every province. What does
// not hold is noted and does not keep the data from being backed up.
func (m *manifest) heads(ctx context.Context, tx *db.Tx) error {
	audits, err := survey(ctx, tx, audit.Provinces, audit.Verify)
	if err != nil {
		return err
	}
	books, err := survey(ctx, tx, ledger.Provinces, ledger.Verify)
	if err != nil {
		return err
	}
	m.Audit, m.Ledger, m.Findings = audits.Provinces, books.Provinces, append(audits.Errors, books.Errors...)
	return nil
}

// add writes one member.
func (p *packer) add(name string, method uint16, fill func(io.Writer) error) (member, error) {
	m := member{Name: name}
	w, err := p.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: p.at})
	if err != nil {
		return m, err
	}
	c := &counter{w: w, hash: sha256.New()}
	if err := fill(c); err != nil {
		return m, err
	}
	m.Size, m.SHA256 = c.n, hex.EncodeToString(c.hash.Sum(nil))
	return m, nil
}

// A counter counts and hashes what passes through.
type counter struct {
	w    io.Writer
	hash hash.Hash
	n    int64
}

// Write passes p on.
func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	c.hash.Write(p[:n])
	return n, err
}

// tables writes the rows of every table, in the order of its key.
func (p *packer) tables(tx *db.Tx) error {
	tables, err := db.Tables()
	if err != nil {
		return err
	}
	keys, err := db.Keys()
	if err != nil {
		return err
	}
	for _, table := range tables {
		var rows int64
		m, err := p.add("tables/"+table+".jsonl", zip.Deflate, func(w io.Writer) error {
			out := json.NewEncoder(w)
			out.SetEscapeHTML(false)
			query := "SELECT * FROM " + table + " ORDER BY " + strings.Join(keys[table], ", ")
			return tx.Rows(p.ctx, query, nil, func(row map[string]any) error {
				rows++
				if err := p.ctx.Err(); err != nil {
					return err
				}
				return out.Encode(row)
			})
		})
		if err != nil {
			return fmt.Errorf("back up %s: %w", table, err)
		}
		m.Table, m.Rows = table, rows
		p.Tables = append(p.Tables, m)
	}
	return nil
}

// attachments copies the files. One that is lost does not keep the rest from
// being backed up.
func (p *packer) attachments(store blob.Store, hashes []string) error {
	for _, sha := range hashes {
		err := blob.Verify(p.ctx, store, sha)
		if kind := fault.KindOf(err); kind == fault.NotFound || kind == fault.Conflict {
			p.Missing = append(p.Missing, sha)
			continue
		}
		if err != nil {
			return err
		}
		m, err := p.add("files/"+sha, zip.Store, func(w io.Writer) error {
			f, err := blob.Open(store, sha)
			if err != nil {
				return err
			}
			_, err = io.Copy(w, f)
			return errors.Join(err, f.Close())
		})
		if err != nil {
			return fmt.Errorf("back up file: %w", err)
		}
		if m.SHA256 != sha {
			return fault.New(fault.Conflict, "Tệp đính kèm "+sha+" vừa bị thay đổi trong lúc sao lưu.")
		}
		p.Files = append(p.Files, m)
	}
	return nil
}
