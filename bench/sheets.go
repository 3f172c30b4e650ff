package main

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"example.vn/khuyencong/internal/platform/sheet"
)

// writeSheet is a process of its own: it writes a list of 20 columns into a
// file and prints how long that took, in seconds.
func writeSheet(args []string) error {
	rows, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	start := time.Now()
	f, err := os.Create(args[0])
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(f, 1<<20)
	page := sheet.Page{Name: "Danh sách"}
	for i := range 20 {
		page.Columns = append(page.Columns, sheet.Column{Head: fmt.Sprintf("Cột %d", i+1)})
	}
	page.Each = func(yield func([]sheet.Value) bool) {
		row := make([]sheet.Value, 20)
		for i := range int64(rows) {
			if !yield(listRow(row, i)) {
				return
			}
		}
	}
	err = sheet.Write(out, sheet.Workbook{Pages: []sheet.Page{page}})
	if err := errors.Join(err, out.Flush(), f.Close()); err != nil {
		return err
	}
	_, err = fmt.Println(time.Since(start).Seconds())
	return err
}

// listRow is row i of the list, the same that papers/sheet.mjs writes.
func listRow(row []sheet.Value, i int64) []sheet.Value {
	row[0] = sheet.Count(i + 1)
	row[1] = sheet.Text("KC-" + strconv.FormatInt(i, 10))
	for c, text := range []string{"Hỗ trợ ứng dụng máy móc tiên tiến", "Hợp tác xã Chè Xanh", "xã Minh Họa", "tỉnh Minh Họa", "Đang thực hiện", "Nguyễn Văn A", "dữ liệu minh họa"} {
		row[2+c] = sheet.Text(text)
	}
	row[9] = sheet.Money(vnd(i * 1000))
	for c := range int64(5) {
		row[10+c] = sheet.Money(vnd((c+2)*1_000_000 + i))
	}
	row[15], row[16] = sheet.Day("2026-01-01"), sheet.Day("2026-01-01")
	row[17], row[18] = sheet.Percent(5000), sheet.Percent(625)
	row[19] = sheet.Text("ghi chú")
	return row
}

// sheets compares writing a list of 100 thousand rows and 20 columns with
// exceljs, each in a process of its own, and notes the memory of ours.
func (b *bench) sheets(ctx context.Context) error {
	rows := 100_000
	if b.o.smoke {
		rows = 1000
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var memory []turn
	ours := side{"Excel, a stream", func(ctx context.Context) (turn, error) {
		t, peak, err := b.writeList(ctx, rows, self, "sheet")
		memory = append(memory, turn{each: []time.Duration{time.Duration(peak) * time.Millisecond / 1024}}) // MiB as ms
		return t, err
	}}
	sides := []side{ours}
	dir, without := b.installRivals(ctx, "papers")
	if without != nil && !errors.Is(without, errNoNode) {
		return without
	}
	if without == nil {
		sides = append(sides, side{"exceljs, a stream", func(ctx context.Context) (turn, error) {
			t, peak, err := b.writeList(ctx, rows, "node", filepath.Join(dir, "sheet.mjs"))
			b.say("exceljs: %d MiB of memory", peak>>10)
			return t, err
		}})
	}
	all, err := b.takeTurns(ctx, sides)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("Excel: %d rows of 20 columns in a stream ÷ exceljs", rows)
	if without != nil {
		b.missing(what, "papers", 1, atLeast, without)
	} else {
		b.ratio(what, "papers", all[0], all[1], 1, atLeast)
	}
	b.figure(fmt.Sprintf("Excel: memory of the process that writes these %d rows", rows), "papers", memory, 150, " MiB")
	return nil
}

// writeList lets a program write the list, looks whether all of it is there and
// returns how long it took and its memory at most, in KiB.
func (b *bench) writeList(ctx context.Context, rows int, program string, args ...string) (turn, int64, error) {
	file := filepath.Join(b.work, "list.xlsx")
	cmd := exec.CommandContext(ctx, program, append(args, file, strconv.Itoa(rows))...) //nolint:gosec // programs of ours
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	log := &tail{}
	cmd.Stderr = log
	out, err := cmd.Output()
	if err != nil {
		return turn{}, 0, fmt.Errorf("%s: %w: %s", program, err, log)
	}
	seconds, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
	if err != nil {
		return turn{}, 0, err
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return turn{}, 0, errors.New("how much memory it took is not known")
	}
	if err := rightlyWritten(file, int64(rows)); err != nil {
		return turn{}, 0, fmt.Errorf("%s: %w", program, err)
	}
	return turn{n: rows, took: time.Duration(seconds * float64(time.Second))}, usage.Maxrss, nil
}

// rightlyWritten adds up the amounts of a list.
func rightlyWritten(file string, rows int64) error {
	z, err := zip.OpenReader(file)
	if err != nil {
		return err
	}
	defer func() { _ = z.Close() }()
	part, err := z.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		return err
	}
	sum, seen, err := addUp(xml.NewDecoder(bufio.NewReaderSize(part, 1<<20)))
	if err != nil {
		return err
	}
	want := rows*(rows-1)/2*1000 + rows*20_000_000 + 5*rows*(rows-1)/2
	if sum != want || seen != rows+1 {
		return fmt.Errorf("%d rows that add up to %d, not %d that add up to %d", seen-1, sum, rows, want)
	}
	return nil
}

// addUp adds up the amounts below the headings of a sheet and counts its rows.
func addUp(d *xml.Decoder) (sum, rows int64, err error) {
	column, in := "", false
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return sum, rows, nil
		}
		if err != nil {
			return 0, 0, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "row":
				rows++
			case "c":
				column = strings.TrimRight(t.Attr[0].Value, "0123456789")
			}
			in = t.Name.Local == "v" && column >= "J" && column <= "O" && rows > 1
		case xml.CharData:
			if !in {
				continue
			}
			n, err := strconv.ParseInt(string(t), 10, 64)
			if err != nil {
				return 0, 0, err
			}
			sum += n
		case xml.EndElement:
			in = false
		}
	}
}
