package udp

import (
	"errors"
	"math/rand/v2"
	"net/netip"
	"sync"
	"time"

	"tvslab/errno"
)

// Ports are the ports of this machine for its transfers. They are given in turn, so that one comes again as late as
// possible, and never before the time that its last holder asked for: the next holder of a port hears what is still
// sent to the last. A Ports may be used by many goroutines.
type Ports struct {
	first, count int
	now          func() time.Time
	start        time.Time
	mu           sync.Mutex
	next         int                // where the search for a port begins
	times        map[ending]seconds // from when it may be used; those that are past are forgotten in time
	latest       []seconds          // per port, of all addresses
	most         int                // times before they are looked through
}

// ending is a port of one address; the zero address is that of a socket for all.
type ending struct {
	address netip.Addr
	port    uint16
}

// seconds count from the start of a pool.
type seconds uint32

// held is the time of a port in use.
const held = seconds(1<<32 - 1)

// leastTimes is how many times a pool holds before it looks for those that are past.
const leastTimes = 1 << 14

// Ephemeral is the one pool of this process, of the ports that the system has for clients. Ports belong to the
// machine: another process has a pool of its own, and only the kernel keeps the two apart, while a socket is open.
var Ephemeral = sync.OnceValue(func() *Ports {
	first, last := portRange()
	return NewPorts(first, last, time.Now)
})

// NewPorts returns a pool of the ports from first to last; now is its clock.
func NewPorts(first, last int, now func() time.Time) *Ports {
	count := last - first + 1
	return &Ports{
		first: first, count: count, now: now, start: now(), next: rand.IntN(count),
		times: map[ending]seconds{}, latest: make([]seconds, count), most: leastTimes,
	}
}

// ErrNoPort says that each port of an address is in use, or must stay quiet for a while.
var ErrNoPort = errors.New("every port is in use or kept quiet after an earlier transfer")

// mostBinds is how many ports that others hold are tried, and mostTries how many that this pool keeps quiet.
const (
	mostBinds = 64
	mostTries = 1024
)

// Bind has a port of an address opened for one holder alone, who puts it back; the zero address means all of the
// machine. Errors: ErrNoPort, or that of open.
func (p *Ports) Bind(address netip.Addr, open func(port uint16) error) (port uint16, err error) {
	for range mostBinds {
		port, ok := p.take(address)
		if !ok {
			break
		}
		if err = open(port); err == nil {
			return port, nil
		}
		p.Put(address, port, 0)
		if !errno.InUse.Of(err) {
			return 0, err
		}
	}
	return 0, ErrNoPort
}

// take finds a port that may be used.
func (p *Ports) take(address netip.Addr) (port uint16, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := seconds(p.now().Sub(p.start) / time.Second)
	p.forget(now)
	for range min(p.count, mostTries) {
		i := p.next
		p.next = (p.next + 1) % p.count
		e := ending{address, uint16(p.first + i)}
		if p.times[e] <= now && p.elsewhere(e, i) <= now {
			p.times[e] = held
			return e.port, true
		}
	}
	return 0, false
}

// elsewhere is the time of a port with which this one shares what arrives: that of any address, or of all.
func (p *Ports) elsewhere(e ending, i int) seconds {
	if e.address.IsValid() {
		return p.times[ending{port: e.port}]
	}
	return p.latest[i]
}

// Put gives a port back that was taken, for use after it has been quiet for a while.
func (p *Ports) Put(address netip.Addr, port uint16, quiet time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	from := seconds((p.now().Sub(p.start) + quiet + time.Second - 1) / time.Second)
	p.times[ending{address, port}] = from
	p.latest[int(port)-p.first] = max(p.latest[int(port)-p.first], from)
}

// forget drops the times that are past, where there are many.
func (p *Ports) forget(now seconds) {
	if len(p.times) < p.most {
		return
	}
	for e, from := range p.times {
		if from <= now {
			delete(p.times, e)
		}
	}
	p.most = max(leastTimes, 2*len(p.times))
}
