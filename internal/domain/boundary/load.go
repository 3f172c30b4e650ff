package boundary

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// A Set (bộ địa giới) is the official boundaries that an office uses, and where
// they come from. Version 0 is none.
type Set struct {
	Source   string // who issued them and when, as the administrator wrote
	FileName string
	SHA256   string // of the file as it came
	LoadedBy string
	LoadedAt string // RFC 3339
	Version  int64
}

// subject names the boundaries in the audit trail.
const subject = "boundaries"

// Load replaces the boundaries of the transaction's province by those of a file.
// Conflict when somebody loaded others since version was read.
func Load(ctx context.Context, tx *db.Tx, data []byte, name, source string, version int64) (Set, error) {
	if err := tx.Actor.Require(access.ManageBoundaries); err != nil {
		return Set{}, err
	}
	source = text.CleanLine(source)
	var form fault.Form
	form.Check(source != "", "source", "Anh/chị ghi cơ quan cấp địa giới và ngày, ví dụ “Sở Nông nghiệp và Môi trường, 01/8/2026”.")
	form.Check(len(data) > 0, "file", "Chưa chọn tệp GeoJSON.")
	if err := form.Err("Chưa tải được địa giới."); err != nil {
		return Set{}, err
	}
	shapes, err := Read(data, tx.Province, tx.Today())
	if err != nil {
		return Set{}, err
	}
	now, err := SetOf(ctx, tx)
	if err != nil {
		return Set{}, err
	}
	if now.Version != version {
		return Set{}, stale()
	}
	sum := sha256.Sum256(data)
	s := Set{Source: source, FileName: text.CleanLine(name), SHA256: hex.EncodeToString(sum[:]), LoadedBy: tx.Actor.ID, LoadedAt: tx.Moment(), Version: version}
	if err := storeSet(ctx, tx, s, shapes); err != nil {
		return Set{}, err
	}
	s.Version++
	return s, audit.Record(ctx, tx, "load boundaries", subject, map[string]string{
		"source": s.Source, "file": s.FileName, "sha256": s.SHA256, "communes": strconv.Itoa(len(shapes)),
	})
}

// Remove goes back to cells around the centres.
func Remove(ctx context.Context, tx *db.Tx, version int64) error {
	if err := tx.Actor.Require(access.ManageBoundaries); err != nil {
		return err
	}
	if version == 0 {
		return stale()
	}
	if err := remove(ctx, tx, version); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "remove boundaries", subject, nil)
}

func stale() error {
	return fault.New(fault.Conflict, "Địa giới vừa được người khác thay. Anh/chị tải lại trang để xem bản mới.")
}

// Of is the map of the communes of the transaction's province: official
// boundaries when the office has them and they are those of the communes of
// today, else cells.
func Of(ctx context.Context, tx *db.Tx) (Map, error) {
	set, err := SetOf(ctx, tx)
	if err != nil || set.Version == 0 {
		return Cells(tx.Province), err
	}
	shapes, err := official(ctx, tx)
	if err != nil {
		return Map{}, err
	}
	known := map[string]bool{}
	for _, s := range shapes {
		known[s.Code] = true
	}
	for _, u := range territory.CommunesOf(tx.Province, tx.Today()) {
		if !known[u.Code] && !far(u.Code) {
			return Cells(tx.Province), nil // the communes have changed since
		}
	}
	near := shapes[:0]
	for _, s := range shapes {
		if s.Title != "" && !far(s.Code) {
			near = append(near, s)
		}
	}
	return Map{Shapes: near, Official: true, Source: set.Source}, nil
}
