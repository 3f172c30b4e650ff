package paper_test

import (
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

// Invented people: dữ liệu minh họa.
var (
	lan   = access.Actor{ID: "u-1", Name: "Lan", Roles: []access.Role{access.Staff}}
	huy   = access.Actor{ID: "u-2", Name: "Huy", Roles: []access.Role{access.Staff, access.Accountant}}
	minh  = access.Actor{ID: "u-3", Name: "Minh", Roles: []access.Role{access.Director}}
	admin = access.Actor{ID: "u-4", Name: "Quản trị", Roles: []access.Role{access.Admin}}
)

// A desk is an office with its own clock.
type desk struct {
	testing.TB

	db    *db.DB
	now   time.Time
	files blob.Store
}

func open(t testing.TB) *desk {
	t.Helper()
	o := &desk{TB: t, now: dbtest.Now, files: blob.Store{Dir: t.TempDir()}}
	o.db = dbtest.OpenAt(t, func() time.Time { return o.now })
	for code, name := range map[string]string{"19": "Thái Nguyên", "08": "Tuyên Quang"} {
		o.must(code, access.System("test"), func(tx *db.Tx) error {
			return identity.Found(t.Context(), tx, identity.Province{Code: code, Name: name, Centre: "Trung tâm " + name, Department: "Sở Công Thương"})
		})
	}
	hash, err := identity.NewPassword(t.Context(), "huy", "chè xanh buổi sớm")
	if err != nil {
		t.Fatal(err)
	}
	o.must("19", access.System("test"), func(tx *db.Tx) error {
		id, err := identity.Add(t.Context(), tx, identity.NewUser{Login: "huy", Name: "Huy", Roles: []access.Role{access.Staff}, Password: hash})
		if err == nil && id != "u-1" {
			t.Fatalf("the first user is %s", id)
		}
		return err
	})
	o.must("19", minh, func(tx *db.Tx) error {
		return paper.SaveOffice(t.Context(), tx, paper.Office{
			Parent: "Sở Công Thương", Name: "Trung tâm Khuyến công", Abbreviation: "TTKC", Place: "Thái Nguyên",
			Units:   []paper.Unit{{Code: "KHTC", Name: "Phòng Kế hoạch – Tài chính"}},
			Signers: []paper.Signer{{Name: "Đỗ Văn Minh", Title: "Giám đốc"}},
		})
	})
	return o
}

func (o *desk) try(province string, who access.Actor, fn func(*db.Tx) error) error {
	return o.db.Update(o.Context(), db.Scope{Province: province, Actor: who}, fn)
}

func (o *desk) must(province string, who access.Actor, fn func(*db.Tx) error) {
	o.Helper()
	if err := o.try(province, who, fn); err != nil {
		o.Fatal(err)
	}
}

// staged keeps a small PDF that says words.
func (o *desk) staged(words string) blob.Staged {
	o.Helper()
	f, err := blob.Put(o.Context(), o.files, strings.NewReader("%PDF-1.4\n% "+words+"\n%%EOF\n"), "van-ban.pdf")
	if err != nil {
		o.Fatal(err)
	}
	return f
}

func sample(kind paper.Kind) *paper.Paper {
	return &paper.Paper{
		Book: "di", Kind: kind, About: "về việc hỗ trợ máy sấy chè", Unit: "KHTC", Signer: "Đỗ Văn Minh", SignerTitle: "Giám đốc",
		Recipients: "Như trên;\nLưu: VT.", Pages: 2, Copies: 3, Links: []paper.Link{{Kind: paper.LinkScheme, Subject: "2026-0001"}},
	}
}

func (o *desk) begin(kind paper.Kind) *paper.Paper {
	o.Helper()
	p := sample(kind)
	o.must("19", lan, func(tx *db.Tx) error {
		*p = *sample(kind)
		return paper.Begin(o.Context(), tx, p, []blob.Staged{o.staged("dự thảo")})
	})
	return p
}

func (o *desk) get(d paper.Direction, id paper.ID) (p *paper.Paper) {
	o.Helper()
	o.must("19", lan, func(tx *db.Tx) (err error) {
		p, err = paper.ByID(o.Context(), tx, d, id)
		return err
	})
	return p
}

func (o *desk) check(tx *db.Tx, id paper.ID, version int64) error {
	files, err := blob.List(o.Context(), tx, id.Subject())
	if err != nil {
		return err
	}
	return paper.Check(o.Context(), tx, id, version, paper.AsUploaded(files))
}

func (o *desk) issued(kind paper.Kind) *paper.Paper {
	o.Helper()
	id := o.begin(kind).ID
	o.must("19", huy, func(tx *db.Tx) error { return o.check(tx, id, 1) })
	o.must("19", minh, func(tx *db.Tx) error {
		return paper.Sign(o.Context(), tx, id, 2, o.staged("đã ký "+string(id)))
	})
	o.must("19", huy, func(tx *db.Tx) error { return paper.Issue(o.Context(), tx, id, 3) })
	return o.get(paper.Out, id)
}
