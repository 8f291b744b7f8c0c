package keypool

import (
	"crypto/sha256"

	"tvslab/lru"
)

// most bounds what a pool keeps, in bytes of memory: the certificates and lists of about a hundred small clusters. With half of
// it the library of scenarios takes a twentieth more processor time.
const most = 32 << 20

// kept is what was made with a pool's keys. Footprint is how much memory it takes, in bytes, roughly.
type kept = interface{ Footprint() int }

func newKept() *lru.Cache[[sha256.Size]byte, kept] {
	return lru.New[[sha256.Size]byte](most, kept.Footprint)
}

// Keep returns what make returned for the same id before; else it calls make and keeps what it returns, unless that is
// an error. What was not asked for the longest time gives way. Two callers at once may both make it.
func (p *Pool) Keep(id [sha256.Size]byte, make func() (kept, error)) (kept, error) {
	if known, ok := p.kept.Get(id); ok {
		return known, nil
	}
	made, err := make()
	if err != nil {
		return nil, err
	}
	p.kept.Put(id, made)
	return made, nil
}
