// Package pdfsign signs PDF files and checks their signatures: PAdES baseline
// B-B (ETSI EN 319 142-1), without any knowledge of what the papers are.
//
// A signature is appended as a revision of its own, so that several people
// sign one after the other and no signature breaks an earlier one. Nothing is
// ever fetched: no list of revoked certificates, no time stamp. Whether a
// certificate had been revoked is therefore not known here.
package pdfsign

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"time"
	"unicode/utf16"

	"example.vn/khuyencong/internal/platform/cades"
	"example.vn/khuyencong/internal/platform/pdffile"
)

// What may forbid a signature, beside the errors of pdffile and cades.
var (
	ErrLocked = errors.New("an earlier signature forbids further ones")
	ErrPage   = errors.New("the file has no such page")
	ErrPlace  = errors.New("the stamp does not fit on the page")
)

// Options say what stands with the signature.
type Options struct {
	Name   string    // of the signer
	Reason string    // why, e.g. the part that the signer has
	Place  string    // where
	At     time.Time // when, as the signer claims
	Look   *Look     // nil: nothing is seen on the page
}

// Sign appends a signature to a PDF file. key belongs to the first certificate
// of chain, is handed a SHA-256 digest, and may well be elsewhere.
func Sign(pdf []byte, key crypto.Signer, chain []*x509.Certificate, o Options) ([]byte, error) {
	f, err := pdffile.Open(pdf)
	if err != nil {
		return nil, err
	}
	catalog, err := f.Dict(f.Root)
	if err != nil {
		return nil, err
	}
	if locked(f, catalog) {
		return nil, ErrLocked
	}
	u := f.Update()
	slot := newSlot(chain, o)
	value := u.Add(slot.dict)
	if err := addField(f, u, catalog, value, o); err != nil {
		return nil, err
	}
	file, begins := u.Bytes(value)
	if len(file) > pdffile.MaxSize {
		return nil, pdffile.ErrLarge
	}
	return slot.fill(file, begins, key, chain)
}

// A slot is the dictionary of a signature in which the ranges and the
// signature itself are still to be filled in.
type slot struct {
	dict     pdffile.Raw
	ranges   int // where the numbers stand in dict
	contents int // where the bracket of the signature stands in dict
	room     int // bytes, as hexadecimal digits twice that
}

// blank holds the place of the three numbers of a ByteRange that are not 0.
const blank = "                                "

func newSlot(chain []*x509.Certificate, o Options) slot {
	room := 4096
	for _, c := range chain {
		room += len(c.Raw)
	}
	var b bytes.Buffer
	b.WriteString("<</Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n/ByteRange [0")
	s := slot{ranges: b.Len(), room: room}
	b.WriteString(blank + "]\n/Contents ")
	s.contents = b.Len()
	b.WriteByte('<')
	b.Write(bytes.Repeat([]byte("0"), 2*room))
	b.WriteByte('>')
	for _, entry := range []struct{ key, value string }{
		{"/M", o.At.Format("D:20060102150405-07'00'")}, {"/Name", o.Name}, {"/Reason", o.Reason}, {"/Location", o.Place},
	} {
		if entry.value != "" && (entry.key != "/M" || !o.At.IsZero()) {
			b.WriteString("\n" + entry.key + " ")
			b.Write(pdffile.Append(nil, text(entry.value)))
		}
	}
	b.WriteString(">>")
	s.dict = b.Bytes()
	return s
}

// fill signs the file, in which dict begins at begins.
func (s slot) fill(file []byte, begins int, key crypto.Signer, chain []*x509.Certificate) ([]byte, error) {
	start := begins + s.contents
	end := start + 2*s.room + 2
	numbers := fmt.Sprintf(" %d %d %d", start, end, len(file)-end)
	if len(numbers) > len(blank) {
		return nil, pdffile.ErrLarge
	}
	copy(file[begins+s.ranges:], numbers)
	h := sha256.New()
	h.Write(file[:start])
	h.Write(file[end:])
	der, err := cades.Sign(h.Sum(nil), key, chain)
	if err != nil {
		return nil, err
	}
	if len(der) > s.room {
		return nil, fmt.Errorf("a signature of %d bytes has no room", len(der))
	}
	hex.Encode(file[start+1:], der)
	return file, nil
}

// text is a text of a file: ASCII as it is, anything else as UTF-16.
func text(s string) pdffile.String {
	for _, c := range []byte(s) {
		if c >= 0x80 {
			out := []byte{0xfe, 0xff}
			for _, u := range utf16.Encode([]rune(s)) {
				out = append(out, byte(u>>8), byte(u))
			}
			return pdffile.String{Bytes: out}
		}
	}
	return pdffile.String{Bytes: []byte(s)}
}

// addField puts a field for the signature on a page and into the form.
func addField(f *pdffile.File, u *pdffile.Update, catalog pdffile.Dict, value pdffile.Ref, o Options) error {
	number := 1
	if o.Look != nil {
		number = o.Look.Page
	}
	page, err := findPage(f, catalog, number)
	if err != nil {
		return err
	}
	form, err := f.Dict(catalog["AcroForm"])
	if err != nil {
		return err
	}
	fields, err := f.Array(form["Fields"])
	if err != nil {
		return err
	}
	widget := pdffile.Dict{
		"Type": pdffile.Name("Annot"), "Subtype": pdffile.Name("Widget"), "FT": pdffile.Name("Sig"),
		"T": text("ChuKy" + strconv.Itoa(len(fields)+1)), "V": value, "P": page.ref,
		"F":    int64(132), // printed, locked
		"Rect": pdffile.Array{int64(0), int64(0), int64(0), int64(0)},
	}
	if o.Look != nil {
		if err := o.Look.put(u, page, widget); err != nil {
			return err
		}
	}
	if o.Name != "" {
		widget["TU"] = text(o.Name)
	}
	field := u.Add(widget)
	annots, err := f.Array(page.dict["Annots"])
	if err != nil {
		return err
	}
	extend(u, page.ref, page.dict, "Annots", annots, field)
	if form == nil {
		form = pdffile.Dict{}
	}
	form = maps.Clone(form)
	form["SigFlags"] = int64(3) // has signatures; append only
	if ref, ok := catalog["AcroForm"].(pdffile.Ref); ok {
		extend(u, ref, form, "Fields", fields, field)
		u.Set(ref, form)
		return nil
	}
	extend(u, pdffile.Ref{}, form, "Fields", fields, field)
	catalog = maps.Clone(catalog)
	catalog["AcroForm"] = form
	u.Set(f.Root, catalog)
	return nil
}

// extend appends item to the list under key of owner, wherever that list
// stands. Where it stands in owner itself, owner is changed and, when ref
// names it, replaced.
func extend(u *pdffile.Update, ref pdffile.Ref, owner pdffile.Dict, key pdffile.Name, list pdffile.Array, item pdffile.Ref) {
	longer := append(append(pdffile.Array{}, list...), item)
	if at, ok := owner[key].(pdffile.Ref); ok && list != nil {
		u.Set(at, longer)
		return
	}
	owner[key] = longer
	if ref != (pdffile.Ref{}) {
		u.Set(ref, owner)
	}
}

// locked reports whether a certification allows no change at all.
func locked(f *pdffile.File, catalog pdffile.Dict) bool {
	perms, err := f.Dict(catalog["Perms"])
	if err != nil || perms == nil {
		return err != nil
	}
	sig, err := f.Dict(perms["DocMDP"])
	return err != nil || level(f, sig) == 1
}

// level is what a certifying signature allows: 1 nothing, 2 signatures and
// forms, 3 notes too; 0 when it does not certify.
func level(f *pdffile.File, sig pdffile.Dict) int64 {
	refs, err := f.Array(sig["Reference"])
	if err != nil {
		return 1
	}
	for _, r := range refs {
		d, err := f.Dict(r)
		if err != nil {
			return 1
		}
		if d["TransformMethod"] != pdffile.Name("DocMDP") {
			continue
		}
		parms, err := f.Dict(d["TransformParams"])
		if err != nil {
			return 1
		}
		if p, ok := parms["P"].(int64); ok {
			return p
		}
		return 2
	}
	return 0
}
