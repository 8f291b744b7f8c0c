package keypool

import "crypto/sha256"

// most is how many things a pool keeps: a few tens of megabytes. When it is full it begins anew.
const most = 4096

// Keep returns what make returned for the same id before; else it calls make and keeps what it returns, unless that is
// an error. Two callers at once may both make it.
func (p *Pool) Keep(id [sha256.Size]byte, make func() (any, error)) (any, error) {
	p.mutex.Lock()
	kept, ok := p.kept[id]
	p.mutex.Unlock()
	if ok {
		return kept, nil
	}
	made, err := make()
	if err != nil {
		return nil, err
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.kept == nil || len(p.kept) >= most {
		p.kept = map[[sha256.Size]byte]any{}
	}
	p.kept[id] = made
	return made, nil
}
