package report

import (
	"context"
	"encoding/json"
	"fmt"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// DraftOf returns the draft of a period; NotFound when there is none.
func DraftOf(ctx context.Context, tx *db.Tx, p Period) (*Draft, error) {
	all, err := drafts(ctx, tx, ` AND period = ?`, p.Code())
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fault.New(fault.NotFound, "Chưa có dự thảo báo cáo "+p.Title()+".")
	}
	return all[0], nil
}

func drafts(ctx context.Context, tx *db.Tx, where string, args ...any) ([]*Draft, error) {
	all, err := db.Collect(ctx, tx, `
		SELECT period, figures, sha256, text, issued, prepared_by, edited_by, counted_at, updated_at, version
		FROM report_drafts WHERE province = ?`+where, append([]any{tx.Province}, args...), func(scan db.Scan) (*Draft, error) {
		d := &Draft{Report: &Report{}}
		var code, figures string
		err := scan(&code, &figures, &d.SHA256, &d.Text, &d.Issued, &d.PreparedBy, &d.EditedBy, &d.CountedAt, &d.UpdatedAt, &d.Version)
		if err == nil {
			d.Period, err = ParsePeriod(code)
		}
		if err == nil {
			err = json.Unmarshal([]byte(figures), d.Report)
		}
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("drafts of reports: %w", err)
	}
	return all, nil
}

// putDraft writes a draft in place of the one of its period, if there is one.
func putDraft(ctx context.Context, tx *db.Tx, d *Draft, there bool) (err error) {
	figures, sha, err := figuresOf(d.Report)
	if err != nil {
		return err
	}
	d.SHA256 = sha
	issued := 0
	if d.Issued {
		issued = 1
	}
	if there {
		_, err = tx.Exec(ctx, `
			UPDATE report_drafts SET figures = ?, sha256 = ?, text = ?, issued = ?, prepared_by = ?, edited_by = ?, counted_at = ?, updated_at = ?, version = ?
			WHERE province = ? AND period = ?`,
			figures, sha, d.Text, issued, d.PreparedBy, d.EditedBy, d.CountedAt, d.UpdatedAt, d.Version, tx.Province, d.Period.Code())
	} else {
		_, err = tx.Exec(ctx, `
			INSERT INTO report_drafts (province, period, figures, sha256, text, issued, prepared_by, edited_by, counted_at, updated_at, version)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			tx.Province, d.Period.Code(), figures, sha, d.Text, issued, d.PreparedBy, d.EditedBy, d.CountedAt, d.UpdatedAt, d.Version)
	}
	if err != nil {
		return fmt.Errorf("write the draft of %s: %w", d.Period.Code(), err)
	}
	return nil
}

// putEdition keeps an edition.
func putEdition(ctx context.Context, tx *db.Tx, e *Edition) error {
	data, err := json.Marshal(e.Content)
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	e.SHA256 = hashOf(data)
	_, err = tx.Exec(ctx, `
		INSERT INTO report_editions (province, period, no, content, sha256, issued_by, issued_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, e.Report.Period.Code(), e.No, string(data), e.SHA256, tx.Actor.ID, e.IssuedAt)
	if err != nil {
		return fmt.Errorf("keep the report %s: %w", e.Subject(), err)
	}
	return nil
}

func editions(ctx context.Context, tx *db.Tx, where string, args ...any) ([]*Edition, error) {
	all, err := db.Collect(ctx, tx, `SELECT no, sha256, content FROM report_editions WHERE province = ?`+where, append([]any{tx.Province}, args...),
		func(scan db.Scan) (*Edition, error) {
			e := &Edition{}
			var content string
			if err := scan(&e.No, &e.SHA256, &content); err != nil {
				return nil, err
			}
			return e, e.read(content)
		})
	if err != nil {
		return nil, fmt.Errorf("issued reports: %w", err)
	}
	return all, nil
}

// EditionOf returns an issued report; NotFound when there is none of that
// number. What is not what was issued is an error.
func EditionOf(ctx context.Context, tx *db.Tx, p Period, no int) (*Edition, error) {
	return oneEdition(ctx, tx, p, ` AND period = ? AND no = ?`, p.Code(), no)
}

// latest is the newest edition of a period.
func latest(ctx context.Context, tx *db.Tx, p Period) (*Edition, error) {
	return oneEdition(ctx, tx, p, ` AND period = ? ORDER BY no DESC LIMIT 1`, p.Code())
}

func oneEdition(ctx context.Context, tx *db.Tx, p Period, where string, args ...any) (*Edition, error) {
	all, err := editions(ctx, tx, where, args...)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fault.New(fault.NotFound, "Chưa có báo cáo "+p.Title()+" được phát hành với số lần này.")
	}
	return all[0], nil
}

// A Listed is a report in the list: issued, or a draft when No is 0.
type Listed struct {
	Period Period
	No     int
	At     string // issued, or written last
	SHA256 string
}

// listMost is how many reports a list has at most.
const listMost = 200

// List returns the open drafts and the newest issued reports.
func List(ctx context.Context, tx *db.Tx) ([]Listed, error) {
	return db.Collect(ctx, tx, `
		SELECT period, 0 AS no, updated_at AS at, sha256 FROM report_drafts WHERE province = ? AND issued = 0
		UNION ALL
		SELECT period, no, issued_at, sha256 FROM report_editions WHERE province = ?
		ORDER BY at DESC, period, no DESC LIMIT ?`, []any{tx.Province, tx.Province, listMost}, func(scan db.Scan) (l Listed, err error) {
		var code string
		if err = scan(&code, &l.No, &l.At, &l.SHA256); err == nil {
			l.Period, err = ParsePeriod(code)
		}
		return l, err
	})
}

// Editions counts the issued reports of a period.
func Editions(ctx context.Context, tx *db.Tx, p Period) (n int, err error) {
	err = tx.QueryRow(ctx, `SELECT count(*) FROM report_editions WHERE province = ? AND period = ?`, []any{tx.Province, p.Code()}, &n)
	if err != nil {
		return 0, fmt.Errorf("count reports of %s: %w", p.Code(), err)
	}
	return n, nil
}
