package sheet_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/sheet"
)

// streamed gathers what Stream hands on, by sheet and row.
func streamed(data []byte) (map[string][]sheet.Cell, error) {
	all := map[string][]sheet.Cell{}
	err := sheet.Stream(data, func(at sheet.Place, cells []sheet.Cell) error {
		all[fmt.Sprint(at.Index, " ", at.Row)] = append([]sheet.Cell(nil), cells...)
		return nil
	})
	return all, err
}

// parsed is the same from Parse, when no cell of it was merged.
func parsed(data []byte) (all map[string][]sheet.Cell, plain bool, err error) {
	table, err := sheet.Parse(data)
	all = map[string][]sheet.Cell{}
	for i, s := range table.Sheets {
		for r, cells := range s.Rows {
			for _, c := range cells {
				if c.Merged != "" {
					return nil, false, err
				}
			}
			if len(cells) > 0 {
				all[fmt.Sprint(i, " ", r)] = cells
			}
		}
	}
	return all, true, err
}

func TestAStreamHandsOnWhatParseReads(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	inputs := map[string][]byte{
		"csv":      []byte("a;b;c\n\n1;2;\n;;3\n"),
		"workbook": workbook(t, nil),
	}
	for _, name := range files {
		if data, err := os.ReadFile(name); err == nil {
			inputs[name] = data
		}
	}
	for name, data := range inputs {
		want, plain, failed := parsed(data)
		if !plain {
			continue
		}
		got, err := streamed(data)
		if (err != nil) != (failed != nil) {
			t.Errorf("%s: streamed %v, parsed %v", name, err, failed)
		} else if diff := cmp.Diff(want, got); err == nil && diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestAStreamIsStoppedSkippedAndLimited(t *testing.T) {
	t.Parallel()
	rows := 0
	count := func(err error) func(sheet.Place, []sheet.Cell) error {
		rows = 0
		return func(sheet.Place, []sheet.Cell) error {
			rows++
			return err
		}
	}
	csv := []byte("a,b\n1,2\n3,4\n")
	for _, end := range []error{sheet.ErrStop, sheet.ErrSkipSheet} {
		if err := sheet.Stream(csv, count(end)); err != nil || rows != 1 {
			t.Errorf("%v: %d rows, %v", end, rows, err)
		}
	}
	for name, data := range map[string][]byte{
		"5,000 columns":    []byte(strings.Repeat("x,", 5000) + "x\n"),
		"too many rows":    []byte(strings.Repeat("a,b\n", sheet.MaxStreamRows+1)),
		"rows that return": workbook(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="5"><c r="A5"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row></sheetData></worksheet>`}),
		"nothing":          nil,
		"a PDF":            []byte("%PDF-1.4"),
	} {
		if err := sheet.Stream(data, count(nil)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := sheet.Stream([]byte(strings.Repeat("a,b\n", 150_000)), count(nil)); err != nil || rows != 150_000 {
		t.Errorf("150,000 rows: %d, %v", rows, err)
	}
}

func FuzzStream(f *testing.F) {
	f.Add([]byte("a;b\n1;\"2\"\n"))
	f.Add([]byte("sep=,\nTên,Mã\n=1+1,2"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := streamed(data)
		want, plain, failed := parsed(data)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("not a fault of the file: %v", err)
			}
			return
		}
		if failed == nil && plain {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("streamed otherwise: %s", diff)
			}
		}
	})
}
