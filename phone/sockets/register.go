package sockets

import (
	"context"
	"crypto/tls"
	"time"

	"tvslab/capf"
	"tvslab/outcome"
	"tvslab/phone"
	"tvslab/registration"
)

// Register implements phone.Network.
func (n *Network) Register(ctx context.Context, c phone.Call, shown phone.Identity) error {
	return n.timed(c, func(*Step) error {
		address, ok := n.find(c)
		if !ok {
			return outcome.Unreachable
		}
		client := registration.Client{Protocol: c.Service, Model: c.Model, Line: lineOf(c), Timeout: time.Duration(n.Settings.HTTPTimeout), Dial: n.dial(c)}
		if c.Service.Secure() {
			client.Secure = &registration.Secure{MaxVersion: c.TLS, Check: c.Judge, Certificate: certificateOf(shown)}
		}
		return withoutPlaces(client.Register(ctx, c.Phone, c.Server, address))
	})
}

// lineOf returns what the phone says of its line over SIP.
func lineOf(c phone.Call) registration.Line {
	if c.Line == nil {
		return registration.Line{}
	}
	return registration.Line{Number: c.Line.Number, Contact: c.Line.Contact, Agent: c.Line.Agent(c.Model),
		User: c.Line.AuthName, Password: c.Line.AuthPassword}
}

// certificateOf returns what the phone shows in TLS, nil for nothing.
func certificateOf(id phone.Identity) *tls.Certificate {
	if id.Certificate == nil {
		return nil
	}
	der := id.Certificate()
	if der == nil {
		return nil
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: id.Key()}
}

// Enrol implements phone.Network.
func (n *Network) Enrol(ctx context.Context, c phone.Call, s capf.Session) (result capf.Result, err error) {
	err = n.timed(c, func(*Step) error {
		address, ok := n.find(c)
		if !ok {
			return capf.Failed("capf "+c.Server, outcome.Unreachable, nil)
		}
		client := capf.Client{MaxVersion: c.TLS, OldCiphers: c.TLS == tls.VersionTLS10, Dial: n.dial(c)}
		result, err = client.Do(ctx, address, c.Judge, &s)
		return named("capf "+c.Server, err)
	})
	return result, err
}
