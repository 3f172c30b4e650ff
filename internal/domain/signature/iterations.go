package signature

import "encoding/asn1"

// maxRounds is how many rounds of hashing a key file may ask for, all of its
// counts together: about a second of one core (measured: 1.8 million take 0.6 to
// 0.9 s). Tools write some thousands, the most careful ones some hundred thousands.
const maxRounds = 2_000_000

// Limits of the walk through a key file: how deep it nests, and how many
// elements it has.
const (
	maxKeyDepth    = 32
	maxKeyElements = 20_000
)

// A rounds adds up what a key file asks to be computed, before anything is.
type rounds struct {
	sum      int64
	elements int
}

// within reports whether a PKCS#12 file asks for no more than maxRounds. It
// knows no types: in PKCS#12, PKCS#5 and PBMAC1 alike the count is the integer
// behind the salt, so every integer behind an octet string counts, wherever it
// stands, in octet strings that hold further elements too. What is encrypted
// cannot be seen: a second key hidden there is not counted, and then only the
// one at a time of unlocking helps.
//
// Law: none; RFC 7292 Appendix A, RFC 8018 Appendix A, RFC 9579.
func within(file []byte) bool {
	var r rounds
	return r.walk(file, 0) && r.sum <= maxRounds
}

// walk goes through elements that stand side by side. Bytes that are none are
// somebody else's to refuse; false is what asks for too much.
func (r *rounds) walk(data []byte, depth int) bool {
	salted := false
	for len(data) > 0 {
		var e asn1.RawValue
		rest, err := asn1.Unmarshal(data, &e)
		if err != nil {
			return true
		}
		if r.elements++; r.elements > maxKeyElements || depth > maxKeyDepth {
			return false
		}
		universal := e.Class == asn1.ClassUniversal
		switch {
		case universal && e.Tag == asn1.TagInteger && salted:
			if !r.add(e.FullBytes) {
				return false
			}
		case e.IsCompound, universal && e.Tag == asn1.TagOctetString:
			if !r.walk(e.Bytes, depth+1) {
				return false
			}
		}
		salted = universal && !e.IsCompound && e.Tag == asn1.TagOctetString
		data = rest
	}
	return true
}

// add counts one number; one that no computer holds is too much.
func (r *rounds) add(integer []byte) bool {
	var n int64
	if _, err := asn1.Unmarshal(integer, &n); err != nil || n < 0 || n > maxRounds {
		return false
	}
	r.sum += n
	return r.sum <= maxRounds
}
