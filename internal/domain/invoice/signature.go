package invoice

import (
	"bytes"
	"crypto"
	_ "crypto/sha1" //nolint:gosec // invoices signed with it exist; the verdict says that it is outdated
	_ "crypto/sha256"
	_ "crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"slices"
	"strings"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/types"

	"example.vn/khuyencong/internal/platform/calendar"
)

// What one signature may hold, so that verifying costs little.
const (
	maxSignatures   = 5
	maxReferences   = 5
	maxTransforms   = 5
	maxCertificates = 10
)

var methods = map[string]x509.SignatureAlgorithm{
	dsig.RSASHA1SignatureMethod:     x509.SHA1WithRSA,
	dsig.RSASHA256SignatureMethod:   x509.SHA256WithRSA,
	dsig.RSASHA384SignatureMethod:   x509.SHA384WithRSA,
	dsig.RSASHA512SignatureMethod:   x509.SHA512WithRSA,
	dsig.ECDSASHA256SignatureMethod: x509.ECDSAWithSHA256,
	dsig.ECDSASHA384SignatureMethod: x509.ECDSAWithSHA384,
	dsig.ECDSASHA512SignatureMethod: x509.ECDSAWithSHA512,
}

const sha1Digest = "http://www.w3.org/2000/09/xmldsig#sha1"

var digestMethods = map[string]crypto.Hash{
	sha1Digest: crypto.SHA1,
	"http://www.w3.org/2001/04/xmlenc#sha256":       crypto.SHA256,
	"http://www.w3.org/2001/04/xmldsig-more#sha384": crypto.SHA384,
	"http://www.w3.org/2001/04/xmlenc#sha512":       crypto.SHA512,
}

// Why a signature does not hold. Their words are for users.
var (
	errShape     = refuse("Chữ ký thiếu thành phần hoặc có thành phần thừa.")
	errAlgorithm = refuse("Chữ ký dùng thuật toán mà phần mềm không nhận.")
	errOutside   = refuse("Chữ ký trỏ tới nội dung ngoài tệp này; phần mềm không tải gì về.")
	errTwice     = refuse("Mã định danh mà chữ ký trỏ tới không có, hoặc có ở nhiều chỗ trong tệp.")
	errElsewhere = refuse("Chữ ký không ký lên phần dữ liệu của hóa đơn này.")
	errValue     = refuse("Giá trị chữ ký không khớp: chữ ký hoặc nội dung đã bị sửa.")
	errDigest    = refuse("Nội dung hóa đơn đã bị sửa sau khi ký.")
)

// signatures lists the signatures of the invoice, wherever they stand.
func (d *document) signatures() []*etree.Element {
	var all []*etree.Element
	for _, e := range d.bill.FindElements(".//Signature") {
		if e.NamespaceURI() == dsig.Namespace {
			all = append(all, e)
		}
	}
	return all
}

// signer is whose place a signature stands in: DSCKS has one for each.
func (d *document) signer(e *etree.Element) string {
	place := e.Parent()
	if place == nil || place.Parent() == nil || place.Parent().Tag != "DSCKS" || place.Parent().Parent() != d.bill {
		return ""
	}
	if _, ok := signers[place.Tag]; ok {
		return place.Tag
	}
	return ""
}

// verify draws the verdict on one signature.
func (d *document) verify(e *etree.Element, issued calendar.Date, trust *x509.CertPool) Signature {
	s := Signature{By: d.signer(e)}
	leaf, others, err := d.check(e, &s)
	if leaf != nil {
		s.Signer, s.Issuer, s.TaxCode = person(leaf.Subject), person(leaf.Issuer), taxCode(leaf.Subject)
	}
	at := signedAt(s.Claimed, issued)
	switch {
	case errors.Is(err, errDigest) || errors.Is(err, errValue):
		s.Verdict, s.Why = Altered, err.Error()
	case err != nil:
		s.Verdict, s.Why = Malformed, err.Error()
	case at.Before(leaf.NotBefore) || at.After(leaf.NotAfter):
		s.Verdict, s.Why = UnknownIssuer, "Chữ ký khớp với nội dung, nhưng chứng thư số không có hiệu lực vào lúc ký."
	case known(trust, leaf, others, at):
		s.Verdict, s.Why = Trusted, "Chữ ký khớp với nội dung; chứng thư số do nơi mà cơ quan tin cậy cấp. Chưa kiểm tra việc thu hồi chứng thư."
	default:
		s.Verdict, s.Why = UnknownIssuer, "Chữ ký khớp với nội dung, nhưng cơ quan chưa ghi nhận nơi cấp chứng thư số là tin cậy."
	}
	return s
}

// check returns the certificate with which the signature holds over the
// invoice, and the others that came along.
func (d *document) check(e *etree.Element, s *Signature) (leaf *x509.Certificate, others []*x509.Certificate, err error) {
	info, value, certs, err := parts(e)
	if err != nil {
		return nil, nil, err
	}
	signed, err := canonical(info, infoForm(info))
	if err != nil {
		return certs[0], nil, err
	}
	// Only what was signed is read from here on.
	var said types.SignedInfo
	if err := xml.Unmarshal(signed, &said); err != nil {
		return certs[0], nil, errShape
	}
	method, ok := methods[said.SignatureMethod.Algorithm]
	if !ok {
		return certs[0], nil, errAlgorithm
	}
	s.Outdated = method == x509.SHA1WithRSA
	value = asASN1(method, value)
	at := slices.IndexFunc(certs, func(c *x509.Certificate) bool { return c.CheckSignature(method, signed, value) == nil })
	if at < 0 {
		return certs[0], nil, errValue
	}
	leaf, others = certs[at], slices.Delete(slices.Clone(certs), at, at+1)
	return leaf, others, d.references(e, said.References, s)
}

// parts takes a signature apart; each part stands there once.
func parts(e *etree.Element) (info *etree.Element, value []byte, certs []*x509.Certificate, err error) {
	var values, keys, infos []*etree.Element
	for _, c := range e.ChildElements() {
		switch c.Tag {
		case dsig.SignedInfoTag:
			infos = append(infos, c)
		case dsig.SignatureValueTag:
			values = append(values, c)
		case dsig.KeyInfoTag:
			keys = append(keys, c)
		}
	}
	if len(infos) != 1 || len(values) != 1 || len(keys) != 1 {
		return nil, nil, nil, errShape
	}
	if value, err = unbase(content(values[0])); err != nil {
		return nil, nil, nil, errShape
	}
	for _, c := range keys[0].FindElements("./X509Data/X509Certificate") {
		raw, err := unbase(content(c))
		if err != nil {
			return nil, nil, nil, errShape
		}
		cert, err := x509.ParseCertificate(raw)
		if err != nil {
			return nil, nil, nil, refuse("Chứng thư số trong chữ ký không đọc được.")
		}
		certs = append(certs, cert)
	}
	if len(certs) == 0 || len(certs) > maxCertificates {
		return nil, nil, nil, errShape
	}
	return infos[0], value, certs, nil
}

func unbase(s string) ([]byte, error) {
	return base64.StdEncoding.DecodeString(strings.Join(strings.Fields(s), ""))
}

// infoForm is the canonical form in which the list of what is signed was
// signed itself.
func infoForm(info *etree.Element) form {
	method := info.FindElement("./" + dsig.CanonicalizationMethodTag)
	if method == nil {
		return form{}
	}
	f := form{algorithm: method.SelectAttrValue(dsig.AlgorithmAttr, "")}
	if list := method.FindElement("./" + dsig.InclusiveNamespacesTag); list != nil {
		f.prefixes = list.SelectAttrValue(dsig.PrefixListAttr, "")
	}
	return f
}

// references compares every part that was signed with its digest. One of them
// must be the data of the invoice that is read, or all around it.
func (d *document) references(e *etree.Element, refs []types.Reference, s *Signature) error {
	if len(refs) == 0 || len(refs) > maxReferences {
		return errShape
	}
	over := false
	for _, ref := range refs {
		target, err := d.target(ref.URI)
		if err != nil {
			return err
		}
		if err := digest(target, e, ref); err != nil {
			return err
		}
		over = over || target == d.data || inside(d.data, target)
		if t := target.FindElement(".//SigningTime"); t != nil && inside(t, e) {
			s.Claimed = moment(content(t))
		}
	}
	if !over {
		return errElsewhere
	}
	return nil
}

// inside reports whether e stands below outer.
func inside(e, outer *etree.Element) bool {
	for p := e.Parent(); p != nil; p = p.Parent() {
		if p == outer {
			return true
		}
	}
	return false
}

// target is the one element of the file that a reference points to.
func (d *document) target(uri string) (*etree.Element, error) {
	if uri == "" {
		return d.root, nil
	}
	id, ok := strings.CutPrefix(uri, "#")
	if !ok || id == "" || strings.ContainsAny(id, "()") {
		return nil, errOutside
	}
	var found []*etree.Element
	walk(d.root, func(e *etree.Element) {
		for _, a := range e.Attr {
			if a.Space == "" && strings.EqualFold(a.Key, "id") && a.Value == id {
				found = append(found, e)
			}
		}
	})
	if len(found) != 1 {
		return nil, errTwice
	}
	return found[0], nil
}

func walk(e *etree.Element, visit func(*etree.Element)) {
	visit(e)
	for _, c := range e.ChildElements() {
		walk(c, visit)
	}
}

// formOf is the canonical form that a reference asks for. The first one
// decides: what follows finds nothing to change. A reference inside the file
// never has comments.
func formOf(ref types.Reference, signature *etree.Element) (form, error) {
	f := form{}
	if len(ref.Transforms.Transforms) > maxTransforms {
		return f, errAlgorithm
	}
	for _, t := range ref.Transforms.Transforms {
		switch {
		case t.Algorithm == string(dsig.EnvelopedSignatureAltorithmId):
			f.without = signature
		case !canMake(t.Algorithm):
			return f, errAlgorithm
		case f.algorithm == "":
			f.algorithm = strings.TrimSuffix(t.Algorithm, withComments)
			if t.InclusiveNamespaces != nil {
				f.prefixes = t.InclusiveNamespaces.PrefixList
			}
		}
	}
	if f.algorithm == "" {
		f.algorithm = string(dsig.CanonicalXML10RecAlgorithmId)
	}
	return f, nil
}

// digest compares an element with what the reference says of it.
func digest(target, signature *etree.Element, ref types.Reference) error {
	f, err := formOf(ref, signature)
	if err != nil {
		return err
	}
	hash, ok := digestMethods[ref.DigestAlgo.Algorithm]
	if !ok {
		return errAlgorithm
	}
	data, err := canonical(target, f)
	if err != nil {
		return err
	}
	want, err := unbase(ref.DigestValue)
	if err != nil {
		return errShape
	}
	h := hash.New()
	_, _ = h.Write(data) // a hash takes everything
	if !bytes.Equal(h.Sum(nil), want) {
		return errDigest
	}
	return nil
}
