package scheme

import (
	"context"
	"fmt"
	"strconv"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// Limits on what one dossier may hold.
const (
	MaxContents      = 10
	MaxCosts         = 200
	MaxBeneficiaries = 300 // small machines for many households go through one scheme
	minGroup         = 2   // beneficiaries of a group scheme
	maxGroup         = 10
	maxTitle         = 500 // characters
	maxLine          = 200
	maxUnit          = 50
	maxText          = 10_000
)

// Add stores a new draft of the transaction's actor and gives it its ID.
func Add(ctx context.Context, tx *db.Tx, s *Scheme) error {
	if err := tx.Actor.Require(access.EditScheme); err != nil {
		return err
	}
	s.State, s.PreparedBy = Draft, tx.Actor.ID
	if s.Origin == "" {
		s.Origin = FromOffice
	}
	if err := s.tidy(ctx, tx, nil); err != nil {
		return err
	}
	if err := insert(ctx, tx, s); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "scheme.add", s.ID.Subject(), map[string]string{
		"title": s.Title, "fund": string(s.Fund), "asked": s.Asked.String(), "need": s.Need,
	})
}

// AddRecorded stores a scheme of the past that was carried out outside this
// program, as a list of the office has it.
func AddRecorded(ctx context.Context, tx *db.Tx, s *Scheme) error {
	if err := tx.Actor.Require(access.ImportSchemes); err != nil {
		return err
	}
	s.State, s.Origin, s.PreparedBy = Recorded, FromArchive, tx.Actor.ID
	s.sum()
	if err := insert(ctx, tx, s); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "scheme.record", s.ID.Subject(), map[string]string{"title": s.Title, "source": s.Source})
}

// ChangeRecorded stores the dossier of a recorded scheme again, after its list
// was corrected.
func ChangeRecorded(ctx context.Context, tx *db.Tx, s *Scheme) error {
	if err := tx.Actor.Require(access.ImportSchemes); err != nil {
		return err
	}
	if s.State != Recorded {
		return fault.New(fault.Conflict, "Đề án "+string(s.ID)+" đang được xử lý trong hệ thống, không ghi đè từ danh sách được.")
	}
	s.sum()
	if err := saveParts(ctx, tx, s); err != nil {
		return err
	}
	if err := save(ctx, tx, s); err != nil {
		return fmt.Errorf("change scheme %s: %w", s.ID, err)
	}
	return audit.Record(ctx, tx, "scheme.record_again", s.ID.Subject(), map[string]string{"title": s.Title, "source": s.Source})
}

// Change stores the dossier of a draft or returned scheme. s.Version is the
// version its author saw.
func Change(ctx context.Context, tx *db.Tx, s *Scheme) error {
	if err := tx.Actor.Require(access.EditScheme); err != nil {
		return err
	}
	old, err := ByID(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	if !old.State.Editable() {
		return fault.New(fault.Conflict, "Đề án đang ở trạng thái “"+old.State.Label()+"” nên không sửa hồ sơ được nữa.")
	}
	s.keep(old)
	if err := s.tidy(ctx, tx, old.Beneficiaries); err != nil {
		return err
	}
	if err := saveParts(ctx, tx, s); err != nil {
		return err
	}
	if err := save(ctx, tx, s); err != nil {
		return fmt.Errorf("change scheme %s: %w", s.ID, err)
	}
	return audit.Record(ctx, tx, "scheme.change", s.ID.Subject(), changes(old, s))
}

// keep copies from old what a form does not carry.
func (s *Scheme) keep(old *Scheme) {
	s.Year, s.State, s.DueOn, s.Appraised = old.Year, old.State, old.DueOn, old.Appraised
	s.GroupPlan, s.GroupPlanNo, s.Need, s.Origin, s.OriginKey = old.GroupPlan, old.GroupPlanNo, old.Need, old.Origin, old.OriginKey
	s.Illustrative, s.Source, s.PreparedBy = old.Illustrative, old.Source, old.PreparedBy
}

func changes(old, s *Scheme) map[string]string {
	all := map[string]string{}
	note := func(name, before, after string) {
		if before != after {
			all[name] = before + " → " + after
		}
	}
	note("title", old.Title, s.Title)
	note("fund", string(old.Fund), string(s.Fund))
	note("asked", old.Asked.String(), s.Asked.String())
	note("total", old.Total.String(), s.Total.String())
	note("contents", fmt.Sprint(old.codes()), fmt.Sprint(s.codes()))
	note("beneficiaries", strconv.Itoa(len(old.Active())), strconv.Itoa(len(s.Active())))
	note("ends_on", old.EndsOn.String(), s.EndsOn.String())
	return all
}

func (s *Scheme) codes() []norm.Content {
	codes := make([]norm.Content, len(s.Contents))
	for i, c := range s.Contents {
		codes[i] = c.Code
	}
	return codes
}
