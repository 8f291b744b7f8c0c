package phone

import (
	"context"

	"tvslab/capf"
	"tvslab/phone/content"
	"tvslab/service"
	"tvslab/tvs"
)

// Call says who asks whom: the same for every use of a Network.
type Call struct {
	Phone   string // device name
	Model   int    // device type of the phone's model, 0 unknown
	TLS     uint16 // newest version of TLS that the phone speaks, as in tls.Config; 0 for none
	Server  string // as the phone knows it
	Own     bool   // Server is one of the phone's own TFTP servers, which it has as an address; else a name in a configuration
	Service service.Service
	Port    int    // from the configuration, else the one that phones know
	File    string // name of the wanted file, with TFTP and HTTP
	Line    *Line  // whom the phone registers over SIP; nil else
	// Judge decides about the DER certificate of a server that speaks TLS; nothing is sent when it fails.
	Judge func(certificate []byte) error
}

// Network is everything a phone needs from outside. A phone makes its calls one after the other; implementations must be
// safe for concurrent use by different phones. Errors hold an [outcome.Outcome]; outcome.Untrusted has the error of
// Call.Judge inside.
type Network interface {
	// Fetch gets one file. Outcomes: NotFound, Unavailable, Unreachable, Timeout, TooLarge.
	Fetch(ctx context.Context, c Call) (*content.File, error)
	// Ask asks one TVS server. Outcomes: those of tvs.Failed.
	Ask(ctx context.Context, c Call, r *tvs.Request) (*tvs.Response, error)
	// Register registers at one call manager, with the phone's certificate where the service speaks TLS. Errors: a refusal
	// of package registration, or the outcomes Unreachable, Timeout, Untrusted, Handshake and, for a certificate that the
	// call manager refuses, UnknownCA, Expired, NoCertificate.
	Register(ctx context.Context, c Call, shown Identity) error
	// Enrol runs one session with a CAPF server. Outcomes: those of capf.Failed. A result that holds an LSC counts even
	// beside an error: the phone had stored it when the session broke off.
	Enrol(ctx context.Context, c Call, s capf.Session) (capf.Result, error)
}

// Around returns a network that makes each call of n through do: next is the call itself, and what do returns is its error.
// A call whose next was not called has no result.
func Around(n Network, do func(ctx context.Context, c Call, next func() error) error) Network {
	return around{n, do}
}

type around struct {
	net Network
	do  func(ctx context.Context, c Call, next func() error) error
}

func (a around) Fetch(ctx context.Context, c Call) (f *content.File, err error) {
	err = a.do(ctx, c, func() (err error) { f, err = a.net.Fetch(ctx, c); return err })
	return f, err
}

func (a around) Ask(ctx context.Context, c Call, r *tvs.Request) (answer *tvs.Response, err error) {
	err = a.do(ctx, c, func() (err error) { answer, err = a.net.Ask(ctx, c, r); return err })
	return answer, err
}

func (a around) Register(ctx context.Context, c Call, shown Identity) error {
	return a.do(ctx, c, func() error { return a.net.Register(ctx, c, shown) })
}

func (a around) Enrol(ctx context.Context, c Call, s capf.Session) (result capf.Result, err error) {
	err = a.do(ctx, c, func() (err error) { result, err = a.net.Enrol(ctx, c, s); return err })
	return result, err
}

// call returns a call of the phone to a server.
func (b *boot) call(server string, at service.Service, port int) Call {
	return Call{Phone: b.Name, Model: b.Model.Number, TLS: b.Model.TLS, Server: server, Service: at, Port: port}
}
