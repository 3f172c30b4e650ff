package intake_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

// All names in these tests are dữ liệu minh họa.

// A desk is where lists are taken in.
type desk struct {
	*testing.T
	db    *db.DB
	files blob.Store
	scope db.Scope
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	t.Parallel()
	return deskOver(t, dbtest.Open(t))
}

// newDeskHere is newDesk in a test that has several.
func newDeskHere(t *testing.T) *desk {
	t.Helper()
	return deskOver(t, dbtest.Open(t))
}

func deskOver(t *testing.T, d *db.DB) *desk {
	t.Helper()
	files := blob.Store{Dir: t.TempDir()}
	if err := files.Prepare(); err != nil {
		t.Fatal(err)
	}
	return &desk{t, d, files, db.Scope{Province: "19", Actor: access.Actor{ID: "canbo", Name: "Cán bộ (minh họa)", Roles: []access.Role{access.Staff}}}}
}

func (o *desk) update(fn func(ctx context.Context, tx *db.Tx) error) {
	o.Helper()
	if err := o.try(fn); err != nil {
		o.Fatal(err)
	}
}

func (o *desk) try(fn func(ctx context.Context, tx *db.Tx) error) error {
	return o.db.Update(o.Context(), o.scope, func(tx *db.Tx) error { return fn(o.Context(), tx) })
}

// keep puts a file where the program finds it.
func (o *desk) keep(data []byte) string {
	o.Helper()
	sum := sha256.Sum256(data)
	sha := hex.EncodeToString(sum[:])
	if err := blob.Restore(o.Context(), o.files, bytes.NewReader(data), sha); err != nil {
		o.Fatal(err)
	}
	return sha
}

// add begins an intake of a file.
func (o *desk) add(k intake.Kind, file string) intake.Intake {
	o.Helper()
	layout, err := intake.Look([]byte(file), k)
	if err != nil {
		o.Fatal(err)
	}
	sha := o.keep([]byte(file))
	var in intake.Intake
	o.update(func(ctx context.Context, tx *db.Tx) (err error) {
		in, err = intake.Add(ctx, tx, k, "danh-sach.csv", sha, layout)
		return err
	})
	return in
}

// work lets the program do what waits, and returns the intake afterwards.
func (o *desk) work(id intake.ID) intake.Intake {
	o.Helper()
	for range 20 {
		c, ok, err := intake.Claim(o.Context(), o.db)
		if err != nil {
			o.Fatal(err)
		}
		if !ok {
			return o.get(id)
		}
		if err := intake.Work(o.Context(), o.db, o.files, c); err != nil {
			o.Fatal(err)
		}
	}
	o.Fatalf("%s never rests", id)
	return intake.Intake{}
}

func (o *desk) get(id intake.ID) (in intake.Intake) {
	o.Helper()
	o.update(func(ctx context.Context, tx *db.Tx) (err error) {
		in, err = intake.Get(ctx, tx, id)
		return err
	})
	return in
}

// read has a list read with the mapping that is proposed.
func (o *desk) read(k intake.Kind, file string) intake.Intake {
	o.Helper()
	in := o.add(k, file)
	o.update(func(ctx context.Context, tx *db.Tx) error {
		return intake.Confirm(ctx, tx, in.ID, in.Version, in.Mapping, intake.Choices{Policy: intake.Fill})
	})
	return o.work(in.ID)
}

// load has an intake written.
func (o *desk) load(in intake.Intake) intake.Intake {
	o.Helper()
	o.update(func(ctx context.Context, tx *db.Tx) error { return intake.Load(ctx, tx, in.ID, in.Version) })
	return o.work(in.ID)
}

func (o *desk) rows(id intake.ID, v ...intake.Verdict) (rows []intake.Row) {
	o.Helper()
	o.update(func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = intake.Rows(ctx, tx, id, 0, 1000, v...)
		return err
	})
	return rows
}

// problems are the problems of all rows, as "cell message".
func (o *desk) problems(id intake.ID) string {
	o.Helper()
	var all []string
	for _, r := range o.rows(id, intake.Bad) {
		for _, p := range r.Problems {
			all = append(all, p.Cell+" "+p.Message)
		}
	}
	return strings.Join(all, "\n")
}

// owners lists the establishments.
func (o *desk) owners() (all []establishment.Establishment) {
	o.Helper()
	o.update(func(ctx context.Context, tx *db.Tx) (err error) {
		all, _, err = establishment.List(ctx, tx, establishment.Filter{Limit: 500})
		return err
	})
	return all
}

func (o *desk) enter(e establishment.Establishment) establishment.Establishment {
	o.Helper()
	if e.Kind == "" {
		e.Kind = establishment.Cooperative
	}
	o.update(func(ctx context.Context, tx *db.Tx) error { return establishment.Add(ctx, tx, &e) })
	return e
}

const ownersHead = "STT;Tên cơ sở;MST;Địa chỉ;Xã;Huyện;Vốn đăng ký (triệu đồng);Số lao động;Ngày thành lập\n"

func TestAListOfEstablishmentsComesIn(t *testing.T) {
	o := newDesk(t)
	in := o.add(intake.Establishments, "DANH SÁCH CƠ SỞ (minh họa)\n\n"+ownersHead+"1;HTX chè Minh Họa;;xóm 3;Văn Hán;Đồng Hỷ;1.250,5;12;05/02/2019\n2;Công ty TNHH Minh Họa Hai;0101234565;;Tân Cương;;300;;\nTổng cộng;;;;;;1.550,5;12;\n")
	if in.State != intake.Waiting || in.Learned || len(in.Mapping) != 8 {
		t.Fatalf("begins as %+v", in)
	}
	if n := len(o.owners()); n != 0 {
		t.Fatalf("%d written before anybody looked", n)
	}
	o.update(func(ctx context.Context, tx *db.Tx) error {
		return intake.Confirm(ctx, tx, in.ID, in.Version, in.Mapping, intake.Choices{Policy: intake.Fill})
	})
	in = o.work(in.ID)
	if in.State != intake.Review || in.Counts != (intake.Counts{New: 2}) {
		t.Fatalf("%s %+v %s\n%s", in.State, in.Counts, in.Message, o.problems(in.ID))
	}
	if !strings.Contains(strings.Join(in.Notes, "\n"), "Dòng 6 “Tổng cộng” là dòng cộng") {
		t.Errorf("notes: %q", in.Notes)
	}
	if in = o.load(in); in.State != intake.Done {
		t.Fatalf("%s: %s", in.State, in.Message)
	}
	all := o.owners()
	if len(all) != 2 {
		t.Fatalf("%d establishments", len(all))
	}
	e := all[0]
	if all[1].TaxCode == "" {
		e = all[1]
	}
	if e.Capital != 1_250_500_000 || e.Workers != 12 || e.FoundedOn.VN() != "05/02/2019" || e.Kind != establishment.Cooperative || e.Address.Detail != "xóm 3" ||
		territory.FullName(e.Address.Commune, e.Address.On) != "Xã Văn Hán, huyện Đồng Hỷ, tỉnh Thái Nguyên" {
		t.Errorf("came in as %+v", e)
	}
	next := o.add(intake.Establishments, ownersHead+"1;HTX Khác;;;Văn Hán;Đồng Hỷ;1;1;\n")
	if !next.Learned {
		t.Error("the layout was not learned")
	}
}
