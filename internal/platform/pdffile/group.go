package pdffile

import "fmt"

// An objectGroup is an object stream: several objects compressed as one.
type objectGroup struct {
	data    []byte
	numbers []int
	offsets []int
}

// inGroup reads an object of a group.
func (f *File) inGroup(e entry, number int) (Object, error) {
	g, err := f.group(e.at)
	if err != nil {
		return nil, err
	}
	if e.extra >= len(g.numbers) || g.numbers[e.extra] != number {
		return nil, fmt.Errorf("%w: object %d is not in its group", ErrBroken, number)
	}
	p := parser{b: g.data, pos: g.offsets[e.extra], base: -1 << 40}
	return p.object()
}

func (f *File) group(number int) (*objectGroup, error) {
	if g := f.opened[number]; g != nil {
		return g, nil
	}
	e := f.entries[number]
	if e.kind != 1 {
		return nil, fmt.Errorf("%w: group %d is missing", ErrBroken, number)
	}
	o, err := f.at(e.at, Ref{number, e.extra}, 0)
	if err != nil {
		return nil, err
	}
	s, ok := o.(*Stream)
	if !ok || s.Dict["Type"] != Name("ObjStm") {
		return nil, fmt.Errorf("%w: object %d is no group", ErrBroken, number)
	}
	data, err := f.inflate(s)
	if err != nil {
		return nil, err
	}
	g, err := readGroup(s.Dict, data)
	if err != nil {
		return nil, err
	}
	f.opened[number] = g
	return g, nil
}

func readGroup(d Dict, data []byte) (*objectGroup, error) {
	n, _ := d["N"].(int64)
	first, _ := d["First"].(int64)
	if n < 0 || first < 0 || first > int64(len(data)) || n > first {
		return nil, fmt.Errorf("%w: a group of objects", ErrBroken)
	}
	g := &objectGroup{data: data}
	p := parser{b: data[:first], base: -1 << 40}
	for range n {
		number, err := p.number()
		if err != nil {
			return nil, err
		}
		at, err := p.number()
		if err != nil {
			return nil, err
		}
		if at > len(data)-int(first) {
			return nil, fmt.Errorf("%w: a group of objects", ErrBroken)
		}
		g.numbers = append(g.numbers, number)
		g.offsets = append(g.offsets, int(first)+at)
	}
	return g, nil
}
