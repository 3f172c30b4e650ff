// Package normbook is the law that the programme runs by, as dated data: the
// support norms (mức chi), the catalogue of contents (nội dung hoạt động),
// priorities and what an appraisal scores. The procedure is in package procedure.
//
// Gói này giữ quy định dưới dạng dữ liệu có ngày hiệu lực, căn cứ và mức kiểm
// chứng; mỗi mục chưa đọc được văn bản đều nói rõ. The data are embedded,
// checked whole when first used, and never change afterwards, so everything
// here is pure and safe for concurrent use. What is returned belongs to the
// caller.
package normbook

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"

	"gopkg.in/yaml.v3"

	"example.vn/khuyencong/internal/domain/norm"
)

//go:embed data/*.yaml data/cases/*.yaml
var embedded embed.FS

// A library is everything that the data files say.
type library struct {
	book     *norm.Book
	digest   string // tells these norms from those of another release
	names    map[norm.Content]string
	sources  map[string]string
	contents contentsFile
	classes  classesFile
}

var load = sync.OnceValues(func() (*library, error) { return read(embedded) })

// Load reads and checks the embedded data; the error names the file and the
// item. A program calls it once at the start; everything else in this package
// panics on data that Load refuses, which a released program never carries.
func Load() error {
	_, err := load()
	return err
}

// Norms returns the norms of every version, the nation's and those of
// provinces that are known.
func Norms() *norm.Book { return must().book }

// Digest tells the norms of this release from those of another.
func Digest() string { return must().digest }

// must returns the library of data that the tests have checked.
func must() *library {
	l, err := load()
	if err != nil {
		panic("normbook: the embedded data are wrong: " + err.Error())
	}
	return l
}

// read reads and checks every file in fsys.
func read(fsys fs.FS) (*library, error) {
	l := &library{}
	for _, file := range []struct {
		name string
		into any
	}{
		{"contents.yaml", &l.contents}, {"classes.yaml", &l.classes},
	} {
		data, err := fs.ReadFile(fsys, "data/"+file.name)
		if err != nil {
			return nil, fmt.Errorf("read the norms: %w", err)
		}
		if err := decode(data, file.into); err != nil {
			return nil, fmt.Errorf("%s: %w", file.name, err)
		}
	}
	if err := l.contents.prepare(); err != nil {
		return nil, fmt.Errorf("contents.yaml: %w", err)
	}
	if err := l.readBook(fsys); err != nil {
		return nil, err
	}
	if err := l.classes.check(l.contents.Renumbered); err != nil {
		return nil, fmt.Errorf("classes.yaml: %w", err)
	}
	if err := l.classes.checkContents(l.contents); err != nil {
		return nil, fmt.Errorf("classes.yaml: %w", err)
	}
	return l, nil
}

// readBook reads the nation's norms, the general conditions and the norms of
// provinces.
func (l *library) readBook(fsys fs.FS) error {
	var norms *NormsFile
	sum := sha256.New()
	for _, name := range []string{"norms.yaml", "eligibility.yaml", "provinces.yaml"} {
		data, err := fs.ReadFile(fsys, "data/"+name)
		if err != nil {
			return fmt.Errorf("read the norms: %w", err)
		}
		sum.Write(data) // a hash never fails
		f, err := readNorms(name, data, l.names, l.sources)
		if err != nil {
			return err
		}
		if norms == nil {
			norms, l.names, l.sources = f, f.names, f.sources
			l.book, err = norm.NewBook(f.Versions, f.Ceilings, l.contents.normItems())
		} else {
			l.book, err = l.book.With(f.Versions, f.Ceilings)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, f.Place(err))
		}
	}
	l.digest = hex.EncodeToString(sum.Sum(nil))[:16]
	return nil
}

// decode reads one YAML document and refuses fields it does not know.
func decode(data []byte, into any) error {
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("not the YAML that is expected: %w", err)
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return errors.New("there is more than one document")
	}
	return nil
}
