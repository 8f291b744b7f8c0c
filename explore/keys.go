package explore

import (
	"crypto/sha256"
	"sync"

	"tvslab/sim/pki"
)

// keys are those of a source, with all that was made of them: what is equal must be the same, or states would not be met again.
type keys struct {
	pki.KeySource
	kept *sync.Map
}

// Keep implements pki.Keeper.
func (k keys) Keep(id [sha256.Size]byte, make func() (pki.Kept, error)) (pki.Kept, error) {
	if known, ok := k.kept.Load(id); ok {
		return known.(pki.Kept), nil
	}
	made, err := k.make(id, make)
	if err != nil {
		return nil, err
	}
	known, _ := k.kept.LoadOrStore(id, made)
	return known.(pki.Kept), nil
}

// make makes what the source does not have either.
func (k keys) make(id [sha256.Size]byte, make func() (pki.Kept, error)) (pki.Kept, error) {
	if keeper, ok := k.KeySource.(pki.Keeper); ok {
		return keeper.Keep(id, make)
	}
	return make()
}
