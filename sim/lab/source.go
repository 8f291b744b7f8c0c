package lab

import (
	"fmt"
	"sync"
	"time"

	"tvslab/lru"
	"tvslab/outcome"
	"tvslab/sim"
	"tvslab/sim/pki"
)

// source serves a node's files to tftpd. What was signed once is kept until the file would be another, or until a file that
// was asked for later needs its place.
type source struct {
	host
	open   bool                            // files that are nobody's are served
	signed *lru.Cache[string, *signedFile] // by name, the newest of each
	lists  sync.Map                        // kind -> *list.File, the newest whose bytes somebody wanted
}

// mostSigned bounds the signed files that a server keeps, bytes: those of some twenty thousand devices. To sign a file
// again takes a millisecond.
const mostSigned = 64 << 20

func newSource(h host, open bool) *source {
	return &source{host: h, open: open, signed: lru.New[string](mostSigned, func(f *signedFile) int { return len(f.data) })}
}

// signedFile is a signed configuration, or a further file: equal keys give the same bytes.
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
func (s *source) Open(name string) ([]byte, error) {
	return s.guarded(name, func(c *sim.Cluster) ([]byte, error) { return s.find(c, name) })
}

// guarded asks the cluster for a file, unless it is withheld.
func (s *source) guarded(name string, find func(*sim.Cluster) ([]byte, error)) (data []byte, err error) {
	err = fmt.Errorf("%w: %q was not opened", outcome.Unavailable, name) // where opening panics
	defer s.lab.servers.recover()
	if s.withheld(name) {
		return nil, fmt.Errorf("%w: %q is nobody's, and other machines reach the lab", outcome.NotFound, name)
	}
	if !s.ask(func(c *sim.Cluster) { data, err = find(c) }) {
		return nil, fmt.Errorf("%w: %q is in no cluster any more", outcome.NotFound, s.node)
	}
	return data, err
}

// overTLS is a source as the ports with TLS serve it.
type overTLS struct{ of *source }

// Open implements tftpd.Source. Configurations come without a signature, so that none is kept.
func (s overTLS) Open(name string) ([]byte, error) {
	return s.of.guarded(name, func(c *sim.Cluster) ([]byte, error) {
		f, err := c.OpenOverTLS(s.of.node, name)
		if err != nil {
			return nil, err
		}
		return f.Bytes()
	})
}

// AtHand implements tftpd.Prompt: what was made once is there, unless an operation has the lab.
func (s *source) AtHand(name string) (data []byte, ok bool, err error) {
	if s.withheld(name) || !s.lab.mutex.TryRLock() {
		return nil, false, nil
	}
	defer s.lab.mutex.RUnlock()
	c := s.lab.clusters.of(s.node)
	if c == nil {
		return nil, false, nil
	}
	f, err := c.Open(s.node, name)
	switch {
	case err != nil:
		return nil, true, err
	case f.List != nil:
		if made, _ := s.lists.Load(listKind(name)); made == f.List {
			return f.List.Bytes(), true, nil
		}
		return nil, false, nil
	case f.Stock != nil && !f.Stock.Signed():
		return f.Stock.Content, true, nil
	case f.Stock == nil && f.Config.Signer == nil:
		return nil, false, nil
	}
	data, ok = s.kept(name, keyOf(f))
	return data, ok, nil
}

// withheld reports whether a file is kept from those whose names nobody knows: a phone without lists would believe it.
func (s *source) withheld(name string) bool { return !s.open && sim.Nobodys(name) }

func (s *source) find(c *sim.Cluster, name string) ([]byte, error) {
	f, err := c.Open(s.node, name)
	switch {
	case err != nil:
		return nil, err
	case f.List != nil:
		data := f.List.Bytes()
		s.lists.Store(listKind(name), f.List)
		return data, nil
	case f.Stock != nil && !f.Stock.Signed(), f.Stock == nil && f.Config.Signer == nil:
		return f.Bytes()
	}
	key := keyOf(f)
	if data, ok := s.kept(name, key); ok {
		return data, nil
	}
	data, err := f.Bytes()
	if err == nil {
		s.signed.Put(name, &signedFile{key, data})
	}
	return data, err
}

// listKind is CTL or ITL; a server has one list of each, under many names.
func listKind(name string) string { return name[:3] }

// keyOf is the key of a signed file that is no list.
func keyOf(f *sim.File) signedKey {
	if stock := f.Stock; stock != nil {
		return signedKey{signer: stock.Signer, started: stock.Time}
	}
	config := f.Config
	key := signedKey{content: config.Key(), signer: config.Signer, started: config.Time}
	if config.Device != nil {
		key.device = config.Device.Standing
	}
	return key
}

// kept is a configuration that was signed before.
func (s *source) kept(name string, key signedKey) ([]byte, bool) {
	kept, ok := s.signed.Get(name)
	if !ok || kept.key != key {
		return nil, false
	}
	return kept.data, true
}
