package signature_test

import (
	"bytes"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"testing"

	"crypto/x509"

	"software.sslmate.com/src/go-pkcs12"

	"example.vn/khuyencong/internal/domain/signature"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/cades/cadestest"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/pdfsign"
)

var admin = access.Actor{ID: "u-1", Name: "Quản Trị", Roles: []access.Role{access.Admin}}

func update(t *testing.T, d *db.DB, who access.Actor, fn func(*db.Tx) error) error {
	t.Helper()
	return d.Update(t.Context(), db.Scope{Province: "19", Actor: who}, fn)
}

func trust(t *testing.T, d *db.DB) (out signature.Trust) {
	t.Helper()
	err := d.View(t.Context(), db.Scope{Province: "19", Actor: admin}, func(tx *db.Tx) (err error) {
		out, err = signature.TrustOf(t.Context(), tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func add(t *testing.T, d *db.DB, ca *cadestest.Authority) (a signature.Anchor) {
	t.Helper()
	err := update(t, d, admin, func(tx *db.Tx) (err error) {
		a, err = signature.AddAnchor(t.Context(), tx, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.Cert.Raw}), "từ đĩa")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// blank is a file of one empty page.
func blank(words string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
		"<</Type/Page/Parent 2 0 R/Note(" + words + ")>>",
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	b.WriteString("xref\n0 4\n0000000000 65535 f \n")
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", start)
	return b.Bytes()
}

// p12 is the file with which a person signs.
func p12(t *testing.T, ca *cadestest.Authority, name, password string) []byte {
	t.Helper()
	key := cadestest.ECDSA(t)
	b, err := pkcs12.Modern.Encode(key, ca.Signer(t, name, key), []*x509.Certificate{ca.Cert}, password)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// field is what a fault says of a field.
func field(err error, name string) string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Fields[name]
	}
	return ""
}

func TestSignedHereThenAccepted(t *testing.T) {
	d := dbtest.Open(t)
	ca := cadestest.New(t, "Nhà chứng thực thử")
	anchor := add(t, d, ca)
	key, err := signature.ReadKey(t.Context(), p12(t, ca, "Nguyễn Văn An", "bí mật"), "bí mật")
	if err != nil {
		t.Fatal(err)
	}
	before := blank("QD 05")
	signed, all, err := key.Sign(trust(t, d), before, pdfsign.Options{Reason: "Ban hành"})
	if err != nil || len(all) != 1 || !all[0].Sound || all[0].Signer != "Nguyễn Văn An" || all[0].Issuer != "Nhà chứng thực thử" ||
		all[0].Unit == "" || all[0].Verdict != "Chữ ký hợp lệ, phủ toàn bộ tệp." || all[0].ClaimedAt == "" {
		t.Fatalf("got %+v, %v", all, err)
	}
	err = update(t, d, admin, func(tx *db.Tx) error {
		if err := signature.Keep(t.Context(), tx, "paper/p-1", "ab", all); err != nil {
			return err
		}
		kept, err := signature.Of(t.Context(), tx, "paper/p-1")
		if err != nil || len(kept) != 1 || kept[0].Signer != all[0].Signer || !kept[0].Sound || kept[0].CheckedBy != admin.ID {
			t.Errorf("kept %+v, %v", kept, err)
		}
		return signature.RevokeAnchor(t.Context(), tx, anchor.ID, "hết hợp đồng")
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := trust(t, d).Accept(before, signed); !strings.Contains(field(err, "file"), "chưa khai báo nhà cung cấp") {
		t.Errorf("after the anchor was revoked: got %v", err)
	}
}

func TestWhatIsNotAccepted(t *testing.T) {
	d := dbtest.Open(t)
	ca, other := cadestest.New(t, "Nhà chứng thực thử"), cadestest.New(t, "Nhà lạ")
	add(t, d, ca)
	before := blank("QD 05")
	sign := func(pdf []byte, ca *cadestest.Authority) []byte {
		key := cadestest.ECDSA(t)
		out, err := pdfsign.Sign(pdf, key, []*x509.Certificate{ca.Signer(t, "Nguyễn Văn An", key)}, pdfsign.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	good := sign(before, ca)
	if _, err := trust(t, d).Accept(before, sign(good, ca)); err != nil {
		t.Errorf("two signers: got %v", err)
	}
	for name, c := range map[string]struct {
		file []byte
		says string
	}{
		"not signed":        {before, "không có chữ ký số"},
		"another paper":     {sign(blank("QD 06"), ca), "không phải là bản cuối"},
		"one byte":          {bytes.Replace(good, []byte("QD 05"), []byte("QD 95"), 1), "không phải là bản cuối"},
		"unknown authority": {sign(before, other), "“Nhà lạ” cấp"},
		"second one bad":    {sign(good, other), "“Nhà lạ” cấp"},
		"cut off":           {good[:len(good)-20], ""},
		"no PDF":            {[]byte("x"), ""},
	} {
		_, err := trust(t, d).Accept(before, c.file)
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(field(err, "file"), c.says) {
			t.Errorf("%s: got %v %q", name, err, field(err, "file"))
		}
	}
}

func TestKeysThatCannotBeUsed(t *testing.T) {
	ca := cadestest.New(t, "Nhà chứng thực thử")
	good := p12(t, ca, "An", "x")
	for name, c := range map[string]struct {
		file     []byte
		password string
		field    string
	}{
		"none":           {nil, "", "keyfile"},
		"wrong password": {good, "y", "password"},
		"no key":         {[]byte("hello"), "", "keyfile"},
		"cut":            {good[:100], "x", "keyfile"},
		"large":          {make([]byte, 1<<20), "", "keyfile"},
	} {
		_, err := signature.ReadKey(t.Context(), c.file, c.password)
		if fault.KindOf(err) != fault.Invalid || field(err, c.field) == "" {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestAnchors(t *testing.T) {
	d := dbtest.Open(t)
	ca := cadestest.New(t, "Nhà chứng thực thử")
	person := ca.Signer(t, "Nguyễn Văn An", cadestest.ECDSA(t))
	try := func(who access.Actor, file []byte, note string) error {
		return update(t, d, who, func(tx *db.Tx) error {
			_, err := signature.AddAnchor(t.Context(), tx, file, note)
			return err
		})
	}
	for name, c := range map[string]struct {
		file  []byte
		note  string
		field string
	}{
		"nothing":  {nil, "x", "file"},
		"junk":     {[]byte("junk"), "x", "file"},
		"person":   {person.Raw, "x", "file"},
		"two":      {bytes.Repeat(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.Cert.Raw}), 2), "x", "file"},
		"large":    {make([]byte, 1<<17), "x", "file"},
		"no note":  {ca.Cert.Raw, " ", "note"},
		"key file": {pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")}), "x", "file"},
	} {
		if err := try(admin, c.file, c.note); field(err, c.field) == "" {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if err := try(access.Actor{ID: "u-2", Roles: []access.Role{access.Director}}, ca.Cert.Raw, "x"); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a director: got %v", err)
	}
	if err := try(admin, ca.Cert.Raw, "x"); err != nil {
		t.Errorf("DER: got %v", err)
	}
	if err := try(admin, ca.Cert.Raw, "x"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("twice: got %v", err)
	}
	revoke := func(id, reason string) error {
		return update(t, d, admin, func(tx *db.Tx) error { return signature.RevokeAnchor(t.Context(), tx, id, reason) })
	}
	if err := revoke("ct-1", ""); field(err, "reason") == "" {
		t.Errorf("no reason: got %v", err)
	}
	if err := revoke("ct-9", "x"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("none: got %v", err)
	}
	if err := revoke("ct-1", "x"); err != nil {
		t.Error(err)
	}
	if err := revoke("ct-1", "x"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("again: got %v", err)
	}
	err := update(t, d, admin, func(tx *db.Tx) error {
		all, err := signature.Anchors(t.Context(), tx)
		if err != nil || len(all) != 1 || all[0].RevokedAt == "" || all[0].Reason != "x" || all[0].Name != "Nhà chứng thực thử" {
			t.Errorf("got %+v, %v", all, err)
		}
		events, err := audit.Of(t.Context(), tx, "trust/ct-1")
		if err != nil || len(events) != 2 {
			t.Errorf("got %d records, %v", len(events), err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
