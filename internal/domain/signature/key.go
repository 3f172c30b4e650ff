package signature

import (
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"example.vn/khuyencong/internal/platform/cades"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/pdfsign"
)

// maxKey is the size in bytes of a file with a key and its certificates.
const maxKey = 64 << 10

// A Key is what somebody signs with: it is read from a PKCS#12 file for one
// signature and kept nowhere.
type Key struct {
	signer crypto.Signer
	chain  []*x509.Certificate
}

// tooManyRounds refuses a file before anything is computed.
const tooManyRounds = "Tệp khóa đòi số vòng lặp tính khóa quá lớn (hơn 2.000.000). Hãy xuất lại tệp khóa với số vòng lặp mặc định."

// unlocking lets one key be read at a time. How long that takes is written in
// the file, see within: whoever hides a count where it cannot be seen holds up
// the next key, and nothing else.
var unlocking = make(chan struct{}, 1)

// maxUnlock is how long somebody waits for a key to be read.
const maxUnlock = 10 * time.Second

// ReadKey reads a PKCS#12 file with its password.
func ReadKey(ctx context.Context, file []byte, password string) (Key, error) {
	switch {
	case len(file) == 0:
		return Key{}, keyFault("keyfile", "Chưa chọn tệp khóa (.p12, .pfx).")
	case len(file) > maxKey:
		return Key{}, keyFault("keyfile", "Tệp khóa lớn hơn 64 KB.")
	case !within(file):
		return Key{}, keyFault("keyfile", tooManyRounds)
	}
	ctx, cancel := context.WithTimeout(ctx, maxUnlock)
	defer cancel()
	select {
	case unlocking <- struct{}{}:
	case <-ctx.Done():
		return Key{}, fault.New(fault.Busy, "Đang đọc một tệp khóa khác, anh/chị thử lại sau ít phút.")
	}
	type answer struct {
		key Key
		err error
	}
	done := make(chan answer, 1)
	go func() {
		defer func() { <-unlocking }()
		key, err := unlock(file, password)
		done <- answer{key, err}
	}()
	select {
	case a := <-done:
		return a.key, a.err
	case <-ctx.Done():
		return Key{}, keyFault("keyfile", "Tệp khóa đòi tính toán quá lâu nên không đọc được.")
	}
}

func unlock(file []byte, password string) (k Key, err error) {
	defer func() { // the file comes from outside, the reader is not ours
		if recover() != nil {
			err = keyFault("keyfile", "Tệp khóa bị hỏng.")
		}
	}()
	private, leaf, rest, err := pkcs12.DecodeChain(file, password)
	if errors.Is(err, pkcs12.ErrIncorrectPassword) {
		return k, keyFault("password", "Mật khẩu của tệp khóa không đúng.")
	}
	if err != nil {
		return k, keyFault("keyfile", "Tệp không phải là PKCS#12 đọc được, hoặc không có khóa.")
	}
	signer, ok := private.(crypto.Signer)
	if !ok {
		return k, keyFault("keyfile", "Loại khóa này chưa dùng để ký được.")
	}
	return Key{signer, append([]*x509.Certificate{leaf}, rest...)}, nil
}

func keyFault(field, sentence string) error {
	return &fault.Error{Kind: fault.Invalid, Message: "Văn bản chưa ký được.", Fields: map[string]string{field: sentence}}
}

// Name is the signer's name by the certificate.
func (k Key) Name() string { return nameOf(k.chain[0].Subject) }

// Sign signs a PDF file and checks the outcome as if somebody else had made
// it. The name is that of the certificate, the time that of trust.
func (k Key) Sign(t Trust, pdf []byte, o pdfsign.Options) ([]byte, []Signature, error) {
	o.Name, o.At = k.Name(), t.now.In(calendar.Vietnam)
	signed, err := pdfsign.Sign(pdf, k.signer, k.chain, o)
	if err != nil {
		return nil, nil, signFault(err)
	}
	all, err := t.Accept(pdf, signed)
	return signed, all, err
}

func signFault(err error) error {
	switch {
	case errors.Is(err, pdfsign.ErrLocked):
		return keyFault("keyfile", "Tệp đã được ký khóa, không nhận thêm chữ ký.")
	case errors.Is(err, pdfsign.ErrPage):
		return keyFault("page", "Văn bản không có trang đó.")
	case errors.Is(err, pdfsign.ErrPlace):
		return keyFault("left", "Hình chữ ký không nằm gọn trong trang.")
	case errors.Is(err, pdfsign.ErrImage):
		return keyFault("picture", "Hình chữ ký phải là tệp PNG, tối đa 4 triệu điểm ảnh.")
	case errors.Is(err, cades.ErrAlgorithm), errors.Is(err, cades.ErrKey):
		return keyFault("keyfile", "Loại khóa này chưa dùng để ký được, hoặc khóa không khớp với chứng thư.")
	}
	return keyFault("keyfile", unreadable(err))
}
