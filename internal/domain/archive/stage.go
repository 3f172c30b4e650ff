package archive

import (
	"context"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// A Stored is what storing a staged row did, so that it can be taken back: the
// scheme as it was before, nil when it was created, and what was left behind.
type Stored struct {
	Scheme  scheme.ID      `json:"scheme"`
	Before  *scheme.Scheme `json:"before,omitempty"`
	Version int64          `json:"version"`
	Decided int64          `json:"decided,omitempty"` // number of the last decision before
	Last    int64          `json:"last"`              // and after
	Entries int64          `json:"entries,omitempty"` // in the books, before and after
}

// Fresh returns, for each beneficiary of a staged row that is not in the
// register, what is to be entered.
func Fresh(tx *db.Tx, s Staged) (map[int]establishment.Establishment, error) {
	built := s.build(tx)
	all := map[int]establishment.Establishment{}
	for i, p := range s.Parties {
		if p.Is != "" {
			continue
		}
		e, err := establishment.CheckFor(tx, entry(s.Row.Beneficiaries[i], built.Beneficiaries[i].Place, built, tx.Today()))
		if err != nil {
			return nil, err
		}
		all[i] = e
	}
	return all, nil
}

// Store writes a staged row, all whose parts are in the register by now. done
// is false when there was nothing to write.
func Store(ctx context.Context, tx *db.Tx, s Staged, create bool) (stored Stored, done bool, err error) {
	it, err := itemOf(ctx, tx, s)
	if err != nil {
		return stored, false, err
	}
	switch {
	case create && it.action != Create:
		return stored, false, fault.New(fault.Invalid, "Đề án này vừa được ghi là "+string(it.scheme.ID)+"; hãy đọc lại tệp.")
	case !create && it.action == Create:
		return stored, false, fault.New(fault.Invalid, "Đề án cần sửa không còn; hãy đọc lại tệp.")
	case it.action == Keep:
		return stored, false, nil
	}
	for i, p := range s.Parties {
		it.scheme.Beneficiaries[i].Establishment = p.Is
		it.parties = append(it.parties, &party{id: p.Is})
	}
	if it.before != nil {
		if stored.Decided, stored.Entries, err = traces(ctx, tx, it.scheme.ID); err != nil {
			return stored, false, err
		}
	}
	if err := it.store(ctx, tx); err != nil {
		return stored, false, err
	}
	stored.Scheme, stored.Before, stored.Version = it.scheme.ID, it.before, it.scheme.Version
	stored.Last = stored.Decided + int64(len(it.grants))
	return stored, true, nil
}

// traces returns the number of the last decision about a scheme and how many
// entries there are in the books.
func traces(ctx context.Context, tx *db.Tx, id scheme.ID) (decided, entries int64, err error) {
	grants, err := plan.Grants(ctx, tx, id)
	if n := len(grants); n > 0 {
		decided = grants[n-1].Seq
	}
	if err != nil {
		return 0, 0, err
	}
	all, err := ledger.EntriesOf(ctx, tx, id.Subject())
	return decided, int64(len(all)), err
}

// Traces is what happened to the recorded schemes of the province, as far as it
// forbids to take them back.
type Traces struct {
	versions  map[scheme.ID]int64
	decisions map[scheme.ID]int64
	entries   map[string]int64
	papers    map[string]bool
	tx        *db.Tx
}

// NewTraces reads what happened.
func NewTraces(ctx context.Context, tx *db.Tx) (t *Traces, err error) {
	t = &Traces{tx: tx}
	if t.versions, err = scheme.RecordedVersions(ctx, tx); err != nil {
		return nil, err
	}
	if t.decisions, err = plan.LastRecords(ctx, tx); err != nil {
		return nil, err
	}
	if t.entries, err = ledger.EntryCounts(ctx, tx); err != nil {
		return nil, err
	}
	t.papers, err = paper.LinkedSchemes(ctx, tx)
	return t, err
}

// Since says in words what happened to a scheme since it was stored; "" for
// nothing.
func (t *Traces) Since(ctx context.Context, s Stored) (string, error) {
	name := "đề án " + string(s.Scheme)
	version, there := t.versions[s.Scheme]
	switch {
	case !there:
		return name + " không còn ở trạng thái ghi nhận", nil
	case t.entries[s.Scheme.Subject()] != s.Entries:
		return name + " đã có bút toán trong sổ kinh phí", nil
	case version != s.Version:
		return name + " đã được sửa", nil
	case t.decisions[s.Scheme] != s.Last:
		return name + " có thêm quyết định", nil
	case s.Before != nil:
		return "", nil
	case t.papers[string(s.Scheme)]:
		return name + " có trong một văn bản đi hoặc đến", nil
	}
	files, err := blob.List(ctx, t.tx, s.Scheme.Subject())
	if err == nil && len(files) > 0 {
		return name + " có tệp đính kèm", nil
	}
	return "", err
}

// TakeBack undoes what Store did: a scheme that was created is removed, one that
// was corrected is as it was before, decision by decision. The caller has asked
// Traces.
func TakeBack(ctx context.Context, tx *db.Tx, s Stored) error {
	if err := plan.UnrecordGrants(ctx, tx, s.Scheme, s.Decided); err != nil {
		return err
	}
	if s.Before == nil {
		return scheme.Unrecord(ctx, tx, s.Scheme, s.Version)
	}
	return scheme.RestoreRecorded(ctx, tx, s.Before, s.Version)
}
