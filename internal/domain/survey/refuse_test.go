package survey_test

import (
	"errors"
	"testing"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/survey"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

func TestACommuneKeepsToItself(t *testing.T) {
	b := newBench(t)
	b.open()
	n := b.add()
	ctx := t.Context()
	for _, who := range []access.Actor{other, lost, staff, auditor} {
		for name, fn := range map[string]func(*db.Tx) error{
			"adds":    func(tx *db.Tx) error { return survey.AddNeed(ctx, tx, need()) },
			"changes": func(tx *db.Tx) error { return survey.ChangeNeed(ctx, tx, new(n)) },
			"removes": func(tx *db.Tx) error { return survey.RemoveNeed(ctx, tx, n.ID, n.Version) },
			"sends":   func(tx *db.Tx) error { return survey.Send(ctx, tx, year, commune(0), 1, "") },
		} {
			b.want(fault.Forbidden, who.Name+" "+name, who, fn)
		}
	}
	for _, who := range []access.Actor{other, lost} {
		for name, fn := range map[string]func(*db.Tx) error{
			"sees the sheet": func(tx *db.Tx) error { _, err := survey.SheetOf(ctx, tx, year, commune(0)); return err },
			"sees the need":  func(tx *db.Tx) error { _, err := survey.NeedByID(ctx, tx, n.ID); return err },
			"lists": func(tx *db.Tx) error {
				_, _, err := survey.Needs(ctx, tx, survey.NeedFilter{Commune: commune(0)})
				return err
			},
			"confirms": func(tx *db.Tx) error { return survey.Confirm(ctx, tx, year, commune(0), 1) },
			"declines": func(tx *db.Tx) error { return survey.Decline(ctx, tx, n.ID, 1, "x") },
		} {
			b.want(fault.Forbidden, who.Name+" "+name, who, fn)
		}
	}
	b.must(other, func(tx *db.Tx) error {
		list, _, err := survey.Needs(ctx, tx, survey.NeedFilter{})
		o, err2 := survey.Progress(ctx, tx, year)
		if len(list) != 0 || len(o.Rows) != 1 || o.Rows[0].Commune != commune(1) {
			t.Errorf("the other commune sees %v and %v", list, o.Rows)
		}
		return errors.Join(err, err2)
	})
	if s := b.sheet(); s.MayEnter {
		t.Error("staff may enter needs")
	}
	b.must(officer, func(tx *db.Tx) error {
		s, err := survey.SheetOf(ctx, tx, year, commune(0))
		if !s.MayEnter || len(s.Needs) != 1 {
			t.Errorf("the officer sees %+v", s)
		}
		return err
	})
}

func TestASheetWithTheCentreIsNotChanged(t *testing.T) {
	b := newBench(t)
	b.open()
	n := b.add()
	b.send(officer, commune(0))
	n.Version++ // sending changed it
	for name, fn := range map[string]func(*db.Tx) error{
		"add":    func(tx *db.Tx) error { return survey.AddNeed(t.Context(), tx, need()) },
		"change": func(tx *db.Tx) error { return survey.ChangeNeed(t.Context(), tx, new(n)) },
		"remove": func(tx *db.Tx) error { return survey.RemoveNeed(t.Context(), tx, n.ID, n.Version) },
		"send":   func(tx *db.Tx) error { return survey.Send(t.Context(), tx, year, commune(0), 2, "") },
	} {
		b.want(fault.Conflict, name, officer, fn)
	}
}

func TestStaleVersionsAreRefused(t *testing.T) {
	b := newBench(t)
	b.open()
	n := b.add()
	first, second := n, n
	first.Title, second.Title = "Một", "Hai"
	b.must(officer, func(tx *db.Tx) error { return survey.ChangeNeed(t.Context(), tx, &first) })
	b.want(fault.Conflict, "change", officer, func(tx *db.Tx) error { return survey.ChangeNeed(t.Context(), tx, &second) })
	b.want(fault.Conflict, "remove", officer, func(tx *db.Tx) error { return survey.RemoveNeed(t.Context(), tx, n.ID, 1) })
	b.want(fault.Conflict, "send", officer, func(tx *db.Tx) error { return survey.Send(t.Context(), tx, year, commune(0), 9, "") })
	b.send(officer, commune(0))
	b.want(fault.Conflict, "return", staff, func(tx *db.Tx) error { return survey.Return(t.Context(), tx, year, commune(0), 1, "x") })
	b.want(fault.Conflict, "confirm", staff, func(tx *db.Tx) error { return survey.Confirm(t.Context(), tx, year, commune(0), 1) })
	b.want(fault.Conflict, "decline", staff, func(tx *db.Tx) error { return survey.Decline(t.Context(), tx, n.ID, 2, "x") })
	b.want(fault.Invalid, "return without a reason", staff, func(tx *db.Tx) error {
		return survey.Return(t.Context(), tx, year, commune(0), 2, " ")
	})
	if s := b.sheet(); s.Needs[0].Title != "Một" || s.Reply.State != survey.Sent {
		t.Errorf("%+v", s)
	}
}

func TestWrongNeedsAreNamedByField(t *testing.T) {
	b := newBench(t)
	b.open()
	made := func(commune string) establishment.ID {
		e := &establishment.Establishment{Kind: establishment.Household, Name: "Cơ sở " + commune, Address: territory.Address{Commune: commune}}
		b.must(staff, func(tx *db.Tx) error { return establishment.Add(t.Context(), tx, e) })
		return e.ID
	}
	home, away, dropped := made(commune(0)), made(commune(1)), made(commune(0))
	b.must(staff, func(tx *db.Tx) error {
		_, err := establishment.Merge(t.Context(), tx, home, dropped, "trùng")
		return err
	})
	for _, c := range []struct {
		name, field string
		change      func(*survey.Need)
	}{
		{"an establishment at home", "", func(n *survey.Need) { n.Establishment = home }},
		{"an establishment elsewhere", "establishment", func(n *survey.Need) { n.Establishment = away }},
		{"a merged establishment", "establishment", func(n *survey.Need) { n.Establishment = dropped }},
		{"no such establishment", "establishment", func(n *survey.Need) { n.Establishment = "cs-9999" }},
		{"no title", "title", func(n *survey.Need) { n.Title = " " }},
		{"no content", "content", func(n *survey.Need) { n.Content = "" }},
		{"more support than cost", "asked", func(n *survey.Need) { n.Asked = n.Cost + 1 }},
		{"negative support", "asked", func(n *survey.Need) { n.Asked = -1 }},
		{"too much cost", "cost", func(n *survey.Need) { n.Cost = money.Max + 1 }},
	} {
		n := need()
		c.change(n)
		err := b.try(officer, func(tx *db.Tx) error { return survey.AddNeed(t.Context(), tx, n) })
		f, _ := errors.AsType[*fault.Error](err)
		if c.field == "" && err != nil || c.field != "" && (f == nil || len(f.Fields) != 1 || f.Fields[c.field] == "") {
			t.Errorf("%s: %v, want a message for %q alone", c.name, err, c.field)
		}
	}
	b.must(staff, func(tx *db.Tx) error {
		list, _, err := survey.Needs(t.Context(), tx, survey.NeedFilter{Of: []establishment.ID{home, dropped}})
		if len(list) != 1 || list[0].Establishment != home {
			t.Errorf("needs of the establishment: %v", list)
		}
		return err
	})
}

func TestProvincesDoNotSeeEachOther(t *testing.T) {
	b := newBench(t)
	b.open()
	n := b.add()
	b.send(officer, commune(0))
	ctx := t.Context()
	err := b.db.Update(ctx, db.Scope{Province: "08", Actor: access.System("test")}, func(tx *db.Tx) error {
		_, byID := survey.NeedByID(ctx, tx, n.ID)
		_, sheet := survey.SheetOf(ctx, tx, year, commune(0))
		_, progress := survey.Progress(ctx, tx, year)
		_, convert := survey.Convert(ctx, tx, n.ID, 2, func(survey.Need) (string, error) { return "da-1", nil })
		for name, err := range map[string]error{
			"need": byID, "sheet": sheet, "progress": progress, "convert": convert,
			"add":     survey.AddNeed(ctx, tx, need()),
			"remove":  survey.RemoveNeed(ctx, tx, n.ID, 2),
			"close":   survey.Close(ctx, tx, year, 1),
			"confirm": survey.Confirm(ctx, tx, year, commune(0), 2),
			"return":  survey.Return(ctx, tx, year, commune(0), 2, "x"),
			"decline": survey.Decline(ctx, tx, n.ID, 2, "x"),
		} {
			if fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v, want not found", name, err)
			}
		}
		campaigns, err := survey.Campaigns(ctx, tx)
		needs, _, err2 := survey.Needs(ctx, tx, survey.NeedFilter{})
		if len(campaigns) != 0 || len(needs) != 0 {
			t.Errorf("another province sees %v, %v", campaigns, needs)
		}
		return errors.Join(err, err2)
	})
	if err != nil {
		t.Fatal(err)
	}
}
