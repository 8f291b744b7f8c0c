package list

import (
	"crypto/sha256"
	"fmt"
	"time"

	"tvslab/keep"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// keptFile is a list as it is kept: what it was built from, and its bytes, so that they stay what they are.
type keptFile struct {
	Name     string
	Modified time.Time
	Signer   *pki.Certificate
	Plan     Plan
	Recipe   [sha256.Size]byte
	Damaged  bool // only a part of it is left
	Bytes    []byte
}

// Forms tells types how lists are kept.
func Forms(types *keep.Types) {
	keep.Called[keptFile](types, "trust_list")
	types.Add(keep.FormOf(
		func(f *File) (keptFile, error) {
			return keptFile{f.plan.Name, f.Modified, f.Signer, f.plan, f.recipe, f.List == nil, f.Bytes()}, nil
		},
		func(k keptFile) (*File, error) {
			f := &File{Modified: k.Modified, Signer: k.Signer, plan: k.Plan, recipe: k.Recipe, damaged: k.Bytes}
			if k.Damaged {
				return f, nil
			}
			var err error
			if f.List, err = trustlist.Parse(k.Bytes, trustlist.Lenient); err != nil {
				return nil, fmt.Errorf("%s: %w", k.Name, err)
			}
			f.damaged = nil
			return f, nil
		},
	))
}
