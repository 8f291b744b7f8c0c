package keypool

import (
	"crypto"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
)

// NameOf returns the name of a key of the pool: its file and which one there, counted from 1, as rsa2048.pem#17.
func (p *Pool) NameOf(key crypto.Signer) (string, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for bits, keys := range p.keys {
		for i, e := range keys {
			if e.parsed == any(key) {
				return fmt.Sprintf("%s#%d", filepath.Base(p.file(bits)), i+1), nil
			}
		}
	}
	return "", fmt.Errorf("key pool: a key that is none of %s", p.dir)
}

// Named returns the key of a name.
func (p *Pool) Named(name string) (crypto.Signer, error) {
	file, place, _ := strings.Cut(name, "#")
	i, err := strconv.ParseUint(place, 10, 16)
	if err != nil || i == 0 {
		return nil, fmt.Errorf("key pool: %q is no name of a key", name)
	}
	for _, s := range sizes {
		if filepath.Base(p.file(s.bits)) != file {
			continue
		}
		key, err := p.pick(s.bits, i-1)
		if err != nil {
			return nil, err
		}
		return key.(crypto.Signer), nil
	}
	return nil, fmt.Errorf("key pool: %q names no file of keys", name)
}

// Dir returns the pool's folder.
func (p *Pool) Dir() string { return p.dir }
