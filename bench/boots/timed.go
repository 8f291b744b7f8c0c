package boots

import (
	"context"
	"time"

	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/sockets"
	"tvslab/tvs"
)

// traced returns the network for one boot that tells its steps.
func traced(n phone.Network, trace func(sockets.Step)) phone.Network {
	if s, ok := n.(*sockets.Network); ok {
		return s.Traced(trace)
	}
	t := timed{n, trace}
	secure, ok := n.(secureNetwork)
	if ok {
		return timedSecure{t, secure}
	}
	return t
}

// secureNetwork is a network that can do all that phones may ask of one.
type secureNetwork interface {
	phone.SecureNetwork
	phone.CAPFNetwork
}

// timed tells how long the calls of a network take that does not tell so itself. A question to TVS is one answer there: it
// has no connection that could be told apart.
type timed struct {
	phone.Network
	trace func(sockets.Step)
}

func (t timed) step(s sockets.Step, begun time.Time) {
	s.Start, s.Duration = begun, time.Since(begun)
	t.trace(s)
}

// Fetch implements phone.Network.
func (t timed) Fetch(ctx context.Context, name, server string, transport phone.Transport, file string) (*content.File, error) {
	begun := time.Now()
	f, err := t.Network.Fetch(ctx, name, server, transport, file)
	t.step(sockets.Step{Phone: name, Kind: sockets.KindOf(file), Server: server, Transport: transport, Err: err}, begun)
	return f, err
}

// TVS implements phone.Network.
func (t timed) TVS(ctx context.Context, name string, m phone.Model, server string, port int, check func([]byte) error, r *tvs.Request) (*tvs.Response, error) {
	begun := time.Now()
	answer, err := t.Network.TVS(ctx, name, m, server, port, check, r)
	t.step(sockets.Step{Phone: name, Kind: sockets.StepTVSAnswer, Server: server, Err: err}, begun)
	return answer, err
}

// Register implements phone.Network.
func (t timed) Register(ctx context.Context, name, server string, port int) error {
	begun := time.Now()
	err := t.Network.Register(ctx, name, server, port)
	t.step(sockets.Step{Phone: name, Kind: sockets.StepRegistration, Server: server, Err: err}, begun)
	return err
}

// timedSecure is timed for a network that can do more.
type timedSecure struct {
	timed
	secure secureNetwork
}

var _ secureNetwork = timedSecure{}
