package fleet_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"strings"

	"tvslab/capf"
	"tvslab/outcome"
	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/service"
	"tvslab/trustlist"
	"tvslab/tvs"
)

// promises is a world in memory like that of a lab: one ITL, and configurations that are signed only if somebody asks for
// the bytes.
type promises struct {
	itl    *content.File
	config *content.Config
	header trustlist.Header
}

func newPromises() *promises {
	parsed, err := content.ParseConfig(fmt.Appendf(nil, configuration, "sub", "v1"))
	if err != nil {
		panic(err)
	}
	cert := before().cert
	return &promises{itl: before().itl(), config: parsed, header: trustlist.Header{
		Digest: trustlist.DigestSHA1, SignerName: trustlist.Name(cert.RawSubject), CAName: trustlist.Name(cert.RawIssuer),
		Serial: cert.SerialNumber.Bytes(),
	}}
}

func (p *promises) Fetch(_ context.Context, c phone.Call) (*content.File, error) {
	switch {
	case c.Service == service.HTTP || strings.HasPrefix(c.File, "CTL"):
		return nil, outcome.NotFound
	case strings.HasSuffix(c.File, ".tlv"):
		return p.itl, nil
	}
	return content.NewPromise(content.Promise{Signed: strings.HasSuffix(c.File, ".sgn"), Header: p.header, Config: p.config,
		Verify: func(*x509.Certificate) error { return nil }}), nil
}

func (p *promises) Ask(context.Context, phone.Call, *tvs.Request) (*tvs.Response, error) {
	return nil, outcome.Unreachable
}

func (p *promises) Register(context.Context, phone.Call, phone.Identity) error { return nil }

func (p *promises) Enrol(context.Context, phone.Call, capf.Session) (capf.Result, error) {
	return capf.Result{}, outcome.Unreachable
}
