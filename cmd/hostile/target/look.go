package target

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Look is what a lab has at one moment.
type Look struct {
	Usage
	Goroutines int // as its metrics say
}

// Look looks at a lab.
func (l *Lab) Look() (Look, error) {
	u, err := l.Usage()
	if err != nil {
		return Look{}, err
	}
	n, err := l.goroutines()
	return Look{u, n}, err
}

func (l *Lab) goroutines() (n int, err error) {
	text, err := l.Scrape()
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(text, "\ngo_goroutines ")
	if _, err := fmt.Sscan(rest, &n); err != nil {
		return 0, fmt.Errorf("goroutines of the metrics: %w", err)
	}
	return n, nil
}

// Scrape returns the lab's metrics.
func (l *Lab) Scrape() (string, error) {
	client := http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Get("http://" + l.Metrics + "/metrics")
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return string(text), err
}

// every is how often a lab is looked at.
const every = 50 * time.Millisecond

// Watch looks at a lab until ctx or the lab ends and returns the most it had; goroutines are left out, as asking for them needs a
// connection.
func (l *Lab) Watch(ctx context.Context) (peak Look) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		u, err := l.Usage()
		if err != nil {
			return peak
		}
		peak.Usage = peak.Peak(u)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return peak
		}
	}
}

// spare is how many descriptors and goroutines more than before are none that an attack left: connections that are being closed
// at this moment, and what a pool keeps.
const spare = 16

// Back waits until a lab has no more descriptors and goroutines than before, or nearly so, and returns what it has then. The error
// is that it has more when the time is over.
func (l *Lab) Back(ctx context.Context, before Look, within time.Duration) (now Look, err error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if now, err = l.Look(); err == nil && now.Descriptors <= before.Descriptors+spare && now.Goroutines <= before.Goroutines+spare {
			return now, nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			if err == nil {
				err = fmt.Errorf("%d descriptors and %d goroutines are left, of %d and %d before", now.Descriptors, now.Goroutines, before.Descriptors, before.Goroutines)
			}
			return now, err
		}
	}
}
