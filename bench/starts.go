package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// starts measures the program on the database of the lists: how soon it
// answers, what memory it holds when nobody calls, how soon it shows a scheme.
func (b *bench) starts(ctx context.Context) error {
	path, err := b.listDatabase(ctx)
	if err != nil {
		return err
	}
	token, err := viewer(ctx, path)
	if err != nil {
		return err
	}
	var begin, memory, page []turn
	for range b.o.rounds {
		s, err := b.serve(ctx, path)
		if err != nil {
			return err
		}
		begin = append(begin, turn{each: []time.Duration{s.after}})
		time.Sleep(time.Second) // nobody calls
		held, err := resident(s.cmd.Process.Pid)
		if err == nil {
			// Megabytes are noted as if they were milliseconds.
			memory = append(memory, turn{each: []time.Duration{time.Duration(held * float64(time.Millisecond))}})
			var t turn
			client, n := browser(), min(300, b.o.fetches)
			t, err = drive(ctx, 1, n, func(ctx context.Context, _, i int) error {
				_, err := fetch(ctx, client, s.url+"/de-an/"+recordOf(i*7919%b.o.rows, b.o.rows).id, token, "</html>")
				return err
			})
			page = append(page, t)
		}
		s.stop()
		if err != nil {
			return err
		}
	}
	b.latency("Start on an existing database, to the first answer", "start", begin, 0, 300)
	b.figure("Memory when idle", "start", memory, 60, " MB")
	b.latency("Page of a scheme, p95", "start", page, 0.95, 30)
	return nil
}

// resident is the memory of a process, in megabytes.
func resident(pid int) (float64, error) {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0, fmt.Errorf("memory of the program: %w", err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1000, err
		}
	}
	return 0, errors.New("memory of the program: not told")
}
