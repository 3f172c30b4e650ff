package invoice

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/text"
)

const withComments = "WithComments"

// A form is a canonical form of XML and what it takes to make it.
type form struct {
	algorithm string
	prefixes  string         // of namespaces that the exclusive form carries along
	without   *etree.Element // left out, for a signature over what surrounds it
}

// forms are the canonical forms that we can make, each with or without
// comments. Some programs write the older ones with "#" at the end.
var forms = []string{
	string(dsig.CanonicalXML10RecAlgorithmId), string(dsig.CanonicalXML10RecAlgorithmId) + "#",
	string(dsig.CanonicalXML11AlgorithmId), string(dsig.CanonicalXML11AlgorithmId) + "#",
	string(dsig.CanonicalXML10ExclusiveAlgorithmId),
}

// canMake reports whether we can make the form.
func canMake(algorithm string) bool {
	return slices.Contains(forms, strings.TrimSuffix(algorithm, withComments))
}

// canonical writes an element as its signer wrote it before signing. The two
// inclusive forms differ only in xml:id and xml:base, which invoices have not.
func canonical(e *etree.Element, f form) ([]byte, error) {
	if !canMake(f.algorithm) {
		return nil, errAlgorithm
	}
	alone, err := detached(e, f.without)
	if err != nil {
		return nil, err
	}
	comments := strings.HasSuffix(f.algorithm, withComments)
	var c dsig.Canonicalizer
	switch {
	case strings.HasPrefix(f.algorithm, string(dsig.CanonicalXML10ExclusiveAlgorithmId)) && comments:
		c = dsig.MakeC14N10ExclusiveWithCommentsCanonicalizerWithPrefixList(f.prefixes)
	case strings.HasPrefix(f.algorithm, string(dsig.CanonicalXML10ExclusiveAlgorithmId)):
		c = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList(f.prefixes)
	case comments:
		c = dsig.MakeC14N11WithCommentsCanonicalizer()
	default:
		c = dsig.MakeC14N11Canonicalizer()
	}
	data, err := c.Canonicalize(alone)
	if err != nil {
		return nil, errShape
	}
	return data, nil
}

// detached is a copy of e that has taken along the namespaces in which it
// stands, and from which one element is left out.
func detached(e, without *etree.Element) (*etree.Element, error) {
	alone := e.Copy()
	if without == e {
		return nil, errShape
	}
	if without != nil && inside(without, e) {
		leaveOut(alone, e, without)
	}
	has := map[string]bool{}
	for at := e; at != nil; at = at.Parent() {
		for _, a := range at.Attr {
			inherited := a.Space == "xmlns" || a.Space == "" && a.Key == "xmlns" || a.Space == "xml"
			if !inherited || has[a.FullKey()] {
				continue
			}
			has[a.FullKey()] = true
			if at != e {
				alone.CreateAttr(a.FullKey(), a.Value)
			}
		}
	}
	return alone, nil
}

// leaveOut removes from alone, a copy of e, what in e is the element without.
func leaveOut(alone, e, without *etree.Element) {
	var path []int
	for p := without; p != e; p = p.Parent() {
		path = append(path, p.Index())
	}
	for _, at := range slices.Backward(path[1:]) {
		next, ok := alone.Child[at].(*etree.Element)
		if !ok {
			return // a copy has the same children
		}
		alone = next
	}
	alone.RemoveChildAt(path[0])
}

// asASN1 turns the two numbers of an ECDSA signature, which XML writes one
// after the other, into the form that the library reads.
func asASN1(method x509.SignatureAlgorithm, value []byte) []byte {
	switch method { //nolint:exhaustive // the others are written as the library reads them
	case x509.ECDSAWithSHA256, x509.ECDSAWithSHA384, x509.ECDSAWithSHA512:
	default:
		return value
	}
	half := len(value) / 2
	der, err := asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(value[:half]), new(big.Int).SetBytes(value[half:])})
	if err != nil {
		return nil
	}
	return der
}

// person names whom a certificate is for.
func person(n pkix.Name) string {
	name := text.CleanLine(n.CommonName)
	if name == "" && len(n.Organization) > 0 {
		name = text.CleanLine(n.Organization[0])
	}
	return short(name)
}

// userID is where certificates of Vietnamese organisations have "MST:" and the
// tax code.
var userID = asn1.ObjectIdentifier{0, 9, 2342, 19200300, 100, 1, 1}

// taxCode is the tax code in the name of a certificate; "" when it has none.
func taxCode(n pkix.Name) string {
	for _, part := range n.Names {
		s, ok := part.Value.(string)
		if !ok || !part.Type.Equal(userID) {
			continue
		}
		if code, ok := strings.CutPrefix(strings.ToUpper(s), "MST:"); ok {
			return short(text.CleanLine(code))
		}
	}
	return ""
}

// moment reads the time of signing; zero when it is none. Without a zone it is
// Vietnamese time.
func moment(s string) time.Time {
	s = strings.TrimSpace(s)
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t
	}
	t, err := time.ParseInLocation("2006-01-02T15:04:05", s, calendar.FirstDay(2000).Start().Location())
	if err != nil {
		return time.Time{}
	}
	return t
}
