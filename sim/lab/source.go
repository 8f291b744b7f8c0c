package lab

import (
	"fmt"
	"sync"
	"time"

	"tvslab/outcome"
	"tvslab/sim"
	"tvslab/sim/pki"
)

// source serves a node's files to tftpd. What was signed once is kept until the file would be another.
type source struct {
	host
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
	signer  *pki.Certificate
	started time.Time
}

// Open implements tftpd.Source.
func (s *source) Open(name string) (data []byte, err error) {
	if !s.ask(func(c *sim.Cluster) { data, err = s.open(c, name) }) {
		return nil, fmt.Errorf("%w: %q is in no cluster any more", outcome.NotFound, s.node)
	}
	return data, err
}

func (s *source) open(c *sim.Cluster, name string) ([]byte, error) {
	f, err := c.Open(s.node, name)
	switch {
	case err != nil:
		return nil, err
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
