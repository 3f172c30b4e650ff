package bundle_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/demo"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
)

// TestTheFilesOfASettlementAreInTheBundle: electronic invoices and scans prove
// what was spent.
func TestTheFilesOfASettlementAreInTheBundle(t *testing.T) {
	r := newRig(t)
	err := r.d.View(t.Context(), db.Scope{Province: demo.Province, Actor: access.System("test")}, func(tx *db.Tx) error {
		return tx.QueryRow(t.Context(), `SELECT scheme FROM settlements WHERE province = ? AND id = 'qt-2026-0001'`, []any{tx.Province}, &r.scheme)
	})
	if err != nil {
		t.Fatal(err)
	}
	file := r.take(t)
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"hoa-don-khop.xml", "hoa-don-lech.xml", "hoa-don-giay-minh-hoa.pdf"} {
		found := false
		for _, f := range z.File {
			found = found || strings.HasSuffix(f.Name, want)
		}
		if !found {
			t.Errorf("%s is not in the bundle", want)
		}
	}
}
