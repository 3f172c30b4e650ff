package scheme

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

func TestADraftComesBackAsItWasStored(t *testing.T) {
	w := newWorld(t)
	s := machinery(w.establishment("HTX Chè Hảo Đạt"))
	s.Title = "  Máy   sao chè\n"
	s.Key, s.Coordinator, s.Territory, s.Priorities = true, "UBND xã Đại Phúc", "special_hard", []string{"a", "b"}
	s.Scope, s.Effects, s.Note, s.Source, s.Illustrative = "Hai máy.\nMột nhà xưởng.", "Thêm 10 việc làm", "Ghi chú", "QĐ 12", true
	s.Costs = append(s.Costs, Cost{Year: 2026, Name: "Vận chuyển", Unit: "chuyến", Quantity: "2,5", Other: 1, Note: "Thuê ngoài"})
	w.add(s)
	got := w.read(s.ID)
	if diff := cmp.Diff(s, got, cmp.AllowUnexported(calendar.Date{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("stored and read differ (-want +got):\n%s", diff)
	}
	if got.ID != "2026-0001" || got.Title != "Máy sao chè" || got.State != Draft || got.PreparedBy != staff.ID || got.Origin != FromOffice || got.YearEnd != 2026 {
		t.Errorf("the draft is %+v", got)
	}
	if got.Beneficiaries[0].Name != "HTX Chè Hảo Đạt" || got.Beneficiaries[0].Place.Commune != commune || got.Place.On.String() != "2026-11-22" {
		t.Errorf("places %+v, %+v", got.Beneficiaries[0], got.Place)
	}
	if got.Ceiling != 250_000_001 && got.Ceiling != 250_000_000 {
		t.Errorf("the ceiling is %d, want half of the cost", got.Ceiling)
	}
}

// Asked for ahead, a scheme is the same, and is not given twice.
func TestASchemeAskedForAheadIsTheSame(t *testing.T) {
	w := newWorld(t)
	ids := make([]ID, 3)
	for i, name := range []string{"HTX Một", "HTX Hai", "HTX Ba"} {
		s := machinery(w.establishment(name))
		s.Title = name
		s.Costs = append(s.Costs, Cost{Year: 2026, Name: "Vận chuyển " + name, Other: 1})
		w.add(s)
		ids[i] = s.ID
	}
	w.do(staff, func(ctx context.Context, tx *db.Tx) error {
		read := func(ids ...ID) []*Scheme {
			t.Helper()
			all, err := ByIDs(ctx, tx, ids)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		ahead := func() {
			t.Helper()
			err := Ahead(ctx, tx, `SELECT id FROM schemes WHERE province = ? AND title = 'HTX Hai'`, []any{tx.Province})
			if err != nil {
				t.Fatal(err)
			}
		}
		want := read(ids[2], ids[1], ids[0], ids[1])
		ahead()
		if diff := cmp.Diff(want, read(ids[2], ids[1], ids[0], ids[1]), cmp.AllowUnexported(calendar.Date{})); diff != "" {
			t.Errorf("asked ahead they differ (-want +got):\n%s", diff)
		}
		ahead()
		if _, err := ByIDs(ctx, tx, []ID{ids[1], "2026-9999"}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("one that is not there: %v", err)
		}
		if _, err := tx.Exec(ctx, `UPDATE schemes SET note = 'khác' WHERE province = ? AND id = ?`, tx.Province, ids[1]); err != nil {
			return err
		}
		if again := read(ids[1])[0]; again.Note != "khác" {
			t.Errorf("what was changed is read as %q", again.Note)
		}
		return nil
	})
}

func TestADraftThatCannotBeStoredNamesEveryField(t *testing.T) {
	w := newWorld(t)
	who := w.establishment("HTX Chè Hảo Đạt")
	for _, c := range []struct {
		name, field string
		spoil       func(*Scheme)
	}{
		{"no title", "title", func(s *Scheme) { s.Title = " \u200b " }},
		{"a title of 501 letters", "title", func(s *Scheme) { s.Title = strings.Repeat("ệ", 501) }},
		{"no fund", "fund", func(s *Scheme) { s.Fund = "" }},
		{"a fund nobody knows", "fund", func(s *Scheme) { s.Fund = "world" }},
		{"a year too early", "year", func(s *Scheme) { s.Year, s.Costs[0].Year = 2003, 2003 }},
		{"seven years", "year_end", func(s *Scheme) { s.YearEnd = 2032 }},
		{"an end before the beginning", "ends_on", func(s *Scheme) { s.EndsOn = calendar.Must("2026-02-28") }},
		{"a content nobody knows", "content_1", func(s *Scheme) { s.Contents[0].Code = "gold" }},
		{"too many units", "units_1", func(s *Scheme) { s.Contents[0].Units = 10_001 }},
		{"eleven contents", "contents", func(s *Scheme) {
			for range 10 {
				s.Contents = append(s.Contents, s.Contents[0])
			}
		}},
		{"201 lines", "costs", func(s *Scheme) {
			for range 200 {
				s.Costs = append(s.Costs, s.Costs[0])
			}
		}},
		{"a line without a name", "cost_1", func(s *Scheme) { s.Costs[0].Name = "" }},
		{"a line of a content that is not there", "cost_1", func(s *Scheme) { s.Costs[0].ContentNo = 2 }},
		{"a line in another year", "cost_1", func(s *Scheme) { s.Costs[0].Year = 2027 }},
		{"a negative amount", "cost_1", func(s *Scheme) { s.Costs[0].Own = -1 }},
		{"an absurd amount", "cost_1", func(s *Scheme) { s.Costs[0].Own = money.Max + 1 }},
		{"a long unit", "cost_1", func(s *Scheme) { s.Costs[0].Unit = strings.Repeat("x", 51) }},
		{"an implementer of 201 letters", "implementer", func(s *Scheme) { s.Implementer = strings.Repeat("ệ", 201) }},
		{"a text of 10.001 letters", "effects", func(s *Scheme) { s.Effects = strings.Repeat("x", 10_001) }},
		{"a commune that is not there", "commune", func(s *Scheme) { s.Place.Commune = "99999" }},
		{"a commune of another province", "commune", func(s *Scheme) { s.Place.Commune = "00004" }},
		{"a province for a commune", "commune", func(s *Scheme) { s.Place.Commune = "19" }},
		{"an establishment that is not there", "beneficiary_1", func(s *Scheme) { s.Beneficiaries[0].Establishment = "cs-9999" }},
		{"no establishment", "beneficiary_1", func(s *Scheme) { s.Beneficiaries[0].Establishment = "" }},
		{"one establishment twice", "beneficiary_2", func(s *Scheme) { s.Beneficiaries = append(s.Beneficiaries, s.Beneficiaries[0]) }},
		{"a negative support", "beneficiary_1", func(s *Scheme) { s.Beneficiaries[0].Support = -1 }},
		{"a part in content -1", "beneficiary_1", func(s *Scheme) { s.Beneficiaries[0].ContentNo = -1 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := machinery(who)
			c.spoil(s)
			err := w.try(staff, func(ctx context.Context, tx *db.Tx) error { return Add(ctx, tx, s) })
			wantField(t, err, c.field)
		})
	}
	if rows, _ := w.list(Filter{}); len(rows) != 0 {
		t.Errorf("%d refused drafts were stored", len(rows))
	}
}

func TestATitleOf500VietnameseLettersFits(t *testing.T) {
	w := newWorld(t)
	s := machinery(w.establishment("HTX Chè Hảo Đạt"))
	s.Title = strings.Repeat("ệ", 500)
	w.add(s)
	if got := w.read(s.ID).Title; got != s.Title {
		t.Errorf("the title is %d bytes long", len(got))
	}
}

func TestAnEstablishmentOfAnotherProvinceTakesNoPart(t *testing.T) {
	w := newWorld(t)
	e := &establishment.Establishment{Kind: establishment.Cooperative, Name: "HTX Tuyên Quang"}
	if err := w.tryIn("08", staff, func(ctx context.Context, tx *db.Tx) error { return establishment.Add(ctx, tx, e) }); err != nil {
		t.Fatal(err)
	}
	err := w.try(staff, func(ctx context.Context, tx *db.Tx) error { return Add(ctx, tx, machinery(e.ID)) })
	wantField(t, err, "beneficiary_1")
}

func TestAMergedEstablishmentIsReplacedByTheOneThatWasKept(t *testing.T) {
	w := newWorld(t)
	keep, drop := w.establishment("HTX Chè Hảo Đạt"), w.establishment("Hợp tác xã chè Hảo Đạt")
	w.do(staff, func(ctx context.Context, tx *db.Tx) error {
		_, err := establishment.Merge(ctx, tx, keep, drop, "Trùng tên, cùng xã")
		return err
	})
	s := w.add(machinery(drop))
	if got := w.read(s.ID).Beneficiaries[0].Establishment; got != keep {
		t.Errorf("the beneficiary is %s, want %s", got, keep)
	}
}

func TestAChangeIsMadeOnceByWhoSawThePresentVersion(t *testing.T) {
	w := newWorld(t)
	s := w.add(machinery(w.establishment("HTX Chè Hảo Đạt")))
	change := func(a access.Actor, version int64, title string) error {
		return w.try(a, func(ctx context.Context, tx *db.Tx) error {
			now, err := ByID(ctx, tx, s.ID)
			if err != nil {
				return err
			}
			now.Version, now.Title, now.Year, now.PreparedBy, now.State = version, title, 2030, "u-77", Approved
			now.Costs = now.Costs[:1]
			return Change(ctx, tx, now)
		})
	}
	if err := change(staff, 1, "Máy sao chè hai lớp"); err != nil {
		t.Fatal(err)
	}
	wantKind(t, change(staff, 1, "Muộn"), fault.Conflict)
	wantKind(t, change(director, 2, "Không được"), fault.Forbidden)
	got := w.read(s.ID)
	if got.Title != "Máy sao chè hai lớp" || got.Version != 2 || got.Year != 2026 || got.PreparedBy != staff.ID || got.State != Draft || len(got.Costs) != 1 {
		t.Errorf("stored %+v", got)
	}
	w.do(staff, func(ctx context.Context, tx *db.Tx) error {
		events, err := audit.Of(ctx, tx, s.ID.Subject())
		if last := events[len(events)-1]; last.Verb != "scheme.change" || last.Detail["title"] != "Máy sao chè → Máy sao chè hai lớp" || last.Detail["fund"] != "" {
			t.Errorf("recorded %+v", last)
		}
		return err
	})
}

func TestOnlyADraftOrAReturnedDossierIsChanged(t *testing.T) {
	w := newWorld(t)
	s := w.add(machinery(w.establishment("HTX Chè Hảo Đạt")))
	for _, state := range States() {
		w.put(s, state)
		err := w.try(staff, func(ctx context.Context, tx *db.Tx) error {
			now, err := ByID(ctx, tx, s.ID)
			if err != nil {
				return err
			}
			return Change(ctx, tx, now)
		})
		if state.Editable() != (err == nil) {
			t.Errorf("%s: %v", state, err)
		}
		if err != nil {
			wantKind(t, err, fault.Conflict)
		}
		s = w.read(s.ID)
	}
}

// The place of a beneficiary is where it was when it joined, even after the
// establishment moved.
func TestTheFirstPlaceOfABeneficiaryIsKept(t *testing.T) {
	w := newWorld(t)
	who := w.establishment("HTX Chè Hảo Đạt")
	s := w.add(machinery(who))
	other := territory.CommunesOf("19", calendar.Must("2026-11-22"))[0].Code
	w.do(staff, func(ctx context.Context, tx *db.Tx) error {
		e, err := establishment.ByID(ctx, tx, who)
		if err != nil {
			return err
		}
		e.Address.Commune = other
		return establishment.Change(ctx, tx, &e)
	})
	w.do(staff, func(ctx context.Context, tx *db.Tx) error {
		now := machinery(who) // as a form brings it: without places
		now.ID, now.Version = s.ID, 1
		return Change(ctx, tx, now)
	})
	if got := w.read(s.ID).Beneficiaries[0].Place.Commune; got != commune {
		t.Errorf("the place is %s, want %s", got, commune)
	}
}

func TestAnOldAddressIsReadInTheUnitsOfItsDay(t *testing.T) {
	w := newWorld(t)
	s := machinery(w.establishment("HTX Chè Hảo Đạt"))
	day := calendar.Must("2020-05-01")
	unit, ok := territory.Match("19", "xã Văn Hán, huyện Đồng Hỷ", day)
	if !ok {
		t.Fatal("xã Văn Hán is not known")
	}
	s.Place = territory.Address{Commune: unit.Code, On: day}
	w.add(s)
	if got := territory.Text(w.read(s.ID).Place); !strings.Contains(got, "huyện Đồng Hỷ") {
		t.Errorf("the place is %q", got)
	}
}

func TestARecordedSchemeIsChangedOnlyFromItsList(t *testing.T) {
	w := newWorld(t)
	s := machinery(w.establishment("HTX Chè Hảo Đạt"))
	s.OriginKey, s.Source = "row-1", "Danh sách 2020"
	wantKind(t, w.try(director, func(ctx context.Context, tx *db.Tx) error { return AddRecorded(ctx, tx, s) }), fault.Forbidden)
	w.do(staff, func(ctx context.Context, tx *db.Tx) error { return AddRecorded(ctx, tx, s) })
	w.do(staff, func(ctx context.Context, tx *db.Tx) error {
		found, err := ByOriginKey(ctx, tx, "row-1")
		if err != nil {
			return err
		}
		if found.State != Recorded || found.Origin != FromArchive || found.Asked != 200_000_000 {
			t.Errorf("recorded %+v", found)
		}
		found.Costs[0].Local = 150_000_000
		return ChangeRecorded(ctx, tx, found)
	})
	if got := w.read(s.ID); got.Asked != 150_000_000 {
		t.Errorf("asked %d after the correction", got.Asked)
	}
	live := w.add(machinery(s.Beneficiaries[0].Establishment))
	wantKind(t, w.try(staff, func(ctx context.Context, tx *db.Tx) error { return ChangeRecorded(ctx, tx, live) }), fault.Conflict)
	err := w.try(staff, func(ctx context.Context, tx *db.Tx) error { _, err := ByOriginKey(ctx, tx, "row-2"); return err })
	wantKind(t, err, fault.NotFound)
}

func TestARecordedSchemeIsTakenBackOnlyAsItsListLeftIt(t *testing.T) {
	w := newWorld(t)
	s := machinery(w.establishment("HTX Chè Hảo Đạt"))
	s.OriginKey = "row-1"
	w.do(staff, func(ctx context.Context, tx *db.Tx) error { return AddRecorded(ctx, tx, s) })
	before := w.read(s.ID)
	changed := w.read(s.ID)
	changed.Title, changed.Costs[0].Local = "Tên khác (minh họa)", 1
	w.do(staff, func(ctx context.Context, tx *db.Tx) error { return ChangeRecorded(ctx, tx, changed) })
	restore := func(version int64) func(context.Context, *db.Tx) error {
		return func(ctx context.Context, tx *db.Tx) error { return RestoreRecorded(ctx, tx, before, version) }
	}
	remove := func(id ID, version int64) func(context.Context, *db.Tx) error {
		return func(ctx context.Context, tx *db.Tx) error { return Unrecord(ctx, tx, id, version) }
	}
	wantKind(t, w.try(director, restore(2)), fault.Forbidden)
	wantKind(t, w.try(staff, restore(1)), fault.Conflict)
	wantKind(t, w.try(staff, remove(s.ID, 1)), fault.Conflict)
	w.do(staff, restore(2))
	if diff := cmp.Diff(before, w.read(s.ID)); diff != "" {
		t.Errorf("restored is not as before:\n%s", diff)
	}
	wantKind(t, w.try(director, remove(s.ID, 1)), fault.Forbidden)
	w.do(staff, remove(s.ID, 1))
	wantKind(t, w.try(staff, remove(s.ID, 1)), fault.NotFound)
	live := w.add(machinery(s.Beneficiaries[0].Establishment))
	wantKind(t, w.try(staff, remove(live.ID, 1)), fault.Conflict)
	w.do(staff, func(ctx context.Context, tx *db.Tx) error {
		left, err := AllKnown(ctx, tx)
		if len(left) != 1 || left[0].ID != live.ID {
			t.Errorf("left: %+v", left)
		}
		return err
	})
}

func TestAPaperOfTheChecklistIsNoted(t *testing.T) {
	w := newWorld(t)
	s := machinery(w.establishment("HTX Chè Hảo Đạt"))
	s.Contents = append(s.Contents, Content{Code: "technology_line"})
	w.add(s)
	var papers []Paper
	read := func() {
		w.do(staff, func(ctx context.Context, tx *db.Tx) (err error) {
			papers, err = Checklist(ctx, tx, s)
			return err
		})
	}
	read()
	seen := map[string]bool{}
	for _, p := range papers {
		if seen[p.Code] {
			t.Errorf("%s is asked for twice", p.Code)
		}
		seen[p.Code] = true
	}
	code := papers[0].Code
	note := func(a access.Actor, code string, day calendar.Date, words string) error {
		return w.try(a, func(ctx context.Context, tx *db.Tx) error { return NotePaper(ctx, tx, s.ID, code, day, words) })
	}
	wantKind(t, note(director, code, calendar.Must("2026-11-20"), ""), fault.Forbidden)
	wantField(t, note(staff, "nothing", calendar.Must("2026-11-20"), ""), "code")
	wantField(t, note(staff, code, calendar.Must("2026-11-23"), ""), "received_on")
	wantField(t, note(staff, code, calendar.Date{}, strings.Repeat("x", 201)), "note")
	for _, day := range []string{"2026-11-20", "2026-11-21"} {
		if err := note(staff, code, calendar.Must(day), "Bản "+day); err != nil {
			t.Fatal(err)
		}
		if read(); papers[0].ReceivedOn.String() != day || papers[0].Note != "Bản "+day {
			t.Errorf("noted %+v", papers[0])
		}
	}
}
