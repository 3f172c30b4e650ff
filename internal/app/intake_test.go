package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

func writeOwners(t *testing.T, rows string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "co-so.csv")
	if err := os.WriteFile(path, []byte("TT;Tên cơ sở;MST;Xã;Vốn (triệu đồng)\n"+rows), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAListOfEstablishmentsComesInFromTheCommandLine(t *testing.T) {
	t.Parallel()
	i := install(t)
	list := writeOwners(t, "1;HTX Một Minh Họa;0101234565;Tân Cương;1.250,5\n2;HTX Hai Minh Họa;;Tân Cương;300\n")
	args := []string{"import", "establishments", "--db", i.url, "--files", t.TempDir(), "--province", "19", list}
	preview := must(t, append(args, "--dry-run")...)
	for _, want := range []string{"Cột E “Vốn (triệu đồng)” là Vốn đăng ký (triệu đồng)", "ghi mới 2", "chưa ghi gì"} {
		if !strings.Contains(preview, want) {
			t.Errorf("the preview does not say %q:\n%s", want, preview)
		}
	}
	if done := must(t, args...); !strings.Contains(done, "Đã ghi, lần nhập nk-0001") {
		t.Error(done)
	}
	if again := must(t, append(args, "--dry-run", "--format", "json")...); !strings.Contains(again, `"new":0,"same":2`) {
		t.Error(again)
	}
	bad := writeOwners(t, "1;HTX Ba Minh Họa;0101234560;Tân Cương;1\n2;HTX Bốn Minh Họa;;Tân Cương;1\n")
	args[len(args)-1] = bad
	refused := run(t, "", args...)
	if refused.status == 0 || !strings.Contains(refused.stdout, "Ô C2: Chữ số thứ 10") || !strings.Contains(refused.stdout, "Chưa ghi gì") {
		t.Errorf("%+v", refused)
	}
	if rest := must(t, append(args, "--skip-bad", "--format", "json")...); !strings.Contains(rest, `"state":"done","new":1`) {
		t.Error(rest)
	}
}

func TestTheProgramBesideTheRequestsTakesListsIn(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	files := blob.Store{Dir: t.TempDir()}
	if err := files.Prepare(); err != nil {
		t.Fatal(err)
	}
	list := "TT;Tên cơ sở;Xã\n1;HTX Một Minh Họa;Tân Cương\n"
	layout, err := intake.Look([]byte(list), intake.Establishments)
	if err != nil {
		t.Fatal(err)
	}
	const sha = "b0a1a5b4a5a9a4c0e2a5a5e26c8b4f9c1d3fb6d3ba9c0c64b8f9d3e1f0a2b3c4" // of no file
	scope := db.Scope{Province: "19", Actor: access.System("test")}
	var id intake.ID
	if err := d.Update(t.Context(), scope, func(tx *db.Tx) error {
		in, err := intake.Add(t.Context(), tx, intake.Establishments, "a.csv", sha, layout)
		if err != nil {
			return err
		}
		id = in.ID
		return intake.Confirm(t.Context(), tx, in.ID, in.Version, in.Mapping, intake.Choices{Policy: intake.Fill})
	}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		takeIn(ctx, d, files)
	}()
	for ctx.Err() == nil {
		var in intake.Intake
		if err := d.View(t.Context(), scope, func(tx *db.Tx) (err error) {
			in, err = intake.Get(t.Context(), tx, id)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if in.State == intake.Failed { // its file is not there
			break
		}
	}
	cancel()
	<-ended
}
