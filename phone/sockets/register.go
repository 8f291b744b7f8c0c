package sockets

import (
	"context"
	"crypto/tls"
	"fmt"
	"time"

	"tvslab/capf"
	"tvslab/phone"
	"tvslab/registration"
	"tvslab/service"
)

// Register implements phone.Network.
func (n *Network) Register(ctx context.Context, name, server string, port int) error {
	return n.register(ctx, name, server, port, nil)
}

// RegisterTLS implements phone.SecureNetwork.
func (n *Network) RegisterTLS(ctx context.Context, name string, m phone.Model, server string, port int, id phone.Identity, check func([]byte) error) error {
	secure := &registration.Secure{MaxVersion: m.TLS, Check: check}
	if id.Certificate != nil {
		if der := id.Certificate(); der != nil {
			secure.Certificate = &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: id.Key()}
		}
	}
	return n.register(ctx, name, server, port, secure)
}

func (n *Network) register(ctx context.Context, name, server string, port int, secure *registration.Secure) error {
	at := registrar(port, secure != nil)
	done := n.begin(name, server, StepRegistration, "")
	address, ok := n.Finder.Find(name, server, at, port)
	if !ok {
		done(0, 0, phone.ErrUnreachable)
		return phone.ErrUnreachable
	}
	client := registration.Client{Protocol: at, Timeout: time.Duration(n.Settings.HTTPTimeout), Secure: secure, Dial: n.dial(name)}
	err := asRegistrationError(client.Register(ctx, name, server, address))
	done(0, 0, err)
	return err
}

// Enrol implements phone.CAPFNetwork.
func (n *Network) Enrol(ctx context.Context, name string, m phone.Model, server string, port int, check func([]byte) error, s capf.Session) (capf.Result, error) {
	done := n.begin(name, server, StepEnrolment, "")
	address, ok := n.Finder.Find(name, server, service.CAPF, port)
	if !ok {
		err := fmt.Errorf("capf %s: %w", server, capf.ErrUnreachable)
		done(0, 0, err)
		return capf.Result{}, err
	}
	client := capf.Client{MaxVersion: m.TLS, OldCiphers: m.TLS == tls.VersionTLS10, Dial: n.dial(name)}
	var refusal error
	result, err := client.Do(ctx, address, func(certificate []byte) error {
		refusal = check(certificate)
		return refusal
	}, &s)
	if err != nil {
		err = asCAPFError(server, err, refusal)
	}
	done(0, 0, err)
	return result, err
}
