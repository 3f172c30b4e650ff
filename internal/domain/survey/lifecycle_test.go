package survey

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

func TestEveryStateHasALabelAndARow(t *testing.T) {
	check := func(kind string, listed, rows int, labels ...string) {
		t.Helper()
		if listed != rows || slices.Contains(labels, "") {
			t.Errorf("%s: %d listed, %d rows, labels %q", kind, listed, rows, labels)
		}
	}
	var needs, replies []string
	for _, s := range NeedStates() {
		needs = append(needs, s.Label())
	}
	for _, s := range ReplyStates() {
		replies = append(replies, s.Label())
	}
	check("needs", len(NeedStates()), len(needNext), needs...)
	check("replies", len(ReplyStates()), len(replyNext), replies...)
	check("campaigns", len(CampaignStates()), len(campaignNext), Open.Label(), Closed.Label())
}

// TestAnyOrderOfDeedsKeepsSheetAndNeedsInStep plays deeds at random: whatever
// succeeds, a sheet with the centre holds no need that the commune may edit, and
// a sheet with the commune none that the centre may decide; a need once decided
// stays decided.
func TestAnyOrderOfDeedsKeepsSheetAndNeedsInStep(t *testing.T) {
	d := dbtest.Open(t)
	ctx := t.Context()
	scope := db.Scope{Province: "19", Actor: access.System("test")}
	commune := territory.CommunesOf("19", calendar.Date{})[0].Code
	year := 2012
	rapid.Check(t, func(rt *rapid.T) {
		open := func(tx *db.Tx) error { return insertFresh(t, tx, year, commune) }
		if err := d.Update(ctx, scope, open); err != nil {
			rt.Fatal(err)
		}
		decided := map[ID]NeedState{}
		for range rapid.IntRange(1, 15).Draw(rt, "steps") {
			deed := rapid.IntRange(0, 6).Draw(rt, "deed")
			pick := rapid.IntRange(0, 2).Draw(rt, "need")
			_ = d.Update(ctx, scope, func(tx *db.Tx) error { return play(t, tx, year, commune, deed, pick) })
			err := d.View(ctx, scope, func(tx *db.Tx) error {
				s, err := SheetOf(ctx, tx, year, commune)
				for id := range decided {
					if !slices.ContainsFunc(s.Needs, func(n Need) bool { return n.ID == id }) {
						rt.Fatalf("need %s, decided, is gone", id)
					}
				}
				for _, n := range s.Needs {
					if withCommune := s.Reply.State.MayBecome(Sent); n.State.Editable() && !withCommune || n.State == NeedSent && withCommune {
						rt.Fatalf("reply %s, need %s", s.Reply.State, n.State)
					}
					if was, ok := decided[n.ID]; ok && was != n.State {
						rt.Fatalf("need %s was %s, is %s", n.ID, was, n.State)
					}
					if len(needNext[n.State]) == 0 {
						decided[n.ID] = n.State
					}
				}
				return err
			})
			if err != nil {
				rt.Fatal(err)
			}
		}
		year++
	})
}

// insertFresh opens a campaign for one commune alone, so that many are quick.
func insertFresh(t *testing.T, tx *db.Tx, year int, commune string) error {
	t.Helper()
	c := Campaign{Year: year, Title: "x", OpensOn: tx.Today(), DueOn: tx.Today(), State: Open, Version: 1}
	if err := insertCampaign(t.Context(), tx, c); err != nil {
		return err
	}
	return insertReply(t.Context(), tx, year, commune)
}

func play(t *testing.T, tx *db.Tx, year int, commune string, deed, pick int) error {
	t.Helper()
	ctx := t.Context()
	s, err := SheetOf(ctx, tx, year, commune)
	if err != nil {
		return err
	}
	var n Need
	if pick < len(s.Needs) {
		n = s.Needs[pick]
	}
	switch deed {
	case 0:
		return AddNeed(ctx, tx, &Need{Year: year, Commune: commune, Content: "seminar_forum", Title: "x"})
	case 1:
		return RemoveNeed(ctx, tx, n.ID, n.Version)
	case 2:
		return Send(ctx, tx, year, commune, s.Reply.Version, "")
	case 3:
		return Return(ctx, tx, year, commune, s.Reply.Version, "x")
	case 4:
		return Confirm(ctx, tx, year, commune, s.Reply.Version)
	case 5:
		return Decline(ctx, tx, n.ID, n.Version, "x")
	}
	_, err = Convert(ctx, tx, n.ID, n.Version, func(Need) (string, error) { return "da-1", nil })
	return err
}
