package honest

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"time"

	"tvslab/capf"
	"tvslab/cmd/hostile/target"
	"tvslab/outcome"
	"tvslab/registration"
	"tvslab/service"
	"tvslab/sim/lab/api/client"
	"tvslab/sim/lab/control"
	"tvslab/tftpd"
	"tvslab/tvs"
)

// Patience is how long a client waits for what it wants.
const Patience = 10 * time.Second

// Client wants one thing.
type Client struct {
	Name  string
	Every time.Duration // between two questions
	Ask   func(ctx context.Context) error
}

// file is what the clients of TFTP and HTTP fetch.
const file = "ITLFile.tlv"

// everySoOften is for clients inside this process, a few times a second for those that are processes of their own.
const (
	everySoOften = 50 * time.Millisecond
	nowAndThen   = 400 * time.Millisecond
)

// Clients returns a client of every service of a lab: those of its first node, of its control socket, and phones that boot.
func Clients(b *target.Binary, l *target.Lab) ([]Client, error) {
	certificate, err := readCertificate(l.Document)
	if err != nil {
		return nil, err
	}
	inside := map[string]func(context.Context) error{
		"tftp": tftp(l), "http": http(l), "tvs": verify(l, certificate), "capf": nothingPending(l),
		"sip": register(l, service.SIP, device(l)), "sccp": register(l, service.SCCP, skinny(l)),
		"sip/tls": unproven(l, service.SecureSIP), "sccp/tls": unproven(l, service.SecureSCCP),
		"control": nodes(l),
	}
	var list []Client
	for name, ask := range inside {
		list = append(list, Client{name, everySoOften, ask})
	}
	return append(list, Client{"cli", nowAndThen, command(b, l)}, Client{"boot", nowAndThen, boot(b, l)}), nil
}

func readCertificate(d *control.Document) ([]byte, error) {
	text, err := os.ReadFile(d.Nodes[0].Certificates["TVS"])
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("the certificate of TVS is no PEM")
	}
	return block.Bytes, nil
}

// own is the address of honest clients. A socket on all addresses of the machine would get, with the port of an attacker's that was
// just closed, the late answers to the attacker.
var own = netip.MustParseAddr("127.0.0.1")

func tftp(l *target.Lab) func(context.Context) error {
	client, address := &tftpd.Client{TFTPTimeout: Patience, Local: own}, l.Address(service.TFTP)
	return func(ctx context.Context) error {
		_, err := client.TFTP(ctx, address, file)
		return truly(err)
	}
}

func http(l *target.Lab) func(context.Context) error {
	client, address := &tftpd.Client{HTTPTimeout: Patience}, l.Address(service.HTTP)
	return func(ctx context.Context) error {
		_, err := client.HTTP(ctx, address, file)
		return truly(err)
	}
}

// ErrLie is an answer that is worse than none: a phone that hears it decides wrongly.
var ErrLie = errors.New("the server said that a file is missing which is there")

// truly finds a lie.
func truly(err error) error {
	if errors.Is(err, outcome.NotFound) {
		return ErrLie
	}
	return err
}

// anyone lets a server show any certificate: who it is is not the question here.
func anyone([]byte) error { return nil }

// verify asks about a certificate that TVS knew when the lab began; that it knows it is not the question either.
func verify(l *target.Lab, certificate []byte) func(context.Context) error {
	client, address := &tvs.Client{ConnectTimeout: Patience, AnswerTimeout: Patience}, l.Address(service.TVS)
	request := &tvs.Request{Command: tvs.VerifyRequest, Session: 1001, Device: device(l), Certificate: certificate}
	return func(ctx context.Context) error {
		_, err := client.Do(ctx, address, anyone, request)
		return err
	}
}

// device is a phone for which nothing is pending.
func device(l *target.Lab) string { return l.Document.Phones[0].First }

// skinny is a phone whose load is SCCP: the last group of a lab is of these.
func skinny(l *target.Lab) string { return l.Document.Phones[len(l.Document.Phones)-1].First }

func nothingPending(l *target.Lab) func(context.Context) error {
	client, address := &capf.Client{ConnectTimeout: Patience, MessageTimeout: Patience}, l.Address(service.CAPF)
	session := &capf.Session{Device: device(l)}
	return func(ctx context.Context) error {
		_, err := client.Do(ctx, address, anyone, session)
		return err
	}
}

func register(l *target.Lab, at service.Service, device string) func(context.Context) error {
	client, address := &registration.Client{Protocol: at, Timeout: Patience}, l.Address(at)
	return func(ctx context.Context) error {
		return client.Register(ctx, device, l.Document.Nodes[0].Name, address)
	}
}

// unproven asks for a registration over TLS without a certificate: a server that serves says that it wants one.
func unproven(l *target.Lab, at service.Service) func(context.Context) error {
	client, address := &registration.Client{Protocol: at, Timeout: Patience, Secure: &registration.Secure{Check: anyone}}, l.Address(at)
	return func(ctx context.Context) error {
		err := client.Register(ctx, device(l), l.Document.Nodes[0].Name, address)
		if errors.Is(err, outcome.NoCertificate) {
			return nil
		}
		return fmt.Errorf("it did not ask for a certificate: %w", err)
	}
}

func nodes(l *target.Lab) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := client.OnSocket(l.Control).Nodes(ctx)
		return err
	}
}

// command is an administrator who types one.
func command(b *target.Binary, l *target.Lab) func(context.Context) error {
	return func(ctx context.Context) error {
		out, err := run(ctx, b, "cli", "--control", l.Control, "-c", "show version active")
		if err == nil && len(out) == 0 {
			err = errors.New("the command printed nothing")
		}
		return err
	}
}

// boot is two phones without lists.
func boot(b *target.Binary, l *target.Lab) func(context.Context) error {
	return func(ctx context.Context) error {
		out, err := run(ctx, b, "phones", "--lab", l.File, "--count", "2", "-o", "json")
		if err != nil {
			return err
		}
		var stand struct {
			Groups []struct{ Verdict, Reason, Registration string }
		}
		if err := json.Unmarshal(out, &stand); err != nil {
			return err
		}
		for _, g := range stand.Groups {
			if g.Verdict != "accepted" || g.Registration != "registered" {
				return fmt.Errorf("phones stand as %q (%s), %q", g.Verdict, g.Reason, g.Registration)
			}
		}
		return nil
	}
}

// run runs the program to its end and returns what it printed.
func run(ctx context.Context, b *target.Binary, args ...string) ([]byte, error) {
	var out output
	status, p, err := b.Run(ctx, target.Options{Args: args, Stdout: &out})
	if err == nil && status != 0 {
		err = fmt.Errorf("%s ended with status %d: %s", args[0], status, p.Stderr().Last())
	}
	return out, err
}

// output keeps what is written.
type output []byte

// Write implements io.Writer.
func (o *output) Write(b []byte) (int, error) {
	*o = append(*o, b...)
	return len(b), nil
}
