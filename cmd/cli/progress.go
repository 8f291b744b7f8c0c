package cli

import (
	"fmt"
	"sync"
	"time"

	"tvslab/bench"
)

// progress tells on standard error how far something is that takes longer than a second: a line that is rewritten
// on a terminal, a plain line every five seconds elsewhere. The end is not told.
type progress struct {
	out      *screen
	what     string
	mutex    sync.Mutex
	begun    time.Time
	last     time.Time
	shown    bool
	rewrites bool
}

func newProgress(w *screen, what string) *progress {
	now := time.Now()
	return &progress{out: w, what: what, begun: now, last: now, rewrites: w.lively()}
}

func (p *progress) report(done, total int) {
	if done < total || p.rewrites { // else what comes of it follows at once
		p.tell(func() string { return fmt.Sprintf("%d/%d", done, total) })
	}
}

// tell tells how far it is, unless it did a moment ago.
func (p *progress) tell(how func() string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	now := time.Now()
	pause := 5 * time.Second
	if p.rewrites {
		pause = 100 * time.Millisecond
	}
	if now.Sub(p.begun) < time.Second || now.Sub(p.last) < pause {
		return
	}
	p.last, p.shown = now, true
	if p.rewrites {
		p.out.rewrite(p.what + " " + how())
		return
	}
	fmt.Fprintf(p.out, "%s %s\n", p.what, how())
}

func (p *progress) end() {
	if p.shown && p.rewrites {
		p.out.rewrite("")
	}
}

// benchProgress tells on standard error how a benchmark goes: a line that is rewritten every second on a terminal, a plain
// line every ten seconds elsewhere.
type benchProgress struct {
	out      *screen
	rewrites bool
	mutex    sync.Mutex
	last     bench.Progress
	told     time.Duration // when the last plain line was written
	rate     float64       // boots per second since the last report
	shown    bool
}

const plainPause = 10 * time.Second

func newBenchProgress(w *screen) *benchProgress {
	return &benchProgress{out: w, rewrites: w.lively()}
}

// report is bench.Options.Progress.
func (b *benchProgress) report(p bench.Progress) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if p.Warm != b.last.Warm || p.Elapsed < b.last.Elapsed {
		b.last, b.told = bench.Progress{Warm: p.Warm}, 0
	}
	if d := (p.Elapsed - b.last.Elapsed).Seconds(); d > 0.1 {
		b.rate = float64(p.Ended-b.last.Ended) / d
	}
	b.last = p
	switch {
	case b.rewrites && !p.Complete:
		b.out.rewrite(b.line(p))
		b.shown = true
	case !b.rewrites && p.Elapsed-b.told >= plainPause:
		fmt.Fprintln(b.out, b.line(p))
		b.told = p.Elapsed
	}
}

func (b *benchProgress) line(p bench.Progress) string {
	what := "boots"
	if p.Warm {
		what = "warm-up"
	}
	return fmt.Sprintf("%s %d/%d, %.0f/s, in progress %d, waiting %d, failed %d, %s", what, p.Ended, p.Planned, b.rate, p.Begun-p.Ended, p.Late,
		p.Failed, p.Elapsed.Round(time.Second))
}

func (b *benchProgress) end() {
	if b.shown {
		b.out.rewrite("")
	}
}
