package pdffile

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// An Update is a revision to be appended to a file.
type Update struct {
	f       *File
	objects map[Ref]Object
	next    int
}

// Update begins a revision.
func (f *File) Update() *Update {
	return &Update{f: f, objects: map[Ref]Object{}, next: max(f.size, 1)}
}

// Add makes a new object.
func (u *Update) Add(o Object) Ref {
	ref := Ref{Number: u.next}
	u.next++
	u.objects[ref] = o
	return ref
}

// Get returns what the revision puts in the place of ref; nil for nothing.
func (u *Update) Get(ref Ref) Object { return u.objects[ref] }

// Set puts o in the place of what ref names.
func (u *Update) Set(ref Ref, o Object) { u.objects[ref] = o }

// Bytes returns the file with the revision, and where the object that mark
// names begins (its first byte behind "obj").
func (u *Update) Bytes(mark Ref) (file []byte, begins int) {
	b := bytes.NewBuffer(make([]byte, 0, len(u.f.b)+1<<16))
	b.Write(u.f.b)
	if !bytes.HasSuffix(u.f.b, []byte("\n")) {
		b.WriteByte('\n')
	}
	at := map[int]entry{}
	for _, ref := range u.order() {
		at[ref.Number] = entry{1, b.Len(), ref.Generation}
		fmt.Fprintf(b, "%d %d obj\n", ref.Number, ref.Generation)
		if ref == mark {
			begins = b.Len()
		}
		write(b, u.objects[ref])
		b.WriteString("\nendobj\n")
	}
	start := b.Len()
	if u.f.streams {
		u.writeStream(b, at)
	} else {
		u.writeTable(b, at)
	}
	fmt.Fprintf(b, "startxref\n%d\n%%%%EOF\n", start)
	return b.Bytes(), begins
}

func (u *Update) order() []Ref {
	return slices.SortedFunc(maps.Keys(u.objects), func(a, b Ref) int { return a.Number - b.Number })
}

// trailer is what the revision says of the whole file.
func (u *Update) trailer(size int) Dict {
	d := Dict{"Size": int64(size), "Root": u.f.Root, "Prev": int64(u.f.start)}
	if info, ok := u.f.Trailer["Info"]; ok {
		d["Info"] = info
	}
	if id, ok := u.f.Trailer["ID"].(Array); ok && len(id) == 2 {
		sum := sha256.Sum256(u.f.b)
		d["ID"] = Array{id[0], String{Bytes: sum[:16]}}
	}
	return d
}

// runs cuts the sorted numbers into runs without gaps.
func runs(numbers []int) [][]int {
	var all [][]int
	for i, n := range numbers {
		if i == 0 || n != numbers[i-1]+1 {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], n)
	}
	return all
}

func (u *Update) writeTable(b *bytes.Buffer, at map[int]entry) {
	b.WriteString("xref\n")
	for _, run := range runs(slices.Sorted(maps.Keys(at))) {
		fmt.Fprintf(b, "%d %d\n", run[0], len(run))
		for _, n := range run {
			fmt.Fprintf(b, "%010d %05d n \n", at[n].at, at[n].extra)
		}
	}
	b.WriteString("trailer\n")
	write(b, u.trailer(u.next))
	b.WriteByte('\n')
}

func (u *Update) writeStream(b *bytes.Buffer, at map[int]entry) {
	self := u.next
	at[self] = entry{1, b.Len(), 0}
	d := u.trailer(self + 1)
	d["Type"] = Name("XRef")
	d["W"] = Array{int64(1), int64(4), int64(2)}
	index := Array{}
	var rows []byte
	for _, run := range runs(slices.Sorted(maps.Keys(at))) {
		index = append(index, int64(run[0]), int64(len(run)))
		for _, n := range run {
			e := at[n]
			rows = append(rows, 1, byte(e.at>>24), byte(e.at>>16), byte(e.at>>8), byte(e.at), byte(e.extra>>8), byte(e.extra))
		}
	}
	d["Index"] = index
	fmt.Fprintf(b, "%d 0 obj\n", self)
	write(b, &Stream{d, rows})
	b.WriteString("\nendobj\n")
}

// Append writes o behind b as it stands in a file.
func Append(b []byte, o Object) []byte {
	buf := bytes.NewBuffer(b)
	write(buf, o)
	return buf.Bytes()
}

func write(b *bytes.Buffer, o Object) {
	switch o := o.(type) {
	case nil:
		b.WriteString("null")
	case bool:
		b.WriteString(strconv.FormatBool(o))
	case int64:
		b.WriteString(strconv.FormatInt(o, 10))
	case Real:
		b.WriteString(string(o))
	case Raw:
		b.Write(o)
	case Ref:
		fmt.Fprintf(b, "%d %d R", o.Number, o.Generation)
	case Name:
		writeName(b, o)
	case String:
		fmt.Fprintf(b, "<%x>", o.Bytes)
	case Array:
		b.WriteByte('[')
		for i, v := range o {
			if i > 0 {
				b.WriteByte(' ')
			}
			write(b, v)
		}
		b.WriteByte(']')
	case Dict:
		writeDict(b, o)
	case *Stream:
		d := maps.Clone(o.Dict)
		d["Length"] = int64(len(o.Data))
		writeDict(b, d)
		b.WriteString("\nstream\n")
		b.Write(o.Data)
		b.WriteString("\nendstream")
	}
}

func writeDict(b *bytes.Buffer, d Dict) {
	b.WriteString("<<")
	for _, k := range slices.Sorted(maps.Keys(d)) {
		writeName(b, k)
		b.WriteByte(' ')
		write(b, d[k])
		b.WriteByte('\n')
	}
	b.WriteString(">>")
}

func writeName(b *bytes.Buffer, n Name) {
	b.WriteByte('/')
	for _, c := range []byte(n) {
		if c <= ' ' || c > '~' || c == '#' || isDelimiter(c) {
			fmt.Fprintf(b, "#%02x", c)
			continue
		}
		b.WriteByte(c)
	}
}
