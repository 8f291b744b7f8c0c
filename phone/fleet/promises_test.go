package fleet_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"strings"

	"tvslab/phone"
	"tvslab/phone/content"
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

func (p *promises) Fetch(_ context.Context, name, _ string, t phone.Transport, file string) (*content.File, error) {
	switch {
	case t == phone.HTTP || strings.HasPrefix(file, "CTL"):
		return nil, phone.ErrNotFound
	case strings.HasSuffix(file, ".tlv"):
		return p.itl, nil
	}
	return content.NewPromise(content.Promise{Signed: strings.HasSuffix(file, ".sgn"), Header: p.header, Config: p.config,
		Verify: func(*x509.Certificate) error { return nil }}), nil
}

func (p *promises) TVS(context.Context, string, phone.Model, string, int, func([]byte) error, *tvs.Request) (*tvs.Response, error) {
	return nil, tvs.ErrUnreachable
}

func (p *promises) Register(context.Context, string, string, int) error { return nil }
