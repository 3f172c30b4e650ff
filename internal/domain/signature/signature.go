// Package signature is the electronic signatures under papers (chữ ký số): whom
// an office trusts to issue certificates, what a signed file is worth, and
// signing with a key that its owner brings along for that one signature.
//
// Chương trình không giữ khóa của ai. Khóa trong thiết bị của Ban Cơ yếu Chính
// phủ và ký số từ xa cần bộ kết nối riêng: chưa làm, chưa thử; với chúng, văn
// bản được ký bằng công cụ của nhà cung cấp rồi tải lên, và được kiểm tra ở
// đây. Whether a certificate was revoked is not known: nothing is fetched.
package signature

import (
	"cmp"
	"context"
	"crypto/x509"
	"strconv"
	"time"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/pdfsign"
)

// A Signature is one signature of a file as it was found when it was checked.
type Signature struct {
	No        int    // in the order in which they were made, from 1
	File      string // SHA-256 of the file
	Signer    string // by the certificate
	Unit      string // organisation, by the certificate
	Title     string
	Serial    string // hexadecimal
	Issuer    string
	ClaimedAt string // RFC 3339; when the signer says it was, "" when not said
	Reason    string
	Verdict   string // sentence
	Sound     bool
	CheckedAt string
	CheckedBy string // user id
}

// Trust is whom an office trusts, and when it is asked. It is read from the
// database and then asked without it: files are large.
type Trust struct {
	roots *x509.CertPool
	none  bool // no anchor at all
	now   time.Time
}

// TrustOf reads whom the office trusts today.
func TrustOf(ctx context.Context, tx *db.Tx) (Trust, error) {
	anchors, err := Anchors(ctx, tx)
	if err != nil {
		return Trust{}, err
	}
	t := Trust{roots: x509.NewCertPool(), none: true, now: tx.Now}
	for _, a := range anchors {
		if a.RevokedAt == "" {
			t.none = false
			t.roots.AddCert(a.cert)
		}
	}
	return t, nil
}

// Roots are the authorities whose certificates count.
func (t Trust) Roots() *x509.CertPool { return t.roots }

// Look checks the signatures of a PDF file and says of each what it is worth.
// A file without signatures has none; one that cannot be read is Invalid.
func (t Trust) Look(pdf []byte) ([]Signature, error) {
	found, err := pdfsign.Verify(pdf, t.roots, t.now)
	if err != nil {
		return nil, fault.New(fault.Invalid, unreadable(err))
	}
	var all []Signature
	for i, f := range found {
		s := Signature{No: i + 1, Reason: f.Reason, Sound: f.Sound(), Verdict: t.say(f), CheckedAt: t.now.UTC().Format(time.RFC3339)}
		if !f.Claimed.IsZero() {
			s.ClaimedAt = f.Claimed.UTC().Format(time.RFC3339)
		}
		if c := f.Cert; c != nil {
			s.Signer, s.Serial, s.Issuer = name(c.Subject.CommonName, "(không tên)"), c.SerialNumber.Text(16), nameOf(c.Issuer)
			s.Unit, s.Title = first(c.Subject.Organization), titleOf(c)
		}
		all = append(all, s)
	}
	return all, nil
}

// Accept decides whether a signed file can stand for the paper whose final
// file was before: it must begin with the very bytes of that file, have got
// nothing but signatures, and every signature must hold. The fault names the
// first thing that does not.
func (t Trust) Accept(before, signed []byte) ([]Signature, error) {
	all, err := t.Look(signed)
	if err != nil {
		return nil, err
	}
	switch {
	case len(all) == 0:
		return nil, refuse("Tệp không có chữ ký số nào.")
	case !pdfsign.OnlySigned(before, signed):
		return nil, refuse("Tệp đã ký không phải là bản cuối của văn bản này cộng thêm chữ ký: nội dung khác, hoặc công cụ ký đã ghi lại cả tệp. " +
			"Hãy tải bản cuối về, ký đúng tệp đó rồi tải lên.")
	case t.none:
		return nil, refuse("Cơ quan chưa khai báo nhà cung cấp chứng thư nào được tin cậy nên chưa kiểm tra được chữ ký. " +
			"Quản trị viên khai báo ở trang Quản trị, mục Chứng thư tin cậy.")
	}
	for _, s := range all {
		if !s.Sound {
			who := cmp.Or(s.Signer, "số "+strconv.Itoa(s.No))
			return nil, refuse("Chữ ký của " + who + " không được chấp nhận: " + s.Verdict)
		}
	}
	return all, nil
}

func refuse(sentence string) error {
	return &fault.Error{Kind: fault.Invalid, Message: "Bản ký số chưa được nhận.", Fields: map[string]string{"file": sentence}}
}

// day is a moment as the civil day of the office.
func day(t time.Time) string { return calendar.Of(t).VN() }
