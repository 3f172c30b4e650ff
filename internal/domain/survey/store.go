package survey

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

const campaignColumns = `year, title, opens_on, due_on, guidance, state, opened_by, version, created_at, updated_at`

func readCampaign(scan db.Scan) (c Campaign, err error) {
	return c, scan(&c.Year, &c.Title, &c.OpensOn, &c.DueOn, &c.Guidance, &c.State, &c.OpenedBy, &c.Version, &c.CreatedAt, &c.UpdatedAt)
}

// CampaignOf returns the campaign of a plan year.
func CampaignOf(ctx context.Context, tx *db.Tx, year int) (Campaign, error) {
	found, err := db.Collect(ctx, tx, `
		SELECT `+campaignColumns+` FROM campaigns WHERE province = ? AND year = ?`, []any{tx.Province, year}, readCampaign)
	if err != nil {
		return Campaign{}, fmt.Errorf("read campaign %d: %w", year, err)
	}
	if len(found) == 0 {
		return Campaign{}, fault.New(fault.NotFound, "Chưa có đợt rà soát của năm "+strconv.Itoa(year)+".")
	}
	return found[0], nil
}

// Campaigns returns every campaign of the province, the newest year first.
func Campaigns(ctx context.Context, tx *db.Tx) ([]Campaign, error) {
	return db.Collect(ctx, tx, `
		SELECT `+campaignColumns+` FROM campaigns WHERE province = ? ORDER BY year DESC`, []any{tx.Province}, readCampaign)
}

func insertCampaign(ctx context.Context, tx *db.Tx, c Campaign) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO campaigns (province, `+campaignColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, c.Year, c.Title, c.OpensOn, c.DueOn, c.Guidance, c.State, c.OpenedBy, c.Version, c.CreatedAt, c.UpdatedAt)
	if err != nil {
		return fmt.Errorf("open campaign %d: %w", c.Year, err)
	}
	return nil
}

func updateCampaign(ctx context.Context, tx *db.Tx, c Campaign) error {
	err := tx.Change(ctx, `
		UPDATE campaigns SET title = ?, due_on = ?, guidance = ?, state = ?, version = version + 1, updated_at = ?
		WHERE province = ? AND year = ? AND version = ?`,
		c.Title, c.DueOn, c.Guidance, c.State, tx.Moment(), tx.Province, c.Year, c.Version)
	if err != nil {
		return fmt.Errorf("change campaign %d: %w", c.Year, err)
	}
	return nil
}

const replyColumns = `year, commune, state, note, sent_by, sent_at, version, updated_at`

// readReply reads a reply. The column note holds the last word said with the
// state: the centre's reason while the reply is returned, else the commune's.
func readReply(scan db.Scan) (r Reply, err error) {
	var note string
	if err := scan(&r.Year, &r.Commune, &r.State, &note, &r.SentBy, &r.SentAt, &r.Version, &r.UpdatedAt); err != nil {
		return r, err
	}
	if r.State == Returned {
		r.Reason = note
	} else {
		r.Note = note
	}
	return r, nil
}

// replies returns the replies to a campaign, of one commune or, for "", of all.
func replies(ctx context.Context, tx *db.Tx, year int, commune string) ([]Reply, error) {
	condition, args := `province = ? AND year = ?`, []any{tx.Province, year}
	if commune != "" {
		condition, args = condition+` AND commune = ?`, append(args, commune)
	}
	found, err := db.Collect(ctx, tx, `SELECT `+replyColumns+` FROM campaign_replies WHERE `+condition+` ORDER BY commune`, args, readReply)
	if err != nil {
		return nil, fmt.Errorf("read replies of %d: %w", year, err)
	}
	return found, nil
}

func replyOf(ctx context.Context, tx *db.Tx, year int, commune string) (Reply, error) {
	if commune = text.CleanLine(commune); commune == "" {
		return Reply{}, fault.New(fault.NotFound, "Cần chọn xã, phường của phiếu.")
	}
	found, err := replies(ctx, tx, year, commune)
	if err != nil {
		return Reply{}, err
	}
	if len(found) == 0 {
		return Reply{}, fault.New(fault.NotFound, "Xã, phường này không có phiếu trong đợt rà soát năm "+strconv.Itoa(year)+".")
	}
	return found[0], nil
}

func insertReply(ctx context.Context, tx *db.Tx, year int, commune string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO campaign_replies (province, year, commune, state, note, sent_by, sent_at, version, updated_at)
		VALUES (?, ?, ?, ?, '', '', '', 1, ?)`, tx.Province, year, commune, Waiting, tx.Moment())
	if err != nil {
		return fmt.Errorf("ask commune %s: %w", commune, err)
	}
	return nil
}

// moveReply writes the new state of a reply that has the version seen.
func moveReply(ctx context.Context, tx *db.Tx, r Reply, note string) error {
	return tx.Change(ctx, `
		UPDATE campaign_replies SET state = ?, note = ?, sent_by = ?, sent_at = ?, version = version + 1, updated_at = ?
		WHERE province = ? AND year = ? AND commune = ? AND version = ?`,
		r.State, note, r.SentBy, r.SentAt, tx.Moment(), tx.Province, r.Year, r.Commune, r.Version)
}

const needColumns = `id, year, commune, establishment, content, title, cost_vnd, asked_vnd, note, state, reason, scheme,
	entered_by, version, created_at, updated_at`

func readNeed(scan db.Scan) (n Need, err error) {
	return n, scan(&n.ID, &n.Year, &n.Commune, &n.Establishment, &n.Content, &n.Title, &n.Cost, &n.Asked, &n.Note, &n.State,
		&n.Reason, &n.Scheme, &n.EnteredBy, &n.Version, &n.CreatedAt, &n.UpdatedAt)
}

func needByID(ctx context.Context, tx *db.Tx, id ID) (Need, error) {
	found, err := db.Collect(ctx, tx, `SELECT `+needColumns+` FROM needs WHERE province = ? AND id = ?`,
		[]any{tx.Province, text.CleanLine(string(id))}, readNeed)
	if err != nil {
		return Need{}, fmt.Errorf("read need %s: %w", id, err)
	}
	if len(found) == 0 {
		return Need{}, fault.New(fault.NotFound, "Không tìm thấy nhu cầu này.")
	}
	return found[0], nil
}

func insertNeed(ctx context.Context, tx *db.Tx, n Need) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO needs (province, `+needColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, n.ID, n.Year, n.Commune, n.Establishment, n.Content, n.Title, n.Cost, n.Asked, n.Note, n.State,
		n.Reason, n.Scheme, n.EnteredBy, n.Version, n.CreatedAt, n.UpdatedAt)
	if err != nil {
		return fmt.Errorf("add need %s: %w", n.ID, err)
	}
	return nil
}

// updateNeed writes everything of a need that may change, if it still has the
// version seen.
func updateNeed(ctx context.Context, tx *db.Tx, n Need) error {
	err := tx.Change(ctx, `
		UPDATE needs SET establishment = ?, content = ?, title = ?, cost_vnd = ?, asked_vnd = ?, note = ?,
			state = ?, reason = ?, scheme = ?, version = version + 1, updated_at = ?
		WHERE province = ? AND id = ? AND version = ?`,
		n.Establishment, n.Content, n.Title, n.Cost, n.Asked, n.Note, n.State, n.Reason, n.Scheme, tx.Moment(),
		tx.Province, n.ID, n.Version)
	if err != nil {
		return fmt.Errorf("change need %s: %w", n.ID, err)
	}
	return nil
}

// moveNeeds brings every need of a sheet that may to state to, and returns how
// many.
func moveNeeds(ctx context.Context, tx *db.Tx, r Reply, to NeedState) (int64, error) {
	args := []any{to, tx.Moment(), tx.Province, r.Year, r.Commune}
	var from []string
	for _, s := range NeedStates() {
		if s.MayBecome(to) {
			from, args = append(from, "?"), append(args, s)
		}
	}
	moved, err := tx.Exec(ctx, `
		UPDATE needs SET state = ?, version = version + 1, updated_at = ?
		WHERE province = ? AND year = ? AND commune = ? AND state IN (`+strings.Join(from, ", ")+`)`, args...)
	if err != nil {
		return 0, fmt.Errorf("move needs of %s: %w", r.Commune, err)
	}
	return moved, nil
}

func deleteNeed(ctx context.Context, tx *db.Tx, id ID, version int64) error {
	return tx.Change(ctx, `DELETE FROM needs WHERE province = ? AND id = ? AND version = ?`, tx.Province, id, version)
}

// A sum is what the needs of one commune in one state add up to.
type sum struct {
	commune     string
	state       NeedState
	needs       int
	cost, asked money.VND
}

func sums(ctx context.Context, tx *db.Tx, year int) ([]sum, error) {
	return db.Collect(ctx, tx, `
		SELECT commune, state, count(*), CAST(SUM(cost_vnd) AS BIGINT), CAST(SUM(asked_vnd) AS BIGINT) FROM needs
		WHERE province = ? AND year = ? GROUP BY commune, state`,
		[]any{tx.Province, year}, func(scan db.Scan) (s sum, err error) {
			return s, scan(&s.commune, &s.state, &s.needs, &s.cost, &s.asked)
		})
}

// condition returns the SQL condition of f and its arguments.
func (f NeedFilter) condition(tx *db.Tx) (string, []any) {
	parts, args := []string{`province = ?`}, []any{tx.Province}
	add := func(part, value string) {
		if value = text.CleanLine(value); value != "" {
			parts, args = append(parts, part), append(args, value)
		}
	}
	if f.Year != 0 {
		parts, args = append(parts, `year = ?`), append(args, f.Year)
	}
	add(`commune = ?`, f.Commune)
	add(`state = ?`, string(f.State))
	add(`content = ?`, f.Content)
	add(`id > ?`, string(f.After))
	if len(f.Of) > 0 {
		part := `establishment IN (` + strings.TrimSuffix(strings.Repeat("?, ", len(f.Of)), ", ") + `)`
		parts, args = append(parts, part), append(args, anyOf(f.Of)...)
	}
	return strings.Join(parts, " AND "), args
}

func anyOf(ids []establishment.ID) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = id
	}
	return out
}

// Askers returns every establishment that has asked for something, with one of
// its needs.
func Askers(ctx context.Context, tx *db.Tx) (map[establishment.ID]ID, error) {
	all := map[establishment.ID]ID{}
	err := tx.Each(ctx, `SELECT establishment, min(id) FROM needs WHERE province = ? GROUP BY establishment`, []any{tx.Province},
		func(scan db.Scan) error {
			var of establishment.ID
			var id ID
			err := scan(&of, &id)
			all[of] = id
			return err
		})
	return all, err
}
