package signature

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"

	"example.vn/khuyencong/internal/platform/pdffile"
	"example.vn/khuyencong/internal/platform/pdfsign"
	"example.vn/khuyencong/internal/platform/text"
)

// say puts what was found of a signature into a sentence.
func (t Trust) say(f pdfsign.Signature) string {
	if f.Verdict == pdfsign.Good && f.Later == pdfsign.Changed {
		return "Tệp đã bị sửa sau khi ký."
	}
	switch f.Verdict {
	case pdfsign.Good:
		if f.Later == pdfsign.Signed {
			return "Chữ ký hợp lệ; sau đó tệp chỉ được ký thêm."
		}
		return "Chữ ký hợp lệ, phủ toàn bộ tệp."
	case pdfsign.Expired:
		return "Chứng thư chỉ có hiệu lực từ " + day(f.Cert.NotBefore) + " đến " + day(f.Cert.NotAfter) + ", hoặc chứng thư cấp trên đã hết hạn."
	case pdfsign.Unknown:
		return "Chứng thư do “" + nameOf(f.Cert.Issuer) + "” cấp, cơ quan chưa khai báo tin cậy nhà cung cấp này."
	case pdfsign.Forged:
		return "Chữ ký không khớp với chứng thư kèm theo."
	case pdfsign.Altered:
		return "Nội dung không còn như khi ký."
	case pdfsign.Unaccepted:
		return "Chữ ký dùng cách ký không được chấp nhận, ví dụ SHA-1 hoặc khóa quá ngắn."
	case pdfsign.Unreadable:
	}
	return "Chữ ký sai cấu trúc hoặc không phủ hết phần tệp trước nó."
}

// unreadable says why a file cannot be read.
func unreadable(err error) string {
	switch {
	case errors.Is(err, pdffile.ErrNotPDF):
		return "Tệp không phải là PDF."
	case errors.Is(err, pdffile.ErrEncrypted):
		return "Tệp PDF đặt mật khẩu nên không kiểm tra được chữ ký."
	case errors.Is(err, pdffile.ErrLarge):
		return "Tệp PDF quá lớn, tối đa 20 MB."
	case errors.Is(err, pdfsign.ErrMany):
		return "Tệp có quá nhiều chữ ký."
	}
	return "Tệp PDF bị hỏng hoặc có cấu trúc lạ nên không kiểm tra được chữ ký."
}

// nameOf is how a certificate's holder is called.
func nameOf(n pkix.Name) string {
	return name(n.CommonName, first(n.Organization))
}

// name is a name of a certificate, which may contain anything, as one line.
func name(s, otherwise string) string {
	if s = text.CleanLine(s); s == "" {
		return otherwise
	}
	if r := []rune(s); len(r) > 200 {
		return string(r[:200])
	}
	return s
}

func first(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return name(names[0], "")
}

var oidTitle = asn1.ObjectIdentifier{2, 5, 4, 12}

func titleOf(c *x509.Certificate) string {
	for _, n := range c.Subject.Names {
		if s, ok := n.Value.(string); ok && n.Type.Equal(oidTitle) {
			return name(s, "")
		}
	}
	return ""
}
