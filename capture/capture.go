package capture

import (
	"io"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// Options say what a capture is of.
type Options struct {
	// Synthesised says that none of it was on a wire: the packets of a network in memory.
	Synthesised bool
	// Limit bounds the file, bytes; 0 means DefaultLimit.
	Limit int64
	// Tell, if set, is told once what keeps the file from being whole: an error of writing it, or ErrLimit.
	Tell func(error)
}

// Capture is a file that is written to. nil captures nothing: its methods may be called all the same. It is safe for concurrent use.
type Capture struct {
	mutex   sync.Mutex
	file    *file
	packets builder
	clock   clock
	last    time.Time // of the newest packet
	names   map[netip.Addr]string
	packed  int
	seed    uint32 // of sequence numbers
	port    uint16 // of the last connection that never came to be
}

// Create begins a file, in place of one that is there. Whoever has it can read what was encrypted, so that only its owner may.
func Create(name string, o Options) (*Capture, error) {
	c := &Capture{clock: newClock(time.Now()), names: map[netip.Addr]string{}}
	var err error
	if c.file, err = create(name, o, &c.mutex); err != nil {
		return nil, err
	}
	return c, nil
}

// Close writes what is left and ends the file. Its error is one of writing, which Tell has heard of, or of closing.
func (c *Capture) Close() error {
	if c == nil {
		return nil
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.file.close()
}

// At has what is captured from now on begin at this time, that of a lab's clock. Time goes on from there as it really passes, and
// never backwards: a lab that did more in a minute of its clock than in one of ours has later packets.
func (c *Capture) At(t time.Time) {
	if c == nil {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.clock = newClock(t)
}

// Name gives an address a name. The first one counts.
func (c *Capture) Name(a netip.Addr, name string) {
	if c == nil || !a.IsValid() {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if _, known := c.names[a]; known {
		return
	}
	c.names[a] = name
	c.file.block(nameBlock(a, name))
}

// Keys takes lines of a TLS key log (SSLKEYLOGFILE), each before the packets that it opens.
func (c *Capture) Keys() io.Writer { return keys{c} }

type keys struct{ *Capture }

// Write implements io.Writer. It does not fail: a capture that breaks off breaks no handshake.
func (k keys) Write(line []byte) (int, error) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.file.secrets(line)
	return len(line), nil
}

// Datagram notes one of UDP, of two parts.
func (c *Capture) Datagram(from, to netip.AddrPort, head, body []byte) {
	if c == nil {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.emit(c.packets.udp(from, to, head, body), "")
}

// Unreachable notes a datagram of UDP, and the ICMP message which says that nobody listens on the port (RFC 792, type 3 code 3).
func (c *Capture) Unreachable(from netip.Addr, to netip.AddrPort, data []byte) {
	if c == nil {
		return
	}
	if !from.IsValid() {
		from = unspecified(to.Addr())
	}
	at := netip.AddrPortFrom(from, c.anyPort())
	c.mutex.Lock()
	defer c.mutex.Unlock()
	sent := slices.Clone(c.packets.udp(at, to, data, nil))
	c.emit(sent, "")
	if to.Addr().Is4() {
		c.emit(c.packets.portUnreachable(to.Addr(), from, sent), "")
	}
}

// emit writes a packet, with a comment if there is one. The mutex is held.
func (c *Capture) emit(packet []byte, comment string) {
	now := c.clock.now()
	if !now.After(c.last) {
		now = c.last.Add(time.Nanosecond)
	}
	c.last = now
	if c.file.packet(now, packet, comment) {
		c.packed++
	}
}

// Packets is how many are in the file.
func (c *Capture) Packets() int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.packed
}

// clock goes on from a time.
type clock struct{ began, from time.Time }

func newClock(from time.Time) clock { return clock{time.Now(), from} }

func (c clock) now() time.Time { return c.from.Add(time.Since(c.began)) }
