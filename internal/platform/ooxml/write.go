package ooxml

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"sync"
)

var packers = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(io.Discard, flate.BestSpeed) // the level is a valid one
	return w
}}

// Write writes the file with other bytes for some parts. All others are copied
// as they were packed.
func (f *File) Write(w io.Writer, other map[string][]byte) error {
	z := zip.NewWriter(w)
	for _, p := range f.Parts {
		packed, h := p.packed, p.header
		if data, changed := other[p.Name]; changed {
			var b bytes.Buffer
			if err := pack(&b, data); err != nil {
				return fmt.Errorf("pack %s: %w", p.Name, err)
			}
			packed = b.Bytes()
			h.Method, h.CRC32 = zip.Deflate, crc32.ChecksumIEEE(data)
			h.CompressedSize64, h.UncompressedSize64 = uint64(len(packed)), uint64(len(data))
		}
		h.Flags &^= 8 // the sizes stand before the bytes
		member, err := z.CreateRaw(&h)
		if err == nil {
			_, err = member.Write(packed)
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", p.Name, err)
		}
	}
	return z.Close()
}

func pack(b *bytes.Buffer, data []byte) error {
	p, _ := packers.Get().(*flate.Writer)
	defer packers.Put(p)
	p.Reset(b)
	if _, err := p.Write(data); err != nil {
		return err
	}
	return p.Close()
}
