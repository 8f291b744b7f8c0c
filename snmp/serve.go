package snmp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime/debug"
	"time"

	"tvslab/accept"
)

// mostRequest is how long a request is: managers ask for some hundred bytes.
const mostRequest = 8 << 10

// Serve answers on a socket until ctx ends, and closes it. tell is told of what goes wrong with the agent itself.
func (a *Agent) Serve(ctx context.Context, socket *net.UDPConn, tell func(accept.Trouble)) error {
	release := accept.OnCancel(ctx, func() { socket.Close() })
	defer release()
	defer socket.Close()
	limits, buffer := NewLimits(), make([]byte, mostRequest+1)
	for {
		n, from, err := socket.ReadFromUDPAddrPort(buffer)
		switch {
		case errors.Is(err, net.ErrClosed):
			return nil
		case err != nil: // of a datagram that came back; the socket goes on
			if ctx.Err() != nil {
				return nil
			}
			continue
		case n > mostRequest || !limits.Allow(from.Addr(), time.Now()):
			continue
		}
		if answer := a.survive(socket, buffer[:n], tell); answer != nil {
			_, _ = socket.WriteToUDPAddrPort(answer, from) // who is gone hears nothing
		}
	}
}

// survive lets a panic cost its datagram and nothing else.
func (a *Agent) survive(socket *net.UDPConn, datagram []byte, tell func(accept.Trouble)) (answer []byte) {
	defer func() {
		if v := recover(); v != nil {
			answer = nil
			tell(accept.Trouble{At: socket.LocalAddr(), Kind: accept.Panicked, Err: fmt.Errorf("snmp: panic: %v", v), Stack: debug.Stack(), Times: 1})
		}
	}()
	return a.Answer(datagram)
}

// Bounds of what goes to other machines, whose addresses may be forged: requests that are looked at, in a second and at once, and how many
// addresses are known.
const (
	perSecond = 200
	atOnce    = 400
	mostKnown = 4096
)

// Limits are how many requests addresses beyond loopback have left.
type Limits struct {
	left map[netip.Addr]allowance
}

type allowance struct {
	requests float64
	at       time.Time
}

// NewLimits returns limits of which nobody has used any.
func NewLimits() *Limits { return &Limits{map[netip.Addr]allowance{}} }

// Allow reports whether a request from there is looked at.
func (l *Limits) Allow(from netip.Addr, now time.Time) bool {
	if from.Unmap().IsLoopback() {
		return true
	}
	had, known := l.left[from]
	if !known {
		if len(l.left) == mostKnown {
			l.forget(now)
		}
		if len(l.left) == mostKnown {
			return false
		}
		had = allowance{atOnce, now}
	}
	had.requests = min(atOnce, had.requests+now.Sub(had.at).Seconds()*perSecond)
	had.at = now
	ok := had.requests >= 1
	if ok {
		had.requests--
	}
	l.left[from] = had
	return ok
}

// forget drops addresses that could ask as many as new ones.
func (l *Limits) forget(now time.Time) {
	for from, had := range l.left {
		if had.requests+now.Sub(had.at).Seconds()*perSecond >= atOnce {
			delete(l.left, from)
		}
	}
}
