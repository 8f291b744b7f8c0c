package lab

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"time"

	"tvslab/phone"
	"tvslab/tftpd"
	"tvslab/tvs"
)

// socketNetwork is the Network over real sockets: TFTP, HTTP and TLS to the loopback addresses of the nodes. Equal
// content is shared, so that a list is parsed and verified once however many phones fetch it.
type socketNetwork struct {
	lab   *Lab
	files phone.Files
	fetch tftpd.Client
}

func newSocketNetwork(l *Lab) *socketNetwork {
	var waits []time.Duration
	for _, d := range l.settings.TFTPRetransmit {
		waits = append(waits, time.Duration(d))
	}
	return &socketNetwork{lab: l, fetch: tftpd.Client{Retransmit: waits, HTTPTimeout: time.Duration(l.settings.HTTPTimeout)}}
}

// address finds a node by the name a phone uses; nothing listens where a fault blocks the way.
func (s *socketNetwork) address(name, server string, port int) (Address, error) {
	if s.lab.blocked(name, server, port) {
		return Address{}, phone.ErrUnreachable
	}
	return s.lab.servers.address(s.lab.clusters.node(server).ID), nil
}

// reach finds a node by a name that stands in a configuration.
func (s *socketNetwork) reach(name, server string, port int) (Address, error) {
	_, n := s.lab.reach(name, server, port)
	if n == nil {
		return Address{}, phone.ErrUnreachable
	}
	return s.lab.servers.address(n.ID), nil
}

// Fetch implements phone.Network.
func (s *socketNetwork) Fetch(ctx context.Context, name, server string, t phone.Transport, file string) (*phone.File, error) {
	a, err := s.address(name, server, portOf(t))
	if err != nil {
		return nil, err
	}
	var data []byte
	switch {
	case a.TFTP == 0:
		return nil, phone.ErrUnreachable
	case t == phone.HTTP:
		data, err = s.fetch.HTTP(ctx, a.at(a.HTTP), file)
	default:
		data, err = s.fetch.TFTP(ctx, a.at(a.TFTP), file)
	}
	if err != nil {
		return nil, asPhoneError(err)
	}
	return s.files.Intern(data), nil
}

// phoneErrors maps what a client met to what a phone calls it.
var phoneErrors = []struct{ met, called error }{
	{tftpd.ErrNotFound, phone.ErrNotFound},
	{tftpd.ErrUnavailable, phone.ErrUnavailable},
	{tftpd.ErrUnreachable, phone.ErrUnreachable},
	{tftpd.ErrTimeout, phone.ErrTimeout},
	{tftpd.ErrTooLarge, phone.ErrTooLarge},
}

// asPhoneError leaves out addresses and system errors: a phone does not tell them, and both networks must tell the
// same story. The servers' log has them.
func asPhoneError(err error) error {
	for _, e := range phoneErrors {
		if errors.Is(err, e.met) {
			return e.called
		}
	}
	return fmt.Errorf("%w: %w", phone.ErrTimeout, err)
}

// TVS implements phone.Network.
func (s *socketNetwork) TVS(ctx context.Context, name string, m phone.Model, server string, port int, check func([]byte) error, r *tvs.Request) (*tvs.Response, error) {
	a, err := s.reach(name, server, port)
	if err != nil || a.TVS == 0 {
		return nil, fmt.Errorf("tvs %s: %w", server, tvs.ErrUnreachable)
	}
	client := tvs.Client{
		ConnectTimeout: time.Duration(s.lab.settings.TVSConnectTimeout),
		AnswerTimeout:  time.Duration(s.lab.settings.TVSAnswerTimeout),
		MinVersion:     tls.VersionTLS10, MaxVersion: m.TLS, OldCiphers: m.TLS == tls.VersionTLS10,
	}
	var refusal error
	response, err := client.Do(ctx, a.at(a.TVS), func(certificate []byte) error {
		refusal = check(certificate)
		return refusal
	}, r)
	if err != nil {
		return nil, asTVSError(server, err, refusal)
	}
	return response, nil
}

// asTVSError says what went wrong in the words of the in-memory network.
func asTVSError(server string, err, refusal error) error {
	for _, kind := range []error{tvs.ErrUnreachable, tvs.ErrServerCertificate} {
		if !errors.Is(err, kind) {
			continue
		}
		if refusal != nil {
			return fmt.Errorf("tvs %s: %w: %w", server, kind, refusal)
		}
		return fmt.Errorf("tvs %s: %w", server, kind)
	}
	return err
}
