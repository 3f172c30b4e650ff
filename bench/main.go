// Command bench measures the program beside the bare engine and beside its
// rival, in turn, and writes what it saw as ratios.
//
// One run is short and noisy, so nothing is said in absolute numbers: floor,
// program and rival take turns A B A B on the same machine, and the median of
// the ratios of each turn counts. A run that loses or invents money fails,
// however fast it was.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

// options say what is measured and how long.
type options struct {
	only    string
	rows    int     // schemes of the lists
	rounds  int     // turns of each pair
	deeds   int     // commitments of one turn
	fetches int     // pages of one turn
	scale   float64 // of the made-up country
	dir     string
	write   string
	smoke   bool
}

const clients = 16

// every is all that can be measured, in the order of the table.
const every = "commit,postgres,list,start,norms,papers,imports,province,nation,nationpg,owners,long,growth"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop has been called
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) > 0 { // this program may have been started by itself
		switch args[0] {
		case "rival":
			return serveRival(args[1:])
		case "floor":
			return serveFloor(args[1:])
		case "searchfloor":
			return serveSearchFloor(args[1:])
		case "load":
			return loadLaw()
		case "sheet":
			return writeSheet(args[1:])
		}
	}
	o, err := parse(args)
	if err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	work, err := os.MkdirTemp(o.dir, "run-")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer os.RemoveAll(work)
	b := &bench{o: o, out: out, work: work}
	for _, row := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"commit", b.commitSQLite}, {"postgres", b.commitPostgres}, {"list", b.lists}, {"start", b.starts}, {"norms", b.norms}, {"papers", b.papers}, {"imports", b.imports},
		{"province", b.provinceReports}, {"nation", b.nationReports}, {"nationpg", b.nationOnPostgres}, {"owners", b.searchOwners}, {"long", b.longLists}, {"growth", b.growth},
	} {
		if !strings.Contains(","+o.only+",", ","+row.name+",") {
			continue
		}
		b.say("== %s", row.name)
		if err := row.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", row.name, err)
		}
	}
	return b.report()
}

func parse(args []string) (options, error) {
	var o options
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	all := f.Bool("all", false, "every row; the same as --only "+every)
	f.StringVar(&o.only, "only", "", "rows to measure: "+every)
	f.IntVar(&o.rows, "rows", 500_000, "schemes of the lists")
	f.IntVar(&o.rounds, "rounds", 5, "turns; the median counts")
	f.IntVar(&o.deeds, "deeds", 1500, "commitments of one turn")
	f.IntVar(&o.fetches, "fetches", 1500, "pages of one turn")
	f.Float64Var(&o.scale, "scale", 1, "size of the made-up country; 1 takes a quarter of an hour and 12 GB the first time")
	f.StringVar(&o.dir, "dir", "", "folder of the databases, kept for the next run (a folder of the user's cache)")
	f.StringVar(&o.write, "write", "", "file to write the table into, such as ../docs/performance.md; with --only, those rows alone")
	f.BoolVar(&o.smoke, "smoke", false, "a few seconds: does it work and is the money right; says nothing about speed")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if o.smoke {
		o.rows, o.rounds, o.deeds, o.fetches, o.scale = 2000, 1, 64, 64, 0.002
	}
	if *all || o.only == "" {
		o.only = every
	}
	if o.dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return o, fmt.Errorf("no folder for the databases, say --dir: %w", err)
		}
		o.dir = filepath.Join(cache, "khuyencong", "bench")
	}
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return o, fmt.Errorf("make %s: %w", o.dir, err)
	}
	return o, nil
}

// A bench is one run.
type bench struct {
	o       options
	out     io.Writer
	work    string // a folder that goes when the run ends
	program string // the built program
	results []result
}

func (b *bench) say(format string, args ...any) {
	_, _ = fmt.Fprintf(b.out, format+"\n", args...)
}
