package registration

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"tvslab/accept"
	"tvslab/lru"
)

// Timers of SIP over UDP (RFC 3261, section 17, table 4), and the size above which a request goes over TCP (section 18.1.1).
const (
	sipT1       = 500 * time.Millisecond // a round trip
	sipT2       = 4 * time.Second        // the longest wait between requests that are sent again
	sipTimerJ   = 64 * sipT1             // how long an answer is kept for requests that come again
	sipDatagram = 1300                   // bytes
)

// Bounds of a server's UDP port.
const (
	datagramSize     = 64 << 10 // bytes: what a server must be ready for (RFC 3261, section 18.1.1)
	datagramAnswerer = 8        // goroutines: as many requests are answered at a time
	datagramAnswers  = 4 << 20  // bytes of answers that are kept for requests that come again
	datagramPhones   = 1 << 20  // bytes of the memory of who is registered
	datagramGain     = 3        // bytes that are sent for each byte that came: who asks under the name of another harms him little
	datagramFailures = 100      // reads one after the other that fail before the port is given up
)

// datagrams is the server's side of a UDP port. It remembers what it answered, and nothing else of who asked.
type datagrams struct {
	*Server
	write func(data []byte, to netip.AddrPort) (int, error)

	mutex    sync.Mutex                               // of looking and noting a request
	answers  *lru.Cache[[sha256.Size]byte, sipAnswer] // by transaction
	newcomer *lru.Cache[string, time.Time]            // when a device registered last from an address
}

// sipAnswer is what a request got, nil while it is being answered.
type sipAnswer struct {
	at    time.Time
	final []byte
	to    netip.AddrPort
}

// ServeUDP answers registrations over SIP on a UDP port until ctx ends, then closes it and returns nil when every goroutine is gone.
// Requests that come again get the same answer for 32 seconds (RFC 3261, section 17.2.2). Answers go to the address that a request
// came from, and to the port that its Via names, or the one that it came from where Via has rport (RFC 3581). What is no request with
// the header fields that an answer needs gets none, and no request gets more than three times its own size.
func (s *Server) ServeUDP(ctx context.Context, conn *net.UDPConn) error {
	d := s.datagrams(func(data []byte, to netip.AddrPort) (int, error) {
		s.told(addressOf(conn), to, data)
		return conn.WriteToUDPAddrPort(data, to)
	})
	defer accept.OnCancel(ctx, func() { conn.Close() })()
	defer conn.Close()
	failed := make([]error, datagramAnswerer)
	var group sync.WaitGroup
	for i := range failed {
		group.Go(func() { failed[i] = d.serve(ctx, conn) })
	}
	group.Wait()
	if err := errors.Join(failed...); err != nil && ctx.Err() == nil {
		return fmt.Errorf("serve registrations on %v: %w", conn.LocalAddr(), err)
	}
	return nil
}

// told tells the tap of a datagram.
func (s *Server) told(from, to netip.AddrPort, data []byte) {
	if s.Tap != nil {
		s.Tap(from, to, data, nil)
	}
}

// addressOf is what a socket is bound to.
func addressOf(conn *net.UDPConn) netip.AddrPort {
	at := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	return netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
}

// Datagrams returns what takes a datagram of SIP, for who moves them by other means than ServeUDP; answers go to write, before it
// returns.
func (s *Server) Datagrams(write func(data []byte, to netip.AddrPort)) func(data []byte, from netip.AddrPort) {
	return s.datagrams(func(data []byte, to netip.AddrPort) (int, error) {
		write(data, to)
		return len(data), nil
	}).take
}

func (s *Server) datagrams(write func([]byte, netip.AddrPort) (int, error)) *datagrams {
	return &datagrams{Server: s, write: write,
		answers:  lru.New[[sha256.Size]byte](datagramAnswers, func(a sipAnswer) int { return 256 + len(a.final) }),
		newcomer: lru.New[string](datagramPhones, func(time.Time) int { return 128 })}
}

// serve answers one datagram after the other. Some systems tell here that an answer did not arrive.
func (d *datagrams) serve(ctx context.Context, conn *net.UDPConn) error {
	buffer := make([]byte, datagramSize)
	for failures := 0; ; {
		n, peer, err := conn.ReadFromUDPAddrPort(buffer)
		switch {
		case err == nil:
			failures = 0
			peer = netip.AddrPortFrom(peer.Addr().Unmap(), peer.Port())
			d.told(peer, addressOf(conn), buffer[:n])
			d.take(buffer[:n], peer)
		case ctx.Err() != nil || errors.Is(err, net.ErrClosed):
			return nil
		default:
			if failures++; failures == datagramFailures {
				return err
			}
		}
	}
}

// take answers one datagram. One that makes the server panic costs nobody but its sender something.
func (d *datagrams) take(data []byte, peer netip.AddrPort) {
	v := &visit{Server: d.Server, peer: net.UDPAddrFromAddrPort(peer), began: time.Now()}
	defer func() {
		if fault := recover(); fault != nil {
			v.tell(OutcomeFailed, fmt.Errorf("panic: %v", fault))
		}
	}()
	m, err := readDatagram(data)
	if errors.Is(err, errKeepAlive) {
		return
	}
	var q *sipRequest
	if err == nil {
		if q = m.request(); q == nil || q.method == "ACK" {
			return
		}
		err = q.addressed()
	}
	if err != nil {
		v.tell(OutcomeMalformed, err)
		return
	}
	d.request(v, q, len(data), peer)
}

// readDatagram reads the message that a datagram holds; its body ends with it (RFC 3261, section 18.3).
func readDatagram(data []byte) (*sipMessage, error) {
	m, err := newSIPReader(bytes.NewReader(data)).read()
	if m == nil {
		return nil, err
	}
	if err != nil {
		m.wrong("body is shorter than Content-Length")
	}
	return m, nil
}

// addressed reports whether an answer can find its way: it repeats these header fields.
func (q *sipRequest) addressed() error {
	for _, needed := range answerNeeds {
		if q.get(needed.name) == "" {
			return fmt.Errorf("%w: %s is missing", errMessage, needed.text)
		}
	}
	if sentBy(q.get("via")) == "" {
		return fmt.Errorf("%w: Via names nobody", errMessage)
	}
	return nil
}

// request answers a request of so many bytes, or says again what it got.
func (d *datagrams) request(v *visit, q *sipRequest, size int, peer netip.AddrPort) {
	key := q.transaction(peer)
	if again, known := d.note(key); known {
		if again.final != nil {
			_, _ = d.write(again.final, again.to)
		}
		return
	}
	to := q.answerTo(peer)
	q.route(peer)
	device := func() string { return v.who.Device + " " + peer.String() }
	v.known = func() bool {
		at, ok := d.newcomer.Get(device())
		return ok && time.Since(at) < sipSilence
	}
	trying, text, reply := v.reply(q.sipMessage)
	if reply == nil {
		return
	}
	if err := d.say(trying, text, size, to); err != nil {
		v.tell(OutcomeFailed, err)
		return
	}
	d.answers.Put(key, sipAnswer{time.Now(), []byte(text), to})
	if reply.outcome == OutcomeRegistered {
		d.newcomer.Put(device(), time.Now())
	}
	if reply.outcome == OutcomeUnregistered {
		d.newcomer.Put(device(), time.Time{})
	}
	v.tell(reply.outcome, reply.err)
}

// note tells whether a request is known, and knows it from now on.
func (d *datagrams) note(key [sha256.Size]byte) (sipAnswer, bool) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if a, ok := d.answers.Get(key); ok && time.Since(a.at) < sipTimerJ {
		return a, true
	}
	d.answers.Put(key, sipAnswer{at: time.Now()})
	return sipAnswer{}, false
}

// errGain is an answer that would be much longer than what it answers.
var errGain = fmt.Errorf("answer is more than %d times as long as the request", datagramGain)

// say sends an answer, and what comes before it where both are not too much for a request of so many bytes.
func (d *datagrams) say(trying, final string, size int, to netip.AddrPort) error {
	if len(final) > datagramGain*size {
		return errGain
	}
	if trying != "" && len(trying)+len(final) <= datagramGain*size {
		if _, err := d.write([]byte(trying), to); err != nil {
			return err
		}
	}
	_, err := d.write([]byte(final), to)
	return err
}

// sipCookie begins branches that name a transaction (RFC 3261, section 8.1.1.7).
const sipCookie = "z9hG4bK"

// transaction is what requests that come again have in common: branch, sender and method, or all that tells requests of older clients
// apart (RFC 3261, section 17.2.3).
func (q *sipRequest) transaction(peer netip.AddrPort) [sha256.Size]byte {
	via := splitOutside(q.get("via"), ',')[0]
	parts := []string{peer.Addr().String(), q.method, via}
	if !strings.HasPrefix(sipParams(via)["branch"], sipCookie) {
		parts = append(parts, q.uri, q.get("from"), q.get("to"), q.get("call-id"), q.get("cseq"))
	}
	return sha256.Sum256([]byte(strings.Join(parts, "\x00")))
}

// answerTo is where an answer goes (RFC 3261, section 18.2.2; RFC 3581, section 4). maddr is not followed.
func (q *sipRequest) answerTo(peer netip.AddrPort) netip.AddrPort {
	via := splitOutside(q.get("via"), ',')[0]
	if _, rport := sipParams(via)["rport"]; rport {
		return peer
	}
	return netip.AddrPortFrom(peer.Addr(), sentByPort(via))
}

// sentByPort is the port that a Via names, 5060 where it names none.
func sentByPort(via string) uint16 {
	const usual = 5060
	fields := strings.Fields(splitOutside(via, ';')[0])
	if len(fields) == 0 {
		return usual
	}
	_, port, err := net.SplitHostPort(fields[len(fields)-1])
	if err != nil {
		return usual
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return usual
	}
	return uint16(n)
}

// route notes in the topmost Via from which port the request came, where it asks for that (RFC 3581, section 4).
func (q *sipRequest) route(peer netip.AddrPort) {
	for i, h := range q.headers {
		if h.name != "via" {
			continue
		}
		all := splitOutside(h.value, ',')
		parts := splitOutside(all[0], ';')
		for j, part := range parts[1:] {
			if strings.EqualFold(part, "rport") {
				parts[j+1] = fmt.Sprintf("rport=%d;received=%s", peer.Port(), peer.Addr())
				all[0] = strings.Join(parts, ";")
				q.headers[i].value = strings.Join(all, ",")
			}
		}
		return
	}
}
