// Package remotelog sends what nodes of a lab write into their syslogs to collectors of others, over UDP and as it stands there: messages of
// RFC 3164 whose text is a line of CiscoLog, in the clock of the lab, from the address of the node that wrote it. Whoever writes does not
// wait: what a collector's line cannot take is lost, and counted.
package remotelog

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"strconv"
	"sync/atomic"

	"tvslab/event"
	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
)

const (
	// mostWaiting is how many lines wait to be sent.
	mostWaiting = 16 << 10
	// mostMessage is how long a message is; what is longer is cut (RFC 3164 has 1024, CiscoLog says less; certificate alarms are longer).
	mostMessage = 2048
	// local7 is the facility of CUCM's alarms, as its own files show it.
	local7 = 23
)

// Sender sends lines. Add may be called by many goroutines at once.
type Sender struct {
	// Severity is the least urgent severity of syslog that is sent, from 0 to 7.
	Severity int

	waiting chan message
	open    atomic.Bool
	lost    atomic.Uint64
}

type message struct{ node, text string }

// New returns a sender of lines of a severity and graver ones.
func New(severity int) *Sender {
	return &Sender{Severity: severity, waiting: make(chan message, mostWaiting)}
}

// Lost is how many lines were not sent since there was no room for them.
func (s *Sender) Lost() uint64 { return s.lost.Load() }

// header is what a line of CiscoLog says of itself: %FACILITY-SEVERITY-NAME.
var header = regexp.MustCompile(`%[A-Z0-9_]+-([0-7])-[A-Za-z0-9_]+:`)

// severityOf is the severity of a line; false for one that is no line of CiscoLog.
func severityOf(line string) (int, bool) {
	found := header.FindStringSubmatch(line)
	if found == nil {
		return 0, false
	}
	n, _ := strconv.Atoi(found[1])
	return n, true
}

// Add takes a line; those of other logs, and what is written before Serve, are left out. It is a Log of lab.Config, and does not wait.
func (s *Sender) Add(line event.Event) {
	if !s.open.Load() || line.What.Kind() != lab.LogSyslog {
		return
	}
	severity, ok := severityOf(line.What.String())
	if !ok || severity > s.Severity {
		return
	}
	text := fmt.Sprintf("<%d>%s", local7<<3|severity, line.What)
	select {
	case s.waiting <- message{line.Node, text[:min(len(text), mostMessage)]}:
	default:
		s.lost.Add(1)
	}
}

// Open lets lines wait from now on; Serve is called soon.
func (s *Sender) Open() { s.open.Store(true) }

// Serve sends what waits to all collectors, until ctx ends; then what still waits.
func (s *Sender) Serve(ctx context.Context, l *control.Lab, collectors []netip.AddrPort) error {
	from := sources{lab: l, sockets: map[string]*net.UDPConn{}}
	defer from.close()
	for {
		select {
		case m := <-s.waiting:
			from.send(m, collectors)
			continue
		case <-ctx.Done():
		}
		s.open.Store(false)
		for len(s.waiting) > 0 {
			from.send(<-s.waiting, collectors)
		}
		return nil
	}
}

// sources are sockets by the node that sends.
type sources struct {
	lab     *control.Lab
	sockets map[string]*net.UDPConn
}

// send sends a message from the address of its node, or where that cannot be, from any. What a network does not take is gone, as over UDP.
func (f *sources) send(m message, to []netip.AddrPort) {
	for _, at := range to {
		if socket := f.of(m.node, at.Addr()); socket != nil {
			_, _ = socket.WriteToUDPAddrPort([]byte(m.text), at)
		}
	}
}

// of is the socket of a node towards a collector: nodes on loopback reach no collector elsewhere from there.
func (f *sources) of(node string, to netip.Addr) *net.UDPConn {
	own := to.IsLoopback()
	key := node
	if !own {
		key = ""
	}
	if socket, ok := f.sockets[key]; ok {
		return socket
	}
	socket := f.listen(key)
	f.sockets[key] = socket
	return socket
}

// listen opens a socket at the address of a node, else at any.
func (f *sources) listen(node string) *net.UDPConn {
	for _, at := range f.lab.Places() {
		if at.Node == node {
			if socket, err := net.ListenUDP("udp", &net.UDPAddr{IP: at.IP.AsSlice()}); err == nil {
				return socket
			}
		}
	}
	socket, err := net.ListenUDP("udp", nil)
	if err != nil {
		return nil
	}
	return socket
}

func (f *sources) close() {
	for _, socket := range f.sockets {
		if socket != nil {
			socket.Close()
		}
	}
}
