package lab

import (
	"crypto/tls"
	"errors"
	"fmt"
	"sync"
	"time"

	"tvslab/sim"
	"tvslab/tftpd"
	"tvslab/tvs"
)

// source serves a node's files to tftpd. What was signed once is kept until the file would be another.
type source struct {
	lab    *Lab
	node   string
	signed sync.Map // name -> *signedFile, the newest of each name
}

// signedFile is a signed configuration: equal keys give the same bytes.
type signedFile struct {
	key  signedKey
	data []byte
}

// signedKey says what makes a signed configuration of one name.
type signedKey struct {
	device  sim.Standing // zero for the default file
	content sim.ConfigKey
	signer  *sim.Certificate
	started time.Time
}

// Open implements tftpd.Source.
func (s *source) Open(name string) ([]byte, error) {
	s.lab.mutex.RLock()
	defer s.lab.mutex.RUnlock()
	c := s.lab.clusters.of(s.node)
	if c == nil {
		return nil, fmt.Errorf("%w: %q is in no cluster any more", tftpd.ErrNotFound, s.node)
	}
	f, err := c.Open(s.node, name)
	switch {
	case errors.Is(err, sim.ErrUnavailable):
		return nil, fmt.Errorf("%w: %w", tftpd.ErrUnavailable, err)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", tftpd.ErrNotFound, err)
	case f.Config == nil || f.Config.Signer == nil:
		return f.Bytes()
	}
	key := signedKey{content: f.Config.Key(), signer: f.Config.Signer, started: f.Config.Time}
	if f.Config.Device != nil {
		key.device = f.Config.Device.Standing
	}
	if kept, ok := s.signed.Load(name); ok && kept.(*signedFile).key == key {
		return kept.(*signedFile).data, nil
	}
	data, err := f.Bytes()
	if err == nil {
		s.signed.Store(name, &signedFile{key, data})
	}
	return data, err
}

// tvsNode is a node's TVS as the server of package tvs wants it: what it knows and what it presents, as of now.
type tvsNode struct {
	lab  *Lab
	node string
}

func (t *tvsNode) certificate() (*tls.Certificate, error) {
	t.lab.mutex.RLock()
	defer t.lab.mutex.RUnlock()
	n := t.lab.clusters.node(t.node)
	if n == nil {
		return tlsCertificate(nil)
	}
	return tlsCertificate(n.Loaded(sim.ServiceTVS))
}

// Verify implements tvs.Authority.
func (t *tvsNode) Verify(certificate []byte) (tvs.Answer, bool) {
	return t.ask(func(a tvs.Authority) (tvs.Answer, bool) { return a.Verify(certificate) })
}

// Query implements tvs.Authority.
func (t *tvsNode) Query(subject, issuer string, serial []byte) (tvs.Answer, bool) {
	return t.ask(func(a tvs.Authority) (tvs.Answer, bool) { return a.Query(subject, issuer, serial) })
}

func (t *tvsNode) ask(question func(tvs.Authority) (tvs.Answer, bool)) (tvs.Answer, bool) {
	t.lab.mutex.RLock()
	defer t.lab.mutex.RUnlock()
	c := t.lab.clusters.of(t.node)
	if c == nil {
		return tvs.Answer{}, false
	}
	authority, ok := c.TVS(t.node)
	if !ok {
		return tvs.Answer{}, false
	}
	return question(authority)
}
