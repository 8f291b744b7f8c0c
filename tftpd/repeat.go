package tftpd

import (
	"bytes"
	"cmp"
	"time"

	"tvslab/tftpd/internal/udp"
)

// repeats says that a request is the one before, sent again. A client cannot ask anew before it has got its last block:
// what came before that went out is a repeat for certain, and what came after, a new request, though its last
// acknowledgement may be lost or still on its way. In between, a client that asks again has begun anew where it has been
// silent for a while; it has not where the first answer waits, which the server repeats by itself, or is not there yet.
func (l *lean) repeats(before recent, d *udp.Datagram) bool {
	t, now := before.delivery, l.loop.Now()
	switch {
	case cmp.Or(d.Time, now.UnixNano()) <= before.sent.UnixNano():
		return true
	case t == nil || t.heard && t.block == t.last:
		return false
	}
	return !t.heard || now.Sub(t.moved) < l.timeout
}

// doubt is a request that seems to repeat one whose first answer nobody has acknowledged. The acknowledgement may have come
// before the request, to another socket, and after the loop looked there.
type doubt struct {
	server  *lean
	request udp.Datagram
	wait    udp.Wait
}

// doubtTime is how long a loop needs at least until it has looked at every socket again, and mostDoubts how many requests
// are kept meanwhile; the clients of others ask again.
const (
	doubtTime  = time.Millisecond
	mostDoubts = 1024
)

// doubt has a request looked at again, where it came after the answer went out to which it is a repeat.
func (l *lean) doubt(before recent, d *udp.Datagram) {
	t := before.delivery
	if t == nil || t.opening != nil || t.heard || d.Time <= before.sent.UnixNano() || l.doubts.Len() >= mostDoubts {
		return
	}
	w := &doubt{server: l, request: *d}
	w.request.Data = bytes.Clone(d.Data)
	w.wait.Owner = w
	l.doubts.Start(&w.wait, l.loop.Now())
}

// Due decides.
func (w *doubt) Due() { w.server.request(&w.request, true) }
