// Package pdffile reads the objects of a PDF file and appends to it.
//
// It is made for files that somebody else may have prepared to deceive. It
// reads what the file's own cross-reference says and nothing else: it repairs
// nothing, guesses nothing, and refuses a file that two viewers could read in
// two ways (a key twice in one dictionary, an object that is not where the
// table says). It knows objects only, neither pages' contents nor pictures.
package pdffile

import (
	"bytes"
	"errors"
	"slices"
)

// MaxSize is the length in bytes of the largest file that is read.
const MaxSize = 20 << 20

// What may be wrong with a file.
var (
	ErrNotPDF    = errors.New("not a PDF file")
	ErrLarge     = errors.New("the PDF file is too large")
	ErrBroken    = errors.New("the PDF file is broken")
	ErrEncrypted = errors.New("the PDF file is encrypted")
)

// An Object is nil, bool, int64, Real, Name, String, Array, Dict, Ref, Raw or *Stream.
type Object any

// A Real is a number with a fraction, as it is written in the file.
type Real string

// A Name is a name without its slash, escapes resolved.
type Name string

// A String is a byte string. Start and End are where it stands in the file,
// its brackets included; both are 0 in a string that was read from a
// compressed object or made here.
type String struct {
	Bytes      []byte
	Start, End int
}

// An Array is a list of objects.
type Array []Object

// A Dict is a dictionary.
type Dict map[Name]Object

// A Ref points at an object by number and generation.
type Ref struct{ Number, Generation int }

// Raw is written as it is. It is never read.
type Raw []byte

// A Stream is a dictionary with bytes, still encoded as Dict says.
type Stream struct {
	Dict Dict
	Data []byte
}

// Equal reports whether two objects say the same, references by their numbers.
func Equal(a, b Object) bool {
	switch a := a.(type) {
	case String:
		b, ok := b.(String)
		return ok && bytes.Equal(a.Bytes, b.Bytes)
	case Array:
		b, ok := b.(Array)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !Equal(a[i], b[i]) {
				return false
			}
		}
		return true
	case Dict:
		b, ok := b.(Dict)
		return ok && EqualBut(a, b)
	case *Stream:
		b, ok := b.(*Stream)
		return ok && EqualBut(a.Dict, b.Dict) && bytes.Equal(a.Data, b.Data)
	case Raw:
		return false
	}
	switch b.(type) {
	case String, Array, Dict, *Stream, Raw:
		return false
	}
	return a == b
}

// EqualBut reports whether two dictionaries say the same apart from the keys
// in but.
func EqualBut(a, b Dict, but ...Name) bool {
	left := len(b)
	for _, k := range but {
		if _, ok := b[k]; ok {
			left--
		}
	}
	for k, v := range a {
		if slices.Contains(but, k) {
			continue
		}
		w, ok := b[k]
		if !ok || !Equal(v, w) {
			return false
		}
		left--
	}
	return left == 0
}
