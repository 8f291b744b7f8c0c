//go:build amd64 || arm64 || riscv64

package tftpd

import "bytes"

// request answers a datagram of the request port.
func (s *sender) request(datagram []byte, p asker) {
	r, err := parseRequest(datagram)
	if err != nil {
		s.Server.end(s.line(p, ""), 0, OutcomeMalformed, err)
		return
	}
	o := s.unused()
	o.asker, o.request = p, append(o.request[:0], datagram...)
	if r.op == opRead && !s.enter(o, s.now.UnixNano()) {
		s.idle = append(s.idle, o)
		return
	}
	name := string(r.name)
	o.log = s.line(p, name)
	content, outcome, err := s.grant(r, name)
	if err != nil {
		s.refuse(o, outcome, err)
		return
	}
	s.start(o, r, content)
}

// line begins the log line of a request.
func (s *sender) line(p asker, name string) Transfer {
	if s.Log == nil {
		return Transfer{Time: s.clock()}
	}
	return s.begin("TFTP", p.from.String(), name)
}

// enter makes o the latest transfer to its peer, unless the peer repeats the request of one in
// progress: nothing of that has been acknowledged yet, or something has within the last
// Timeout. A peer that asks again after longer has begun anew.
func (l *lean) enter(o *outlet, now int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if other := l.peers[o.asker]; other != nil && bytes.Equal(other.request, o.request) {
		if heard := other.heard.Load(); heard == 0 || now-heard < int64(l.timeout) {
			return false
		}
	}
	o.heard.Store(0)
	l.peers[o.asker] = o
	return true
}

// leave forgets a transfer that has ended.
func (l *lean) leave(o *outlet) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.peers[o.asker] == o {
		delete(l.peers, o.asker)
	}
}

// grant finds the content for a request, and counts a transfer where there is one.
func (l *lean) grant(r readRequest, name string) (content []byte, outcome string, err error) {
	if r.op == opWrite {
		return nil, OutcomeRefused, errWrite
	}
	if l.active.Add(1) > int64(l.maxTransfers()) {
		l.active.Add(-1)
		return nil, OutcomeRefused, errBusy
	}
	if content, outcome, err = l.open(name); err != nil {
		l.active.Add(-1)
	}
	return content, outcome, err
}

// refuse answers with an error, from a port of its own.
func (s *sender) refuse(o *outlet, outcome string, reason error) {
	if s.connect(o) == nil {
		_ = o.write(notFound)
	}
	s.leave(o)
	s.Server.end(o.log, 0, outcome, reason)
	s.free(o)
}

// start begins a transfer that was granted. Without a port for it there is no answer, and the
// phone repeats its request.
func (s *sender) start(o *outlet, r readRequest, content []byte) {
	if err := s.connect(o); err != nil {
		s.finish(o, OutcomeInterrupted, err)
		return
	}
	o.sending.begin(r, content, o.pathSize)
	o.busy, o.sent = true, 0
	s.transmit(o)
}
