package ui

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

type testKey struct{}

// formLength answers with the number of signs of a form's field "a" or with 422.
func formLength(w http.ResponseWriter, r *http.Request) {
	r = r.WithContext(context.WithValue(r.Context(), testKey{}, 1)) // as pages do
	form, err := ReadForm(r)
	if err != nil {
		w.WriteHeader(http.StatusUnprocessableEntity)
		return
	}
	_, _ = fmt.Fprint(w, len(form.Raw("a")))
}

// reading serves a form reader behind the middleware.
func reading(t *testing.T, o Options) *httptest.Server {
	t.Helper()
	o.Log = slog.New(slog.DiscardHandler)
	wrap, err := Middleware(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(wrap(http.HandlerFunc(formLength)))
	t.Cleanup(server.Close)
	return server
}

// A doorway is where a server gets its connections in a bubble of made-up time:
// what a slow machine does in between changes nothing there.
type doorway struct {
	conns chan net.Conn
	shut  chan struct{}
}

func (d doorway) Accept() (net.Conn, error) {
	select {
	case conn := <-d.conns:
		return conn, nil
	case <-d.shut:
		return nil, net.ErrClosed
	}
}

func (d doorway) Close() error   { close(d.shut); return nil }
func (d doorway) Addr() net.Addr { return &net.UnixAddr{Name: "doorway", Net: "unix"} }

// dialer serves answer behind the middleware and returns how to connect to it.
func dialer(t *testing.T, answer http.HandlerFunc) func() net.Conn {
	t.Helper()
	wrap, err := Middleware(Options{Pace: 300 * time.Millisecond, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	at := doorway{conns: make(chan net.Conn), shut: make(chan struct{})}
	server := &http.Server{Handler: wrap(answer), ReadHeaderTimeout: time.Second}
	go func() { _ = server.Serve(at) }()
	t.Cleanup(func() { _ = server.Close() })
	return func() net.Conn {
		here, there := net.Pipe()
		at.conns <- there
		t.Cleanup(func() { _ = here.Close() })
		return here
	}
}

// Who sends a form byte by byte is cut off; who sends slowly but steadily is
// not: S12 of the catalogue of tests.
func TestASlowBodyIsCutOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dial := dialer(t, formLength)
		send := func(total int, step func(net.Conn) bool) string {
			conn := dial()
			_, err := fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\nConnection: close\r\n\r\n", total)
			if err != nil {
				t.Fatal(err)
			}
			answer := make(chan string)
			go func() {
				all, _ := io.ReadAll(conn)
				answer <- string(all)
			}()
			for step(conn) {
				time.Sleep(20 * time.Millisecond)
			}
			return <-answer
		}
		n := 0
		slow := send(1000, func(conn net.Conn) bool {
			n++
			_, err := conn.Write([]byte("a"))
			return err == nil && n < 400
		})
		if strings.Contains(slow, "200 OK") || n < 14 || n > 17 { // 300 ms are 15 bytes
			t.Errorf("byte by byte: cut off after %d bytes, %q", n, slow)
		}
		n = 0
		steady := send(2+64*16<<10, func(conn net.Conn) bool {
			if n++; n == 1 {
				_, _ = conn.Write([]byte("b="))
			}
			part := bytes.Repeat([]byte("x"), 16<<10)
			part[0] = '&'
			_, err := conn.Write(part)
			return err == nil && n < 64
		})
		if !strings.Contains(steady, "200 OK") {
			t.Errorf("steadily, for longer than one stretch: %q", steady)
		}
	})
}

// Who does not read what they asked for is cut off, while it is written in one
// go too; who reads slowly but steadily gets all of it.
func TestASlowReaderIsCutOff(t *testing.T) {
	t.Parallel()
	const size = 2 << 20
	synctest.Test(t, func(t *testing.T) {
		wrote := make(chan int, 2)
		dial := dialer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/pdf")
			n, _ := w.Write(make([]byte, size))
			wrote <- n
		})
		ask := func() net.Conn {
			conn := dial()
			if _, err := fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			return conn
		}
		at := time.Now() //nolint:forbidigo // how long it takes is what is tested
		ask()
		if n, took := <-wrote, time.Since(at); n == size || took > time.Second { //nolint:forbidigo // as above
			t.Errorf("somebody who reads nothing was served for %s, %d bytes", took, n)
		}
		steady := ask()
		got, part := 0, make([]byte, 16<<10)
		for {
			n, err := io.ReadFull(steady, part)
			if got += n; err != nil {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if got < size {
			t.Errorf("steadily, for longer than one stretch: %d of %d bytes", got, size)
		}
	})
}

// What a large upload left on the disk while it was read is gone afterwards,
// whether it was read to its end or not.
func TestUploadsLeaveNoTemporaryFiles(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	server := reading(t, Options{UploadLimit: 8 << 20})
	for _, size := range []int{6 << 20, 30 << 20} {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		part, err := w.CreateFormFile("file", "a.pdf")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(make([]byte, size)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, &body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", w.FormDataContentType())
		if answer, err := server.Client().Do(r); err == nil {
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
			if want := map[bool]int{true: 200, false: 422}[size < 8<<20]; answer.StatusCode != want {
				t.Errorf("%d bytes: status %d, want %d", size, answer.StatusCode, want)
			}
		}
	}
	server.Close()
	left, err := os.ReadDir(folder)
	if err != nil || len(left) != 0 {
		t.Errorf("left in the folder of temporary files: %v, %v", left, err)
	}
}
