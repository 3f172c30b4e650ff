package scheme

import (
	"context"
	"fmt"
	"unicode/utf8"

	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

// A Paper is one line of the dossier checklist of a scheme. Files that belong
// to it are attachments of the scheme in the slot of its code.
type Paper struct {
	procedure.Paper
	ReceivedOn calendar.Date // on paper; zero when not received so
	Note       string
}

// Checklist lists the papers that the contents of the scheme ask for, each
// once, with what was noted about them.
func Checklist(ctx context.Context, tx *db.Tx, s *Scheme) ([]Paper, error) {
	noted := map[string]Paper{}
	err := tx.Each(ctx, `SELECT code, received_on, note FROM scheme_papers WHERE province = ? AND scheme = ?`,
		[]any{tx.Province, s.ID}, func(scan db.Scan) error {
			var code string
			var p Paper
			if err := scan(&code, &p.ReceivedOn, &p.Note); err != nil {
				return err
			}
			noted[code] = p
			return nil
		})
	if err != nil {
		return nil, fmt.Errorf("papers of scheme %s: %w", s.ID, err)
	}
	var all []Paper
	seen := map[string]bool{}
	rules, err := s.Procedure(ctx, tx, tx.Today())
	if err != nil {
		return nil, err
	}
	for _, c := range s.Contents {
		for _, asked := range rules.Dossier(c.Code) {
			if seen[asked.Code] {
				continue
			}
			seen[asked.Code] = true
			p := noted[asked.Code]
			p.Paper = asked
			all = append(all, p)
		}
	}
	return all, nil
}

// NotePaper records that a paper of the checklist was received on paper, or
// not (zero day), with a note.
func NotePaper(ctx context.Context, tx *db.Tx, id ID, code string, received calendar.Date, note string) error {
	if err := tx.Actor.Require(access.EditScheme); err != nil {
		return err
	}
	if received.After(tx.Today()) {
		return Missing("received_on", "Ngày nhận bản giấy chưa tới.")
	}
	if utf8.RuneCountInString(note) > maxLine {
		return Missing("note", tooLong(maxLine))
	}
	s, err := ByID(ctx, tx, id)
	if err != nil {
		return err
	}
	list, err := Checklist(ctx, tx, s)
	if err != nil {
		return err
	}
	for _, p := range list {
		if p.Code != code {
			continue
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO scheme_papers (province, scheme, code, received_on, note, noted_by) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (province, scheme, code) DO UPDATE SET received_on = excluded.received_on, note = excluded.note, noted_by = excluded.noted_by`,
			tx.Province, id, code, received, note, tx.Actor.ID)
		if err != nil {
			return fmt.Errorf("note paper %s: %w", code, err)
		}
		return audit.Record(ctx, tx, "scheme.note_paper", id.Subject(), map[string]string{"paper": p.Name, "received_on": received.VN(), "note": note})
	}
	return Missing("code", "Giấy tờ này không có trong danh mục hồ sơ của đề án.")
}
