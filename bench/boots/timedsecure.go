package boots

import (
	"context"
	"time"

	"tvslab/capf"
	"tvslab/phone"
	"tvslab/phone/sockets"
)

// RegisterTLS implements phone.SecureNetwork.
func (t timedSecure) RegisterTLS(ctx context.Context, name string, m phone.Model, server string, port int, id phone.Identity, check func([]byte) error) error {
	begun := time.Now()
	err := t.secure.RegisterTLS(ctx, name, m, server, port, id, check)
	t.step(sockets.Step{Phone: name, Kind: sockets.StepRegistration, Server: server, Err: err}, begun)
	return err
}

// Enrol implements phone.CAPFNetwork.
func (t timedSecure) Enrol(ctx context.Context, name string, m phone.Model, server string, port int, check func([]byte) error, s capf.Session) (capf.Result, error) {
	begun := time.Now()
	result, err := t.secure.Enrol(ctx, name, m, server, port, check, s)
	t.step(sockets.Step{Phone: name, Kind: sockets.StepEnrolment, Server: server, Err: err}, begun)
	return result, err
}
