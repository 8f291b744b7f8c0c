package relay

import (
	"sync/atomic"
	"time"

	"tvslab/sim/lab/trouble"
)

// fated is the conduct of an exchange whose fate is known.
type fated struct {
	relay   *Relay
	path    Path
	records records
	open    atomic.Bool // the question has been asked
}

func newFated(r *Relay, p Path) *fated {
	f := &fated{relay: r, path: p}
	f.open.Store(p.Question == 0)
	return f
}

func (f *fated) begin() (time.Duration, bool) {
	hangs := f.path.Fate.Late.Hangs && f.path.Fate.Stage != trouble.Done
	if hangs {
		f.relay.sticks()
	}
	return min(f.path.Fate.Wait, f.path.Longest), hangs
}

func (f *fated) asked(b []byte) time.Duration {
	f.records.take(b)
	if f.path.Question > 0 && f.records.data >= f.path.Question {
		f.open.Store(true)
	}
	return 0
}

func (f *fated) answers([]byte) (time.Duration, bool) {
	mute := f.path.Fate.Stage == trouble.Flight || f.path.Fate.Stage == trouble.Answer && f.open.Load()
	if mute {
		f.relay.sticks()
	}
	return 0, mute
}

// records counts records of TLS in one direction.
type records struct {
	head [5]byte // RFC 5246 section 6.2.1: type, version, length
	have int     // of head
	body int     // bytes that are left of the record
	data int     // records of application data that began
}

// applicationData is the type of such records.
const applicationData = 23

func (r *records) take(b []byte) {
	for len(b) > 0 {
		if r.body > 0 {
			n := min(r.body, len(b))
			r.body, b = r.body-n, b[n:]
			continue
		}
		n := copy(r.head[r.have:], b)
		r.have, b = r.have+n, b[n:]
		if r.have < len(r.head) {
			return
		}
		r.have, r.body = 0, int(r.head[3])<<8|int(r.head[4])
		if r.head[0] == applicationData {
			r.data++
		}
	}
}
