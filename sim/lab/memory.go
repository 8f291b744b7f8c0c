package lab

import (
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"sync"

	"tvslab/phone"
	"tvslab/sim"
	"tvslab/trustlist"
	"tvslab/tvs"
)

// memory is the Network that asks the cluster directly. files and configs hold what all phones share: a list is
// parsed and verified once, the configuration of a profile is rendered and parsed once.
type memory struct {
	lab     *Lab
	mutex   sync.Mutex
	lists   map[[sha256.Size]byte]*phone.File
	configs map[sim.ConfigKey]*phone.Config
}

func newMemory(l *Lab) *memory {
	return &memory{lab: l, lists: map[[sha256.Size]byte]*phone.File{}, configs: map[sim.ConfigKey]*phone.Config{}}
}

// Fetch implements phone.Network.
func (m *memory) Fetch(_ context.Context, name, server string, t phone.Transport, file string) (*phone.File, error) {
	if m.lab.blocked(name, server, portOf(t)) {
		return nil, phone.ErrUnreachable
	}
	return m.open(m.lab.cluster, server, t, file)
}

// open answers as the node's TFTP service would, over HTTP or TFTP.
func (m *memory) open(c *sim.Cluster, server string, t phone.Transport, name string) (*phone.File, error) {
	f, err := c.Open(server, name)
	switch {
	case err == nil && f.List != nil:
		return m.list(f.List), nil
	case err == nil:
		return m.config(f.Config)
	case errors.Is(err, sim.ErrStopped):
		return nil, phone.ErrUnreachable
	case errors.Is(err, sim.ErrUnavailable) && t == phone.HTTP:
		return nil, phone.ErrUnavailable
	}
	return nil, phone.ErrNotFound
}

func (m *memory) list(f *sim.ListFile) *phone.File {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	shared := m.lists[f.Sum]
	if shared == nil {
		shared = phone.NewFile(f.Bytes)
		m.lists[f.Sum] = shared
	}
	return shared
}

// config returns a configuration that is signed only if its bytes are asked for: signer, digest and content
// decide what a phone makes of it.
func (m *memory) config(f *sim.ConfigFile) (*phone.File, error) {
	parsed, err := m.parsed(f)
	if err != nil {
		return nil, err
	}
	return phone.NewPromise(phone.Promise{
		Signed: f.Signer != nil, Header: f.Header(), Config: parsed,
		Verify: func(cert *x509.Certificate) error { return signedBy(f.Signer, cert) },
		Bytes: func() []byte {
			data, err := f.Bytes()
			if err != nil {
				panic(fmt.Sprintf("lab: rendering %s failed after its profile was rendered: %v", f.Name, err))
			}
			return data
		},
	}), nil
}

// signedBy stands for verifying a signature that was not made: it is good for the public key of the signer.
func signedBy(signer *sim.Certificate, cert *x509.Certificate) error {
	key, ok := signer.X509.PublicKey.(*rsa.PublicKey)
	if !ok || !key.Equal(cert.PublicKey) {
		return &trustlist.Error{Rule: "S6", Tag: int(trustlist.TagSignature), Reason: "signature does not verify"}
	}
	return nil
}

// parsed returns the configuration as a phone reads it. What differs between phones of one profile, the line, is
// nothing that phones of this package look at.
func (m *memory) parsed(f *sim.ConfigFile) (*phone.Config, error) {
	key := f.Key()
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if c := m.configs[key]; c != nil {
		return c, nil
	}
	xml, err := f.XML()
	if err != nil {
		return nil, err
	}
	c, err := phone.ParseConfig(xml)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	m.configs[key] = c
	return c, nil
}

// TVS implements phone.Network.
func (m *memory) TVS(_ context.Context, name string, _ phone.Model, server string, port int, check func([]byte) error, r *tvs.Request) (*tvs.Response, error) {
	if m.lab.blocked(name, server, port) {
		return nil, fmt.Errorf("tvs %s: %w", server, tvs.ErrUnreachable)
	}
	return askTVS(m.lab.cluster, server, check, r)
}

func askTVS(c *sim.Cluster, server string, check func([]byte) error, r *tvs.Request) (*tvs.Response, error) {
	authority, ok := c.TVS(server)
	if !ok {
		return nil, fmt.Errorf("tvs %s: %w", server, tvs.ErrUnreachable)
	}
	if err := check(c.Node(server).LoadedTVS().DER); err != nil {
		return nil, fmt.Errorf("tvs %s: %w: %w", server, tvs.ErrServerCertificate, err)
	}
	response := tvs.Respond(authority, r)
	if err := tvs.CheckResponse(r, response); err != nil {
		return nil, fmt.Errorf("tvs %s: %w: %w", server, tvs.ErrAnswer, err)
	}
	return response, nil
}

// Register implements phone.Network: a call manager takes a phone without TLS whenever its service runs.
func (m *memory) Register(_ context.Context, name, server string, port int) error {
	n := m.lab.cluster.Node(server)
	if n == nil || !n.Running(sim.ServiceCCM) || m.lab.blocked(name, server, port) {
		return phone.ErrUnreachable
	}
	return nil
}
