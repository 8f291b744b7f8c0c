package lab

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"tvslab/phone"
)

// workers is how many phones boot at the same time.
func (l *Lab) workers() int {
	if l.servers != nil {
		return 32
	}
	return runtime.GOMAXPROCS(0)
}

// boot boots the phones in parallel and reports their events in the order of the phones, whoever was faster.
func (l *Lab) boot(ctx context.Context, phones []*Phone, cause phone.ResetCause) error {
	const batch = 4096 // bounds the events kept back
	for part := range slices.Chunk(phones, batch) {
		if err := ctx.Err(); err != nil {
			return err
		}
		l.bootBatch(ctx, part, cause)
		if err := l.finishOperations(); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// record is what a phone told during one boot.
type record struct {
	events []Event
	lines  []LogLine
}

func (l *Lab) bootBatch(ctx context.Context, phones []*Phone, cause phone.ResetCause) {
	records := make([]record, len(phones))
	next := make(chan int)
	var wait sync.WaitGroup
	l.mutex.RLock()
	for range min(l.workers(), len(phones)) {
		wait.Go(func() {
			for i := range next {
				l.bootOne(ctx, phones[i], cause, &records[i])
			}
		})
	}
	for i := range phones {
		next <- i
	}
	close(next)
	wait.Wait()
	l.mutex.RUnlock()
	for _, r := range records {
		l.report(r)
	}
}

func (l *Lab) bootOne(ctx context.Context, p *Phone, cause phone.ResetCause, r *record) {
	defer l.watch(p, r)()
	p.Report = p.Boot(ctx, l.networkOf(p, r), cause)
	p.reportITL()
}

// watch lets the phone tell what happens to it until the returned function is called.
func (l *Lab) watch(p *Phone, r *record) (end func()) {
	if l.observe == nil && l.logged == nil {
		return func() {}
	}
	p.Observe = func(e phone.Event) {
		r.events = append(r.events, Event{Time: e.Time, Phone: e.Phone, Kind: e.Kind, Text: e.Text, Decision: e.Decision})
		l.console(r, e)
	}
	return func() { p.Observe = nil }
}

func (l *Lab) report(r record) {
	for _, e := range r.events {
		l.emit(e)
	}
	for _, line := range r.lines {
		l.log(line)
	}
}

// observed runs a change on the phone itself with its events going to the lab's observer.
func (l *Lab) observed(p *Phone, act func()) {
	var r record
	end := l.watch(p, &r)
	act()
	end()
	l.report(r)
}
