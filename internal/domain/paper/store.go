package paper

import (
	"context"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

const columns = `id, direction, book, year, series, number, kind, symbol, about, day, issuer, unit, signer, signer_title, capacity,
	signer_user, recipients, urgency, pages, copies, form, note, arrived_on, due_on, assignee, state, proof_code, sha256, how, issued_on,
	ended_on, reason, successor, version, created_at, updated_at`

func read(scan db.Scan) (*Paper, error) {
	var p Paper
	return &p, scan(&p.ID, &p.Direction, &p.Book, &p.Year, &p.series, &p.Number, &p.Kind, &p.Symbol, &p.About, &p.Day, &p.Issuer, &p.Unit,
		&p.Signer, &p.SignerTitle, &p.Capacity, &p.SignerUser, &p.Recipients, &p.Urgency, &p.Pages, &p.Copies, &p.Form, &p.Note,
		&p.ArrivedOn, &p.DueOn, &p.Assignee, &p.State, &p.Proof, &p.SHA256, &p.How, &p.IssuedOn, &p.EndedOn, &p.Reason, &p.Successor,
		&p.Version, &p.CreatedAt, &p.UpdatedAt)
}

// words is what a search looks through: each word begins after a space.
func (p *Paper) words() string {
	return " " + text.Fold(strings.Join([]string{p.Symbol, p.About, p.Issuer, p.Kind.Label()}, " "))
}

// sorting is the order of the list: drafts first, then the newest day, within it
// the highest number.
func (p *Paper) sorting() string {
	day := p.Day
	if p.Direction == In {
		day = p.ArrivedOn
	}
	first := day.String()
	if p.Number == 0 {
		first = "9999-99-99"
	}
	id := strings.TrimPrefix(string(p.ID), "p-")
	return fmt.Sprintf("%s %06d ", first, p.Number) + strings.Repeat("0", max(0, 9-len(id))) + id
}

func insert(ctx context.Context, tx *db.Tx, p *Paper) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO papers (province, `+columns+`, words, sorting)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, p.ID, p.Direction, p.Book, p.Year, p.series, p.Number, p.Kind, p.Symbol, p.About, p.Day, p.Issuer, p.Unit, p.Signer,
		p.SignerTitle, p.Capacity, p.SignerUser, p.Recipients, p.Urgency, p.Pages, p.Copies, p.Form, p.Note, p.ArrivedOn, p.DueOn,
		p.Assignee, p.State, p.Proof, p.SHA256, p.How, p.IssuedOn, p.EndedOn, p.Reason, p.Successor, p.Version, p.CreatedAt, p.UpdatedAt,
		p.words(), p.sorting())
	if err != nil {
		return fmt.Errorf("add paper %s: %w", p.ID, err)
	}
	return nil
}

// update stores p as the next version of what was read.
func update(ctx context.Context, tx *db.Tx, p *Paper) error {
	p.UpdatedAt = tx.Moment()
	err := tx.Change(ctx, `
		UPDATE papers SET book = ?, year = ?, series = ?, number = ?, kind = ?, symbol = ?, about = ?, day = ?, issuer = ?, unit = ?,
			signer = ?, signer_title = ?, capacity = ?, signer_user = ?, recipients = ?, urgency = ?, pages = ?, copies = ?, form = ?,
			note = ?, due_on = ?, assignee = ?, state = ?, proof_code = ?, sha256 = ?, how = ?, issued_on = ?, ended_on = ?, reason = ?,
			successor = ?, words = ?, sorting = ?, updated_at = ?, version = version + 1
		WHERE province = ? AND id = ? AND version = ?`,
		p.Book, p.Year, p.series, p.Number, p.Kind, p.Symbol, p.About, p.Day, p.Issuer, p.Unit, p.Signer, p.SignerTitle, p.Capacity,
		p.SignerUser, p.Recipients, p.Urgency, p.Pages, p.Copies, p.Form, p.Note, p.DueOn, p.Assignee, p.State, p.Proof, p.SHA256, p.How,
		p.IssuedOn, p.EndedOn, p.Reason, p.Successor, p.words(), p.sorting(), p.UpdatedAt, tx.Province, p.ID, p.Version)
	if err != nil {
		return fmt.Errorf("change paper %s: %w", p.ID, err)
	}
	p.Version++
	return nil
}

// ByID returns one paper of the direction with its links.
func ByID(ctx context.Context, tx *db.Tx, d Direction, id ID) (*Paper, error) {
	found, err := db.Collect(ctx, tx, `SELECT `+columns+` FROM papers WHERE province = ? AND direction = ? AND id = ?`,
		[]any{tx.Province, d, id}, read)
	if err != nil {
		return nil, fmt.Errorf("paper %s: %w", id, err)
	}
	if len(found) == 0 {
		return nil, fault.New(fault.NotFound, "Không tìm thấy văn bản này.")
	}
	p := found[0]
	p.Links, err = db.Collect(ctx, tx, `SELECT kind, subject FROM paper_links WHERE province = ? AND paper = ? ORDER BY kind, subject`,
		[]any{tx.Province, id}, func(scan db.Scan) (l Link, err error) { return l, scan(&l.Kind, &l.Subject) })
	return p, err
}

func replaceLinks(ctx context.Context, tx *db.Tx, p *Paper) error {
	if _, err := tx.Exec(ctx, `DELETE FROM paper_links WHERE province = ? AND paper = ?`, tx.Province, p.ID); err != nil {
		return fmt.Errorf("links of paper %s: %w", p.ID, err)
	}
	for _, l := range p.Links {
		_, err := tx.Exec(ctx, `INSERT INTO paper_links (province, paper, kind, subject) VALUES (?, ?, ?, ?)`, tx.Province, p.ID, l.Kind, l.Subject)
		if err != nil {
			return fmt.Errorf("links of paper %s: %w", p.ID, err)
		}
	}
	return nil
}

func insertStep(ctx context.Context, tx *db.Tx, p *Paper, verb, note string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO paper_steps (province, paper, no, state, verb, actor, name, at, note)
		SELECT ?, ?, COALESCE(MAX(no), 0) + 1, ?, ?, ?, ?, ?, ? FROM paper_steps WHERE province = ? AND paper = ?`,
		tx.Province, p.ID, p.State, verb, tx.Actor.ID, tx.Actor.Name, tx.Moment(), note, tx.Province, p.ID)
	if err != nil {
		return fmt.Errorf("step of paper %s: %w", p.ID, err)
	}
	return nil
}

// Steps lists what was done with a paper, oldest first.
func Steps(ctx context.Context, tx *db.Tx, id ID) ([]Step, error) { return stepsOf(ctx, tx, id) }

func stepsOf(ctx context.Context, tx *db.Tx, id ID) ([]Step, error) {
	all, err := db.Collect(ctx, tx, `
		SELECT no, state, verb, actor, name, at, note FROM paper_steps WHERE province = ? AND paper = ? ORDER BY no`,
		[]any{tx.Province, id}, func(scan db.Scan) (s Step, err error) {
			return s, scan(&s.No, &s.State, &s.Verb, &s.Actor, &s.Name, &s.At, &s.Note)
		})
	if err != nil {
		return nil, fmt.Errorf("steps of paper %s: %w", id, err)
	}
	return all, nil
}

// LinkedSchemes returns the schemes that papers are about, by their codes.
func LinkedSchemes(ctx context.Context, tx *db.Tx) (map[string]bool, error) {
	all := map[string]bool{}
	err := tx.Each(ctx, `SELECT DISTINCT subject FROM paper_links WHERE province = ? AND kind = ?`, []any{tx.Province, LinkScheme}, func(scan db.Scan) error {
		var code string
		err := scan(&code)
		all[code] = true
		return err
	})
	return all, err
}
