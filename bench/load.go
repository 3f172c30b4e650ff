package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A turn is what one side did in one round.
type turn struct {
	n    int
	took time.Duration
	each []time.Duration // sorted
}

// rate is how many a second.
func (t turn) rate() float64 { return float64(t.n) / t.took.Seconds() }

// at is the quantile q of the latencies.
func (t turn) at(q float64) time.Duration {
	if len(t.each) == 0 {
		return 0
	}
	return t.each[min(len(t.each)-1, int(q*float64(len(t.each))))]
}

// drive has so many workers do n things as fast as they can.
func drive(ctx context.Context, workers, n int, do func(ctx context.Context, worker, i int) error) (turn, error) {
	var next atomic.Int64
	var mu sync.Mutex
	var first error
	t := turn{n: n, each: make([]time.Duration, n)}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var all sync.WaitGroup
	start := time.Now()
	for w := range workers {
		all.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n || ctx.Err() != nil {
					return
				}
				at := time.Now()
				if err := do(ctx, w, i); err != nil {
					mu.Lock()
					if first == nil {
						first = err
					}
					mu.Unlock()
					cancel()
					return
				}
				t.each[i] = time.Since(at)
			}
		})
	}
	all.Wait()
	t.took = time.Since(start)
	slices.Sort(t.each)
	return t, first
}

// browser returns a client that keeps its connections and follows nothing.
func browser() *http.Client {
	return &http.Client{
		Timeout:       60 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: clients, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// fetch gets a page that must answer 200 and hold the words.
func fetch(ctx context.Context, c *http.Client, url, token, words string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return "", err
	}
	if token != "" {
		r.AddCookie(&http.Cookie{Name: "kc_phien", Value: token})
	}
	status, body, err := send(c, r)
	if err != nil {
		return "", err
	}
	if status != http.StatusOK || !strings.Contains(body, words) {
		return "", fmt.Errorf("GET %s: status %d, without %q: %s", url, status, words, said(body))
	}
	return body, nil
}

// said is what a page says to people, for an error.
func said(page string) string {
	if _, main, ok := strings.Cut(page, "<main"); ok {
		page = main
	}
	words := strings.Join(strings.Fields(tags.ReplaceAllString(page, " ")), " ")
	return words[:min(len(words), 400)]
}

var tags = regexp.MustCompile(`<[^>]*>`)

func send(c *http.Client, r *http.Request) (int, string, error) {
	answer, err := c.Do(r)
	if err != nil {
		return 0, "", err
	}
	body, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body), errors.Join(err, answer.Body.Close())
}
