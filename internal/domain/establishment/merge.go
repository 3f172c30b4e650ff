package establishment

import (
	"context"
	"slices"
	"strconv"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// A Merged (lần gộp) is one merge of an establishment into another, undone or
// not.
//
// The merges that were not undone form a forest: only an establishment that is
// not merged itself is merged into another such, so each has at most one merge
// away and no circle can close, whatever is undone in whatever order.
// MergedInto of each establishment always points straight to its root.
type Merged struct {
	Seq           int64
	Kept, Dropped ID
	Reason        string
	By, At        string
	UndoneBy      string
	UndoneAt      string
}

// Active reports whether the merge still holds.
func (m Merged) Active() bool { return m.UndoneAt == "" }

// Merge lets keep stand for drop, and for all that were merged into drop, from
// now on. It returns the number to Undo it by.
func Merge(ctx context.Context, tx *db.Tx, keep, drop ID, reason string) (int64, error) {
	if err := tx.Actor.Require(access.MergeEstablishment); err != nil {
		return 0, err
	}
	if keep == drop {
		return 0, fault.New(fault.Invalid, "Cần chọn hai cơ sở khác nhau để gộp.")
	}
	reason = text.CleanLine(reason)
	if reason == "" || utf8.RuneCountInString(reason) > maxSource {
		return 0, &fault.Error{
			Kind: fault.Invalid, Message: "Cần ghi lý do gộp (tối đa 1.000 ký tự).",
			Fields: map[string]string{"reason": "Cần ghi lý do gộp, ví dụ “cùng mã số thuế, nhập hai lần”."},
		}
	}
	for _, id := range []ID{keep, drop} {
		e, err := ByID(ctx, tx, id)
		if err != nil {
			return 0, err
		}
		if err := errMerged(e); err != nil {
			return 0, err
		}
	}
	seq, err := tx.Next(ctx, "establishment_merge")
	if err != nil {
		return 0, err
	}
	m := Merged{Seq: seq, Kept: keep, Dropped: drop, Reason: reason, By: tx.Actor.ID, At: tx.Moment()}
	if err := insertMerge(ctx, tx, m); err != nil {
		return 0, err
	}
	if err := repoint(ctx, tx); err != nil {
		return 0, err
	}
	return seq, recordBoth(ctx, tx, "merge", m)
}

// Undo takes back one merge. Merges made before or after it stay as they are.
func Undo(ctx context.Context, tx *db.Tx, seq int64) error {
	if err := tx.Actor.Require(access.MergeEstablishment); err != nil {
		return err
	}
	m, err := mergeBySeq(ctx, tx, seq)
	if err != nil {
		return err
	}
	if !m.Active() {
		return fault.New(fault.Conflict, "Lần gộp này đã được tách lại.")
	}
	if err := undoMerge(ctx, tx, seq); err != nil {
		return err
	}
	if err := repoint(ctx, tx); err != nil {
		return err
	}
	return recordBoth(ctx, tx, "unmerge", m)
}

// recordBoth notes a merge in the history of both establishments.
func recordBoth(ctx context.Context, tx *db.Tx, verb string, m Merged) error {
	detail := map[string]string{
		"seq": strconv.FormatInt(m.Seq, 10), "kept": string(m.Kept), "dropped": string(m.Dropped), "reason": m.Reason,
	}
	for _, id := range []ID{m.Kept, m.Dropped} {
		if err := audit.Record(ctx, tx, "establishment."+verb, subject(id), detail); err != nil {
			return err
		}
	}
	return nil
}

// repoint brings MergedInto of every establishment in line with the merges
// that hold.
func repoint(ctx context.Context, tx *db.Tx) error {
	merges, err := activeMerges(ctx, tx)
	if err != nil {
		return err
	}
	stored, err := pointers(ctx, tx)
	if err != nil {
		return err
	}
	wanted := roots(merges)
	for id := range stored {
		if _, ok := wanted[id]; !ok {
			wanted[id] = ""
		}
	}
	for id, into := range wanted {
		if stored[id] == into {
			continue
		}
		if err := point(ctx, tx, id, into); err != nil {
			return err
		}
	}
	return nil
}

// roots returns, for everything that was merged away, what stands for it now.
func roots(merges []Merged) map[ID]ID {
	up := make(map[ID]ID, len(merges))
	for _, m := range merges {
		up[m.Dropped] = m.Kept
	}
	out := make(map[ID]ID, len(up))
	for id := range up {
		top := up[id]
		for next, ok := up[top]; ok; next, ok = up[top] {
			top = next
		}
		out[id] = top
	}
	return out
}

// Root returns the establishment that stands for id now: itself, or the one it
// was merged into.
func Root(ctx context.Context, tx *db.Tx, id ID) (Establishment, error) {
	e, err := ByID(ctx, tx, id)
	if err != nil || e.MergedInto == "" {
		return e, err
	}
	return ByID(ctx, tx, e.MergedInto)
}

// Family returns id and every establishment merged into it, id first: the rows
// whose histories together are the history of one establishment.
func Family(ctx context.Context, tx *db.Tx, id ID) ([]ID, error) {
	merged, err := db.Collect(ctx, tx, `
		SELECT id FROM establishments WHERE province = ? AND merged_into = ? AND merged_into <> '' ORDER BY id`,
		[]any{tx.Province, id}, func(scan db.Scan) (id ID, err error) { return id, scan(&id) })
	return append([]ID{id}, merged...), err
}

// LatestMerges returns the newest merges of the province, undone ones too.
func LatestMerges(ctx context.Context, tx *db.Tx, limit int) ([]Merged, error) {
	return db.Collect(ctx, tx, `
		SELECT `+mergeColumns+` FROM establishment_merges WHERE province = ? ORDER BY seq DESC LIMIT ?`,
		[]any{tx.Province, limit}, readMerge)
}

// Merges returns the merges, undone ones too, that touch id or what was merged
// into it, newest first.
func Merges(ctx context.Context, tx *db.Tx, id ID) ([]Merged, error) {
	family, err := Family(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	all, err := db.Collect(ctx, tx, `
		SELECT `+mergeColumns+` FROM establishment_merges WHERE province = ? ORDER BY seq DESC`,
		[]any{tx.Province}, readMerge)
	return slices.DeleteFunc(all, func(m Merged) bool {
		return !slices.Contains(family, m.Kept) && !slices.Contains(family, m.Dropped)
	}), err
}
