package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

// imports measures the command that takes a list of establishments in, from its
// start to its last line, into an SQLite file of its own; and, beside it, how
// long another program waits with a small write. PocketBase takes as many rows
// into a folder of its own.
func (b *bench) imports(ctx context.Context) error {
	if err := b.build(ctx); err != nil {
		return err
	}
	n, single, batch := 100_000, 100_000, 20_000
	if b.o.smoke {
		n, single, batch = 1000, 200, rivalBatch
	}
	list := filepath.Join(b.work, "list.csv")
	if err := os.WriteFile(list, []byte(ownersList(n)), 0o600); err != nil {
		return err
	}
	var seconds, waits, own, singly, batched []turn
	for r := range b.o.rounds {
		path := filepath.Join(b.work, fmt.Sprintf("import-%d.db", r))
		if _, err := migrate(ctx, path, []string{home}); err != nil {
			return err
		}
		took, _, err := b.importOnce(ctx, path, list, n, false)
		if err != nil {
			return err
		}
		beside := filepath.Join(b.work, fmt.Sprintf("beside-%d.db", r))
		if _, err := migrate(ctx, beside, []string{home}); err != nil {
			return err
		}
		_, wait, err := b.importOnce(ctx, beside, list, n, true)
		if err != nil {
			return err
		}
		b.say("round %d  import of %d establishments %31.2f s, longest wait beside another %.2f s", r+1, n, took.Seconds(), wait.Seconds())
		// Seconds are noted as if they were milliseconds.
		seconds, waits = append(seconds, turn{each: []time.Duration{took / 1000}}), append(waits, turn{each: []time.Duration{wait / 1000}})
		if err := errors.Join(os.Remove(path), os.Remove(beside)); err != nil {
			return err
		}
		one, many, err := b.rivalOnce(ctx, r, single, batch)
		if err != nil {
			return err
		}
		b.say("round %d  PocketBase, a row a request %.0f/s, %d rows a batch %.0f/s", r+1, one.rate(), rivalBatch, many.rate())
		own, singly, batched = append(own, turn{n: n, took: took}), append(singly, one), append(batched, many)
	}
	b.figure("Imports: "+thousands(n)+" establishments of 11 columns from .csv, the whole command", "imports", seconds, 60, " s")
	b.figure("Imports: the longest that a write of another program waits meanwhile", "imports", waits, 5, " s")
	b.ratio("Imports: rows a second ÷ PocketBase, a row a request and 32 at once", "imports", own, singly, 8, atLeast)
	b.ratio("Imports: rows a second ÷ PocketBase, 500 rows a batch", "imports", own, batched, 0, atLeast)
	return nil
}

// importOnce takes the list in and looks whether all came; beside it may be
// somebody who writes all the time and waits.
func (b *bench) importOnce(ctx context.Context, path, list string, n int, beside bool) (took, wait time.Duration, err error) {
	d, err := db.Open(ctx, path, time.Now)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	waiting, stop := context.WithCancel(ctx)
	var done sync.WaitGroup
	var problem error
	if beside {
		done.Go(func() { wait, problem = longestWait(waiting, d) })
	}
	cmd := exec.CommandContext(ctx, b.program, "import", "establishments", "--db", path, "--files", path+".files", "--province", home, "--format", "json", list) //nolint:gosec // a program of ours
	log := &tail{}
	cmd.Stderr = log
	at := time.Now()
	out, err := cmd.Output()
	took = time.Since(at)
	stop()
	done.Wait()
	if err != nil {
		return 0, 0, fmt.Errorf("import: %w: %s %.300s", err, log, out)
	}
	if problem != nil {
		return 0, 0, fmt.Errorf("a write beside the import: %w", problem)
	}
	var said struct {
		State string `json:"state"`
		New   int    `json:"new"`
	}
	if err := json.Unmarshal(out, &said); err != nil {
		return 0, 0, err
	}
	var stored int
	err = d.View(ctx, db.Scope{Province: home, Actor: access.System("bench")}, func(tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM establishments WHERE province = ?`, []any{home}, &stored)
	})
	if err == nil && (said.State != "done" || said.New != n || stored != n) {
		err = fmt.Errorf("the import says %+v, %d of %d are stored", said, stored, n)
	}
	return took, wait, err
}

// longestWait writes something small again and again until ctx ends.
func longestWait(ctx context.Context, d *db.DB) (longest time.Duration, err error) {
	for ctx.Err() == nil {
		at := time.Now()
		err := d.Update(context.WithoutCancel(ctx), db.Scope{Province: home, Actor: access.System("bench")}, func(tx *db.Tx) error {
			_, err := tx.Next(ctx, "bench")
			return err
		})
		if err != nil && ctx.Err() == nil {
			return longest, err
		}
		longest = max(longest, time.Since(at))
		select {
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
		}
	}
	return longest, nil
}

// ownersList is a list of n made-up establishments (dữ liệu minh họa).
func ownersList(n int) string {
	var s strings.Builder
	s.WriteString("STT;Tên cơ sở;MST;Địa chỉ;Xã, phường;Điện thoại;Người liên hệ;Sản phẩm;Vốn đăng ký (triệu đồng);Lao động;Ghi chú\n")
	communes := territory.CommunesOf(home, calendar.Must("2026-01-01"))
	for i := range n {
		fmt.Fprintf(&s, "%d;%s;%s;số %d, xóm %d;%s;09%08d;Nguyễn Văn %d;chè búp khô;%d,5;%d;dữ liệu minh họa\n",
			i+1, ownerName(i), ownerTax(i), i%300, i%12, communes[i%len(communes)].Title(), i, i%900, i%400, i%50)
	}
	return s.String()
}

// ownerTax makes up a code with a right check digit; "" where there is none.
func ownerTax(i int) string {
	s, sum := fmt.Sprintf("46%07d", i), 0
	for at, w := range []int{31, 29, 23, 19, 17, 13, 7, 5, 3} {
		sum += int(s[at]-'0') * w
	}
	if sum%11 == 0 || i%3 == 0 {
		return ""
	}
	return s + fmt.Sprint(10-sum%11)
}
