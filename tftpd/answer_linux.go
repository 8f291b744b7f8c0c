//go:build amd64 || arm64 || riscv64

package tftpd

// request answers a datagram of the request port.
func (s *sender) request(datagram []byte, p asker) {
	r, err := parseRequest(datagram)
	if err != nil {
		s.Server.end(s.line(p, ""), 0, OutcomeMalformed, err)
		return
	}
	if r.op == opRead && s.repeats(p, datagram, s.now) {
		return
	}
	name := string(r.name)
	t := s.line(p, name)
	if r.op == opWrite {
		s.refuse(p, t, OutcomeRefused, errWrite)
		return
	}
	if !s.admit() {
		s.refuse(p, t, OutcomeRefused, errBusy)
		return
	}
	content, outcome, err := s.Server.open(name)
	if err != nil {
		s.active.Add(-1)
		s.refuse(p, t, outcome, err)
		return
	}
	s.start(p, t, r, datagram, content)
}

// line begins the log line of a request.
func (s *sender) line(p asker, name string) Transfer {
	if s.Log == nil {
		return Transfer{Time: s.clock()}
	}
	return s.begin("TFTP", p.from.String(), name)
}

// refuse answers with an error, from a port of its own.
func (s *sender) refuse(p asker, t Transfer, outcome string, reason error) {
	if o, err := s.outlet(p); err == nil {
		_ = o.write(notFound)
		s.free(o)
	}
	s.Server.end(t, 0, outcome, reason)
}

// start begins a transfer that was admitted. Without a socket for it there is no answer, and
// the phone repeats its request.
func (s *sender) start(p asker, t Transfer, r readRequest, datagram, content []byte) {
	o, err := s.outlet(p)
	if err != nil {
		s.active.Add(-1)
		s.Server.end(t, 0, OutcomeInterrupted, err)
		return
	}
	o.sending.begin(r, content, o.pathSize)
	o.busy, o.sent, o.log, o.asker = true, 0, t, p
	o.request = append(o.request[:0], datagram...)
	o.heard.Store(0)
	s.enter(o)
	s.transmit(o)
}
