package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"example.vn/khuyencong/internal/platform/fault"
)

func TestOutagesAreToldFromMistakes(t *testing.T) {
	for _, tt := range []struct {
		err          error
		read, commit string
	}{
		{&pgconn.PgError{Code: "57P01"}, noServer, inDoubt},
		{&pgconn.PgError{Code: "57P03"}, noServer, inDoubt},
		{&pgconn.PgError{Code: "53300"}, noServer, inDoubt},
		{&pgconn.PgError{Code: "53100"}, diskFull, diskFull},
		{&pgconn.PgError{Code: "58030"}, diskIll, inDoubt},
		{io.ErrUnexpectedEOF, noServer, inDoubt},
		{driver.ErrBadConn, noServer, inDoubt},
		{fmt.Errorf("exec: %w", io.EOF), noServer, inDoubt},
		{&pgconn.PgError{Code: "42601"}, "", ""}, // a mistake in the query
		{&pgconn.PgError{Code: "40001"}, "", ""}, // tried again
		{&pgconn.PgError{Code: "57014"}, "", ""}, // the reader left
		{context.Canceled, "", ""},
		{context.DeadlineExceeded, "", ""},
		{errors.New("boom"), "", ""},
	} {
		for said, got := range map[string]error{tt.read: classify(tt.err), tt.commit: atCommit(tt.err)} {
			want := fault.Unavailable
			if said == "" {
				want = fault.Internal
			}
			f, _ := errors.AsType[*fault.Error](got)
			if fault.KindOf(got) != want || (f != nil && f.Message != said) || !errors.Is(got, tt.err) {
				t.Errorf("%v: %v, want %q", tt.err, got, said)
			}
		}
	}
}

// A server that stands still takes connections and says nothing. Giving up on it
// is an outage like any other, unless it is the caller who has left.
func TestAServerThatStandsStillIsAnOutage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	still, err := net.Listen("unix", dir+"/.s.PGSQL.5432")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = still.Close() })
	config, err := pgconn.ParseConfig("host=" + dir + " user=a database=a sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	config.ConnectTimeout = 20 * time.Millisecond
	_, err = pgconn.ConnectConfig(t.Context(), config)
	if !errors.Is(err, context.DeadlineExceeded) || outage(err) != noServer || !lost(err) || fault.KindOf(classify(err)) != fault.Unavailable {
		t.Errorf("%v: %q", err, outage(err))
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err = pgconn.ConnectConfig(gone, config); outage(err) != "" || lost(err) {
		t.Errorf("who has left: %v: %q", err, outage(err))
	}
}

// When so many wait that nobody would see the answer, the next one is told at
// once, and the others are served.
func TestTheCrowdIsBounded(t *testing.T) {
	d, err := Open(t.Context(), t.TempDir()+"/x.db", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	hold, inside := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		err := d.Update(t.Context(), Scope{}, func(*Tx) error { close(inside); <-hold; return nil })
		if err != nil {
			t.Error(err)
		}
	})
	<-inside
	refused := make(chan error, 2*maxInside)
	for range 2*maxInside - 1 {
		all.Go(func() {
			if err := d.Update(t.Context(), Scope{}, func(*Tx) error { return nil }); err != nil {
				refused <- err
			}
		})
	}
	for range maxInside {
		if err := <-refused; fault.KindOf(err) != fault.Busy {
			t.Errorf("refused with %v", err)
		}
	}
	if !d.Crowded() {
		t.Error("nobody says that it is crowded")
	}
	close(hold)
	all.Wait()
	if n := len(refused); n != 0 || d.Crowded() || d.inside.Load() != 0 {
		t.Errorf("%d more were refused, crowded %v, %d still inside", n, d.Crowded(), d.inside.Load())
	}
}
